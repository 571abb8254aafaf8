//! Finds the titles most similar to a name by their shared trigrams, which tolerates typos, missing
//! words and another word order, without a dictionary.

use std::collections::HashMap;

use crate::text::naming::key;

/// The minimum Dice coefficient of two names, or two words, that resemble each other.
const MIN_RESEMBLANCE: f64 = 0.5;

/// Shorter words say little about a name, in characters.
const MIN_WORD_CHARS: usize = 4;

/// Names are truncated to this length, in characters; no title is longer.
const MAX_NAME_CHARS: usize = 120;

pub(super) struct SimilarTitles {
    /// For each trigram, the titles that contain it.
    postings: HashMap<[char; 3], Vec<u32>>,
    /// The number of trigrams of each title.
    sizes: Vec<u16>,
}

impl SimilarTitles {
    pub(super) fn new<'a>(titles: impl Iterator<Item = &'a str>) -> Self {
        let mut similar = Self {
            postings: HashMap::new(),
            sizes: Vec::new(),
        };
        for (index, title) in titles.enumerate() {
            let trigrams = trigrams(title);
            similar.sizes.push(trigrams.len() as u16);
            for trigram in trigrams {
                similar
                    .postings
                    .entry(trigram)
                    .or_default()
                    .push(index as u32);
            }
        }
        similar
    }

    /// The indices of the most similar titles, best first. Titles with a Dice coefficient under 0.2
    /// are left out.
    pub(super) fn find(&self, name: &str, count: usize) -> Vec<usize> {
        let name_trigrams = trigrams(name);
        // The number of trigrams that each title shares with the name. Most titles share some, so a
        // vector is faster than a map.
        let mut shared = vec![0_u16; self.sizes.len()];
        for title in name_trigrams
            .iter()
            .filter_map(|trigram| self.postings.get(trigram))
            .flatten()
        {
            shared[*title as usize] += 1;
        }
        // Dice's coefficient, in thousandths.
        let score = |(title, shared): (usize, u16)| {
            let total = name_trigrams.len() + usize::from(self.sizes[title]);
            (2_000 * usize::from(shared) / total.max(1), title)
        };
        let mut scored: Vec<(usize, usize)> = shared
            .into_iter()
            .enumerate()
            .map(score)
            .filter(|(score, _)| *score >= 200)
            .collect();
        scored.sort_by_key(|(score, title)| (std::cmp::Reverse(*score), *title));
        scored
            .into_iter()
            .take(count)
            .map(|(_, title)| title)
            .collect()
    }
}

/// Whether two names resemble each other: as a whole, or by at least half of the words of
/// the first one. Words of a few letters do not count.
pub(super) fn resembles(name: &str, title: &str) -> bool {
    if dice(&trigrams(name), &trigrams(title)) >= MIN_RESEMBLANCE {
        return true;
    }
    let initial = |word: &str| word.chars().flat_map(char::to_lowercase).next();
    let title_words: Vec<_> = words(title)
        .map(|word| (initial(word), trigrams(word)))
        .collect();
    let resembles_one = |word: &str| {
        let (initial, word) = (initial(word), trigrams(word));
        // The first letter is rarely mistyped, and endings such as `-ounding` are common.
        title_words
            .iter()
            .any(|(other, title)| *other == initial && dice(&word, title) >= MIN_RESEMBLANCE)
    };
    let (mut all, mut alike) = (0, 0);
    for word in words(name) {
        if word.chars().count() >= MIN_WORD_CHARS {
            all += 1;
            alike += usize::from(resembles_one(word));
        }
    }
    all > 0 && 2 * alike >= all
}

/// The words of a name, within the maximum length.
fn words(name: &str) -> impl Iterator<Item = &str> {
    let end = name.char_indices().nth(MAX_NAME_CHARS);
    name[..end.map_or(name.len(), |(end, _)| end)]
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
}

/// Dice's coefficient of two sorted sets of trigrams, 0 to 1.
fn dice(a: &[[char; 3]], b: &[[char; 3]]) -> f64 {
    let shared = a.iter().filter(|trigram| b.binary_search(trigram).is_ok());
    2.0 * shared.count() as f64 / (a.len() + b.len()).max(1) as f64
}

/// The distinct trigrams of a name.
fn trigrams(name: &str) -> Vec<[char; 3]> {
    let mut letters = vec![' '];
    letters.extend(key(name).chars().take(MAX_NAME_CHARS));
    letters.push(' ');
    let mut trigrams: Vec<[char; 3]> = letters
        .windows(3)
        .filter_map(|window| window.try_into().ok())
        .collect();
    trigrams.sort_unstable();
    trigrams.dedup();
    trigrams
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_similar_title_comes_first() {
        let titles = [
            "Seasonal server capacity",
            "AWS business strategy",
            "Amazon Web Services (AWS)",
        ];
        let similar = SimilarTitles::new(titles.into_iter());
        assert_eq!(similar.find("amzon web servises", 3).first(), Some(&2));
        assert_eq!(
            similar.find("business_strategy_of_aws", 3).first(),
            Some(&1)
        );
        assert!(similar.find("zzz", 3).is_empty());
        assert!(similar.find("", 3).is_empty());
    }

    #[test]
    fn names_resemble_each_other_by_half_of_their_words() {
        for (name, title) in [
            ("amzon_web_servises", "Amazon Web Services (AWS)"),
            ("amazonwebservices", "Amazon Web Services"),
            (
                "amazons founding",
                "Amazons transition to open source infrastructure",
            ),
            ("lexfridmann", "lexfridman"),
        ] {
            assert!(resembles(name, title), "{name} and {title}");
        }
        for (name, title) in [
            ("xyzzy quux", "Physics of plugs"),
            ("the zorblax of it", "The end of it"),
            ("qqqqqqq", "AWS business strategy"),
            ("", "AWS business strategy"),
            ("to be", "Ways to be kind"),
            ("founding", "Biology of social bonding"),
        ] {
            assert!(!resembles(name, title), "{name} and {title}");
        }
    }
}
