//! Queries the tantivy index for candidate notes.

use std::collections::BTreeSet;

use tantivy::collector::{Count, TopDocs};
use tantivy::postings::Postings;
use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, Occur, PhraseQuery, Query, TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocAddress, DocSet, Term};

use crate::search::exclusion::ForwardOnly;
use crate::search::index::{Fields, TextIndex};
use crate::search::query::Clause;
use crate::search::term_union::TermUnionQuery;
use crate::search::vocabulary::Variant;

/// The number of words of a phrase that must be adjacent; the cost grows with their positions.
const MAX_PHRASE_WORDS: usize = 8;

/// The weight of a word in a title, relative to the text.
const TITLE_BOOST: f32 = 2.5;

/// A note that matches a query.
#[derive(Debug, Clone, Copy)]
pub(super) struct Candidate {
    pub(super) score: f32,
    pub(super) document: DocAddress,
    /// The number of the note, or of the topic.
    pub(super) number: u32,
}

/// A query for the notes that have all of `words` and `phrases`.
#[derive(Default)]
pub(super) struct IndexQuery<'q> {
    pub(super) words: Vec<TermGroup<'q>>,
    /// Words that must be adjacent.
    pub(super) phrases: Vec<Phrase<'q>>,
    /// Words that score higher if they are adjacent.
    pub(super) phrase: Vec<&'q str>,
    pub(super) channels: Vec<u32>,
    pub(super) video: Option<u32>,
    /// Whether any of the words is enough.
    pub(super) any: bool,
}

/// The variants of a word, any of which matches.
pub(super) struct TermGroup<'q> {
    pub(super) variants: &'q [Variant],
    pub(super) in_title: bool,
}

pub(super) struct Phrase<'q> {
    pub(super) words: &'q [String],
    pub(super) in_title: bool,
    pub(super) is_excluded: bool,
}

impl<'q> From<&'q Clause> for Phrase<'q> {
    fn from(clause: &'q Clause) -> Self {
        Self {
            words: &clause.words,
            in_title: clause.in_title,
            is_excluded: clause.is_excluded,
        }
    }
}

/// Which fields are searched.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum SearchedFields {
    Notes,
    Titles,
    Topics,
}

impl TextIndex {
    /// The total number of matching notes or topics, and the best `limit` of them, best first.
    pub(super) fn find(
        &self,
        index_query: &IndexQuery<'_>,
        scope: SearchedFields,
        limit: usize,
    ) -> tantivy::Result<(usize, Vec<Candidate>)> {
        let query = self.query(index_query, scope)?;
        let collector = (TopDocs::with_limit(limit.max(1)).order_by_score(), Count);
        let (top, total) = self.searcher.search(&query, &collector)?;
        let candidate = |(score, document): (f32, DocAddress)| Candidate {
            score,
            document,
            number: self.segments.all[document.segment_ord as usize].number(document.doc_id),
        };
        Ok((total, top.into_iter().map(candidate).collect()))
    }

