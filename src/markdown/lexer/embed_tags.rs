//! HTML elements that show a video: `<iframe src="https://www.youtube.com/embed/…">`, and
//! `<audio>` and `<video>` with a file.

use crate::markdown::lexer::code_spans::within;
use crate::markdown::lexer::step::MAX_CONSTRUCT_BYTES;
use crate::markdown::lexer::timestamp::Tag;
use crate::markdown::lexer::token::{Kind, TimestampToken, VideoEmbed, Wikilink};
use crate::text::media_kind::kind_of;
use crate::text::timestamp::RawTimestamp;
use crate::text::video_url::{PlayRange, VideoUrl};

/// The elements.
const NAMES: [&str; 3] = ["iframe", "audio", "video"];

/// Parses an element at the start of a text, and returns its length in bytes, too. `None` for
/// elements without a file or a known video, which are text.
pub(in crate::markdown) fn read(rest: &str) -> Option<(usize, Kind<'_>)> {
    let name = NAMES.into_iter().find(|name| {
        let start = rest.get(1..=name.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(name))
    })?;
    let near = within(rest, MAX_CONSTRUCT_BYTES);
    let tag = Tag::read(near).filter(|tag| tag.is_closed && tag.name.eq_ignore_ascii_case(name))?;
    let content = &near[tag.length..];
    let (content, length) = match end_tag(content, name) {
        Some((start, end)) => (&content[..start], tag.length + end),
        None => ("", tag.length),
    };
    let nested = || Tag::read(&content[content.find("<source")?..]);
    let source = tag
        .attribute("src")
        .or_else(|| nested()?.attribute("src"))?;
    let source = source.trim();
    if let Some(url) = VideoUrl::parse(source) {
        return Some((length, Kind::Video(VideoEmbed::new(&rest[..length], url))));
    }
    let (path, fragment) = source.split_once('#').unwrap_or((source, ""));
    if path.contains("://") {
        // A recording of the note's video on another site.
        let range = PlayRange::from_fragment(fragment);
        let (start, end) = (RawTimestamp::from_seconds(range.start?)?, range.end);
        let end = end.and_then(RawTimestamp::from_seconds);
        let timestamp = TimestampToken::new(source, start, end);
        return Some((length, Kind::Timestamp(timestamp)));
    }
    kind_of(path)?;
    let link = Wikilink {
        target: path.into(),
        heading: (!fragment.is_empty()).then(|| fragment.into()),
        label: None,
        is_path: true,
        source_range: 0..0,
    };
    Some((length, Kind::Embed(link)))
}

/// The byte offsets of the start and the end of an end tag.
fn end_tag(content: &str, name: &str) -> Option<(usize, usize)> {
    let starts = content.match_indices("</").find_map(|(at, slash)| {
        let after = content[at + slash.len()..].trim_start();
        let is_name = after
            .get(..name.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(name));
        is_name.then_some(at)
    })?;
    let end = content[starts..].find('>')?;
    Some((starts, starts + end + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_and_recordings_are_read() {
        let frame = "<iframe width=\"560\" height=\"315\" \
             src=\"https://www.youtube.com/embed/E1cxZuHrwZc?start=218\" title=\"A > B\" \
             allow=\"autoplay; encrypted-media\" allowfullscreen></iframe>";
        let Some((length, Kind::Video(video))) = read(frame) else {
            panic!("{frame}");
        };
        assert_eq!((length, video.url.range.start), (frame.len(), Some(218)));
        let audio =
            "<audio controls><source src=\"https://example.org/a.mp3#t=02:49,04:42\"></audio> x";
        let Some((length, Kind::Timestamp(timestamp))) = read(audio) else {
            panic!("{audio}");
        };
        assert_eq!(length, audio.len() - 2);
        assert_eq!(timestamp.time.as_hms(), 169);
        assert_eq!(timestamp.end.map(RawTimestamp::as_hms), Some(282));
        let Some((_, Kind::Embed(link))) = read("<video src=\"talk.mp4#t=30\" controls></video>")
        else {
            panic!("a file");
        };
        assert_eq!(
            (&*link.target, link.heading.as_deref()),
            ("talk.mp4", Some("t=30"))
        );
    }

    #[test]
    fn other_elements_are_text() {
        for text in [
            "<iframe src=\"https://example.org/\"></iframe>",
            "<iframe></iframe>",
            "<audio src=\"https://example.org/a.mp3\"></audio>",
            "<video",
            "<abbr title=\"x\">",
            "<script src=\"https://youtu.be/E1cxZuHrwZc\"></script>",
        ] {
            assert!(read(text).is_none(), "{text}");
        }
    }
}
