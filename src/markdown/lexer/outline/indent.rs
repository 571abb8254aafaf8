//! The indentation of blocks. In Logseq, a block may be indented by any number of columns below the
//! heading or the block above it, where CommonMark sees code or more text of the paragraph.

use crate::markdown::lexer::outline::line::{Marker, TAB_COLUMNS};

/// What precedes a line.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Previous {
    Blank,
    Code,
    /// A heading, or another block that ends with its line.
    Block,
    /// A line of a paragraph.
    Text,
}

/// The columns before a line in the changed text.
#[derive(Debug, PartialEq)]
pub(super) enum Indent {
    /// The line is code.
    Code(usize),
    Text(usize),
}

/// An open list item: the columns of its text in the source and in the changed text.
#[derive(Clone, Copy, Default)]
struct Item {
    source: usize,
    changed: usize,
}

/// The open list items, the innermost last; each is indented more than the one before.
#[derive(Default)]
pub(super) struct Indents {
    items: Vec<Item>,
}

impl Indents {
    /// The indentation of the next line that is not blank. An item that is indented by at least
    /// four columns is code after a blank line, unless `may_follow_blank`.
    pub(super) fn line(
        &mut self,
        columns: usize,
        marker: Option<Marker>,
        previous: Previous,
        may_follow_blank: impl FnOnce() -> bool,
    ) -> Indent {
        let open = self.items.partition_point(|item| item.source <= columns);
        if marker.is_some() || previous != Previous::Text {
            self.items.truncate(open);
        }
        let parent = open
            .checked_sub(1)
            .map_or(Item::default(), |last| self.items[last]);
        let extra = columns - parent.source;
        let is_deep = extra >= TAB_COLUMNS;
        let is_block = marker.is_some_and(|marker| marker.is_bullet)
            && match previous {
                Previous::Text | Previous::Block => true,
                Previous::Blank => is_deep && may_follow_blank(),
                Previous::Code => false,
            };
        if is_deep && !is_block && previous != Previous::Text {
            return Indent::Code(parent.changed + extra);
        }
        let changed = match is_deep && is_block {
            true => parent.changed,
            false => parent.changed + extra,
        };
        // A deep number, or other deep text, goes on with the paragraph.
        if let Some(marker) = marker.filter(|_| !is_deep || is_block) {
            self.items.push(Item {
                source: columns + marker.content_columns,
                changed: changed + marker.content_columns,
            });
        }
        Indent::Text(changed)
    }

    /// By how many columns the text of the innermost item is moved to the left.
    pub(super) fn shift(&self) -> usize {
        self.items
            .last()
            .map_or(0, |item| item.source - item.changed)
    }

    /// The columns of the text of the innermost item in the changed text.
    pub(super) fn content_columns(&self) -> usize {
        self.items.last().map_or(0, |item| item.changed)
    }
}
