//! The videos and notes of a channel that a page lists: filtered, sorted and divided into pages.

use std::cmp::Reverse;
use std::ops::Range;

use crate::archive::{Archive, Channel, ChannelVideo, NoteId, NoteOrTopic};
use crate::pages::components::html_bytes;
use crate::pages::folder_tree::FolderTree;
use crate::pages::list_controls::{LabeledOrder, ListControls, ListRequest, Order};
use crate::pages::pager::{self, PageSize};
use crate::pages::{Site, video};
use crate::text::natural_order::sort_key;

/// The approximate maximum size of the list on a page.
const MAX_PAGE_SIZE: PageSize = PageSize {
    lines: 240,
    bytes: 100_000,
};

/// What a channel lists.
pub(super) struct Contents<'a> {
    archive: &'a Archive,
    pub(super) videos: Vec<&'a ChannelVideo>,
    pub(super) other_notes: FolderTree<'a>,
}

/// The part of a channel that one page shows.
#[derive(Default)]
pub(super) struct PageContents {
    /// The index of each video, with the range of its entries.
    pub(super) videos: Vec<(usize, Range<usize>)>,
    /// The range of the other notes.
    pub(super) other_notes: Range<usize>,
}

/// The videos that the list contains.
pub(super) fn listed_videos(channel: &Channel) -> impl Iterator<Item = &ChannelVideo> {
    channel.videos.iter().filter(|video| !video.is_single_note)
}

/// The form of the list.
pub(super) fn controls(
    archive: &Archive,
    channel: &Channel,
    request: &ListRequest,
) -> ListControls {
    let has_videos = listed_videos(channel).next().is_some();
    let mut orders: Vec<LabeledOrder> = vec![(Order::Default, "As listed")];
    let mut video_dates = channel.videos.iter().map(|it| archive.video_date(it.video));
    let mut note_dates = channel.other_notes.iter().map(|id| archive.date_of(*id));
    if video_dates.any(|date| date.is_some()) || note_dates.any(|date| date.is_some()) {
        orders.push((Order::Newest, "Newest first"));
    }
    orders.push((Order::Title, "Title"));
    if has_videos {
        orders.push((Order::Notes, "Most notes"));
    }
    if channel.moment_count > 0 {
        orders.push((Order::Moments, "Most moments"));
    }
    let items = listed_videos(channel).count() + channel.other_notes.len();
    ListControls::new(request, &channel.url, items, orders)
}

impl<'a> Contents<'a> {
    /// The videos and notes that the reader asks for, in their order.
    pub(super) fn new(site: &'a Site, channel: &'a Channel, controls: &ListControls) -> Self {
        let archive = &site.archive;
        let name = |listed: &&ChannelVideo| names(archive, listed);
        let mut videos = controls.matching(listed_videos(channel).collect(), name);
        let title = |id: &NoteId| archive.note(*id).title.clone();
        let mut notes = controls.matching(channel.other_notes.clone(), title);
        sort_videos(archive, &mut videos, controls.order());
        sort_notes(archive, &mut notes, controls.order());
        let is_flat = controls.order() != Order::Default;
        Self {
            archive,
            videos,
            other_notes: FolderTree::new(site, channel, notes, is_flat),
        }
    }

    /// Divides the list into pages. A video is divided only if it does not fit on one page; the
    /// other notes follow the last video.
    pub(super) fn pages(&self) -> Vec<PageContents> {
        let mut pages = vec![PageContents::default()];
        let mut size = PageSize::default();
        for (index, video) in self.videos.iter().enumerate() {
            let entries = video.entries.iter();
            let entry_sizes: Vec<usize> = entries
                .map(|entry| entry_bytes(self.archive, *entry))
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
        let parts = pager::pages(self.other_notes.sizes(), &MAX_PAGE_SIZE);
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
}

/// The title of a video and those of its entries, which a filter compares.
fn names(archive: &Archive, listed: &ChannelVideo) -> String {
    let mut names = video::title(archive, listed.video);
    for entry in &listed.entries {
        names.push(' ');
        names.push_str(archive.name_of(*entry));
    }
    names
}

/// The number of notes among the entries of a video.
pub(super) fn note_count(listed: &ChannelVideo) -> usize {
    let is_note = |entry: &&NoteOrTopic| matches!(entry, NoteOrTopic::Note(_));
    listed.entries.iter().filter(is_note).count()
}

fn sort_videos(archive: &Archive, videos: &mut [&ChannelVideo], order: Order) {
    match order {
        Order::Default => {}
        Order::Newest => videos.sort_by_key(|it| Reverse(archive.video_date(it.video))),
        Order::Title => videos.sort_by_cached_key(|it| sort_key(&video::title(archive, it.video))),
        Order::Notes => videos.sort_by_key(|it| Reverse(note_count(it))),
        Order::Moments => videos.sort_by_key(|it| Reverse(archive.video(it.video).moment_count)),
    }
}

fn sort_notes(archive: &Archive, notes: &mut [NoteId], order: Order) {
    match order {
        // Each of them is one note.
        Order::Default | Order::Notes => {}
        Order::Newest => notes.sort_by_key(|id| Reverse(archive.date_of(*id))),
        Order::Title => notes.sort_by_cached_key(|id| sort_key(&archive.note(*id).title)),
        Order::Moments => {
            notes.sort_by_key(|id| Reverse(archive.note(*id).facts.moments.len()));
        }
    }
}

/// The approximate size of an entry on a page, in bytes.
fn entry_bytes(archive: &Archive, entry: NoteOrTopic) -> usize {
    html_bytes(archive.name_of(entry)) + archive.url_of(entry).len()
}
