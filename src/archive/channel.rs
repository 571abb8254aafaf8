//! The types of channels and videos.

use std::fmt;
use std::sync::Arc;

use crate::archive::{ChannelId, NoteId, TopicId, VideoId};
use crate::corpus::Note;
use crate::markdown::Moment;
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

/// What identifies a video.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum VideoKey {
    /// A video on YouTube.
    YouTube(YoutubeId),
    /// A sound or film file of the archive, by its path.
    File(Arc<str>),
}

impl VideoKey {
    /// The key in a URL: an id of YouTube, or else a path.
    pub fn parse(text: &str) -> Self {
        YoutubeId::parse(text).map_or_else(|| Self::File(Arc::from(text)), Self::YouTube)
    }

    /// The key as text.
    pub fn as_str(&self) -> &str {
        match self {
            Self::YouTube(id) => id.as_str(),
            Self::File(path) => path,
        }
    }
}

impl fmt::Display for VideoKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A video and the notes about it.
#[derive(Debug)]
pub struct Video {
    /// Its id on YouTube, or its file.
    pub key: VideoKey,
    /// The URL of its page.
    pub url: String,
    /// The title in the index note of a channel, or else in another note without a video.
    pub title: Option<String>,
    /// The channel of the first listed note that names the video.
    pub channel: Option<ChannelId>,
    /// The listed notes about it, in the order of lists; empty if only unlisted notes are about it,
    /// or if only an index note names it.
    pub notes: Vec<NoteId>,
    /// The listed notes that cite it but are not about it, sorted by path.
    pub citing_notes: Vec<NoteId>,
    /// The estimated length in seconds; 0 if no moment of the video is cited.
    pub length: u32,
    /// The length in seconds that its `*.info.json` or front matter states.
    pub stated_length: Option<u32>,
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
    pub(super) fn new(key: VideoKey) -> Self {
        Self {
            key,
            url: String::new(),
            title: None,
            channel: None,
            notes: Vec::new(),
            citing_notes: Vec::new(),
            length: 0,
            stated_length: None,
            moments: Vec::new(),
            moment_count: 0,
            last_second: 0,
        }
    }

    /// Collects its moments from the notes that are about it or cite it.
    pub(super) fn collect_moments(&mut self, notes: &[Arc<Note>]) {
        let mut first: Vec<VideoMoment> = Vec::new();
        for (note, is_own) in self.all_notes() {
            let cites = |moment: &Moment| match moment.other_video() {
                None => is_own,
                Some(other) => VideoKey::YouTube(other) == self.key,
            };
            let moments = notes[note.index()].facts.moments.iter().enumerate();
            for (index, moment) in moments.filter(|(_, moment)| cites(moment)) {
                self.moment_count += 1;
                let seconds = moment.resolved.seconds;
                self.last_second = self.last_second.max(seconds);
                first.push(VideoMoment {
                    seconds,
                    note,
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

    /// The notes that are about it, and then those that cite it; each with whether it is about it.
    fn all_notes(&self) -> Vec<(NoteId, bool)> {
        let own = self.notes.iter().map(|note| (*note, true));
        let citing = self.citing_notes.iter().map(|note| (*note, false));
        own.chain(citing).collect()
    }

    /// Whether a listed note is about it, or names it.
    pub fn is_listed(&self) -> bool {
        !self.notes.is_empty() || !self.citing_notes.is_empty() || self.title.is_some()
    }
}

/// Keeps only the first [`MAX_VIDEO_MOMENTS`] moments, unsorted.
fn keep_first(moments: &mut Vec<VideoMoment>) {
    if moments.len() > MAX_VIDEO_MOMENTS {
        moments.select_nth_unstable(MAX_VIDEO_MOMENTS);
        moments.truncate(MAX_VIDEO_MOMENTS);
    }
}
