//! Full-text search: the index of an archive in; notes, sentences and moments that answer a query
//! out.
//!
//! ```text
//! archive -> index + vocabulary + sentences
//! text -> query -> expanded query (forms, typos, beginnings) -> candidates -> rank -> hits
//! ```
//! What a reader types never reaches a query grammar: it is read as words, and a query is built of
//! them. Nothing here is written to the disk.

mod cancellation;
mod exclusion;
mod index;
mod index_query;
mod levenshtein;
mod query;
mod query_expansion;
mod rank;
mod sentence_index;
mod stemming;
mod suggest;
mod term_union;
mod tokenizer;
mod vocabulary;

use std::collections::HashMap;
use std::error::Error;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

pub use cancellation::{CancellationToken, DropGuard};
pub use query::{MAX_PHRASES, MAX_QUERY_LENGTH, MAX_WORDS, Query, bounded};
pub use rank::{Hit, Hits, MatchMode, Request, Sentence};
use rayon::prelude::*;

pub use suggest::Suggestions;
use thiserror::Error;

use crate::archive::{Archive, NoteId};
use crate::progress::Progress;
use crate::text::error_chain::with_causes;
use index::TextIndex;
use query_expansion::fuzzy_words;
use rank::{ResultBytes, ResultCache};
use sentence_index::SentenceIndex;
use suggest::{SuggestionBytes, SuggestionCache};
use tokenizer::{Word, Words, fold};
use vocabulary::Vocabulary;

/// The index of one archive, which answers queries.
pub struct Search {
    index: TextIndex,
    vocabulary: Vocabulary,
    /// By the number of the note in the index.
    notes: Vec<NoteId>,
    /// Found when a note is first looked at, except for those of large notes: of most notes nobody
    /// asks, and the first answer comes sooner.
    sentences: Vec<OnceLock<SentenceIndex>>,
    /// The words of titles and of missing topics, by their numbers in the vocabulary; found in the
    /// same way.
    titles: Vec<OnceLock<Box<[u32]>>>,
    topics: Vec<OnceLock<Box<[u32]>>>,
    found: ResultCache,
    suggested: SuggestionCache,
}

/// Where a note has more text, in bytes, its sentences are found when the index is made. 99 of 100
/// notes have less.
const LARGE_NOTE_BYTES: usize = 32 * 1024;

/// How much memory the last answers of each kind take at most, and what one of them takes, roughly;
/// in bytes.
const CACHE_BYTES: u64 = 4 * 1024 * 1024;
const TYPICAL_ENTRY_BYTES: u64 = 4 * 1024;

/// Why there is no answer.
#[derive(Debug, Error)]
pub enum SearchError {
    /// Building or reading the index failed.
    #[error("the search index failed")]
    Index(#[source] Box<dyn Error + Send + Sync>),
    /// Nobody waits for the answer any more.
    #[error("the search was cancelled")]
    Cancelled,
}

impl SearchError {
    /// An error of the index with its cause, for the operator.
    pub fn new(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Index(cause.into())
    }
}

impl From<tantivy::TantivyError> for SearchError {
    fn from(error: tantivy::TantivyError) -> Self {
        Self::new(error)
    }
}

/// Makes the index of an archive, and counts its notes on the way.
pub type IndexBuilder =
    Arc<dyn Fn(&Archive, &Progress) -> Result<Search, SearchError> + Send + Sync>;

/// The search of a site from the moment on when its archive is there: it answers once the index is
/// made, and the archive can be read before.
pub struct SearchHandle {
    search: OnceLock<Search>,
    progress: Progress,
    /// Why the index could not be made when that was last tried.
    failure: Mutex<Option<String>>,
    build: IndexBuilder,
}

impl Default for SearchHandle {
    fn default() -> Self {
        Self::new(Arc::new(Search::new))
    }
}

impl SearchHandle {
    /// A search whose index `build` makes.
    pub fn new(build: IndexBuilder) -> Self {
        Self {
            search: OnceLock::new(),
            progress: Progress::default(),
            failure: Mutex::default(),
            build,
        }
    }

    /// The search of another archive, whose index is made in the same way.
    pub fn another(&self) -> Self {
        Self::new(Arc::clone(&self.build))
    }

    /// Makes the index; the caller waits.
    ///
    /// # Errors
    /// Where the index fails. It may be tried again.
    pub fn begin(&self, archive: &Archive) -> Result<&Search, SearchError> {
        let built = catch_unwind(AssertUnwindSafe(|| (self.build)(archive, &self.progress)))
            .unwrap_or_else(|_| Err(SearchError::new("making it panicked")));
        let failure = built.as_ref().err().map(|error| with_causes(error));
        *self.failure.lock().unwrap_or_else(PoisonError::into_inner) = failure;
        built.map(|search| self.search.get_or_init(|| search))
    }

