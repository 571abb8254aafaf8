//! The preview of a link: its target is a note, a moment of one, a topic without a note, or a tag.

use serde::Serialize;

use crate::archive::{Archive, NoteId, PageId, RouteMatch, TagId, TopicId};
use crate::pages::Site;
use crate::pages::listed_note::about;
use crate::pages::snippet;
use crate::text::plural::count;

/// The maximum number of notes that the preview of a topic names.
const MAX_MENTIONS: usize = 4;

/// `/api/preview?path=&t=`
#[derive(Debug, Serialize)]
pub struct PreviewData<'a> {
    title: &'a str,
    channel: Option<&'a str>,
    /// The start of the note, or the sentence that cites the moment.
    excerpt: String,
    /// The number of moments of a note, or of notes that mention a topic or have a tag.
    summary: String,
    /// The titles of notes that mention the topic or have the tag.
    mentioned_in: Vec<&'a str>,
}

impl<'a> PreviewData<'a> {
    /// The preview of a path, percent-decoded and without its first `/`, at a second; `None` if it
    /// is not the path of a note.
    pub fn new(site: &'a Site, path: &str, seconds: Option<u32>) -> Option<Self> {
        let archive = &site.archive;
        match archive.find(path) {
            RouteMatch::Canonical(PageId::Note(id)) | RouteMatch::Alias(PageId::Note(id)) => {
                Some(Self::note(archive, id, seconds))
            }
            _ => None,
        }
    }

    /// The preview of a topic without a note.
    pub fn topic(site: &'a Site, id: TopicId) -> Self {
        let archive = &site.archive;
        let topic = archive.topic(id);
        let mut notes: Vec<NoteId> = topic.mentions.iter().map(|link| link.note).collect();
        notes.dedup();
        Self {
            title: &topic.name,
            channel: None,
            excerpt: String::new(),
            summary: format!("No note yet. Mentioned in {}.", count(notes.len(), "note")),
            mentioned_in: notes
                .iter()
                .take(MAX_MENTIONS)
                .map(|id| archive.note(*id).title.as_str())
                .collect(),
        }
    }

    /// The preview of a tag.
    pub fn tag(site: &'a Site, id: TagId) -> Self {
        let archive = &site.archive;
        let tag = archive.tag(id);
        let title = |id: &NoteId| archive.note(*id).title.as_str();
        Self {
            title: &tag.name,
            channel: None,
            excerpt: String::new(),
            summary: format!("{}.", count(tag.notes.len(), "note")),
            mentioned_in: tag.notes.iter().take(MAX_MENTIONS).map(title).collect(),
        }
    }

    fn note(archive: &'a Archive, id: NoteId, seconds: Option<u32>) -> Self {
        let note = archive.note(id);
        let moments = &note.facts.moments;
        let cited = seconds.and_then(|seconds| {
            moments
                .iter()
                .find(|moment| moment.resolved.seconds == seconds && moment.other_video().is_none())
        });
        Self {
            title: &note.title,
            channel: archive.channel_name_of(id),
            excerpt: cited.map_or_else(
                || about(note),
                |moment| snippet::text(archive, id, &moment.sentence).into_owned(),
            ),
            summary: if moments.is_empty() {
                String::new()
            } else {
                format!("{}.", count(moments.len(), "moment"))
            },
            mentioned_in: Vec::new(),
        }
    }
}
