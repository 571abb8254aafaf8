//! The anchor. Real ones lack their `>`, their quotes, their label, their end; whatever can be told to
//! be one is taken whole, so that no piece of its markup shows in the page.

use super::{Tokens, near, range_at, range_end};
use crate::clock::Written;
use crate::markdown::token::{Kind, Moment};

/// The parts of an anchor, as far as they are there.
struct Parts<'s> {
    /// `a`; what says that it is a timestamp may be another element.
    name: &'s str,
    /// What stands between `<a` and `>`, or what there is of it.
    tag: &'s str,
    /// What it shows.
    label: &'s str,
    /// How long all of it is, in bytes.
    length: usize,
}

/// Reads an anchor that holds a time in its attribute or its label. One that says it is a timestamp and
/// holds none stays as the text of its label. Any other anchor is none of ours.
pub(in crate::markdown) fn anchor(rest: &str) -> Option<Tokens<'_>> {
    let near = near(rest);
    match doubled_opening(near) {
        Some(length) => {
            let mut tokens = read(&near[length..])?;
            tokens.insert(0, (length, Kind::Literal("")));
            Some(tokens)
        }
        None => read(near),
    }
}

/// The length of the first opening in `<a$ <a …>`, which has no meaning.
fn doubled_opening(near: &str) -> Option<usize> {
    let (_, start) = opening(near)?;
    let next = start + near[start..].find('<')?;
    let says_nothing = !near[start..next].contains(|c: char| c == '>' || c.is_alphanumeric());
    (says_nothing && opening(&near[next..]).is_some()).then_some(next)
}

fn read(near: &str) -> Option<Tokens<'_>> {
    let parts = parts(near)?;
    let attribute = attribute(parts.tag);
    let label = times(parts.label);
    let is_anchor = parts.name.eq_ignore_ascii_case("a");
    if !(says_timestamp(parts.tag) || is_anchor && (!attribute.is_empty() || is_time(parts.label))) {
        return None;
    }
    let moments = moments(attribute, label, parts.label);
    if !moments.is_empty() {
        return Some(with_words(&parts, moments));
    }
    // Where nothing is there to show, the end of the tag tells at least where it stands.
    let value = value(parts.tag).unwrap_or(&parts.tag[parts.tag.len()..]);
    let shown = if parts.label.trim().is_empty() { value } else { parts.label };
    Some(vec![(parts.length, Kind::Unreadable(shown))])
}

/// The moments of an anchor: the times of its attribute, or else of its label. A label that has the
/// attribute's time and others cites them all.
fn moments<'s>(attribute: Vec<Time<'s>>, label: Vec<Time<'s>>, text: &str) -> Vec<Moment<'s>> {
    let agrees = |time: Written| label.iter().find(|(_, other, _)| other.plain() == time.plain());
    let is_list = label.len() > 1 && !text.contains(['"', '>']);
    let cites_more = |(_, time, _): &Time<'s>| is_list && agrees(*time).is_some();
    let times = match attribute.as_slice() {
        [] => &label[..if is_list { label.len() } else { label.len().min(1) }],
        [one] if cites_more(one) => &label,
        times => times,
    };
    let mut moments: Vec<Moment<'s>> = Vec::with_capacity(times.len());
    for (written, time, end) in times {
        if moments.iter().all(|moment| moment.time.plain() != time.plain()) {
            let same = agrees(*time);
            let other = label.first().filter(|_| same.is_none()).map(|(_, other, _)| *other);
            moments.push(Moment { written, time: *time, label: other, end: end.or(same.and_then(|(_, _, end)| *end)) });
        }
    }
    moments
}

/// Words in a label are text of the note: they stay, and the times follow them.
fn with_words<'s>(parts: &Parts<'s>, moments: Vec<Moment<'s>>) -> Tokens<'s> {
    let mut tokens: Tokens<'s> =
        words(parts.label).map_or(Vec::new(), |words| vec![(0, Kind::Literal(words)), (0, Kind::Literal(" "))]);
    tokens.extend(moments.into_iter().map(|moment| (0, Kind::Moment(moment))));
    if let Some((length, _)) = tokens.last_mut() {
        *length = parts.length;
    }
    tokens
}

