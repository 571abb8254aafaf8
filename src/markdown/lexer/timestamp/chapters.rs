//! Finds times without brackets at the start of lines: the chapters of a video, and transcripts.
//!
//! ```text
//! 0:00 Intro          - 3:38 — words          **1:30** · words
//! ⏱ 3m38s words       | 3:38 | words |        ### 12:04 A heading
//! ```
//! A single such time may be anything: a verse, a time of day, a score. YouTube's rule for chapters
//! is that at least three follow each other in ascending order. It holds here for the lines with
//! the same marker; the first need not be `0:00`.

use std::collections::HashMap;

use crate::markdown::lexer::timestamp::range_at;
use crate::markdown::lexer::token::TimestampToken;
use crate::text::timestamp::RawTimestamp;

/// The minimum number of times in a list of chapters.
const MIN_CHAPTERS: usize = 3;

/// The maximum length of the markers and symbols before a time, in bytes.
const MAX_MARKER_BYTES: usize = 40;

/// The maximum number of cells of a row that are tried.
const MAX_CELLS: usize = 50;

/// The first second at which times that are all multiples of five seconds may be times of day.
const FIRST_TIME_OF_DAY_SECONDS: u32 = 5 * 60;

/// A time at the start of a line.
#[derive(Debug, Clone, Copy)]
pub(in crate::markdown) struct Chapter<'s> {
    /// The byte offset of the time.
    pub(in crate::markdown) start: usize,
    /// The length in bytes of the time, or of its range.
    pub(in crate::markdown) length: usize,
    pub(in crate::markdown) timestamp: TimestampToken<'s>,
}

/// The chapters of a text, sorted by their offsets.
pub(in crate::markdown) fn chapters(source: &str) -> Vec<Chapter<'_>> {
    let mut runs: HashMap<Marker, Vec<Chapter<'_>>> = HashMap::new();
    let mut chapters = Vec::new();
    let mut at = 0;
    for line in source.split_inclusive('\n') {
        if let Some((marker, chapter)) = chapter(line, at) {
            let run = runs.entry(marker).or_default();
            let previous = run.last().map(seconds);
            if previous.is_some_and(|previous| previous > seconds(&chapter)) {
                chapters.append(&mut accepted(std::mem::take(run)));
            }
            run.push(chapter);
        }
        at += line.len();
    }
    for run in runs.into_values() {
        chapters.append(&mut accepted(run));
    }
    chapters.sort_unstable_by_key(|chapter| chapter.start);
    chapters
}

fn seconds(chapter: &Chapter<'_>) -> u32 {
    chapter.timestamp.time.as_hms()
}

/// What the lines of a list have in common.
#[derive(PartialEq, Eq, Hash)]
enum Marker {
    Line,
    Item,
    Heading,
    Quote,
    Row,
}

