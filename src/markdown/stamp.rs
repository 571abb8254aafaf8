//! Timestamps in prose: the anchor `<a class="yt-timestamp" data-t="00:03:38">[00:03:38]</a>`, however
//! broken, and the bare `[00:03:38]`, alone, in lists and ranges, or cited twice.
//!
//! Only what is written is read here; which unit was meant is for those who know the video.

mod anchor;
mod bare;

pub(super) use anchor::{anchor, closing};
pub(super) use bare::{again_in_parentheses, bare, bracketed_anchors, in_parentheses};

use super::token::Kind;
use crate::clock::Written;

/// The longest timestamp that is looked for, in bytes: real ones stay under 150.
const LONGEST: usize = 240;

/// Tokens that stand one behind the other from here on, each with its length in bytes.
pub(super) type Tokens<'s> = Vec<(usize, Kind<'s>)>;

/// The longest list of times, in bytes.
const LONGEST_LIST: usize = 2_000;

/// The text that a timestamp may take up: a fixed length, within one paragraph.
fn near(rest: &str) -> &str {
    within(rest, LONGEST)
}

/// At most this many bytes, and no more than one paragraph.
fn within(rest: &str, length: usize) -> &str {
    let near = &rest[..rest.floor_char_boundary(length)];
    near.split("\n\n").next().unwrap_or(near)
}

/// The time that a text begins with, and the end of the range where one follows; with its length.
fn range_at(text: &str) -> Option<(usize, Written, Option<Written>)> {
    let (length, time) = Written::at(text)?;
    let end = dash(&text[length..]).and_then(|dash| {
        let (end_length, end) = Written::at(&text[length + dash..])?;
        Some((dash + end_length, end))
    });
    match end {
        Some((end_length, end)) => Some((length + end_length, time, Some(end))),
        None => Some((length, time, None)),
    }
}

/// `-[00:04:10]` behind a first time.
fn range_end(behind: &str) -> Option<(usize, Written)> {
    let rest = &behind[dash(behind)?..];
    let inside = rest.strip_prefix('[')?;
    let (length, time) = Written::at(inside)?;
    let rest = inside[length..].strip_prefix(']')?;
    Some((behind.len() - rest.len(), time))
}

/// The length of what joins the two times of a range.
fn dash(text: &str) -> Option<usize> {
    let rest = text.trim_start_matches(' ');
    let rest = rest.strip_prefix(['-', '–', '—', '~']).or_else(|| rest.strip_prefix("to "))?;
    Some(text.len() - rest.trim_start_matches(' ').len())
}
