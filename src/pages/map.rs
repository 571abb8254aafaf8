//! The map: the whole archive as a treemap. Without JavaScript, it shows only the channels.

use askama::Template;

use crate::archive::treemap::{self, Area, TreemapChannel};
use crate::pages::components::{ByteBudget, PageLink, html_bytes};
use crate::pages::{Layout, Site, home};
use crate::text::plural::count;

/// The approximate width of a character of a channel's name, and the height of a line, in map
/// units.
const CHAR_WIDTH: usize = 50;
const LINE_HEIGHT: u32 = 120;

/// The maximum size of the channels on the page, in bytes. The script of the page draws them all.
const MAX_CHANNELS_BYTES: usize = 120_000;

/// `/map`
#[derive(Template)]
#[template(path = "map.html")]
pub struct MapPage<'a> {
    layout: Layout,
    summary: String,
    /// The query whose results the script highlights.
    query: &'a str,
    /// The largest channels.
    channels: Vec<ChannelCell>,
    omitted_channel_count: usize,
}

/// A channel on the map.
struct ChannelCell {
    link: PageLink,
    /// `3 notes`
    note_count: String,
    area: Area,
    /// Whether its name fits into its area.
    shows_name: bool,
}

impl<'a> MapPage<'a> {
    /// The map, with a query in the field of its search; the query may be empty.
    pub fn new(site: &Site, query: &'a str) -> Self {
        let mut layout = Layout::new(site, "Map", site.archive.base().url("/map"));
        let summary = home::summary(&site.archive);
        layout.description = format!("The whole archive at a glance: {summary}");
        let all = &site.archive.map().channels;
        let mut budget = ByteBudget::new(MAX_CHANNELS_BYTES);
        let channels: Vec<ChannelCell> = all
            .iter()
            .map(|channel| ChannelCell::new(site, channel))
            .take_while(|cell| budget.spend(cell.bytes()))
            .collect();
        Self {
            layout,
            summary,
            query,
            omitted_channel_count: all.len() - channels.len(),
            channels,
        }
    }

    /// The view box of the whole map.
    fn view_box(&self) -> String {
        format!("0 0 {} {}", treemap::WIDTH, treemap::HEIGHT)
    }
}

impl ChannelCell {
    fn new(site: &Site, channel: &TreemapChannel) -> Self {
        let link = link(site, channel);
        let Area { width, height, .. } = channel.area;
        let name_width = (link.label.chars().count() + 1) * CHAR_WIDTH;
        Self {
            link,
            note_count: count(channel.notes().count(), "note"),
            area: channel.area,
            shows_name: name_width < width as usize && height > LINE_HEIGHT,
        }
    }

    /// The maximum size on the map and in the list, in bytes.
    fn bytes(&self) -> usize {
        2 * self.link.url.len() + 3 * html_bytes(&self.link.label) + 300
    }
}

/// A link to a channel of the map. Notes without a channel are listed on the home page.
pub(super) fn link(site: &Site, channel: &TreemapChannel) -> PageLink {
    match channel.channel {
        Some(channel) => PageLink::channel(&site.archive, channel),
        None => {
            let is_all = site.archive.channels().is_empty();
            let label = if is_all { "Notes" } else { "Other notes" };
            PageLink::new(label, site.archive.base().url("/#other_notes"))
        }
    }
}
