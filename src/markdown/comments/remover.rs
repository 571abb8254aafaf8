//! Copies a text without its comments: finds them in its prose, and leaves out those in its code
//! and formulas.

use std::borrow::Cow;
use std::ops::Range;

use crate::markdown::comments::forms::has_opening_delimiter;
use crate::markdown::comments::formula::{Delimiters, End, Formula};
use crate::markdown::comments::{forms, front_matter, indented};
use crate::markdown::lexer::code_spans::{CodeSpans, backticks, crosses_blocks};
use crate::markdown::lexer::fence::{Fences, Line, line_end, opens};
use crate::markdown::lexer::inline::{self, Features};
use crate::markdown::lexer::step::Step;
use crate::markdown::lexer::timestamp::last_timestamp::LastTimestamp;
use crate::markdown::lexer::token::Kind;

/// Where a comment ends that is not closed.
#[derive(PartialEq)]
pub(super) enum Unclosed {
    ToEnd,
    ToLineEnd,
}

/// Which code and math is protected from the removal of comments.
pub(super) enum Protection<'d> {
    /// All, except that at these byte offsets, which are sorted.
    Except(&'d [usize]),
    None,
}

/// Code or math with comments that stay.
pub(super) struct Protected {
    /// The byte offset in the source.
    pub(super) start: usize,
    /// The byte range in the text without comments.
    pub(super) range: Range<usize>,
}

/// Removes comments while it copies a text.
pub(super) struct Remover<'s, 'd> {
    source: &'s str,
    features: Features,
    unclosed: Unclosed,
    protection: Protection<'d>,
    out: String,
    /// The number of bytes of the source that are copied to `out` or removed.
    copied: usize,
    /// The protected code and math, in order.
    protected: Vec<Protected>,
    /// Whether the rest of the source is known to contain no `-->`.
    has_no_closing: bool,
    /// Whether it is known to contain no end of a comment of each of [`forms`].
    has_no_end: [bool; forms::FORM_COUNT],
    /// Found on first use.
    delimiters: Option<Delimiters>,
}

impl<'s, 'd> Remover<'s, 'd> {
    pub(super) fn new(
        source: &'s str,
        has_video: bool,
        unclosed: Unclosed,
        protection: Protection<'d>,
    ) -> Self {
        Self {
            source,
            features: Features {
                has_video,
                ..Features::default()
            },
            unclosed,
            protection,
            out: String::new(),
            copied: 0,
            protected: Vec::new(),
            has_no_closing: false,
            has_no_end: [false; forms::FORM_COUNT],
            delimiters: None,
        }
    }

    /// Returns the text without comments, and the protected code and math.
    pub(super) fn finish(mut self) -> (Cow<'s, str>, Vec<Protected>) {
        if self.copied == 0 {
            return (Cow::Borrowed(self.source), self.protected);
        }
        self.out.push_str(&self.source[self.copied..]);
        (Cow::Owned(self.out), self.protected)
    }

    /// Protects code or math, if possible. Returns whether it is protected or contains no comments.
    fn protect(&mut self, code: Range<usize>) -> bool {
        if !has_opening_delimiter(&self.source[code.clone()]) {
            return true;
        }
        let is_protected = match self.protection {
            Protection::Except(not_code) => not_code.binary_search(&code.start).is_err(),
            Protection::None => false,
        };
        if is_protected {
            let start = self.out.len() + code.start - self.copied;
            self.protected.push(Protected {
                start: code.start,
                range: start..start + code.len(),
            });
        }
        is_protected
    }

    /// Removes the comments of a body: of its prose, and of unprotected fenced code.
    pub(super) fn remove_from_body(&mut self) {
        let mut fences = Fences::new(self.source);
        let mut at = 0;
        while at < self.source.len() {
            let fence = self.next_fence(at);
            let end = self.remove_from_prose(at, fence);
            if end > fence || fence == self.source.len() {
                // A comment contains the fence. The rest of the line after the comment is prose.
                at = end;
                continue;
            }
            let end = line_end(self.source, fence);
            let code_end = match fences.line(fence, end) {
                Line::Code(open) => fences.code_end(open, end).at,
                Line::Prose | Line::Dropped(_) => fence,
            };
            at = match code_end > fence && self.protect(fence..code_end) {
                true => code_end,
                false => self.remove_from_prose(fence, code_end.max(end)),
            };
        }
    }

