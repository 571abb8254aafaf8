//! Anchors of headings.

use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization;

use crate::text::naming::{stable_hash, truncate};

/// The maximum length of an anchor in bytes, without the number that makes it unique.
pub const MAX_ANCHOR_BYTES: usize = 256;

/// The maximum number of headings of a body that have an anchor and are in its facts.
pub const MAX_HEADINGS: usize = 20_000;

/// The anchor for the text of a heading: `beyond-the-myth` for `Beyond the "Myth"`. It never
/// contains an underscore, unlike the anchors of the page itself, so they cannot collide. An anchor
/// that would be too long is truncated, and ends with a hash of all of it.
pub fn slug(text: &str) -> String {
    let words = words(text);
    if words.len() > MAX_ANCHOR_BYTES {
        let hash = format!("-{:016x}", stable_hash(&words));
        return format!(
            "{}{hash}",
            truncate(&words, MAX_ANCHOR_BYTES - hash.len()).trim_end_matches('-')
        );
    }
    if words.is_empty() {
        "section".to_owned()
    } else {
        words
    }
}

/// The anchor that GitHub makes for the text of a heading: `ab--c` for `A/B & C`.
pub(super) fn github_anchor(text: &str) -> String {
    let chars = text.chars().flat_map(char::to_lowercase);
    chars
        .filter_map(|c| match c {
            ' ' => Some('-'),
            '-' | '_' => Some(c),
            _ => c.is_alphanumeric().then_some(c),
        })
        .collect()
}

/// Whether the anchor of a heading is truncated.
pub fn is_cut_slug(text: &str) -> bool {
    words(text).len() > MAX_ANCHOR_BYTES
}

/// The words of a text for an anchor: letters and digits in lower case, with hyphens between words;
/// empty if there are none.
fn words(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut push = |c: char| {
        if c.is_alphanumeric() {
            out.push(c);
        } else if !out.ends_with('-') && !out.is_empty() && !matches!(c, '\'' | '’') {
            out.push('-');
        }
    };
    match text.is_ascii() {
        true => text
            .chars()
            .map(|c| c.to_ascii_lowercase())
            .for_each(&mut push),
        false => text.nfkc().flat_map(char::to_lowercase).for_each(&mut push),
    }
    let length = out.trim_end_matches('-').len();
    out.truncate(length);
    out
}

/// Assigns a unique anchor to each heading of a note.
#[derive(Default)]
pub(super) struct Slugs {
    /// The anchors in use, and for each the last number that was appended to it.
    taken: HashMap<String, u32>,
}

impl Slugs {
    /// The anchor of the next heading; `None` after [`MAX_HEADINGS`].
    pub(super) fn unique(&mut self, text: &str) -> Option<String> {
        if self.taken.len() >= MAX_HEADINGS {
            return None;
        }
        let base = slug(text);
        let mut anchor = base.clone();
        while self.taken.contains_key(&anchor) {
            let count = self.taken.entry(base.clone()).or_insert(0);
            *count += 1;
            anchor = format!("{base}-{count}");
        }
        self.taken.insert(anchor.clone(), 1);
        Some(anchor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anchors_are_readable_and_unique() {
        let mut slugs = Slugs::default();
        let anchors: Vec<String> = ["Why?", "Why", "Why 2", "Çok Güzel", "???", "Amazon's way"]
            .iter()
            .filter_map(|t| slugs.unique(t))
            .collect();
        assert_eq!(
            anchors,
            [
                "why",
                "why-2",
                "why-2-2",
                "çok-güzel",
                "section",
                "amazons-way"
            ]
        );
    }

    #[test]
    fn anchors_of_github_keep_spaces_around_signs() {
        for (text, anchor) in [
            ("A/B & C", "ab--c"),
            ("What's new?", "whats-new"),
            ("foo_bar 🚀 x", "foo_bar--x"),
            ("3:38 Why: now", "338-why-now"),
        ] {
            assert_eq!(github_anchor(text), anchor);
        }
    }

    #[test]
    fn long_anchors_are_truncated_and_stay_unique() {
        let long = |end: &str| slug(&format!("{} {end}", "ﷺ".repeat(600)));
        assert_eq!(long("one"), long("One!"));
        assert_ne!(long("one"), long("two"));
        assert!(long("one").len() <= MAX_ANCHOR_BYTES && is_cut_slug(&"a".repeat(257)));
        assert_eq!(slug(&"a".repeat(256)), "a".repeat(256));
        assert!(
            slug(&"a".repeat(257)).ends_with("-70a8dc6fbe487b8c"),
            "{}",
            slug(&"a".repeat(257))
        );
        let mut slugs = Slugs::default();
        assert_eq!(
            (0..MAX_HEADINGS + 5)
                .filter_map(|_| slugs.unique("a"))
                .count(),
            MAX_HEADINGS
        );
    }
}
