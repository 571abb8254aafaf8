//! Full-text search: the index of an archive in; notes, sentences and moments that match a query
//! out.
//!
//! ```text
//! archive -> index + vocabulary + sentences
//! text -> query -> expanded query (forms, typos, beginnings) -> matches -> rank -> hits
//! ```
//! User input never reaches a query grammar: it is split into words, and the index query is built
//! from them. Nothing is written to disk.

mod cancellation;
mod field;
mod filters;
mod folding;
mod index;
mod levenshtein;
mod matching;
mod query;
mod query_expansion;
mod rank;
mod related;
mod request;
mod scoring;
mod sentence_index;
mod sentence_scoring;
mod spelling;
mod stemming;
mod suggest;
mod tokenizer;
mod vocabulary;
mod words;

use std::error::Error;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

pub use cancellation::{CancellationToken, DropGuard};
pub use filters::{Filters, MAX_FILTERS, NoteFilter};
pub use folding::fold_words;
pub use matching::MatchMode;
pub use query::{MAX_LETTERS, MAX_PHRASES, MAX_QUERY_LENGTH, MAX_WORDS, Query, QueryLimit};
pub use rank::{Hit, Hits, Sentence};
use rayon::prelude::*;
use related::KeyWords;
pub use related::Related;
pub use request::{DEFAULT_LIMIT, MAX_OFFSET, Order, Scope, SearchRequest};
pub use suggest::Suggestions;
use thiserror::Error;

use crate::archive::{Archive, NoteId};
use crate::progress::Progress;
use crate::text::error_chain::with_causes;
use crate::text::language::Lang;
use folding::fold;
use index::TextIndex;
use rank::{ResultBytes, ResultCache};
use sentence_index::SentenceIndex;
use suggest::{SuggestionBytes, SuggestionCache};
use vocabulary::Vocabulary;
use words::{Word, Words};

/// The search index of one archive.
pub struct Search {
    index: TextIndex,
    vocabulary: Vocabulary,
    /// Notes by their number in the index, in order.
    notes: Vec<NoteId>,
    /// The sentences of each note, computed on first use except for large notes: most notes are
    /// never searched, and the index is ready sooner.
    sentences: Vec<OnceLock<Box<SentenceIndex>>>,
    /// The vocabulary numbers of the words in titles and in the names of unresolved topics,
    /// computed on first use.
    titles: Vec<OnceLock<Box<[u32]>>>,
    topics: Vec<OnceLock<Box<[u32]>>>,
    key_words: KeyWords,
    /// Whether each note lists notes, so that it is related to none in particular.
    lists_notes: Box<[bool]>,
    results: ResultCache,
    suggestions: SuggestionCache,
}

/// The sentences of notes with more text than this are computed when the index is built. 99 of 100
/// notes have less.
const LARGE_NOTE_BYTES: usize = 32 * 1024;

/// Capacity of each cache of recent results, in bytes.
const CACHE_BYTES: u64 = 4 * 1024 * 1024;
/// Estimated size of a cache entry, in bytes.
const TYPICAL_ENTRY_BYTES: u64 = 4 * 1024;

/// Why a search failed.
#[derive(Debug, Error)]
pub enum SearchError {
    /// Building or reading the index failed.
    #[error("the search index failed")]
    Index(#[source] Box<dyn Error + Send + Sync>),
    /// The caller no longer waits for the result.
    #[error("the search was cancelled")]
    Cancelled,
}

impl SearchError {
    /// An index error with its cause, for the operator.
    pub fn new(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Index(cause.into())
    }
}

impl From<tantivy::TantivyError> for SearchError {
    fn from(error: tantivy::TantivyError) -> Self {
        Self::new(error)
    }
}

/// Builds the index of an archive and reports the progress in notes.
pub type IndexBuilder =
    Arc<dyn Fn(&Archive, &Progress) -> Result<Search, SearchError> + Send + Sync>;

/// The search of a site. The archive is served while its index is being built; searches are
/// answered once it is complete. A clone has the same index: the index contains no times, so that
/// it stays valid when only the times of an archive change.
#[derive(Clone)]
pub struct SearchHandle {
    search: Arc<OnceLock<Search>>,
    progress: Arc<Progress>,
    /// The error of the last attempt to build the index.
    failure: Arc<Mutex<Option<String>>>,
    build: IndexBuilder,
}

impl Default for SearchHandle {
    fn default() -> Self {
        Self::new(Arc::new(Search::new))
    }
}

impl SearchHandle {
    /// A search whose index is built by `build`.
    pub fn new(build: IndexBuilder) -> Self {
        Self {
            search: Arc::default(),
            progress: Arc::default(),
            failure: Arc::default(),
            build,
        }
    }

    /// A handle for another archive, with the same index builder.
    pub fn another(&self) -> Self {
        Self::new(Arc::clone(&self.build))
    }