/// Ascending times, or nothing if they are no chapters.
fn accepted(run: Vec<Chapter<'_>>) -> Vec<Chapter<'_>> {
    let times: Vec<u32> = run.iter().map(seconds).collect();
    let mut distinct = times.clone();
    distinct.dedup();
    let is_list = distinct.len() >= MIN_CHAPTERS && !are_verses(&distinct) && !are_hours(&distinct);
    if is_list { run } else { Vec::new() }
}

/// Whether times are verses of a chapter: `3:16`, `3:17`, `3:18`.
fn are_verses(times: &[u32]) -> bool {
    times.windows(2).all(|pair| pair[1] - pair[0] == 1)
}

/// Whether times are probably times of day: `9:00`, `10:30`, `12:15`. The seconds of chapters are
/// rarely all multiples of five, except in short lists from the start of a video.
fn are_hours(times: &[u32]) -> bool {
    times.iter().all(|time| time % 5 == 0) && times[0] >= FIRST_TIME_OF_DAY_SECONDS
}

/// The time at the start of a line or of a table cell; the line starts at this byte offset.
fn chapter(line: &str, line_start: usize) -> Option<(Marker, Chapter<'_>)> {
    if !line.trim_start().starts_with('|') {
        let (marker, before) = marker(line)?;
        return Some((marker, chapter_after(line, before, line_start)?));
    }
    let cells = line.match_indices('|').take(MAX_CELLS);
    let chapter = cells.map(|(bar, _)| chapter_after(line, bar + 1, line_start));
    Some((Marker::Row, chapter.flatten().next()?))
}

/// The time after the first bytes of a line. Emphasis and symbols may precede it.
fn chapter_after(line: &str, before: usize, line_start: usize) -> Option<Chapter<'_>> {
    let inside = &line[before..];
    let near = &inside[..inside.floor_char_boundary(MAX_MARKER_BYTES)];
    let digit = near.find(|c: char| !may_precede(c))?;
    let rest = &inside[digit..];
    if !rest.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let (length, time, end) = time_at(rest)?;
    let after = &rest[length..];
    let ends = after.starts_with(|c: char| c.is_whitespace() || is_end(c));
    if !(ends || after.is_empty()) || is_time_of_day(after) {
        return None;
    }
    Some(Chapter {
        start: line_start + before + digit,
        length,
        timestamp: TimestampToken::new(&rest[..length], time, end),
    })
}

/// Whether a character may be between the marker of a line and its time.
fn may_precede(c: char) -> bool {
    !c.is_alphanumeric() && !"\\`[<{$€£\"'|-+=~%".contains(c)
}

/// The marker at the start of a line, and its length in bytes.
fn marker(line: &str) -> Option<(Marker, usize)> {
    let rest = line.trim_start_matches([' ', '\t']);
    let indent = line.len() - rest.len();
    let first = rest.chars().next()?;
    let marker = match first {
        '-' | '+' | '*' if rest[1..].starts_with([' ', '\t']) => Marker::Item,
        '•' | '–' | '—' | '▪' | '◦' | '‣' => Marker::Item,
        '#' => {
            let level = rest.bytes().take_while(|b| *b == b'#').count();
            return Some((Marker::Heading, indent + level));
        }
        '>' => {
            let quote = rest.trim_start_matches(['>', ' ']);
            return Some((Marker::Quote, line.len() - quote.len()));
        }
        '0'..='9' => {
            let number = list_number_bytes(rest);
            let marker = if number > 0 {
                Marker::Item
            } else {
                Marker::Line
            };
            return Some((marker, indent + number));
        }
        _ => return Some((Marker::Line, indent)),
    };
    // `- [ ] 0:00 Intro`
    let after = &rest[first.len_utf8()..];
    let task = ["[ ] ", "[x] ", "[X] "]
        .iter()
        .find(|task| after.trim_start().starts_with(**task))
        .map_or(0, |task| {
            after.len() - after.trim_start().len() + task.len()
        });
    Some((marker, indent + first.len_utf8() + task))
}

/// The length in bytes of the number of an ordered list's item, `1. 0:00 Intro`; 0 if there is
/// none.
fn list_number_bytes(rest: &str) -> usize {
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let is_number = matches!(rest.as_bytes().get(digits), Some(b'.' | b')'))
        && rest.as_bytes().get(digits + 1) == Some(&b' ');
    if is_number { digits + 2 } else { 0 }
}

/// The time that a text starts with, its length in bytes, and the end of its range: `3:38`,
/// `0:03:38`, `3m38s`.
fn time_at(text: &str) -> Option<(usize, RawTimestamp, Option<RawTimestamp>)> {
    if let Some((length, time, end)) = range_at(text) {
        let (first, _) = RawTimestamp::parse_prefix(text)?;
        let is_time = has_time_shape(&text[..first]) && time.is_well_formed();
        return is_time.then_some((length, time, end));
    }
    let length = text
        .find(|c: char| !(c.is_ascii_digit() || "hmsHMS".contains(c)))
        .unwrap_or(text.len());
    let written = &text[..length];
    let units = written.chars().filter(char::is_ascii_alphabetic).count();
    let time = RawTimestamp::parse(written).filter(|_| units >= 2)?;
    Some((length, time, None))
}

