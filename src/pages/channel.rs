//! A channel: its videos with their notes, a page at a time.

use askama::Template;

use super::parts::{PageLink, count};
use super::text::Text;
use super::{Layout, Site};
use crate::archive::{Channel, ChannelId};
use crate::markdown::IndexHtml;
use crate::name::key;

/// How many lines of videos and notes a page holds, about.
const LINES: usize = 240;

/// `/{channel}`, `/{channel}?page=2`
#[derive(Template)]
#[template(path = "channel.html")]
pub struct ChannelPage {
    layout: Layout,
    extent: String,
    /// What its index says beside the list.
    text: String,
    videos: Vec<Listed>,
    /// Notes about no video, on the last page.
    loose: Vec<PageLink>,
    /// The channel's pages, where there are several.
    pager: Vec<PageLink>,
}

struct Listed {
    video: PageLink,
    text: String,
    notes: Vec<PageLink>,
    /// What the index lists and no note answers.
    missing: Vec<PageLink>,
}

impl ChannelPage {
    /// A page of a channel, counted from 1; `None` where it has no such page.
    pub fn new(site: &Site, id: ChannelId, page: usize) -> Option<Self> {
        let archive = &site.archive;
        let channel = archive.channel(id);
        let bounds = pages(channel);
        let range = bounds.get(page.checked_sub(1)?)?.clone();
        let mut index = channel.index.map_or_else(IndexHtml::default, |note| Text::own(archive, note).index_html());
        let title = match channel.index {
            Some(note) => archive.note(note).title.clone(),
            None => channel.name.clone(),
        };
        let title = if key(&title) == key(&channel.name) { channel.name.clone() } else { title };
        let layout = Layout::new(site, title, page_address(channel, page));
        let videos = channel.videos[range].iter().map(|listed| {
            let entries = listed.entries.iter().map(|entry| PageLink::entry(archive, *entry));
            let (missing, notes) = entries.partition(|entry| entry.missing);
            let text = index.videos.remove(&archive.video(listed.video).id).unwrap_or_default();
            Listed { video: super::video::link(archive, listed.video), text, notes, missing }
        });
        let videos = videos.collect();
        Some(Self {
            layout,
            extent: extent(channel),
            text: if page == 1 { index.text } else { String::new() },
            videos,
            loose: match page == bounds.len() {
                true => channel.loose.iter().map(|note| PageLink::note(archive, *note)).collect(),
                false => Vec::new(),
            },
            pager: if bounds.len() > 1 { pager(channel, page, bounds.len()) } else { Vec::new() },
        })
    }
}

fn page_address(channel: &Channel, page: usize) -> String {
    if page == 1 { channel.address.clone() } else { format!("{}?page={page}", channel.address) }
}

fn pager(channel: &Channel, current: usize, pages: usize) -> Vec<PageLink> {
    let link = |page: usize| PageLink {
        current: page == current,
        ..PageLink::new(page.to_string(), page_address(channel, page))
    };
    (1..=pages).map(link).collect()
}

/// `12 videos, 101 notes, 2,114 moments`
pub(super) fn extent(channel: &Channel) -> String {
    format!(
        "{}, {}, {}",
        count(channel.videos.len(), "video"),
        count(channel.note_count, "note"),
        count(channel.moment_count, "moment")
    )
}

/// Which videos each page shows. A video is never divided.
fn pages(channel: &Channel) -> Vec<std::ops::Range<usize>> {
    let mut pages = Vec::new();
    let (mut start, mut lines) = (0, 0);
    for (index, video) in channel.videos.iter().enumerate() {
        let more = 2 + video.entries.len();
        if lines + more > LINES && index > start {
            pages.push(start..index);
            (start, lines) = (index, 0);
        }
        lines += more;
    }
    pages.push(start..channel.videos.len());
    pages
}