/// The words of a label, without a time at their end.
fn words(label: &str) -> Option<&str> {
    let words = label.trim_matches(|c: char| !c.is_alphanumeric());
    let time = Written::find(words);
    let joins = |word: &str| word.is_empty() || (time.is_some() && matches!(word, "to" | "and"));
    if words.split(|c: char| !c.is_alphabetic()).all(joins) || words.contains("://") || is_time(words) {
        return None;
    }
    match time {
        Some((range, _)) if range.end == words.len() => Some(words[..range.start].trim_end_matches([' ', '[', '('])),
        _ => Some(words),
    }
}

fn parts(near: &str) -> Option<Parts<'_>> {
    let (name, start) = opening(near)?;
    let inside = &near[start..];
    let Some(end) = tag_end(inside) else { return unended(name, start, inside) };
    let (tag, behind) = inside.split_at(end);
    let Some(content) = behind.strip_prefix('>') else {
        // The `>` is missing: what there is of a label stands in the tag.
        return match closing(behind, name) {
            Some(closing) if is_markup(tag) => Some(Parts { name, tag, label: "", length: start + end + closing }),
            _ => unended(name, start, tag),
        };
    };
    let (text, text_length) = in_emphasis(content).unwrap_or_else(|| {
        let end = content.find('<').unwrap_or(content.len());
        (&content[..end], end)
    });
    let length = start + end + 1;
    match closing(&content[text_length..], name) {
        Some(closing) => Some(Parts { name, tag, label: text, length: length + text_length + closing }),
        None => {
            // An anchor that is never closed ends behind its time, so that the words after it stay.
            let label = bracketed(text).unwrap_or_default();
            let length = length + if label.len() < text.len() { label.len() } else { text_length };
            Some(Parts { name, tag, label, length })
        }
    }
}

/// The label in `<b>[00:03:38]</b>`, and the length of all of it.
fn in_emphasis(content: &str) -> Option<(&str, usize)> {
    let (name, behind) = content.strip_prefix('<')?.split_once('>')?;
    let is_emphasis = ["b", "strong", "i", "em", "u"].iter().any(|known| name.eq_ignore_ascii_case(known));
    let label = &behind[..behind.find('<').filter(|_| is_emphasis)?];
    let start = name.len() + 2 + label.len();
    Some((label, start + one_closing(&content[start..], name).map(|rest| content.len() - start - rest.len())?))
}

/// Where a tag ends: at its `>`, or where the next tag begins. A `>` within quotes (`class="yt>timestamp"`)
/// does not count where another follows.
fn tag_end(inside: &str) -> Option<usize> {
    let end = inside.find(['<', '>'])?;
    let is_quoted = inside[..end].matches('"').count() % 2 == 1;
    let next = inside[end + 1..].find(['<', '>']).map(|next| end + 1 + next);
    match next {
        Some(next) if is_quoted && inside[next..].starts_with('>') => Some(next),
        _ => Some(end),
    }
}

/// An anchor that has neither `>` nor an end: it ends behind its time, and a label in brackets. Words
/// between its markup and the time are prose, and so it is none.
fn unended<'s>(name: &'s str, start: usize, inside: &'s str) -> Option<Parts<'s>> {
    let (time, _) = Written::find(inside)?;
    let before = inside[..time.start].trim_end_matches([' ', '[', '#']);
    if !(is_markup(before) && before.ends_with(['=', '"', '\'', '-'])) {
        return None;
    }
    let behind = &inside[time.end..];
    let tag_end = time.end + behind.len() - behind.trim_start_matches(['"', '\'', ']']).len();
    let label = bracketed(inside[tag_end..].trim_start()).unwrap_or_default();
    let spaces = inside[tag_end..].len() - inside[tag_end..].trim_start().len();
    let length = tag_end + if label.is_empty() { 0 } else { spaces + label.len() };
    Some(Parts { name, tag: &inside[..tag_end], label, length: start + length })
}

