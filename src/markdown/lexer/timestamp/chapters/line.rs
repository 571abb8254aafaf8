//! Parses the time at the start of a line.

use super::table::Table;
use super::{Chapter, range_at, time_prefix};
use crate::markdown::lexer::html_tags::allowed_start_tag;
use crate::markdown::lexer::token::TimestampToken;
use crate::text::timestamp::RawTimestamp;

/// The maximum length of the symbols before a time, in bytes.
const MAX_SYMBOL_BYTES: usize = 40;

/// The maximum number of nested quotes and lists whose markers are parsed.
const MAX_MARKERS: usize = 8;

/// What the lines of a list have in common: their first marker.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Marker {
    Line,
    Item,
    Heading,
    Quote,
    Row,
}

/// A line with a time.
pub(super) struct Line<'s> {
    pub(super) marker: Marker,
    pub(super) chapter: Chapter<'s>,
    pub(super) is_verse: bool,
}

/// The time at the start of a line or of a table cell; the line starts at this byte offset.
pub(super) fn parse<'s>(line: &'s str, line_start: usize, table: &Table<'_>) -> Option<Line<'s>> {
    if table.is_row(line) {
        let mut cells = table.time_cells(line);
        return cells.find_map(|cell| time_after(line, cell, line_start, Marker::Row));
    }
    let (marker, before) = markers(line);
    time_after(line, before, line_start, marker)
}

/// Whether a character may be between the marker of a line and its time.
fn may_precede(c: char) -> bool {
    !c.is_alphanumeric() && !"\\`[<{$€£\"'|-+=~%".contains(c)
}

/// The time after the first bytes of a line. Emphasis and symbols may precede it.
fn time_after(line: &str, before: usize, line_start: usize, marker: Marker) -> Option<Line<'_>> {
    let inside = without_emphasis(&line[before..]);
    let near = &inside[..inside.floor_char_boundary(MAX_SYMBOL_BYTES)];
    let (symbols, time) = near.split_at(near.find(|c: char| !may_precede(c))?);
    if !time.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let rest = without_emphasis(&inside[symbols.len()..]);
    let start = line.len() - rest.len();
    let (length, written, time, end) = time_at(rest)?;
    let after = &rest[length..];
    if !ends_time(after) || is_time_of_day(after) {
        return None;
    }
    let in_code = line[..start].ends_with('`');
    if in_code && !after.starts_with('`') {
        return None;
    }
    let code_bytes = usize::from(in_code);
    Some(Line {
        marker,
        is_verse: is_verse(after),
        chapter: Chapter {
            start: line_start + start - code_bytes,
            length: length + 2 * code_bytes,
            timestamp: TimestampToken::new(written, time, end),
        },
    })
}

/// The first marker at the start of a line, and the length in bytes of all: `> - [ ] 0:00 Intro`.
fn markers(line: &str) -> (Marker, usize) {
    let mut first = None;
    let mut rest = line.trim_start_matches([' ', '\t']);
    for _ in 0..MAX_MARKERS {
        let Some((marker, after)) = marker(rest) else {
            break;
        };
        first = first.or(Some(marker));
        rest = after.trim_start_matches([' ', '\t']);
    }
    (first.unwrap_or(Marker::Line), line.len() - rest.len())
}

/// The marker that a text starts with, and the text after it.
fn marker(rest: &str) -> Option<(Marker, &str)> {
    let first = rest.chars().next()?;
    let after = &rest[first.len_utf8()..];
    match first {
        '-' | '+' | '*' if after.starts_with([' ', '\t']) => Some((Marker::Item, task(after))),
        '•' | '–' | '—' | '▪' | '◦' | '‣' => Some((Marker::Item, task(after))),
        '#' => Some((Marker::Heading, rest.trim_start_matches('#'))),
        '>' => Some((Marker::Quote, callout(after))),
        '0'..='9' => {
            let after = rest.trim_start_matches(|c: char| c.is_ascii_digit());
            let after = after.strip_prefix(['.', ')'])?;
            after.starts_with(' ').then_some((Marker::Item, after))
        }
        _ => None,
    }
}

