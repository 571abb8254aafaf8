//! Finds fenced code, for the lexer and for the removal of comments.
//!
//! Real notes have fences that CommonMark would parse differently from what the author meant:
//! - An unclosed fence would turn the rest of the note into code. It ends at the next blank line.
//! - A `markdown` fence around prose with timestamps, or around nearly the whole note, is a mistake
//!   of the tool that wrote the note. The fence is removed, the prose stays.
//! - A closing fence may have a timestamp after it. It closes, and the timestamp is shown below the
//!   code.

use crate::markdown::lexer::inline;

/// Finds the fences of a text, line by line, in time linear in its length.
pub(in crate::markdown) struct Fences<'s> {
    source: &'s str,
    /// The byte offset of the last timestamp anchor; 0 if there is none.
    last_anchor: usize,
    /// The number of open `markdown` fences around prose.
    wrappers: usize,
    /// For each kind of fence, the minimum length of those known to be unclosed in the rest of the
    /// text.
    unclosed: [usize; 2],
}

/// A line that opens a fence.
#[derive(Clone, Copy)]
pub(in crate::markdown) struct Fence<'s> {
    /// The quote markers, list marker and spaces before it.
    pub(in crate::markdown) prefix: &'s str,
    pub(in crate::markdown) mark: u8,
    pub(in crate::markdown) length: usize,
    info: &'s str,
}

/// The kind of a line outside code.
pub(in crate::markdown) enum Line<'s> {
    Prose,
    /// A fence around prose, or around nothing, which is removed except for this prefix.
    Dropped(&'s str),
    /// A fence that opens code.
    Code(Fence<'s>),
}

/// The end of code.
pub(in crate::markdown) struct CodeEnd {
    /// The byte offset after the code.
    pub(in crate::markdown) at: usize,
    pub(in crate::markdown) by: EndedBy,
}

/// What ends code.
pub(in crate::markdown) enum EndedBy {
    /// A closing fence, or the end of the text.
    Fence,
    /// A closing fence with a timestamp after it on the same line.
    FenceWithTimestamp,
    /// No fence: unclosed code ends here.
    Nothing,
}

impl<'s> Fences<'s> {
    pub(in crate::markdown) fn new(source: &'s str) -> Self {
        let last_anchor = memchr::memmem::rfind(source.as_bytes(), b"yt-timestamp").unwrap_or(0);
        Self {
            source,
            last_anchor,
            wrappers: 0,
            unclosed: [usize::MAX; 2],
        }
    }

    /// The kind of the line from `at` to `end`, which is outside code. Must be called in the order
    /// of the lines; lines may be left out.
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

    /// The kind of the line of an opening fence, according to the text after it.
    fn judge(&mut self, fence: Fence<'s>, after: usize) -> Line<'s> {
        let rest = &self.source[after..];
        let inside = if fence.length >= self.unclosed[fence.kind()] {
            None
        } else {
            self.until_close(fence, after)
        };
        if inside.is_none() {
            let known = &mut self.unclosed[fence.kind()];
            *known = fence.length.min(*known);
            if rest.trim().is_empty() {
                return Line::Dropped(fence.prefix);
            }
        }
        let is_markdown =
            fence.info.eq_ignore_ascii_case("markdown") || fence.info.eq_ignore_ascii_case("md");
        // Wrappers do not nest, so that lines are not scanned repeatedly.
        let cites = || {
            inside.map_or(self.last_anchor > after, |inside| {
                inside.contains("yt-timestamp")
            })
        };
        let is_around_note = || inside.is_some_and(|inside| self.is_note(after, inside));
        if is_markdown && self.wrappers == 0 && (cites() || is_around_note()) {
            self.wrappers += 1;
            return Line::Dropped(fence.prefix);
        }
        Line::Code(fence)
    }

    /// Whether the code in a fence is nearly the whole note: most of it, and its end. The code
    /// begins at `start`.
    fn is_note(&self, start: usize, inside: &str) -> bool {
        let after_fence = &self.source[line_end(self.source, start + inside.len())..];
        inside.len() > self.source.len() / 4 * 3 && after_fence.trim().is_empty()
    }

    /// The code between an opening fence and its closing fence; `None` if it is unclosed.
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

    /// The end of the code after an opening fence; its first line starts at `at`.
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
                        by: EndedBy::FenceWithTimestamp,
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

    /// Whether a line ends the code of an unclosed fence: a blank line, or one outside the quote of
    /// the fence.
    fn ends_unclosed(&self, fence: Fence<'_>, line: &str) -> bool {
        let quotes = |text: &str| text.bytes().filter(|b| *b == b'>').count();
        let (prefix, rest) = container(line);
        let left_quote = quotes(prefix) < quotes(fence.prefix);
        let is_unclosed = fence.length >= self.unclosed[fence.kind()];
        left_quote || (is_unclosed && rest.trim().is_empty())
    }
}

impl Fence<'_> {
    /// The index of its kind: 0 for backticks, 1 for tildes.
    fn kind(self) -> usize {
        usize::from(self.mark == b'~')
    }
}

/// The byte offset of the next line.
pub(in crate::markdown) fn line_end(source: &str, at: usize) -> usize {
    memchr::memchr(b'\n', &source.as_bytes()[at..]).map_or(source.len(), |length| at + length + 1)
}

/// Splits a line after its quote markers, spaces and at most one list marker.
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

/// The opening fence on a line.
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

/// The text after the closing fence of a line, which is empty or a timestamp; `None` if the line
/// does not close the fence.
fn closes<'l>(fence: Fence<'_>, line: &'l str) -> Option<&'l str> {
    let rest = line.trim_start_matches([' ', '\t', '>']);
    let length = rest.bytes().take_while(|b| *b == fence.mark).count();
    let after = &rest[length..];
    let trimmed = after.trim();
    let starts_with_timestamp = inline::starts_with_timestamp(trimmed);
    (length >= fence.length && (trimmed.is_empty() || starts_with_timestamp)).then(|| {
        if starts_with_timestamp {
            after.trim_start()
        } else {
            ""
        }
    })
}
