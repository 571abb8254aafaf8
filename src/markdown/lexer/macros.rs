//! Macros of other programs that show a video or cite a time of it:
//!
//! - Logseq: `{{video https://…}}`, `{{youtube ID}}`, `{{youtube-timestamp 218}}`
//! - Roam: `{{[[video]]: https://…}}`
//! - Hugo: `{{< youtube ID >}}`, `{{< youtube id="ID" start="218" >}}`
//! - Jekyll: `{% youtube ID %}`, `{% include youtube.html id="ID" %}`
//! - GitBook: `{% embed url="https://…" %}`
//! - others: `@[youtube](ID)`

use crate::markdown::lexer::code_spans::within;
use crate::markdown::lexer::step::MAX_CONSTRUCT_BYTES;
use crate::markdown::lexer::token::{Kind, TimestampToken, VideoEmbed};
use crate::text::timestamp::RawTimestamp;
use crate::text::video_url::{self, PlayRange, VideoUrl};
use crate::text::youtube::YoutubeId;

/// The brackets of macros.
const BRACKETS: [(&str, &str); 5] = [
    ("{{<", ">}}"),
    ("{{%", "%}}"),
    ("{{", "}}"),
    ("{%", "%}"),
    ("@[", ")"),
];

/// Parses a macro at the start of a text, and returns its length in bytes, too. It shows a video if
/// its name says so, or if it has the URL of one. `None` for other macros, which are text.
pub(in crate::markdown) fn read(rest: &str) -> Option<(usize, Kind<'_>)> {
    let (length, inside) = split(rest)?;
    let words: Vec<&str> = inside
        .split(|c: char| c.is_whitespace() || ",\"'[](".contains(c))
        .filter(|word| !word.is_empty())
        .collect();
    let (name, arguments) = words.split_first()?;
    // `{% include youtube.html id="ID" %}`
    let is_player = is_video(name) || arguments.first().is_some_and(|word| is_video(word));
    // The words of other macros would be lost.
    let is_url = |word: &&str| word.contains('=') || VideoUrl::parse(word).is_some();
    if !is_player && (rest.starts_with('@') || !arguments.iter().all(is_url)) {
        return None;
    }
    let kind = if is_player && name.to_ascii_lowercase().contains("timestamp") {
        let (written, time) = arguments
            .iter()
            .find_map(|word| Some((*word, RawTimestamp::parse(word)?)))?;
        Kind::Timestamp(TimestampToken::new(written, time, None))
    } else {
        Kind::Video(VideoEmbed::new(
            &rest[..length],
            video(arguments, is_player)?,
        ))
    };
    Some((length, kind))
}

/// Parses a macro at the start of a text that stands for the URL of a page, and returns its length
/// in bytes and the path of the page's file: `{{< ref "note.md" >}}` and `{{% relref … %}}` of
/// Hugo, `{% link note.md %}` and `{% post_url note %}` of Jekyll.
pub(in crate::markdown) fn reference(rest: &str) -> Option<(usize, &str)> {
    let (length, inside) = split(rest)?;
    let (name, path) = inside.trim().split_once(char::is_whitespace)?;
    let path = path.trim().trim_matches(['"', '\'', '`']);
    let is_reference = matches!(name, "ref" | "relref" | "link" | "post_url");
    (is_reference && !path.is_empty()).then_some((length, path))
}

/// The length in bytes of the macro that a text starts with, and the text in its brackets.
pub(in crate::markdown) fn split(rest: &str) -> Option<(usize, &str)> {
    let near = within(rest, MAX_CONSTRUCT_BYTES);
    let (open, close) = BRACKETS.iter().find(|(open, _)| near.starts_with(open))?;
    let inside = &near[open.len()..];
    let inside = &inside[..inside.find(close)?];
    Some((open.len() + inside.len() + close.len(), inside))
}

/// Whether a word names a video player.
fn is_video(word: &str) -> bool {
    let word = word.to_ascii_lowercase();
    word.contains("youtube")
        || word.contains("video")
        || matches!(word.trim_end_matches(':'), "yt" | "tube")
}

/// The video in the arguments of a macro: a URL, or an id in a player, alone or as `name=value`.
fn video(arguments: &[&str], is_player: bool) -> Option<VideoUrl> {
    let (mut video, mut start, mut pending_name) = (None, None, "");
    for argument in arguments {
        let (name, value) = match argument.split_once('=') {
            Some((name, value)) if name.chars().all(is_name_char) => (name, value),
            _ => (pending_name, *argument),
        };
        // A value in quotes is an argument of its own: `start="218"`.
        pending_name = if value.is_empty() { name } else { "" };
        match name {
            "start" | "t" | "time" => start = start.or(video_url::seconds(value)),
            _ if is_player => video = video.or_else(|| parse_video(value)),
            _ => video = video.or_else(|| VideoUrl::parse(value)),
        }
    }
    let mut video: VideoUrl = video?;
    video.range.start = video.range.start.or(start);
    Some(video)
}

