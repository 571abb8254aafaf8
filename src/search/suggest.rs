//! Suggestions while a query is typed: titles, channels, unresolved topics and moments.

use std::sync::Arc;

use quick_cache::Weighter;
use quick_cache::sync::Cache;

use crate::archive::{Archive, ChannelId, NoteId, TopicId};
use crate::search::index_query::SearchedFields;
use crate::search::query::{Query, bounded};
use crate::search::query_expansion::{ExpandedQuery, Fuzziness};
use crate::search::rank::{Hit, index_query};
use crate::search::request::SearchRequest;
use crate::search::{CancellationToken, Search, SearchError};
use crate::text::naming::key;

/// The maximum number of suggestions of each kind.
const MAX_SUGGESTIONS: usize = 5;

/// The number of the index's best names that are re-ranked.
const RERANK_DEPTH: usize = 40;

/// The minimum query length for sentence suggestions, in letters; shorter queries suggest titles
/// only.
const MIN_LETTERS: usize = 3;

/// Suggestions, each kind best first.
#[derive(Debug, Default)]
pub struct Suggestions {
    /// Notes by their titles.
    pub notes: Vec<NoteId>,
    /// Channels by their names.
    pub channels: Vec<ChannelId>,
    /// Unresolved topics.
    pub topics: Vec<TopicId>,
    /// Notes with their best sentence.
    pub moments: Vec<Hit>,
}

/// Recent suggestions by input.
pub(super) type SuggestionCache = Cache<String, Arc<Suggestions>, SuggestionBytes>;

/// Weighs suggestions by their memory in bytes.
#[derive(Clone)]
pub(super) struct SuggestionBytes;

impl Weighter<String, Arc<Suggestions>> for SuggestionBytes {
    fn weight(&self, input: &String, suggestions: &Arc<Suggestions>) -> u64 {
        let names = suggestions.notes.len() + suggestions.channels.len() + suggestions.topics.len();
        let moments: usize = suggestions.moments.iter().map(Hit::size).sum();
        (size_of::<(String, Suggestions)>()
            + input.capacity()
            + names * size_of::<NoteId>()
            + moments
            + 128) as u64
    }
}

impl Search {
    /// Suggestions for the text typed so far.
    ///
    /// # Errors
    /// If the index fails or the search is cancelled.
    pub fn suggest(
        &self,
        archive: &Archive,
        input: &str,
        cancel: &CancellationToken,
    ) -> Result<Arc<Suggestions>, SearchError> {
        let input = bounded(input);
        self.suggestions.get_or_insert_with(input, || {
            self.suggest_uncached(archive, input, cancel).map(Arc::new)
        })
    }

    fn suggest_uncached(
        &self,
        archive: &Archive,
        input: &str,
        cancel: &CancellationToken,
    ) -> Result<Suggestions, SearchError> {
        let request = SearchRequest::incomplete(input).with_range(0, MAX_SUGGESTIONS);
        let query = &request.query;
        if !query.has_words() {
            return Ok(Suggestions::default());
        }
        let title = |number: u32| self.title_words(archive, number);
        let topic = |number: u32| self.topic_words(archive, number);
        let count = self.notes.len();
        let exact = ExpandedQuery::new(query, &self.vocabulary, count, Fuzziness::Off, cancel)?;
        let mut notes = self.best_names(query, &exact, SearchedFields::Titles, title)?;
        cancel.check()?;
        let mut topics = self.best_names(query, &exact, SearchedFields::Topics, topic)?;
        if notes.is_empty() || topics.is_empty() {
            let similar =
                ExpandedQuery::new(query, &self.vocabulary, count, Fuzziness::Typos, cancel)?;
            let differs = !similar.is_same(&exact);
            if differs && notes.is_empty() {
                notes = self.best_names(query, &similar, SearchedFields::Titles, title)?;
            }
            cancel.check()?;
            if differs && topics.is_empty() {
                topics = self.best_names(query, &similar, SearchedFields::Topics, topic)?;
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
            self.find_uncached(archive, &request, cancel)?.hits
        };
        Ok(Suggestions {
            notes: notes
                .into_iter()
                .map(|number| self.notes[number as usize])
                .collect(),
            channels: channels(archive, input),
            topics: topics
                .into_iter()
                .map(|number| TopicId::new(number as usize))
                .collect(),
            moments,
        })
    }

    /// The names that match best.
    fn best_names<'a>(
        &self,
        query: &Query,
        expanded: &ExpandedQuery,
        scope: SearchedFields,
        name: impl Fn(u32) -> &'a [u32],
    ) -> Result<Vec<u32>, SearchError> {
        let (_, candidates) =
            self.index
                .find(&index_query(query, expanded), scope, RERANK_DEPTH)?;
        let mut scored: Vec<(f32, u32)> = candidates
            .iter()
            .map(|candidate| {
                (
                    expanded.score_title(name(candidate.number)),
                    candidate.number,
                )
            })
            .collect();
        scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        Ok(scored
            .into_iter()
            .take(MAX_SUGGESTIONS)
            .map(|(_, number)| number)
            .collect())
    }
}

/// Channels whose names or folders contain the input; those that begin with it come first.
fn channels(archive: &Archive, input: &str) -> Vec<ChannelId> {
    let needle = key(input.trim());
    let position = |id| {
        let channel = archive.channel(id);
        let names = [&channel.name, &channel.folder];
        names
            .into_iter()
            .filter_map(|name| key(name).find(&needle))
            .min()
    };
    let mut matches: Vec<(usize, ChannelId)> = archive
        .channel_ids()
        .filter_map(|id| Some((position(id)?, id)))
        .collect();
    matches.sort_unstable();
    matches
        .into_iter()
        .take(MAX_SUGGESTIONS)
        .map(|(_, id)| id)
        .collect()
}
