//! The first page: what this archive is and what is in it.

use askama::Template;

use super::channel::extent;
use super::parts::{PageLink, count};
use super::text::Text;
use super::{Layout, Site};
use crate::archive::Channel;

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
            archive.channels().iter().map(|channel| (channel, extent(channel))).collect();
        let pages = archive.notes().filter(|(id, _)| Some(*id) != archive.home() && !archive.is_index(*id));
        let loose = pages.clone().filter(|(id, _)| archive.channel_of(*id).is_none());
        let loose = loose.map(|(id, _)| PageLink::note(archive, id)).collect();
        let moments: usize = pages.clone().map(|(_, note)| note.facts.moments.len()).sum();
        let notes = pages.count();
        let extent = format!(
            "{} about {}, with {} to play.",
            count(notes, "note"),
            count(archive.videos().iter().filter(|video| !video.notes.is_empty()).count(), "video"),
            count(moments, "moment")
        );
        let mut layout = Layout::new(site, site.title(), "/");
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
