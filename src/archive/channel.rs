//! The types of channels and videos.

use std::sync::Arc;

use crate::archive::{ChannelId, NoteId, TopicId, VideoId};
use crate::corpus::Note;
use crate::text::youtube::YoutubeId;

/// A first folder, or a name in the front matter of notes at the top, and its contents. Unlisted
/// notes do not count.
#[derive(Debug, Default)]
pub struct Channel {
    /// The name for display.
    pub name: String,
    /// The name of the folder, or without one the name in front matter. Links, URLs and searches
    /// name the channel so, whatever its name for display is.
    pub folder: String,
    /// Whether its notes are in a folder. Those of other channels are at the top.
    pub has_folder: bool,
    /// The escaped URL of its page.
    pub url: String,
    /// The index note, which lists its videos.
    pub index: Option<NoteId>,
    /// The videos in the order of the index note, then the others.
    pub videos: Vec<ChannelVideo>,
    /// The notes that are about no video, except the index note.
    pub notes_without_video: Vec<NoteId>,
    /// These, and those of videos with [`ChannelVideo::is_single_note`], as a tree: the notes of
    /// a folder follow each other, those of its sub-folders come first.
    pub other_notes: Vec<NoteId>,
    /// The number of notes, without the index note.
    pub note_count: usize,
    /// The number of moments in these notes.
    pub moment_count: usize,
}

impl Channel {
    /// A channel without contents.
    pub(super) fn new(name: String, folder: String) -> Self {
        Self {
            name,
            folder,
            ..Self::default()
        }
    }
}

/// A video in the list of a channel.
#[derive(Debug)]
pub struct ChannelVideo {
    /// The video.
    pub video: VideoId,
    /// The distinct notes and topics that the index note lists under the video, then the notes
    /// about it.
    pub entries: Vec<NoteOrTopic>,
    /// Whether its only entry is a note, and it has no title: the title of the note says more.
    pub is_single_note: bool,
}

impl ChannelVideo {
    /// The notes among the entries.
    pub(super) fn notes(&self) -> impl Iterator<Item = NoteId> {
        self.entries.iter().filter_map(|entry| match entry {
            NoteOrTopic::Note(note) => Some(*note),
            NoteOrTopic::Topic(_) => None,
        })
    }
}

/// A note or a topic, as an entry of a video's list or as the target of a note's link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum NoteOrTopic {
    /// A note.
    Note(NoteId),
    /// A topic, which has no note.
    Topic(TopicId),
}

/// A video and the notes about it.
#[derive(Debug)]
pub struct Video {
    /// Its id on YouTube.
    pub id: YoutubeId,
    /// The URL of its page.
    pub url: String,
    /// The title in the index note of a channel, or else in another note without a video.
    pub title: Option<String>,
    /// The channel of the first listed note that names the video.
    pub channel: Option<ChannelId>,
    /// The listed notes about it, in the order of lists; empty if only unlisted notes are about it,
    /// or if only an index note names it.
    pub notes: Vec<NoteId>,
    /// The estimated length in seconds; 0 if no moment of the video is cited.
    pub length: u32,
    /// The first [`MAX_VIDEO_MOMENTS`] moments in the listed notes, sorted by their seconds.
    pub moments: Vec<VideoMoment>,
    /// The number of all moments in the listed notes.
    pub moment_count: usize,
    /// The latest cited second.
    pub last_second: u32,
}

/// The maximum number of moments in [`Video::moments`]. Real videos have up to 10,000.
pub const MAX_VIDEO_MOMENTS: usize = 40_000;

/// A moment of a video. The order of the fields sorts moments by time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct VideoMoment {
    /// The cited second.
    pub seconds: u32,
    /// The note that cites it.
    pub note: NoteId,
    /// The index of the moment in the note.
    pub index: u32,
}

impl Video {
    /// A video without notes and moments.
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

    /// Collects the moments of its notes.
    pub(super) fn collect_moments(&mut self, notes: &[Arc<Note>]) {
        let mut first: Vec<VideoMoment> = Vec::new();
        for note in &self.notes {
            let moments = &notes[note.index()].facts.moments;
            self.moment_count += moments.len();
            for (index, moment) in moments.iter().enumerate() {
                let seconds = moment.resolved.seconds;
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

    /// Whether a listed note is about it, or names it in a heading.
    pub fn is_listed(&self) -> bool {
        !self.notes.is_empty() || self.title.is_some()
    }
}

/// Keeps only the first [`MAX_VIDEO_MOMENTS`] moments, unsorted.
fn keep_first(moments: &mut Vec<VideoMoment>) {
    if moments.len() > MAX_VIDEO_MOMENTS {
        moments.select_nth_unstable(MAX_VIDEO_MOMENTS);
        moments.truncate(MAX_VIDEO_MOMENTS);
    }
}
