//! The lexer, block by block: finds fenced code ([`fence`](super::fence)), so that nothing in it is
//! taken for the dialect, and hands the prose between to [`inline`].

use crate::markdown::lexer::fence::{CodeEnd, EndedBy, Fence, Fences, Line, line_end};
use crate::markdown::lexer::inline;
use crate::markdown::lexer::token::Lexed;
use crate::text::youtube::YoutubeId;

/// Reads the dialect of the body of a note about `video`. Time is linear in its length.
pub(in crate::markdown) fn lex<'s>(source: &'s str, video: Option<&'s YoutubeId>) -> Lexed<'s> {
    let lexed = Lexed::new(source, inline::defines_footnote(source));
    let mut lexer = Lexer {
        lexed,
        source,
        video,
        prose: 0,
    };
    lexer.run();
    lexer.lexed
}

struct Lexer<'s> {
    lexed: Lexed<'s>,
    source: &'s str,
    /// The video that the note is about.
    video: Option<&'s YoutubeId>,
    /// Where the prose begins that has not been handed on yet.
    prose: usize,
}

impl<'s> Lexer<'s> {
    fn run(&mut self) {
        let mut fences = Fences::new(self.source);
        let mut at = 0;
        while at < self.source.len() {
            let end = line_end(self.source, at);
            match fences.line(at, end) {
                Line::Prose => self.join_heading(at, end),
                Line::Dropped(prefix) => self.drop_line(prefix, at, end),
                Line::Code(fence) => {
                    self.flush_prose(at);
                    let code = fences.code_end(fence, end);
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

    /// Writes what the source lacks where code ends.
    fn end_code(&mut self, fence: Fence<'s>, code: &CodeEnd) {
        let text = &mut self.lexed.text;
        match code.by {
            EndedBy::Fence => {}
            // What stands behind the closing fence goes on a line of its own.
            EndedBy::FenceWithMoment => {
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

    /// A link that is a heading and breaks over the line (`### [a⏎b](https://…)`) is one heading.
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

    fn drop_line(&mut self, prefix: &str, at: usize, end: usize) {
        self.flush_prose(at);
        self.lexed.text.push_str(prefix);
        self.lexed.text.push('\n');
        self.prose = end;
    }

    fn flush_prose(&mut self, until: usize) {
        inline::lex(self.source, self.prose..until, self.video, &mut self.lexed);
        self.prose = until;
    }

    fn copy_code(&mut self, until: usize) {
        // Marks that the file itself has must not be taken for ours.
        inline::verbatim(self.source, self.prose..until, &mut self.lexed);
        self.prose = until;
    }
}
