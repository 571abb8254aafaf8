//! Outlines as Logseq writes them: blocks that are indented more than CommonMark allows, block
//! properties, blocks of Org mode, and tasks.
//!
//! [`Outline`] looks at the lines of a note in order and changes their text for CommonMark. Only
//! lines that CommonMark would read differently from Logseq are changed.

mod evidence;
mod hidden;
mod indent;
mod line;
mod org;
mod property;
mod task;

use std::cell::OnceCell;
use std::ops::Range;

use indent::{Indent, Indents};
use line::{Content, Text};
use org::Region;

use crate::markdown::lexer::token::Kind;

/// A change of a range of the source.
#[derive(Clone)]
pub(in crate::markdown) struct Edit<'s> {
    pub(in crate::markdown) range: Range<usize>,
    pub(in crate::markdown) change: Change<'s>,
}

/// What replaces a range of the source.
#[derive(Clone)]
pub(in crate::markdown) enum Change<'s> {
    /// This text.
    Insert(String),
    /// A token.
    Token(Kind<'s>),
    /// The range itself, as code.
    Code,
}

/// What the last line was.
#[derive(Clone, Copy, PartialEq)]
enum Previous {
    /// None, or a blank line.
    Blank,
    /// Prose, to which the text of the next line may be appended.
    Prose,
    /// A property that is shown.
    Property,
    Heading,
    /// Indented code.
    Code,
    /// A table, a quote, the end of fenced code or of another block.
    Other,
}

/// Where the next line is.
#[derive(Clone, Copy, PartialEq)]
enum Top {
    /// At the start of the note.
    Start,
    /// Below a property of the page.
    Properties,
    /// In the text.
    Below,
}

/// The lines of a note and their changes.
pub(in crate::markdown) struct Outline<'s> {
    source: &'s str,
    /// The changes in order.
    edits: Vec<Edit<'s>>,
    /// The number of changes that the lexer has taken.
    taken: usize,
    indents: Indents,
    previous: Previous,
    top: Top,
    /// Whether a formula of several lines is open.
    in_formula: bool,
    /// The open block of Org mode.
    region: Option<Region>,
    unclosed: org::Unclosed,
    has: Has,
    is_logseq: OnceCell<bool>,
}

/// Which constructs the note may contain.
struct Has {
    properties: bool,
    formulas: bool,
    org: bool,
}

impl<'s> Outline<'s> {
    pub(in crate::markdown) fn new(source: &'s str) -> Self {
        let has = |part: &str| memchr::memmem::find(source.as_bytes(), part.as_bytes()).is_some();
        Self {
            source,
            edits: Vec::new(),
            taken: 0,
            indents: Indents::default(),
            previous: Previous::Blank,
            top: Top::Start,
            in_formula: false,
            region: None,
            unclosed: org::Unclosed::default(),
            has: Has {
                properties: has("::"),
                formulas: has("$$"),
                org: has("#+"),
            },
            is_logseq: OnceCell::new(),
        }
    }

