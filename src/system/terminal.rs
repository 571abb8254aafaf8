//! Escapes untrusted text for a terminal: file names, links and titles may contain characters that
//! control the terminal or deceive its reader.

use std::borrow::Cow;
use std::fmt::Write;

/// Escapes control characters as in JSON, so that the text stays on its line and does not affect
/// the text around it: Unicode's control characters (C0, DEL, C1), line separators (U+2028,
/// U+2029), and characters that change the direction of text (U+202A to U+202E, U+2066 to U+2069).
/// A JSON string has the same value after escaping.
pub fn escape_control(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) || !text.contains(needs_escape) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '\n' => escaped.push_str("\\n"),
            '\r' => escaped.push_str("\\r"),
            '\t' => escaped.push_str("\\t"),
            c if needs_escape(c) => {
                let _ = write!(escaped, "\\u{:04x}", u32::from(c));
            }
            c => escaped.push(c),
        }
    }
    Cow::Owned(escaped)
}

fn needs_escape(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_control_characters_are_escaped() {
        for plain in [
            "",
            "notes/a b.md",
            "Größe 東京 🙂 \u{200d}\u{200f}",
            "\"quoted\" \\n",
        ] {
            assert!(
                matches!(escape_control(plain), Cow::Borrowed(same) if same == plain),
                "{plain}"
            );
        }
        assert_eq!(
            escape_control("a\x1b]0;b\x07\n\r\tc\x7f\u{9b}d"),
            "a\\u001b]0;b\\u0007\\n\\r\\tc\\u007f\\u009bd"
        );
        assert_eq!(
            escape_control("\u{202e}txt\u{2069}\u{2028}"),
            "\\u202etxt\\u2069\\u2028"
        );
    }

    #[test]
    fn an_escaped_json_string_has_the_same_value() {
        let text = "a\u{9b}\u{202e}\x7f\x1b\n\t\"\\ü";
        let json = serde_json::to_string(text).expect("JSON");
        let read: String = serde_json::from_str(&escape_control(&json)).expect("JSON");
        assert_eq!(read, text);
    }
}
