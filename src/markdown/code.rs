//! Code blocks: highlighting by a few CSS classes, which the stylesheet colours for both themes.

use std::sync::LazyLock;
use std::time::{Duration, Instant};

use syntect::parsing::{ParseState, Scope, ScopeStack, SyntaxReference, SyntaxSet};
use syntect::util::LinesWithEndings;

use super::escape::escape;

/// Longer blocks, in bytes, are shown plain: colour helps nobody there, and costs the server.
const LONGEST: usize = 50_000;
/// So are blocks with a longer line, in bytes: grammars are worse than linear on those. Some took six seconds for one
/// line of 2,000 spaces.
const LONGEST_LINE: usize = 400;
/// How long all code of a note may take to be coloured, which is a hundred times what real notes take; what is left
/// then is plain. Only time tells what a line costs: there are two hundred grammars, and their expressions backtrack.
pub(super) const PATIENCE: Duration = Duration::from_secs(1);

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

/// The inside of a `<code>` element for a block in this language (the first word behind the fence). What it takes
/// goes off the patience that is left.
pub(super) fn html(code: &str, language: &str, patience: &mut Duration) -> String {
    let plain = language.is_empty() || code.len() > LONGEST || code.lines().any(|line| line.len() > LONGEST_LINE);
    let syntax = if plain { None } else { syntax(language) };
    // A grammar that fails in the middle leaves the block plain.
    syntax.and_then(|syntax| highlight(code, syntax, patience)).unwrap_or_else(|| escape(code).into_owned())
}

fn syntax(language: &str) -> Option<&'static SyntaxReference> {
    let token = match language {
        "jsx" => "tsx",
        "shell" | "console" => "bash",
        other => other,
    };
    SYNTAXES.find_syntax_by_token(token)
}

fn highlight(code: &str, syntax: &SyntaxReference, patience: &mut Duration) -> Option<String> {
    let start = Instant::now();
    let mut out = Coloured { html: String::with_capacity(code.len() * 2), class: "" };
    let (mut state, mut stack) = (ParseState::new(syntax), ScopeStack::new());
    for line in LinesWithEndings::from(code) {
        if start.elapsed() > *patience {
            out.push(line, "");
            continue;
        }
        let mut at = 0;
        for (offset, change) in state.parse_line(line, &SYNTAXES).ok()? {
            out.push(&line[at..offset], class(&stack));
            at = offset;
            stack.apply(&change).ok()?;
        }
        out.push(&line[at..], class(&stack));
    }
    *patience = patience.saturating_sub(start.elapsed());
    Some(out.end())
}

fn class(stack: &ScopeStack) -> &'static str {
    let of_scope =
        |scope: &Scope| CLASSES.iter().find(|(prefix, _)| prefix.is_prefix_of(*scope)).map(|(_, class)| *class);
    stack.as_slice().iter().rev().find_map(of_scope).unwrap_or_default()
}

/// Code in colours, as it grows. Neighbours of one class are one span.
struct Coloured {
    html: String,
    /// The class of the open span; empty where none is open.
    class: &'static str,
}

impl Coloured {
    fn push(&mut self, text: &str, class: &'static str) {
        let class = if text.trim().is_empty() { "" } else { class };
        if !text.is_empty() && class != self.class {
            self.close();
            if !class.is_empty() {
                self.html.push_str(&format!("<span class=\"{class}\">"));
                self.class = class;
            }
        }
        self.html.push_str(&escape(text));
    }

    fn close(&mut self) {
        if !std::mem::take(&mut self.class).is_empty() {
            self.html.push_str("</span>");
        }
    }

    fn end(mut self) -> String {
        self.close();
        self.html
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_known_languages_and_escapes_all() {
        let html = html("const a = \"<b>\"; // x\n", "javascript", &mut PATIENCE.clone());
        assert!(html.contains("<span class=\"k\">const</span>"), "{html}");
        assert!(html.contains("&lt;b&gt;") && !html.contains("<b>"), "{html}");
        assert!(html.contains("<span class=\"c\">// x"), "{html}");
    }

    #[test]
    fn unknown_languages_stay_plain() {
        assert_eq!(html("a < b", "no such language", &mut PATIENCE.clone()), "a &lt; b");
    }

    #[test]
    fn what_takes_too_long_stays_plain() {
        let slow = format!("{}\n", " ".repeat(LONGEST_LINE - 1)).repeat(100);
        let code = format!("int a; // <b>\n{slow}int b;\n");
        let mut patience = Duration::ZERO;
        let html = html(&code, "systemverilog", &mut patience);
        assert_eq!(html, escape(&code), "without patience nothing is coloured");
        let mut patience = PATIENCE;
        let html = super::html(&code, "systemverilog", &mut patience);
        assert!(html.starts_with("<span class=\"k\">int</span>"), "{}", &html[..100]);
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
