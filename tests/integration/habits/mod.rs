//! One note of each program that people write notes with, and the text of its page. The `.txt` file
//! beside each note says in words what the program itself shows.

use std::collections::BTreeSet;

use cueleaf::archive::{PageId, RouteMatch};
use cueleaf::pages::NotePage;

use askama::Template;
use scraper::{Html, Selector};

use crate::support::{folder, site};

/// The name of each note, and the words of its source that are markup, which no page shows.
const NOTES: &[(&str, &[&str])] = &[
    (
        "obsidian",
        &[
            "abstract",
            "warning",
            "check",
            "the",
            "year",
            "with",
            "Anna",
            "first",
            "lamps",
            "fuels",
            "png",
            "span",
            "style",
            "color",
            "red",
            "font",
            "ff0000",
            "https",
            "youtu",
            "private",
            "plan",
            "range",
            "Lamp",
            "oils",
            "example",
            "org",
            "curator",
            "Fresnel",
            "lens",
            "Grinding",
            "E1cxZuHrwZc",
            "218",
            "300",
            "mc",
            "be",
        ],
    ),
    (
        "web_clipper",
        &[
            "https",
            "www",
            "youtube",
            "com",
            "watch",
            "kn1feSharp0",
            "example",
            "org",
            "clock",
            "bells",
            "The",
            "story",
            "of",
            "the",
            "harbourclocks",
        ],
    ),
    (
        "logseq",
        &[
            "title",
            "How",
            "bread",
            "rises",
            "tags",
            "kitchen",
            "alias",
            "Rising",
            "youtube",
            "timestamp",
            "collapsed",
            "true",
            "video",
            "https",
            "www",
            "com",
            "watch",
            "kn1feSharp0",
            "icon",
            "id",
            "slow",
            "64a1b2c3",
            "0000",
            "4000",
            "8000",
            "000000000001",
            "BEGIN_QUOTE",
            "END_QUOTE",
            "BEGIN_TIP",
            "END_TIP",
            "TODO",
            "DONE",
            "LOGBOOK",
            "CLOCK",
            "Fri",
            "2024",
            "END",
            "assets",
            "oven_1697",
            "png",
            "example",
            "org",
            "heat",
        ],
    ),
    (
        "roam",
        &[
            "video",
            "timestamp",
            "https",
            "www",
            "youtube",
            "com",
            "watch",
            "E1cxZuHrwZc",
            "TODO",
            "DONE",
            "example",
            "org",
            "archive",
        ],
    ),
    (
        "hugo",
        &[
            "youtube",
            "E1cxZuHrwZc",
            "more",
            "figure",
            "src",
            "images",
            "bridge",
            "png",
            "title",
            "stands",
            "ref",
            "joints",
            "md",
            "go",
            "linenos",
            "table",
            "notice",
            "tip",
        ],
    ),
    (
        "github",
        &[
            "ship",
            "Watch",
            "talk",
            "https",
            "img",
            "youtube",
            "com",
            "vi",
            "E1cxZuHrwZc",
            "jpg",
            "www",
            "watch",
            "align",
            "center",
            "br",
            "sub",
            "NOTE",
            "CAUTION",
            "sunny",
            "details",
            "summary",
            "ferry",
            "tada",
            "kbd",
            "docs",
            "guide",
            "md",
            "set",
            "up",
            "The",
            "release",
            "script",
            "replaces",
            "this",
            "line",
        ],
    ),
    (
        "tubegraph",
        &[
            "From",
            "notes",
            "br",
            "class",
            "yt",
            "timestamp",
            "data",
            "info",
            "quiet_streets",
            "night_service",
        ],
    ),
];

/// Markup that must not be left on a page.
const RAW: &[&str] = &[
    "==",
    "%%",
    "^[",
    "^^",
    "<span",
    "<font",
    "<p",
    "<!--",
    "{{",
    "((",
    "]]",
    "[[",
    "#+",
    "id::",
    "collapsed::",
    "title::",
    ":END:",
    "- [",
    ":warning:",
    ":ship:",
    ":tada:",
    "[!",
    "yt-timestamp",
    "data-t",
    "\\[",
    "**",
    "~~",
    "^first",
    "^fuels",
    "[^",
    "]:",
];

/// The visible text of the page of a note, a line for each block.
fn text(name: &str) -> String {
    let site = site(&folder("tests/integration/habits"));
    let RouteMatch::Canonical(PageId::Note(id)) = site.archive.find(&format!("notes/{name}"))
    else {
        panic!("{name} is not a note")
    };
    let html = NotePage::new(&site, id, None).render().unwrap();
    let (_, rest) = html.split_once("<div class=\"text\">\n").unwrap();
    let end = rest.find("</div>\n<nav class=\"read-next\"");
    let end = end.or_else(|| rest.find("</div>\n<footer"));
    let page = Html::parse_document(&format!("<body>{}</body>", &rest[..end.unwrap()]));
    let body = Selector::parse("body").unwrap();
    // The parts of a line are separated, as table cells have no space between them.
    let parts: Vec<&str> = page.select(&body).flat_map(|body| body.text()).collect();
    let text = parts.join(" ");
    let lines = text
        .lines()
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    lines
        .filter(|line| !line.is_empty())
        .collect::<Vec<_>>()
        .join("\n")
}

/// The words of a text, without the digits of its times, which are shown in another notation.
fn words(text: &str) -> BTreeSet<&str> {
    let words = text.split(|c: char| !c.is_alphanumeric() && c != '_');
    let words = words.map(|word| word.trim_matches('_'));
    words
        .filter(|word| word.len() > 2 || (word.len() == 2 && word.parse::<u8>().is_err()))
        .collect()
}

#[test]
fn pages_read_as_in_the_programs_of_their_notes() {
    for (name, _) in NOTES {
        insta::assert_snapshot!(*name, text(name));
    }
}

#[test]
fn no_markup_is_left() {
    for (name, _) in NOTES {
        let text = text(name);
        for markup in RAW {
            assert!(!text.contains(markup), "{markup} in {name}:\n{text}");
        }
    }
}

#[test]
fn every_word_is_on_the_page() {
    for (name, markup) in NOTES {
        let text = text(name);
        let path = folder("tests/integration/habits/notes").join(format!("{name}.md"));
        let source = std::fs::read_to_string(path).unwrap();
        let fence = &source[..3];
        let body = match source[3..].find(&format!("\n{fence}\n")) {
            Some(end) if matches!(fence, "---" | "+++") => &source[3 + end + 5..],
            _ => &source,
        };
        let shown = words(&text);
        let lost: Vec<&str> = words(body)
            .into_iter()
            .filter(|word| !shown.contains(word) && !markup.contains(word))
            .collect();
        assert!(lost.is_empty(), "{lost:?} of {name}:\n{text}");
    }
}
