//! Snippets: sentences of a note with the words that match a query.

use std::ops::Range;

use serde::Serialize;

/// The maximum number of matches that are marked in a snippet.
const MAX_MARKS: usize = 50;

/// Part of a snippet.
#[derive(Debug, Serialize)]
pub(super) struct Segment {
    /// The text.
    pub(super) text: String,
    /// Whether the query matches it.
    pub(super) is_match: bool,
}

/// Splits a range of a text into its marked words and the text between them.
pub(super) fn segments(text: &str, range: &Range<u32>, marks: &[Range<u32>]) -> Vec<Segment> {
    let segment = |range: Range<u32>, is_match| Segment {
        text: text[range.start as usize..range.end as usize].to_owned(),
        is_match,
    };
    let mut segments = Vec::with_capacity(marks.len() * 2 + 1);
    let mut at = range.start;
    for mark in marks.iter().take(MAX_MARKS) {
        if at < mark.start {
            segments.push(segment(at..mark.start, false));
        }
        segments.push(segment(mark.clone(), true));
        at = mark.end;
    }
    if at < range.end {
        segments.push(segment(at..range.end, false));
    }
    segments
}
