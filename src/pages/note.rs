//! A note: its text beside its video, what stands around it, and what links to it.

use askama::Template;

use crate::archive::{Archive, NoteId};
use crate::markdown::{Facts, Heading};
use crate::pages::components::{Citation, PageLink, Room, VideoPlayer, html_bytes, search_url};
use crate::pages::link_graph::LinkGraph;
use crate::pages::note_body::NoteRenderer;
use crate::pages::read_next::Onward;
use crate::pages::{Layout, Site};
use crate::text::language;
use crate::text::plural::count;

/// `/{channel}/{note}`
#[derive(Template)]
#[template(path = "note.html")]
pub struct NotePage<'a> {
    layout: Layout,
    title: &'a str,
    channel: Option<PageLink>,
    video: Option<PageLink>,
    stage: Option<VideoPlayer>,
    /// How much there is: moments, minutes.
    extent: String,
    /// The language of the text, where it can be told, and whether it runs from right to left.
    lang: Option<&'static str>,
    is_right_to_left: bool,
    text: String,
    /// The headings that lead through the text, and what they say.
    outline: Vec<(&'a Heading, &'a str)>,
    /// How many headings it lacks.
    more_headings: usize,
    siblings: Vec<PageLink>,
    /// A link to all of them, where these are not all.
    all_siblings: Option<PageLink>,
    around: Option<LinkGraph>,
    onward: Onward,
    backlinks: Vec<Citation>,
    /// How many notes link here, and where the others are found.
    backlink_count: usize,
    more_backlinks: Option<PageLink>,
    source: String,
}

/// How much the lists around the text take up, in bytes. Those of real notes take less than half of
/// it.
const OUTLINE_BYTES: usize = 20_000;
const SIBLINGS_BYTES: usize = 30_000;
const BACKLINKS_BYTES: usize = 80_000;

/// How many notes of the same video are named.
const MAX_SIBLINGS: usize = 100;

/// Words that a reader takes in a minute.
const WORDS_PER_MINUTE: usize = 220;

impl<'a> NotePage<'a> {
    /// The page of a note, its player ready at `start` (seconds).
    pub fn new(site: &'a Site, id: NoteId, start: Option<u32>) -> Self {
        let archive = &site.archive;
        let note = archive.note(id);
        let mut layout = Layout::new(site, note.title.clone(), archive.note_url(id));
        layout.description = crate::pages::components::lead(&note.facts);
        layout.noindex = note.is_unlisted;
        let number = archive.video_of(id);
        let (siblings, all_siblings) = siblings(archive, id);
        let text = NoteRenderer::own(archive, id).html();
        let (outline, more_headings) = outline(&note.facts, text.anchors);
        let mut room = Room::new(BACKLINKS_BYTES);
        let (backlinks, backlink_count) =
            Citation::group(archive, archive.backlinks(id), &mut room);
        let more = backlink_count - backlinks.len();
        let more_backlinks = (more > 0)
            .then(|| PageLink::new(format!("{more} more"), search_url(archive, &note.title)));
        Self {
            layout,
            title: &note.title,
            channel: archive
                .channel_of(id)
                .map(|channel| PageLink::channel(archive, channel)),
            video: number.map(|number| crate::pages::video::link(archive, number)),
            stage: number
                .map(|number| VideoPlayer::new(site, number, Some(id), &note.title, start)),
            extent: extent(
                note.facts.moments.len(),
                note.facts.text.split_whitespace().count(),
            ),
            lang: note.language().map(language::tag),
            is_right_to_left: note.language().is_some_and(language::is_right_to_left),
            text: text.text,
            outline,
            more_headings,
            siblings,
            all_siblings,
            around: LinkGraph::new(archive, id),
            onward: Onward::new(archive, id),
            backlinks,
            backlink_count,
            more_backlinks,
            source: archive.file_url(id, "md"),
        }
    }
}

fn extent(moments: usize, words: usize) -> String {
    let minutes = words.div_ceil(WORDS_PER_MINUTE).max(1);
    match moments {
        0 => format!("{minutes} min read"),
        _ => format!("{}, {minutes} min read", count(moments, "moment")),
    }
}

/// The notes of the same video, those around a note where they are many, and a link to all that are
/// not among them.
fn siblings(archive: &Archive, id: NoteId) -> (Vec<PageLink>, Option<PageLink>) {
    let Some(number) = archive.video_of(id) else {
        return (Vec::new(), None);
    };
    let video = archive.video(number);
    let at = video.notes.partition_point(|note| *note < id);
    if video.notes.len() < 2 {
        return (Vec::new(), None);
    }
    let first = at
        .saturating_sub(MAX_SIBLINGS / 2)
        .min(video.notes.len().saturating_sub(MAX_SIBLINGS));
    let mut room = Room::new(SIBLINGS_BYTES);
    let near = video.notes[first..].iter().take(MAX_SIBLINGS);
    let shown = room.links(near.map(|note| PageLink {
        current: *note == id,
        ..PageLink::note(archive, *note)
    }));
    let all = format!("All {}", count(video.notes.len(), "note"));
    let all = (shown.len() < video.notes.len()).then(|| PageLink::new(all, &video.url));
    (shown, all)
}

/// The headings that lead through a text, of which the first so many have anchors; and how many
/// more there are.
fn outline(facts: &Facts, anchors: usize) -> (Vec<(&Heading, &str)>, usize) {
    let leading = facts
        .headings
        .iter()
        .take(anchors)
        .filter(|heading| heading.level <= 3);
    let mut room = Room::new(OUTLINE_BYTES);
    let told = leading
        .clone()
        .map(|heading| (heading, facts.slice(&heading.place)));
    let told: Vec<(&Heading, &str)> = told
        .take_while(|(heading, text)| room.take(heading.anchor.len() + html_bytes(text) + 60))
        .collect();
    let more = leading.count() - told.len();
    (told, more)
}
