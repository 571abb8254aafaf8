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

/// Whether a text starts with the brackets of Logseq and Roam, which are not those of Hugo.
fn is_macro(rest: &str) -> bool {
    let inside = rest.strip_prefix("{{");
    inside.is_some_and(|inside| !inside.starts_with(['<', '%']))
}

#[cfg(test)]
mod tests {
    use super::*;

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
