//! Anchors of headings.

use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization;

/// The anchor that a heading's text makes: `Beyond the "Myth"` is `beyond-the-myth`. It never holds an
/// underscore, so that the page's own anchors, which do, cannot meet it.
pub fn slug(text: &str) -> String {
    let words = words(text, '-');
    if words.is_empty() { "section".to_owned() } else { words }
}

/// The words of a text for use in an address: letters and digits in lower case, with a separator between
/// words; empty where there are none.
pub fn words(text: &str, separator: char) -> String {
    let mut out = String::with_capacity(text.len());
    let mut push = |c: char| {
        if c.is_alphanumeric() {
            out.push(c);
        } else if !out.ends_with(separator) && !out.is_empty() && !matches!(c, '\'' | '’') {
            out.push(separator);
        }
    };
    match text.is_ascii() {
        true => text.chars().map(|c| c.to_ascii_lowercase()).for_each(&mut push),
        false => text.nfkc().flat_map(char::to_lowercase).for_each(&mut push),
    }
    let length = out.trim_end_matches(separator).len();
    out.truncate(length);
    out
}

/// Gives each heading of a note an anchor of its own.
#[derive(Default)]
pub(super) struct Slugs {
    taken: HashMap<String, u32>,
}

impl Slugs {
    pub(super) fn unique(&mut self, text: &str) -> String {
        let base = slug(text);
        let mut anchor = base.clone();
        while self.taken.contains_key(&anchor) {
            let count = self.taken.entry(base.clone()).or_insert(0);
            *count += 1;
            anchor = format!("{base}-{count}");
        }
        self.taken.insert(anchor.clone(), 1);
        anchor
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anchors_are_readable_and_unique() {
        let mut slugs = Slugs::default();
        let made: Vec<String> =
            ["Why?", "Why", "Why 2", "Çok Güzel", "???", "Amazon's way"].iter().map(|t| slugs.unique(t)).collect();
        assert_eq!(made, ["why", "why-2", "why-2-2", "çok-güzel", "section", "amazons-way"]);
    }
}
