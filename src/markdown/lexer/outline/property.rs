//! Properties of pages and blocks: lines `key:: value`, as in Logseq and Dataview.

use crate::text::uuid::is_uuid;

/// The maximum length of a key, in bytes.
const MAX_KEY_BYTES: usize = 60;

/// A line `key:: value`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Property<'s> {
    key: &'s str,
    value: &'s str,
}

/// Parses a property at the start of a text.
pub(super) fn parse(text: &str) -> Option<Property<'_>> {
    let near = &text[..text.floor_char_boundary(MAX_KEY_BYTES)];
    let end = near.find("::")?;
    let (key, value) = (&text[..end], &text[end + 2..]);
    let is_key_char = |c: char| c.is_alphanumeric() || "-_/. ".contains(c);
    let is_key = key.starts_with(char::is_alphabetic)
        && !key.ends_with(' ')
        && key.chars().all(is_key_char)
        && key.matches(' ').count() < 3;
    let is_value = value.is_empty() || value.starts_with([' ', '\t']);
    (is_key && is_value).then(|| Property {
        key,
        value: value.trim(),
    })
}

/// Whether a text is the date of a task: `SCHEDULED: <2024-01-15 Mon>`.
pub(super) fn is_planning(text: &str) -> bool {
    ["SCHEDULED: <", "DEADLINE: <", "CLOSED: ["]
        .iter()
        .any(|start| text.starts_with(start))
}

/// The keys of pages that are data and no text.
const PAGE_KEYS: [&str; 17] = [
    "title",
    "alias",
    "aliases",
    "tags",
    "icon",
    "public",
    "private",
    "draft",
    "publish",
    "published",
    "unlisted",
    "filters",
    "template",
    "template-including-parent",
    "exclude-from-graph-view",
    "id",
    "file-path",
];

impl<'s> Property<'s> {
    /// Whether it is data about a page.
    pub(super) fn is_page_data(&self) -> bool {
        PAGE_KEYS
            .iter()
            .any(|key| key.eq_ignore_ascii_case(self.key))
    }

    /// Whether Logseq hides it: it is about the look of a block or for the program only.
    pub(super) fn is_bookkeeping(&self) -> bool {
        let key = self.key.to_ascii_lowercase().replace('_', "-");
        let is_bool = || matches!(self.value, "true" | "false");
        let is_number =
            || !self.value.is_empty() && self.value.bytes().all(|byte| byte.is_ascii_digit());
        match key.as_str() {
            "id" => is_uuid(self.value),
            "collapsed" => is_bool(),
            "heading" => is_bool() || is_number(),
            "created-at" | "updated-at" | "last-modified-at" => is_number(),
            "background-color" | "hl-page" | "hl-color" | "hl-type" | "hl-stamp" | "ls-type"
            | "query-table" | "query-properties" | "query-sort-by" | "query-sort-desc" => true,
            _ => key.starts_with("logseq.") || CARD_KEYS.contains(&key.as_str()),
        }
    }

    /// The id that it gives its block.
    pub(super) fn block_id(&self) -> Option<&'s str> {
        (self.key.eq_ignore_ascii_case("id") && is_uuid(self.value)).then_some(self.value)
    }
}

/// The keys by which Logseq schedules a flashcard.
const CARD_KEYS: [&str; 6] = [
    "card-last-interval",
    "card-repeats",
    "card-ease-factor",
    "card-next-schedule",
    "card-last-reviewed",
    "card-last-score",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_property_is_a_key_and_a_value() {
        for text in ["a:: b", "author-name:: [[A]]", "Two words::", "a/b.c:: d"] {
            assert!(parse(text).is_some(), "{text}");
        }
        for text in [
            "std::vector",
            "a : : b",
            ":: b",
            "`a`:: b",
            "one two three four:: b",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
        for (text, is_hidden) in [
            ("collapsed:: true", true),
            ("collapsed:: maybe", false),
            ("id:: 64a1b2c3-0000-4000-8000-000000000001", true),
            ("id:: 5", false),
            ("heading:: 2", true),
            ("heading:: East", false),
            ("logseq.order-list-type:: number", true),
            ("background_color:: red", true),
            ("author:: Ann", false),
        ] {
            let found = parse(text).map(|property| property.is_bookkeeping());
            assert_eq!(found, Some(is_hidden), "{text}");
        }
    }
}
