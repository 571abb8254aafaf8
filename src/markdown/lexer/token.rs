//! The tokens of the dialect, and the text with marks in their place.
//!
//! The lexer replaces each construct by a mark (`⁖7⁖`) in the text that pulldown-cmark parses. So a
//! `|` in a wikilink cannot split a table cell, and an anchor with broken markup cannot swallow a
//! paragraph. A mark in code or in a URL is replaced by its source again.

use std::borrow::Cow;
use std::cell::Cell;
use std::ops::Range;

use crate::text::timestamp::{self, RawTimestamp};

/// The character on both sides of the number of a token. It is punctuation like `[` and `<`, so
/// that emphasis next to a token opens and closes as it would next to the source.
pub(in crate::markdown) const MARK: char = '⁖';

/// A construct of the dialect, and its source.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::markdown) struct Token<'s> {
    pub(in crate::markdown) source: &'s str,
    pub(in crate::markdown) kind: Kind<'s>,
}

/// The kind of a token.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::markdown) enum Kind<'s> {
    Timestamp(TimestampToken<'s>),
    /// A timestamp without a valid time, which is shown as text.
    InvalidTimestamp(InvalidTimestamp<'s>),
    Wikilink(Wikilink<'s>),
    Embed(Wikilink<'s>),
    /// `[!type]±` at the start of a quote.
    Callout(Callout<'s>),
    /// LaTeX without the dollar signs.
    Math {
        tex: &'s str,
        display: bool,
    },
    /// A tag of the allow-list with a matching tag: `<sup>`, `</sup>`.
    Tag {
        name: &'static str,
        closes: bool,
    },
    LineBreak,
    /// Text in which CommonMark has no meaning.
    Literal(&'s str),
}

/// The text of a timestamp without a valid time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::markdown) struct InvalidTimestamp<'s> {
    pub(in crate::markdown) text: &'s str,
    /// The byte offset in the body; [`Lexed::push`] sets it.
    pub(in crate::markdown) start: u32,
}

impl<'s> InvalidTimestamp<'s> {
    pub(in crate::markdown) fn new(text: &'s str) -> Self {
        Self { text, start: 0 }
    }

    /// The byte range in the body.
    pub(in crate::markdown) fn range(&self) -> Range<u32> {
        range_of(self.start, self.text)
    }
}

/// A timestamp in a note.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimestampToken<'s> {
    /// The source of the time, a slice of the body.
    pub source: &'s str,
    /// The byte offset in the body; [`Lexed::push`] sets it.
    pub(in crate::markdown) start: u32,
    /// The parsed time.
    pub time: RawTimestamp,
    /// The time in the label of an anchor, if it differs from the time in the attribute.
    pub label: Option<RawTimestamp>,
    /// The end of the range that starts with this time.
    pub end: Option<RawTimestamp>,
}

impl<'s> TimestampToken<'s> {
    /// A timestamp without a label.
    pub(in crate::markdown) fn new(
        source: &'s str,
        time: RawTimestamp,
        end: Option<RawTimestamp>,
    ) -> Self {
        Self {
            source,
            start: 0,
            time,
            label: None,
            end,
        }
    }

    /// The byte range of the time in the body.
    pub fn range(&self) -> Range<u32> {
        range_of(self.start, self.source)
    }
}

/// The range of a text that starts at a byte offset.
fn range_of(start: u32, text: &str) -> Range<u32> {
    start..start + text.len() as u32
}

/// The second that a timestamp means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ResolvedTime {
    /// Seconds from the start of the video.
    pub seconds: u32,
    /// The end of the range, in seconds.
    pub end: Option<u32>,
    /// Why it is not the time in the note.
    pub reinterpretation: Option<Reinterpretation>,
}

/// Why a timestamp is not interpreted as `H:MM:SS` or `MM:SS`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reinterpretation {
    /// Three fields: minutes, seconds, and zero or hundredths. `03:38:00` is 3 min 38 s.
    Minutes,
    /// The label of an anchor is right, and its attribute is wrong.
    Label,
    /// Minutes or seconds over 59 carry: `00:94:00` is 1 h 34 min.
    Carry,
    /// Four fields, the last of which counts frames: `01:02:14:00`.
    Frames,
    /// Four fields, the first of which is ignored: `00:01:10:02` is 1 h 10 min 2 s.
    Leading,
}

impl ResolvedTime {
    /// Interprets a timestamp as `H:MM:SS` or `MM:SS`.
    pub fn as_written(timestamp: &TimestampToken<'_>) -> Self {
        Self {
            seconds: timestamp.time.as_hms(),
            end: timestamp.end.map(RawTimestamp::as_hms),
            reinterpretation: None,
        }
    }

    /// The second to play if the video turns out to be shorter than this time: the interpretation
    /// in minutes of a timestamp that was not reinterpreted, if it may be written in minutes.
    pub fn alternative(self, time: RawTimestamp) -> Option<u32> {
        let may_be_minutes = self.reinterpretation.is_none()
            && (self.seconds >= 3600 || time.third_field() == Some(0));
        time.as_mm_ss().filter(|_| may_be_minutes)
    }

    /// Formats the time for display: `3:38` or `3:38–4:10`.
    pub fn format(self) -> String {
        let from = timestamp::format(self.seconds);
        self.end.map_or(from.clone(), |end| {
            format!("{from}–{}", timestamp::format(end))
        })
    }
}

/// A wikilink: `[[target#heading | label]]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wikilink<'s> {
    /// The target as in the note: the name of a file, a title, a channel or a URL; empty for the
    /// note itself.
    pub target: Cow<'s, str>,
    /// The part after `#`.
    pub heading: Option<Cow<'s, str>>,
    /// The part after the last `|`.
    pub label: Option<Cow<'s, str>>,
    /// The byte range of the link in the body; [`Lexed::push`] sets it.
    pub source_range: Range<u32>,
}

