//! The layout that all pages share: the head, and the header of the site.

use crate::archive::{Archive, NoteId, VideoId};
use crate::assets;
use crate::pages::Site;
use crate::pages::breadcrumbs::Breadcrumbs;
use crate::pages::components::url_at;
use crate::pages::link_preview::LinkPreview;
use crate::pages::structured_data::StructuredData;
use crate::pages::video_player::VideoPlayer;
use crate::text::base_url::BaseUrl;
use crate::text::naming::query_value;

/// A page that the header leads to.
pub(super) struct Place {
    pub(super) url: String,
    pub(super) label: &'static str,
    /// What the menu of a narrow window says after the label.
    pub(super) label_end: &'static str,
    /// Whether only that menu has it.
    pub(super) is_in_menu_only: bool,
    /// Whether it leads to a moment, which plays.
    pub(super) plays_moment: bool,
    pub(super) is_current: bool,
    /// Whether it differs by visit or by reader, so that search engines should not follow the link.
    pub(super) is_nofollow: bool,
}

/// The values of the head and the header.
pub(super) struct Layout {
    /// The title of the page, without that of the site.
    pub(super) title: String,
    /// The title of the site.
    pub(super) site: String,
    base: BaseUrl,
    /// The canonical URL of the page; `None` if it has none, or without a public URL.
    pub(super) canonical: Option<String>,
    /// The URL of the Markdown of the note that the page shows.
    pub(super) markdown: Option<String>,
    /// The description for search engines; may be empty.
    pub(super) description: String,
    /// The page above this one, in the title of the window; tells pages of one title apart.
    pub(super) parent: String,
    /// What others show of a link to the page; `None` if no links lead to it.
    pub(super) preview: Option<LinkPreview>,
    /// JSON-LD for search engines; may be empty.
    pub(super) structured_data: String,
    /// Whether search engines must not index the page.
    pub(super) noindex: bool,
    /// The URL of the feed of the notes that the page lists.
    pub(super) feed: Option<String>,
    /// The URL that tells other sites how to show the page's player in a frame.
    pub(super) oembed: Option<String>,
    /// The content of the search field.
    pub(super) query: String,
    /// The pages that the header leads to.
    pub(super) places: Vec<Place>,
    /// The number of the site, if the page reloads when the archive changes.
    pub(super) version: Option<u64>,
}

impl Layout {
    /// The layout of a page with a title and a URL.
    pub(super) fn new(site: &Site, title: impl Into<String>, url: impl Into<String>) -> Self {
        let (base, url, title) = (site.archive.base().clone(), url.into(), title.into());
        Self {
            places: places(site, url.split('?').next().unwrap_or_default()),
            preview: (!url.is_empty()).then(|| LinkPreview::new(site, &title, &url)),
            title,
            site: site.title().to_owned(),
            canonical: base.absolute_url(&url).filter(|_| !url.is_empty()),
            base,
            markdown: None,
            description: String::new(),
            parent: String::new(),
            structured_data: String::new(),
            noindex: false,
            feed: None,
            oembed: None,
            query: String::new(),
            version: site.watched.then_some(site.number),
        }
    }

    /// The same for a page that shows the text of a note.
    pub(super) fn with_note(mut self, archive: &Archive, note: Option<NoteId>) -> Self {
        let url = |id| self.base.url_for_others(&archive.file_url(id, "md"));
        self.markdown = note.map(url);
        self
    }

    /// Describes the page's video to others, at the moment at `start` if it cites one there.
    pub(super) fn describe_video(
        &mut self,
        site: &Site,
        player: &VideoPlayer,
        video: (VideoId, Option<NoteId>),
        url: &str,
        breadcrumbs: &Breadcrumbs,
    ) {
        if let Some(preview) = &mut self.preview {
            preview.with_thumbnail(player.thumbnail.as_deref());
            if let Some(start) = player.start {
                preview.at_second(&site.archive, video, url, start);
            }
        }
        if !self.noindex {
            self.oembed = self.oembed_of(&url_at(url, player.start));
        }
        if let Some(data) = StructuredData::new(site, breadcrumbs, &self.title) {
            let data = data.with_video(site, player, video, url, &self.description);
            self.structured_data = data.to_script();
        }
    }

    /// Describes the place of a page without a video to search engines.
    pub(super) fn describe_place(&mut self, site: &Site, breadcrumbs: &Breadcrumbs) {
        if let Some(data) = StructuredData::new(site, breadcrumbs, &self.title) {
            self.structured_data = data.to_script();
        }
    }

    /// The URL of the oEmbed data of a page; `None` without a public URL.
    fn oembed_of(&self, page: &str) -> Option<String> {
        let page = self.base.absolute_url(page)?;
        let path = self.url(&format!("/oembed?url={}", query_value(&page)));
        self.base.absolute_url(&path)
    }

    /// The URL of an asset.
    pub(super) fn asset(&self, path: &str) -> String {
        self.url(&assets::url(path))
    }

    /// The URL of the description of the site's search, which exists only with a public URL.
    pub(super) fn open_search(&self) -> Option<String> {
        let url = self.url("/opensearch.xml");
        self.base.absolute_url(&url).map(|_| url)
    }

    /// The URL of one of the site's own pages, such as `/search`.
    pub(super) fn url(&self, page: &str) -> String {
        self.base.url(page)
    }

    /// The description of a link to the page: that of the moment, or else that of the page.
    pub(super) fn preview_description(&self) -> &str {
        let preview = self.preview.as_ref();
        let own = preview.map(|preview| preview.description.as_str());
        own.filter(|text| !text.is_empty())
            .unwrap_or(&self.description)
    }

    /// The title of the browser's window or tab.
    pub(super) fn window_title(&self) -> String {
        let mut title = self.title.clone();
        for above in [&self.parent, &self.site] {
            if !above.is_empty() && *above != self.title {
                title.push_str(" · ");
                title.push_str(above);
            }
        }
        title
    }
}

/// The pages that the header of the page at `path` leads to.
fn places(site: &Site, path: &str) -> Vec<Place> {
    let archive = &site.archive;
    let place = |page: &str, label, label_end| {
        let url = archive.base().url(page);
        Place {
            is_current: url == path,
            url,
            label,
            label_end,
            is_in_menu_only: false,
            plays_moment: false,
            is_nofollow: false,
        }
    };
    let varying = |page: &str, label, label_end| Place {
        is_nofollow: true,
        ..place(page, label, label_end)
    };
    let home = match archive.channels().is_empty() {
        true => "Notes",
        false => "Channels",
    };
    let tags = (!archive.tags().is_empty()).then(|| place("/tag", "Tags", ""));
    let mut places = vec![place("/", home, "")];
    places.push(place("/topics", "Topics", ""));
    places.extend(tags);
    places.push(place("/map", "Map", ""));
    places.push(varying("/random", "Random", " note"));
    places.push(Place {
        is_in_menu_only: true,
        plays_moment: true,
        ..varying("/random/moment", "Random moment", "")
    });
    places.push(varying("/history", "History", ""));
    places
}
