//! The full-text index of an archive, and its vocabulary.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use rayon::prelude::*;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::index::InvertedIndexReader;
use tantivy::postings::{BlockSegmentPostings, Postings};
use tantivy::query::{EnableScoring, PhraseQuery, Query, TermQuery};
use tantivy::schema::{FAST, Field, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::TokenizerManager;
use tantivy::{
    DocId, DocSet, Index, IndexSettings, Searcher, SegmentReader, TERMINATED, TantivyDocument, Term,
};

use crate::archive::{Archive, NoteId};
use crate::corpus::Note;
use crate::progress::Progress;
use crate::search::folding::fold;
use crate::search::stemming::LanguageSet;
use crate::search::tokenizer::WordTokenizer;
use crate::search::vocabulary::{Vocabulary, WordStats};
use crate::search::words::Words;
use crate::text::language::{Lang, tag};

/// The memory budget of an indexing thread, in bytes.
const THREAD_BUDGET_BYTES: usize = 64 * 1024 * 1024;

/// The maximum number of other names of a note that are indexed: aliases and labels of links.
const MAX_NAMES: usize = 50;

/// An indexed text of a note or topic.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum TextField {
    /// The title of a note.
    Title,
    /// Its aliases and headings, and the labels of the links to it.
    Names,
    /// Its text.
    Body,
    /// The name of an unresolved topic.
    Topic,
}

impl TextField {
    const ALL: [Self; 4] = [Self::Title, Self::Names, Self::Body, Self::Topic];

    /// Whether words in a row can be found in it.
    pub(super) fn has_positions(self) -> bool {
        matches!(self, Self::Title | Self::Body)
    }
}

/// An in-memory index. Its documents are the notes, numbered as the archive lists them, and then
/// the unresolved topics.
pub(super) struct TextIndex {
    searcher: Searcher,
    fields: [Field; TextField::ALL.len()],
    segments: Vec<Segment>,
    /// The segment of each document, and its id there.
    documents: Vec<(u32, DocId)>,
    /// The number of notes; the other documents are topics.
    notes: usize,
    /// The average length of each field, in words.
    average_lengths: [f32; TextField::ALL.len()],
    size: usize,
}

/// A segment of the index.
struct Segment {
    /// The numbers of its documents.
    numbers: Vec<u32>,
    /// By the number of the field.
    fields: Vec<SegmentField>,
}

/// A field in a segment.
struct SegmentField {
    index: Arc<InvertedIndexReader>,
    /// The approximate lengths of its texts.
    lengths: FieldNormReader,
}

/// A document that contains a word in a field.
pub(super) struct WordDocument {
    pub(super) number: u32,
    /// Its id in its segment.
    pub(super) id: DocId,
    /// How often the field contains the word.
    pub(super) occurrences: u32,
    /// The id of the approximate length of the field.
    pub(super) length_id: u8,
}

impl TextIndex {
    /// Indexes the listed notes of an archive in parallel.
    pub(super) fn new(archive: &Archive, progress: &Progress) -> tantivy::Result<Self> {
        let (schema, fields, number_field) = schema();
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
        let [title, names, body, topic] = fields;
        let mut number = 0;
        let mut document = |texts: &[(Field, &str)]| {
            let mut document = TantivyDocument::new();
            for (field, text) in texts {
                document.add_text(*field, text);
            }
            document.add_u64(number_field, number);
            number += 1;
            document
        };
        for (id, note) in archive.listed_notes() {
            let other_names = names_of(archive, id, note).join("\n");
            let texts = [
                (title, &*note.title),
                (names, &*other_names),
                (body, &note.facts.text),
            ];
            writer.add_document(document(&texts))?;
            progress.advance();
        }
        for name in archive.topics().iter().map(|entry| entry.name.as_str()) {
            writer.add_document(document(&[(topic, name)]))?;
        }
        writer.commit()?;
        writer.wait_merging_threads()?;
        Self::open(index.reader()?.searcher(), fields, archive)
    }

