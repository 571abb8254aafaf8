//! How deep quotes and lists may stand in each other: CommonMark looks at every level for every
//! line, so that a few kilobytes of `>` would cost seconds. Deeper than anyone writes, their marks
//! are text.

use crate::markdown::lexer::token::Lexed;

/// How far a line may be indented, in columns: a mark of a quote or a list counts two, for in two
/// columns a further level fits.
const FARTHEST: usize = 128;

/// Puts an empty token before the first mark of a line that stands too deep: what is behind it is
/// text. In code it says nothing.
pub(in crate::markdown) fn limit(lexed: &mut Lexed<'_>) {
    let deep: Vec<usize> = starts(&lexed.text)
        .filter_map(|(start, line)| Some(start + too_deep(line)?))
        .collect();
    if !deep.is_empty() {
        lexed.insert_empty(&deep);
    }
}

/// The lines of a text, and where each begins.
fn starts(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split_inclusive('\n').map(move |line| {
        at += line.len();
        (at - line.len(), line)
    })
}

/// Where in a line the mark stands that is too deep.
fn too_deep(line: &str) -> Option<usize> {
    let (mut at, mut columns) = (0, 0);
    while columns <= FARTHEST {
        let (length, width) = match line.as_bytes().get(at)? {
            b' ' => (1, 1),
            b'\t' => (1, 4),
            _ => (mark(&line[at..])?, 2),
        };
        at += length;
        columns += width;
    }
    Some(at)
}

/// The length of the mark of a quote, a list or a footnote, if a text begins with one.
fn mark(text: &str) -> Option<usize> {
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
