//! Comments in front matter: those of YAML, from `#` to the end of the line, and those that notes
//! have elsewhere, too.

use std::borrow::Cow;

use crate::markdown::without_comments_of_front_matter;

/// YAML without its comments. Lines keep their numbers. In doubt it is a comment: nothing that a
/// page shows stands behind a `#` with a space before it but in quotes.
pub(super) fn without_comments(yaml: &str) -> Cow<'_, str> {
    let mut plain = without_yaml_comments(yaml);
    for remove in [without_escaped_marks, without_comments_of_front_matter] {
        let shorter = match remove(&plain) {
            Cow::Borrowed(_) => None,
            Cow::Owned(shorter) => Some(shorter),
        };
        plain = shorter.map_or(plain, Cow::Owned);
    }
    plain
}

/// The characters of which the marks of comments are made.
const MARKS: &str = "%<!->";

/// YAML with the characters of marks in the place of their escapes (`\x25`, `\u0025`,
/// `\U00000025`): where escapes count, between double quotes, both are the same.
fn without_escaped_marks(yaml: &str) -> Cow<'_, str> {
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
        if let Some(mark) = code.and_then(char::from_u32).filter(|c| MARKS.contains(*c)) {
            out.push_str(&yaml[copied..start]);
            out.push(mark);
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

fn without_yaml_comments(yaml: &str) -> Cow<'_, str> {
    if !yaml.contains('#') {
        return Cow::Borrowed(yaml);
    }
    let mut out = String::with_capacity(yaml.len());
    let mut block = None;
    for line in yaml.split_inclusive('\n') {
        let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
        let is_text = block
            .as_mut()
            .is_some_and(|block: &mut Block| line.trim().is_empty() || block.holds(indent));
        if is_text {
            out.push_str(line);
            continue;
        }
        let end = comment(line).unwrap_or(line.len());
        let kept = line[..end].trim_end_matches([' ', '\t']);
        block = begins_text(kept.trim_end()).then_some(Block {
            outer: indent,
            inner: None,
        });
        out.push_str(if end < line.len() { kept } else { line });
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

/// A text over several lines, in which nothing is a comment.
struct Block {
    /// How far the line is indented that begins it.
    outer: usize,
    /// How far its first line is indented: what is indented less stands behind it.
    inner: Option<usize>,
}

impl Block {
    /// Whether a line that is indented so far is one of it.
    fn holds(&mut self, indent: usize) -> bool {
        indent > self.outer && indent >= *self.inner.get_or_insert(indent)
    }
}

/// Where the comment of a line begins. Quotes begin where a value does, and end in their line.
fn comment(line: &str) -> Option<usize> {
    let bytes = line.as_bytes();
    let (mut begins_value, mut is_flow) = (true, false);
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'#' if at == 0 || matches!(bytes[at - 1], b' ' | b'\t') => return Some(at),
            quote @ (b'"' | b'\'') if begins_value => at += quoted(&bytes[at..], quote),
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

/// The place of the quote that closes one, from its place; 0 where none does.
fn quoted(bytes: &[u8], quote: u8) -> usize {
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

/// Whether the lines below, which are indented more, are one text: `key: |`, `- >-`.
fn begins_text(line: &str) -> bool {
    let mark = line.rsplit([' ', '\t']).next().unwrap_or_default();
    let before = line[..line.len() - mark.len()].trim_end();
    let indicator = mark.strip_prefix(['|', '>']);
    indicator.is_some_and(|rest| {
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
    fn comments_go_and_text_stays() {
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
            assert_eq!(without_comments(yaml), expected, "{yaml}");
        }
        assert!(matches!(
            without_comments("title: C#\nid: a\n"),
            Cow::Borrowed(_)
        ));
    }
}
