//! The words of a note, weighted for the comparison with other notes.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::HashMap;

use rayon::prelude::*;

use crate::archive::{Archive, ChannelId, NoteId};
use crate::corpus::Note;
use crate::search::Search;
use crate::search::folding::fold;
use crate::search::index::TextField;
use crate::search::scoring::{self, saturated};
use crate::search::vocabulary::{Variant, idf};
use crate::search::words::Words;
use crate::text::language::stemmer;

/// The number of words by which a note is compared with all others. Each is a bit of a `u32`.
const KEY_WORDS: usize = 25;

/// The minimum number of notes with a key word: others have nothing in common by it.
const MIN_DOC_FREQ: u32 = 2;

/// Only this many bytes of a note are read. 99 of 100 notes have less.
pub(super) const MAX_TEXT_BYTES: usize = 64 * 1024;

/// The number of notes from which the mean norm is computed.
const NORM_SAMPLE: usize = 32;

/// A word of the compared note with its inflections.
pub(super) struct KeyWord {
    pub(super) variants: Vec<Variant>,
    /// Its score in the note times its inverse document frequency.
    pub(super) weight: f32,
    pub(super) in_title: bool,
}

/// What a word of the vocabulary counts in the compared note; zero if it does not contain it.
#[derive(Default, Clone, Copy)]
pub(super) struct WordWeight {
    pub(super) in_text: f32,
    pub(super) in_title: f32,
    /// A bit for the key word that it is a form of.
    pub(super) key_word: u32,
}

/// The words of a note, weighted for a comparison.
pub(super) struct WeightedWords {
    pub(super) channel: Option<ChannelId>,
    /// The heaviest words, heaviest first.
    pub(super) key_words: Vec<KeyWord>,
    /// By the number of the word in the vocabulary.
    pub(super) weights: HashMap<u32, WordWeight>,
    /// The Euclidean norms of all words, the key words and the words of the title.
    pub(super) norm: f32,
    pub(super) key_norm: f32,
    pub(super) title_norm: f32,
}

/// The forms of one word in a note.
#[derive(Default)]
struct WordCount {
    /// The numbers of the forms in the vocabulary, with their spelling and document frequency.
    forms: Vec<(u32, String, u32)>,
    /// How often it occurs in the title and in the text.
    in_title: u32,
    in_text: u32,
}

impl Search {
    /// The mean norm of the words of notes. It stands for that of each note: the norms differ
    /// little, because occurrences in long notes count less.
    pub(in crate::search) fn compute_mean_norm(&self, archive: &Archive) -> f32 {
        let step = self.notes.len().div_ceil(NORM_SAMPLE).max(1);
        let norms: Vec<f32> = (0..self.notes.len())
            .into_par_iter()
            .step_by(step)
            .map(|number| self.weighted_words(archive, self.notes[number]).norm)
            .collect();
        norms.iter().sum::<f32>() / norms.len().max(1) as f32
    }

    pub(super) fn idf_of(&self, number: u32) -> f32 {
        idf(
            self.vocabulary.document_frequency_of(number),
            self.notes.len(),
        )
    }

    /// Counts the words of a note, without stop words; the forms of a word count as one.
    fn count_words(&self, note: &Note) -> Vec<WordCount> {
        let mut forms: HashMap<Cow<'_, str>, (u32, u32)> = HashMap::new();
        for (text, is_title) in [
            (note.title.as_str(), true),
            (beginning(&note.facts.text), false),
        ] {
            for word in Words::new(text) {
                let (in_title, in_text) = forms.entry(fold(&text[word.range])).or_default();
                *if is_title { in_title } else { in_text } += 1;
            }
        }
        let stemmer = note.language().and_then(stemmer);
        let mut counts: HashMap<String, WordCount> = HashMap::new();
        for (form, (in_title, in_text)) in forms {
            if self.vocabulary.is_stop_word(&form) {
                continue;
            }
            // An unlisted note has words that are not in the vocabulary.
            let Some(number) = self.vocabulary.number(&form) else {
                continue;
            };
            let stem = stemmer.as_ref().map_or(form.clone(), |stemmer| {
                stemmer.stem(&form).into_owned().into()
            });
            let count = counts.entry(stem.into_owned()).or_default();
            let doc_freq = self.vocabulary.document_frequency_of(number);
            count.forms.push((number, form.into_owned(), doc_freq));
            count.in_title += in_title;
            count.in_text += in_text;
        }
        counts.into_values().collect()
    }

