//! Links of CommonMark that are ours: `[label](note.md)` is a wikilink in its clothes, and
//! `[words](<a …>)` are words with what they cite.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{Event, TagEnd};

use crate::markdown::events::{NoteEvent, Reader};
use crate::markdown::lexer::step::MAX_CONSTRUCT_BYTES;
use crate::markdown::lexer::token::{Kind, Part, Token, Unreadable, Wikilink, split};

impl<'l, 'e, I: Iterator<Item = (Event<'e>, Range<usize>)>, F: FnMut(NoteEvent<'_>)>
    Reader<'l, 'e, I, F>
{
    /// The tokens in a URL that is a timestamp; none where it is another.
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
                Kind::Timestamp(_) | Kind::Unreadable(_) | Kind::Literal(_)
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

    /// `[label](note.md)` is a wikilink in CommonMark's clothes.
    pub(super) fn relative_link(
        &mut self,
        url: &str,
        range: Range<u32>,
        cited: Vec<&'l Token<'l>>,
    ) {
        let lexed = self.lexed;
        let mut label = String::new();
        let mut moments = Vec::new();
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
                        Some((Kind::Timestamp(moment), _)) => moments.push(*moment),
                        Some((
                            Kind::Literal(text) | Kind::Unreadable(Unreadable { text, .. }),
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
            range,
        };
        let is_named = !link.target.is_empty() || link.heading.is_some();
        if !is_named || url.len() > MAX_CONSTRUCT_BYTES {
            (self.tell)(NoteEvent::Text(&link.shown()));
        } else {
            (self.tell)(NoteEvent::Wikilink(&link));
        }
        // A time in the label cites what the link says: it stands behind it.
        if !cited.is_empty() {
            (self.tell)(NoteEvent::Text(" "));
        }
        moments
            .into_iter()
            .for_each(|moment| (self.tell)(NoteEvent::Timestamp(moment)));
        cited
            .into_iter()
            .for_each(|token| self.token(&token.kind, token.source));
    }
}

/// A URL without a scheme is a place in this archive.
pub(super) fn is_relative(url: &str) -> bool {
    !url.contains(':') && !url.starts_with("//")
}
