//! HTML tags: those of the allow-list, those that are left out, and others, which are shown as
//! text.

use crate::markdown::lexer::bare_url::{self, MAX_MAIL_ADDRESS_BYTES};
use crate::markdown::lexer::code_spans::{last_line, within};
use crate::markdown::lexer::element::Element;
use crate::markdown::lexer::embed_tags;
use crate::markdown::lexer::step::{MAX_CONSTRUCT_BYTES, Step};
use crate::markdown::lexer::timestamp;
use crate::markdown::lexer::token::{BareLink, DetailsTag, Kind};

/// The allow-list: elements that notes may use, without attributes. Other tags are shown as text.
const ALLOWED: [&str; 13] = [
    "sub", "sup", "kbd", "mark", "small", "strong", "em", "del", "ins", "b", "i", "u", "s",
];

/// Elements of which only the text is shown. Those of the second list separate words.
const LEFT_OUT: [&str; 23] = [
    "span", "font", "abbr", "bdi", "bdo", "big", "cite", "data", "dfn", "label", "nobr", "time",
    "tt", "wbr", "picture", "q", "rp", "rt", "ruby", "samp", "source", "strike", "var",
];
const LEFT_OUT_BLOCKS: [&str; 39] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "caption",
    "center",
    "col",
    "colgroup",
    "dd",
    "div",
    "dl",
    "dt",
    "figcaption",
    "figure",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "li",
    "main",
    "menu",
    "nav",
    "ol",
    "p",
    "picture",
    "section",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "ul",
];

/// The maximum length of the name of a known element, in bytes.
const MAX_NAME_BYTES: usize = 10;

/// The step at a `<`: a timestamp, an allowed tag, code, or text.
pub(in crate::markdown) fn step_at_angle_bracket(prose: &str, at: usize) -> Step<'_> {
    let rest = &prose[at..];
    if let Some(tokens) = timestamp::anchor(rest) {
        return Step::Replace(tokens);
    }
    if let Some((length, kind)) = embed_tags::read(rest) {
        return Step::replace(length, kind);
    }
    if let Some(address) = mail_address(rest) {
        let link = BareLink::new(address);
        return Step::replace(address.len() + "<>".len(), Kind::Link(link));
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
            match known_tag(prose, at) {
                Some((length, kind)) => Step::replace(length, kind),
                None => Step::replace(1, Kind::Literal(&rest[..1])),
            }
        }
        _ => Step::Skip(1),
    }
}

/// The mail address in the brackets at the start of a text: `<me@example.org>`.
fn mail_address(rest: &str) -> Option<&str> {
    let near = within(rest, MAX_MAIL_ADDRESS_BYTES + "<>".len());
    let end = near.find(|c: char| c == '>' || c.is_whitespace())?;
    let inside = near[..end].strip_prefix('<')?;
    let range = bare_url::mail_address(inside, inside.find('@')?)?;
    (range == (0..inside.len()) && near[end..].starts_with('>')).then_some(inside)
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

/// A tag of the allow-list with a matching tag nearby, a line break, or a tag that is left out;
/// with its length in bytes.
fn known_tag(prose: &str, at: usize) -> Option<(usize, Kind<'static>)> {
    let rest = &prose[at..];
    let inside = rest[1..].trim_start_matches('/').trim_start();
    let near = &inside.as_bytes()[..inside.len().min(MAX_NAME_BYTES + 1)];
    let end = near.iter().position(|byte| !byte.is_ascii_alphanumeric())?;
    let name = &inside[..end];
    let find = |names: &[&'static str]| {
        let mut names = names.iter();
        names
            .find(|known| known.eq_ignore_ascii_case(name))
            .copied()
    };
    let is_break = find(&["br", "hr"]).is_some();
    let allowed = find(&ALLOWED);
    let left_out = find(&LEFT_OUT).map(|_| "");
    let left_out = left_out.or_else(|| find(&LEFT_OUT_BLOCKS).map(|_| " "));
    let closes = rest[1..].starts_with('/');
    let mut details = find(&["details", "summary"]).map(|name| match (name, closes) {
        ("details", false) => DetailsTag::Start { is_open: false },
        ("details", true) => DetailsTag::End,
        (_, false) => DetailsTag::Summary,
        (_, true) => DetailsTag::SummaryEnd,
    });
    if !is_break && allowed.is_none() && left_out.is_none() && details.is_none() {
        return None;
    }
    let after = inside[end..].trim_start();
    let length = match after.strip_prefix('>').or_else(|| after.strip_prefix("/>")) {
        Some(after) => rest.len() - after.len(),
        None if closes => return None,
        None => {
            let element = Element::read(within(rest, MAX_CONSTRUCT_BYTES))?;
            if details == Some(DetailsTag::Start { is_open: false }) {
                let is_open = element.attribute("open").is_some();
                details = Some(DetailsTag::Start { is_open });
            } else if !element.has_only_values() {
                return None;
            }
            element.length
        }
    };
    if is_break {
        return Some((length, Kind::LineBreak));
    }
    if let Some(tag) = details {
        // In a list item or a quote, only its text is shown.
        let is_alone = is_at_top(&prose[..at]);
        return Some((
            length,
            if is_alone {
                Kind::Details(tag)
            } else {
                Kind::Literal(" ")
            },
        ));
    }
    let kind = match allowed {
        None => Kind::Literal(left_out?),
        Some(name) if has_matching_tag(prose, at, name, closes) => Kind::Tag { name, closes },
        Some(_) => return None,
    };
    Some((length, kind))
}

/// Whether the end of a text is in no list item and no quote, as far as its last line shows.
fn is_at_top(before: &str) -> bool {
    let line = last_line(before, MAX_CONSTRUCT_BYTES);
    let is_marker = |c: char| "-+*>|".contains(c) || c.is_ascii_digit();
    !line.starts_with([' ', '\t']) && !line.starts_with(is_marker)
}

/// Whether the tag at a byte offset has a matching tag in the same paragraph, so that a `<b>` does
/// not affect the next one.
fn has_matching_tag(prose: &str, at: usize, name: &str, closes: bool) -> bool {
    let has =
        |near: &str, tag: &str| near.contains(tag) || near.contains(&tag.to_ascii_uppercase());
    match closes {
        true => {
            let near = paragraph_before(prose, at);
            has(near, &format!("<{name}>")) || has(near, &format!("<{name} "))
        }
        false => has(paragraph_after(prose, at), &format!("</{name}>")),
    }
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
