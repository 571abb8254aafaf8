//! Renders blocks that have an id: their anchors, and one of them alone.

use std::borrow::Cow;

use pulldown_cmark::{Event, Tag};

use crate::markdown::events::{self, NoteEvent};
use crate::markdown::html::{RenderContext, Writer};

/// Renders only the block with this id; `None` if there is none. A list item is a list.
pub fn block_html(body: &str, id: &str, context: &dyn RenderContext) -> Option<String> {
    let mut writer = Writer::new(context, body.len());
    // The number of open elements of the block; `None` outside it.
    let mut depth: Option<usize> = None;
    let (mut is_done, mut is_item) = (false, false);
    events::read(body, context.has_video(), |event| {
        if is_done {
            return;
        }
        let Some(open) = depth else {
            if matches!(event, NoteEvent::BlockId(other, _) if other.eq_ignore_ascii_case(id)) {
                depth = Some(0);
            }
            return;
        };
        let change = match &event {
            NoteEvent::Event(Event::Start(tag)) => {
                if open == 0 && matches!(tag, Tag::Item) {
                    writer.open("<ul>\n", "</ul>\n".len(), "");
                    is_item = true;
                }
                1
            }
            NoteEvent::CalloutStart(_) => 1,
            NoteEvent::Event(Event::End(_)) | NoteEvent::CalloutEnd => -1,
            _ => 0,
        };
        let is_start = matches!(event, NoteEvent::HeadingOffset(_) | NoteEvent::BlockId(..));
        writer.on_event(event);
        let open = open.saturating_add_signed(change);
        depth = Some(open);
        is_done = open == 0 && !is_start;
    });
    if is_item {
        writer.close("</ul>\n", "\n");
    }
    writer.write_footnotes();
    is_done.then_some(writer.out)
}

impl Writer<'_> {
    /// Makes the next element the block with this id.
    pub(super) fn begin_block(&mut self, id: &str) {
        if self.context.has_anchors() {
            self.block_id = Some(id.to_owned());
        }
    }

    /// The start of an element, with the id of the block that it starts.
    pub(super) fn with_block_id<'h>(&mut self, html: &'h str) -> Cow<'h, str> {
        match (self.block_id.take(), html.find([' ', '>'])) {
            (Some(id), Some(end)) => {
                let (start, rest) = html.split_at(end);
                Cow::Owned(format!("{start} id=\"^{id}\"{rest}"))
            }
            _ => Cow::Borrowed(html),
        }
    }

    /// Writes an anchor for a block whose element has another id or none.
    pub(super) fn block_anchor(&mut self) {
        if let Some(id) = self.block_id.take() {
            self.markup(&format!("<span id=\"^{id}\"></span>"), "");
        }
    }
}
