//! HTML elements that show a video: `<iframe src="https://www.youtube.com/embed/…">`, components
//! such as `<YouTube id="…">`, and `<audio>` and `<video>` with a file; and pictures and links:
//! `<a>` with the URL of a video is a link, or a thumbnail.

use std::borrow::Cow;

use crate::markdown::lexer::code_spans::within;
use crate::markdown::lexer::element::Element;
use crate::markdown::lexer::relative_url::{is_relative, link_to};
use crate::markdown::lexer::step::MAX_CONSTRUCT_BYTES;
use crate::markdown::lexer::timestamp::Tag;
use crate::markdown::lexer::token::{
    BareLink, Kind, PictureSize, TimestampToken, VideoEmbed, Wikilink,
};
use crate::text::media_kind::kind_of;
use crate::text::timestamp::RawTimestamp;
use crate::text::video_url::{PlayRange, VideoUrl};

/// The elements of HTML that play a file.
const NAMES: [&str; 3] = ["iframe", "audio", "video"];

/// Elements that show no video although an attribute may have the URL of one.
const OTHER_NAMES: [&str; 10] = [
    "script",
    "style",
    "link",
    "meta",
    "base",
    "img",
    "area",
    "form",
    "q",
    "blockquote",
];

/// Parses an element at the start of a text, and returns its length in bytes, too. `None` for
/// elements without a file or a known video, which are text.
pub(in crate::markdown) fn read(rest: &str) -> Option<(usize, Kind<'_>)> {
    read_media(rest)
        .or_else(|| read_component(rest))
        .or_else(|| read_picture(rest))
        .or_else(|| read_link(rest))
}

/// Parses `<img src="…">`. A picture of another site becomes a link.
fn read_picture(rest: &str) -> Option<(usize, Kind<'_>)> {
    let element = read_named(rest, "img")?;
    let alt = element.attribute("alt").unwrap_or_default().trim();
    let source = element.attribute("src")?.trim();
    let kind = match is_relative(source) {
        false if source.starts_with("http") => {
            let label = if alt.is_empty() { "Picture" } else { alt };
            Kind::Link(BareLink {
                url: source,
                label: label.into(),
            })
        }
        false => Kind::Literal(alt),
        true => {
            let attribute = |name| element.attribute(name)?.trim_end_matches("px").parse().ok();
            let height = attribute("height");
            Kind::Embed(Wikilink {
                label: Some(alt.into()),
                size: attribute("width").map(|width| PictureSize { width, height }),
                ..link_to(source)
            })
        }
    };
    Some((element.length, kind))
}

/// Parses `<a href="…">words</a>`.
fn read_link(rest: &str) -> Option<(usize, Kind<'_>)> {
    let element = read_named(rest, "a")?;
    if !element.has_only_values() {
        return None;
    }
    let url = element.attribute("href").unwrap_or_default().trim();
    let content = &within(rest, MAX_CONSTRUCT_BYTES)[element.length..];
    let (end, length) = end_tag(content, "a")?;
    let words = text_of(&content[..end]);
    let label = match words.is_empty() {
        true => url.into(),
        false => words.clone(),
    };
    let kind = match is_relative(url) {
        false if url.starts_with("http") || url.starts_with("mailto:") => {
            Kind::Link(BareLink { url, label })
        }
        true if !url.is_empty() => Kind::Wikilink(Wikilink {
            label: Some(label),
            ..link_to(url)
        }),
        // The target of a link, or a script.
        _ => match words {
            Cow::Borrowed(words) => Kind::Literal(words),
            Cow::Owned(_) => return None,
        },
    };
    Some((element.length + length, kind))
}

/// Parses the start tag of an element with this name.
fn read_named<'s>(rest: &'s str, name: &str) -> Option<Element<'s>> {
    let start = rest.get(1..=name.len())?;
    if !start.eq_ignore_ascii_case(name) || !rest[1 + name.len()..].starts_with([' ', '\n', '\t']) {
        return None;
    }
    Element::read(within(rest, MAX_CONSTRUCT_BYTES))
}

