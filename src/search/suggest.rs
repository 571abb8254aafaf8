//! Suggestions while a query is typed: titles, channels, unresolved topics and moments.

use std::sync::Arc;

use quick_cache::Weighter;
use quick_cache::sync::Cache;

use crate::archive::{Archive, ChannelId, NoteId, TopicId};
use crate::search::index::TextField;
use crate::search::query::{Query, bounded};
use crate::search::query_expansion::Fuzziness;
use crate::search::rank::Hit;
use crate::search::request::SearchRequest;
use crate::search::scoring;
use crate::search::{CancellationToken, Search, SearchError};
use crate::text::naming::key;

/// The maximum number of suggestions of each kind.
const MAX_SUGGESTIONS: usize = 5;

/// The number of the best notes whose titles and sentences are suggested.
const SUGGESTED_NOTES: usize = 24;

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
        let request = SearchRequest::incomplete(input).with_range(0, SUGGESTED_NOTES);
        let query = &request.query;
        if !query.has_words() {
            return Ok(Suggestions::default());
        }
        let letters = query
            .clauses
            .iter()
            .flat_map(|clause| &clause.words)
            .map(|word| word.chars().count())
            .sum::<usize>();
        let (notes, moments) = if letters < MIN_LETTERS {
            let title = |number: u32| self.title_words(archive, number);
            let names = self.best_names(query, scoring::TITLES, title, cancel)?;
            let notes = names.into_iter().map(|number| self.notes[number as usize]);
            (notes.collect(), Vec::new())
        } else {
            let mut hits = self.find_uncached(archive, &request, cancel)?.hits;
            let titled = hits
                .iter()
                .filter(|hit| hit.title_score > 0.0)
                .map(|hit| hit.note);
            let notes = titled.take(MAX_SUGGESTIONS).collect();
            hits.retain(|hit| !hit.sentences.is_empty());
            hits.truncate(MAX_SUGGESTIONS);
            (notes, hits)
        };
        let topic = |number: u32| self.topic_words(archive, number - self.notes.len() as u32);
        let topics = self.best_names(query, scoring::TOPICS, topic, cancel)?;
        let topic_id = |number: u32| TopicId::new(number as usize - self.notes.len());
        Ok(Suggestions {
            notes,
            channels: channels(archive, input),
            topics: topics.into_iter().map(topic_id).collect(),
            moments,
        })
    }

    /// The documents whose names contain all words of a query, or similar ones, best first.
    fn best_names<'a>(
        &self,
        query: &Query,
        fields: &[TextField],
        name: impl Fn(u32) -> &'a [u32],
        cancel: &CancellationToken,
    ) -> Result<Vec<u32>, SearchError> {
        for fuzziness in [Fuzziness::Off, Fuzziness::Typos] {
            let expanded = self.expanded(query, fuzziness, cancel)?;
            let found = self.scores(&expanded, fields, cancel)?;
            let all = expanded.scored_bits;
            let mut names: Vec<(f32, u32)> = (0_u32..)
                .zip(&found.words)
                .filter(|(_, words)| **words & all == all)
                .map(|(number, _)| (expanded.score_title(name(number)), number))
                .collect();
            if !names.is_empty() {
                names.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
                names.truncate(MAX_SUGGESTIONS);
                return Ok(names.into_iter().map(|(_, number)| number).collect());
            }
        }
        Ok(Vec::new())
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
