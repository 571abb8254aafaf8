//! What chats and social networks show of a link to a page: Open Graph (<https://ogp.me>) and
//! Twitter cards.

use crate::archive::{Archive, NoteId, VideoId};
use crate::assets;
use crate::pages::cited_moments::cited_moment_at;
use crate::pages::components::url_at;
use crate::pages::{Site, snippet};

/// The preview of a link to a page.
pub(super) struct LinkPreview {
    pub(super) title: String,
    /// May be empty.
    pub(super) description: String,
    /// The absolute URL of the picture, if there is one.
    pub(super) image: Option<String>,
    /// Whether the picture is of this page, rather than the icon of the site.
    pub(super) has_own_image: bool,
    /// The absolute URL of the page at the moment; `None` without a public URL.
    pub(super) url: Option<String>,
    /// `article` or `website`, as Open Graph calls them.
    pub(super) kind: &'static str,
}

impl LinkPreview {
    /// The preview of a page with a URL, which shows the icon of the site.
    pub(super) fn new(site: &Site, title: &str, url: &str) -> Self {
        let base = site.archive.base();
        Self {
            title: title.to_owned(),
            description: String::new(),
            image: base.absolute_url(&base.url(&assets::url("icon.png"))),
            has_own_image: false,
            url: base.absolute_url(url),
            kind: "website",
        }
    }

    /// Shows a thumbnail, if there is one.
    pub(super) fn with_thumbnail(&mut self, thumbnail: Option<&str>) {
        if let Some(thumbnail) = thumbnail {
            self.image = Some(thumbnail.to_owned());
            self.has_own_image = true;
        }
    }

    /// Describes the moment at a second of a page with a player, if it cites one: its time, and
    /// the sentence that is said there.
    pub(super) fn at_second(
        &mut self,
        archive: &Archive,
        (video, note): (VideoId, Option<NoteId>),
        url: &str,
        second: u32,
    ) {
        if let Some((note, moment)) = cited_moment_at(archive, video, note, second) {
            self.title = format!("{} · {}", moment.resolved.format_played(), self.title);
            self.description = snippet::text(archive, note, &moment.sentence).into_owned();
            self.url = archive.base().absolute_url(&url_at(url, Some(second)));
        }
    }
}
