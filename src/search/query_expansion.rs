//! Expands the words of a query to the words of the archive that they may mean, and weights them.

use crate::search::levenshtein::MAX_FUZZY_LETTERS;
use crate::search::query::{Clause, Query};
use crate::search::vocabulary::{Variant, Vocabulary, idf};
use crate::search::{CancellationToken, SearchError};

/// Words in at most this many notes are treated as possible typos.
const TYPO_MAX_DOC_FREQ: u32 = 4;

/// The maximum number of words in a query that are matched fuzzily; each takes at most two lookups
/// in the vocabulary.
const MAX_FUZZY_WORDS: usize = 8;

/// The number of words of a phrase that must be adjacent; the cost grows with their positions. Of a
/// longer phrase, the other words may be anywhere.
pub(super) const MAX_PHRASE_WORDS: usize = 8;

/// A query with more words is a passage that the reader copied: its words match as they are, unless
/// no note has them.
const MAX_INFLECTED_WORDS: usize = 16;

/// How much more the corrections of a word count that no note has.
const UNKNOWN_WORD_FACTOR: f32 = 2.0;

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
    /// Whether it is a letter of a run in a script without spaces.
    pub(super) in_run: bool,
    /// Whether notes need not contain it.
    pub(super) is_stop_word: bool,
    /// Its inverse document frequency: the rarer the word, the higher.
    pub(super) weight: f32,
}

/// A form of a query word.
#[derive(Debug, Clone, Copy)]
pub(super) struct WordForm {
    /// Its number in the vocabulary.
    pub(super) number: u32,
    /// The index of the query word, and of the variant among that word's variants.
    pub(super) word: usize,
    variant: usize,
    pub(super) weight: f32,
}