impl Wikilink<'_> {
    /// The text for display: the label, or else the target with spaces instead of underscores.
    pub fn display_text(&self) -> Cow<'_, str> {
        match (&self.label, self.target.is_empty(), &self.heading) {
            (Some(label), _, _) => Cow::Borrowed(label),
            (None, true, Some(heading)) => Cow::Borrowed(heading),
            _ if self.target.contains("://") => Cow::Borrowed(&self.target),
            _ => Cow::Owned(self.target.replace('_', " ")),
        }
    }
}

/// The start of a callout: `[!info]- `.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Callout<'s> {
    /// The type as in the note, which may be any text.
    pub kind: &'s str,
    /// The initial state; `None` if the callout cannot be folded.
    pub fold: Option<Fold>,
}

/// Whether a foldable callout is initially open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fold {
    /// `+`
    Open,
    /// `-`
    Closed,
}

/// The number of source bytes that [`Lexed::restore`] may insert, besides the length of the text.
const BASE_RESTORABLE_BYTES: usize = 100_000;

/// The text of a note with marks in place of tokens.
pub(in crate::markdown) struct Lexed<'s> {
    source: &'s str,
    pub(in crate::markdown) text: String,
    /// The origins of the parts of the text, in order: the offset in the text and in the source.
    origins: Vec<(u32, u32)>,
    pub(in crate::markdown) tokens: Vec<Token<'s>>,
    /// Whether the note defines a footnote.
    pub(in crate::markdown) has_footnotes: bool,
    /// The number of source bytes that may still be inserted. The text contains each mark once, but
    /// a URL may be used many times, and an entity may produce a mark, too (`&#8278;`).
    restorable_bytes: Cell<usize>,
}

impl<'s> Lexed<'s> {
    /// Starts with an empty text.
    pub(in crate::markdown) fn new(source: &'s str, has_footnotes: bool) -> Self {
        let restorable_bytes = Cell::new(source.len() + BASE_RESTORABLE_BYTES);
        let text = String::with_capacity(source.len());
        Self {
            source,
            text,
            origins: Vec::new(),
            tokens: Vec::new(),
            has_footnotes,
            restorable_bytes,
        }
    }

    /// Appends a range of the source.
    pub(in crate::markdown) fn copy(&mut self, range: Range<usize>) {
        if !range.is_empty() {
            self.record_origin(range.start);
            self.text.push_str(&self.source[range]);
        }
    }

