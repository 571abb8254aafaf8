//! The reader's history and saved moments. Only the browser stores them, so its script fills this
//! page.

use askama::Template;

use crate::pages::{Layout, Site};

/// `/history`
#[derive(Template)]
#[template(path = "history.html")]
pub struct HistoryPage {
    layout: Layout,
}

impl HistoryPage {
    /// The empty page.
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
