//! Comments of an author: `%%…%%`, as Obsidian has them, and `<!-- … -->`. A text in, the same text
//! without them out.
//!
//! A note is freed of them when it is read, before anything else sees it, so that nothing can show
//! them. In fenced code, code spans and maths both are text. What looks like code here may be none
//! in the page, which CommonMark reads: a comment stays only where the page shows it in code or
//! maths. A comment that is never closed reaches to the end of the text.

mod shown;

use std::borrow::Cow;
use std::ops::Range;

use crate::markdown::lexer::code_spans::{CodeSpans, backticks, crosses_blocks};
use crate::markdown::lexer::fence::{Fences, Line, line_end, opens};
use crate::markdown::lexer::inline;
use crate::markdown::lexer::step::Step;
use crate::markdown::lexer::timestamp::last_timestamp::LastMoment;
use crate::markdown::lexer::token::Kind;
use crate::text::youtube::YoutubeId;

/// The most attempts to find what the page shows as code or maths; then every comment is removed.
/// Real notes take one.
const MAX_ATTEMPTS: usize = 4;

/// The body of a note about `video` without its comments. Lines keep their numbers: what stays of a
/// comment are its line breaks. Time is linear in the length of the text.
pub fn without_comments<'b>(body: &'b str, video: Option<&YoutubeId>) -> Cow<'b, str> {
    if !has_marks(body) {
        return Cow::Borrowed(body);
    }
    let mut doubted = Vec::new();
    for _ in 0..MAX_ATTEMPTS {
        let mut remover = Remover::new(body, video, Unclosed::ToEnd, Protection::Except(&doubted));
        remover.body();
        let (rest, kept) = remover.done();
        let wrong = shown::outside_code(&rest, &kept, video);
        if wrong.is_empty() {
            return rest;
        }
        doubted.extend(wrong);
        doubted.sort_unstable();
    }
    let mut remover = Remover::new(body, video, Unclosed::ToEnd, Protection::None);
    remover.body();
    remover.done().0
}

/// The same for front matter, where no code is, and where a comment that is never closed ends with
/// its line.
pub fn without_comments_of_front_matter(yaml: &str) -> Cow<'_, str> {
    let mut remover = Remover::new(yaml, None, Unclosed::ToLineEnd, Protection::None);
    if has_marks(yaml) {
        remover.prose(0, yaml.len());
    }
    remover.done().0
}

/// What begins a comment.
const MARKS: [&str; 2] = ["%%", "<!--"];

fn has_marks(text: &str) -> bool {
    MARKS
        .iter()
        .any(|mark| memchr::memmem::find(text.as_bytes(), mark.as_bytes()).is_some())
}

/// How far a comment reaches that is never closed.
#[derive(PartialEq)]
enum Unclosed {
    ToEnd,
    ToLineEnd,
}

/// Which code and maths keep the comments in them.
enum Protection<'d> {
    /// All, except for what begins at one of these places, in order.
    Except(&'d [usize]),
    None,
}

/// Code or maths that keeps the comments in it.
struct Kept {
    /// Where it begins in the source.
    start: usize,
    /// Where it is in the text without comments.
    range: Range<usize>,
}

struct Remover<'s, 'd> {
    source: &'s str,
    /// The video that the note is about.
    video: Option<&'d YoutubeId>,
    unclosed: Unclosed,
    protection: Protection<'d>,
    out: String,
    /// How much of the source is in `out`, or was removed.
    copied: usize,
    /// What keeps comments, in order.
    kept: Vec<Kept>,
    /// Whether the rest of the source is known to have no `-->`.
    is_endless: bool,
}

impl<'s, 'd> Remover<'s, 'd> {
    fn new(
        source: &'s str,
        video: Option<&'d YoutubeId>,
        unclosed: Unclosed,
        protection: Protection<'d>,
    ) -> Self {
        let (out, kept) = (String::new(), Vec::new());
        Self {
            source,
            video,
            unclosed,
            protection,
            out,
            copied: 0,
            kept,
            is_endless: false,
        }
    }

    /// The text without comments, and the code and maths that keep some.
    fn done(mut self) -> (Cow<'s, str>, Vec<Kept>) {
        if self.copied == 0 {
            return (Cow::Borrowed(self.source), self.kept);
        }
        self.out.push_str(&self.source[self.copied..]);
        (Cow::Owned(self.out), self.kept)
    }

