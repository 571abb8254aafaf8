//! Times without an anchor: `[00:03:38]`, `[00:11:02, 00:12:04]`, `[00:01:07-00:01:21]`, `[[01:07:01]]`,
//! `[00:03:30](<a …>)`, `(00:03:38)`.

use super::anchor::anchor;
use super::{Tokens, near, range_at, range_end};
use crate::clock::Written;
use crate::markdown::token::{Kind, Moment};
use crate::youtube::VideoId;

/// Reads times in brackets. `before` is what stands before them; `video` is the one that the note is about.
pub(in crate::markdown) fn bare<'s>(rest: &'s str, before: &str, video: Option<&VideoId>) -> Option<Tokens<'s>> {
    let opening = if rest.starts_with("[[") { 2 } else { 1 };
    if !rest.as_bytes().get(opening)?.is_ascii_digit() {
        return None;
    }
    // `list[0:10]` is no time.
    let is_suffix = before.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | ')' | ']'));
    let (length, mut moments) = list(&rest[opening..], !is_suffix)?;
    let closed = opening + length;
    let mut end = closed + usize::from(opening == 2 && rest[closed..].starts_with(']'));
    let near = |end: usize| near(&rest[end..]);
    if let [(_, moment)] = moments.as_mut_slice()
        && let Some((length, until)) = range_end(near(end))
        && moment.end.is_none()
    {
        moment.end = Some(until);
        end += length;
    }
    end += cited_again(near(end), video)?;
    let mut tokens = Vec::with_capacity(moments.len());
    let mut from = 0;
    for (index, (at, moment)) in moments.iter().enumerate() {
        let until = moments.get(index + 1).map_or(end, |_| opening + at);
        tokens.push((until - from, Kind::Moment(*moment)));
        from = until;
    }
    Some(tokens)
}

/// Reads anchors in brackets, `[<a …>00:03:38</a>, <a …>00:04:10</a>]`: the brackets are those of the label.
pub(in crate::markdown) fn bracketed_anchors(rest: &str) -> Option<Tokens<'_>> {
    let mut tokens = vec![(1, Kind::Literal(""))];
    let mut inside = rest.strip_prefix('[').filter(|inside| inside.starts_with('<'))?;
    loop {
        let anchor = anchor(inside)?;
        let length: usize = anchor.iter().map(|(length, _)| length).sum();
        tokens.extend(anchor);
        inside = &inside[length..];
        let next = inside.trim_start_matches([',', ';', ' ']);
        if next.starts_with(']') {
            tokens.push((inside.len() - next.len() + 1, Kind::Literal("")));
            return Some(tokens);
        }
        tokens.push((inside.len() - next.len(), Kind::Literal(" ")));
        inside = next;
    }
}

/// Reads `(00:03:38)`: in parentheses, where other numbers stand too, only what can be nothing else.
pub(in crate::markdown) fn in_parentheses(rest: &str) -> Option<Tokens<'_>> {
    let near = near(rest);
    let inside = near.strip_prefix('(')?;
    if !inside.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let (length, time, end) = range_at(inside)?;
    let written = first(inside)?;
    if !inside[length..].starts_with(')') || time.is_short() || !(time.is_plain() && is_in_pairs(written)) {
        return None;
    }
    let moment = Moment { written, time, label: None, end };
    Some(vec![(1, Kind::Literal("(")), (length, Kind::Moment(moment)), (1, Kind::Literal(")"))])
}

/// Reads times with commas between them up to the bracket that ends them: the length with it, and each
/// time with where it ends. Times of two numbers are taken where `short` allows it and they are written as
/// times are.
fn list(inside: &str, short: bool) -> Option<(usize, Vec<(usize, Moment<'_>)>)> {
    let mut moments = Vec::new();
    let mut at = 0;
    loop {
        let item = inside[at..].trim_start();
        at = inside.len() - item.len();
        let (length, time, end) = range_at(item)?;
        let written = first(item)?;
        if time.is_short() && !(short && time.is_plain() && is_in_pairs(written)) {
            return None;
        }
        moments.push((at + length, Moment { written, time, label: None, end }));
        let behind = item[length..].trim_start();
        if let Some(rest) = behind.strip_prefix("\\]").or_else(|| behind.strip_prefix(']')) {
            return Some((inside.len() - rest.len(), moments));
        }
        let next = behind.strip_prefix([',', ';', '&', '/']).or_else(|| behind.strip_prefix("and "))?;
        at = inside.len() - next.len();
    }
}

/// The time that a text begins with, without the end of its range.
fn first(text: &str) -> Option<&str> {
    Written::at(text).map(|(length, _)| &text[..length])
}

/// Whether every number behind a colon has two digits.
fn is_in_pairs(written: &str) -> bool {
    written.split(':').skip(1).all(|number| number.len() == 2)
}

/// The length of a second citation of the same time, as the address of a link. `None` where the times
/// are the label of a link to elsewhere.
fn cited_again(behind: &str, video: Option<&VideoId>) -> Option<usize> {
    let Some(inside) = behind.strip_prefix('(') else { return Some(0) };
    if let Some(tokens) = anchor(inside) {
        let length: usize = tokens.iter().map(|(length, _)| length).sum();
        return Some(1 + length + usize::from(inside[length..].starts_with(')')));
    }
    let Some(end) = inside.find(')') else { return Some(0) };
    let address = inside[..end].trim();
    let own = VideoId::from_address(address);
    let is_same = address.starts_with('#')
        || Written::parse(address).is_some()
        || (own.is_none() && Written::find(address).is_some())
        || (own.is_some() && own.as_ref() == video);
    let is_address = !address.contains(' ') && !address.is_empty();
    match (is_same, is_address) {
        (true, _) => Some(1 + end + 1),
        (false, true) => None,
        // Words in parentheses are words.
        (false, false) => Some(0),
    }
}
