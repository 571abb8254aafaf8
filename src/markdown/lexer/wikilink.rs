//! Wikilinks: `[[target#heading | label]]`, and the links of Org mode: `[[https://…][label]]`.

use std::borrow::Cow;

use crate::markdown::lexer::step::MAX_CONSTRUCT_BYTES;
use crate::markdown::lexer::timestamp::{self, Tokens};
use crate::markdown::lexer::token::{Kind, PictureSize, TimestampToken, Wikilink};
use crate::text::media_kind::kind_of;
use crate::text::timestamp::RawTimestamp;

/// Parses a wikilink at the start of a text, and returns its length in bytes, too. It ends on the
/// same line; if another `[[` precedes the end, the first one is text.
pub(in crate::markdown) fn read(rest: &str) -> Option<(usize, Wikilink<'_>)> {
    let near = &rest[..rest.floor_char_boundary(MAX_CONSTRUCT_BYTES)];
    let inside = near.strip_prefix("[[")?;
    let inside = &inside[..end(inside)?];
    if is_array(inside) {
        return None;
    }
    Some((inside.len() + 4, parse(inside)?))
}

/// Whether the text between the brackets is data: an array of arrays (`[[0,0],[3,4]]`) or of
/// several numbers or texts (`[[1, 2]]`, `[["a", "b"]]`). Lists of timestamps are none.
fn is_array(inside: &str) -> bool {
    if !inside.contains(',') {
        return false;
    }
    let is_text = |text: &str| text.len() > 1 && text.starts_with('"') && text.ends_with('"');
    let is_value = |text: &str| text.parse::<f64>().is_ok() || is_text(text);
    let ends_with_bracket = |text: &str| text.trim_end().ends_with(']');
    let mut parts = inside.split(',').peekable();
    let mut separates_arrays = false;
    let mut values = 0;
    let mut count = 0;
    while let Some(part) = parts.next() {
        count += 1;
        values += usize::from(is_value(part.trim()));
        let next = parts.peek().map(|next| next.trim_start());
        separates_arrays |=
            ends_with_bracket(part) && next.is_some_and(|next| next.starts_with('['));
    }
    (separates_arrays && !inside.contains([':', '<'])) || values == count
}

/// The byte offset of the closing brackets. The scan stops at characters that no link contains, so
/// that a line of brackets takes linear time.
fn end(inside: &str) -> Option<usize> {
    let bytes = inside.as_bytes();
    if bytes.first() == Some(&b'[') {
        return None;
    }
    memchr::memchr3_iter(b'\n', b'[', b']', bytes)
        .find(|at| bytes[*at] == b'\n' || bytes.get(at + 1) == Some(&bytes[*at]))
        .filter(|at| bytes[*at] == b']')
}

/// Parses the text between the brackets; `None` if it has no target.
fn parse(inside: &str) -> Option<Wikilink<'_>> {
    let (before, labels) = match inside.split_once('|') {
        // In a table the bar is escaped: `[[a \| b]]`.
        Some((before, labels)) => (before.trim_end().trim_end_matches('\\'), labels),
        None => match inside.split_once("][") {
            Some((url, label)) if url.contains("://") => (url, label),
            _ => (inside, ""),
        },
    };
    // The last of several labels counts. For a file, a number is its size.
    let is_file = kind_of(before.trim()).is_some();
    let size = |label: &str| PictureSize::parse(label).filter(|_| is_file);
    let mut labels = labels.rsplit('|').map(str::trim);
    let label = labels.clone().find(|label| size(label).is_none());
    let size = labels.find_map(size);
    let before = before.trim();
    let label = label.filter(|label| !label.is_empty()).map(plain);
    let (target, heading) = match before.split_once('#') {
        Some(("", "")) => return None,
        // `C#` is a name; a URL keeps its `#`.
        Some((_, "")) => (before, None),
        Some(_) if before.contains("://") => (before, None),
        Some((target, heading)) => (target.trim_end(), Some(heading.trim_matches([' ', '#']))),
        None => (before, None),
    };
    let heading = heading.filter(|heading| !heading.is_empty());
    if target.is_empty() && heading.is_none() {
        return None;
    }
    // `[[the words | file_name]]` has target and label swapped.
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
        is_path: false,
        size,
        source_range: 0..0,
    })
}

/// Whether a text looks like the name of a note's file: lower case, with underscores.
fn is_file_name(text: &str) -> bool {
    text.contains('_')
        && text
            .chars()
            .all(|c| c == '_' || (c.is_alphanumeric() && !c.is_uppercase()))
}

/// Removes emphasis around a label, which is plain text.
fn plain(label: &str) -> Cow<'_, str> {
    let inner = label.trim_matches(['*', '`']);
    if inner.is_empty() || inner.len() == label.len() {
        Cow::Borrowed(label)
    } else {
        Cow::Borrowed(inner)
    }
}

