//! Block ids: `^id` at the end of a paragraph, a list item or a heading, or alone on the line after
//! a table, a quote, a list or code.

use crate::markdown::lexer::code_spans::starts_block;

/// The maximum length of a block id, in bytes.
const MAX_BLOCK_ID_BYTES: usize = 100;

/// A block id in a note.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::markdown) struct BlockId<'s> {
    /// The id without the `^`.
    pub(in crate::markdown) id: &'s str,
    /// Whether it is at the start of a line below other text, and so must be separated from it:
    /// CommonMark would read it as another row of a table.
    pub(in crate::markdown) follows_line: bool,
}

impl<'s> BlockId<'s> {
    /// Parses the block id at a `^`: after a space, and at the end of the last line of a block.
    pub(in crate::markdown) fn parse(prose: &'s str, at: usize) -> Option<Self> {
        let before = &prose[..at];
        if !before.is_empty() && !before.ends_with([' ', '\t', '\n']) {
            return None;
        }
        let rest = &prose[at + 1..];
        let length = rest
            .bytes()
            .take(MAX_BLOCK_ID_BYTES + 1)
            .take_while(|b| b.is_ascii_alphanumeric() || *b == b'-')
            .count();
        let id = &rest[..length];
        let after = rest[length..].trim_start_matches([' ', '\t']);
        let next = match after.strip_prefix('\n') {
            None if !after.is_empty() => return None,
            next => next,
        };
        let line = last_line(before);
        let is_heading = line.trim_start_matches([' ', '\t', '>']).starts_with('#');
        let ends_block = is_heading || next.is_none_or(starts_block);
        let is_valid = length <= MAX_BLOCK_ID_BYTES && !id.trim_matches('-').is_empty();
        (is_valid && ends_block).then(|| Self {
            id,
            follows_line: line.is_empty()
                && before
                    .strip_suffix('\n')
                    .is_some_and(|before| !last_line(before).trim().is_empty()),
        })
    }
}

/// The last line of a text, without the lines before it.
fn last_line(text: &str) -> &str {
    let start = memchr::memrchr(b'\n', text.as_bytes()).map_or(0, |end| end + 1);
    &text[start..]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(prose: &str) -> Option<(&str, bool)> {
        let found = BlockId::parse(prose, prose.rfind('^')?)?;
        Some((found.id, found.follows_line))
    }

    #[test]
    fn an_id_is_at_the_end_of_a_block() {
        for prose in [
            "Words ^a-1",
            "Words ^a-1 \n\nMore",
            "- item ^a-1\n- item",
            "- item ^a-1\n  1. item",
            "## Title ^a-1\nText",
            "> quote ^a-1\n>\n> quote",
            "^a-1\n",
            "| a |\n\n^a-1",
        ] {
            assert_eq!(parse(prose), Some(("a-1", false)), "{prose:?}");
        }
        assert_eq!(parse("| a |\n^a-1\n"), Some(("a-1", true)));
        for prose in [
            "Words ^a-1\ngo on",
            "Words^a-1",
            "x ^2 + y",
            "Words ^",
            "Words ^-",
            "Words ^a_b",
            "Words ^é",
            &format!("Words ^{}", "a".repeat(101)),
        ] {
            assert_eq!(parse(prose), None, "{prose:?}");
        }
    }
}
