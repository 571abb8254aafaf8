//! What an anchor shows: the times in its label, and the words, which are text of the note.

use std::ops::Range;

use crate::markdown::lexer::timestamp::{is_in_pairs, range_at, range_end};
use crate::text::timestamp::RawTimestamp;

/// A time as it is written and read, and the end of its range.
pub(super) type Time<'s> = (&'s str, RawTimestamp, Option<RawTimestamp>);

/// A label, in pieces between which its tags, its URLs and the marks of quoted lines stood.
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

    /// Every time in it, each with the end of its range.
    pub(super) fn times(&self) -> Vec<Time<'s>> {
        self.pieces
            .iter()
            .flat_map(|piece| times(piece))
            .map(|(_, time)| time)
            .collect()
    }

    /// Whether it is times and no more.
    pub(super) fn is_time(&self) -> bool {
        let times = self.times();
        times
            .first()
            .is_some_and(|(written, ..)| is_in_pairs(written))
            && self.words(&times).is_empty()
    }

    /// Its words, without the times at its ends and what joins them. Of a label that is no more
    /// than one of the times cited, in whatever spelling, there are none.
    pub(super) fn words(&self, cited: &[Time<'_>]) -> Vec<&'s str> {
        let says_again = |time: RawTimestamp| {
            cited
                .iter()
                .any(|(_, other, _)| other.as_hms() == time.as_hms())
        };
        if let [piece] = self.pieces[..]
            && RawTimestamp::parse(piece.trim_matches(['[', ']', '(', ')', ' ']))
                .is_some_and(says_again)
        {
            return Vec::new();
        }
        let mut words = self.pieces.clone();
        if self.pieces.iter().any(|piece| !times(piece).is_empty()) {
            // From either end on: a piece of nothing but times goes whole, the first with words in
            // it ends them.
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
        // Numbers with a colon are a time that is broken: `:38`.
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

/// The length of the markup at a place in a label: a tag, the brackets and the URL of a link,
/// a URL, the mark of a quoted line.
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

/// Every time in a text, with the place that it and the end of its range take.
pub(super) fn times(text: &str) -> Vec<(Range<usize>, Time<'_>)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some((range, _)) = RawTimestamp::find(&text[at..]) {
        let start = at + range.start;
        let Some((length, time, end)) = range_at(&text[start..]) else {
            break;
        };
        let written = &text[start..start + range.len()];
        at = start + length;
        let apart = text[at..]
            .strip_prefix(']')
            .filter(|_| end.is_none())
            .and_then(range_end);
        at += apart.map_or(0, |(length, _)| length + 1);
        found.push((
            start..at,
            (written, time, end.or(apart.map(|(_, end)| end))),
        ));
    }
    found
}

/// Whether a text is times and what joins them, and nothing else.
pub(super) fn is_times(text: &str) -> bool {
    let mut from = 0;
    for (place, _) in times(text) {
        if !joins(&text[from..place.start]) {
            return false;
        }
        from = place.end;
    }
    is_blank(&text[from..])
}

/// A text without the times that it begins with.
fn without_first(text: &str) -> &str {
    let mut from = 0;
    for (place, _) in times(text) {
        let before = &text[from..place.start];
        if !(is_blank(before) || (from > 0 && joins(before))) {
            break;
        }
        from = place.end;
    }
    let rest = &text[from..];
    if from > 0 {
        rest.trim_start_matches(|c: char| c.is_whitespace() || "]),;:.|*-–—".contains(c))
    } else {
        rest
    }
}

/// A text without the times that it ends with.
fn without_last(text: &str) -> &str {
    let mut until = text.len();
    for (place, _) in times(text).into_iter().rev() {
        let behind = &text[place.end..until];
        if !(is_blank(behind) || (until < text.len() && joins(behind))) {
            break;
        }
        until = place.start;
    }
    let rest = &text[..until];
    let is_cut = until < text.len();
    if is_cut {
        rest.trim_end_matches(|c: char| c.is_whitespace() || "[(,;:|*-–—~@".contains(c))
    } else {
        rest
    }
}

/// Whether a text between two times says no more than that there are two.
fn joins(text: &str) -> bool {
    let joining = ["", "to", "and", "or", "through", "until"];
    text.split(|c: char| c.is_whitespace() || is_mark(c))
        .all(|word| joining.contains(&word))
}

/// Whether a text has nothing but spaces and punctuation.
pub(in crate::markdown) fn is_blank(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || is_mark(c))
}

fn is_mark(c: char) -> bool {
    c.is_ascii_punctuation() || "–—−‑…→·•▶►".contains(c)
}

/// A text without the one pair of brackets, or of marks of emphasis, around it.
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
