//! The layout that all pages share: the head, and the header of the site.

use crate::assets;
use crate::pages::Site;
use crate::text::base_url::BaseUrl;

/// The values of the head and the header.
pub(super) struct Layout {
    /// The title of the page, without that of the site.
    pub(super) title: String,
    /// The title of the site.
    pub(super) site: String,
    base: BaseUrl,
    /// The canonical URL of the page, with the host if it is known; empty if the page has none.
    pub(super) canonical: String,
    /// The description for search engines; may be empty.
    pub(super) description: String,
    /// Whether search engines must not index the page.
    pub(super) noindex: bool,
    /// The content of the search field.
    pub(super) query: String,
    /// What the home page lists.
    pub(super) home_label: &'static str,
    /// The number of the site, if the page reloads when the archive changes.
    pub(super) version: Option<u64>,
}

impl Layout {
    /// The layout of a page with a title and a URL.
    pub(super) fn new(site: &Site, title: impl Into<String>, url: impl Into<String>) -> Self {
        let (base, url) = (site.archive.base().clone(), url.into());
        Self {
            title: title.into(),
            site: site.title().to_owned(),
            canonical: if url.is_empty() {
                url
            } else {
                base.absolute_url(&url)
            },
            base,
            description: String::new(),
            noindex: false,
            query: String::new(),
            home_label: if site.archive.channels().is_empty() {
                "Notes"
            } else {
                "Channels"
            },
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
