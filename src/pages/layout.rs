//! The layout that all pages share: the head, and the header of the site.

use crate::assets;
use crate::pages::Site;
use crate::text::base_url::BaseUrl;

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
    /// The description for search engines; may be empty.
    pub(super) description: String,
    /// Whether search engines must not index the page.
    pub(super) noindex: bool,
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
        let (base, url) = (site.archive.base().clone(), url.into());
        Self {
            places: places(site, url.split('?').next().unwrap_or_default()),
            title: title.into(),
            site: site.title().to_owned(),
            canonical: base.absolute_url(&url).filter(|_| !url.is_empty()),
            base,
            description: String::new(),
            noindex: false,
            query: String::new(),
            version: site.watched.then_some(site.number),
        }
    }

    /// The URL of an asset.
    pub(super) fn asset(&self, path: &str) -> String {
        self.url(&assets::url(path))
    }

    /// The URL of one of the site's own pages, such as `/search`.
    pub(super) fn url(&self, page: &str) -> String {
        self.base.url(page)
    }

    /// The title of the browser's window or tab.
    pub(super) fn window_title(&self) -> String {
        if self.title == self.site {
            self.site.clone()
        } else {
            format!("{} · {}", self.title, self.site)
        }
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
