//! The lexer, block by block: finds fenced code, so that nothing in it is taken for the dialect, and
//! hands the prose between to [`inline`](super::inline).
//!
//! Real notes have fences that CommonMark would misread. What is decided for each:
//! - a fence never closed would turn the rest of the note into code: it ends at the next blank line;
//! - a `markdown` fence around prose that cites moments is a slip of the tool that wrote the note: the
//!   fence goes, the prose stays;
//! - a closing fence with a moment behind it closes, and the moment stands below the code.

use super::inline;
use super::token::Lexed;
use crate::youtube::VideoId;

/// Reads the dialect of the body of a note about `video`. Time is linear in its length.
pub(super) fn lex<'s>(source: &'s str, video: Option<&'s VideoId>) -> Lexed<'s> {
    let text = String::with_capacity(source.len());
    let last_stamp = memchr::memmem::rfind(source.as_bytes(), b"yt-timestamp").unwrap_or(0);
    let lexed = Lexed { text, tokens: Vec::new(), has_footnotes: false };
    let mut lexer = Lexer { lexed, source, video, prose: 0, last_stamp };
    lexer.lexed.has_footnotes = inline::defines_footnote(source);
    lexer.run();
    lexer.lexed
}

struct Lexer<'s> {
    lexed: Lexed<'s>,
    source: &'s str,
    /// The video that the note is about.
    video: Option<&'s VideoId>,
    /// Where the prose begins that has not been handed on yet.
    prose: usize,
    /// Where the last timestamp anchor is; 0 without one.
    last_stamp: usize,
}

/// A line that opens a fence.
#[derive(Clone, Copy)]
struct Fence<'s> {
    /// Quote marks and spaces before it.
    prefix: &'s str,
    mark: u8,
    length: usize,
    info: &'s str,
}

impl<'s> Lexer<'s> {
    fn run(&mut self) {
        let mut open: Option<Fence<'s>> = None;
        let mut wrappers = 0;
        // A fence of this mark and length, or longer, is known to have no end in the rest of the note.
        let mut endless: [usize; 2] = [usize::MAX; 2];
        let mut at = 0;
        while at < self.source.len() {
            let end = line_end(self.source, at);
            let line = &self.source[at..end];
            match open {
                Some(fence) => {
                    if let Some(rest) = closes(fence, line) {
                        self.close(fence, end, rest);
                        open = None;
                    } else if ends_unclosed(fence, line, endless) {
                        self.copy_code(at);
                        self.lexed.text.push_str(fence.prefix);
                        (0..fence.length).for_each(|_| self.lexed.text.push(fence.mark.into()));
                        self.lexed.text.push('\n');
                        open = None;
                        continue;
                    }
                }
                None => match opens(line) {
                    None => self.join_heading(at, end),
                    Some(fence) if wrappers > 0 && fence.info.is_empty() => {
                        self.drop_line(fence.prefix, at, end);
                        wrappers -= 1;
                    }
                    Some(fence) => match self.judge(fence, end, wrappers, &mut endless) {
                        Verdict::Code => {
                            self.flush_prose(at);
                            open = Some(fence);
                        }
                        Verdict::Drop { wrapper } => {
                            self.drop_line(fence.prefix, at, end);
                            wrappers += usize::from(wrapper);
                        }
                    },
                },
            }
            at = end;
        }
        if open.is_some() { self.copy_code(at) } else { self.flush_prose(at) }
    }

    /// What an opening fence means, from what follows it.
    fn judge(&self, fence: Fence<'s>, after: usize, wrappers: usize, endless: &mut [usize; 2]) -> Verdict {
        let rest = &self.source[after..];
        let known = &mut endless[usize::from(fence.mark == b'~')];
        let inside = if fence.length >= *known { None } else { self.until_close(fence, after) };
        if inside.is_none() {
            *known = fence.length.min(*known);
            if rest.trim().is_empty() {
                return Verdict::Drop { wrapper: false };
            }
        }
        let is_markdown = fence.info.eq_ignore_ascii_case("markdown") || fence.info.eq_ignore_ascii_case("md");
        // In a wrapper a second one is code, so that no line is looked at again and again.
        let cites = || inside.map_or(self.last_stamp > after, |inside| inside.contains("yt-timestamp"));
        if is_markdown && wrappers == 0 && cites() {
            return Verdict::Drop { wrapper: true };
        }
        Verdict::Code
    }

