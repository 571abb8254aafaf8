//! The facts of a note, which are extracted when it is loaded: its text, headings, links and
//! moments.

mod headings;
mod video_list;
mod visitor;

use std::ops::Range;

use crate::markdown::ResolvedTime;
use crate::markdown::lexer::token::TimestampToken;
use crate::text::timestamp::RawTimestamp;
use crate::text::youtube::YoutubeId;
pub use visitor::{Subject, facts};

/// What other modules need to know about a note's body. Ranges are byte ranges of `text`, except
/// those that are documented as ranges in the body.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// The body as plain text, one line per block, without timestamps and markup.
    pub text: String,
    /// The headings in order.
    pub headings: Vec<Heading>,
    /// The indices of the headings, sorted by anchor.
    pub headings_by_anchor: Vec<u32>,
    /// The indices of the headings by the hash of each anchor that it may have in other programs,
    /// sorted: without and with the time before it, in our spelling and in GitHub's.
    pub headings_by_other_anchor: Vec<(u32, u32)>,
    /// The blocks with an id, sorted by their id in lower case.
    pub blocks: Vec<Block>,
    /// The wikilinks and embeds in order.
    pub links: Vec<Link>,
    /// The moments in order.
    pub moments: Vec<Moment>,
    /// The timestamps that are no moments, because every second that they may mean is past the end
    /// of the video; in order.
    pub past_end: Vec<Moment>,
    /// The names of the tags in the text, each spelling once, in order.
    pub hashtags: Vec<Box<str>>,
    /// The videos that the body names, each once, in order.
    pub videos: Vec<CitedVideo>,
    /// The byte ranges in the body of timestamps without a valid time.
    pub invalid_timestamps: Vec<Range<u32>>,
    /// The length of the body in bytes.
    pub body_bytes: u32,
}

/// A heading of a note.
#[derive(Debug, Clone, PartialEq)]
pub struct Heading {
    /// The level in the note, 1 to 6.
    pub level: u8,
    /// The range of its text.
    pub text_range: Range<u32>,
    /// The byte offset of its line in the body.
    pub line_start: u32,
    /// The anchor, unique in the note.
    pub anchor: Box<str>,
    /// The index of the heading of a higher level that it is under.
    pub parent: Option<u32>,
    /// The video that it links to; in the index note of a channel, that lists the video. In a box,
    /// because few headings have one.
    pub video: Option<Box<YoutubeId>>,
}

/// A block of a note with an id: a paragraph, a list item, a table or another one.
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    /// The id without `^`.
    pub id: Box<str>,
    /// The byte range in the body of the outermost block that contains it, and of its id.
    pub source_range: Range<u32>,
    /// The range of its first line.
    pub first_line: Range<u32>,
}

/// A wikilink in a note.
#[derive(Debug, Clone, PartialEq)]
pub struct Link {
    /// The target as in the note: a name, a path or a URL.
    pub target: Box<str>,
    /// The part of the target that it leads to: a heading, headings separated by `#`, or `^` and
    /// the id of a block.
    pub section: Option<Box<str>>,
    /// Whether it is a Markdown link or image, whose target is the path of a file.
    pub is_path: bool,
    /// The byte range of the link in the body.
    pub source_range: Range<u32>,
    /// The range of its label.
    pub label: Range<u32>,
    /// The range of its sentence.
    pub sentence: Range<u32>,
}

/// A video that a note names.
#[derive(Debug, Clone, PartialEq)]
pub struct CitedVideo {
    /// The video.
    pub id: YoutubeId,
    /// Whether one of its places is a player.
    pub is_embedded: bool,
    /// The number of places that name it.
    pub citation_count: u32,
    /// The number of those that are in a list or a table of videos: each item or row of it names
    /// another one.
    pub listed_count: u32,
    /// Whether one of the places has a line of its own.
    pub is_alone: bool,
    /// The range of its first label, if any.
    pub label: Range<u32>,
}

/// A timestamp with the second that it means and the sentence that cites it.
#[derive(Debug, Clone, PartialEq)]
pub struct Moment {
    /// The second that it means: `H:MM:SS` or `MM:SS`, until the archive resolves the unit.
    pub resolved: ResolvedTime,
    /// The time in the note.
    pub time: RawTimestamp,
    /// In a box, because an archive has millions of moments, of which few have it.
    others: Option<Box<OtherFacts>>,
    /// The byte range of the time in the body.
    pub source_range: Range<u32>,
    /// The offset in the text.
    pub text_offset: u32,
    /// The range of the sentence that cites it.
    pub sentence: Range<u32>,
}

/// What few moments have.
#[derive(Debug, Clone, Default, PartialEq)]
struct OtherFacts {
    label: Option<RawTimestamp>,
    end: Option<RawTimestamp>,
    video: Option<YoutubeId>,
    is_exact: bool,
    repeats: bool,
}

impl Moment {
    /// The time in the label of an anchor, if it differs from the time in the attribute.
    pub fn label(&self) -> Option<RawTimestamp> {
        self.others.as_ref()?.label
    }

    /// The end of the range that starts with this time.
    pub fn end(&self) -> Option<RawTimestamp> {
        self.others.as_ref()?.end
    }

