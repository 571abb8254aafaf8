//! Other names of a note in its front matter: `aliases`, `alias`, `slug` and `permalink`.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::visibility::Scalar;
use crate::markdown::without_front_matter_comments;
use crate::text::naming::letters;

/// The maximum number of aliases of a note. Real notes have up to 20.
const MAX_ALIASES: usize = 100;

/// The maximum length of an alias, in bytes.
const MAX_ALIAS_BYTES: usize = 500;

/// The other names of a note, in the order in which they are written. A name that starts with `/`
/// is a path from the top of the archive.
#[derive(Debug, Default, PartialEq)]
pub(in crate::corpus) struct Aliases {
    names: Vec<String>,
}

/// A key that gives a note another name.
#[derive(Debug, Clone, Copy)]
pub(super) enum AliasKey {
    /// `aliases`, `alias`: a list, or names separated by commas.
    Aliases,
    /// `slug`: the last segment of its path.
    Slug,
    /// `permalink`: its path.
    Permalink,
}

impl AliasKey {
    /// The meaning of a key, in any case.
    pub(super) fn from_name(name: &str) -> Option<Self> {
        Some(match letters(name).as_str() {
            "aliases" | "alias" => Self::Aliases,
            "slug" => Self::Slug,
            "permalink" => Self::Permalink,
            _ => return None,
        })
    }
}

impl Aliases {
    /// Adds the value of a key.
    pub(super) fn add(&mut self, key: AliasKey, value: TextOrList) {
        match (key, value) {
            (AliasKey::Aliases, TextOrList::Text(text)) => {
                text.split(',').for_each(|name| self.push(name));
            }
            (AliasKey::Aliases, TextOrList::List(list)) => {
                list.iter().for_each(|name| self.push(name));
            }
            (AliasKey::Slug, TextOrList::Text(text)) => self.push(&text),
            // A permalink with a scheme or a placeholder (`/:year/:title`) is no path.
            (AliasKey::Permalink, TextOrList::Text(text)) if !text.contains(':') => {
                self.push(&format!("/{}", text.trim().trim_start_matches('/')));
            }
            _ => {}
        }
    }

    fn push(&mut self, name: &str) {
        let name = without_front_matter_comments(name);
        let name = name.trim();
        if !name.trim_matches('/').is_empty() && !self.names.iter().any(|known| known == name) {
            // One more than the limit, so that exceeding it is noticed.
            self.names.truncate(MAX_ALIASES);
            self.names.push(name.to_owned());
        }
    }

    /// The aliases within the limits, and a message if there are others.
    pub(in crate::corpus) fn within_limits(self) -> (Vec<String>, Option<String>) {
        let mut names = self.names;
        let count = names.len();
        names.truncate(MAX_ALIASES);
        names.retain(|name| name.len() <= MAX_ALIAS_BYTES);
        let message = (names.len() < count).then(|| {
            format!(
                "only the first {MAX_ALIASES} aliases of at most {MAX_ALIAS_BYTES} bytes are used"
            )
        });
        (names, message)
    }

    /// The aliases in invalid YAML: the value of a key on its line, and the list items below it.
    pub(super) fn by_line(yaml: &str) -> Self {
        let mut aliases = Self::default();
        let mut lines = yaml.lines().peekable();
        while let Some(line) = lines.next() {
            let Some((name, value)) = line.split_once(':') else {
                continue;
            };
            let Some(key) = AliasKey::from_name(name) else {
                continue;
            };
            let value = value.trim();
            let inside = value
                .strip_prefix('[')
                .and_then(|rest| rest.strip_suffix(']'));
            let mut items: Vec<String> = match inside {
                Some(inside) => inside.split(',').map(unquoted).collect(),
                None => Vec::new(),
            };
            while let Some(item) = lines.next_if(|line| line.trim_start().starts_with("- ")) {
                items.push(unquoted(&item.trim_start()[2..]));
            }
            let value = if items.is_empty() {
                TextOrList::Text(unquoted(value))
            } else {
                TextOrList::List(items)
            };
            aliases.add(key, value);
        }
        aliases
    }
}

