//! Checks that protected code and math is code and math in the page. The text is parsed like a
//! page, with a number after each opening delimiter in protected code; each number must be in code
//! or math again.

use std::panic::{AssertUnwindSafe, catch_unwind};

use pulldown_cmark::{Event, Tag, TagEnd};

use crate::markdown::comments::forms::opening_delimiters;
use crate::markdown::comments::remover::Protected;
use crate::markdown::events::{self, NoteEvent};

/// The byte offsets in the source of protected code and math that is something else in the page.
/// `text` is the note without the other comments.
pub(super) fn outside_code(text: &str, protected: &[Protected], has_video: bool) -> Vec<usize> {
    let all = || protected.iter().map(|code| code.start).collect();
    if protected.is_empty() {
        return Vec::new();
    }
    // These characters have no meaning in Unicode, and no real note contains all of them.
    let Some(probe) = ('\u{FDD0}'..='\u{FDEF}').find(|probe| !text.contains(*probe)) else {
        return all();
    };
    let (probed, expected) = insert_probes(text, protected, probe);
    let count = || {
        let mut probe_counts = vec![0; protected.len()];
        for_each_code(&probed, has_video, |code| {
            let numbers = code
                .split(probe)
                .skip(1)
                .step_by(2)
                .filter_map(|number| number.parse::<usize>().ok());
            numbers.for_each(|number| {
                probe_counts
                    .get_mut(number)
                    .into_iter()
                    .for_each(|count| *count += 1)
            });
        });
        // Also without the probes, which make the text longer: CommonMark limits the length of link
        // labels.
        let mut delimiters = 0;
        for_each_code(text, has_video, |code| {
            delimiters += opening_delimiters()
                .map(|delimiter| code.matches(delimiter).count())
                .sum::<usize>()
        });
        (probe_counts, delimiters)
    };
    let Ok((probe_counts, delimiters)) = catch_unwind(AssertUnwindSafe(count)) else {
        return all();
    };
    if delimiters < expected.iter().sum() && probe_counts == expected {
        return all();
    }
    let counts = probe_counts.iter().zip(&expected).zip(protected);
    counts
        .filter(|((count, expected), _)| count != expected)
        .map(|(_, code)| code.start)
        .collect()
}

/// Inserts the number of the protected code after each opening delimiter in it. Returns the text,
/// and the number of delimiters in each.
fn insert_probes(text: &str, protected: &[Protected], probe: char) -> (String, Vec<usize>) {
    let mut out = String::with_capacity(text.len() + 16 * protected.len());
    let mut copied = 0;
    let counts = protected.iter().enumerate().map(|(number, code)| {
        let mut ends: Vec<usize> = opening_delimiters()
            .flat_map(|delimiter| {
                text[code.range.clone()]
                    .match_indices(delimiter)
                    .map(|(at, _)| code.range.start + at + delimiter.len())
            })
            .collect();
        ends.sort_unstable();
        for end in &ends {
            out.push_str(&text[copied..*end]);
            out.push_str(&format!("{probe}{number}{probe}"));
            copied = *end;
        }
        ends.len()
    });
    let counts = counts.collect();
    out.push_str(&text[copied..]);
    (out, counts)
}

/// Calls `on_code` with the text of all code and math of a note.
fn for_each_code(text: &str, has_video: bool, mut on_code: impl FnMut(&str)) {
    let (mut is_code, mut images) = (false, 0);
    events::read(text, has_video, |event| match event {
        NoteEvent::Text(text) if is_code => on_code(text),
        NoteEvent::Math { tex, .. } => tex
            .lines()
            .for_each(|line| on_code(without_tex_comment(line))),
        // The text of an image is an attribute, and the info string of a fence is not shown.
        NoteEvent::Event(Event::Code(code)) if images == 0 => on_code(&code),
        NoteEvent::Event(Event::Start(Tag::Image { .. })) => images += 1,
        NoteEvent::Event(Event::End(TagEnd::Image)) => images -= 1,
        NoteEvent::Event(Event::Start(Tag::CodeBlock(_))) => is_code = true,
        NoteEvent::Event(Event::End(TagEnd::CodeBlock)) => is_code = false,
        _ => {}
    });
}

/// Removes the LaTeX comment at the end of a line, which formulas do not show.
fn without_tex_comment(line: &str) -> &str {
    let mut is_escaped = false;
    let end = line.bytes().position(|byte| {
        let begins = byte == b'%' && !is_escaped;
        is_escaped = byte == b'\\' && !is_escaped;
        begins
    });
    end.map_or(line, |end| &line[..end])
}
