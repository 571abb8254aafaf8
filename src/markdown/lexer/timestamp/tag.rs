//! The tags of an anchor: where its start tag begins and ends, what attributes it has, and its end
//! tag. Nothing in them can be relied on: a `>`, a quote or a slash may be missing or one too many.

use crate::markdown::lexer::timestamp::{behind_spaces, within};

/// The start tag of an element.
pub(super) struct Tag<'s> {
    /// `a`; what says that it is a timestamp may be another element.
    pub(super) name: &'s str,
    /// Names and values; what has the look of markup and no name is a value alone.
    pub(super) attributes: Vec<(&'s str, &'s str)>,
    /// Its length in bytes, with its `>`.
    pub(super) length: usize,
    /// Whether it has a `>`.
    pub(super) is_closed: bool,
}

impl<'s> Tag<'s> {
    /// Reads the start tag at the start of a text. It is a run of attributes: the first word that
    /// is none is prose, so that no words are lost where a `>` or a quote is missing.
    pub(super) fn read(text: &'s str) -> Option<Self> {
        let (name, start) = opening(text)?;
        let mut attributes = Vec::new();
        let mut rest = &text[start..];
        loop {
            let next = behind_separators(rest);
            if let Some(behind) = next.strip_prefix('>') {
                return Some(Self {
                    name,
                    attributes,
                    length: text.len() - behind.len(),
                    is_closed: true,
                });
            }
            let Some((length, attribute)) = attribute(next).or_else(|| word_within(next)) else {
                break;
            };
            attributes.push(attribute);
            rest = &next[length..];
        }
        Some(Self {
            name,
            attributes,
            length: text.len() - rest.len(),
            is_closed: false,
        })
    }

    /// Whether it says that it is a timestamp. Of elements other than `a` no less than our own
    /// words will do.
    pub(super) fn says_timestamp(&self) -> bool {
        let is_anchor = self.name.eq_ignore_ascii_case("a");
        self.attributes.iter().any(|(name, value)| {
            let is_class = name.is_empty() || name.eq_ignore_ascii_case("class");
            let is_ours = ["yt-timestamp", "yt_timestamp"]
                .iter()
                .any(|word| has(value, word));
            let has_time = ["data-t", "data-timestamp"]
                .iter()
                .any(|data| name.eq_ignore_ascii_case(data));
            let is_broken = name.eq_ignore_ascii_case("data") && begins_with(value, "t=");
            has_time
                || (is_class && is_ours)
                || (is_anchor && (is_broken || (is_class && has(value, "timestamp"))))
        })
    }

    /// What the attribute that holds the time says.
    pub(super) fn value(&self) -> Option<&'s str> {
        let data = |wanted: &str| {
            self.attributes
                .iter()
                .find(|(name, _)| name.eq_ignore_ascii_case(wanted))
        };
        data("data-t")
            .or_else(|| data("data-timestamp"))
            .map(|(_, value)| value.trim())
    }
}

/// What stands between two attributes: spaces, and what real notes have for them.
fn behind_separators(text: &str) -> &str {
    let mut rest = behind_spaces(text);
    while let Some(behind) = rest
        .strip_prefix("%20")
        .or_else(|| rest.strip_prefix(['$', '/', '\\']))
    {
        rest = behind_spaces(behind);
    }
    rest
}

/// The attribute that a text begins with, and its length: `data-t="00:03:38"`, or a word that only
/// markup has (`data-05:08"`, `yt-timestamp"`).
fn attribute(text: &str) -> Option<(usize, (&str, &str))> {
    let name_end = text
        .find(|c: char| !(c.is_ascii_alphanumeric() || "-_:.".contains(c)))
        .unwrap_or(text.len());
    let (name, behind) = text.split_at(name_end);
    let value = behind
        .trim_start_matches(' ')
        .strip_prefix('=')
        .filter(|_| !name.is_empty());
    if let Some(value) = value.map(|value| value.trim_start_matches(' ')) {
        let start = text.len() - value.len();
        let (length, read) = value_of(value);
        // `x = 5` is prose, unless a quote or a colon tells otherwise.
        let is_prose =
            start > name.len() + 1 && !value.starts_with(is_quote) && !read.contains(':');
        return (!is_prose).then_some((start + length, (name, read)));
    }
    let word = word(text);
    let is_quoted = word.contains(is_double_quote);
    let begins_quote = word
        .strip_prefix(is_double_quote)
        .is_some_and(|rest| rest.starts_with(char::is_alphanumeric));
    let is_markup =
        (is_quoted && !begins_quote) || begins_with(word, "data-") || has(word, "yt-timestamp");
    is_markup.then(|| (word.len(), ("", word.trim_matches(is_quote))))
}

/// A word that stands within a tag although it is no attribute: another one follows before the `>`,
/// or the `>` itself.
fn word_within(text: &str) -> Option<(usize, (&str, &str))> {
    let end = text
        .find(['<', '>', '\n'])
        .filter(|end| text[*end..].starts_with('>'))?;
    let word = word(text);
    let has_letters = |word: &str| word.contains(char::is_alphabetic);
    let is_last = word.len() == end || !text[..end].split_whitespace().any(has_letters);
    (!word.is_empty() && (is_last || text[..end].contains("=\"")))
        .then_some((word.len(), ("", word)))
}

