//! What a link leads to, in a few lines: a note, a moment of it, or a topic that no note answers.

use serde::Serialize;

use crate::archive::{Archive, NoteId, PageId, RouteMatch, TopicId};
use crate::pages::Site;
use crate::pages::components::lead;
use crate::text::plural::count;

/// How many of the notes that mention a topic are named.
const NAMED: usize = 4;

/// `/api/preview?path=&t=`
#[derive(Debug, Serialize)]
pub struct PreviewData<'a> {
    title: &'a str,
    channel: Option<&'a str>,
    /// The first lines of a note, or the sentence that cites the moment.
    excerpt: String,
    /// How many moments a note has, or how many notes mention a topic.
    summary: String,
    /// Titles of notes that mention a topic.
    mentioned_in: Vec<&'a str>,
}

impl<'a> PreviewData<'a> {
    /// What stands at a path, without its first `/` and not escaped; `None` where there is nothing
    /// to tell of it.
    pub fn of_place(site: &'a Site, path: &str, seconds: Option<u32>) -> Option<Self> {
        let archive = &site.archive;
        match archive.find(path) {
            RouteMatch::Canonical(PageId::Note(id)) | RouteMatch::Alias(PageId::Note(id)) => {
                Some(Self::note(archive, id, seconds))
            }
            _ => None,
        }
    }

    /// A topic that no note answers.
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
                .take(NAMED)
                .map(|id| archive.note(*id).title.as_str())
                .collect(),
        }
    }

    fn note(archive: &'a Archive, id: NoteId, seconds: Option<u32>) -> Self {
        let note = archive.note(id);
        let moments = &note.facts.moments;
        let cited = seconds.and_then(|wanted| {
            moments
                .iter()
                .find(|moment| moment.resolved.seconds == wanted)
        });
        Self {
            title: &note.title,
            channel: archive.channel_name_of(id),
            excerpt: cited.map_or_else(
                || lead(&note.facts),
                |moment| note.facts.slice(&moment.sentence).to_owned(),
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
