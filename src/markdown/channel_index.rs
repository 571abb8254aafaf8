//! A channel's index note as HTML: what it says beside its list of videos, and under which video.
//!
//! The list itself (`### [title](URL of a video)` with a list of wikilinks) is data, and is
//! shown by the channel's page; here it is left out.

use std::collections::HashMap;

use pulldown_cmark::{Event, Tag, TagEnd};

use crate::markdown::events::{self, NoteEvent};
use crate::markdown::html::{LinkView, RenderContext, Writer};
use crate::text::youtube::YoutubeId;

/// What an index note says.
#[derive(Debug, Default)]
pub struct ChannelIndex {
    /// All that stands outside the sections of videos.
    pub text: String,
    /// What a video's section says beside its title and its plain list of links.
    pub videos: HashMap<YoutubeId, String>,
}

/// Renders an index note.
pub fn channel_index_html(body: &str, links: &dyn RenderContext) -> ChannelIndex {
    let mut listener = Visitor {
        links,
        writer: Writer::new(links, body.len()),
        index: ChannelIndex::default(),
        video: None,
        depth: 0,
        mark: 0,
        heading: None,
        only_links: false,
    };
    events::read(body, links.video(), |piece| listener.on_event(piece));
    listener.end_section();
    listener.index
}

struct Visitor<'c> {
    links: &'c dyn RenderContext,
    writer: Writer<'c>,
    index: ChannelIndex,
    /// The video whose section is being read.
    video: Option<YoutubeId>,
    depth: usize,
    /// Where the open heading or list began in the writer's output.
    mark: usize,
    /// In a heading: the video that it links to, once seen.
    heading: Option<Option<YoutubeId>>,
    /// In a list: whether nothing but links was seen.
    only_links: bool,
}

impl Visitor<'_> {
    fn on_event(&mut self, piece: NoteEvent<'_>) {
        match &piece {
            NoteEvent::Event(Event::Start(tag)) => {
                if self.depth == 0 {
                    self.start(tag);
                }
                self.only_links &= !matches!(tag, Tag::Image { .. });
                if let (Tag::Link { dest_url, .. }, Some(video)) = (tag, &mut self.heading) {
                    *video = video.take().or_else(|| YoutubeId::from_url(dest_url));
                }
                self.depth += 1;
            }
            NoteEvent::Event(Event::End(tag)) => {
                self.depth = self.depth.saturating_sub(1);
                if self.depth == 0 {
                    let tag = *tag;
                    self.writer.on_event(piece);
                    return self.end(tag);
                }
            }
            NoteEvent::Text(text) if !text.trim().is_empty() => self.only_links = false,
            NoteEvent::Timestamp(_)
            | NoteEvent::Unreadable(_)
            | NoteEvent::Maths { .. }
            | NoteEvent::Event(Event::Code(_)) => self.only_links = false,
            // What is no note and no topic is not in the channel's list, and stays.
            NoteEvent::Wikilink(link) | NoteEvent::Embed(link) | NoteEvent::Embedded(link) => {
                match self.links.wikilink(link) {
                    LinkView::Page { title: Some(_), .. } | LinkView::Topic(_) => {}
                    _ => self.only_links = false,
                }
            }
            _ => {}
        }
        self.writer.on_event(piece);
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
        let said = std::mem::take(&mut self.writer.out);
        match self.video.take() {
            Some(video) if !said.trim().is_empty() => {
                self.index.videos.entry(video).or_default().push_str(&said)
            }
            Some(_) => {}
            None => self.index.text.push_str(&said),
        }
    }
}
