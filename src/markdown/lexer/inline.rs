//! The inline level of the lexer: timestamps, wikilinks, embeds, callouts, math and HTML tags.
//!
//! The length of every construct is limited, so the time is linear in the length of the text.

use std::borrow::Cow;
use std::ops::Range;

use crate::markdown::lexer::block_id::BlockId;
use crate::markdown::lexer::code_spans::{CodeSpans, last_line};
use crate::markdown::lexer::html_tags::step_at_angle_bracket;
use crate::markdown::lexer::inline_footnote::InlineFootnotes;
use crate::markdown::lexer::lexed::{Lexed, MARK};
use crate::markdown::lexer::step::Step;
use crate::markdown::lexer::timestamp::Chapter;
use crate::markdown::lexer::timestamp::last_timestamp::LastTimestamp;
use crate::markdown::lexer::token::{BareLink, Callout, Fold, Kind, TimestampToken, VideoEmbed};
use crate::markdown::lexer::{
    bare_url, block_reference, emoji, hashtag, highlight, macros, math, shortcode, text_macros,
    timestamp, wikilink,
};
use crate::text::video_url::VideoUrl;

/// The maximum length of the markers of quotes and list items before a construct, in bytes.
const MAX_MARKER_BYTES: usize = 80;

/// What the rest of a note says about its constructs.
#[derive(Clone, Copy, Default)]
pub(in crate::markdown) struct Features {
    /// Whether the note is about a video: some notations are timestamps only then.
    pub(in crate::markdown) has_video: bool,
    /// Whether it defines a footnote.
    pub(in crate::markdown) has_footnotes: bool,
    /// Whether it has a formula that is nothing else, so that others are formulas, too.
    pub(in crate::markdown) has_formulas: bool,
}

impl Features {
    /// The features of a body.
    pub(in crate::markdown) fn new(source: &str, has_video: bool) -> Self {
        Self {
            has_video,
            has_footnotes: defines_footnote(source),
            has_formulas: math::has_formula(source),
        }
    }
}

/// What the lexer knows about the whole note.
#[derive(Clone, Copy)]
pub(in crate::markdown) struct Context<'c, 's> {
    pub(in crate::markdown) features: Features,
    /// The times without brackets, sorted by their offsets.
    pub(in crate::markdown) chapters: &'c [Chapter<'s>],
}

impl<'s> Context<'_, 's> {
    /// The step at a time without brackets. In lines that each begin with one, it starts a line.
    fn chapter_at(&self, source: &str, offset: usize) -> Option<Step<'s>> {
        let chapters = self.chapters;
        let index = chapters
            .binary_search_by_key(&offset, |chapter| chapter.start)
            .ok()?;
        let chapter = &chapters[index];
        let mut tokens = vec![(chapter.length, Kind::Timestamp(chapter.timestamp))];
        let starts_line = |before: &str| before.trim_end_matches([' ', '\t']).ends_with('\n');
        let previous = index
            .checked_sub(1)
            .map(|previous| chapters[previous].start);
        let follows_such_line = previous.is_some_and(|previous| {
            let line = &source[previous..offset];
            let starts = previous == 0 || starts_line(&source[..previous]);
            starts && starts_line(line) && line.matches('\n').count() == 1
        });
        if follows_such_line {
            tokens.insert(0, (0, Kind::LineBreak));
        }
        Some(Step::Replace(tokens))
    }
}

