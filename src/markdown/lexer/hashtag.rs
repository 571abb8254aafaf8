//! Tags in the text: `#tag`, `#nested/tag`, and `#[[several words]]` of Logseq.

use crate::text::tag_name;

/// The maximum length of `#[[…]]`, in bytes.
const MAX_BRACKETS_BYTES: usize = 200;

/// Reads the tag at a `#`. Returns its length in bytes and its name.
pub(in crate::markdown) fn read(prose: &str, at: usize) -> Option<(usize, &str)> {
    let before = &prose[..at];
    let may_follow = before.is_empty()
        || before.ends_with(char::is_whitespace)
        || (before.ends_with(['(', '*', '_', '"', '|', '~', '=']) && !before.ends_with("]("));
    if !may_follow {
        return None;
    }
    let rest = &prose[at + 1..];
    if let Some(inside) = rest.strip_prefix("[[") {
        let inside = &inside[..inside.floor_char_boundary(MAX_BRACKETS_BYTES)];
        let (name, _) = inside.split_once("]]")?;
        let is_name = !name.contains(['\n', '|', '[', '#']) && tag_name::clean(name).is_some();
        return is_name.then_some((name.len() + "#[[]]".len(), name));
    }
    let length = tag_name::tag_bytes(rest)?;
    Some((1 + length, &rest[..length]))
}
