//! What a reader may mean while still typing: titles, channels, missing topics and moments.

use std::sync::Arc;

use quick_cache::Weighter;
use quick_cache::sync::Cache;

use crate::archive::{Archive, ChannelId, NoteId, TopicId};
use crate::search::index_query::SearchedNames;
use crate::search::query::{Query, bounded};
use crate::search::query_expansion::{ExpandedQuery, Fuzziness};
use crate::search::rank::{Hit, Request, index_query};
use crate::search::{CancellationToken, Search, SearchError};
use crate::text::naming::key;

/// How many of each kind are told.
const MAX_SUGGESTIONS: usize = 5;

/// Of the likeliest names so many are compared closely.
const RERANK_DEPTH: usize = 40;

/// Sentences are told from so many letters on: what one or two mean is in the titles.
const MIN_LETTERS: usize = 3;

/// What may be meant, each kind best first.
#[derive(Debug, Default)]
pub struct Suggestions {
    /// Notes by their titles.
    pub notes: Vec<NoteId>,
    /// Channels by their names.
    pub channels: Vec<ChannelId>,
    /// Topics that no note answers.
    pub topics: Vec<TopicId>,
    /// Notes with the sentence that answers best.
    pub moments: Vec<Hit>,
}

/// The last answers, by what was typed.
pub(super) type SuggestionCache = Cache<String, Arc<Suggestions>, SuggestionBytes>;

/// How much memory an answer takes.
#[derive(Clone)]
pub(super) struct SuggestionBytes;

impl Weighter<String, Arc<Suggestions>> for SuggestionBytes {
    fn weight(&self, typed: &String, found: &Arc<Suggestions>) -> u64 {
        let names = found.notes.len() + found.channels.len() + found.topics.len();
        let moments: usize = found.moments.iter().map(Hit::size).sum();
        (size_of::<(String, Suggestions)>()
            + typed.capacity()
            + names * size_of::<NoteId>()
            + moments
            + 128) as u64
    }
}

impl Search {
    /// What may be meant by what was typed up to now.
    ///
    /// # Errors
    /// Where the index fails, or the search is cancelled.
    pub fn suggest(
        &self,
        archive: &Archive,
        typed: &str,
        cancel: &CancellationToken,
    ) -> Result<Arc<Suggestions>, SearchError> {
        let typed = bounded(typed);
        self.suggested.get_or_insert_with(typed, || {
            self.suggest_anew(archive, typed, cancel).map(Arc::new)
        })
    }

    fn suggest_anew(
        &self,
        archive: &Archive,
        typed: &str,
        cancel: &CancellationToken,
    ) -> Result<Suggestions, SearchError> {
        let query = Query::parse(typed, true);
        if !query.has_words() {
            return Ok(Suggestions::default());
        }
        let title = |number: u32| self.words_of_title(archive, number);
        let topic = |number: u32| self.words_of_topic(archive, number);
        let count = self.notes.len();
        let exactly = ExpandedQuery::of(&query, &self.vocabulary, count, Fuzziness::No, cancel)?;
        let mut notes = self.named(&query, &exactly, SearchedNames::Titles, title)?;
        cancel.check()?;
        let mut topics = self.named(&query, &exactly, SearchedNames::Topics, topic)?;
        if notes.is_empty() || topics.is_empty() {
            let similar =
                ExpandedQuery::of(&query, &self.vocabulary, count, Fuzziness::Typos, cancel)?;
            let is_other = !similar.is_same(&exactly);
            if is_other && notes.is_empty() {
                notes = self.named(&query, &similar, SearchedNames::Titles, title)?;
            }
            cancel.check()?;
            if is_other && topics.is_empty() {
                topics = self.named(&query, &similar, SearchedNames::Topics, topic)?;
            }
        }
        let letters = query
            .clauses
            .iter()
            .flat_map(|clause| &clause.words)
            .map(|word| word.chars().count())
            .sum::<usize>();
        let moments = if letters < MIN_LETTERS {
            Vec::new()
        } else {
            let request = Request {
                query: &query,
                channel: None,
                video: None,
                offset: 0,
                limit: MAX_SUGGESTIONS,
            };
            self.find_anew(archive, &request, cancel)?.hits
        };
        Ok(Suggestions {
            notes: notes
                .into_iter()
                .map(|number| self.notes[number as usize])
                .collect(),
            channels: channels(archive, typed),
            topics: topics
                .into_iter()
                .map(|number| TopicId::new(number as usize))
                .collect(),
            moments,
        })
    }

    /// The names that answer best.
    fn named<'a>(
        &self,
        query: &Query,
        expanded: &ExpandedQuery,
        scope: SearchedNames,
        name: impl Fn(u32) -> &'a [u32],
    ) -> Result<Vec<u32>, SearchError> {
        let (_, found) = self
            .index
            .find(&index_query(query, expanded), scope, RERANK_DEPTH)?;
        let mut found: Vec<(f32, u32)> = found
            .iter()
            .map(|one| (expanded.title(name(one.number)), one.number))
            .collect();
        found.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        Ok(found
            .into_iter()
            .take(MAX_SUGGESTIONS)
            .map(|(_, number)| number)
            .collect())
    }
}

/// Channels whose names have what was typed, those that begin with it first.
fn channels(archive: &Archive, typed: &str) -> Vec<ChannelId> {
    let wanted = key(typed.trim());
    let mut found: Vec<(usize, ChannelId)> = archive
        .channel_ids()
        .filter_map(|id| Some((key(&archive.channel(id).name).find(&wanted)?, id)))
        .collect();
    found.sort_unstable();
    found
        .into_iter()
        .take(MAX_SUGGESTIONS)
        .map(|(_, id)| id)
        .collect()
}
