//! What the words of a query may mean in this archive, and how much each of them tells.

use std::collections::HashSet;

use crate::search::levenshtein::MAX_FUZZY_LETTERS;
use crate::search::query::{MAX_WORDS, Query};
use crate::search::vocabulary::{Variant, Vocabulary};
use crate::search::{CancellationToken, SearchError};

/// What no more notes have may be a slip for another word.
const TYPO_MAX_DOC_FREQ: u32 = 4;

/// The most words of a query that are matched fuzzily: for each, the vocabulary is searched twice
/// at most.
const MAX_FUZZY_WORDS: usize = 8;

/// How much of what a word may mean is taken.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Fuzziness {
    /// The word, its inflections and, where it is being typed, what it may become.
    No,
    /// Words that differ by a letter in five, too.
    Typos,
}

/// A word of a query, with all that it may mean.
#[derive(Debug)]
pub(super) struct ExpandedWord {
    /// As typed, folded.
    pub(super) word: String,
    pub(super) variants: Vec<Variant>,
    pub(super) in_title: bool,
    /// Whether it is one of a phrase.
    pub(super) in_phrase: bool,
    /// How much it tells: the rarer, the more.
    weight: f32,
}

/// A form of a word.
#[derive(Debug, Clone, Copy)]
struct WordForm {
    /// Its number in the vocabulary.
    number: u32,
    /// The number of the word that it means, and of the variant of it that it is.
    word: usize,
    variant: usize,
    weight: f32,
}

/// The words of a query that are looked for, in order.
pub(super) struct ExpandedQuery {
    pub(super) words: Vec<ExpandedWord>,
    /// Each form of each word, by its number in the vocabulary.
    forms: Vec<WordForm>,
    /// Words that follow one another in the query.
    pairs: HashSet<(usize, usize)>,
    /// The number of each word of the query, in order; a word that is typed twice has one number.
    order: Vec<usize>,
    /// What all words tell together.
    all: f32,
}

