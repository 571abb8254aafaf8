//! The lexer, within prose: moments, wikilinks, embeds, callouts, maths and tags.
//!
//! Every construct ends on its own line or within a fixed distance, so the time is linear.

use std::collections::HashMap;

use super::token::{Callout, Fold, Kind, Lexed, MARK};
use super::{maths, stamp, wikilink};

/// The longest construct that is looked for, in bytes. Real wikilinks stay under 300.
pub(super) const LONGEST: usize = 2_000;

/// Tags that an author may use, without attributes. All else that looks like a tag is shown as it is.
const ALLOWED: [&str; 13] = ["sub", "sup", "kbd", "mark", "small", "strong", "em", "del", "ins", "b", "i", "u", "s"];

/// Lexes prose: text without fenced code.
pub(super) fn lex<'s>(prose: &'s str, out: &mut Lexed<'s>) {
    let spans = CodeSpans::find(prose);
    let bytes = prose.as_bytes();
    let (mut at, mut copied) = (0, 0);
    while at < bytes.len() {
        let step = match bytes[at] {
            b'\\' => Step::Skip(1 + usize::from(bytes.get(at + 1).is_some_and(u8::is_ascii_punctuation))),
            b'`' => Step::Code(spans.length_at(prose, at)),
            b'[' => bracket(prose, at, out),
            b'!' if prose[at..].starts_with("![[") => match wikilink::read(&prose[at + 1..]) {
                Some((length, link)) if !link.target.is_empty() => Step::take(length + 1, Kind::Embed(link)),
                _ => Step::Skip(1),
            },
            b'<' => angle(prose, at),
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
            Step::Take(tokens) => {
                out.text.push_str(&prose[copied..at]);
                for (length, kind) in tokens {
                    out.push(&prose[at..at + length], kind);
                    at += length;
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

/// What the lexer does at a byte: go on, pass over code, or put tokens in the place of what is there.
enum Step<'s> {
    Skip(usize),
    Code(usize),
    Take(Vec<(usize, Kind<'s>)>),
}

impl<'s> Step<'s> {
    fn take(length: usize, kind: Kind<'s>) -> Self {
        Self::Take(vec![(length, kind)])
    }
}

fn bracket<'s>(prose: &'s str, at: usize, out: &Lexed<'s>) -> Step<'s> {
    let rest = &prose[at..];
    if let Some(tokens) = stamp::bare(rest) {
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

/// Whether the text begins with `[00:03:38]`.
pub(super) fn is_bare_moment(text: &str) -> bool {
    text.starts_with('[') && stamp::bare(text).is_some()
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
        let mut blanks: Vec<usize> = memchr::memmem::find_iter(prose.as_bytes(), b"\n\n").collect();
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
