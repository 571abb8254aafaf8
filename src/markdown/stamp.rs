//! Timestamps in prose: the anchor `<a class="yt-timestamp" data-t="00:03:38">[00:03:38]</a>` and the
//! bare `[00:03:38]`, alone, in lists, doubled, or inside `[[ ]]`.

use super::token::{Kind, Moment};
use crate::clock;

/// Anchors that are longer than this, in bytes, are something else.
const LONGEST_TAG: usize = 240;

/// Tokens that stand one behind the other from here on, each with its length in bytes.
type Tokens<'s> = Vec<(usize, Kind<'s>)>;

/// Reads an anchor. One whose time cannot be read stays as the text of its label.
pub(super) fn anchor(rest: &str) -> Option<Tokens<'_>> {
    if !rest.starts_with("<a ") {
        return None;
    }
    let near = &rest[..rest.floor_char_boundary(LONGEST_TAG)];
    let tag_end = near.find('>')?;
    let tag = &near[..tag_end];
    if !tag.contains("yt-timestamp") && !tag.contains("data-t=") {
        return None;
    }
    let behind = &near[tag_end + 1..];
    let text = &behind[..behind.find(['<', '\n']).unwrap_or(behind.len())];
    let is_closed = behind[text.len()..].starts_with("</a>");
    // An anchor that is never closed ends behind its time, so that the words after it stay.
    let time = if text.starts_with('[') { text.find(']').map_or("", |end| &text[..=end]) } else { "" };
    let label = if is_closed { text } else { time };
    let length = tag_end + 1 + label.len() + if is_closed { "</a>".len() } else { 0 };
    let written = tag.split_once("data-t=\"").and_then(|(_, value)| value.split('"').next()).unwrap_or_default();
    let label_time = label.trim_matches(['[', ']', ' ']);
    let source = if clock::parse(written).is_some() { written } else { label_time };
    let kind = match clock::parse(source) {
        Some(seconds) => Kind::Moment(Moment { seconds, source }),
        None => Kind::Literal(if label.is_empty() { written } else { label }),
    };
    Some(vec![(length, kind)])
}

/// Reads `[00:03:38]`, `[00:11:02, 00:12:04]`, `[[01:07:01]]` and `[00:03:30](<a …>)`.
pub(super) fn bare(rest: &str) -> Option<Tokens<'_>> {
    let opening = if rest.starts_with("[[") { 2 } else { 1 };
    if !rest.as_bytes().get(opening)?.is_ascii_digit() {
        return None;
    }
    let near = &rest[..rest.floor_char_boundary(LONGEST_TAG)];
    let inside = &near[opening..near.find(']')?];
    let closing = if opening == 2 && near[opening + inside.len()..].starts_with("]]") { 2 } else { 1 };
    let mut end = opening + inside.len() + closing;
    let behind = &rest[end..];
    if let Some(doubled) = behind.strip_prefix('(') {
        // A label that is a time, on a link to elsewhere, is that link.
        let (anchor_length, _) = *anchor(doubled)?.first()?;
        end += 1 + anchor_length + usize::from(doubled[anchor_length..].starts_with(')'));
    }
    let mut tokens = Vec::new();
    for part in inside.split(',') {
        let source = part.trim();
        let seconds = clock::parse(source).filter(|_| source.matches(':').count() == 2)?;
        let length = part.len() + if tokens.is_empty() { opening } else { 1 };
        tokens.push((length, Kind::Moment(Moment { seconds, source })));
    }
    let before_last: usize = tokens.iter().rev().skip(1).map(|(length, _)| length).sum();
    tokens.last_mut()?.0 = end - before_last;
    Some(tokens)
}