/// Lexes prose: a range of the source without fenced code.
pub(in crate::markdown) fn lex<'s>(
    source: &'s str,
    range: Range<usize>,
    context: Context<'_, 's>,
    out: &mut Lexed<'s>,
) {
    let (start, prose) = (range.start, &source[range]);
    let spans = CodeSpans::find(prose);
    let (mut at, mut copied) = (0, 0);
    let mut last = LastTimestamp::default();
    // The end of the open highlight.
    let mut highlight_end = None;
    let footnotes = InlineFootnotes::find(prose, &spans);
    // The end of the open footnote. The constructs in it end before.
    let mut footnote_end = None;
    let whole = prose;
    while at < whole.len() {
        let prose = &whole[..footnote_end.filter(|end| at < *end).unwrap_or(whole.len())];
        let step = match prose.as_bytes()[at] {
            b'=' | b'^' if highlight_end == Some(at) => {
                highlight_end = None;
                highlight_mark(true)
            }
            b'=' | b'^'
                if highlight_end.is_none_or(|end| end < at)
                    && let Some(end) = highlight::end(prose, at, &spans) =>
            {
                highlight_end = Some(end);
                highlight_mark(false)
            }
            b']' if footnote_end == Some(at) => {
                footnote_end = None;
                Step::replace(1, Kind::FootnoteEnd)
            }
            b'^' if footnote_end.is_some() => Step::Skip(1),
            b'^' if let Some(end) = footnotes.end_at(at) => {
                footnote_end = Some(end);
                Step::replace("^[".len(), Kind::FootnoteStart)
            }
            b'0'..=b'9' | b'`' if let Some(step) = context.chapter_at(source, start + at) => step,
            b'`' => Step::Code(spans.length_at(prose, at)),
            b'@' if let Some(address) = bare_url::mail_address(&prose[copied..], at - copied) => {
                at = copied + address.start;
                let written = &prose[at..copied + address.end];
                Step::replace(written.len(), Kind::Link(BareLink::new(written)))
            }
            _ if !may_start_construct(prose, at) => Step::Skip(plain_bytes(prose, at)),
            _ => step(prose, at, last, context.features),
        };
        match step {
            Step::Skip(length) => at += length,
            Step::Code(length) => {
                out.copy(start + copied..start + at);
                verbatim(source, start + at..start + at + length, out);
                at += length;
                copied = at;
            }
            Step::Drop(length) => {
                out.copy(start + copied..start + last.end);
                out.push(start + last.end..start + at + length, Kind::Literal(""));
                at += length;
                last.end = at;
                copied = at;
            }
            Step::Replace(mut tokens) => {
                at -= last.repeats(prose, at, &mut tokens);
                out.copy(start + copied..start + at);
                for (length, kind) in tokens {
                    last.update(&kind, at, at + length);
                    // A block cannot start in a footnote.
                    let kind = match kind {
                        Kind::Details(_) if footnote_end.is_some() => Kind::Literal(""),
                        kind => kind,
                    };
                    out.push(start + at..start + at + length, kind);
                    at += length;
                }
                copied = at;
            }
        }
    }
    out.copy(start + copied..start + prose.len());
}

/// The step at the `==` or `^^` of a highlight.
fn highlight_mark<'s>(closes: bool) -> Step<'s> {
    let name = "mark";
    Step::replace(2, Kind::Tag { name, closes })
}

/// Whether [`step`] may find a construct at a byte offset. It finds none at most bytes of a note.
fn may_start_construct(prose: &str, at: usize) -> bool {
    starts_destination(prose, at) || may_start_with(&prose.as_bytes()[at..])
}

/// Whether a construct other than the URL of a link may start with these bytes.
fn may_start_with(rest: &[u8]) -> bool {
    match rest[0] {
        b'h' | b'H' | b'w' | b'W' | b'y' | b'Y' | b'm' | b'M' => bare_url::starts(rest),
        b'a' => rest.starts_with(b"a class="),
        b'=' => rest.starts_with(b"=="),
        b'#' => rest
            .get(1)
            .is_some_and(|next| !next.is_ascii_whitespace() && *next != b'#'),
        b':' => rest.get(1).is_some_and(|byte| !byte.is_ascii_whitespace()),
        b'0'..=b'9'
        | b'`'
        | b'{'
        | b'\\'
        | b'['
        | b'!'
        | b'<'
        | b'('
        | b'^'
        | b'$'
        | b'@'
        | 0xE2
        | 0xE3
        | 0xEF => true,
        _ => false,
    }
}

/// The number of bytes from a byte offset to the next one at which a construct may start. As a `(`
/// may start a construct, the URL of a link does not start between.
fn plain_bytes(prose: &str, at: usize) -> usize {
    let rest = &prose.as_bytes()[at..];
    let next = (1..rest.len()).find(|next| may_start_with(&rest[*next..]));
    next.unwrap_or(rest.len())
}

/// Whether the URL of a link starts at a byte offset.
fn starts_destination(prose: &str, at: usize) -> bool {
    prose.as_bytes()[..at].ends_with(b"](")
}

