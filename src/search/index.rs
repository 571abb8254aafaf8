//! The full-text index: what is put in, and the notes that have the words asked for.

use std::sync::Arc;

use rayon::prelude::*;
use tantivy::collector::{Count, TopDocs};
use tantivy::postings::Postings;
use tantivy::query::{AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, Occur, PhraseQuery, Query, TermQuery};
use tantivy::schema::{FAST, Field, INDEXED, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::TokenizerManager;
use tantivy::{DocAddress, DocSet, Index, IndexSettings, Searcher, TERMINATED, TantivyDocument, Term};

use super::lists::{AnyForm, Segment, Segments};
use super::progress::Progress;
use super::query::Clause;
use super::stems::Languages;
use super::vocabulary::{Found, Variant, Vocabulary};
use super::words::WordTokenizer;
use crate::archive::Archive;
use crate::corpus::Note;
use crate::language::Lang;

/// What an indexing thread may hold before it writes, in bytes.
const BUDGET_PER_THREAD: usize = 64 * 1024 * 1024;

/// How much more a word in a title counts.
const TITLE: f32 = 2.5;

#[derive(Clone, Copy)]
struct Fields {
    title: Field,
    body: Field,
    /// The name of a missing topic.
    topic: Field,
    channel: Field,
    video: Field,
    /// The number of the note, or of the topic.
    number: Field,
}

/// An index in memory.
pub(super) struct TextIndex {
    searcher: Searcher,
    fields: Fields,
    segments: Arc<Segments>,
    size: usize,
}

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
pub(super) struct Asked<'q> {
    pub(super) words: Vec<AskedWord<'q>>,
    /// Words that must follow one another.
    pub(super) phrases: Vec<AskedPhrase<'q>>,
    /// Words that count more where they follow one another.
    pub(super) in_a_row: Vec<&'q str>,
    pub(super) channels: Vec<u32>,
    pub(super) video: Option<u32>,
    /// Whether some of the words are enough.
    pub(super) any: bool,
}

/// A word with all that it may mean.
pub(super) struct AskedWord<'q> {
    pub(super) variants: &'q [Variant],
    pub(super) in_title: bool,
}

pub(super) struct AskedPhrase<'q> {
    pub(super) words: &'q [String],
    pub(super) in_title: bool,
    pub(super) is_excluded: bool,
}

impl<'q> AskedPhrase<'q> {
    pub(super) fn of(clause: &'q Clause) -> Self {
        Self { words: &clause.words, in_title: clause.in_title, is_excluded: clause.is_excluded }
    }
}

/// Which of the names of the archive are looked through.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Scope {
    Notes,
    Titles,
    Topics,
}

impl TextIndex {
    /// Indexes an archive on all cores.
    pub(super) fn new(archive: &Archive, progress: &Progress) -> tantivy::Result<Self> {
        let (schema, fields) = schema();
        let tokenizers = TokenizerManager::default();
        tokenizers.register("words", WordTokenizer::default());
        let index = Index::builder()
            .schema(schema)
            .tokenizers(tokenizers)
            .settings(IndexSettings::default())
            .create_in_ram()?;
        let threads = std::thread::available_parallelism().map_or(1, |cores| cores.get().min(8));
        let mut writer = index.writer_with_num_threads(threads, threads * BUDGET_PER_THREAD)?;
        // What is written once is never merged again.
        writer.set_merge_policy(Box::new(tantivy::indexer::NoMergePolicy));
        for (number, (id, note)) in archive.notes().enumerate() {
            let mut document = TantivyDocument::new();
            document.add_text(fields.title, &note.title);
            document.add_text(fields.body, &note.facts.text);
            document.add_u64(fields.number, number as u64);
            if let Some(channel) = archive.channel_of(id) {
                document.add_u64(fields.channel, channel.index() as u64);
            }
            if let Some(video) = archive.video_of(id) {
                document.add_u64(fields.video, video.index() as u64);
            }
            writer.add_document(document)?;
            progress.advance();
        }
        for (number, topic) in archive.topics().iter().enumerate() {
            let mut document = TantivyDocument::new();
            document.add_text(fields.topic, &topic.name);
            document.add_u64(fields.number, number as u64);
            writer.add_document(document)?;
        }
        writer.commit()?;
        writer.wait_merging_threads()?;
        let searcher = index.reader()?.searcher();
        let segments = Arc::new(Segments::open(&searcher, &[fields.title, fields.body, fields.topic])?);
        let size = searcher.space_usage()?.total().get_bytes() as usize;
        Ok(Self { searcher, fields, segments, size })
    }

