//! Decides whether a lone `%%` in a formula is a comment of LaTeX, which ends with the line or the
//! formula, or starts a comment of the note. A wrong decision would show the comments after it.

use std::ops::Range;

use memchr::memmem;

use crate::markdown::lexer::math;

/// A formula, or what is one if the note has others.
#[derive(Default)]
pub(super) struct Formula {
    /// The byte range of its LaTeX in the prose.
    pub(super) tex: Range<usize>,
    /// The byte offset of its end in the prose, after the dollar signs.
    pub(super) end: usize,
}

impl Formula {
    /// Reads the formula at a dollar sign.
    pub(super) fn read(prose: &str, at: usize) -> Option<Self> {
        let (length, _, is_display) = math::read(prose, at, true)?;
        let dollars = if is_display { 2 } else { 1 };
        Some(Self {
            tex: at + dollars..at + length - dollars,
            end: at + length,
        })
    }
}

/// The end of a comment that starts in a formula.
#[derive(Debug, PartialEq)]
pub(super) enum End {
    /// That of the line, or of the formula before it.
    Latex,
    /// The next `%%`.
    NextDelimiter,
    /// In doubt, that of the note.
    Note,
}

/// The delimiters `%%` of a note.
pub(super) struct Delimiters {
    /// Their byte offsets, in order.
    offsets: Vec<usize>,
    /// The byte offset of the last text that may make a delimiter after it something else.
    last_doubt: Option<usize>,
}

impl Delimiters {
    /// Finds the delimiters in time linear in the length of the note.
    pub(super) fn find(source: &str) -> Self {
        let offsets: Vec<usize> = memmem::find_iter(source.as_bytes(), "%%").collect();
        let before_last = &source[..offsets.last().copied().unwrap_or(0)];
        let markers = ["`", "~~~", "$$", "<!--"];
        let last_marker = markers.iter().filter_map(|mark| before_last.rfind(mark));
        let mut line_start = 0;
        let mut last_unclear = None;
        for line in source.split_inclusive('\n') {
            let unclear = line.rfind(['$', '\\']).max(last_percentage(line));
            if let Some(at) = unclear.filter(|_| line.contains("%%")) {
                last_unclear = Some(line_start + at);
            }
            line_start += line.len();
        }
        Self {
            last_doubt: last_marker.chain(last_unclear).max(),
            offsets,
        }
    }

    /// The end of the comment whose start is the only delimiter in a formula with this end. If the
    /// delimiters after it are pairs, it is none of them.
    pub(super) fn end_of_comment(&self, formula_end: usize) -> End {
        let before = self.offsets.partition_point(|at| *at < formula_end);
        let after = self.offsets.len() - before;
        match (after, self.last_doubt) {
            (1.., Some(doubt)) if doubt >= formula_end => End::Note,
            _ if after.is_multiple_of(2) => End::Latex,
            _ => End::NextDelimiter,
        }
    }
}

/// The byte offset of the last delimiter of a line that may be a typo for a percent sign.
fn last_percentage(line: &str) -> Option<usize> {
    let is_percentage = |at: &usize| {
        let before = line.as_bytes()[..*at].last();
        before.is_some_and(u8::is_ascii_digit)
    };
    let delimiters = memmem::find_iter(line.as_bytes(), "%%");
    delimiters.filter(is_percentage).last()
}
