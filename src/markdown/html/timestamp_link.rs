//! Renders the link that plays a moment, with the original time if it was reinterpreted.

use crate::markdown::escape::escape;
use crate::markdown::html::MediaView;
use crate::markdown::lexer::token::TimestampToken;
use crate::markdown::resolved_time::{ResolvedTime, UncertainSpan};
use crate::text::youtube::YoutubeId;

/// Where a moment plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MomentTarget<'t> {
    /// On the page itself, whose player the link controls.
    OwnPage {
        /// The second that the URL of the page selects, whose moments are marked.
        selected: Option<u32>,
    },
    /// On another page, with this URL.
    Page(&'t str),
    /// In the page's player, which plays another video then; without scripts, on that video's page.
    Video {
        /// The id of the video on YouTube, or the key of the recording.
        key: &'t str,
        /// The URL of its page.
        url: &'t str,
        /// The recording, if it is one.
        recording: Option<&'t MediaView<'t>>,
    },
    /// On YouTube.
    YouTube(&'t YoutubeId),
    /// Nowhere: there is no video to play, and the time is text.
    None,
}

/// The HTML of a moment.
pub fn timestamp_link(
    timestamp: &TimestampToken<'_>,
    resolved: ResolvedTime,
    target: &MomentTarget<'_>,
) -> String {
    let (seconds, text) = (resolved.seconds, resolved.format());
    let (mut source_attributes, mut source_label) = (String::new(), String::new());
    if resolved.reinterpretation.is_some() {
        let source = escape(timestamp.source);
        source_attributes = format!(" data-source=\"{source}\" title=\"As written: {source}\"");
        source_label = format!(", written {source}");
    }
    if let Some([from, to]) = resolved.uncertain.map(UncertainSpan::bounds) {
        source_attributes.push_str(&format!(" data-uncertain=\"{from}-{to}\""));
    }
    let mut player_attributes = String::new();
    if matches!(
        target,
        MomentTarget::OwnPage { .. } | MomentTarget::Video { .. }
    ) {
        player_attributes = format!(" data-seconds=\"{seconds}\"");
        if let Some(alternative) = resolved.alternative(timestamp.time) {
            player_attributes.push_str(&format!(" data-alt-seconds=\"{alternative}\""));
        }
        if let Some(end) = resolved.end.filter(|end| end.get() > seconds) {
            player_attributes.push_str(&format!(" data-end=\"{end}\""));
        }
        if timestamp.repeats {
            player_attributes.push_str(" data-repeats");
        }
    }
    let url = match target {
        MomentTarget::OwnPage { selected } => {
            if *selected == Some(seconds) {
                player_attributes.push_str(" aria-current=\"true\"");
            }
            ""
        }
        MomentTarget::Page(url) => url,
        MomentTarget::Video {
            key,
            url,
            recording,
        } => {
            player_attributes.push_str(&format!(" data-video=\"{}\"", escape(key)));
            if let Some(recording) = recording
                && let Some(element) = recording.kind.player_element()
            {
                let url = escape(recording.url);
                player_attributes.push_str(&format!(
                    " data-media=\"{url}\" data-media-type=\"{element}\""
                ));
            }
            url
        }
        MomentTarget::YouTube(id) => {
            let url = escape(&id.watch_url(Some(seconds))).into_owned();
            return format!("<a class=\"external\" href=\"{url}\" rel=\"noopener\">{text}</a>");
        }
        MomentTarget::None => {
            let hidden = if source_label.is_empty() {
                String::new()
            } else {
                format!("<span class=\"visually-hidden\">{source_label}</span>")
            };
            return format!("<span class=\"time\"{source_attributes}>{text}{hidden}</span>");
        }
    };
    let (url, spoken) = (escape(url), resolved.format_spoken());
    format!(
        "<a class=\"moment\" href=\"{url}?t={seconds}\"{player_attributes}{source_attributes} aria-label=\"{text}, play from {spoken}{source_label}\">{text}</a>"
    )
}
