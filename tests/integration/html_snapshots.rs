//! Snapshots of the HTML of rendered notes, with every part of the dialect.

use askama::Template;
use cueleaf::archive::{PageId, RouteMatch};
use cueleaf::pages::NotePage;

use crate::support::{fixture, required_corpus, site};

/// The HTML of a note's text.
fn text(path: &str) -> String {
    let site = fixture();
    let RouteMatch::Canonical(PageId::Note(id)) = site.archive.find(path) else {
        panic!("{path} is not a note")
    };
    let html = NotePage::new(&site, id, None).render().unwrap();
    let (_, rest) = html.split_once("<div class=\"text\">\n").unwrap();
    let end = rest
        .find("</div>\n<nav class=\"read-next\"")
        .or_else(|| rest.find("</div>\n<footer"));
    rest[..end.unwrap()].to_owned()
}

#[test]
fn every_part_of_the_dialect() {
    insta::assert_snapshot!(text("quirks/dialect"));
}

#[test]
fn code_of_every_kind() {
    insta::assert_snapshot!(text("quirks/code"));
}

#[test]
fn a_plain_note() {
    insta::assert_snapshot!(text("acquired/origin"));
}

/// The visible text of a page, without code.
fn visible(html: &str) -> String {
    let mut visible_text = String::new();
    let mut code = 0;
    for part in html.split('<').skip(1) {
        let (tag, text) = part.split_once('>').unwrap_or((part, ""));
        match tag.split(' ').next().unwrap() {
            "pre" | "code" => code += 1,
            "/pre" | "/code" => code -= 1,
            _ => {}
        }
        if code == 0 {
            visible_text.push_str(text);
        }
    }
    visible_text
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
}

#[test]
#[ignore = "needs CUELEAF_CORPUS"]
fn no_timestamp_markup_is_visible_in_real_notes() {
    let folder = required_corpus();
    let site = site(&folder);
    for (id, note) in site.archive.notes() {
        let visible_text = visible(&NotePage::new(&site, id, None).render().unwrap());
        for piece in ["yt-timestamp", "data-t=", "</a>", "<a class"] {
            assert!(
                !visible_text.contains(piece),
                "{piece} is visible in {}",
                note.path
            );
        }
    }
}

#[test]
fn visible_text_excludes_code() {
    assert_eq!(
        visible("<p>a &lt;/a&gt; <code>&lt;a&gt;</code>b</p>"),
        "a </a> b"
    );
}
