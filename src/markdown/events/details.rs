//! `<details>` and its summary, each tag of which the lexer makes a paragraph.

use std::ops::Range;

use pulldown_cmark::Event;

use crate::markdown::events::{NoteEvent, Reader, first_mark};
use crate::markdown::lexer::token::{DetailsTag, Kind};

/// The maximum nesting. Deeper tags are left out, so that browsers nest no more elements.
const MAX_OPEN: usize = 16;

impl<'l, 'e, I: Iterator<Item = (Event<'e>, Range<usize>)>, F: FnMut(NoteEvent<'_>)>
    Reader<'l, 'e, I, F>
{
    /// Starts or ends `<details>`.
    pub(super) fn details(&mut self, tag: DetailsTag) {
        let counts = match tag {
            DetailsTag::Start { .. } if self.open_details.len() < MAX_OPEN => {
                self.open_details.push(self.depth);
                true
            }
            DetailsTag::End => self
                .open_details
                .pop_if(|depth| *depth == self.depth)
                .is_some(),
            // A summary without text.
            _ => false,
        };
        if counts {
            (self.emit)(NoteEvent::Details(tag));
        }
    }

    /// Ends each `<details>` that started at this nesting depth or deeper.
    pub(super) fn end_details(&mut self, depth: usize) {
        while self.open_details.pop_if(|open| *open >= depth).is_some() {
            (self.emit)(NoteEvent::Details(DetailsTag::End));
        }
    }

    /// Starts a summary in place of the paragraph that the next event begins, if it is one.
    pub(super) fn starts_summary(&mut self) -> bool {
        let lexed = self.lexed;
        let rest = match self.events.peek() {
            Some((Event::Text(text), _)) => first_mark(text).and_then(|(number, rest)| {
                let kind = &lexed.tokens.get(number)?.kind;
                (*kind == Kind::Details(DetailsTag::Summary)).then(|| rest.to_owned())
            }),
            _ => None,
        };
        let Some(rest) = rest.filter(|_| !self.open_details.is_empty()) else {
            return false;
        };
        self.events.next();
        self.is_summary = true;
        (self.emit)(NoteEvent::Details(DetailsTag::Summary));
        self.text(&rest);
        true
    }

    /// Ends the summary, in place of its paragraph.
    pub(super) fn end_summary(&mut self) {
        self.close_tags();
        self.depth -= 1;
        self.is_summary = false;
        (self.emit)(NoteEvent::Details(DetailsTag::SummaryEnd));
    }
}
