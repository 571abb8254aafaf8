//! Names: when two spellings are equal, and how a name is written in a URL. A leaf module.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::decompose_compatible;

/// The key by which spellings of a name are compared: the name in lower case, in NFKC, without
/// spaces, underscores, punctuation and invisible characters, but with the signs that tell names
/// apart (see [`key_chars`]). The key of a name without other characters is the name itself.
pub fn key(name: &str) -> String {
    let mut key = String::with_capacity(name.len());
    key.extend(key_chars(name).filter_map(|(c, is_kept)| is_kept.then_some(c)));
    non_empty_key(key, name)
}

/// The words of a name in lower case, joined by a dash or an underscore. It has the key of the
/// name.
pub fn word_path(name: &str, separator: char) -> String {
    let mut path = String::with_capacity(name.len());
    for (c, is_kept) in key_chars(name) {
        if is_kept {
            path.push(c);
        } else if !matches!(c, '\'' | '’') && !path.is_empty() && !path.ends_with(separator) {
            path.push(separator);
        }
    }
    path.truncate(path.trim_end_matches(separator).len());
    if path.is_empty() { key(name) } else { path }
}

/// The letters and digits of a name in lower case, in NFKC; the name itself if it has none.
pub fn letters(name: &str) -> String {
    let mut letters = String::with_capacity(name.len());
    letters.extend(folded_chars(name).filter(|c| c.is_alphanumeric()));
    non_empty_key(letters, name)
}

fn non_empty_key(key: String, name: &str) -> String {
    if key.is_empty() {
        name.nfkc().collect()
    } else {
        key
    }
}

/// The characters of a name in lower case, in NFKC, each with whether the key of the name has it.
/// `C++`, `C--`, `C*`, `C#` and `C` have different keys, and so have `R&D` and `RD`, `$100` and
/// `100`, `1.1` and `11`, `-1` and `1`; in `Part #5`, `to-do` and `etc.` the signs do not matter.
pub fn key_chars(name: &str) -> impl Iterator<Item = (char, bool)> {
    let words = name.trim_end_matches('-');
    let has_sign = words.ends_with(char::is_alphanumeric) && name.len() >= words.len() + 2;
    let words = if has_sign { words } else { name };
    let mut previous = None;
    let mut chars = folded_chars(words).peekable();
    let keyed = std::iter::from_fn(move || {
        let c = chars.next()?;
        let is_first = previous.is_none();
        let previous = previous.replace(c);
        let mut is_before_number = || chars.peek().is_some_and(|next| next.is_numeric());
        let is_kept = match c {
            '#' => previous.is_some_and(char::is_alphanumeric),
            '.' => previous.is_some_and(char::is_numeric) && is_before_number(),
            '-' => is_first && is_before_number(),
            _ => !is_separator(c),
        };
        Some((c, is_kept))
    });
    keyed.chain(name[words.len()..].chars().map(|sign| (sign, true)))
}

/// Whether a character only separates words or sentences, or changes their look: spaces, dashes,
/// quotation marks, brackets, other punctuation, accents that are characters of their own, and
/// invisible characters.
fn is_separator(c: char) -> bool {
    match c {
        '#' | '$' | '%' | '&' | '*' | '+' | '=' | '@' | '^' | '~' => false,
        _ if c.is_ascii() => !c.is_ascii_alphanumeric(),
        _ => {
            c.is_whitespace()
                || c.is_control()
                || matches!(c,
                    '¡' | '«' | '\u{AD}' | '´' | '·' | '»' | '¿'
                    | '\u{0300}'..='\u{036F}'
                    | '\u{055A}'..='\u{055F}' | '\u{0589}' | '\u{05BE}' | '\u{05F3}' | '\u{05F4}'
                    | '\u{060C}' | '\u{061B}' | '\u{061F}' | '\u{0640}' | '\u{0964}' | '\u{0965}'
                    | '\u{2000}'..='\u{206F}' | '\u{2212}' | '\u{2E00}'..='\u{2E7F}'
                    | '\u{3000}'..='\u{3004}' | '\u{3008}'..='\u{3020}' | '\u{3030}' | '\u{30FB}'
                    | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}'
                )
        }
    }
}

/// A name in lower case and NFKC, without invisible characters.
pub fn folded(name: &str) -> String {
    let mut folded = String::with_capacity(name.len());
    folded.extend(folded_chars(name).filter(|c| !is_invisible(*c)));
    folded
}

/// The characters of a text in lower case, in NFKC, except that numbers of another form (`²`, `①`,
/// `½`) stay as they are.
fn folded_chars(text: &str) -> impl Iterator<Item = char> {
    let (ascii, other) = if text.is_ascii() {
        (text, Vec::new())
    } else {
        let normal = decomposed(text);
        let normal = normal.nfc().flat_map(char::to_lowercase);
        ("", normal.collect())
    };
    ascii
        .bytes()
        .map(|byte| char::from(byte.to_ascii_lowercase()))
        .chain(other)
}

