//! A line, its indentation, and the marker of its list item.

/// The width of a tab, in columns.
pub(super) const TAB_COLUMNS: usize = 4;

/// A line of the source.
pub(super) struct Text<'s> {
    /// The byte offset of the line.
    pub(super) at: usize,
    /// The byte offset of the next line.
    pub(super) end: usize,
    /// The length of the spaces and tabs at its start, in bytes and in columns.
    pub(super) space_bytes: usize,
    pub(super) columns: usize,
    line: &'s str,
}

/// The marker of a list item or a footnote: its columns with and without the spaces after it.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Marker {
    pub(super) content_columns: usize,
    /// Whether it is the marker of a block of an outline: `-`, `*` or `+`.
    pub(super) is_bullet: bool,
}

/// The text of a line after the marker of a list item.
pub(super) struct Content<'s> {
    pub(super) marker: Option<Marker>,
    /// The byte offset of the text in the source.
    pub(super) start: usize,
    pub(super) text: &'s str,
}

impl<'s> Text<'s> {
    /// The line from `at` to `end`.
    pub(super) fn new(source: &'s str, at: usize, end: usize) -> Self {
        let line = source[at..end].trim_end_matches('\n');
        let space_bytes = line.len() - line.trim_start_matches([' ', '\t']).len();
        Self {
            at,
            end,
            space_bytes,
            columns: columns_after(0, &line[..space_bytes]),
            line,
        }
    }

    /// The line that starts at a byte offset; it ends before `limit`.
    pub(super) fn at(source: &'s str, at: usize, limit: usize) -> Self {
        let rest = &source.as_bytes()[at..limit];
        let end = memchr::memchr(b'\n', rest).map_or(limit, |length| at + length + 1);
        Self::new(source, at, end)
    }

    /// The line without the spaces at its start.
    pub(super) fn text(&self) -> &'s str {
        &self.line[self.space_bytes..]
    }

    pub(super) fn is_blank(&self) -> bool {
        self.text().trim().is_empty()
    }

    /// Whether its indentation has a tab.
    pub(super) fn has_tab(&self) -> bool {
        self.line[..self.space_bytes].contains('\t')
    }

    /// The byte offset of its text.
    pub(super) fn text_start(&self) -> usize {
        self.at + self.space_bytes
    }

    /// The byte offset of the end of its text.
    pub(super) fn text_end(&self) -> usize {
        self.at + self.line.len()
    }

    /// The text after the marker of a list item.
    pub(super) fn content(&self) -> Content<'s> {
        let text = self.text();
        let (marker, length) = match marker(text, self.columns) {
            Some((marker, length)) => (Some(marker), length),
            None => (None, 0),
        };
        Content {
            marker,
            start: self.text_start() + length,
            text: &text[length..],
        }
    }
}

/// The column after spaces and tabs.
pub(super) fn columns_after(start: usize, spaces: &str) -> usize {
    spaces.bytes().fold(start, |column, byte| match byte {
        b'\t' => (column / TAB_COLUMNS + 1) * TAB_COLUMNS,
        _ => column + 1,
    })
}

/// The marker that a text in a column starts with, and its length in bytes with the spaces after
/// it.
fn marker(text: &str, column: usize) -> Option<(Marker, usize)> {
    let bytes = text.as_bytes();
    let digits = bytes
        .iter()
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    let (length, is_bullet) = match bytes.get(digits)? {
        b'-' | b'*' | b'+' if digits == 0 => (1, true),
        b'.' | b')' if (1..=9).contains(&digits) => (digits + 1, false),
        // The lines of a footnote are indented by four columns.
        b'[' if digits == 0 && text.starts_with("[^") => {
            let label = text.get(..64).unwrap_or(text);
            let marker = Marker {
                content_columns: TAB_COLUMNS,
                is_bullet: false,
            };
            return Some((marker, label.find("]:")? + 2));
        }
        _ => return None,
    };
    let after = &text[length..];
    let spaces = after.len() - after.trim_start_matches([' ', '\t']).len();
    if spaces == 0 && !after.is_empty() {
        return None;
    }
    let width = columns_after(column + length, &after[..spaces]) - column;
    // More spaces belong to code in the item.
    let is_code = width > length + TAB_COLUMNS || spaces == after.len();
    let marker = Marker {
        content_columns: if is_code { length + 1 } else { width },
        is_bullet,
    };
    Some((marker, length + spaces))
}
