//! Finds sentences that state the same in the notes of one video: those that share its rare words.

use std::ops::Range;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::alignment::{Token, words};
use crate::corpus::Note;
use crate::markdown::Moment;

/// The minimum similarity of two sentences, 0 to 1: the cosine of their weighted words.
const MIN_SIMILARITY: f64 = 0.25;
/// The minimum number of rare words that they share: short sentences are often alike by chance.
const MIN_SHARED_WORDS: usize = 4;
/// The number of the most similar sentences that are looked at.
const MAX_SIMILAR: usize = 6;
/// The maximum share of a video's sentences with a word that is compared.
const MAX_WORD_SHARE: f64 = 0.2;
/// The maximum number of sentences with such a word, and of words of a sentence that are compared.
const MAX_SENTENCES_OF_WORD: usize = 64;
const MAX_WORDS: usize = 80;

/// A sentence that cites a moment.
pub(super) struct Sentence<'n> {
    /// The index of its note in the group, and of its moment in the note.
    pub(super) place: (usize, usize),
    pub(super) moment: &'n Moment,
    /// Its words, as a range in [`SimilarSentences::words_of_sentences`].
    words: Range<usize>,
    /// The length of the vector of its weighted words.
    norm: f64,
}

/// The sentences of a video's notes, and the index of their words.
pub(super) struct SimilarSentences<'n> {
    /// In order.
    pub(super) sentences: Vec<Sentence<'n>>,
    /// The words of all sentences, as indices into `words`; those of a sentence are different.
    words_of_sentences: Vec<u32>,
    words: Vec<Word>,
    /// The sentences with each word, as indices into `sentences`.
    sentences_of_words: Vec<u32>,
    /// The maximum number of sentences with a word that is compared.
    max_sentences: usize,
    /// For each sentence, what it shares with the one that is compared; empty before and after.
    shared: Vec<Shared>,
    /// The sentences that share a word with that one; empty before and after.
    sharing: Vec<u32>,
}

/// A word of the sentences.
struct Word {
    /// The sentences that have it, as a range in [`SimilarSentences::sentences_of_words`].
    sentences: Range<usize>,
    /// The square of its weight: the rarer it is, the more.
    square: f64,
}

/// What two sentences share.
#[derive(Clone, Default)]
struct Shared {
    words: usize,
    /// The sum of the squares of the weights of these words.
    squares: f64,
}

impl<'n> SimilarSentences<'n> {
    /// The sentences of the notes.
    pub(super) fn new(notes: &[&'n Arc<Note>]) -> Self {
        let mut sentences: Vec<Sentence<'n>> = Vec::new();
        let mut words_of_sentences: Vec<u32> = Vec::new();
        // The index of each word, and for each word the number of sentences with it and the last
        // one.
        let mut indices: FxHashMap<Token, u32> = FxHashMap::default();
        let mut counts: Vec<(usize, usize)> = Vec::new();
        for (at, note) in notes.iter().enumerate() {
            for (number, moment) in note.facts.moments.iter().enumerate() {
                if moment.other_video().is_some() {
                    continue;
                }
                let (start, sentence) = (words_of_sentences.len(), sentences.len());
                let mut visited = 0;
                words(note.facts.slice(&moment.sentence), |_, token| {
                    let index = *indices.entry(token).or_insert(counts.len() as u32);
                    if index as usize == counts.len() {
                        counts.push((0, usize::MAX));
                    }
                    let (count, last) = &mut counts[index as usize];
                    if *last != sentence {
                        (*count, *last) = (*count + 1, sentence);
                        words_of_sentences.push(index);
                    }
                    visited += 1;
                    visited < MAX_WORDS
                });
                sentences.push(Sentence {
                    place: (at, number),
                    moment,
                    words: start..words_of_sentences.len(),
                    norm: 0.0,
                });
            }
        }
        let all = sentences.len() as f64;
        let mut start = 0;
        let word = |(count, _)| {
            start += count;
            let weight = (all / count as f64).ln();
            Word {
                // The sentences are added below.
                sentences: start - count..start - count,
                square: weight * weight,
            }
        };
        let mut index = Self {
            words: counts.into_iter().map(word).collect(),
            sentences_of_words: vec![0; words_of_sentences.len()],
            words_of_sentences,
            max_sentences: MAX_SENTENCES_OF_WORD.min((MAX_WORD_SHARE * all) as usize),
            shared: vec![Shared::default(); sentences.len()],
            sharing: Vec::new(),
            sentences,
        };
        index.add_sentences_to_words();
        index
    }

    /// Adds each sentence to its words, and computes its norm.
    fn add_sentences_to_words(&mut self) {
        for (at, sentence) in (0..).zip(&mut self.sentences) {
            let mut squares = 0.0;
            for index in &self.words_of_sentences[sentence.words.clone()] {
                let word = &mut self.words[*index as usize];
                squares += word.square;
                self.sentences_of_words[word.sentences.end] = at;
                word.sentences.end += 1;
            }
            sentence.norm = squares.sqrt();
        }
    }

    /// The sentences that are most similar to the one with this index, as indices, with the
    /// similarity; only those of notes that are candidates.
    pub(super) fn similar(
        &mut self,
        index: usize,
        is_candidate: impl Fn(usize) -> bool,
    ) -> Vec<(f64, u32)> {
        let own = &self.sentences[index];
        for word in &self.words_of_sentences[own.words.clone()] {
            let word = &self.words[*word as usize];
            if word.sentences.len() > self.max_sentences {
                continue;
            }
            for other in &self.sentences_of_words[word.sentences.clone()] {
                let shared = &mut self.shared[*other as usize];
                shared.words += 1;
                shared.squares += word.square;
                if shared.words == 1 {
                    self.sharing.push(*other);
                }
            }
        }
        let similar = self.sharing.drain(..).filter_map(|index| {
            let shared = std::mem::take(&mut self.shared[index as usize]);
            let other = &self.sentences[index as usize];
            if shared.words < MIN_SHARED_WORDS || !is_candidate(other.place.0) {
                return None;
            }
            let norms = (own.norm * other.norm).max(f64::MIN_POSITIVE);
            let similarity = shared.squares / norms;
            (similarity >= MIN_SIMILARITY).then_some((similarity, index))
        });
        let mut similar: Vec<(f64, u32)> = similar.collect();
        similar.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        similar.truncate(MAX_SIMILAR);
        similar
    }
}
