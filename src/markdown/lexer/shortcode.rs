//! Shortcodes of Hugo, which its themes replace by markup of their own, and the tasks of Roam.
//!
//! - `{{< figure src="a.png" title="A picture" >}}` is a picture with its title below.
//! - Of `{{% notice tip %}}`, `{{< /notice >}}` and all others, only the texts of their parameters
//!   are shown. The text between two of them is Markdown.
//! - `{{[[TODO]]}}` and `{{[[DONE]]}}` are tasks.

use std::borrow::Cow;

use crate::markdown::lexer::code_spans::last_line;
use crate::markdown::lexer::macros;
use crate::markdown::lexer::token::{Kind, Wikilink};

/// The parameters that readers see.
const TEXTS: [&str; 13] = [
    "title", "caption", "attr", "summary", "text", "label", "name", "author", "source", "header",
    "heading", "subtitle", "message",
];
/// The shortcodes that are pictures.
const PICTURES: [&str; 3] = ["figure", "image", "img"];
/// The maximum length of the line of a heading before its id, in bytes.
const MAX_HEADING_BYTES: usize = 500;

/// Parses a shortcode or a task at the start of a text. The lengths in bytes of the tokens add up
/// to its own.
pub(super) fn read(rest: &str) -> Option<Vec<(usize, Kind<'_>)>> {
    for (source, is_done) in [
        ("{{[[TODO]]}}", false),
        ("{{TODO}}", false),
        ("{{[[DONE]]}}", true),
        ("{{DONE}}", true),
    ] {
        if rest.starts_with(source) {
            return Some(vec![(source.len(), Kind::Task { is_done })]);
        }
    }
    if !rest.starts_with("{{<") && !rest.starts_with("{{%") || macros::reference(rest).is_some() {
        return None;
    }
    let (length, inside) = macros::split(rest)?;
    let inside = inside.trim();
    let name_bytes = inside.find(char::is_whitespace).unwrap_or(inside.len());
    let (name, parameters) = inside.split_at(name_bytes);
    if !name.starts_with(|c: char| c.is_alphabetic() || c == '/') || name.starts_with("/*") {
        return None;
    }
    let values = quoted_values(parameters);
    let value = |name: &str| {
        values
            .iter()
            .find(|(it, _)| *it == name)
            .map(|(_, value)| *value)
    };
    if PICTURES.contains(&name)
        && let Some(target) = value("src")
    {
        let texts: Vec<&str> = ["title", "caption", "attr"]
            .iter()
            .filter_map(|name| value(name))
            .collect();
        // The texts below a picture describe it, too.
        let label = value("alt").or((!texts.is_empty()).then_some(""));
        let picture = Wikilink {
            target: Cow::Borrowed(target),
            heading: None,
            label: label.map(Cow::Borrowed),
            is_path: true,
            size: None,
            source_range: 0..0,
        };
        let mut tokens = vec![(length, Kind::Embed(picture))];
        tokens.extend(
            texts
                .into_iter()
                .flat_map(|text| [(0, Kind::Literal(" ")), (0, Kind::Literal(text))]),
        );
        return Some(tokens);
    }
    let texts = values.into_iter().filter(|(name, value)| match *name {
        "" => is_text(value),
        name => TEXTS.contains(&name),
    });
    let mut tokens: Vec<_> = texts
        .flat_map(|(_, text)| [(0, Kind::Literal(text)), (0, Kind::Literal(" "))])
        .collect();
    tokens.push((length, Kind::Literal("")));
    Some(tokens)
}

/// Whether a value without a name is text, rather than a path, a URL or an id.
fn is_text(value: &str) -> bool {
    let is_id = value.len() > 7 && value.contains(|c: char| c.is_ascii_digit() || c == '_');
    value.contains(' ') || !(value.contains(['/', '.', '=']) || is_id)
}

