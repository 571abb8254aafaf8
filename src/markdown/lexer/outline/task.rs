//! Tasks whose state is the first word of a list item (`TODO`), as in Logseq and Org mode, or a
//! macro (`{{[[TODO]]}}`), as in Roam.

use crate::markdown::lexer::outline::line::Content;
use crate::markdown::lexer::outline::{Change, Edit, Outline};
use crate::markdown::lexer::token::Kind;

/// The state of a task at the start of a text.
#[derive(Debug, PartialEq)]
struct Task {
    /// The length of what it replaces, in bytes.
    length: usize,
    /// The mark of a task that is neither open nor done.
    mark: Option<&'static str>,
    /// The box of CommonMark, if it has no mark.
    text: &'static str,
    /// Whether it is a state only in notes of Logseq: it may be a word of a sentence.
    needs_evidence: bool,
}

/// The macros of Roam, and whether the task is done.
const MACROS: [(&str, bool); 4] = [
    ("{{[[TODO]]}}", false),
    ("{{[[DONE]]}}", true),
    ("{{TODO}}", false),
    ("{{DONE}}", true),
];

/// Parses the state of a task at the start of the text of a list item.
fn parse(text: &str) -> Option<Task> {
    let (open, done) = ("[ ]", "[x]");
    let found = MACROS.iter().find(|(name, _)| text.starts_with(name));
    if let Some((name, is_done)) = found {
        return Some(Task {
            length: name.len(),
            mark: None,
            text: if *is_done { done } else { open },
            needs_evidence: false,
        });
    }
    let (word, _) = text.split_once(' ')?;
    let (mark, text) = match word {
        "TODO" | "LATER" | "WAITING" | "WAIT" => (None, open),
        "DONE" => (None, done),
        "DOING" | "NOW" | "IN-PROGRESS" => (Some("/"), ""),
        "CANCELED" | "CANCELLED" => (Some("-"), ""),
        _ => return None,
    };
    Some(Task {
        length: word.len(),
        mark,
        text,
        needs_evidence: true,
    })
}

impl<'s> Outline<'s> {
    /// Makes the box of a task of its first word.
    pub(super) fn task(&mut self, content: &Content<'s>) {
        let Some(task) = parse(content.text) else {
            return;
        };
        if task.needs_evidence && !self.is_logseq() {
            return;
        }
        let range = content.start..content.start + task.length;
        let change = match task.mark {
            Some(mark) => Change::Token(Kind::TaskMark(mark)),
            None => Change::Insert(task.text.to_owned()),
        };
        self.edits.push(Edit { range, change });
    }
}
