//! Channels and videos.

use std::sync::Arc;

use crate::archive::{ChannelId, NoteId, TopicId, VideoId};
use crate::corpus::Note;
use crate::text::youtube::YoutubeId;

/// The first folder of a path, and what is in it.
#[derive(Debug)]
pub struct Channel {
    /// The folder's name as a person sees it.
    pub name: String,
    /// The folder's name on disk.
    pub folder: String,
    /// The URL of its page, escaped.
    pub url: String,
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
    pub video: VideoId,
    /// What the index lists under it and what is about it, each once.
    pub entries: Vec<ChannelEntry>,
}

impl ChannelVideo {
    /// The notes among its entries.
    pub(super) fn notes(&self) -> impl Iterator<Item = NoteId> {
        self.entries.iter().filter_map(|entry| match entry {
            ChannelEntry::Note(note) => Some(*note),
            ChannelEntry::Topic(_) => None,
        })
    }
}

/// A line in the list of a video, or what a note links to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ChannelEntry {
    /// A note.
    Note(NoteId),
    /// A topic that no note answers.
    Topic(TopicId),
}

/// A video and the notes about it.
#[derive(Debug)]
pub struct Video {
    /// Its id on YouTube.
    pub id: YoutubeId,
    /// The URL of its page.
    pub url: String,
    /// The title that a channel's index gives it.
    pub title: Option<String>,
    /// The channel that names it first; unlisted notes do not count.
    pub channel: Option<ChannelId>,
    /// The listed notes about it, in the order of their paths; none where only unlisted notes are
    /// about it, or an index alone names it.
    pub notes: Vec<NoteId>,
    /// How long it seems to be, in seconds: what is cited of it ends there. 0 where nothing is.
    pub length: u32,
    /// The moments of its listed notes by their seconds: the first [`MAX_VIDEO_MOMENTS`].
    pub moments: Vec<VideoMoment>,
    /// How many moments its listed notes have.
    pub moment_count: usize,
    /// The last second that they cite.
    pub last_second: u32,
}

/// How many moments of a video are listed in one place. Real ones have up to 10,000.
pub const MAX_VIDEO_MOMENTS: usize = 40_000;

/// A moment of a video.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct VideoMoment {
    /// The second that is meant.
    pub seconds: u32,
    /// The note that cites it.
    pub note: NoteId,
    /// Its number among the moments of the note.
    pub index: u32,
}

impl Video {
    /// A video of which nothing is known yet.
    pub(super) fn new(id: YoutubeId) -> Self {
        Self {
            id,
            url: String::new(),
            title: None,
            channel: None,
            notes: Vec::new(),
            length: 0,
            moments: Vec::new(),
            moment_count: 0,
            last_second: 0,
        }
    }

    /// Finds the moments of its notes.
    pub(super) fn collect_moments(&mut self, notes: &[Arc<Note>]) {
        let mut first: Vec<VideoMoment> = Vec::new();
        for note in &self.notes {
            let moments = &notes[note.index()].facts.moments;
            self.moment_count += moments.len();
            for (index, moment) in moments.iter().enumerate() {
                let seconds = moment.reading.seconds;
                self.last_second = self.last_second.max(seconds);
                first.push(VideoMoment {
                    seconds,
                    note: *note,
                    index: index as u32,
                });
                if first.len() == 2 * MAX_VIDEO_MOMENTS {
                    keep_first(&mut first);
                }
            }
        }
        keep_first(&mut first);
        first.sort_unstable();
        first.shrink_to_fit();
        self.moments = first;
    }

    /// Whether a listed note is about it, or an index names it.
    pub fn is_listed(&self) -> bool {
        !self.notes.is_empty() || self.title.is_some()
    }
}

/// Keeps the first [`MAX_VIDEO_MOMENTS`] moments, in any order.
fn keep_first(moments: &mut Vec<VideoMoment>) {
    if moments.len() > MAX_VIDEO_MOMENTS {
        moments.select_nth_unstable(MAX_VIDEO_MOMENTS);
        moments.truncate(MAX_VIDEO_MOMENTS);
    }
}
