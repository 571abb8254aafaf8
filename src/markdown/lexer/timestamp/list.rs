//! Parses lists of times in brackets or parentheses: `00:11:02, 00:12:04]`, `00:03:38],
//! [00:04:10]]`, `00:03:38)`.

use crate::markdown::lexer::timestamp::{dash, range_at, skip_spaces, time_prefix};
use crate::markdown::lexer::token::TimestampToken;
use crate::text::timestamp::RawTimestamp;

/// Times, each with the byte offset of its end.
pub(super) type Times<'s> = Vec<(usize, TimestampToken<'s>)>;

/// What follows a time.
enum ListStep {
    /// Another time.
    Next,
    /// The end of its range.
    RangeEnd,
    /// The bracket that ends the list.
    End,
}

/// Parses times from after the opening brackets, whose number is `open`, to the closing bracket;
/// `close` closes the outermost one. Each time may have its own brackets. Returns the length in
/// bytes with the last bracket, too. `None` if `is_time` rejects a time.
pub(super) fn list<'s>(
    text: &'s str,
    open: usize,
    close: char,
    is_time: impl Fn(&str, RawTimestamp) -> bool,
) -> Option<(usize, Times<'s>)> {
    let mut times: Times<'s> = Vec::new();
    let mut brackets = Brackets { open, close };
    let (mut at, mut is_range_end) = (text.len() - skip_emphasis(text).len(), false);
    loop {
        let item = &text[at..];
        let (length, time, end) = range_at(item)?;
        let written = &item[..time_prefix(item)?.0];
        if !is_time(written, time) {
            return None;
        }
        at += length;
        let is_new = times
            .iter()
            .all(|(_, other)| other.time.as_hms() != time.as_hms());
        match times.last_mut().filter(|_| is_range_end) {
            Some((end, last)) if last.end.is_none() => (*end, last.end) = (at, Some(time)),
            _ if is_new || end.is_some() => {
                times.push((at, TimestampToken::new(written, time, end)));
            }
            _ => {}
        }
        let (length, step) = brackets.next_step(&text[at..])?;
        at += length;
        match step {
            ListStep::End => return Some((at, times)),
            ListStep::Next => is_range_end = false,
            ListStep::RangeEnd => is_range_end = true,
        }
    }
}

/// The open brackets of a list.
struct Brackets {
    open: usize,
    close: char,
}

impl Brackets {
    /// What follows a time, and the length in bytes of the separators before it. If the brackets of
    /// a time are closed and no other time follows, the list ends, even if a bracket is still open.
    fn next_step(&mut self, text: &str) -> Option<(usize, ListStep)> {
        let (mut rest, mut closed, mut is_range) = (text, None, false);
        loop {
            rest = skip_emphasis(rest);
            let close = if self.open == 1 { self.close } else { ']' };
            if let Some(after) = bracket(rest, close) {
                self.open -= 1;
                closed = Some(after);
                rest = after;
                if self.open == 0 {
                    return Some((text.len() - rest.len(), ListStep::End));
                }
            } else if let Some(after) = bracket(rest, '[').filter(|_| closed.is_some()) {
                self.open += 1;
                rest = after;
            } else if let Some(length) = dash(rest) {
                is_range = true;
                rest = &rest[length..];
            } else if let Some(after) = separator(rest) {
                rest = after;
            } else if time_prefix(rest).is_some() {
                return Some((
                    text.len() - rest.len(),
                    if is_range {
                        ListStep::RangeEnd
                    } else {
                        ListStep::Next
                    },
                ));
            } else {
                return closed.map(|after| (text.len() - after.len(), ListStep::End));
            }
        }
    }
}

/// Skips spaces and emphasis markers.
fn skip_emphasis(text: &str) -> &str {
    skip_spaces(skip_spaces(text).trim_start_matches(['*', '_']))
}

/// The text after a bracket, which may be escaped.
fn bracket(text: &str, bracket: char) -> Option<&str> {
    text.strip_prefix('\\')
        .unwrap_or(text)
        .strip_prefix(bracket)
}

/// The text after a comma or another separator. A superfluous separator before the bracket is
/// ignored.
pub(super) fn separator(text: &str) -> Option<&str> {
    let word = ["\\|", "and ", "or "]
        .iter()
        .find_map(|word| text.strip_prefix(word));
    word.or_else(|| text.strip_prefix([',', ';', '&', '/', '|', '+', ':', '.']))
}
