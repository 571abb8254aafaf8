//! Removes comments from front matter: those of YAML and TOML, from `#` to the end of the line, and
//! those that notes may have anywhere.

use std::borrow::Cow;

use crate::corpus::front_matter::{Format, toml};
use crate::markdown::without_front_matter_comments;

/// Removes the comments of front matter; line numbers stay the same. In doubt, text is a comment:
/// pages show text after ` #` only if it is in quotes.
pub(super) fn without_comments(data: &str, format: Format) -> Cow<'_, str> {
    let mut plain = match format {
        Format::Yaml => without_yaml_comments(data),
        Format::Toml => toml::without_comments(data),
        Format::Json => Cow::Borrowed(data),
    };
    for remove in [unescape_delimiters, without_front_matter_comments] {
        let shorter = match remove(&plain) {
            Cow::Borrowed(_) => None,
            Cow::Owned(shorter) => Some(shorter),
        };
        plain = shorter.map_or(plain, Cow::Owned);
    }
    plain
}

/// The characters of the delimiters of comments.
const DELIMITER_CHARS: &str = "%<!->";

/// Replaces escapes (`\x25`, `\u0025`, `\U00000025`) by the characters of comment delimiters:
/// between double quotes, where escapes are valid, both are equivalent.
fn unescape_delimiters(yaml: &str) -> Cow<'_, str> {
    let mut out = String::new();
    let mut copied = 0;
    let mut at = 0;
    while let Some(found) = yaml[at..].find('\\') {
        let start = at + found;
        at = start + 1 + yaml[start + 1..].chars().next().map_or(0, char::len_utf8);
        let digits = match yaml.as_bytes().get(start + 1) {
            Some(b'x') => 2,
            Some(b'u') => 4,
            Some(b'U') => 8,
            _ => continue,
        };
        let code = yaml
            .get(at..at + digits)
            .and_then(|code| u32::from_str_radix(code, 16).ok());
        if let Some(c) = code
            .and_then(char::from_u32)
            .filter(|c| DELIMITER_CHARS.contains(*c))
        {
            out.push_str(&yaml[copied..start]);
            out.push(c);
            at += digits;
            copied = at;
        }
    }
    if copied == 0 {
        return Cow::Borrowed(yaml);
    }
    out.push_str(&yaml[copied..]);
    Cow::Owned(out)
}

/// Removes the `#` comments of YAML.
fn without_yaml_comments(yaml: &str) -> Cow<'_, str> {
    if !yaml.contains('#') {
        return Cow::Borrowed(yaml);
    }
    let mut out = String::with_capacity(yaml.len());
    let mut block = None;
    for line in yaml.split_inclusive('\n') {
        let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
        let is_text = block.as_mut().is_some_and(|block: &mut BlockScalar| {
            line.trim().is_empty() || block.contains(indent)
        });
        if is_text {
            out.push_str(line);
            continue;
        }
        let end = comment_start(line).unwrap_or(line.len());
        let content = line[..end].trim_end_matches([' ', '\t']);
        block = starts_block_scalar(content.trim_end()).then_some(BlockScalar {
            outer_indent: indent,
            inner_indent: None,
        });
        out.push_str(if end < line.len() { content } else { line });
        if end < line.len() && line.ends_with('\n') {
            out.push('\n');
        }
    }
    if out.len() == yaml.len() {
        Cow::Borrowed(yaml)
    } else {
        Cow::Owned(out)
    }
}

/// A block scalar, which contains no comments.
struct BlockScalar {
    /// The indentation of the line with its indicator.
    outer_indent: usize,
    /// The indentation of its first line; a line with less indentation ends it.
    inner_indent: Option<usize>,
}

impl BlockScalar {
    /// Whether a line with this indentation is part of it.
    fn contains(&mut self, indent: usize) -> bool {
        indent > self.outer_indent && indent >= *self.inner_indent.get_or_insert(indent)
    }
}

