//! Inline footnotes, as in Obsidian and Pandoc: `^[text with [links](url)]`.

use crate::markdown::lexer::code_spans::{CodeSpans, starts_block};
use crate::markdown::lexer::step::MAX_CONSTRUCT_BYTES;

/// The inline footnotes of prose: the byte offsets of their `^` and of their last `]`, sorted.
pub(super) struct InlineFootnotes(Vec<(usize, usize)>);

impl InlineFootnotes {
    /// Finds the footnotes, each of which ends at its matching bracket in the same block. One pass
    /// finds all of them, so that the time is linear in the length of the prose.
    pub(super) fn find(prose: &str, spans: &CodeSpans) -> Self {
        let mut found = Vec::new();
        if memchr::memmem::find(prose.as_bytes(), b"^[").is_none() {
            return Self(found);
        }
        let bytes = prose.as_bytes();
        let mut open = Vec::new();
        let mut at = 0;
        while at < bytes.len() {
            match bytes[at] {
                b'\\' => at += 1,
                b'`' => at += spans.length_at(prose, at) - 1,
                b'[' => open.push(at),
                b']' => {
                    if let Some(start) = open.pop()
                        && is_footnote(prose, start, at)
                    {
                        found.push((start - 1, at));
                    }
                }
                b'\n' if starts_block(&prose[at + 1..]) => open.clear(),
                _ => {}
            }
            at += 1;
        }
        found.sort_unstable();
        Self(found)
    }

    /// The byte offset of the last `]` of the footnote that starts at a byte offset.
    pub(super) fn end_at(&self, start: usize) -> Option<usize> {
        let index = self.0.binary_search_by_key(&start, |found| found.0).ok()?;
        Some(self.0[index].1)
    }
}

/// Whether the brackets at two byte offsets are those of a footnote. `^[1](url)` is a link.
fn is_footnote(prose: &str, start: usize, end: usize) -> bool {
    let before = prose[..start].strip_suffix('^');
    before.is_some_and(|before| !before.ends_with(['\\', '[']))
        && end - start < MAX_CONSTRUCT_BYTES
        && !prose[start + 1..end].trim().is_empty()
        && !prose[end + 1..].starts_with('(')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn footnotes(prose: &str) -> Vec<&str> {
        let found = InlineFootnotes::find(prose, &CodeSpans::find(prose));
        found
            .0
            .iter()
            .map(|(start, end)| &prose[*start..=*end])
            .collect()
    }

    #[test]
    fn a_footnote_ends_at_its_matching_bracket() {
        for (prose, expected) in [
            ("a^[b] c", "^[b]"),
            (
                "a ^[b [c](d) [[e]] `]` \\] f] g",
                "^[b [c](d) [[e]] `]` \\] f]",
            ),
            ("> a ^[b\n> c]", "^[b\n> c]"),
            ("[a ^[b]", "^[b]"),
        ] {
            assert_eq!(footnotes(prose), [expected], "{prose}");
        }
        let long = format!("^[{}]", "a".repeat(MAX_CONSTRUCT_BYTES));
        for prose in [
            "a ^[b",
            "a ^[] ^[ ]",
            "`^[a]`",
            "\\^[a]",
            "[^[a]]",
            "^[1](https://example.org)",
            "^[a\n\nb]",
            "^[a\n- b]",
            &long,
        ] {
            assert!(footnotes(prose).is_empty(), "{prose}");
        }
        assert_eq!(footnotes("^[a] ^[b [c ^[d]"), ["^[a]", "^[d]"]);
    }
}
