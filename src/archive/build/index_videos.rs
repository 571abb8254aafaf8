//! Gives notes the video under which the index of their channel lists them.

use std::collections::HashMap;
use std::sync::Arc;

use rayon::prelude::*;

use crate::archive::NoteId;
use crate::archive::channel::Channel;
use crate::archive::link_resolver::{LinkResolver, LinkTarget};
use crate::corpus::Note;
use crate::text::youtube::YoutubeId;

/// Sets the video of each note: the one that it explicitly names, or else the one in the index of a
/// channel, or else the one that it mostly cites; none if its front matter names a recording.
pub(super) fn assign(notes: &mut [Arc<Note>], channels: &[Channel], resolver: &LinkResolver) {
    let listed = listed_videos(notes, channels, resolver);
    let assign = |(index, note): (usize, &mut Arc<Note>)| {
        let named = note.named_video;
        let video = match named {
            Some(named) if named.is_explicit => Some(named.id),
            _ => {
                let listed = listed.get(&NoteId::new(index)).copied();
                listed.or(named.map(|named| named.id))
            }
        };
        let video = video.filter(|_| !names_recording(note, resolver));
        if video != note.video {
            Arc::make_mut(note).set_video(video);
        }
    };
    notes.par_iter_mut().enumerate().for_each(assign);
}

/// Whether the front matter of a note names a recording that the archive has.
fn names_recording(note: &Note, resolver: &LinkResolver) -> bool {
    let recording = note
        .recording
        .as_deref()
        .filter(|_| note.is_recording_explicit);
    recording.is_some_and(|target| {
        let origin = resolver.origin(&note.path);
        let target = resolver.resolve(&origin, target, false).target;
        matches!(target, LinkTarget::Media(_))
    })
}

/// The video of each note that an index lists below a heading with a link to a video.
fn listed_videos(
    notes: &[Arc<Note>],
    channels: &[Channel],
    resolver: &LinkResolver,
) -> HashMap<NoteId, YoutubeId> {
    let mut listed = HashMap::new();
    for index in channels.iter().filter_map(|channel| channel.index) {
        let note = &notes[index.index()];
        let origin = resolver.origin(&note.path);
        for link in &note.facts.links {
            let heading = note.facts.heading_before(link);
            let heading = heading.map(|index| &note.facts.headings[index]);
            let Some(video) = heading.and_then(|heading| heading.video.as_deref().copied()) else {
                continue;
            };
            if let LinkTarget::Note(id) =
                resolver.resolve(&origin, &link.target, link.is_path).target
            {
                listed.entry(id).or_insert(video);
            }
        }
    }
    listed
}
