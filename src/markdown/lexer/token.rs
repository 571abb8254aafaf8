//! The tokens of the dialect.

use std::borrow::Cow;
use std::ops::Range;

use crate::markdown::lexer::block_id::BlockId;
use crate::text::naming::without_note_extension;
use crate::text::timestamp::RawTimestamp;
use crate::text::uuid::referenced_id;
use crate::text::video_url::{PlayRange, VideoUrl};
use crate::text::youtube::YoutubeId;

/// A construct of the dialect, and its source.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::markdown) struct Token<'s> {
    pub(in crate::markdown) source: &'s str,
    pub(in crate::markdown) kind: Kind<'s>,
}

/// The kind of a token.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::markdown) enum Kind<'s> {
    Timestamp(TimestampToken<'s>),
    /// A timestamp without a valid time, which is shown as text.
    InvalidTimestamp(InvalidTimestamp<'s>),
    Wikilink(Wikilink<'s>),
    Embed(Wikilink<'s>),
    Video(VideoEmbed<'s>),
    /// A link that is none of CommonMark.
    Link(BareLink<'s>),
    /// `[!type]±` at the start of a quote.
    Callout(Callout<'s>),
    /// LaTeX without the dollar signs.
    Math {
        tex: Cow<'s, str>,
        display: bool,
    },
    /// The box of a task of Roam.
    Task {
        is_done: bool,
    },
    /// The mark of a task that is neither open nor done: `/` of `[/]`.
    TaskMark(&'s str),
    /// A tag of the allow-list with a matching tag: `<sup>`, `</sup>`.
    Tag {
        name: &'static str,
        closes: bool,
    },
    LineBreak,
    /// A tag of `<details>` or its summary; it is a block of its own.
    Details(DetailsTag),
    /// The id of a heading at its end: `{#id}`.
    HeadingId(&'s str),
    /// The name of a tag: `name` of `#name`.
    Hashtag(&'s str),
    /// `^[` of an inline footnote.
    FootnoteStart,
    /// `]` at the end of an inline footnote.
    FootnoteEnd,
    /// The id of a block at its end: `^id`.
    BlockId(BlockId<'s>),
    /// Code in a line.
    Code(&'s str),
    /// Text in which CommonMark has no meaning.
    Literal(&'s str),
}

/// The tags of `<details>` and its summary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::markdown) enum DetailsTag {
    /// `<details>`
    Start {
        /// Whether it is open at first.
        is_open: bool,
    },
    /// `<summary>`
    Summary,
    /// `</summary>`
    SummaryEnd,
    /// `</details>`
    End,
}

/// A URL or a mail address without brackets, or an `<a>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::markdown) struct BareLink<'s> {
    pub(in crate::markdown) url: &'s str,
    pub(in crate::markdown) label: Cow<'s, str>,
}

impl<'s> BareLink<'s> {
    /// A link whose label is its URL.
    pub(in crate::markdown) fn new(url: &'s str) -> Self {
        let label = Cow::Borrowed(url);
        Self { url, label }
    }
}

/// The text of a timestamp without a valid time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::markdown) struct InvalidTimestamp<'s> {
    pub(in crate::markdown) text: &'s str,
    /// The byte offset in the body; [`Lexed::push`](super::lexed::Lexed::push) sets it.
    pub(in crate::markdown) start: u32,
}

impl<'s> InvalidTimestamp<'s> {
    pub(in crate::markdown) fn new(text: &'s str) -> Self {
        Self { text, start: 0 }
    }

    /// The byte range in the body.
    pub(in crate::markdown) fn range(&self) -> Range<u32> {
        range_of(self.start, self.text)
    }
}

/// A timestamp in a note.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimestampToken<'s> {
    /// The source of the time, a slice of the body.
    pub source: &'s str,
    /// The byte offset in the body; [`Lexed::push`](super::lexed::Lexed::push) sets it.
    pub(in crate::markdown) start: u32,
    /// The parsed time.
    pub time: RawTimestamp,
    /// The time in the label of an anchor, if it differs from the time in the attribute.
    pub label: Option<RawTimestamp>,
    /// The end of the range that starts with this time.
    pub end: Option<RawTimestamp>,
    /// The video that the timestamp's URL names.
    pub video: Option<YoutubeId>,
    /// Whether the time is from the URL of a video, where it has one interpretation. The label is
    /// then the time in the text, even if the two are equal.
    pub is_exact: bool,
    /// Whether the range is played again and again.
    pub repeats: bool,
}

impl<'s> TimestampToken<'s> {
    /// A timestamp without a label.
    pub(in crate::markdown) fn new(
        source: &'s str,
        time: RawTimestamp,
        end: Option<RawTimestamp>,
    ) -> Self {
        Self {
            source,
            start: 0,
            time,
            label: None,
            end,
            video: None,
            is_exact: false,
            repeats: false,
        }
    }

    /// The timestamp of a video's URL, whose time is exact; `None` if it has no time. `source` is a
    /// slice of the body.
    pub(in crate::markdown) fn from_url(source: &'s str, url: &VideoUrl) -> Option<Self> {
        Some(Self {
            video: Some(url.id),
            ..Self::from_range(source, url.range)?
        })
    }

    /// The timestamp of a range in a URL, whose times are exact; `None` if it has no start.
    fn from_range(source: &'s str, range: PlayRange) -> Option<Self> {
        let time = RawTimestamp::from_seconds(range.start?)?;
        let end = range.end.and_then(RawTimestamp::from_seconds);
        Some(Self {
            is_exact: true,
            repeats: range.repeats,
            ..Self::new(source, time, end)
        })
    }

    /// This timestamp as the label of a link to a video.
    pub(in crate::markdown) fn linked_to(self, url: &VideoUrl) -> Self {
        match Self::from_url(self.source, url) {
            Some(exact) => Self {
                label: Some(self.time),
                end: exact.end.or(self.end),
                ..exact
            },
            None => Self {
                video: Some(url.id),
                ..self
            },
        }
    }

    /// The byte range of the time in the body.
    pub fn range(&self) -> Range<u32> {
        range_of(self.start, self.source)
    }
}

/// A player in a note: a picture or an embed with the URL of a video, an `<iframe>`, or a macro.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VideoEmbed<'s> {
    /// The source, a slice of the body.
    pub source: &'s str,
    /// The byte offset in the body; [`Lexed::push`](super::lexed::Lexed::push) sets it.
    pub(in crate::markdown) start: u32,
    /// The video, and what to play of it.
    pub url: VideoUrl,
    /// The title in the note; empty if there is none.
    pub label: Cow<'s, str>,
    /// Whether it is a picture with a link to the video.
    pub is_thumbnail: bool,
}

impl<'s> VideoEmbed<'s> {
    /// An embed without a label.
    pub(in crate::markdown) fn new(source: &'s str, url: VideoUrl) -> Self {
        Self {
            source,
            start: 0,
            url,
            label: Cow::Borrowed(""),
            is_thumbnail: false,
        }
    }

    /// Its timestamp, if its URL has a time.
    pub fn timestamp(&self) -> Option<TimestampToken<'_>> {
        let timestamp = TimestampToken::from_url(self.source, &self.url)?;
        Some(TimestampToken {
            start: self.start,
            ..timestamp
        })
    }
}

/// The range of a text that starts at a byte offset.
fn range_of(start: u32, text: &str) -> Range<u32> {
    start..start + text.len() as u32
}

/// A wikilink: `[[target#heading | label]]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wikilink<'s> {
    /// The target as in the note: the name of a file, a title, a channel or a URL; empty for the
    /// note itself.
    pub target: Cow<'s, str>,
    /// The part after `#`: a heading, headings separated by `#`, or `^` and the id of a block.
    pub heading: Option<Cow<'s, str>>,
    /// The part after the last `|`.
    pub label: Option<Cow<'s, str>>,
    /// Whether it is a Markdown link or image, whose target is the path of a file.
    pub is_path: bool,
    /// The size of an embedded picture, if the note gives it.
    pub size: Option<PictureSize>,
    /// The byte range of the link in the body; [`Lexed::push`](super::lexed::Lexed::push) sets it.
    pub source_range: Range<u32>,
}

/// The size at which a picture is shown, in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PictureSize {
    /// The width.
    pub width: u32,
    /// The height; `None` if it follows from the width.
    pub height: Option<u32>,
}

impl PictureSize {
    /// Parses `300` or `300x200`.
    pub(in crate::markdown) fn parse(text: &str) -> Option<Self> {
        let number = |text: &str| {
            let is_digits = text.bytes().all(|byte| byte.is_ascii_digit());
            text.parse().ok().filter(|_| is_digits)
        };
        let (width, height) = match text.split_once('x') {
            Some((width, height)) => (number(width)?, Some(number(height)?)),
            None => (number(text)?, None),
        };
        Some(Self { width, height })
    }
}

impl Wikilink<'_> {
    /// Whether it is a reference to a block: `((UUID))`.
    pub fn is_block_reference(&self) -> bool {
        referenced_id(&self.target).is_some()
    }

    /// The text for display: the label, which may be empty for an image, or else the target with
    /// spaces instead of underscores. A reference to a block has none of its own.
    pub fn display_text(&self) -> Cow<'_, str> {
        match (&self.label, self.target.is_empty(), &self.heading) {
            (Some(label), _, _) => Cow::Borrowed(label),
            (None, true, Some(heading)) => {
                Cow::Borrowed(heading.rsplit('#').next().unwrap_or(heading).trim())
            }
            _ if self.is_block_reference() => Cow::Borrowed(""),
            _ if self.target.contains("://") => Cow::Borrowed(&self.target),
            _ if self.is_path => Cow::Owned(without_note_extension(&self.target).replace('_', " ")),
            _ => Cow::Owned(self.target.replace('_', " ")),
        }
    }
}

impl Wikilink<'_> {
    /// The timestamp of a link to a time of a recording: `[[talk.mp3#t=10,20]]`. `source` is the
    /// source of the link.
    pub fn timestamp<'s>(&self, source: &'s str) -> Option<TimestampToken<'s>> {
        let range = PlayRange::from_fragment(self.heading.as_deref()?);
        Some(TimestampToken {
            start: self.source_range.start,
            ..TimestampToken::from_range(source, range)?
        })
    }
}

/// The start of a callout: `[!info]- `.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Callout<'s> {
    /// The type as in the note, which may be any text.
    pub kind: &'s str,
    /// The initial state; `None` if the callout cannot be folded.
    pub fold: Option<Fold>,
}

/// Whether a foldable callout is initially open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fold {
    /// `+`
    Open,
    /// `-`
    Closed,
}