    fn query(
        &self,
        index_query: &IndexQuery<'_>,
        scope: SearchedFields,
    ) -> tantivy::Result<BooleanQuery> {
        let mut clauses: Vec<(Occur, Box<dyn Query>)> = Vec::new();
        let word = |word: &TermGroup<'_>| -> tantivy::Result<Box<dyn Query>> {
            let fields = self.fields_of(scope, word.in_title);
            Ok(Box::new(TermUnionQuery::new(
                &self.segments,
                word.variants,
                &fields,
            )?))
        };
        let words = index_query
            .words
            .iter()
            .map(word)
            .collect::<tantivy::Result<Vec<_>>>()?;
        if index_query.any {
            // As separate `Should` clauses they would be optional beside a `Must` clause.
            clauses.push((Occur::Must, Box::new(BooleanQuery::union(words))));
        } else {
            clauses.extend(words.into_iter().map(|word| (Occur::Must, word)));
        }
        for phrase in &index_query.phrases {
            let adjacent = self.phrase(phrase.words, self.fields_of(scope, phrase.in_title));
            clauses.push(match phrase.is_excluded {
                true => (Occur::MustNot, Box::new(ForwardOnly(adjacent))),
                false => (Occur::Must, adjacent),
            });
        }
        if index_query.phrase.len() > 1 {
            clauses.push((
                Occur::Should,
                self.phrase(&index_query.phrase, self.fields_of(scope, false)),
            ));
        }
        if clauses.iter().all(|(occur, _)| *occur == Occur::MustNot) {
            clauses.push((
                Occur::Must,
                Box::new(ConstScoreQuery::new(Box::new(AllQuery), 0.0)),
            ));
        }
        let any_of = |field, numbers: &mut dyn Iterator<Item = u32>| -> Box<dyn Query> {
            let terms = numbers.map(|number| Term::from_field_u64(field, number.into()));
            let any = terms.map(|term| {
                Box::new(TermQuery::new(term, IndexRecordOption::Basic)) as Box<dyn Query>
            });
            Box::new(ConstScoreQuery::new(
                Box::new(BooleanQuery::union(any.collect())),
                0.0,
            ))
        };
        if !index_query.channels.is_empty() {
            clauses.push((
                Occur::Must,
                any_of(
                    self.fields.channel,
                    &mut index_query.channels.iter().copied(),
                ),
            ));
        }
        if index_query.video.is_some() {
            clauses.push((
                Occur::Must,
                any_of(self.fields.video, &mut index_query.video.into_iter()),
            ));
        }
        Ok(BooleanQuery::new(clauses))
    }

    /// The fields of a scope with their weights.
    fn fields_of(&self, scope: SearchedFields, in_title: bool) -> Vec<(Field, f32)> {
        let Fields {
            title, body, topic, ..
        } = self.fields;
        match scope {
            SearchedFields::Topics => vec![(topic, 1.0)],
            SearchedFields::Notes if !in_title => vec![(title, TITLE_BOOST), (body, 1.0)],
            SearchedFields::Titles | SearchedFields::Notes => vec![(title, TITLE_BOOST)],
        }
    }

    /// A query for adjacent words, or for a single one. Of a long phrase only the first words must
    /// be adjacent; the others may be anywhere.
    fn phrase(&self, words: &[impl AsRef<str>], fields: Vec<(Field, f32)>) -> Box<dyn Query> {
        let (adjacent, rest) = words.split_at(words.len().min(MAX_PHRASE_WORDS));
        let in_field = |(field, weight): (Field, f32)| -> Box<dyn Query> {
            let term = |word: &str| Term::from_field_text(field, word);
            let term_query =
                |word: &str| Box::new(TermQuery::new(term(word), IndexRecordOption::WithFreqs));
            let mut query: Box<dyn Query> = match adjacent {
                [word] => term_query(word.as_ref()),
                _ => Box::new(PhraseQuery::new(
                    adjacent.iter().map(|word| term(word.as_ref())).collect(),
                )),
            };
            if !rest.is_empty() {
                let rest: BTreeSet<&str> = rest.iter().map(AsRef::as_ref).collect();
                let rest = rest.into_iter().map(|word| -> Box<dyn Query> {
                    Box::new(ConstScoreQuery::new(term_query(word), 0.0))
                });
                query = Box::new(BooleanQuery::intersection(
                    std::iter::once(query).chain(rest).collect(),
                ));
            }
            Box::new(BoostQuery::new(query, weight))
        };
        Box::new(BooleanQuery::union(
            fields.into_iter().map(in_field).collect(),
        ))
    }

    /// Calls `on_positions` with the index of each candidate that contains a word, and the word's
    /// positions in its text. The candidates must be sorted by document.
    pub(super) fn word_positions(
        &self,
        candidates: &[Candidate],
        word: &str,
        mut on_positions: impl FnMut(usize, &[u32]),
    ) -> tantivy::Result<()> {
        let term = Term::from_field_text(self.fields.body, word);
        let mut positions = Vec::new();
        let mut first = 0;
        for group in candidates.chunk_by(|a, b| a.document.segment_ord == b.document.segment_ord) {
            let segment = &self.segments.all[group[0].document.segment_ord as usize];
            if let Some(index) = segment.index(self.fields.body)
                && let Some(mut postings) =
                    index.read_postings(&term, IndexRecordOption::WithFreqsAndPositions)?
            {
                for (offset, candidate) in group.iter().enumerate() {
                    let document = candidate.document.doc_id;
                    if postings.doc() < document {
                        postings.seek(document);
                    }
                    if postings.doc() == document {
                        postings.positions(&mut positions);
                        on_positions(first + offset, &positions);
                    }
                }
            }
            first += group.len();
        }
        Ok(())
    }
}