/// The step at a byte offset in prose, outside code.
pub(in crate::markdown) fn step<'s>(
    prose: &'s str,
    at: usize,
    last: LastTimestamp,
    features: Features,
) -> Step<'s> {
    // No construct starts within a character.
    let Some(rest) = prose.get(at..) else {
        return Step::Skip(1);
    };
    let bytes = prose.as_bytes();
    if starts_destination(prose, at)
        && let Some((length, time)) = timestamp::url(rest)
    {
        return Step::replace(length, time);
    }
    match bytes[at] {
        b'h' | b'H' | b'w' | b'W' | b'y' | b'Y' | b'm' | b'M' => bare_url::step(prose, at),
        b'{' if starts_destination(prose, at)
            && let Some((length, _)) = macros::reference(rest) =>
        {
            Step::replace(length, Kind::Literal(&rest[..length]))
        }
        b'{' | b'@' => match macros::read(rest).or_else(|| text_macros::read(rest)) {
            Some((length, kind)) => Step::replace(length, kind),
            None => brace(prose, at),
        },
        b'\\' if rest[1..].starts_with(['<', '[']) => escaped(prose, at, features.has_video),
        b'\\' => {
            Step::Skip(1 + usize::from(bytes.get(at + 1).is_some_and(u8::is_ascii_punctuation)))
        }
        b'[' => bracket(prose, at, features),
        b'!' if rest.starts_with("![[") => embed(rest),
        // A superfluous end tag belongs to the timestamp before it.
        b'<' if last.ends_before(prose, at) => match timestamp::closing(rest, "a") {
            Some(length) => Step::Drop(length),
            None => step_at_angle_bracket(prose, at),
        },
        b'<' => step_at_angle_bracket(prose, at),
        // The `<` of an anchor may be missing.
        b'a' if rest.starts_with("a class=\"yt-")
            && !prose[..at].ends_with(char::is_alphanumeric) =>
        {
            timestamp::anchor(rest).map_or(Step::Skip(1), Step::Replace)
        }
        b'(' => parenthesis(prose, at, last),
        b'#' => match hashtag::read(prose, at) {
            Some((length, name)) => Step::replace(length, Kind::Hashtag(name)),
            None => Step::Skip(1),
        },
        b':' => match emoji::read(prose, at) {
            Some((length, emoji)) => Step::replace(length, Kind::Literal(emoji)),
            None => Step::Skip(1),
        },
        b'^' => match BlockId::parse(prose, at) {
            Some(block) => Step::replace(block.id.len() + 1, Kind::BlockId(block)),
            None => Step::Skip(1),
        },
        b'0'..=b'9' if last.is_listed_before_item(prose, at) => {
            timestamp::unbracketed_list_item(rest).map_or(Step::Skip(1), Step::Replace)
        }
        b'$' => match math::read(prose, at, features.has_formulas) {
            Some((length, tex, display)) => Step::replace(length, Kind::Math { tex, display }),
            None => Step::Skip(dollars(bytes, at)),
        },
        0xE3 | 0xEF => timestamp::in_cjk_brackets(rest).map_or(Step::Skip(1), Step::Replace),
        0xE2 if rest.starts_with(MARK) => {
            let length = MARK.len_utf8();
            Step::replace(length, Kind::Literal(&rest[..length]))
        }
        _ => Step::Skip(1),
    }
}

/// Copies code, a range of the source, and escapes the marks in it.
pub(in crate::markdown) fn verbatim<'s>(source: &'s str, range: Range<usize>, out: &mut Lexed<'s>) {
    let mut copied = range.start;
    for (at, mark) in source[range.clone()].match_indices(MARK) {
        let at = range.start + at;
        out.copy(copied..at);
        out.push(at..at + mark.len(), Kind::Literal(mark));
        copied = at + mark.len();
    }
    out.copy(copied..range.end);
}