    fn until_close(&self, fence: Fence<'s>, after: usize) -> Option<&'s str> {
        let mut at = after;
        while at < self.source.len() {
            let end = line_end(self.source, at);
            if closes(fence, &self.source[at..end]).is_some() {
                return Some(&self.source[after..at]);
            }
            at = end;
        }
        None
    }

    fn close(&mut self, fence: Fence<'s>, end: usize, rest: &'s str) {
        if rest.is_empty() {
            self.copy_code(end);
            return;
        }
        // What stands behind the closing fence goes on a line of its own.
        self.copy_code(end - rest.len());
        self.lexed.text.push('\n');
        self.lexed.text.push_str(fence.prefix);
    }

    /// A link that is a heading and breaks over the line (`### [a⏎b](https://…)`) is one heading.
    fn join_heading(&mut self, at: usize, end: usize) {
        let line = &self.source[at..end];
        if !line.starts_with('#') || line.rfind('[').is_none_or(|open| line[open..].contains(']')) {
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
        inline::lex(&self.source[self.prose..until], self.video, &mut self.lexed);
        self.prose = until;
    }

    fn copy_code(&mut self, until: usize) {
        // Marks that the file itself has must not be taken for ours.
        let code = &self.source[self.prose..until];
        inline::verbatim(code, &mut self.lexed);
        self.prose = until;
    }
}

enum Verdict {
    Code,
    /// The line goes; a wrapper's closing line goes too.
    Drop {
        wrapper: bool,
    },
}

fn line_end(source: &str, at: usize) -> usize {
    memchr::memchr(b'\n', &source.as_bytes()[at..]).map_or(source.len(), |length| at + length + 1)
}

/// Quote marks, spaces and at most one list marker; then the rest.
fn container(line: &str) -> (&str, &str) {
    let quoted = line.trim_start_matches([' ', '\t', '>']);
    let digits = quoted.trim_start_matches(|c: char| c.is_ascii_digit());
    let marker = if quoted.starts_with(['-', '*', '+']) {
        1
    } else if digits.len() < quoted.len() && digits.starts_with(['.', ')']) {
        quoted.len() - digits.len() + 1
    } else {
        0
    };
    let item = &quoted[marker..];
    let rest = if marker > 0 && item.starts_with(' ') { item.trim_start_matches(' ') } else { quoted };
    line.split_at(line.len() - rest.len())
}

fn opens(line: &str) -> Option<Fence<'_>> {
    let (prefix, rest) = container(line);
    let mark = *rest.as_bytes().first().filter(|b| matches!(b, b'`' | b'~'))?;
    let length = rest.bytes().take_while(|b| *b == mark).count();
    let info = rest[length..].trim();
    (length >= 3 && !(mark == b'`' && info.contains('`'))).then_some(Fence { prefix, mark, length, info })
}

/// What stands behind the closing fence, if the line closes it: nothing, or a moment.
fn closes<'l>(fence: Fence<'_>, line: &'l str) -> Option<&'l str> {
    let rest = line.trim_start_matches([' ', '\t', '>']);
    let length = rest.bytes().take_while(|b| *b == fence.mark).count();
    let behind = &rest[length..];
    let trimmed = behind.trim();
    let is_moment = inline::is_moment(trimmed);
    (length >= fence.length && (trimmed.is_empty() || is_moment))
        .then(|| if is_moment { behind.trim_start() } else { "" })
}

/// Where a fence without an end stops being code: at a blank line, or where the quote ends that holds it.
fn ends_unclosed(fence: Fence<'_>, line: &str, endless: [usize; 2]) -> bool {
    let quotes = |text: &str| text.bytes().filter(|b| *b == b'>').count();
    let (prefix, rest) = container(line);
    let left_quote = quotes(prefix) < quotes(fence.prefix);
    let has_no_end = fence.length >= endless[usize::from(fence.mark == b'~')];
    left_quote || (has_no_end && rest.trim().is_empty())
}
