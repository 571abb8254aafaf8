//! The properties of a page of Logseq: lines `name:: value` at the top of its text. They say what
//! those of front matter say.

use crate::text::naming::letters;

/// The maximum number of lines that are read, and of bytes of each value.
const MAX_LINES: usize = 50;
const MAX_VALUE_BYTES: usize = 4_000;

/// The names that the properties of a page give it.
#[derive(Debug, Default, PartialEq)]
pub(super) struct PageProperties {
    pub(super) title: Option<String>,
    pub(super) aliases: Vec<String>,
    /// The others, each with its name as [`letters`] spells it.
    pub(super) others: Vec<(String, String)>,
}

impl PageProperties {
    /// Reads the properties at the top of a text. Its first block may be a list item.
    pub(super) fn read(body: &str) -> Self {
        let mut properties = Self::default();
        for line in body.trim_start().lines().take(MAX_LINES) {
            let line = line.trim().trim_start_matches("- ");
            let Some((name, value)) = line.split_once("::").filter(|(name, _)| is_name(name))
            else {
                break;
            };
            let value = &value[..value.floor_char_boundary(MAX_VALUE_BYTES)];
            match letters(name).as_str() {
                "title" => properties.title = names(value, false).next(),
                "alias" | "aliases" => properties.aliases.extend(names(value, true)),
                name => properties.others.push((name.to_owned(), value.to_owned())),
            }
        }
        properties
    }
}

/// Whether a text is the name of a property.
fn is_name(text: &str) -> bool {
    let is_name_char = |c: char| c.is_alphanumeric() || "-_/. ".contains(c);
    !text.trim().is_empty() && text.chars().all(is_name_char)
}

/// The names in a value, of which each may be a link: `a, [[b, c]]`.
fn names(value: &str, is_list: bool) -> impl Iterator<Item = String> {
    let mut rest = value;
    let names = std::iter::from_fn(move || {
        rest = rest.trim_start_matches([' ', ',', '#', '"']);
        let (name, after) = match rest.strip_prefix("[[").and_then(|it| it.split_once("]]")) {
            Some(link) => link,
            None if is_list => rest.split_once(',').unwrap_or((rest, "")),
            None => (rest, ""),
        };
        rest = after;
        let name = name.trim().trim_matches('"').to_owned();
        (!name.is_empty()).then_some(name)
    });
    names.take(if is_list { usize::MAX } else { 1 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn properties_at_the_top_are_names() {
        for (body, title, aliases) in [
            ("alias:: foo, bar\n\ntext", None, &["foo", "bar"][..]),
            (
                "\n- title:: My, Title\n  tags:: x\n  alias:: [[A, b]], #[[c]] ,d\n- text",
                Some("My, Title"),
                &["A, b", "c", "d"],
            ),
            ("title:: [[Linked]]", Some("Linked"), &[]),
            ("Alias:: x\n", None, &["x"]),
            ("text\nalias:: x", None, &[]),
            ("tags:: a\n\nalias:: x", None, &[]),
            ("a `b:: c`\nalias:: x", None, &[]),
            ("alias::", None, &[]),
        ] {
            let read = PageProperties::read(body);
            assert_eq!(read.title.as_deref(), title, "{body}");
            assert_eq!(read.aliases, aliases, "{body}");
        }
    }
}
