//! Renders the index note of a channel: its text outside the list of videos, and the text of each
//! video's section.
//!
//! The list itself (`### [title](URL of a video)` with a list of wikilinks) is data, which the page
//! of the channel shows; it is left out here.

use std::collections::HashMap;

use pulldown_cmark::{Event, Tag, TagEnd};

use crate::markdown::events::{self, NoteEvent};
use crate::markdown::html::{LinkView, RenderContext, Writer};
use crate::text::video_url::VideoUrl;
use crate::text::youtube::YoutubeId;

/// The HTML of an index note.
#[derive(Debug, Default)]
pub struct ChannelIndex {
    /// The text outside the sections of videos.
    pub text: String,
    /// For each video, the text of its section without the title and a list of only links.
    pub videos: HashMap<YoutubeId, String>,
}

/// Renders an index note.
pub fn channel_index_html(body: &str, context: &dyn RenderContext) -> ChannelIndex {
    let mut visitor = Visitor {
        context,
        writer: Writer::new(context, body.len()),
        index: ChannelIndex::default(),
        video: None,
        depth: 0,
        mark: 0,
        heading: None,
        only_links: false,
    };
    events::read(body, context.has_video(), |event| visitor.on_event(event));
    visitor.end_section();
    visitor.index
}

struct Visitor<'c> {
    context: &'c dyn RenderContext,
    writer: Writer<'c>,
    index: ChannelIndex,
    /// The video of the current section.
    video: Option<YoutubeId>,
    depth: usize,
    /// The byte offset in the writer's output at which the current heading or list starts.
    mark: usize,
    /// In a heading: the video that it links to so far.
    heading: Option<Option<YoutubeId>>,
    /// In a list: whether it contains only links so far.
    only_links: bool,
}

impl Visitor<'_> {
    fn on_event(&mut self, event: NoteEvent<'_>) {
        match &event {
            NoteEvent::Event(Event::Start(tag)) => {
                if self.depth == 0 {
                    self.start(tag);
                }
                self.only_links &= !matches!(tag, Tag::Image { .. });
                if let (Tag::Link { dest_url, .. }, Some(video)) = (tag, &mut self.heading) {
                    *video = video.take().or_else(|| Some(VideoUrl::parse(dest_url)?.id));
                }
                self.depth += 1;
            }
            NoteEvent::Event(Event::End(tag)) => {
                self.depth = self.depth.saturating_sub(1);
                if self.depth == 0 {
                    let tag = *tag;
                    self.writer.on_event(event);
                    return self.end(tag);
                }
            }
            NoteEvent::Text(text) if !text.trim().is_empty() => self.only_links = false,
            NoteEvent::Timestamp(_)
            | NoteEvent::InvalidTimestamp(_)
            | NoteEvent::Math { .. }
            | NoteEvent::Event(Event::Code(_)) => self.only_links = false,
            // The channel's list contains only notes and topics, so other links stay.
            NoteEvent::Wikilink(link)
            | NoteEvent::BlockEmbed(link)
            | NoteEvent::InlineEmbed(link) => match self.context.wikilink(link) {
                LinkView::Page { title: Some(_), .. } | LinkView::Topic(_) => {}
                _ => self.only_links = false,
            },
            _ => {}
        }
        self.writer.on_event(event);
    }

    fn start(&mut self, tag: &Tag<'_>) {
        self.mark = self.writer.out.len();
        match tag {
            Tag::Heading { .. } => self.heading = Some(None),
            Tag::List(_) => self.only_links = true,
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(_) => {
                let video = self.heading.take().flatten();
                let heading = self.writer.out.split_off(self.mark);
                self.end_section();
                if video.is_none() {
                    self.writer.out.push_str(&heading);
                }
                self.video = video;
            }
            TagEnd::List(_) if self.only_links && self.video.is_some() => {
                self.writer.out.truncate(self.mark)
            }
            _ => {}
        }
    }

    fn end_section(&mut self) {
        self.writer.write_footnotes();
        let html = std::mem::take(&mut self.writer.out);
        match self.video.take() {
            Some(video) if !html.trim().is_empty() => {
                self.index.videos.entry(video).or_default().push_str(&html)
            }
            Some(_) => {}
            None => self.index.text.push_str(&html),
        }
    }
}
