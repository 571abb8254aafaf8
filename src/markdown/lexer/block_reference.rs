//! References to blocks as in Logseq: `((UUID))`, where a block has the property `id:: UUID`.

use std::borrow::Cow;

use crate::markdown::lexer::token::Wikilink;
use crate::markdown::lexer::wikilink;

/// The length of a UUID, in bytes.
const UUID_BYTES: usize = 36;

/// The lengths of the groups of a UUID.
const UUID_GROUPS: [usize; 5] = [8, 4, 4, 4, 12];

/// Whether a text is a UUID.
pub(in crate::markdown) fn is_uuid(text: &str) -> bool {
    let groups = text.split('-').map(str::len);
    text.len() == UUID_BYTES
        && groups.eq(UUID_GROUPS)
        && text
            .bytes()
            .all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
}

/// Parses a reference at the start of a text, and returns its length in bytes, too. The target of
/// the link is the reference itself, and its section the id.
pub(in crate::markdown) fn read(text: &str) -> Option<(usize, Wikilink<'_>)> {
    let id = text.strip_prefix("((")?.get(..UUID_BYTES)?;
    let length = UUID_BYTES + 4;
    if !text[UUID_BYTES + 2..].starts_with("))") || !is_uuid(id) {
        return None;
    }
    let link = Wikilink {
        target: Cow::Borrowed(&text[..length]),
        heading: Some(Cow::Borrowed(text.get(2..UUID_BYTES + 2)?)),
        label: None,
        is_path: false,
        size: None,
        source_range: 0..0,
    };
    Some((length, link))
}

/// Parses the target of a macro that embeds a block or a page: `((UUID))` or `[[page]]`.
pub(in crate::markdown) fn embedded(text: &str) -> Option<Wikilink<'_>> {
    let (length, link) = read(text).or_else(|| wikilink::read(text))?;
    (length == text.len()).then_some(link)
}

/// The id that the target of a link refers to.
pub(crate) fn referenced_id(target: &str) -> Option<&str> {
    let (length, _) = read(target)?;
    (length == target.len()).then(|| &target[2..length - 2])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_has_the_uuid_of_a_block() {
        let id = "64a1b2c3-0000-4000-8000-00000000000A";
        assert_eq!(referenced_id(&format!("(({id}))")), Some(id));
        for text in [
            "((abc-DEF_1))",
            "((64a1b2c3-0000-4000-8000-00000000000g))",
            "((64a1b2c30000-4000-8000-00000000000000))",
            "((64a1b2c3-0000-4000-8000-00000000000A)",
            "((",
            "((64a1b2c3-0000-4000-8000-0000000000é))",
        ] {
            assert_eq!(referenced_id(text), None, "{text}");
        }
    }
}