/// Parses a component with a video, or `<a>` with the URL of one.
fn read_component(rest: &str) -> Option<(usize, Kind<'_>)> {
    if !rest[1..].starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let near = within(rest, MAX_CONSTRUCT_BYTES);
    // Most elements have none.
    memchr::memmem::find(near.as_bytes(), b"ou").filter(|_| near.contains('>'))?;
    let element = Element::read(near)?;
    let is_named = |name: &str| element.name.eq_ignore_ascii_case(name);
    if OTHER_NAMES.into_iter().any(is_named) {
        return None;
    }
    let url = element.video()?;
    let after = &near[element.length..];
    let end = end_tag(after, element.name).filter(|_| !element.is_empty);
    if !is_named("a") {
        // The content of a player is shown where it does not work.
        let words = end.map(|(content, _)| text_of(&after[..content]));
        let is_player = element.is_player() || is_named("iframe") || is_named("object");
        if !is_player && words.is_some_and(|words| !words.is_empty()) {
            return None;
        }
        let length = element.length + end.map_or(0, |(_, end)| end);
        return Some((length, Kind::Video(VideoEmbed::new(&rest[..length], url))));
    }
    let (content_bytes, end) = end?;
    let (length, content) = (element.length + end, &after[..content_bytes]);
    let words = text_of(content);
    let image = content.find("<img").map(|start| &content[start..]);
    if let Some(image) = image
        && words.is_empty()
    {
        let alt = Element::read(image).and_then(|image| image.attribute("alt"));
        let video = VideoEmbed {
            label: alt.unwrap_or_default().into(),
            is_thumbnail: true,
            ..VideoEmbed::new(&rest[..length], url)
        };
        return Some((length, Kind::Video(video)));
    }
    let url = element.attribute("href")?;
    let label = if words.is_empty() { url.into() } else { words };
    Some((length, Kind::Link(BareLink { url, label })))
}

/// The text of HTML, without its tags.
fn text_of(html: &str) -> Cow<'_, str> {
    if !html.contains('<') {
        return Cow::Borrowed(html.trim());
    }
    let (before, tags) = html.split_once('<').unwrap_or((html, ""));
    let mut text = before.to_owned();
    for tag in tags.split('<') {
        text.push_str(tag.split_once('>').map_or("", |(_, after)| after));
    }
    Cow::Owned(text.trim().to_owned())
}

/// Parses an element of HTML that plays a file.
fn read_media(rest: &str) -> Option<(usize, Kind<'_>)> {
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
    Some((length, Kind::Embed(link_to(source))))
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
    fn components_end_with_their_end_tag() {
        for text in [
            "<lite-youtube videoid=\"E1cxZuHrwZc\">\n  <a href=\"x\">Play</a>\n</lite-youtube>",
            "<YouTube id=\"E1cxZuHrwZc\" />",
            "<object data=\"https://youtu.be/E1cxZuHrwZc\"></object>",
        ] {
            let Some((length, Kind::Video(_))) = read(text) else {
                panic!("{text}");
            };
            assert_eq!(length, text.len(), "{text}");
        }
    }

    #[test]
    fn an_anchor_with_the_url_of_a_video_is_a_link() {
        for (text, label) in [
            (
                "<a href=\"https://youtu.be/E1cxZuHrwZc\">The talk</a>",
                "The talk",
            ),
            (
                "<a target=_blank href=\"https://youtu.be/E1cxZuHrwZc\"><b>The</b> talk</a>",
                "The talk",
            ),
            (
                "<a href='https://youtu.be/E1cxZuHrwZc'></a>",
                "https://youtu.be/E1cxZuHrwZc",
            ),
        ] {
            let Some((length, Kind::Link(link))) = read(text) else {
                panic!("{text}");
            };
            assert_eq!((length, &*link.label), (text.len(), label), "{text}");
        }
        let thumbnail =
            "<a href=\"https://youtu.be/E1cxZuHrwZc\"><img src=\"a.jpg\" alt=\"A\"></a>";
        let Some((_, Kind::Video(video))) = read(thumbnail) else {
            panic!("{thumbnail}");
        };
        assert!(video.is_thumbnail && video.label == "A");
    }

    #[test]
    fn other_elements_are_text() {
        for text in [
            "<iframe src=\"https://example.org/\"></iframe>",
            "<iframe></iframe>",
            "<audio src=\"https://example.org/a.mp3\"></audio>",
            "<video",
            "<abbr title=\"x\">",
            "<a href=\"#\">",
            "<a name=\"x\">x",
            "<img alt=\"x\">",
            "<a href=\"https://youtu.be/E1cxZuHrwZc\">x",
            "<Card href=\"https://youtu.be/E1cxZuHrwZc\">The talk</Card>",
            "<script src=\"https://youtu.be/E1cxZuHrwZc\"></script>",
        ] {
            assert!(read(text).is_none(), "{text}");
        }
    }
}
