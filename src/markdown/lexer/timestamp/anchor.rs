//! The anchor. Real ones lack their `>`, their quotes, their label, their end; whatever can be told
//! to be one is taken whole, so that no piece of its markup shows in the page.

use crate::markdown::lexer::timestamp::label::{self, Label, Time};
use crate::markdown::lexer::timestamp::tag::{Tag, begins_with, closing, opening};
use crate::markdown::lexer::timestamp::{Tokens, is_in_pairs, near};
use crate::markdown::lexer::token::{Kind, TimestampToken, Unreadable};
use crate::text::timestamp::RawTimestamp;

/// The parts of an anchor, as far as they are there.
struct Parts<'s> {
    tag: Tag<'s>,
    /// What it shows.
    label: Label<'s>,
    /// How long all of it is, in bytes.
    length: usize,
    /// Whether a word follows with no space between.
    is_tight: bool,
}

/// Reads an anchor that holds a time in its attribute or its label. One that says it is a timestamp
/// and holds none stays as the text of its label. Any other anchor is none of ours.
pub(in crate::markdown) fn anchor(rest: &str) -> Option<Tokens<'_>> {
    opening(rest)?;
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
    let attribute = attribute(&parts.tag);
    let is_anchor = parts.tag.name.eq_ignore_ascii_case("a");
    if !(parts.tag.says_timestamp()
        || is_anchor && (!attribute.is_empty() || parts.label.is_time()))
    {
        return None;
    }
    let moments = moments(attribute, &parts);
    if moments.is_empty() {
        return Some(unreadable(near, &parts));
    }
    // Words in a label are text of the note: they stay, and the times follow them.
    let cited: Vec<Time<'_>> = moments
        .iter()
        .map(|moment| (moment.written, moment.time, moment.end))
        .collect();
    let mut tokens: Tokens<'_> = parts
        .label
        .words(&cited)
        .into_iter()
        .map(|words| (0, Kind::Literal(words)))
        .collect();
    tokens.extend((!tokens.is_empty()).then_some((0, Kind::Literal(" "))));
    tokens.extend(
        moments
            .into_iter()
            .map(|moment| (0, Kind::Timestamp(moment))),
    );
    tokens
        .last_mut()
        .into_iter()
        .for_each(|(length, _)| *length = parts.length);
    Some(tokens)
}

/// What can be shown of an anchor without a time: its label, or else its attribute. Where nothing
/// is there to show, the end of the tag tells at least where it stands.
fn unreadable<'s>(near: &'s str, parts: &Parts<'s>) -> Tokens<'s> {
    let end = &near[parts.tag.length..parts.tag.length];
    let mut shown = parts.label.pieces.clone();
    if parts.label.is_empty() {
        shown = vec![parts.tag.value().unwrap_or(end)];
    }
    let last = shown.pop().unwrap_or(end);
    let mut tokens: Tokens<'s> = shown
        .into_iter()
        .map(|piece| (0, Kind::Literal(piece)))
        .collect();
    tokens.push((parts.length, Kind::Unreadable(Unreadable::new(last))));
    tokens.extend(parts.is_tight.then_some((0, Kind::Literal(" "))));
    tokens
}

/// The moments of an anchor: the times of its attribute, or else of its label. A label that has the
/// attribute's time and others cites them all. An attribute with more in it than times yields to
/// the label.
fn moments<'s>(attribute: Vec<Time<'s>>, parts: &Parts<'s>) -> Vec<TimestampToken<'s>> {
    let label = parts.label.times();
    let agrees = |time: RawTimestamp| {
        label
            .iter()
            .find(|(_, other, _)| other.as_hms() == time.as_hms())
    };
    let is_list = label.len() > 1
        && !parts
            .label
            .pieces
            .iter()
            .any(|piece| piece.contains(['"', '>']));
    let cites_more = |(_, time, _): &Time<'s>| is_list && agrees(*time).is_some();
    let is_doubtful = !label.is_empty() && parts.tag.value().is_some_and(is_doubtful);
    let times = match attribute.as_slice() {
        [one] if cites_more(one) => &label,
        times if !times.is_empty() && !is_doubtful => times,
        _ => {
            &label[..if is_list {
                label.len()
            } else {
                label.len().min(1)
            }]
        }
    };
    let mut moments: Vec<TimestampToken<'s>> = Vec::with_capacity(times.len());
    for (written, time, end) in times {
        if moments
            .iter()
            .all(|moment| moment.time.as_hms() != time.as_hms())
        {
            let same = agrees(*time);
            let other = label
                .first()
                .filter(|_| same.is_none())
                .map(|(_, other, _)| *other);
            let end = end.or(same.and_then(|(_, _, end)| *end));
            moments.push(TimestampToken {
                label: other,
                ..TimestampToken::new(written, *time, end)
            });
        }
    }
    moments
}

