//! Plain text without timestamps and markup. The facts collect that of the whole note, the HTML
//! that of each heading, whose anchor must be the same in both.

/// Plain text that is collected block by block.
#[derive(Debug, Default)]
pub(super) struct PlainText {
    pub(super) text: String,
    /// The byte offset of the current block.
    start: usize,
    /// Directly after a timestamp: the length of the text before it.
    after_timestamp: Option<usize>,
}

impl PlainText {
    /// The byte offset of the current block.
    pub(super) fn block_start(&self) -> usize {
        self.start
    }

    /// The text of the current block.
    pub(super) fn block(&self) -> &str {
        &self.text[self.start..]
    }

    /// Appends text.
    pub(super) fn push(&mut self, text: &str) {
        let out = &mut self.text;
        let mut text = text;
        if self.after_timestamp.is_some() {
            // Removes the space or empty parentheses that the timestamp would leave.
            if text.starts_with(['.', ',', ';', ':', '!', '?', ')', '…']) {
                out.truncate(out.trim_end_matches(' ').len());
            }
            if text.starts_with(')') && out.ends_with('(') {
                out.pop();
                text = &text[1..];
                out.truncate(out.trim_end_matches(' ').len());
            }
            // The next timestamp truncates to here, or it would leave a comma.
            self.after_timestamp = self.after_timestamp.map(|length| length.min(out.len()));
            if !text.trim_matches([' ', ',', ';', '–', '-', '&']).is_empty() {
                self.after_timestamp = None;
                // Separates two words with a timestamp between them.
                if text.starts_with(char::is_alphanumeric) && out.ends_with(char::is_alphanumeric) {
                    out.push(' ');
                }
            }
        }
        let needs_no_space = out.len() == self.start || out.ends_with(' ');
        out.push_str(if needs_no_space {
            text.trim_start_matches(' ')
        } else {
            text
        });
    }

    /// Records a timestamp and returns its byte offset. Removes the comma between two timestamps.
    pub(super) fn push_timestamp(&mut self) -> usize {
        if let Some(length) = self.after_timestamp {
            self.text.truncate(length.max(self.start));
        }
        self.after_timestamp = Some(self.text.len());
        self.text.len()
    }

    /// Ends the current block and returns the byte offset of its end.
    pub(super) fn end_block(&mut self) -> usize {
        let end = self.text.trim_end_matches([' ', '·']).len().max(self.start);
        self.text.truncate(end);
        self.after_timestamp = None;
        end
    }

    /// Starts the next block on a new line.
    pub(super) fn begin_block(&mut self) {
        if self.text.len() > self.start {
            self.text.push('\n');
        }
        self.start = self.text.len();
    }
}