/// The compatibility decomposition of a text, without that of numbers of another form.
fn decomposed(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        let is_digit = matches!(c, '\u{FF10}'..='\u{FF19}' | '\u{1D7CE}'..='\u{1D7FF}');
        if c.is_numeric() && !is_digit {
            out.push(c);
        } else {
            decompose_compatible(c, |part| out.push(part));
        }
    }
    out
}

/// Removes invisible characters from a name, such as `U+2068` around a folder's name.
pub fn visible(name: &str) -> String {
    let mut visible = name.to_owned();
    visible.retain(|c| !is_invisible(c));
    visible
}

fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{00AD}'
            | '\u{200B}'..='\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{FEFF}'
        )
}

/// The last segment of a path.
pub fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// The extensions of the files that are notes, in any case.
const NOTE_EXTENSIONS: [&str; 3] = ["md", "markdown", "mdx"];

/// A path without the extension of a note, if it has one.
pub fn without_note_extension(path: &str) -> &str {
    path.rsplit_once('.')
        .filter(|(_, extension)| {
            NOTE_EXTENSIONS
                .iter()
                .any(|known| known.eq_ignore_ascii_case(extension))
        })
        .map_or(path, |(name, _)| name)
}

/// Whether the file at a path is a note.
pub fn is_note_path(path: &str) -> bool {
    without_note_extension(path).len() < path.len()
}

/// Whether a path ends with the extension of a file: `script.js`, but not `version 1.1` or
/// `Dr. Who`.
pub fn has_extension(path: &str) -> bool {
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
    matches!(extension.len(), 1..=MAX_EXTENSION_BYTES)
        && extension.bytes().all(|b| b.is_ascii_alphanumeric())
        && extension.bytes().any(|b| b.is_ascii_alphabetic())
}

/// The maximum length of an extension, in bytes.
const MAX_EXTENSION_BYTES: usize = 10;

/// The name that a file name of Logseq stands for: `Foo/Bar` for `Foo%2FBar` and `Foo___Bar`.
/// Borrowed if it is the file name.
pub fn decoded_name(stem: &str) -> Cow<'_, str> {
    let decoded = percent_decode_str(stem).decode_utf8().ok();
    let decoded = decoded
        .filter(|decoded| !decoded.contains(char::is_control))
        .unwrap_or(Cow::Borrowed(stem));
    if !decoded.contains("___") {
        return decoded;
    }
    let parts: Vec<&str> = decoded.split("___").collect();
    // Other programs write `_` in place of a space or a sign.
    let is_namespace = parts
        .iter()
        .all(|part| !part.trim().is_empty() && !part.contains('_'));
    match is_namespace {
        true => Cow::Owned(parts.join("/")),
        false => decoded,
    }
}

/// Whether a segment of a path is `.` or `..`, which browsers resolve even if percent-encoded.
pub fn has_dot_segment(path: &str) -> bool {
    path.split('/').any(|segment| matches!(segment, "." | ".."))
}

/// The maximum length of a displayed name, in bytes. Real titles have less than 110.
const MAX_NAME_BYTES: usize = 500;

/// Truncates a name to [`MAX_NAME_BYTES`] for display: otherwise every note that links to a note
/// with a title of megabytes would repeat it.
pub fn truncate_name(name: &str) -> Cow<'_, str> {
    if name.len() <= MAX_NAME_BYTES {
        return Cow::Borrowed(name);
    }
    Cow::Owned(format!("{}…", truncate(name, MAX_NAME_BYTES).trim_end()))
}

/// Truncates a text to a number of bytes, at a character boundary.
pub fn truncate(text: &str, max_bytes: usize) -> &str {
    &text[..text.floor_char_boundary(max_bytes)]
}

/// The 64-bit FNV-1a hash, which stays the same in every version of this program.
pub fn stable_hash(text: &str) -> u64 {
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    text.bytes().fold(0xcbf2_9ce4_8422_2325, step)
}

/// The maximum length of a page's URL path, in bytes, percent-encoded and without the base path.
pub const MAX_URL_PATH_BYTES: usize = 512;

/// How much of the path is kept at the beginning of a short path, in bytes, percent-encoded.
const SHORT_PATH_PREFIX_BYTES: usize = 96;

