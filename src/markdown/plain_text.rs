//! Text without its times and its markup, as both listeners take it down: the facts the whole note,
//! the HTML each heading, whose anchor must be the same in both.

/// Plain text that grows block by block.
#[derive(Debug, Default)]
pub(super) struct Plain {
    pub(super) text: String,
    /// Where the block being read begins.
    start: usize,
    /// Whether the last thing told was a moment, and where the text ended before it.
    after_moment: Option<usize>,
}

impl Plain {
    /// Where the block being read begins, in bytes.
    pub(super) fn start(&self) -> usize {
        self.start
    }

    /// The text of the block being read.
    pub(super) fn block(&self) -> &str {
        &self.text[self.start..]
    }

    pub(super) fn push(&mut self, text: &str) {
        let out = &mut self.text;
        let mut text = text;
        if self.after_moment.is_some() {
            // The time is gone; no space or empty bracket may tell of it.
            if text.starts_with(['.', ',', ';', ':', '!', '?', ')', '…']) {
                out.truncate(out.trim_end_matches(' ').len());
            }
            if text.starts_with(')') && out.ends_with('(') {
                out.pop();
                text = &text[1..];
                out.truncate(out.trim_end_matches(' ').len());
            }
            // What was trimmed is not what the next time goes back to, or it would leave a comma
            // behind.
            self.after_moment = self.after_moment.map(|at| at.min(out.len()));
            if !text.trim_matches([' ', ',', ';', '–', '-', '&']).is_empty() {
                self.after_moment = None;
                // Two words that a time stood between stay two.
                if text.starts_with(char::is_alphanumeric) && out.ends_with(char::is_alphanumeric) {
                    out.push(' ');
                }
            }
        }
        let starts = out.len() == self.start || out.ends_with(' ');
        out.push_str(if starts {
            text.trim_start_matches(' ')
        } else {
            text
        });
    }

    /// A time stands here. Returns where, in bytes; between two times stand commas that no sentence
    /// needs.
    pub(super) fn moment(&mut self) -> usize {
        if let Some(at) = self.after_moment {
            self.text.truncate(at.max(self.start));
        }
        self.after_moment = Some(self.text.len());
        self.text.len()
    }

    /// Ends the text of a block. Returns where it ends, in bytes.
    pub(super) fn end_block(&mut self) -> usize {
        let end = self.text.trim_end_matches([' ', '·']).len().max(self.start);
        self.text.truncate(end);
        self.after_moment = None;
        end
    }

    /// Begins the next block, on a line of its own.
    pub(super) fn begin_block(&mut self) {
        if self.text.len() > self.start {
            self.text.push('\n');
        }
        self.start = self.text.len();
    }
}
