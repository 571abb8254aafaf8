//! Timestamps in prose: anchors (`<a class="yt-timestamp" data-t="00:03:38">[00:03:38]</a>`), even
//! malformed ones, and times in brackets (`[00:03:38]`), single, in lists and ranges, or repeated.
//!
//! The lexer only parses the notation; the archive resolves the unit, which depends on the video.

mod anchor;
mod bracketed;
mod chapters;
mod label;
pub(in crate::markdown) mod last_timestamp;
mod list;
mod repetition;
mod tag;

pub(in crate::markdown) use anchor::anchor;
pub(in crate::markdown) use bracketed::{
    bracketed_anchors, in_brackets, in_cjk_brackets, in_parentheses, repetition_in_parentheses,
    unbracketed_list_item, url,
};
pub(in crate::markdown) use chapters::{Chapter, chapters};
pub(in crate::markdown) use label::is_blank;
pub(in crate::markdown) use tag::{Tag, closing};

use crate::markdown::lexer::code_spans::within;
use crate::markdown::lexer::token::{Kind, TimestampToken};
use crate::text::timestamp::RawTimestamp;

/// The maximum length of a timestamp, in bytes. Real ones, which may contain words, stay under 600.
const MAX_TIMESTAMP_BYTES: usize = 1_000;

/// Consecutive tokens, each with its length in bytes.
pub(in crate::markdown) type Tokens<'s> = Vec<(usize, Kind<'s>)>;

/// The maximum length of a list of times, in bytes.
const MAX_LIST_BYTES: usize = 2_000;

/// The text that a timestamp at the start of a text may extend to, within one block.
fn near(rest: &str) -> &str {
    within(rest, MAX_TIMESTAMP_BYTES)
}

/// Skips spaces and line breaks, with the quote markers after those.
fn skip_spaces(text: &str) -> &str {
    let mut rest = text.trim_start_matches([' ', '\t']);
    while let Some(line) = rest.strip_prefix('\n') {
        rest = line.trim_start_matches([' ', '\t', '>']);
    }
    rest
}

/// Parses the time that a text starts with: with colons, or with at least two units (`3m38s`).
/// Returns its length in bytes, too.
fn time_prefix(text: &str) -> Option<(usize, RawTimestamp)> {
    RawTimestamp::parse_prefix(text).or_else(|| RawTimestamp::parse_units_prefix(text))
}

/// Parses the time that a text starts with, and the end of its range if there is one. Returns the
/// length of both in bytes, too.
fn range_at(text: &str) -> Option<(usize, RawTimestamp, Option<RawTimestamp>)> {
    let (length, time) = time_prefix(text)?;
    match second_time(&text[length..]) {
        Some((end_length, end)) => Some((length + end_length, time, Some(end))),
        None => Some((length, time, None)),
    }
}

/// Parses the dash and the second time of a range, after the first time. Returns the length of both
/// in bytes, too.
pub(in crate::markdown) fn second_time(after: &str) -> Option<(usize, RawTimestamp)> {
    let dash = dash(after)?;
    let (length, time) = time_prefix(&after[dash..])?;
    Some((dash + length, time))
}

/// Parses the end of a range after a time in brackets: `-[00:04:10]`. Without brackets, it must be
/// an unambiguous time.
fn range_end(after: &str) -> Option<(usize, RawTimestamp)> {
    let rest = &after[dash(after)?..];
    let (rest, is_open) = rest
        .strip_prefix('[')
        .map_or((rest, false), |inside| (inside, true));
    let (length, time) = RawTimestamp::parse_prefix(rest)?;
    let rest = match is_open {
        true => rest[length..].strip_prefix(']')?,
        false
            if is_unambiguous(&rest[..length], time)
                && !rest[length..].starts_with(char::is_alphanumeric) =>
        {
            &rest[length..]
        }
        false => return None,
    };
    Some((after.len() - rest.len(), time))
}

/// The separators of the two times of a range. A separator precedes its own prefixes.
const DASHES: [&str; 20] = [
    "-->", "->", "--", "-", "–", "—", "―", "−", "‑", "~", "→", "=>", "⇒", "…", "...", "..", "to ",
    "bis ", "through ", "until ",
];

/// The length in bytes of the separator of a range that a text starts with.
fn dash(text: &str) -> Option<usize> {
    let rest = text.trim_start_matches(' ');
    let rest = DASHES.iter().find_map(|dash| rest.strip_prefix(dash))?;
    Some(text.len() - rest.trim_start_matches(' ').len())
}

/// Whether a time is unambiguous even without square brackets: it has hours, and is not a time of
/// day.
fn is_unambiguous(written: &str, time: RawTimestamp) -> bool {
    !time.is_minutes_and_seconds()
        && time.is_well_formed()
        && !is_time_of_day(time)
        && has_two_digit_fields(written)
}

/// Whether a time is a time of day, such as `12:30:45`: few videos are longer than four hours, and
/// times in minutes mostly end in `00`.
fn is_time_of_day(time: RawTimestamp) -> bool {
    (4..24).contains(&(time.as_hms() / 3600)) && time.third_field() != Some(0)
}

/// Whether every field after a colon has two digits.
fn has_two_digit_fields(written: &str) -> bool {
    written.split(':').skip(1).all(|number| number.len() == 2)
}

/// The total length of tokens in bytes.
fn length_of(tokens: &Tokens<'_>) -> usize {
    tokens.iter().map(|(length, _)| length).sum()
}

/// The timestamp of tokens of which nothing else is visible.
fn only_timestamp<'s>(tokens: &Tokens<'s>) -> Option<TimestampToken<'s>> {
    let mut shown = tokens.iter().filter(|(_, kind)| *kind != Kind::Literal(""));
    match (shown.next(), shown.next()) {
        (Some((_, Kind::Timestamp(timestamp))), None) => Some(*timestamp),
        _ => None,
    }
}
