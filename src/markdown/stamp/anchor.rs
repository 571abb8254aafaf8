//! The anchor. Real ones lack their `>`, their quotes, their label, their end; whatever can be told to
//! be one is taken whole, so that no piece of its markup shows in the page.

use super::{Tokens, near, range_at};
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
    if !(says_timestamp(parts.tag) || is_anchor && (attribute.is_some() || is_time(parts.label))) {
        return None;
    }
    let Some((written, time)) = attribute.or(label.first().map(|(written, time, _)| (*written, *time))) else {
        let value = value(parts.tag).unwrap_or_default();
        let shown = if parts.label.trim().is_empty() { value } else { parts.label };
        return Some(vec![(parts.length, Kind::Unreadable(shown))]);
    };
    let agrees = label.iter().any(|(_, other, _)| other.plain() == time.plain());
    let moment = Moment {
        written,
        time,
        label: label.first().filter(|_| !agrees).map(|(_, other, _)| *other),
        end: label.iter().find(|(_, other, _)| other.plain() == time.plain()).and_then(|(_, _, end)| *end),
    };
    Some(with_words(&parts, moment))
}

/// Words in a label are text of the note: they stay, and the time follows them.
fn with_words<'s>(parts: &Parts<'s>, moment: Moment<'s>) -> Tokens<'s> {
    let words = parts.label.trim_matches(|c: char| !c.is_alphanumeric());
    let says_nothing = !words.contains(char::is_alphabetic) || words.contains("://") || is_time(words);
    if says_nothing {
        return vec![(parts.length, Kind::Moment(moment))];
    }
    let words = match Written::find(words) {
        Some((range, _)) if range.end == words.len() => words[..range.start].trim_end_matches([' ', '[', '(']),
        _ => words,
    };
    vec![(0, Kind::Literal(words)), (0, Kind::Literal(" ")), (parts.length, Kind::Moment(moment))]
}

fn parts(near: &str) -> Option<Parts<'_>> {
    let (name, start) = opening(near)?;
    let inside = &near[start..];
    let Some(end) = tag_end(inside) else { return unended(name, start, inside) };
    let (tag, behind) = inside.split_at(end);
    let Some(content) = behind.strip_prefix('>') else {
        // The `>` is missing: what there is of a label stands in the tag.
        return match closing(behind, name) {
            Some(closing) => Some(Parts { name, tag, label: "", length: start + end + closing }),
            None => unended(name, start, tag),
        };
    };
    let text = &content[..content.find('<').unwrap_or(content.len())];
    let length = start + end + 1;
    match closing(&content[text.len()..], name) {
        Some(closing) => Some(Parts { name, tag, label: text, length: length + text.len() + closing }),
        None => {
            // An anchor that is never closed ends behind its time, so that the words after it stay.
            let label = bracketed(text).unwrap_or_default();
            Some(Parts { name, tag, label, length: length + label.len() })
        }
    }
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

/// An anchor that has neither `>` nor an end: it ends behind its time, and a label in brackets.
fn unended<'s>(name: &'s str, start: usize, inside: &'s str) -> Option<Parts<'s>> {
    let (time, _) = Written::find(inside)?;
    let behind = &inside[time.end..];
    let tag_end = time.end + behind.len() - behind.trim_start_matches(['"', '\'', ']']).len();
    let label = bracketed(inside[tag_end..].trim_start()).unwrap_or_default();
    let spaces = inside[tag_end..].len() - inside[tag_end..].trim_start().len();
    let length = tag_end + if label.is_empty() { 0 } else { spaces + label.len() };
    Some(Parts { name, tag: &inside[..tag_end], label, length: start + length })
}

/// The name of an element and the length of `<a`, where a space follows or what real notes have for it.
fn opening(near: &str) -> Option<(&str, usize)> {
    let name = near.strip_prefix('<')?.trim_start_matches(' ');
    let behind = name.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    let starts = behind.starts_with("%20") || behind.starts_with([' ', '\n', '$']);
    let length = name.len() - behind.len();
    (starts && (1..=12).contains(&length)).then_some((&name[..length], near.len() - behind.len()))
}

/// The length of `</a>`, of what is left of it, or of several.
pub(in crate::markdown) fn closing(text: &str, name: &str) -> Option<usize> {
    let text = near(text);
    let mut rest = text;
    while let Some(behind) = one_closing(rest, name) {
        rest = behind;
    }
    (rest.len() < text.len()).then_some(text.len() - rest.len())
}

fn one_closing<'s>(text: &'s str, name: &str) -> Option<&'s str> {
    let written = text.strip_prefix('<')?.trim_start_matches(' ').strip_prefix('/')?.trim_start_matches(' ');
    let behind = written.get(name.len()..).filter(|_| written[..name.len()].eq_ignore_ascii_case(name))?;
    if behind.starts_with(char::is_alphanumeric) {
        return None;
    }
    Some(behind.strip_prefix('>').unwrap_or(behind))
}

/// `[…]` at the start of a text.
fn bracketed(text: &str) -> Option<&str> {
    text.starts_with('[').then(|| text.find(']').map(|end| &text[..=end]))?
}

fn says_timestamp(tag: &str) -> bool {
    ["timestamp", "data-t=", "data=t=", "yt="].iter().any(|mark| tag.contains(mark))
}

/// What `data-t` says.
fn value(tag: &str) -> Option<&str> {
    tag.split_once("data-t=\"")?.1.split('"').next()
}

/// The time in the attributes: that of `data-t`, or else the first there is.
fn attribute(tag: &str) -> Option<(&str, Written)> {
    if let Some((value, time)) = value(tag).and_then(|value| Some((value, Written::parse(value)?))) {
        return Some((value.trim(), time));
    }
    // The numbers of an address outside are no time.
    let (range, time) = Written::find(tag).filter(|_| !tag.contains("//"))?;
    Some((&tag[range], time))
}

/// Every time in a label, each with the end of its range.
fn times(label: &str) -> Vec<(&str, Written, Option<Written>)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some((range, _)) = Written::find(&label[at..]) {
        let start = at + range.start;
        let Some((length, time, end)) = range_at(&label[start..]) else { break };
        found.push((&label[start..start + range.len()], time, end));
        at = start + length;
    }
    found
}

/// Whether a text is a time and no more.
fn is_time(text: &str) -> bool {
    let inner = text.trim_matches(['[', ']', '(', ')', ' ', '\n']);
    Written::at(inner).is_some() && Written::parse(inner).is_some()
}
