//! Maps word positions, which the index stores, to the sentences of a note, without reading its
//! text again.

use std::ops::Range;

use crate::corpus::Note;
use crate::markdown::sentences;
use crate::search::words::Words;

/// A sentence of a note.
#[derive(Debug, Clone, Copy)]
struct Sentence {
    /// Its range in the text, in bytes.
    start: u32,
    end: u32,
    /// The position of its first word in the note.
    word: u32,
}

/// The sentences of one note, in order.
pub(super) struct SentenceIndex {
    sentences: Box<[Sentence]>,
    /// The number of words in the note.
    words: u32,
}

impl SentenceIndex {
    pub(super) fn new(note: &Note) -> Self {
        let text = &note.facts.text;
        let mut index = Vec::new();
        // The words are those of the whole text, as in the index: a sentence that was too long may
        // begin within a word, which then belongs to it.
        let mut words = Words::new(text).map(|word| word.range.end).peekable();
        let mut word = 0;
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            for range in sentences(line, start) {
                while words.next_if(|end| *end <= range.start).is_some() {
                    word += 1;
                }
                index.push(Sentence {
                    start: range.start as u32,
                    end: range.end as u32,
                    word,
                });
            }
            start += line.len();
        }
        word += words.count() as u32;
        Self {
            sentences: index.into_boxed_slice(),
            words: word,
        }
    }

    /// The number of the sentence that contains the word at a position.
    pub(super) fn sentence_at(&self, word: u32) -> usize {
        self.sentences
            .partition_point(|sentence| sentence.word <= word)
            .saturating_sub(1)
    }

    /// The range of a sentence in the text of its note, in bytes.
    pub(super) fn range(&self, number: usize) -> Option<Range<u32>> {
        self.sentences
            .get(number)
            .map(|sentence| sentence.start..sentence.end)
    }

    /// The position of a sentence's first word in the note.
    pub(super) fn first_word(&self, number: usize) -> u32 {
        self.sentences
            .get(number)
            .map_or(0, |sentence| sentence.word)
    }

    /// The length of a sentence, in words.
    pub(super) fn length(&self, number: usize) -> u32 {
        let end = self
            .sentences
            .get(number + 1)
            .map_or(self.words, |next| next.word);
        end.saturating_sub(self.first_word(number))
    }

    /// The memory they take, in bytes.
    pub(super) fn size(&self) -> usize {
        size_of_val(&*self.sentences)
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
