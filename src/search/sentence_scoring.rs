//! Scores the titles and sentences of a note by the words of a query, their order and how near they
//! are to each other.

use crate::search::query::MAX_WORDS;
use crate::search::query_expansion::{ExpandedQuery, ExpandedWord};

/// BM25 of sentences: how fast further occurrences of a word count less, and how much longer
/// sentences are penalised.
const SENTENCE_K1: f32 = 0.6;
const SENTENCE_LENGTH_PENALTY: f32 = 0.4;

/// The usual length of a sentence, in words.
const AVERAGE_SENTENCE_WORDS: f32 = 14.0;

/// The logarithm of the usual number of sentences of a note: a word that is in one of so many notes
/// is in one of so many more sentences.
const SENTENCES_PER_NOTE_LN: f32 = 4.0;

/// The weight of a stop word in a sentence; that of a rare word is about ten.
const STOP_WORD_WEIGHT: f32 = 1.0;

/// What a pair of query words that are near each other counts, relative to the rarer one's weight.
const NEAR_WEIGHT: f32 = 0.5;

/// What a sentence that contains all words of the query in a row counts, relative to their weight.
/// Half of them in a row may be chance.
const ORDER_WEIGHT: f32 = 2.0;

/// How much less a sentence counts for the words of the sentences chosen before it.
const REPETITION_PENALTY: f32 = 0.7;

/// Words that are not further apart than this are near each other.
const NEAR_WORDS: u32 = 8;

impl ExpandedWord {
    /// The logarithm of how many sentences there are for each that contains it.
    fn sentence_weight(&self) -> f32 {
        self.weight + SENTENCES_PER_NOTE_LN
    }
}

impl ExpandedQuery {
    /// The sum of the weights of the scored words in sentences.
    pub(super) fn sentence_weight(&self) -> f32 {
        let scored = self.scored_words();
        scored.map(|(_, expanded)| expanded.sentence_weight()).sum()
    }

    /// The score of a title, given the vocabulary numbers of its words: 1 if it equals the query,
    /// in order.
    pub(super) fn score_title(&self, title: &[u32]) -> f32 {
        let occurrences = title.iter().enumerate().filter_map(|(position, number)| {
            let form = &self.forms[self
                .forms
                .binary_search_by_key(number, |form| form.number)
                .ok()?];
            Some(WordOccurrence {
                position: position as u32,
                word: form.word,
                weight: form.weight,
            })
        });
        let occurrences: Vec<WordOccurrence> = occurrences.collect();
        if occurrences.is_empty() {
            return 0.0;
        }
        let weight: f32 = occurrences.iter().map(|occurrence| occurrence.weight).sum();
        let best = self.best_weights(&occurrences);
        let words = || self.words.iter().zip(best);
        let covered: f32 = words().map(|(expanded, best)| best * expanded.weight).sum();
        let total: f32 = self.words.iter().map(|expanded| expanded.weight).sum();
        let in_order = self.share_in_order(&occurrences);
        covered / total.max(f32::MIN_POSITIVE)
            * (weight / title.len() as f32)
            * (0.8 + 0.2 * in_order)
    }

    /// Drops the words of phrases and runs that do not occur in a row, unless none would be left.
    pub(super) fn keep_sequences(&self, occurrences: &mut Vec<WordOccurrence>) {
        if self.sequences.is_empty() {
            return;
        }
        let is_free = |occurrence: &WordOccurrence| {
            let word = &self.words[occurrence.word];
            !(word.in_phrase || word.in_run)
        };
        let mut is_kept: Vec<bool> = occurrences.iter().map(is_free).collect();
        for sequence in &self.sequences {
            for (start, row) in occurrences.windows(sequence.len()).enumerate() {
                let first = row[0].position;
                let mut words = (first..).zip(sequence).zip(row);
                if words.all(|((position, word), occurrence)| {
                    (occurrence.position, occurrence.word) == (position, *word)
                }) {
                    is_kept[start..start + sequence.len()].fill(true);
                }
            }
        }
        if is_kept.contains(&true) {
            let mut is_kept = is_kept.into_iter();
            occurrences.retain(|_| is_kept.next().unwrap_or_default());
        }
    }

    /// The best sentences: the one with the highest score, then those that add words to the ones
    /// before.
    pub(super) fn best<T: Copy>(
        &self,
        sentences: &[(T, SentenceScore)],
        limit: usize,
    ) -> Vec<(T, SentenceScore)> {
        let mut chosen: Vec<usize> = Vec::new();
        let mut covered = 0_u32;
        while chosen.len() < limit.min(sentences.len()) {
            let mut best: Option<(f32, usize)> = None;
            for (index, (_, sentence)) in sentences.iter().enumerate() {
                let repeated = self.weight_of(sentence.words & covered);
                let score = sentence.score - REPETITION_PENALTY * repeated;
                // Of equals, the first one wins.
                if !chosen.contains(&index) && best.is_none_or(|(best, _)| score > best) {
                    best = Some((score, index));
                }
            }
            let Some((_, best)) = best else {
                break;
            };
            covered |= sentences[best].1.words;
            chosen.push(best);
        }
        chosen.into_iter().map(|index| sentences[index]).collect()
    }

