//! A video: its notes, and all their moments by note or in the order of the video.

use askama::Template;

use crate::archive::{Archive, ChannelId, NoteId, VideoId, VideoKey};
use crate::pages::breadcrumbs::Breadcrumbs;
use crate::pages::components::{ByteBudget, PageLink, search_url};
use crate::pages::exports::{self, ExportSource};
use crate::pages::moment_groups::{MomentGroup, MomentOrder, moment_groups};
use crate::pages::video_player::VideoPlayer;
use crate::pages::{Layout, Site};
use crate::text::naming::file_name;
use crate::text::plural::count;

/// `/video/{id}`, `/video/{id}?sort=time`
#[derive(Template)]
#[template(path = "video.html")]
pub struct VideoPage {
    layout: Layout,
    breadcrumbs: Breadcrumbs,
    title: String,
    channel: Option<PageLink>,
    player: VideoPlayer,
    summary: String,
    notes: NoteList,
    /// Notes about other videos that cite this one.
    citing_notes: NoteList,
    /// The orders of the moments; empty if there is only one.
    orders: Vec<PageLink>,
    order: MomentOrder,
    groups: Vec<MomentGroup>,
    /// The moments in formats of other programs.
    exports: Vec<PageLink>,
    /// A search for the title, if no note is about the video.
    search_url: String,
    /// The videos before and after it on its channel.
    previous: Option<PageLink>,
    next: Option<PageLink>,
}

/// The maximum size of the moments of a video: a base, and a multiple of the size of its notes, but
/// not more than the maximum, in bytes. Real ones have up to 1.2 MB. Omitted moments still play in
/// their notes.
const MOMENTS_BYTES_PER_SOURCE_BYTE: usize = 12;
const BASE_MOMENTS_BYTES: usize = 50_000;
const MAX_MOMENTS_BYTES: usize = 2_000_000;

/// The maximum size of a list of notes, in bytes.
const MAX_NOTES_BYTES: usize = 30_000;

/// A list of notes within the size limit.
struct NoteList {
    links: Vec<PageLink>,
    /// The number of notes that exceed the limit.
    omitted_count: usize,
}

impl NoteList {
    fn new(archive: &Archive, notes: &[NoteId]) -> Self {
        let links = ByteBudget::new(MAX_NOTES_BYTES)
            .take_links(notes.iter().map(|id| PageLink::note(archive, *id)));
        Self {
            omitted_count: notes.len() - links.len(),
            links,
        }
    }
}

/// The budget for the moments of a video in a response.
pub(super) fn moments_budget(archive: &Archive, notes: &[NoteId]) -> ByteBudget {
    let source_bytes: usize = notes.iter().map(|id| archive.note(*id).source.len()).sum();
    let bytes = source_bytes * MOMENTS_BYTES_PER_SOURCE_BYTE + BASE_MOMENTS_BYTES;
    ByteBudget::new(bytes.min(MAX_MOMENTS_BYTES))
}

/// A link to a video's page, labelled with its title.
pub(super) fn link(archive: &Archive, id: VideoId) -> PageLink {
    PageLink::new(title(archive, id), &archive.video(id).url)
}

/// The title of a video in the channel index, or else that of the only note about it, or else the
/// one that its `*.info.json` gives, or else a unique label.
pub(super) fn title(archive: &Archive, id: VideoId) -> String {
    let video = archive.video(id);
    let of_note = || match video.notes[..] {
        [note] => Some(archive.note(note).title.clone()),
        _ => None,
    };
    let of_info = || match &video.key {
        VideoKey::YouTube(id) => archive.video_info(*id)?.title.clone(),
        VideoKey::File(_) => None,
    };
    video
        .title
        .clone()
        .filter(|title| !title.is_empty())
        .or_else(of_note)
        .or_else(of_info)
        .unwrap_or_else(|| match (&video.key, video.channel) {
            (VideoKey::File(path), _) => file_name(path).to_owned(),
            (VideoKey::YouTube(id), Some(channel)) => {
                format!("Untitled video · {} ({id})", archive.channel(channel).name)
            }
            (VideoKey::YouTube(id), None) => format!("Untitled video ({id})"),
        })
}

impl VideoPage {
    /// The page of a video, its moments in an order, its player ready at `start` (seconds).
    pub fn new(site: &Site, id: VideoId, order: MomentOrder, start: Option<u32>) -> Self {
        let archive = &site.archive;
        let video = archive.video(id);
        let title = title(archive, id);
        let mut layout = Layout::new(site, title.clone(), video.url.clone());
        layout.description = format!("Timeline of “{title}”: every moment that the notes cite.");
        layout.noindex = !video.is_listed();
        layout.parent = "Video".to_owned();
        let mut budget = moments_budget(archive, &video.notes);
        let (groups, total) = moment_groups(archive, id, order, &mut budget);
        // A video that is only cited has the notes that cite it.
        let note_count = match video.notes.len() {
            0 => video.citing_notes.len(),
            count => count,
        };
        let shown = groups.iter().map(MomentGroup::sentence_count).sum();
        let channel = || video.channel.map(|id| PageLink::channel(archive, id));
        let (previous, next) = neighbors(archive, video.channel, id);
        let breadcrumbs = Breadcrumbs::new(archive).then(channel());
        let player = VideoPlayer::new(site, id, None, &title, start);
        layout.describe_video(site, &player, (id, None), &video.url, &breadcrumbs);
        Self {
            layout,
            breadcrumbs,
            channel: channel(),
            player,
            summary: summary(note_count, shown, total),
            notes: NoteList::new(archive, &video.notes),
            citing_notes: NoteList::new(archive, &video.citing_notes),
            orders: match note_count > 1 {
                true => MomentOrder::links(&video.url, order),
                false => Vec::new(),
            },
            order,
            groups,
            exports: exports::links(archive, ExportSource::Video(id)),
            search_url: search_url(archive, &title),
            previous,
            next,
            title,
        }
    }
}

/// `3 notes, 45 moments`
fn summary(notes: usize, shown_moments: usize, moments: usize) -> String {
    let (notes, shown) = (count(notes, "note"), count(shown_moments, "moment"));
    if shown_moments < moments {
        format!("{notes}, the first {shown}")
    } else {
        format!("{notes}, {shown}")
    }
}

/// The videos before and after a video in the list of a channel.
pub(super) fn neighbors(
    archive: &Archive,
    channel: Option<ChannelId>,
    id: VideoId,
) -> (Option<PageLink>, Option<PageLink>) {
    let Some(channel) = channel else {
        return (None, None);
    };
    let videos = &archive.channel(channel).videos;
    let Some(index) = videos.iter().position(|listed| listed.video == id) else {
        return (None, None);
    };
    let link_at = |index: usize| Some(link(archive, videos.get(index)?.video));
    (index.checked_sub(1).and_then(link_at), link_at(index + 1))
}
