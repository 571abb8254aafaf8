//! Syntax highlighting of code blocks, with a few CSS classes that the stylesheet colours for both
//! themes.

use std::cell::Cell;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use quick_cache::sync::Cache;
use syntaxmate::{Catalog, PreparedLanguage, Scopes, Tokenizer, TokenizerOptions};

use crate::markdown::escape::escape;

/// The maximum size of a highlighted block, in bytes: highlighting longer ones helps no reader, and
/// costs time.
const MAX_CODE_BYTES: usize = 50_000;

/// The maximum length of a highlighted line, in bytes.
const MAX_LINE_BYTES: usize = 1_000;

/// The maximum nesting of highlighted code; real code is less nested. Each token has a list of all
/// its scopes, so a page of brackets would take gigabytes.
const MAX_DEPTH: usize = 100;

/// The time limit for highlighting all code of a page, a hundred times what real notes take; code
/// after that is plain. The cost of a line cannot be predicted: the two hundred grammars have
/// regular expressions that backtrack.
pub const MAX_HIGHLIGHT_TIME: Duration = Duration::from_secs(1);

/// The number of cached languages. Known archives mostly use fewer. Each takes about 3 MB, both
/// with real notes and with code that is made to take more.
const MAX_CACHED_LANGUAGES: usize = 16;

static LANGUAGES: LazyLock<Cache<String, PreparedLanguage>> =
    LazyLock::new(|| Cache::new(MAX_CACHED_LANGUAGES));

/// The highlighted scopes and their classes. The first entry that contains a scope wins.
const CLASSES: [(&str, &str); 21] = [
    ("comment", "hl-comment"),
    // Code in a string, or in another language, does not inherit the outer class.
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

/// The content of a `<code>` element for a block in this language, the first word after the fence;
/// `None` if it is not highlighted. Subtracts the elapsed time from `time_left`.
pub(super) fn html(code: &str, language: &str, time_left: &Cell<Duration>) -> Option<String> {
    // The time includes preparing the language.
    let start = Instant::now();
    let is_plain = time_left.get().is_zero() || code.is_empty() || code.len() > MAX_CODE_BYTES;
    let tokenizer = if is_plain { None } else { tokenizer(language) };
    let html = tokenizer.map(|tokenizer| highlight(code, tokenizer, start + time_left.get()));
    time_left.set(time_left.get().saturating_sub(start.elapsed()));
    html
}

/// The tokenizer of a language; `None` if the language is unknown.
fn tokenizer(language: &str) -> Option<Tokenizer> {
    let catalog = Catalog::bundled();
    // Aliases that the library does not have.
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
    let prepared = LANGUAGES
        .get_or_insert_with(language, || {
            PreparedLanguage::from_catalog(&catalog, language)
        })
        .ok()?;
    // The cache of lines is for editors, which tokenize the same lines again.
    Some(prepared.tokenizer(TokenizerOptions {
        max_line_bytes: MAX_LINE_BYTES,
        line_cache_entries: 0,
    }))
}

/// Highlights code until the time `end`; the rest is plain.
fn highlight(code: &str, mut tokenizer: Tokenizer, end: Instant) -> String {
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
        let is_late = || Instant::now() >= end;
        let content = line.trim_end_matches('\n');
        let exceeds_limit = state.depth() > MAX_DEPTH || is_late();
        if exceeds_limit
            || tokenizer
                .tokenize_line_with_interrupt(content, &mut state, on_event, is_late)
                .is_err()
        {
            tokens.clear();
        }
        out.push_line(line, &tokens);
    }
    out.finish()
}

/// The class of the innermost scope that has one.
fn class(scopes: Scopes<'_>) -> &'static str {
    let of_scope = |scope: &str| {
        CLASSES
            .iter()
            .find(|(prefix, _)| is_within(scope, prefix))
            .map(|(_, class)| *class)
    };
    // The innermost scope is the last.
    scopes.filter_map(of_scope).last().unwrap_or_default()
}

/// Whether a scope is equal to another one or below it: `keyword.control` is below `keyword`.
fn is_within(scope: &str, prefix: &str) -> bool {
    scope
        .strip_prefix(prefix)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// Highlighted code while it is written. Adjacent tokens of a line with the same class share a
/// span.
struct Highlighted {
    html: String,
    /// The class of the open span; empty if none is open.
    class: &'static str,
}

impl Highlighted {
    /// Appends a line; `tokens` are the start and the class of each token.
    fn push_line(&mut self, line: &str, tokens: &[(usize, &'static str)]) {
        let (mut at, mut class) = (0, "");
        for &(start, next) in tokens {
            if let Some(text) = line.get(at..start) {
                self.push(text, class);
                at = start;
            }
            class = next;
        }
        // Spans end with their line.
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

    fn finish(mut self) -> String {
        self.close();
        self.html
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A block of code, highlighted or plain.
    fn html(code: &str, language: &str, time_left: &Cell<Duration>) -> String {
        crate::markdown::code::html(code, language, time_left)
            .unwrap_or_else(|| escape(code).into_owned())
    }

    #[test]
    fn known_languages_are_highlighted_and_escaped() {
        let html = html(
            "const a = \"<b>\"; // x\n",
            "javascript",
            &Cell::new(MAX_HIGHLIGHT_TIME),
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
            html("a < b", "no such language", &Cell::new(MAX_HIGHLIGHT_TIME)),
            "a &lt; b"
        );
    }

    #[test]
    fn code_after_the_time_limit_stays_plain() {
        let slow = format!("{}\n", "[a,".repeat(130)).repeat(120);
        let code = format!("int a; // <b>\n{slow}int b;\n");
        assert_eq!(
            html(&code, "cpp", &Cell::default()),
            escape(&code),
            "without time left, nothing is highlighted"
        );
        let time_left = Cell::new(MAX_HIGHLIGHT_TIME / 20);
        let html = html(&code, "cpp", &time_left);
        assert!(html.ends_with("[a,\nint b;\n"), "the last line is plain");
        assert_eq!(time_left.get(), Duration::ZERO);
    }

    #[test]
    fn code_that_is_nested_too_deeply_stays_plain() {
        let code = format!("int a;\n{}", format!("{}\n", "{".repeat(40)).repeat(4));
        let html = html(&(code + "int b;\n"), "cpp", &Cell::new(MAX_HIGHLIGHT_TIME));
        assert!(
            html.starts_with("<span class=\"hl-keyword\">int</span> a;"),
            "{html}"
        );
        assert!(html.ends_with("{\nint b;\n"), "{html}");
    }

    #[test]
    fn no_text_is_lost_in_any_language() {
        let long = "x(".repeat(MAX_LINE_BYTES);
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
                let html = html(code, language, &Cell::new(MAX_HIGHLIGHT_TIME));
                let text: String = html
                    .split('<')
                    .map(|part| part.split_once('>').map_or(part, |(_, text)| text))
                    .collect();
                assert_eq!(text, escape(code), "{language}");
            }
        }
    }

    #[test]
    fn code_in_a_string_is_highlighted_as_code() {
        let html = html("`a ${b} c`\n", "js", &Cell::new(MAX_HIGHLIGHT_TIME));
        assert_eq!(
            html,
            "<span class=\"hl-string\">`a </span>${b}<span class=\"hl-string\"> c`</span>\n"
        );
    }

    #[test]
    fn languages_of_real_notes_are_known() {
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
