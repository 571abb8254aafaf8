//! The home page: the home note, and the lists of channels and of notes outside folders.

use askama::Template;

use crate::archive::{Archive, Channel, NoteId, PageId};
use crate::corpus::Note;
use crate::pages::components::{PageLink, html_bytes};
use crate::pages::listed_note::ListedNote;
use crate::pages::note_body::NoteRenderer;
use crate::pages::pager::{self, PageSize, page_url, pager};
use crate::pages::video_player::VideoPlayer;
use crate::pages::{Layout, Site, channel};
use crate::text::plural::count;

/// `/`
#[derive(Template)]
#[template(path = "home.html")]
pub struct HomePage<'a> {
    layout: Layout,
    summary: String,
    /// The player of the home note's video.
    player: Option<VideoPlayer>,
    /// The HTML of the home note.
    text: String,
    /// Whether notes have tags.
    has_tags: bool,
    /// The channels that have a folder, each with its summary.
    channels: Vec<(&'a Channel, String)>,
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

impl<'a> HomePage<'a> {
    /// A page of the lists, numbered from 1, of which the first is the home page, its player ready
    /// at `start` (seconds); `None` if it does not exist.
    pub fn new(site: &'a Site, page: usize, start: Option<u32>) -> Option<Self> {
        let archive = &site.archive;
        let (folders, named): (Vec<_>, Vec<_>) = archive
            .channels()
            .iter()
            .partition(|channel| channel.has_folder);
        let notes = archive.notes_outside_folders();
        let channel_bytes = |channel: &&Channel| html_bytes(&channel.name) + channel.url.len();
        let note_bytes = |id: &NoteId| ListedNote::max_bytes(archive, *id);
        let channel_sizes = folders.iter().chain(&named).map(channel_bytes);
        let sizes = channel_sizes.chain(notes.iter().map(note_bytes));
        let pages = pager::pages(sizes, &MAX_PAGE_SIZE);
        let range = pages.get(page.checked_sub(1)?)?.clone();
        // The lists follow each other; a page shows a part of each.
        let named_start = folders.len();
        let notes_start = named_start + named.len();
        let part = |start: usize, length: usize| {
            let index = |line: usize| line.saturating_sub(start).min(length);
            index(range.start)..index(range.end)
        };
        let summary = summary(archive);
        let home = archive.url(PageId::Home);
        let mut layout = Layout::new(site, site.title(), page_url(home, page));
        layout.description.clone_from(&summary);
        let home_note = archive.home().filter(|_| page == 1);
        let text = home_note.map(|note| NoteRenderer::own(site, note).html().text);
        Some(Self {
            layout,
            summary,
            player: home_note.and_then(|note| VideoPlayer::of_note(site, note, start)),
            text: text.unwrap_or_default(),
            has_tags: !archive.tags().is_empty(),
            channels: folders[part(0, folders.len())]
                .iter()
                .map(|channel| (*channel, channel::summary(channel)))
                .collect(),
            named_channels: named[part(named_start, named.len())].to_vec(),
            notes_heading: if folders.is_empty() {
                "Notes"
            } else {
                "Other notes"
            },
            notes: notes[part(notes_start, notes.len())]
                .iter()
                .map(|id| ListedNote::new(archive, *id))
                .collect(),
            pager: pager(home, page, pages.len()),
        })
    }
}

/// All listed notes except the home note and the indexes of channels.
fn content_notes(archive: &Archive) -> impl Iterator<Item = (NoteId, &Note)> + Clone {
    archive
        .listed_notes()
        .filter(|(id, _)| Some(*id) != archive.home() && !archive.is_index(*id))
}

/// `27 notes about 4 videos, with 301 moments to play.`, without what the archive does not have.
pub(super) fn summary(archive: &Archive) -> String {
    let mut summary = count(content_notes(archive).count(), "note");
    let videos = archive.videos().iter();
    let videos = videos.filter(|video| !video.notes.is_empty()).count();
    let moments: usize = content_notes(archive)
        .map(|(_, note)| note.facts.moments.len())
        .sum();
    if videos > 0 {
        summary += &format!(" about {}", count(videos, "video"));
    }
    if videos > 0 && moments > 0 {
        summary += &format!(", with {} to play", count(moments, "moment"));
    }
    summary + "."
}
