//! `[[target#heading | label]]`.

use std::borrow::Cow;

use super::inline::LONGEST;
use super::stamp;
use super::token::{Kind, Moment, Wikilink};
use crate::clock::Written;

/// Reads a wikilink at the start of the text: its length in bytes and what it says. It ends on its line,
/// and a second `[[` before the end means that the first is just text.
pub(super) fn read(rest: &str) -> Option<(usize, Wikilink<'_>)> {
    let near = &rest[..rest.floor_char_boundary(LONGEST)];
    let inside = near.strip_prefix("[[")?;
    let inside = &inside[..end(inside)?];
    Some((inside.len() + 4, parse(inside)?))
}

/// Where the closing brackets are. The scan stops at what cannot stand in a link, so that a line of
/// nothing but brackets costs no more than its length.
fn end(inside: &str) -> Option<usize> {
    let bytes = inside.as_bytes();
    if bytes.first() == Some(&b'[') {
        return None;
    }
    memchr::memchr3_iter(b'\n', b'[', b']', bytes)
        .find(|at| bytes[*at] == b'\n' || bytes.get(at + 1) == Some(&bytes[*at]))
        .filter(|at| bytes[*at] == b']')
}

/// Reads what stands between the brackets; `None` where that names nothing.
fn parse(inside: &str) -> Option<Wikilink<'_>> {
    let (before, label) = match inside.split_once('|') {
        // In a table the bar is escaped: `[[a \| b]]`. Of several labels the last is meant.
        Some((before, labels)) => (before.trim_end().trim_end_matches('\\'), labels.rsplit('|').next()),
        None => (inside, None),
    };
    let before = before.trim();
    let label = label.map(str::trim).filter(|label| !label.is_empty()).map(plain);
    let (target, heading) = match before.split_once('#') {
        // `C#` is a name; the `#` of an address is its own.
        Some((_, "")) => (before, None),
        Some(_) if before.contains("://") => (before, None),
        Some((target, heading)) => (target.trim_end(), Some(heading.rsplit('#').next().unwrap_or(heading).trim())),
        None => (before, None),
    };
    let heading = heading.filter(|heading| !heading.is_empty());
    if target.is_empty() && heading.is_none() {
        return None;
    }
    // `[[the words | file_name]]` is the wrong way round.
    let (target, label) = match &label {
        Some(Cow::Borrowed(name)) if is_file_name(name) && target.contains(' ') => (*name, Some(Cow::Borrowed(target))),
        _ => (target, label),
    };
    Some(Wikilink { target: Cow::Borrowed(target), heading: heading.map(Cow::Borrowed), label })
}

fn is_file_name(text: &str) -> bool {
    text.contains('_') && text.chars().all(|c| c == '_' || (c.is_alphanumeric() && !c.is_uppercase()))
}

/// A label is text: marks of emphasis around it go.
fn plain(label: &str) -> Cow<'_, str> {
    let inner = label.trim_matches(['*', '`']);
    if inner.is_empty() || inner.len() == label.len() { Cow::Borrowed(label) } else { Cow::Borrowed(inner) }
}

/// The link; where its label ends with a moment (`[[a | [01:39:35]]]`, `[[a | words (00:40:53)]]`), the
/// link by its own name or by the words, and then the moment.
pub(super) fn tokens<'s>(rest: &'s str, length: usize, link: Wikilink<'s>) -> Vec<(usize, Kind<'s>)> {
    let Some(Cow::Borrowed(label)) = link.label else {
        return vec![(length, Kind::Wikilink(link))];
    };
    let Some((words, kind)) = label.find(['<', '[', '(']).or(Some(0)).and_then(|at| moment(rest, length, label, at))
    else {
        return vec![(length, Kind::Wikilink(link))];
    };
    let is_bracketed = label.contains('[') && !label.contains('<');
    let end = if is_bracketed && rest[length..].starts_with(']') { length + 1 } else { length };
    let label = Some(words).filter(|words| !words.is_empty()).map(Cow::Borrowed);
    vec![(2, Kind::Wikilink(Wikilink { label, ..link })), (0, Kind::Literal(" ")), (end - 2, kind)]
}

/// The words of a label before a place in it, and the moment that stands there and ends it.
fn moment<'s>(rest: &'s str, length: usize, label: &'s str, at: usize) -> Option<(&'s str, Kind<'s>)> {
    let start = rest[..length].rfind(label)? + at;
    let end = rest[..length].rfind(label)? + label.len();
    let tokens = match rest.as_bytes().get(start)? {
        // The label's own bracket is the first of the two that end the link.
        b'[' => stamp::bare(&rest[start..=end.min(length - 1)], "", None),
        b'(' => stamp::in_parentheses(&rest[start..end]),
        b'<' => stamp::anchor(&rest[start..end]),
        _ => Written::at(label).filter(|(length, time)| *length == label.len() && !time.is_short()).map(
            |(length, time)| vec![(length, Kind::Moment(Moment { written: label, time, label: None, end: None }))],
        ),
    }?;
    let taken: usize = tokens.iter().map(|(length, _)| length).sum();
    let kind = tokens.into_iter().map(|(_, kind)| kind).find(|kind| matches!(kind, Kind::Moment(_)))?;
    (start + taken >= end).then_some((label[..at].trim_end(), kind))
}
