//! The player card of a page, before the video plays.

use crate::archive::{NoteId, VideoId};
use crate::pages::Site;
use crate::pages::timeline::Timeline;
use crate::text::youtube::YoutubeId;
use crate::text::{language, timestamp};

/// A video with its poster and its timeline.
pub(super) struct VideoPlayer {
    pub(super) video: YoutubeId,
    /// The title of the video, or the fallback.
    pub(super) title: String,
    /// The second at which playback starts.
    pub(super) start: Option<u32>,
    /// The URL of the thumbnail, if the site shows thumbnails.
    pub(super) thumbnail: Option<String>,
    /// `None` if the page cites no moment of the video.
    pub(super) timeline: Option<Timeline>,
    /// The language of the note whose sentences are shown below the timeline, if known.
    pub(super) lang: Option<&'static str>,
}

impl VideoPlayer {
    /// The player on the page of a note, or without a note on the page of the video.
    /// `fallback_title` is used if no channel index has a title of the video.
    pub(super) fn new(
        site: &Site,
        id: VideoId,
        note: Option<NoteId>,
        fallback_title: &str,
        start: Option<u32>,
    ) -> Self {
        let video = site.archive.video(id);
        Self {
            video: video.id.clone(),
            title: video
                .title
                .clone()
                .unwrap_or_else(|| fallback_title.to_owned()),
            start,
            thumbnail: site.thumbnails.then(|| video.id.thumbnail_url()),
            timeline: Timeline::new(&site.archive, id, note),
            lang: note
                .and_then(|id| site.archive.note(id).language())
                .map(language::tag),
        }
    }

    /// The URL of the video on YouTube at the start second.
    pub(super) fn watch_url(&self) -> String {
        self.video.watch_url(self.start)
    }

    /// The start as `3:38`, if set.
    pub(super) fn formatted_start(&self) -> Option<String> {
        self.start.map(timestamp::format)
    }
}