    /// Whether code or maths keeps the comments in it; true where it has none.
    fn keeps(&mut self, code: Range<usize>) -> bool {
        if !has_marks(&self.source[code.clone()]) {
            return true;
        }
        let is_kept = match self.protection {
            Protection::Except(doubted) => doubted.binary_search(&code.start).is_err(),
            Protection::None => false,
        };
        if is_kept {
            let start = self.out.len() + code.start - self.copied;
            self.kept.push(Kept {
                start: code.start,
                range: start..start + code.len(),
            });
        }
        is_kept
    }

    /// Goes through prose and fenced code in turn.
    fn body(&mut self) {
        let mut fences = Fences::new(self.source);
        let mut at = 0;
        while at < self.source.len() {
            let fence = self.next_fence(at);
            let behind = self.prose(at, fence);
            if behind > fence || fence == self.source.len() {
                // The comment has swallowed the fence. What follows in its line is prose.
                at = behind;
                continue;
            }
            let end = line_end(self.source, fence);
            let code_end = match fences.line(fence, end) {
                Line::Code(open) => fences.code_end(open, end).at,
                Line::Prose | Line::Dropped(_) => fence,
            };
            at = match code_end > fence && self.keeps(fence..code_end) {
                true => code_end,
                false => self.prose(fence, code_end.max(end)),
            };
        }
    }

    /// Where the next line begins that may open a fence; the end of the text where none does.
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

