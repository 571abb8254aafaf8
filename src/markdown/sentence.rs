//! Sentences of a block of plain text.
//!
//! A sentence ends at a full stop, question or exclamation mark, with the closing quotes and
//! brackets behind it, where space and then no small letter follows. The rule of Unicode (UAX 29)
//! does not know abbreviations either, and took half of the time of loading an archive.
//!
//! One that goes on for longer than anyone writes is cut: each of its moments is told with it, so
//! that a single sentence of a whole note would be told as often as it has words.

use std::ops::Range;

/// Words with a full stop that do not end a sentence, though a capital may follow.
const ABBREVIATIONS: [&str; 14] = [
    "Dr.", "Mr.", "Mrs.", "Ms.", "St.", "Jr.", "Sr.", "vs.", "e.g.", "i.e.", "U.S.", "No.",
    "Prof.", "Sra.",
];

/// Longer sentences are cut between words, in bytes. Of 10,000 real ones, one is longer than 500.
const LONGEST: usize = 1_000;

/// The byte ranges of the sentences in `block`, without the space around them, shifted by `offset`.
pub fn sentences(block: &str, offset: usize) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut start = 0;
    for (at, mark) in block.match_indices(['.', '?', '!', '…', '。', '！', '？', '।', '؟'])
    {
        let end = at + mark.len();
        if end < start {
            continue;
        }
        let rest = block[end..].trim_start_matches([')', ']', '"', '\'', '”', '’', '»', '*']);
        let end = block.len() - rest.len();
        let needs_no_space = matches!(mark, "。" | "！" | "？");
        let next = rest.trim_start();
        let ends = next.is_empty()
            || needs_no_space
            || (next.len() < rest.len() && !next.starts_with(char::is_lowercase));
        if ends && !(mark == "." && !next.is_empty() && is_abbreviation(&block[start..end])) {
            cut(block, start..end, offset, &mut found);
            start = end;
        }
    }
    cut(block, start..block.len(), offset, &mut found);
    found
}

/// Takes a sentence without the space around it, in parts where it is too long.
fn cut(block: &str, sentence: Range<usize>, offset: usize, found: &mut Vec<Range<usize>>) {
    let mut rest = &block[sentence.clone()];
    loop {
        rest = rest.trim_start();
        let part = &rest[..cut_at(rest)];
        let said = part.trim_end();
        if said.is_empty() {
            return;
        }
        let start = offset + sentence.end - rest.len();
        found.push(start..start + said.len());
        rest = &rest[part.len()..];
    }
}

/// Where a text is cut: behind its last word that is not too far, or within one that is too long.
fn cut_at(text: &str) -> usize {
    let near = &text[..text.floor_char_boundary(LONGEST)];
    match near
        .rfind(char::is_whitespace)
        .filter(|_| near.len() < text.len())
    {
        Some(at) => at,
        None => near.len(),
    }
}

/// Whether the last word is an abbreviation or an initial (`J. Doe`), or the number of a list (`1.
/// First`).
fn is_abbreviation(said: &str) -> bool {
    let word = said
        .rsplit(char::is_whitespace)
        .next()
        .unwrap_or(said)
        .trim_start_matches(['(', '"', '“', '[']);
    let mut letters = word.chars();
    let first_letters = (letters.next(), letters.next(), letters.next());
    let is_initial = matches!(first_letters, (Some(c), Some('.'), None) if c.is_uppercase());
    // The digits come first: what is before them may be much, and is looked at but once.
    let is_number = word
        .trim_end_matches('.')
        .bytes()
        .all(|b| b.is_ascii_digit())
        && word.len() == said.trim().len();
    is_initial || is_number || ABBREVIATIONS.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(block: &str) -> Vec<&str> {
        sentences(block, 0)
            .into_iter()
            .map(|range| &block[range])
            .collect()
    }

    #[test]
    fn splits_where_a_reader_would() {
        assert_eq!(
            said("One. Two? \"Three!\" Four"),
            ["One.", "Two?", "\"Three!\"", "Four"]
        );
        assert_eq!(
            said("He said \"no.\" Then he left... and came back."),
            ["He said \"no.\"", "Then he left... and came back."]
        );
        assert_eq!(
            said("¿Qué es? ¡Nada! Él lo sabe."),
            ["¿Qué es?", "¡Nada!", "Él lo sabe."]
        );
        assert_eq!(said("一。二"), ["一。", "二"]);
        assert_eq!(said("  "), [""; 0]);
    }

    #[test]
    fn does_not_split_within_one() {
        for one in [
            "Dr. Deisseroth met J. Doe in the U.S. Senate at 3.5 p.m. today.",
            "Node.js 3.14 runs, e.g. on Linux.",
            "Amazon.com's retail business",
            "1. First things first",
        ] {
            assert_eq!(said(one), [one]);
        }
    }

    #[test]
    fn what_never_ends_is_cut_between_words() {
        let block = "word ".repeat(1_000);
        let found = said(&block);
        assert!(
            found.len() > 4
                && found
                    .iter()
                    .all(|said| said.len() <= LONGEST && !said.ends_with("wor"))
        );
        assert_eq!(found.join(" "), block.trim());
        let block = "é".repeat(1_000);
        assert_eq!(said(&block).concat(), block);
    }

    proptest::proptest! {
        #[test]
        fn ranges_are_in_order_and_whole(block in "([A-Za-zé .?!…。\"')]|\n){0,80}") {
            let mut last = 0;
            for range in sentences(&block, 0) {
                proptest::prop_assert!(range.start >= last && range.end > range.start);
                proptest::prop_assert!(block.get(range.clone()).is_some());
                last = range.end;
            }
        }
    }
}
