//! What every page has around its own part.

use crate::assets;
use crate::pages::Site;
use crate::text::base_url::BaseUrl;

/// The head of a page and the bar on top.
pub(super) struct Layout {
    /// The page's title, alone.
    pub(super) title: String,
    /// The archive's name.
    pub(super) site: String,
    base: BaseUrl,
    /// The one URL of the page, with its host where that is known; empty for pages that have
    /// none.
    pub(super) canonical: String,
    /// A line for those who find the page elsewhere.
    pub(super) description: String,
    /// Whether search engines should leave the page out.
    pub(super) noindex: bool,
    /// What stands in the search box.
    pub(super) query: String,
    /// The number of the site, where the page is to show itself anew when another takes its place.
    pub(super) version: Option<u64>,
}

impl Layout {
    /// A page with a title and a URL.
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
            version: site.watched.then_some(site.number),
        }
    }

    /// The URL of an asset.
    pub(super) fn asset(&self, path: &str) -> String {
        self.url(&assets::url(path))
    }

    /// The URL of a page of our own, such as `/search`.
    pub(super) fn url(&self, page: &str) -> String {
        self.base.url(page)
    }

    /// The title of the browser's window.
    pub(super) fn window_title(&self) -> String {
        if self.title == self.site {
            self.site.clone()
        } else {
            format!("{} · {}", self.title, self.site)
        }
    }
}