/// The name of an element and the length of `<a`, where a space follows or what real notes have for it:
/// nothing (`<aclass=`), or the attribute alone (`<class=`).
fn opening(near: &str) -> Option<(&str, usize)> {
    let name = near.strip_prefix('<')?.trim_start_matches(' ');
    let bare = name.strip_prefix(['a', 'A']).unwrap_or(name);
    if ["class=", "data-t=", "data=t="].iter().any(|start| begins_with(bare, start)) {
        return Some(("a", near.len() - bare.len()));
    }
    let behind = name.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    let starts = behind.starts_with("%20") || behind.starts_with([' ', '\t', '\n', '$']);
    let length = name.len() - behind.len();
    (starts && (1..=12).contains(&length)).then_some((&name[..length], near.len() - behind.len()))
}

/// The length of `</a>`, of what is left of it or was written for it, or of several.
pub(in crate::markdown) fn closing(text: &str, name: &str) -> Option<usize> {
    let text = near(text);
    let mut rest = text;
    while let Some(behind) = one_closing(rest, name).or_else(|| one_closing(rest, "span")).or(rest.strip_prefix("<a>"))
    {
        rest = behind;
    }
    (rest.len() < text.len()).then_some(text.len() - rest.len())
}

fn one_closing<'s>(text: &'s str, name: &str) -> Option<&'s str> {
    let written = text.strip_prefix('<')?.trim_start_matches(' ').strip_prefix('/')?.trim_start_matches(' ');
    let behind = &written[if begins_with(written, name) { name.len() } else { return None }..];
    if behind.starts_with(char::is_alphanumeric) {
        return None;
    }
    Some(behind.trim_start_matches(' ').strip_prefix('>').unwrap_or(behind))
}

fn begins_with(text: &str, start: &str) -> bool {
    text.as_bytes().get(..start.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(start.as_bytes()))
}

/// `[…]` at the start of a text.
fn bracketed(text: &str) -> Option<&str> {
    text.starts_with('[').then(|| text.find(']').map(|end| &text[..=end]))?
}

fn says_timestamp(tag: &str) -> bool {
    ["timestamp", "data-t=", "data=t=", "yt="].iter().any(|mark| find(tag, mark).is_some())
}

/// Whether a text has what attributes have, and prose has not.
fn is_markup(tag: &str) -> bool {
    says_timestamp(tag) || ["=\"", "='", "t=", "data-", "data="].iter().any(|mark| find(tag, mark).is_some())
}

/// Where a text has another, in capitals or not.
fn find(text: &str, other: &str) -> Option<usize> {
    text.as_bytes().windows(other.len()).position(|part| part.eq_ignore_ascii_case(other.as_bytes()))
}

/// What `data-t` says, with quotes or without.
fn value(tag: &str) -> Option<&str> {
    let value = tag[find(tag, "data-t=")? + "data-t=".len()..].trim_start();
    match value.strip_prefix('"') {
        Some(value) => value.split('"').next(),
        None => match value.strip_prefix('\'') {
            Some(value) => value.split('\'').next(),
            None => value.split_whitespace().next(),
        },
    }
}

/// A time as it is written and read, and the end of its range.
type Time<'s> = (&'s str, Written, Option<Written>);

/// The times in the attributes: those of `data-t`, or else the first there is.
fn attribute(tag: &str) -> Vec<Time<'_>> {
    let value = value(tag).unwrap_or_default().trim();
    if let Some(time) = Written::parse(value) {
        return vec![(value, time, None)];
    }
    let found = times(value);
    if !found.is_empty() {
        return found;
    }
    // The numbers of an address outside are no time.
    let first = Written::find(tag).filter(|_| is_markup(tag) && !tag.contains("//"));
    first.map(|(range, time)| (&tag[range], time, None)).into_iter().collect()
}

/// Every time in a label, each with the end of its range.
fn times(label: &str) -> Vec<Time<'_>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some((range, _)) = Written::find(&label[at..]) {
        let start = at + range.start;
        let Some((length, time, end)) = range_at(&label[start..]) else { break };
        let written = &label[start..start + range.len()];
        at = start + length;
        let apart = label[at..].strip_prefix(']').filter(|_| end.is_none()).and_then(range_end);
        at += apart.map_or(0, |(length, _)| length + 1);
        found.push((written, time, end.or(apart.map(|(_, end)| end))));
    }
    found
}

/// Whether a text is a time and no more.
fn is_time(text: &str) -> bool {
    let inner = text.trim_matches(['[', ']', '(', ')', ' ', '\n']);
    Written::at(inner).is_some() && Written::parse(inner).is_some()
}
