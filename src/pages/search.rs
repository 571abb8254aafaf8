//! Search by title: the notes whose titles have every word asked for, then those that come closest.

use askama::Template;

use super::parts::{PageLink, count, lead};
use super::{Layout, Site};
use crate::archive::{Archive, NoteId};

/// How many notes a page of results shows.
const MOST: usize = 50;

/// The longest query that is read, in characters.
const LONGEST: usize = 200;

/// `/search?q=…`
#[derive(Template)]
#[template(path = "search.html")]
pub struct SearchPage {
    layout: Layout,
    extent: String,
    hits: Vec<Hit>,
    nearest: Vec<PageLink>,
}

struct Hit {
    note: PageLink,
    channel: String,
    lead: String,
}

impl SearchPage {
    /// The answer to a query.
    pub fn new(site: &Site, query: &str) -> Self {
        let archive = &site.archive;
        let query: String = query.trim().chars().take(LONGEST).collect();
        let title = if query.is_empty() { "Search".to_owned() } else { format!("Search: {query}") };
        let mut layout = Layout::new(site, title, "");
        layout.noindex = true;
        layout.query.clone_from(&query);
        let found = titles(archive, &query);
        let nearest = if query.is_empty() || found.len() > 3 { Vec::new() } else { archive.nearest(&query, 8) };
        Self {
            layout,
            extent: match found.len() {
                more if more > MOST => format!("{}, of which the shortest {MOST}", count(more, "title")),
                all => count(all, "title"),
            },
            nearest: nearest.iter().filter(|id| !found.contains(id)).map(|id| PageLink::note(archive, *id)).collect(),
            hits: found.into_iter().take(MOST).map(|id| Hit::new(archive, id)).collect(),
        }
    }
}

impl Hit {
    fn new(archive: &Archive, id: NoteId) -> Self {
        Self {
            note: PageLink::note(archive, id),
            channel: archive.channel_of(id).map_or(String::new(), |channel| archive.channel(channel).name.clone()),
            lead: lead(&archive.note(id).facts),
        }
    }
}

/// Notes whose titles have every word, the shortest titles first.
fn titles(archive: &Archive, query: &str) -> Vec<NoteId> {
    let words: Vec<String> = query.split_whitespace().map(str::to_lowercase).collect();
    if words.is_empty() {
        return Vec::new();
    }
    let mut found: Vec<(usize, NoteId)> = archive
        .notes()
        .filter(|(_, note)| {
            let title = note.title.to_lowercase();
            words.iter().all(|word| title.contains(word.as_str()))
        })
        .map(|(id, note)| (note.title.len(), id))
        .collect();
    found.sort_unstable();
    found.into_iter().map(|(_, id)| id).collect()
}
