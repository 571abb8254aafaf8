//! A note: its text, its video, its outline, related notes and backlinks.

use askama::Template;

use crate::archive::{Archive, NoteId};
use crate::markdown::{Facts, Heading};
use crate::pages::breadcrumbs::Breadcrumbs;
use crate::pages::citation::Citation;
use crate::pages::components::{ByteBudget, PageLink, html_bytes, search_url};
use crate::pages::exports::{self, ExportSource};
use crate::pages::link_graph::LinkGraph;
use crate::pages::listed_note::about;
use crate::pages::note_body::NoteRenderer;
use crate::pages::note_header::NoteHeader;
use crate::pages::read_next::ReadNext;
use crate::pages::video_player::VideoPlayer;
use crate::pages::{Layout, Site};
use crate::text::language;
use crate::text::plural::count;

/// `/{channel}/{note}`
#[derive(Template)]
#[template(path = "note.html")]
pub struct NotePage<'a> {
    layout: Layout,
    title: &'a str,
    breadcrumbs: Breadcrumbs,
    player: Option<VideoPlayer>,
    /// `7 moments, 1 min read`
    summary: String,
    data: NoteHeader<'a>,
    /// The language of the text, if known.
    lang: Option<&'static str>,
    is_right_to_left: bool,
    /// The HTML of the note.
    text: String,
    /// The headings of the outline, with their texts.
    outline: Vec<(&'a Heading, &'a str)>,
    omitted_heading_count: usize,
    /// Notes from the same video, including this one.
    siblings: Vec<PageLink>,
    /// A link to all notes from the video, if `siblings` does not have all.
    all_siblings: Option<PageLink>,
    link_graph: Option<LinkGraph>,
    read_next: ReadNext,
    backlinks: Vec<Citation>,
    /// The number of notes that link to this one.
    backlink_count: usize,
    /// A search for the notes that exceed the size limit.
    more_backlinks: Option<PageLink>,
    /// The URL of the Markdown file.
    markdown_url: String,
    /// The moments in formats of other programs.
    exports: Vec<PageLink>,
}

/// The maximum sizes of the lists around the text, in bytes. Those of real notes have less than
/// half of it.
const MAX_OUTLINE_BYTES: usize = 20_000;
const MAX_SIBLINGS_BYTES: usize = 30_000;
const MAX_BACKLINKS_BYTES: usize = 80_000;

/// The maximum size of the markup around a heading of the outline, in bytes.
const HEADING_MARKUP_BYTES: usize = 60;

/// The maximum level of headings in the outline.
const MAX_OUTLINE_LEVEL: u8 = 3;

/// The maximum number of notes from the same video that the page lists.
const MAX_SIBLINGS: usize = 100;

/// The average reading speed.
const WORDS_PER_MINUTE: usize = 220;

impl<'a> NotePage<'a> {
    /// The page of a note, its player ready at `start` (seconds).
    pub fn new(site: &'a Site, id: NoteId, start: Option<u32>) -> Self {
        let archive = &site.archive;
        let note = archive.note(id);
        let layout = Layout::new(site, note.title.clone(), archive.note_url(id));
        let mut layout = layout.with_note(archive, Some(id));
        let summary = summary(&note.facts);
        layout.description = about(note);
        if layout.description.is_empty() {
            layout.description = format!("{}: {summary}", note.title);
        }
        layout.noindex = note.is_unlisted;
        if let Some(preview) = &mut layout.preview {
            preview.kind = "article";
        }
        layout.parent = archive.channel_name_of(id).unwrap_or_default().to_owned();
        let breadcrumbs = breadcrumbs(archive, id);
        let player = VideoPlayer::of_note(site, id, start);
        match (&player, archive.video_of(id)) {
            (Some(player), Some(video)) => layout.describe_video(
                site,
                player,
                (video, Some(id)),
                archive.note_url(id),
                &breadcrumbs,
            ),
            _ => layout.describe_place(site, &breadcrumbs),
        }
        let (siblings, all_siblings) = siblings(archive, id);
        let text = NoteRenderer::own(site, id)
            .with_selected_second(start)
            .html();
        let (outline, omitted_heading_count) = outline(&note.facts, text.anchors);
        let mut budget = ByteBudget::new(MAX_BACKLINKS_BYTES);
        let (backlinks, backlink_count) =
            Citation::group(archive, archive.backlinks(id), &mut budget);
        let more = backlink_count - backlinks.len();
        let more_backlinks = (more > 0)
            .then(|| PageLink::new(format!("{more} more"), search_url(archive, &note.title)));
        Self {
            layout,
            title: &note.title,
            breadcrumbs,
            player,
            summary,
            data: NoteHeader::new(archive, id),
            lang: note.language().map(language::tag),
            is_right_to_left: note.language().is_some_and(language::is_right_to_left),
            text: text.text,
            outline,
            omitted_heading_count,
            siblings,
            all_siblings,
            link_graph: LinkGraph::new(archive, id),
            read_next: ReadNext::new(site, id),
            backlinks,
            backlink_count,
            more_backlinks,
            markdown_url: archive.file_url(id, "md"),
            exports: exports::links(archive, ExportSource::Note(id)),
        }
    }
}

