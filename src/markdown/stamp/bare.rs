//! Times without an anchor: `[00:03:38]`, `[00:11:02, 00:12:04]`, `[00:01:07-00:01:21]`, `[[01:07:01]]`,
//! `[00:03:30](<a …>)`, `(00:03:38)`.

use super::anchor::anchor;
use super::{LONGEST_LIST, Tokens, near, range_at, range_end, within};
use crate::clock::Written;
use crate::markdown::token::{Kind, Moment};
use crate::youtube::VideoId;

/// Reads times in brackets. `before` is what stands before them; `video` is the one that the note is about.
pub(in crate::markdown) fn bare<'s>(rest: &'s str, before: &str, video: Option<&VideoId>) -> Option<Tokens<'s>> {
    let opening = if rest.starts_with("[[") { 2 } else { 1 };
    let inside = within(&rest[opening..], LONGEST_LIST);
    if !inside.trim_start_matches(' ').starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    // `list[0:10]` is no time.
    let is_suffix = before.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | ')' | ']'));
    let (length, mut moments) = list(inside, !is_suffix, opening == 2)?;
    let closed = opening + length;
    let mut end = closed + usize::from(opening == 2 && rest[closed..].starts_with(']'));
    if let [(_, moment)] = moments.as_mut_slice()
        && let Some((length, until)) = range_end(near(&rest[end..]))
        && moment.end.is_none()
    {
        moment.end = Some(until);
        end += length;
    }
    end += cited_again(near(&rest[end..]), end, &mut moments, video)?;
    let mut tokens = Vec::with_capacity(moments.len());
    let mut from = 0;
    for (index, (at, moment)) in moments.iter().enumerate() {
        let until = moments.get(index + 1).map_or(end, |_| opening + at);
        tokens.push((until - from, Kind::Moment(*moment)));
        from = until;
    }
    Some(tokens)
}

/// Reads anchors in brackets, `[<a …>00:03:38</a>, <a …>00:04:10</a>]`: the brackets are those of the label.
pub(in crate::markdown) fn bracketed_anchors(rest: &str) -> Option<Tokens<'_>> {
    let mut tokens = vec![(1, Kind::Literal(""))];
    let mut inside = rest.strip_prefix('[').filter(|inside| inside.starts_with('<'))?;
    loop {
        let anchor = anchor(inside)?;
        let length = length_of(&anchor);
        tokens.extend(anchor);
        inside = &inside[length..];
        let next = inside.trim_start_matches([',', ';', ' ']);
        if next.starts_with(']') {
            tokens.push((inside.len() - next.len() + 1, Kind::Literal("")));
            return Some(tokens);
        }
        tokens.push((inside.len() - next.len(), Kind::Literal(" ")));
        inside = next;
    }
}

/// Reads the time in `(00:03:38)`, from behind the parenthesis: there, where other numbers stand too, only
/// what can be nothing else, as a time of day can.
pub(in crate::markdown) fn in_parentheses(inside: &str) -> Option<Tokens<'_>> {
    let near = near(inside);
    let (length, time, end) = range_at(near)?;
    let written = first(near)?;
    let is_time = !time.is_short() && time.is_plain() && !is_of_day(time) && is_in_pairs(written);
    let moment = Moment { written, time, label: None, end };
    (is_time && near[length..].starts_with(')')).then(|| vec![(length, Kind::Moment(moment))])
}

/// The length of ` (00:03:38)` or ` (<a …>)`, which says again what was cited before it.
pub(in crate::markdown) fn again_in_parentheses(rest: &str, cited: Written) -> Option<usize> {
    let inside = near(rest).strip_prefix('(')?;
    let (length, time) = match (Written::at(inside), anchor(inside)) {
        (Some((length, time)), _) => (length, time),
        (None, Some(tokens)) => (length_of(&tokens), only_moment(&tokens)?.time),
        (None, None) => return None,
    };
    (inside[length..].starts_with(')') && time.plain() == cited.plain()).then_some(length + 2)
}

/// `12:30:45` in parentheses is a time of the day: no transcript goes beyond four hours, and minutes are mostly
/// written with `00` behind them.
fn is_of_day(time: Written) -> bool {
    (4..24).contains(&(time.plain() / 3600)) && time.third() != Some(0)
}

/// Times up to the bracket that ends them: the length with it, and each time with where it ends.
type List<'s> = (usize, Vec<(usize, Moment<'s>)>);

