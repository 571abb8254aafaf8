//! Parses times in brackets: `[00:03:38]`, `[00:11:02, 00:12:04]`, `[00:01:07-00:01:21]`,
//! `[[01:07:01]]`, `[at 00:03:38]`, `(00:03:38)`; and anchors in brackets.
//!
//! A time may be repeated after the first one: `[00:03:30](<a …>)`, `[00:03:38](#t=218)`, `<a …>
//! (00:03:38)`. A time may also be the URL of a link.

use crate::markdown::lexer::timestamp::anchor::anchor;
use crate::markdown::lexer::timestamp::list::{Times, list, separator};
use crate::markdown::lexer::timestamp::repetition::{linked_range_end, repetition};
use crate::markdown::lexer::timestamp::{
    MAX_LIST_BYTES, Tokens, dash, has_two_digit_fields, is_unambiguous, length_of, near,
    only_timestamp, range_end, within,
};
use crate::markdown::lexer::token::{Kind, TimestampToken, Wikilink};
use crate::text::timestamp::RawTimestamp;

/// Parses times in brackets. `before` is the text before them. In a note without a video, times
/// that are the label of a link to another site are not timestamps.
pub(in crate::markdown) fn in_brackets<'s>(
    rest: &'s str,
    before: &str,
    has_video: bool,
) -> Option<Tokens<'s>> {
    let open = rest.bytes().take(3).take_while(|b| *b == b'[').count();
    let (punctuation, words) = prefix(&rest[open..])?;
    let start = open + punctuation + words.len();
    let inside = within(&rest[start..], MAX_LIST_BYTES);
    // `list[0:10]` is not a time.
    let is_suffix = before.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | ')' | ']'));
    let (length, mut times) = list(inside, open, ']', |written, time| {
        match time.is_minutes_and_seconds() {
            // `[1h 30m]` may be the length of anything.
            _ if !has_video && !written.contains([':', '：']) => false,
            // `[see 3:16]` may be a verse, and `[at 12:30]` a time of day.
            _ if !words.is_empty() && (!has_video || words.eq_ignore_ascii_case("see ")) => {
                is_unambiguous(written, time)
            }
            true => !is_suffix && time.is_well_formed() && has_two_digit_fields(written),
            false => is_not_ratio(written),
        }
    })?;
    let mut end = start + length;
    if let [(_, timestamp)] = times.as_mut_slice()
        && let Some((length, range_end)) = range_end(near(&rest[end..]))
        && timestamp.end.is_none()
    {
        timestamp.end = Some(range_end);
        end += length;
    }
    let repetition = repetition(near(&rest[end..]), end - start, &mut times, has_video)?;
    end += repetition.length;
    if let [(_, timestamp)] = times.as_mut_slice()
        && timestamp.end.is_none()
        && let Some((length, range_end)) = linked_range_end(near(&rest[end..]), timestamp.video)
    {
        timestamp.end = Some(range_end);
        end += length;
    }
    // `[[00:03:38](https://…)]`
    if open == 2 && repetition.length > 0 && rest[end..].starts_with(']') {
        end += 1;
    }
    let mut tokens = tokens(&times, end - start);
    if let Some(url) = repetition.link {
        append_link(&mut tokens, url);
    }
    match words {
        "" => tokens
            .first_mut()
            .into_iter()
            .for_each(|(length, _)| *length += start),
        _ => tokens.insert(0, (start, Kind::Literal(words))),
    }
    Some(tokens)
}

/// The text before a time in brackets: the length in bytes of punctuation, which is ignored, and
/// words, which stay. `None` if no time follows.
fn prefix(inside: &str) -> Option<(usize, &str)> {
    const WORDS: [&str; 9] = [
        "at ",
        "see ",
        "from ",
        "around ",
        "timestamp: ",
        "timestamp ",
        "time: ",
        "time ",
        "ts: ",
    ];
    let unpunctuated = inside.trim_start_matches([' ', '~', '@', '≈', '*', '_']);
    let begins = |word: &&&str| {
        unpunctuated
            .get(..word.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(word))
    };
    let length = WORDS.iter().find(begins).map_or(0, |word| word.len());
    let (words, times) = unpunctuated.split_at(length);
    times
        .starts_with(|c: char| c.is_ascii_digit())
        .then_some((inside.len() - unpunctuated.len(), words))
}

