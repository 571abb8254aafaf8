//! The parts that several pages share: links, moments, excerpts, and the size limit of a list.

use std::borrow::Cow;

use crate::archive::{Archive, ChannelId, NoteId, NoteOrTopic};
use crate::corpus::Note;
use crate::markdown::{Facts, Moment, MomentTarget, timestamp_link};
use crate::search::Sentence;
use crate::text::naming::query_value;

/// The maximum size of the markup around a list item, in bytes.
pub(super) const ITEM_MARKUP_BYTES: usize = 80;

/// A shorter line of a note is not used as its excerpt, in bytes.
const MIN_LEAD_BYTES: usize = 60;

/// An excerpt is looked for in this many lines.
const MAX_SEARCHED_LINES: usize = 200;

/// An excerpt is cut after this many characters.
const MAX_LEAD_CHARS: usize = 180;

/// The size of most excerpts in HTML is smaller, in bytes.
pub(super) const LEAD_BYTES: usize = 600;

/// The number of bytes that a list may add to a page, however large the notes are. The first item
/// that does not fit exhausts the budget, so the page shows the start of the list and the number
/// of missing items.
pub(super) struct ByteBudget {
    remaining: usize,
}

impl ByteBudget {
    pub(super) fn new(bytes: usize) -> Self {
        Self { remaining: bytes }
    }

    /// Spends bytes. If too few remain, exhausts the budget and returns `false`.
    pub(super) fn spend(&mut self, bytes: usize) -> bool {
        let remaining = self.remaining.checked_sub(bytes);
        self.remaining = remaining.unwrap_or(0);
        remaining.is_some()
    }

    /// Whether no bytes remain.
    pub(super) fn is_exhausted(&self) -> bool {
        self.remaining == 0
    }

    /// The first links of a list, as many as fit.
    pub(super) fn take_links(
        &mut self,
        links: impl IntoIterator<Item = PageLink>,
    ) -> Vec<PageLink> {
        links
            .into_iter()
            .take_while(|link| self.spend(link.bytes()))
            .collect()
    }
}

/// The maximum size of a text in HTML, in bytes.
pub(super) fn html_bytes(text: &str) -> usize {
    // The longest escape is `&quot;`.
    text.len()
        + 5 * text
            .bytes()
            .filter(|b| matches!(b, b'&' | b'<' | b'>' | b'"' | b'\''))
            .count()
}

/// A link to a page of the archive.
pub(super) struct PageLink {
    pub(super) label: String,
    pub(super) url: String,
    /// Whether the target is a topic without a note.
    pub(super) is_unresolved: bool,
    /// Whether the target is the page that contains the link.
    pub(super) is_current: bool,
}

impl PageLink {
    /// A link to another page that exists.
    pub(super) fn new(label: impl Into<String>, url: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            url: url.into(),
            is_unresolved: false,
            is_current: false,
        }
    }

    /// The maximum size of the link as a list item in HTML, in bytes.
    pub(super) fn bytes(&self) -> usize {
        self.url.len() + html_bytes(&self.label) + ITEM_MARKUP_BYTES
    }

    /// A link to a note, labelled with its title.
    pub(super) fn note(archive: &Archive, id: NoteId) -> Self {
        Self::new(&archive.note(id).title, archive.note_url(id))
    }

    /// A link to a channel, labelled with its name.
    pub(super) fn channel(archive: &Archive, id: ChannelId) -> Self {
        let channel = archive.channel(id);
        Self::new(&channel.name, &channel.url)
    }

    /// A link to a note or a topic that a channel lists.
    pub(super) fn entry(archive: &Archive, entry: NoteOrTopic) -> Self {
        Self {
            is_unresolved: matches!(entry, NoteOrTopic::Topic(_)),
            ..Self::new(archive.name_of(entry), archive.url_of(entry))
        }
    }
}

/// The HTML link of a moment on its own page, which has the player of its video.
pub(super) fn own_moment_link(note: &Note, moment: &Moment) -> String {
    link_to(note, moment, &MomentTarget::OwnPage { selected: None })
}

/// The HTML link of a moment on another page.
pub(super) fn moment_link(archive: &Archive, id: NoteId, moment: &Moment) -> String {
    let note = archive.note(id);
    match moment_page(archive, id, moment) {
        Some(url) => link_to(note, moment, &MomentTarget::Page(url)),
        None => link_to(note, moment, &MomentTarget::None),
    }
}

/// The HTML link of a moment of a note.
pub(super) fn link_to(note: &Note, moment: &Moment, target: &MomentTarget<'_>) -> String {
    let source = note.slice(&moment.source_range);
    timestamp_link(&moment.as_timestamp(source), moment.resolved, target)
}

/// The URL of the page that plays a moment: its note, or the page of another video that it cites.
/// `None` if no page does.
pub(super) fn moment_page<'a>(
    archive: &'a Archive,
    id: NoteId,
    moment: &Moment,
) -> Option<&'a str> {
    match moment.other_video() {
        Some(other) => {
            let video = archive.video(archive.video_by_id(&other)?);
            video.is_listed().then_some(&video.url)
        }
        None => archive.video_of(id).map(|_| archive.note_url(id)),
    }
}

/// The moment of a sentence in the search index; `None` if the sentence has none, or no page plays
/// it.
pub(super) fn moment_of<'a>(
    archive: &'a Archive,
    id: NoteId,
    sentence: &Sentence,
) -> Option<&'a Moment> {
    let moment = &archive.note(id).facts.moments[sentence.moment?];
    moment_page(archive, id, moment).map(|_| moment)
}

/// The URL of a page, with the second to play, if any.
pub(super) fn url_at(url: &str, seconds: Option<u32>) -> String {
    seconds.map_or_else(|| url.to_owned(), |seconds| format!("{url}?t={seconds}"))
}

/// The URL of a search for a name.
pub(super) fn search_url(archive: &Archive, name: &str) -> String {
    archive
        .base()
        .url(&format!("/search?q={}", query_value(name)))
}

/// The excerpt below the title of a note: the start of its first long line.
pub(super) fn lead(facts: &Facts) -> String {
    let first = facts
        .text
        .lines()
        .take(MAX_SEARCHED_LINES)
        .find(|line| line.len() > MIN_LEAD_BYTES)
        .unwrap_or_default();
    shortened(first, MAX_LEAD_CHARS).into_owned()
}

/// A text of at most this many characters, cut between words.
pub(super) fn shortened(text: &str, max_chars: usize) -> Cow<'_, str> {
    let Some((end, _)) = text.char_indices().nth(max_chars) else {
        return Cow::Borrowed(text);
    };
    let start = &text[..end];
    let words = start.rsplit_once(' ').map_or(start, |(words, _)| words);
    Cow::Owned(format!("{words} …"))
}
