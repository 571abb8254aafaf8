//! Code blocks: highlighting by a few CSS classes, which the stylesheet colours for both themes.

use std::sync::LazyLock;

use syntect::parsing::{ParseState, Scope, ScopeStack, SyntaxReference, SyntaxSet};
use syntect::util::LinesWithEndings;

use super::escape::escape;

/// Longer blocks, in bytes, are shown plain: colour helps nobody there, and costs the server.
const LONGEST: usize = 50_000;
/// So are blocks with a longer line, in bytes: grammars are worse than linear on those.
const LONGEST_LINE: usize = 2_000;

static SYNTAXES: LazyLock<SyntaxSet> = LazyLock::new(two_face::syntax::extra_newlines);

/// The scopes that are told apart, and their classes. The first that fits wins.
static CLASSES: LazyLock<Vec<(Scope, &str)>> = LazyLock::new(|| {
    let classes = [
        ("comment", "c"),
        ("string", "s"),
        ("constant.numeric", "n"),
        ("constant", "n"),
        ("entity.name.function", "f"),
        ("support.function", "f"),
        ("entity.name.tag", "t"),
        ("entity.name", "t"),
        ("support.type", "t"),
        ("support.class", "t"),
        ("storage.type", "k"),
        ("storage", "k"),
        ("keyword.operator", ""),
        ("keyword", "k"),
        ("entity.other.attribute-name", "a"),
        ("variable.parameter", "a"),
    ];
    classes.into_iter().filter_map(|(scope, class)| Some((Scope::new(scope).ok()?, class))).collect()
});

/// The inside of a `<code>` element for a block in this language (the first word behind the fence).
pub(super) fn html(code: &str, language: &str) -> String {
    let plain = language.is_empty() || code.len() > LONGEST || code.lines().any(|line| line.len() > LONGEST_LINE);
    let syntax = if plain { None } else { syntax(language) };
    // A grammar that fails in the middle leaves the block plain.
    syntax.and_then(|syntax| highlight(code, syntax)).unwrap_or_else(|| escape(code).into_owned())
}

fn syntax(language: &str) -> Option<&'static SyntaxReference> {
    let token = match language {
        "jsx" => "tsx",
        "shell" | "console" => "bash",
        other => other,
    };
    SYNTAXES.find_syntax_by_token(token)
}

fn highlight(code: &str, syntax: &SyntaxReference) -> Option<String> {
    let mut out = String::with_capacity(code.len() * 2);
    let (mut state, mut stack) = (ParseState::new(syntax), ScopeStack::new());
    for line in LinesWithEndings::from(code) {
        let mut at = 0;
        for (offset, change) in state.parse_line(line, &SYNTAXES).ok()? {
            push(&mut out, &line[at..offset], class(&stack));
            at = offset;
            stack.apply(&change).ok()?;
        }
        push(&mut out, &line[at..], class(&stack));
    }
    Some(out)
}

fn class(stack: &ScopeStack) -> &'static str {
    let of_scope =
        |scope: &Scope| CLASSES.iter().find(|(prefix, _)| prefix.is_prefix_of(*scope)).map(|(_, class)| *class);
    stack.as_slice().iter().rev().find_map(of_scope).unwrap_or_default()
}

fn push(out: &mut String, text: &str, class: &str) {
    if text.trim().is_empty() || class.is_empty() {
        out.push_str(&escape(text));
        return;
    }
    // Neighbours of one class are one span.
    let open = format!("<span class=\"{class}\">");
    let continues = out
        .strip_suffix("</span>")
        .and_then(|before| before.rfind("<span "))
        .is_some_and(|at| out[at..].starts_with(&open));
    if continues {
        out.truncate(out.len() - "</span>".len());
    } else {
        out.push_str(&open);
    }
    out.push_str(&escape(text));
    out.push_str("</span>");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_known_languages_and_escapes_all() {
        let html = html("const a = \"<b>\"; // x\n", "javascript");
        assert!(html.contains("<span class=\"k\">const</span>"), "{html}");
        assert!(html.contains("&lt;b&gt;") && !html.contains("<b>"), "{html}");
        assert!(html.contains("<span class=\"c\">// x"), "{html}");
    }

    #[test]
    fn unknown_languages_stay_plain() {
        assert_eq!(super::html("a < b", "no such language"), "a &lt; b");
    }

    #[test]
    fn the_languages_of_real_notes_are_known() {
        for language in [
            "javascript",
            "bash",
            "typescript",
            "sql",
            "css",
            "html",
            "python",
            "json",
            "jsx",
            "yaml",
            "svelte",
            "dockerfile",
            "dart",
            "cpp",
            "nginx",
            "lua",
            "graphql",
        ] {
            assert!(syntax(language).is_some(), "{language}");
        }
    }
}
