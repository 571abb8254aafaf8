//! Links to videos, and players, in CommonMark: `[words](https://youtu.be/…?t=218)` is a moment,
//! `![](https://youtu.be/…)` and a linked thumbnail are players.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use crate::markdown::events::{NoteEvent, Reader};
use crate::markdown::lexer::timestamp::{is_blank, second_time};
use crate::markdown::lexer::token::{TimestampToken, VideoEmbed};
use crate::text::timestamp::RawTimestamp;
use crate::text::video_url::{PlayRange, VideoUrl};
use crate::text::youtube::YoutubeId;

impl<'l, 'e, I: Iterator<Item = (Event<'e>, Range<usize>)>, F: FnMut(NoteEvent<'_>)>
    Reader<'l, 'e, I, F>
{
    /// Parses the URL of a link or an image, if it is that of a video.
    pub(super) fn video_url(&self, url: &str) -> Option<VideoUrl> {
        VideoUrl::parse(&self.lexed.restore(url))
    }

    /// Emits a link to a video. If its URL has a time, it is a moment: the words of its label, and
    /// then the timestamp. `range` is that of the link in the lexed text.
    pub(super) fn video_link(&mut self, link: Event<'e>, url: &VideoUrl, range: Range<usize>) {
        let label = self.take_until(TagEnd::Link);
        if is_thumbnail(&label) {
            return self.video(url, range, &label, true);
        }
        let (start, source) = self.lexed.source_of(range);
        let Some(exact) = TimestampToken::from_url(source, url) else {
            self.event(link);
            label.into_iter().for_each(|event| self.event(event));
            return self.event(Event::End(TagEnd::Link));
        };
        let mut timestamp = TimestampToken { start, ..exact };
        if label.iter().all(is_plain) {
            let text = self.plain_text(&label);
            let (words, time, end) = split_label(&text, url);
            timestamp.label = time;
            timestamp.end = timestamp.end.or(end);
            if !words.is_empty() {
                (self.emit)(NoteEvent::Text(words));
                (self.emit)(NoteEvent::Text(" "));
            }
        } else {
            label.into_iter().for_each(|event| self.event(event));
            (self.emit)(NoteEvent::Text(" "));
        }
        (self.emit)(NoteEvent::Timestamp(timestamp));
    }

    /// Emits an image with the URL of a video, which is a player.
    pub(super) fn video_image(&mut self, url: &VideoUrl, range: Range<usize>) {
        let label = self.take_until(TagEnd::Image);
        self.video(url, range, &label, false);
    }

    /// Emits a code block of an Obsidian plugin: a player, or a moment and the words below it.
    pub(super) fn plugin_fence(&mut self, block: Event<'e>, info: &str, range: Range<usize>) {
        let content = self.take_until(TagEnd::CodeBlock);
        let text = self.plain_text(&content);
        let (start, source) = self.lexed.source_of(range);
        let (written, words) = text.trim().split_once('\n').unwrap_or((text.trim(), ""));
        let (written, words) = (written.trim(), words.trim());
        let time = RawTimestamp::parse(written).filter(|_| first_word(info) == "timestamp");
        if time.is_none()
            && let Some(url) = fenced_video(info, &text)
        {
            let title = text.lines().find_map(|line| line.strip_prefix("title:"));
            let label = title.unwrap_or_default().trim().trim_matches(['"', '\'']);
            (self.emit)(NoteEvent::Event(Event::Start(Tag::Paragraph)));
            (self.emit)(NoteEvent::Video(&VideoEmbed {
                start,
                label: label.into(),
                ..VideoEmbed::new(source, url)
            }));
            return (self.emit)(NoteEvent::Event(Event::End(TagEnd::Paragraph)));
        }
        let offset = source.find(written).filter(|_| !written.is_empty());
        match (time, offset) {
            (Some(time), Some(offset)) => {
                let written = &source[offset..offset + written.len()];
                (self.emit)(NoteEvent::Event(Event::Start(Tag::Paragraph)));
                (self.emit)(NoteEvent::Timestamp(TimestampToken {
                    start: start + offset as u32,
                    ..TimestampToken::new(written, time, None)
                }));
                if !words.is_empty() {
                    (self.emit)(NoteEvent::Text(" "));
                    (self.emit)(NoteEvent::Text(words));
                }
                (self.emit)(NoteEvent::Event(Event::End(TagEnd::Paragraph)));
            }
            _ => {
                self.event(block);
                content.into_iter().for_each(|event| self.event(event));
                self.event(Event::End(TagEnd::CodeBlock));
            }
        }
    }

    fn video(
        &mut self,
        url: &VideoUrl,
        range: Range<usize>,
        label: &[Event<'e>],
        is_thumbnail: bool,
    ) {
        let (start, source) = self.lexed.source_of(range);
        let label = self.plain_text(label);
        // In Obsidian, the part after the bar is the size.
        let label = label.split('|').next().unwrap_or_default().trim();
        (self.emit)(NoteEvent::Video(&VideoEmbed {
            start,
            label: label.into(),
            is_thumbnail,
            ..VideoEmbed::new(source, *url)
        }));
    }

    /// The events of the content of an element, up to its end.
    fn take_until(&mut self, end: TagEnd) -> Vec<Event<'e>> {
        self.events
            .by_ref()
            .map(|(event, _)| event)
            .take_while(|event| *event != Event::End(end))
            .collect()
    }

    /// The text of a label as it is written.
    fn plain_text(&self, label: &[Event<'e>]) -> String {
        let texts = label.iter().map(|event| match event {
            Event::Text(text) | Event::Code(text) => self.lexed.restore(text),
            Event::SoftBreak | Event::HardBreak => " ".into(),
            _ => "".into(),
        });
        texts.collect()
    }
}

/// The languages of code blocks that plugins of Obsidian show as a player or as a moment.
const PLUGIN_FENCES: [&str; 8] = [
    "timestamp",
    "timestamp-url",
    "video",
    "vid",
    "youtube",
    "yt",
    "embed",
    "cardlink",
];

/// Whether the info string of a code block is that of a plugin.
pub(super) fn is_plugin_fence(info: &str) -> bool {
    PLUGIN_FENCES.contains(&first_word(info))
}

fn first_word(info: &str) -> &str {
    info.split_whitespace().next().unwrap_or_default()
}

/// The video of a plugin's code block: a URL, or an id as its whole text.
fn fenced_video(info: &str, text: &str) -> Option<VideoUrl> {
    let from_id = || {
        let id = YoutubeId::parse(text.trim())?;
        let range = PlayRange::default();
        matches!(first_word(info), "youtube" | "yt").then_some(VideoUrl { id, range })
    };
    VideoUrl::find(text).or_else(from_id)
}

/// Whether a label is an image without words beside it.
fn is_thumbnail(label: &[Event<'_>]) -> bool {
    let (mut has_image, mut open_images) = (false, 0);
    for event in label {
        match event {
            Event::Start(Tag::Image { .. }) => (has_image, open_images) = (true, open_images + 1),
            Event::End(TagEnd::Image) => open_images -= 1,
            Event::Text(text) | Event::Code(text)
                if open_images == 0 && !text.trim().is_empty() =>
            {
                return false;
            }
            _ => {}
        }
    }
    has_image
}

/// Whether an event of a label is text without markup.
fn is_plain(event: &Event<'_>) -> bool {
    matches!(
        event,
        Event::Text(_)
            | Event::Code(_)
            | Event::SoftBreak
            | Event::HardBreak
            | Event::Html(_)
            | Event::Start(Tag::Emphasis | Tag::Strong)
            | Event::End(TagEnd::Emphasis | TagEnd::Strong)
    )
}

/// Splits the label of a link to a time of a video into its words, and the first time in it with
/// the end of its range. The words are without that time if the URL has the same one, which is
/// shown after them, and without the URL itself.
fn split_label<'t>(
    text: &'t str,
    url: &VideoUrl,
) -> (&'t str, Option<RawTimestamp>, Option<RawTimestamp>) {
    let text = text.trim();
    if VideoUrl::parse(text).is_some() {
        return ("", None, None);
    }
    let Some((range, time)) = RawTimestamp::find(text) else {
        return (text, None, None);
    };
    let end = second_time(&text[range.end..]);
    let time_end = range.end + end.map_or(0, |(length, _)| length);
    let start = url.range.start;
    let is_same = start == Some(time.as_hms()) || (start.is_some() && start == time.as_mm_ss());
    let (before, after) = (&text[..range.start], &text[time_end..]);
    let words = match (is_blank(before), is_blank(after)) {
        _ if !is_same => text,
        (true, true) => "",
        (true, false) => after.trim_start_matches(is_joint),
        (false, true) => before.trim_end_matches(is_joint),
        (false, false) => text,
    };
    let end = end.filter(|_| is_same).map(|(_, end)| end);
    (words, Some(time), end)
}

/// Whether a character joins a time and the words beside it.
fn is_joint(c: char) -> bool {
    c.is_whitespace() || "[](){}<>,;:|@-–—~·".contains(c)
}
