//! The JSON of `/api/tags`.

use serde::Serialize;

use crate::archive::{Archive, Tag};

/// The maximum number of tags.
const MAX_TAGS: usize = 5_000;

/// All tags, sorted by name; a tag precedes those in it.
#[derive(Debug, Serialize)]
pub struct TagsData<'a> {
    /// The number of all tags, of which the list has the first.
    tag_count: usize,
    tags: Vec<TagData<'a>>,
}

/// A tag of a note.
#[derive(Debug, Serialize)]
pub(super) struct TagReferenceData<'a> {
    name: &'a str,
    url: &'a str,
}

/// A tag, and the number of notes that have it or a tag in it.
#[derive(Debug, Serialize)]
struct TagData<'a> {
    #[serde(flatten)]
    tag: TagReferenceData<'a>,
    note_count: usize,
}

impl<'a> TagReferenceData<'a> {
    pub(super) fn new(tag: &'a Tag) -> Self {
        Self {
            name: &tag.name,
            url: &tag.url,
        }
    }
}

impl<'a> TagData<'a> {
    fn new(tag: &'a Tag) -> Self {
        Self {
            tag: TagReferenceData::new(tag),
            note_count: tag.notes.len(),
        }
    }
}

impl<'a> TagsData<'a> {
    /// The tags of an archive.
    pub fn new(archive: &'a Archive) -> Self {
        let tags = archive.tags();
        Self {
            tag_count: tags.len(),
            tags: tags.iter().take(MAX_TAGS).map(TagData::new).collect(),
        }
    }
}
