//! Breadcrumbs: the links from the home page to the page above the current one.

use crate::archive::{Archive, PageId};
use crate::pages::components::PageLink;

/// The pages above the current one, the home page first. The current page is left out: its heading
/// follows.
pub(super) struct Breadcrumbs {
    pub(super) links: Vec<PageLink>,
}

impl Breadcrumbs {
    /// The breadcrumbs of a page directly below the home page.
    pub(super) fn new(archive: &Archive) -> Self {
        Self {
            links: vec![PageLink::new("Home", archive.url(PageId::Home))],
        }
    }

    /// Adds a page below the last one, if there is one.
    pub(super) fn then(mut self, link: Option<PageLink>) -> Self {
        self.links.extend(link);
        self
    }
}
