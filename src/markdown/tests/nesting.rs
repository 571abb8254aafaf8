//! Tests of deeply nested constructs: the stack and the nesting of the page are limited.

use crate::markdown::Subject;
use crate::markdown::tests::{Anywhere, facts, html};

/// A quarter of the stack of the server's threads.
const STACK_BYTES: usize = 512 * 1024;

/// Renders a note on a small stack.
fn rendered(body: &str) -> String {
    std::thread::scope(|scope| {
        let read = || {
            facts(body, Subject::None);
            html(body, &Anywhere::default()).text
        };
        let thread = std::thread::Builder::new()
            .stack_size(STACK_BYTES)
            .spawn_scoped(scope, read)
            .expect("a thread");
        thread.join().expect("no panic")
    })
}

#[test]
fn the_nesting_of_quotes_and_lists_is_limited_without_losing_markers() {
    let html = rendered(&format!("{}a", "> ".repeat(100)));
    let levels = html.matches("<blockquote>").count();
    assert!((30..70).contains(&levels), "{levels}");
    assert_eq!(html.matches("&gt;").count() + levels, 100);
    for mark in ["> ", ">", "- ", "1. ", "> - ", "[^a]: ", "> [!a] "] {
        let html = rendered(&format!("{}end", mark.repeat(10_000)));
        let levels = html.matches("<li>").count()
            + html.matches("<blockquote>").count()
            + html.matches("<div").count();
        assert!(levels < 200 && html.contains("end"), "{mark}: {levels}");
    }
    let stairs: String = (0..500)
        .map(|level| format!("{}- a\n", "  ".repeat(level)))
        .collect();
    assert!(rendered(&stairs).matches("<ul>").count() < 70);
}

#[test]
fn the_nesting_of_real_notes_is_within_the_limit() {
    assert_eq!(
        rendered(&"> ".repeat(20)).matches("<blockquote>").count(),
        20
    );
    assert_eq!(rendered("- - - - - a").matches("<ul>").count(), 5);
}

#[test]
fn code_keeps_its_spaces_and_markers() {
    for far in [" ".repeat(200), "> ".repeat(200)] {
        let html = rendered(&format!("```\n{far}a\n```"));
        assert!(
            html.contains(&format!("<code>{}a\n</code>", far.replace('>', "&gt;"))),
            "{html}"
        );
    }
}

#[test]
fn formulas_may_be_nested_deeply() {
    let parts = [
        "\\frac1",
        "\\frac{a}",
        "\\sqrt",
        "\\sqrt[3]",
        "{",
        "{a",
        "\\left(",
        "x^",
        "x^{",
        "\\hat",
        "\\overset a",
        "\\text{",
        "\\begin{matrix}",
        "\\mathbf",
        "\\sideset a b",
        "\\not",
        "\\binom1",
        "\\genfrac(){1pt}{0}1",
        "'",
        "\\underbrace{",
        "a\\over ",
        "\\begin{cases}",
        "\\color{red}",
        "\\operatorname{",
        "\\phantom{",
        "\\middle|",
        "\\mathop{",
        "\\substack{",
    ];
    for part in parts {
        let opened = part.repeat(1_900 / part.len());
        let closes = "}".repeat(if part.ends_with('{') {
            1_900 / part.len()
        } else {
            0
        });
        let nests = part.repeat(900 / part.len());
        for tex in [
            opened.clone(),
            format!("{nests}1{}", &closes[..closes.len() / 2]),
            format!("{nests}1"),
        ] {
            let html = rendered(&format!("$${tex}$$"));
            assert!(html.contains("<math") || html.contains("<code"), "{part}");
        }
    }
    let deep = format!("$${}1$$", "\\frac1".repeat(200));
    assert_eq!(
        rendered(&deep).matches("<mfrac").count(),
        200,
        "a deeply nested formula is converted"
    );
}

#[test]
fn other_nested_constructs_do_not_overflow_the_stack() {
    for part in [
        "*",
        "_a ",
        "[",
        "![",
        "[[",
        "](",
        "<b>",
        "`a ",
        "~~a ",
        "|",
        "<a data-t=\"",
        "(",
        "&",
        "$",
        "# ",
        "<!--",
    ] {
        let text = part.repeat(20_000) + "\n\nx";
        assert!(rendered(&text).contains('x'), "{part}");
    }
}
