//! The notes that have a word in any of its forms: a list of the index for each form and each part
//! of a note that is asked, gone through side by side.
//!
//! Tantivy's own union of terms reads 4,096 documents ahead, into buffers that are made anew for
//! each query, and looks each term up twice in each segment; that is made for more documents than
//! have a word here.

use std::fmt;
use std::sync::Arc;

use tantivy::columnar::Column;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::index::{InvertedIndexReader, SegmentId};
use tantivy::postings::{Postings, SegmentPostings, TermInfo};
use tantivy::query::{EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, Searcher, SegmentReader, TERMINATED, TantivyError, Term};

use crate::search::vocabulary::Variant;

/// How soon a word that is said again counts no more, and how much the length of a text matters: as
/// in tantivy.
const K1: f32 = 1.2;
const B: f32 = 0.75;

/// The part of a note that has a word, or the name of a topic.
pub(super) struct FieldPart {
    field: Field,
    index: Arc<InvertedIndexReader>,
    /// For each document, how long its text is, roughly.
    lengths: FieldNormReader,
}

/// What one thread has indexed.
pub(super) struct Segment {
    id: SegmentId,
    /// The number of the note, or of the topic, that each document is.
    numbers: Column<u64>,
    parts: Vec<FieldPart>,
}

impl Segment {
    pub(super) fn open(reader: &SegmentReader, fields: &[Field]) -> tantivy::Result<Self> {
        let part = |field: &Field| {
            let (index, lengths) = (
                reader.inverted_index(*field)?,
                reader.get_fieldnorms_reader(*field)?,
            );
            Ok(FieldPart {
                field: *field,
                index,
                lengths,
            })
        };
        let parts = fields.iter().map(part).collect::<tantivy::Result<_>>()?;
        Ok(Self {
            id: reader.segment_id(),
            numbers: reader.fast_fields().u64("number")?,
            parts,
        })
    }

    /// The number of the note, or of the topic, that a document is.
    pub(super) fn number(&self, document: DocId) -> u32 {
        self.numbers.first(document).unwrap_or_default() as u32
    }

    /// The words of a part of a note.
    pub(super) fn index(&self, field: Field) -> Option<&InvertedIndexReader> {
        self.parts
            .iter()
            .find(|part| part.field == field)
            .map(|part| &*part.index)
    }
}

/// All that was indexed.
pub(super) struct Segments {
    pub(super) all: Vec<Segment>,
    documents: f32,
    /// For each part, what its length takes off the score of a word.
    lengths: Vec<[f32; 256]>,
}

impl fmt::Debug for Segments {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Segments").finish_non_exhaustive()
    }
}

impl Segments {
    pub(super) fn open(searcher: &Searcher, fields: &[Field]) -> tantivy::Result<Self> {
        let readers = searcher.segment_readers();
        let all = readers
            .iter()
            .map(|reader| Segment::open(reader, fields))
            .collect::<tantivy::Result<Vec<_>>>()?;
        let documents = searcher.num_docs() as f32;
        let lengths = (0..fields.len()).map(|part| {
            let words: u64 = all
                .iter()
                .map(|segment| segment.parts[part].index.total_num_tokens())
                .sum();
            let usual = words as f32 / documents;
            std::array::from_fn(|id| {
                K1 * (1.0 - B + B * FieldNormReader::id_to_fieldnorm(id as u8) as f32 / usual)
            })
        });
        let lengths = lengths.collect();
        Ok(Self {
            all,
            documents,
            lengths,
        })
    }

    /// The rarer a word is in a part, the more it tells.
    fn rarity(&self, notes: u32) -> f32 {
        let notes = notes as f32;
        (1.0 + (self.documents - notes + 0.5) / (notes + 0.5)).ln() * (1.0 + K1)
    }
}

/// Asks for the notes that have a word.
#[derive(Debug, Clone)]
pub(super) struct TermUnionQuery {
    segments: Arc<Segments>,
    /// For each segment, the lists.
    lists: Arc<[Vec<WeightedPostings>]>,
}

#[derive(Debug)]
struct WeightedPostings {
    part: usize,
    info: TermInfo,
    weight: f32,
}

