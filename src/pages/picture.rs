//! The picture of a video in a list: its thumbnail, or a drawn cover without one.

use crate::archive::{VideoId, VideoKey};
use crate::pages::Site;

/// The picture of a video.
pub(super) struct Picture {
    /// The URL of the thumbnail. Without it, the style sheet draws a cover.
    pub(super) thumbnail: Option<String>,
}

impl Picture {
    /// A drawn cover.
    pub(super) fn drawn() -> Self {
        Self { thumbnail: None }
    }

    /// The picture of a video: a video of YouTube has a thumbnail, if the site shows thumbnails.
    pub(super) fn new(site: &Site, id: VideoId) -> Self {
        let thumbnail = match &site.archive.video(id).key {
            VideoKey::YouTube(id) if site.thumbnails => Some(id.thumbnail_url()),
            _ => None,
        };
        Self { thumbnail }
    }
}
