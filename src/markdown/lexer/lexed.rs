//! The text of a note with marks in place of its tokens.
//!
//! The lexer replaces each construct by a mark (`⁖7⁖`) in the text that pulldown-cmark parses. So a
//! `|` in a wikilink cannot split a table cell, and an anchor with broken markup cannot hide a
//! paragraph. A mark in code or in a URL is replaced by its source again.

use std::borrow::Cow;
use std::cell::Cell;
use std::ops::Range;

use crate::markdown::lexer::token::{DetailsTag, Kind, Token};

/// The character on both sides of the number of a token. It is punctuation like `[` and `<`, so
/// that emphasis next to a token opens and closes as it would next to the source.
pub(in crate::markdown) const MARK: char = '⁖';

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
        match &kind {
            Kind::BlockId(block) if block.follows_line => self.text.push('\n'),
            Kind::Details(tag) if *tag != DetailsTag::SummaryEnd => self.text.push_str("\n\n"),
            _ => {}
        }
        let ends_block = matches!(kind, Kind::Details(tag) if tag != DetailsTag::Summary);
        self.record_origin(range.start);
        match &mut kind {
            Kind::Timestamp(timestamp) => {
                timestamp.start = self.offset_of(timestamp.source, &range)
            }
            Kind::Video(video) => video.start = self.offset_of(video.source, &range),
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
        if ends_block {
            self.text.push_str("\n\n");
        }
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

    /// The source of a range of the text.
    pub(in crate::markdown) fn source_of(&self, text_range: Range<usize>) -> (u32, &'s str) {
        let start = self.source_offset(text_range.start);
        let end = self.source_offset(text_range.end).max(start);
        let source = self.source.get(start..end).unwrap_or_default();
        (start as u32, source)
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