    fn open(
        searcher: Searcher,
        fields: [Field; TextField::ALL.len()],
        archive: &Archive,
    ) -> tantivy::Result<Self> {
        let segments = searcher.segment_readers().iter();
        let segments: Vec<Segment> = segments
            .map(|reader| Segment::open(reader, &fields))
            .collect::<tantivy::Result<_>>()?;
        let mut documents = vec![(0, 0); searcher.num_docs() as usize];
        for (index, segment) in segments.iter().enumerate() {
            for (document, number) in segment.numbers.iter().enumerate() {
                documents[*number as usize] = (index as u32, document as DocId);
            }
        }
        let notes = archive.listed_notes().count();
        let average_lengths = TextField::ALL.map(|field| {
            let words: u64 = segments
                .iter()
                .map(|segment| segment.fields[field as usize].index.total_num_tokens())
                .sum();
            let texts = match field {
                TextField::Topic => documents.len() - notes,
                _ => notes,
            };
            words as f32 / texts.max(1) as f32
        });
        let size = searcher.space_usage()?.total().get_bytes() as usize;
        Ok(Self {
            searcher,
            fields,
            notes,
            average_lengths,
            size: size + documents.len() * (size_of::<(u32, DocId)>() + size_of::<u32>()),
            documents,
            segments,
        })
    }

    /// The memory it takes, in bytes.
    pub(super) fn size(&self) -> usize {
        self.size
    }

    /// The number of documents that may have this field; they come first.
    pub(super) fn document_count(&self, field: TextField) -> usize {
        match field {
            TextField::Topic => self.documents.len(),
            _ => self.notes,
        }
    }

    /// The average length of a field, in words.
    pub(super) fn average_length(&self, field: TextField) -> f32 {
        self.average_lengths[field as usize].max(1.0)
    }

    /// Calls `on_document` with each document that contains a word in a field.
    pub(super) fn each_document(
        &self,
        field: TextField,
        word: &str,
        mut on_document: impl FnMut(WordDocument),
    ) -> tantivy::Result<()> {
        let term = self.term(field, word);
        for segment in &self.segments {
            let field = &segment.fields[field as usize];
            let option = IndexRecordOption::WithFreqs;
            let Some(mut blocks) = field.index.read_block_postings(&term, option)? else {
                continue;
            };
            read_documents(segment, field, &mut blocks, &mut on_document);
        }
        Ok(())
    }

    /// The number of segments. Each document is in one of them.
    pub(super) fn segment_count(&self) -> usize {
        self.segments.len()
    }

    /// The numbers of the documents of a segment, by their id there.
    pub(super) fn numbers(&self, segment: usize) -> &[u32] {
        &self.segments[segment].numbers
    }

    /// Calls `on_word` with each word of a field in a segment, in order, and the documents of the
    /// segment that contain it.
    pub(super) fn each_word(
        &self,
        segment: usize,
        field: TextField,
        mut on_word: impl FnMut(&str, &[WordDocument]),
    ) -> tantivy::Result<()> {
        let segment = &self.segments[segment];
        let field = &segment.fields[field as usize];
        let mut documents = Vec::new();
        let mut terms = field.index.terms().stream()?;
        while let Some((word, info)) = terms.next() {
            let Ok(word) = std::str::from_utf8(word) else {
                continue;
            };
            let option = IndexRecordOption::WithFreqs;
            let mut blocks = field
                .index
                .read_block_postings_from_terminfo(info, option)?;
            documents.clear();
            read_documents(segment, field, &mut blocks, |document| {
                documents.push(document)
            });
            on_word(word, &documents);
        }
        Ok(())
    }

    /// Calls `on_document` with the number of each document that contains the words, adjacent and
    /// in this order, in a field.
    pub(super) fn phrase(
        &self,
        field: TextField,
        words: &[&str],
        mut on_document: impl FnMut(u32),
    ) -> tantivy::Result<()> {
        let term = |word: &&str| self.term(field, word);
        let query: Box<dyn Query> = match words {
            [word] => Box::new(TermQuery::new(term(word), IndexRecordOption::Basic)),
            _ => Box::new(PhraseQuery::new(words.iter().map(term).collect())),
        };
        let weight = query.weight(EnableScoring::disabled_from_searcher(&self.searcher))?;
        for (segment, reader) in self.segments.iter().zip(self.searcher.segment_readers()) {
            let mut scorer = weight.scorer(reader, 1.0)?;
            while scorer.doc() != TERMINATED {
                on_document(segment.numbers[scorer.doc() as usize]);
                scorer.advance();
            }
        }
        Ok(())
    }

