//! The links in answers, and the notes and videos that arguments name.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;
use schemars::JsonSchema;
use serde::Serialize;

use crate::archive::{Archive, NoteId, RouteMatch, VideoId, VideoKey};
use crate::pages::agents::ToolError;
use crate::pages::json::note::json_bytes;
use crate::text::naming::without_note_extension;
use crate::text::video_url::VideoUrl;

/// The maximum size of the field names of an item, in bytes.
pub(super) const FIELDS_BYTES: usize = 200;

/// Where something is, or plays.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Link {
    /// The URL of the page. It plays the moment, if there is one. A path if the site has no public
    /// URL.
    pub(super) url: String,
    /// The same moment or video on YouTube.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) youtube_url: Option<String>,
}

/// A note.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct NoteReference<'a> {
    pub(super) title: &'a str,
    /// The file below the content folder; other tools accept it.
    pub(super) path: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) channel: Option<&'a str>,
    #[serde(flatten)]
    pub(super) link: Link,
}

impl Link {
    /// The link of a page about a video, and of the video from a second.
    pub(super) fn new(
        archive: &Archive,
        page: &str,
        video: Option<&VideoKey>,
        seconds: Option<u32>,
    ) -> Self {
        Self {
            url: archive.base().url_for_others(page),
            youtube_url: match video {
                Some(VideoKey::YouTube(id)) => Some(id.short_url(seconds)),
                Some(VideoKey::File(_)) | None => None,
            },
        }
    }

    /// The link of a note, and of its video.
    pub(super) fn note(archive: &Archive, id: NoteId) -> Self {
        let video = archive.video_of(id).map(|video| &archive.video(video).key);
        Self::new(archive, archive.note_url(id), video, None)
    }

    pub(super) fn bytes(&self) -> usize {
        json_bytes(&[&self.url, self.youtube_url.as_deref().unwrap_or_default()])
    }
}

impl<'a> NoteReference<'a> {
    pub(super) fn new(archive: &'a Archive, id: NoteId) -> Self {
        let note = archive.note(id);
        Self {
            title: &note.title,
            path: &note.path,
            channel: archive.channel_name_of(id),
            link: Link::note(archive, id),
        }
    }

    pub(super) fn bytes(&self) -> usize {
        let texts = [self.title, self.path, self.channel.unwrap_or_default()];
        json_bytes(&texts) + self.link.bytes() + FIELDS_BYTES
    }

    /// The note as an item of a list in Markdown.
    pub(super) fn item(&self) -> String {
        format!("- {} <{}>\n", self.title, self.link.url)
    }
}

/// The note that a path, a URL or the URI of a resource names.
///
/// # Errors
/// If there is none.
pub fn find_note(archive: &Archive, name: &str) -> Result<NoteId, ToolError> {
    let note_at = |path: &str| {
        let path = path.trim_matches('/');
        let of_page = || match archive.find(path) {
            RouteMatch::Canonical(page) | RouteMatch::Alias(page) => archive.note_on_page(page),
            RouteMatch::NotFound => None,
        };
        archive
            .note_by_file(without_note_extension(path))
            .or_else(of_page)
    };
    let name = name.trim();
    note_at(name)
        .or_else(|| note_at(&path_of(archive, name)))
        .ok_or_else(|| ToolError::NoNote(name.to_owned()))
}

/// The path of a URL below the site, percent-decoded, without its query.
fn path_of<'n>(archive: &Archive, url: &'n str) -> Cow<'n, str> {
    let path = match url.split_once("://") {
        Some((_, rest)) => rest.find('/').map_or("", |start| &rest[start..]),
        None => url,
    };
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let path = archive.base().strip_prefix(path).unwrap_or(path);
    percent_decode_str(path).decode_utf8_lossy()
}

/// The listed video that an id, a path of a file, or a URL names.
///
/// # Errors
/// If there is none.
pub(super) fn find_video(archive: &Archive, name: &str) -> Result<VideoId, ToolError> {
    let name = name.trim();
    let by_key = |key: &str| archive.video_by_key(&VideoKey::parse(key));
    let by_url = || archive.video_by_id(&VideoUrl::parse(name)?.id);
    let by_page = || {
        let path = path_of(archive, name);
        by_key(path.strip_prefix("/video/")?.trim_end_matches('/'))
    };
    by_key(name)
        .or_else(by_url)
        .or_else(by_page)
        .filter(|id| archive.video(*id).is_listed())
        .ok_or_else(|| ToolError::NoVideo(name.to_owned()))
}