/// A short path in place of one whose URL would be too long; `None` if it is not. It has a prefix
/// of the path, contains no `/`, and ends with a hash of the path, so that it changes only if the
/// path does.
pub fn short_path(path: &str) -> Option<String> {
    // If two pages have the same path, `~` and a number is appended to the second.
    let suffix_bytes = "~4294967295".len();
    if encoded_len(path) + suffix_bytes < MAX_URL_PATH_BYTES {
        return None;
    }
    let mut bytes_left = SHORT_PATH_PREFIX_BYTES;
    let fits = |c: &char| {
        let rest = bytes_left.checked_sub(encoded_len(c.encode_utf8(&mut [0; 4])));
        bytes_left = rest.unwrap_or(0);
        rest.is_some()
    };
    let prefix: String = path
        .chars()
        .take_while(fits)
        .map(|c| if c == '/' { '-' } else { c })
        .collect();
    Some(format!("{prefix}~{:016x}", stable_hash(path)))
}

/// The length of a text in bytes, percent-encoded for a path.
fn encoded_len(text: &str) -> usize {
    utf8_percent_encode(text, ENCODED).map(str::len).sum()
}

/// The ASCII characters that are percent-encoded in paths and query values.
const ENCODED: &AsciiSet = &CONTROLS
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

/// A URL path from segments: each percent-encoded and preceded by `/`.
pub fn url_path<'a>(segments: impl IntoIterator<Item = &'a str>) -> String {
    let mut out = String::new();
    for segment in segments {
        out.push('/');
        out.extend(utf8_percent_encode(segment, ENCODED));
    }
    out
}

/// Percent-encodes a value for the query of a URL.
pub fn query_value(value: &str) -> impl std::fmt::Display {
    utf8_percent_encode(value, ENCODED)
}

/// A URL path from a path, whose segments are separated by `/`.
pub fn path_url(path: &str) -> String {
    url_path(path.split('/'))
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
    fn signs_that_tell_names_apart_are_in_the_key() {
        for (name, expected) in [
            ("C++", "c++"),
            ("C#", "c#"),
            ("c_", "c"),
            ("Q & A", "q&a"),
            ("Version 1.1", "version1.1"),
            ("version_11.", "version11"),
            ("GPT\u{ff0d}3\u{ff0e}5", "gpt3.5"),
            ("Part #5: the end...", "part5theend"),
            ("Dr. Who 2. 1", "drwho21"),
            ("C--", "c--"),
            ("C♯", "c♯"),
            ("A*", "a*"),
            ("$100", "$100"),
            ("50 %", "50%"),
            ("a=b", "a=b"),
            ("-1", "-1"),
            ("x² ①", "x²①"),
            ("x２", "x2"),
            ("what-is-it-", "whatisit"),
            ("to--do", "todo"),
            ("İstanbul", "istanbul"),
            ("¿A／B｜«c»？", "abc"),
        ] {
            assert_eq!(key(name), expected, "{name}");
        }
        assert_eq!(letters("C++ & C# 1.1"), "cc11");
        assert_eq!(folded("\u{2068}CAFE\u{301}\u{2069} A_b"), "café a_b");
    }

    #[test]
    fn file_names_may_have_an_extension_or_be_percent_encoded() {
        for name in ["script.js", "a/b.MD", "LICENSE.txt", "x.mp4", ".gitignore"] {
            assert!(has_extension(name), "{name}");
        }
        for name in ["LICENSE", "version 1.1", "Dr. Who", "etc.", "a.b/c", ""] {
            assert!(!has_extension(name), "{name}");
        }
        assert_eq!(decoded_name("Foo%2FBar %3F"), "Foo/Bar ?");
        assert_eq!(decoded_name("Foo___Bar baz___C"), "Foo/Bar baz/C");
        for stem in [
            "100%",
            "50%ZZ",
            "a%FF",
            "a%00b",
            "what_is_it___a_plan",
            "___a",
            "a______b",
        ] {
            assert_eq!(decoded_name(stem), stem);
        }
    }

    #[test]
    fn long_names_are_truncated() {
        assert_eq!(truncate_name("a title"), "a title");
        let truncated = truncate_name(&"ç".repeat(1_000)).into_owned();
        assert!(
            truncated.len() < 510 && truncated.ends_with("ç…"),
            "{truncated}"
        );
    }

    #[test]
    fn long_paths_have_a_stable_short_path() {
        assert_eq!(short_path("channel/note"), None);
        let path = format!("c/{}", "漢".repeat(83));
        let short = short_path(&path).expect("a long path");
        assert!(
            short.starts_with("c-漢漢") && short.ends_with("~8fb0bf1bf50f6995"),
            "{short}"
        );
        assert!(path_url(&short).len() < 128, "{short}");
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
    fn url_paths_are_percent_encoded() {
        assert_eq!(url_path(["a b", "ç?#"]), "/a%20b/%C3%A7%3F%23");
        assert_eq!(visible("\u{2068}cleoabram\u{2069}"), "cleoabram");
    }
}
