//! What the lexer takes out of a note before CommonMark is read, and how it stands in for it.
//!
//! Each construct of our dialect becomes a mark (`⁖7⁖`) in the text that pulldown-cmark reads. So a
//! `|` in a wikilink cannot split a table cell, and an anchor with broken markup cannot swallow a
//! paragraph. Where a mark turns up in a place that is code, or a URL, the source comes back.

use std::borrow::Cow;
use std::cell::Cell;
use std::ops::Range;

use crate::text::timestamp::{self, RawTimestamp};

/// Stands around the number of a token. It is punctuation, as `[` and `<` are, so that emphasis
/// beside a token opens and closes as it would beside the source.
pub(in crate::markdown) const MARK: char = '⁖';

/// One construct of the dialect, and the text that it was read from.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::markdown) struct Token<'s> {
    pub(in crate::markdown) source: &'s str,
    pub(in crate::markdown) kind: Kind<'s>,
}

#[derive(Debug, Clone, PartialEq)]
pub(in crate::markdown) enum Kind<'s> {
    Timestamp(TimestampToken<'s>),
    /// A timestamp that holds no time; it is shown as its text.
    Unreadable(Unreadable<'s>),
    Wikilink(Wikilink<'s>),
    Embed(Wikilink<'s>),
    /// `[!type]±` at the start of a quote.
    Callout(Callout<'s>),
    /// LaTeX without its dollars.
    Maths {
        tex: &'s str,
        display: bool,
    },
    /// `<sup>`, `</sup>`: a tag of the allow-list, which has its partner.
    Tag {
        name: &'static str,
        closes: bool,
    },
    LineBreak,
    /// Shown as the text given, whatever CommonMark would make of it.
    Literal(&'s str),
}

/// The text of a timestamp that holds no time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::markdown) struct Unreadable<'s> {
    pub(in crate::markdown) text: &'s str,
    /// Where it starts in the body, in bytes; [`Lexed::push`] sets it.
    pub(in crate::markdown) start: u32,
}

impl<'s> Unreadable<'s> {
    pub(in crate::markdown) fn new(text: &'s str) -> Self {
        Self { text, start: 0 }
    }

    /// Where it is in the body, in bytes.
    pub(in crate::markdown) fn range(&self) -> Range<u32> {
        range_of(self.start, self.text)
    }
}

/// A cited time of the note's video, as the file has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimestampToken<'s> {
    /// The time, a slice of the body.
    pub written: &'s str,
    /// Where it starts in the body, in bytes; [`Lexed::push`] sets it.
    pub(in crate::markdown) start: u32,
    /// The same, read.
    pub time: RawTimestamp,
    /// What the label of an anchor says, where that is another time than the one in its attribute.
    pub label: Option<RawTimestamp>,
    /// Where the range ends that begins with this time.
    pub end: Option<RawTimestamp>,
}

impl<'s> TimestampToken<'s> {
    /// A time without a label.
    pub(in crate::markdown) fn new(
        written: &'s str,
        time: RawTimestamp,
        end: Option<RawTimestamp>,
    ) -> Self {
        Self {
            written,
            start: 0,
            time,
            label: None,
            end,
        }
    }

    /// Where the time is in the body, in bytes.
    pub fn range(&self) -> Range<u32> {
        range_of(self.start, self.written)
    }
}

fn range_of(start: u32, text: &str) -> Range<u32> {
    start..start + text.len() as u32
}

/// The second that a moment means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ResolvedTime {
    /// Seconds from the start of the video.
    pub seconds: u32,
    /// The second at which its range ends.
    pub end: Option<u32>,
    /// Why it is another time than the one that is written.
    pub repair: Option<Reinterpretation>,
}

/// Why a time is read otherwise than as `H:MM:SS` or `MM:SS`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reinterpretation {
    /// Three numbers that are minutes, seconds and nothing of weight: `03:38:00` is 3 min 38 s.
    Minutes,
    /// The label of an anchor is right, and its attribute is wrong.
    Label,
    /// Minutes or seconds over 59 carry: `00:94:00` is 1 h 34 min.
    Carry,
    /// Four numbers, the last of which counts frames: `01:02:14:00`.
    Frames,
    /// Four numbers, the first of which is nothing: `00:01:10:02` is 1 h 10 min 2 s.
    Leading,
}

impl ResolvedTime {
    /// A moment as its numbers say.
    pub fn plain(moment: &TimestampToken<'_>) -> Self {
        Self {
            seconds: moment.time.as_hms(),
            end: moment.end.map(RawTimestamp::as_hms),
            repair: None,
        }
    }

    /// The second to play instead should the video end before this one: the other reading of a time
    /// that was taken as it is written and may have been meant in minutes.
    pub fn other(self, time: RawTimestamp) -> Option<u32> {
        let may_be_minutes =
            self.repair.is_none() && (self.seconds >= 3600 || time.third_field() == Some(0));
        time.as_mm_ss().filter(|_| may_be_minutes)
    }

    /// `3:38`, or `3:38–4:10`.
    pub fn shown(self) -> String {
        let from = timestamp::format(self.seconds);
        self.end.map_or(from.clone(), |end| {
            format!("{from}–{}", timestamp::format(end))
        })
    }
}

/// `[[target#heading | label]]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wikilink<'s> {
    /// What is linked, as written: a file's name, a title, a channel, a URL, or nothing for
    /// this very note.
    pub target: Cow<'s, str>,
    /// The part after `#`.
    pub heading: Option<Cow<'s, str>>,
    /// What stands after the last `|`.
    pub label: Option<Cow<'s, str>>,
    /// Where the link is in the body, in bytes; [`Lexed::push`] sets it.
    pub range: Range<u32>,
}

