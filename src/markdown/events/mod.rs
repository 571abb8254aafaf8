//! The one stream that both listeners read: pulldown-cmark's events, and our own where tokens
//! stand.

mod link;

use std::iter::Peekable;
use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use link::is_relative;

use crate::markdown::lexer::block::lex;
use crate::markdown::lexer::nesting_limit;
use crate::markdown::lexer::token::{
    Callout, Kind, Lexed, MARK, Part, TimestampToken, Unreadable, Wikilink, split,
};
use crate::text::youtube::YoutubeId;

/// A piece of a note. Text in it is as the file has it; none of it is HTML.
#[derive(Debug)]
pub(super) enum NoteEvent<'p> {
    /// Where in the source the heading begins whose start is told next.
    HeadingAt(usize),
    /// Structure and text of CommonMark; never `Html` or `InlineHtml`, and text without marks.
    Event(Event<'p>),
    Text(&'p str),
    Timestamp(TimestampToken<'p>),
    /// The text of a timestamp that holds no time.
    Unreadable(Unreadable<'p>),
    Wikilink(&'p Wikilink<'p>),
    /// An embed that is a paragraph of its own.
    Embed(&'p Wikilink<'p>),
    /// An embed among words.
    Embedded(&'p Wikilink<'p>),
    Maths {
        tex: &'p str,
        display: bool,
    },
    /// A tag of the allow-list. Those within one block nest rightly.
    TagStart(&'static str),
    TagEnd(&'static str),
    /// The title's pieces follow, up to [`NoteEvent::CalloutBody`].
    CalloutStart(&'p Callout<'p>),
    CalloutBody,
    CalloutEnd,
}

/// Reads the body of a note about `video` and tells its pieces in order.
pub(super) fn read(body: &str, video: Option<&YoutubeId>, mut tell: impl FnMut(NoteEvent<'_>)) {
    let mut lexed = lex(body, video);
    nesting_limit::limit(&mut lexed);
    let mut options =
        Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    options.set(Options::ENABLE_FOOTNOTES, lexed.has_footnotes);
    let events = Parser::new_ext(&lexed.text, options)
        .into_offset_iter()
        .peekable();
    Reader {
        lexed: &lexed,
        events,
        tell: &mut tell,
        tags: Vec::new(),
        depth: 0,
        quotes: Vec::new(),
        code: false,
        title: None,
    }
    .run();
}

struct Reader<'l, 'e, I: Iterator<Item = (Event<'e>, Range<usize>)>, F: FnMut(NoteEvent<'_>)> {
    lexed: &'l Lexed<'l>,
    events: Peekable<I>,
    tell: &'l mut F,
    /// Tags that are open, and how deep in CommonMark's own inline nesting each was opened.
    tags: Vec<(&'static str, usize)>,
    depth: usize,
    /// For each open quote, whether it is a callout.
    quotes: Vec<bool>,
    code: bool,
    /// While a callout's title is told: how deep its own text is in inline nesting.
    title: Option<usize>,
}

impl<'l, 'e, I: Iterator<Item = (Event<'e>, Range<usize>)>, F: FnMut(NoteEvent<'_>)>
    Reader<'l, 'e, I, F>
{
    fn run(mut self) {
        while let Some((event, range)) = self.events.next() {
            if let Event::Start(Tag::Heading { .. }) = event {
                (self.tell)(NoteEvent::HeadingAt(self.lexed.source_place(range.start)));
            }
            match event {
                Event::Start(Tag::BlockQuote(_)) => self.quote(event),
                Event::End(TagEnd::BlockQuote(_)) => match self.quotes.pop() {
                    Some(true) => (self.tell)(NoteEvent::CalloutEnd),
                    _ => (self.tell)(NoteEvent::Event(event)),
                },
                Event::Start(Tag::Paragraph) => self.paragraph(),
                // A title that breaks inside emphasis goes on.
                Event::SoftBreak | Event::HardBreak if self.title == Some(self.depth) => {
                    self.end_title();
                    self.depth += 1;
                    (self.tell)(NoteEvent::Event(Event::Start(Tag::Paragraph)));
                }
                Event::End(TagEnd::Paragraph) if self.title.is_some() => self.end_title(),
                Event::Start(Tag::Link { ref dest_url, .. }) if is_relative(dest_url) => {
                    let cited = self.cited(dest_url);
                    // `[words](<a …>)`: the words are text, and what they cite stands behind them.
                    let target = if cited.is_empty() {
                        self.lexed.restore(dest_url).into_owned()
                    } else {
                        String::new()
                    };
                    let range =
                        [range.start, range.end].map(|at| self.lexed.source_place(at) as u32);
                    self.relative_link(&target, range[0]..range[1], cited);
                }
                Event::Text(text) if self.code => {
                    let text = self.lexed.restore(&text).into_owned();
                    (self.tell)(NoteEvent::Text(&text));
                }
                // Our lexer leaves no markup; what pulldown-cmark yet takes for such is text.
                Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => self.text(&text),
                Event::Code(code) => {
                    let code = self.lexed.restore(&code).into_owned();
                    (self.tell)(NoteEvent::Event(Event::Code(code.into())));
                }
                Event::Start(tag) => self.start(tag),
                Event::End(tag) => self.end(tag),
                other => (self.tell)(NoteEvent::Event(other)),
            }
        }
    }

    fn start(&mut self, tag: Tag<'e>) {
        self.code |= matches!(tag, Tag::CodeBlock(_));
        self.depth += 1;
        let tag = match tag {
            Tag::CodeBlock(pulldown_cmark::CodeBlockKind::Fenced(info)) => {
                let info = self.lexed.restore(&info).into_owned();
                Tag::CodeBlock(pulldown_cmark::CodeBlockKind::Fenced(info.into()))
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
        (self.tell)(NoteEvent::Event(Event::Start(tag)));
    }

    fn end(&mut self, tag: TagEnd) {
        self.code &= !matches!(tag, TagEnd::CodeBlock);
        self.close_tags();
        self.depth = self.depth.saturating_sub(1);
        (self.tell)(NoteEvent::Event(Event::End(tag)));
    }

    /// Closes the tags that were opened inside what ends now.
    fn close_tags(&mut self) {
        while let Some((name, depth)) = self.tags.last().copied()
            && depth >= self.depth
        {
            self.tags.pop();
            (self.tell)(NoteEvent::TagEnd(name));
        }
    }

    /// A quote that begins with `[!type]` is a callout.
    fn quote(&mut self, start: Event<'e>) {
        let Some((Event::Start(Tag::Paragraph), _)) = self.events.peek() else {
            self.quotes.push(false);
            return (self.tell)(NoteEvent::Event(start));
        };
        self.events.next();
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
                (self.tell)(NoteEvent::CalloutStart(callout));
                self.depth += 1;
                self.title = Some(self.depth);
                self.text(rest.trim_start());
            }
            _ => {
                self.quotes.push(false);
                (self.tell)(NoteEvent::Event(start));
                self.paragraph();
            }
        }
    }

    fn end_title(&mut self) {
        self.close_tags();
        self.depth -= 1;
        self.title = None;
        (self.tell)(NoteEvent::CalloutBody);
    }

    /// A paragraph that is an embed and nothing else is the embed.
    fn paragraph(&mut self) {
        self.depth += 1;
        let lexed = self.lexed;
        if let Some((Event::Text(text), _)) = self.events.peek()
            && let Some((number, "")) = first_mark(text)
            && let Some(Kind::Embed(link)) = lexed.tokens.get(number).map(|token| &token.kind)
        {
            let event = self.events.next();
            if matches!(self.events.peek(), Some((Event::End(TagEnd::Paragraph), _))) {
                self.events.next();
                self.depth -= 1;
                return (self.tell)(NoteEvent::Embed(link));
            }
            (self.tell)(NoteEvent::Event(Event::Start(Tag::Paragraph)));
            if let Some((Event::Text(text), _)) = event {
                self.text(&text);
            }
            return;
        }
        (self.tell)(NoteEvent::Event(Event::Start(Tag::Paragraph)));
    }

    fn text(&mut self, text: &str) {
        if !text.contains(MARK) {
            return (self.tell)(NoteEvent::Text(text));
        }
        let lexed = self.lexed;
        split(text, |part| match part {
            Part::Text(text) => (self.tell)(NoteEvent::Text(text)),
            Part::Mark(number) => {
                if let Some(token) = lexed.tokens.get(number) {
                    self.token(&token.kind, token.source);
                }
            }
        });
    }

    fn token(&mut self, kind: &'l Kind<'l>, source: &'l str) {
        match kind {
            Kind::Timestamp(moment) => (self.tell)(NoteEvent::Timestamp(*moment)),
            Kind::Unreadable(unreadable) => (self.tell)(NoteEvent::Unreadable(*unreadable)),
            Kind::Wikilink(link) => (self.tell)(NoteEvent::Wikilink(link)),
            Kind::Embed(link) => (self.tell)(NoteEvent::Embedded(link)),
            Kind::Maths { tex, display } => (self.tell)(NoteEvent::Maths {
                tex,
                display: *display,
            }),
            Kind::LineBreak => (self.tell)(NoteEvent::Event(Event::HardBreak)),
            Kind::Literal(text) => (self.tell)(NoteEvent::Text(text)),
            // Only at the start of a quote does it mean something.
            Kind::Callout(_) => (self.tell)(NoteEvent::Text(source)),
            Kind::Tag {
                name,
                closes: false,
            } => {
                self.tags.push((name, self.depth));
                (self.tell)(NoteEvent::TagStart(name));
            }
            Kind::Tag { name, closes: true } => match self.tags.last() {
                Some(open) if *open == (*name, self.depth) => {
                    self.tags.pop();
                    (self.tell)(NoteEvent::TagEnd(name));
                }
                _ => (self.tell)(NoteEvent::Text(source)),
            },
        }
    }
}

/// The token at the start of the text, and what follows it.
fn first_mark(text: &str) -> Option<(usize, &str)> {
    let (number, rest) = text.strip_prefix(MARK)?.split_once(MARK)?;
    Some((number.parse().ok()?, rest))
}
