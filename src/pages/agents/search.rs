//! The tool `search`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::archive::Archive;
use crate::pages::Site;
use crate::pages::agents::link::NoteReference;
use crate::pages::agents::quote::Quote;
use crate::pages::agents::{Answer, ToolError};
use crate::pages::components::moment_of;
use crate::pages::json::search::match_mode_name;
use crate::search::{CancellationToken, Hit, Scope, SearchRequest};
use crate::text::plural::count;

/// How many notes a search returns by default, and at most.
const DEFAULT_NOTES: usize = 10;
const MAX_NOTES: usize = 25;

/// The arguments of `search`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
pub struct SearchArguments {
    /// Words, "a phrase", -excluded, title:word, after:2024, before:2024-06.
    query: String,
    /// Search in the channel of this name only.
    #[serde(default)]
    channel: Option<String>,
    /// Search in notes with this tag only.
    #[serde(default)]
    tag: Option<String>,
    /// How many notes to return: 10 by default, at most 25.
    #[serde(default)]
    limit: Option<usize>,
}

/// The answer of `search`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SearchAnswer<'a> {
    /// The number of matching notes.
    total: usize,
    /// `all` if a note contains all words, `similar` if only with similar words in place of
    /// others, `some` if none contains all.
    match_mode: &'static str,
    /// The channels with the most matching notes.
    channels: Vec<ChannelCount<'a>>,
    /// The best notes, best first.
    notes: Vec<FoundNote<'a>>,
}

/// The maximum number of channels in an answer.
const MAX_CHANNELS: usize = 10;

/// A channel with the number of its matching notes.
#[derive(Debug, Serialize, JsonSchema)]
struct ChannelCount<'a> {
    name: &'a str,
    notes: usize,
}

/// A note that matches.
#[derive(Debug, Serialize, JsonSchema)]
struct FoundNote<'a> {
    #[serde(flatten)]
    note: NoteReference<'a>,
    /// The sentences that match best.
    quotes: Vec<Quote>,
}

/// Searches the notes.
///
/// # Errors
/// If the index is not ready or fails, if there is no such channel, or if the search is cancelled.
pub fn search<'a>(
    site: &'a Site,
    arguments: &SearchArguments,
    cancel: &CancellationToken,
) -> Result<SearchAnswer<'a>, ToolError> {
    let archive = &site.archive;
    let search = site.search.get().map_err(ToolError::NotReady)?;
    let channel = arguments.channel.as_deref().unwrap_or_default();
    let scope = Scope::new(archive, channel, "");
    if scope == Scope::Empty {
        return Err(ToolError::NoChannel(channel.to_owned()));
    }
    let limit = arguments.limit.unwrap_or(DEFAULT_NOTES).min(MAX_NOTES);
    let tag = arguments.tag.as_deref().unwrap_or_default();
    let request = SearchRequest::new(&arguments.query)
        .with_filters(tag.trim_start_matches('#'), None)
        .with_scope(scope)
        .with_range(0, limit);
    let found = search.find(archive, &request, cancel)?;
    let channels = found.channels.iter().take(MAX_CHANNELS);
    Ok(SearchAnswer {
        total: found.total,
        match_mode: match_mode_name(found.match_mode),
        channels: channels
            .map(|(id, notes)| ChannelCount {
                name: &archive.channel(*id).name,
                notes: *notes,
            })
            .collect(),
        notes: found
            .hits
            .iter()
            .map(|hit| FoundNote::new(archive, hit))
            .collect(),
    })
}

impl<'a> FoundNote<'a> {
    fn new(archive: &'a Archive, hit: &Hit) -> Self {
        let quotes = hit.sentences.iter().map(|sentence| {
            let moment = moment_of(archive, hit.note, sentence);
            Quote::new(archive, hit.note, &sentence.range, moment)
        });
        Self {
            note: NoteReference::new(archive, hit.note),
            quotes: quotes.collect(),
        }
    }
}

impl Answer for SearchAnswer<'_> {
    fn text(&self) -> String {
        let mut text = format!("{} found.\n", count(self.total, "note"));
        for found in &self.notes {
            text += &found.note.item();
            for quote in &found.quotes {
                text += &format!("  {}", quote.item());
            }
        }
        text
    }
}
