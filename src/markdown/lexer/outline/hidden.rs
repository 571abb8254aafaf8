//! Hides the properties that are data for the program, and gives blocks their ids.

use crate::markdown::lexer::block_id::BlockId;
use crate::markdown::lexer::outline::line::{Content, Text};
use crate::markdown::lexer::outline::{Change, Edit, Outline, Previous, Top, property};
use crate::markdown::lexer::token::Kind;

impl<'s> Outline<'s> {
    /// Hides a property of the page that is data and no text. Returns whether the line is one.
    pub(super) fn is_page_data(&mut self, line: &Text<'s>, content: &Content<'s>) -> bool {
        let is_next = match self.top {
            Top::Start => true,
            // All are in the first block.
            Top::Properties => content.marker.is_none(),
            Top::Below => false,
        };
        self.top = Top::Below;
        if !is_next || !self.has.properties {
            return false;
        }
        let Some(property) = property::parse(content.text) else {
            return false;
        };
        self.top = Top::Properties;
        let is_data = property.is_page_data() || property.is_bookkeeping();
        if is_data {
            self.insert(line.at..line.end, "");
        }
        is_data
    }

    /// Hides the lines from this one to a byte offset, and makes the id that they give that of
    /// their block.
    pub(super) fn hide(&mut self, line: &Text<'s>, end: usize, id: Option<&'s str>) {
        let text_end = end - usize::from(self.source[..end].ends_with('\n'));
        let follows_text = matches!(
            self.previous,
            Previous::Prose | Previous::Property | Previous::Heading
        );
        let Some(id) = id else {
            match follows_text {
                true => self.insert(line.at - 1..text_end, ""),
                false => self.insert(line.at..end, ""),
            }
            return;
        };
        if follows_text {
            self.insert(line.at - 1..line.at, "");
        } else {
            let columns = self.indents.content_columns();
            self.insert(line.at..line.at, &format!("\n{:columns$}", ""));
        }
        self.edits.push(Edit {
            range: line.at..text_end,
            change: Change::Token(block_id(id)),
        });
        if !follows_text {
            self.previous = Previous::Other;
        }
    }

    /// Hides a property in the first line of a list item.
    pub(super) fn hide_content(
        &mut self,
        line: &Text<'s>,
        content: &Content<'s>,
        id: Option<&'s str>,
    ) {
        let range = content.start..line.text_end();
        match id {
            None => self.insert(range, ""),
            Some(id) => self.edits.push(Edit {
                range,
                change: Change::Token(block_id(id)),
            }),
        }
    }
}

/// The id of a block.
fn block_id(id: &str) -> Kind<'_> {
    Kind::BlockId(BlockId {
        id,
        follows_line: false,
    })
}
