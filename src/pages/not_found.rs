//! Nothing at this URL, and what may have been meant.

use askama::Template;

use crate::pages::components::PageLink;
use crate::pages::{Layout, Site};

/// Any URL that is nothing's.
#[derive(Template)]
#[template(path = "not_found.html")]
pub struct NotFoundPage {
    layout: Layout,
    nearest: Vec<PageLink>,
}

impl NotFoundPage {
    /// The answer to a path (percent-decoded).
    pub fn new(site: &Site, path: &str) -> Self {
        let name = path
            .trim_end_matches('/')
            .rsplit('/')
            .next()
            .unwrap_or_default();
        let mut layout = Layout::new(site, "Page not found", "");
        layout.noindex = true;
        let nearest = site
            .archive
            .nearest(name, 8)
            .into_iter()
            .map(|id| PageLink::note(&site.archive, id))
            .collect();
        Self { layout, nearest }
    }
}