    /// Builds the index. Blocks the caller.
    ///
    /// # Errors
    /// If the index cannot be built. The call may be repeated.
    pub fn begin(&self, archive: &Archive) -> Result<&Search, SearchError> {
        let built = catch_unwind(AssertUnwindSafe(|| (self.build)(archive, &self.progress)))
            .unwrap_or_else(|_| Err(SearchError::new("the index builder panicked")));
        let failure = built.as_ref().err().map(|error| with_causes(error));
        *self.failure.lock().unwrap_or_else(PoisonError::into_inner) = failure;
        built.map(|search| self.search.get_or_init(|| search))
    }

    /// The search, or the progress of indexing in per cent.
    ///
    /// # Errors
    /// If the index is not built yet.
    pub fn get(&self) -> Result<&Search, usize> {
        self.search.get().ok_or_else(|| self.progress.percent())
    }

    /// The error of the last attempt to build the index, until one succeeds.
    pub fn failure(&self) -> Option<String> {
        self.failure
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

fn empty_cells<T>(count: usize) -> Vec<OnceLock<T>> {
    std::iter::repeat_with(OnceLock::new).take(count).collect()
}

impl Search {
    /// Indexes an archive in parallel.
    ///
    /// # Errors
    /// If the index fails.
    pub fn new(archive: &Archive, progress: &Progress) -> Result<Self, SearchError> {
        let notes: Vec<NoteId> = archive.listed_notes().map(|(id, _)| id).collect();
        progress.begin(notes.len());
        let index = TextIndex::new(archive, progress)?;
        let languages: Vec<Option<Lang>> = notes
            .par_iter()
            .map(|id| archive.note(*id).language())
            .collect();
        let vocabulary = index.vocabulary(&languages)?;
        let languages: Vec<_> = languages
            .into_iter()
            .map(|language| vocabulary.language(language?))
            .collect();
        let facts: Vec<_> = notes.iter().map(|id| &archive.note(*id).facts).collect();
        let search = Self {
            key_words: KeyWords::new(&index, &vocabulary, &facts, &languages)?,
            lists_notes: notes.iter().map(|id| archive.lists_notes(*id)).collect(),
            index,
            vocabulary,
            sentences: empty_cells(notes.len()),
            titles: empty_cells(notes.len()),
            topics: empty_cells(archive.topics().len()),
            notes,
            results: ResultCache::with_weighter(
                (CACHE_BYTES / TYPICAL_ENTRY_BYTES) as usize,
                CACHE_BYTES,
                ResultBytes,
            ),
            suggestions: SuggestionCache::with_weighter(
                (CACHE_BYTES / TYPICAL_ENTRY_BYTES) as usize,
                CACHE_BYTES,
                SuggestionBytes,
            ),
        };
        search.index_sentences_of_large_notes(archive);
        Ok(search)
    }

    /// Computes the sentences of large notes in advance, because they would slow down a search.
    fn index_sentences_of_large_notes(&self, archive: &Archive) {
        let is_large =
            |number: &usize| archive.note(self.notes[*number]).facts.text.len() > LARGE_NOTE_BYTES;
        (0..self.notes.len())
            .into_par_iter()
            .filter(is_large)
            .for_each(|number| {
                self.sentences(archive, number);
            });
    }

    /// The sentences of a note, by its number in the index.
    fn sentences(&self, archive: &Archive, number: usize) -> &SentenceIndex {
        self.sentences[number]
            .get_or_init(|| Box::new(SentenceIndex::new(archive.note(self.notes[number]))))
    }

    /// The vocabulary numbers of the words in a note's title, by the note's number in the index.
    fn title_words(&self, archive: &Archive, number: u32) -> &[u32] {
        let number = number as usize;
        self.titles[number]
            .get_or_init(|| self.word_numbers(&archive.note(self.notes[number]).title))
    }

    /// The vocabulary numbers of the words in the name of an unresolved topic.
    fn topic_words(&self, archive: &Archive, number: u32) -> &[u32] {
        let number = number as usize;
        self.topics[number].get_or_init(|| self.word_numbers(&archive.topics()[number].name))
    }

    fn word_numbers(&self, name: &str) -> Box<[u32]> {
        // All words of names are in the vocabulary.
        let number = |word: Word| {
            self.vocabulary
                .number(&fold(&name[word.range]))
                .unwrap_or(u32::MAX)
        };
        Words::new(name).map(number).collect()
    }

    /// The number of fuzzy lookups in the vocabulary so far. They dominate the cost of a query and
    /// are limited per query.
    pub fn fuzzy_lookups(&self) -> u64 {
        self.vocabulary.fuzzy_lookups()
    }

    /// The memory of the index in bytes, without the result caches.
    pub fn size(&self) -> usize {
        let sentences: usize = self
            .sentences
            .iter()
            .filter_map(OnceLock::get)
            .map(|sentences| sentences.size())
            .sum();
        self.index.size() + self.vocabulary.size() + self.key_words.size() + sentences
    }
}