    /// The score of a sentence of `length` words, given the occurrences of query words in it, in
    /// the order of their positions.
    pub(super) fn score_sentence(
        &self,
        occurrences: &[WordOccurrence],
        length: u32,
    ) -> SentenceScore {
        let mut frequencies = [0.0_f32; MAX_WORDS];
        let mut words = 0;
        for occurrence in occurrences {
            frequencies[occurrence.word] += occurrence.weight;
            words |= 1 << occurrence.word;
        }
        let penalty = SENTENCE_LENGTH_PENALTY;
        let long = 1.0 - penalty + penalty * length as f32 / AVERAGE_SENTENCE_WORDS;
        let of_word = |word: usize| {
            let frequency = frequencies[word];
            let weight = match self.words[word].is_stop_word {
                true => STOP_WORD_WEIGHT,
                false => self.words[word].sentence_weight(),
            };
            weight * frequency * (SENTENCE_K1 + 1.0) / (frequency + SENTENCE_K1 * long)
        };
        let of_words: f32 = set_bits(words).map(of_word).sum();
        // Most sentences contain one word of the query.
        let of_pairs = match occurrences.len() {
            0 | 1 => 0.0,
            _ => {
                let in_order = ORDER_WEIGHT * self.share_in_order(occurrences).powi(3);
                NEAR_WEIGHT * self.near(occurrences, words) + in_order * self.sentence_weight()
            }
        };
        SentenceScore {
            score: of_words + of_pairs,
            words,
        }
    }

    /// The weight of the pairs of adjacent query words that are near each other; `words` has the
    /// bits of the words that occur.
    fn near(&self, occurrences: &[WordOccurrence], words: u32) -> f32 {
        let occurs = |word: usize| words & 1 << word != 0;
        let mut near = 0.0;
        for (a, b) in self
            .scored_pairs()
            .filter(|(a, b)| occurs(*a) && occurs(*b))
        {
            let of = |word| {
                occurrences
                    .iter()
                    .filter(move |occurrence| occurrence.word == word)
            };
            let is_near =
                of(a).any(|a| of(b).any(|b| a.position.abs_diff(b.position) <= NEAR_WORDS));
            if is_near {
                near += self.words[a].weight.min(self.words[b].weight);
            }
        }
        near
    }

    /// The pairs of scored words that follow each other in the query, with stop words left out.
    fn scored_pairs(&self) -> impl Iterator<Item = (usize, usize)> {
        let is_scored = |index: &usize| !self.words[*index].is_stop_word;
        let first = self.order.iter().copied().filter(is_scored);
        first.clone().zip(first.skip(1)).filter(|(a, b)| a != b)
    }

    /// The highest weight with which each word occurs.
    fn best_weights(&self, occurrences: &[WordOccurrence]) -> [f32; MAX_WORDS] {
        let mut best = [0.0_f32; MAX_WORDS];
        for occurrence in occurrences {
            best[occurrence.word] = best[occurrence.word].max(occurrence.weight);
        }
        best
    }

    /// The weighted share of the query's adjacent pairs that are adjacent and in order in a text.
    fn share_in_order(&self, occurrences: &[WordOccurrence]) -> f32 {
        let weight =
            |(a, b): &(usize, usize)| self.words[*a].weight.min(self.words[*b].weight) + 0.1;
        let total: f32 = self.pairs.iter().map(weight).sum();
        let adjacent = occurrences.windows(2).filter_map(|pair| match pair {
            [a, b] if b.position == a.position + 1 => Some((a.word, b.word)),
            _ => None,
        });
        let mut found: Vec<(usize, usize)> = adjacent
            .filter(|pair| self.pairs.binary_search(pair).is_ok())
            .collect();
        found.sort_unstable();
        found.dedup();
        let found: f32 = found.iter().map(weight).sum();
        if total > 0.0 { found / total } else { 0.0 }
    }
}

/// The indices of the bits that are set, lowest first.
fn set_bits(bits: u32) -> impl Iterator<Item = usize> {
    let rests = std::iter::successors(Some(bits), |bits| Some(bits & bits.wrapping_sub(1)));
    rests
        .take_while(|bits| *bits != 0)
        .map(|bits| bits.trailing_zeros() as usize)
}

/// An occurrence of a query word in a text.
#[derive(Debug, Clone, Copy)]
pub(super) struct WordOccurrence {
    /// Its position in the text, in words.
    pub(super) position: u32,
    /// The index of the query word.
    pub(super) word: usize,
    pub(super) weight: f32,
}

/// How well a sentence matches.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct SentenceScore {
    pub(super) score: f32,
    /// A bit for each query word that it contains.
    pub(super) words: u32,
}
