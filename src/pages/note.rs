//! A note: its text beside its video, what stands around it, and what links to it.

use askama::Template;

use super::around::Around;
use super::onward::Onward;
use super::parts::{Citation, PageLink, Stage, count};
use super::text::Text;
use super::{Layout, Site};
use crate::archive::NoteId;
use crate::language;
use crate::markdown::{Facts, Heading};

/// `/{channel}/{note}`
#[derive(Template)]
#[template(path = "note.html")]
pub struct NotePage<'a> {
    layout: Layout,
    title: &'a str,
    channel: Option<PageLink>,
    video: Option<PageLink>,
    stage: Option<Stage>,
    /// How much there is: moments, minutes.
    extent: String,
    /// The language of the text, where it can be told, and whether it runs from right to left.
    lang: Option<&'static str>,
    is_right_to_left: bool,
    text: String,
    /// The headings that lead through the text, and what they say.
    outline: Vec<(&'a Heading, &'a str)>,
    siblings: Vec<PageLink>,
    around: Option<Around>,
    onward: Onward,
    backlinks: Vec<Citation>,
    source: String,
}

/// Words that a reader takes in a minute.
const WORDS_PER_MINUTE: usize = 220;

impl<'a> NotePage<'a> {
    /// The page of a note, its player ready at `start` (seconds).
    pub fn new(site: &'a Site, id: NoteId, start: Option<u32>) -> Self {
        let archive = &site.archive;
        let note = archive.note(id);
        let mut layout = Layout::new(site, note.title.clone(), archive.note_address(id));
        layout.description = super::parts::lead(&note.facts);
        layout.noindex = note.is_unlisted;
        let number = archive.video_of(id);
        let siblings: Vec<PageLink> = number
            .map(|number| archive.video(number).notes.as_slice())
            .unwrap_or_default()
            .iter()
            .map(|sibling| PageLink { current: *sibling == id, ..PageLink::note(archive, *sibling) })
            .collect();
        Self {
            layout,
            title: &note.title,
            channel: archive.channel_of(id).map(|channel| PageLink::channel(archive, channel)),
            video: number.map(|number| super::video::link(archive, number)),
            stage: number.map(|number| Stage::new(site, number, Some(id), &note.title, start)),
            extent: extent(note.facts.moments.len(), note.facts.text.split_whitespace().count()),
            lang: note.language().map(language::tag),
            is_right_to_left: note.language().is_some_and(language::is_right_to_left),
            text: Text::own(archive, id).html(),
            outline: outline(&note.facts),
            siblings: if siblings.len() > 1 { siblings } else { Vec::new() },
            around: Around::new(archive, id),
            onward: Onward::new(archive, id),
            backlinks: Citation::group(archive, archive.backlinks(id)),
            source: archive.file_address(id, "md"),
        }
    }
}

fn extent(moments: usize, words: usize) -> String {
    let minutes = words.div_ceil(WORDS_PER_MINUTE).max(1);
    match moments {
        0 => format!("{minutes} minute read"),
        _ => format!("{}, {minutes} minute read", count(moments, "moment")),
    }
}

fn outline(facts: &Facts) -> Vec<(&Heading, &str)> {
    let leading = facts.headings.iter().filter(|heading| heading.level <= 3);
    leading.map(|heading| (heading, facts.slice(&heading.place))).collect()
}
