//! Parses the start tag of an anchor with its attributes, and its end tag. Both may be malformed: a
//! `>`, a quote or a slash may be missing or superfluous.

use crate::markdown::lexer::timestamp::{skip_spaces, within};
use crate::text::ascii_case::starts_with_ignore_case;

/// The start tag of an element.
pub(in crate::markdown) struct Tag<'s> {
    /// The name of the element, mostly `a`.
    pub(in crate::markdown) name: &'s str,
    /// Names and values; a fragment of markup is a value without a name.
    pub(super) attributes: Vec<(&'s str, &'s str)>,
    /// The length in bytes, including the `>`.
    pub(in crate::markdown) length: usize,
    /// Whether it has a `>`.
    pub(in crate::markdown) is_closed: bool,
}

impl<'s> Tag<'s> {
    /// Parses the start tag at the start of a text. It ends at the first word that is not an
    /// attribute, so that no words are lost if a `>` or a quote is missing.
    pub(in crate::markdown) fn read(text: &'s str) -> Option<Self> {
        let (name, start) = opening(text)?;
        let mut attributes = Vec::new();
        let mut rest = &text[start..];
        loop {
            let next = skip_separators(rest);
            if let Some(after) = next.strip_prefix('>') {
                return Some(Self {
                    name,
                    attributes,
                    length: text.len() - after.len(),
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

    /// Whether it is the tag of a timestamp. Elements other than `a` need the class or attribute of
    /// the dialect.
    pub(super) fn is_timestamp(&self) -> bool {
        let is_anchor = self.name.eq_ignore_ascii_case("a");
        self.attributes.iter().any(|(name, value)| {
            let is_class = name.is_empty() || name.eq_ignore_ascii_case("class");
            let is_ours = ["yt-timestamp", "yt_timestamp"]
                .iter()
                .any(|word| contains_ignore_case(value, word));
            let has_time = ["data-t", "data-timestamp"]
                .iter()
                .any(|data| name.eq_ignore_ascii_case(data));
            let is_broken =
                name.eq_ignore_ascii_case("data") && starts_with_ignore_case(value, "t=");
            has_time
                || (is_class && is_ours)
                || (is_anchor
                    && (is_broken || (is_class && contains_ignore_case(value, "timestamp"))))
        })
    }

    /// The value of the attribute for the time.
    pub(super) fn value(&self) -> Option<&'s str> {
        self.attribute("data-t")
            .or_else(|| self.attribute("data-timestamp"))
            .map(str::trim)
    }

    /// The value of an attribute.
    pub(in crate::markdown) fn attribute(&self, key: &str) -> Option<&'s str> {
        let mut attributes = self.attributes.iter();
        attributes
            .find(|(name, _)| name.eq_ignore_ascii_case(key))
            .map(|(_, value)| *value)
    }
}

/// Skips spaces between attributes, and characters that real notes have instead.
fn skip_separators(text: &str) -> &str {
    let mut rest = skip_spaces(text);
    while let Some(after) = rest
        .strip_prefix("%20")
        .or_else(|| rest.strip_prefix(['$', '/', '\\']))
    {
        rest = skip_spaces(after);
    }
    rest
}

/// Parses the attribute that a text starts with: `data-t="00:03:38"`, or a fragment that can only
/// be markup (`data-05:08"`, `yt-timestamp"`). Returns its length in bytes, too.
fn attribute(text: &str) -> Option<(usize, (&str, &str))> {
    let name_end = text
        .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':' | '.')))
        .unwrap_or(text.len());
    let (name, after) = text.split_at(name_end);
    let value = after
        .trim_start_matches(' ')
        .strip_prefix('=')
        .filter(|_| !name.is_empty());
    if let Some(value) = value.map(|value| value.trim_start_matches(' ')) {
        let start = text.len() - value.len();
        let (length, parsed) = value_of(value);
        // `x = 5` is prose, unless it contains a quote or a colon.
        let is_prose =
            start > name.len() + 1 && !value.starts_with(is_quote) && !parsed.contains(':');
        return (!is_prose).then_some((start + length, (name, parsed)));
    }
    let word = word(text);
    let is_quoted = word.contains(is_double_quote);
    let begins_quote = word
        .strip_prefix(is_double_quote)
        .is_some_and(|rest| rest.starts_with(char::is_alphanumeric));
    let is_markup = (is_quoted && !begins_quote)
        || starts_with_ignore_case(word, "data-")
        || contains_ignore_case(word, "yt-timestamp");
    is_markup.then(|| (word.len(), ("", word.trim_matches(is_quote))))
}

