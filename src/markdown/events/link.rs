//! CommonMark links of the dialect: `[label](note.md)` is equivalent to a wikilink,
//! `![label](file)` to an embed, and `[words](<a …>)` are words followed by timestamps.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Tag, TagEnd};

use crate::markdown::events::{NoteEvent, Reader};
use crate::markdown::lexer::lexed::{Part, split};
use crate::markdown::lexer::step::MAX_CONSTRUCT_BYTES;
use crate::markdown::lexer::token::{
    BareLink, InvalidTimestamp, Kind, PictureSize, Token, Wikilink,
};
use crate::markdown::lexer::{bare_url, block_reference, relative_url};

impl<'l, 'e, I: Iterator<Item = (Event<'e>, Range<usize>)>, F: FnMut(NoteEvent<'_>)>
    Reader<'l, 'e, I, F>
{
    /// The tokens of a URL that contains timestamps; empty for other URLs.
    pub(super) fn cited(&self, url: &str) -> Vec<&'l Token<'l>> {
        let lexed = self.lexed;
        let mut tokens = Vec::new();
        split(url, |part| match part {
            Part::Mark(number) => tokens.extend(lexed.tokens.get(number)),
            Part::Text(_) => {}
        });
        tokens.retain(|token| {
            matches!(
                token.kind,
                Kind::Timestamp(_) | Kind::InvalidTimestamp(_) | Kind::Literal(_)
            )
        });
        if tokens
            .iter()
            .all(|token| matches!(token.kind, Kind::Literal(_)))
        {
            Vec::new()
        } else {
            tokens
        }
    }

    /// Emits a link that is none of CommonMark.
    pub(super) fn bare_link(&mut self, link: &BareLink<'_>) {
        let start = Tag::Link {
            link_type: LinkType::Autolink,
            dest_url: bare_url::href(link.url).into_owned().into(),
            title: "".into(),
            id: "".into(),
        };
        self.event(Event::Start(start));
        (self.emit)(NoteEvent::Text(&link.label));
        self.event(Event::End(TagEnd::Link));
    }

    /// Reads `![label](file)`, whose start was read, as an embed. Its label may be empty.
    pub(super) fn relative_image<'u>(&mut self, url: &'u str, range: Range<usize>) -> Wikilink<'u> {
        let mut label = String::new();
        let mut open_images = 1;
        for (event, _) in self.events.by_ref() {
            match event {
                Event::Start(Tag::Image { .. }) => open_images += 1,
                Event::End(TagEnd::Image) => open_images -= 1,
                Event::Text(text) | Event::Code(text) => {
                    label.push_str(&self.lexed.restore(&text));
                }
                Event::SoftBreak | Event::HardBreak => label.push(' '),
                _ => {}
            }
            if open_images == 0 {
                break;
            }
        }
        let [start, end] = [range.start, range.end].map(|at| self.lexed.source_offset(at) as u32);
        let (label, size) = split_size(label.trim());
        Wikilink {
            size,
            ..link_to(url, Some(label.to_owned()), start..end)
        }
    }

    /// Emits `[label](note.md)` as a wikilink, followed by the timestamps in its label and its URL.
    pub(super) fn relative_link(
        &mut self,
        url: &str,
        range: Range<u32>,
        cited: Vec<&'l Token<'l>>,
    ) {
        let lexed = self.lexed;
        let mut label = String::new();
        let mut timestamps = Vec::new();
        for (event, _) in self.events.by_ref() {
            match event {
                Event::End(TagEnd::Link) => break,
                Event::Code(text) => label.push_str(&lexed.restore(&text)),
                Event::Text(text) => split(&text, |part| match part {
                    Part::Text(text) => label.push_str(text),
                    Part::Mark(number) => match lexed
                        .tokens
                        .get(number)
                        .map(|token| (&token.kind, token.source))
                    {
                        Some((Kind::Timestamp(timestamp), _)) => timestamps.push(*timestamp),
                        Some((
                            Kind::Literal(text)
                            | Kind::InvalidTimestamp(InvalidTimestamp { text, .. }),
                            _,
                        )) => label.push_str(text),
                        Some((_, source)) => label.push_str(source),
                        None => {}
                    },
                }),
                _ => {}
            }
        }
        let link = link_to(url, Some(label).filter(|label| !label.is_empty()), range);
        if !is_named(&link) || url.len() > MAX_CONSTRUCT_BYTES {
            (self.emit)(NoteEvent::Text(&link.display_text()));
        } else {
            (self.emit)(NoteEvent::Wikilink(&link));
        }
        // Timestamps in the URL follow the words, which they cite.
        if !cited.is_empty() {
            (self.emit)(NoteEvent::Text(" "));
        }
        timestamps
            .into_iter()
            .for_each(|timestamp| (self.emit)(NoteEvent::Timestamp(timestamp)));
        cited
            .into_iter()
            .for_each(|token| self.token(&token.kind, token.source));
    }
}

/// The link that a relative URL, a wikilink or a reference to a block makes as the URL of a link:
/// `[label](note.md)`, `[label]([[note]])`, `[label](((UUID)))`.
fn link_to(url: &str, label: Option<String>, source_range: Range<u32>) -> Wikilink<'_> {
    if let Some(link) = block_reference::target(url) {
        let label = label.filter(|label| !label.is_empty()).map(Cow::Owned);
        return Wikilink {
            label: label.or(link.label),
            source_range,
            ..link
        };
    }
    Wikilink {
        label: label.map(Cow::Owned),
        source_range,
        ..relative_url::link_to(url)
    }
}

/// Whether a link has a target, which may be a heading of its own note.
pub(super) fn is_named(link: &Wikilink<'_>) -> bool {
    !link.target.is_empty() || link.heading.is_some()
}

/// The label of an image and its size: `alt|120`.
fn split_size(label: &str) -> (&str, Option<PictureSize>) {
    let (words, size) = label.rsplit_once('|').unwrap_or(("", label));
    match PictureSize::parse(size.trim()) {
        None => (label, None),
        size => (words.trim_end(), size),
    }
}
