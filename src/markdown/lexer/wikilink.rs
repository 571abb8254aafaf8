//! `[[target#heading | label]]`.

use std::borrow::Cow;

use crate::markdown::lexer::step::MAX_CONSTRUCT_BYTES;
use crate::markdown::lexer::timestamp::{self, Tokens};
use crate::markdown::lexer::token::{Kind, TimestampToken, Wikilink};
use crate::text::media_kind::kind_of;
use crate::text::timestamp::RawTimestamp;

/// Reads a wikilink at the start of the text: its length in bytes and what it says. It ends on its
/// line, and a second `[[` before the end means that the first is just text.
pub(in crate::markdown) fn read(rest: &str) -> Option<(usize, Wikilink<'_>)> {
    let near = &rest[..rest.floor_char_boundary(MAX_CONSTRUCT_BYTES)];
    let inside = near.strip_prefix("[[")?;
    let inside = &inside[..end(inside)?];
    Some((inside.len() + 4, parse(inside)?))
}

/// Where the closing brackets are. The scan stops at what cannot stand in a link, so that a line of
/// nothing but brackets costs no more than its length.
fn end(inside: &str) -> Option<usize> {
    let bytes = inside.as_bytes();
    if bytes.first() == Some(&b'[') {
        return None;
    }
    memchr::memchr3_iter(b'\n', b'[', b']', bytes)
        .find(|at| bytes[*at] == b'\n' || bytes.get(at + 1) == Some(&bytes[*at]))
        .filter(|at| bytes[*at] == b']')
}

/// Reads what stands between the brackets; `None` where that names nothing.
fn parse(inside: &str) -> Option<Wikilink<'_>> {
    let (before, label) = match inside.split_once('|') {
        // In a table the bar is escaped: `[[a \| b]]`. Of several labels the last is meant.
        Some((before, labels)) => (
            before.trim_end().trim_end_matches('\\'),
            labels.rsplit('|').next(),
        ),
        None => (inside, None),
    };
    let before = before.trim();
    let label = label
        .map(str::trim)
        .filter(|label| !label.is_empty())
        .map(plain);
    let (target, heading) = match before.split_once('#') {
        // `C#` is a name; the `#` of a URL is its own.
        Some((_, "")) => (before, None),
        Some(_) if before.contains("://") => (before, None),
        Some((target, heading)) => (
            target.trim_end(),
            Some(heading.rsplit('#').next().unwrap_or(heading).trim()),
        ),
        None => (before, None),
    };
    let heading = heading.filter(|heading| !heading.is_empty());
    if target.is_empty() && heading.is_none() {
        return None;
    }
    // `[[the words | file_name]]` is the wrong way round.
    let (target, label) = match &label {
        Some(Cow::Borrowed(name))
            if is_file_name(name) && target.contains(' ') && kind_of(target).is_none() =>
        {
            (*name, Some(Cow::Borrowed(target)))
        }
        _ => (target, label),
    };
    Some(Wikilink {
        target: Cow::Borrowed(target),
        heading: heading.map(Cow::Borrowed),
        label,
        range: 0..0,
    })
}

fn is_file_name(text: &str) -> bool {
    text.contains('_')
        && text
            .chars()
            .all(|c| c == '_' || (c.is_alphanumeric() && !c.is_uppercase()))
}

/// A label is text: marks of emphasis around it go.
fn plain(label: &str) -> Cow<'_, str> {
    let inner = label.trim_matches(['*', '`']);
    if inner.is_empty() || inner.len() == label.len() {
        Cow::Borrowed(label)
    } else {
        Cow::Borrowed(inner)
    }
}

/// The link, and behind it the times that it cites: those in its label (`[[a | [01:39:35]]]`,
/// `[[a | words (00:40:53)]]`) and in its name. A name of nothing but times is no name.
pub(in crate::markdown) fn tokens<'s>(
    rest: &'s str,
    length: usize,
    link: Wikilink<'s>,
) -> Tokens<'s> {
    let inside = &rest[2..length - 2];
    let (name, label) = match inside.rsplit_once('|') {
        Some((name, label)) => (Cited::of(name, name.len()), Some(label)),
        None => (Cited::default(), None),
    };
    // The label's own bracket may be the first of the two that end the link.
    let last = label.unwrap_or(inside);
    let mut cited = Cited::of(&rest[length - 2 - last.len()..=length - 2], last.len());
    if cited.times.is_empty() && name.times.is_empty() {
        return vec![(length, Kind::Wikilink(link))];
    }
    let named = match label {
        Some(_) if name.times.is_empty() => Some(link),
        Some(_) => name.words.first().and_then(|words| parse(words)),
        None => cited.words.first().and_then(|words| parse(words)),
    };
    let mut shown: Vec<Kind<'s>> = match named {
        Some(link) if label.is_some() => vec![Kind::Wikilink(Wikilink {
            label: cited.label(),
            ..link
        })],
        Some(link) => std::iter::once(Kind::Wikilink(link))
            .chain(said(&cited.words[1..], true))
            .collect(),
        None => said(&cited.words, false).collect(),
    };
    let more: Vec<Kind<'s>> = name
        .times
        .into_iter()
        .filter(|time| !cited.cites(time))
        .collect();
    cited.times.splice(0..0, more);
    shown.extend((!shown.is_empty()).then_some(Kind::Literal(" ")));
    let mut tokens: Tokens<'s> = shown
        .into_iter()
        .chain(cited.times)
        .map(|kind| (0, kind))
        .collect();
    let takes_bracket = cited.end > last.len() && rest[length..].starts_with(']');
    if let Some((last, _)) = tokens.last_mut() {
        *last = length + usize::from(takes_bracket);
    }
    tokens
}

