//! A note in a list, with what readers choose by: its channel, its date and its first words.

use crate::archive::{Archive, NoteId};
use crate::corpus::Note;
use crate::pages::components::{ITEM_MARKUP_BYTES, LEAD_BYTES, PageLink, html_bytes, lead};
use crate::text::date::Date;

/// A note in a list.
pub(super) struct ListedNote<'a> {
    pub(super) link: PageLink,
    /// The name of its channel; empty if it has none.
    pub(super) channel: &'a str,
    pub(super) date: Option<Date>,
    pub(super) about: String,
}

impl<'a> ListedNote<'a> {
    /// A note of a list.
    pub(super) fn new(archive: &'a Archive, id: NoteId) -> Self {
        let note = archive.note(id);
        Self {
            link: PageLink::note(archive, id),
            channel: archive.channel_name_of(id).unwrap_or_default(),
            date: archive.date_of(id),
            about: about(note),
        }
    }

    /// The size of most notes in HTML is smaller, in bytes.
    pub(super) fn max_bytes(archive: &Archive, id: NoteId) -> usize {
        let note = archive.note(id);
        let description = note.metadata().description.as_deref();
        let about = description.map_or(LEAD_BYTES, html_bytes);
        let channel = archive.channel_name_of(id).map_or(0, html_bytes);
        let link = html_bytes(&note.title) + archive.note_url(id).len();
        link + ITEM_MARKUP_BYTES + channel + about
    }
}

/// What a note is about: its description, or else an excerpt.
pub(super) fn about(note: &Note) -> String {
    let description = note.metadata().description.clone();
    description.unwrap_or_else(|| lead(&note.facts))
}

/// Notes by date, the newest first; those without a date last, in their order.
pub(super) fn newest_first(archive: &Archive, notes: &[NoteId]) -> Vec<NoteId> {
    let mut notes = notes.to_vec();
    notes.sort_by_key(|id| std::cmp::Reverse(archive.date_of(*id)));
    notes
}
