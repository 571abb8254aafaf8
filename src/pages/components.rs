//! The few parts that pages are made of: links to notes, citations, moments, the player.

use crate::archive::{Archive, ChannelEntry, ChannelId, LinkRef, LinkTarget, NoteId, VideoId};
use crate::corpus::Note;
use crate::markdown::{Facts, Moment, timestamp_link};
use crate::pages::Site;
use crate::pages::timeline::Strip;
use crate::search::Sentence;
use crate::text::naming::query_value;
use crate::text::youtube::YoutubeId;
use crate::text::{language, timestamp};

/// What the elements around an item of a list take up at most, in bytes.
const ITEM_BYTES: usize = 80;

/// How much a list on a page may take up, in bytes, whatever notes it is made of. From the first
/// item on that does not fit, nothing is added to it, and the page says how much is left out.
pub(super) struct Room {
    bytes: usize,
}

impl Room {
    pub(super) fn new(bytes: usize) -> Self {
        Self { bytes }
    }

    /// Takes so many bytes; `false` where there are not so many, and then there are none any more.
    pub(super) fn take(&mut self, bytes: usize) -> bool {
        let left = self.bytes.checked_sub(bytes);
        self.bytes = left.unwrap_or(0);
        left.is_some()
    }

    /// Whether nothing is added any more.
    pub(super) fn is_full(&self) -> bool {
        self.bytes == 0
    }

    /// The first links of a list, as many as there is room for.
    pub(super) fn links(&mut self, links: impl IntoIterator<Item = PageLink>) -> Vec<PageLink> {
        links
            .into_iter()
            .take_while(|link| self.take(link.bytes()))
            .collect()
    }
}

/// How long a text is in HTML, in bytes.
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
    /// What it says.
    pub(super) label: String,
    /// Where it leads.
    pub(super) url: String,
    /// Whether it is a topic that no note answers.
    pub(super) missing: bool,
    /// Whether it is the page that it stands on.
    pub(super) current: bool,
}

impl PageLink {
    /// A link to a page that is there.
    pub(super) fn new(label: impl Into<String>, url: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            url: url.into(),
            missing: false,
            current: false,
        }
    }

    /// How long it is as an item of a list, in HTML, in bytes.
    pub(super) fn bytes(&self) -> usize {
        self.url.len() + html_bytes(&self.label) + ITEM_BYTES
    }

    /// A link to a note by its title.
    pub(super) fn note(archive: &Archive, id: NoteId) -> Self {
        Self::new(&archive.note(id).title, archive.note_url(id))
    }

    /// A link to a channel by its name.
    pub(super) fn channel(archive: &Archive, id: ChannelId) -> Self {
        let channel = archive.channel(id);
        Self::new(&channel.name, &channel.url)
    }

    /// A line of a video's list.
    pub(super) fn entry(archive: &Archive, entry: ChannelEntry) -> Self {
        match entry {
            ChannelEntry::Note(id) => Self::note(archive, id),
            ChannelEntry::Topic(id) => {
                let topic = archive.topic(id);
                Self {
                    missing: true,
                    ..Self::new(&topic.name, &topic.url)
                }
            }
        }
    }
}

/// A moment of a note as a link, in HTML: on the page at `url`, or on this page where that is
/// empty.
pub(super) fn moment_chip(url: &str, note: &Note, moment: &Moment) -> String {
    timestamp_link(
        note.slice(&moment.source_range),
        moment.time,
        moment.resolved,
        Some(url),
    )
}

/// The moment at which a sentence that was found is said; `None` where there is nothing to play.
pub(super) fn moment_of<'n>(note: &'n Note, sentence: &Sentence) -> Option<&'n Moment> {
    sentence
        .moment
        .filter(|_| note.video.is_some())
        .map(|number| &note.facts.moments[number])
}

/// The URL of a page, ready to play at a second where there is one.
pub(super) fn url_at(url: &str, seconds: Option<u32>) -> String {
    seconds.map_or_else(|| url.to_owned(), |seconds| format!("{url}?t={seconds}"))
}

/// How many bytes the sentences of one note take up that are told of what it links to. The note has
/// them all.
const MAX_QUOTES_BYTES: usize = 10_000;

/// A note, and the sentences in which it links somewhere.
pub(super) struct Citation {
    /// The note that links.
    pub(super) note: PageLink,
    /// The channel it is in.
    pub(super) channel: String,
    /// The sentences, each once.
    pub(super) quotes: Vec<Quote>,
}

/// A sentence around a link.
pub(super) struct Quote {
    /// The sentence up to the link's label, the label, and the rest.
    pub(super) sentence: (String, String, String),
    /// The moment nearest to the link, as HTML.
    pub(super) moment: Option<String>,
}