    /// Calls `on_positions` with the index of each document in `documents` whose text contains a
    /// word, and the word's positions in it. The documents must be in the order of
    /// [`Self::address`].
    pub(super) fn positions(
        &self,
        documents: &[u32],
        word: &str,
        mut on_positions: impl FnMut(usize, &[u32]),
    ) -> tantivy::Result<()> {
        let term = self.term(TextField::Body, word);
        let mut positions = Vec::new();
        let mut first = 0;
        let segment_of = |number: u32| self.address(number).0;
        for group in documents.chunk_by(|a, b| segment_of(*a) == segment_of(*b)) {
            let segment = &self.segments[segment_of(group[0]) as usize];
            let body = &segment.fields[TextField::Body as usize];
            let option = IndexRecordOption::WithFreqsAndPositions;
            if let Some(mut postings) = body.index.read_postings(&term, option)? {
                for (offset, number) in group.iter().enumerate() {
                    let (_, document) = self.address(*number);
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

    /// The segment of a document, and its id there.
    pub(super) fn address(&self, number: u32) -> (u32, DocId) {
        self.documents[number as usize]
    }

    fn term(&self, field: TextField, word: &str) -> Term {
        Term::from_field_text(self.fields[field as usize], word)
    }

    /// The words of notes, titles and topics; `note_languages` are those of the notes.
    pub(super) fn vocabulary(
        &self,
        note_languages: &[Option<Lang>],
    ) -> tantivy::Result<Vocabulary> {
        let languages = LanguageSet::new(note_languages.iter().flatten().copied().collect());
        let language_bits: Vec<u32> = note_languages
            .iter()
            .map(|lang| {
                lang.and_then(|lang| languages.number(lang))
                    .map_or(0, |number| 1 << number)
            })
            .collect();
        let lists: Vec<(TextField, &Segment)> = TextField::ALL
            .iter()
            .flat_map(|field| self.segments.iter().map(|segment| (*field, segment)))
            .collect();
        let words = lists
            .par_iter()
            .map(|(field, segment)| words(*field, segment, &language_bits));
        let words: Vec<Vec<(String, WordStats)>> = words.collect::<tantivy::Result<_>>()?;
        let mut words: Vec<(String, WordStats)> = words.into_iter().flatten().collect();
        // The lists are sorted already, which a stable sort exploits.
        words.par_sort_by(|a, b| a.0.cmp(&b.0));
        words.dedup_by(|duplicate, first| {
            let is_same = duplicate.0 == first.0;
            if is_same {
                first.1.add(duplicate.1);
            }
            is_same
        });
        let stop_words = self.stop_words(note_languages)?;
        Ok(Vocabulary::new(words, self.notes, languages, stop_words))
    }

    /// The stop words of the languages of the notes, folded: those of the lists that occur mostly
    /// in notes of their language, if at all. `die` is no stop word of an English archive with a
    /// few German notes.
    fn stop_words(&self, note_languages: &[Option<Lang>]) -> tantivy::Result<HashSet<String>> {
        let languages: BTreeSet<&str> = note_languages
            .iter()
            .flatten()
            .map(|lang| tag(*lang))
            .collect();
        let mut lists: HashMap<String, BTreeSet<&str>> = HashMap::new();
        for language in languages {
            for word in stop_words::lookup(language).unwrap_or_default() {
                // Folded, a stop word of a language with tones is many other words too.
                if language == tag(Lang::Vie) && !word.is_ascii() {
                    continue;
                }
                if let [folded] = &*Words::new(word)
                    .map(|part| fold(&word[part.range]))
                    .collect::<Vec<_>>()
                {
                    lists
                        .entry(folded.to_string())
                        .or_default()
                        .insert(language);
                }
            }
        }
        let mut stop_words = HashSet::new();
        for (word, languages) in lists {
            let (mut own, mut other) = (0, 0);
            self.each_document(TextField::Body, &word, |document| {
                match note_languages[document.number as usize] {
                    Some(lang) if languages.contains(tag(lang)) => own += 1,
                    Some(_) => other += 1,
                    None => {}
                }
            })?;
            if own >= other {
                stop_words.insert(word);
            }
        }
        Ok(stop_words)
    }
}

impl Segment {
    fn open(reader: &SegmentReader, fields: &[Field]) -> tantivy::Result<Self> {
        let field = |field: &Field| {
            Ok(SegmentField {
                index: reader.inverted_index(*field)?,
                lengths: reader.get_fieldnorms_reader(*field)?,
            })
        };
        let numbers = reader.fast_fields().u64("number")?;
        Ok(Self {
            numbers: (0..reader.max_doc())
                .map(|document| numbers.first(document).unwrap_or_default() as u32)
                .collect(),
            fields: fields.iter().map(field).collect::<tantivy::Result<_>>()?,
        })
    }
}

/// Calls `on_document` with each document of a posting list.
fn read_documents(
    segment: &Segment,
    field: &SegmentField,
    blocks: &mut BlockSegmentPostings,
    mut on_document: impl FnMut(WordDocument),
) {
    while !blocks.docs().is_empty() {
        for (document, occurrences) in blocks.docs().iter().zip(blocks.freqs()) {
            on_document(WordDocument {
                number: segment.numbers[*document as usize],
                id: *document,
                occurrences: *occurrences,
                length_id: field.lengths.fieldnorm_id(*document),
            });
        }
        blocks.advance();
    }
}

/// The words of a field in a segment, in order.
fn words(
    field: TextField,
    segment: &Segment,
    languages: &[u32],
) -> tantivy::Result<Vec<(String, WordStats)>> {
    let index = &segment.fields[field as usize].index;
    let mut terms = index.terms().stream()?;
    let mut words = Vec::with_capacity(index.terms().num_terms());
    while let Some((word, info)) = terms.next() {
        let Ok(word) = std::str::from_utf8(word) else {
            continue;
        };
        let mut stats = WordStats {
            texts: if field == TextField::Body {
                info.doc_freq
            } else {
                0
            },
            languages: 0,
        };
        if matches!(field, TextField::Title | TextField::Body) {
            let mut postings = index.read_postings_from_terminfo(info, IndexRecordOption::Basic)?;
            while postings.doc() != TERMINATED {
                stats.languages |= languages[segment.numbers[postings.doc() as usize] as usize];
                postings.advance();
            }
        }
        words.push((word.to_owned(), stats));
    }
    Ok(words)
}

/// The other names of a note: its aliases, its headings and the labels of the links to it, each
/// once.
fn names_of<'a>(archive: &'a Archive, id: NoteId, note: &'a Note) -> Vec<&'a str> {
    let aliases = note.aliases.iter().map(String::as_str);
    let labels = archive.backlinks(id).iter().map(|link| {
        let facts = &archive.note(link.note).facts;
        facts.slice(&archive.link(*link).label)
    });
    let mut seen = HashSet::from([note.title.as_str()]);
    let names = aliases
        .chain(labels)
        .filter(|name| seen.insert(name))
        .take(MAX_NAMES);
    let mut names: Vec<&str> = names.collect();
    let headings = note.facts.headings.iter();
    names.extend(headings.map(|heading| note.facts.slice(&heading.text_range)));
    names
}

fn schema() -> (Schema, [Field; TextField::ALL.len()], Field) {
    let text = |field: TextField| {
        let option = match field.has_positions() {
            true => IndexRecordOption::WithFreqsAndPositions,
            false => IndexRecordOption::WithFreqs,
        };
        let indexing = TextFieldIndexing::default()
            .set_tokenizer("words")
            .set_index_option(option);
        TextOptions::default().set_indexing_options(indexing)
    };
    let mut schema = Schema::builder();
    let fields = TextField::ALL.map(|field| {
        let name = format!("{field:?}").to_lowercase();
        schema.add_text_field(&name, text(field))
    });
    let number = schema.add_u64_field("number", FAST);
    (schema.build(), fields, number)
}
