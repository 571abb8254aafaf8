//! What the header of a note says beside its title: who wrote it, who speaks, when, its tags, and
//! its cover.

use crate::archive::{Archive, LinkTarget, NoteId, PageId};
use crate::corpus::Media;
use crate::pages::components::{ByteBudget, PageLink};
use crate::text::date::Date;
use crate::text::media_kind::MediaKind;

/// The maximum size of the list of tags, in bytes.
const MAX_TAGS_BYTES: usize = 10_000;

/// The data of a note in its header.
pub(super) struct NoteHeader<'a> {
    /// Who wrote it, except for its channel.
    pub(super) authors: Vec<Name<'a>>,
    pub(super) speakers: Vec<Name<'a>>,
    /// The date by which it is sorted, and what that is: `Published`; empty for `date`.
    pub(super) date: Option<(&'static str, Date)>,
    /// When it was updated, if another date is known.
    pub(super) updated: Option<Date>,
    pub(super) tags: Vec<PageLink>,
    pub(super) cover: Option<Cover<'a>>,
}

/// The name of a person, with the URL of the page with this name, if any.
pub(super) struct Name<'a> {
    pub(super) text: &'a str,
    pub(super) url: Option<&'a str>,
}

/// The picture of a note.
pub(super) struct Cover<'a> {
    pub(super) url: &'a str,
    /// The width and height in pixels, if they are known.
    pub(super) size: Option<(usize, usize)>,
}

impl<'a> NoteHeader<'a> {
    /// The header of a note. One with a player needs no cover.
    pub(super) fn new(archive: &'a Archive, id: NoteId) -> Self {
        let data = archive.note(id).metadata();
        let channel = archive.channel_name_of(id);
        let authors = data.authors.iter();
        let authors = authors.filter(|name| channel != Some(name.as_str()));
        let name = |text: &'a String| Name::new(archive, text);
        let kinds = [
            ("", data.date),
            ("Published", data.published),
            ("Created", data.created),
            ("Updated", data.updated),
            ("Published", archive.date_of(id)),
        ];
        let mut dates = kinds.into_iter();
        let date = dates.find_map(|(kind, date)| Some((kind, date?)));
        let is_shown = date.is_some_and(|(_, date)| data.updated == Some(date));
        let tags = archive.tags_of(id);
        let tags = tags.map(|tag| PageLink::new(format!("#{}", tag.name), &tag.url));
        Self {
            authors: authors.map(name).collect(),
            speakers: data.speakers.iter().map(name).collect(),
            date,
            updated: data.updated.filter(|_| !is_shown),
            tags: ByteBudget::new(MAX_TAGS_BYTES).take_links(tags),
            cover: Cover::of(archive, id).filter(|_| archive.video_of(id).is_none()),
        }
    }

    /// Whether it says anything.
    pub(super) fn is_empty(&self) -> bool {
        let Self {
            authors,
            speakers,
            date,
            updated,
            tags,
            ..
        } = self;
        let has_names = !authors.is_empty() || !speakers.is_empty();
        !has_names && date.is_none() && updated.is_none() && tags.is_empty()
    }
}

impl<'a> Name<'a> {
    fn new(archive: &'a Archive, text: &'a str) -> Self {
        let page = archive.page_named(text);
        let page = page.filter(|page| !matches!(page, PageId::Media(_)));
        let topic = archive.topic_named(text).map(|id| &*archive.topic(id).url);
        Self {
            text,
            url: page.map(|page| archive.url(page)).or(topic),
        }
    }
}

impl<'a> Cover<'a> {
    /// The cover of a note, if it is a picture of the archive.
    pub(super) fn of(archive: &'a Archive, id: NoteId) -> Option<Self> {
        let name = archive.note(id).metadata().cover.as_deref()?;
        let LinkTarget::Media(file) = archive.resolve(id, name, false) else {
            return None;
        };
        let Media { kind, size, .. } = archive.media(file);
        (*kind == MediaKind::Picture).then(|| Self {
            url: archive.url(PageId::Media(file)),
            size: *size,
        })
    }
}
