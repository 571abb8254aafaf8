//! The lexer, within prose: moments, wikilinks, embeds, callouts, maths and tags.
//!
//! Every construct ends on its own line or within a fixed distance, so the time is linear.

use std::collections::HashMap;

use super::token::{Callout, Fold, Kind, Lexed, MARK};
use super::{maths, stamp, wikilink};
use crate::clock::Written;
use crate::youtube::VideoId;

/// The longest construct that is looked for, in bytes. Real wikilinks stay under 300.
pub(super) const LONGEST: usize = 2_000;

/// Tags that an author may use, without attributes. All else that looks like a tag is shown as it is.
const ALLOWED: [&str; 13] = ["sub", "sup", "kbd", "mark", "small", "strong", "em", "del", "ins", "b", "i", "u", "s"];

/// Lexes prose: text without fenced code.
pub(super) fn lex<'s>(prose: &'s str, video: Option<&VideoId>, out: &mut Lexed<'s>) {
    let spans = CodeSpans::find(prose);
    let bytes = prose.as_bytes();
    let (mut at, mut copied) = (0, 0);
    let mut last = LastMoment::default();
    while at < bytes.len() {
        let step = match bytes[at] {
            b'\\' if prose[at + 1..].starts_with(['<', '[']) => escaped(prose, at, video),
            b'\\' => Step::Skip(1 + usize::from(bytes.get(at + 1).is_some_and(u8::is_ascii_punctuation))),
            b'`' => Step::Code(spans.length_at(prose, at)),
            b'[' => bracket(prose, at, video, out),
            b'!' if prose[at..].starts_with("![[") => match wikilink::read(&prose[at + 1..]) {
                Some((length, link)) if !link.target.is_empty() => Step::take(length + 1, Kind::Embed(link)),
                _ => Step::Skip(1),
            },
            b'<' => match stamp::closing(&prose[at..], "a") {
                // An end tag too many is a piece of the timestamp before it.
                Some(length) if last.ends_before(prose, at) => Step::Drop(length),
                _ => angle(prose, at),
            },
            b'(' => last.again_in_parentheses(prose, at).map_or(Step::Skip(1), Step::Drop),
            b'0'..=b'9' if prose[..at].ends_with('(') => {
                stamp::in_parentheses(&prose[at..]).map_or(Step::Skip(1), Step::Take)
            }
            b'$' => match maths::read(prose, at) {
                Some((length, tex, display)) => Step::take(length, Kind::Maths { tex, display }),
                None => Step::Skip(dollars(bytes, at)),
            },
            0xE2 if prose[at..].starts_with(MARK) => {
                let length = MARK.len_utf8();
                Step::take(length, Kind::Literal(&prose[at..at + length]))
            }
            _ => Step::Skip(1),
        };
        match step {
            Step::Skip(length) => at += length,
            Step::Code(length) => {
                out.text.push_str(&prose[copied..at]);
                verbatim(&prose[at..at + length], out);
                at += length;
                copied = at;
            }
            Step::Drop(length) => {
                out.text.push_str(&prose[copied..last.end]);
                out.push(&prose[last.end..at + length], Kind::Literal(""));
                at += length;
                last.end = at;
                copied = at;
            }
            Step::Take(mut tokens) => {
                if last.repeats(prose, at, &mut tokens) {
                    copied = at;
                }
                out.text.push_str(&prose[copied..at]);
                for (length, kind) in tokens {
                    let time = if let Kind::Moment(moment) = &kind { Some(moment.time) } else { None };
                    out.push(&prose[at..at + length], kind);
                    at += length;
                    last = time.map_or(last, |time| LastMoment { end: at, time: Some(time) });
                }
                copied = at;
            }
        }
    }
    out.text.push_str(&prose[copied..]);
}

/// Copies code, in which only our own mark has a meaning.
pub(super) fn verbatim<'s>(code: &'s str, out: &mut Lexed<'s>) {
    let mut copied = 0;
    for (at, mark) in code.match_indices(MARK) {
        out.text.push_str(&code[copied..at]);
        out.push(mark, Kind::Literal(mark));
        copied = at + mark.len();
    }
    out.text.push_str(&code[copied..]);
}

