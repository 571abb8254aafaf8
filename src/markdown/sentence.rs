//! Splits a block of plain text into sentences.
//!
//! A sentence ends with a full stop, question mark or exclamation mark and any closing quotes and
//! brackets, if white space follows, and then no lower-case letter. The rule of Unicode (UAX 29)
//! does not handle abbreviations either, and took half of the time of loading an archive.
//!
//! Overlong sentences are split: pages show each moment with its sentence, so a note that is one
//! sentence would be repeated for each of its moments.

use std::ops::Range;

/// Words with a full stop that do not end a sentence, even if a capital letter follows.
const ABBREVIATIONS: [&str; 14] = [
    "Dr.", "Mr.", "Mrs.", "Ms.", "St.", "Jr.", "Sr.", "vs.", "e.g.", "i.e.", "U.S.", "No.",
    "Prof.", "Sra.",
];

/// The maximum length of a sentence in bytes; longer ones are split between words. Of 10,000 real
/// ones, one is longer than 500.
const MAX_SENTENCE_BYTES: usize = 1_000;

/// The byte ranges of the sentences in `block`, without surrounding white space, shifted by
/// `offset`.
pub fn sentences(block: &str, offset: usize) -> Vec<Range<usize>> {
    let mut sentences: Vec<Range<usize>> = Vec::new();
    let mut start = 0;
    for (at, mark) in block.match_indices(is_end_mark) {
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
            add(block, start..end, offset, &mut sentences);
            start = end;
        }
    }
    add(block, start..block.len(), offset, &mut sentences);
    sentences
}

/// Whether a character may end a sentence.
fn is_end_mark(c: char) -> bool {
    matches!(c, '.' | '?' | '!' | '…' | '。' | '！' | '？' | '।' | '؟')
}

/// Adds a sentence without surrounding white space, in several parts if it is too long.
fn add(block: &str, sentence: Range<usize>, offset: usize, sentences: &mut Vec<Range<usize>>) {
    let mut rest = &block[sentence.clone()];
    loop {
        rest = rest.trim_start();
        let part = &rest[..split_point(rest)];
        let trimmed = part.trim_end();
        if trimmed.is_empty() {
            return;
        }
        let start = offset + sentence.end - rest.len();
        sentences.push(start..start + trimmed.len());
        rest = &rest[part.len()..];
    }
}

/// The byte offset at which a text is split: after the last word within the limit, or within a word
/// that is longer.
fn split_point(text: &str) -> usize {
    let near = &text[..text.floor_char_boundary(MAX_SENTENCE_BYTES)];
    match near
        .rfind(char::is_whitespace)
        .filter(|_| near.len() < text.len())
    {
        Some(at) => at,
        None => near.len(),
    }
}

/// Whether the last word of a sentence is an abbreviation or an initial (`J. Doe`), or the number
/// of a list item (`1. First`).
fn is_abbreviation(sentence: &str) -> bool {
    let word = sentence
        .rsplit(char::is_whitespace)
        .next()
        .unwrap_or(sentence)
        .trim_start_matches(['(', '"', '“', '[']);
    let mut letters = word.chars();
    let first_letters = (letters.next(), letters.next(), letters.next());
    let is_initial = matches!(first_letters, (Some(c), Some('.'), None) if c.is_uppercase());
    // The digits are tested first, because trimming the sentence may take long.
    let is_number = word
        .trim_end_matches('.')
        .bytes()
        .all(|b| b.is_ascii_digit())
        && word.len() == sentence.trim().len();
    is_initial || is_number || ABBREVIATIONS.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(block: &str) -> Vec<&str> {
        sentences(block, 0)
            .into_iter()
            .map(|range| &block[range])
            .collect()
    }

    #[test]
    fn text_is_split_into_sentences() {
        assert_eq!(
            split("One. Two? \"Three!\" Four"),
            ["One.", "Two?", "\"Three!\"", "Four"]
        );
        assert_eq!(
            split("He said \"no.\" Then he left... and came back."),
            ["He said \"no.\"", "Then he left... and came back."]
        );
        assert_eq!(
            split("¿Qué es? ¡Nada! Él lo sabe."),
            ["¿Qué es?", "¡Nada!", "Él lo sabe."]
        );
        assert_eq!(split("一。二"), ["一。", "二"]);
        assert_eq!(split("  "), [""; 0]);
    }

    #[test]
    fn sentences_with_inner_full_stops_are_not_split() {
        for sentence in [
            "Dr. Deisseroth met J. Doe in the U.S. Senate at 3.5 p.m. today.",
            "Node.js 3.14 runs, e.g. on Linux.",
            "Amazon.com's retail business",
            "1. First things first",
        ] {
            assert_eq!(split(sentence), [sentence]);
        }
    }

    #[test]
    fn overlong_sentences_are_split_between_words() {
        let block = "word ".repeat(1_000);
        let parts = split(&block);
        assert!(
            parts.len() > 4
                && parts
                    .iter()
                    .all(|part| part.len() <= MAX_SENTENCE_BYTES && !part.ends_with("wor"))
        );
        assert_eq!(parts.join(" "), block.trim());
        let block = "é".repeat(1_000);
        assert_eq!(split(&block).concat(), block);
    }

    proptest::proptest! {
        #[test]
        fn ranges_are_sorted_valid_and_not_empty(block in "([A-Za-zé .?!…。\"')]|\n){0,80}") {
            let mut last = 0;
            for range in sentences(&block, 0) {
                proptest::prop_assert!(range.start >= last && range.end > range.start);
                proptest::prop_assert!(block.get(range.clone()).is_some());
                last = range.end;
            }
        }
    }
}
