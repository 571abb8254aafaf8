//! Finds sentences that state the same in the notes of one video: those that share its rare words.

use std::collections::HashMap;
use std::sync::Arc;

use crate::alignment::{Token, words};
use crate::corpus::Note;
use crate::markdown::Moment;

/// The minimum similarity of two sentences, 0 to 1: the cosine of their weighted words.
const MIN_SIMILARITY: f64 = 0.25;
/// The minimum number of rare words that they share: short sentences are often alike by chance.
const MIN_SHARED_WORDS: u32 = 4;
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
    /// Its words, sorted, each once.
    words: Vec<Token>,
    /// The length of the vector of its weighted words.
    norm: f64,
}

/// The words of a video's notes.
#[derive(Default)]
pub(super) struct Words {
    /// For each word, the sentences that have it.
    sentences: HashMap<Token, Vec<u32>>,
    count: usize,
}

/// The sentences of the notes with their words, and the index of those.
pub(super) fn index<'n>(notes: &[&'n Arc<Note>]) -> (Vec<Sentence<'n>>, Words) {
    let mut index = Words::default();
    let mut sentences = Vec::new();
    for (at, note) in notes.iter().enumerate() {
        for (number, moment) in note.facts.moments.iter().enumerate() {
            if moment.other_video().is_some() {
                continue;
            }
            let words = words_of(note.facts.slice(&moment.sentence));
            for word in &words {
                let sentences_of_word = index.sentences.entry(*word).or_default();
                sentences_of_word.push(sentences.len() as u32);
            }
            sentences.push(Sentence {
                place: (at, number),
                moment,
                words,
                norm: 0.0,
            });
        }
    }
    index.count = sentences.len();
    for sentence in &mut sentences {
        let weights = sentence.words.iter().map(|word| index.weight(*word));
        sentence.norm = weights.map(|weight| weight * weight).sum::<f64>().sqrt();
    }
    (sentences, index)
}

/// The words of a sentence, sorted, each once.
fn words_of(sentence: &str) -> Vec<Token> {
    let mut found = Vec::new();
    words(sentence, |_, word| {
        found.push(word);
        found.len() < MAX_WORDS
    });
    found.sort_unstable();
    found.dedup();
    found
}

impl Words {
    /// The weight of a word: the rarer in the notes, the more.
    fn weight(&self, word: Token) -> f64 {
        let sentences = self.sentences.get(&word).map_or(1, Vec::len);
        (self.count as f64 / sentences as f64).ln()
    }

    /// The sentences of other notes that are most similar to a sentence.
    pub(super) fn similar(
        &self,
        sentence: &Sentence<'_>,
        sentences: &[Sentence<'_>],
        is_candidate: impl Fn(usize) -> bool,
    ) -> Vec<(f64, u32)> {
        let max = (MAX_WORD_SHARE * self.count as f64) as usize;
        let max = max.min(MAX_SENTENCES_OF_WORD);
        // For each sentence, the number of shared words and the product of their weights.
        let mut shared: HashMap<u32, (u32, f64)> = HashMap::new();
        for word in &sentence.words {
            let Some(others) = self.sentences.get(word).filter(|all| all.len() <= max) else {
                continue;
            };
            let weight = self.weight(*word);
            for other in others {
                if is_candidate(sentences[*other as usize].place.0) {
                    let (words, product) = shared.entry(*other).or_default();
                    *words += 1;
                    *product += weight * weight;
                }
            }
        }
        let similarity = |(other, (words, product)): (u32, (u32, f64))| {
            let norms = sentence.norm * sentences[other as usize].norm;
            let similarity = product / norms.max(f64::MIN_POSITIVE);
            (words >= MIN_SHARED_WORDS && similarity >= MIN_SIMILARITY)
                .then_some((similarity, other))
        };
        let similar = shared.into_iter().filter_map(similarity);
        let mut similar: Vec<(f64, u32)> = similar.collect();
        similar.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        similar.truncate(MAX_SIMILAR);
        similar
    }
}
