//! The links at the end of a note: what to read next, and why.

use crate::archive::{Archive, NoteId, SharedLinkKind};
use crate::markdown::Moment;
use crate::pages::components::{PageLink, moment_link, moment_of, shortened};
use crate::pages::snippet;
use crate::pages::{Site, video};
use crate::search::Related;

/// The maximum number of related notes.
const MAX_RELATED_NOTES: usize = 5;

/// The sentence of a related note is cut after this many characters.
const MAX_SENTENCE_CHARS: usize = 200;

/// The links below a note's text.
pub(super) struct ReadNext {
    /// The next note from the same video.
    pub(super) note: Option<PageLink>,
    /// The next video on the channel.
    pub(super) video: Option<PageLink>,
    /// Related notes of the same channel, and of others.
    pub(super) related: Vec<RelatedLink>,
    pub(super) elsewhere: Vec<RelatedLink>,
}

/// A link to a related note.
pub(super) struct RelatedLink {
    pub(super) note: PageLink,
    /// The channel of the note; empty if it has none.
    pub(super) channel: String,
    /// Why it is related.
    pub(super) reason: String,
    pub(super) sentence: String,
    /// The link of the sentence's moment, as HTML.
    pub(super) moment: Option<String>,
}

impl ReadNext {
    pub(super) fn new(site: &Site, id: NoteId) -> Self {
        let archive = &site.archive;
        let link = |related: Related| RelatedLink {
            note: PageLink::note(archive, related.note),
            channel: archive
                .channel_name_of(related.note)
                .unwrap_or_default()
                .to_owned(),
            reason: reason(archive, id, &related),
            sentence: sentence(archive, &related),
            moment: moment(archive, &related)
                .map(|moment| moment_link(archive, related.note, moment)),
        };
        let (related, elsewhere) =
            related_notes(site, id)
                .into_iter()
                .partition::<Vec<_>, _>(|related| {
                    archive.channel_of(related.note) == archive.channel_of(id)
                });
        Self {
            note: next_note(archive, id),
            video: next_video(archive, id),
            related: related.into_iter().map(link).collect(),
            elsewhere: elsewhere.into_iter().map(link).collect(),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.note.is_none()
            && self.video.is_none()
            && self.related.is_empty()
            && self.elsewhere.is_empty()
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
    let channel = archive.channel_of(id);
    let (_, next) = video::neighbors(archive, channel, archive.video_of(id)?);
    next
}

/// The notes related to a note, best first; none until search is ready.
pub(super) fn related_notes(site: &Site, id: NoteId) -> Vec<Related> {
    let search = site.search.get().ok();
    search
        .map(|search| search.related(&site.archive, id, MAX_RELATED_NOTES))
        .unwrap_or_default()
}

/// Why a note is related to the note `id`.
pub(super) fn reason(archive: &Archive, id: NoteId, related: &Related) -> String {
    let linked = related.shared_link.map(|shared| {
        let name = PageLink::entry(archive, shared).label;
        match archive.shared_link_kind(id, related.note, shared) {
            SharedLinkKind::Target => format!("Both link to “{name}”"),
            SharedLinkKind::Source => format!("“{name}” links to both"),
            SharedLinkKind::Mixed => format!("Both are linked with “{name}”"),
        }
    });
    let words = (!related.words.is_empty()).then(|| match related.words.len() {
        1 => format!("Both mention {}", related.words[0]),
        count => {
            let (last, others) = (&related.words[count - 1], &related.words[..count - 1]);
            format!("Both mention {} and {last}", others.join(", "))
        }
    });
    linked
        .into_iter()
        .chain(words)
        .collect::<Vec<_>>()
        .join(" · ")
}

/// The sentence of a related note, cut at a word; empty if it has none.
pub(super) fn sentence(archive: &Archive, related: &Related) -> String {
    let Some(sentence) = &related.sentence else {
        return String::new();
    };
    let sentence = snippet::text(archive, related.note, &sentence.range);
    shortened(&sentence, MAX_SENTENCE_CHARS).into_owned()
}

/// The moment of the sentence, if a page plays it.
pub(super) fn moment<'a>(archive: &'a Archive, related: &Related) -> Option<&'a Moment> {
    moment_of(archive, related.note, related.sentence.as_ref()?)
}