    /// How much memory it takes, in bytes.
    pub(super) fn size(&self) -> usize {
        self.size
    }

    /// All words of notes, titles and topics.
    pub(super) fn vocabulary(&self, archive: &Archive) -> tantivy::Result<Vocabulary> {
        let notes: Vec<&Note> = archive.notes().map(|(_, note)| note).collect();
        let detected: Vec<Option<Lang>> = notes.par_iter().map(|note| note.language()).collect();
        let languages = Languages::of(detected.iter().flatten().copied().collect());
        let of_note: Vec<u32> = detected
            .iter()
            .map(|lang| lang.and_then(|lang| languages.number(lang)).map_or(0, |number| 1 << number))
            .collect();
        let fields = [self.fields.body, self.fields.title, self.fields.topic];
        let lists: Vec<(Field, &Segment)> =
            fields.iter().flat_map(|field| self.segments.all.iter().map(|segment| (*field, segment))).collect();
        let words = lists.par_iter().map(|(field, segment)| self.words(*field, segment, &of_note));
        let words: Vec<Vec<(String, Found)>> = words.collect::<tantivy::Result<_>>()?;
        let mut words: Vec<(String, Found)> = words.into_iter().flatten().collect();
        // Each list is in order already, which this kind of sorting makes use of.
        words.sort_by(|a, b| a.0.cmp(&b.0));
        words.dedup_by(|again, known| {
            let is_same = again.0 == known.0;
            if is_same {
                known.1.add(again.1);
            }
            is_same
        });
        Ok(Vocabulary::new(words, languages))
    }

    /// The words of one field in one segment, in order.
    fn words(&self, field: Field, segment: &Segment, languages: &[u32]) -> tantivy::Result<Vec<(String, Found)>> {
        let Some(index) = segment.index(field) else { return Ok(Vec::new()) };
        let mut terms = index.terms().stream()?;
        let mut words = Vec::with_capacity(index.terms().num_terms());
        while let Some((word, info)) = terms.next() {
            let Ok(word) = std::str::from_utf8(word) else { continue };
            let is_body = field == self.fields.body;
            let mut found = Found { texts: if is_body { info.doc_freq } else { 0 }, languages: 0 };
            if field != self.fields.topic {
                let mut postings = index.read_postings_from_terminfo(info, IndexRecordOption::Basic)?;
                while postings.doc() != TERMINATED {
                    found.languages |= languages[segment.number(postings.doc()) as usize];
                    postings.advance();
                }
            }
            words.push((word.to_owned(), found));
        }
        Ok(words)
    }

    /// How many notes, or topics, have what is asked, and the likeliest of them, best first.
    pub(super) fn find(
        &self,
        asked: &Asked<'_>,
        scope: Scope,
        most: usize,
    ) -> tantivy::Result<(usize, Vec<Candidate>)> {
        let query = self.query(asked, scope)?;
        let collector = (TopDocs::with_limit(most.max(1)).order_by_score(), Count);
        let (top, total) = self.searcher.search(&query, &collector)?;
        let candidate = |(score, document): (f32, DocAddress)| Candidate {
            score,
            document,
            number: self.segments.all[document.segment_ord as usize].number(document.doc_id),
        };
        Ok((total, top.into_iter().map(candidate).collect()))
    }

