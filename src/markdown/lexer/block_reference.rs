//! References to blocks as in Logseq: `((UUID))`, where a block has the property `id:: UUID`.

use std::borrow::Cow;

use crate::markdown::lexer::token::Wikilink;
use crate::markdown::lexer::wikilink;
use crate::text::uuid::{UUID_BYTES, referenced_id};

/// Parses a reference at the start of a text, and returns its length in bytes, too. The target of
/// the link is the reference itself, and its section the block.
pub(in crate::markdown) fn read(text: &str) -> Option<(usize, Wikilink<'_>)> {
    let reference = text.get(..UUID_BYTES + "(())".len())?;
    let id = referenced_id(reference)?;
    let link = Wikilink {
        target: Cow::Borrowed(reference),
        heading: Some(Cow::Owned(format!("^{id}"))),
        label: None,
        is_path: false,
        size: None,
        source_range: 0..0,
    };
    Some((reference.len(), link))
}

/// Parses a text that is a reference to a block, or a wikilink.
pub(in crate::markdown) fn target(text: &str) -> Option<Wikilink<'_>> {
    let (length, link) = read(text).or_else(|| wikilink::read(text))?;
    (length == text.len()).then_some(link)
}