    /// The search, or else how much of the index is made, in per cent.
    ///
    /// # Errors
    /// Where the index is not made yet.
    pub fn get(&self) -> Result<&Search, usize> {
        self.search.get().ok_or_else(|| self.progress.percent())
    }

    /// Why the index could not be made, until it is.
    pub fn failure(&self) -> Option<String> {
        self.failure
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

fn not_yet<T>(count: usize) -> Vec<OnceLock<T>> {
    std::iter::repeat_with(OnceLock::new).take(count).collect()
}

impl Search {
    /// Indexes an archive on all cores.
    ///
    /// # Errors
    /// Where the index fails.
    pub fn new(archive: &Archive, progress: &Progress) -> Result<Self, SearchError> {
        let notes: Vec<NoteId> = archive.listed_notes().map(|(id, _)| id).collect();
        progress.begin(notes.len());
        let index = TextIndex::new(archive, progress)?;
        let vocabulary = index.vocabulary(archive)?;
        let search = Self {
            index,
            vocabulary,
            sentences: not_yet(notes.len()),
            titles: not_yet(notes.len()),
            topics: not_yet(archive.topics().len()),
            notes,
            found: ResultCache::with_weighter(
                (CACHE_BYTES / TYPICAL_ENTRY_BYTES) as usize,
                CACHE_BYTES,
                ResultBytes,
            ),
            suggested: SuggestionCache::with_weighter(
                (CACHE_BYTES / TYPICAL_ENTRY_BYTES) as usize,
                CACHE_BYTES,
                SuggestionBytes,
            ),
        };
        search.find_sentences_of_large_notes(archive);
        Ok(search)
    }

    /// Finds the sentences that would make a search take too long.
    fn find_sentences_of_large_notes(&self, archive: &Archive) {
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
        self.sentences[number].get_or_init(|| SentenceIndex::of(archive.note(self.notes[number])))
    }

    /// The numbers of the words of a note's title, by its number in the index.
    fn words_of_title(&self, archive: &Archive, number: u32) -> &[u32] {
        let number = number as usize;
        self.titles[number].get_or_init(|| self.numbers(&archive.note(self.notes[number]).title))
    }

    /// The numbers of the words of a missing topic's name.
    fn words_of_topic(&self, archive: &Archive, number: u32) -> &[u32] {
        let number = number as usize;
        self.topics[number].get_or_init(|| self.numbers(&archive.topics()[number].name))
    }

    fn numbers(&self, name: &str) -> Box<[u32]> {
        // Every word of a name is in the vocabulary.
        let number = |word: Word| {
            self.vocabulary
                .number(&fold(&name[word.range]))
                .unwrap_or(u32::MAX)
        };
        Words::of(name).map(number).collect()
    }

    /// What was typed with its words spelt as the archive spells them; `None` where all of them are
    /// known, or nothing comes near.
    ///
    /// # Errors
    /// Where the search is cancelled.
    pub fn spelling(
        &self,
        query: &Query,
        cancel: &CancellationToken,
    ) -> Result<Option<String>, SearchError> {
        let mut nearest = HashMap::new();
        for word in fuzzy_words(query, &self.vocabulary)
            .into_iter()
            .filter(|word| self.vocabulary.notes(word) == 0)
        {
            cancel.check()?;
            nearest.extend(self.vocabulary.nearest(word).map(|near| (word, near)));
        }
        if nearest.is_empty() {
            return Ok(None);
        }
        let spell = |word: &String| nearest.get(word.as_str()).unwrap_or(word).clone();
        let clauses = query.clauses.iter().map(|clause| {
            let words = clause.words.iter().map(spell).collect::<Vec<_>>().join(" ");
            let words = if clause.is_phrase() {
                format!("\"{words}\"")
            } else {
                words
            };
            format!(
                "{}{}{words}",
                if clause.is_excluded { "-" } else { "" },
                if clause.in_title { "title:" } else { "" }
            )
        });
        let channels = query
            .channels
            .iter()
            .map(|name| format!("channel:\"{name}\""));
        Ok(Some(clauses.chain(channels).collect::<Vec<_>>().join(" ")))
    }

    /// How many times the words of the archive were searched for similar ones: that costs most of a
    /// query, so a query may do it only so often.
    pub fn similar_searches(&self) -> u64 {
        self.vocabulary.similar_searches()
    }

    /// How much memory the index takes, in bytes, without the answers that are kept.
    pub fn size(&self) -> usize {
        let sentences: usize = self
            .sentences
            .iter()
            .filter_map(OnceLock::get)
            .map(SentenceIndex::size)
            .sum();
        self.index.size() + self.vocabulary.size() + sentences
    }
}
