//! The links at the end of a note: what to read next, and why.

use crate::archive::{Archive, NoteId, NoteOrTopic, Related};
use crate::pages::components::PageLink;

/// The maximum number of related notes.
const MAX_RELATED_NOTES: usize = 5;

/// The maximum number of shared link targets that a reason names.
const MAX_NAMED_TARGETS: usize = 2;

/// The links below a note's text.
pub(super) struct ReadNext {
    /// The next note from the same video.
    pub(super) note: Option<PageLink>,
    /// The next video on the channel.
    pub(super) video: Option<PageLink>,
    /// Related notes, each with the reason.
    pub(super) related: Vec<(PageLink, String)>,
}

impl ReadNext {
    pub(super) fn new(archive: &Archive, id: NoteId) -> Self {
        let with_reason = |related: Related| {
            (
                PageLink::note(archive, related.note),
                reason(archive, &related),
            )
        };
        Self {
            note: next_note(archive, id),
            video: next_video(archive, id),
            related: archive
                .related(id, MAX_RELATED_NOTES)
                .into_iter()
                .map(with_reason)
                .collect(),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.note.is_none() && self.video.is_none() && self.related.is_empty()
    }
}

fn next_note(archive: &Archive, id: NoteId) -> Option<PageLink> {
    let notes = &archive.video(archive.video_of(id)?).notes;
    let index = notes.iter().position(|note| *note == id)?;
    notes
        .get(index + 1)
        .map(|note| PageLink::note(archive, *note))
}

fn next_video(archive: &Archive, id: NoteId) -> Option<PageLink> {
    let videos = &archive.channel(archive.channel_of(id)?).videos;
    let own = archive.video_of(id)?;
    let index = videos.iter().position(|listed| listed.video == own)?;
    videos
        .get(index + 1)
        .map(|listed| crate::pages::video::link(archive, listed.video))
}

/// Why a note is related.
fn reason(archive: &Archive, related: &Related) -> String {
    let quoted = |target: &NoteOrTopic| format!("“{}”", PageLink::entry(archive, *target).label);
    let named: Vec<String> = related
        .shared
        .iter()
        .take(MAX_NAMED_TARGETS)
        .map(quoted)
        .collect();
    match related.shared.len().saturating_sub(MAX_NAMED_TARGETS) {
        _ if named.is_empty() => "Similar title".to_owned(),
        0 => format!("Both link to {}", named.join(" and ")),
        more => format!("Both link to {} and {more} more", named.join(", ")),
    }
}