/// A value without the quotes around it.
fn unquoted(value: &str) -> String {
    value.trim().trim_matches(['"', '\'']).trim().to_owned()
}

/// A value that is a text or a list of texts; other values are empty.
pub(super) enum TextOrList {
    Text(String),
    List(Vec<String>),
}

macro_rules! scalar_texts {
    ($($visit:ident: $type:ty),*) => {
        $(fn $visit<E>(self, value: $type) -> Result<TextOrList, E> {
            Ok(TextOrList::Text(value.to_string()))
        })*
    };
}

impl<'de> Deserialize<'de> for TextOrList {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Values;
        impl<'de> Visitor<'de> for Values {
            type Value = TextOrList;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text or a list of texts")
            }

            scalar_texts!(
                visit_bool: bool,
                visit_i64: i64,
                visit_u64: u64,
                visit_f64: f64,
                visit_str: &str
            );

            fn visit_unit<E>(self) -> Result<TextOrList, E> {
                Ok(TextOrList::List(Vec::new()))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<TextOrList, A::Error> {
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(TextOrList::List(Vec::new()))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<TextOrList, A::Error> {
                let mut texts = Vec::new();
                while let Some(Scalar(text)) = list.next_element()? {
                    texts.extend(text);
                }
                Ok(TextOrList::List(texts))
            }
        }
        deserializer.deserialize_any(Values)
    }
}

#[cfg(test)]
mod tests {
    use crate::corpus::Note;

    fn aliases(yaml: &str) -> Vec<String> {
        Note::new("c/n.md".to_owned(), format!("---\n{yaml}\n---\nBody")).aliases
    }

    #[test]
    fn aliases_are_a_text_or_a_list() {
        for yaml in [
            "aliases: [One name, \"Two, 2\"]",
            "Aliases:\n  - One name\n  - Two, 2",
            "alias:\n- One name\n- 'Two, 2'\n- [nested]\n-",
            "aliases:\n- One name # a comment\n- Two, 2",
        ] {
            assert_eq!(aliases(yaml), ["One name", "Two, 2"], "{yaml}");
        }
        assert_eq!(aliases("alias: One, two ,, 3"), ["One", "two", "3"]);
        assert_eq!(aliases("aliases: 1984"), ["1984"]);
        for none in [
            "aliases:",
            "aliases: {a: b}",
            "aliases: []",
            "slug: [a]",
            "alias: /",
        ] {
            assert_eq!(aliases(none), [] as [&str; 0], "{none}");
        }
    }

    #[test]
    fn a_slug_and_a_permalink_are_aliases() {
        let yaml = "slug: short\npermalink: old/place/\nalias: /older/place";
        assert_eq!(aliases(yaml), ["short", "/old/place/", "/older/place"]);
        assert_eq!(aliases("permalink: https://example.org/a"), [] as [&str; 0]);
        assert_eq!(aliases("permalink: /:year/:title"), [] as [&str; 0]);
    }

    #[test]
    fn invalid_yaml_has_aliases_too() {
        for yaml in [
            "title: How: to\naliases: [One name, 'Two']",
            "title: How: to\naliases:\n  - \"One name\"\n  - Two",
            "title: How: to\nalias: One name, Two",
        ] {
            assert_eq!(aliases(yaml), ["One name", "Two"], "{yaml}");
        }
    }

    #[test]
    fn number_and_length_are_limited() {
        let many = (0..200)
            .map(|n| format!("- name {n}\n"))
            .collect::<String>();
        let note = Note::new(
            "c/n.md".to_owned(),
            format!("---\naliases:\n- {}\n{many}---\n", "a".repeat(501)),
        );
        assert_eq!(note.aliases.len(), 99);
        assert!(
            note.problems[0].message.contains("aliases"),
            "{:?}",
            note.problems
        );
    }
}