/// Appends an external link, which takes the last byte of the tokens before it: two tokens do not
/// start at the same offset.
fn append_link<'s>(tokens: &mut Tokens<'s>, url: &'s str) {
    let host = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = host.split(['/', '?', '#']).next().unwrap_or(host);
    let link = Wikilink {
        target: url.into(),
        heading: None,
        label: Some(host.strip_prefix("www.").unwrap_or(host).into()),
        is_path: false,
        size: None,
        source_range: 0..0,
    };
    if let Some((length, _)) = tokens.last_mut() {
        *length -= 1;
    }
    tokens.push((0, Kind::Literal(" ")));
    tokens.push((1, Kind::Wikilink(link)));
}

/// The tokens of times; the last one has the rest of the length.
fn tokens<'s>(times: &Times<'s>, length: usize) -> Tokens<'s> {
    let mut from = 0;
    let token = |(index, (_, timestamp)): (usize, &(usize, TimestampToken<'s>))| {
        let until = times.get(index + 1).map_or(length, |_| times[index].0);
        let token = (until - from, Kind::Timestamp(*timestamp));
        from = until;
        token
    };
    times.iter().enumerate().map(token).collect()
}

/// Parses anchors in brackets, which belong to their labels: `[<a …>00:03:38</a>, <a
/// …>00:04:10</a>]`.
pub(in crate::markdown) fn bracketed_anchors<'s>(rest: &'s str) -> Option<Tokens<'s>> {
    let mut inside = rest
        .strip_prefix('[')
        .filter(|inside| inside.starts_with('<'))?;
    let mut tokens: Tokens<'s> = vec![(1, Kind::Literal(""))];
    let mut is_range_end = false;
    loop {
        let next = anchor(inside)?;
        let length = length_of(&next);
        match (
            tokens.iter_mut().rev().nth(1),
            only_timestamp(&next).filter(|_| is_range_end),
        ) {
            (Some((_, Kind::Timestamp(first))), Some(last)) => {
                first.end = Some(last.time);
                let separator_bytes = tokens.pop().map_or(0, |(length, _)| length);
                tokens.push((separator_bytes + length, Kind::Literal("")));
            }
            _ => tokens.extend(next),
        }
        let after = &inside[length..];
        inside = skip_anchor_separators(after);
        tokens.push((after.len() - inside.len(), Kind::Literal(" ")));
        if inside.starts_with(']') {
            break;
        }
        is_range_end = dash(after).is_some();
    }
    let spaces = tokens.pop().map_or(0, |(length, _)| length);
    let timestamps = tokens.iter_mut().filter_map(|(_, kind)| {
        if let Kind::Timestamp(timestamp) = kind {
            Some(timestamp)
        } else {
            None
        }
    });
    let timestamps: Vec<&mut TimestampToken<'s>> = timestamps.collect();
    let mut times: Times<'s> = timestamps
        .iter()
        .map(|timestamp| (0, **timestamp))
        .collect();
    let repetition_bytes = repetition(near(&inside[1..]), 0, &mut times, false)?.length;
    let added = times.split_off(timestamps.len());
    timestamps
        .into_iter()
        .zip(times)
        .for_each(|(timestamp, (_, updated))| *timestamp = updated);
    tokens.extend(
        added
            .into_iter()
            .map(|(_, timestamp)| (0, Kind::Timestamp(timestamp))),
    );
    tokens.push((spaces + 1 + repetition_bytes, Kind::Literal("")));
    Some(tokens)
}

