//! The full-text index of an archive, and its vocabulary.

use std::sync::Arc;

use rayon::prelude::*;
use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::tokenizer::TokenizerManager;
use tantivy::{DocSet, Index, IndexSettings, Searcher, TERMINATED, TantivyDocument};

use crate::archive::Archive;
use crate::corpus::Note;
use crate::progress::Progress;
use crate::search::stemming::LanguageSet;
use crate::search::term_union::{Segment, Segments};
use crate::search::tokenizer::WordTokenizer;
use crate::search::vocabulary::{Vocabulary, WordStats};
use crate::text::language::Lang;

/// The memory budget of an indexing thread, in bytes.
const THREAD_BUDGET_BYTES: usize = 64 * 1024 * 1024;

#[derive(Clone, Copy)]
pub(super) struct Fields {
    pub(super) title: Field,
    pub(super) body: Field,
    /// The name of an unresolved topic.
    pub(super) topic: Field,
    pub(super) channel: Field,
    pub(super) video: Field,
    /// The number of the note, or of the topic.
    number: Field,
}

/// An in-memory index.
pub(super) struct TextIndex {
    pub(super) searcher: Searcher,
    pub(super) fields: Fields,
    pub(super) segments: Arc<Segments>,
    size: usize,
}

impl TextIndex {
    /// Indexes the listed notes of an archive in parallel.
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
        let mut writer = index.writer_with_num_threads(threads, threads * THREAD_BUDGET_BYTES)?;
        // The index is written once, so merging does not pay.
        writer.set_merge_policy(Box::new(tantivy::indexer::NoMergePolicy));
        for (number, (id, note)) in archive.listed_notes().enumerate() {
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
        let segments = Arc::new(Segments::open(
            &searcher,
            &[fields.title, fields.body, fields.topic],
        )?);
        let size = searcher.space_usage()?.total().get_bytes() as usize;
        Ok(Self {
            searcher,
            fields,
            segments,
            size,
        })
    }

    /// The memory it takes, in bytes.
    pub(super) fn size(&self) -> usize {
        self.size
    }

    /// The words of notes, titles and topics.
    pub(super) fn vocabulary(&self, archive: &Archive) -> tantivy::Result<Vocabulary> {
        let notes: Vec<&Note> = archive.listed_notes().map(|(_, note)| note).collect();
        let note_languages: Vec<Option<Lang>> =
            notes.par_iter().map(|note| note.language()).collect();
        let languages = LanguageSet::new(note_languages.iter().flatten().copied().collect());
        let language_bits: Vec<u32> = note_languages
            .iter()
            .map(|lang| {
                lang.and_then(|lang| languages.number(lang))
                    .map_or(0, |number| 1 << number)
            })
            .collect();
        let fields = [self.fields.body, self.fields.title, self.fields.topic];
        let lists: Vec<(Field, &Segment)> = fields
            .iter()
            .flat_map(|field| self.segments.all.iter().map(|segment| (*field, segment)))
            .collect();
        let words = lists
            .par_iter()
            .map(|(field, segment)| self.words(*field, segment, &language_bits));
        let words: Vec<Vec<(String, WordStats)>> = words.collect::<tantivy::Result<_>>()?;
        let mut words: Vec<(String, WordStats)> = words.into_iter().flatten().collect();
        // The lists are sorted already, which a stable sort exploits.
        words.sort_by(|a, b| a.0.cmp(&b.0));
        words.dedup_by(|duplicate, first| {
            let is_same = duplicate.0 == first.0;
            if is_same {
                first.1.add(duplicate.1);
            }
            is_same
        });
        Ok(Vocabulary::new(words, languages))
    }

    /// The words of a field in a segment, in order.
    fn words(
        &self,
        field: Field,
        segment: &Segment,
        languages: &[u32],
    ) -> tantivy::Result<Vec<(String, WordStats)>> {
        let Some(index) = segment.index(field) else {
            return Ok(Vec::new());
        };
        let mut terms = index.terms().stream()?;
        let mut words = Vec::with_capacity(index.terms().num_terms());
        while let Some((word, info)) = terms.next() {
            let Ok(word) = std::str::from_utf8(word) else {
                continue;
            };
            let is_body = field == self.fields.body;
            let mut stats = WordStats {
                texts: if is_body { info.doc_freq } else { 0 },
                languages: 0,
            };
            if field != self.fields.topic {
                let mut postings =
                    index.read_postings_from_terminfo(info, IndexRecordOption::Basic)?;
                while postings.doc() != TERMINATED {
                    stats.languages |= languages[segment.number(postings.doc()) as usize];
                    postings.advance();
                }
            }
            words.push((word.to_owned(), stats));
        }
        Ok(words)
    }
}

fn schema() -> (Schema, Fields) {
    let text = |option| {
        let indexing = TextFieldIndexing::default()
            .set_tokenizer("words")
            .set_index_option(option);
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