/// The values in quotes of parameters, each with its name, which may be empty.
fn quoted_values(parameters: &str) -> Vec<(&str, &str)> {
    let mut values = Vec::new();
    let mut rest = parameters;
    while let Some(start) = rest.find(['"', '`']) {
        let (before, inside) = rest.split_at(start);
        let (quote, inside) = inside.split_at(1);
        let Some((value, after)) = inside.split_once(quote) else {
            break;
        };
        let name = before.strip_suffix('=').unwrap_or_default();
        let name = name.rsplit(char::is_whitespace).next().unwrap_or_default();
        values.push((name, value));
        rest = after;
    }
    values
}

/// The id of a heading in braces at a byte offset: `## Title {#id}`.
pub(super) fn heading_id(prose: &str, at: usize) -> Option<&str> {
    let id = prose[at..].strip_prefix("{#")?;
    let near = &id[..id.floor_char_boundary(MAX_HEADING_BYTES)];
    let length = near.find(|c: char| !c.is_alphanumeric() && !"-_.:".contains(c))?;
    let after = near[length..].strip_prefix('}')?;
    let ends_line = after.trim_start_matches([' ', '\t', '\r']);
    let is_end = ends_line.is_empty() || ends_line.starts_with('\n');
    let is_heading = last_line(&prose[..at], MAX_HEADING_BYTES).starts_with('#');
    (length > 0 && is_end && is_heading).then_some(&id[..length])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The texts of the tokens of a shortcode.
    fn texts(rest: &str) -> Option<String> {
        let tokens = read(rest)?;
        assert_eq!(
            tokens.iter().map(|(length, _)| length).sum::<usize>(),
            rest.len(),
            "{rest}"
        );
        let texts = tokens.into_iter().map(|(_, kind)| match kind {
            Kind::Literal(text) => text.to_owned(),
            Kind::Embed(link) => format!("{} {:?}", link.target, link.label),
            Kind::Task { is_done } => is_done.to_string(),
            other => panic!("{other:?}"),
        });
        Some(texts.collect())
    }

    #[test]
    fn shortcodes_show_their_texts() {
        for (text, expected) in [
            ("{{% notice tip %}}", ""),
            ("{{< /notice >}}", ""),
            (
                "{{< details summary=\"More words\" open=\"true\" >}}",
                "More words ",
            ),
            ("{{< button href=\"/a\" >}}", ""),
            ("{{< quote \"Some words\" \"a/b\" >}}", "Some words "),
            ("{{< tab \"Name\" >}}", "Name "),
            ("{{< tab name=\"Name\" >}}", "Name "),
            ("{{< video \"dQw4w9WgXcQ\" >}}", ""),
            (
                "{{< quote author=\"A\" source=\"S\" url=\"https://a.b\" >}}",
                "A S ",
            ),
            (
                "{{< figure src=\"/a.png\" title=\"A\" >}}",
                "/a.png Some(\"\") A",
            ),
            ("{{<img src=`a.png`>}}", "a.png None"),
            ("{{[[TODO]]}}", "false"),
            ("{{DONE}}", "true"),
        ] {
            assert_eq!(texts(text).as_deref(), Some(expected), "{text}");
        }
        for text in [
            "{{< ref \"a.md\" >}}",
            "{{</* figure */>}}",
            "{{< 1 >}}",
            "{{< a",
            "{{words}}",
            "{{[[a]]}}",
        ] {
            assert_eq!(texts(text), None, "{text}");
        }
    }

    #[test]
    fn the_id_of_a_heading_is_at_its_end() {
        fn id(prose: &str) -> Option<&str> {
            heading_id(prose, prose.find('{').unwrap_or_default())
        }
        assert_eq!(id("a\n## B {#b-1} \nc"), Some("b-1"));
        for prose in ["## B {#b} c", "B {#b}", "## B {#}", "## B {b}", "## B {#b"] {
            assert_eq!(id(prose), None, "{prose}");
        }
    }
}