/// Whether a time has one to three digits and then fields of two, without spaces: `3:38`,
/// `01:03:38`, and not `2:1` or `10: 30`.
fn has_time_shape(written: &str) -> bool {
    let mut fields = written.split(':');
    let first = fields.next().unwrap_or_default();
    (1..=3).contains(&first.len())
        && fields.all(|field| {
            let digits = field.bytes().take_while(u8::is_ascii_digit).count();
            digits == 2 && field[2..].chars().all(|c| c.is_ascii_digit() || c == '.')
        })
}

/// Whether a character may follow a time.
fn is_end(c: char) -> bool {
    "*_|)]-–—·:.,;".contains(c)
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

#[cfg(test)]
mod tests {
    use super::*;

    fn times(text: &str) -> Vec<u32> {
        chapters(text).iter().map(seconds).collect()
    }

    #[test]
    fn lists_of_chapters_are_found_in_every_notation() {
        for line in [
            "{} Intro",
            "{} - words",
            "- {} — words",
            "* {} words",
            "1. {} words",
            "- [ ] {} words",
            "**{}** · words",
            "- **{}** words",
            "### {} Words",
            "> {} words",
            "| {} | words |",
            "| words | {} |",
            "{} | words",
            "⏱ {} words",
            "@{} words",
            "({}) words",
            "• {} words",
            "🎧 {} - 9:59 (02:05)",
            "{}",
            "{}: words",
        ] {
            let text: String = ["0:05", "03:38", "1:03:38"]
                .iter()
                .map(|time| line.replace("{}", time) + "\n")
                .collect();
            assert_eq!(times(&text), [5, 218, 3818], "{text}");
            let spread = text.replace('\n', "\n\nSome words between.\n\n");
            assert_eq!(times(&spread), [5, 218, 3818], "{spread}");
            assert!(chapters(&text).iter().all(|chapter| {
                let written = &text[chapter.start..chapter.start + chapter.length];
                written.starts_with(chapter.timestamp.source)
            }));
        }
        assert_eq!(times("⏱ 1m5s a\n⏱ 3m38s b\n⏱ 1h3m38s c"), [65, 218, 3818]);
        let ranges = chapters("0:00–0:40 a\n0:40–3:38 b\n3:38–5:00 c");
        assert_eq!(ranges[1].timestamp.end.map(|end| end.as_hms()), Some(218));
    }

    #[test]
    fn other_times_are_text() {
        for text in [
            "0:00 Intro\n3:38 Why\n",
            "John 3:16\nMark 4:17\nLuke 5:18\n",
            "3:16 For\n3:17 And\n3:18 But\n3:19 So\n",
            "9:00 Breakfast\n10:30 Talk\n12:15 Lunch\n",
            "9:02 am Breakfast\n10:31 am Talk\n12:17 pm Lunch\n",
            "2:1 for us\n3:1 for us\n4:1 for us\n",
            "7:30 a\n5:31 b\n4:07 c\n",
            "- $3:38\n- $4:38\n- $5:39\n",
            "10:30:99 a\n10:31:99 b\n10:32:99 c\n",
            "2024-01-02 a\n2024-01-03 b\n2024-01-04 c\n",
            "`0:00` a\n`3:38` b\n`5:39` c\n",
            "5m run\n6m run\n7m run\n",
        ] {
            assert_eq!(times(text), [0; 0], "{text}");
        }
    }

    #[test]
    fn a_smaller_time_starts_another_list() {
        let text = "0:00 a\n3:38 b\n7:01 c\n0:00 d\n2:01 e\n";
        assert_eq!(times(text), [0, 218, 421]);
    }
}