    /// The byte offset of the next line that may open a fence, or else of the end of the text.
    fn next_fence(&self, mut at: usize) -> usize {
        let is_line_start = at == 0 || self.source.as_bytes()[at - 1] == b'\n';
        if !is_line_start {
            at = line_end(self.source, at);
        }
        while at < self.source.len() {
            let end = line_end(self.source, at);
            if opens(&self.source[at..end]).is_some() {
                return at;
            }
            at = end;
        }
        at
    }

    /// Removes the comments that start in a range of prose. Returns the end of the range, or of a
    /// comment that extends beyond it.
    pub(super) fn remove_from_prose(&mut self, from: usize, to: usize) -> usize {
        let prose = &self.source[from..to];
        let spans = CodeSpans::find(prose);
        // In a construct of the dialect, such as a link, backticks do not start code, but comments
        // are removed.
        let (mut at, mut construct_end) = (0, 0);
        let mut formula = Formula::default();
        while at < prose.len() {
            let byte = prose.as_bytes()[at];
            if byte == b'$' && at >= construct_end.max(formula.end) {
                formula = Formula::read(prose, at).unwrap_or(formula);
            }
            if let Some(end) = self.indented_code_end(from + at) {
                at = end.min(to) - from;
                continue;
            }
            let end = self.end_in_formula(prose, at, from, &formula);
            if let Some(end) = end.or_else(|| self.comment_end(from + at)) {
                self.remove(from + at, end);
                match self.copied.checked_sub(from) {
                    Some(next) if next < prose.len() => at = next,
                    _ => return self.copied,
                }
            } else if byte == b'`' && at >= construct_end {
                let length = spans.length_at(prose, at);
                at += if self.protect(from + at..from + at + length) {
                    length
                } else {
                    backticks(prose, at)
                };
            } else if at >= construct_end && prose.as_bytes()[at..].starts_with(b"\\%") {
                at += 1 + prose[at + 1..]
                    .bytes()
                    .take_while(|byte| *byte == b'%')
                    .count();
            } else if at < construct_end || !prose.is_char_boundary(at) {
                at += 1;
            } else {
                match inline::step(prose, at, LastTimestamp::default(), self.features) {
                    Step::Skip(length) | Step::Code(length) | Step::Drop(length) => at += length,
                    Step::Replace(tokens) => {
                        let length: usize = tokens.iter().map(|(length, _)| length).sum();
                        construct_end = at + length;
                        let is_math = matches!(tokens.first(), Some((_, Kind::Math { .. })))
                            && !crosses_blocks(&prose[at..construct_end])
                            && self.protect(from + at..from + construct_end);
                        at += if is_math { length } else { 1 };
                    }
                }
            }
        }
        to
    }

    /// The end of the comment that starts at a byte offset; `None` if none does.
    fn comment_end(&mut self, at: usize) -> Option<usize> {
        let bytes = &self.source.as_bytes()[at..];
        let (inside, close) = if bytes.starts_with(b"%%") {
            (2, "%%")
        } else if bytes.starts_with(b"<!--") {
            // `<!-->` is a complete comment.
            (2, "-->")
        } else {
            return self.form_end(at);
        };
        let find = || {
            memchr::memmem::find(&bytes[inside..], close.as_bytes()).map(|length| inside + length)
        };
        let closed = if self.has_no_closing && close == "-->" {
            None
        } else {
            find()
        };
        self.has_no_closing |= closed.is_none() && close == "-->";
        let is_in_front_matter = self.unclosed == Unclosed::ToLineEnd && close == "%%";
        let closed = closed.filter(|end| {
            let comment = &self.source[at..at + end];
            !is_in_front_matter || !front_matter::contains_key(&self.source[..at], comment)
        });
        let is_percentage = close == "%%" && self.is_percentage(at);
        match closed {
            Some(end)
                if is_percentage && memchr::memmem::find(&bytes[..end], b"\n\n").is_some() =>
            {
                None
            }
            Some(end) => Some(at + end + close.len()),
            None if is_percentage => None,
            None if self.unclosed == Unclosed::ToLineEnd => {
                Some(memchr::memchr(b'\n', bytes).map_or(self.source.len(), |length| at + length))
            }
            None => Some(self.source.len()),
        }
    }

