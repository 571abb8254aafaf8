//! The chip that plays a moment: a link, and what the file says where that is another time.

use crate::clock;
use crate::markdown::escape::escape;
use crate::markdown::token::{Moment, Reading};

/// The chip of a moment of the page at `prefix`; empty is the page itself, whose player it drives.
pub(super) fn html(moment: &Moment<'_>, reading: Reading, prefix: &str) -> String {
    let seconds = reading.seconds;
    let mut data = String::new();
    if prefix.is_empty() {
        data = format!(" data-seconds=\"{seconds}\"");
        if let Some(other) = reading.other(moment.time) {
            data.push_str(&format!(" data-other=\"{other}\""));
        }
    }
    let mut told = String::new();
    if reading.repair.is_some() {
        let written = escape(moment.written);
        data.push_str(&format!(" data-source=\"{written}\" title=\"Written {written}\""));
        told = format!(", written {written}");
    }
    let (address, shown, spoken) = (escape(prefix), reading.shown(), clock::speak(seconds));
    format!(
        "<a class=\"moment\" href=\"{address}?t={seconds}\"{data} aria-label=\"{shown}, play from {spoken}{told}\">{shown}</a>"
    )
}
