//! Front matter in YAML. Of invalid YAML, each line is read on its own.

use std::panic::catch_unwind;

use crate::corpus::front_matter::{
    Format, Found, FrontMatter, FrontMatterError, MAX_DEPTH, by_line, find_end, is_used_key,
    second_line, too_large, visibility,
};
use crate::text::naming::{letters, truncate_name};

/// Finds the front matter of a file that starts with `---`, unless that line is a thematic break of
/// the text.
///
/// # Errors
/// If the front matter has no end.
pub(super) fn find(text: &str) -> Result<Found, FrontMatterError> {
    let start = second_line(text);
    let missing = || (1, "missing closing ---".to_owned());
    // The closing line may be indented by mistake; in a text of several lines, it is a part of it.
    let indented = || find_end(text, start, |line| line.trim_start() == "---");
    let Some((mut end, mut body)) = find_end(text, start, is_end).or_else(indented) else {
        let end = start + unclosed_bytes(&text[start..]).ok_or_else(missing)?;
        return Ok(Found {
            format: Format::Yaml,
            front: parse(&text[start..end]).0,
            range: start..end,
            body: end,
            is_text: false,
            error: Some(missing()),
        });
    };
    let yaml = &text[start..end];
    let (mut front, mut error) = parse(yaml);
    // Valid YAML may be a paragraph that looks like a map: `Some intro: yes`.
    let may_be_text = error.is_some() || starts_with_blank_line(yaml) || starts_with_heading(yaml);
    let is_prose = starts_with_blank_line(yaml) && yaml.lines().any(is_sentence);
    let is_text = may_be_text && (is_prose || !yaml.lines().any(has_property));
    if error.is_some()
        && !is_text
        && let Some(prose) = find_prose(yaml)
    {
        // The closing line is missing, and the one that was found is a thematic break. Flags count
        // wherever they are.
        let hiding = std::mem::take(&mut front.hiding).into_iter();
        front = parse(&yaml[..prose]).0;
        front.hiding.extend(hiding.filter(|flag| flag.is_clear));
        (end, body) = (start + prose, start + prose);
        error = Some(missing());
    }
    let closing = text[end..body].trim_end();
    if is_text {
        error = None;
    } else if error.is_none() && !matches!(closing, "---" | "...") {
        let line = 1 + text[..end].matches('\n').count();
        error = Some((
            line as u32,
            format!("the closing line is {closing}, not ---"),
        ));
    }
    Ok(Found {
        format: Format::Yaml,
        front,
        range: start..end,
        body,
        is_text,
        error,
    })
}

/// Whether a line ends front matter: `---`, `...`, or by mistake another number of dashes, which
/// are no YAML.
fn is_end(line: &str) -> bool {
    line == "..." || (line.len() > 1 && line.bytes().all(|b| b == b'-'))
}

/// Whether a blank line precedes the text of YAML, as it does between two thematic breaks.
fn starts_with_blank_line(yaml: &str) -> bool {
    yaml.starts_with(['\n', '\r']) && !yaml.trim().is_empty()
}

/// Whether YAML starts like a text with a heading, and not like a comment before keys.
fn starts_with_heading(yaml: &str) -> bool {
    let mut lines = yaml.lines();
    let is_heading = lines.next().is_some_and(|line| line.starts_with("# "));
    let is_text = |line: &str| !line.trim().is_empty() && !line.starts_with('#');
    is_heading && lines.next().is_some_and(|line| line.trim().is_empty()) && lines.any(is_text)
}

/// Whether a line starts with a key of front matter: one that is used, or one word in lower case.
/// In prose, lines start with a capital letter.
fn has_property(line: &str) -> bool {
    let line = line.trim_start_matches(['"', '\'', '{']);
    let is_word = |key: &str| key.starts_with(char::is_lowercase) && !key.contains(' ');
    key_of(line).is_some_and(|key| is_word(key) || is_used_key(&letters(key)))
}

/// Whether a line is prose: it starts with a letter, and has no key.
fn is_sentence(line: &str) -> bool {
    line.starts_with(char::is_alphabetic) && !line.contains(':')
}

/// The key in a line `key: value`.
fn key_of(line: &str) -> Option<&str> {
    let (key, value) = line.split_once(':')?;
    (value.is_empty() || value.starts_with(char::is_whitespace)).then_some(key)
}