    /// Protects the indented code with an unclosed `%%` at a byte offset. Returns its end.
    fn indented_code_end(&mut self, at: usize) -> Option<usize> {
        let starts = self.source.as_bytes()[at..].starts_with(b"%%");
        if !starts || self.unclosed != Unclosed::ToEnd {
            return None;
        }
        let end = indented::code_end(self.source, at)?;
        self.protect(at..end).then_some(end)
    }

    /// The end of the comment that starts at a byte offset of prose, if it is in a formula and does
    /// not end in it.
    fn end_in_formula(
        &mut self,
        prose: &str,
        at: usize,
        from: usize,
        formula: &Formula,
    ) -> Option<usize> {
        let is_inside = formula.tex.contains(&at) && self.unclosed == Unclosed::ToEnd;
        let tex = prose.get(at..formula.tex.end).filter(|_| is_inside)?;
        let inside = tex.strip_prefix("%%")?;
        if memchr::memmem::find(inside.as_bytes(), b"%%").is_some() {
            return None;
        }
        let source = self.source;
        let delimiters = self
            .delimiters
            .get_or_insert_with(|| Delimiters::find(source));
        match delimiters.end_of_comment(from + formula.end) {
            End::Latex => {
                Some(from + at + memchr::memchr(b'\n', tex.as_bytes()).unwrap_or(tex.len()))
            }
            End::NextDelimiter => None,
            End::Note => Some(source.len()),
        }
    }

    /// The end of the comment of another program that starts at a byte offset.
    fn form_end(&mut self, at: usize) -> Option<usize> {
        let bytes = &self.source.as_bytes()[at..];
        let (form, start) = forms::start_of(bytes)?;
        if self.has_no_end[form] {
            return None;
        }
        let end = forms::end_of(&bytes[start..], form);
        self.has_no_end[form] = end.is_none();
        Some(at + start + end?)
    }

    /// Whether `%%` may be a typo for a percentage, as in `100%% sure`. It starts a comment only if
    /// the same paragraph contains another `%%`; otherwise a typo would hide the rest of the note.
    fn is_percentage(&self, at: usize) -> bool {
        let ends_number = self.source[..at].ends_with(|c: char| c.is_ascii_digit());
        let next = self.source[at + 2..].chars().next();
        ends_number && next.is_none_or(|c| c != '%' && !c.is_alphanumeric())
    }

    /// Removes a comment except for its line breaks and the spaces and quote markers at the start
    /// of its lines, so that the text around it stays in its quote or list.
    fn remove(&mut self, at: usize, end: usize) {
        self.out.push_str(&self.source[self.copied..at]);
        self.copied = end;
        let (first, rest) = self.source[at..end]
            .split_once('\n')
            .unwrap_or((&self.source[at..end], ""));
        if first.len() == end - at {
            self.close_gap(end);
            return;
        }
        let quotes = self.quotes(at);
        for line in rest.split('\n') {
            self.out.push('\n');
            let mut open = quotes;
            let is_kept = |c: &char| match c {
                ' ' | '\t' => true,
                '>' => open.checked_sub(1).map(|left| open = left).is_some(),
                _ => false,
            };
            self.out.extend(line.chars().take_while(is_kept));
        }
    }

    /// Removes one of two spaces around a comment, and the space between a word and the end of its
    /// sentence or emphasis.
    fn close_gap(&mut self, end: usize) {
        let Some(before) = self.out.strip_suffix(' ') else {
            return;
        };
        match self.source[end..].chars().next() {
            Some(' ') => self.copied += 1,
            Some('*' | '.' | ',' | ';' | ':' | '!' | '?' | ')' | ']')
                if before.ends_with(char::is_alphanumeric) =>
            {
                self.out.truncate(before.len());
            }
            _ => {}
        }
    }

    /// The nesting depth of quotes at a byte offset.
    fn quotes(&self, at: usize) -> usize {
        let line = memchr::memrchr(b'\n', &self.source.as_bytes()[..at]).map_or(0, |end| end + 1);
        let prefix = self.source[line..at]
            .bytes()
            .take_while(|byte| matches!(byte, b' ' | b'\t' | b'>'));
        prefix.filter(|byte| *byte == b'>').count()
    }
}