    /// Appends the mark of a token that replaces a range of the source.
    pub(in crate::markdown) fn push(&mut self, range: Range<usize>, mut kind: Kind<'s>) {
        use std::fmt::Write;
        self.record_origin(range.start);
        match &mut kind {
            Kind::Timestamp(timestamp) => {
                timestamp.start = self.offset_of(timestamp.source, &range)
            }
            Kind::InvalidTimestamp(invalid) => invalid.start = self.offset_of(invalid.text, &range),
            Kind::Wikilink(link) | Kind::Embed(link) => {
                link.source_range = range.start as u32..range.end as u32;
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

    /// The byte offset of a slice of the source. If it is not a slice of the source, debug builds
    /// panic, and release builds return the offset of its token.
    fn offset_of(&self, slice: &str, token: &Range<usize>) -> u32 {
        let offset = (slice.as_ptr() as usize).checked_sub(self.source.as_ptr() as usize);
        let offset = offset.filter(|start| start + slice.len() <= self.source.len());
        debug_assert!(offset.is_some(), "{slice:?} is not a slice of the source");
        offset.unwrap_or(token.start) as u32
    }

    /// Records that the text from here on comes from this offset in the source.
    fn record_origin(&mut self, source_offset: usize) {
        let origin = (self.text.len() as u32, source_offset as u32);
        let continues = |last: &(u32, u32)| origin.0 - last.0 == origin.1.wrapping_sub(last.1);
        if !self.origins.last().is_some_and(continues) {
            self.origins.push(origin);
        }
    }

    /// The offset in the source for an offset in the text.
    pub(in crate::markdown) fn source_offset(&self, text_offset: usize) -> usize {
        let next = self
            .origins
            .partition_point(|(text, _)| *text as usize <= text_offset);
        let Some((text, source)) = next.checked_sub(1).map(|last| self.origins[last]) else {
            return 0;
        };
        let end = self
            .origins
            .get(next)
            .map_or(self.source.len(), |(_, source)| *source as usize);
        (source as usize + text_offset - text as usize).min(end)
    }

    /// Inserts an empty token at each of these offsets in the text, which are sorted.
    pub(in crate::markdown) fn insert_empty(&mut self, offsets: &[usize]) {
        let (text, origins) = (
            std::mem::take(&mut self.text),
            std::mem::take(&mut self.origins),
        );
        let mut origins = origins.into_iter().peekable();
        let mut copied = 0;
        for offset in offsets.iter().copied().chain([text.len()]) {
            let shift = self.text.len() - copied;
            while let Some((at, source)) = origins.next_if(|(at, _)| (*at as usize) < offset) {
                self.origins.push((at + shift as u32, source));
            }
            self.text.push_str(&text[copied..offset]);
            copied = offset;
            if offset < text.len() {
                let source = self.source_offset(self.text.len());
                self.push(source..source, Kind::Literal(""));
                self.origins.push((self.text.len() as u32, source as u32));
            }
        }
    }

    /// Replaces the marks in a text by their source. Once `restorable_bytes` is used up, marks are
    /// removed.
    pub(in crate::markdown) fn restore<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if !text.contains(MARK) {
            return Cow::Borrowed(text);
        }
        let mut out = String::with_capacity(text.len() * 2);
        split(text, |part| match part {
            Part::Text(text) => out.push_str(text),
            Part::Mark(number) => {
                let source = self.tokens.get(number).map_or("", |token| token.source);
                if let Some(left) = self.restorable_bytes.get().checked_sub(source.len()) {
                    self.restorable_bytes.set(left);
                    out.push_str(source);
                }
            }
        });
        Cow::Owned(out)
    }
}

/// A part of a text with marks.
pub(in crate::markdown) enum Part<'t> {
    Text(&'t str),
    Mark(usize),
}

/// Calls `on_part` with each part of a text with marks. All marks come from the lexer, because
/// those of the note itself become tokens.
pub(in crate::markdown) fn split<'t>(text: &'t str, mut on_part: impl FnMut(Part<'t>)) {
    let mut inside = false;
    for part in text.split(MARK) {
        match part.parse() {
            Ok(number) if inside => on_part(Part::Mark(number)),
            _ if !part.is_empty() => on_part(Part::Text(part)),
            _ => {}
        }
        inside = !inside;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn restoring_a_mark_many_times_is_limited() {
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
