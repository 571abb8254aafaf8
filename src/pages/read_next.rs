//! Where to go from the end of a note, and why.

use crate::archive::{Archive, ChannelEntry, NoteId, Related};
use crate::pages::components::PageLink;

/// How many related notes are told.
const RELATED: usize = 5;

/// How many of the things that two notes share are named.
const NAMED: usize = 2;

/// The end of a note's page.
pub(super) struct Onward {
    /// The next note of the same video.
    pub(super) note: Option<PageLink>,
    /// The next video of the channel.
    pub(super) video: Option<PageLink>,
    pub(super) related: Vec<(PageLink, String)>,
}

impl Onward {
    pub(super) fn new(archive: &Archive, id: NoteId) -> Self {
        let why = |related: Related| {
            (
                PageLink::note(archive, related.note),
                why(archive, &related),
            )
        };
        Self {
            note: next_note(archive, id),
            video: next_video(archive, id),
            related: archive.related(id, RELATED).into_iter().map(why).collect(),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.note.is_none() && self.video.is_none() && self.related.is_empty()
    }
}

fn next_note(archive: &Archive, id: NoteId) -> Option<PageLink> {
    let notes = &archive.video(archive.video_of(id)?).notes;
    let at = notes.iter().position(|note| *note == id)?;
    notes.get(at + 1).map(|note| PageLink::note(archive, *note))
}

fn next_video(archive: &Archive, id: NoteId) -> Option<PageLink> {
    let videos = &archive.channel(archive.channel_of(id)?).videos;
    let own = archive.video_of(id)?;
    let at = videos.iter().position(|listed| listed.video == own)?;
    videos
        .get(at + 1)
        .map(|listed| crate::pages::video::link(archive, listed.video))
}

fn why(archive: &Archive, related: &Related) -> String {
    let name = |shared: &ChannelEntry| format!("“{}”", PageLink::entry(archive, *shared).label);
    let named: Vec<String> = related.shared.iter().take(NAMED).map(name).collect();
    match related.shared.len().saturating_sub(NAMED) {
        _ if named.is_empty() => "Similar title".to_owned(),
        0 => format!("Both link to {}", named.join(" and ")),
        more => format!("Both link to {} and {more} more", named.join(", ")),
    }
}
