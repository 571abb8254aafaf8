//! Inline footnotes, whose tokens are around their text.

use std::ops::Range;

use pulldown_cmark::Event;

use crate::markdown::events::{NoteEvent, Reader};

/// The open footnote.
pub(super) struct OpenFootnote {
    /// The nesting depth at which it started.
    depth: usize,
    /// The number of open tags of the allow-list before it.
    outer_tags: usize,
    /// Whether its end was read within an element that started in it: it ends after that element.
    has_ended: bool,
}

impl<'l, 'e, I: Iterator<Item = (Event<'e>, Range<usize>)>, F: FnMut(NoteEvent<'_>)>
    Reader<'l, 'e, I, F>
{
    /// Starts a footnote. In another one, its marks are text.
    pub(super) fn start_footnote(&mut self, source: &str) {
        if self.footnote.is_some() {
            return (self.emit)(NoteEvent::Text(source));
        }
        self.footnote = Some(OpenFootnote {
            depth: self.depth,
            outer_tags: self.tags.len(),
            has_ended: false,
        });
        (self.emit)(NoteEvent::FootnoteStart);
    }

    /// Ends the open footnote, or later, after the element that crosses its end.
    pub(super) fn end_footnote(&mut self, source: &str) {
        match &mut self.footnote {
            Some(open) if !open.has_ended => {
                open.has_ended = true;
                self.close_ended_footnote();
            }
            _ => (self.emit)(NoteEvent::Text(source)),
        }
    }

    /// Closes the footnote whose end was read, outside the elements that started in it.
    pub(super) fn close_ended_footnote(&mut self) {
        let is_outside = |open: &OpenFootnote| open.has_ended && open.depth == self.depth;
        if self.footnote.as_ref().is_some_and(is_outside) {
            self.close_footnote();
        }
    }

    /// Closes the footnote that started in the element that ends now.
    pub(super) fn close_footnote_of_element(&mut self) {
        let is_inside = |open: &OpenFootnote| open.depth >= self.depth;
        if self.footnote.as_ref().is_some_and(is_inside) {
            self.close_footnote();
        }
    }

    fn close_footnote(&mut self) {
        let Some(open) = self.footnote.take() else {
            return;
        };
        while self.tags.len() > open.outer_tags
            && let Some((name, _)) = self.tags.pop()
        {
            (self.emit)(NoteEvent::TagEnd(name));
        }
        (self.emit)(NoteEvent::FootnoteEnd);
    }

    /// Whether the last open tag started in the open footnote, if there is one.
    pub(super) fn may_close_tag(&self) -> bool {
        let open = self.footnote.as_ref();
        open.is_none_or(|open| self.tags.len() > open.outer_tags)
    }
}
