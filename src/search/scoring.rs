//! Scores documents for the words of a query by BM25F, one word after the other.
//!
//! The cost is bounded: a word has a limited number of variants, and each is looked up once per
//! field. The memory is one entry per document, whatever the query holds.

use tantivy::fieldnorm::FieldNormReader;

use crate::search::index::{TextField, TextIndex, WordDocument};
use crate::search::vocabulary::Variant;

/// How fast further occurrences of a word count less.
const K1: f32 = 1.5;

/// How much longer texts are penalised, from 0 to 1.
const LENGTH_PENALTY: f32 = 0.75;

/// Variants that weigh less, which are inflections and corrections of rare words, are not looked up
/// in other names: those hardly count.
const MIN_NAME_WEIGHT: f32 = 0.7;

/// All fields of notes. The title comes first.
pub(super) const NOTES: &[TextField] = &[TextField::Title, TextField::Names, TextField::Body];

/// What notes say themselves.
pub(super) const OWN_WORDS: &[TextField] = &[TextField::Title, TextField::Body];

/// The titles of notes.
pub(super) const TITLES: &[TextField] = &[TextField::Title];

/// The names of unresolved topics.
pub(super) const TOPICS: &[TextField] = &[TextField::Topic];

/// What an occurrence in a field counts, relative to one in a text.
fn weight(field: TextField) -> f32 {
    match field {
        TextField::Title => 2.0,
        TextField::Names => 0.3,
        TextField::Body | TextField::Topic => 1.0,
    }
}

/// What an occurrence in a field of `length` words counts.
fn factor(index: &TextIndex, field: TextField, length: usize) -> f32 {
    let relative_length = length as f32 / index.average_length(field);
    weight(field) / (1.0 - LENGTH_PENALTY + LENGTH_PENALTY * relative_length)
}

/// What an occurrence in a field counts, by the approximate length of the field.
pub(super) struct FieldFactors {
    field: TextField,
    factors: [f32; 256],
}

impl FieldFactors {
    pub(super) fn new(index: &TextIndex, field: TextField) -> Self {
        let length = |id| FieldNormReader::id_to_fieldnorm(id) as usize;
        Self {
            field,
            factors: std::array::from_fn(|id| factor(index, field, length(id as u8))),
        }
    }

    /// How often a document contains a word, weighted.
    pub(super) fn frequency(&self, document: &WordDocument) -> f32 {
        self.factors[usize::from(document.length_id)] * document.occurrences as f32
    }
}

/// The score of each document for the words so far.
pub(super) struct Scores<'i> {
    index: &'i TextIndex,
    /// The fields that are searched.
    fields: Vec<FieldFactors>,
    /// By the number of the document.
    pub(super) scores: Vec<f32>,
    /// The scores of the titles alone.
    pub(super) titles: Vec<f32>,
    /// The words that each document contains: a bit for each.
    pub(super) words: Vec<u32>,
    /// The sum of the weights of these words.
    pub(super) weights: Vec<f32>,
    counts: Counts,
    title_counts: Counts,
}

impl<'i> Scores<'i> {
    /// No document with these fields matches yet.
    pub(super) fn new(index: &'i TextIndex, fields: &[TextField]) -> Self {
        let counts = fields.iter().map(|field| index.document_count(*field));
        let count = counts.max().unwrap_or(0);
        let fields = fields.iter().map(|field| FieldFactors::new(index, *field));
        Self {
            index,
            fields: fields.collect(),
            scores: vec![0.0; count],
            titles: vec![0.0; count],
            words: vec![0; count],
            weights: vec![0.0; count],
            counts: Counts::new(count),
            title_counts: Counts::new(count),
        }
    }

    /// Adds the score of a word with this weight: that of its variants together, as if they were
    /// one word. `bit` marks the documents with it.
    pub(super) fn add(
        &mut self,
        variants: &[Variant],
        in_title: bool,
        weight: f32,
        bit: u32,
    ) -> tantivy::Result<()> {
        for variant in variants {
            for factors in &self.fields {
                let field = &factors.field;
                let is_searched = match field {
                    TextField::Title | TextField::Topic => true,
                    TextField::Names => !in_title && variant.weight >= MIN_NAME_WEIGHT,
                    TextField::Body => !in_title,
                };
                if !is_searched {
                    continue;
                }
                self.index
                    .each_document(*field, &variant.word, |document| {
                        let frequency = factors.frequency(&document);
                        self.counts.add(document.number, frequency);
                        if *field == TextField::Title {
                            self.title_counts.add(document.number, frequency);
                        }
                    })?;
            }
            let weight = weight * variant.weight;
            self.counts.add_scores(weight, &mut self.scores);
            self.title_counts.add_scores(weight, &mut self.titles);
        }
        self.end_word(|words, weights| {
            *words |= bit;
            *weights += weight;
        });
        Ok(())
    }

    /// Adds the score of two letters in a row, given the documents with them by field. Each letter
    /// is given with its weight.
    pub(super) fn add_pair(
        &mut self,
        documents: &[(TextField, Vec<u32>)],
        weight: f32,
        letters: &[(usize, f32)],
    ) {
        for (field, numbers) in documents {
            for number in numbers {
                self.counts.add(*number, self::weight(*field));
                if *field == TextField::Title {
                    self.title_counts.add(*number, self::weight(*field));
                }
            }
        }
        self.counts.add_scores(weight, &mut self.scores);
        self.title_counts.add_scores(weight, &mut self.titles);
        self.end_word(|words, weights| {
            for (letter, weight) in letters {
                if *words & 1 << letter == 0 {
                    *words |= 1 << letter;
                    *weights += weight;
                }
            }
        });
    }

    /// Marks the words that each document contains, and begins with the next word.
    fn end_word(&mut self, mark: impl Fn(&mut u32, &mut f32)) {
        for number in self.counts.clear() {
            mark(
                &mut self.words[number as usize],
                &mut self.weights[number as usize],
            );
        }
        self.title_counts.clear();
    }
}

/// How often each document contains the current word.
struct Counts {
    /// The weighted frequency, by the number of the document.
    frequencies: Vec<f32>,
    /// The part of it that is scored.
    scored: Vec<f32>,
    /// The documents with the word.
    documents: Vec<u32>,
}

impl Counts {
    fn new(count: usize) -> Self {
        Self {
            frequencies: vec![0.0; count],
            scored: vec![0.0; count],
            documents: Vec::new(),
        }
    }

    fn add(&mut self, number: u32, frequency: f32) {
        let sum = &mut self.frequencies[number as usize];
        if *sum == 0.0 {
            self.documents.push(number);
        }
        *sum += frequency;
    }

    /// Adds the score of what was counted since the last call.
    fn add_scores(&mut self, weight: f32, scores: &mut [f32]) {
        for number in &self.documents {
            let number = *number as usize;
            let (frequency, scored) = (self.frequencies[number], &mut self.scored[number]);
            if frequency > *scored {
                scores[number] += weight * (saturated(frequency) - saturated(*scored));
                *scored = frequency;
            }
        }
    }

    /// Forgets the word. Returns the documents with it.
    fn clear(&mut self) -> Vec<u32> {
        for number in &self.documents {
            self.frequencies[*number as usize] = 0.0;
            self.scored[*number as usize] = 0.0;
        }
        std::mem::take(&mut self.documents)
    }
}

/// The score of a word by its weighted frequency: further occurrences count less.
pub(super) fn saturated(frequency: f32) -> f32 {
    frequency * (K1 + 1.0) / (K1 + frequency)
}
