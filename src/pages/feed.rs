//! Atom feeds of the newest notes (RFC 4287): of the archive, of a channel, and of a tag.

use std::cmp::Reverse;

use askama::Template;

use crate::archive::{Archive, ChannelId, NoteId, PageId, TagId};
use crate::pages::Site;
use crate::pages::components::{ByteBudget, html_bytes};
use crate::pages::listed_note::about;
use crate::text::base_url::BaseUrl;
use crate::text::date::Date;

/// The maximum number of entries of a feed.
const MAX_ENTRIES: usize = 50;

/// The maximum size of the authors of an entry, and of its tags, in bytes.
const MAX_NAMES_BYTES: usize = 4_000;

/// The notes that a feed is about.
#[derive(Debug, Clone, Copy)]
pub enum FeedScope {
    /// All notes.
    Archive,
    /// The notes of a channel.
    Channel(ChannelId),
    /// The notes with a tag.
    Tag(TagId),
}

/// `/feed.xml`, `/{channel}/feed.xml`, `/tag/{name}/feed.xml`
#[derive(Template)]
#[template(path = "feed.xml")]
pub struct Feed<'a> {
    id: String,
    title: String,
    /// The title of the site, which stands for the author of notes that name none.
    site: &'a str,
    /// The date of the latest change.
    updated: Date,
    /// The URL path of the feed.
    path: String,
    /// The URL of the feed, absolute if the public URL is known.
    url: String,
    /// The URL of the page with the same notes.
    page_url: String,
    entries: Vec<Entry<'a>>,
}

/// A note of a feed.
struct Entry<'a> {
    id: String,
    title: &'a str,
    url: String,
    published: Date,
    updated: Date,
    about: String,
    authors: Vec<&'a str>,
    tags: Vec<&'a str>,
}

impl<'a> Feed<'a> {
    /// The feed of a scope; `None` if none of its notes has a complete date: a feed needs the date
    /// of each entry.
    pub fn new(site: &'a Site, scope: FeedScope) -> Option<Self> {
        let archive = &site.archive;
        let mut notes: Vec<(Date, NoteId)> = dated_notes(archive, scope).collect();
        notes.sort_by_key(|(date, id)| (Reverse(*date), *id));
        notes.truncate(MAX_ENTRIES);
        let entries = notes.into_iter();
        let entries: Vec<_> = entries
            .map(|(date, id)| Entry::new(archive, id, date))
            .collect();
        let path = scope.feed_path(archive);
        let page_path = scope.page_path(archive);
        Some(Self {
            id: id_of(archive.base(), page_path),
            title: scope.title(site),
            site: site.title(),
            updated: entries.iter().map(|entry| entry.updated).max()?,
            url: archive.base().url_for_others(&path),
            path,
            page_url: archive.base().url_for_others(page_path),
            entries,
        })
    }

    /// Its URL path.
    pub fn path(&self) -> &str {
        &self.path
    }
}

/// The URL path of the feed of a scope, if there is one.
pub(super) fn feed_path(archive: &Archive, scope: FeedScope) -> Option<String> {
    dated_notes(archive, scope).next()?;
    Some(scope.feed_path(archive))
}

/// The listed notes of a scope that have a complete date, without home and index notes.
fn dated_notes(
    archive: &Archive,
    scope: FeedScope,
) -> Box<dyn Iterator<Item = (Date, NoteId)> + '_> {
    let dated = move |id: NoteId| {
        let date = archive.date_of(id).filter(|date| date.is_complete())?;
        let is_list = archive.home() == Some(id) || archive.is_index(id);
        (!is_list).then_some((date, id))
    };
    let listed = archive.listed_notes().map(|(id, _)| id);
    match scope {
        FeedScope::Archive => Box::new(listed.filter_map(dated)),
        FeedScope::Channel(channel) => Box::new(
            listed
                .filter(move |id| archive.channel_of(*id) == Some(channel))
                .filter_map(dated),
        ),
        FeedScope::Tag(tag) => Box::new(archive.tag(tag).notes.iter().copied().filter_map(dated)),
    }
}

impl FeedScope {
    fn title(self, site: &Site) -> String {
        match self {
            Self::Archive => site.title().to_owned(),
            Self::Channel(id) => format!("{} · {}", site.archive.channel(id).name, site.title()),
            Self::Tag(id) => format!("#{} · {}", site.archive.tag(id).name, site.title()),
        }
    }

    /// The URL path of the page with these notes.
    fn page_path(self, archive: &Archive) -> &str {
        match self {
            Self::Archive => archive.url(PageId::Home),
            Self::Channel(id) => &archive.channel(id).url,
            Self::Tag(id) => &archive.tag(id).url,
        }
    }

    fn feed_path(self, archive: &Archive) -> String {
        format!("{}/feed.xml", self.page_path(archive).trim_end_matches('/'))
    }
}

impl<'a> Entry<'a> {
    fn new(archive: &'a Archive, id: NoteId, date: Date) -> Self {
        let note = archive.note(id);
        let data = note.metadata();
        let updated = data.updated.filter(|date| date.is_complete());
        let path = archive.note_url(id);
        let within_budget = |names: &mut dyn Iterator<Item = &'a str>| {
            let mut budget = ByteBudget::new(MAX_NAMES_BYTES);
            let names = names.take_while(|name| budget.spend(html_bytes(name)));
            names.collect()
        };
        Self {
            id: id_of(archive.base(), path),
            title: &note.title,
            url: archive.base().url_for_others(path),
            published: date,
            updated: updated.map_or(date, |updated| updated.max(date)),
            about: about(note),
            authors: within_budget(&mut data.authors.iter().map(String::as_str)),
            tags: within_budget(&mut archive.tags_of(id).map(|tag| tag.name.as_str())),
        }
    }
}

/// The id of a page in feeds, which must not change: its absolute URL, or without a public URL a
/// URN of its path, because the host of a request does not identify the site.
fn id_of(base: &BaseUrl, path: &str) -> String {
    base.absolute_url(path)
        .unwrap_or_else(|| format!("urn:cueleaf:page:{path}"))
}
