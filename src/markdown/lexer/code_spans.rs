//! Finds code spans, and the ends of the blocks that limit them and other inline constructs.

use std::collections::HashMap;

/// The code spans of prose: pairs of runs of backticks with the same length in one paragraph.
pub(in crate::markdown) struct CodeSpans {
    /// The start and end of each run, and the end of the run that closes it.
    runs: Vec<(usize, usize, Option<usize>)>,
}

impl CodeSpans {
    pub(in crate::markdown) fn find(prose: &str) -> Self {
        let mut runs: Vec<(usize, usize, Option<usize>)> = Vec::new();
        for at in memchr::memchr_iter(b'`', prose.as_bytes()) {
            match runs.last_mut() {
                Some(last) if last.1 == at => last.1 += 1,
                _ => runs.push((at, at + 1, None)),
            }
        }
        if runs.is_empty() {
            return Self { runs };
        }
        let mut blanks: Vec<usize> = memchr::memchr_iter(b'\n', prose.as_bytes())
            .filter(|end| starts_block(&prose[end + 1..]))
            .collect();
        let mut next_of_length = HashMap::new();
        for (start, end, closes) in runs.iter_mut().rev() {
            while blanks.last().is_some_and(|blank| blank >= end) {
                blanks.pop();
                next_of_length.clear();
            }
            *closes = next_of_length.insert(*end - *start, *end);
        }
        Self { runs }
    }

    /// The length of the code span that starts at a byte offset, or else of the run of backticks.
    pub(in crate::markdown) fn length_at(&self, prose: &str, at: usize) -> usize {
        match self.runs.binary_search_by_key(&at, |run| run.0) {
            Ok(index) => self.runs[index].2.unwrap_or(self.runs[index].1) - at,
            Err(_) => backticks(prose, at),
        }
    }
}

/// The number of backticks at a byte offset.
pub(in crate::markdown) fn backticks(prose: &str, at: usize) -> usize {
    prose[at..].bytes().take_while(|byte| *byte == b'`').count()
}

/// The maximum number of lines of a timestamp. It is small, because all of them are scanned for
/// each possible timestamp.
const MAX_LINES: usize = 8;

/// The start of a text, limited to this length in bytes, to [`MAX_LINES`] and to the current block,
/// so that an unclosed construct does not extend into the next one.
pub(in crate::markdown) fn within(rest: &str, length: usize) -> &str {
    let near = &rest[..rest.floor_char_boundary(length)];
    let mut ends = memchr::memchr_iter(b'\n', near.as_bytes()).enumerate();
    let end = ends
        .find(|(line, end)| line + 1 == MAX_LINES || starts_block(&near[end + 1..]))
        .map(|(_, end)| end);
    &near[..end.unwrap_or(near.len())]
}

/// The last line of a text, or the end of it if the line is longer than this, in bytes.
pub(in crate::markdown) fn last_line(text: &str, max_bytes: usize) -> &str {
    let near = &text[text.ceil_char_boundary(text.len().saturating_sub(max_bytes))..];
    near.rsplit('\n').next().unwrap_or(near)
}

/// Whether a line of a text other than the first starts a block.
pub(in crate::markdown) fn crosses_blocks(text: &str) -> bool {
    memchr::memchr_iter(b'\n', text.as_bytes()).any(|end| starts_block(&text[end + 1..]))
}

/// Whether a line starts a block, so that no code span or timestamp extends into it: a blank line,
/// a list item, a heading, a table row.
pub(in crate::markdown) fn starts_block(line: &str) -> bool {
    let text = line.trim_start_matches([' ', '\t', '>']);
    let number = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let is_item = |text: &str| text[1..].starts_with(' ');
    match text.as_bytes().first() {
        None | Some(b'\n' | b'#' | b'|') => true,
        Some(b'-' | b'*' | b'+') => is_item(text),
        _ => number.len() < text.len() && number.starts_with(['.', ')']) && is_item(number),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn within_is_limited_to_a_few_lines_of_a_block() {
        assert_eq!(
            crate::markdown::lexer::code_spans::within(&"[0:01]\n".repeat(500), 2_000)
                .lines()
                .count(),
            crate::markdown::lexer::code_spans::MAX_LINES
        );
        assert_eq!(super::within("a\nb\n\nc", 2_000), "a\nb");
    }
}
