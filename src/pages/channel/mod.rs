//! A channel: its videos with their notes, in pages, which a reader can filter and sort.

mod contents;
mod listed_video;

use askama::Template;

use crate::archive::{Channel, ChannelId, VideoKey};
use crate::markdown::ChannelIndex;
use crate::pages::breadcrumbs::Breadcrumbs;
use crate::pages::components::PageLink;
use crate::pages::feed::{FeedScope, feed_path};
use crate::pages::folder_tree::Line;
use crate::pages::list_controls::{ListControls, ListRequest, page_title, position};
use crate::pages::note_body::NoteRenderer;
use crate::pages::pager::pager;
use crate::pages::video_player::VideoPlayer;
use crate::pages::{Layout, Site, queue};
use crate::text::plural::count;
use contents::{Contents, PageContents, listed_videos};
use listed_video::{ListedVideo, ShortTitles};

/// `/{channel}`, `/{channel}?page=2`, `/{channel}?filter=&sort=`
#[derive(Template)]
#[template(path = "channel.html")]
pub struct ChannelPage {
    layout: Layout,
    breadcrumbs: Breadcrumbs,
    name: String,
    summary: String,
    /// The queue of its moments.
    queue_url: Option<String>,
    /// `Page 2 of 5`, if there are several.
    position: Option<String>,
    /// The player of the index note's own video, at the start of the list.
    player: Option<VideoPlayer>,
    /// The HTML of the index note, without its list of videos.
    text: String,
    controls: ListControls,
    videos: Vec<ListedVideo>,
    /// Whether the channel lists videos, on this page or another.
    has_videos: bool,
    /// The other notes, on the last pages.
    other_notes: Vec<Line>,
    /// Links to the channel's pages; empty if there is only one.
    pager: Vec<PageLink>,
}

impl ChannelPage {
    /// A page of a channel, its player ready at `start` (seconds); `None` if it does not exist.
    pub fn new(
        site: &Site,
        id: ChannelId,
        request: &ListRequest,
        start: Option<u32>,
    ) -> Option<Self> {
        let archive = &site.archive;
        let channel = archive.channel(id);
        let controls = contents::controls(archive, channel, request);
        let contents = Contents::new(site, channel, &controls);
        let pages = contents.pages();
        let page = request.page();
        let shown = pages.get(page.checked_sub(1)?)?;
        let is_start = page == 1 && !controls.is_changed();
        let mut index = index_html(site, channel, is_start);
        let title = page_title(&channel.name, page);
        let index_note = channel.index.filter(|_| is_start);
        let layout = Layout::new(site, title, controls.canonical_url(page));
        let mut layout = layout.with_note(archive, index_note);
        layout.noindex = controls.is_changed();
        layout.feed = feed_path(archive, FeedScope::Channel(id));
        let position = (pages.len() > 1).then(|| position(page, pages.len()));
        let summary = summary(channel);
        layout.description = format!("Notes about videos of {}: {summary}", channel.name);
        if let Some(position) = &position {
            layout.description.push_str(&format!(". {position}"));
        }
        let breadcrumbs = Breadcrumbs::new(archive);
        layout.describe_place(site, &breadcrumbs);
        Some(Self {
            layout,
            breadcrumbs,
            name: channel.name.clone(),
            summary,
            queue_url: queue::channel_url(archive, id),
            position,
            player: index_note.and_then(|note| VideoPlayer::of_note(site, note, start)),
            text: match is_start {
                true => std::mem::take(&mut index.text),
                false => String::new(),
            },
            videos: listed(site, channel, &contents, shown, index),
            other_notes: contents.other_notes.lines(shown.other_notes.clone()),
            has_videos: listed_videos(channel).next().is_some(),
            pager: pager(&controls.list_url(), page, pages.len()),
            controls,
        })
    }
}

/// The HTML of the index note; its times play on the first page, which has its player.
fn index_html(site: &Site, channel: &Channel, is_start: bool) -> ChannelIndex {
    channel.index.map_or_else(ChannelIndex::default, |note| {
        let renderer = NoteRenderer::own(site, note);
        let renderer = match is_start {
            true => renderer,
            false => renderer.with_player_at(&channel.url),
        };
        renderer.channel_index_html()
    })
}

/// The videos of a page.
fn listed(
    site: &Site,
    channel: &Channel,
    contents: &Contents<'_>,
    page: &PageContents,
    mut index: ChannelIndex,
) -> Vec<ListedVideo> {
    let short_titles = ShortTitles::new(&site.archive, channel);
    let videos = page.videos.iter().map(|(video_index, range)| {
        let listed = contents.videos[*video_index];
        // If the list of a video continues from the previous page, its text is there.
        let text = match &site.archive.video(listed.video).key {
            VideoKey::YouTube(id) => index.videos.remove(id),
            VideoKey::File(_) => None,
        };
        let text = text.filter(|_| range.start == 0).unwrap_or_default();
        ListedVideo::new(site, listed, range.clone(), text, &short_titles)
    });
    videos.collect()
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
