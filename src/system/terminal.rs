//! Text of strangers on a terminal: file names, links and titles may hold characters that control a
//! terminal or deceive who reads it.

use std::borrow::Cow;
use std::fmt::Write;

/// The text with its control characters escaped as in JSON, so that it stays on its line and
/// changes nothing around it. Escaped are the control characters of Unicode (C0, DEL, C1), what
/// begins a new line, and what changes the direction of text (U+202A to U+202E, U+2066 to U+2069).
/// Within a string of JSON the escaped text means the same.
pub fn printable(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) || !text.contains(is_escaped) {
        return Cow::Borrowed(text);
    }
    let mut printable = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '\n' => printable.push_str("\\n"),
            '\r' => printable.push_str("\\r"),
            '\t' => printable.push_str("\\t"),
            c if is_escaped(c) => {
                let _ = write!(printable, "\\u{:04x}", u32::from(c));
            }
            c => printable.push(c),
        }
    }
    Cow::Owned(printable)
}

fn is_escaped(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_are_escaped_and_nothing_else() {
        for plain in [
            "",
            "notes/a b.md",
            "Größe 東京 🙂 \u{200d}\u{200f}",
            "\"quoted\" \\n",
        ] {
            assert!(
                matches!(printable(plain), Cow::Borrowed(same) if same == plain),
                "{plain}"
            );
        }
        assert_eq!(
            printable("a\x1b]0;b\x07\n\r\tc\x7f\u{9b}d"),
            "a\\u001b]0;b\\u0007\\n\\r\\tc\\u007f\\u009bd"
        );
        assert_eq!(
            printable("\u{202e}txt\u{2069}\u{2028}"),
            "\\u202etxt\\u2069\\u2028"
        );
    }

    #[test]
    fn an_escaped_string_of_json_means_the_same() {
        let text = "a\u{9b}\u{202e}\x7f\x1b\n\t\"\\ü";
        let json = serde_json::to_string(text).expect("JSON");
        let read: String = serde_json::from_str(&printable(&json)).expect("JSON");
        assert_eq!(read, text);
    }
}
