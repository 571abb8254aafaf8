//! Removes the comments of Org mode, which Logseq has, too: `#+BEGIN_COMMENT … #+END_COMMENT`, each
//! on a line of its own, in any case. A comment that is not closed is text.

use std::borrow::Cow;

use pulldown_cmark::{Event, Tag, TagEnd};

use crate::markdown::events::{self, NoteEvent};
use crate::markdown::lexer::fence::{Fences, Line, line_end};
use crate::text::ascii_case::starts_with_ignore_case;

const START: &str = "#+begin_comment";
const END: &str = "#+end_comment";

/// Removes the comments of Org mode from the body of a note, in time linear in its length. Line
/// breaks stay. In fenced code they are text; if the page shows one outside code, all are removed.
pub(super) fn without_org_comments(body: &str) -> Cow<'_, str> {
    if memchr::memmem::find(body.as_bytes(), b"#+").is_none() || !contains(body, START) {
        return Cow::Borrowed(body);
    }
    let (shorter, has_code) = remove(body, true);
    match has_code && shows_comment(&shorter) {
        true => remove(body, false).0,
        false => shorter,
    }
}

/// Removes the comments, except for those in fenced code if `keeps_code`. Returns whether there is
/// code that may have one.
fn remove(body: &str, keeps_code: bool) -> (Cow<'_, str>, bool) {
    let mut fences = Fences::new(body);
    let (mut out, mut copied, mut at) = (String::new(), 0, 0);
    let (mut has_code, mut is_unclosed) = (false, false);
    while at < body.len() {
        let end = line_end(body, at);
        if keeps_code && let Line::Code(fence) = fences.line(at, end) {
            let code_end = fences.code_end(fence, end).at;
            has_code |= contains(&body[at..code_end], START);
            at = code_end;
            continue;
        }
        let Some(start) = comment_start(&body[at..end]).filter(|_| !is_unclosed) else {
            at = end;
            continue;
        };
        let Some(comment_end) = comment_end(body, end) else {
            is_unclosed = true;
            continue;
        };
        out.push_str(&body[copied..at + start]);
        for line in body[at + start..comment_end].split('\n').skip(1) {
            out.push('\n');
            out.extend(line.chars().take_while(|c| matches!(c, ' ' | '\t' | '>')));
        }
        (copied, at) = (comment_end, line_end(body, comment_end));
    }
    if copied == 0 {
        return (Cow::Borrowed(body), has_code);
    }
    out.push_str(&body[copied..]);
    (Cow::Owned(out), has_code)
}

/// The byte offset in a line of the comment that it starts.
fn comment_start(line: &str) -> Option<usize> {
    let text = line.trim_start_matches([' ', '\t', '>', '-', '*', '+']);
    starts_with_ignore_case(text, START).then_some(line.len() - text.len())
}

/// The end of the comment after a byte offset, without the line break.
fn comment_end(body: &str, mut at: usize) -> Option<usize> {
    while at < body.len() {
        let end = line_end(body, at);
        let line = body[at..end].trim_end_matches('\n');
        if starts_with_ignore_case(line.trim_start_matches([' ', '\t', '>']), END) {
            return Some(at + line.len());
        }
        at = end;
    }
    None
}

/// Whether the page of a note shows the start of a comment outside code.
fn shows_comment(body: &str) -> bool {
    let (mut is_code, mut is_shown) = (false, false);
    for has_video in [true, false] {
        events::read(body, has_video, |event| match event {
            NoteEvent::Event(Event::Start(Tag::CodeBlock(_))) => is_code = true,
            NoteEvent::Event(Event::End(TagEnd::CodeBlock)) => is_code = false,
            NoteEvent::Text(text) if !is_code => is_shown |= contains(text, START),
            _ => {}
        });
    }
    is_shown
}

/// Whether a text contains a word that starts with `#+`, in any case.
fn contains(text: &str, word: &str) -> bool {
    memchr::memmem::find_iter(text.as_bytes(), b"#+")
        .any(|at| starts_with_ignore_case(&text[at..], word))
}
