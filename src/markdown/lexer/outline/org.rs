//! Blocks of Org mode that Logseq writes: `#+BEGIN_QUOTE … #+END_QUOTE`, callouts and code; and
//! drawers, which it hides: `:LOGBOOK: … :END:`.

use crate::markdown::lexer::outline::line::{Content, Text};
use crate::markdown::lexer::outline::{Change, Edit, Outline, Previous};
use crate::markdown::lexer::token::{Callout, Kind};
use crate::text::ascii_case::strip_prefix_ignore_case;
use crate::text::uuid::is_uuid;

/// What a block of Org mode is.
#[derive(Clone, Copy, PartialEq)]
enum BlockKind {
    Quote,
    Callout,
    /// The info string of its fence is the text after the name.
    Code,
    /// Text.
    Plain,
    /// Text that keeps its line breaks.
    Verse,
}

/// The names of blocks.
const BLOCKS: [(&str, BlockKind); 13] = [
    ("quote", BlockKind::Quote),
    ("note", BlockKind::Callout),
    ("tip", BlockKind::Callout),
    ("important", BlockKind::Callout),
    ("caution", BlockKind::Callout),
    ("pinned", BlockKind::Callout),
    ("warning", BlockKind::Callout),
    ("src", BlockKind::Code),
    ("example", BlockKind::Code),
    ("export", BlockKind::Code),
    ("query", BlockKind::Code),
    ("center", BlockKind::Plain),
    ("verse", BlockKind::Verse),
];

/// For each name of a block, whether no such block ends in the rest of the note, so that the rest
/// is searched once only.
pub(super) type Unclosed = [bool; BLOCKS.len()];

/// An open block of text.
pub(super) struct Region {
    kind: BlockKind,
    /// The byte offset of the line that ends it.
    end: usize,
    /// The columns of its lines in the source and in the changed text.
    source_columns: usize,
    changed_columns: usize,
}

impl Region {
    /// The columns of a line in the changed text.
    fn columns(&self, line: &Text<'_>) -> (usize, usize) {
        let extra = line.columns.saturating_sub(self.source_columns);
        (self.changed_columns, extra)
    }
}

/// Lines that are hidden.
pub(super) struct Drawer<'s> {
    /// The byte offset after it.
    pub(super) end: usize,
    /// The id that it gives its block.
    pub(super) id: Option<&'s str>,
}

impl<'s> Outline<'s> {
    /// Starts the block of Org mode whose first line this is. Returns the byte offset of the next
    /// line that is to be read; `None` if the line starts none.
    pub(super) fn org_block(
        &mut self,
        line: &Text<'s>,
        content: &Content<'s>,
        columns: usize,
    ) -> Option<usize> {
        let name = strip_prefix_ignore_case(content.text, "#+begin_")?;
        let name = name.split([' ', '\t']).next()?;
        let index = BLOCKS
            .iter()
            .position(|(known, _)| known.eq_ignore_ascii_case(name))?;
        if self.unclosed[index] || self.region.is_some() {
            return None;
        }
        let Some(last) = end_of_block(self.source, line.end, name) else {
            self.unclosed[index] = true;
            return None;
        };
        let start = content.start..content.start + "#+begin_".len() + name.len();
        let columns = match content.marker {
            Some(_) => self.indents.content_columns(),
            None => columns,
        };
        let region = Region {
            kind: BLOCKS[index].1,
            end: last.at,
            source_columns: match content.marker {
                Some(_) => columns + self.indents.shift(),
                None => line.columns,
            },
            changed_columns: columns,
        };
        self.previous = Previous::Other;
        match region.kind {
            BlockKind::Quote => self.insert(start, "> "),
            BlockKind::Callout => {
                self.insert(start.start..start.start, "> ");
                let kind = &self.source[start.end - name.len()..start.end];
                self.edits.push(Edit {
                    range: start,
                    change: Change::Token(Kind::Callout(Callout { kind, fold: None })),
                });
            }
            BlockKind::Code => {
                let code = &self.source[line.end..last.at];
                let fence = "`".repeat(longest_run(code).max(2) + 1);
                self.insert(start, &fence);
                self.org_code(line.end, &last, &region, &fence);
                return Some(last.end);
            }
            BlockKind::Plain | BlockKind::Verse => {
                let is_alone = content.marker.is_none();
                let range = match is_alone {
                    true => line.text_start()..line.end,
                    false => start,
                };
                self.insert(range, "");
                self.previous = Previous::Blank;
            }
        }
        self.region = Some(region);
        Some(line.end)
    }

