//! Extracts the facts of a note from its events.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use crate::markdown::ResolvedTime;
use crate::markdown::events::{self, NoteEvent};
use crate::markdown::facts::headings::{id_hash, other_anchors};
use crate::markdown::facts::video_list::VideoList;
use crate::markdown::facts::{
    Block, CitedVideo, Facts, Heading, Link, MAX_BLOCKS, MAX_HASHTAGS, MAX_MOMENTS, Moment,
    OtherFacts,
};
use crate::markdown::lexer::token::{TimestampToken, Wikilink};
use crate::markdown::plain_text::PlainText;
use crate::markdown::sentence::sentences;
use crate::markdown::slug::Slugs;
use crate::text::naming::file_name;
use crate::text::video_url::VideoUrl;
use crate::text::youtube::YoutubeId;

/// The maximum number of videos in [`Facts::videos`].
const MAX_CITED_VIDEOS: usize = 2_000;

/// What a note is about.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Subject<'n> {
    /// No video.
    #[default]
    None,
    /// A video on YouTube.
    YouTube(YoutubeId),
    /// A sound or film file of the archive, with its name in the note.
    Recording(&'n str),
}

/// Extracts the facts of the body of a note.
pub fn facts<'b>(body: &'b str, subject: Subject<'b>) -> Facts {
    let mut visitor = Visitor {
        body,
        subject,
        ..Visitor::default()
    };
    visitor.plain.text.reserve(body.len() / 2);
    events::read(body, subject != Subject::None, |event| {
        visitor.on_event(event)
    });
    visitor.end_block();
    let mut facts = Facts {
        text: visitor.plain.text,
        body_bytes: body.len() as u32,
        ..visitor.facts
    };
    facts
        .blocks
        .sort_by_cached_key(|block| block.id.to_ascii_lowercase());
    facts
        .blocks
        .dedup_by(|a, b| a.id.eq_ignore_ascii_case(&b.id));
    facts.headings_by_anchor = (0..facts.headings.len() as u32).collect();
    facts
        .headings_by_anchor
        .sort_by_key(|index| &*facts.headings[*index as usize].anchor);
    facts.headings_by_other_anchor = visitor.other_anchors;
    facts.headings_by_other_anchor.sort_unstable();
    facts.headings_by_other_anchor.dedup();
    // The clone has no spare capacity. Shrinking in place would leave most of the memory unusable.
    facts.clone()
}

/// Collects the facts from the events of a note.
#[derive(Default)]
struct Visitor<'b> {
    body: &'b str,
    subject: Subject<'b>,
    /// The index of each video in the facts.
    video_index: HashMap<YoutubeId, usize>,
    /// The names of the tags in the facts.
    hashtags: HashSet<Box<str>>,
    facts: Facts,
    slugs: Slugs,
    /// The hashes of the anchors of each heading in other programs, and its index.
    other_anchors: Vec<(u32, u32)>,
    plain: PlainText,
    /// The indices of the blocks with an id that have no text yet.
    begun_blocks: Vec<usize>,
    /// The index of the first link, and of the first moment, of the current block.
    block: (usize, usize),
    /// The last sentence before the current block.
    last_sentence: Range<u32>,
    /// The index of the video that the current link leads to, and the start of its label.
    link: (Option<usize>, usize),
    /// The video that the current heading links to.
    heading: Option<YoutubeId>,
    /// The hash of another id of the current heading.
    heading_id: Option<u32>,
    /// The byte offset of the line of the current heading.
    heading_start: usize,
    /// The byte offset of the first inline footnote of the current block in the text.
    footnote_start: Option<usize>,
    /// The lists and tables around the current place, the innermost last.
    lists: Vec<VideoList>,
    /// The current line, and where it starts in the text.
    line: Line,
    line_start: usize,
}

/// What a line of the text has of videos.
#[derive(Default)]
struct Line {
    /// The indices of the videos that it cites.
    citations: Vec<usize>,
    /// The length of the labels of the links to them, in bytes.
    link_bytes: usize,
}

