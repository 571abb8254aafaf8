//! The map: the whole archive at a glance. Without JavaScript it shows the channels alone.

use askama::Template;

use crate::archive::treemap::{self, Area, TreemapChannel};
use crate::pages::components::{PageLink, Room, html_bytes};
use crate::pages::{Layout, Site, home};
use crate::text::plural::count;

/// How wide a letter of a channel's name is on the map, and how high a line.
const LETTER: usize = 50;
const LINE: u32 = 120;

/// The least moments that a note cites in each shade but the palest.
pub(super) const SHADES: [usize; 4] = [1, 10, 25, 50];

/// How much the channels take up on the page, in bytes. The script of the page draws them all.
const CHANNELS_BYTES: usize = 120_000;

/// `/map`
#[derive(Template)]
#[template(path = "map.html")]
pub struct MapPage<'a> {
    layout: Layout,
    extent: String,
    /// What is marked.
    query: &'a str,
    /// The largest channels.
    districts: Vec<Lot>,
    /// How many more there are.
    more_districts: usize,
    /// Each shade by what it means.
    shades: Vec<String>,
}

/// A channel on the map.
struct Lot {
    link: PageLink,
    notes: String,
    area: Area,
    /// Whether there is room for its name.
    is_named: bool,
}

impl<'a> MapPage<'a> {
    /// The map, with what to mark on it.
    pub fn new(site: &Site, query: &'a str) -> Self {
        let mut layout = Layout::new(site, "Map", site.archive.base().url("/map"));
        let extent = home::extent(&site.archive);
        layout.description = format!("The whole archive at a glance: {extent}");
        let all = &site.archive.map().channels;
        let mut room = Room::new(CHANNELS_BYTES);
        let lots = all.iter().map(|district| Lot::new(site, district));
        let districts: Vec<Lot> = lots.take_while(|lot| room.take(lot.bytes())).collect();
        Self {
            layout,
            extent,
            query,
            more_districts: all.len() - districts.len(),
            districts,
            shades: shades(),
        }
    }

    /// What is seen of the map: all of it.
    fn view(&self) -> String {
        format!("0 0 {} {}", treemap::WIDTH, treemap::HEIGHT)
    }
}

impl Lot {
    fn new(site: &Site, district: &TreemapChannel) -> Self {
        let link = link(site, district);
        let Area { width, height, .. } = district.area;
        let is_named =
            link.label.chars().count() * LETTER + LETTER < width as usize && height > LINE;
        Self {
            link,
            notes: count(district.notes().count(), "note"),
            area: district.area,
            is_named,
        }
    }

    /// What it takes up on the map and in the list, in bytes.
    fn bytes(&self) -> usize {
        2 * self.link.url.len() + 3 * html_bytes(&self.link.label) + 300
    }
}

/// The channel of a district; that of the notes in no folder is the first page, which lists them.
pub(super) fn link(site: &Site, district: &TreemapChannel) -> PageLink {
    match district.channel {
        Some(channel) => PageLink::channel(&site.archive, channel),
        None => PageLink::new("Other notes", site.archive.base().url("/#other_notes")),
    }
}

/// `none`, `1–9`, …, `50+`
fn shades() -> Vec<String> {
    let ranges = SHADES
        .windows(2)
        .map(|pair| format!("{}–{}", pair[0], pair[1] - 1));
    let last = SHADES.last().map(|most| format!("{most}+"));
    ["none".to_owned()]
        .into_iter()
        .chain(ranges)
        .chain(last)
        .collect()
}
