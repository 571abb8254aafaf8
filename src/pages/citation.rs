//! Citations: the notes that link to a note or a topic, with the sentences that contain the links.

use crate::archive::{Archive, LinkRef};
use crate::pages::components::{
    ByteBudget, ITEM_MARKUP_BYTES, PageLink, html_bytes, moment_link, moment_page, shortened,
};
use crate::pages::snippet;

/// The maximum size of the sentences that a page quotes from one note, in bytes.
const MAX_QUOTES_BYTES: usize = 10_000;

/// The maximum number of characters on each side of a quoted link's label.
const MAX_CONTEXT_CHARS: usize = 160;

/// A note with links to the same target.
pub(super) struct Citation {
    pub(super) note: PageLink,
    /// The name of the note's channel; empty if it has none.
    pub(super) channel: String,
    /// The sentences with the links, without duplicates.
    pub(super) quotes: Vec<Quote>,
}

/// A sentence with a link.
pub(super) struct Quote {
    /// The sentence before the link's label, the label, and the sentence after it.
    pub(super) sentence: (String, String, String),
    /// The HTML link of the moment nearest to the link.
    pub(super) moment: Option<String>,
}

impl Citation {
    /// Groups links by note and quotes their sentences within the budget. Also returns the number
    /// of all notes. The links must be in the order of their notes.
    pub(super) fn group<'a>(
        archive: &Archive,
        links: impl IntoIterator<Item = &'a LinkRef>,
        budget: &mut ByteBudget,
    ) -> (Vec<Self>, usize) {
        let mut citations: Vec<Self> = Vec::new();
        let mut previous: Option<LinkRef> = None;
        let (mut note_count, mut note_budget) = (0, ByteBudget::new(0));
        for link in links {
            let is_same_note = previous.is_some_and(|previous| previous.note == link.note);
            let is_same_sentence = is_same_note
                && previous.is_some_and(|previous| {
                    archive.link(previous).sentence == archive.link(*link).sentence
                });
            previous = Some(*link);
            if !is_same_note {
                note_count += 1;
                let note_bytes = if budget.is_exhausted() {
                    0
                } else {
                    MAX_QUOTES_BYTES
                };
                note_budget = ByteBudget::new(note_bytes);
                let channel = archive.channel_name_of(link.note).unwrap_or_default();
                let note = PageLink::note(archive, link.note);
                if budget.spend(note.bytes() + html_bytes(channel) + ITEM_MARKUP_BYTES) {
                    citations.push(Self {
                        note,
                        channel: channel.to_owned(),
                        quotes: Vec::new(),
                    });
                }
            }
            // The note of this link may not have fitted.
            let Some(citation) = citations.get_mut(note_count - 1) else {
                continue;
            };
            if !is_same_sentence && !note_budget.is_exhausted() {
                let quote = Quote::new(archive, *link);
                if note_budget.spend(quote.bytes()) && budget.spend(quote.bytes()) {
                    citation.quotes.push(quote);
                }
            }
        }
        (citations, note_count)
    }
}

impl Quote {
    fn new(archive: &Archive, reference: LinkRef) -> Self {
        let note = archive.note(reference.note);
        let link = archive.link(reference);
        let moment = note
            .facts
            .moment_near(link)
            .filter(|moment| moment_page(archive, reference.note, moment).is_some());
        Self {
            sentence: split_sentence(archive, reference),
            moment: moment.map(|moment| moment_link(archive, reference.note, moment)),
        }
    }

    fn bytes(&self) -> usize {
        let (before, label, after) = &self.sentence;
        let moment_bytes = self.moment.as_ref().map_or(0, String::len);
        html_bytes(before)
            + html_bytes(label)
            + html_bytes(after)
            + moment_bytes
            + ITEM_MARKUP_BYTES
    }
}

/// Splits a sentence at a link's label and truncates both sides.
fn split_sentence(archive: &Archive, reference: LinkRef) -> (String, String, String) {
    let link = archive.link(reference);
    let (sentence, label) = (&link.sentence, &link.label);
    let text = |range| snippet::text(archive, reference.note, &range);
    let before = text(sentence.start..label.start.max(sentence.start));
    let after = text(label.end.min(sentence.end)..sentence.end);
    let before = match before.char_indices().rev().nth(MAX_CONTEXT_CHARS) {
        Some((start, _)) => format!(
            "… {}",
            before[start..]
                .split_once(' ')
                .map_or("", |(_, words)| words)
        ),
        None => before.into_owned(),
    };
    let after = shortened(&after, MAX_CONTEXT_CHARS).into_owned();
    (before, text(label.clone()).into_owned(), after)
}
