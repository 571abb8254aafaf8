//! The player of a note or a video in a frame of another site, with the sentence that is said.

use askama::Template;

use crate::archive::{Archive, NoteId, PageId, RouteMatch, VideoId, VideoKey};
use crate::assets;
use crate::pages::cited_moments::cited_moment_at;
use crate::pages::components::url_at;
use crate::pages::picture::Picture;
use crate::pages::video_player::VideoPlayer;
use crate::pages::{Site, snippet, video};
use crate::text::base_url::BaseUrl;

/// A page whose player may be in a frame: that of a note, or without a note that of a video.
#[derive(Debug, Clone, Copy)]
pub struct Embeddable {
    video: VideoId,
    note: Option<NoteId>,
}

impl Embeddable {
    /// The page at a path, percent-decoded, without its leading `/`, and in any spelling:
    /// `acquired/origin`, `video/E1cxZuHrwZc`.
    pub fn at(archive: &Archive, path: &str) -> Option<Self> {
        let path = path.trim_end_matches('/');
        let path = path.strip_suffix(".html").unwrap_or(path);
        let key = path.strip_prefix("video/").map(VideoKey::parse);
        if let Some(video) = key.and_then(|key| archive.video_by_key(&key)) {
            return Some(Self { video, note: None });
        }
        match archive.find(path) {
            RouteMatch::Canonical(PageId::Note(id)) | RouteMatch::Alias(PageId::Note(id)) => {
                let (video, note) = (archive.video_of(id)?, Some(id));
                Some(Self { video, note })
            }
            _ => None,
        }
    }

    /// The URL path of the page.
    pub(super) fn page_url(self, archive: &Archive) -> &str {
        match self.note {
            Some(note) => archive.note_url(note),
            None => &archive.video(self.video).url,
        }
    }

    /// The URL path of the page for frames.
    pub fn url(self, archive: &Archive) -> String {
        let base = archive.base();
        let path = base.strip_prefix(self.page_url(archive));
        base.url(&format!("/embed{}", path.unwrap_or_default()))
    }

    /// The title of the page.
    pub(super) fn title(self, archive: &Archive) -> String {
        match self.note {
            Some(note) => archive.note(note).title.clone(),
            None => video::title(archive, self.video),
        }
    }

    /// The picture of the video.
    pub(super) fn picture(self, site: &Site) -> Picture {
        Picture::new(site, self.video)
    }

    /// The player, ready at `start` (seconds).
    fn player(self, site: &Site, start: Option<u32>) -> VideoPlayer {
        let title = self.title(&site.archive);
        VideoPlayer::new(site, self.video, self.note, &title, start)
    }
}

/// `/embed/{note}?t=`, `/embed/video/{id}?t=`
#[derive(Template)]
#[template(path = "embed.html")]
pub struct EmbedPage<'a> {
    base: &'a BaseUrl,
    title: String,
    /// The title of the site.
    site: &'a str,
    /// The URL of the page, at the moment.
    page_url: String,
    player: VideoPlayer,
    /// What is said at the start.
    sentence: Option<String>,
}

impl<'a> EmbedPage<'a> {
    /// The page for frames, its player ready at `start`, the start of a moment in seconds.
    pub fn new(site: &'a Site, page: Embeddable, start: Option<u32>) -> Self {
        let archive = &site.archive;
        let cited = |second| cited_moment_at(archive, page.video, page.note, second);
        let sentence = start
            .and_then(cited)
            .map(|(note, moment)| snippet::text(archive, note, &moment.sentence).into_owned());
        Self {
            base: archive.base(),
            title: page.title(archive),
            site: site.title(),
            page_url: url_at(page.page_url(archive), start),
            player: page.player(site, start),
            sentence,
        }
    }

    fn asset(&self, path: &str) -> String {
        self.base.url(&assets::url(path))
    }
}
