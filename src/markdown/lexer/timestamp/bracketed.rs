//! Times without an anchor: `[00:03:38]`, `[00:11:02, 00:12:04]`, `[00:01:07-00:01:21]`,
//! `[[01:07:01]]`, `[at 00:03:38]`, `(00:03:38)`; and anchors in brackets.
//!
//! A time may be cited once more after the first: `[00:03:30](<a …>)`, `[00:03:38](#t=218)`,
//! `<a …> (00:03:38)`; and a time may be the URL of a link.

use crate::markdown::lexer::timestamp::anchor::anchor;
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
    let moment = TimestampToken::new(&rest[..length], time, None);
    is_time.then(|| vec![(length, Kind::Timestamp(moment))])
}

/// Whether some number has two digits: `1:2:3` is a ratio.
fn has_pair(written: &str) -> bool {
    written.split(':').any(|number| number.len() >= 2)
}

/// The length of ` (00:03:38)`, ` ([00:03:38])` or ` (<a …>)`, which says again what was cited
/// before it.
pub(in crate::markdown) fn again_in_parentheses(rest: &str, cited: RawTimestamp) -> Option<usize> {
    let inside = near(rest).strip_prefix('(')?;
    let (length, time) = match RawTimestamp::parse_prefix(inside) {
        Some(found) => found,
        None => {
            let tokens = anchor(inside).or_else(|| {
                if inside.starts_with('[') {
                    bare(inside, "", None)
                } else {
                    None
                }
            })?;
            (length_of(&tokens), only_moment(&tokens)?.time)
        }
    };
    (inside[length..].starts_with(')') && time.as_hms() == cited.as_hms()).then_some(length + 2)
}

/// Reads what follows the times in brackets, and is theirs: the URL of a link whose label they
/// are and which cites them again, or attributes in braces; its length. What it cites besides them
/// is added; where one time has another behind it, the second is what plays, and the first its
/// label. `None` where the times are the label of a link to elsewhere.
pub(super) fn cited_again<'s>(
    behind: &'s str,
    end: usize,
    times: &mut Times<'s>,
    video: Option<&YoutubeId>,
) -> Option<usize> {
    let Some(inside) = behind.strip_prefix('(') else {
        return Some(braces(behind));
    };
    if let Some(tokens) = anchor(inside) {
        // Words in it, and what cannot be read, stay where they stand.
        if tokens.iter().any(|(_, kind)| says_more(kind)) {
            return Some(0);
        }
        let length = 1 + length_of(&tokens);
        for (_, kind) in tokens {
            let Kind::Timestamp(moment) = kind else {
                continue;
            };
            if times
                .iter()
                .all(|(_, other)| other.time.as_hms() != moment.time.as_hms())
            {
                match times.as_mut_slice() {
                    [(_, only)] => {
                        *only = TimestampToken {
                            label: Some(only.time),
                            ..moment
                        }
                    }
                    _ => times.push((end + length, moment)),
                }
            }
        }
        return Some(length + usize::from(behind[length..].starts_with(')')));
    }
    let Some(close) = inside.find(')') else {
        return Some(0);
    };
    let url = inside[..close].trim();
    match (is_own(url, video), url.contains(' ')) {
        (true, _) => Some(1 + close + 1),
        (false, false) => None,
        // Words in parentheses are words.
        (false, true) => Some(0),
    }
}

/// Whether a token has more than a time and the word that names a link as such.
fn says_more(kind: &Kind<'_>) -> bool {
    const NAMES: [&str; 5] = ["link", "timestamp", "source", "url", "here"];
    match kind {
        Kind::Timestamp(_) => false,
        Kind::Literal(words) => {
            !words.trim().is_empty()
                && !NAMES
                    .iter()
                    .any(|name| words.trim().eq_ignore_ascii_case(name))
        }
        _ => true,
    }
}

/// Whether a URL means the note's own video: a time, a place in it, a word that names nothing.
fn is_own(url: &str, video: Option<&YoutubeId>) -> bool {
    if url.contains(' ') && RawTimestamp::parse(url).is_none() {
        return false;
    }
    let own = YoutubeId::from_url(url);
    url.starts_with(['#', '?'])
        || url.chars().all(char::is_alphanumeric)
        || RawTimestamp::parse(url).is_some()
        || (own.is_none() && RawTimestamp::find(url).is_some())
        || (own.is_some() && own.as_ref() == video)
}

/// The length of `{class="yt-timestamp" data-t="00:03:38"}`.
fn braces(behind: &str) -> usize {
    let Some(inside) = behind.strip_prefix('{').map(near) else {
        return 0;
    };
    let close = inside
        .find('}')
        .filter(|close| inside[..*close].contains("timestamp"));
    close.map_or(0, |close| close + 2)
}

/// Reads the time that is the URL of a link, from behind the parenthesis: `00:03:38)`,
/// `#t=3:38)`, `?t=218)`.
pub(in crate::markdown) fn url(inside: &str) -> Option<(usize, Kind<'_>)> {
    let close = near(inside).find(')')?;
    let url = inside[..close]
        .trim()
        .trim_matches(['<', '>'])
        .trim_start_matches(['#', '?']);
    let written = url.strip_prefix("t=").unwrap_or(url);
    let is_time = written.len() < url.len() || (written.contains(':') && is_in_pairs(written));
    let time = RawTimestamp::parse(written).filter(|_| is_time)?;
    Some((
        close,
        Kind::Timestamp(TimestampToken::new(written, time, None)),
    ))
}
