//! Code blocks: highlighting by a few CSS classes, which the stylesheet colours for both themes.

use std::cell::Cell;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use quick_cache::sync::Cache;
use syntaxmate::{Catalog, PreparedLanguage, Scopes, Tokenizer, TokenizerOptions};

use crate::markdown::escape::escape;

/// Longer blocks, in bytes, are shown plain: colour helps nobody there, and costs the server.
const LONGEST: usize = 50_000;
/// So are longer lines, in bytes, and what follows where code is nested deeper than any that was
/// seen: what a token is stands with it, level by level, so that a page of brackets would take
/// gigabytes.
const LONGEST_LINE: usize = 1_000;
const DEEPEST: usize = 100;
/// How long all code of a page may take to be coloured, which is a hundred times what real notes
/// take; what is left then is plain. Only time tells what a line costs: there are two hundred
/// grammars, and their expressions backtrack.
pub const CODE_TIME: Duration = Duration::from_secs(1);
/// Languages that are kept ready: what the archives that we know use most. Each takes about 3 MB,
/// on real notes and on code that was made to take much.
const LANGUAGES: usize = 16;

static READY: LazyLock<Cache<String, PreparedLanguage>> = LazyLock::new(|| Cache::new(LANGUAGES));

/// The scopes that are told apart, and their classes. The first that a scope falls under wins.
const CLASSES: [(&str, &str); 21] = [
    ("comment", "hl-comment"),
    // Code within a string, or of another language, begins anew.
    ("meta.template.expression", ""),
    ("meta.interpolation", ""),
    ("meta.embedded", ""),
    ("string", "hl-string"),
    ("constant", "hl-constant"),
    ("entity.name.function", "hl-function"),
    ("support.function", "hl-function"),
    ("entity.name", "hl-type"),
    ("support.type", "hl-type"),
    ("support.class", "hl-type"),
    ("storage", "hl-keyword"),
    ("variable.language", "hl-keyword"),
    ("keyword.other.unit", "hl-constant"),
    ("keyword.operator.new", "hl-keyword"),
    ("keyword.operator.expression", "hl-keyword"),
    ("keyword.operator.logical.python", "hl-keyword"),
    ("keyword.operator", ""),
    ("keyword", "hl-keyword"),
    ("entity.other.attribute-name", "hl-attribute"),
    ("variable.parameter", "hl-attribute"),
];

/// The inside of a `<code>` element for a block in this language (the first word behind the fence);
/// `None` where it has no colours. What it takes goes off the time that is left.
pub(super) fn html(code: &str, language: &str, left: &Cell<Duration>) -> Option<String> {
    let start = Instant::now();
    // To make a language ready takes time, too.
    let is_plain = left.get().is_zero() || code.is_empty() || code.len() > LONGEST;
    let tokenizer = if is_plain { None } else { tokenizer(language) };
    let html = tokenizer.map(|tokenizer| coloured(code, tokenizer, start + left.get()));
    left.set(left.get().saturating_sub(start.elapsed()));
    html
}

/// What reads the language; `None` where it is not known.
fn tokenizer(language: &str) -> Option<Tokenizer> {
    let catalog = Catalog::bundled();
    // Names that the library does not know.
    let name = match language {
        "assembly" => "asm",
        "golang" => "go",
        "h" | "hpp" => "cpp",
        "htm" => "html",
        "patch" => "diff",
        "pl" => "perl",
        "plist" | "svg" => "xml",
        other => other,
    };
    let language = catalog.canonical_language(name)?;
    let ready = READY
        .get_or_insert_with(language, || {
            PreparedLanguage::from_catalog(&catalog, language)
        })
        .ok()?;
    // Its memory of lines is for editors, which read the same lines again.
    Some(ready.tokenizer(TokenizerOptions {
        max_line_bytes: LONGEST_LINE,
        line_cache_entries: 0,
    }))
}

/// The code with colours, as far as they are there when the time ends.
fn coloured(code: &str, mut tokenizer: Tokenizer, end: Instant) -> String {
    let mut out = Highlighted {
        html: String::with_capacity(code.len() * 2),
        class: "",
    };
    let mut state = tokenizer.initial_state();
    let mut tokens = Vec::new();
    for line in code.split_inclusive('\n') {
        tokens.clear();
        let on_event =
            |token: syntaxmate::Token| tokens.push((token.range().start, class(token.scopes())));
        let late = || Instant::now() >= end;
        let content = line.trim_end_matches('\n');
        let is_over = state.depth() > DEEPEST || late();
        if is_over
            || tokenizer
                .tokenize_line_with_interrupt(content, &mut state, on_event, late)
                .is_err()
        {
            tokens.clear();
        }
        out.line(line, &tokens);
    }
    out.end()
}

