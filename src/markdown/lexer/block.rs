//! The block level of the lexer: copies fenced code ([`fence`](super::fence)) unchanged, and passes
//! the prose between to [`inline`].

use crate::markdown::lexer::fence::{CodeEnd, EndedBy, Fence, Fences, Line, line_end};
use crate::markdown::lexer::inline::{self, Context, Features};
use crate::markdown::lexer::lexed::Lexed;
use crate::markdown::lexer::outline::{Change, Outline};
use crate::markdown::lexer::timestamp::{Chapter, chapters};

/// Lexes the body of a note, in time linear in its length. Some notations are timestamps only if
/// the note has a video.
pub(in crate::markdown) fn lex<'s>(source: &'s str, has_video: bool) -> Lexed<'s> {
    let features = Features::new(source, has_video);
    let mut lexer = Lexer {
        lexed: Lexed::new(source, features.has_footnotes),
        source,
        features,
        outline: Outline::new(source),
        prose: 0,
        chapters: if has_video {
            chapters(source)
        } else {
            Vec::new()
        },
    };
    lexer.run();
    lexer.lexed
}

struct Lexer<'s> {
    lexed: Lexed<'s>,
    source: &'s str,
    features: Features,
    /// The changes of the text for CommonMark.
    outline: Outline<'s>,
    /// The byte offset of the prose that is not lexed yet.
    prose: usize,
    /// The times without brackets.
    chapters: Vec<Chapter<'s>>,
}

impl<'s> Lexer<'s> {
    fn run(&mut self) {
        let mut fences = Fences::new(self.source);
        let mut at = 0;
        while at < self.source.len() {
            let end = line_end(self.source, at);
            match fences.line(at, end) {
                Line::Prose => {
                    let next = self.outline.line(at, end);
                    self.join_heading(at, end);
                    at = next;
                    continue;
                }
                Line::Dropped(prefix) => {
                    self.outline.dropped();
                    self.drop_line(prefix, at, end);
                }
                Line::Code(fence) => {
                    let code = fences.code_end(fence, end);
                    self.outline.code(at, end, code.at);
                    self.flush_prose(at);
                    self.copy_code(code.at);
                    self.end_code(fence, &code);
                    at = code.at;
                    continue;
                }
            }
            at = end;
        }
        self.flush_prose(at);
    }

    /// Completes the end of code that has no proper closing fence.
    fn end_code(&mut self, fence: Fence<'s>, code: &CodeEnd) {
        let text = &mut self.lexed.text;
        match code.by {
            EndedBy::Fence => {}
            // The text after the closing fence gets its own line.
            EndedBy::FenceWithTimestamp => {
                text.push('\n');
                text.push_str(fence.prefix);
            }
            EndedBy::Nothing => {
                text.push_str(fence.prefix);
                (0..fence.length).for_each(|_| text.push(fence.mark.into()));
                text.push('\n');
            }
        }
    }

    /// Joins the lines of a heading that is a link with a line break (`### [a⏎b](https://…)`).
    fn join_heading(&mut self, at: usize, end: usize) {
        let line = &self.source[at..end];
        if !line.starts_with('#')
            || line
                .rfind('[')
                .is_none_or(|open| line[open..].contains(']'))
        {
            return;
        }
        let next = &self.source[end..line_end(self.source, end)];
        if next.contains("](http") && !next.starts_with(['#', '-', '>']) {
            self.flush_prose(at + line.trim_end().len());
            self.lexed.text.push(' ');
            self.prose = end;
        }
    }

    /// Removes a line except for its prefix.
    fn drop_line(&mut self, prefix: &str, at: usize, end: usize) {
        self.flush_prose(at);
        self.lexed.text.push_str(prefix);
        self.lexed.text.push('\n');
        self.prose = end;
    }

    fn flush_prose(&mut self, until: usize) {
        self.copy(until, false);
    }

    fn copy_code(&mut self, until: usize) {
        self.copy(until, true);
    }

    /// Copies the source up to a byte offset, with the changes of the outline.
    fn copy(&mut self, until: usize, is_code: bool) {
        while let Some(edit) = self.outline.next_before(until) {
            // What the lexer has already copied or removed stays as it is.
            if edit.range.start < self.prose || edit.range.end > until {
                continue;
            }
            let edit = edit.clone();
            self.copy_unchanged(edit.range.start, is_code);
            self.prose = edit.range.end;
            match edit.change {
                Change::Insert(text) => self.lexed.text.push_str(&text),
                Change::Token(kind) => self.lexed.push(edit.range, kind),
                Change::Code => inline::verbatim(self.source, edit.range, &mut self.lexed),
            }
        }
        self.copy_unchanged(until, is_code);
    }

    /// Copies the source up to a byte offset; code as it is, with escaped marks.
    fn copy_unchanged(&mut self, until: usize, is_code: bool) {
        let range = self.prose..until;
        self.prose = until;
        if is_code {
            return inline::verbatim(self.source, range, &mut self.lexed);
        }
        let context = Context {
            features: self.features,
            chapters: &self.chapters,
        };
        inline::lex(self.source, range, context, &mut self.lexed);
    }
}