/// The expanded words of a query, in order.
pub(super) struct ExpandedQuery {
    pub(super) words: Vec<ExpandedWord>,
    /// The bits of the words that notes are scored for.
    pub(super) scored_bits: u32,
    /// All forms of all words, sorted by their number in the vocabulary.
    pub(super) forms: Vec<WordForm>,
    /// Pairs of adjacent words in the query, each once.
    pub(super) pairs: Vec<(usize, usize)>,
    /// The indices of the query's words, in order; a repeated word has one index.
    pub(super) order: Vec<usize>,
    /// Words that match only in a row: those of each phrase, and the pairs of each run.
    pub(super) sequences: Vec<Vec<usize>>,
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
        let mut sequences = Vec::new();
        let searched = query.clauses.iter().filter(|clause| !clause.is_excluded);
        let word_count: usize = searched.map(|clause| clause.words.len()).sum();
        let with_forms = word_count <= MAX_INFLECTED_WORDS;
        let fuzzy = if fuzziness == Fuzziness::Typos {
            fuzzy_words(query, vocabulary)
        } else {
            Vec::new()
        };
        for clause in query.clauses.iter().filter(|clause| !clause.is_excluded) {
            let first = order.len();
            let joined = clause.joined.as_deref();
            // `AT&T` is searched for as a whole, because its parts are stop words.
            let whole = joined.filter(|joined| {
                let parts = query.clauses.iter();
                let mut parts = parts.filter(|part| part.joined.as_deref() == Some(joined));
                vocabulary.number(joined).is_some()
                    && !vocabulary.is_stop_word(joined)
                    && parts.all(|part| vocabulary.is_stop_word(&part.words[0]))
            });
            for word in &clause.words {
                let existing = words.iter().position(|expanded| {
                    expanded.word == *word
                        && expanded.in_title == clause.in_title
                        && expanded.in_phrase == clause.is_phrase()
                        && expanded.in_run == clause.is_run()
                });
                order.push(existing.unwrap_or(words.len()));
                if existing.is_none() {
                    cancel.check()?;
                    let is_stop_word = !clause.is_required()
                        && !clause.is_open
                        && whole.is_none()
                        && vocabulary.is_stop_word(word);
                    let exact_only = clause.words.len() > 1 || is_stop_word || whole.is_some();
                    let (variants, doc_freq) = match exact_only {
                        true => exact_variants(whole.unwrap_or(word), None, vocabulary),
                        false => variants(
                            word,
                            joined,
                            vocabulary,
                            notes,
                            with_forms,
                            clause.is_open,
                            fuzzy.contains(&word.as_str()),
                        ),
                    };
                    words.push(ExpandedWord {
                        word: word.clone(),
                        // A word without variants tells no note from another.
                        weight: doc_freq.map_or(0.0, |doc_freq| idf(doc_freq, notes)),
                        variants,
                        in_title: clause.in_title,
                        in_phrase: clause.is_phrase(),
                        in_run: clause.is_run(),
                        is_stop_word,
                    });
                }
            }
            let in_row = &order[first..];
            if clause.is_phrase() {
                sequences.push(in_row[..in_row.len().min(MAX_PHRASE_WORDS)].to_vec());
            } else {
                sequences.extend(in_row.windows(2).map(<[usize]>::to_vec));
            }
        }
        add_joined_pairs(&mut words, &order, vocabulary);
        for word in &mut words {
            word.variants.sort_by(|a, b| b.weight.total_cmp(&a.weight));
        }
        if words.iter().all(|expanded| expanded.is_stop_word) {
            words
                .iter_mut()
                .for_each(|expanded| expanded.is_stop_word = false);
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
        let mut pairs: Vec<(usize, usize)> =
            order.windows(2).map(|pair| (pair[0], pair[1])).collect();
        pairs.sort_unstable();
        pairs.dedup();
        sequences.sort_unstable();
        sequences.dedup();
        let scored = words.iter().enumerate();
        let scored = scored.filter(|(_, expanded)| !expanded.is_stop_word);
        Ok(Self {
            scored_bits: scored.fold(0, |bits, (index, _)| bits | 1 << index),
            words,
            forms,
            pairs,
            order,
            sequences,
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

    /// The words that notes are scored for, with their indices.
    pub(super) fn scored_words(&self) -> impl Iterator<Item = (usize, &ExpandedWord)> {
        let words = self.words.iter().enumerate();
        words.filter(|(_, expanded)| !expanded.is_stop_word)
    }

    /// The sum of the weights of the scored words whose bits are set in `words`.
    pub(super) fn weight_of(&self, words: u32) -> f32 {
        let mut rest = words & self.scored_bits;
        let mut sum = 0.0;
        while rest != 0 {
            sum += self.words[rest.trailing_zeros() as usize].weight;
            rest &= rest - 1;
        }
        sum
    }

    /// Whether no note contains a word that notes are scored for.
    pub(super) fn has_unknown_word(&self) -> bool {
        self.scored_words()
            .any(|(_, word)| word.variants.is_empty())
    }

    /// Pairs of adjacent letters in runs.
    pub(super) fn run_pairs(&self) -> impl Iterator<Item = (usize, usize)> {
        self.sequences
            .iter()
            .filter_map(|sequence| match sequence[..] {
                [a, b] if self.words[a].in_run => Some((a, b)),
                _ => None,
            })
    }

    /// The bits of the words that a note must contain.
    pub(super) fn required_bits(&self) -> u32 {
        let required = self
            .scored_words()
            .filter(|(_, word)| word.in_title || word.in_phrase);
        required.fold(0, |bits, (index, _)| bits | 1 << index)
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
}

/// Adds the spelling in one word to pairs of adjacent words: `deep seek` finds `DeepSeek`.
fn add_joined_pairs(words: &mut [ExpandedWord], order: &[usize], vocabulary: &Vocabulary) {
    for pair in order.windows(2) {
        let is_plain = |index: &usize| {
            let word = &words[*index];
            !(word.is_stop_word || word.in_phrase || word.in_run || word.in_title)
        };
        if pair[0] == pair[1] || !pair.iter().all(is_plain) {
            continue;
        }
        let joined = format!("{}{}", words[pair[0]].word, words[pair[1]].word);
        let joined = exact(&joined, vocabulary);
        for index in pair {
            words[*index].variants.extend(joined.clone());
        }
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
    // A compound that notes contain is not a typo.
    let is_known = |clause: &&Clause| {
        let joined = clause.joined.as_deref();
        joined.is_some_and(|joined| vocabulary.number(joined).is_some())
    };
    for clause in query.clauses.iter().filter(|clause| !is_known(clause)) {
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

/// A word as it is, and its compound, with the document frequency of the more frequent one.
fn exact_variants(
    word: &str,
    joined: Option<&str>,
    vocabulary: &Vocabulary,
) -> (Vec<Variant>, Option<u32>) {
    let joined = joined.and_then(|joined| exact(joined, vocabulary));
    let variants: Vec<Variant> = exact(word, vocabulary).into_iter().chain(joined).collect();
    let doc_freq = max_document_frequency(&variants, vocabulary);
    (variants, doc_freq)
}

/// The variants of a word, and the document frequency of the most frequent one. Inflections of a
/// word that notes contain do not make it more frequent.
fn variants(
    word: &str,
    joined: Option<&str>,
    vocabulary: &Vocabulary,
    notes: usize,
    with_forms: bool,
    is_open: bool,
    is_fuzzy: bool,
) -> (Vec<Variant>, Option<u32>) {
    // A word of most notes has no variants.
    if vocabulary.document_frequency(word) as usize * 2 > notes && !is_open {
        return exact_variants(word, joined, vocabulary);
    }
    let (mut variants, mut doc_freq) = exact_variants(word, joined, vocabulary);
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
    if with_forms || doc_freq.is_none() {
        add(&vocabulary.forms(word));
    }
    if is_open {
        let completions = vocabulary.completions(word);
        doc_freq = doc_freq.max(max_document_frequency(&completions, vocabulary));
        add(&completions);
    }
    if is_fuzzy {
        let typos = vocabulary.typos(word);
        doc_freq = doc_freq.max(max_document_frequency(&typos, vocabulary));
        add(&typos);
        if vocabulary.number(word).is_none() {
            add(&vocabulary.continuations(word));
            // A word that no note has is meant to be one of these.
            for variant in &mut variants {
                variant.weight = (variant.weight * UNKNOWN_WORD_FACTOR).min(1.0);
            }
        }
    }
    let doc_freq = doc_freq.or_else(|| max_document_frequency(&variants, vocabulary));
    (variants, doc_freq)
}

/// The document frequency of the most frequent variant.
fn max_document_frequency(variants: &[Variant], vocabulary: &Vocabulary) -> Option<u32> {
    let numbers = variants.iter().map(|variant| variant.number);
    numbers
        .map(|number| vocabulary.document_frequency_of(number))
        .max()
}
