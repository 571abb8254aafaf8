//! What an archive contains, for its home page: counts, the most linked notes and topics, the
//! newest notes, and for each channel its newest date and a video. An [`Archive`] in, an
//! [`Overview`] out, deterministic.

use std::cmp::Reverse;

use crate::archive::{Archive, Channel, ChannelId, NoteId, NoteOrTopic, TopicId, VideoId};
use crate::corpus::Note;
use crate::text::date::Date;

/// The number of notes and topics in [`Overview::most_linked`].
const MOST_LINKED: usize = 12;

/// The number of notes in [`Overview::newest`].
const NEWEST: usize = 8;

/// What an archive contains. Unlisted notes, the home note and the index notes of channels do not
/// count.
#[derive(Debug)]
pub struct Overview {
    /// The number of notes.
    pub note_count: usize,
    /// The number of videos that notes are about.
    pub video_count: usize,
    /// The number of moments in the notes.
    pub moment_count: usize,
    /// The notes and topics that most notes link to, each with the number of these notes; the most
    /// linked first.
    pub most_linked: Vec<(NoteOrTopic, usize)>,
    /// The notes with the latest dates, the newest first.
    pub newest: Vec<NoteId>,
    /// For each channel, what its card shows.
    channels: Vec<ChannelOverview>,
}

/// What the card of a channel shows.
#[derive(Debug, Clone, Copy, Default)]
pub struct ChannelOverview {
    /// The latest date of its notes and videos.
    pub newest: Option<Date>,
    /// The video with the latest date, or without dates the first one with notes.
    pub video: Option<VideoId>,
}

impl Overview {
    pub(super) fn new(archive: &Archive) -> Self {
        let notes = || content_notes(archive);
        let moments = notes().map(|(_, note)| note.facts.moments.len());
        let videos = archive.videos().iter();
        let overview = |channel| channel_overview(archive, channel);
        Self {
            note_count: notes().count(),
            video_count: videos.filter(|video| !video.notes.is_empty()).count(),
            moment_count: moments.sum(),
            most_linked: most_linked(archive),
            newest: newest(archive),
            channels: archive.channels().iter().map(overview).collect(),
        }
    }

    /// What the card of a channel shows.
    pub fn channel(&self, id: ChannelId) -> ChannelOverview {
        self.channels.get(id.index()).copied().unwrap_or_default()
    }
}

/// All listed notes except the home note and the index notes of channels.
fn content_notes(archive: &Archive) -> impl Iterator<Item = (NoteId, &Note)> {
    archive
        .listed_notes()
        .filter(|(id, _)| Some(*id) != archive.home() && !archive.is_index(*id))
}

/// The notes and topics that most notes link to; those that only one links to are none.
fn most_linked(archive: &Archive) -> Vec<(NoteOrTopic, usize)> {
    let notes = content_notes(archive).map(|(id, _)| {
        let count = archive.backlinks(id).len();
        (NoteOrTopic::Note(id), count)
    });
    let topics = (0..).zip(archive.topics()).map(|(index, topic)| {
        let count = archive.mentioning_notes(topic).count();
        (NoteOrTopic::Topic(TopicId::new(index)), count)
    });
    let mut linked: Vec<_> = notes
        .chain(topics)
        .filter(|(_, count)| *count > 1)
        .collect();
    // The ids are in the order of paths and names.
    linked.sort_by_key(|(target, count)| (Reverse(*count), *target));
    linked.truncate(MOST_LINKED);
    linked
}

/// The notes with the latest dates.
fn newest(archive: &Archive) -> Vec<NoteId> {
    let dated = content_notes(archive).filter_map(|(id, _)| Some((archive.date_of(id)?, id)));
    let mut dated: Vec<_> = dated.collect();
    dated.sort_by_key(|(date, id)| (Reverse(*date), *id));
    dated.truncate(NEWEST);
    dated.into_iter().map(|(_, id)| id).collect()
}

fn channel_overview(archive: &Archive, channel: &Channel) -> ChannelOverview {
    let with_notes = channel
        .videos
        .iter()
        .filter(|listed| listed.notes().next().is_some());
    let mut videos = with_notes.chain(&channel.videos).map(|listed| listed.video);
    let dated = channel.videos.iter().filter_map(|listed| {
        let date = archive.video_date(listed.video)?;
        Some((date, Reverse(listed.video)))
    });
    let latest = dated.max();
    let notes = channel.other_notes.iter();
    let of_notes = notes.filter_map(|id| archive.date_of(*id)).max();
    ChannelOverview {
        newest: latest.map(|(date, _)| date).max(of_notes),
        video: latest.map(|(_, Reverse(id))| id).or_else(|| videos.next()),
    }
}
