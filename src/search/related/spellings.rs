//! Finds key words in texts by their spellings.

use std::ops::Range;

use crate::search::folding::fold;
use crate::search::words::{Word, Words};

/// A key word in a text: its byte range and its index among the key words.
pub(super) type Occurrence = (Range<usize>, usize);

/// The spellings of key words, folded.
pub(super) struct Spellings<'w> {
    /// With the index of the key word, in order.
    words: Vec<(&'w str, usize)>,
    /// The lengths of those that begin with the same two bytes: a bit for each, see [`slot`]. Most
    /// words of a text are none of these.
    lengths: [u64; SLOTS],
}

const SLOTS: usize = 512;

impl<'w> Spellings<'w> {
    /// The spellings of words, each with the index of the key word.
    pub(super) fn new(words: impl Iterator<Item = (&'w str, usize)>) -> Self {
        let mut words: Vec<_> = words.collect();
        words.sort_unstable();
        let mut lengths = [0; SLOTS];
        for (word, _) in &words {
            lengths[slot(word.as_bytes())] |= length_bit(word);
        }
        Self { words, lengths }
    }

    /// The index of the key word that a word of a text is.
    fn find(&self, word: &str) -> Option<usize> {
        // A word with other signs may be shorter when it is folded.
        let is_plain = word.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if is_plain && self.lengths[slot(word.as_bytes())] & length_bit(word) == 0 {
            return None;
        }
        let folded = fold(word);
        let place = self
            .words
            .binary_search_by(|(other, _)| (*other).cmp(&folded));
        place.ok().map(|place| self.words[place].1)
    }

    /// The key words in a part of a text that begins at an offset.
    pub(super) fn occurrences(&self, part: &str, start: usize) -> Vec<Occurrence> {
        let word = |word: Word| {
            let index = self.find(&part[word.range.clone()])?;
            Some((start + word.range.start..start + word.range.end, index))
        };
        Words::new(part).filter_map(word).collect()
    }
}

/// Where the lengths of words are that begin with the same two bytes.
fn slot(word: &[u8]) -> usize {
    let byte = |index: usize| word.get(index).map_or(0, u8::to_ascii_lowercase);
    (usize::from(byte(0)) << 4 ^ usize::from(byte(1))) % SLOTS
}

fn length_bit(word: &str) -> u64 {
    1 << word.len().min(63)
}

/// The bits of the key words that occur.
pub(super) fn bits(occurrences: &[Occurrence]) -> u64 {
    occurrences
        .iter()
        .fold(0, |bits, (_, index)| bits | 1 << index)
}
