//! A channel: its videos with their notes, in pages.

use std::ops::Range;

use askama::Template;

use crate::archive::{Archive, Channel, ChannelId, ChannelVideo, NoteOrTopic, VideoKey};
use crate::markdown::ChannelIndex;
use crate::pages::breadcrumbs::Breadcrumbs;
use crate::pages::components::{PageLink, html_bytes};
use crate::pages::folder_tree::{FolderTree, Line};
use crate::pages::note_body::NoteRenderer;
use crate::pages::pager::{self, PageSize, page_url, pager};
use crate::pages::video_player::VideoPlayer;
use crate::pages::{Layout, Site};
use crate::text::plural::count;

/// The approximate maximum size of the list on a page.
const MAX_PAGE_SIZE: PageSize = PageSize {
    lines: 240,
    bytes: 100_000,
};

/// `/{channel}`, `/{channel}?page=2`
#[derive(Template)]
#[template(path = "channel.html")]
pub struct ChannelPage {
    layout: Layout,
    breadcrumbs: Breadcrumbs,
    summary: String,
    /// The player of the index note's own video, on the first page.
    player: Option<VideoPlayer>,
    /// The HTML of the index note, without its list of videos.
    text: String,
    videos: Vec<ListedVideo>,
    /// Whether the channel lists videos, on this page or another.
    has_videos: bool,
    /// The other notes, on the last pages.
    other_notes: Vec<Line>,
    /// Links to the channel's pages; empty if there is only one.
    pager: Vec<PageLink>,
}

/// A video in the list of a channel.
struct ListedVideo {
    link: PageLink,
    /// The HTML of its section in the index note.
    text: String,
    notes: Vec<PageLink>,
    /// Topics without a note that the index lists.
    topics: Vec<PageLink>,
}

impl ChannelPage {
    /// A page of a channel, numbered from 1, its player ready at `start` (seconds); `None` if it
    /// does not exist.
    pub fn new(site: &Site, id: ChannelId, page: usize, start: Option<u32>) -> Option<Self> {
        let archive = &site.archive;
        let channel = archive.channel(id);
        let pages = pages(archive, channel);
        let contents = pages.get(page.checked_sub(1)?)?;
        let mut index = channel.index.map_or_else(ChannelIndex::default, |note| {
            let renderer = NoteRenderer::own(site, note);
            let renderer = match page {
                1 => renderer,
                _ => renderer.with_player_at(&channel.url),
            };
            renderer.channel_index_html()
        });
        let index_note = channel.index.filter(|_| page == 1);
        let layout = Layout::new(site, &channel.name, page_url(&channel.url, page));
        let videos = contents.videos.iter().map(|(video_index, range)| {
            let listed = &channel.videos[*video_index];
            let entries = listed.entries[range.clone()]
                .iter()
                .map(|entry| PageLink::entry(archive, *entry));
            let (topics, notes) = entries.partition(|link| link.is_unresolved);
            // If the list of a video continues from the previous page, its text is there.
            let text = match &archive.video(listed.video).key {
                VideoKey::YouTube(id) => index.videos.remove(id),
                VideoKey::File(_) => None,
            };
            let text = text.filter(|_| range.start == 0);
            ListedVideo {
                link: crate::pages::video::link(archive, listed.video),
                text: text.unwrap_or_default(),
                notes,
                topics,
            }
        });
        let videos = videos.collect();
        Some(Self {
            layout,
            breadcrumbs: Breadcrumbs::new(archive),
            summary: summary(channel),
            player: index_note.and_then(|note| VideoPlayer::of_note(site, note, start)),
            text: if page == 1 { index.text } else { String::new() },
            videos,
            other_notes: FolderTree::new(archive, channel).lines(contents.other_notes.clone()),
            has_videos: channel.videos.iter().any(is_listed),
            pager: pager(&channel.url, page, pages.len()),
        })
    }
}

/// `12 videos, 101 notes, 2,114 moments`, without what the channel does not have.
pub(super) fn summary(channel: &Channel) -> String {
    let counts = [
        (channel.videos.len(), "video"),
        (channel.note_count, "note"),
        (channel.moment_count, "moment"),
    ];
    let counts = counts
        .into_iter()
        .filter(|(number, noun)| *number > 0 || *noun == "note");
    let counts: Vec<String> = counts.map(|(number, noun)| count(number, noun)).collect();
    counts.join(", ")
}

/// Whether the list of videos contains a video.
fn is_listed(video: &ChannelVideo) -> bool {
    !video.is_single_note
}

/// The part of a channel that one page shows.
#[derive(Default)]
struct PageContents {
    /// The index of each video, with the range of its entries.
    videos: Vec<(usize, Range<usize>)>,
    /// The range of the other notes.
    other_notes: Range<usize>,
}

/// Divides a channel into pages. A video is divided only if it does not fit on one page; the
/// other notes follow the last video.
fn pages(archive: &Archive, channel: &Channel) -> Vec<PageContents> {
    let mut pages = vec![PageContents::default()];
    let mut size = PageSize::default();
    let videos = channel.videos.iter().enumerate();
    for (index, video) in videos.filter(|(_, video)| is_listed(video)) {
        let entry_sizes: Vec<usize> = video
            .entries
            .iter()
            .map(|entry| entry_bytes(archive, *entry))
            .collect();
        for part in pager::pages(entry_sizes.iter().copied(), &MAX_PAGE_SIZE) {
            let part_size = PageSize {
                lines: 2 + part.len(),
                bytes: entry_sizes[part.clone()].iter().sum(),
            };
            if size.add(part_size, &MAX_PAGE_SIZE) {
                pages.push(PageContents::default());
            }
            pages
                .last_mut()
                .into_iter()
                .for_each(|page| page.videos.push((index, part.clone())));
        }
    }
    let tree = FolderTree::new(archive, channel);
    let parts = pager::pages(tree.sizes(), &MAX_PAGE_SIZE);
    for (index, other_notes) in parts.into_iter().enumerate() {
        match pages.last_mut() {
            Some(page) if index == 0 => page.other_notes = other_notes,
            _ => pages.push(PageContents {
                videos: Vec::new(),
                other_notes,
            }),
        }
    }
    pages
}

/// The approximate size of an entry on a page, in bytes.
fn entry_bytes(archive: &Archive, entry: NoteOrTopic) -> usize {
    let (name, url) = match entry {
        NoteOrTopic::Note(id) => (archive.note(id).title.as_str(), archive.note_url(id)),
        NoteOrTopic::Topic(id) => (
            archive.topic(id).name.as_str(),
            archive.topic(id).url.as_str(),
        ),
    };
    html_bytes(name) + url.len()
}