impl Visitor<'_> {
    fn on_event(&mut self, event: NoteEvent<'_>) {
        match event {
            NoteEvent::Text(text) if self.is_only_timestamps() => {
                // `**3:38** · words`
                self.plain.push(text.trim_start_matches(is_separator));
            }
            NoteEvent::Text(text) => self.plain.push(text),
            NoteEvent::Timestamp(timestamp) => {
                if let Some(id) = timestamp.video {
                    self.cite(id, false);
                }
                self.moment(&timestamp);
            }
            NoteEvent::Video(video) => {
                let cited = self.cite(video.url.id, !video.is_thumbnail);
                let start = self.plain.text.len();
                self.plain.push(&video.label);
                self.label_video(cited, start);
                if let Some(timestamp) = video.timestamp() {
                    self.moment(&timestamp);
                }
            }
            NoteEvent::InvalidTimestamp(invalid) => {
                self.facts.invalid_timestamps.push(invalid.range());
                self.plain.push(invalid.text);
            }
            NoteEvent::Wikilink(link)
            | NoteEvent::BlockEmbed(link)
            | NoteEvent::InlineEmbed(link) => {
                let start = self.plain.text.len() as u32;
                self.plain.push(&link.display_text());
                let label = start.min(self.plain.text.len() as u32)..self.plain.text.len() as u32;
                self.cite_recording(link);
                self.facts.links.push(Link {
                    target: Box::from(&*link.target),
                    section: link.heading.as_deref().map(Box::from),
                    is_path: link.is_path,
                    source_range: link.source_range.clone(),
                    label,
                    sentence: 0..0,
                });
            }
            NoteEvent::Math { tex, .. } => self.plain.push(tex.trim()),
            NoteEvent::Hashtag(name) => self.hashtag(name),
            NoteEvent::HeadingId(id) => self.heading_id = Some(id_hash(id)),
            // In place, so that the moments are in the same order in the text and in the body.
            NoteEvent::FootnoteStart => {
                self.footnote_start.get_or_insert(self.plain.text.len());
                self.plain.push(" (");
            }
            NoteEvent::FootnoteEnd => self.plain.push(")"),
            NoteEvent::TagStart(_) | NoteEvent::TagEnd(_) | NoteEvent::TaskMark(_) => {}
            NoteEvent::CalloutStart(_)
            | NoteEvent::CalloutBody
            | NoteEvent::CalloutEnd
            | NoteEvent::Details(_) => self.end_block(),
            NoteEvent::BlockId(id, range) => {
                self.end_block();
                if self.facts.blocks.len() < MAX_BLOCKS {
                    self.begun_blocks.push(self.facts.blocks.len());
                    let start = line_start(self.body, range.start as usize) as u32;
                    self.facts.blocks.push(Block {
                        id: id.into(),
                        source_range: start..range.end,
                        first_line: 0..0,
                    });
                }
            }
            NoteEvent::HeadingOffset(offset) => self.heading_start = line_start(self.body, offset),
            NoteEvent::Event(event) => self.event(event),
        }
    }

    fn hashtag(&mut self, name: &str) {
        self.plain.push("#");
        self.plain.push(name);
        if self.hashtags.len() < MAX_HASHTAGS && self.hashtags.insert(name.into()) {
            self.facts.hashtags.push(name.into());
        }
    }

    /// Adds the moment of a link to a time of the note's recording: `[[talk.mp3#t=218]]`.
    fn cite_recording(&mut self, link: &Wikilink<'_>) {
        // Only the archive knows which file a shorter path means, so the names are compared.
        match self.subject {
            Subject::Recording(own) if file_name(own) == file_name(&link.target) => {}
            _ => return,
        }
        let range = link.source_range.start as usize..link.source_range.end as usize;
        let source = self.body.get(range).unwrap_or_default();
        if let Some(timestamp) = link.timestamp(source) {
            self.moment(&timestamp);
        }
    }

    fn moment(&mut self, timestamp: &TimestampToken<'_>) {
        let text_offset = self.plain.push_timestamp();
        if self.facts.moments.len() == MAX_MOMENTS {
            return;
        }
        let others = OtherFacts {
            label: timestamp.label,
            end: timestamp.end,
            video: timestamp
                .video
                .filter(|id| Subject::YouTube(*id) != self.subject),
            is_exact: timestamp.is_exact,
            repeats: timestamp.repeats,
        };
        self.facts.moments.push(Moment {
            resolved: ResolvedTime::as_written(timestamp),
            time: timestamp.time,
            others: (others != OtherFacts::default()).then(|| Box::new(others)),
            source_range: timestamp.range(),
            text_offset: text_offset as u32,
            sentence: 0..0,
        });
    }

    /// Whether the current block has timestamps, and no text yet.
    fn is_only_timestamps(&self) -> bool {
        self.facts.moments.len() > self.block.1 && self.plain.block().trim().is_empty()
    }

    /// Counts a place that names a video, and returns the index of the video.
    fn cite(&mut self, id: YoutubeId, is_embedded: bool) -> Option<usize> {
        let videos = &mut self.facts.videos;
        let index = match self.video_index.entry(id) {
            Entry::Occupied(entry) => *entry.get(),
            Entry::Vacant(_) if videos.len() == MAX_CITED_VIDEOS => return None,
            Entry::Vacant(entry) => {
                videos.push(CitedVideo {
                    id,
                    is_embedded: false,
                    citation_count: 0,
                    listed_count: 0,
                    is_alone: false,
                    label: 0..0,
                });
                *entry.insert(videos.len() - 1)
            }
        };
        videos[index].is_embedded |= is_embedded;
        videos[index].citation_count += 1;
        self.line.citations.push(index);
        if let Some(list) = self.lists.last_mut() {
            list.cite(index);
        }
        Some(index)
    }

    /// Ends a line of the text. If it has nothing but one link to a video, that video is alone.
    fn end_line(&mut self) {
        let Line {
            citations,
            link_bytes,
        } = std::mem::take(&mut self.line);
        let start = std::mem::replace(&mut self.line_start, self.plain.text.len());
        let (block_start, block) = (self.plain.block_start(), self.plain.block());
        let end = block_start + block.trim_end_matches([' ', '·']).len();
        if end > block_start {
            for index in self.begun_blocks.drain(..) {
                self.facts.blocks[index].first_line = block_start as u32..end as u32;
            }
        }
        if let [only] = citations[..] {
            let text = self.plain.text.get(start..).unwrap_or_default();
            self.facts.videos[only].is_alone |= text.trim().len() <= link_bytes;
        }
    }

    /// Keeps track of the lists and tables around the text.
    fn track_lists(&mut self, event: &Event<'_>) {
        match event {
            Event::Start(Tag::List(_) | Tag::Table(_)) => self.lists.push(VideoList::default()),
            Event::Start(Tag::Item | Tag::TableRow) => {
                self.lists
                    .last_mut()
                    .into_iter()
                    .for_each(VideoList::add_item);
            }
            Event::End(TagEnd::List(_) | TagEnd::Table) => {
                let list = self.lists.pop().unwrap_or_default();
                for video in list.into_videos() {
                    self.facts.videos[video].listed_count += 1;
                }
            }
            _ => {}
        }
    }

    /// Makes the text from a byte offset on the label of a video, if it is the first one.
    fn label_video(&mut self, video: Option<usize>, start: usize) {
        let Some(video) = video.map(|index| &mut self.facts.videos[index]) else {
            return;
        };
        let end = self.plain.text.len();
        let text = self.plain.text.get(start..end).unwrap_or_default();
        if video.label.is_empty() && !text.trim().is_empty() && VideoUrl::find(text).is_none() {
            video.label = start as u32..end as u32;
        }
    }

    /// Handles an event of CommonMark.
    fn event(&mut self, event: Event<'_>) {
        self.track_lists(&event);
        match event {
            Event::Code(text) => self.plain.push(&text),
            Event::SoftBreak | Event::HardBreak => {
                self.end_line();
                self.plain.push(" ");
            }
            Event::Start(Tag::Emphasis | Tag::Strong | Tag::Strikethrough) => {}
            Event::End(TagEnd::Link) => {
                let (cited, start) = std::mem::take(&mut self.link);
                if cited.is_some() {
                    self.line.link_bytes += self.plain.text.len().saturating_sub(start);
                }
                self.label_video(cited, start);
            }
            Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough) => {}
            Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => {}
            Event::Start(Tag::Link { dest_url, .. }) => {
                if let Some(url) = VideoUrl::parse(&dest_url) {
                    let cited = self.cite(url.id, false);
                    self.link = (cited, self.plain.text.len());
                    self.heading = self.heading.or(Some(url.id));
                }
            }
            Event::Start(Tag::Heading { .. }) => {
                self.end_block();
                self.heading = None;
                self.heading_id = None;
            }
            Event::End(TagEnd::Heading(level)) => {
                let mut block = self.plain.block();
                // The text of a heading ends before its first footnote.
                if let Some(end) = self.footnote_start {
                    block = &block[..end
                        .saturating_sub(self.plain.block_start())
                        .min(block.len())];
                }
                let text = block.trim();
                let start =
                    (self.plain.block_start() + block.len() - block.trim_start().len()) as u32;
                // Without the characters that the end of the block removes.
                let text_range = start..start + text.trim_end_matches([' ', '·']).len() as u32;
                let video = self.heading.take().map(Box::new);
                let mut other_anchors = other_anchors(text, self.time_before());
                other_anchors.extend(self.heading_id.take());
                if let Some(anchor) = self.slugs.unique(text) {
                    let line_start = self.heading_start as u32;
                    let (level, anchor) = (level as u8, anchor.into());
                    let parent = self.parent_of(level);
                    let index = self.facts.headings.len() as u32;
                    let hashes = other_anchors.into_iter().map(|hash| (hash, index));
                    self.other_anchors.extend(hashes);
                    self.facts.headings.push(Heading {
                        level,
                        text_range,
                        line_start,
                        anchor,
                        parent,
                        video,
                    });
                }
                self.end_block();
            }
            Event::End(TagEnd::TableCell) if self.is_only_timestamps() => {}
            Event::End(TagEnd::TableCell) => self.plain.push(" · "),
            Event::Start(Tag::TableCell | Tag::TableHead) => {}
            Event::FootnoteReference(_) | Event::TaskListMarker(_) => {}
            // All other events start or end a block.
            _ => self.end_block(),
        }
    }

    /// The time at the start of the current block, as in the note; empty if there is none.
    fn time_before(&self) -> &str {
        let start = self.plain.block_start();
        let first = self.facts.moments.get(self.block.1);
        let range = first.filter(|moment| moment.text_offset as usize <= start);
        let range = range.map(|moment| &moment.source_range);
        range
            .and_then(|range| self.body.get(range.start as usize..range.end as usize))
            .unwrap_or_default()
    }

    /// The index of the last heading of a higher level, which the next heading of this level is
    /// under.
    fn parent_of(&self, level: u8) -> Option<u32> {
        let headings = &self.facts.headings;
        let mut parent = headings.len().checked_sub(1).map(|last| last as u32);
        while let Some(index) = parent
            && headings[index as usize].level >= level
        {
            parent = headings[index as usize].parent;
        }
        parent
    }

    /// Ends a block: assigns its links and moments to its sentences.
    fn end_block(&mut self) {
        self.end_line();
        let end = self.plain.end_block();
        let start = self.plain.block_start();
        let (first_link, first_moment) = self.block;
        if self.facts.links.len() > first_link || self.facts.moments.len() > first_moment {
            self.assign_sentences();
        } else if end > start {
            self.last_sentence = start as u32..end as u32;
        }
        self.plain.begin_block();
        self.footnote_start = None;
        self.block = (self.facts.links.len(), self.facts.moments.len());
        self.line_start = self.plain.text.len();
    }

    /// Assigns the links and moments of the current block to its sentences.
    fn assign_sentences(&mut self) {
        let (first_link, first_moment) = self.block;
        let (start, end) = (self.plain.block_start(), self.plain.text.len());
        let sentences: Vec<Range<u32>> = sentences(self.plain.block(), start)
            .into_iter()
            .map(|s| s.start as u32..s.end as u32)
            .collect();
        let Some(last) = sentences.last().cloned() else {
            // A block of only timestamps cites the sentence before it.
            for moment in &mut self.facts.moments[first_moment..] {
                moment.text_offset = end as u32;
                moment.sentence = self.last_sentence.clone();
            }
            return;
        };
        let sentence_at = |offset: u32| {
            sentences
                .get(sentences.partition_point(|s| s.end <= offset))
                .unwrap_or(&last)
                .clone()
        };
        // A bracket that a timestamp leaves empty is removed, and with it the text gets shorter.
        let text = &self.plain.text;
        let clamp = |offset: u32| text.floor_char_boundary(end.min(offset as usize)) as u32;
        for link in &mut self.facts.links[first_link..] {
            link.label = clamp(link.label.start)..clamp(link.label.end);
            link.sentence = sentence_at(link.label.start);
        }
        // If a block starts with a timestamp, its timestamps precede the sentences that they cite;
        // otherwise they follow them.
        let precede = self
            .facts
            .moments
            .get(first_moment)
            .is_some_and(|moment| moment.text_offset as usize == start);
        for moment in &mut self.facts.moments[first_moment..] {
            moment.text_offset = clamp(moment.text_offset);
            let previous = sentences
                .partition_point(|s| s.start < moment.text_offset)
                .saturating_sub(1);
            moment.sentence = if precede {
                sentence_at(moment.text_offset)
            } else {
                sentences[previous].clone()
            };
        }
        self.last_sentence = last;
    }
}

/// Whether a character separates a timestamp from the words after it.
fn is_separator(c: char) -> bool {
    c.is_whitespace() || "-–—·•:|".contains(c)
}

/// The start of the line that contains a byte offset.
fn line_start(body: &str, offset: usize) -> usize {
    memchr::memrchr(b'\n', &body.as_bytes()[..offset]).map_or(0, |end| end + 1)
}
