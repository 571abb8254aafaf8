//! A sentence of a note, short, with the moment that it cites and the links that play it.

use std::ops::Range;

use schemars::JsonSchema;
use serde::Serialize;

use crate::archive::{Archive, NoteId, VideoKey};
use crate::markdown::{Moment, UncertainSpan};
use crate::pages::agents::link::{FIELDS_BYTES, Link};
use crate::pages::components::{moment_page, shortened, url_at};
use crate::pages::json::note::json_bytes;
use crate::pages::snippet;

/// A sentence is cut after this many characters, so that it has at most 200 with the ellipsis.
const MAX_QUOTE_CHARS: usize = 198;

/// A sentence of a note.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Quote {
    /// The sentence, at most 200 characters.
    pub(super) text: String,
    /// When it is said, in seconds from the start of the video; missing if the note cites no
    /// moment for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) seconds: Option<u32>,
    /// The last second, if the note cites a range.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) end: Option<u32>,
    /// The first and the last second that it may be, if `seconds` is only the best guess.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) uncertain: Option<[u32; 2]>,
    /// The time as text, such as `3:38`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) display: Option<String>,
    #[serde(flatten)]
    pub(super) link: Link,
}

impl Quote {
    /// A range of a note's text, and its moment.
    pub(super) fn new(
        archive: &Archive,
        id: NoteId,
        range: &Range<u32>,
        moment: Option<&Moment>,
    ) -> Self {
        let resolved = moment.map(|moment| moment.resolved);
        let span = resolved.and_then(|resolved| resolved.uncertain);
        let end = resolved.and_then(|resolved| resolved.end);
        Self {
            text: shortened(&snippet::text(archive, id, range), MAX_QUOTE_CHARS).into_owned(),
            seconds: resolved.map(|resolved| resolved.seconds),
            end: end.map(u32::from),
            uncertain: span.map(UncertainSpan::bounds),
            display: resolved.map(|resolved| resolved.format_start()),
            link: match moment {
                Some(moment) => moment_link(archive, id, moment),
                None => Link::note(archive, id),
            },
        }
    }

    pub(super) fn bytes(&self) -> usize {
        json_bytes(&[&self.text]) + self.link.bytes() + FIELDS_BYTES
    }

    /// The sentence as an item of a list in Markdown.
    pub(super) fn item(&self) -> String {
        match &self.display {
            Some(time) => format!("- {time} “{}” <{}>\n", self.text, self.link.url),
            None => format!("- “{}”\n", self.text),
        }
    }
}

/// The link that plays a moment.
pub(super) fn moment_link(archive: &Archive, id: NoteId, moment: &Moment) -> Link {
    let seconds = Some(moment.resolved.seconds);
    let other = moment.other_video().map(VideoKey::YouTube);
    let own = || archive.video_of(id).map(|video| &archive.video(video).key);
    match moment_page(archive, id, moment) {
        Some(page) => Link::new(
            archive,
            &url_at(page, seconds),
            other.as_ref().or_else(own),
            seconds,
        ),
        None => Link::note(archive, id),
    }
}