/// A text without the box of a task, whose state is any character: `[ ] `, `[x] `, `[/] `.
fn task(text: &str) -> &str {
    let state = text.trim_start().strip_prefix('[').map(str::chars);
    let after = state.and_then(|mut state| state.next().map(|_| state.as_str()));
    after
        .and_then(|after| after.strip_prefix("] "))
        .unwrap_or(text)
}

/// The text of a quote without the type of a callout: `[!quote]- `.
fn callout(text: &str) -> &str {
    let kind = text.trim_start().strip_prefix("[!");
    let after = kind.and_then(|kind| kind.split_once(']'));
    after.map_or(text, |(_, after)| {
        after.strip_prefix(['+', '-']).unwrap_or(after)
    })
}

/// A text without spaces and markers of emphasis and code at its start.
fn without_emphasis(text: &str) -> &str {
    let mut rest = text;
    loop {
        let after = rest.trim_start_matches([' ', '\t', '*', '_']);
        let after = ["==", "~~", "`"]
            .iter()
            .find_map(|mark| after.strip_prefix(mark))
            .unwrap_or(&after[allowed_start_tag(after)..]);
        if after.len() == rest.len() {
            return rest;
        }
        rest = after;
    }
}

/// The time that a text starts with, its source, and the end of its range, with the length in bytes
/// of both: `3:38`, `0:03:38`, `3m38s`.
fn time_at(text: &str) -> Option<(usize, &str, RawTimestamp, Option<RawTimestamp>)> {
    let (length, time, end) = range_at(text)?;
    let written = &text[..time_prefix(text)?.0];
    let is_time = !written.contains(is_colon) || has_time_shape(written);
    (is_time && time.is_well_formed()).then_some((length, written, time, end))
}

/// Whether a time has one to three digits and then fields of two, without spaces: `3:38`,
/// `01:03:38`, and not `2:1` or `10: 30`.
fn has_time_shape(written: &str) -> bool {
    let mut fields = written.split(is_colon);
    let first = fields.next().unwrap_or_default();
    (1..=3).contains(&first.len())
        && fields.all(|field| {
            let digits = field.bytes().take_while(u8::is_ascii_digit).count();
            let is_decimal = |c: char| c.is_ascii_digit() || c == '.' || c == ',';
            digits == 2 && field[2..].chars().all(is_decimal)
        })
}

fn is_colon(c: char) -> bool {
    c == ':' || c == '：'
}

/// Whether a text may follow a time. Chinese, Japanese and Korean words need no space.
fn ends_time(after: &str) -> bool {
    let ends = |c: char| {
        c.is_whitespace()
            || "*_|)]-–—·:.,;<`".contains(c)
            || matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}')
            || matches!(c, '\u{ff00}'..='\u{ff65}')
    };
    after.is_empty() || after.starts_with(ends) || ["==", "~~"].iter().any(|m| after.starts_with(m))
}

/// Whether the text after a time continues it as other verses of the chapter: `4:20-22`,
/// `3:16, 18`.
fn is_verse(after: &str) -> bool {
    let Some(numbers) = after.strip_prefix(['-', '–', ',']) else {
        return false;
    };
    let numbers = numbers.trim_start_matches(' ');
    let rest = numbers.trim_start_matches(|c: char| c.is_ascii_digit());
    rest.len() < numbers.len() && !rest.starts_with(is_colon)
}

/// Whether the word after a time makes it a time of day.
fn is_time_of_day(after: &str) -> bool {
    const WORDS: [&str; 9] = [
        "am", "pm", "a.m", "p.m", "h", "uhr", "o'clock", "utc", "gmt",
    ];
    let after = after.trim_start_matches([' ', '*', '_']);
    let end = after
        .find(|c: char| !(c.is_alphanumeric() || c == '.' || c == '\''))
        .unwrap_or(after.len());
    let word = after[..end].trim_end_matches('.');
    WORDS.iter().any(|other| word.eq_ignore_ascii_case(other))
}
