//! The end that the titles of a list share, such as ` | A podcast #12`, which says nothing about a
//! single one. A leaf module.

use std::collections::HashMap;

/// Fewer titles share an end by chance.
const MIN_TITLES: usize = 3;

/// The share of the titles that have the end. In real channels, a few never have it.
const MIN_SHARE: (usize, usize) = (3, 4);

/// What a shared end begins with.
const SEPARATORS: [&str; 5] = [" | ", " - ", " – ", " — ", " : "];

/// Only this many of the last separators of a title are looked at.
const MAX_SEPARATORS: usize = 8;

/// Each title without the longest end that at least [`MIN_SHARE`] of them share. It begins with a
/// separator, and only its numbers may differ. A title that is then the same as another one stays
/// whole.
pub fn without_shared_suffix<'t>(titles: &[&'t str]) -> Vec<&'t str> {
    let Some(suffix) = shared_suffix(titles) else {
        return titles.to_vec();
    };
    let short = |title: &'t str| {
        ends(title)
            .find(|(_, end)| *end == suffix)
            .map_or(title, |(start, _)| start)
    };
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for title in titles {
        *counts.entry(short(title)).or_default() += 1;
    }
    let distinct = |title: &&'t str| match short(title) {
        short if counts.get(short) == Some(&1) => short,
        _ => *title,
    };
    titles.iter().map(distinct).collect()
}

/// The longest end that enough titles share, with a zero in place of each number.
fn shared_suffix(titles: &[&str]) -> Option<String> {
    let mut counts: HashMap<String, usize> = HashMap::new();
    for (_, end) in titles.iter().flat_map(|title| ends(title)) {
        *counts.entry(end).or_default() += 1;
    }
    let (share, of) = MIN_SHARE;
    let is_shared = |count: usize| count >= MIN_TITLES && count * of >= titles.len() * share;
    let shared = counts.into_iter().filter(|(_, count)| is_shared(*count));
    shared.map(|(end, _)| end).max_by_key(String::len)
}

/// The ends of a title that begin with a separator, each after its start, with a zero in place of
/// each number.
fn ends(title: &str) -> impl Iterator<Item = (&str, String)> {
    let separators = title.rmatch_indices(' ').filter(|(at, _)| {
        let begins = |separator: &&str| title[*at..].starts_with(separator);
        *at > 0 && SEPARATORS.iter().any(begins)
    });
    separators
        .take(MAX_SEPARATORS)
        .map(|(at, _)| (&title[..at], without_numbers(&title[at..])))
}

/// A text with a zero in place of each number.
fn without_numbers(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len());
    let mut is_number = false;
    for c in text.chars() {
        if !(is_number && c.is_ascii_digit()) {
            pattern.push(if c.is_ascii_digit() { '0' } else { c });
        }
        is_number = c.is_ascii_digit();
    }
    pattern
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_shared_end_is_left_out() {
        let titles = [
            "Ada: the engine | Old machines | A show #9",
            "Grace - and her compiler | Old machines | A show #10",
            "Alan | Old machines | A show #211",
        ];
        assert_eq!(
            without_shared_suffix(&titles),
            ["Ada: the engine", "Grace - and her compiler", "Alan"]
        );
        let dashes = ["Rye - Bread", "Spelt - Bread", "A - b - Bread"];
        assert_eq!(without_shared_suffix(&dashes), ["Rye", "Spelt", "A - b"]);
    }

    #[test]
    fn a_title_without_the_end_stays_whole() {
        let titles = [
            "Rye | Bread",
            "Oats | Bread",
            "Soup: a trailer",
            "Corn | Bread",
        ];
        let short = ["Rye", "Oats", "Soup: a trailer", "Corn"];
        assert_eq!(without_shared_suffix(&titles), short);
    }

    #[test]
    fn titles_that_do_not_share_an_end_stay_whole() {
        for titles in [
            ["Rye | Bread", "Spelt | Bread", "Oats | Porridge"],
            ["Rye Bread", "Spelt Bread", "Oat Bread"],
            ["Rye | Bread", "Spelt | Bread", " | Bread"],
            ["Rye|Bread", "Spelt|Bread", "Oat|Bread"],
        ] {
            assert_eq!(without_shared_suffix(&titles), titles);
        }
        let two = ["Rye | Bread", "Spelt | Bread"];
        assert_eq!(without_shared_suffix(&two), two);
        assert_eq!(without_shared_suffix(&[]), [""; 0]);
    }

    #[test]
    fn a_title_stays_distinct() {
        let titles = ["Rye - part 1", "Rye - part 2", "Spelt - part 1"];
        assert_eq!(
            without_shared_suffix(&titles),
            ["Rye - part 1", "Rye - part 2", "Spelt"]
        );
    }

    #[test]
    fn a_title_of_separators_is_fast() {
        let title = " - ".repeat(200);
        let titles = vec![title.as_str(); 2_000];
        assert_eq!(without_shared_suffix(&titles), titles);
    }
}
