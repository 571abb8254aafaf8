//! Front matter in TOML, as Hugo has it: between two lines of `+++`.

use std::borrow::Cow;
use std::panic::catch_unwind;

use crate::corpus::front_matter::yaml::parse_by_line;
use crate::corpus::front_matter::{
    Format, Found, FrontMatter, FrontMatterError, MAX_DEPTH, find_end, has_deep_brackets,
    second_line, too_large,
};
use crate::text::naming::truncate_name;

/// Finds the front matter of a file that starts with `+++`, unless it has no keys and is text.
///
/// # Errors
/// If the front matter has no end.
pub(super) fn find(text: &str) -> Result<Found, FrontMatterError> {
    let start = second_line(text);
    let (end, body) =
        find_end(text, start, |line| line == "+++").ok_or((1, "missing closing +++".to_owned()))?;
    let toml = &text[start..end];
    let (front, error) = parse(toml);
    let is_text = !toml.contains('=');
    Ok(Found {
        format: Format::Toml,
        front,
        range: start..end,
        body,
        is_text,
        error: error.filter(|_| !is_text),
    })
}

/// Parses TOML, or reads it line by line if it is invalid or too large.
fn parse(toml: &str) -> (FrontMatter, Option<FrontMatterError>) {
    let by_line = || {
        let lines = toml.lines().map(|line| line.replacen('=', ":", 1));
        parse_by_line(&lines.collect::<Vec<_>>().join("\n"))
    };
    if let Some(error) = too_large(toml) {
        return (by_line(), Some(error));
    }
    if has_deep_brackets(toml) || has_deep_keys(toml) {
        let message = format!("more than {MAX_DEPTH} levels");
        return (by_line(), Some((1, message)));
    }
    match catch_unwind(|| ::toml::from_str::<FrontMatter>(toml)) {
        Ok(Ok(front)) => (front, None),
        Ok(Err(error)) => {
            let before = error.span().and_then(|span| toml.get(..span.start));
            let line = 2 + before.map_or(0, |before| before.matches('\n').count());
            let message = truncate_name(error.message()).into_owned();
            (by_line(), Some((line as u32, message)))
        }
        Err(_) => (by_line(), Some((1, "the parser panicked".to_owned()))),
    }
}

/// Whether a dotted key (`a.b.c = 1`, `[a.b.c]`) has too many levels for the parser.
fn has_deep_keys(toml: &str) -> bool {
    let is_key = |line: &&str| line.contains('=') || line.trim_start().starts_with('[');
    let keys = toml
        .lines()
        .filter(is_key)
        .filter_map(|line| line.split('=').next());
    keys.map(|key| key.matches('.').count())
        .any(|dots| dots > MAX_DEPTH)
}

/// Removes the comments of TOML: from `#` to the end of the line, except in strings.
pub(super) fn without_comments(toml: &str) -> Cow<'_, str> {
    if !toml.contains('#') {
        return Cow::Borrowed(toml);
    }
    let mut out = String::with_capacity(toml.len());
    let mut string = "";
    for line in toml.split_inclusive('\n') {
        let mut at = 0;
        while let Some(c) = line[at..].chars().next() {
            let rest = &line[at..];
            if !string.is_empty() {
                if rest.starts_with(string) {
                    at += string.len();
                    string = "";
                    continue;
                }
                if c == '\\' && string.starts_with('"') {
                    at += 1;
                }
            } else if c == '#' {
                break;
            } else if let Some(quote) = QUOTES.iter().find(|quote| rest.starts_with(**quote)) {
                at += quote.len();
                string = quote;
                continue;
            }
            at += line
                .get(at..)
                .and_then(|rest| rest.chars().next())
                .map_or(0, char::len_utf8);
        }
        // Only strings with three quotes have several lines.
        if string.len() == 1 {
            string = "";
        }
        out.push_str(&line[..at]);
        if at < line.len() && line.ends_with('\n') {
            out.push('\n');
        }
    }
    Cow::Owned(out)
}

/// The quotes of strings, the longest first.
const QUOTES: [&str; 4] = ["\"\"\"", "'''", "\"", "'"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_are_removed_and_text_is_not() {
        for (toml, expected) in [
            ("# x\na = 1 # x\n", "\na = 1 \n"),
            ("a = \"b # c\" # x", "a = \"b # c\" "),
            ("a = 'b # \\' # x\n", "a = 'b # \\' \n"),
            ("a = \"\\\" # b\" # x", "a = \"\\\" # b\" "),
            (
                "a = \"\"\"\n# b\n\"\"\" # x\n",
                "a = \"\"\"\n# b\n\"\"\" \n",
            ),
            ("a = \"é\\", "a = \"é\\"),
        ] {
            assert_eq!(without_comments(toml), expected, "{toml}");
        }
    }
}
