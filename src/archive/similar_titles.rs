//! Finds the titles most similar to a name by their shared trigrams, which tolerates typos, missing
//! words and another word order, without a dictionary.

use std::collections::HashMap;

use crate::text::naming::key;

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
}
