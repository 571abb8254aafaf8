//! Timestamps in prose: the anchor `<a class="yt-timestamp" data-t="00:03:38">[00:03:38]</a>`,
//! however broken, and the bare `[00:03:38]`, alone, in lists and ranges, or cited twice.
//!
//! Only what is written is read here; which unit was meant is for those who know the video.

mod anchor;
mod bracketed;
mod label;
pub(in crate::markdown) mod last_timestamp;
mod list;
mod tag;

pub(in crate::markdown) use anchor::anchor;
pub(in crate::markdown) use bracketed::{
    again_in_parentheses, bare, behind_another, bracketed_anchors, in_parentheses, url,
};
pub(in crate::markdown) use label::is_blank;
pub(in crate::markdown) use tag::closing;

use crate::markdown::lexer::code_spans::within;
use crate::markdown::lexer::token::{Kind, TimestampToken};
use crate::text::timestamp::RawTimestamp;

/// The longest timestamp that is looked for, in bytes: real ones with words in them stay under 600.
const LONGEST: usize = 1_000;

/// Tokens that stand one behind the other from here on, each with its length in bytes.
pub(in crate::markdown) type Tokens<'s> = Vec<(usize, Kind<'s>)>;

/// The longest list of times, in bytes.
const LONGEST_LIST: usize = 2_000;

/// The text that a timestamp may take up: a fixed length, within one block.
fn near(rest: &str) -> &str {
    within(rest, LONGEST)
}

/// A text behind the spaces that it begins with; the next line of a quote begins with its mark.
fn behind_spaces(text: &str) -> &str {
    let mut rest = text.trim_start_matches([' ', '\t']);
    while let Some(line) = rest.strip_prefix('\n') {
        rest = line.trim_start_matches([' ', '\t', '>']);
    }
    rest
}

/// The time that a text begins with, and the end of the range where one follows; with its length.
fn range_at(text: &str) -> Option<(usize, RawTimestamp, Option<RawTimestamp>)> {
    let (length, time) = RawTimestamp::parse_prefix(text)?;
    let end = dash(&text[length..]).and_then(|dash| {
        let (end_length, end) = RawTimestamp::parse_prefix(&text[length + dash..])?;
        Some((dash + end_length, end))
    });
    match end {
        Some((end_length, end)) => Some((length + end_length, time, Some(end))),
        None => Some((length, time, None)),
    }
}

/// `-[00:04:10]` behind a first time. Without brackets only what can be nothing else is the end of
/// a range.
fn range_end(behind: &str) -> Option<(usize, RawTimestamp)> {
    let rest = &behind[dash(behind)?..];
    let (rest, is_open) = rest
        .strip_prefix('[')
        .map_or((rest, false), |inside| (inside, true));
    let (length, time) = RawTimestamp::parse_prefix(rest)?;
    let rest = match is_open {
        true => rest[length..].strip_prefix(']')?,
        false
            if is_certain(&rest[..length], time)
                && !rest[length..].starts_with(char::is_alphanumeric) =>
        {
            &rest[length..]
        }
        false => return None,
    };
    Some((behind.len() - rest.len(), time))
}

/// What joins the two times of a range. The longer stand before what they begin with.
const DASHES: [&str; 15] = [
    "-->", "->", "--", "-", "–", "—", "−", "‑", "~", "→", "…", "...", "to ", "through ", "until ",
];

/// The length of what joins the two times of a range.
fn dash(text: &str) -> Option<usize> {
    let rest = text.trim_start_matches(' ');
    let rest = DASHES.iter().find_map(|dash| rest.strip_prefix(dash))?;
    Some(text.len() - rest.trim_start_matches(' ').len())
}

/// Whether a time that no bracket tells of can be nothing else: it has hours, and is no time of the
/// day.
fn is_certain(written: &str, time: RawTimestamp) -> bool {
    !time.is_short() && time.is_plain() && !is_of_day(time) && is_in_pairs(written)
}

/// `12:30:45` in parentheses is a time of the day: no transcript goes beyond four hours, and
/// minutes are mostly written with `00` behind them.
fn is_of_day(time: RawTimestamp) -> bool {
    (4..24).contains(&(time.as_hms() / 3600)) && time.third_field() != Some(0)
}

/// Whether every number behind a colon has two digits.
fn is_in_pairs(written: &str) -> bool {
    written.split(':').skip(1).all(|number| number.len() == 2)
}

/// How long tokens are together, in bytes.
fn length_of(tokens: &Tokens<'_>) -> usize {
    tokens.iter().map(|(length, _)| length).sum()
}

/// The moment of tokens that hold one, and nothing that shows besides.
fn only_moment<'s>(tokens: &Tokens<'s>) -> Option<TimestampToken<'s>> {
    let mut shown = tokens.iter().filter(|(_, kind)| *kind != Kind::Literal(""));
    match (shown.next(), shown.next()) {
        (Some((_, Kind::Timestamp(moment))), None) => Some(*moment),
        _ => None,
    }
}