impl ExpandedQuery {
    /// What a query means; `notes` is how many there are.
    ///
    /// # Errors
    /// Where the search is cancelled.
    pub(super) fn of(
        query: &Query,
        vocabulary: &Vocabulary,
        notes: usize,
        forgiving: Fuzziness,
        cancel: &CancellationToken,
    ) -> Result<Self, SearchError> {
        let mut words: Vec<ExpandedWord> = Vec::new();
        let mut order = Vec::new();
        let fuzzy = if forgiving == Fuzziness::Typos {
            fuzzy_words(query, vocabulary)
        } else {
            Vec::new()
        };
        for clause in query.clauses.iter().filter(|clause| !clause.is_excluded) {
            for word in &clause.words {
                let known = words.iter().position(|meant| {
                    meant.word == *word
                        && meant.in_title == clause.in_title
                        && meant.in_phrase == clause.is_phrase()
                });
                order.push(known.unwrap_or(words.len()));
                if known.is_none() {
                    cancel.check()?;
                    let variants = match clause.is_phrase() {
                        true => exactly(word, vocabulary).into_iter().collect(),
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
        let form = |word, (variant, of): (usize, &Variant)| WordForm {
            number: of.number,
            word,
            variant,
            weight: of.weight,
        };
        let all = words.iter().enumerate();
        let mut forms: Vec<WordForm> = all
            .flat_map(|(word, meant)| {
                meant
                    .variants
                    .iter()
                    .enumerate()
                    .map(move |of| form(word, of))
            })
            .collect();
        // A form of two words is one of that which it is likelier to mean, and rather of one that
        // counts in the text too.
        forms.sort_by(|a, b| {
            let is_in_title = |form: &WordForm| words[form.word].in_title;
            let likelier = b.weight.total_cmp(&a.weight);
            a.number
                .cmp(&b.number)
                .then(likelier)
                .then(is_in_title(a).cmp(&is_in_title(b)))
        });
        forms.dedup_by_key(|form| form.number);
        let pairs = order.windows(2).map(|pair| (pair[0], pair[1])).collect();
        let all = words
            .iter()
            .map(|meant| meant.weight)
            .sum::<f32>()
            .max(f32::MIN_POSITIVE);
        Ok(Self {
            words,
            forms,
            pairs,
            order,
            all,
        })
    }

    /// Every form that is looked for, with the number of its word and how much it counts.
    pub(super) fn forms(&self) -> impl Iterator<Item = (&str, usize, f32)> {
        self.forms.iter().map(|form| {
            (
                self.words[form.word].variants[form.variant].word.as_str(),
                form.word,
                form.weight,
            )
        })
    }

    /// The words as they were typed, in order.
    pub(super) fn phrase(&self) -> Vec<&str> {
        self.order
            .iter()
            .map(|number| self.words[*number].word.as_str())
            .collect()
    }

    /// Whether another query asks for the very same.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.words
            .iter()
            .map(|meant| &meant.variants)
            .eq(other.words.iter().map(|meant| &meant.variants))
    }

    /// How well a title answers, from the numbers of its words: 1 where it is what was asked, in
    /// order.
    pub(super) fn title(&self, title: &[u32]) -> f32 {
        let seen = title.iter().enumerate().filter_map(|(place, number)| {
            let form = &self.forms[self
                .forms
                .binary_search_by_key(number, |form| form.number)
                .ok()?];
            Some(WordOccurrence {
                place: place as u32,
                word: form.word,
                weight: form.weight,
            })
        });
        let seen: Vec<WordOccurrence> = seen.collect();
        if seen.is_empty() {
            return 0.0;
        }
        let asked: f32 = seen.iter().map(|seen| seen.weight).sum();
        let PassageScore {
            covered, in_order, ..
        } = self.said(&seen);
        covered * (asked / title.len() as f32) * (0.8 + 0.2 * in_order)
    }

    /// Of what was said, the best: the first as it is, then those that add words to the ones before
    /// them.
    pub(super) fn best<T: Copy>(
        &self,
        mut said: Vec<(T, PassageScore)>,
        most: usize,
    ) -> Vec<(T, PassageScore)> {
        let mut chosen: Vec<(T, PassageScore)> = Vec::new();
        let mut told = 0_u64;
        while chosen.len() < most && !said.is_empty() {
            let again = |said: &PassageScore| -> f32 {
                let words = self
                    .words
                    .iter()
                    .enumerate()
                    .filter(|(word, _)| said.words & told & (1 << word) != 0);
                words.map(|(_, meant)| meant.weight).sum::<f32>() / self.all
            };
            let score = |said: &PassageScore| said.score() - 0.7 * again(said);
            // Of equals the first stands.
            let best = (1..said.len()).fold(0, |best, at| {
                if score(&said[at].1) > score(&said[best].1) {
                    at
                } else {
                    best
                }
            });
            let one = said.remove(best);
            told |= one.1.words;
            chosen.push(one);
        }
        chosen
    }

    /// How well a stretch of text answers, from the words seen in it, in the order of their places.
    pub(super) fn said(&self, seen: &[WordOccurrence]) -> PassageScore {
        let mut best = [0.0_f32; MAX_WORDS];
        let mut found: Vec<(usize, usize)> = Vec::new();
        for (at, one) in seen.iter().enumerate() {
            best[one.word] = best[one.word].max(one.weight);
            let next = seen[at + 1..]
                .iter()
                .take_while(|next| next.place <= one.place + 1);
            for pair in next.map(|next| (one.word, next.word)) {
                if self.pairs.contains(&pair) && !found.contains(&pair) {
                    found.push(pair);
                }
            }
        }
        let covered = best
            .iter()
            .zip(&self.words)
            .map(|(best, meant)| best * meant.weight)
            .sum::<f32>()
            / self.all;
        let in_order = if self.pairs.is_empty() {
            0.0
        } else {
            found.len() as f32 / self.pairs.len() as f32
        };
        let words = best
            .iter()
            .enumerate()
            .filter(|(_, best)| **best > 0.0)
            .fold(0, |bits, (word, _)| bits | 1 << word);
        PassageScore {
            covered,
            in_order,
            row: found.len(),
            words,
        }
    }
}

/// A word that is meant, seen in a text.
#[derive(Debug, Clone, Copy)]
pub(super) struct WordOccurrence {
    /// The number of the word in the text.
    pub(super) place: u32,
    /// The number of the word that it means.
    pub(super) word: usize,
    pub(super) weight: f32,
}

/// How well a stretch of text answers.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct PassageScore {
    /// The share of what is asked that it has, from 0 to 1.
    pub(super) covered: f32,
    /// The share of the words that follow one another as they were typed.
    pub(super) in_order: f32,
    /// How many words follow another one as they were typed.
    row: usize,
    /// A bit for each of the words that it has.
    words: u64,
}

impl PassageScore {
    /// Six words in a row are hardly there by chance; two may be.
    pub(super) fn score(self) -> f32 {
        self.covered + self.in_order * (1.0 + 0.4 * self.row.min(5) as f32)
    }
}

fn exactly(word: &str, vocabulary: &Vocabulary) -> Option<Variant> {
    Some(Variant {
        word: word.to_owned(),
        number: vocabulary.number(word)?,
        weight: 1.0,
    })
}

/// The words of a query that are matched fuzzily: first those that no note has, then those that
/// hardly any note has. Words of phrases and words that are left out are meant as they are, but if
/// no note has them, a hint tells the nearest.
pub(super) fn fuzzy_words<'q>(query: &'q Query, vocabulary: &Vocabulary) -> Vec<&'q str> {
    let mut fuzzy: Vec<(bool, &str)> = Vec::new();
    for clause in &query.clauses {
        for word in &clause.words {
            let (word, notes) = (word.as_str(), vocabulary.notes(word));
            let may_be_a_slip = notes == 0
                || (notes <= TYPO_MAX_DOC_FREQ && !clause.is_phrase() && !clause.is_excluded);
            let is_short = word.chars().count() <= MAX_FUZZY_LETTERS;
            if may_be_a_slip && is_short && !fuzzy.contains(&(notes > 0, word)) {
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
    // What nearly every note has is meant as it is.
    if vocabulary.notes(word) as usize * 2 > notes && !is_open {
        return exactly(word, vocabulary).into_iter().collect();
    }
    let mut variants = vocabulary.forms(word).to_vec();
    let mut add = |more: &[Variant]| {
        for variant in more {
            if variants.iter().all(|known| known.number != variant.number) {
                variants.push(variant.clone());
            }
        }
    };
    if is_open {
        add(&vocabulary.beginnings(word));
    }
    if is_fuzzy {
        add(&vocabulary.typos(word));
    }
    variants
}

/// The rarer what is meant, the more it tells.
fn weight(variants: &[Variant], vocabulary: &Vocabulary, notes: usize) -> f32 {
    let seen = variants
        .iter()
        .map(|variant| vocabulary.notes_of(variant.number))
        .max()
        .unwrap_or(0);
    (1.0 + notes as f32 / (seen as f32 + 1.0)).ln()
}