fn is_name_char(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '-'
}

/// Parses the URL or the id of a video.
fn parse_video(value: &str) -> Option<VideoUrl> {
    let from_id = || {
        let (id, range) = (YoutubeId::parse(value)?, PlayRange::default());
        Some(VideoUrl { id, range })
    };
    VideoUrl::parse(value).or_else(from_id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn macros_of_many_programs_show_a_video() {
        for (text, start) in [
            ("{{video https://youtu.be/E1cxZuHrwZc?t=226}}", Some(226)),
            ("{{youtube E1cxZuHrwZc}}", None),
            (
                "{{youtube https://www.youtube.com/watch?v=E1cxZuHrwZc}}",
                None,
            ),
            (
                "{{[[video]]: https://www.youtube.com/watch?v=E1cxZuHrwZc}}",
                None,
            ),
            ("{{[[youtube]]: https://youtu.be/E1cxZuHrwZc}}", None),
            ("{{< youtube E1cxZuHrwZc >}}", None),
            (
                "{{< youtube id=\"E1cxZuHrwZc\" start=\"218\" autoplay=\"true\" >}}",
                Some(218),
            ),
            (
                "{{< youtubeLite id='E1cxZuHrwZc' start=3m38s >}}",
                Some(218),
            ),
            ("{% embed url=\"https://youtu.be/E1cxZuHrwZc\" %}", None),
            ("{{embed https://youtu.be/E1cxZuHrwZc?t=218}}", Some(218)),
            ("{{tube E1cxZuHrwZc}}", None),
            ("@[youtube](E1cxZuHrwZc)", None),
            ("@[video](https://youtu.be/E1cxZuHrwZc?t=218)", Some(218)),
            ("{{% youtube E1cxZuHrwZc %}}", None),
            ("{% youtube https://youtu.be/E1cxZuHrwZc %}", None),
            ("{% include youtube.html id=\"E1cxZuHrwZc\" %}", None),
            (
                "{% include youtube-player.html video_id=E1cxZuHrwZc t=218 %}",
                Some(218),
            ),
        ] {
            let Some((length, Kind::Video(video))) = read(text) else {
                panic!("{text}");
            };
            assert_eq!(length, text.len(), "{text}");
            assert_eq!(video.url.id.as_str(), "E1cxZuHrwZc", "{text}");
            assert_eq!(video.url.range.start, start, "{text}");
        }
        for text in [
            "{{youtube-timestamp 218}}",
            "{{youtube-timestamp 3:38}}",
            "{{[[youtube-timestamp]]: 00:03:38}}",
        ] {
            let Some((length, Kind::Timestamp(timestamp))) = read(text) else {
                panic!("{text}");
            };
            assert_eq!(
                (length, timestamp.time.as_hms()),
                (text.len(), 218),
                "{text}"
            );
        }
    }

    #[test]
    fn macros_stand_for_the_url_of_a_page() {
        for (text, path) in [
            ("{{< ref \"a note.md\" >}}", "a note.md"),
            ("{{% relref '/posts/a.md#b' %}}", "/posts/a.md#b"),
            ("{% link c/a.md %}", "c/a.md"),
            ("{% post_url 2024-01-02-a %}", "2024-01-02-a"),
        ] {
            assert_eq!(reference(text), Some((text.len(), path)));
        }
        for text in [
            "{{< ref >}}",
            "{{ref}}",
            "{% raw %}",
            "{{< ref \"a\"",
            "ref a",
        ] {
            assert_eq!(reference(text), None, "{text}");
        }
    }

    #[test]
    fn other_macros_are_text() {
        for text in [
            "{{query (task TODO)}}",
            "{{title}}",
            "{{}}",
            "{{youtube}}",
            "{{video https://vimeo.com/1234}}",
            "{{youtube E1cxZuHrwZc",
            "{% raw %}",
            "{youtube E1cxZuHrwZc}",
            "{{youtube-timestamp soon}}",
            "{% embed url=\"https://example.org\" %}",
            "{{embed E1cxZuHrwZc}}",
            "@[Ann](https://example.org)",
        ] {
            assert!(read(text).is_none(), "{text}");
        }
    }
}