    /// The words of a note, weighted.
    pub(super) fn weighted_words(&self, archive: &Archive, id: NoteId) -> WeightedWords {
        let note = archive.note(id);
        let counts = self.count_words(note);
        let length = |text: &str| Words::new(text).count();
        let title_factor = scoring::factor(&self.index, TextField::Title, length(&note.title));
        let text_factor = scoring::factor(
            &self.index,
            TextField::Body,
            length(beginning(&note.facts.text)),
        );
        let mut words = WeightedWords {
            channel: archive.channel_of(id),
            key_words: Vec::new(),
            weights: HashMap::new(),
            norm: 0.0,
            key_norm: 0.0,
            title_norm: 0.0,
        };
        let mut heaviest: Vec<(f32, f32, WordCount)> = Vec::with_capacity(counts.len());
        for mut count in counts {
            // The most frequent form stands for all.
            count
                .forms
                .sort_unstable_by_key(|(number, _, doc_freq)| (Reverse(*doc_freq), *number));
            let idf = self.idf_of(count.forms[0].0);
            let score = saturated(
                title_factor * count.in_title as f32 + text_factor * count.in_text as f32,
            );
            heaviest.push((score * idf, score, count));
        }
        heaviest.sort_unstable_by(|a, b| {
            b.0.total_cmp(&a.0)
                .then(a.2.forms[0].0.cmp(&b.2.forms[0].0))
        });
        for (weight, score, count) in heaviest {
            let (number, form, doc_freq) = &count.forms[0];
            let idf = self.idf_of(*number);
            words.norm += weight * score;
            let in_title = if count.in_title > 0 { idf } else { 0.0 };
            words.title_norm += in_title;
            let mut numbers: Vec<u32> = count.forms.iter().map(|(number, ..)| *number).collect();
            let is_key_word =
                words.key_words.len() < KEY_WORDS && *doc_freq >= MIN_DOC_FREQ && is_word(form);
            let mut bit = 0;
            if is_key_word || count.in_title > 0 {
                let variants = self.vocabulary.forms(form);
                numbers.extend(variants.iter().map(|variant| variant.number));
                if is_key_word {
                    bit = 1 << words.key_words.len();
                    words.key_norm += weight * score;
                    words.key_words.push(KeyWord {
                        variants: variants.to_vec(),
                        weight,
                        in_title: count.in_title > 0,
                    });
                }
            }
            for number in numbers {
                words.weights.entry(number).or_insert(WordWeight {
                    in_text: weight,
                    in_title,
                    key_word: bit,
                });
            }
        }
        words.norm = words.norm.sqrt();
        words.key_norm = words.key_norm.sqrt();
        words.title_norm = words.title_norm.sqrt().max(f32::MIN_POSITIVE);
        words
    }
}

impl WeightedWords {
    /// The bits of the key words in the title of the compared note.
    pub(super) fn key_words_in_title(&self) -> u32 {
        let words = self.key_words.iter().enumerate();
        words.fold(0, |bits, (index, word)| {
            bits | u32::from(word.in_title) << index
        })
    }

    /// The sum of the weights of the key words whose bits are set.
    pub(super) fn weight_of(&self, bits: u32) -> f32 {
        let words = self.key_words.iter().enumerate();
        words
            .filter(|(index, _)| bits & (1 << index) != 0)
            .map(|(_, word)| word.weight)
            .sum()
    }
}

/// The part of a text that is read.
fn beginning(text: &str) -> &str {
    &text[..text.floor_char_boundary(MAX_TEXT_BYTES)]
}

/// Whether a word can tell what a note is about: not a single letter, unless that is a word, and
/// not a number.
fn is_word(word: &str) -> bool {
    let is_letter = || Words::new(word).next().is_some_and(|word| word.is_letter);
    (word.chars().nth(1).is_some() || is_letter()) && !word.chars().all(char::is_numeric)
}