/// Skips the separators between two anchors.
fn skip_anchor_separators(text: &str) -> &str {
    let mut rest = text.trim_start_matches(' ');
    while let Some(after) = separator(rest).or_else(|| dash(rest).map(|length| &rest[length..])) {
        rest = after.trim_start_matches(' ');
    }
    rest
}

/// Parses the times in `(00:03:38, 00:04:10)`, from after the opening to the closing parenthesis.
/// Parentheses contain other numbers, too, so the times must be unambiguous.
pub(in crate::markdown) fn in_parentheses(inside: &str) -> Option<Tokens<'_>> {
    if !inside.starts_with(|c: char| c.is_ascii_digit() || c == '*') {
        return None;
    }
    let (length, times) = list(within(inside, MAX_LIST_BYTES), 1, ')', is_unambiguous)?;
    Some(tokens(&times, length - 1))
}

/// Parses a time without brackets that follows another timestamp and a comma: `[00:03:38],
/// 00:04:10`.
pub(in crate::markdown) fn unbracketed_list_item(rest: &str) -> Option<Tokens<'_>> {
    let (length, time) = RawTimestamp::parse_prefix(rest)?;
    let is_time =
        is_unambiguous(&rest[..length], time) && !rest[length..].starts_with(char::is_alphanumeric);
    let timestamp = TimestampToken::new(&rest[..length], time, None);
    is_time.then(|| vec![(length, Kind::Timestamp(timestamp))])
}

/// The length in bytes of `(00:03:38)`, `([00:03:38])` or `(<a …>)` that repeats the timestamp
/// before it.
pub(in crate::markdown) fn repetition_in_parentheses(
    rest: &str,
    previous: RawTimestamp,
) -> Option<usize> {
    let inside = near(rest).strip_prefix('(')?;
    let (length, time) = match RawTimestamp::parse_prefix(inside) {
        Some(parsed) => parsed,
        None => {
            let tokens = anchor(inside).or_else(|| {
                if inside.starts_with('[') {
                    in_brackets(inside, "", false)
                } else {
                    None
                }
            })?;
            (length_of(&tokens), only_timestamp(&tokens)?.time)
        }
    };
    (inside[length..].starts_with(')') && time.as_hms() == previous.as_hms()).then_some(length + 2)
}

/// Parses times in brackets of Chinese and Japanese: `【3:38】`.
pub(in crate::markdown) fn in_cjk_brackets(rest: &str) -> Option<Tokens<'_>> {
    const BRACKETS: [(char, char); 3] = [('【', '】'), ('〔', '〕'), ('［', '］')];
    let (open, close) = BRACKETS.iter().find(|(open, _)| rest.starts_with(*open))?;
    let start = open.len_utf8();
    let inside = within(&rest[start..], MAX_LIST_BYTES);
    let (length, times) = list(inside, 1, *close, |written, time| {
        time.is_well_formed() && has_two_digit_fields(written)
    })?;
    Some(tokens(&times, start + length))
}

/// Whether any field has two digits, as in no ratio (`1:2:3`).
fn is_not_ratio(written: &str) -> bool {
    written.split(':').any(|number| number.len() >= 2)
}

/// Parses a time that is the URL of a link, from after the parenthesis: `00:03:38)`, `#t=3:38)`,
/// `?t=218)`.
pub(in crate::markdown) fn url(inside: &str) -> Option<(usize, Kind<'_>)> {
    let close = near(inside).find(')')?;
    let url = inside[..close]
        .trim()
        .trim_matches(['<', '>'])
        .trim_start_matches(['#', '?']);
    let written = url.strip_prefix("t=").unwrap_or(url);
    let is_time =
        written.len() < url.len() || (written.contains(':') && has_two_digit_fields(written));
    // `#t=10,20` is a range.
    let (start, end) = written.split_once(',').unwrap_or((written, ""));
    let time = RawTimestamp::parse(start).filter(|_| is_time)?;
    let timestamp = TimestampToken::new(start, time, RawTimestamp::parse(end));
    Some((close, Kind::Timestamp(timestamp)))
}