impl Wikilink<'_> {
    /// The text that a reader sees: the label, or else the target with spaces for underscores.
    pub fn shown(&self) -> Cow<'_, str> {
        match (&self.label, self.target.is_empty(), &self.heading) {
            (Some(label), _, _) => Cow::Borrowed(label),
            (None, true, Some(heading)) => Cow::Borrowed(heading),
            _ if self.target.contains("://") => Cow::Borrowed(&self.target),
            _ => Cow::Owned(self.target.replace('_', " ")),
        }
    }
}

/// `[!info]- `: its type in lower case, and whether it folds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Callout<'s> {
    /// The type as written; any word may stand here.
    pub kind: &'s str,
    /// How it folds, where it does.
    pub fold: Option<Fold>,
}

/// Whether a foldable callout is open at first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fold {
    /// `+`
    Open,
    /// `-`
    Closed,
}

/// How many bytes of sources are put back besides the length of the text.
const BASE_RESTORABLE_BYTES: usize = 100_000;

/// A note's text with marks in place of tokens.
pub(in crate::markdown) struct Lexed<'s> {
    source: &'s str,
    pub(in crate::markdown) text: String,
    /// Where stretches of the text come from: `(place in the text, place in the source)`, in order.
    origins: Vec<(u32, u32)>,
    pub(in crate::markdown) tokens: Vec<Token<'s>>,
    /// Whether any footnote is defined.
    pub(in crate::markdown) has_footnotes: bool,
    /// How many bytes of sources may yet be put back. Each mark stands once in the text, but an
    /// URL may be used again and again, and an entity makes a mark, too (`&#8278;`).
    restorable: Cell<usize>,
}

impl<'s> Lexed<'s> {
    /// The start of lexing a text: no tokens yet.
    pub(in crate::markdown) fn new(source: &'s str, has_footnotes: bool) -> Self {
        let restorable = Cell::new(source.len() + BASE_RESTORABLE_BYTES);
        let text = String::with_capacity(source.len());
        Self {
            source,
            text,
            origins: Vec::new(),
            tokens: Vec::new(),
            has_footnotes,
            restorable,
        }
    }

    /// Copies a range of the source to the text.
    pub(in crate::markdown) fn copy(&mut self, range: Range<usize>) {
        if !range.is_empty() {
            self.mark_origin(range.start);
            self.text.push_str(&self.source[range]);
        }
    }

    /// Puts a token into the text in the place of a range of the source.
    pub(in crate::markdown) fn push(&mut self, range: Range<usize>, mut kind: Kind<'s>) {
        use std::fmt::Write;
        self.mark_origin(range.start);
        match &mut kind {
            Kind::Timestamp(timestamp) => {
                timestamp.start = self.offset_of(timestamp.written, &range)
            }
            Kind::Unreadable(unreadable) => {
                unreadable.start = self.offset_of(unreadable.text, &range)
            }
            Kind::Wikilink(link) | Kind::Embed(link) => {
                link.range = range.start as u32..range.end as u32;
            }
            _ => {}
        }
        let number = self.tokens.len();
        self.tokens.push(Token {
            source: &self.source[range],
            kind,
        });
        // Writing to a String cannot fail.
        let _ = write!(self.text, "{MARK}{number}{MARK}");
    }

