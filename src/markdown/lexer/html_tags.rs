//! HTML tags: those of the allow-list, and others, which are shown as text.

use crate::markdown::lexer::code_spans::within;
use crate::markdown::lexer::embed_tags;
use crate::markdown::lexer::step::{MAX_CONSTRUCT_BYTES, Step};
use crate::markdown::lexer::timestamp;
use crate::markdown::lexer::token::Kind;

/// The allow-list: elements that notes may use, without attributes. Other tags are shown as text.
const ALLOWED: [&str; 13] = [
    "sub", "sup", "kbd", "mark", "small", "strong", "em", "del", "ins", "b", "i", "u", "s",
];

/// The step at a `<`: a timestamp, an allowed tag, code, or text.
pub(in crate::markdown) fn step_at_angle_bracket(prose: &str, at: usize) -> Step<'_> {
    let rest = &prose[at..];
    if let Some(tokens) = timestamp::anchor(rest) {
        return Step::Replace(tokens);
    }
    if let Some((length, kind)) = embed_tags::read(rest) {
        return Step::replace(length, kind);
    }
    let is_url = ["<https://", "<http://", "<mailto:"]
        .iter()
        .any(|start| rest.starts_with(start));
    match rest.as_bytes().get(1) {
        Some(_) if is_url || is_destination(prose, at) => Step::Skip(1),
        Some(b'c' | b'C' | b'p' | b'P' | b'!') if let Some(length) = code(rest) => {
            Step::replace(length, Kind::Literal(&rest[..length]))
        }
        Some(b) if b.is_ascii_alphabetic() || matches!(b, b'/' | b'!' | b'?') => {
            match allowed_tag(prose, at) {
                Some((length, kind)) => Step::replace(length, kind),
                None => Step::replace(1, Kind::Literal(&rest[..1])),
            }
        }
        _ => Step::Skip(1),
    }
}

/// Whether a `<` starts the destination of a CommonMark link, which may contain spaces:
/// `[words](<a note.md>)`, `[label]: <a note.md>`.
fn is_destination(prose: &str, at: usize) -> bool {
    let before = prose[..at].trim_end_matches([' ', '\t']);
    let near = prose.as_bytes()[at + 1..].iter().take(MAX_CONSTRUCT_BYTES);
    let end = near.clone().position(|b| matches!(b, b'<' | b'>' | b'\n'));
    let after = end.and_then(|end| prose.as_bytes()[at + 1 + end..].strip_prefix(b">"));
    before.ends_with(['(', ':'])
        && before[..before.len() - 1].ends_with(']')
        && after
            .is_some_and(|after| matches!(after.first(), None | Some(b')' | b' ' | b'\t' | b'\n')))
}

/// The length in bytes of a code element or a comment, which is shown as text without timestamps.
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
    let content_bytes = find(end).or_else(|| find(&end.to_ascii_uppercase()))?;
    Some(start.len() + content_bytes + end.len())
}

/// A tag of the allow-list with a matching tag nearby, or a line break.
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
    // The matching tag must be in the same paragraph, so that a `<b>` does not affect the next one.
    let near = if closes {
        paragraph_before(prose, at)
    } else {
        paragraph_after(prose, at)
    };
    let matching_tag = if closes {
        format!("<{name}>")
    } else {
        format!("</{name}>")
    };
    let has_match =
        near.contains(&matching_tag) || near.contains(&matching_tag.to_ascii_uppercase());
    has_match.then_some((end + 1, Kind::Tag { name, closes }))
}

/// The length in bytes of a start tag of the allow-list that a text starts with; 0 if there is
/// none.
pub(in crate::markdown) fn allowed_start_tag(text: &str) -> usize {
    let inside = text.strip_prefix('<').unwrap_or_default();
    let name = ALLOWED.iter().find(|name| {
        let start = inside.get(..name.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(name))
            && inside[name.len()..].starts_with('>')
    });
    name.map_or(0, |name| name.len() + 2)
}

/// The part of the paragraph from a byte offset on, up to a limit.
fn paragraph_after(prose: &str, at: usize) -> &str {
    let near = &prose[at..prose.floor_char_boundary(at + MAX_CONSTRUCT_BYTES / 4)];
    near.split("\n\n").next().unwrap_or(near)
}

/// The part of the paragraph up to a byte offset, down to a limit.
fn paragraph_before(prose: &str, at: usize) -> &str {
    let near = &prose[prose.ceil_char_boundary(at.saturating_sub(MAX_CONSTRUCT_BYTES / 4))..at];
    near.rsplit("\n\n").next().unwrap_or(near)
}