/// The byte offset of the comment of a line. Quotes start where a value does, and end on their
/// line.
fn comment_start(line: &str) -> Option<usize> {
    let bytes = line.as_bytes();
    let (mut begins_value, mut is_flow) = (true, false);
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'#' if at == 0 || matches!(bytes[at - 1], b' ' | b'\t') => return Some(at),
            quote @ (b'"' | b'\'') if begins_value => at += closing_quote(&bytes[at..], quote),
            _ => {}
        }
        begins_value = match bytes[at] {
            b' ' | b'\t' if at > 0 => {
                begins_value || bytes[at - 1] == b':' || (is_flow && bytes[at - 1] == b',')
            }
            b' ' | b'\t' | b'-' | b'?' => begins_value,
            b'[' | b'{' => {
                is_flow |= begins_value;
                begins_value
            }
            _ => false,
        };
        at += 1;
    }
    None
}

/// The byte offset of the closing quote from the opening one; 0 if there is none.
fn closing_quote(bytes: &[u8], quote: u8) -> usize {
    let mut at = 1;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' if quote == b'"' => at += 1,
            b if b == quote && quote == b'\'' && bytes.get(at + 1) == Some(&quote) => at += 1,
            b if b == quote => return at,
            _ => {}
        }
        at += 1;
    }
    0
}

/// Whether a line starts a block scalar: `key: |`, `- >-`.
fn starts_block_scalar(line: &str) -> bool {
    let indicator = line.rsplit([' ', '\t']).next().unwrap_or_default();
    let before = line[..line.len() - indicator.len()].trim_end();
    let modifiers = indicator.strip_prefix(['|', '>']);
    modifiers.is_some_and(|rest| {
        rest.len() <= 2 && rest.bytes().all(|b| matches!(b, b'+' | b'-' | b'1'..=b'9'))
    }) && (before.ends_with(':')
        || before
            .bytes()
            .all(|b| matches!(b, b' ' | b'\t' | b'-' | b'?')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_are_removed_and_text_is_not() {
        for (yaml, expected) in [
            ("# x\ntitle: A # x\n  # x\n", "\ntitle: A\n\n"),
            ("title: C#\ntags: [a, b] # x", "title: C#\ntags: [a, b]"),
            ("title: \"A # b\" # x\n", "title: \"A # b\"\n"),
            ("title: 'It''s # b' # x\n", "title: 'It''s # b'\n"),
            ("- 'a # b' # x\n  - \"c # d\"", "- 'a # b'\n  - \"c # d\""),
            (
                "title: a - \"b # x\"\nid: a, 'b # x'",
                "title: a - \"b\nid: a, 'b",
            ),
            ("title: it's # x\nmore: 'a'\n", "title: it's\nmore: 'a'\n"),
            ("title: \"not closed # x\n", "title: \"not closed\n"),
            ("a: [\"b # c\", 'd # e'] # x", "a: [\"b # c\", 'd # e']"),
            ("a: |\n  # text\n\n  b\n# x\n", "a: |\n  # text\n\n  b\n\n"),
            ("a: >- # x\n  # text\nb: c", "a: >-\n  # text\nb: c"),
            ("a: |\n    text\n  # x\nb: c", "a: |\n    text\n\nb: c"),
            (
                "- name: >-\n      Long\n    # x\n",
                "- name: >-\n      Long\n\n",
            ),
            ("a: why - >\n  # x\n", "a: why - >\n\n"),
            ("- - |\n    # text\n", "- - |\n    # text\n"),
            ("a: b %%x%% c", "a: b c"),
            ("a: b # %%x\nc: d", "a: b\nc: d"),
            ("title: \"A \\x25%x%% b\"", "title: \"A b\""),
            ("title: \"A \\u0025\\U00000025x%%\\x25\"", "title: \"A %\""),
            ("title: \"A <\\x21\\u002d- x --\\x3E\"", "title: \"A \""),
            (
                "title: \"A \\\\x25% \\ü \\x2\"",
                "title: \"A \\\\x25% \\ü \\x2\"",
            ),
        ] {
            assert_eq!(without_comments(yaml, Format::Yaml), expected, "{yaml}");
        }
        assert!(matches!(
            without_comments("title: C#\nid: a\n", Format::Yaml),
            Cow::Borrowed(_)
        ));
    }
}