    /// Removes the comments that begin in a stretch of prose. Returns where reading goes on: at its
    /// end, or behind it where a comment reaches farther.
    fn prose(&mut self, from: usize, to: usize) -> usize {
        let prose = &self.source[from..to];
        let spans = CodeSpans::find(prose);
        // Within a construct of the dialect, such as a link, backticks are no code, and comments
        // are comments.
        let (mut at, mut construct_end) = (0, 0);
        while at < prose.len() {
            let byte = prose.as_bytes()[at];
            if let Some(end) = self.comment_end(from + at) {
                self.remove(from + at, end);
                match self.copied.checked_sub(from) {
                    Some(behind) if behind < prose.len() => at = behind,
                    _ => return self.copied,
                }
            } else if byte == b'`' && at >= construct_end {
                let length = spans.length_at(prose, at);
                at += if self.keeps(from + at..from + at + length) {
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
                match inline::step(prose, at, LastMoment::default(), self.video, false) {
                    Step::Skip(length) | Step::Code(length) | Step::Drop(length) => at += length,
                    Step::Take(tokens) => {
                        let length: usize = tokens.iter().map(|(length, _)| length).sum();
                        construct_end = at + length;
                        let is_maths = matches!(tokens.first(), Some((_, Kind::Maths { .. })))
                            && !crosses_blocks(&prose[at..construct_end])
                            && self.keeps(from + at..from + construct_end);
                        at += if is_maths { length } else { 1 };
                    }
                }
            }
        }
        to
    }

    /// The end of the comment that begins here; `None` where none does.
    fn comment_end(&mut self, at: usize) -> Option<usize> {
        let bytes = &self.source.as_bytes()[at..];
        let (inside, close) = if bytes.starts_with(b"%%") {
            (2, "%%")
        } else if bytes.starts_with(b"<!--") {
            // `<!-->` is whole.
            (2, "-->")
        } else {
            return None;
        };
        let find = || {
            memchr::memmem::find(&bytes[inside..], close.as_bytes()).map(|length| inside + length)
        };
        let closed = if self.is_endless && close == "-->" {
            None
        } else {
            find()
        };
        self.is_endless |= closed.is_none() && close == "-->";
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

    /// Whether two signs are those of a slip such as `100%% sure`. They are a comment only where
    /// another two stand in the same paragraph: else the slip would take the rest of the note away.
    fn is_percentage(&self, at: usize) -> bool {
        let ends_number = self.source[..at].ends_with(|c: char| c.is_ascii_digit());
        let next = self.source[at + 2..].chars().next();
        ends_number && next.is_none_or(|c| c != '%' && !c.is_alphanumeric())
    }

    /// Leaves a comment out, but for its line breaks, and the spaces and quote marks at the start
    /// of its lines: what stands around it stays in its quote or list.
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

    /// Of two spaces around a comment one stays, and none of one between a word and what ends its
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

    /// How many quotes the line of a place is in.
    fn quotes(&self, at: usize) -> usize {
        let line = memchr::memrchr(b'\n', &self.source.as_bytes()[..at]).map_or(0, |end| end + 1);
        let marks = self.source[line..at]
            .bytes()
            .take_while(|byte| matches!(byte, b' ' | b'\t' | b'>'));
        marks.filter(|byte| *byte == b'>').count()
    }
}

#[cfg(test)]
mod tests {
    use pulldown_cmark::{Event, Tag, TagEnd};

    use super::*;
    use crate::markdown::events::{self, NoteEvent};

    #[track_caller]
    fn check(cases: &[(&str, &str)]) {
        for (text, expected) in cases {
            assert_eq!(without_comments(text, None), *expected, "{text}");
        }
    }

    #[test]
    fn comments_go_wherever_they_stand() {
        check(&[
            ("a %%x%% b", "a b"),
            ("a%%x%%b <!-- y -->c", "ab c"),
            ("**a %%x%%** and b %%x%%. - %%x%%*c*", "**a** and b. - *c*"),
            ("# T %%x%%\n\n- a <!--x-->\n- b", "# T \n\n- a \n- b"),
            (
                "[[a %%x%%| b]] [c <!--x-->](https://a.test) ![d%%x%%](d.png)",
                "[[a | b]] [c](https://a.test) ![d](d.png)",
            ),
            ("| a %%|%% | b |", "| a | b |"),
            ("    %%x%%", "    "),
            ("\\<b> %%x%%", "\\<b> "),
            ("%%%%a%%x%%", "a"),
            ("<!-->a<!--->b<!-- x -- > -->", "ab"),
            ("<!-- %% --> a %% --> %%", " a "),
        ]);
    }

    #[test]
    fn lines_keep_their_numbers_and_their_quotes() {
        check(&[
            ("a\n%%\nx\n\ny\n%%\nb", "a\n\n\n\n\n\nb"),
            (
                "> [!tip] t\n> %%\n> x\n> %%\n> a",
                "> [!tip] t\n> \n> \n> \n> a",
            ),
            ("%%\n> x\n%% a", "\n\n a"),
            ("- a %%x\n  y%% b", "- a \n   b"),
        ]);
    }

    #[test]
    fn what_is_never_closed_hides_the_rest() {
        check(&[
            ("a %%x\n\ny", "a \n\n"),
            ("a <!-- x\n\n```\ny\n```\n", "a \n\n\n\n\n"),
            (
                "%%\n```\nx\n```\n%% a\n```\n%%\n```\n",
                "\n\n\n\n a\n```\n%%\n```\n",
            ),
        ]);
    }

    #[test]
    fn in_code_and_maths_they_are_text() {
        for text in [
            "`%%x%%` and ``<!-- ` -->``",
            "```html\n<!-- x -->\n%%\n```\n",
            "- ~~~\n  %%x%%\n  ~~~\n",
            "$$a <!--x-->\nb$$ and $x_1 <!--y-->$ and $x \\% <!-- y -->$",
            "a \\%% b",
            "a \\<!-- b",
            "100% and 5 % and <! -- x -->",
        ] {
            assert!(
                matches!(without_comments(text, None), Cow::Borrowed(_)),
                "{text}"
            );
        }
        check(&[
            ("```\n%%a\n\n%%x%% b", "```\n%%a\n\n b"),
            ("[[o`clock]] %%x%% `c`", "[[o`clock]] `c`"),
            // LaTeX does not show them.
            ("$$a %%x%%\nb$$ and $x_1 %%y%%$", "$$a \nb$$ and $x_1 $"),
            ("\\` %%x%% `", "\\` `"),
            ("`a\n\n%%x%% `", "`a\n\n `"),
        ]);
    }

    #[test]
    fn what_is_no_code_in_the_page_keeps_no_comment() {
        for text in [
            "## The `foo function\n%%S%%\nuse `bar`",
            "# The ` key\n<!-- S see `x` -->",
            "Title `a\n===\n%%S%% and `b` c",
            "a `b\n***\n%%S%%\n`",
            "a `b\n---\n%%S%%\n`",
            "a | b `\n--|--\n%%S%% | ` x",
            "| a |\n|---|\n| `x |\n%%S%% `",
            "| a `x | b |\n|---|---|\n| %%S%% ` | c |",
            "[^a]: foo `\n[^b]: %%S%% `\n\nx[^a][^b]",
            "<https://a.test/`> %%S%% `",
            "[x](<a`b> \"t\") %%S%% `",
            "![x](<a`b>) %%S%% `",
            "[x]: <a`b> \"t\"\n%%S%% `",
            "a `\n> %%S%% `",
            "- step\n  ```sh\n  run\n- %%S%%\n- next\n\n```sh\nx\n```",
            "1. a\n   ```\n   x\n2. %%S%%",
            "- ```\n%%S%%\n```",
            "x\n\n    ```\n%%S%%\n    ```\n",
            "x\n\n\t```\n%%S%%\n",
            "x\n    ~~~<!-- S -->\n---",
            "- $$a\n- %%S%% $$",
            "[a\\\\%%S%%](b) and [[c \\%%S%% | d]]",
            "```sh %%S%%\na\n```\n",
            "> `a\n\n%%S%% `\n> b `",
            &format!("[{}`<!--> `]: /u\n%%S%% `", "é".repeat(497)),
        ] {
            assert!(
                !without_comments(text, None).contains('S'),
                "{text}: {}",
                without_comments(text, None)
            );
        }
        check(&[
            (
                "## a ` b\n%%x%% `c`\n\n`%%d%%`",
                "## a ` b\n `c`\n\n`%%d%%`",
            ),
            (
                "- ```\n  %%a%%\n  ```\n- %%x%%\n",
                "- ```\n  %%a%%\n  ```\n- \n",
            ),
        ]);
    }

    #[test]
    fn what_is_code_may_depend_on_the_video() {
        let video = YoutubeId::parse("E1cxZuHrwZc");
        let text = "[0:01](https://youtu.be/E1cxZuHrwZc?(`) %%S%% `";
        assert!(!without_comments(text, video.as_ref()).contains('S'));
    }

    #[test]
    fn a_percentage_does_not_hide_the_rest_of_a_note() {
        check(&[
            ("100%% sure", "100%% sure"),
            ("100%% sure\n\n50%%.\n\nEnd", "100%% sure\n\n50%%.\n\nEnd"),
            ("5%% and 10%% more", "5 more"),
            ("in 1984%%x", "in 1984"),
            ("100%% sure\n\na %%x%% b", "100%% sure\n\na b"),
        ]);
    }

    #[test]
    fn front_matter_keeps_its_lines() {
        for (yaml, expected) in [
            ("title: a %%x%% b\nc: d", "title: a b\nc: d"),
            ("title: a %%x\nc: d", "title: a \nc: d"),
            ("<!--\nx\n-->\nc: d", "\n\n\nc: d"),
        ] {
            assert_eq!(without_comments_of_front_matter(yaml), expected, "{yaml}");
        }
    }

    proptest::proptest! {
        #[test]
        fn what_stays_is_code_or_maths(
            text in "(%%SECRET%%|<!-- SECRET -->|[`>#|$~*_<!\\[\\] \n\t-]|\\\\`|```|\n\n|\n- |a b|1\\. |\\]\\(|---|\\$\\$|\\[\\^a\\]:?){0,40}"
        ) {
            let (rest, mut is_code) = (without_comments(&text, None), false);
            events::read(&rest, None, |piece| {
                match &piece {
                    NoteEvent::Event(Event::Start(Tag::CodeBlock(_))) => is_code = true,
                    NoteEvent::Event(Event::End(TagEnd::CodeBlock)) => is_code = false,
                    NoteEvent::Event(Event::Code(_)) | NoteEvent::Maths { .. } => {}
                    piece => assert!(is_code || !format!("{piece:?}").contains("SECRET"), "{text}: {piece:?}"),
                }
            });
        }

        #[test]
        fn every_text_keeps_its_lines(text in "([%<!>`~$\\\\\\[\\]|> \n-]|%%|<!--|-->|```|ü|a1|\\$\\$){0,60}") {
            let rest = without_comments(&text, None);
            proptest::prop_assert_eq!(rest.matches('\n').count(), text.matches('\n').count());
            let _ = without_comments_of_front_matter(&text);
        }
    }
}
