//! Names as people write them: when two are the same, and how one looks in an address. A leaf.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use unicode_normalization::UnicodeNormalization;

/// What two spellings of one name share: letters and digits, in lower case and one Unicode form. Case,
/// spaces, underscores, punctuation and invisible marks do not count. A name of nothing but those is
/// its own key.
pub fn key(name: &str) -> String {
    if name.is_ascii() {
        let key: String = name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
        return if key.is_empty() { name.to_owned() } else { key };
    }
    let key: String = name.nfkc().flat_map(char::to_lowercase).filter(|c| c.is_alphanumeric()).collect();
    if key.is_empty() { name.nfkc().collect() } else { key }
}

/// The name without marks that nobody sees, such as `U+2068` around a folder's name.
pub fn visible(name: &str) -> String {
    let is_invisible = |c: char| {
        c.is_control()
            || matches!(c, '\u{00AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
    };
    name.chars().filter(|c| !is_invisible(*c)).collect()
}

/// Whether a part of a path is `.` or `..`, which browsers take for a place above, however it is escaped.
pub fn has_dots(path: &str) -> bool {
    path.split('/').any(|part| matches!(part, "." | ".."))
}

/// The longest name that is shown whole, in bytes. Real titles stay under 110.
const LONGEST: usize = 500;

/// A name as it is shown wherever it is named: one that nobody would read to its end is cut, or a title of
/// megabytes would be told again by every note that links to it.
pub fn shortened(name: &str) -> Cow<'_, str> {
    if name.len() <= LONGEST {
        return Cow::Borrowed(name);
    }
    Cow::Owned(format!("{}…", name[..name.floor_char_boundary(LONGEST)].trim_end()))
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
    fn addresses_are_escaped() {
        assert_eq!(address(["a b", "ç?#"]), "/a%20b/%C3%A7%3F%23");
        assert_eq!(visible("\u{2068}cleoabram\u{2069}"), "cleoabram");
    }
}
