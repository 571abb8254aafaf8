//! The first page: what this archive is and what is in it.

use askama::Template;

use crate::archive::{Archive, Channel, NoteId, PageId};
use crate::corpus::Note;
use crate::pages::components::{PageLink, html_bytes};
use crate::pages::note_body::NoteRenderer;
use crate::pages::pager::{self, Most, page_url, pager};
use crate::pages::{Layout, Site, channel};
use crate::text::plural::count;

/// `/`
#[derive(Template)]
#[template(path = "home.html")]
pub struct HomePage<'a> {
    layout: Layout,
    extent: String,
    /// What the home note says.
    text: String,
    channels: Vec<(&'a Channel, String)>,
    /// Notes in no folder, but for the home note.
    loose: Vec<PageLink>,
    /// The pages of the list of both, where there are several.
    pager: Vec<PageLink>,
}

/// How many channels and notes a page lists, and how many bytes they take up.
const MOST: Most = Most {
    lines: 1_000,
    bytes: 100_000,
};

impl<'a> HomePage<'a> {
    /// The first page, or a further page of its list, counted from 1; `None` where there is no such
    /// page.
    pub fn new(site: &'a Site, page: usize) -> Option<Self> {
        let archive = &site.archive;
        let channels = archive.channels();
        let loose: Vec<NoteId> = pages(archive)
            .map(|(id, _)| id)
            .filter(|id| archive.channel_of(*id).is_none())
            .collect();
        let of_channels = channels
            .iter()
            .map(|channel| html_bytes(&channel.name) + channel.url.len());
        let of_notes = loose
            .iter()
            .map(|id| html_bytes(&archive.note(*id).title) + archive.note_url(*id).len());
        let all = pager::pages(of_channels.chain(of_notes), &MOST);
        let range = all.get(page.checked_sub(1)?)?.clone();
        let of_loose = |at: usize| at.saturating_sub(channels.len());
        let (first, last) = (
            range.start.min(channels.len()),
            range.end.min(channels.len()),
        );
        let extent = extent(archive);
        let home = archive.url(PageId::Home);
        let mut layout = Layout::new(site, site.title(), page_url(home, page));
        layout.description.clone_from(&extent);
        let text = archive
            .home()
            .filter(|_| page == 1)
            .map(|home| NoteRenderer::own(archive, home).html().text);
        Some(Self {
            layout,
            extent,
            text: text.unwrap_or_default(),
            channels: channels[first..last]
                .iter()
                .map(|channel| (channel, channel::extent(channel)))
                .collect(),
            loose: loose[of_loose(range.start)..of_loose(range.end)]
                .iter()
                .map(|id| PageLink::note(archive, *id))
                .collect(),
            pager: pager(home, page, all.len()),
        })
    }
}

/// Every listed note that is no list of others.
fn pages(archive: &Archive) -> impl Iterator<Item = (NoteId, &Note)> + Clone {
    archive
        .listed_notes()
        .filter(|(id, _)| Some(*id) != archive.home() && !archive.is_index(*id))
}

/// `27 notes about 4 videos, with 301 moments to play.`
pub(super) fn extent(archive: &Archive) -> String {
    let moments: usize = pages(archive)
        .map(|(_, note)| note.facts.moments.len())
        .sum();
    format!(
        "{} about {}, with {} to play.",
        count(pages(archive).count(), "note"),
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
