//! Where a page shows what looks like code. A text is read as a page is, with a number behind each
//! mark of a comment that it keeps: each must come back in code or maths.

use std::panic::{AssertUnwindSafe, catch_unwind};

use pulldown_cmark::{Event, Tag, TagEnd};

use crate::markdown::comments::{Kept, MARKS};
use crate::markdown::events::{self, NoteEvent};
use crate::text::youtube::YoutubeId;

/// Where in the source the kept code and maths begins that the page of a note about `video` shows
/// as something else. `text` is the note without the other comments.
pub(super) fn outside_code(text: &str, kept: &[Kept], video: Option<&YoutubeId>) -> Vec<usize> {
    let all = || kept.iter().map(|kept| kept.start).collect();
    if kept.is_empty() {
        return Vec::new();
    }
    // These stand for nothing in Unicode; a text that has all of them is nobody's note.
    let Some(probe) = ('\u{FDD0}'..='\u{FDEF}').find(|probe| !text.contains(*probe)) else {
        return all();
    };
    let (probed, expected) = probed(text, kept, probe);
    let read = || {
        let mut seen = vec![0; kept.len()];
        read_code(&probed, video, |code| {
            let found = code
                .split(probe)
                .skip(1)
                .step_by(2)
                .filter_map(|number| number.parse::<usize>().ok());
            found.for_each(|number| {
                seen.get_mut(number)
                    .into_iter()
                    .for_each(|count| *count += 1)
            });
        });
        // The numbers make the text longer, and CommonMark reads no label of a link beyond a
        // length.
        let mut marks = 0;
        read_code(text, video, |code| {
            marks += MARKS
                .iter()
                .map(|mark| code.matches(mark).count())
                .sum::<usize>()
        });
        (seen, marks)
    };
    let Ok((seen, marks)) = catch_unwind(AssertUnwindSafe(read)) else {
        return all();
    };
    if marks < expected.iter().sum() && seen == expected {
        return all();
    }
    let counts = seen.iter().zip(&expected).zip(kept);
    counts
        .filter(|((seen, expected), _)| seen != expected)
        .map(|(_, kept)| kept.start)
        .collect()
}

/// A text with the number of its code or maths behind each mark in it, and how many marks each has.
fn probed(text: &str, kept: &[Kept], probe: char) -> (String, Vec<usize>) {
    let mut out = String::with_capacity(text.len() + 16 * kept.len());
    let mut copied = 0;
    let counts = kept.iter().enumerate().map(|(number, kept)| {
        let mut ends: Vec<usize> = MARKS
            .iter()
            .flat_map(|mark| {
                text[kept.range.clone()]
                    .match_indices(mark)
                    .map(|(at, _)| kept.range.start + at + mark.len())
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

/// Passes each piece of code and maths in a text to `tell`.
fn read_code(text: &str, video: Option<&YoutubeId>, mut tell: impl FnMut(&str)) {
    let (mut is_code, mut images) = (false, 0);
    events::read(text, video, |piece| match piece {
        NoteEvent::Text(text) if is_code => tell(text),
        NoteEvent::Maths { tex, .. } => {
            tex.lines().for_each(|line| tell(without_tex_comment(line)))
        }
        // The text of an image is an attribute. Behind a fence stands a language, of which the page
        // shows nothing else.
        NoteEvent::Event(Event::Code(code)) if images == 0 => tell(&code),
        NoteEvent::Event(Event::Start(Tag::Image { .. })) => images += 1,
        NoteEvent::Event(Event::End(TagEnd::Image)) => images -= 1,
        NoteEvent::Event(Event::Start(Tag::CodeBlock(_))) => is_code = true,
        NoteEvent::Event(Event::End(TagEnd::CodeBlock)) => is_code = false,
        _ => {}
    });
}

/// A line of LaTeX without the comment of its own that ends it: a formula does not show it.
fn without_tex_comment(line: &str) -> &str {
    let mut is_escaped = false;
    let end = line.bytes().position(|byte| {
        let begins = byte == b'%' && !is_escaped;
        is_escaped = byte == b'\\' && !is_escaped;
        begins
    });
    end.map_or(line, |end| &line[..end])
}