    /// Where a slice of the source starts in it, in bytes. The lexer only ever reads slices of the
    /// source; a copy panics in debug builds, and counts as the start of its token in others.
    fn offset_of(&self, slice: &str, token: &Range<usize>) -> u32 {
        let offset = (slice.as_ptr() as usize).checked_sub(self.source.as_ptr() as usize);
        let offset = offset.filter(|start| start + slice.len() <= self.source.len());
        debug_assert!(offset.is_some(), "{slice:?} is not a slice of the source");
        offset.unwrap_or(token.start) as u32
    }

    /// What is added to the text next comes from this place of the source.
    fn mark_origin(&mut self, place: usize) {
        let origin = (self.text.len() as u32, place as u32);
        let goes_on = |last: &(u32, u32)| origin.0 - last.0 == origin.1.wrapping_sub(last.1);
        if !self.origins.last().is_some_and(goes_on) {
            self.origins.push(origin);
        }
    }

    /// Where in the source the text at a place comes from.
    pub(in crate::markdown) fn source_place(&self, place: usize) -> usize {
        let next = self
            .origins
            .partition_point(|(text, _)| *text as usize <= place);
        let Some((text, source)) = next.checked_sub(1).map(|last| self.origins[last]) else {
            return 0;
        };
        let end = self
            .origins
            .get(next)
            .map_or(self.source.len(), |(_, source)| *source as usize);
        (source as usize + place - text as usize).min(end)
    }

    /// Puts an empty token at each of these places of the text, which are in order.
    pub(in crate::markdown) fn insert_empty(&mut self, places: &[usize]) {
        let (text, origins) = (
            std::mem::take(&mut self.text),
            std::mem::take(&mut self.origins),
        );
        let mut origins = origins.into_iter().peekable();
        let mut copied = 0;
        for place in places.iter().copied().chain([text.len()]) {
            let shift = self.text.len() - copied;
            while let Some((at, source)) = origins.next_if(|(at, _)| (*at as usize) < place) {
                self.origins.push((at + shift as u32, source));
            }
            self.text.push_str(&text[copied..place]);
            copied = place;
            if place < text.len() {
                let source = self.source_place(self.text.len());
                self.push(source..source, Kind::Literal(""));
                self.origins.push((self.text.len() as u32, source as u32));
            }
        }
    }

    /// The text as the file has it. Beyond a budget, marks are left out.
    pub(in crate::markdown) fn restore<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if !text.contains(MARK) {
            return Cow::Borrowed(text);
        }
        let mut out = String::with_capacity(text.len() * 2);
        split(text, |part| match part {
            Part::Text(text) => out.push_str(text),
            Part::Mark(number) => {
                let source = self.tokens.get(number).map_or("", |token| token.source);
                if let Some(left) = self.restorable.get().checked_sub(source.len()) {
                    self.restorable.set(left);
                    out.push_str(source);
                }
            }
        });
        Cow::Owned(out)
    }
}

/// A stretch of marked text.
pub(in crate::markdown) enum Part<'t> {
    Text(&'t str),
    Mark(usize),
}

/// Takes marked text apart, in order. Every mark in it comes from the lexer: those of the file are
/// tokens themselves.
pub(in crate::markdown) fn split<'t>(text: &'t str, mut each: impl FnMut(Part<'t>)) {
    let mut inside = false;
    for part in text.split(MARK) {
        match part.parse() {
            Ok(number) if inside => each(Part::Mark(number)),
            _ if !part.is_empty() => each(Part::Text(part)),
            _ => {}
        }
        inside = !inside;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_put_back_again_and_again_is_bounded() {
        let source = "x".repeat(2_000);
        let mut lexed = Lexed::new(&source, false);
        lexed.push(0..source.len(), Kind::Literal(""));
        assert_eq!(lexed.restore(&lexed.text), source);
        let restored: usize = (0..1_000)
            .map(|_| lexed.restore(&"⁖0⁖".repeat(1_000)).len())
            .sum();
        assert!(
            restored <= source.len() + BASE_RESTORABLE_BYTES,
            "{restored}"
        );
    }
}
