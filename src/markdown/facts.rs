//! The listener at load: what a note says, without how it looks.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use crate::markdown::ResolvedTime;
use crate::markdown::events::{self, NoteEvent};
use crate::markdown::plain_text::Plain;
use crate::markdown::sentence::sentences;
use crate::markdown::slug::{Slugs, slug};
use crate::text::timestamp::RawTimestamp;
use crate::text::youtube::YoutubeId;

/// What other modules know of a note's body. Ranges are bytes of `text`.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// The body as plain text, a line for each block; no times, no markup.
    pub text: String,
    /// Headings in order.
    pub headings: Vec<Heading>,
    /// The numbers of the headings, in the order of their anchors.
    pub headings_by_anchor: Vec<u32>,
    /// Wikilinks and embeds in order.
    pub links: Vec<Link>,
    /// Cited times in order.
    pub moments: Vec<Moment>,
    /// Where timestamps stand that hold no time, in bytes of the body.
    pub unreadable: Vec<Range<u32>>,
}

/// A heading of a note.
#[derive(Debug, Clone, PartialEq)]
pub struct Heading {
    /// 1 to 6, as written.
    pub level: u8,
    /// Where its text stands.
    pub place: Range<u32>,
    /// Where its line begins, in bytes of the body.
    pub line_start: u32,
    /// Its anchor, unique in the note.
    pub anchor: Box<str>,
    /// The video that it links to, which makes it an entry of a channel's index.
    pub video: Option<YoutubeId>,
}

/// A wikilink in a note.
#[derive(Debug, Clone, PartialEq)]
pub struct Link {
    /// What it names, as written.
    pub target: Box<str>,
    /// The heading of the target that it names.
    pub section: Option<Box<str>>,
    /// Where the link is in the body, in bytes.
    pub written: Range<u32>,
    /// What it shows.
    pub label: Range<u32>,
    /// The sentence that it stands in.
    pub sentence: Range<u32>,
    /// The number of the heading that it stands under.
    pub heading: Option<u32>,
}

/// A time of the video and the sentence that cites it.
#[derive(Debug, Clone, PartialEq)]
pub struct Moment {
    /// The second that is meant: as the numbers say, until the archive knows better.
    pub reading: ResolvedTime,
    /// The time as the file writes it.
    pub time: RawTimestamp,
    /// Apart, for an archive has millions of moments, and few have these.
    others: Option<Box<OtherTimes>>,
    /// Where the file writes it, in bytes of the body.
    pub written: Range<u32>,
    /// Where in the text it stands.
    pub at: u32,
    /// The sentence that cites it.
    pub sentence: Range<u32>,
}

/// What is written beside the time of a moment.
#[derive(Debug, Clone, PartialEq)]
struct OtherTimes {
    label: Option<RawTimestamp>,
    end: Option<RawTimestamp>,
}

impl Moment {
    /// What the label of an anchor says, where that is another time than the one in its attribute.
    pub fn label(&self) -> Option<RawTimestamp> {
        self.others.as_ref()?.label
    }

    /// Where the range ends that begins with this time.
    pub fn end(&self) -> Option<RawTimestamp> {
        self.others.as_ref()?.end
    }
}

impl Facts {
    /// The text of a range of this note.
    pub fn slice(&self, range: &Range<u32>) -> &str {
        self.text
            .get(range.start as usize..range.end as usize)
            .unwrap_or_default()
    }

    /// The heading that a link by this name means.
    pub fn heading_named(&self, name: &str) -> Option<&Heading> {
        self.heading_number(name)
            .map(|number| &self.headings[number])
    }

    fn heading_number(&self, name: &str) -> Option<usize> {
        // `[[note#Chapter#Section]]` names the section.
        let anchor = slug(name.rsplit('#').next().unwrap_or(name));
        let anchor_of = |number: &u32| &*self.headings[*number as usize].anchor;
        let found = self
            .headings_by_anchor
            .partition_point(|number| anchor_of(number) < &*anchor);
        let number = self
            .headings_by_anchor
            .get(found)
            .filter(|number| anchor_of(number) == &*anchor)?;
        Some(*number as usize)
    }

    /// Where in the body the section of a heading stands: from the heading's line to the next
    /// heading of its level or above.
    pub fn section(&self, name: &str) -> Option<Range<usize>> {
        let number = self.heading_number(name)?;
        let heading = &self.headings[number];
        let end = self.headings[number + 1..]
            .iter()
            .find(|next| next.level <= heading.level);
        Some(heading.line_start as usize..end.map_or(usize::MAX, |next| next.line_start as usize))
    }