/// A word in a tag that is not an attribute, but is followed by an attribute or by the `>`. Returns
/// its length in bytes, too.
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

/// Parses the value that a text starts with, and returns its length in bytes with its quotes, too.
/// A value with spaces or a `>` must be followed by a character that may follow a value; otherwise
/// its closing quote is missing, and the quote belongs to another value.
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
        let after = &inside[end + quote.len_utf8()..];
        let is_plain = !inside[..end].contains(|c: char| c.is_whitespace() || c == '>');
        let may_follow = |c: char| c.is_whitespace() || matches!(c, '>' | '<' | '/' | '%' | '[');
        if is_plain || after.is_empty() || after.starts_with(may_follow) {
            return (text.len() - after.len(), &inside[..end]);
        }
    }
    let word = word(text);
    (word.len(), word.trim_matches(is_quote))
}

/// The word that a text starts with.
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

/// The name of the element whose start tag a text starts with, and the length in bytes of `<a`. The
/// space after it may be missing (`<aclass=`), also together with the name (`<class=`), or the `<`.
pub(super) fn opening(text: &str) -> Option<(&str, usize)> {
    const WITHOUT_BRACKET: &str = "a class=\"yt-timestamp\"";
    if text.starts_with(WITHOUT_BRACKET) {
        return Some(("a", 1));
    }
    let name = text.strip_prefix('<')?.trim_start_matches(' ');
    let after_name = name.strip_prefix(['a', 'A']).unwrap_or(name);
    if ["class=", "data-t=", "data=t="]
        .iter()
        .any(|start| starts_with_ignore_case(after_name, start))
    {
        return Some(("a", text.len() - after_name.len()));
    }
    let after = name.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    let length = name.len() - after.len();
    let is_alone = after.starts_with('>') && length == 1 && name.starts_with(['a', 'A']);
    let starts = after.starts_with("%20") || after.starts_with([' ', '\t', '\n', '$']);
    ((starts || is_alone) && (1..=12).contains(&length))
        .then_some((&name[..length], text.len() - after.len()))
}

/// The length in bytes of one or several end tags that a text starts with, even malformed ones.
pub(in crate::markdown) fn closing(text: &str, name: &str) -> Option<usize> {
    let text = within(text, 200);
    let mut rest = text;
    while let Some(after) = one_closing(rest, name).or_else(|| one_closing(rest, "span")) {
        rest = after;
    }
    (rest.len() < text.len()).then_some(text.len() - rest.len())
}

/// The text after an end tag: `</a>`, `</a`, `< / a >`, `<\/a>`, `\</a\>`, `<a>`, `<a/>`, `/a>`,
/// `</a class="yt-timestamp">`.
fn one_closing<'s>(text: &'s str, name: &str) -> Option<&'s str> {
    let Some(inside) = text.strip_prefix('\\').unwrap_or(text).strip_prefix('<') else {
        return text.strip_prefix("/a>");
    };
    let written = inside.trim_start_matches([' ', '/', '\\']);
    let is_slashed = inside[..inside.len() - written.len()].contains(['/', '\\']);
    let after = &written[if starts_with_ignore_case(written, name) {
        name.len()
    } else {
        return None;
    }..];
    if !is_slashed {
        return (name == "a")
            .then(|| after.strip_prefix("/>").or_else(|| after.strip_prefix('>')))?;
    }
    if after.starts_with(char::is_alphanumeric) {
        return None;
    }
    let spaced = after.trim_start_matches(' ');
    let class =
        attribute(spaced).filter(|(_, (_, value))| contains_ignore_case(value, "yt-timestamp"));
    let after = class.map_or(after, |(length, _)| &spaced[length..]);
    Some(
        after
            .trim_start_matches(['\\', ' '])
            .strip_prefix('>')
            .unwrap_or(after),
    )
}

/// Whether a text contains another, in any case.
fn contains_ignore_case(text: &str, other: &str) -> bool {
    text.as_bytes()
        .windows(other.len())
        .any(|part| part.eq_ignore_ascii_case(other.as_bytes()))
}
