//! Renders inline footnotes: their references in place, and their texts below the note.

use crate::markdown::html::Writer;
use crate::markdown::plain_text::PlainText;

/// What the writer continues with after the footnote.
pub(super) struct OpenFootnote {
    out: String,
    link: Option<String>,
    heading: Option<(usize, PlainText)>,
}

impl Writer<'_> {
    /// Writes the reference of a footnote, and starts its text.
    pub(super) fn start_footnote(&mut self) {
        // In the text of an image.
        if self.image.is_some() {
            return self.text(" (");
        }
        if let Some((_, heading)) = &self.heading
            && self.heading_text.is_none()
        {
            self.heading_text = Some(heading.block().to_owned());
        }
        // No label of the note contains this character.
        let label = format!("^{}", self.footnotes.len());
        let start = self.footnote_start(&label);
        let number = self.footnote_reference(&label);
        self.open_footnote = Some(OpenFootnote {
            out: std::mem::take(&mut self.out),
            link: self.link.take(),
            heading: self.heading.take(),
        });
        let end_bytes = "</p>\n</div>\n".len();
        self.open(&format!("{start}<p>"), end_bytes, &format!("[{number}] "));
    }

    /// Ends the text of a footnote.
    pub(super) fn end_footnote(&mut self) {
        let Some(open) = self.open_footnote.take() else {
            return self.text(")");
        };
        self.close("</p>\n</div>\n", "\n");
        let text = std::mem::replace(&mut self.out, open.out);
        self.footnote_texts.push_str(&text);
        self.link = open.link;
        self.heading = open.heading;
    }

    /// Writes the texts of the inline footnotes before.
    pub(in crate::markdown) fn write_footnotes(&mut self) {
        let texts = std::mem::take(&mut self.footnote_texts);
        self.out.push_str(&texts);
    }
}
