//! Scores documents for the words of a query by BM25F, one word after the other.
//!
//! The cost is bounded: a word has a limited number of variants, and each is looked up once per
//! field. The memory is one entry per document, whatever the query holds.

use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::Postings;
use tantivy::{DocSet, TERMINATED};

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
    /// What an occurrence in a text of `length` words counts.
    pub(super) fn factor(&self, index: &TextIndex, length: usize) -> f32 {
        let average = index.average_length(self.field).max(1.0);
        let penalty = self.length_penalty;
        self.weight / (1.0 - penalty + penalty * length as f32 / average)
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
    /// The weighted frequency of the current word in each document; zero between words.
    frequencies: Vec<f32>,
    /// The documents with the current word.
    matching: Vec<u32>,
}

impl Scores {
    /// No document matches yet.
    pub(super) fn new(index: &TextIndex) -> Self {
        let count = index.document_count();
        Self {
            scores: vec![0.0; count],
            titles: vec![0.0; count],
            words: vec![0; count],
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
            let lengths = LengthFactors::new(index, *field);
            for variant in variants {
                for list in index.postings(field.field, &variant.word)? {
                    let mut postings = list.postings;
                    while postings.doc() != TERMINATED {
                        let number = list.numbers[postings.doc() as usize];
                        let frequency = variant.weight
                            * lengths.of(list.lengths, postings.doc())
                            * postings.term_freq() as f32;
                        self.count(number, frequency);
                        postings.advance();
                    }
                }
            }
            // The title is the first field, so only its occurrences are counted yet.
            if field.field == TextField::Title {
                for number in &self.matching {
                    let frequency = self.frequencies[*number as usize];
                    self.titles[*number as usize] += weight * saturated(frequency);
                }
            }
        }
        for number in self.matching.drain(..) {
            let frequency = std::mem::take(&mut self.frequencies[number as usize]);
            self.scores[number as usize] += weight * saturated(frequency);
            self.words[number as usize] |= bit;
        }
        Ok(())
    }

    fn count(&mut self, number: u32, frequency: f32) {
        let sum = &mut self.frequencies[number as usize];
        if *sum == 0.0 {
            self.matching.push(number);
        }
        *sum += frequency;
    }
}

/// What an occurrence in a text of each length counts.
struct LengthFactors([f32; 256]);

impl LengthFactors {
    fn new(index: &TextIndex, field: WeightedField) -> Self {
        let length = |id| FieldNormReader::id_to_fieldnorm(id) as usize;
        Self(std::array::from_fn(|id| {
            field.factor(index, length(id as u8))
        }))
    }

    fn of(&self, lengths: &FieldNormReader, document: u32) -> f32 {
        self.0[usize::from(lengths.fieldnorm_id(document))]
    }
}

/// The score of a word by its weighted frequency: further occurrences count less.
pub(super) fn saturated(frequency: f32) -> f32 {
    frequency * (K1 + 1.0) / (K1 + frequency)
}
