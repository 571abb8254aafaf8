//! The titles closest to a name, by the groups of three letters that they share. It forgives typos,
//! missing words and any order of words, and needs no list of either.

use std::collections::HashMap;

use crate::text::naming::key;

/// Names longer than this, in characters, are cut: no title is.
const LONGEST: usize = 120;

pub(super) struct SimilarTitles {
    /// For each group of three letters, the titles that have it.
    postings: HashMap<[char; 3], Vec<u32>>,
    /// How many groups each title has.
    sizes: Vec<u16>,
}

impl SimilarTitles {
    pub(super) fn new<'a>(titles: impl Iterator<Item = &'a str>) -> Self {
        let mut nearest = Self {
            postings: HashMap::new(),
            sizes: Vec::new(),
        };
        for (index, title) in titles.enumerate() {
            let groups = groups(title);
            nearest.sizes.push(groups.len() as u16);
            for group in groups {
                nearest
                    .postings
                    .entry(group)
                    .or_default()
                    .push(index as u32);
            }
        }
        nearest
    }

    /// The indices of the closest titles. Those that share less than a fifth are left out.
    pub(super) fn find(&self, name: &str, count: usize) -> Vec<usize> {
        let wanted = groups(name);
        // How many groups each title has of them. Most titles have some, so a list is faster than a
        // map.
        let mut shared = vec![0_u16; self.sizes.len()];
        for title in wanted
            .iter()
            .filter_map(|group| self.postings.get(group))
            .flatten()
        {
            shared[*title as usize] += 1;
        }
        // Dice's coefficient, in thousandths.
        let score = |(title, shared): (usize, u16)| {
            let both = wanted.len() + usize::from(self.sizes[title]);
            (2_000 * usize::from(shared) / both.max(1), title)
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

/// The distinct groups of three letters in a name.
fn groups(name: &str) -> Vec<[char; 3]> {
    let mut letters = vec![' '];
    letters.extend(key(name).chars().take(LONGEST));
    letters.push(' ');
    let mut groups: Vec<[char; 3]> = letters
        .windows(3)
        .filter_map(|window| window.try_into().ok())
        .collect();
    groups.sort_unstable();
    groups.dedup();
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_closest_comes_first() {
        let titles = [
            "Seasonal server capacity",
            "AWS business strategy",
            "Amazon Web Services (AWS)",
        ];
        let nearest = SimilarTitles::new(titles.into_iter());
        assert_eq!(nearest.find("amzon web servises", 3).first(), Some(&2));
        assert_eq!(
            nearest.find("business_strategy_of_aws", 3).first(),
            Some(&1)
        );
        assert!(nearest.find("zzz", 3).is_empty());
        assert!(nearest.find("", 3).is_empty());
    }
}
