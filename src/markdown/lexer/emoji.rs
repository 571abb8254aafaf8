//! The emoji codes of GitHub: `:smile:`.

/// The maximum length of the name of an emoji, in bytes.
const MAX_NAME_BYTES: usize = 40;

/// Parses the code of an emoji at a `:`, and returns its length in bytes with the colons, too. It
/// is no part of a word or of a path, such as `a:b:c`; other codes may be beside it.
pub(super) fn read(prose: &str, at: usize) -> Option<(usize, &'static str)> {
    let mut before = prose[..at].chars();
    let starts = match before.next_back() {
        Some(':') => ends_with_code(&prose[..at]),
        Some('(') => before.next_back() != Some(']'),
        Some(c) => !c.is_alphanumeric() && !"/\\_-=".contains(c),
        None => true,
    };
    if !starts {
        return None;
    }
    let (length, emoji) = code(&prose[at..])?;
    let after = &prose[at + length..];
    let ends = match after.chars().next() {
        Some(':') => code(after).is_some(),
        Some(c) => !c.is_alphanumeric() && !"/_".contains(c),
        None => true,
    };
    ends.then_some((length, emoji))
}

/// The code that a text starts with, and its length in bytes.
fn code(text: &str) -> Option<(usize, &'static str)> {
    let near = &text.as_bytes()[1..text.len().min(MAX_NAME_BYTES + 2)];
    let length = near.iter().position(|byte| !is_name_byte(*byte))?;
    if near[length] != b':' {
        return None;
    }
    let emoji = emojis::get_by_shortcode(&text[1..=length])?;
    Some((length + 2, emoji.as_str()))
}

/// Whether a text ends with the code of an emoji.
fn ends_with_code(text: &str) -> bool {
    let inside = &text.as_bytes()[..text.len() - 1];
    let name = inside.iter().rev().take(MAX_NAME_BYTES);
    let length = name.take_while(|byte| is_name_byte(**byte)).count();
    let start = inside.len() - length;
    text[..start].ends_with(':') && emojis::get_by_shortcode(&text[start..inside.len()]).is_some()
}

fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'_' | b'+' | b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A text with its emoji in place of the codes.
    fn replaced(text: &str) -> String {
        let (mut out, mut copied) = (String::new(), 0);
        for (at, _) in text.match_indices(':') {
            if at >= copied
                && let Some((length, emoji)) = read(text, at)
            {
                out.push_str(&text[copied..at]);
                out.push_str(emoji);
                copied = at + length;
            }
        }
        out + &text[copied..]
    }

    #[test]
    fn known_codes_are_emoji() {
        assert_eq!(replaced(":smile: a (:+1:), :warning:"), "😄 a (👍), ⚠️");
        assert_eq!(replaced(":100::-1:"), "💯👎");
        assert_eq!(replaced("é :tada:!"), "é 🎉!");
    }

    #[test]
    fn other_colons_stay() {
        for text in [
            "10:30:45",
            "10:100:30",
            "a:x:c",
            "std::x::Vec",
            ":not_an_emoji:",
            ": smile :",
            ":smile",
            ":smile::",
            "::smile:",
            "https://a/:x:/b",
            "[a](:x:)",
            ":Smile:",
            ":é:",
            "x:",
            ":",
            "::",
        ] {
            assert_eq!(replaced(text), text);
        }
    }
}
