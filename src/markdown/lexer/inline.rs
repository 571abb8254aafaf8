//! The lexer, within prose: moments, wikilinks, embeds, callouts, maths and tags.
//!
//! Every construct ends on its own line or within a fixed distance, so the time is linear.

use std::ops::Range;

use crate::markdown::lexer::code_spans::CodeSpans;
use crate::markdown::lexer::html_tags::angle;
use crate::markdown::lexer::step::Step;
use crate::markdown::lexer::timestamp::last_timestamp::LastMoment;
use crate::markdown::lexer::token::{Callout, Fold, Kind, Lexed, MARK};
use crate::markdown::lexer::{math, timestamp, wikilink};
use crate::text::youtube::YoutubeId;

/// Lexes prose: a range of the source without fenced code.
pub(in crate::markdown) fn lex<'s>(
    source: &'s str,
    range: Range<usize>,
    video: Option<&YoutubeId>,
    out: &mut Lexed<'s>,
) {
    let (start, prose) = (range.start, &source[range]);
    let spans = CodeSpans::find(prose);
    let (mut at, mut copied) = (0, 0);
    let mut last = LastMoment::default();
    while at < prose.len() {
        let step = match prose.as_bytes()[at] {
            b'`' => Step::Code(spans.length_at(prose, at)),
            byte if begins_nothing(byte) && !begins_url(prose, at) => Step::Skip(1),
            _ => step(prose, at, last, video, out.has_footnotes),
        };
        match step {
            Step::Skip(length) => at += length,
            Step::Code(length) => {
                out.copy(start + copied..start + at);
                verbatim(source, start + at..start + at + length, out);
                at += length;
                copied = at;
            }
            Step::Drop(length) => {
                out.copy(start + copied..start + last.end);
                out.push(start + last.end..start + at + length, Kind::Literal(""));
                at += length;
                last.end = at;
                copied = at;
            }
            Step::Take(mut tokens) => {
                at -= last.repeats(prose, at, &mut tokens);
                out.copy(start + copied..start + at);
                for (length, kind) in tokens {
                    last.pass(&kind, at, at + length);
                    out.push(start + at..start + at + length, kind);
                    at += length;
                }
                copied = at;
            }
        }
    }
    out.copy(start + copied..start + prose.len());
}

/// Whether no construct begins with a byte, except for a URL. Most of the bytes of a note are
/// such.
fn begins_nothing(byte: u8) -> bool {
    matches!(byte, b'b'..=b'z' | b'A'..=b'Z' | b' ' | b'\n')
}

/// Whether the URL of a link begins at a place.
fn begins_url(prose: &str, at: usize) -> bool {
    prose.as_bytes()[..at].ends_with(b"](")
}

/// What is at a place in prose, outside of code.
pub(in crate::markdown) fn step<'s>(
    prose: &'s str,
    at: usize,
    last: LastMoment,
    video: Option<&YoutubeId>,
    has_footnotes: bool,
) -> Step<'s> {
    // Nothing begins within a character.
    let Some(rest) = prose.get(at..) else {
        return Step::Skip(1);
    };
    let bytes = prose.as_bytes();
    if begins_url(prose, at)
        && let Some((length, time)) = timestamp::url(rest)
    {
        return Step::take(length, time);
    }
    match bytes[at] {
        b'\\' if rest[1..].starts_with(['<', '[']) => escaped(prose, at, video),
        b'\\' => {
            Step::Skip(1 + usize::from(bytes.get(at + 1).is_some_and(u8::is_ascii_punctuation)))
        }
        b'[' => bracket(prose, at, video, has_footnotes),
        b'!' if rest.starts_with("![[") => embed(rest),
        // An end tag too many is a piece of the timestamp before it.
        b'<' if last.ends_before(prose, at) => match timestamp::closing(rest, "a") {
            Some(length) => Step::Drop(length),
            None => angle(prose, at),
        },
        b'<' => angle(prose, at),
        // The `<` of an anchor may be missing.
        b'a' if rest.starts_with("a class=\"yt-")
            && !prose[..at].ends_with(char::is_alphanumeric) =>
        {
            timestamp::anchor(rest).map_or(Step::Skip(1), Step::Take)
        }
        b'(' => parenthesis(prose, at, last),
        b'0'..=b'9' if last.goes_on(prose, at) => {
            timestamp::behind_another(rest).map_or(Step::Skip(1), Step::Take)
        }
        b'$' => match math::read(prose, at) {
            Some((length, tex, display)) => Step::take(length, Kind::Maths { tex, display }),
            None => Step::Skip(dollars(bytes, at)),
        },
        0xE2 if rest.starts_with(MARK) => {
            let length = MARK.len_utf8();
            Step::take(length, Kind::Literal(&rest[..length]))
        }
        _ => Step::Skip(1),
    }
}

/// Copies code, a range of the source, in which only our own mark has a meaning.
pub(in crate::markdown) fn verbatim<'s>(source: &'s str, range: Range<usize>, out: &mut Lexed<'s>) {
    let mut copied = range.start;
    for (at, mark) in source[range.clone()].match_indices(MARK) {
        let at = range.start + at;
        out.copy(copied..at);
        out.push(at..at + mark.len(), Kind::Literal(mark));
        copied = at + mark.len();
    }
    out.copy(copied..range.end);
}

