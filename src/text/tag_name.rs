//! Names of tags: where one ends in a text, and when two are equal. A leaf module.

use std::borrow::Cow;

use crate::text::naming::{has_dot_segment, key};

/// The maximum length of a tag's name and of its key, in bytes.
const MAX_TAG_BYTES: usize = 100;

/// The maximum number of tags that a tag is in.
const MAX_PARENTS: usize = 8;

/// The length in bytes of the tag at the start of a text, without its `#`; `None` if there is none.
/// As in Obsidian, it consists of letters, digits, `_`, `-`, `/` and symbols such as emoji, and not
/// of digits alone. A color, such as `#ff0000`, is none.
pub fn tag_bytes(text: &str) -> Option<usize> {
    let longest = &text[..text.floor_char_boundary(MAX_TAG_BYTES + 1)];
    let end = longest.find(|c| !is_tag_char(c)).unwrap_or(longest.len());
    let name = longest[..end].trim_end_matches('/');
    let is_tag = end <= MAX_TAG_BYTES && !is_color(name) && clean(name)? == name;
    is_tag.then_some(name.len())
}

/// Whether a name is a color of three or six hexadecimal digits, and no word.
fn is_color(name: &str) -> bool {
    let is_hex = matches!(name.len(), 3 | 6) && name.bytes().all(|b| b.is_ascii_hexdigit());
    let is_gray = || name.bytes().all(|b| Some(b) == name.bytes().next());
    is_hex && (name.bytes().any(|b| b.is_ascii_digit()) || is_gray())
}

/// Whether a character may be part of a tag in a text.
fn is_tag_char(c: char) -> bool {
    match c {
        '_' | '-' | '/' => true,
        _ if c.is_ascii() => c.is_ascii_alphanumeric(),
        '\u{2000}'..='\u{206F}' | '\u{2E00}'..='\u{2E7F}' | '\u{3000}'..='\u{3003}' => false,
        '\u{3008}'..='\u{3011}' | '\u{FF01}'..='\u{FF0F}' | '\u{FF1A}'..='\u{FF20}' => false,
        _ => !c.is_whitespace() && !c.is_control(),
    }
}

/// The name of a tag without the `#` before it and without empty parts; `None` if it is no name.
pub fn clean(name: &str) -> Option<Cow<'_, str>> {
    let name = name.trim().trim_start_matches('#').trim();
    let is_number = !name.contains(|c: char| !c.is_ascii_digit() && c != '/');
    // Such as the placeholders of templates.
    let is_code = name.contains(['{', '}', '<', '>']);
    if is_number || is_code || name.len() > MAX_TAG_BYTES || has_dot_segment(name) {
        return None;
    }
    let mut parts = name.split('/').map(str::trim);
    let is_clean = parts.clone().eq(name.split('/')) && parts.all(|part| !part.is_empty());
    let clean = match is_clean {
        true => Cow::Borrowed(name),
        false => {
            let parts = name.split('/').map(str::trim);
            let parts: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
            Cow::Owned(parts.join("/"))
        }
    };
    (tag_key(&clean).len() <= MAX_TAG_BYTES).then_some(clean)
}

/// The key by which the spellings of a tag are compared: the [`key`] of each of its parts.
pub fn tag_key(name: &str) -> String {
    if name.bytes().all(|b| b.is_ascii_lowercase() || b == b'/') {
        return name.to_owned();
    }
    let parts: Vec<String> = name.split('/').map(key).collect();
    parts.join("/")
}

/// The names of the tags that a nested one is in, the outermost first, up to [`MAX_PARENTS`]:
/// `a` and `a/b` for `a/b/c`.
pub fn parents(name: &str) -> impl Iterator<Item = &str> {
    let ends = name.match_indices('/').take(MAX_PARENTS);
    ends.map(|(end, _)| &name[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_ends_before_punctuation() {
        for (text, tag) in [
            ("ai, and", Some("ai")),
            ("machine-learning.", Some("machine-learning")),
            ("a/b/c/ d", Some("a/b/c")),
            ("2024-goals", Some("2024-goals")),
            ("größe)", Some("größe")),
            ("读书，", Some("读书")),
            ("🎬 film", Some("🎬")),
            ("1", None),
            ("ff0000 is", None),
            ("FFF", None),
            ("1e90ff", None),
            ("cafe", Some("cafe")),
            ("decade", Some("decade")),
            ("add", Some("add")),
            ("2024/01", None),
            (" a", None),
            ("", None),
            ("a//b", None),
            ("/a", None),
            ("+BEGIN", None),
            (&"a".repeat(100), Some(&*"a".repeat(100))),
            (&"a".repeat(101), None),
            (&"ﷺ".repeat(20), None),
        ] {
            assert_eq!(tag_bytes(text).map(|length| &text[..length]), tag, "{text}");
        }
    }

    #[test]
    fn names_are_cleaned() {
        for (name, expected) in [
            ("#ai", Some("ai")),
            (" machine learning ", Some("machine learning")),
            ("a / b/", Some("a/b")),
            ("#", None),
            ("2024", None),
            ("a/../b", None),
            (" ", None),
        ] {
            assert_eq!(clean(name).as_deref(), expected, "{name}");
        }
    }

    #[test]
    fn spellings_of_a_tag_are_equal() {
        for name in [
            "machine-learning/nlp",
            "Machine_Learning/NLP",
            "machine learning/nlp",
        ] {
            assert_eq!(tag_key(name), "machinelearning/nlp");
        }
        assert_ne!(tag_key("c++"), tag_key("c"));
        assert_ne!(tag_key("a/b"), tag_key("ab"));
        assert_eq!(parents("a/b/c").collect::<Vec<_>>(), ["a", "a/b"]);
        assert_eq!(parents(&"a/".repeat(40)).count(), MAX_PARENTS);
    }
}
