//! The link that plays a moment, and what the file says where that is another time.

use crate::markdown::escape::escape;
use crate::markdown::lexer::token::ResolvedTime;
use crate::text::timestamp::{self, RawTimestamp};

/// The link of a moment as HTML. Its URL is `prefix` and `?t=`; an empty one is the page
/// itself, whose player it drives. Without one there is nothing to play, and the time is text.
pub fn timestamp_link(
    written: &str,
    time: RawTimestamp,
    reading: ResolvedTime,
    prefix: Option<&str>,
) -> String {
    let (seconds, shown) = (reading.seconds, reading.shown());
    let (mut source, mut told) = (String::new(), String::new());
    if reading.repair.is_some() {
        let written = escape(written);
        source = format!(" data-source=\"{written}\" title=\"Written {written}\"");
        told = format!(", written {written}");
    }
    let Some(prefix) = prefix else {
        let heard = if told.is_empty() {
            told
        } else {
            format!("<span class=\"visually-hidden\">{told}</span>")
        };
        return format!("<span class=\"time\"{source}>{shown}{heard}</span>");
    };
    let mut data = String::new();
    if prefix.is_empty() {
        data = format!(" data-seconds=\"{seconds}\"");
        if let Some(other) = reading.other(time) {
            data.push_str(&format!(" data-alt-seconds=\"{other}\""));
        }
    }
    let (url, spoken) = (escape(prefix), timestamp::format_spoken(seconds));
    format!(
        "<a class=\"moment\" href=\"{url}?t={seconds}\"{data}{source} aria-label=\"{shown}, play from {spoken}{told}\">{shown}</a>"
    )
}