/// Reads times with commas between them. Times of two numbers are taken where `short` allows it and they are
/// written as times are. In double brackets each may have its own: `[[00:03:38], [00:04:10]]`.
fn list(inside: &str, short: bool, doubled: bool) -> Option<List<'_>> {
    let mut moments = Vec::new();
    let mut at = 0;
    loop {
        let item = inside[at..].trim_start();
        at = inside.len() - item.len();
        let (length, time, end) = range_at(item)?;
        let written = first(item)?;
        let is_pairs = is_in_pairs(written);
        let is_time = if time.is_short() { short && time.is_plain() && is_pairs } else { has_pair(written) };
        if !is_time {
            return None;
        }
        let is_new = moments.iter().all(|(_, other): &(usize, Moment<'_>)| other.time.plain() != time.plain());
        if is_new || end.is_some() {
            moments.push((at + length, Moment { written, time, label: None, end }));
        }
        let behind = item[length..].trim_start();
        let next = separator(behind, doubled).unwrap_or(behind);
        if next.starts_with(|c: char| c.is_ascii_digit()) && next.len() < item[length..].len() {
            at = inside.len() - next.len();
            continue;
        }
        // A mark too many before the bracket says nothing.
        let behind = behind.trim_start_matches([':', ';', ',', '.', ' ']);
        let rest = behind.strip_prefix("\\]").or_else(|| behind.strip_prefix(']'))?;
        return Some((inside.len() - rest.len(), moments));
    }
}

/// What follows the comma, or what stands for one, between two times.
fn separator(behind: &str, doubled: bool) -> Option<&str> {
    let closed = behind.strip_prefix(']').filter(|_| doubled).map(|rest| rest.trim_start());
    let rest = closed.unwrap_or(behind);
    let rest = rest.strip_prefix([',', ';', '&', '/', '|']).map_or(rest, str::trim_start);
    let rest = rest.strip_prefix("and ").map_or(rest, str::trim_start);
    if closed.is_some() { rest.strip_prefix('[').map(str::trim_start) } else { Some(rest) }
}

/// The time that a text begins with, without the end of its range.
fn first(text: &str) -> Option<&str> {
    Written::at(text).map(|(length, _)| &text[..length])
}

/// Whether every number behind a colon has two digits.
fn is_in_pairs(written: &str) -> bool {
    written.split(':').skip(1).all(|number| number.len() == 2)
}

/// Whether some number has two digits: `1:2:3` is a ratio.
fn has_pair(written: &str) -> bool {
    written.split(':').any(|number| number.len() >= 2)
}

/// Reads the address of a link whose label are times, and which cites them again; its length. What it cites
/// besides them is added; where one time has another behind it, the second is what plays, and the first its
/// label. `None` where the times are the label of a link to elsewhere.
fn cited_again<'s>(
    behind: &'s str,
    end: usize,
    moments: &mut Vec<(usize, Moment<'s>)>,
    video: Option<&VideoId>,
) -> Option<usize> {
    let Some(inside) = behind.strip_prefix('(') else { return Some(0) };
    if let Some(tokens) = anchor(inside) {
        let length = 1 + length_of(&tokens);
        for (_, kind) in tokens {
            let Kind::Moment(moment) = kind else { continue };
            if moments.iter().all(|(_, other)| other.time.plain() != moment.time.plain()) {
                match moments.as_mut_slice() {
                    [(_, only)] => *only = Moment { label: Some(only.time), ..moment },
                    _ => moments.push((end + length, moment)),
                }
            }
        }
        return Some(length + usize::from(behind[length..].starts_with(')')));
    }
    let Some(close) = inside.find(')') else { return Some(0) };
    let address = inside[..close].trim();
    let own = VideoId::from_address(address);
    let is_same = address.starts_with('#')
        || Written::parse(address).is_some()
        || (own.is_none() && Written::find(address).is_some())
        || (own.is_some() && own.as_ref() == video);
    let is_address = !address.contains(' ') && !address.is_empty();
    match (is_same, is_address) {
        (true, _) => Some(1 + close + 1),
        (false, true) => None,
        // Words in parentheses are words.
        (false, false) => Some(0),
    }
}

fn length_of(tokens: &Tokens<'_>) -> usize {
    tokens.iter().map(|(length, _)| length).sum()
}

/// The moment of tokens that hold one, and nothing that shows besides.
fn only_moment<'s>(tokens: &Tokens<'s>) -> Option<Moment<'s>> {
    let mut shown = tokens.iter().filter(|(_, kind)| *kind != Kind::Literal(""));
    match (shown.next(), shown.next()) {
        (Some((_, Kind::Moment(moment))), None) => Some(*moment),
        _ => None,
    }
}
