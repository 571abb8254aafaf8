//! The chip that plays a moment: a link, and what the file says where that is another time.

use crate::clock;
use crate::markdown::escape::escape;
use crate::markdown::token::{Moment, Reading};

/// The chip of a moment of the page at `prefix`; empty is the page itself, whose player it drives.
pub(super) fn html(moment: &Moment<'_>, reading: Reading, prefix: &str, shown: &str) -> String {
    let Reading { seconds, repair, .. } = reading;
    let spoken = clock::speak(seconds);
    let drives = prefix.is_empty();
    let here = if drives { format!(" data-seconds=\"{seconds}\"") } else { String::new() };
    // The player may know that the video ends before this time; then it takes the other reading.
    let may_be_minutes = drives && repair.is_none() && (seconds >= 3600 || moment.time.third() == Some(0));
    let other = moment.time.in_minutes().filter(|_| may_be_minutes);
    let other = other.map_or(String::new(), |other| format!(" data-other=\"{other}\""));
    let (source, told) = match repair {
        Some(_) => {
            let written = escape(moment.written);
            (
                format!(" data-source=\"{written}\" title=\"Written {written}\""),
                format!(", written {written} in the note"),
            )
        }
        None => (String::new(), String::new()),
    };
    let address = escape(prefix);
    format!(
        "<a class=\"moment\" href=\"{address}?t={seconds}\"{here}{other}{source} aria-label=\"{shown}, play from {spoken}{told}\">{shown}</a>"
    )
}