impl TermUnionQuery {
    /// The forms of a word, in fields that count so much.
    pub(super) fn new(
        segments: &Arc<Segments>,
        variants: &[Variant],
        fields: &[(Field, f32)],
    ) -> tantivy::Result<Self> {
        let mut lists: Vec<Vec<WeightedPostings>> =
            segments.all.iter().map(|_| Vec::new()).collect();
        for (field, weight) in fields {
            for variant in variants {
                let term = Term::from_field_text(*field, &variant.word);
                let mut notes = 0;
                let starts: Vec<usize> = lists.iter().map(Vec::len).collect();
                for (segment, lists) in segments.all.iter().zip(&mut lists) {
                    let parts = segment
                        .parts
                        .iter()
                        .enumerate()
                        .filter(|(_, part)| part.field == *field);
                    for (part, of) in parts {
                        if let Some(info) = of.index.get_term_info(&term)? {
                            notes += info.doc_freq;
                            lists.push(WeightedPostings {
                                part,
                                info,
                                weight: weight * variant.weight,
                            });
                        }
                    }
                }
                let rarity = segments.rarity(notes);
                for (lists, start) in lists.iter_mut().zip(starts) {
                    lists[start..]
                        .iter_mut()
                        .for_each(|list| list.weight *= rarity);
                }
            }
        }
        Ok(Self {
            segments: segments.clone(),
            lists: lists.into(),
        })
    }
}

impl Query for TermUnionQuery {
    fn weight(&self, _: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(self.clone()))
    }
}

impl Weight for TermUnionQuery {
    fn scorer(&self, reader: &SegmentReader, boost: f32) -> tantivy::Result<Box<dyn Scorer>> {
        let found = self.segments.all.iter().zip(self.lists.iter()).enumerate();
        let id = reader.segment_id();
        let Some((at, (segment, lists))) =
            found.into_iter().find(|(_, (segment, _))| segment.id == id)
        else {
            return Err(TantivyError::InvalidArgument(
                "the segment is of another index".to_owned(),
            ));
        };
        let open = |list: &WeightedPostings| {
            let index = &segment.parts[list.part].index;
            let postings =
                index.read_postings_from_terminfo(&list.info, IndexRecordOption::WithFreqs)?;
            Ok(OpenPostings {
                postings,
                part: list.part,
                weight: list.weight * boost,
            })
        };
        let lists: Vec<OpenPostings> = lists.iter().map(open).collect::<tantivy::Result<_>>()?;
        let document = first(&lists);
        Ok(Box::new(TermUnionScorer {
            segments: self.segments.clone(),
            segment: at,
            lists,
            document,
        }))
    }

    fn explain(&self, _: &SegmentReader, _: DocId) -> tantivy::Result<Explanation> {
        Err(TantivyError::InvalidArgument(
            "scores are not explained".to_owned(),
        ))
    }
}

/// A list that is gone through.
struct OpenPostings {
    postings: SegmentPostings,
    part: usize,
    weight: f32,
}

struct TermUnionScorer {
    segments: Arc<Segments>,
    segment: usize,
    lists: Vec<OpenPostings>,
    document: DocId,
}

fn first(lists: &[OpenPostings]) -> DocId {
    lists
        .iter()
        .map(|list| list.postings.doc())
        .min()
        .unwrap_or(TERMINATED)
}

impl DocSet for TermUnionScorer {
    fn advance(&mut self) -> DocId {
        for list in &mut self.lists {
            if list.postings.doc() == self.document {
                list.postings.advance();
            }
        }
        self.document = first(&self.lists);
        self.document
    }

    fn seek(&mut self, target: DocId) -> DocId {
        for list in &mut self.lists {
            if list.postings.doc() < target {
                list.postings.seek(target);
            }
        }
        self.document = first(&self.lists);
        self.document
    }

    fn doc(&self) -> DocId {
        self.document
    }

    fn size_hint(&self) -> u32 {
        self.lists
            .iter()
            .map(|list| list.postings.size_hint())
            .fold(0, u32::saturating_add)
    }
}

impl Scorer for TermUnionScorer {
    fn score(&mut self) -> f32 {
        let parts = &self.segments.all[self.segment].parts;
        let here = self
            .lists
            .iter_mut()
            .filter(|list| list.postings.doc() == self.document);
        let score = here.map(|list| {
            let said = list.postings.term_freq() as f32;
            let length = parts[list.part].lengths.fieldnorm_id(self.document);
            list.weight * said / (said + self.segments.lengths[list.part][usize::from(length)])
        });
        score.sum()
    }
}