/// Words as text, with spaces between them, and before the first where it stands behind something.
fn said<'s>(words: &[&'s str], is_behind: bool) -> impl Iterator<Item = Kind<'s>> {
    let space = move |index: usize| Kind::Literal(if index > 0 || is_behind { " " } else { "" });
    words
        .iter()
        .enumerate()
        .flat_map(move |(index, words)| [space(index), Kind::Literal(words)])
}

/// Whether double brackets are a time, and the label of a link to elsewhere:
/// `[[00:03:38]](https://…)`.
pub(in crate::markdown) fn is_label(rest: &str, length: usize) -> bool {
    rest[length..].starts_with("(http") && moment(&rest[2..length - 2]).is_some()
}

/// A text that is a time with hours and nothing else.
fn moment(text: &str) -> Option<Kind<'_>> {
    let written = text.trim();
    let (length, time) = RawTimestamp::parse_prefix(written)?;
    let timestamp = TimestampToken::new(written, time, None);
    (length == written.len() && !time.is_short()).then_some(Kind::Timestamp(timestamp))
}

/// What a label or a name says, and what times it cites.
#[derive(Default)]
struct Cited<'s> {
    words: Vec<&'s str>,
    times: Vec<Kind<'s>>,
    /// Where the last time ends.
    end: usize,
}

impl<'s> Cited<'s> {
    /// Reads the first `length` bytes of a text; one bracket more may belong to them.
    fn of(text: &'s str, length: usize) -> Self {
        let mut cited = Self {
            words: Vec::new(),
            times: Vec::new(),
            end: 0,
        };
        let mut at = 0;
        while let Some(place) = text[at..length]
            .find(['<', '[', '('])
            .map(|place| at + place)
        {
            let rest = &text[place..length];
            let (around, tokens) = match rest.as_bytes()[0] {
                b'<' => (0, timestamp::anchor(rest)),
                b'[' => (0, timestamp::bare(&text[place..], &text[..place], None)),
                _ => (2, timestamp::in_parentheses(&rest[1..])),
            };
            at = place + 1;
            if let Some(tokens) = tokens {
                cited.say(&text[cited.end..place]);
                at = (place + around + tokens.iter().map(|(length, _)| length).sum::<usize>())
                    .min(text.len());
                cited.end = at;
                for (_, kind) in tokens {
                    match kind {
                        Kind::Timestamp(_) if cited.cites(&kind) => {}
                        Kind::Timestamp(_) | Kind::Unreadable(_) => cited.times.push(kind),
                        Kind::Literal(words) => cited.say(words),
                        _ => {}
                    }
                }
            }
            if at >= length {
                break;
            }
        }
        cited.say(&text[cited.end.min(length)..length]);
        if let [words] = cited.words[..]
            && let (true, Some(time)) = (cited.times.is_empty(), moment(words))
        {
            return Self {
                words: Vec::new(),
                times: vec![time],
                ..cited
            };
        }
        cited
    }

    fn say(&mut self, words: &'s str) {
        let words = words.trim();
        if !timestamp::is_blank(words) {
            self.words.push(words);
        }
    }

    fn cites(&self, kind: &Kind<'s>) -> bool {
        let seconds = |kind: &Kind<'s>| {
            if let Kind::Timestamp(moment) = kind {
                Some(moment.time.as_hms())
            } else {
                None
            }
        };
        seconds(kind).is_some() && self.times.iter().any(|time| seconds(time) == seconds(kind))
    }

    fn label(&self) -> Option<Cow<'s, str>> {
        match self.words[..] {
            [] => None,
            [words] => Some(plain(words)),
            _ => Some(Cow::Owned(self.words.join(" "))),
        }
    }
}
