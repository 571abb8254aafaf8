//! The list of times in brackets of any kind: `00:11:02, 00:12:04]`, `00:03:38], [00:04:10]]`,
//! `00:03:38)`.

use crate::markdown::lexer::timestamp::{behind_spaces, dash, range_at};
use crate::markdown::lexer::token::TimestampToken;
use crate::text::timestamp::RawTimestamp;

/// Times, each with where it ends.
pub(super) type Times<'s> = Vec<(usize, TimestampToken<'s>)>;

/// What may follow a time.
enum Joint {
    /// Another time.
    Next,
    /// The end of its range.
    Until,
    /// The bracket that ends the list.
    End,
}

/// Reads times up to the bracket that ends them, from behind those that open them: how many are
/// open, and what closes the outermost. Each time may have brackets of its own. Gives the length,
/// with the last bracket. `is_time` judges each.
pub(super) fn list<'s>(
    text: &'s str,
    open: usize,
    close: char,
    is_time: impl Fn(&str, RawTimestamp) -> bool,
) -> Option<(usize, Times<'s>)> {
    let mut times: Times<'s> = Vec::new();
    let mut brackets = Brackets { open, close };
    let (mut at, mut is_end) = (text.len() - behind_marks(text).len(), false);
    loop {
        let item = &text[at..];
        let (length, time, end) = range_at(item)?;
        let written = &item[..RawTimestamp::parse_prefix(item)?.0];
        if !is_time(written, time) {
            return None;
        }
        at += length;
        let is_new = times
            .iter()
            .all(|(_, other)| other.time.as_hms() != time.as_hms());
        match times.last_mut().filter(|_| is_end) {
            Some((place, last)) if last.end.is_none() => (*place, last.end) = (at, Some(time)),
            _ if is_new || end.is_some() => {
                times.push((at, TimestampToken::new(written, time, end)));
            }
            _ => {}
        }
        let (length, joint) = brackets.joint(&text[at..])?;
        at += length;
        match joint {
            Joint::End => return Some((at, times)),
            Joint::Next => is_end = false,
            Joint::Until => is_end = true,
        }
    }
}

struct Brackets {
    open: usize,
    close: char,
}

impl Brackets {
    /// What follows a time, and the length of what stands before it. Where brackets of one time are
    /// closed and no other follows, the list ends, though it was opened once more.
    fn joint(&mut self, text: &str) -> Option<(usize, Joint)> {
        let (mut rest, mut closed, mut until) = (text, None, false);
        loop {
            rest = behind_marks(rest);
            let close = if self.open == 1 { self.close } else { ']' };
            if let Some(behind) = bracket(rest, close) {
                self.open -= 1;
                closed = Some(behind);
                rest = behind;
                if self.open == 0 {
                    return Some((text.len() - rest.len(), Joint::End));
                }
            } else if let Some(behind) = bracket(rest, '[').filter(|_| closed.is_some()) {
                self.open += 1;
                rest = behind;
            } else if let Some(length) = dash(rest) {
                until = true;
                rest = &rest[length..];
            } else if let Some(behind) = separator(rest) {
                rest = behind;
            } else if RawTimestamp::parse_prefix(rest).is_some() {
                return Some((
                    text.len() - rest.len(),
                    if until { Joint::Until } else { Joint::Next },
                ));
            } else {
                return closed.map(|behind| (text.len() - behind.len(), Joint::End));
            }
        }
    }
}

/// A text behind spaces and marks of emphasis.
fn behind_marks(text: &str) -> &str {
    behind_spaces(behind_spaces(text).trim_start_matches(['*', '_']))
}

/// A text behind a bracket, which may be escaped.
fn bracket(text: &str, bracket: char) -> Option<&str> {
    text.strip_prefix('\\')
        .unwrap_or(text)
        .strip_prefix(bracket)
}

/// A text behind a comma, or what stands for one. A mark too many before the bracket says nothing.
pub(super) fn separator(text: &str) -> Option<&str> {
    let word = ["\\|", "and ", "or "]
        .iter()
        .find_map(|word| text.strip_prefix(word));
    word.or_else(|| text.strip_prefix([',', ';', '&', '/', '|', '+', ':', '.']))
}
