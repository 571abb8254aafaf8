//! The list of topics: the notes that others link to and the topics without a note, from A to Z or
//! by how many notes link to them.

use askama::Template;

use crate::archive::{Archive, LinkedName, NoteOrTopic};
use crate::pages::breadcrumbs::Breadcrumbs;
use crate::pages::components::{ITEM_MARKUP_BYTES, PageLink, html_bytes};
use crate::pages::list_controls::page_title;
use crate::pages::pager::{self, PageSize, page_url, pager};
use crate::pages::{Layout, Site};
use crate::text::initial::Initial;
use crate::text::plural::{count, grouped};

/// The maximum size of the list on a page.
const MAX_PAGE_SIZE: PageSize = PageSize {
    lines: 600,
    bytes: 150_000,
};

/// The order of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TopicOrder {
    /// From A to Z.
    Name,
    /// The most linked first.
    Links,
}

impl TopicOrder {
    fn label(self) -> &'static str {
        match self {
            Self::Name => "A to Z",
            Self::Links => "Most linked",
        }
    }

    /// The URL of the first page in this order.
    fn url(self, archive: &Archive) -> String {
        archive.base().url(match self {
            Self::Name => "/topics",
            Self::Links => "/topics?sort=links",
        })
    }
}

/// `/topics`, `/topics?sort=links&page=2`
#[derive(Template)]
#[template(path = "topics.html")]
pub struct TopicsPage<'a> {
    layout: Layout,
    breadcrumbs: Breadcrumbs,
    /// `120 topics, 40 without a note`
    summary: String,
    /// Whether only the index notes of channels link to some of the topics.
    has_unmentioned: bool,
    orders: Vec<PageLink>,
    /// Links to the letters of the list, on all its pages.
    letters: Vec<PageLink>,
    groups: Vec<Group<'a>>,
    pager: Vec<PageLink>,
}

/// Topics that follow each other and have the same initial; in order of links, all of a page.
struct Group<'a> {
    /// The anchor and the label of the heading.
    heading: Option<(String, String)>,
    topics: Vec<ListedTopic<'a>>,
}

/// A topic in the list.
struct ListedTopic<'a> {
    link: PageLink,
    /// The name of the note's channel; empty if it has none, or if there is no note.
    channel: &'a str,
    /// The number of notes that link to it; empty if only the index note of a channel does.
    note_count: String,
}

impl<'a> ListedTopic<'a> {
    fn new(archive: &'a Archive, linked: &LinkedName) -> Self {
        Self {
            link: PageLink::entry(archive, linked.target),
            channel: channel_of(archive, linked.target),
            note_count: match linked.note_count {
                0 => String::new(),
                count => grouped(count),
            },
        }
    }

    /// The maximum size in HTML, in bytes.
    fn bytes(archive: &Archive, target: NoteOrTopic) -> usize {
        let texts = html_bytes(archive.name_of(target)) + html_bytes(channel_of(archive, target));
        // The channel and the count have an element each.
        archive.url_of(target).len() + texts + 2 * ITEM_MARKUP_BYTES
    }
}

fn channel_of(archive: &Archive, target: NoteOrTopic) -> &str {
    match target {
        NoteOrTopic::Note(id) => archive.channel_name_of(id).unwrap_or_default(),
        NoteOrTopic::Topic(_) => "",
    }
}

impl<'a> TopicsPage<'a> {
    /// A page of the list, numbered from 1; `None` if it does not exist.
    pub fn new(site: &'a Site, order: TopicOrder, page: usize) -> Option<Self> {
        let archive = &site.archive;
        let names = archive.linked_names();
        let linked: Vec<&LinkedName> = match order {
            TopicOrder::Name => names.by_name().collect(),
            TopicOrder::Links => names.by_links().collect(),
        };
        let sizes = linked
            .iter()
            .map(|linked| ListedTopic::bytes(archive, linked.target));
        let pages = pager::pages(sizes, &MAX_PAGE_SIZE);
        let range = pages.get(page.checked_sub(1)?)?.clone();
        let url = order.url(archive);
        let title = page_title("Topics", page);
        let mut layout = Layout::new(site, title, page_url(&url, page));
        let summary = summary(archive, linked.len());
        let description = format!("{summary} in {}", site.title());
        layout.description = page_title(&description, page);
        if let TopicOrder::Links = order {
            layout.title.push_str(", most linked first");
            layout.description.push_str(", most linked first");
        }
        let link = |other: TopicOrder| PageLink {
            is_current: other == order,
            ..PageLink::new(other.label(), other.url(archive))
        };
        let has_unmentioned = linked.iter().any(|linked| linked.note_count == 0);
        let starts: Vec<usize> = pages.iter().map(|page| page.start).collect();
        Some(Self {
            layout,
            breadcrumbs: Breadcrumbs::new(archive),
            summary,
            has_unmentioned,
            orders: [TopicOrder::Name, TopicOrder::Links].map(link).into(),
            letters: match order {
                TopicOrder::Name => letters(&url, &linked, &starts, page),
                TopicOrder::Links => Vec::new(),
            },
            groups: groups(archive, &linked[range], order),
            pager: pager(&url, page, pages.len()),
        })
    }
}

/// `120 topics, 40 without a note`
fn summary(archive: &Archive, topics: usize) -> String {
    let all = count(topics, "topic");
    match archive.topics().len() {
        0 => all,
        missing => format!("{all}, {} without a note", grouped(missing)),
    }
}

/// Divides the topics of a page into groups with the same initial.
fn groups<'a>(archive: &'a Archive, linked: &[&LinkedName], order: TopicOrder) -> Vec<Group<'a>> {
    let is_same_group =
        |a: &&LinkedName, b: &&LinkedName| order == TopicOrder::Links || a.initial == b.initial;
    let group = |linked: &[&LinkedName]| {
        let first = linked.first().filter(|_| order == TopicOrder::Name);
        Group {
            heading: first.map(|first| (first.initial.anchor(), first.initial.label())),
            topics: linked
                .iter()
                .map(|linked| ListedTopic::new(archive, linked))
                .collect(),
        }
    };
    linked.chunk_by(is_same_group).map(group).collect()
}

/// Links to where each letter begins. `starts` are the first lines of the pages, and `current` is
/// the number of this page.
fn letters(url: &str, linked: &[&LinkedName], starts: &[usize], current: usize) -> Vec<PageLink> {
    let mut links: Vec<PageLink> = Vec::new();
    let mut previous: Option<Initial> = None;
    for (line, name) in linked.iter().enumerate() {
        if previous.replace(name.initial) != Some(name.initial) {
            let page = starts.partition_point(|start| *start <= line);
            let page_url = match page == current {
                true => String::new(),
                false => page_url(url, page),
            };
            let anchor = name.initial.anchor();
            links.push(PageLink::new(
                name.initial.label(),
                format!("{page_url}#{anchor}"),
            ));
        }
    }
    links
}