fn class(scopes: Scopes<'_>) -> &'static str {
    let of_scope = |scope: &str| {
        CLASSES
            .iter()
            .find(|(kind, _)| falls_under(scope, kind))
            .map(|(_, class)| *class)
    };
    // The innermost stands last.
    scopes.filter_map(of_scope).last().unwrap_or_default()
}

fn falls_under(scope: &str, kind: &str) -> bool {
    scope
        .strip_prefix(kind)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// Code in colours, as it grows. Neighbours of one class are one span, line by line.
struct Highlighted {
    html: String,
    /// The class of the open span; empty where none is open.
    class: &'static str,
}

impl Highlighted {
    /// A line, and where in it each class begins.
    fn line(&mut self, line: &str, tokens: &[(usize, &'static str)]) {
        let (mut at, mut class) = (0, "");
        for &(start, next) in tokens {
            if let Some(text) = line.get(at..start) {
                self.push(text, class);
                at = start;
            }
            class = next;
        }
        // Tokens end with their line.
        let end = line.trim_end_matches('\n').len().max(at);
        self.push(&line[at..end], class);
        self.push(&line[end..], "");
    }

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

    /// A block of code, with colours or without.
    fn html(code: &str, language: &str, left: &Cell<Duration>) -> String {
        crate::markdown::code::html(code, language, left)
            .unwrap_or_else(|| escape(code).into_owned())
    }

    #[test]
    fn colours_known_languages_and_escapes_all() {
        let html = html(
            "const a = \"<b>\"; // x\n",
            "javascript",
            &Cell::new(CODE_TIME),
        );
        assert!(
            html.contains("<span class=\"hl-keyword\">const</span>"),
            "{html}"
        );
        assert!(
            html.contains("&lt;b&gt;") && !html.contains("<b>"),
            "{html}"
        );
        assert!(html.contains("<span class=\"hl-comment\">// x"), "{html}");
    }

    #[test]
    fn unknown_languages_stay_plain() {
        assert_eq!(
            html("a < b", "no such language", &Cell::new(CODE_TIME)),
            "a &lt; b"
        );
    }

    #[test]
    fn what_takes_too_long_stays_plain() {
        let slow = format!("{}\n", "[a,".repeat(130)).repeat(120);
        let code = format!("int a; // <b>\n{slow}int b;\n");
        assert_eq!(
            html(&code, "cpp", &Cell::default()),
            escape(&code),
            "without time nothing is coloured"
        );
        let left = Cell::new(CODE_TIME / 20);
        let html = html(&code, "cpp", &left);
        assert!(html.ends_with("[a,\nint b;\n"), "the last line is plain");
        assert_eq!(left.get(), Duration::ZERO);
    }

    #[test]
    fn what_is_nested_too_deeply_stays_plain() {
        let code = format!("int a;\n{}", format!("{}\n", "{".repeat(40)).repeat(4));
        let html = html(&(code + "int b;\n"), "cpp", &Cell::new(CODE_TIME));
        assert!(
            html.starts_with("<span class=\"hl-keyword\">int</span> a;"),
            "{html}"
        );
        assert!(html.ends_with("{\nint b;\n"), "{html}");
    }

    #[test]
    fn nothing_is_lost_in_any_language() {
        let long = "x(".repeat(LONGEST_LINE);
        let codes = [
            "a\r\nb\r",
            "\tif (é) { \"<ü>\" } // &\n\n",
            "/* a\n b",
            "\n",
            "'\u{2028}'\n$x = `${1",
            &long,
        ];
        for language in Catalog::bundled().languages() {
            for code in codes {
                let html = html(code, language, &Cell::new(CODE_TIME));
                let text: String = html
                    .split('<')
                    .map(|part| part.split_once('>').map_or(part, |(_, text)| text))
                    .collect();
                assert_eq!(text, escape(code), "{language}");
            }
        }
    }

    #[test]
    fn code_within_a_string_is_code() {
        let html = html("`a ${b} c`\n", "js", &Cell::new(CODE_TIME));
        assert_eq!(
            html,
            "<span class=\"hl-string\">`a </span>${b}<span class=\"hl-string\"> c`</span>\n"
        );
    }

    #[test]
    fn the_languages_of_real_notes_are_known() {
        for language in [
            "javascript",
            "JavaScript",
            "bash",
            "shell",
            "console",
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
            "golang",
            "pl",
            "lua",
            "graphql",
        ] {
            assert!(tokenizer(language).is_some(), "{language}");
        }
    }
}
