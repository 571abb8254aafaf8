//! A channel: its videos with their notes, a page at a time.

use std::ops::Range;

use askama::Template;

use crate::archive::{Archive, Channel, ChannelEntry, ChannelId};
use crate::markdown::ChannelIndex;
use crate::pages::components::{PageLink, html_bytes};
use crate::pages::note_body::NoteRenderer;
use crate::pages::pager::{self, Filled, Most, page_url, pager};
use crate::pages::{Layout, Site};
use crate::text::naming::key;
use crate::text::plural::count;

/// How many lines of videos and notes a page holds, about, and how many bytes they take up.
const MOST: Most = Most {
    lines: 240,
    bytes: 100_000,
};

/// `/{channel}`, `/{channel}?page=2`
#[derive(Template)]
#[template(path = "channel.html")]
pub struct ChannelPage {
    layout: Layout,
    extent: String,
    /// What its index says beside the list.
    text: String,
    videos: Vec<Listed>,
    /// Notes about no video, on the last pages.
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
        let pages = pages(archive, channel);
        let contents = pages.get(page.checked_sub(1)?)?;
        let mut index = channel.index.map_or_else(ChannelIndex::default, |note| {
            NoteRenderer::own(archive, note).channel_index_html()
        });
        let title = match channel.index {
            Some(note) => archive.note(note).title.clone(),
            None => channel.name.clone(),
        };
        let title = if key(&title) == key(&channel.name) {
            channel.name.clone()
        } else {
            title
        };
        let layout = Layout::new(site, title, page_url(&channel.url, page));
        let videos = contents.videos.iter().map(|(at, range)| {
            let listed = &channel.videos[*at];
            let entries = listed.entries[range.clone()]
                .iter()
                .map(|entry| PageLink::entry(archive, *entry));
            let (missing, notes) = entries.partition(|entry| entry.missing);
            // A video that goes on from the page before has its text there.
            let text = index
                .videos
                .remove(&archive.video(listed.video).id)
                .filter(|_| range.start == 0);
            Listed {
                video: crate::pages::video::link(archive, listed.video),
                text: text.unwrap_or_default(),
                notes,
                missing,
            }
        });
        let videos = videos.collect();
        Some(Self {
            layout,
            extent: extent(channel),
            text: if page == 1 { index.text } else { String::new() },
            videos,
            loose: channel.notes_without_video[contents.loose.clone()]
                .iter()
                .map(|note| PageLink::note(archive, *note))
                .collect(),
            pager: pager(&channel.url, page, pages.len()),
        })
    }
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

/// What a page shows of a channel.
#[derive(Default)]
struct Contents {
    /// The numbers of videos, and which of their entries.
    videos: Vec<(usize, Range<usize>)>,
    loose: Range<usize>,
}

/// What each page shows. A video is divided only where it is too long for a page; notes about none
/// begin on the last.
fn pages(archive: &Archive, channel: &Channel) -> Vec<Contents> {
    let mut pages = vec![Contents::default()];
    let mut filled = Filled::default();
    for (index, video) in channel.videos.iter().enumerate() {
        let sizes: Vec<usize> = video
            .entries
            .iter()
            .map(|entry| entry_bytes(archive, *entry))
            .collect();
        let parts = pager::pages(sizes.iter().copied(), &MOST);
        for part in parts {
            let bytes = sizes[part.clone()].iter().sum();
            if filled.add(Filled::new(2 + part.len(), bytes), &MOST) {
                pages.push(Contents::default());
            }
            pages
                .last_mut()
                .into_iter()
                .for_each(|page| page.videos.push((index, part.clone())));
        }
    }
    let sizes = channel
        .notes_without_video
        .iter()
        .map(|note| entry_bytes(archive, ChannelEntry::Note(*note)));
    for (number, loose) in pager::pages(sizes, &MOST).into_iter().enumerate() {
        match pages.last_mut() {
            Some(page) if number == 0 => page.loose = loose,
            _ => pages.push(Contents {
                videos: Vec::new(),
                loose,
            }),
        }
    }
    pages
}

/// About how many bytes an entry takes up on a page.
fn entry_bytes(archive: &Archive, entry: ChannelEntry) -> usize {
    let (name, url) = match entry {
        ChannelEntry::Note(id) => (archive.note(id).title.as_str(), archive.note_url(id)),
        ChannelEntry::Topic(id) => (
            archive.topic(id).name.as_str(),
            archive.topic(id).url.as_str(),
        ),
    };
    html_bytes(name) + url.len()
}
