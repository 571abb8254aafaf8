//! The home page: the home note, what the archive contains, and the lists of channels and of notes
//! outside folders, which a reader can filter and sort.

mod channel_card;
mod examples;

use std::cmp::Reverse;

use askama::Template;

use crate::archive::{Archive, Channel, ChannelId, NoteId, PageId};
use crate::pages::components::{ITEM_MARKUP_BYTES, PageLink, html_bytes};
use crate::pages::feed::{FeedScope, feed_path};
use crate::pages::list_controls::{LabeledOrder, ListControls, ListRequest, Order, page_title};
use crate::pages::listed_note::ListedNote;
use crate::pages::note_body::NoteRenderer;
use crate::pages::pager::{self, PageSize, pager};
use crate::pages::video_player::VideoPlayer;
use crate::pages::{Layout, Site};
use crate::text::date::Date;
use crate::text::plural::count;
use channel_card::{ChannelCard, channels};
use examples::Examples;

/// `/`, `/?page=2`, `/?filter=&sort=`
#[derive(Template)]
#[template(path = "home.html")]
pub struct HomePage<'a> {
    layout: Layout,
    summary: String,
    /// Whether the page begins the lists, without a filter and in the default order.
    is_start: bool,
    /// The player of the home note's video.
    player: Option<VideoPlayer>,
    /// The HTML of the home note.
    text: String,
    /// Whether notes have tags.
    has_tags: bool,
    /// At the start of the lists.
    examples: Examples,
    /// The notes and topics that most notes link to, each with the number of these notes; at the
    /// start of the lists, like the next.
    most_linked: Vec<(PageLink, usize)>,
    /// The notes with the latest dates.
    newest: Vec<(PageLink, Option<Date>)>,
    controls: ListControls,
    /// The channels that have a folder.
    channels: Vec<ChannelCard<'a>>,
    /// The other channels, each with the number of its notes.
    named_channels: Vec<&'a Channel>,
    /// The heading of the list of notes.
    notes_heading: &'static str,
    /// Notes outside folders, except the home note.
    notes: Vec<ListedNote<'a>>,
    /// Links to the pages of the lists; empty if there is only one.
    pager: Vec<PageLink>,
}

/// The maximum size of the lists on a page.
const MAX_PAGE_SIZE: PageSize = PageSize {
    lines: 1_000,
    bytes: 100_000,
};

/// The size of the markup of a channel's card, in bytes.
const CARD_BYTES: usize = 300;

impl<'a> HomePage<'a> {
    /// A page of the lists, of which the first is the home page, its player ready at `start`
    /// (seconds); `None` if it does not exist.
    pub fn new(site: &'a Site, request: &ListRequest, start: Option<u32>) -> Option<Self> {
        let archive = &site.archive;
        let controls = controls(archive, request);
        let (folders, named) = channels(archive, &controls);
        let notes = notes(archive, &controls);
        let card_sizes = folders
            .iter()
            .map(|id| channel_bytes(archive, *id) + CARD_BYTES);
        let named_sizes = named
            .iter()
            .map(|id| channel_bytes(archive, *id) + ITEM_MARKUP_BYTES);
        let note_sizes = notes.iter().map(|id| ListedNote::max_bytes(archive, *id));
        let sizes = card_sizes.chain(named_sizes).chain(note_sizes);
        let pages = pager::pages(sizes, &MAX_PAGE_SIZE);
        let page = request.page();
        let range = pages.get(page.checked_sub(1)?)?.clone();
        // The lists follow each other; a page shows a part of each.
        let named_start = folders.len();
        let notes_start = named_start + named.len();
        let part = |start: usize, length: usize| {
            let index = |line: usize| line.saturating_sub(start).min(length);
            index(range.start)..index(range.end)
        };
        let summary = summary(archive);
        let title = page_title(site.title(), page);
        let is_start = page == 1 && !controls.is_changed();
        let home_note = archive.home().filter(|_| is_start);
        let layout = Layout::new(site, title, controls.canonical_url(page));
        let mut layout = layout.with_note(archive, home_note);
        layout.description = page_title(&summary, page);
        layout.noindex = controls.is_changed();
        layout.feed = feed_path(archive, FeedScope::Archive);
        let text = home_note.map(|note| NoteRenderer::own(site, note).html().text);
        let (examples, most_linked, newest) = if is_start {
            (
                Examples::new(archive),
                most_linked(archive),
                newest(archive),
            )
        } else {
            Default::default()
        };
        let cards = folders[part(0, folders.len())].iter();
        let named_channels = named[part(named_start, named.len())].iter();
        let listed_notes = notes[part(notes_start, notes.len())].iter();
        Some(Self {
            layout,
            summary,
            is_start,
            player: home_note.and_then(|note| VideoPlayer::of_note(site, note, start)),
            text: text.unwrap_or_default(),
            has_tags: !archive.tags().is_empty(),
            examples,
            most_linked,
            newest,
            channels: cards.map(|id| ChannelCard::new(site, *id)).collect(),
            named_channels: named_channels.map(|id| archive.channel(*id)).collect(),
            notes_heading: match archive.channels().iter().any(|channel| channel.has_folder) {
                true => "Other notes",
                false => "Notes",
            },
            notes: listed_notes
                .map(|id| ListedNote::new(archive, *id))
                .collect(),
            pager: pager(&controls.list_url(), page, pages.len()),
            controls,
        })
    }
}

