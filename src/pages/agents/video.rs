//! The tool `video`: a video and the notes about it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::archive::{Archive, VideoId};
use crate::pages::agents::link::{Link, NoteReference, find_video};
use crate::pages::agents::{Answer, ToolError};
use crate::pages::components::ByteBudget;
use crate::pages::json::note::fitting;
use crate::pages::{Site, video as video_page};
use crate::text::plural::count;

/// The maximum size of the notes in an answer, in bytes.
const MAX_NOTES_BYTES: usize = 48_000;

/// The arguments of `video`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
pub struct VideoArguments {
    /// The YouTube id of the video, the path of its sound or film file, or a URL of it.
    video: String,
}

/// The answer of `video`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct VideoAnswer<'a> {
    #[serde(flatten)]
    video: VideoReference<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    channel: Option<&'a str>,
    /// The length, if it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    length_seconds: Option<u32>,
    /// The notes about the video, and then those that only cite it.
    notes: Vec<NoteReference<'a>>,
    note_count: usize,
    /// The number of moments that the notes cite.
    moment_count: usize,
}

/// A video.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct VideoReference<'a> {
    /// Its YouTube id, or the path of its file.
    pub(super) video_id: &'a str,
    pub(super) title: String,
    #[serde(flatten)]
    pub(super) link: Link,
}

impl<'a> VideoReference<'a> {
    pub(super) fn new(archive: &'a Archive, id: VideoId) -> Self {
        let video = archive.video(id);
        let page = video_page::link(archive, id);
        Self {
            video_id: video.key.as_str(),
            title: page.label,
            link: Link::new(archive, &page.url, Some(&video.key), None),
        }
    }
}

/// A video and the notes about it.
///
/// # Errors
/// If no listed note is about such a video.
pub fn video<'a>(site: &'a Site, arguments: &VideoArguments) -> Result<VideoAnswer<'a>, ToolError> {
    let archive = &site.archive;
    let id = find_video(archive, &arguments.video)?;
    let video = archive.video(id);
    let notes = video.notes.iter().chain(&video.citing_notes);
    Ok(VideoAnswer {
        video: VideoReference::new(archive, id),
        channel: video
            .channel
            .map(|channel| archive.channel(channel).name.as_str()),
        length_seconds: video.stated_length,
        note_count: notes.clone().count(),
        notes: fitting(
            ByteBudget::new(MAX_NOTES_BYTES),
            notes.map(|note| NoteReference::new(archive, *note)),
            NoteReference::bytes,
        ),
        moment_count: video.moment_count,
    })
}

impl Answer for VideoAnswer<'_> {
    fn text(&self) -> String {
        let mut text = format!("{} <{}>\n", self.video.title, self.video.link.url);
        text += &format!(
            "{}, {}:\n",
            count(self.note_count, "note"),
            count(self.moment_count, "moment")
        );
        text.extend(self.notes.iter().map(NoteReference::item));
        text
    }
}