/// The value that a text begins with, and its length with its quotes. One that holds spaces or a
/// `>` ends at a quote only if what may follow a value follows it: else its own quote is missing,
/// and this one is another's.
fn value_of(text: &str) -> (usize, &str) {
    let open = text.chars().next().filter(|c| is_quote(*c));
    let ends = |c: char| {
        c == '<'
            || if open == Some('\'') {
                c == '\''
            } else {
                is_double_quote(c)
            }
    };
    if let Some(open) = open
        && let inside = &text[open.len_utf8()..]
        && let Some(end) = inside.find(ends)
        && let Some(quote) = inside[end..].chars().next().filter(|c| *c != '<')
    {
        let behind = &inside[end + quote.len_utf8()..];
        let is_plain = !inside[..end].contains(|c: char| c.is_whitespace() || c == '>');
        let may_follow = |c: char| c.is_whitespace() || "></%[".contains(c);
        if is_plain || behind.is_empty() || behind.starts_with(may_follow) {
            return (text.len() - behind.len(), &inside[..end]);
        }
    }
    let word = word(text);
    (word.len(), word.trim_matches(is_quote))
}

fn word(text: &str) -> &str {
    &text[..text
        .find(|c: char| c.is_whitespace() || c == '<' || c == '>')
        .unwrap_or(text.len())]
}

fn is_quote(c: char) -> bool {
    c == '\'' || is_double_quote(c)
}

fn is_double_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”')
}

/// The name of an element and the length of `<a`, where a space follows or what real notes have for
/// it: nothing (`<aclass=`), or the attribute alone (`<class=`). The `<` may be missing.
pub(super) fn opening(text: &str) -> Option<(&str, usize)> {
    const UNSIGNED: &str = "a class=\"yt-timestamp\"";
    if text.starts_with(UNSIGNED) {
        return Some(("a", 1));
    }
    let name = text.strip_prefix('<')?.trim_start_matches(' ');
    let bare = name.strip_prefix(['a', 'A']).unwrap_or(name);
    if ["class=", "data-t=", "data=t="]
        .iter()
        .any(|start| begins_with(bare, start))
    {
        return Some(("a", text.len() - bare.len()));
    }
    let behind = name.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    let length = name.len() - behind.len();
    let is_alone = behind.starts_with('>') && length == 1 && name.starts_with(['a', 'A']);
    let starts = behind.starts_with("%20") || behind.starts_with([' ', '\t', '\n', '$']);
    ((starts || is_alone) && (1..=12).contains(&length))
        .then_some((&name[..length], text.len() - behind.len()))
}

/// The length of `</a>`, of what is left of it or was written for it, or of several.
pub(in crate::markdown) fn closing(text: &str, name: &str) -> Option<usize> {
    let text = within(text, 200);
    let mut rest = text;
    while let Some(behind) = one_closing(rest, name).or_else(|| one_closing(rest, "span")) {
        rest = behind;
    }
    (rest.len() < text.len()).then_some(text.len() - rest.len())
}

/// `</a>`, `</a`, `< / a >`, `<\/a>`, `\</a\>`, `<a>`, `<a/>`, `/a>`, `</a class="yt-timestamp">`.
fn one_closing<'s>(text: &'s str, name: &str) -> Option<&'s str> {
    let Some(inside) = text.strip_prefix('\\').unwrap_or(text).strip_prefix('<') else {
        return text.strip_prefix("/a>");
    };
    let written = inside.trim_start_matches([' ', '/', '\\']);
    let is_slashed = inside[..inside.len() - written.len()].contains(['/', '\\']);
    let behind = &written[if begins_with(written, name) {
        name.len()
    } else {
        return None;
    }..];
    if !is_slashed {
        return (name == "a").then(|| {
            behind
                .strip_prefix("/>")
                .or_else(|| behind.strip_prefix('>'))
        })?;
    }
    if behind.starts_with(char::is_alphanumeric) {
        return None;
    }
    let spaced = behind.trim_start_matches(' ');
    let class = attribute(spaced).filter(|(_, (_, value))| has(value, "yt-timestamp"));
    let behind = class.map_or(behind, |(length, _)| &spaced[length..]);
    Some(
        behind
            .trim_start_matches(['\\', ' '])
            .strip_prefix('>')
            .unwrap_or(behind),
    )
}

pub(super) fn begins_with(text: &str, start: &str) -> bool {
    text.as_bytes()
        .get(..start.len())
        .is_some_and(|begin| begin.eq_ignore_ascii_case(start.as_bytes()))
}

/// Whether a text has another, in capitals or not.
fn has(text: &str, other: &str) -> bool {
    text.as_bytes()
        .windows(other.len())
        .any(|part| part.eq_ignore_ascii_case(other.as_bytes()))
}
