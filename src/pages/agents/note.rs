//! The tool `note`: the Markdown of a note, in parts.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::archive::{Archive, NoteId};
use crate::markdown::{Moment, UncertainSpan};
use crate::pages::Site;
use crate::pages::agents::link::{Link, NoteReference, find_note};
use crate::pages::agents::quote::moment_link;
use crate::pages::agents::video::VideoReference;
use crate::pages::agents::{Answer, ToolError};
use crate::pages::components::{ByteBudget, moment_page};
use crate::pages::json::note::{fitting, json_bytes};

/// The maximum size of a part of the text, and of the moments in it, in bytes. A text of timestamps
/// alone has more moments; the tool `moments` lists them.
const MAX_TEXT_BYTES: usize = 16_000;
const MAX_MOMENTS_BYTES: usize = 64_000;

/// The maximum size of the field names of a moment, in bytes.
const MOMENT_FIELDS_BYTES: usize = 90;

/// The arguments of `note`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
pub struct NoteArguments {
    /// The path of the note's file, or its URL.
    note: String,
    /// Where the text starts, in bytes: `next_offset` of the previous part.
    #[serde(default)]
    offset: Option<usize>,
}

/// The answer of `note`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct NoteAnswer<'a> {
    #[serde(flatten)]
    note: NoteReference<'a>,
    /// The video that the note is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    video: Option<VideoReference<'a>>,
    /// The Markdown text from `offset`.
    markdown: &'a str,
    offset: usize,
    /// Where the next part of the text starts; missing at its end.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_offset: Option<usize>,
    /// The size of the whole text.
    total_bytes: usize,
    /// The moments that this part of the text cites, in its order.
    moments: Vec<CitedMoment<'a>>,
    /// The number of moments in the whole text.
    moment_count: usize,
}

/// A timestamp of the text, and what it means.
#[derive(Debug, Serialize, JsonSchema)]
struct CitedMoment<'a> {
    /// The timestamp as the text writes it.
    source: &'a str,
    seconds: u32,
    /// The first and the last second that it may be, if `seconds` is only the best guess.
    #[serde(skip_serializing_if = "Option::is_none")]
    uncertain: Option<[u32; 2]>,
    #[serde(flatten)]
    link: Link,
}

/// A part of the text of a note.
///
/// # Errors
/// If there is no such note.
pub fn note<'a>(site: &'a Site, arguments: &NoteArguments) -> Result<NoteAnswer<'a>, ToolError> {
    let archive = &site.archive;
    let id = find_note(archive, &arguments.note)?;
    let note = archive.note(id);
    let offset = note
        .source
        .floor_char_boundary(arguments.offset.unwrap_or(0));
    let markdown = part(&note.source[offset..]);
    let end = offset + markdown.len();
    let body_start = note.source.len() - note.body().len();
    let is_cited = |moment: &&Moment| {
        (offset..end).contains(&(body_start + moment.source_range.start as usize))
            && moment_page(archive, id, moment).is_some()
    };
    let moments = note.facts.moments.iter().filter(is_cited);
    Ok(NoteAnswer {
        note: NoteReference::new(archive, id),
        video: archive
            .video_of(id)
            .map(|video| VideoReference::new(archive, video)),
        markdown,
        offset,
        next_offset: (end < note.source.len()).then_some(end),
        total_bytes: note.source.len(),
        moments: fitting(
            ByteBudget::new(MAX_MOMENTS_BYTES),
            moments.map(|moment| CitedMoment::new(archive, id, moment)),
            CitedMoment::bytes,
        ),
        moment_count: note.facts.moments.len(),
    })
}

/// The start of a text: as many lines as fit, or a part of a long line.
fn part(text: &str) -> &str {
    if text.len() <= MAX_TEXT_BYTES {
        return text;
    }
    let part = &text[..text.floor_char_boundary(MAX_TEXT_BYTES)];
    let lines = part.rfind('\n').map_or("", |end| &part[..=end]);
    match lines.is_empty() {
        true => part,
        false => lines,
    }
}

impl<'a> CitedMoment<'a> {
    fn new(archive: &'a Archive, id: NoteId, moment: &Moment) -> Self {
        Self {
            source: archive.note(id).slice(&moment.source_range),
            seconds: moment.resolved.seconds,
            uncertain: moment.resolved.uncertain.map(UncertainSpan::bounds),
            link: moment_link(archive, id, moment),
        }
    }

    fn bytes(&self) -> usize {
        json_bytes(&[self.source]) + self.link.bytes() + MOMENT_FIELDS_BYTES
    }
}

impl Answer for NoteAnswer<'_> {
    /// The text itself, for clients that read nothing else.
    fn text(&self) -> String {
        let mut text = format!("{} <{}>\n", self.note.title, self.note.link.url);
        if let Some(video) = &self.video {
            text += &format!("Video: {} <{}>\n", video.title, video.link.url);
        }
        text += &format!("\n{}", self.markdown);
        if let Some(next) = self.next_offset {
            text += &format!("\n(The note continues at offset {next}.)\n");
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_ends_with_a_line_or_within_a_long_one() {
        assert_eq!(part("a\nb"), "a\nb");
        let line = "x".repeat(MAX_TEXT_BYTES - 3);
        assert_eq!(part(&format!("{line}\nabcdef")), format!("{line}\n"));
        let long = "é".repeat(MAX_TEXT_BYTES);
        assert_eq!(part(&long).len(), MAX_TEXT_BYTES);
        assert_eq!(part(&format!("x{long}")).len(), MAX_TEXT_BYTES - 1);
    }
}
