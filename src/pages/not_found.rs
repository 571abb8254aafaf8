//! The 404 page, with notes whose titles are similar to the URL.

use askama::Template;

use crate::pages::components::PageLink;
use crate::pages::{Layout, Site};

/// The maximum number of similar notes.
const MAX_SIMILAR_NOTES: usize = 8;

/// The page of a URL that does not exist.
#[derive(Template)]
#[template(path = "not_found.html")]
pub struct NotFoundPage {
    layout: Layout,
    similar_notes: Vec<PageLink>,
}

impl NotFoundPage {
    /// The page for a path, percent-decoded.
    pub fn new(site: &Site, path: &str) -> Self {
        let name = path
            .trim_end_matches('/')
            .rsplit('/')
            .next()
            .unwrap_or_default();
        let mut layout = Layout::new(site, "Page not found", "");
        layout.noindex = true;
        let similar_notes = site
            .archive
            .notes_titled_like(name, MAX_SIMILAR_NOTES)
            .into_iter()
            .map(|id| PageLink::note(&site.archive, id))
            .collect();
        Self {
            layout,
            similar_notes,
        }
    }
}
