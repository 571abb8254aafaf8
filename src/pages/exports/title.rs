//! Short titles of chapters.

use crate::pages::components::shortened;
use crate::pages::exports::moments::{ExportedMoment, Moments};

/// A title is cut after this many characters.
const MAX_TITLE_CHARS: usize = 60;

/// The title of a chapter: the start of the sentence that cites its moment, or else the title of
/// the note.
pub(super) fn of_moment(moments: &Moments<'_>, moment: &ExportedMoment<'_>) -> String {
    let text = moment.text(moments.archive);
    match text.is_empty() {
        true => short(&moments.archive.note(moment.note).title),
        false => short(&text),
    }
}

/// The start of a text, cut between two words.
pub(super) fn short(text: &str) -> String {
    shortened(text, MAX_TITLE_CHARS).into_owned()
}