/// The tokens of a wikilink: the link, and after it the timestamps in its label (`[[a |
/// [01:39:35]]]`, `[[a | words (00:40:53)]]`) and in its name. A name that consists only of
/// timestamps is no target.
pub(in crate::markdown) fn tokens<'s>(
    rest: &'s str,
    length: usize,
    link: Wikilink<'s>,
) -> Tokens<'s> {
    let inside = &rest[2..length - 2];
    let (name, label) = match inside.rsplit_once('|') {
        Some((name, label)) => (LinkText::parse(name, name.len()), Some(label)),
        None => (LinkText::default(), None),
    };
    // The first of the two closing brackets may belong to the label.
    let last = label.unwrap_or(inside);
    let mut cited = LinkText::parse(&rest[length - 2 - last.len()..=length - 2], last.len());
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
            .chain(word_tokens(&cited.words[1..], true))
            .collect(),
        None => word_tokens(&cited.words, false).collect(),
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

/// Words as tokens with spaces between them, and before the first one if `has_previous`.
fn word_tokens<'s>(words: &[&'s str], has_previous: bool) -> impl Iterator<Item = Kind<'s>> {
    let space = move |index: usize| Kind::Literal(if index > 0 || has_previous { " " } else { "" });
    words
        .iter()
        .enumerate()
        .flat_map(move |(index, words)| [space(index), Kind::Literal(words)])
}

/// Whether double brackets contain only a time and are the label of an external link:
/// `[[00:03:38]](https://…)`.
pub(in crate::markdown) fn is_label(rest: &str, length: usize) -> bool {
    rest[length..].starts_with("(http") && timestamp(&rest[2..length - 2]).is_some()
}

/// The timestamp of a text that consists only of a time with hours.
fn timestamp(text: &str) -> Option<Kind<'_>> {
    let written = text.trim();
    let (length, time) = RawTimestamp::parse_prefix(written)?;
    let timestamp = TimestampToken::new(written, time, None);
    (length == written.len() && !time.is_minutes_and_seconds())
        .then_some(Kind::Timestamp(timestamp))
}

/// The words and timestamps of a label or a name.
#[derive(Default)]
struct LinkText<'s> {
    words: Vec<&'s str>,
    times: Vec<Kind<'s>>,
    /// The byte offset of the end of the last timestamp.
    end: usize,
}

impl<'s> LinkText<'s> {
    /// Parses the first `length` bytes of a text; a timestamp may include the bracket after them.
    fn parse(text: &'s str, length: usize) -> Self {
        let mut cited = Self {
            words: Vec::new(),
            times: Vec::new(),
            end: 0,
        };
        let mut at = 0;
        while let Some(start) = text[at..length]
            .find(['<', '[', '('])
            .map(|start| at + start)
        {
            let rest = &text[start..length];
            let (around, tokens) = match rest.as_bytes()[0] {
                b'<' => (0, timestamp::anchor(rest)),
                b'[' => (
                    0,
                    timestamp::in_brackets(&text[start..], &text[..start], false),
                ),
                _ => (2, timestamp::in_parentheses(&rest[1..])),
            };
            at = start + 1;
            if let Some(tokens) = tokens {
                cited.add_words(&text[cited.end..start]);
                at = (start + around + tokens.iter().map(|(length, _)| length).sum::<usize>())
                    .min(text.len());
                cited.end = at;
                for (_, kind) in tokens {
                    match kind {
                        Kind::Timestamp(_) if cited.cites(&kind) => {}
                        Kind::Timestamp(_) | Kind::InvalidTimestamp(_) => cited.times.push(kind),
                        Kind::Literal(words) => cited.add_words(words),
                        _ => {}
                    }
                }
            }
            if at >= length {
                break;
            }
        }
        cited.add_words(&text[cited.end.min(length)..length]);
        if let [words] = cited.words[..]
            && let (true, Some(time)) = (cited.times.is_empty(), timestamp(words))
        {
            return Self {
                words: Vec::new(),
                times: vec![time],
                ..cited
            };
        }
        cited
    }

    fn add_words(&mut self, words: &'s str) {
        let words = words.trim();
        if !timestamp::is_blank(words) {
            self.words.push(words);
        }
    }

    fn cites(&self, kind: &Kind<'s>) -> bool {
        let seconds = |kind: &Kind<'s>| {
            if let Kind::Timestamp(timestamp) = kind {
                Some(timestamp.time.as_hms())
            } else {
                None
            }
        };
        seconds(kind).is_some() && self.times.iter().any(|time| seconds(time) == seconds(kind))
    }

    /// The words as a label.
    fn label(&self) -> Option<Cow<'s, str>> {
        match self.words[..] {
            [] => None,
            [words] => Some(plain(words)),
            _ => Some(Cow::Owned(self.words.join(" "))),
        }
    }
}
