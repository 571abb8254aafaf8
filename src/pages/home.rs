//! The home page: the home note, and the list of channels.

use askama::Template;

use crate::archive::{Archive, Channel, NoteId, PageId};
use crate::corpus::Note;
use crate::pages::components::{PageLink, html_bytes};
use crate::pages::note_body::NoteRenderer;
use crate::pages::pager::{self, PageSize, page_url, pager};
use crate::pages::{Layout, Site, channel};
use crate::text::plural::count;

/// `/`
#[derive(Template)]
#[template(path = "home.html")]
pub struct HomePage<'a> {
    layout: Layout,
    summary: String,
    /// The HTML of the home note.
    text: String,
    /// Each channel with its summary.
    channels: Vec<(&'a Channel, String)>,
    /// Notes without a channel, except the home note.
    other_notes: Vec<PageLink>,
    /// Links to the pages of both lists; empty if there is only one.
    pager: Vec<PageLink>,
}

/// The maximum size of the lists on a page.
const MAX_PAGE_SIZE: PageSize = PageSize {
    lines: 1_000,
    bytes: 100_000,
};

impl<'a> HomePage<'a> {
    /// A page of the lists, numbered from 1, of which the first is the home page; `None` if it does
    /// not exist.
    pub fn new(site: &'a Site, page: usize) -> Option<Self> {
        let archive = &site.archive;
        let channels = archive.channels();
        let other_notes: Vec<NoteId> = content_notes(archive)
            .map(|(id, _)| id)
            .filter(|id| archive.channel_of(*id).is_none())
            .collect();
        let channel_sizes = channels
            .iter()
            .map(|channel| html_bytes(&channel.name) + channel.url.len());
        let note_sizes = other_notes
            .iter()
            .map(|id| html_bytes(&archive.note(*id).title) + archive.note_url(*id).len());
        let pages = pager::pages(channel_sizes.chain(note_sizes), &MAX_PAGE_SIZE);
        let range = pages.get(page.checked_sub(1)?)?.clone();
        let note_index = |line: usize| line.saturating_sub(channels.len());
        let (first, last) = (
            range.start.min(channels.len()),
            range.end.min(channels.len()),
        );
        let summary = summary(archive);
        let home = archive.url(PageId::Home);
        let mut layout = Layout::new(site, site.title(), page_url(home, page));
        layout.description.clone_from(&summary);
        let text = archive
            .home()
            .filter(|_| page == 1)
            .map(|home| NoteRenderer::own(archive, home).html().text);
        Some(Self {
            layout,
            summary,
            text: text.unwrap_or_default(),
            channels: channels[first..last]
                .iter()
                .map(|channel| (channel, channel::summary(channel)))
                .collect(),
            other_notes: other_notes[note_index(range.start)..note_index(range.end)]
                .iter()
                .map(|id| PageLink::note(archive, *id))
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

/// `27 notes about 4 videos, with 301 moments to play.`
pub(super) fn summary(archive: &Archive) -> String {
    let moments: usize = content_notes(archive)
        .map(|(_, note)| note.facts.moments.len())
        .sum();
    format!(
        "{} about {}, with {} to play.",
        count(content_notes(archive).count(), "note"),
        count(
            archive
                .videos()
                .iter()
                .filter(|video| !video.notes.is_empty())
                .count(),
            "video"
        ),
        count(moments, "moment")
    )
}
