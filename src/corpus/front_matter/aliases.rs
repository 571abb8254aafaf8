//! Other names of a note in its front matter: `aliases`, `alias`, `slug`, `permalink`,
//! `redirect_from`, `id`, and `url` if it is a path.

use crate::corpus::front_matter::value::Value;
use crate::corpus::front_matter::video::looks_random;
use crate::markdown::without_front_matter_comments;
use crate::text::youtube::YoutubeId;

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
    /// `permalink`, `redirect_from`: its path, or a list of paths.
    Permalink,
}

impl AliasKey {
    /// The meaning of a key, as [`letters`](crate::text::naming::letters) spells it.
    pub(super) fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "aliases" | "alias" => Self::Aliases,
            "slug" => Self::Slug,
            "permalink" | "redirectfrom" => Self::Permalink,
            _ => return None,
        })
    }
}

/// Whether a text is an id of YouTube, and no name.
fn is_youtube_id(text: &str) -> bool {
    YoutubeId::parse(text).is_some() && looks_random(text)
}

impl Aliases {
    /// Adds the value of a key.
    pub(super) fn add(&mut self, key: AliasKey, value: &Value) {
        if let (AliasKey::Aliases | AliasKey::Permalink, Value::List(items)) = (key, value) {
            let names = items.iter().filter_map(Value::text);
            return names.for_each(|name| match key {
                AliasKey::Permalink => self.push_path(&name),
                _ => self.push(&name),
            });
        }
        let Some(text) = value.text() else {
            return;
        };
        match key {
            AliasKey::Aliases => text.split(',').for_each(|name| self.push(name)),
            AliasKey::Slug => self.push(&text),
            AliasKey::Permalink => self.push_path(&text),
        }
    }

    /// Adds the value of a key that gives a name only in some notes: `id`, if it is no id of
    /// YouTube, and `url`, if it is a path.
    pub(super) fn add_other(&mut self, name: &str, value: &Value) {
        let Some(text) = value.text() else {
            return;
        };
        match name {
            "id" if !is_youtube_id(text.trim()) => self.push(&text),
            "url" if text.trim().starts_with('/') => self.push_path(&text),
            _ => {}
        }
    }

    /// Adds a path. One with a scheme or a placeholder (`/:year/:title`) is none.
    fn push_path(&mut self, path: &str) {
        let path = path.trim();
        if !path.contains(':') && !path.starts_with("//") {
            self.push(&format!("/{}", path.trim_start_matches('/')));
        }
    }

    /// Adds a name.
    pub(in crate::corpus) fn push(&mut self, name: &str) {
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
        assert_eq!(aliases("redirect_from: /old"), ["/old"]);
        assert_eq!(
            aliases("redirect_from:\n  - /old\n  - older/"),
            ["/old", "/older/"]
        );
        assert_eq!(aliases("url: /old/\nid: zk-15"), ["/old/", "zk-15"]);
        for none in [
            "url: https://example.org/a",
            "url: //example.org/a",
            "url: example.org",
            "id: E1cxZuHrwZc",
            "id: [a]",
        ] {
            assert_eq!(aliases(none), [] as [&str; 0], "{none}");
        }
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
