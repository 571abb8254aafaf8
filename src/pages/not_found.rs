//! The 404 page: a search for the words of the URL, and pages whose names resemble them.

use askama::Template;

use crate::pages::breadcrumbs::Breadcrumbs;
use crate::pages::components::PageLink;
use crate::pages::{Layout, Site};
use crate::text::naming::{truncate, without_note_extension};

/// The maximum number of similar channels, and of similar notes.
const MAX_SIMILAR_CHANNELS: usize = 4;
const MAX_SIMILAR_NOTES: usize = 8;

/// More of the words of a URL are not searched for, in bytes.
const MAX_WORDS_BYTES: usize = 200;

/// The page of a URL that does not exist.
#[derive(Template)]
#[template(path = "not_found.html")]
pub struct NotFoundPage {
    layout: Layout,
    breadcrumbs: Breadcrumbs,
    /// The words of the last segment of the URL.
    words: String,
    /// Channels, and then notes.
    similar_pages: Vec<PageLink>,
}

impl NotFoundPage {
    /// The page for a path, percent-decoded.
    pub fn new(site: &Site, path: &str) -> Self {
        let archive = &site.archive;
        let words = words(path);
        let mut layout = Layout::new(site, "Page not found", "");
        layout.noindex = true;
        let channels = archive.channels_named_like(&words);
        let channels = channels.map(|id| PageLink::channel(archive, id));
        let notes = archive.notes_titled_like(&words, MAX_SIMILAR_NOTES);
        let notes = notes.into_iter().map(|id| PageLink::note(archive, id));
        Self {
            layout,
            breadcrumbs: Breadcrumbs::new(archive),
            similar_pages: channels.take(MAX_SIMILAR_CHANNELS).chain(notes).collect(),
            words,
        }
    }
}

/// The words of the last segment of a path: `aws strategy` for `/a/aws_strategy.html`.
fn words(path: &str) -> String {
    let path = path.trim_end_matches('/');
    let segment = path.rsplit('/').next().unwrap_or_default();
    let segment = segment.strip_suffix(".html").unwrap_or(segment);
    let segment = segment.strip_suffix(".json").unwrap_or(segment);
    let words = without_note_extension(segment)
        .split(|c: char| c.is_whitespace() || matches!(c, '_' | '-' | '+'))
        .filter(|word| !word.is_empty());
    let words = words.collect::<Vec<_>>().join(" ");
    truncate(&words, MAX_WORDS_BYTES).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_a_path_are_those_of_its_last_segment() {
        for (path, expected) in [
            ("acquired/aws_business-strategy/", "aws business strategy"),
            ("a/b c.html", "b c"),
            ("a/note.md", "note"),
            ("v1.1", "v1.1"),
            ("", ""),
        ] {
            assert_eq!(words(path), expected, "{path}");
        }
    }
}
