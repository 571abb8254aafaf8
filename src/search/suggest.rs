//! What a reader may mean while still typing: titles, channels, missing topics and moments.

use std::sync::Arc;

use quick_cache::sync::Cache;

use super::find::{Hit, Request};
use super::index::{Asked, AskedPhrase, AskedWord, Scope};
use super::meaning::{Forgiving, Meaning};
use super::query::{LONGEST, Query};
use super::{Search, SearchError};
use crate::archive::{Archive, ChannelId, NoteId, TopicId};
use crate::name::key;

/// How many of each kind are told.
const MOST: usize = 5;

/// Of the likeliest names so many are compared closely.
const LOOKED_AT: usize = 40;

/// Sentences are told from so many letters on: what one or two mean is in the titles.
const FEWEST_LETTERS: usize = 3;

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
pub(super) type Suggested = Cache<String, Arc<Suggestions>>;

impl Search {
    /// What may be meant by what was typed up to now.
    ///
    /// # Errors
    /// Where the index fails.
    pub fn suggest(&self, archive: &Archive, typed: &str) -> Result<Arc<Suggestions>, SearchError> {
        let typed = &typed[..typed.floor_char_boundary(LONGEST)];
        self.suggested.get_or_insert_with(typed, || self.suggest_anew(archive, typed).map(Arc::new))
    }

    fn suggest_anew(&self, archive: &Archive, typed: &str) -> Result<Suggestions, SearchError> {
        let query = Query::parse(typed, true);
        if !query.has_words() {
            return Ok(Suggestions::default());
        }
        let title = |number: u32| archive.note(self.notes[number as usize]).title.as_str();
        let topic = |number: u32| archive.topics()[number as usize].name.as_str();
        let notes = self.named(archive, &query, Scope::Titles, title)?;
        let topics = self.named(archive, &query, Scope::Topics, topic)?;
        let letters =
            query.clauses.iter().flat_map(|clause| &clause.words).map(|word| word.chars().count()).sum::<usize>();
        let moments = if letters < FEWEST_LETTERS {
            Vec::new()
        } else {
            let request = Request { query: &query, channel: None, video: None, offset: 0, limit: MOST };
            self.find_anew(archive, &request)?.hits
        };
        Ok(Suggestions {
            notes: notes.into_iter().map(|number| self.notes[number as usize]).collect(),
            channels: channels(archive, typed),
            topics: topics.into_iter().map(|number| TopicId::new(number as usize)).collect(),
            moments,
        })
    }

    /// The names that answer best: those with all words, or else those that are spelt much like them.
    fn named<'a>(
        &self,
        archive: &Archive,
        query: &Query,
        scope: Scope,
        name: impl Fn(u32) -> &'a str,
    ) -> Result<Vec<u32>, SearchError> {
        for forgiving in [Forgiving::No, Forgiving::Typos] {
            let meaning = Meaning::of(query, &self.vocabulary, archive.notes().len(), forgiving);
            let words = meaning.words.iter().filter(|meant| !meant.in_phrase);
            let phrases = query.clauses.iter().filter(|clause| clause.is_phrase() || clause.is_excluded);
            let asked = Asked {
                words: words.map(|meant| AskedWord { variants: &meant.variants, in_title: true }).collect(),
                phrases: phrases.map(AskedPhrase::of).collect(),
                ..Asked::default()
            };
            let (_, found) = self.index.find(&asked, scope, LOOKED_AT)?;
            if !found.is_empty() {
                let mut scored: Vec<(f32, u32)> =
                    found.iter().map(|one| (meaning.title(name(one.number)), one.number)).collect();
                scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
                return Ok(scored.into_iter().take(MOST).map(|(_, number)| number).collect());
            }
        }
        Ok(Vec::new())
    }
}

/// Channels whose names have what was typed, those that begin with it first.
fn channels(archive: &Archive, typed: &str) -> Vec<ChannelId> {
    let wanted = key(typed.trim());
    let mut found: Vec<(usize, ChannelId)> =
        archive.channel_ids().filter_map(|id| Some((key(&archive.channel(id).name).find(&wanted)?, id))).collect();
    found.sort_unstable();
    found.into_iter().take(MOST).map(|(_, id)| id).collect()
}
