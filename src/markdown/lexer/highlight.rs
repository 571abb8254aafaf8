//! Highlights: `==words==`, and `^^words^^` as in Roam and Logseq.

use crate::markdown::lexer::code_spans::{CodeSpans, within};
use crate::markdown::lexer::step::MAX_CONSTRUCT_BYTES;

/// The byte offset of the marks that end the highlight which starts at a byte offset; `None` if
/// none starts there. It ends in the same block, and not in code.
pub(super) fn end(prose: &str, at: usize, spans: &CodeSpans) -> Option<usize> {
    let is_highlight = is_delimiter(prose, at) && !is_followed_by_space(prose, at);
    if !is_highlight || is_comparison(prose, at) {
        return None;
    }
    let mark = prose.as_bytes()[at];
    let end = at + within(&prose[at..], MAX_CONSTRUCT_BYTES / 4).len();
    let mut next = at + 2;
    while let Some(found) = memchr::memchr2(mark, b'`', &prose.as_bytes()[next..end]) {
        next += found;
        if prose.as_bytes()[next] == b'`' {
            next += spans.length_at(prose, next);
            if next >= end {
                return None;
            }
        } else if next > at + 2 && is_delimiter(prose, next) && !follows_space(prose, next) {
            return Some(next);
        } else {
            let run = prose.as_bytes()[next..].iter();
            next += run.take_while(|byte| **byte == mark).count();
            if next >= end {
                return None;
            }
        }
    }
    None
}

/// Whether two equal marks, and no more, are at a byte offset.
fn is_delimiter(prose: &str, at: usize) -> bool {
    let bytes = prose.as_bytes();
    let mark = bytes[at];
    let is_mark = |at: usize| bytes.get(at) == Some(&mark);
    is_mark(at + 1) && !is_mark(at + 2) && !bytes[..at].ends_with(&[mark])
}

fn is_followed_by_space(prose: &str, at: usize) -> bool {
    let next = prose[at + 2..].chars().next();
    next.is_none_or(char::is_whitespace)
}

fn follows_space(prose: &str, at: usize) -> bool {
    prose[..at].ends_with(char::is_whitespace)
}

/// Whether the marks are between two words, as in `a==b`.
fn is_comparison(prose: &str, at: usize) -> bool {
    let is_word = |byte: &u8| byte.is_ascii_alphanumeric();
    let bytes = prose.as_bytes();
    bytes[..at].last().is_some_and(is_word) && bytes.get(at + 2).is_some_and(is_word)
}