/// The maximum size of the name and the URL of a channel, in bytes.
fn channel_bytes(archive: &Archive, id: ChannelId) -> usize {
    let channel = archive.channel(id);
    html_bytes(&channel.name) + channel.url.len()
}

/// Links to the notes and topics that most notes link to, each with the number of these notes.
fn most_linked(archive: &Archive) -> Vec<(PageLink, usize)> {
    let linked = archive.overview().most_linked.iter();
    linked
        .map(|(target, count)| (PageLink::entry(archive, *target), *count))
        .collect()
}

/// Links to the notes with the latest dates.
fn newest(archive: &Archive) -> Vec<(PageLink, Option<Date>)> {
    let newest = archive.overview().newest.iter();
    newest
        .map(|id| (PageLink::note(archive, *id), archive.date_of(*id)))
        .collect()
}

/// The form of the lists.
fn controls(archive: &Archive, request: &ListRequest) -> ListControls {
    let (channels, notes) = (archive.channels(), archive.notes_outside_folders());
    let mut orders: Vec<LabeledOrder> = vec![(Order::Default, "Name")];
    if channels.len() > 1 {
        orders.push((Order::Notes, "Most notes"));
        if channels.iter().any(|channel| channel.moment_count > 0) {
            orders.push((Order::Moments, "Most moments"));
        }
    }
    if !archive.overview().newest.is_empty() {
        orders.push((Order::Newest, "Newest first"));
    }
    let home = archive.url(PageId::Home);
    ListControls::new(request, home, channels.len() + notes.len(), orders)
}

/// The notes outside folders that the reader asks for, in their order.
fn notes(archive: &Archive, controls: &ListControls) -> Vec<NoteId> {
    let title = |id: &NoteId| archive.note(*id).title.clone();
    let mut notes = controls.matching(archive.notes_outside_folders().to_vec(), title);
    match controls.order() {
        Order::Default | Order::Title | Order::Notes => {}
        Order::Newest => notes.sort_by_key(|id| Reverse(archive.date_of(*id))),
        Order::Moments => {
            notes.sort_by_key(|id| Reverse(archive.note(*id).facts.moments.len()));
        }
    }
    notes
}

/// `27 notes about 4 videos, with 301 moments to play.`, without what the archive does not have.
pub(super) fn summary(archive: &Archive) -> String {
    let overview = archive.overview();
    let mut summary = count(overview.note_count, "note");
    if overview.video_count > 0 {
        summary += &format!(" about {}", count(overview.video_count, "video"));
    }
    if overview.video_count > 0 && overview.moment_count > 0 {
        summary += &format!(", with {} to play", count(overview.moment_count, "moment"));
    }
    summary + "."
}
