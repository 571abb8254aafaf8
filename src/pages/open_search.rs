//! The search of the site in browsers: its description, and suggestions in the format that they
//! read (<https://github.com/dewitt/opensearch>).

use askama::Template;
use serde::Serialize;

use crate::assets;
use crate::pages::Site;
use crate::pages::json::suggest::SuggestionData;

/// The maximum numbers of characters of the names.
const MAX_SHORT_NAME_CHARS: usize = 16;
const MAX_LONG_NAME_CHARS: usize = 48;

/// `/opensearch.xml`
#[derive(Template)]
#[template(path = "opensearch.xml")]
pub struct OpenSearch {
    short_name: String,
    long_name: String,
    /// The absolute URL of the home page, with its `/`.
    home: String,
    /// The absolute URL of the icon.
    icon: String,
}

impl OpenSearch {
    /// The description of a site's search; `None` without a public URL, as it has absolute URLs.
    pub fn new(site: &Site) -> Option<Self> {
        let base = site.archive.base();
        let url = |path: &str| base.absolute_url(&base.url(path));
        let title = |chars| site.title().chars().take(chars).collect();
        Some(Self {
            short_name: title(MAX_SHORT_NAME_CHARS),
            long_name: title(MAX_LONG_NAME_CHARS),
            home: url("/")?,
            icon: url(&assets::url("icon.svg"))?,
        })
    }
}

/// `/api/suggest?format=opensearch`: what was typed, and titles that complete it.
#[derive(Debug, Serialize)]
pub struct SearchCompletions<'a>(&'a str, Vec<&'a str>);

impl<'a> SearchCompletions<'a> {
    /// The titles among suggestions.
    pub fn new(typed: &'a str, suggestions: &'a SuggestionData<'_>) -> Self {
        Self(typed, suggestions.titles().collect())
    }
}
