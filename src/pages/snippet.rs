//! Snippets: sentences of a note as pages other than its own show them. A link that is only the
//! name of a file shows the title of that note, as on the note's page.

use std::borrow::Cow;
use std::ops::Range;

use serde::Serialize;

use crate::archive::{Archive, LinkTarget, NoteId};
use crate::markdown::Link;

/// The maximum number of matches that are marked in a snippet.
const MAX_MARKS: usize = 50;

/// Part of a snippet.
#[derive(Debug, Serialize)]
pub(super) struct Segment {
    /// The text.
    pub(super) text: String,
    /// Whether the query matches it.
    pub(super) is_match: bool,
}

/// Splits a range of a note's text into its marked words and the text between them.
pub(super) fn segments(
    archive: &Archive,
    note: NoteId,
    range: &Range<u32>,
    marks: &[Range<u32>],
) -> Vec<Segment> {
    let facts = &archive.note(note).facts;
    let mut segments = Vec::with_capacity(marks.len() * 2 + 1);
    let mut push = |text: &str, is_match| {
        if !text.is_empty() {
            segments.push(Segment {
                text: text.to_owned(),
                is_match,
            });
        }
    };
    let mut titles = titled_links(archive, note, range).peekable();
    let mut marks = marks.iter().take(MAX_MARKS).peekable();
    let mut at = range.start;
    loop {
        // A title is marked if one of the words that it replaces is.
        let is_title_next = match (titles.peek(), marks.peek()) {
            (Some((label, _)), Some(mark)) => label.start < mark.end,
            (title, _) => title.is_some(),
        };
        if is_title_next && let Some((label, title)) = titles.next() {
            push(facts.slice(&(at..label.start)), false);
            let mut is_match = false;
            while marks.next_if(|mark| mark.start < label.end).is_some() {
                is_match = true;
            }
            push(title, is_match);
            at = label.end;
        } else if let Some(mark) = marks.next() {
            push(facts.slice(&(at..mark.start)), false);
            push(facts.slice(mark), true);
            at = mark.end;
        } else {
            break;
        }
    }
    push(facts.slice(&(at..range.end)), false);
    segments
}

/// A range of a note's text.
pub(super) fn text<'a>(archive: &'a Archive, note: NoteId, range: &Range<u32>) -> Cow<'a, str> {
    let facts = &archive.note(note).facts;
    let mut at = range.start;
    let mut text = Cow::Borrowed("");
    for (label, title) in titled_links(archive, note, range) {
        text += facts.slice(&(at..label.start));
        text += title;
        at = label.end;
    }
    text += facts.slice(&(at..range.end));
    text
}

/// The labels in a range of a note's text that are replaced by titles, in order.
fn titled_links<'a>(
    archive: &'a Archive,
    note: NoteId,
    range: &Range<u32>,
) -> impl Iterator<Item = (Range<u32>, &'a str)> {
    archive
        .links_within(note, range)
        .filter_map(move |(link, target)| {
            let title = link_title(archive, note, link, target)?;
            Some((link.label.clone(), title))
        })
}

/// The title of the target, if it is a note and the label of the link is only its file name.
fn link_title<'a>(
    archive: &'a Archive,
    from: NoteId,
    link: &Link,
    target: LinkTarget,
) -> Option<&'a str> {
    let LinkTarget::Note(id) = target else {
        return None;
    };
    let label = archive.note(from).facts.slice(&link.label);
    if link.target.contains(' ') || label != link.target.replace('_', " ") {
        return None;
    }
    // An alias is shown as it is, and other pages show none of the words of an unlisted note.
    let note = archive.note(id);
    let is_alias = note.aliases.iter().any(|alias| **alias == *link.target);
    (!is_alias && !note.is_unlisted).then_some(&note.title)
}
