//! What every page has around its own part.

use super::Site;
use crate::assets;

/// The head of a page and the bar on top.
pub struct Layout {
    /// The page's title, alone.
    pub title: String,
    /// The archive's name.
    pub site: String,
    /// The one address of the page; empty for pages that have none.
    pub canonical: String,
    /// A line for those who find the page elsewhere.
    pub description: String,
    /// Whether search engines should leave the page out.
    pub noindex: bool,
    /// What stands in the search box.
    pub query: String,
}

impl Layout {
    /// A page with a title and an address.
    pub fn new(site: &Site, title: impl Into<String>, canonical: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            site: site.title().to_owned(),
            canonical: canonical.into(),
            description: String::new(),
            noindex: false,
            query: String::new(),
        }
    }

    /// The address of an asset.
    pub fn asset(&self, path: &str) -> String {
        assets::address(path)
    }

    /// The title of the browser's window.
    pub fn window_title(&self) -> String {
        if self.title == self.site { self.site.clone() } else { format!("{} · {}", self.title, self.site) }
    }
}
