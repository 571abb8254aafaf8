//! Snapshots of rendered notes: each part of the dialect as it reaches the reader.

use askama::Template;
use cueleaf::archive::{PageId, RouteMatch};
use cueleaf::pages::NotePage;

use crate::support::{corpus, fixture, site};

/// The text of a note, as HTML.
fn text(address: &str) -> String {
    let site = fixture();
    let RouteMatch::Canonical(PageId::Note(id)) = site.archive.find(address) else {
        panic!("{address} is a note")
    };
    let html = NotePage::new(&site, id, None).render().unwrap();
    let (_, rest) = html.split_once("<div class=\"text\">\n").unwrap();
    let end = rest
        .find("</div>\n<nav class=\"onward\"")
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

/// What a reader sees of a page, without code.
fn visible(html: &str) -> String {
    let mut seen = String::new();
    let mut code = 0;
    for part in html.split('<').skip(1) {
        let (tag, text) = part.split_once('>').unwrap_or((part, ""));
        match tag.split(' ').next().unwrap() {
            "pre" | "code" => code += 1,
            "/pre" | "/code" => code -= 1,
            _ => {}
        }
        if code == 0 {
            seen.push_str(text);
        }
    }
    seen.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
}

#[test]
fn no_markup_of_a_timestamp_shows_in_real_notes() {
    let Some(folder) = corpus() else {
        eprintln!("skipped: the folder of real notes is not here");
        return;
    };
    let site = site(&folder);
    for (id, note) in site.archive.notes() {
        let seen = visible(&NotePage::new(&site, id, None).render().unwrap());
        for piece in ["yt-timestamp", "data-t=", "</a>", "<a class"] {
            assert!(!seen.contains(piece), "{piece} shows in {}", note.path);
        }
    }
}

#[test]
fn what_is_visible_is_told_from_code() {
    assert_eq!(
        visible("<p>a &lt;/a&gt; <code>&lt;a&gt;</code>b</p>"),
        "a </a> b"
    );
}
