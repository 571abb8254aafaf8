//! A search request: what to search for, where, and which part of the results to return.

use crate::archive::{Archive, ChannelId, NoteId, VideoId, VideoKey};
use crate::search::field::is_quote;
use crate::search::query::{Query, bounded};
use crate::text::date::Date;

/// The maximum number of hits that a request skips. A later part of the results is empty.
pub const MAX_OFFSET: usize = 1_000;

/// The maximum number of hits that a request returns.
const MAX_LIMIT: usize = 100;

/// How many hits a request returns by default.
pub const DEFAULT_LIMIT: usize = 10;

/// The notes that a search is restricted to.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scope {
    /// All notes.
    #[default]
    All,
    /// The notes of a channel.
    Channel(ChannelId),
    /// The notes about a video, in all channels or in one.
    Video(VideoId, Option<ChannelId>),
    /// No notes: the channel or the video does not exist.
    Empty,
}

impl Scope {
    /// The scope of a channel's name and the id of a video; either may be empty.
    pub fn new(archive: &Archive, channel: &str, video: &str) -> Self {
        let channel = match channel {
            "" => None,
            name if bounded(name).len() < name.len() => return Self::Empty,
            name => match archive.channels_named(name)[..] {
                [channel, ..] => Some(channel),
                [] => return Self::Empty,
            },
        };
        match (video, channel) {
            ("", None) => Self::All,
            ("", Some(channel)) => Self::Channel(channel),
            (key, channel) => archive
                .video_by_key(&VideoKey::parse(bounded(key)))
                .map_or(Self::Empty, |video| Self::Video(video, channel)),
        }
    }

    /// The channel.
    pub fn channel(self) -> Option<ChannelId> {
        match self {
            Self::Channel(channel) => Some(channel),
            Self::Video(_, channel) => channel,
            Self::All | Self::Empty => None,
        }
    }

    /// The video.
    pub fn video(self) -> Option<VideoId> {
        match self {
            Self::Video(video, _) => Some(video),
            Self::All | Self::Channel(_) | Self::Empty => None,
        }
    }

    /// Whether a note is in it.
    pub fn contains(self, archive: &Archive, note: NoteId) -> bool {
        let is_in = |channel: ChannelId| archive.channel_of(note) == Some(channel);
        match self {
            Self::All => true,
            Self::Channel(channel) => is_in(channel),
            Self::Video(video, channel) => {
                archive.video_of(note) == Some(video) && channel.is_none_or(is_in)
            }
            Self::Empty => false,
        }
    }

    /// The same scope in another channel, or in all channels.
    #[must_use]
    pub fn with_channel(self, channel: Option<ChannelId>) -> Self {
        match (self.video(), channel) {
            (Some(video), channel) => Self::Video(video, channel),
            (None, Some(channel)) => Self::Channel(channel),
            (None, None) => Self::All,
        }
    }

    /// The same scope in all videos.
    #[must_use]
    pub fn without_video(self) -> Self {
        self.channel().map_or(Self::All, Self::Channel)
    }
}

/// The order of the hits.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Order {
    /// Best first.
    #[default]
    Relevance,
    /// By date, the newest first; notes without a date last.
    Newest,
    /// By title.
    Title,
    /// As the archive shows the notes: by channel and video.
    Place,
}

impl Order {
    /// All orders.
    pub const ALL: [Self; 4] = [Self::Relevance, Self::Newest, Self::Title, Self::Place];

    /// The order with this name in a URL; `Relevance` if there is none.
    pub fn named(name: &str) -> Self {
        let order = Self::ALL.into_iter().find(|order| order.name() == name);
        order.unwrap_or_default()
    }

    /// Its name in a URL.
    pub fn name(self) -> &'static str {
        match self {
            Self::Relevance => "relevance",
            Self::Newest => "newest",
            Self::Title => "title",
            Self::Place => "place",
        }
    }
}

/// What to search for, where, and which part of the results to return.
#[derive(Debug, Default, Clone, PartialEq, Eq, Hash)]
pub struct SearchRequest {
    /// The user's input, trimmed and truncated to its maximum length.
    pub text: String,
    /// The parsed input.
    pub query: Query,
    /// The notes to search.
    pub scope: Scope,
    /// The order of the hits.
    pub order: Order,
    /// How many hits to skip.
    pub offset: usize,
    /// The maximum number of hits to return.
    pub limit: usize,
}

impl SearchRequest {
    /// A request for the best hits of all notes.
    pub fn new(input: &str) -> Self {
        Self::with_query(input, Query::parse(input, false))
    }

    /// A request for the notes about a name, in which no sign has a meaning for the search.
    pub fn for_name(name: &str) -> Self {
        Self::new(&name.replace(|c| is_quote(c) || matches!(c, ':' | '-' | '−'), " "))
    }

    /// The same for input that is still being typed: its last word may be incomplete.
    pub fn incomplete(input: &str) -> Self {
        Self::with_query(input, Query::parse(input, true))
    }

    fn with_query(input: &str, query: Query) -> Self {
        Self {
            text: bounded(input.trim()).to_owned(),
            query,
            scope: Scope::All,
            order: Order::Relevance,
            offset: 0,
            limit: DEFAULT_LIMIT,
        }
    }

    /// The same request for a part of the notes.
    #[must_use]
    pub fn with_scope(self, scope: Scope) -> Self {
        Self { scope, ..self }
    }

    /// The same request with its hits in another order.
    #[must_use]
    pub fn with_order(self, order: Order) -> Self {
        Self { order, ..self }
    }

    /// The same request for notes with a tag, and of a date or later.
    #[must_use]
    pub fn with_filters(mut self, tag: &str, after: Option<Date>) -> Self {
        let filters = &mut self.query.filters;
        if !tag.is_empty() {
            filters.tags.push(bounded(tag).to_owned());
        }
        filters.after = filters.after.max(after);
        self
    }

    /// The same request for another part of the results.
    #[must_use]
    pub fn with_range(self, offset: usize, limit: usize) -> Self {
        let limit = if offset > MAX_OFFSET { 0 } else { limit };
        Self {
            offset: offset.min(MAX_OFFSET),
            limit: limit.min(MAX_LIMIT),
            ..self
        }
    }

    /// Whether it searches all notes, not only those of a video or those that filters allow.
    pub fn is_about_all_notes(&self) -> bool {
        self.scope == Scope::All && self.query.filters.is_empty()
    }

    /// Whether no note can match.
    pub fn is_empty(&self) -> bool {
        self.query.is_empty() || self.scope == Scope::Empty
    }
}
