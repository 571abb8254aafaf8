//! A tantivy query for notes that contain any variant of a word: walks the posting lists of all
//! variants and fields side by side.
//!
//! Tantivy's own union reads 4,096 documents ahead into buffers that it allocates per query, and
//! looks each term up twice per segment; that suits longer posting lists than those of a word here.

use std::fmt;
use std::sync::Arc;

use tantivy::columnar::Column;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::index::{InvertedIndexReader, SegmentId};
use tantivy::postings::{Postings, SegmentPostings, TermInfo};
use tantivy::query::{Bm25Weight, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, Searcher, SegmentReader, TERMINATED, TantivyError, Term};

use crate::search::vocabulary::Variant;

/// An indexed field of a segment: the title or body of notes, or the names of topics.
pub(super) struct FieldPart {
    field: Field,
    index: Arc<InvertedIndexReader>,
    /// The approximate length of each document's field.
    lengths: FieldNormReader,
}

/// A segment of the index.
pub(super) struct Segment {
    id: SegmentId,
    /// The number of the note or topic of each document.
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

    /// The number of the note or topic of a document.
    pub(super) fn number(&self, document: DocId) -> u32 {
        self.numbers.first(document).unwrap_or_default() as u32
    }

    /// The inverted index of a field.
    pub(super) fn index(&self, field: Field) -> Option<&InvertedIndexReader> {
        self.parts
            .iter()
            .find(|part| part.field == field)
            .map(|part| &*part.index)
    }
}

/// All segments, with the statistics for BM25.
pub(super) struct Segments {
    pub(super) all: Vec<Segment>,
    fields: Vec<Field>,
    documents: u64,
    /// The average length of each field, in words.
    average_lengths: Vec<f32>,
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
        let documents = searcher.num_docs();
        let average_lengths = (0..fields.len()).map(|part| {
            let words: u64 = all
                .iter()
                .map(|segment| segment.parts[part].index.total_num_tokens())
                .sum();
            words as f32 / documents as f32
        });
        Ok(Self {
            fields: fields.to_vec(),
            documents,
            average_lengths: average_lengths.collect(),
            all,
        })
    }

    /// The weight of a word that this many notes contain in a field.
    fn bm25(&self, part: usize, notes: u64) -> Bm25Weight {
        let length = self.average_lengths[part];
        Bm25Weight::for_one_term_without_explain(notes, self.documents, length)
    }
}

/// Matches the notes that contain any variant of a word.
#[derive(Debug, Clone)]
pub(super) struct TermUnionQuery {
    segments: Arc<Segments>,
    /// The posting lists of each segment.
    lists: Arc<[Vec<WeightedPostings>]>,
}

struct WeightedPostings {
    part: usize,
    info: TermInfo,
    bm25: Bm25Weight,
}

impl fmt::Debug for WeightedPostings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WeightedPostings").finish_non_exhaustive()
    }
}

impl TermUnionQuery {
    /// A query for the variants of a word in weighted fields.
    pub(super) fn new(
        segments: &Arc<Segments>,
        variants: &[Variant],
        fields: &[(Field, f32)],
    ) -> tantivy::Result<Self> {
        let mut lists: Vec<Vec<WeightedPostings>> =
            segments.all.iter().map(|_| Vec::new()).collect();
        for (field, field_weight) in fields {
            let Some(part) = segments.fields.iter().position(|other| other == field) else {
                continue;
            };
            for variant in variants {
                let term = Term::from_field_text(*field, &variant.word);
                let infos: Vec<Option<TermInfo>> = segments
                    .all
                    .iter()
                    .map(|segment| segment.parts[part].index.get_term_info(&term))
                    .collect::<Result<_, _>>()?;
                let notes = infos.iter().flatten().map(|info| u64::from(info.doc_freq));
                let notes: u64 = notes.sum();
                if notes == 0 {
                    continue;
                }
                let bm25 = segments.bm25(part, notes);
                let bm25 = bm25.boost_by(field_weight * variant.weight);
                for (lists, info) in lists.iter_mut().zip(infos) {
                    lists.extend(info.map(|info| WeightedPostings {
                        part,
                        info,
                        bm25: bm25.clone(),
                    }));
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
        let segments = self.segments.all.iter().zip(self.lists.iter()).enumerate();
        let id = reader.segment_id();
        let Some((segment_index, (segment, lists))) = segments
            .into_iter()
            .find(|(_, (segment, _))| segment.id == id)
        else {
            return Err(TantivyError::InvalidArgument(
                "the segment belongs to another index".to_owned(),
            ));
        };
        let open = |list: &WeightedPostings| {
            let index = &segment.parts[list.part].index;
            let postings =
                index.read_postings_from_terminfo(&list.info, IndexRecordOption::WithFreqs)?;
            Ok(OpenPostings {
                postings,
                part: list.part,
                bm25: list.bm25.boost_by(boost),
            })
        };
        let lists: Vec<OpenPostings> = lists.iter().map(open).collect::<tantivy::Result<_>>()?;
        let document = min_document(&lists);
        Ok(Box::new(TermUnionScorer {
            segments: self.segments.clone(),
            segment: segment_index,
            lists,
            document,
        }))
    }

    fn explain(&self, _: &SegmentReader, _: DocId) -> tantivy::Result<Explanation> {
        Err(TantivyError::InvalidArgument(
            "explain is not supported".to_owned(),
        ))
    }
}

/// A posting list that is being read.
struct OpenPostings {
    postings: SegmentPostings,
    part: usize,
    bm25: Bm25Weight,
}

struct TermUnionScorer {
    segments: Arc<Segments>,
    segment: usize,
    lists: Vec<OpenPostings>,
    document: DocId,
}

fn min_document(lists: &[OpenPostings]) -> DocId {
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
        self.document = min_document(&self.lists);
        self.document
    }

    fn seek(&mut self, target: DocId) -> DocId {
        for list in &mut self.lists {
            if list.postings.doc() < target {
                list.postings.seek(target);
            }
        }
        self.document = min_document(&self.lists);
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
        let matching = self
            .lists
            .iter_mut()
            .filter(|list| list.postings.doc() == self.document);
        let score = matching.map(|list| {
            let length = parts[list.part].lengths.fieldnorm_id(self.document);
            list.bm25.score(length, list.postings.term_freq())
        });
        score.sum()
    }
}