    /// The next change that starts before a byte offset; each is returned once.
    pub(in crate::markdown) fn next_before(&mut self, until: usize) -> Option<&Edit<'s>> {
        let edit = self.edits.get(self.taken)?;
        let is_before = edit.range.start < until || edit.range.end <= until;
        is_before.then(|| {
            self.taken += 1;
            edit
        })
    }

    /// Reads the line of prose from `at` to `end`. Returns the byte offset of the next line that is
    /// to be read.
    pub(in crate::markdown) fn line(&mut self, at: usize, end: usize) -> usize {
        let line = Text::new(self.source, at, end);
        if self.is_in_region(&line) {
            return end;
        }
        if line.is_blank() {
            self.in_formula = false;
            self.previous = Previous::Blank;
            if self.top == Top::Properties {
                self.top = Top::Below;
            }
            return end;
        }
        if self.has.formulas && self.is_in_formula(&line) {
            self.previous = Previous::Other;
            return end;
        }
        let content = line.content();
        if self.is_page_data(&line, &content) {
            return end;
        }
        match self.indent(&line, &content) {
            Indent::Code(columns) => {
                self.set_indent(&line, columns);
                self.previous = Previous::Code;
                end
            }
            Indent::Text(columns) => self.block(&line, &content, columns),
        }
    }

    /// Whether a line starts within a formula of several lines, which stays as it is.
    fn is_in_formula(&mut self, line: &Text<'_>) -> bool {
        let is_inside = self.in_formula;
        self.in_formula ^= line.text().matches("$$").count() % 2 == 1;
        is_inside
    }

    /// Reads fenced code: its first line, from `at` to `end`, and the lines up to `code_end`.
    pub(in crate::markdown) fn code(&mut self, at: usize, end: usize, code_end: usize) {
        self.top = Top::Below;
        let first = Text::new(self.source, at, end);
        let mut next = at;
        if !self.is_in_region(&first) {
            let content = first.content();
            let (Indent::Code(columns) | Indent::Text(columns)) = self.indent(&first, &content);
            self.set_indent(&first, columns);
            next = end;
        }
        self.code_lines(next, code_end);
        self.previous = Previous::Other;
    }

    /// Reads a line that the lexer removes.
    pub(in crate::markdown) fn dropped(&mut self) {
        self.top = Top::Below;
        self.previous = Previous::Other;
    }

    /// Moves the lines of code with the block that contains them, or into the quote.
    fn code_lines(&mut self, mut at: usize, code_end: usize) {
        let shift = self.indents.shift();
        if shift == 0 && self.region.is_none() {
            return;
        }
        while at < code_end {
            let line = Text::at(self.source, at, code_end);
            let end = line.end;
            if !self.is_in_region(&line) && !line.is_blank() {
                self.set_indent(&line, line.columns.saturating_sub(shift));
            }
            at = end;
        }
    }

    /// The indentation at which CommonMark sees a line as Logseq does.
    fn indent(&mut self, line: &Text<'s>, content: &Content<'s>) -> Indent {
        let previous = match self.previous {
            Previous::Blank => indent::Previous::Blank,
            Previous::Code => indent::Previous::Code,
            Previous::Heading | Previous::Other => indent::Previous::Block,
            Previous::Prose | Previous::Property => indent::Previous::Text,
        };
        let is_logseq = &self.is_logseq;
        let source = self.source;
        let may_follow_blank = || {
            (line.has_tab() || line.at == 0)
                && *is_logseq.get_or_init(|| evidence::is_logseq(source))
        };
        self.indents
            .line(line.columns, content.marker, previous, may_follow_blank)
    }

    /// Reads a line that is no code. Its text moves to this column.
    fn block(&mut self, line: &Text<'s>, content: &Content<'s>, columns: usize) -> usize {
        let (text, is_item) = (content.text, content.marker.is_some());
        if let Some(drawer) = org::drawer(self.source, line) {
            self.hide(line, drawer.end, drawer.id);
            return drawer.end;
        }
        let property = match self.has.properties {
            true => property::parse(text),
            false => None,
        };
        if let Some(property) = property.filter(|it| !is_item && it.is_bookkeeping()) {
            self.hide(line, line.end, property.block_id());
            return line.end;
        }
        let is_property = property.is_some() || property::is_planning(text);
        let follows_property = self.previous == Previous::Property;
        if !is_item && (follows_property || is_property && self.previous == Previous::Prose) {
            // A hard line break.
            self.insert(line.at - 1..line.at - 1, "  ");
        }
        self.set_indent(line, columns);
        if self.has.org
            && text.starts_with("#+")
            && let Some(next) = self.org_block(line, content, columns)
        {
            return next;
        }
        match property.filter(|property| is_item && property.is_bookkeeping()) {
            Some(property) => self.hide_content(line, content, property.block_id()),
            None if is_item => self.task(content),
            None => {}
        }
        let is_heading = || text.trim_start_matches('#').starts_with([' ', '\t']);
        self.previous = match text.as_bytes().first() {
            Some(b'#') if is_heading() => Previous::Heading,
            Some(b'|' | b'>') => Previous::Other,
            _ if is_property => Previous::Property,
            _ if text.trim_end().ends_with(['|', '$']) => Previous::Other,
            _ => Previous::Prose,
        };
        line.end
    }

    /// Sets the columns before the text of a line.
    fn set_indent(&mut self, line: &Text<'s>, columns: usize) {
        if columns != line.columns {
            let range = line.at..line.at + line.space_bytes;
            self.insert(range, &" ".repeat(columns));
        }
    }

    fn insert(&mut self, range: Range<usize>, text: &str) {
        self.edits.push(Edit {
            range,
            change: Change::Insert(text.to_owned()),
        });
    }

    /// Whether the note is one of Logseq.
    fn is_logseq(&self) -> bool {
        *self
            .is_logseq
            .get_or_init(|| evidence::is_logseq(self.source))
    }
}
