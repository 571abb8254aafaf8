//! Maps word positions, which the index stores, to the sentences of a note, without reading its
//! text again.

use std::ops::Range;

use crate::corpus::Note;
use crate::markdown::sentences;
use crate::search::words::Words;

/// The sentences of one note, in order. What a search reads of each sentence is stored apart: most
/// of it is not in the processor's cache.
pub(super) struct SentenceIndex {
    /// The position of the first word of each sentence in the note.
    first_words: Box<[u32]>,
    cites_moment: Box<[bool]>,
    /// The range of each sentence in the text, in bytes.
    ranges: Box<[Range<u32>]>,
    /// The number of words in the note.
    words: u32,
}

impl SentenceIndex {
    pub(super) fn new(note: &Note) -> Self {
        let facts = &note.facts;
        let (mut first_words, mut ranges) = (Vec::new(), Vec::new());
        // The words are those of the whole text, as in the index: a sentence that was too long may
        // begin within a word, which then belongs to it.
        let mut words = Words::new(&facts.text)
            .map(|word| word.range.end)
            .peekable();
        let mut word = 0;
        let mut start = 0;
        for line in facts.text.split_inclusive('\n') {
            for range in sentences(line, start) {
                while words.next_if(|end| *end <= range.start).is_some() {
                    word += 1;
                }
                first_words.push(word);
                ranges.push(range.start as u32..range.end as u32);
            }
            start += line.len();
        }
        word += words.count() as u32;
        Self {
            cites_moment: ranges
                .iter()
                .map(|range| facts.cites_moment(range))
                .collect(),
            first_words: first_words.into_boxed_slice(),
            ranges: ranges.into_boxed_slice(),
            words: word,
        }
    }

    /// The number of the sentence that contains the word at a position.
    pub(super) fn sentence_at(&self, word: u32) -> usize {
        self.first_words
            .partition_point(|first| *first <= word)
            .saturating_sub(1)
    }

    /// The range of a sentence in the text of its note, in bytes.
    pub(super) fn range(&self, number: usize) -> Option<Range<u32>> {
        self.ranges.get(number).cloned()
    }

    /// Whether a sentence cites a moment.
    pub(super) fn cites_moment(&self, number: usize) -> bool {
        self.cites_moment.get(number).copied().unwrap_or_default()
    }

    /// The position of a sentence's first word in the note; the number of words if there is no
    /// such sentence.
    pub(super) fn first_word(&self, number: usize) -> u32 {
        self.first_words.get(number).copied().unwrap_or(self.words)
    }

    /// The length of a sentence, in words.
    pub(super) fn length(&self, number: usize) -> u32 {
        self.first_word(number + 1)
            .saturating_sub(self.first_word(number))
    }

    /// The memory they take, in bytes.
    pub(super) fn size(&self) -> usize {
        size_of_val(&*self.first_words)
            + size_of_val(&*self.cites_moment)
            + size_of_val(&*self.ranges)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_map_to_their_sentences() {
        let source = "Winter came. Demand rose in winter.\n\n## A heading\n\nIt fell.";
        let note = Note::new("c/n.md".to_owned(), source.to_owned());
        let sentences = SentenceIndex::new(&note);
        let sentence_at = |word| {
            note.facts.slice(
                &sentences
                    .range(sentences.sentence_at(word))
                    .expect("a sentence"),
            )
        };
        assert_eq!(
            [0, 1, 2, 5].map(sentence_at),
            [
                "Winter came.",
                "Winter came.",
                "Demand rose in winter.",
                "Demand rose in winter."
            ]
        );
        assert_eq!(
            [6, 7, 8, 9].map(sentence_at),
            ["A heading", "A heading", "It fell.", "It fell."]
        );
    }
}