/// What the lexer does at a byte: go on, pass over code, drop what says the last moment again (with the
/// spaces before it), or put tokens in the place of what is there.
enum Step<'s> {
    Skip(usize),
    Code(usize),
    Drop(usize),
    Take(Vec<(usize, Kind<'s>)>),
}

impl<'s> Step<'s> {
    fn take(length: usize, kind: Kind<'s>) -> Self {
        Self::Take(vec![(length, kind)])
    }
}

/// The last moment of the prose: where it ends, and its time.
#[derive(Clone, Copy, Default)]
struct LastMoment {
    end: usize,
    time: Option<Written>,
}

impl LastMoment {
    /// Whether nothing but spaces stands between it and a place.
    fn ends_before(self, prose: &str, at: usize) -> bool {
        self.time.is_some() && prose[self.end..at].bytes().all(|b| b == b' ')
    }

    /// The length of a second citation in parentheses.
    fn again_in_parentheses(self, prose: &str, at: usize) -> Option<usize> {
        let time = self.time.filter(|_| self.ends_before(prose, at))?;
        stamp::again_in_parentheses(&prose[at..], time)
    }

    /// Whether a token cites the same time again with nothing between: then it is one citation. The second
    /// becomes empty text.
    fn repeats(self, prose: &str, at: usize, tokens: &mut [(usize, Kind<'_>)]) -> bool {
        let Some((_, kind @ Kind::Moment(_))) = tokens.first_mut() else { return false };
        let Kind::Moment(moment) = kind else { return false };
        let repeats = self.ends_before(prose, at)
            && self.time.is_some_and(|time| time.plain() == moment.time.plain())
            && moment.end.is_none();
        if repeats {
            *kind = Kind::Literal("");
        }
        repeats
    }
}

fn bracket<'s>(prose: &'s str, at: usize, video: Option<&VideoId>, out: &Lexed<'s>) -> Step<'s> {
    let rest = &prose[at..];
    if let Some(tokens) = stamp::bare(rest, &prose[..at], video).or_else(|| stamp::bracketed_anchors(rest)) {
        return Step::Take(tokens);
    }
    match rest.as_bytes().get(1) {
        Some(b'[') => match wikilink::read(rest) {
            Some((length, link)) => Step::Take(wikilink::tokens(rest, length, link)),
            None => Step::Skip(1),
        },
        Some(b'!') if begins_quote(&prose[..at]) => match callout(rest) {
            Some((length, callout)) => Step::take(length, Kind::Callout(callout)),
            None => Step::Skip(1),
        },
        // pulldown-cmark takes more than linear time over many `[^`: it sees only those that can be footnotes.
        Some(b'^') if !(out.has_footnotes && footnote_label(rest).is_some()) => {
            Step::take(1, Kind::Literal(&rest[..1]))
        }
        _ => Step::Skip(1),
    }
}

/// A timestamp is one even where its first character is escaped (`\<a …>`, `\[00:03:38\]`); other escapes stay.
fn escaped<'s>(prose: &'s str, at: usize, video: Option<&VideoId>) -> Step<'s> {
    let rest = &prose[at + 1..];
    let tokens = if rest.starts_with('<') { stamp::anchor(rest) } else { stamp::bare(rest, "", video) };
    let Some(mut tokens) = tokens else { return Step::Skip(2) };
    tokens.insert(0, (1, Kind::Literal("")));
    Step::Take(tokens)
}

fn angle(prose: &str, at: usize) -> Step<'_> {
    let rest = &prose[at..];
    if let Some(tokens) = stamp::anchor(rest) {
        return Step::Take(tokens);
    }
    let is_address = ["<https://", "<http://", "<mailto:"].iter().any(|start| rest.starts_with(start));
    match rest.as_bytes().get(1) {
        Some(_) if is_address => Step::Skip(1),
        Some(b) if b.is_ascii_alphabetic() || matches!(b, b'/' | b'!' | b'?') => match allowed_tag(prose, at) {
            Some((length, kind)) => Step::take(length, kind),
            None => Step::take(1, Kind::Literal(&rest[..1])),
        },
        _ => Step::Skip(1),
    }
}

/// A tag of the allow-list whose partner is near, or a line break.
fn allowed_tag(prose: &str, at: usize) -> Option<(usize, Kind<'static>)> {
    let rest = &prose[at..];
    let end = rest.as_bytes().iter().take(16).position(|b| *b == b'>')?;
    let inside = &rest[1..end];
    let closes = inside.starts_with('/');
    let name = inside.trim_start_matches('/').trim_end_matches('/').trim();
    if name.eq_ignore_ascii_case("br") {
        return Some((end + 1, Kind::LineBreak));
    }
    let name = ALLOWED.into_iter().find(|allowed| name.eq_ignore_ascii_case(allowed))?;
    // The partner must stand in the same paragraph, so that an author's `<b>` cannot run on.
    let near = if closes { paragraph_before(prose, at) } else { paragraph_after(prose, at) };
    let partner = if closes { format!("<{name}>") } else { format!("</{name}>") };
    let found = near.contains(&partner) || near.contains(&partner.to_ascii_uppercase());
    found.then_some((end + 1, Kind::Tag { name, closes }))
}