    fn query(&self, asked: &Asked<'_>, scope: Scope) -> tantivy::Result<BooleanQuery> {
        let mut clauses: Vec<(Occur, Box<dyn Query>)> = Vec::new();
        let word = |word: &AskedWord<'_>| -> tantivy::Result<Box<dyn Query>> {
            let fields = self.fields_of(scope, word.in_title);
            Ok(Box::new(AnyForm::new(&self.segments, word.variants, &fields)?))
        };
        let words = asked.words.iter().map(word).collect::<tantivy::Result<Vec<_>>>()?;
        if asked.any {
            // On their own they would not be needed at all beside a clause that is.
            clauses.push((Occur::Must, Box::new(BooleanQuery::union(words))));
        } else {
            clauses.extend(words.into_iter().map(|word| (Occur::Must, word)));
        }
        for phrase in &asked.phrases {
            let occur = if phrase.is_excluded { Occur::MustNot } else { Occur::Must };
            clauses.push((occur, self.in_a_row(phrase.words, self.fields_of(scope, phrase.in_title))));
        }
        if asked.in_a_row.len() > 1 {
            clauses.push((Occur::Should, self.in_a_row(&asked.in_a_row, self.fields_of(scope, false))));
        }
        if clauses.iter().all(|(occur, _)| *occur == Occur::MustNot) {
            clauses.push((Occur::Must, Box::new(ConstScoreQuery::new(Box::new(AllQuery), 0.0))));
        }
        let within = |field, numbers: &mut dyn Iterator<Item = u32>| -> Box<dyn Query> {
            let terms = numbers.map(|number| Term::from_field_u64(field, number.into()));
            let any = terms.map(|term| Box::new(TermQuery::new(term, IndexRecordOption::Basic)) as Box<dyn Query>);
            Box::new(ConstScoreQuery::new(Box::new(BooleanQuery::union(any.collect())), 0.0))
        };
        if !asked.channels.is_empty() {
            clauses.push((Occur::Must, within(self.fields.channel, &mut asked.channels.iter().copied())));
        }
        if asked.video.is_some() {
            clauses.push((Occur::Must, within(self.fields.video, &mut asked.video.into_iter())));
        }
        Ok(BooleanQuery::new(clauses))
    }

    /// The fields of a scope, with how much a word in them counts.
    fn fields_of(&self, scope: Scope, in_title: bool) -> Vec<(Field, f32)> {
        let Fields { title, body, topic, .. } = self.fields;
        match scope {
            Scope::Topics => vec![(topic, 1.0)],
            Scope::Notes if !in_title => vec![(title, TITLE), (body, 1.0)],
            Scope::Titles | Scope::Notes => vec![(title, TITLE)],
        }
    }

    /// Words that follow one another; one word is just that.
    fn in_a_row(&self, words: &[impl AsRef<str>], fields: Vec<(Field, f32)>) -> Box<dyn Query> {
        let in_field = |(field, weight): (Field, f32)| -> Box<dyn Query> {
            let mut terms: Vec<Term> = words.iter().map(|word| Term::from_field_text(field, word.as_ref())).collect();
            let query: Box<dyn Query> = match terms.len() {
                1 => Box::new(TermQuery::new(terms.swap_remove(0), IndexRecordOption::WithFreqs)),
                _ => Box::new(PhraseQuery::new(terms)),
            };
            Box::new(BoostQuery::new(query, weight))
        };
        Box::new(BooleanQuery::union(fields.into_iter().map(in_field).collect()))
    }

    /// Where words stand in the texts of notes: tells for each candidate the numbers of the places at which it has a
    /// word. The candidates are in the order of their documents.
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
                && let Some(mut postings) = index.read_postings(&term, IndexRecordOption::WithFreqsAndPositions)?
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

fn schema() -> (Schema, Fields) {
    let text = |option| {
        let indexing = TextFieldIndexing::default().set_tokenizer("words").set_index_option(option);
        TextOptions::default().set_indexing_options(indexing)
    };
    let mut schema = Schema::builder();
    let fields = Fields {
        title: schema.add_text_field("title", text(IndexRecordOption::WithFreqsAndPositions)),
        body: schema.add_text_field("body", text(IndexRecordOption::WithFreqsAndPositions)),
        topic: schema.add_text_field("topic", text(IndexRecordOption::WithFreqsAndPositions)),
        channel: schema.add_u64_field("channel", INDEXED),
        video: schema.add_u64_field("video", INDEXED),
        number: schema.add_u64_field("number", FAST),
    };
    (schema.build(), fields)
}