impl Citation {
    /// The notes that link, with the sentences of each, as far as there is room; and how many notes
    /// link in all. The links come in the order of their notes.
    pub(super) fn group<'a>(
        archive: &Archive,
        links: impl IntoIterator<Item = &'a LinkRef>,
        room: &mut Room,
    ) -> (Vec<Self>, usize) {
        let mut citations: Vec<Self> = Vec::new();
        let mut last: Option<LinkRef> = None;
        let (mut total, mut room_of_note) = (0, Room::new(0));
        for link in links {
            let same_note = last.is_some_and(|last| last.note == link.note);
            let same_sentence = same_note
                && last.is_some_and(|last| {
                    archive.link(last).sentence == archive.link(*link).sentence
                });
            last = Some(*link);
            if !same_note {
                total += 1;
                room_of_note = Room::new(if room.is_full() { 0 } else { MAX_QUOTES_BYTES });
                let channel = archive.channel_name_of(link.note).unwrap_or_default();
                let note = PageLink::note(archive, link.note);
                if room.take(note.bytes() + html_bytes(channel) + ITEM_BYTES) {
                    citations.push(Self {
                        note,
                        channel: channel.to_owned(),
                        quotes: Vec::new(),
                    });
                }
            }
            // Those of a note that found no room are not told with another.
            let Some(citation) = citations.get_mut(total - 1) else {
                continue;
            };
            if !same_sentence && !room_of_note.is_full() {
                let quote = Quote::new(archive, *link);
                if room_of_note.take(quote.bytes()) && room.take(quote.bytes()) {
                    citation.quotes.push(quote);
                }
            }
        }
        (citations, total)
    }
}

impl Quote {
    fn new(archive: &Archive, reference: LinkRef) -> Self {
        let note = archive.note(reference.note);
        let link = archive.link(reference);
        let near = note
            .facts
            .moment_near(link)
            .filter(|_| note.video.is_some());
        Self {
            sentence: around(
                &note.facts,
                &link.sentence,
                &link.label,
                title(archive, reference),
            ),
            moment: near.map(|moment| moment_chip(archive.note_url(reference.note), note, moment)),
        }
    }

    fn bytes(&self) -> usize {
        let (before, label, after) = &self.sentence;
        let timestamp_link = self.moment.as_ref().map_or(0, String::len);
        html_bytes(before) + html_bytes(label) + html_bytes(after) + timestamp_link + ITEM_BYTES
    }
}

/// How much of a long sentence is shown on each side of the label, in characters.
const CONTEXT: usize = 160;

/// The title of the linked note, where the link shows a bare file name.
fn title(archive: &Archive, reference: LinkRef) -> Option<&str> {
    let link = archive.link(reference);
    let shown = archive.note(reference.note).facts.slice(&link.label);
    if link.target.contains(' ') || shown != link.target.replace('_', " ") {
        return None;
    }
    match archive.link_target(reference) {
        LinkTarget::Note(id) => Some(&archive.note(id).title),
        _ => None,
    }
}

fn around(
    facts: &Facts,
    sentence: &std::ops::Range<u32>,
    label: &std::ops::Range<u32>,
    title: Option<&str>,
) -> (String, String, String) {
    let before = facts.slice(&(sentence.start..label.start.max(sentence.start)));
    let after = facts.slice(&(label.end.min(sentence.end)..sentence.end));
    let cut = before.char_indices().rev().nth(CONTEXT).map(|(at, _)| at);
    let before = match cut {
        Some(at) => format!(
            "… {}",
            before[at..].split_once(' ').map_or("", |(_, rest)| rest)
        ),
        None => before.to_owned(),
    };
    let after = match after.char_indices().nth(CONTEXT) {
        Some((at, _)) => format!(
            "{} …",
            after[..at].rsplit_once(' ').map_or("", |(rest, _)| rest)
        ),
        None => after.to_owned(),
    };
    (
        before,
        title.unwrap_or_else(|| facts.slice(label)).to_owned(),
        after,
    )
}

/// The player before it plays.
pub(super) struct VideoPlayer {
    /// The video.
    pub(super) video: YoutubeId,
    /// Its title, or that of the note.
    pub(super) title: String,
    /// The second at which it is to begin.
    pub(super) start: Option<u32>,
    /// The URL of its thumbnail, where thumbnails are shown.
    pub(super) thumbnail: Option<String>,
    /// The video as a bar; `None` where nothing of it is cited.
    pub(super) strip: Option<Strip>,
    /// The language of the note whose sentences are told below it, where it can be told.
    pub(super) lang: Option<&'static str>,
}

impl VideoPlayer {
    /// The player of a video, on the page of a note or on its own; `fallback` is its title where no
    /// index gives one.
    pub(super) fn new(
        site: &Site,
        number: VideoId,
        note: Option<NoteId>,
        fallback: &str,
        start: Option<u32>,
    ) -> Self {
        let video = site.archive.video(number);
        Self {
            video: video.id.clone(),
            title: video.title.clone().unwrap_or_else(|| fallback.to_owned()),
            start,
            thumbnail: site.thumbnails.then(|| video.id.thumbnail_url()),
            strip: Strip::new(&site.archive, number, note),
            lang: note
                .and_then(|id| site.archive.note(id).language())
                .map(language::tag),
        }
    }

    /// The video on YouTube at the second at which it is to begin.
    pub(super) fn watch_url(&self) -> String {
        self.video.watch_url(self.start)
    }

    /// `3:38`, or nothing.
    pub(super) fn start_shown(&self) -> Option<String> {
        self.start.map(timestamp::format)
    }
}

/// The URL of a search for a name.
pub(super) fn search_url(archive: &Archive, name: &str) -> String {
    archive
        .base()
        .url(&format!("/search?q={}", query_value(name)))
}

/// The first sentences of a note, for a line under its title.
pub(super) fn lead(facts: &Facts) -> String {
    let first = facts
        .text
        .lines()
        .find(|line| line.len() > 60)
        .unwrap_or_default();
    match first.char_indices().nth(180) {
        Some((at, _)) => format!(
            "{} …",
            first[..at]
                .rsplit_once(' ')
                .map_or(&first[..at], |(rest, _)| rest)
        ),
        None => first.to_owned(),
    }
}
