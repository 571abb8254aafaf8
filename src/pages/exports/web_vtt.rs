//! WebVTT chapters: <https://www.w3.org/TR/webvtt1/>. Each exact moment is a cue that lasts until
//! the next one.

use crate::pages::exports::moments::Moments;

/// How long the last cue lasts if the length of the video is unknown, in seconds.
const DEFAULT_CUE_SECONDS: u32 = 60;

/// The chapters of a video.
pub(super) fn write(moments: &Moments<'_>) -> String {
    let mut budget = moments.budget();
    let mut file = "WEBVTT\n".to_owned();
    for moment in moments.exact() {
        let start = moment.seconds();
        let end = moment.next.or(moment.end());
        let end = end.unwrap_or(start.saturating_add(DEFAULT_CUE_SECONDS));
        let text = escape(&moment.text(moments.archive));
        let cue = format!("\n{} --> {}\n{text}\n", timestamp(start), timestamp(end));
        if !budget.spend(cue.len()) {
            break;
        }
        file += &cue;
    }
    file
}

fn timestamp(seconds: u32) -> String {
    let (minutes, second) = (seconds / 60, seconds % 60);
    format!("{:02}:{:02}:{second:02}.000", minutes / 60, minutes % 60)
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
