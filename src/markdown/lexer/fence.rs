//! Fenced code: which lines of a text open it, and where it ends. The lexer needs that, and so does
//! whoever removes comments.
//!
//! Real notes have fences that CommonMark would misread. What is decided for each:
//! - a fence never closed would turn the rest of the note into code: it ends at the next blank
//!   line;
//! - a `markdown` fence around prose that cites moments is a slip of the tool that wrote the note:
//!   the fence goes, the prose stays;
//! - a closing fence with a moment behind it closes, and the moment stands below the code.

use crate::markdown::lexer::inline;

/// The fences of a text, line by line. Time is linear in the length of the text.
pub(in crate::markdown) struct Fences<'s> {
    source: &'s str,
    /// Where the last timestamp anchor is; 0 without one.
    last_stamp: usize,
    /// How many `markdown` fences around prose are open.
    wrappers: usize,
    /// A fence of this mark and length, or longer, is known to have no end in the rest of the text.
    endless: [usize; 2],
}

/// A line that opens a fence.
#[derive(Clone, Copy)]
pub(in crate::markdown) struct Fence<'s> {
    /// Quote marks and spaces before it.
    pub(in crate::markdown) prefix: &'s str,
    pub(in crate::markdown) mark: u8,
    pub(in crate::markdown) length: usize,
    info: &'s str,
}

/// What a line outside of code is.
pub(in crate::markdown) enum Line<'s> {
    Prose,
    /// The fence of a wrapper, or one around nothing: it is not shown, but for the prefix before
    /// it.
    Dropped(&'s str),
    /// It opens code.
    Code(Fence<'s>),
}

/// Where code ends.
pub(in crate::markdown) struct CodeEnd {
    /// The first byte behind it.
    pub(in crate::markdown) at: usize,
    pub(in crate::markdown) by: EndedBy,
}

/// What ends code.
pub(in crate::markdown) enum EndedBy {
    /// A closing fence, or the end of the text.
    Fence,
    /// A closing fence with a moment behind it, in the same line.
    FenceWithMoment,
    /// Nothing: a fence without an end is closed here.
    Nothing,
}

impl<'s> Fences<'s> {
    pub(in crate::markdown) fn new(source: &'s str) -> Self {
        let last_stamp = memchr::memmem::rfind(source.as_bytes(), b"yt-timestamp").unwrap_or(0);
        Self {
            source,
            last_stamp,
            wrappers: 0,
            endless: [usize::MAX; 2],
        }
    }

    /// What the line of these bytes is, which is not in code. Lines come in order; some may be left
    /// out.
    pub(in crate::markdown) fn line(&mut self, at: usize, end: usize) -> Line<'s> {
        let Some(fence) = opens(&self.source[at..end]) else {
            return Line::Prose;
        };
        if self.wrappers > 0 && fence.info.is_empty() {
            self.wrappers -= 1;
            return Line::Dropped(fence.prefix);
        }
        self.judge(fence, end)
    }

    /// What an opening fence means, from what follows it.
    fn judge(&mut self, fence: Fence<'s>, after: usize) -> Line<'s> {
        let rest = &self.source[after..];
        let inside = if fence.length >= self.endless[fence.kind()] {
            None
        } else {
            self.until_close(fence, after)
        };
        if inside.is_none() {
            let known = &mut self.endless[fence.kind()];
            *known = fence.length.min(*known);
            if rest.trim().is_empty() {
                return Line::Dropped(fence.prefix);
            }
        }
        let is_markdown =
            fence.info.eq_ignore_ascii_case("markdown") || fence.info.eq_ignore_ascii_case("md");
        // In a wrapper a second one is code, so that no line is looked at again and again.
        let cites = || {
            inside.map_or(self.last_stamp > after, |inside| {
                inside.contains("yt-timestamp")
            })
        };
        if is_markdown && self.wrappers == 0 && cites() {
            self.wrappers += 1;
            return Line::Dropped(fence.prefix);
        }
        Line::Code(fence)
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

    /// Where the code of a fence ends, whose first line begins at `at`.
    pub(in crate::markdown) fn code_end(&self, fence: Fence<'s>, mut at: usize) -> CodeEnd {
        while at < self.source.len() {
            let end = line_end(self.source, at);
            let line = &self.source[at..end];
            match closes(fence, line) {
                Some("") => {
                    return CodeEnd {
                        at: end,
                        by: EndedBy::Fence,
                    };
                }
                Some(rest) => {
                    return CodeEnd {
                        at: end - rest.len(),
                        by: EndedBy::FenceWithMoment,
                    };
                }
                None if self.ends_unclosed(fence, line) => {
                    return CodeEnd {
                        at,
                        by: EndedBy::Nothing,
                    };
                }
                None => at = end,
            }
        }
        CodeEnd {
            at,
            by: EndedBy::Fence,
        }
    }

    /// Where a fence without an end stops being code: at a blank line, or where the quote ends that
    /// holds it.
    fn ends_unclosed(&self, fence: Fence<'_>, line: &str) -> bool {
        let quotes = |text: &str| text.bytes().filter(|b| *b == b'>').count();
        let (prefix, rest) = container(line);
        let left_quote = quotes(prefix) < quotes(fence.prefix);
        let has_no_end = fence.length >= self.endless[fence.kind()];
        left_quote || (has_no_end && rest.trim().is_empty())
    }
}

impl Fence<'_> {
    /// The number of its mark.
    fn kind(self) -> usize {
        usize::from(self.mark == b'~')
    }
}

/// The first byte of the next line.
pub(in crate::markdown) fn line_end(source: &str, at: usize) -> usize {
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
    let rest = if marker > 0 && item.starts_with(' ') {
        item.trim_start_matches(' ')
    } else {
        quoted
    };
    line.split_at(line.len() - rest.len())
}

pub(in crate::markdown) fn opens(line: &str) -> Option<Fence<'_>> {
    let (prefix, rest) = container(line);
    let mark = *rest
        .as_bytes()
        .first()
        .filter(|b| matches!(b, b'`' | b'~'))?;
    let length = rest.bytes().take_while(|b| *b == mark).count();
    let info = rest[length..].trim();
    (length >= 3 && !(mark == b'`' && info.contains('`'))).then_some(Fence {
        prefix,
        mark,
        length,
        info,
    })
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
