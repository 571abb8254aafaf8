//! What the front matter and the text of a note say about it, in JSON.

use serde::Serialize;

use crate::archive::{Archive, NoteId};
use crate::pages::json::tags::TagReferenceData;
use crate::pages::note_header::Cover;
use crate::text::date::Date;

/// The dates of a note: `2024-01-15`, `2024-01` or `2024`.
#[derive(Debug, Serialize)]
pub(super) struct DatesData {
    /// The date by which the note is sorted.
    sort: Option<Date>,
    date: Option<Date>,
    published: Option<Date>,
    created: Option<Date>,
    updated: Option<Date>,
}

/// What a note says about itself. Nothing is made up.
#[derive(Debug, Serialize)]
pub(super) struct MetadataData<'a> {
    tags: Vec<TagReferenceData<'a>>,
    dates: DatesData,
    authors: &'a [String],
    speakers: &'a [String],
    description: Option<&'a str>,
    /// The URL of its picture.
    cover: Option<&'a str>,
}

impl<'a> MetadataData<'a> {
    pub(super) fn new(archive: &'a Archive, id: NoteId) -> Self {
        let data = archive.note(id).metadata();
        let is_url = |text: &&str| text.starts_with("https://") || text.starts_with("http://");
        let own = Cover::of(archive, id).map(|cover| cover.url);
        Self {
            tags: archive.tags_of(id).map(TagReferenceData::new).collect(),
            dates: DatesData {
                sort: archive.date_of(id),
                date: data.date,
                published: data.published,
                created: data.created,
                updated: data.updated,
            },
            authors: &data.authors,
            speakers: &data.speakers,
            description: data.description.as_deref(),
            cover: own.or(data.cover.as_deref().filter(is_url)),
        }
    }
}
