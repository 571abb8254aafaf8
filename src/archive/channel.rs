//! Channels and videos.

use super::{ChannelId, NoteId, TopicId, VideoNo};
use crate::youtube::VideoId;

/// The first folder of a path, and what is in it.
#[derive(Debug)]
pub struct Channel {
    /// The folder's name as a person sees it.
    pub name: String,
    /// The folder's name on disk.
    pub folder: String,
    /// The address of its page, escaped.
    pub address: String,
    /// The note that lists its videos.
    pub index: Option<NoteId>,
    /// Its videos: those that the index names in its order, then the others.
    pub videos: Vec<ChannelVideo>,
    /// Notes about no video, but for the index.
    pub loose: Vec<NoteId>,
    /// How many notes it holds, without the index.
    pub note_count: usize,
    /// How many moments they cite.
    pub moment_count: usize,
}

/// A video in a channel's list.
#[derive(Debug)]
pub struct ChannelVideo {
    /// The video.
    pub video: VideoNo,
    /// What the index lists under it and what is about it, each once.
    pub entries: Vec<Entry>,
}

impl ChannelVideo {
    /// The notes among its entries.
    pub(super) fn notes(&self) -> impl Iterator<Item = NoteId> {
        self.entries.iter().filter_map(|entry| match entry {
            Entry::Note(note) => Some(*note),
            Entry::Missing(_) => None,
        })
    }
}

/// A line in the list of a video, or what a note links to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Entry {
    /// A note.
    Note(NoteId),
    /// A topic that no note answers.
    Missing(TopicId),
}

/// A video and the notes about it.
#[derive(Debug)]
pub struct Video {
    /// Its id on YouTube.
    pub id: VideoId,
    /// The address of its page.
    pub address: String,
    /// The title that a channel's index gives it.
    pub title: Option<String>,
    /// The channel that names it first; unlisted notes do not count.
    pub channel: Option<ChannelId>,
    /// The listed notes about it, in the order of their paths; none where only unlisted notes are about it, or an index
    /// alone names it.
    pub notes: Vec<NoteId>,
    /// How long it seems to be, in seconds: what is cited of it ends there. 0 where nothing is.
    pub length: u32,
}

impl Video {
    /// Whether a listed note is about it, or an index names it.
    pub fn is_listed(&self) -> bool {
        !self.notes.is_empty() || self.title.is_some()
    }
}
