//! What the reader has read and kept: a page that the browser fills, for the server knows nothing
//! of it.

use askama::Template;

use crate::pages::{Layout, Site};

/// `/history`
#[derive(Template)]
#[template(path = "history.html")]
pub struct HistoryPage {
    layout: Layout,
}

impl HistoryPage {
    /// The page as everybody gets it.
    pub fn new(site: &Site) -> Self {
        let mut layout = Layout::new(
            site,
            "History".to_owned(),
            site.archive.base().url("/history"),
        );
        layout.noindex = true;
        Self { layout }
    }
}
