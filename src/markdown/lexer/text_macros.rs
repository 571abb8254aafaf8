//! Macros of Logseq and Roam that show text, links, or other notes:
//!
//! - `{{embed ((UUID))}}`, `{{embed [[page]]}}`, `{{[[embed]]: [[page]]}}`: the block or note
//! - `{{cloze words}}`: the words
//! - `{{tweet https://…}}`, `{{video https://…}}` of other sites: a link
//! - `{{query …}}`, `{{renderer …}}` and other embeds, which need the program: the macro, as code

use crate::markdown::lexer::block_reference;
use crate::markdown::lexer::macros;
use crate::markdown::lexer::token::{BareLink, Kind};

/// Parses a macro at the start of a text, and returns its length in bytes, too. `None` for other
/// macros, which are text.
pub(in crate::markdown) fn read(rest: &str) -> Option<(usize, Kind<'_>)> {
    let (length, inside) = macros::split(rest).filter(|_| is_macro(rest))?;
    let inside = inside.trim();
    let (name, argument) = inside.split_once([' ', '\n']).unwrap_or((inside, ""));
    let argument = argument.trim();
    let is_url = ["https://", "http://"]
        .iter()
        .any(|scheme| argument.starts_with(scheme) && !argument.contains(char::is_whitespace));
    let name = name.trim_end_matches(':');
    let name = name.trim_start_matches("[[").trim_end_matches("]]");
    let kind = match name {
        "embed" if let Some(link) = block_reference::target(argument) => Kind::Embed(link),
        "embed" | "video" | "vimeo" | "bilibili" | "tweet" | "twitter" | "iframe" if is_url => {
            Kind::Link(BareLink::new(argument))
        }
        "cloze" if !argument.is_empty() => Kind::Literal(argument),
        "query" | "renderer" | "embed" if !argument.is_empty() => Kind::Code(&rest[..length]),
        _ => return None,
    };
    Some((length, kind))
}

/// The maximum length of the size of a picture, in bytes.
const MAX_SIZE_BYTES: usize = 60;

/// The length in bytes of the size that Logseq writes after a picture, at a byte offset:
/// `{:height 263, :width 718}`.
pub(in crate::markdown) fn picture_size(prose: &str, at: usize) -> Option<usize> {
    let inside = prose[at..].strip_prefix("{:")?;
    let near = &inside[..inside.floor_char_boundary(MAX_SIZE_BYTES)];
    let (sizes, _) = near.split_once('}')?;
    let is_size = |size: &str| {
        let number = size.trim().trim_start_matches(':');
        let number = ["height ", "width "].map(|name| number.strip_prefix(name));
        let number = number.into_iter().flatten().next().unwrap_or_default();
        !number.is_empty()
            && number
                .bytes()
                .all(|byte| byte.is_ascii_digit() || byte == b'.')
    };
    let follows_picture = prose[..at].ends_with(')');
    let length = "{:}".len() + sizes.len();
    (follows_picture && sizes.split(',').all(is_size)).then_some(length)
}

/// Whether a text starts with the brackets of Logseq and Roam, which are not those of Hugo.
fn is_macro(rest: &str) -> bool {
    let inside = rest.strip_prefix("{{");
    inside.is_some_and(|inside| !inside.starts_with(['<', '%']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_size_of_a_picture_follows_it() {
        let size = |prose: &str| picture_size(prose, prose.find('{').unwrap_or_default());
        assert_eq!(size("![a](b.png){:height 263, :width 718} c"), Some(25));
        assert_eq!(size("![a](b.png){:width 7.5}"), Some(12));
        for prose in [
            "{:height 2}",
            "](a){:toc}",
            "](a){:height}",
            "](a){:height 2",
            "](a){}",
        ] {
            assert_eq!(size(prose), None, "{prose}");
        }
    }

    #[test]
    fn other_macros_are_text() {
        for text in [
            "{{title}}",
            "{{query}}",
            "{{< embed [[a]] >}}",
            "{{cloze",
            "{{video a}}",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
