//! Where code spans are, and where the block ends that bounds them and all else of one line.

use std::collections::HashMap;

/// Where the code spans of a prose stretch are: pairs of equal runs of backticks in one paragraph.
pub(in crate::markdown) struct CodeSpans {
    /// Start and end of each run, and the end of the run that closes it.
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
            .filter(|end| begins_block(&prose[end + 1..]))
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

    /// The length of the code span that opens here, or else of the run of backticks.
    pub(in crate::markdown) fn length_at(&self, prose: &str, at: usize) -> usize {
        match self.runs.binary_search_by_key(&at, |run| run.0) {
            Ok(index) => self.runs[index].2.unwrap_or(self.runs[index].1) - at,
            Err(_) => backticks(prose, at),
        }
    }
}

/// How many backticks stand at a place.
pub(in crate::markdown) fn backticks(prose: &str, at: usize) -> usize {
    prose[at..].bytes().take_while(|byte| *byte == b'`').count()
}

/// The most lines that a timestamp takes up. Every one that is read looks at so many, so they are
/// few.
const MAX_LINES: usize = 8;

/// At most this many bytes, a few lines, and no line that begins another block: what is never
/// closed must not swallow it.
pub(in crate::markdown) fn within(rest: &str, length: usize) -> &str {
    let near = &rest[..rest.floor_char_boundary(length)];
    let mut ends = memchr::memchr_iter(b'\n', near.as_bytes()).enumerate();
    let end = ends
        .find(|(line, end)| line + 1 == MAX_LINES || begins_block(&near[end + 1..]))
        .map(|(_, end)| end);
    &near[..end.unwrap_or(near.len())]
}

/// Whether a text has a line that begins a block of its own, behind its first line.
pub(in crate::markdown) fn crosses_blocks(text: &str) -> bool {
    memchr::memchr_iter(b'\n', text.as_bytes()).any(|end| begins_block(&text[end + 1..]))
}

/// Whether a line begins a block of its own, so that neither code nor a timestamp reaches into it:
/// a blank one, a list item, a heading, a row of a table.
fn begins_block(line: &str) -> bool {
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
    fn what_is_near_ends_after_a_few_lines() {
        assert_eq!(
            crate::markdown::lexer::code_spans::within(&"[0:01]\n".repeat(500), 2_000)
                .lines()
                .count(),
            crate::markdown::lexer::code_spans::MAX_LINES
        );
        assert_eq!(super::within("a\nb\n\nc", 2_000), "a\nb");
    }
}