/// The length in bytes of front matter without an end: the first lines, as long as they have keys,
/// or are values below a key. `None` if no key is used.
fn unclosed_bytes(text: &str) -> Option<usize> {
    let (mut length, mut has_used_key, mut is_open) = (0, false, false);
    for line in text.split_inclusive('\n') {
        match key_of(line.trim_end()).filter(|_| has_property(line)) {
            Some(key) => {
                has_used_key |= is_used_key(&letters(key));
                is_open = is_open_value(line[key.len() + 1..].trim());
            }
            None => {
                let continues = is_open && line.starts_with([' ', '\t', '-', ']', '}']);
                if line.trim().is_empty() || !continues {
                    break;
                }
            }
        }
        length += line.len();
    }
    has_used_key.then_some(length)
}

/// The byte offset in invalid YAML after which there is no property, but prose: at the blank line
/// before it, or at its first line.
fn find_prose(yaml: &str) -> Option<usize> {
    let (mut start, mut has_prose, mut is_open) = (None, false, true);
    let mut at = 0;
    for line in yaml.split_inclusive('\n') {
        if let Some(key) = key_of(line.trim_end()).filter(|_| has_property(line)) {
            (start, has_prose) = (None, false);
            is_open = is_open_value(line[key.len() + 1..].trim());
        } else if line.trim().is_empty() {
            start = start.or(Some(at));
        } else {
            let continues = line.starts_with([' ', '\t', '[', ']', '{', '}', '"', '\''])
                || (is_open && line.starts_with('-'));
            let is_comment = line.starts_with('#') && !line.starts_with("##");
            if !continues {
                start = start.or(Some(at));
                has_prose |= !is_comment && key_of(line.trim_end()).is_none();
            }
        }
        at += line.len();
    }
    start.filter(|_| has_prose)
}

/// Whether a value goes on in the lines below its key.
fn is_open_value(value: &str) -> bool {
    value.is_empty() || value.starts_with(['[', '{', '|', '>', '"', '\''])
}

/// Parses YAML, and falls back to [`parse_by_line`] if it is invalid or too large.
fn parse(yaml: &str) -> (FrontMatter, Option<FrontMatterError>) {
    if let Some(error) = too_large(yaml) {
        return (parse_by_line(yaml), Some(error));
    }
    let parse_yaml = || {
        let options =
            serde_saphyr::options! { budget: serde_saphyr::budget! { max_depth: MAX_DEPTH } };
        serde_saphyr::from_str_with_options::<Option<FrontMatter>>(yaml, options)
    };
    match catch_unwind(parse_yaml) {
        Ok(Ok(front)) => (front.unwrap_or_default(), None),
        Ok(Err(error)) => (parse_by_line(yaml), Some(to_front_matter_error(&error))),
        Err(_) => (
            parse_by_line(yaml),
            Some((1, "the parser panicked".to_owned())),
        ),
    }
}

/// The first line of the message of an error, without its position in the YAML.
fn to_front_matter_error(error: &serde_saphyr::Error) -> FrontMatterError {
    let message = error.to_string();
    let first = message.lines().next().unwrap_or_default();
    let what = first
        .split_once(" column ")
        .and_then(|(_, after)| after.split_once(": "))
        .map_or(first, |(_, what)| what);
    (
        error
            .location()
            .map_or(1, |location| location.line() as u32 + 1),
        truncate_name(what).into_owned(),
    )
}

/// Parses front matter line by line. `title: How to: a guide` is not valid YAML, but unambiguous.
pub(super) fn parse_by_line(yaml: &str) -> FrontMatter {
    let title = yaml.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        let is_title = !line.starts_with([' ', '-']) && letters(name) == "title";
        let value = value.trim().trim_matches(['"', '\'']).trim();
        (is_title && !value.is_empty()).then(|| value.to_owned())
    });
    let mut front = FrontMatter {
        title,
        hiding: visibility::flags_by_line(yaml),
        ..FrontMatter::default()
    };
    yaml.lines().for_each(|line| front.videos.add_line(line));
    for (name, value) in by_line::values(yaml) {
        front.add(&name, &value);
    }
    front
}