/// Whether a time is read in a value only by leaving something out, or its point may be a colon:
/// `00:03:3 8`, `00:3.38`.
fn is_doubtful(value: &str) -> bool {
    let is_read = RawTimestamp::parse(value).is_some() || label::is_times(value);
    !is_read || (value.contains('.') && value.matches(':').count() == 1)
}

fn parts(near: &str) -> Option<Parts<'_>> {
    let tag = Tag::read(near)?;
    let mut content = &near[tag.length..];
    if !tag.is_closed {
        // What there is of a label stands in the tag; it goes no further than its line and its
        // cell.
        if tag.attributes.is_empty() {
            return None;
        }
        content = &content[..content.find(['\n', '|']).unwrap_or(content.len())];
    }
    if let Some((end, closing)) = label_end(content, tag.name) {
        let length = tag.length + end + closing;
        return Some(Parts {
            label: Label::read(&content[..end]),
            length,
            is_tight: false,
            tag,
        });
    }
    // An anchor that is never closed ends behind its time, so that the words after it stay.
    let spaces = content.len() - content.trim_start_matches(' ').len();
    let label = time_at(&content[spaces..]).unwrap_or_default();
    let taken = if label.is_empty() {
        0
    } else {
        spaces + label.len()
    };
    let behind = &content[taken..];
    let closing = closing(behind, tag.name).unwrap_or(0);
    let is_tight = behind[closing..].starts_with(char::is_alphanumeric);
    Some(Parts {
        label: Label::read(label),
        length: tag.length + taken + closing,
        is_tight,
        tag,
    })
}

/// Where the label ends that a text begins with, and the length of the end tag; nowhere, if another
/// anchor begins before.
fn label_end(content: &str, name: &str) -> Option<(usize, usize)> {
    let mut has_span = false;
    for (at, _) in content.match_indices('<') {
        let rest = &content[at..];
        has_span |= begins_with(rest, "<span");
        let ends_span = has_span && begins_with(rest, "</span");
        if let Some(closing) = closing(rest, name).filter(|_| !ends_span || name == "span") {
            let escape = usize::from(content[..at].ends_with('\\'));
            return Some((at - escape, closing + escape));
        }
        has_span &= !ends_span;
        if opening(rest).is_some_and(|(other, _)| other.eq_ignore_ascii_case(name) || other == "a")
        {
            return None;
        }
    }
    None
}

/// `[…]` or a time at the start of a text.
fn time_at(text: &str) -> Option<&str> {
    let inside = text.trim_start_matches('[');
    let open = text.len() - inside.len();
    if open == 0 {
        return Some(&text[..RawTimestamp::parse_prefix(text)?.0]);
    }
    let end = inside
        .find(['[', ']', '<', '\n'])
        .filter(|end| inside[*end..].starts_with(']'))?;
    let closing = inside[end..]
        .bytes()
        .take(open)
        .take_while(|b| *b == b']')
        .count();
    Some(&text[..open + end + closing])
}

/// The times in the attributes: those of `data-t`, or else the first there is.
fn attribute<'s>(tag: &Tag<'s>) -> Vec<Time<'s>> {
    let value = tag.value().unwrap_or_default();
    if let Some(time) = RawTimestamp::parse(value) {
        return vec![(value, time, None)];
    }
    let found: Vec<Time<'_>> = label::times(value)
        .into_iter()
        .map(|(_, time)| time)
        .collect();
    if !found.is_empty() {
        return found;
    }
    let is_ours = tag.says_timestamp();
    let first = tag
        .attributes
        .iter()
        .find_map(|(name, value)| time_elsewhere(name, value, is_ours));
    first.into_iter().collect()
}

/// The time in an attribute that is none for times. The name of an element, its looks and an
/// URL outside have numbers too: there it must be all, or is none.
fn time_elsewhere<'s>(name: &str, value: &'s str, is_ours: bool) -> Option<Time<'s>> {
    let is = |other: &str| name.eq_ignore_ascii_case(other);
    if is("href") {
        let value = value.trim_start_matches(['#', '?']);
        let time = RawTimestamp::parse(value).filter(|_| value.contains(':'))?;
        return Some((value, time, None));
    }
    let is_other = ["title", "id", "name", "style"].into_iter().any(is);
    let may_hold = name.is_empty() || begins_with(name, "data") || (is_ours && !is_other);
    let (range, time) = RawTimestamp::find(value).filter(|_| may_hold && !value.contains("//"))?;
    is_in_pairs(&value[range.clone()]).then_some((&value[range], time, None))
}
