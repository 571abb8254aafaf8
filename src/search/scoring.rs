//! Scores documents for the words of a query by BM25F, one word after the other.
//!
//! The cost is bounded: a word has a limited number of variants, and each is looked up once per
//! field. The memory is one entry per document, whatever the query holds.

use crate::search::index::{TextField, TextIndex};
use crate::search::vocabulary::Variant;

/// How fast further occurrences of a word count less.
const K1: f32 = 1.5;

/// A field that is searched, and how.
#[derive(Debug, Clone, Copy)]
pub(super) struct WeightedField {
    field: TextField,
    /// What an occurrence in it counts, relative to one in the text.
    weight: f32,
    /// How much longer texts are penalised, from 0 to 1.
    length_penalty: f32,
}

/// The title of a note.
pub(super) const TITLE: WeightedField = WeightedField {
    field: TextField::Title,
    weight: 2.0,
    length_penalty: 0.75,
};

/// The text of a note.
pub(super) const BODY: WeightedField = WeightedField {
    field: TextField::Body,
    weight: 1.0,
    length_penalty: 0.75,
};

/// All fields of notes.
pub(super) const NOTES: &[WeightedField] = &[
    TITLE,
    WeightedField {
        field: TextField::Names,
        weight: 0.3,
        length_penalty: 0.75,
    },
    BODY,
];

/// What notes say themselves.
pub(super) const OWN_WORDS: &[WeightedField] = &[TITLE, BODY];

/// The titles of notes.
pub(super) const TITLES: &[WeightedField] = &[TITLE];

/// The names of unresolved topics.
pub(super) const TOPICS: &[WeightedField] = &[WeightedField {
    field: TextField::Topic,
    weight: 1.0,
    length_penalty: 0.75,
}];

impl WeightedField {
    /// Whether it is the title of a note or the name of a topic.
    pub(super) fn is_title(&self) -> bool {
        matches!(self.field, TextField::Title | TextField::Topic)
    }

    /// Whether words in a row can be found in it.
    pub(super) fn has_positions(&self) -> bool {
        matches!(self.field, TextField::Title | TextField::Body)
    }

    pub(super) fn text_field(&self) -> TextField {
        self.field
    }

    /// What an occurrence in a text of this length counts, relative to the average length.
    fn factor(&self, relative_length: f32) -> f32 {
        let penalty = self.length_penalty;
        self.weight / (1.0 - penalty + penalty * relative_length)
    }

    /// What an occurrence in a text of `length` words counts.
    pub(super) fn factor_of(&self, index: &TextIndex, length: usize) -> f32 {
        self.factor(length as f32 / index.average_length(self.field))
    }
}

/// The score of each document for the words so far.
pub(super) struct Scores {
    /// By the number of the document.
    pub(super) scores: Vec<f32>,
    /// The scores of the titles alone.
    pub(super) titles: Vec<f32>,
    /// The words that each document contains: a bit for each.
    pub(super) words: Vec<u32>,
    /// The sum of the weights of these words.
    pub(super) weights: Vec<f32>,
    /// The weighted frequency of the current word in each document; zero between words.
    frequencies: Vec<f32>,
    /// The documents with the current word.
    matching: Vec<u32>,
}

impl Scores {
    /// No document with these fields matches yet.
    pub(super) fn new(index: &TextIndex, fields: &[WeightedField]) -> Self {
        let counts = fields.iter().map(|field| index.document_count(field.field));
        let count = counts.max().unwrap_or(0);
        Self {
            scores: vec![0.0; count],
            titles: vec![0.0; count],
            words: vec![0; count],
            weights: vec![0.0; count],
            frequencies: vec![0.0; count],
            matching: Vec::new(),
        }
    }

    /// Adds the score of a word with this weight: that of its variants together, as if they were
    /// one word. `bit` marks the documents with it.
    pub(super) fn add(
        &mut self,
        index: &TextIndex,
        fields: &[WeightedField],
        variants: &[Variant],
        weight: f32,
        bit: u32,
    ) -> tantivy::Result<()> {
        for field in fields {
            for variant in variants {
                index.each_document(field.field, &variant.word, |document| {
                    let factor = variant.weight * field.factor(document.relative_length);
                    self.count(document.number, factor * document.occurrences as f32);
                })?;
            }
            if field.field == TextField::Title {
                self.add_titles(weight);
            }
        }
        self.add_counted(weight, |words, weights| {
            *words |= bit;
            *weights += weight;
        });
        Ok(())
    }

    /// Adds the score of two letters in a row, given the documents with them by field. Each letter
    /// is given with its weight.
    pub(super) fn add_pair(
        &mut self,
        documents: &[(WeightedField, Vec<u32>)],
        weight: f32,
        letters: &[(usize, f32)],
    ) {
        for (field, numbers) in documents {
            numbers
                .iter()
                .for_each(|number| self.count(*number, field.weight));
            if field.field == TextField::Title {
                self.add_titles(weight);
            }
        }
        self.add_counted(weight, |words, weights| {
            for (letter, weight) in letters {
                if *words & 1 << letter == 0 {
                    *words |= 1 << letter;
                    *weights += weight;
                }
            }
        });
    }

    /// Adds the score of what was counted so far to that of the titles: the title is the first
    /// field.
    fn add_titles(&mut self, weight: f32) {
        for number in &self.matching {
            let frequency = self.frequencies[*number as usize];
            self.titles[*number as usize] += weight * saturated(frequency);
        }
    }

    /// Adds the score of what was counted, and marks the words that each document contains.
    fn add_counted(&mut self, weight: f32, mark: impl Fn(&mut u32, &mut f32)) {
        for number in self.matching.drain(..) {
            let frequency = std::mem::take(&mut self.frequencies[number as usize]);
            self.scores[number as usize] += weight * saturated(frequency);
            mark(
                &mut self.words[number as usize],
                &mut self.weights[number as usize],
            );
        }
    }

    fn count(&mut self, number: u32, frequency: f32) {
        let sum = &mut self.frequencies[number as usize];
        if *sum == 0.0 {
            self.matching.push(number);
        }
        *sum += frequency;
    }
}

/// The score of a word by its weighted frequency: further occurrences count less.
pub(super) fn saturated(frequency: f32) -> f32 {
    frequency * (K1 + 1.0) / (K1 + frequency)
}