fn paragraph_after(prose: &str, at: usize) -> &str {
    let near = &prose[at..prose.floor_char_boundary(at + LONGEST / 4)];
    near.split("\n\n").next().unwrap_or(near)
}

fn paragraph_before(prose: &str, at: usize) -> &str {
    let near = &prose[prose.ceil_char_boundary(at.saturating_sub(LONGEST / 4))..at];
    near.rsplit("\n\n").next().unwrap_or(near)
}

/// `[!type]`, `[!type]+`, `[!type]-`; the type may be any words (`[!NOTE|wide]`).
fn callout(rest: &str) -> Option<(usize, Callout<'_>)> {
    let end = rest.as_bytes().iter().take(80).position(|b| matches!(b, b']' | b'\n'))?;
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

fn begins_quote(before: &str) -> bool {
    let near = &before[before.ceil_char_boundary(before.len().saturating_sub(80))..];
    let line = near.rsplit('\n').next().unwrap_or(near);
    line.trim_end().ends_with('>')
}

/// The label in `[^label]`.
fn footnote_label(rest: &str) -> Option<&str> {
    let end = rest.as_bytes().iter().take(64).position(|b| *b == b']')?;
    let label = rest.get(2..end)?;
    (!label.is_empty() && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')).then_some(label)
}

/// Whether a line defines a footnote: `[^label]: …`.
pub(super) fn defines_footnote(source: &str) -> bool {
    memchr::memmem::find_iter(source.as_bytes(), b"[^").any(|at| {
        let indent = source.as_bytes()[..at].iter().rev().take_while(|b| **b == b' ').take(4).count();
        let starts_line = indent < 4 && (at == indent || source.as_bytes()[at - indent - 1] == b'\n');
        starts_line
            && footnote_label(&source[at..]).is_some_and(|label| source[at + label.len() + 3..].starts_with(':'))
    })
}

/// Whether the text begins with a timestamp.
pub(super) fn is_moment(text: &str) -> bool {
    match text.as_bytes().first() {
        Some(b'[') => stamp::bare(text, "", None).is_some(),
        Some(b'<') => stamp::anchor(text).is_some(),
        _ => false,
    }
}

fn dollars(bytes: &[u8], at: usize) -> usize {
    bytes[at..].iter().take_while(|b| **b == b'$').count()
}

/// Where the code spans of a prose stretch are: pairs of equal runs of backticks in one paragraph.
struct CodeSpans {
    /// Start and end of each run, and the end of the run that closes it.
    runs: Vec<(usize, usize, Option<usize>)>,
}

impl CodeSpans {
    fn find(prose: &str) -> Self {
        let mut runs: Vec<(usize, usize, Option<usize>)> = Vec::new();
        for at in memchr::memchr_iter(b'`', prose.as_bytes()) {
            match runs.last_mut() {
                Some(last) if last.1 == at => last.1 += 1,
                _ => runs.push((at, at + 1, None)),
            }
        }
        if runs.is_empty() {
            return Self { runs };
        }
        let mut blanks: Vec<usize> =
            memchr::memchr_iter(b'\n', prose.as_bytes()).filter(|end| begins_block(&prose[end + 1..])).collect();
        let mut next_of_length = HashMap::new();
        for (start, end, closes) in runs.iter_mut().rev() {
            while blanks.last().is_some_and(|blank| blank >= end) {
                blanks.pop();
                next_of_length.clear();
            }
            *closes = next_of_length.insert(*end - *start, *end);
        }
        Self { runs }
    }

    /// The length of the code span that opens here, or else of the run of backticks.
    fn length_at(&self, prose: &str, at: usize) -> usize {
        match self.runs.binary_search_by_key(&at, |run| run.0) {
            Ok(index) => self.runs[index].2.unwrap_or(self.runs[index].1) - at,
            Err(_) => prose[at..].bytes().take_while(|b| *b == b'`').count(),
        }
    }
}

/// Whether a line begins a block of its own, so that no code span reaches into it: a blank one, a list
/// item, a heading, a row of a table.
fn begins_block(line: &str) -> bool {
    let text = line.trim_start_matches([' ', '\t', '>']);
    let number = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let is_item = |text: &str| text[1..].starts_with(' ');
    match text.as_bytes().first() {
        None | Some(b'\n' | b'#' | b'|') => true,
        Some(b'-' | b'*' | b'+') => is_item(text),
        _ => number.len() < text.len() && number.starts_with(['.', ')']) && is_item(number),
    }
}
