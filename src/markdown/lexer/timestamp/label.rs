//! Parses the label of an anchor: its times, and its words, which are text of the note.

use std::ops::Range;

use crate::markdown::lexer::timestamp::{has_two_digit_fields, range_end, second_time};
use crate::text::timestamp::RawTimestamp;

/// The source of a time, the time, and the end of its range.
pub(super) type Time<'s> = (&'s str, RawTimestamp, Option<RawTimestamp>);

/// A label, split at its tags, URLs and quote markers.
pub(super) struct Label<'s> {
    pub(super) pieces: Vec<&'s str>,
}

impl<'s> Label<'s> {
    pub(super) fn read(text: &'s str) -> Self {
        let mut pieces = Vec::new();
        let (mut from, mut at) = (0, 0);
        while let Some(next) = text[at..]
            .find(['<', '[', ']', '>', 'h'])
            .map(|next| at + next)
        {
            let length = markup(text, next);
            if length > 0 {
                pieces.push(&text[from..next]);
                from = next + length;
            }
            at = next + length.max(1);
        }
        pieces.push(&text[from..]);
        pieces.retain(|piece| !piece.is_empty());
        Self { pieces }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.pieces.iter().all(|piece| piece.trim().is_empty())
    }

    /// All times in the label.
    pub(super) fn times(&self) -> Vec<Time<'s>> {
        self.pieces
            .iter()
            .flat_map(|piece| times(piece))
            .map(|(_, time)| time)
            .collect()
    }

    /// Whether the label contains only times.
    pub(super) fn is_time(&self) -> bool {
        let times = self.times();
        times
            .first()
            .is_some_and(|(written, ..)| has_two_digit_fields(written))
            && self.words(&times).is_empty()
    }

    /// The words of the label, without the times at its ends and their separators. Empty if the
    /// label is only one of the `cited` times, in any notation.
    pub(super) fn words(&self, cited: &[Time<'_>]) -> Vec<&'s str> {
        let is_cited = |time: RawTimestamp| {
            cited
                .iter()
                .any(|(_, other, _)| other.as_hms() == time.as_hms())
        };
        if let [piece] = self.pieces[..]
            && RawTimestamp::parse(piece.trim_matches(['[', ']', '(', ')', ' ']))
                .is_some_and(is_cited)
        {
            return Vec::new();
        }
        let mut words = self.pieces.clone();
        if self.pieces.iter().any(|piece| !times(piece).is_empty()) {
            // Removes pieces of only times at both ends, and the outer times of the next pieces.
            let first = words
                .iter()
                .position(|piece| !is_blank(without_first(piece)))
                .unwrap_or(words.len());
            words.drain(..first);
            words
                .first_mut()
                .into_iter()
                .for_each(|piece| *piece = without_first(piece));
            let last = words
                .iter()
                .rposition(|piece| !is_blank(without_last(piece)))
                .map_or(0, |last| last + 1);
            words.truncate(last);
            words
                .last_mut()
                .into_iter()
                .for_each(|piece| *piece = without_last(piece));
        }
        // Digits with a colon are a malformed time: `:38`.
        let is_broken_time = |piece: &&str| {
            piece.contains(':') && !piece.contains(|c: char| !is_mark(c) && !c.is_ascii_digit())
        };
        if words
            .iter()
            .all(|piece| is_blank(piece) || is_broken_time(piece))
        {
            return Vec::new();
        }
        if let [piece] = &mut words[..] {
            *piece = unwrapped(piece.trim());
        }
        words
    }
}

/// The length in bytes of the markup at a byte offset in a label: a tag, the brackets and the URL
/// of a link, a URL, or a quote marker.
fn markup(text: &str, at: usize) -> usize {
    let rest = &text[at..];
    let is_url = |text: &str| text.starts_with("https://") || text.starts_with("http://");
    let up_to = |end: char| rest.find(end).map_or(0, |end| end + 1);
    match rest.as_bytes()[0] {
        b'<' => {
            let name = rest[1..].trim_start_matches('/');
            if name.starts_with(|c: char| c.is_ascii_alphabetic()) {
                up_to('>')
            } else {
                0
            }
        }
        b'>' if text[..at].trim_end_matches([' ', '>']).ends_with('\n') => 1,
        b'[' => usize::from(
            rest.split_once("](")
                .is_some_and(|(label, url)| is_url(url) && !label[1..].contains('[')),
        ),
        b']' if rest[1..].strip_prefix('(').is_some_and(is_url) => up_to(')'),
        b'h' if is_url(rest) => rest.find(char::is_whitespace).unwrap_or(rest.len()),
        _ => 0,
    }
}

/// All times in a text, each with its byte range, which includes the end of its range of times.
pub(super) fn times(text: &str) -> Vec<(Range<usize>, Time<'_>)> {
    let mut times = Vec::new();
    let mut at = 0;
    while let Some((range, time)) = RawTimestamp::find(&text[at..]) {
        let (start, after) = (at + range.start, at + range.end);
        let rest = &text[after..];
        let bracketed_end = || {
            let (length, end) = range_end(rest.strip_prefix(']')?)?;
            Some((length + 1, end))
        };
        let end = second_time(rest).or_else(bracketed_end);
        at = after + end.map_or(0, |(length, _)| length);
        let end = end.map(|(_, end)| end);
        times.push((start..at, (&text[start..after], time, end)));
    }
    times
}

/// Whether a text contains only times and separators.
pub(super) fn is_times(text: &str) -> bool {
    let mut from = 0;
    for (range, _) in times(text) {
        if !is_separator(&text[from..range.start]) {
            return false;
        }
        from = range.end;
    }
    is_blank(&text[from..])
}

/// A text without the times at its start.
fn without_first(text: &str) -> &str {
    let mut from = 0;
    for (range, _) in times(text) {
        let before = &text[from..range.start];
        if !(is_blank(before) || (from > 0 && is_separator(before))) {
            break;
        }
        from = range.end;
    }
    let rest = &text[from..];
    if from > 0 {
        rest.trim_start_matches(|c: char| c.is_whitespace() || "]),;:.|*-–—".contains(c))
    } else {
        rest
    }
}

/// A text without the times at its end.
fn without_last(text: &str) -> &str {
    let mut until = text.len();
    for (range, _) in times(text).into_iter().rev() {
        let after = &text[range.end..until];
        if !(is_blank(after) || (until < text.len() && is_separator(after))) {
            break;
        }
        until = range.start;
    }
    let rest = &text[..until];
    let is_cut = until < text.len();
    if is_cut {
        rest.trim_end_matches(|c: char| c.is_whitespace() || "[(,;:|*-–—~@".contains(c))
    } else {
        rest
    }
}

/// Whether a text between two times only separates them.
fn is_separator(text: &str) -> bool {
    let separators = ["", "to", "and", "or", "through", "until"];
    text.split(|c: char| c.is_whitespace() || is_mark(c))
        .all(|word| separators.contains(&word))
}

/// Whether a text contains only spaces and punctuation.
pub(in crate::markdown) fn is_blank(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || is_mark(c))
}

fn is_mark(c: char) -> bool {
    c.is_ascii_punctuation() || "–—−‑…→·•▶►".contains(c)
}

/// Removes one pair of brackets or emphasis markers around a text.
fn unwrapped(text: &str) -> &str {
    for (start, end) in [("[", "]"), ("**", "**"), ("*", "*")] {
        if let Some(inside) = text
            .strip_prefix(start)
            .and_then(|text| text.strip_suffix(end))
            && !inside.contains(start)
            && !is_blank(inside)
        {
            return inside;
        }
    }
    text
}
