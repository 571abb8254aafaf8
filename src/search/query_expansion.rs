//! Expands the words of a query to the words of the archive that they may mean, and weights them.

use std::collections::HashSet;

use crate::search::levenshtein::MAX_FUZZY_LETTERS;
use crate::search::query::{MAX_WORDS, Query};
use crate::search::vocabulary::{Variant, Vocabulary};
use crate::search::{CancellationToken, SearchError};

/// Words in at most this many notes are treated as possible typos.
const TYPO_MAX_DOC_FREQ: u32 = 4;

/// The maximum number of words in a query that are matched fuzzily; each takes at most two lookups
/// in the vocabulary.
const MAX_FUZZY_WORDS: usize = 8;

/// Which variants of a word match.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Fuzziness {
    /// The word, its inflections and, while it is being typed, its completions.
    Off,
    /// Also words with one typo, or two if they are long.
    Typos,
}

/// A word of a query with its variants.
#[derive(Debug)]
pub(super) struct ExpandedWord {
    /// As typed, folded.
    pub(super) word: String,
    pub(super) variants: Vec<Variant>,
    pub(super) in_title: bool,
    /// Whether it is part of a phrase.
    pub(super) in_phrase: bool,
    /// The rarer the word, the higher.
    weight: f32,
}

/// A form of a query word.
#[derive(Debug, Clone, Copy)]
struct WordForm {
    /// Its number in the vocabulary.
    number: u32,
    /// The index of the query word, and of the variant among that word's variants.
    word: usize,
    variant: usize,
    weight: f32,
}

/// The expanded words of a query, in order.
pub(super) struct ExpandedQuery {
    pub(super) words: Vec<ExpandedWord>,
    /// All forms of all words, sorted by their number in the vocabulary.
    forms: Vec<WordForm>,
    /// Pairs of adjacent words in the query.
    pairs: HashSet<(usize, usize)>,
    /// The indices of the query's words, in order; a repeated word has one index.
    order: Vec<usize>,
    /// The sum of all words' weights.
    total_weight: f32,
}

impl ExpandedQuery {
    /// Expands a query; `notes` is the number of notes in the archive.
    ///
    /// # Errors
    /// If the search is cancelled.
    pub(super) fn new(
        query: &Query,
        vocabulary: &Vocabulary,
        notes: usize,
        fuzziness: Fuzziness,
        cancel: &CancellationToken,
    ) -> Result<Self, SearchError> {
        let mut words: Vec<ExpandedWord> = Vec::new();
        let mut order = Vec::new();
        let fuzzy = if fuzziness == Fuzziness::Typos {
            fuzzy_words(query, vocabulary)
        } else {
            Vec::new()
        };
        for clause in query.clauses.iter().filter(|clause| !clause.is_excluded) {
            for word in &clause.words {
                let existing = words.iter().position(|expanded| {
                    expanded.word == *word
                        && expanded.in_title == clause.in_title
                        && expanded.in_phrase == clause.is_phrase()
                });
                order.push(existing.unwrap_or(words.len()));
                if existing.is_none() {
                    cancel.check()?;
                    let variants = match clause.is_phrase() {
                        true => exact(word, vocabulary).into_iter().collect(),
                        false => variants(
                            word,
                            vocabulary,
                            notes,
                            clause.is_open,
                            fuzzy.contains(&word.as_str()),
                        ),
                    };
                    let weight = weight(&variants, vocabulary, notes);
                    let (in_title, in_phrase) = (clause.in_title, clause.is_phrase());
                    words.push(ExpandedWord {
                        word: word.clone(),
                        variants,
                        in_title,
                        in_phrase,
                        weight,
                    });
                }
            }
        }
        let word_form = |word, (index, variant): (usize, &Variant)| WordForm {
            number: variant.number,
            word,
            variant: index,
            weight: variant.weight,
        };
        let expanded_words = words.iter().enumerate();
        let mut forms: Vec<WordForm> = expanded_words
            .flat_map(|(word, expanded)| {
                expanded
                    .variants
                    .iter()
                    .enumerate()
                    .map(move |variant| word_form(word, variant))
            })
            .collect();
        // A form of two query words belongs to the one with the higher weight; of equals, to the
        // one that is not restricted to titles.
        forms.sort_by(|a, b| {
            let is_in_title = |form: &WordForm| words[form.word].in_title;
            let by_weight = b.weight.total_cmp(&a.weight);
            a.number
                .cmp(&b.number)
                .then(by_weight)
                .then(is_in_title(a).cmp(&is_in_title(b)))
        });
        forms.dedup_by_key(|form| form.number);
        let pairs = order.windows(2).map(|pair| (pair[0], pair[1])).collect();
        let total_weight = words
            .iter()
            .map(|expanded| expanded.weight)
            .sum::<f32>()
            .max(f32::MIN_POSITIVE);
        Ok(Self {
            words,
            forms,
            pairs,
            order,
            total_weight,
        })
    }

    /// All forms with the index of their query word and their weight.
    pub(super) fn forms(&self) -> impl Iterator<Item = (&str, usize, f32)> {
        self.forms.iter().map(|form| {
            (
                self.words[form.word].variants[form.variant].word.as_str(),
                form.word,
                form.weight,
            )
        })
    }

    /// The words as typed, in order.
    pub(super) fn phrase(&self) -> Vec<&str> {
        self.order
            .iter()
            .map(|number| self.words[*number].word.as_str())
            .collect()
    }

