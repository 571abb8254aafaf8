//! Times without an anchor: `[00:03:38]`, `[00:11:02, 00:12:04]`, `[00:01:07-00:01:21]`,
//! `[[01:07:01]]`, `[at 00:03:38]`, `(00:03:38)`; and anchors in brackets.

use crate::markdown::lexer::timestamp::anchor::anchor;
use crate::markdown::lexer::timestamp::duplicate::cited_again;
use crate::markdown::lexer::timestamp::list::{Times, list, separator};
use crate::markdown::lexer::timestamp::{
    LONGEST_LIST, Tokens, dash, is_certain, is_in_pairs, length_of, near, only_moment, range_end,
    within,
};
use crate::markdown::lexer::token::{Kind, TimestampToken};
use crate::text::timestamp::RawTimestamp;
use crate::text::youtube::YoutubeId;

/// Reads times in brackets. `before` is what stands before them; `video` is the one that the note
/// is about.
pub(in crate::markdown) fn bare<'s>(
    rest: &'s str,
    before: &str,
    video: Option<&YoutubeId>,
) -> Option<Tokens<'s>> {
    let open = rest.bytes().take(3).take_while(|b| *b == b'[').count();
    let (signs, words) = lead(&rest[open..])?;
    let start = open + signs + words.len();
    let inside = within(&rest[start..], LONGEST_LIST);
    // `list[0:10]` is no time.
    let is_suffix = before.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | ')' | ']'));
    let (length, mut times) = list(inside, open, ']', |written, time| match time.is_short() {
        _ if !words.is_empty() => is_certain(written, time),
        true => !is_suffix && time.is_plain() && is_in_pairs(written),
        false => has_pair(written),
    })?;
    let mut end = start + length;
    if let [(_, moment)] = times.as_mut_slice()
        && let Some((length, until)) = range_end(near(&rest[end..]))
        && moment.end.is_none()
    {
        moment.end = Some(until);
        end += length;
    }
    end += cited_again(near(&rest[end..]), end - start, &mut times, video)?;
    let mut tokens = tokens(&times, end - start);
    match words {
        "" => tokens
            .first_mut()
            .into_iter()
            .for_each(|(length, _)| *length += start),
        _ => tokens.insert(0, (start, Kind::Literal(words))),
    }
    Some(tokens)
}

/// What may stand in brackets before a time: the length of signs, which say nothing, and then
/// words, which stay. `None` where no time follows.
fn lead(inside: &str) -> Option<(usize, &str)> {
    const WORDS: [&str; 8] = [
        "at ",
        "see ",
        "from ",
        "around ",
        "timestamp: ",
        "timestamp ",
        "time: ",
        "ts: ",
    ];
    let unsigned = inside.trim_start_matches([' ', '~', '@', '≈', '*', '_']);
    let begins = |word: &&&str| {
        unsigned
            .get(..word.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(word))
    };
    let length = WORDS.iter().find(begins).map_or(0, |word| word.len());
    let (words, times) = unsigned.split_at(length);
    times
        .starts_with(|c: char| c.is_ascii_digit())
        .then_some((inside.len() - unsigned.len(), words))
}

/// Each time as a token; the last takes up all that is left of the length.
fn tokens<'s>(times: &Times<'s>, length: usize) -> Tokens<'s> {
    let mut from = 0;
    let token = |(index, (_, moment)): (usize, &(usize, TimestampToken<'s>))| {
        let until = times.get(index + 1).map_or(length, |_| times[index].0);
        let token = (until - from, Kind::Timestamp(*moment));
        from = until;
        token
    };
    times.iter().enumerate().map(token).collect()
}

/// Reads anchors in brackets, `[<a …>00:03:38</a>, <a …>00:04:10</a>]`: the brackets are those of
/// the label.
pub(in crate::markdown) fn bracketed_anchors<'s>(
    rest: &'s str,
    video: Option<&YoutubeId>,
) -> Option<Tokens<'s>> {
    let mut inside = rest
        .strip_prefix('[')
        .filter(|inside| inside.starts_with('<'))?;
    let mut tokens: Tokens<'s> = vec![(1, Kind::Literal(""))];
    let mut dashed = false;
    loop {
        let next = anchor(inside)?;
        let length = length_of(&next);
        match (
            tokens.iter_mut().rev().nth(1),
            only_moment(&next).filter(|_| dashed),
        ) {
            (Some((_, Kind::Timestamp(first))), Some(last)) => {
                first.end = Some(last.time);
                let joint = tokens.pop().map_or(0, |(length, _)| length);
                tokens.push((joint + length, Kind::Literal("")));
            }
            _ => tokens.extend(next),
        }
        let behind = &inside[length..];
        inside = behind_joint(behind);
        tokens.push((behind.len() - inside.len(), Kind::Literal(" ")));
        if inside.starts_with(']') {
            break;
        }
        dashed = dash(behind).is_some();
    }
    let spaces = tokens.pop().map_or(0, |(length, _)| length);
    let moments = tokens.iter_mut().filter_map(|(_, kind)| {
        if let Kind::Timestamp(one) = kind {
            Some(one)
        } else {
            None
        }
    });
    let moments: Vec<&mut TimestampToken<'s>> = moments.collect();
    let mut times: Times<'s> = moments.iter().map(|moment| (0, **moment)).collect();
    let again = cited_again(near(&inside[1..]), 0, &mut times, video)?;
    let more = times.split_off(moments.len());
    moments
        .into_iter()
        .zip(times)
        .for_each(|(moment, (_, told))| *moment = told);
    tokens.extend(
        more.into_iter()
            .map(|(_, moment)| (0, Kind::Timestamp(moment))),
    );
    tokens.push((spaces + 1 + again, Kind::Literal("")));
    Some(tokens)
}

/// A text behind what joins two anchors.
fn behind_joint(text: &str) -> &str {
    let mut rest = text.trim_start_matches(' ');
    while let Some(behind) = separator(rest).or_else(|| dash(rest).map(|length| &rest[length..])) {
        rest = behind.trim_start_matches(' ');
    }
    rest
}

/// Reads the times in `(00:03:38, 00:04:10)`, from behind the parenthesis up to the one that ends
/// them: there, where other numbers stand too, only what can be nothing else, as a time of day can.
pub(in crate::markdown) fn in_parentheses(inside: &str) -> Option<Tokens<'_>> {
    if !inside.starts_with(|c: char| c.is_ascii_digit() || c == '*') {
        return None;
    }
    let (length, times) = list(within(inside, LONGEST_LIST), 1, ')', is_certain)?;
    Some(tokens(&times, length - 1))
}

/// Reads a time that stands behind another and a comma, outside of its brackets: `[00:03:38],
/// 00:04:10`.
pub(in crate::markdown) fn behind_another(rest: &str) -> Option<Tokens<'_>> {
    let (length, time) = RawTimestamp::parse_prefix(rest)?;
    let is_time =
        is_certain(&rest[..length], time) && !rest[length..].starts_with(char::is_alphanumeric);
    let moment = TimestampToken {
        written: &rest[..length],
        time,
        label: None,
        end: None,
    };
    is_time.then(|| vec![(length, Kind::Timestamp(moment))])
}

/// Whether some number has two digits: `1:2:3` is a ratio.
fn has_pair(written: &str) -> bool {
    written.split(':').any(|number| number.len() >= 2)
}
