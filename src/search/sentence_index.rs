//! Where the sentences of each note are, and which word of the note each begins with: so that the
//! places of words, which the index knows, tell the sentence without reading the text.

use std::ops::Range;

use crate::corpus::Note;
use crate::markdown::sentences;
use crate::search::tokenizer::Words;

/// A sentence of a note.
#[derive(Debug, Clone, Copy)]
struct Sentence {
    /// Where it stands in the text, in bytes.
    start: u32,
    end: u32,
    /// The number of its first word in the note.
    word: u32,
}

/// The sentences of one note, in order.
pub(super) struct SentenceIndex(Box<[Sentence]>);

impl SentenceIndex {
    pub(super) fn of(note: &Note) -> Self {
        let text = &note.facts.text;
        let mut found = Vec::new();
        let (mut word, mut counted) = (0, 0);
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            for range in sentences(line, start) {
                word += Words::of(&text[counted..range.start]).count() as u32;
                counted = range.start;
                found.push(Sentence {
                    start: range.start as u32,
                    end: range.end as u32,
                    word,
                });
            }
            start += line.len();
        }
        Self(found.into_boxed_slice())
    }

    /// The number of the sentence that a word of the note stands in.
    pub(super) fn of_word(&self, word: u32) -> usize {
        self.0
            .partition_point(|sentence| sentence.word <= word)
            .saturating_sub(1)
    }

    /// Where a sentence stands in the text of its note, in bytes.
    pub(super) fn range(&self, number: usize) -> Option<Range<u32>> {
        self.0
            .get(number)
            .map(|sentence| sentence.start..sentence.end)
    }

    /// The number, in the note, of the first word of a sentence.
    pub(super) fn first_word(&self, number: usize) -> u32 {
        self.0.get(number).map_or(0, |sentence| sentence.word)
    }

    /// How much memory they take, in bytes.
    pub(super) fn size(&self) -> usize {
        size_of_val(&*self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_lead_to_their_sentences() {
        let source = "Winter came. Demand rose in winter.\n\n## A heading\n\nIt fell.";
        let note = Note::new("c/n.md".to_owned(), source.to_owned());
        let sentences = SentenceIndex::of(&note);
        let said = |word| {
            note.facts.slice(
                &sentences
                    .range(sentences.of_word(word))
                    .expect("a sentence"),
            )
        };
        assert_eq!(
            [0, 1, 2, 5].map(said),
            [
                "Winter came.",
                "Winter came.",
                "Demand rose in winter.",
                "Demand rose in winter."
            ]
        );
        assert_eq!(
            [6, 7, 8, 9].map(said),
            ["A heading", "A heading", "It fell.", "It fell."]
        );
    }
}
