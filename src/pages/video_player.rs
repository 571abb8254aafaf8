//! The player card of a page, before the video plays.

use crate::archive::{Archive, MediaId, NoteId, PageId, VideoId, VideoKey};
use crate::pages::Site;
use crate::pages::cited_moments::cited_moment_at;
use crate::pages::timeline::Timeline;
use crate::text::{language, timestamp};

/// A sound or film file that the page plays.
pub(super) struct MediaFile {
    pub(super) url: String,
    /// `audio` or `video`, the name of its HTML element.
    pub(super) element: &'static str,
}

impl MediaFile {
    fn new(archive: &Archive, path: &str) -> Option<Self> {
        let id = media_at(archive, path)?;
        Some(Self {
            url: archive.url(PageId::Media(id)).to_owned(),
            element: archive.media(id).kind.player_element()?,
        })
    }
}

/// The media file with this path.
pub(super) fn media_at(archive: &Archive, path: &str) -> Option<MediaId> {
    let files = &archive.media_folder().files;
    let index = files.binary_search_by(|file| file.path.as_str().cmp(path));
    Some(MediaId::new(index.ok()?))
}

/// The URL of a file at a second, as a media fragment.
fn url_at_second(url: &str, start: Option<u32>) -> String {
    start.map_or_else(|| url.to_owned(), |start| format!("{url}#t={start}"))
}

/// A video with its poster and its timeline.
pub(super) struct VideoPlayer {
    /// The id of the video on YouTube, or the path of its file.
    pub(super) key: String,
    /// The file, if the video is one of the archive's own.
    pub(super) file: Option<MediaFile>,
    /// The URL of the video on YouTube at the start second, or of the file.
    pub(super) watch_url: String,
    /// The title of the video, or the fallback.
    pub(super) title: String,
    /// The second at which playback starts.
    pub(super) start: Option<u32>,
    /// The start as `3:38`; as `≈ 24 min` if it is only the best guess of a moment.
    pub(super) formatted_start: Option<String>,
    /// The URL of the thumbnail, if the site shows thumbnails.
    pub(super) thumbnail: Option<String>,
    /// `None` if the page cites no moment of the video.
    pub(super) timeline: Option<Timeline>,
    /// The language of the note whose sentences are shown below the timeline, if known.
    pub(super) lang: Option<&'static str>,
}

impl VideoPlayer {
    /// The player on the page of a note; `None` if the note has no video.
    pub(super) fn of_note(site: &Site, note: NoteId, start: Option<u32>) -> Option<Self> {
        let video = site.archive.video_of(note)?;
        let title = &site.archive.note(note).title;
        Some(Self::new(site, video, Some(note), title, start))
    }

    /// The player on the page of a note, or without a note on the page of the video.
    /// `fallback_title` is used if no channel index has a title of the video.
    pub(super) fn new(
        site: &Site,
        id: VideoId,
        note: Option<NoteId>,
        fallback_title: &str,
        start: Option<u32>,
    ) -> Self {
        let archive = &site.archive;
        let video = archive.video(id);
        let (file, watch_url, thumbnail) = match &video.key {
            VideoKey::YouTube(id) => {
                let thumbnail = site.thumbnails.then(|| id.thumbnail_url());
                (None, id.watch_url(start), thumbnail)
            }
            VideoKey::File(path) => {
                let file = MediaFile::new(archive, path);
                let url = file.as_ref().map_or(&video.url, |file| &file.url);
                let watch_url = url_at_second(url, start);
                (file, watch_url, None)
            }
        };
        Self {
            key: video.key.to_string(),
            file,
            watch_url,
            title: video
                .title
                .clone()
                .unwrap_or_else(|| fallback_title.to_owned()),
            start,
            formatted_start: start.map(|start| formatted(archive, id, note, start)),
            thumbnail,
            timeline: Timeline::new(archive, id, note),
            lang: note
                .and_then(|id| site.archive.note(id).language())
                .map(language::tag),
        }
    }
}

/// A second as `3:38`, or as `≈ 24 min` if it is the best guess of a moment of the page.
fn formatted(archive: &Archive, video: VideoId, note: Option<NoteId>, second: u32) -> String {
    cited_moment_at(archive, video, note, second).map_or_else(
        || timestamp::format(second),
        |(_, moment)| moment.resolved.format_played(),
    )
}
