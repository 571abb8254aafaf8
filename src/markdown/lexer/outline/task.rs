//! Tasks whose state is the first word of a list item (`TODO`), as in Logseq and Org mode.

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
}

/// Parses the state of a task at the start of the text of a list item.
fn parse(text: &str) -> Option<Task> {
    let (open, done) = ("[ ]", "[x]");
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
    })
}

impl<'s> Outline<'s> {
    /// Makes the box of a task of its first word, which in other notes may be that of a sentence.
    pub(super) fn task(&mut self, content: &Content<'s>) {
        let Some(task) = parse(content.text).filter(|_| self.is_logseq()) else {
            return;
        };
        let range = content.start..content.start + task.length;
        let change = match task.mark {
            Some(mark) => Change::Token(Kind::TaskMark(mark)),
            None => Change::Insert(task.text.to_owned()),
        };
        self.edits.push(Edit { range, change });
    }
}
