//! The event stream of a note, which the facts and the HTML visit: the events of pulldown-cmark,
//! and those of the dialect in place of its tokens.

mod blocks;
mod details;
mod footnote;
mod link;
mod video;

use std::iter::Peekable;
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

use blocks::Blocks;
use footnote::OpenFootnote;
use link::is_named;

use crate::markdown::lexer::block::lex;
use crate::markdown::lexer::lexed::{Lexed, MARK, Part, split};
use crate::markdown::lexer::nesting_limit;
use crate::markdown::lexer::relative_url::is_relative;
use crate::markdown::lexer::token::{
    Callout, DetailsTag, InvalidTimestamp, Kind, TimestampToken, VideoEmbed, Wikilink,
};
use crate::text::media_kind::is_recording;
use crate::text::youtube::YoutubeId;

/// An event of a note. Its text is not escaped, and none of it is HTML.
#[derive(Debug)]
pub(super) enum NoteEvent<'p> {
    /// The byte offset in the body of the heading that starts with the next event.
    HeadingOffset(usize),
    /// The id of the block that starts with the next event, and the byte range in the body of the
    /// outermost block that contains it.
    BlockId(&'p str, Range<u32>),
    /// An event of CommonMark, whose text has no marks; never `Html` or `InlineHtml`.
    Event(Event<'p>),
    Text(&'p str),
    Timestamp(TimestampToken<'p>),
    /// A timestamp without a valid time.
    InvalidTimestamp(InvalidTimestamp<'p>),
    Wikilink(&'p Wikilink<'p>),
    /// An embed that is a paragraph.
    BlockEmbed(&'p Wikilink<'p>),
    /// An embed in a paragraph with other text.
    InlineEmbed(&'p Wikilink<'p>),
    /// A player.
    Video(&'p VideoEmbed<'p>),
    Math {
        tex: &'p str,
        display: bool,
    },
    /// `<details>` or its summary starts or ends. They are properly nested, and a summary contains
    /// no blocks.
    Details(DetailsTag),
    /// The text of an inline footnote follows, up to [`NoteEvent::FootnoteEnd`].
    FootnoteStart,
    FootnoteEnd,
    /// The mark of a task that is neither open nor done.
    TaskMark(&'p str),
    /// Another id of the heading that it is in.
    HeadingId(&'p str),
    /// The name of a tag: `name` of `#name`.
    Hashtag(&'p str),
    /// A tag of the allow-list. The tags of a block are properly nested.
    TagStart(&'static str),
    TagEnd(&'static str),
    /// The events of the title follow, up to [`NoteEvent::CalloutBody`].
    CalloutStart(&'p Callout<'p>),
    CalloutBody,
    CalloutEnd,
}

/// Parses the body of a note, which may be about a video, and calls `emit` with its events in
/// order. A time without a URL belongs to the video of the last player before it.
pub(super) fn read(body: &str, has_video: bool, mut emit: impl FnMut(NoteEvent<'_>)) {
    let mut player = None;
    let mut emit = |event: NoteEvent<'_>| emit(with_video(event, &mut player));
    let mut lexed = lex(body, has_video);
    nesting_limit::limit(&mut lexed);
    let events = Parser::new_ext(&lexed.text, options(&lexed))
        .into_offset_iter()
        .peekable();
    Reader {
        lexed: &lexed,
        blocks: Blocks::find(&lexed),
        events,
        emit: &mut emit,
        tags: Vec::new(),
        depth: 0,
        quotes: Vec::new(),
        code: false,
        is_link: false,
        title: None,
        open_details: Vec::new(),
        is_summary: false,
        footnote: None,
    }
    .run();
}

/// An event, in which a time without a URL belongs to the last player. A recording is played by a
/// player of its own, below which the times are of the note's video again.
fn with_video<'p>(event: NoteEvent<'p>, player: &mut Option<YoutubeId>) -> NoteEvent<'p> {
    match event {
        NoteEvent::Video(video) if !video.is_thumbnail => *player = Some(video.url.id),
        NoteEvent::BlockEmbed(link) | NoteEvent::InlineEmbed(link)
            if is_recording(&link.target) =>
        {
            *player = None;
        }
        NoteEvent::Timestamp(timestamp) => {
            return NoteEvent::Timestamp(TimestampToken {
                video: timestamp.video.or(*player),
                ..timestamp
            });
        }
        _ => {}
    }
    event
}

/// The extensions of CommonMark that a note uses.
fn options(lexed: &Lexed<'_>) -> Options {
    let mut options =
        Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    options.set(Options::ENABLE_FOOTNOTES, lexed.has_footnotes);
    options
}

/// Converts the events of pulldown-cmark to those of the note.
struct Reader<'l, 'e, I: Iterator<Item = (Event<'e>, Range<usize>)>, F: FnMut(NoteEvent<'_>)> {
    lexed: &'l Lexed<'l>,
    blocks: Blocks<'l>,
    events: Peekable<I>,
    emit: &'l mut F,
    /// The open tags of the allow-list, each with the CommonMark nesting depth at which it opened.
    tags: Vec<(&'static str, usize)>,
    /// The current nesting depth of CommonMark.
    depth: usize,
    /// For each open quote, whether it is a callout.
    quotes: Vec<bool>,
    /// Whether a code block is open.
    code: bool,
    /// Whether a link is open.
    is_link: bool,
    /// In the title of a callout: the nesting depth of its text.
    title: Option<usize>,
    /// The nesting depth of each open `<details>`.
    open_details: Vec<usize>,
    /// Whether a summary is open, in place of a paragraph.
    is_summary: bool,
    /// The open inline footnote.
    footnote: Option<OpenFootnote>,
}

impl<'l, 'e, I: Iterator<Item = (Event<'e>, Range<usize>)>, F: FnMut(NoteEvent<'_>)>
    Reader<'l, 'e, I, F>
{
    fn run(mut self) {
        while let Some((event, range)) = self.events.next() {
            if let Event::Start(tag) = &event {
                self.block_id(tag, range.start);
            }
            if let Event::Start(Tag::Heading { .. }) = event {
                (self.emit)(NoteEvent::HeadingOffset(
                    self.lexed.source_offset(range.start),
                ));
            }
            match event {
                Event::Start(Tag::BlockQuote(_)) => self.quote(event),
                Event::End(TagEnd::BlockQuote(_)) => match self.quotes.pop() {
                    Some(true) => (self.emit)(NoteEvent::CalloutEnd),
                    _ => (self.emit)(NoteEvent::Event(event)),
                },
                Event::Start(Tag::Paragraph) => self.paragraph(),
                // A line break inside emphasis does not end the title.
                Event::SoftBreak | Event::HardBreak if self.title == Some(self.depth) => {
                    self.end_title();
                    self.depth += 1;
                    (self.emit)(NoteEvent::Event(Event::Start(Tag::Paragraph)));
                }
                Event::End(TagEnd::Paragraph) if self.title.is_some() => self.end_title(),
                Event::End(TagEnd::Paragraph) if self.is_summary => self.end_summary(),
                Event::Start(Tag::Link { ref dest_url, .. })
                    if let Some(url) = self.video_url(dest_url) =>
                {
                    self.video_link(event, &url, range);
                }
                Event::Start(Tag::Image { ref dest_url, .. })
                    if let Some(url) = self.video_url(dest_url) =>
                {
                    self.video_image(&url, range);
                }
                Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(ref info)))
                    if video::is_plugin_fence(info) =>
                {
                    let info = info.to_string();
                    self.plugin_fence(event, &info, range);
                }
                Event::Start(Tag::Link { ref dest_url, .. }) if is_relative(dest_url) => {
                    let cited = self.cited(dest_url);
                    // `[words](<a …>)`: the words are text, followed by the timestamps.
                    let target = if cited.is_empty() {
                        self.lexed.restore(dest_url).into_owned()
                    } else {
                        String::new()
                    };
                    let range =
                        [range.start, range.end].map(|at| self.lexed.source_offset(at) as u32);
                    self.relative_link(&target, range[0]..range[1], cited);
                }
                Event::Start(Tag::Image { ref dest_url, .. }) if is_relative(dest_url) => {
                    let url = self.lexed.restore(dest_url).into_owned();
                    let image = self.relative_image(&url, range);
                    self.inline_image(&image);
                }
                other => self.event(other),
            }
        }
        self.end_details(0);
    }

    /// Emits an event whose meaning does not depend on the next ones.
    fn event(&mut self, event: Event<'e>) {
        match event {
            Event::Text(text) if self.code => {
                let text = self.lexed.restore(&text).into_owned();
                (self.emit)(NoteEvent::Text(&text));
            }
            // The lexer has replaced all HTML; what pulldown-cmark still parses as HTML is text.
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => self.text(&text),
            Event::Code(code) => {
                let code = self.lexed.restore(&code).into_owned();
                (self.emit)(NoteEvent::Event(Event::Code(code.into())));
            }
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            other => (self.emit)(NoteEvent::Event(other)),
        }
    }

    /// Emits the id of the block that starts with a tag, if it has one.
    fn block_id(&mut self, tag: &Tag<'_>, start: usize) {
        if let Some(block) = self.blocks.at(tag, start) {
            (self.emit)(NoteEvent::BlockId(block.id, block.source_range.clone()));
        }
    }

    fn start(&mut self, tag: Tag<'e>) {
        self.code |= matches!(tag, Tag::CodeBlock(_));
        self.is_link |= matches!(tag, Tag::Link { .. });
        self.depth += 1;
        let tag = match tag {
            Tag::CodeBlock(CodeBlockKind::Fenced(info)) => {
                let info = self.lexed.restore(&info).into_owned();
                Tag::CodeBlock(CodeBlockKind::Fenced(info.into()))
            }
            Tag::Link {
                link_type,
                dest_url,
                title,
                id,
            } => {
                let dest_url = self.lexed.restore(&dest_url).into_owned().into();
                Tag::Link {
                    link_type,
                    dest_url,
                    title,
                    id,
                }
            }
            Tag::Image {
                link_type,
                dest_url,
                title,
                id,
            } => {
                let dest_url = self.lexed.restore(&dest_url).into_owned().into();
                Tag::Image {
                    link_type,
                    dest_url,
                    title,
                    id,
                }
            }
            other => other,
        };
        (self.emit)(NoteEvent::Event(Event::Start(tag)));
    }

    fn end(&mut self, tag: TagEnd) {
        self.code &= !matches!(tag, TagEnd::CodeBlock);
        self.is_link &= !matches!(tag, TagEnd::Link);
        self.close_tags();
        self.end_details(self.depth);
        self.depth = self.depth.saturating_sub(1);
        (self.emit)(NoteEvent::Event(Event::End(tag)));
        self.close_ended_footnote();
    }

    /// Closes the footnote and the tags of the allow-list that were opened in the element that ends
    /// now.
    fn close_tags(&mut self) {
        self.close_footnote_of_element();
        while let Some((name, depth)) = self.tags.last().copied()
            && depth >= self.depth
        {
            self.tags.pop();
            (self.emit)(NoteEvent::TagEnd(name));
        }
    }

    /// Starts a quote, which is a callout if it starts with `[!type]`.
    fn quote(&mut self, start: Event<'e>) {
        let Some((Event::Start(Tag::Paragraph), _)) = self.events.peek() else {
            self.quotes.push(false);
            return (self.emit)(NoteEvent::Event(start));
        };
        let paragraph = self.events.next();
        let lexed = self.lexed;
        let first = match self.events.peek() {
            Some((Event::Text(text), _)) => first_mark(text)
                .and_then(|(number, rest)| Some((lexed.tokens.get(number)?, rest.to_owned()))),
            _ => None,
        };
        match first {
            Some((token, rest)) if matches!(token.kind, Kind::Callout(_)) => {
                let Kind::Callout(callout) = &token.kind else {
                    return;
                };
                self.events.next();
                self.quotes.push(true);
                if let Some((Event::Start(tag), range)) = &paragraph {
                    self.block_id(tag, range.start);
                }
                (self.emit)(NoteEvent::CalloutStart(callout));
                self.depth += 1;
                self.title = Some(self.depth);
                self.text(without_heading_marker(rest.trim_start()));
            }
            _ => {
                self.quotes.push(false);
                (self.emit)(NoteEvent::Event(start));
                if let Some((Event::Start(tag), range)) = &paragraph {
                    self.block_id(tag, range.start);
                }
                self.paragraph();
            }
        }
    }

    fn end_title(&mut self) {
        self.close_tags();
        self.depth -= 1;
        self.title = None;
        (self.emit)(NoteEvent::CalloutBody);
    }

    /// Starts a paragraph. If it contains only an embed, it becomes the embed. If it contains only
    /// the id of another block, it is left out.
    fn paragraph(&mut self) {
        self.depth += 1;
        let lexed = self.lexed;
        let start = NoteEvent::Event(Event::Start(Tag::Paragraph));
        if let Some((Event::Start(Tag::Image { dest_url, .. }), range)) = self.events.peek()
            && is_relative(dest_url)
        {
            let (url, range) = (lexed.restore(dest_url).into_owned(), range.clone());
            self.events.next();
            let image = self.relative_image(&url, range);
            if is_named(&image) && self.ends_paragraph() {
                return (self.emit)(NoteEvent::BlockEmbed(&image));
            }
            (self.emit)(start);
            return self.inline_image(&image);
        }
        if self.starts_summary() {
            return;
        }
        let kind = match self.events.peek() {
            Some((Event::Text(text), _)) => match first_mark(text) {
                Some((number, "")) => lexed.tokens.get(number).map(|token| &token.kind),
                _ => None,
            },
            _ => None,
        };
        if !matches!(
            kind,
            Some(Kind::Embed(_) | Kind::BlockId(_) | Kind::Details(_))
        ) {
            return (self.emit)(start);
        }
        let event = self.events.next();
        match kind {
            Some(Kind::Embed(link)) if self.ends_paragraph() => {
                (self.emit)(NoteEvent::BlockEmbed(link));
            }
            Some(Kind::BlockId(_)) if self.ends_paragraph() => {}
            Some(Kind::Details(tag)) if self.ends_paragraph() => self.details(*tag),
            _ => {
                (self.emit)(start);
                if let Some((Event::Text(text), _)) = event {
                    self.text(&text);
                }
            }
        }
    }

    /// Emits an image among text, or its label if it names no file.
    fn inline_image(&mut self, image: &Wikilink<'_>) {
        if is_named(image) {
            (self.emit)(NoteEvent::InlineEmbed(image));
        } else {
            (self.emit)(NoteEvent::Text(&image.display_text()));
        }
    }

    /// Whether the paragraph ends with the next event, which is consumed then.
    fn ends_paragraph(&mut self) -> bool {
        let ends = matches!(self.events.peek(), Some((Event::End(TagEnd::Paragraph), _)));
        if ends {
            self.events.next();
            self.depth -= 1;
        }
        ends
    }

    /// Emits text, with the tokens of its marks.
    fn text(&mut self, text: &str) {
        if !text.contains(MARK) {
            return (self.emit)(NoteEvent::Text(text));
        }
        let lexed = self.lexed;
        split(text, |part| match part {
            Part::Text(text) => (self.emit)(NoteEvent::Text(text)),
            Part::Mark(number) => {
                if let Some(token) = lexed.tokens.get(number) {
                    self.token(&token.kind, token.source);
                }
            }
        });
    }

    fn token(&mut self, kind: &'l Kind<'l>, source: &'l str) {
        match kind {
            Kind::Timestamp(timestamp) => (self.emit)(NoteEvent::Timestamp(*timestamp)),
            Kind::InvalidTimestamp(invalid) => (self.emit)(NoteEvent::InvalidTimestamp(*invalid)),
            Kind::Wikilink(link) => (self.emit)(NoteEvent::Wikilink(link)),
            Kind::Embed(link) => (self.emit)(NoteEvent::InlineEmbed(link)),
            Kind::Video(video) => (self.emit)(NoteEvent::Video(video)),
            Kind::Link(link) if self.is_link => (self.emit)(NoteEvent::Text(&link.label)),
            Kind::Link(link) => self.bare_link(link),
            Kind::Math { tex, display } => (self.emit)(NoteEvent::Math {
                tex,
                display: *display,
            }),
            Kind::HeadingId(id) => (self.emit)(NoteEvent::HeadingId(id)),
            Kind::Hashtag(_) if self.is_link => (self.emit)(NoteEvent::Text(source)),
            Kind::Hashtag(name) => (self.emit)(NoteEvent::Hashtag(name)),
            Kind::TaskMark(mark) => (self.emit)(NoteEvent::TaskMark(mark)),
            Kind::FootnoteStart => self.start_footnote(source),
            Kind::FootnoteEnd => self.end_footnote(source),
            Kind::Task { is_done } => {
                (self.emit)(NoteEvent::Event(Event::TaskListMarker(*is_done)));
            }
            Kind::LineBreak => (self.emit)(NoteEvent::Event(Event::HardBreak)),
            Kind::Code(code) => (self.emit)(NoteEvent::Event(Event::Code((*code).into()))),
            Kind::Literal(text) => (self.emit)(NoteEvent::Text(text)),
            Kind::BlockId(_) | Kind::Details(_) => {}
            // A callout is one only at the start of a quote.
            Kind::Callout(_) => (self.emit)(NoteEvent::Text(source)),
            Kind::Tag {
                name,
                closes: false,
            } => {
                self.tags.push((name, self.depth));
                (self.emit)(NoteEvent::TagStart(name));
            }
            Kind::Tag { name, closes: true } => match self.tags.last() {
                Some(open) if *open == (*name, self.depth) && self.may_close_tag() => {
                    self.tags.pop();
                    (self.emit)(NoteEvent::TagEnd(name));
                }
                _ => (self.emit)(NoteEvent::Text(source)),
            },
        }
    }
}

/// The title of a callout without the `##` of a heading.
fn without_heading_marker(title: &str) -> &str {
    let heading = title.trim_start_matches('#').strip_prefix(' ');
    heading.filter(|_| title.starts_with('#')).unwrap_or(title)
}

/// The number of the mark that a text starts with, and the text after it.
fn first_mark(text: &str) -> Option<(usize, &str)> {
    let (number, rest) = text.strip_prefix(MARK)?.split_once(MARK)?;
    Some((number.parse().ok()?, rest))
}
