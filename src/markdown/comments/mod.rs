//! Removes the comments of a note: `%%…%%` as in Obsidian, `<!-- … -->`, and those of Org mode
//! ([`org`]) and of other programs ([`forms`]).
//!
//! They are removed when a note is loaded, before anything else uses its text, so that nothing can
//! show them. In fenced code, code spans and math, all are text. What looks like code here may not
//! be code for CommonMark, so a comment stays only if the page shows it in code or math. A comment
//! that is not closed extends to the end of the text, unless it is one of Org mode or of another
//! program.

mod code_check;
mod forms;
mod formula;
mod front_matter;
mod indented;
mod org;
mod remover;

use std::borrow::Cow;

use forms::has_opening_delimiter;
use remover::{Protection, Remover, Unclosed};

/// The maximum number of attempts to find the code and math of the page; after that, all comments
/// are removed. Real notes take one attempt.
const MAX_ATTEMPTS: usize = 4;

/// Removes the comments from the body of a note, in time linear in its length. Line breaks in
/// comments stay, so line numbers do not change.
///
/// Which text is code may depend on whether the note has a video, which is known only when the
/// text is read. A comment is removed if either makes it one.
pub fn without_comments(body: &str) -> Cow<'_, str> {
    let mut rest = org::without_org_comments(body);
    if matches!(rest, Cow::Borrowed(_)) && !has_opening_delimiter(body) {
        return rest;
    }
    // Without some comments, others may be no code any more.
    for _ in 0..MAX_ATTEMPTS {
        for has_video in [true, false] {
            rest = then(rest, |rest| without_comments_if(rest, has_video)).0;
        }
        match then(rest, org::without_org_comments) {
            (shorter, true) => rest = shorter,
            (same, false) => return same,
        }
    }
    rest
}

/// Removes more comments from a text. Returns whether there were any.
fn then<'b>(body: Cow<'b, str>, remove: impl Fn(&str) -> Cow<'_, str>) -> (Cow<'b, str>, bool) {
    let shorter = match remove(&body) {
        Cow::Borrowed(_) => None,
        Cow::Owned(shorter) => Some(shorter),
    };
    match shorter {
        Some(shorter) => (Cow::Owned(shorter), true),
        None => (body, false),
    }
}

fn without_comments_if(body: &str, has_video: bool) -> Cow<'_, str> {
    if !has_opening_delimiter(body) {
        return Cow::Borrowed(body);
    }
    let mut not_code = Vec::new();
    for _ in 0..MAX_ATTEMPTS {
        let mut remover = Remover::new(
            body,
            has_video,
            Unclosed::ToEnd,
            Protection::Except(&not_code),
        );
        remover.remove_from_body();
        let (rest, protected) = remover.finish();
        let wrong = code_check::outside_code(&rest, &protected, has_video);
        if wrong.is_empty() {
            return rest;
        }
        not_code.extend(wrong);
        not_code.sort_unstable();
    }
    let mut remover = Remover::new(body, has_video, Unclosed::ToEnd, Protection::None);
    remover.remove_from_body();
    remover.finish().0
}

/// Removes the comments from front matter, which contains no code, and in which a comment that is
/// not closed ends with its line.
pub fn without_front_matter_comments(yaml: &str) -> Cow<'_, str> {
    let mut remover = Remover::new(yaml, false, Unclosed::ToLineEnd, Protection::None);
    if has_opening_delimiter(yaml) {
        remover.remove_from_prose(0, yaml.len());
    }
    remover.finish().0
}

#[cfg(test)]
mod tests;
