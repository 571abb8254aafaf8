//! Names as people write them: when two are the same, and how one looks in an address. A leaf.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use unicode_normalization::UnicodeNormalization;

/// What two spellings of one name share: letters and digits, in lower case and one Unicode form.
/// Case, spaces, underscores, punctuation and invisible marks do not count. A name of nothing but
/// those is its own key.
pub fn key(name: &str) -> String {
    if name.is_ascii() {
        let key: String = name
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .map(|c| c.to_ascii_lowercase())
            .collect();
        return if key.is_empty() { name.to_owned() } else { key };
    }
    let key: String = name
        .nfkc()
        .flat_map(char::to_lowercase)
        .filter(|c| c.is_alphanumeric())
        .collect();
    if key.is_empty() {
        name.nfkc().collect()
    } else {
        key
    }
}

/// The name without marks that nobody sees, such as `U+2068` around a folder's name.
pub fn visible(name: &str) -> String {
    let is_invisible = |c: char| {
        c.is_control()
            || matches!(c,
                '\u{00AD}'
                | '\u{200B}'..='\u{200F}'
                | '\u{202A}'..='\u{202E}'
                | '\u{2060}'..='\u{206F}'
                | '\u{FEFF}'
            )
    };
    name.chars().filter(|c| !is_invisible(*c)).collect()
}

/// Whether a part of a path is `.` or `..`, which browsers take for a place above, however it is
/// escaped.
pub fn has_dots(path: &str) -> bool {
    path.split('/').any(|part| matches!(part, "." | ".."))
}

/// The longest name that is shown whole, in bytes. Real titles stay under 110.
const LONGEST: usize = 500;

/// A name as it is shown wherever it is named: one that nobody would read to its end is cut, or a
/// title of megabytes would be told again by every note that links to it.
pub fn shortened(name: &str) -> Cow<'_, str> {
    if name.len() <= LONGEST {
        return Cow::Borrowed(name);
    }
    Cow::Owned(format!("{}…", cut(name, LONGEST).trim_end()))
}

/// The characters of a text that fit into so many bytes.
pub fn cut(text: &str, max_bytes: usize) -> &str {
    &text[..text.floor_char_boundary(max_bytes)]
}

/// A hash that is the same in every version of this program: FNV-1a, 64 bits.
pub fn stable_hash(text: &str) -> u64 {
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    text.bytes().fold(0xcbf2_9ce4_8422_2325, step)
}

/// The longest URL path of a place, in bytes, escaped and without the base.
pub const MAX_URL_PATH_BYTES: usize = 512;

/// How much of a path stays in a short one, in bytes, escaped.
const READABLE_PATH_BYTES: usize = 96;

/// A short name for a path whose URL would be too long; `None` where it is not. It begins like the
/// path, holds no `/`, and ends with a hash of the whole, so that it stays the same as long as the
/// path does.
pub fn short_path(path: &str) -> Option<String> {
    // A second place that wants the same path has `~` and a number behind it.
    let number_bytes = "~4294967295".len();
    if escaped_bytes(path) + number_bytes < MAX_URL_PATH_BYTES {
        return None;
    }
    let mut left = READABLE_PATH_BYTES;
    let fits = |c: &char| {
        let rest = left.checked_sub(escaped_bytes(c.encode_utf8(&mut [0; 4])));
        left = rest.unwrap_or(0);
        rest.is_some()
    };
    let start: String = path
        .chars()
        .take_while(fits)
        .map(|c| if c == '/' { '-' } else { c })
        .collect();
    Some(format!("{start}~{:016x}", stable_hash(path)))
}

/// How long a text is once it is escaped for an address.
fn escaped_bytes(text: &str) -> usize {
    utf8_percent_encode(text, PATH).map(str::len).sum()
}

/// What may stand in a path as it is.
const PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}')
    .add(b'+')
    .add(b'&')
    .add(b'\'')
    .add(b';')
    .add(b'=')
    .add(b':');

/// An address from parts of a path: each escaped, joined by `/`, with a `/` in front.
pub fn address<'a>(parts: impl IntoIterator<Item = &'a str>) -> String {
    let mut out = String::new();
    for part in parts {
        out.push('/');
        out.extend(utf8_percent_encode(part, PATH));
    }
    out
}

/// A value in the query of an address, escaped.
pub fn query_value(value: &str) -> impl std::fmt::Display {
    utf8_percent_encode(value, PATH)
}

/// A path of several parts as an address; a `/` in it separates.
pub fn path_address(path: &str) -> String {
    address(path.split('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_share_a_key() {
        for spelling in [
            "AWS business strategy",
            "aws_business_strategy",
            "aws-business-strategy",
            "\u{2068}AWS Business, Strategy\u{2069}",
        ] {
            assert_eq!(key(spelling), "awsbusinessstrategy", "{spelling}");
        }
        assert_eq!(key("Cafe\u{301}"), key("CAFÉ"));
        assert_ne!(key("???"), key("!!!"));
    }

    #[test]
    fn long_names_are_cut() {
        assert_eq!(shortened("a title"), "a title");
        let cut = shortened(&"ç".repeat(1_000)).into_owned();
        assert!(cut.len() < 510 && cut.ends_with("ç…"), "{cut}");
    }

    #[test]
    fn long_paths_have_a_short_name_that_stays() {
        assert_eq!(short_path("channel/note"), None);
        let path = format!("c/{}", "漢".repeat(83));
        let short = short_path(&path).expect("a long path");
        assert!(
            short.starts_with("c-漢漢") && short.ends_with("~8fb0bf1bf50f6995"),
            "{short}"
        );
        assert!(path_address(&short).len() < 128, "{short}");
        assert_ne!(short_path(&format!("{path}a")), Some(short));
        let longest = "a".repeat(MAX_URL_PATH_BYTES - 12);
        assert_eq!(
            (
                short_path(&longest),
                short_path(&format!("{longest}a")).is_some()
            ),
            (None, true)
        );
        assert_eq!(stable_hash("a"), 0xaf63_dc4c_8601_ec8c);
    }

    #[test]
    fn addresses_are_escaped() {
        assert_eq!(address(["a b", "ç?#"]), "/a%20b/%C3%A7%3F%23");
        assert_eq!(visible("\u{2068}cleoabram\u{2069}"), "cleoabram");
    }
}