fn bracket<'s>(prose: &'s str, at: usize, features: Features) -> Step<'s> {
    let rest = &prose[at..];
    if let Some(mark) = task_mark(prose, at) {
        return Step::replace("[/]".len(), Kind::TaskMark(mark));
    }
    if let Some(tokens) = timestamp::in_brackets(rest, &prose[..at], features.has_video)
        .or_else(|| timestamp::bracketed_anchors(rest))
    {
        return Step::Replace(tokens);
    }
    match rest.as_bytes().get(1) {
        Some(b'[') => match wikilink::read(rest) {
            Some((length, link))
                if let Cow::Borrowed(url) = link.target
                    && let Some(video) = VideoUrl::parse(url) =>
            {
                match TimestampToken::from_url(&rest[..length], &video) {
                    Some(timestamp) => video_wikilink(length, link.label, timestamp),
                    None => {
                        let label = link.label.unwrap_or(Cow::Borrowed(url));
                        Step::replace(length, Kind::Link(BareLink { url, label }))
                    }
                }
            }
            Some((length, link)) if !wikilink::is_label(rest, length) => {
                Step::Replace(wikilink::tokens(rest, length, link))
            }
            _ => Step::Skip(1),
        },
        Some(b'!') if ends_with_quote_marker(&prose[..at]) => match callout(rest) {
            Some((length, callout)) => Step::replace(length, Kind::Callout(callout)),
            None => Step::Skip(1),
        },
        // pulldown-cmark takes more than linear time for many `[^`, so only possible footnotes are
        // left to it.
        Some(b'^') if !(features.has_footnotes && footnote_label(rest).is_some()) => {
            Step::replace(1, Kind::Literal(&rest[..1]))
        }
        _ if labels_timestamp(rest) => Step::replace(1, Kind::Literal(&rest[..1])),
        _ => Step::Skip(1),
    }
}

/// The marks of tasks that are neither open nor done, as of Obsidian's themes.
const TASK_MARKS: &str = "/->?!*\"<bciklpfwudISR";

/// The mark of the task in brackets at a byte offset, where a list item starts.
fn task_mark(prose: &str, at: usize) -> Option<&str> {
    let mark = prose.get(at + 1..at + 2)?;
    let is_task = TASK_MARKS.contains(mark) && prose[at + 2..].starts_with("] ");
    (is_task && follows_list_marker(&prose[..at])).then_some(mark)
}

/// Whether a text ends with the marker of a list item, such as `- ` and `1. `.
fn follows_list_marker(before: &str) -> bool {
    let line = last_line(before, MAX_MARKER_BYTES);
    let Some(marker) = line.strip_suffix(' ') else {
        return false;
    };
    let marker = marker.trim_start_matches([' ', '\t', '>']);
    let digits = marker.strip_suffix(['.', ')']).unwrap_or_default();
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number || matches!(marker, "-" | "*" | "+")
}

/// The step at `[[https://youtu.be/…?t=218 | words]]`: the words, and then the timestamp.
fn video_wikilink<'s>(
    length: usize,
    label: Option<Cow<'s, str>>,
    timestamp: TimestampToken<'s>,
) -> Step<'s> {
    let mut tokens = vec![(length, Kind::Timestamp(timestamp))];
    if let Some(Cow::Borrowed(words)) = label {
        tokens.splice(0..0, [(0, Kind::Literal(words)), (0, Kind::Literal(" "))]);
    }
    Step::Replace(tokens)
}

/// Whether a bracket is a label before a timestamp, as in `[Source]: [00:03:38]`. CommonMark would
/// parse that as the definition of a link, which is not shown.
fn labels_timestamp(rest: &str) -> bool {
    let end = rest
        .as_bytes()
        .iter()
        .take(200)
        .skip(1)
        .position(|b| matches!(b, b'[' | b']' | b'\n'));
    let after = end.and_then(|end| rest[end + 1..].strip_prefix("]:"));
    after.is_some_and(|after| starts_with_timestamp(after.trim_start_matches(' ')))
}

/// The step at a brace or an `@` that starts no macro.
fn brace(prose: &str, at: usize) -> Step<'_> {
    if let Some(id) = shortcode::heading_id(prose, at) {
        return Step::replace(id.len() + "{#}".len(), Kind::HeadingId(id));
    }
    if let Some(length) = text_macros::picture_size(prose, at) {
        return Step::replace(length, Kind::Literal(""));
    }
    shortcode::read(&prose[at..]).map_or(Step::Skip(1), Step::Replace)
}

/// The step at `![[`.
fn embed(rest: &str) -> Step<'_> {
    let Some((length, link)) = wikilink::read(&rest[1..]) else {
        return Step::Skip(1);
    };
    if let Some(url) = VideoUrl::parse(&link.target) {
        let video = VideoEmbed {
            label: link.label.unwrap_or_default(),
            ..VideoEmbed::new(&rest[..length + 1], url)
        };
        return Step::replace(length + 1, Kind::Video(video));
    }
    let mut tokens = wikilink::tokens(&rest[1..], length, link);
    for (_, kind) in &mut tokens {
        if let Kind::Wikilink(link) = kind {
            *kind = Kind::Embed(link.clone());
        }
    }
    tokens
        .first_mut()
        .into_iter()
        .for_each(|(length, _)| *length += 1);
    Step::Replace(tokens)
}

