//! The first page: what this archive is and what is in it.

use askama::Template;

use super::channel;
use super::parts::{PageLink, count};
use super::text::Text;
use super::{Layout, Site};
use crate::archive::{Archive, Channel, NoteId, Place};
use crate::corpus::Note;

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
}

impl<'a> HomePage<'a> {
    /// The first page.
    pub fn new(site: &'a Site) -> Self {
        let archive = &site.archive;
        let channels: Vec<(&Channel, String)> =
            archive.channels().iter().map(|channel| (channel, channel::extent(channel))).collect();
        let loose = pages(archive).filter(|(id, _)| archive.channel_of(*id).is_none());
        let loose = loose.map(|(id, _)| PageLink::note(archive, id)).collect();
        let extent = extent(archive);
        let mut layout = Layout::new(site, site.title(), archive.address(Place::Home));
        layout.description.clone_from(&extent);
        Self {
            layout,
            extent,
            text: archive.home().map_or(String::new(), |home| Text::own(archive, home).html()),
            channels,
            loose,
        }
    }
}

/// Every listed note that is no list of others.
fn pages(archive: &Archive) -> impl Iterator<Item = (NoteId, &Note)> + Clone {
    archive.listed_notes().filter(|(id, _)| Some(*id) != archive.home() && !archive.is_index(*id))
}

/// `27 notes about 4 videos, with 301 moments to play.`
pub(super) fn extent(archive: &Archive) -> String {
    let moments: usize = pages(archive).map(|(_, note)| note.facts.moments.len()).sum();
    format!(
        "{} about {}, with {} to play.",
        count(pages(archive).count(), "note"),
        count(archive.videos().iter().filter(|video| !video.notes.is_empty()).count(), "video"),
        count(moments, "moment")
    )
}