/// The channel and the video above a note.
fn breadcrumbs(archive: &Archive, id: NoteId) -> Breadcrumbs {
    let channel = archive.channel_of(id);
    let video = archive.video_of(id).map(|video| {
        let link = crate::pages::video::link(archive, video);
        // A video without a title has that of its only note.
        match link.label == archive.note(id).title {
            true => PageLink::new("Video", link.url),
            false => link,
        }
    });
    Breadcrumbs::new(archive)
        .then(channel.map(|channel| PageLink::channel(archive, channel)))
        .then(video)
}

/// `7 moments, 1 min read`
fn summary(facts: &Facts) -> String {
    // Most words are separated by one space; blocks are lines.
    let separators = |byte| memchr::memchr_iter(byte, facts.text.as_bytes()).count();
    let words = separators(b' ') + separators(b'\n');
    let minutes = words.div_ceil(WORDS_PER_MINUTE).max(1);
    match facts.moments.len() {
        0 => format!("{minutes} min read"),
        moments => format!("{}, {minutes} min read", count(moments, "moment")),
    }
}

/// The notes from the same video, or the nearest ones if there are too many, and then a link to all
/// of them.
fn siblings(archive: &Archive, id: NoteId) -> (Vec<PageLink>, Option<PageLink>) {
    let Some(video) = archive.video_of(id) else {
        return (Vec::new(), None);
    };
    let video = archive.video(video);
    let index = video.notes.iter().position(|note| *note == id).unwrap_or(0);
    if video.notes.len() < 2 {
        return (Vec::new(), None);
    }
    let first = index
        .saturating_sub(MAX_SIBLINGS / 2)
        .min(video.notes.len().saturating_sub(MAX_SIBLINGS));
    let mut budget = ByteBudget::new(MAX_SIBLINGS_BYTES);
    let nearest = video.notes[first..].iter().take(MAX_SIBLINGS);
    let shown = budget.take_links(nearest.map(|note| PageLink {
        is_current: *note == id,
        ..PageLink::note(archive, *note)
    }));
    let all = format!("All {}", count(video.notes.len(), "note"));
    let all = (shown.len() < video.notes.len()).then(|| PageLink::new(all, &video.url));
    (shown, all)
}

/// The outline of a text, within the size limit, and the number of omitted headings. Only the first
/// `anchor_count` headings have anchors.
fn outline(facts: &Facts, anchor_count: usize) -> (Vec<(&Heading, &str)>, usize) {
    let all = facts
        .headings
        .iter()
        .take(anchor_count)
        .filter(|heading| heading.level <= MAX_OUTLINE_LEVEL);
    let mut budget = ByteBudget::new(MAX_OUTLINE_BYTES);
    let shown: Vec<(&Heading, &str)> = all
        .clone()
        .map(|heading| (heading, facts.slice(&heading.text_range)))
        .take_while(|(heading, text)| {
            budget.spend(heading.anchor.len() + html_bytes(text) + HEADING_MARKUP_BYTES)
        })
        .collect();
    let omitted_count = all.count() - shown.len();
    (shown, omitted_count)
}
