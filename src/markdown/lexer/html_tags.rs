//! Tags of HTML: the few that an author may use, and the others, which are shown as they are.

use crate::markdown::lexer::code_spans::within;
use crate::markdown::lexer::step::{MAX_CONSTRUCT_BYTES, Step};
use crate::markdown::lexer::timestamp;
use crate::markdown::lexer::token::Kind;

/// Tags that an author may use, without attributes. All else that looks like a tag is shown as it
/// is.
const ALLOWED: [&str; 13] = [
    "sub", "sup", "kbd", "mark", "small", "strong", "em", "del", "ins", "b", "i", "u", "s",
];

/// What a `<` begins: a timestamp, an allowed tag, code, or text.
pub(in crate::markdown) fn angle(prose: &str, at: usize) -> Step<'_> {
    let rest = &prose[at..];
    if let Some(tokens) = timestamp::anchor(rest) {
        return Step::Take(tokens);
    }
    let is_url = ["<https://", "<http://", "<mailto:"]
        .iter()
        .any(|start| rest.starts_with(start));
    match rest.as_bytes().get(1) {
        Some(_) if is_url => Step::Skip(1),
        Some(b'c' | b'C' | b'p' | b'P' | b'!') if let Some(length) = code(rest) => {
            Step::take(length, Kind::Literal(&rest[..length]))
        }
        Some(b) if b.is_ascii_alphabetic() || matches!(b, b'/' | b'!' | b'?') => {
            match allowed_tag(prose, at) {
                Some((length, kind)) => Step::take(length, kind),
                None => Step::take(1, Kind::Literal(&rest[..1])),
            }
        }
        _ => Step::Skip(1),
    }
}

/// The length of an element of code, or of a comment: it is shown as it is, and what it holds cites
/// nothing.
fn code(rest: &str) -> Option<usize> {
    const ELEMENTS: [(&str, &str); 3] =
        [("<code>", "</code>"), ("<pre>", "</pre>"), ("<!--", "-->")];
    let begins = |start: &str| {
        rest.get(..start.len())
            .is_some_and(|begin| begin.eq_ignore_ascii_case(start))
    };
    let (start, end) = ELEMENTS.into_iter().find(|(start, _)| begins(start))?;
    let near = within(&rest[start.len()..], MAX_CONSTRUCT_BYTES);
    let find = |end: &str| memchr::memmem::find(near.as_bytes(), end.as_bytes());
    let found = find(end).or_else(|| find(&end.to_ascii_uppercase()))?;
    Some(start.len() + found + end.len())
}

/// A tag of the allow-list whose partner is near, or a line break.
fn allowed_tag(prose: &str, at: usize) -> Option<(usize, Kind<'static>)> {
    let rest = &prose[at..];
    let end = rest.as_bytes().iter().take(16).position(|b| *b == b'>')?;
    let inside = &rest[1..end];
    let closes = inside.starts_with('/');
    let name = inside.trim_start_matches('/').trim_end_matches('/').trim();
    if name.eq_ignore_ascii_case("br") {
        return Some((end + 1, Kind::LineBreak));
    }
    let name = ALLOWED
        .into_iter()
        .find(|allowed| name.eq_ignore_ascii_case(allowed))?;
    // The partner must stand in the same paragraph, so that an author's `<b>` cannot run on.
    let near = if closes {
        paragraph_before(prose, at)
    } else {
        paragraph_after(prose, at)
    };
    let partner = if closes {
        format!("<{name}>")
    } else {
        format!("</{name}>")
    };
    let found = near.contains(&partner) || near.contains(&partner.to_ascii_uppercase());
    found.then_some((end + 1, Kind::Tag { name, closes }))
}

fn paragraph_after(prose: &str, at: usize) -> &str {
    let near = &prose[at..prose.floor_char_boundary(at + MAX_CONSTRUCT_BYTES / 4)];
    near.split("\n\n").next().unwrap_or(near)
}

fn paragraph_before(prose: &str, at: usize) -> &str {
    let near = &prose[prose.ceil_char_boundary(at.saturating_sub(MAX_CONSTRUCT_BYTES / 4))..at];
    near.rsplit("\n\n").next().unwrap_or(near)
}