    /// Copies the code of a block, from `at` to its last line, into a fence.
    fn org_code(&mut self, mut at: usize, last: &Text<'s>, region: &Region, fence: &str) {
        while at < last.at {
            let line = Text::at(self.source, at, last.at);
            let (columns, extra) = region.columns(&line);
            let mut code_start = line.at;
            if !line.is_blank() {
                self.set_indent(&line, columns + extra);
                code_start = line.text_start();
            }
            self.edits.push(Edit {
                range: code_start..line.end,
                change: Change::Code,
            });
            at = line.end;
        }
        let columns = region.changed_columns;
        self.insert(last.at..last.text_end(), &format!("{:columns$}{fence}", ""));
    }

    /// Reads a line of the open block. Returns whether it is one.
    pub(super) fn is_in_region(&mut self, line: &Text<'s>) -> bool {
        let Some(region) = &self.region else {
            return false;
        };
        let text_end = line.text_end();
        if line.at >= region.end {
            let is_end = line.at == region.end;
            let is_quote = matches!(region.kind, BlockKind::Quote | BlockKind::Callout);
            self.region = None;
            if is_end && is_quote {
                // A blank line, or the next line would go on with the quote.
                self.insert(line.at..text_end, "");
                self.previous = Previous::Other;
            } else if is_end {
                self.insert(line.at..line.end, "");
                self.previous = Previous::Blank;
            }
            return is_end;
        }
        let (columns, extra) = region.columns(line);
        match region.kind {
            BlockKind::Plain => return false,
            BlockKind::Verse => {
                self.set_indent(line, columns + extra);
                self.insert(text_end..text_end, "  ");
            }
            _ => {
                let range = line.at..line.text_start();
                self.insert(range, &format!("{:columns$}> {:extra$}", "", ""));
            }
        }
        true
    }
}

/// The line that ends a block with this name, after a byte offset.
fn end_of_block<'s>(source: &'s str, mut at: usize, name: &str) -> Option<Text<'s>> {
    while at < source.len() {
        let line = Text::at(source, at, source.len());
        let is_end = strip_prefix_ignore_case(line.text(), "#+end_")
            .is_some_and(|rest| rest.trim_end().eq_ignore_ascii_case(name));
        if is_end {
            return Some(line);
        }
        at = line.end;
    }
    None
}

/// The length of the longest run of backticks.
fn longest_run(code: &str) -> usize {
    let runs = code.split(|c| c != '`').map(str::len);
    runs.max().unwrap_or(0)
}

/// The drawer whose first line this is: `:LOGBOOK:` or `:PROPERTIES:`, lines of its own form, and
/// `:END:`.
pub(super) fn drawer<'s>(source: &'s str, first: &Text<'s>) -> Option<Drawer<'s>> {
    let is = |line: &Text<'_>, name: &str| line.text().trim_end().eq_ignore_ascii_case(name);
    let is_logbook = is(first, ":logbook:");
    if !is_logbook && !is(first, ":properties:") {
        return None;
    }
    let mut id = None;
    let mut at = first.end;
    while at < source.len() {
        let line = Text::at(source, at, source.len());
        at = line.end;
        if is(&line, ":end:") {
            return Some(Drawer { end: at, id });
        }
        let text = line.text();
        let starts_drawer = is(&line, ":logbook:") || is(&line, ":properties:");
        let fits = match is_logbook {
            true => ["CLOCK:", "* ", "- State"]
                .iter()
                .any(|it| text.starts_with(it)),
            false => text.starts_with(':'),
        };
        if starts_drawer || !fits {
            return None;
        }
        let value = strip_prefix_ignore_case(text, ":id:").map(str::trim);
        id = id.or(value.filter(|value| is_uuid(value)));
    }
    None
}