    /// The timestamp that it was read from; `source` is the time in the note.
    pub fn as_timestamp<'n>(&self, source: &'n str) -> TimestampToken<'n> {
        let others = self.others.as_deref();
        TimestampToken {
            repeats: others.is_some_and(|others| others.repeats),
            ..TimestampToken::new(source, self.time, self.end())
        }
    }

    /// The video that it cites, if that is not the note's own.
    pub fn other_video(&self) -> Option<YoutubeId> {
        self.others.as_ref()?.video
    }

    /// Whether its time has one interpretation, because it is from the URL of a video.
    pub fn is_exact(&self) -> bool {
        self.others.as_ref().is_some_and(|others| others.is_exact)
    }
}

impl Facts {
    /// The text of a range; empty if the range is invalid.
    pub fn slice(&self, range: &Range<u32>) -> &str {
        self.text
            .get(range.start as usize..range.end as usize)
            .unwrap_or_default()
    }

    /// The block that a link with this section leads to: `^id`, or `Chapter#^id`.
    pub fn block_named(&self, section: &str) -> Option<&Block> {
        let id = block_id(section)?.to_ascii_lowercase();
        let index = self
            .blocks
            .binary_search_by(|block| block.id.to_ascii_lowercase().cmp(&id))
            .ok()?;
        Some(&self.blocks[index])
    }

    /// The anchor of the section that a link leads to.
    pub fn anchor_of(&self, section: &str) -> Option<String> {
        match block_id(section) {
            Some(_) => Some(format!("^{}", self.block_named(section)?.id)),
            None => Some(self.heading_named(section)?.anchor.to_string()),
        }
    }

    /// The moment whose time starts at a byte offset in the body.
    pub fn moment_at(&self, source_offset: u32) -> Option<&Moment> {
        let index = self
            .moments
            .partition_point(|moment| moment.source_range.start < source_offset);
        self.moments
            .get(index)
            .filter(|moment| moment.source_range.start == source_offset)
    }

    /// The moments and the timestamps that are past the end, in order.
    pub fn timestamps(&self) -> Vec<&Moment> {
        let mut all: Vec<&Moment> = self.moments.iter().chain(&self.past_end).collect();
        all.sort_by_key(|moment| moment.source_range.start);
        all
    }

    /// Whether the timestamp at a byte offset in the body is past the end of the video.
    pub fn is_past_end(&self, source_offset: u32) -> bool {
        self.past_end
            .binary_search_by_key(&source_offset, |moment| moment.source_range.start)
            .is_ok()
    }

    /// The index of the moment for a range of the text: the first that cites it, or else the first
    /// after it, or else the last before it.
    pub fn moment_for(&self, range: &Range<u32>) -> Option<usize> {
        let citing = self
            .moments
            .iter()
            .position(|moment| moment.sentence.start == range.start);
        let next = self
            .moments
            .partition_point(|moment| moment.text_offset < range.start);
        citing
            .or((next < self.moments.len()).then_some(next))
            .or(self.moments.len().checked_sub(1))
    }

    /// Whether a range of the text cites a moment itself.
    pub fn cites_moment(&self, range: &Range<u32>) -> bool {
        let index = self
            .moments
            .partition_point(|moment| moment.sentence.end <= range.start);
        self.moments
            .get(index)
            .is_some_and(|moment| moment.sentence.start < range.end)
    }

    /// The index of the last heading before a link.
    pub fn heading_before(&self, link: &Link) -> Option<usize> {
        let is_before = |heading: &Heading| heading.text_range.end <= link.label.start;
        self.headings.partition_point(is_before).checked_sub(1)
    }

    /// The moment nearest to a link: the first after it in its sentence, or else the nearest one in
    /// the note.
    pub fn moment_near(&self, link: &Link) -> Option<&Moment> {
        let index = self
            .moments
            .partition_point(|moment| moment.text_offset < link.label.start);
        let next = self.moments.get(index);
        let previous = index
            .checked_sub(1)
            .and_then(|previous| self.moments.get(previous));
        match (previous, next) {
            (_, Some(next)) if next.text_offset <= link.sentence.end => Some(next),
            (Some(previous), Some(next)) => {
                let distance_back = link.label.start - previous.text_offset;
                let distance_ahead = next.text_offset - link.label.end.min(next.text_offset);
                Some(if distance_back <= distance_ahead {
                    previous
                } else {
                    next
                })
            }
            (previous, next) => previous.or(next),
        }
    }
}

/// The id of the block that a section of a link names.
fn block_id(section: &str) -> Option<&str> {
    let last = section.rsplit('#').next().unwrap_or(section);
    last.trim().strip_prefix('^')
}

/// The maximum number of blocks in [`Facts::blocks`]; later ones have no anchor.
pub(super) const MAX_BLOCKS: usize = 20_000;

/// The maximum number of different tags in a text; later ones are only links.
pub(super) const MAX_HASHTAGS: usize = 200;

/// The maximum number of moments in [`Facts::moments`]; later timestamps of a note are links in its
/// text only. Real notes have up to 2,100.
pub const MAX_MOMENTS: usize = 20_000;
