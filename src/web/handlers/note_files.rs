//! The files of notes and videos, at their URLs with an extension: the Markdown of a note, data as
//! JSON, and exports.

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::Response;

use crate::archive::{NoteId, RouteMatch, VideoId, VideoKey};
use crate::pages::{ExportFormat, ExportSource, NoteData, Site, VideoData, export};
use crate::web::problem::error;
use crate::web::response::{CachePolicy, json, redirect};

/// What a file contains.
#[derive(Debug, Clone, Copy)]
enum FileKind {
    /// The source of a note.
    Markdown,
    /// All that is known of a note or a video, as JSON.
    Data,
    /// Moments in a format of other programs.
    Export(ExportFormat),
}

impl FileKind {
    /// The extension of its URLs.
    fn extension(self) -> &'static str {
        match self {
            Self::Markdown => "md",
            Self::Data => "json",
            Self::Export(format) => format.extension(),
        }
    }
}

/// The names and kinds that a path may mean, the longest name first: `a.chapters.json` is the data
/// of `a.chapters`, or else the chapters of `a`.
fn readings(path: &str) -> impl Iterator<Item = (&str, FileKind)> {
    let kinds = [FileKind::Markdown, FileKind::Data].into_iter();
    let kinds = kinds.chain(ExportFormat::all().map(FileKind::Export));
    kinds.filter_map(move |kind| {
        let name = path.strip_suffix(kind.extension())?.strip_suffix('.')?;
        Some((name, kind))
    })
}

/// Whether a path has the extension of a file of notes or videos.
pub(in crate::web) fn has_file_extension(path: &str) -> bool {
    readings(path).next().is_some()
}

/// The name of a path without the extension of a file.
pub(in crate::web) fn without_extension(path: &str) -> &str {
    readings(path).next().map_or(path, |(name, _)| name)
}

/// The note whose file has this path.
pub(in crate::web) fn note_of_file(site: &Site, path: &str) -> Option<NoteId> {
    readings(path).find_map(|(name, _)| site.archive.note_by_file(name))
}

/// The file of a note that has exactly this path.
pub(in crate::web) fn note_file(site: &Site, path: &str) -> Option<Response> {
    let note = |(name, kind)| Some((site.archive.note_by_file(name)?, kind));
    let (id, kind) = readings(path).find_map(note)?;
    let response = match kind {
        FileKind::Markdown => {
            let content_type = [(header::CONTENT_TYPE, "text/markdown; charset=utf-8")];
            let source = site.archive.note(id).source.clone();
            CachePolicy::Revalidate.apply_to((content_type, source))
        }
        FileKind::Data => json(&NoteData::new(site, id)),
        FileKind::Export(format) => exported(site, ExportSource::Note(id), format),
    };
    let is_unlisted = site.archive.note(id).is_unlisted;
    Some(with_robots_tag(is_unlisted, response))
}

/// A redirect from another spelling of the path of a note's file.
pub(in crate::web) fn redirect_to_note_file(site: &Site, path: &str) -> Option<Response> {
    let archive = &site.archive;
    let note = |(name, kind)| match archive.find(name) {
        RouteMatch::Canonical(page) | RouteMatch::Alias(page) => {
            Some((archive.note_on_page(page)?, kind))
        }
        RouteMatch::NotFound => None,
    };
    let (id, kind) = readings(path).find_map(note)?;
    let url = archive.file_url(id, kind.extension());
    Some(redirect(StatusCode::PERMANENT_REDIRECT, &url))
}

/// The video whose file has this path below `/video/`.
pub(in crate::web) fn video_of_file(site: &Site, path: &str) -> Option<VideoId> {
    video_reading(site, path).map(|(id, _)| id)
}

fn video_reading(site: &Site, path: &str) -> Option<(VideoId, FileKind)> {
    let of_video = readings(path).filter(|(_, kind)| !matches!(kind, FileKind::Markdown));
    let mut videos = of_video.filter_map(|(name, kind)| {
        let video = site.archive.video_by_key(&VideoKey::parse(name))?;
        Some((video, kind))
    });
    videos.next()
}

/// The file of a video that has this path below `/video/`.
pub(in crate::web) fn video_file(site: &Site, path: &str) -> Option<Response> {
    let (id, kind) = video_reading(site, path)?;
    let response = match kind {
        FileKind::Markdown => return None,
        FileKind::Data => json(&VideoData::new(site, id)),
        FileKind::Export(format) => exported(site, ExportSource::Video(id), format),
    };
    let is_unlisted = !site.archive.video(id).is_listed();
    Some(with_robots_tag(is_unlisted, response))
}

fn exported(site: &Site, source: ExportSource, format: ExportFormat) -> Response {
    match export(site, source, format) {
        Ok(file) => {
            let content_type = [(header::CONTENT_TYPE, format.content_type())];
            CachePolicy::Revalidate.apply_to((content_type, file))
        }
        Err(reason) => CachePolicy::Revalidate.apply_to(error(StatusCode::NOT_FOUND, reason)),
    }
}

/// Asks search engines not to index what is unlisted, as its page does.
fn with_robots_tag(is_unlisted: bool, mut response: Response) -> Response {
    if is_unlisted {
        let name = HeaderName::from_static("x-robots-tag");
        response
            .headers_mut()
            .insert(name, HeaderValue::from_static("noindex"));
    }
    response
}
