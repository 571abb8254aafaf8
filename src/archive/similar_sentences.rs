//! Finds sentences that state the same in the notes of one video: those that share its rare words.

use std::ops::Range;
use std::sync::Arc;

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
    /// Its words, as a range in [`Words::of_sentences`].
    words: Range<usize>,
    /// The length of the vector of its weighted words.
    norm: f64,
}

/// The words of a video's notes.
#[derive(Default)]
pub(super) struct Words {
    /// The words of all sentences, as indices into `squares`; those of a sentence are different.
    of_sentences: Vec<u32>,
    /// The square of the weight of each word: the rarer in the notes, the more.
    squares: Vec<f64>,
    /// For each word, the start of the sentences that have it in `sentences`, and last the end.
    starts: Vec<u32>,
    sentences: Vec<u32>,
    /// The maximum number of sentences with a word that is compared.
    max_sentences: usize,
}

/// The sentences of the notes in order, and the index of their words.
pub(super) fn index<'n>(notes: &[&'n Arc<Note>]) -> (Vec<Sentence<'n>>, Words) {
    let mut sentences: Vec<Sentence<'n>> = Vec::new();
    // The words of all sentences, with the index of their sentence.
    let mut tokens: Vec<(Token, u32)> = Vec::new();
    for (at, note) in notes.iter().enumerate() {
        for (number, moment) in note.facts.moments.iter().enumerate() {
            if moment.other_video().is_some() {
                continue;
            }
            let start = tokens.len();
            let sentence = sentences.len() as u32;
            words(note.facts.slice(&moment.sentence), |_, word| {
                tokens.push((word, sentence));
                tokens.len() - start < MAX_WORDS
            });
            sentences.push(Sentence {
                place: (at, number),
                moment,
                words: 0..0,
                norm: 0.0,
            });
        }
    }
    tokens.sort_unstable();
    tokens.dedup();
    let index = Words::new(&tokens, &mut sentences);
    (sentences, index)
}

impl Words {
    /// The index of the words of sentences, which are sorted and different.
    fn new(tokens: &[(Token, u32)], sentences: &mut [Sentence<'_>]) -> Self {
        let count = sentences.len();
        let mut words = Self {
            max_sentences: MAX_SENTENCES_OF_WORD.min((MAX_WORD_SHARE * count as f64) as usize),
            ..Self::default()
        };
        for same in tokens.chunk_by(|a, b| a.0 == b.0) {
            let weight = (count as f64 / same.len() as f64).ln();
            words.squares.push(weight * weight);
            words.starts.push(words.sentences.len() as u32);
            words.sentences.extend(same.iter().map(|token| token.1));
        }
        words.starts.push(words.sentences.len() as u32);
        words.give_to(sentences);
        words
    }

    /// Gives each sentence its words.
    fn give_to(&mut self, sentences: &mut [Sentence<'_>]) {
        let mut of_sentences: Vec<(u32, u32)> = Vec::with_capacity(self.sentences.len());
        for word in 0..self.squares.len() as u32 {
            let with_word = self.sentences_of(word).iter();
            of_sentences.extend(with_word.map(|sentence| (*sentence, word)));
        }
        of_sentences.sort_unstable();
        let mut start = 0;
        for same in of_sentences.chunk_by(|a, b| a.0 == b.0) {
            let squares = same.iter().map(|(_, word)| self.squares[*word as usize]);
            let sentence = &mut sentences[same[0].0 as usize];
            sentence.norm = squares.sum::<f64>().sqrt();
            sentence.words = start..start + same.len();
            start += same.len();
        }
        self.of_sentences = of_sentences.into_iter().map(|(_, word)| word).collect();
    }

    /// The sentences that have a word.
    fn sentences_of(&self, word: u32) -> &[u32] {
        let [start, end] = [word, word + 1].map(|at| self.starts[at as usize] as usize);
        &self.sentences[start..end]
    }

    /// The sentences of other notes that are most similar to a sentence.
    pub(super) fn similar(
        &self,
        sentence: &Sentence<'_>,
        sentences: &[Sentence<'_>],
        is_candidate: impl Fn(usize) -> bool,
    ) -> Vec<(f64, u32)> {
        let words = self.of_sentences[sentence.words.clone()].iter();
        // The sentences that share a word, once for each, with the square of its weight.
        let mut shared: Vec<(u32, f64)> = Vec::new();
        for word in words {
            let others = self.sentences_of(*word);
            if others.len() <= self.max_sentences {
                let others = others.iter();
                let others = others.filter(|it| is_candidate(sentences[**it as usize].place.0));
                shared.extend(others.map(|other| (*other, self.squares[*word as usize])));
            }
        }
        shared.sort_unstable_by_key(|(other, _)| *other);
        let similarity = |same: &[(u32, f64)]| {
            let other = same[0].0;
            let product: f64 = same.iter().map(|(_, square)| square).sum();
            let norms = sentence.norm * sentences[other as usize].norm;
            let similarity = product / norms.max(f64::MIN_POSITIVE);
            (same.len() >= MIN_SHARED_WORDS && similarity >= MIN_SIMILARITY)
                .then_some((similarity, other))
        };
        let of_sentence = shared.chunk_by(|a, b| a.0 == b.0);
        let mut similar: Vec<(f64, u32)> = of_sentence.filter_map(similarity).collect();
        similar.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        similar.truncate(MAX_SIMILAR);
        similar
    }
}
