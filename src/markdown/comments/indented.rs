//! Finds the indented code with a `%%` that is not closed, as in programs of MATLAB. It would hide
//! the rest of the note.

use crate::markdown::lexer::fence::line_end;

/// The end of the indented code with the last `%%` of a text, at this byte offset; `None` if it may
/// be something else. Before the code is a paragraph without indentation, so that the code is in no
/// list item.
pub(super) fn code_end(source: &str, at: usize) -> Option<usize> {
    let line_start = source[..at].rfind('\n').map_or(0, |end| end + 1);
    let is_last = || !source[at + 2..].contains("%%");
    if !is_indented(&source[line_start..]) || !is_last() {
        return None;
    }
    let mut before = source[..line_start]
        .rsplit('\n')
        .skip_while(|line| is_blank(line) || is_indented(line))
        .take_while(|line| !is_blank(line))
        .peekable();
    before.peek()?;
    let is_paragraph = before.all(|line| line.starts_with(char::is_alphabetic));
    let mut end = line_end(source, at);
    while end < source.len() {
        let next = line_end(source, end);
        let line = &source[end..next];
        if !is_blank(line) && !is_indented(line) {
            break;
        }
        end = next;
    }
    is_paragraph.then_some(end)
}

/// Whether the indentation of a line makes it code, after a blank line.
fn is_indented(line: &str) -> bool {
    line.starts_with("    ") || line.starts_with('\t')
}

fn is_blank(line: &str) -> bool {
    line.trim().is_empty()
}