fn bracket<'s>(
    prose: &'s str,
    at: usize,
    video: Option<&YoutubeId>,
    has_footnotes: bool,
) -> Step<'s> {
    let rest = &prose[at..];
    if let Some(tokens) = timestamp::bare(rest, &prose[..at], video)
        .or_else(|| timestamp::bracketed_anchors(rest, video))
    {
        return Step::Take(tokens);
    }
    match rest.as_bytes().get(1) {
        Some(b'[') => match wikilink::read(rest) {
            Some((length, link)) if !wikilink::is_label(rest, length) => {
                Step::Take(wikilink::tokens(rest, length, link))
            }
            _ => Step::Skip(1),
        },
        Some(b'!') if begins_quote(&prose[..at]) => match callout(rest) {
            Some((length, callout)) => Step::take(length, Kind::Callout(callout)),
            None => Step::Skip(1),
        },
        // pulldown-cmark takes more than linear time over many `[^`: it sees only those that can be
        // footnotes.
        Some(b'^') if !(has_footnotes && footnote_label(rest).is_some()) => {
            Step::take(1, Kind::Literal(&rest[..1]))
        }
        _ if names_moment(rest) => Step::take(1, Kind::Literal(&rest[..1])),
        _ => Step::Skip(1),
    }
}

/// Whether a bracket begins `[Source]: [00:03:38]`, which CommonMark would take for the definition
/// of a link, and show nothing.
fn names_moment(rest: &str) -> bool {
    let end = rest
        .as_bytes()
        .iter()
        .take(200)
        .skip(1)
        .position(|b| matches!(b, b'[' | b']' | b'\n'));
    let behind = end.and_then(|end| rest[end + 1..].strip_prefix("]:"));
    behind.is_some_and(|behind| is_moment(behind.trim_start_matches(' ')))
}

fn embed(rest: &str) -> Step<'_> {
    let Some((length, link)) =
        wikilink::read(&rest[1..]).filter(|(_, link)| !link.target.is_empty())
    else {
        return Step::Skip(1);
    };
    let mut tokens = wikilink::tokens(&rest[1..], length, link);
    for (_, kind) in &mut tokens {
        if let Kind::Wikilink(link) = kind {
            *kind = Kind::Embed(link.clone());
        }
    }
    tokens
        .first_mut()
        .into_iter()
        .for_each(|(length, _)| *length += 1);
    Step::Take(tokens)
}

/// A parenthesis: it says the last moment again, or it holds times. Behind a bracket it holds an
/// URL.
fn parenthesis<'s>(prose: &'s str, at: usize, last: LastMoment) -> Step<'s> {
    if let Some(length) = last.again_in_parentheses(prose, at) {
        return Step::Drop(length);
    }
    match timestamp::in_parentheses(&prose[at + 1..]).filter(|_| !prose[..at].ends_with(']')) {
        Some(mut tokens) => {
            tokens.insert(0, (1, Kind::Literal("(")));
            Step::Take(tokens)
        }
        None => Step::Skip(1),
    }
}

/// A timestamp is one even where its first character is escaped (`\<a …>`, `\[00:03:38\]`); other
/// escapes stay.
fn escaped<'s>(prose: &'s str, at: usize, video: Option<&YoutubeId>) -> Step<'s> {
    let rest = &prose[at + 1..];
    let tokens = if rest.starts_with('<') {
        timestamp::anchor(rest)
    } else {
        timestamp::bare(rest, "", video)
    };
    let Some(mut tokens) = tokens else {
        return Step::Skip(2);
    };
    tokens.insert(0, (1, Kind::Literal("")));
    Step::Take(tokens)
}

/// `[!type]`, `[!type]+`, `[!type]-`; the type may be any words (`[!NOTE|wide]`).
fn callout(rest: &str) -> Option<(usize, Callout<'_>)> {
    let end = rest
        .as_bytes()
        .iter()
        .take(80)
        .position(|b| matches!(b, b']' | b'\n'))?;
    let kind = rest[2..end].trim();
    if rest.as_bytes()[end] != b']' || kind.is_empty() {
        return None;
    }
    let (length, fold) = match rest.as_bytes().get(end + 1) {
        Some(b'+') => (end + 2, Some(Fold::Open)),
        Some(b'-') => (end + 2, Some(Fold::Closed)),
        _ => (end + 1, None),
    };
    Some((length, Callout { kind, fold }))
}

fn begins_quote(before: &str) -> bool {
    let near = &before[before.ceil_char_boundary(before.len().saturating_sub(80))..];
    let line = near.rsplit('\n').next().unwrap_or(near);
    line.trim_end().ends_with('>')
}

/// The label in `[^label]`.
fn footnote_label(rest: &str) -> Option<&str> {
    let end = rest.as_bytes().iter().take(64).position(|b| *b == b']')?;
    let label = rest.get(2..end)?;
    (!label.is_empty()
        && label
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_'))
    .then_some(label)
}

/// Whether a line defines a footnote: `[^label]: …`.
pub(in crate::markdown) fn defines_footnote(source: &str) -> bool {
    memchr::memmem::find_iter(source.as_bytes(), b"[^").any(|at| {
        let indent = source.as_bytes()[..at]
            .iter()
            .rev()
            .take_while(|b| **b == b' ')
            .take(4)
            .count();
        let starts_line =
            indent < 4 && (at == indent || source.as_bytes()[at - indent - 1] == b'\n');
        starts_line
            && footnote_label(&source[at..])
                .is_some_and(|label| source[at + label.len() + 3..].starts_with(':'))
    })
}

/// Whether the text begins with a timestamp.
pub(in crate::markdown) fn is_moment(text: &str) -> bool {
    match text.as_bytes().first() {
        Some(b'[') => timestamp::bare(text, "", None).is_some(),
        Some(b'<') => timestamp::anchor(text).is_some(),
        _ => false,
    }
}

fn dollars(bytes: &[u8], at: usize) -> usize {
    bytes[at..].iter().take_while(|b| **b == b'$').count()
}