    /// The moment that the file writes at a place, in bytes of the body.
    pub fn moment_written_at(&self, place: u32) -> Option<&Moment> {
        let index = self
            .moments
            .partition_point(|moment| moment.written.start < place);
        self.moments
            .get(index)
            .filter(|moment| moment.written.start == place)
    }

    /// The number of the moment at which a stretch of the text is told: the first that cites it, or
    /// else the first behind it, or the last before it.
    pub fn moment_at(&self, range: &Range<u32>) -> Option<usize> {
        let cites = self
            .moments
            .iter()
            .position(|moment| moment.sentence.start == range.start);
        let behind = self
            .moments
            .partition_point(|moment| moment.at < range.start);
        cites
            .or((behind < self.moments.len()).then_some(behind))
            .or(self.moments.len().checked_sub(1))
    }

    /// The moment nearest to a link: the first behind it in its sentence, or else the closest in
    /// the note.
    pub fn moment_near(&self, link: &Link) -> Option<&Moment> {
        let behind = self
            .moments
            .partition_point(|moment| moment.at < link.label.start);
        let follows = self.moments.get(behind);
        let precedes = behind
            .checked_sub(1)
            .and_then(|before| self.moments.get(before));
        match (precedes, follows) {
            (_, Some(follows)) if follows.at <= link.sentence.end => Some(follows),
            (Some(precedes), Some(follows)) => {
                let nearer =
                    link.label.start - precedes.at <= follows.at - link.label.end.min(follows.at);
                Some(if nearer { precedes } else { follows })
            }
            (one, other) => one.or(other),
        }
    }
}

/// The most moments of a note that are told anywhere but in its own text. Real ones have up to
/// 2,100.
pub const MAX_MOMENTS: usize = 20_000;

/// Reads the facts of the body of a note about `video`.
pub fn facts(body: &str, video: Option<&YoutubeId>) -> Facts {
    let mut listener = Visitor {
        body,
        ..Visitor::default()
    };
    listener.plain.text.reserve(body.len() / 2);
    events::read(body, video, |piece| listener.on_event(piece));
    listener.end_block();
    let mut facts = Facts {
        text: listener.plain.text,
        ..listener.facts
    };
    facts.headings_by_anchor = (0..facts.headings.len() as u32).collect();
    facts
        .headings_by_anchor
        .sort_by_key(|number| &*facts.headings[*number as usize].anchor);
    // A copy takes what it needs; what has grown by doubling and is shrunk stays where it is, with
    // most of its room.
    facts.clone()
}

#[derive(Default)]
struct Visitor<'b> {
    body: &'b str,
    facts: Facts,
    slugs: Slugs,
    plain: Plain,
    /// Where the block being read begins among the links, and among the moments.
    block: (usize, usize),
    /// The last sentence before this block.
    last_sentence: Range<u32>,
    heading: Option<YoutubeId>,
    /// Where the line of the heading begins that is being read.
    heading_start: usize,
}

