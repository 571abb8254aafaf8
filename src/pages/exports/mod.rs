//! The moments of a note or a video in the formats of other programs: chapters for players and
//! podcasts, annotations, and a table. A source and a format in, a text out.

mod annotations;
mod moments;
mod podcast_chapters;
mod table;
mod title;
mod web_vtt;
mod youtube_chapters;

use crate::archive::{Archive, NoteId, VideoId};
use crate::pages::Site;
use crate::pages::components::PageLink;
use moments::Moments;

/// A format of other programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportFormat {
    /// WebVTT chapters.
    WebVtt,
    /// The chapters in the description of a YouTube video.
    YoutubeChapters,
    /// The chapters of Podcasting 2.0.
    PodcastChapters,
    /// W3C Web Annotations.
    Annotations,
    /// A table of comma-separated values.
    Csv,
}

/// Each format with its file extension and its media type.
const TABLE: [(ExportFormat, &str, &str); 5] = [
    (ExportFormat::WebVtt, "vtt", "text/vtt; charset=utf-8"),
    (
        ExportFormat::YoutubeChapters,
        "chapters.txt",
        "text/plain; charset=utf-8",
    ),
    (
        ExportFormat::PodcastChapters,
        "chapters.json",
        "application/json+chapters",
    ),
    (
        ExportFormat::Annotations,
        "annotations.json",
        "application/ld+json; profile=\"http://www.w3.org/ns/anno.jsonld\"",
    ),
    (
        ExportFormat::Csv,
        "csv",
        "text/csv; charset=utf-8; header=present",
    ),
];

impl ExportFormat {
    /// All formats.
    pub fn all() -> impl Iterator<Item = Self> {
        TABLE.iter().map(|(format, ..)| *format)
    }

    /// The extension of its files, without the first dot.
    pub fn extension(self) -> &'static str {
        TABLE[self as usize].1
    }

    /// Its name for readers.
    fn name(self) -> &'static str {
        match self {
            Self::WebVtt => "WebVTT",
            Self::YoutubeChapters => "YouTube chapters",
            Self::PodcastChapters => "Podcast chapters",
            Self::Annotations => "Web annotations",
            Self::Csv => "CSV",
        }
    }

    /// Its media type.
    pub fn content_type(self) -> &'static str {
        TABLE[self as usize].2
    }
}

/// What is exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportSource {
    /// The moments that a note cites.
    Note(NoteId),
    /// The moments of a video that listed notes cite.
    Video(VideoId),
}

impl ExportSource {
    /// The URL path of its file in a format.
    fn url(self, archive: &Archive, format: ExportFormat) -> String {
        match self {
            Self::Note(id) => archive.file_url(id, format.extension()),
            Self::Video(id) => format!("{}.{}", archive.video(id).url, format.extension()),
        }
    }
}

/// Links to the files of a source in all formats that it has; none if it has no moments.
pub(super) fn links(archive: &Archive, source: ExportSource) -> Vec<PageLink> {
    let moments = Moments::new(archive, source);
    let has_format = |format: &ExportFormat| match format {
        ExportFormat::WebVtt | ExportFormat::PodcastChapters => moments.exact().next().is_some(),
        ExportFormat::YoutubeChapters => youtube_chapters::are_possible(&moments),
        ExportFormat::Annotations | ExportFormat::Csv => !moments.all.is_empty(),
    };
    let link = |format: ExportFormat| PageLink::new(format.name(), source.url(archive, format));
    ExportFormat::all().filter(has_format).map(link).collect()
}

/// The file of a source in a format.
///
/// # Errors
/// Why there is none, as a sentence for its reader.
pub fn export(
    site: &Site,
    source: ExportSource,
    format: ExportFormat,
) -> Result<String, &'static str> {
    let moments = Moments::new(&site.archive, source);
    let about_video = || moments.video.ok_or("This note is about no video.");
    match format {
        ExportFormat::WebVtt => about_video().map(|_| web_vtt::write(&moments)),
        ExportFormat::YoutubeChapters => youtube_chapters::write(&moments, about_video()?),
        ExportFormat::PodcastChapters => Ok(podcast_chapters::write(&moments, about_video()?)),
        ExportFormat::Annotations => Ok(annotations::write(&moments)),
        ExportFormat::Csv => Ok(table::write(&moments)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_has_the_order_of_the_variants() {
        for (index, format) in ExportFormat::all().enumerate() {
            assert_eq!(format as usize, index, "{format:?}");
        }
    }
}
