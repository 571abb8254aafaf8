//! Sentences of a block of plain text.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

/// Words with a full stop that do not end a sentence, though the rule of Unicode (UAX 29) thinks so
/// where a capital follows.
const ABBREVIATIONS: [&str; 14] =
    ["Dr.", "Mr.", "Mrs.", "Ms.", "St.", "Jr.", "Sr.", "vs.", "e.g.", "i.e.", "U.S.", "No.", "Prof.", "Sra."];

/// The byte ranges of the sentences in `block`, without the space around them, shifted by `offset`.
pub(super) fn sentences(block: &str, offset: usize) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut start = 0;
    for (at, bound) in block.split_sentence_bound_indices() {
        let end = at + bound.len();
        let said = block[start..end].trim_end();
        if end < block.len() && continues(said) {
            continue;
        }
        let lead = block[start..end].len() - block[start..end].trim_start().len();
        if !said.trim().is_empty() {
            found.push(offset + start + lead..offset + start + said.len());
        }
        start = end;
    }
    found
}

fn continues(said: &str) -> bool {
    let word = said.rsplit(char::is_whitespace).next().unwrap_or(said).trim_start_matches(['(', '"', '“', '[']);
    let mut letters = word.chars();
    let initial =
        matches!((letters.next(), letters.next(), letters.next()), (Some(c), Some('.'), None) if c.is_uppercase());
    initial || ABBREVIATIONS.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(block: &str) -> Vec<&str> {
        sentences(block, 0).into_iter().map(|range| &block[range]).collect()
    }

    #[test]
    fn splits_where_a_reader_would() {
        assert_eq!(said("One. Two? \"Three!\" Four"), ["One.", "Two?", "\"Three!\"", "Four"]);
        assert_eq!(
            said("Dr. Deisseroth met J. Doe in the U.S. Senate at 3.5 p.m. today."),
            ["Dr. Deisseroth met J. Doe in the U.S. Senate at 3.5 p.m. today."]
        );
        assert_eq!(said("  "), [""; 0]);
    }
}