    /// Whether another query has the same variants.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.words
            .iter()
            .map(|expanded| &expanded.variants)
            .eq(other.words.iter().map(|expanded| &expanded.variants))
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
        let PassageScore {
            covered, in_order, ..
        } = self.score_passage(&occurrences);
        covered * (weight / title.len() as f32) * (0.8 + 0.2 * in_order)
    }

    /// The best passages: the one with the highest score, then those that add words to the ones
    /// before.
    pub(super) fn best<T: Copy>(
        &self,
        mut passages: Vec<(T, PassageScore)>,
        limit: usize,
    ) -> Vec<(T, PassageScore)> {
        let mut chosen: Vec<(T, PassageScore)> = Vec::new();
        let mut covered_words = 0_u64;
        while chosen.len() < limit && !passages.is_empty() {
            let repeated = |passage: &PassageScore| -> f32 {
                let words = self
                    .words
                    .iter()
                    .enumerate()
                    .filter(|(word, _)| passage.words & covered_words & (1 << word) != 0);
                words.map(|(_, expanded)| expanded.weight).sum::<f32>() / self.total_weight
            };
            let score = |passage: &PassageScore| passage.score() - 0.7 * repeated(passage);
            // Of equals, the first one wins.
            let best = (1..passages.len()).fold(0, |best, index| {
                if score(&passages[index].1) > score(&passages[best].1) {
                    index
                } else {
                    best
                }
            });
            let next = passages.remove(best);
            covered_words |= next.1.words;
            chosen.push(next);
        }
        chosen
    }

    /// The score of a passage, given the occurrences of query words in it, in the order of their
    /// positions.
    pub(super) fn score_passage(&self, occurrences: &[WordOccurrence]) -> PassageScore {
        let mut best = [0.0_f32; MAX_WORDS];
        let mut pairs: Vec<(usize, usize)> = Vec::new();
        for (index, occurrence) in occurrences.iter().enumerate() {
            best[occurrence.word] = best[occurrence.word].max(occurrence.weight);
            let next = occurrences[index + 1..]
                .iter()
                .take_while(|next| next.position <= occurrence.position + 1);
            for pair in next.map(|next| (occurrence.word, next.word)) {
                if self.pairs.contains(&pair) && !pairs.contains(&pair) {
                    pairs.push(pair);
                }
            }
        }
        let covered = best
            .iter()
            .zip(&self.words)
            .map(|(best, expanded)| best * expanded.weight)
            .sum::<f32>()
            / self.total_weight;
        let in_order = if self.pairs.is_empty() {
            0.0
        } else {
            pairs.len() as f32 / self.pairs.len() as f32
        };
        let words = best
            .iter()
            .enumerate()
            .filter(|(_, best)| **best > 0.0)
            .fold(0, |bits, (word, _)| bits | 1 << word);
        PassageScore {
            covered,
            in_order,
            adjacent: pairs.len(),
            words,
        }
    }
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

/// How well a passage matches.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct PassageScore {
    /// The weighted share of the query's words that it contains, from 0 to 1.
    pub(super) covered: f32,
    /// The share of the query's adjacent pairs that it contains.
    pub(super) in_order: f32,
    /// The number of the query's adjacent pairs that it contains.
    adjacent: usize,
    /// A bit for each query word that it contains.
    words: u64,
}

impl PassageScore {
    /// Six words in a row hardly occur by chance; two may.
    pub(super) fn score(self) -> f32 {
        self.covered + self.in_order * (1.0 + 0.4 * self.adjacent.min(5) as f32)
    }
}

fn exact(word: &str, vocabulary: &Vocabulary) -> Option<Variant> {
    Some(Variant {
        word: word.to_owned(),
        number: vocabulary.number(word)?,
        weight: 1.0,
    })
}

/// The words of a query that are matched fuzzily: first those that no note has, then rare ones.
/// Words of phrases and excluded words match exactly, but if no note has them, the nearest words
/// are needed for a spelling suggestion.
pub(super) fn fuzzy_words<'q>(query: &'q Query, vocabulary: &Vocabulary) -> Vec<&'q str> {
    let mut fuzzy: Vec<(bool, &str)> = Vec::new();
    for clause in &query.clauses {
        for word in &clause.words {
            let (word, notes) = (word.as_str(), vocabulary.document_frequency(word));
            let may_be_a_typo = notes == 0
                || (notes <= TYPO_MAX_DOC_FREQ && !clause.is_phrase() && !clause.is_excluded);
            let is_short = word.chars().count() <= MAX_FUZZY_LETTERS;
            if may_be_a_typo && is_short && !fuzzy.contains(&(notes > 0, word)) {
                fuzzy.push((notes > 0, word));
            }
        }
    }
    fuzzy.sort_by_key(|(is_known, _)| *is_known);
    fuzzy
        .into_iter()
        .take(MAX_FUZZY_WORDS)
        .map(|(_, word)| word)
        .collect()
}

fn variants(
    word: &str,
    vocabulary: &Vocabulary,
    notes: usize,
    is_open: bool,
    is_fuzzy: bool,
) -> Vec<Variant> {
    // A word of most notes has no variants.
    if vocabulary.document_frequency(word) as usize * 2 > notes && !is_open {
        return exact(word, vocabulary).into_iter().collect();
    }
    let mut variants = vocabulary.forms(word).to_vec();
    let mut add = |more: &[Variant]| {
        for variant in more {
            if variants
                .iter()
                .all(|existing| existing.number != variant.number)
            {
                variants.push(variant.clone());
            }
        }
    };
    if is_open {
        add(&vocabulary.completions(word));
    }
    if is_fuzzy {
        add(&vocabulary.typos(word));
    }
    variants
}

/// Inverse document frequency of the most frequent variant.
fn weight(variants: &[Variant], vocabulary: &Vocabulary, notes: usize) -> f32 {
    let doc_freq = variants
        .iter()
        .map(|variant| vocabulary.document_frequency_of(variant.number))
        .max()
        .unwrap_or(0);
    (1.0 + notes as f32 / (doc_freq as f32 + 1.0)).ln()
}
