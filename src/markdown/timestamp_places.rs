//! Finds every place in a body at which a timestamp has a time, for programs that rewrite it: in
//! the attribute and in the label of an anchor, at both ends of a range, in repetitions.

use std::ops::Range;

use crate::markdown::lexer::block::lex;
use crate::markdown::lexer::token::{Kind, Token};
use crate::text::timestamp::RawTimestamp;

/// The times that the text of one timestamp consists of.
#[derive(Debug, Clone, PartialEq)]
pub struct TimestampPlaces {
    /// The start of [`Moment::source_range`](crate::markdown::Moment::source_range).
    pub start: u32,
    /// Its times with colons in order, each with its byte range in the body.
    pub times: Vec<(Range<u32>, RawTimestamp)>,
    /// Whether it has a time without colons, too: `?t=218`, `data-t="218"`, `3m38s`.
    pub has_other_notation: bool,
}

/// The places of all timestamps in the body of a note, which may be about a video; in order.
pub fn timestamp_places(body: &str, has_video: bool) -> Vec<TimestampPlaces> {
    let lexed = lex(body, has_video);
    let offset = |token: &Token<'_>| token.source.as_ptr() as usize - body.as_ptr() as usize;
    let mut places = Vec::new();
    let is_part =
        |token: &Token<'_>| matches!(token.kind, Kind::Timestamp(_) | Kind::Literal("" | " "));
    let is_next = |a: &Token<'_>, b: &Token<'_>| {
        let between = body.get(offset(a) + a.source.len()..offset(b));
        let is_blank = between.is_some_and(|text| text.bytes().all(|byte| byte == b' '));
        is_part(a) && is_part(b) && is_blank
    };
    for group in lexed.tokens.chunk_by(is_next) {
        let is_time = |token: &&Token<'_>| matches!(token.kind, Kind::Timestamp(_));
        let is_only = group.iter().filter(is_time).count() == 1;
        for (index, token) in group.iter().enumerate() {
            let Kind::Timestamp(timestamp) = &token.kind else {
                continue;
            };
            // Empty tokens are further parts of the timestamp before them, such as repetitions.
            let following = group[index + 1..].iter().take_while(|it| !is_time(it));
            let last = following.last().unwrap_or(token);
            let first = if is_only { &group[0] } else { token };
            let extent = offset(first)..offset(last) + last.source.len();
            places.push(read(body, extent, timestamp.range().start));
        }
    }
    places
}

/// The times in the extent of a timestamp.
fn read(body: &str, extent: Range<usize>, start: u32) -> TimestampPlaces {
    let mut places = TimestampPlaces {
        start,
        times: Vec::new(),
        has_other_notation: false,
    };
    let text = body.get(extent.clone()).unwrap_or_default();
    let mut at = 0;
    while let Some((range, time)) = RawTimestamp::find(&text[at..]) {
        places.has_other_notation |= has_time_without_colons(&text[at..at + range.start]);
        let [from, to] = [range.start, range.end].map(|it| (extent.start + at + it) as u32);
        places.times.push((from..to, time));
        at += range.end;
    }
    places.has_other_notation |= has_time_without_colons(&text[at..]);
    places
}

/// Whether a text has a number as a value (`t=218`, `data-t="218"`), or numbers with units.
fn has_time_without_colons(text: &str) -> bool {
    let is_value = |(at, _): (usize, &str)| {
        let value = text[at + 1..].trim_start_matches(['"', '\'', '“', '”', ' ']);
        value.starts_with(|c: char| c.is_ascii_digit())
    };
    let mut digits = text.match_indices(|c: char| c.is_ascii_digit());
    text.match_indices('=').any(is_value)
        || digits.any(|(at, _)| RawTimestamp::parse_units_prefix(&text[at..]).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The times of each timestamp, as written, and whether it has others.
    fn found(body: &str) -> Vec<(Vec<&str>, bool)> {
        let places = timestamp_places(body, true);
        let written = |places: &TimestampPlaces| {
            let slices = places.times.iter().map(|(range, _)| {
                let slice = &body[range.start as usize..range.end as usize];
                assert!(RawTimestamp::parse(slice).is_some(), "{slice}");
                slice
            });
            (slices.collect(), places.has_other_notation)
        };
        places.iter().map(written).collect()
    }

    #[test]
    fn all_times_of_a_timestamp_are_found() {
        for (body, times) in [
            ("Words [03:38:00].", vec!["03:38:00"]),
            ("(03:38:00) words 04:10", vec!["03:38:00"]),
            ("[03:38:00-04:10:00]", vec!["03:38:00", "04:10:00"]),
            ("[03:38:00] – [04:10:00]", vec!["03:38:00", "04:10:00"]),
            (
                "<a class=\"yt-timestamp\" data-t=\"03:38:00\">[03:38:00]</a> 2:22",
                vec!["03:38:00", "03:38:00"],
            ),
            (
                "[03:38:00](<a class=\"yt-timestamp\" data-t=\"03:38:00\">3:38</a>)",
                vec!["03:38:00", "03:38:00", "3:38"],
            ),
            (
                "<a class=\"yt-timestamp\" data-t=\"03:38:00\">a</a> (03:38:00)",
                vec!["03:38:00", "03:38:00"],
            ),
        ] {
            assert_eq!(found(body), [(times, false)], "{body}");
        }
    }

    #[test]
    fn the_items_of_a_list_are_separate() {
        assert_eq!(
            found("[03:38:00, 04:10:00] and [05:00:00]"),
            [
                (vec!["03:38:00"], false),
                (vec!["04:10:00"], false),
                (vec!["05:00:00"], false)
            ]
        );
    }

    #[test]
    fn times_without_colons_are_seen() {
        for body in [
            "[03:38:00](#t=218)",
            "<a class=\"yt-timestamp\" data-t=\"218\">[03:38:00]</a>",
            "[03:38:00 - 4m10s]",
        ] {
            let found = found(body);
            assert!(matches!(found[..], [(_, true)]), "{body}: {found:?}");
        }
    }

    #[test]
    fn times_in_code_are_none() {
        assert_eq!(found("```\n[03:38:00]\n```\n"), []);
    }
}