/// The step at a parenthesis, which may start a reference to a block, repeat the last timestamp or
/// contain others. After a
/// bracket it contains a URL.
fn parenthesis<'s>(prose: &'s str, at: usize, last: LastTimestamp) -> Step<'s> {
    if let Some((length, link)) = block_reference::read(&prose[at..]) {
        return Step::replace(length, Kind::Wikilink(link));
    }
    if let Some(length) = last.repetition_in_parentheses(prose, at) {
        return Step::Drop(length);
    }
    match timestamp::in_parentheses(&prose[at + 1..]).filter(|_| !prose[..at].ends_with(']')) {
        Some(mut tokens) => {
            tokens.insert(0, (1, Kind::Literal("(")));
            Step::Replace(tokens)
        }
        None => Step::Skip(1),
    }
}

/// The step at an escaped `<` or `[`: an escaped timestamp is still a timestamp (`\<a …>`,
/// `\[00:03:38\]`); other escapes stay.
fn escaped<'s>(prose: &'s str, at: usize, has_video: bool) -> Step<'s> {
    let rest = &prose[at + 1..];
    let tokens = if rest.starts_with('<') {
        timestamp::anchor(rest)
    } else {
        timestamp::in_brackets(rest, "", has_video)
    };
    let Some(mut tokens) = tokens else {
        return Step::Skip(2);
    };
    tokens.insert(0, (1, Kind::Literal("")));
    Step::Replace(tokens)
}

/// Parses `[!type]`, `[!type]+` or `[!type]-`; the type may be any text (`[!NOTE|wide]`). Returns
/// its length in bytes, too.
fn callout(rest: &str) -> Option<(usize, Callout<'_>)> {
    let end = rest
        .as_bytes()
        .iter()
        .take(80)
        .position(|b| matches!(b, b']' | b'\n'))?;
    let kind = rest[2..end].trim();
    if rest.as_bytes()[end] != b']' || kind.is_empty() {
        return None;
    }
    let (length, fold) = match rest.as_bytes().get(end + 1) {
        Some(b'+') => (end + 2, Some(Fold::Open)),
        Some(b'-') => (end + 2, Some(Fold::Closed)),
        _ => (end + 1, None),
    };
    Some((length, Callout { kind, fold }))
}

/// Whether the text before a bracket ends with the marker of a quote.
fn ends_with_quote_marker(before: &str) -> bool {
    last_line(before, MAX_MARKER_BYTES)
        .trim_end()
        .ends_with('>')
}

/// The label in `[^label]`.
fn footnote_label(rest: &str) -> Option<&str> {
    let end = rest.as_bytes().iter().take(64).position(|b| *b == b']')?;
    let label = rest.get(2..end)?;
    (!label.is_empty()
        && label
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_'))
    .then_some(label)
}

/// Whether any line of a text defines a footnote: `[^label]: …`.
fn defines_footnote(source: &str) -> bool {
    memchr::memmem::find_iter(source.as_bytes(), b"[^").any(|at| {
        let indent = source.as_bytes()[..at]
            .iter()
            .rev()
            .take_while(|b| **b == b' ')
            .take(4)
            .count();
        let starts_line =
            indent < 4 && (at == indent || source.as_bytes()[at - indent - 1] == b'\n');
        starts_line
            && footnote_label(&source[at..])
                .is_some_and(|label| source[at + label.len() + 3..].starts_with(':'))
    })
}

/// Whether a text starts with a timestamp.
pub(in crate::markdown) fn starts_with_timestamp(text: &str) -> bool {
    match text.as_bytes().first() {
        Some(b'[') => timestamp::in_brackets(text, "", false).is_some(),
        Some(b'<') => timestamp::anchor(text).is_some(),
        _ => false,
    }
}

/// The number of dollar signs at a byte offset.
fn dollars(bytes: &[u8], at: usize) -> usize {
    bytes[at..].iter().take_while(|b| **b == b'$').count()
}
