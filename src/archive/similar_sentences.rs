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
    /// The most similar sentences of other notes, best first.
    pub(super) similar: Vec<Similar>,
}

/// A sentence that is similar to another one.
#[derive(Clone, Copy)]
pub(super) struct Similar {
    /// The similarity, 0 to 1.
    pub(super) similarity: f64,
    /// The place of the sentence, as in [`Sentence::place`].
    pub(super) place: (usize, usize),
}

/// The sentences of the notes, in order. Those of notes that are no witnesses are similar to none.
pub(super) fn find<'n>(
    notes: &[&'n Arc<Note>],
    is_witness: impl Fn(usize) -> bool,
) -> Vec<Sentence<'n>> {
    let (mut sentences, words) = read(notes);
    let mut index = Index::new(&words.counts, sentences.len());
    for at in 0..sentences.len() {
        let own = &words.of_sentences[words.ranges[at].clone()];
        index.compare(own, |similarity, other| {
            let [place, other_place] = [at, other].map(|it| sentences[it].place);
            if place.0 == other_place.0 {
                return;
            }
            if is_witness(other_place.0) {
                sentences[at].add(similarity, other_place);
            }
            if is_witness(place.0) {
                sentences[other].add(similarity, place);
            }
        });
        index.add(own);
    }
    sentences
}

impl Sentence<'_> {
    /// Adds a similar sentence, unless others are more similar.
    fn add(&mut self, similarity: f64, place: (usize, usize)) {
        let is_before = |it: &Similar| {
            let order = similarity.total_cmp(&it.similarity);
            order.then(it.place.cmp(&place)).is_lt()
        };
        let at = self.similar.partition_point(is_before);
        if at < MAX_SIMILAR {
            self.similar.truncate(MAX_SIMILAR - 1);
            self.similar.insert(at, Similar { similarity, place });
        }
    }
}

/// The words of sentences, as indices of the different ones.
#[derive(Default)]
struct Words {
    /// The words of all sentences; those of a sentence are different.
    of_sentences: Vec<u32>,
    /// For each sentence, the range of its words.
    ranges: Vec<Range<usize>>,
    /// For each word, the number of sentences with it.
    counts: Vec<usize>,
}

/// The sentences of the notes, in order, and their words.
fn read<'n>(notes: &[&'n Arc<Note>]) -> (Vec<Sentence<'n>>, Words) {
    let mut sentences: Vec<Sentence<'n>> = Vec::new();
    let mut read = Words::default();
    let mut indices: FxHashMap<Token, u32> = FxHashMap::default();
    // For each word, the last sentence with it.
    let mut last: Vec<usize> = Vec::new();
    for (at, note) in notes.iter().enumerate() {
        for (number, moment) in note.facts.moments.iter().enumerate() {
            if moment.other_video().is_some() {
                continue;
            }
            let (start, sentence) = (read.of_sentences.len(), sentences.len());
            let mut visited = 0;
            words(note.facts.slice(&moment.sentence), |_, token| {
                let index = *indices.entry(token).or_insert(last.len() as u32);
                let word = index as usize;
                if word == last.len() {
                    last.push(usize::MAX);
                    read.counts.push(0);
                }
                if last[word] != sentence {
                    last[word] = sentence;
                    read.counts[word] += 1;
                    read.of_sentences.push(index);
                }
                visited += 1;
                visited < MAX_WORDS
            });
            read.ranges.push(start..read.of_sentences.len());
            sentences.push(Sentence {
                place: (at, number),
                moment,
                similar: Vec::new(),
            });
        }
    }
    (sentences, read)
}

/// The sentences that were compared already, by their words.
struct Index {
    words: Vec<Word>,
    /// For each word that is compared, the sentences that have it.
    sentences: Vec<u32>,
    /// For each sentence, the length of the vector of its weighted words.
    norms: Vec<f64>,
    /// For each sentence, what it shares with the one that is compared; empty before and after.
    shared: Vec<Shared>,
    /// The sentences that share a word with that one; empty before and after.
    sharing: Vec<u32>,
}

/// A word of the sentences.
struct Word {
    /// The square of its weight: the rarer it is, the more.
    square: f64,
    /// Whether it is so rare that it is compared.
    is_rare: bool,
    /// The sentences that have it, as a range in [`Index::sentences`].
    sentences: Range<usize>,
}

/// What two sentences share.
#[derive(Clone, Default)]
struct Shared {
    words: usize,
    /// The sum of the squares of the weights of these words.
    squares: f64,
}

impl Index {
    /// An empty index of so many sentences, and for each word the number of those with it.
    fn new(counts: &[usize], sentences: usize) -> Self {
        let max = MAX_SENTENCES_OF_WORD.min((MAX_WORD_SHARE * sentences as f64) as usize);
        let mut end = 0;
        let word = |count: &usize| {
            let is_rare = *count <= max;
            let start = end;
            end += if is_rare { *count } else { 0 };
            let weight = (sentences as f64 / *count as f64).ln();
            Word {
                square: weight * weight,
                is_rare,
                sentences: start..start,
            }
        };
        Self {
            words: counts.iter().map(word).collect(),
            sentences: vec![0; end],
            norms: Vec::with_capacity(sentences),
            shared: vec![Shared::default(); sentences],
            sharing: Vec::new(),
        }
    }

    /// Adds the next sentence, which has these words.
    fn add(&mut self, words: &[u32]) {
        let mut squares = 0.0;
        for word in words {
            let word = &mut self.words[*word as usize];
            squares += word.square;
            if word.is_rare {
                self.sentences[word.sentences.end] = self.norms.len() as u32;
                word.sentences.end += 1;
            }
        }
        self.norms.push(squares.sqrt());
    }

    /// Calls `on_similar` with each sentence that is similar to one with these words, after its
    /// similarity.
    fn compare(&mut self, words: &[u32], mut on_similar: impl FnMut(f64, usize)) {
        let mut squares = 0.0;
        for word in words {
            let word = &self.words[*word as usize];
            squares += word.square;
            for other in &self.sentences[word.sentences.clone()] {
                let shared = &mut self.shared[*other as usize];
                shared.words += 1;
                shared.squares += word.square;
                if shared.words == 1 {
                    self.sharing.push(*other);
                }
            }
        }
        let norm = squares.sqrt();
        for other in self.sharing.drain(..) {
            let other = other as usize;
            let shared = std::mem::take(&mut self.shared[other]);
            if shared.words >= MIN_SHARED_WORDS {
                let norms = (norm * self.norms[other]).max(f64::MIN_POSITIVE);
                let similarity = shared.squares / norms;
                if similarity >= MIN_SIMILARITY {
                    on_similar(similarity, other);
                }
            }
        }
    }
}
