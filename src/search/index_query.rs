//! What is asked of the index, and the notes that have it.

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

/// How many words of a phrase must follow one another: each costs time for all of its places.
const MAX_PHRASE_WORDS: usize = 8;

/// How much more a word in a title counts.
const TITLE_BOOST: f32 = 2.5;

/// A note that has what was asked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Candidate {
    pub(super) score: f32,
    pub(super) document: DocAddress,
    /// The number of the note, or of the topic.
    pub(super) number: u32,
}

/// What is asked of the index: notes that have all of `words` and `phrases`.
#[derive(Default)]
pub(super) struct IndexQuery<'q> {
    pub(super) words: Vec<TermGroup<'q>>,
    /// Words that must follow one another.
    pub(super) phrases: Vec<Phrase<'q>>,
    /// Words that count more where they follow one another.
    pub(super) phrase: Vec<&'q str>,
    pub(super) channels: Vec<u32>,
    pub(super) video: Option<u32>,
    /// Whether some of the words are enough.
    pub(super) any: bool,
}

/// A word with all that it may mean.
pub(super) struct TermGroup<'q> {
    pub(super) variants: &'q [Variant],
    pub(super) in_title: bool,
}

pub(super) struct Phrase<'q> {
    pub(super) words: &'q [String],
    pub(super) in_title: bool,
    pub(super) is_excluded: bool,
}

impl<'q> Phrase<'q> {
    pub(super) fn of(clause: &'q Clause) -> Self {
        Self {
            words: &clause.words,
            in_title: clause.in_title,
            is_excluded: clause.is_excluded,
        }
    }
}

/// Which of the names of the archive are looked through.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum SearchedNames {
    Notes,
    Titles,
    Topics,
}

impl TextIndex {
    /// How many notes, or topics, have what is asked, and the likeliest of them, best first.
    pub(super) fn find(
        &self,
        index_query: &IndexQuery<'_>,
        scope: SearchedNames,
        most: usize,
    ) -> tantivy::Result<(usize, Vec<Candidate>)> {
        let query = self.query(index_query, scope)?;
        let collector = (TopDocs::with_limit(most.max(1)).order_by_score(), Count);
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
        scope: SearchedNames,
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
            // On their own they would not be needed at all beside a clause that is.
            clauses.push((Occur::Must, Box::new(BooleanQuery::union(words))));
        } else {
            clauses.extend(words.into_iter().map(|word| (Occur::Must, word)));
        }
        for phrase in &index_query.phrases {
            let row = self.phrase(phrase.words, self.fields_of(scope, phrase.in_title));
            clauses.push(match phrase.is_excluded {
                true => (Occur::MustNot, Box::new(ForwardOnly(row))),
                false => (Occur::Must, row),
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
        let within = |field, numbers: &mut dyn Iterator<Item = u32>| -> Box<dyn Query> {
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
                within(
                    self.fields.channel,
                    &mut index_query.channels.iter().copied(),
                ),
            ));
        }
        if index_query.video.is_some() {
            clauses.push((
                Occur::Must,
                within(self.fields.video, &mut index_query.video.into_iter()),
            ));
        }
        Ok(BooleanQuery::new(clauses))
    }

    /// The fields of a scope, with how much a word in them counts.
    fn fields_of(&self, scope: SearchedNames, in_title: bool) -> Vec<(Field, f32)> {
        let Fields {
            title, body, topic, ..
        } = self.fields;
        match scope {
            SearchedNames::Topics => vec![(topic, 1.0)],
            SearchedNames::Notes if !in_title => vec![(title, TITLE_BOOST), (body, 1.0)],
            SearchedNames::Titles | SearchedNames::Notes => vec![(title, TITLE_BOOST)],
        }
    }

    /// Words that follow one another; one word is just that. Of a long row the first words must
    /// follow one another, and the others be anywhere.
    fn phrase(&self, words: &[impl AsRef<str>], fields: Vec<(Field, f32)>) -> Box<dyn Query> {
        let (row, others) = words.split_at(words.len().min(MAX_PHRASE_WORDS));
        let in_field = |(field, weight): (Field, f32)| -> Box<dyn Query> {
            let term = |word: &str| Term::from_field_text(field, word);
            let one =
                |word: &str| Box::new(TermQuery::new(term(word), IndexRecordOption::WithFreqs));
            let mut query: Box<dyn Query> = match row {
                [word] => one(word.as_ref()),
                _ => Box::new(PhraseQuery::new(
                    row.iter().map(|word| term(word.as_ref())).collect(),
                )),
            };
            if !others.is_empty() {
                let others: BTreeSet<&str> = others.iter().map(AsRef::as_ref).collect();
                let others = others.into_iter().map(|word| -> Box<dyn Query> {
                    Box::new(ConstScoreQuery::new(one(word), 0.0))
                });
                query = Box::new(BooleanQuery::intersection(
                    std::iter::once(query).chain(others).collect(),
                ));
            }
            Box::new(BoostQuery::new(query, weight))
        };
        Box::new(BooleanQuery::union(
            fields.into_iter().map(in_field).collect(),
        ))
    }

    /// Where words stand in the texts of notes: tells for each candidate the numbers of the places
    /// at which it has a word. The candidates are in the order of their documents.
    pub(super) fn places(
        &self,
        candidates: &[Candidate],
        word: &str,
        mut tell: impl FnMut(usize, &[u32]),
    ) -> tantivy::Result<()> {
        let term = Term::from_field_text(self.fields.body, word);
        let mut places = Vec::new();
        let mut first = 0;
        for group in candidates.chunk_by(|a, b| a.document.segment_ord == b.document.segment_ord) {
            let segment = &self.segments.all[group[0].document.segment_ord as usize];
            if let Some(index) = segment.index(self.fields.body)
                && let Some(mut postings) =
                    index.read_postings(&term, IndexRecordOption::WithFreqsAndPositions)?
            {
                for (at, candidate) in group.iter().enumerate() {
                    let wanted = candidate.document.doc_id;
                    if postings.doc() < wanted {
                        postings.seek(wanted);
                    }
                    if postings.doc() == wanted {
                        postings.positions(&mut places);
                        tell(first + at, &places);
                    }
                }
            }
            first += group.len();
        }
        Ok(())
    }
}
