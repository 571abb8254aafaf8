//! CommonMark links of the dialect: `[label](note.md)` is equivalent to a wikilink, and `[words](<a
//! …>)` are words followed by timestamps.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{Event, TagEnd};

use crate::markdown::events::{NoteEvent, Reader};
use crate::markdown::lexer::lexed::{Part, split};
use crate::markdown::lexer::step::MAX_CONSTRUCT_BYTES;
use crate::markdown::lexer::token::{InvalidTimestamp, Kind, Token, Wikilink};

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
        let decoded = percent_encoding::percent_decode_str(url).decode_utf8_lossy();
        let (path, heading) = decoded
            .split_once('#')
            .map_or((&*decoded, None), |(path, heading)| (path, Some(heading)));
        let path = path.strip_prefix("./").unwrap_or(path);
        let target = path.strip_suffix(".md").unwrap_or(path);
        let link = Wikilink {
            target: Cow::Borrowed(target),
            heading: heading
                .filter(|heading| !heading.is_empty())
                .map(Cow::Borrowed),
            label: Some(label)
                .filter(|label| !label.is_empty())
                .map(Cow::Owned),
            source_range: range,
        };
        let is_named = !link.target.is_empty() || link.heading.is_some();
        if !is_named || url.len() > MAX_CONSTRUCT_BYTES {
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

/// Whether a URL is relative, so that it names a note of this archive.
pub(super) fn is_relative(url: &str) -> bool {
    !url.contains(':') && !url.starts_with("//")
}
