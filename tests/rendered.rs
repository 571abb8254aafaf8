//! Snapshots of rendered notes: each part of the dialect as it reaches the reader.

use askama::Template;
use cueleaf::archive::{Found, Place};
use cueleaf::pages::NotePage;

use crate::support::fixture;

/// The text of a note, as HTML.
fn text(address: &str) -> String {
    let site = fixture();
    let Found::Here(Place::Note(id)) = site.archive.find(address) else { panic!("{address} is a note") };
    let html = NotePage::new(&site, id, None).render().unwrap();
    let (_, rest) = html.split_once("<div class=\"text\">\n").unwrap();
    rest.split_once("</div>\n<footer").unwrap().0.to_owned()
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
