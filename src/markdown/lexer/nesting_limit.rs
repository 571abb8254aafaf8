//! Limits the nesting of quotes and lists. CommonMark checks every level for every line, so a few
//! kilobytes of `>` would take seconds. Markers beyond the limit, which no real note reaches, are
//! text.

use crate::markdown::lexer::lexed::Lexed;

/// The maximum indentation of a line, in columns. A quote or list marker counts as two, the minimum
/// for another level.
const MAX_INDENT_COLUMNS: usize = 128;

/// Inserts an empty token before the first marker of each line that is nested too deeply, which
/// turns the rest of the line into text. In code, the token has no effect.
pub(in crate::markdown) fn limit(lexed: &mut Lexed<'_>) {
    let deep: Vec<usize> = starts(&lexed.text)
        .filter_map(|(start, line)| Some(start + too_deep(line)?))
        .collect();
    if !deep.is_empty() {
        lexed.insert_empty(&deep);
    }
}

/// The lines of a text with their byte offsets.
fn starts(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split_inclusive('\n').map(move |line| {
        at += line.len();
        (at - line.len(), line)
    })
}

/// The byte offset in a line of the first marker beyond the limit.
fn too_deep(line: &str) -> Option<usize> {
    let (mut at, mut columns) = (0, 0);
    while columns <= MAX_INDENT_COLUMNS {
        let (length, width) = match line.as_bytes().get(at)? {
            b' ' => (1, 1),
            b'\t' => (1, 4),
            _ => (marker_length(&line[at..])?, 2),
        };
        at += length;
        columns += width;
    }
    Some(at)
}

/// The length in bytes of the marker of a quote, list item or footnote that a text starts with.
fn marker_length(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let digits = bytes.iter().take_while(|b| b.is_ascii_digit()).count();
    let length = match bytes[digits..] {
        [b'>', ..] if digits == 0 => return Some(1),
        [b'[', b'^', ..] if digits == 0 => return text.find("]:").map(|end| end + 2),
        [b'-' | b'*' | b'+', ..] if digits == 0 => 1,
        [b'.' | b')', ..] if digits > 0 => digits + 1,
        _ => return None,
    };
    matches!(bytes.get(length), None | Some(b' ' | b'\t' | b'\n')).then_some(length)
}