impl Visitor<'_> {
    fn on_event(&mut self, piece: NoteEvent<'_>) {
        match piece {
            NoteEvent::Text(text) => self.plain.push(text),
            NoteEvent::Timestamp(moment) => {
                let at = self.plain.moment();
                if self.facts.moments.len() == MAX_MOMENTS {
                    return;
                }
                let others = OtherTimes {
                    label: moment.label,
                    end: moment.end,
                };
                let has_others = others.label.is_some() || others.end.is_some();
                self.facts.moments.push(Moment {
                    reading: ResolvedTime::plain(&moment),
                    time: moment.time,
                    others: has_others.then(|| Box::new(others)),
                    written: moment.range(),
                    at: at as u32,
                    sentence: 0..0,
                });
            }
            NoteEvent::Unreadable(unreadable) => {
                self.facts.unreadable.push(unreadable.range());
                self.plain.push(unreadable.text);
            }
            NoteEvent::Wikilink(link) | NoteEvent::Embed(link) | NoteEvent::Embedded(link) => {
                let start = self.plain.text.len() as u32;
                self.plain.push(&link.shown());
                let label = start.min(self.plain.text.len() as u32)..self.plain.text.len() as u32;
                let heading = self
                    .facts
                    .headings
                    .len()
                    .checked_sub(1)
                    .map(|number| number as u32);
                self.facts.links.push(Link {
                    target: Box::from(&*link.target),
                    section: link.heading.as_deref().map(Box::from),
                    written: link.range.clone(),
                    label,
                    sentence: 0..0,
                    heading,
                });
            }
            NoteEvent::Maths { tex, .. } => self.plain.push(tex.trim()),
            NoteEvent::TagStart(_) | NoteEvent::TagEnd(_) => {}
            NoteEvent::CalloutStart(_) | NoteEvent::CalloutBody | NoteEvent::CalloutEnd => {
                self.end_block()
            }
            NoteEvent::HeadingAt(place) => self.heading_start = line_start(self.body, place),
            NoteEvent::Event(event) => self.event(event),
        }
    }

    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Code(text) => self.plain.push(&text),
            Event::SoftBreak | Event::HardBreak => self.plain.push(" "),
            Event::Start(Tag::Emphasis | Tag::Strong | Tag::Strikethrough) => {}
            Event::End(
                TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link,
            ) => {}
            Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => {}
            Event::Start(Tag::Link { dest_url, .. }) => {
                if self.heading.is_none() {
                    self.heading = YoutubeId::from_url(&dest_url);
                }
            }
            Event::Start(Tag::Heading { .. }) => {
                self.end_block();
                self.heading = None;
            }
            Event::End(TagEnd::Heading(level)) => {
                let block = self.plain.block();
                let text = block.trim();
                let start = (self.plain.start() + block.len() - block.trim_start().len()) as u32;
                // No more of it than the end of the block leaves.
                let place = start..start + text.trim_end_matches([' ', '·']).len() as u32;
                let video = self.heading.take();
                if let Some(anchor) = self.slugs.unique(text) {
                    let line_start = self.heading_start as u32;
                    let (level, anchor) = (level as u8, anchor.into());
                    self.facts.headings.push(Heading {
                        level,
                        place,
                        line_start,
                        anchor,
                        video,
                    });
                }
                self.end_block();
            }
            Event::End(TagEnd::TableCell) => self.plain.push(" · "),
            Event::Start(Tag::TableCell | Tag::TableHead) => {}
            Event::FootnoteReference(_) | Event::TaskListMarker(_) => {}
            // All that is left begins or ends a block.
            _ => self.end_block(),
        }
    }

    /// Ends a block: finds its sentences, and which of them each link and each moment stands in.
    fn end_block(&mut self) {
        let end = self.plain.end_block();
        let start = self.plain.start();
        let (first_link, first_moment) = self.block;
        if self.facts.links.len() > first_link || self.facts.moments.len() > first_moment {
            self.attribute();
        } else if end > start {
            self.last_sentence = start as u32..end as u32;
        }
        self.plain.begin_block();
        self.block = (self.facts.links.len(), self.facts.moments.len());
    }

    fn attribute(&mut self) {
        let (first_link, first_moment) = self.block;
        let (start, end) = (self.plain.start(), self.plain.text.len());
        let found: Vec<Range<u32>> = sentences(self.plain.block(), start)
            .into_iter()
            .map(|s| s.start as u32..s.end as u32)
            .collect();
        let Some(last) = found.last().cloned() else {
            // A line of nothing but times cites what was said before it.
            for moment in &mut self.facts.moments[first_moment..] {
                moment.at = end as u32;
                moment.sentence = self.last_sentence.clone();
            }
            return;
        };
        let at_or_last = |at: u32| {
            found
                .get(found.partition_point(|s| s.end <= at))
                .unwrap_or(&last)
                .clone()
        };
        for link in &mut self.facts.links[first_link..] {
            link.label = link.label.start.min(end as u32)..link.label.end.min(end as u32);
            link.sentence = at_or_last(link.label.start);
        }
        // Where a block opens with a time, its times stand before what they cite; elsewhere behind
        // it.
        let leads = self
            .facts
            .moments
            .get(first_moment)
            .is_some_and(|moment| moment.at as usize == start);
        for moment in &mut self.facts.moments[first_moment..] {
            moment.at = moment.at.min(end as u32);
            let behind = found
                .partition_point(|s| s.start < moment.at)
                .saturating_sub(1);
            moment.sentence = if leads {
                at_or_last(moment.at)
            } else {
                found[behind].clone()
            };
        }
        self.last_sentence = last;
    }
}

/// Where the line of a place begins.
fn line_start(body: &str, place: usize) -> usize {
    memchr::memrchr(b'\n', &body.as_bytes()[..place]).map_or(0, |end| end + 1)
}
