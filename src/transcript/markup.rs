//! Removes the markup of cues: `<c>`, `<v Name>`, `<00:00:01.000>`, `{\an8}`, `&amp;`.

use memchr::memchr2;

/// The maximum length of a tag or an override, in bytes; a longer one is text.
const MAX_TAG_BYTES: usize = 200;

/// The maximum length of an entity between `&` and `;`, in bytes.
const MAX_ENTITY_BYTES: usize = 10;

/// Appends a line without markup to a text. White space becomes one space between words, and none
/// at the ends.
pub(super) fn push_plain_text(out: &mut String, line: &str) {
    let start = out.len();
    let mut rest = line;
    while !rest.is_empty() {
        let plain = rest.find(['<', '{', '&']).unwrap_or(rest.len());
        push_words(out, start, &rest[..plain]);
        rest = &rest[plain..];
        if let Some((is_break, after)) = after_tag(rest).or_else(|| after_override(rest)) {
            if is_break {
                push_words(out, start, " ");
            }
            rest = after;
        } else if let Some((letter, after)) = entity(rest) {
            push_words(out, start, letter.encode_utf8(&mut [0; 4]));
            rest = after;
        } else if let Some(sign) = rest.chars().next() {
            out.push(sign);
            rest = &rest[sign.len_utf8()..];
        }
    }
    if out.len() > start && out.ends_with(' ') {
        out.pop();
    }
}

/// Appends a text with single spaces; `start` is where the line begins. Marks of direction, which
/// have no width, are removed.
fn push_words(out: &mut String, start: usize, text: &str) {
    for c in text.chars() {
        if c.is_whitespace() {
            if out.len() > start && !out.ends_with(' ') {
                out.push(' ');
            }
        } else if !matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{FEFF}') {
            out.push(c);
        }
    }
}

/// The text after the tag at its start, and whether the tag is a line break. A tag begins with a
/// letter, a slash or, as a time, a digit; `a < b` has none.
fn after_tag(text: &str) -> Option<(bool, &str)> {
    let inside = text.strip_prefix('<')?;
    let is_tag = inside.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '/');
    let window = &inside.as_bytes()[..inside.len().min(MAX_TAG_BYTES)];
    let end = memchr2(b'<', b'>', window).filter(|end| is_tag && window[*end] == b'>')?;
    let name = inside[..end].trim_end_matches(['/', ' ']);
    Some((name.eq_ignore_ascii_case("br"), &inside[end + 1..]))
}

/// The text after the override of SubStation Alpha at its start, `{\an8}`.
fn after_override(text: &str) -> Option<(bool, &str)> {
    let inside = text.strip_prefix("{\\")?;
    let window = &inside.as_bytes()[..inside.len().min(MAX_TAG_BYTES)];
    let end = memchr2(b'{', b'}', window).filter(|end| window[*end] == b'}')?;
    Some((false, &inside[end + 1..]))
}

/// The letter of the entity at the start of a text, and the text after it.
fn entity(text: &str) -> Option<(char, &str)> {
    let inside = text.strip_prefix('&')?;
    let window = &inside.as_bytes()[..inside.len().min(MAX_ENTITY_BYTES)];
    let end = window.iter().position(|b| *b == b';')?;
    let letter = match &inside[..end] {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => ' ',
        "lrm" => '\u{200E}',
        "rlm" => '\u{200F}',
        name => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16),
                None => number.parse(),
            };
            char::from_u32(code.ok()?).filter(|letter| !letter.is_control())?
        }
    };
    Some((letter, &inside[end + 1..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(line: &str) -> String {
        let mut out = "before ".to_owned();
        push_plain_text(&mut out, line);
        out.split_off("before ".len())
    }

    #[test]
    fn markup_is_removed_and_text_is_not() {
        for (line, expected) in [
            ("so<00:00:00.400><c> today</c><c.a.b> we</c>", "so today we"),
            ("<v Ada King>Good</v> <i>day</i>", "Good day"),
            ("{\\an8}<font color=\"#fff\">Up</font>", "Up"),
            ("one<br/>two<BR>three", "one two three"),
            (
                "&gt;&gt; Salt &amp; pepper &#39;n&#x27; oil&nbsp;",
                ">> Salt & pepper 'n' oil",
            ),
            ("&lrm;a\u{200B}b&rlm;", "ab"),
            ("  many\t \u{A0}spaces  ", "many spaces"),
            ("if a < b and b > c, a<-c", "if a < b and b > c, a<-c"),
            ("a <b and c <d>", "a <b and c"),
            (
                "Q&A; AT&T &#0; &#xD800; &unknown;",
                "Q&A; AT&T &#0; &#xD800; &unknown;",
            ),
            ("{a} {\\an8", "{a} {\\an8"),
            ("é<é>&é;{\\é}", "é<é>&é;"),
            ("<c> </c>", ""),
            ("", ""),
        ] {
            assert_eq!(plain(line), expected, "{line}");
        }
    }

    #[test]
    fn a_long_tag_is_text() {
        let tag = format!("<v {}>", "a".repeat(MAX_TAG_BYTES));
        assert_eq!(plain(&tag), tag);
    }
}
