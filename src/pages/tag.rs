//! The pages of tags: the notes that have a tag, and all tags.

use askama::Template;

use crate::archive::{Archive, Tag, TagId};
use crate::pages::breadcrumbs::Breadcrumbs;
use crate::pages::components::{ByteBudget, ITEM_MARKUP_BYTES, PageLink, html_bytes};
use crate::pages::feed::{FeedScope, feed_path};
use crate::pages::list_controls::page_title;
use crate::pages::listed_note::{ListedNote, newest_first};
use crate::pages::pager::{self, PageSize, page_url, pager};
use crate::pages::{Layout, Site, queue};
use crate::text::plural::{count, grouped};
use crate::text::tag_name;

/// The maximum size of the list of notes on a page.
const MAX_PAGE_SIZE: PageSize = PageSize {
    lines: 200,
    bytes: 100_000,
};

/// The maximum size of the list of tags in a tag, in bytes.
const MAX_TAGS_BYTES: usize = 30_000;

/// The maximum size of the list of all tags on a page.
const MAX_ALL_TAGS_SIZE: PageSize = PageSize {
    lines: 2_000,
    bytes: 200_000,
};

/// A tag in a list, with the number of its notes.
struct ListedTag {
    link: PageLink,
    note_count: String,
}

fn link(tag: &Tag) -> PageLink {
    PageLink::new(format!("#{}", tag.name), &tag.url)
}

impl ListedTag {
    fn new(tag: &Tag) -> Self {
        Self {
            link: link(tag),
            note_count: grouped(tag.notes.len()),
        }
    }
}

/// `/tag/{name}`
#[derive(Template)]
#[template(path = "tag.html")]
pub struct TagPage<'a> {
    layout: Layout,
    breadcrumbs: Breadcrumbs,
    /// The queue of its moments.
    queue_url: Option<String>,
    /// `12 notes, newest first`
    summary: String,
    /// The tags that are directly in it.
    tags: Vec<ListedTag>,
    omitted_tag_count: usize,
    /// The page of the note or topic with the name of the tag.
    page_of_name: Option<PageLink>,
    /// The newest first; those without a date last.
    notes: Vec<ListedNote<'a>>,
    pager: Vec<PageLink>,
}

impl<'a> TagPage<'a> {
    /// A page of the list of a tag's notes, numbered from 1; `None` if it does not exist.
    pub fn new(site: &'a Site, id: TagId, page: usize) -> Option<Self> {
        let archive = &site.archive;
        let tag = archive.tag(id);
        let notes = newest_first(archive, &tag.notes);
        let sizes = notes.iter().map(|id| ListedNote::max_bytes(archive, *id));
        let pages = pager::pages(sizes, &MAX_PAGE_SIZE);
        let range = pages.get(page.checked_sub(1)?)?.clone();
        let title = page_title(&format!("#{}", tag.name), page);
        let mut layout = Layout::new(site, title, page_url(&tag.url, page));
        let notes_text = count(notes.len(), "note");
        let description = format!("{notes_text} with the tag {}", tag.name);
        layout.description = page_title(&description, page);
        let breadcrumbs = breadcrumbs(archive, tag);
        layout.describe_place(site, &breadcrumbs);
        layout.feed = feed_path(archive, FeedScope::Tag(id));
        let has_dates = notes.iter().any(|id| archive.date_of(*id).is_some());
        let mut budget = ByteBudget::new(MAX_TAGS_BYTES);
        let all = archive.tags_in(id).map(ListedTag::new);
        let (tags, omitted): (Vec<_>, Vec<_>) = all.partition(|tag| budget.spend(tag.link.bytes()));
        Some(Self {
            layout,
            summary: match has_dates && notes.len() > 1 {
                true => format!("{notes_text}, newest first"),
                false => notes_text,
            },
            breadcrumbs,
            queue_url: queue::tag_url(archive, id),
            tags,
            omitted_tag_count: omitted.len(),
            page_of_name: page_of_name(archive, tag),
            notes: notes[range]
                .iter()
                .map(|id| ListedNote::new(archive, *id))
                .collect(),
            pager: pager(&tag.url, page, pages.len()),
        })
    }
}

/// The list of all tags, and the tags that a tag is in, the outermost first.
fn breadcrumbs(archive: &Archive, tag: &Tag) -> Breadcrumbs {
    let all = PageLink::new("Tags", archive.base().url("/tag"));
    tag_name::parents(&tag.name).fold(
        Breadcrumbs::new(archive).then(Some(all)),
        |breadcrumbs, name| {
            let parent = archive.tag_named(name).map(|id| archive.tag(id));
            breadcrumbs.then(parent.map(link))
        },
    )
}

/// The page with the name of a tag: in Logseq and Roam, a tag is a link to it.
fn page_of_name(archive: &Archive, tag: &Tag) -> Option<PageLink> {
    if let Some(page) = archive.page_named(&tag.name) {
        let title = archive
            .note_on_page(page)
            .map_or(&tag.name, |id| &archive.note(id).title);
        return Some(PageLink::new(title, archive.url(page)));
    }
    let topic = archive.topic(archive.topic_named(&tag.name)?);
    Some(PageLink {
        is_unresolved: true,
        ..PageLink::new(&topic.name, &topic.url)
    })
}

/// `/tag`
#[derive(Template)]
#[template(path = "tags.html")]
pub struct TagsPage {
    layout: Layout,
    breadcrumbs: Breadcrumbs,
    summary: String,
    tags: Vec<ListedTag>,
    pager: Vec<PageLink>,
}

impl TagsPage {
    /// A page of the list of all tags, numbered from 1; `None` if it does not exist.
    pub fn new(site: &Site, page: usize) -> Option<Self> {
        let archive = &site.archive;
        let tags = archive.tags();
        let sizes = tags
            .iter()
            .map(|tag| tag.url.len() + html_bytes(&tag.name) + ITEM_MARKUP_BYTES);
        let pages = pager::pages(sizes, &MAX_ALL_TAGS_SIZE);
        let range = pages.get(page.checked_sub(1)?)?.clone();
        let url = archive.base().url("/tag");
        let title = page_title("Tags", page);
        let mut layout = Layout::new(site, title, page_url(&url, page));
        let description = format!("All {} of {}", count(tags.len(), "tag"), site.title());
        layout.description = page_title(&description, page);
        Some(Self {
            layout,
            breadcrumbs: Breadcrumbs::new(archive),
            summary: count(tags.len(), "tag"),
            tags: tags[range].iter().map(ListedTag::new).collect(),
            pager: pager(&url, page, pages.len()),
        })
    }
}
