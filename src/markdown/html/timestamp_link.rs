//! Renders the link that plays a moment, with the original time if it was reinterpreted.

use crate::markdown::escape::escape;
use crate::markdown::resolved_time::ResolvedTime;
use crate::text::timestamp::{self, RawTimestamp};

/// The HTML of a moment. `source` is the time in the note. The URL of the link is `url_prefix` and
/// `?t=`; an empty prefix is the page itself, whose player the link controls. Without a prefix
/// there is no video to play, and the time is text.
pub fn timestamp_link(
    source: &str,
    time: RawTimestamp,
    resolved: ResolvedTime,
    url_prefix: Option<&str>,
) -> String {
    let (seconds, text) = (resolved.seconds, resolved.format());
    let (mut source_attributes, mut source_label) = (String::new(), String::new());
    if resolved.reinterpretation.is_some() {
        let source = escape(source);
        source_attributes = format!(" data-source=\"{source}\" title=\"As written: {source}\"");
        source_label = format!(", written {source}");
    }
    let Some(url_prefix) = url_prefix else {
        let hidden = if source_label.is_empty() {
            String::new()
        } else {
            format!("<span class=\"visually-hidden\">{source_label}</span>")
        };
        return format!("<span class=\"time\"{source_attributes}>{text}{hidden}</span>");
    };
    let mut player_attributes = String::new();
    if url_prefix.is_empty() {
        player_attributes = format!(" data-seconds=\"{seconds}\"");
        if let Some(alternative) = resolved.alternative(time) {
            player_attributes.push_str(&format!(" data-alt-seconds=\"{alternative}\""));
        }
        if let Some(end) = resolved.end.filter(|end| *end > seconds) {
            player_attributes.push_str(&format!(" data-end=\"{end}\""));
        }
    }
    let (url, spoken) = (escape(url_prefix), timestamp::format_spoken(seconds));
    format!(
        "<a class=\"moment\" href=\"{url}?t={seconds}\"{player_attributes}{source_attributes} aria-label=\"{text}, play from {spoken}{source_label}\">{text}</a>"
    )
}
