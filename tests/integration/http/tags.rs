//! Tags, dates, authors, descriptions and covers: `/tag`, `/tag/{name}`, the header of a note, the
//! filters of search, and the JSON.

use std::sync::Arc;

use cueleaf::archive::Archive;
use cueleaf::corpus::Note;
use cueleaf::pages::Site;

use super::{Visitor, json_of};
use crate::support::site;

const NOTES: &[(&str, &str)] = &[
    (
        "plants/moss.md",
        "---\ntitle: Moss\ntags: [Field Notes, biology/plants]\ndate: 2024-03-05\nupdated: 2024-04-01\n\
         author: \"[[Ada Field]]\"\nspeaker: Bo Leaf\ndescription: Why moss grows on stones.\n\
         cover: https://pictures.example/moss.png\n---\nMoss is a plant without roots. #wet\n",
    ),
    (
        "plants/fern.md",
        "---\ntitle: Fern\npublished: 2025-01\n---\nFerns have leaves, and #field-notes \
         tell more. #biology/plants/ferns\n",
    ),
    (
        "plants/oak.md",
        "---\ntitle: Oak\ntags: biology\n---\nOaks are old. See `#code` and [a](#b), #1.\n",
    ),
    (
        "plants/ada_field.md",
        "---\ntitle: Ada Field\ndate: someday\n---\nShe wrote much.\n",
    ),
    (
        "plants/aside.md",
        "---\ntitle: Aside\nunlisted: true\ntags: [hidden-tag, biology]\n---\n\
         Aside of #hidden-tag and #biology.\n",
    ),
];

async fn visitor() -> Visitor {
    let note = |(path, text): &(&str, &str)| Note::new((*path).to_owned(), (*text).to_owned());
    let notes = NOTES.iter().map(note).collect::<Vec<_>>();
    let site = Site::new(Archive::new(notes.into()), true);
    site.search.begin(&site.archive).unwrap();
    Visitor::of(Arc::new(site)).await
}

#[tokio::test]
async fn the_header_of_a_note_shows_its_data() {
    let visitor = visitor().await;
    let page = visitor.page("/plants/moss").await;
    assert_eq!(
        page.texts(".note-data li"),
        [
            "By Ada Field",
            "With Bo Leaf",
            "5 March 2024",
            "Updated 1 April 2024",
            "#Field Notes",
            "#biology/plants",
            "#wet"
        ]
    );
    assert_eq!(
        page.attributes(".note-data a", "href"),
        [
            "/plants/ada_field",
            "/tag/field-notes",
            "/tag/biology/plants",
            "/tag/wet"
        ]
    );
    assert_eq!(
        page.attributes("meta[name=description]", "content"),
        ["Why moss grows on stones."]
    );
    assert_eq!(
        page.attributes(".note-data time", "datetime")[0],
        "2024-03-05"
    );
    assert_eq!(page.texts(".text a.tag"), ["#wet"]);
    // Pictures of other sites are not loaded.
    assert_eq!(page.texts("img").len(), 0);
    assert_eq!(
        visitor
            .page("/plants/ada_field")
            .await
            .texts(".note-data li")
            .len(),
        0
    );
    let oak = visitor.page("/plants/oak").await;
    assert_eq!(oak.texts(".text a.tag").len(), 0);
}

#[tokio::test]
async fn a_tag_lists_its_notes_the_newest_first() {
    let visitor = visitor().await;
    let page = visitor.page("/tag/biology").await;
    assert_eq!(page.texts("h1"), ["#biology"]);
    assert_eq!(page.texts(".notes > li > a"), ["Fern", "Moss", "Oak"]);
    assert_eq!(page.texts(".notes time"), ["January 2025", "5 March 2024"]);
    assert_eq!(page.texts(".notes p")[1], "Why moss grows on stones.");
    assert_eq!(
        page.attributes(".inline-list a", "href"),
        ["/tag/biology/plants"]
    );
    let nested = visitor.page("/tag/biology/plants/ferns").await;
    assert_eq!(
        nested.attributes(".breadcrumbs a", "href"),
        ["/", "/tag", "/tag/biology", "/tag/biology/plants"]
    );
    for other in ["/tag/Biology", "/tag/biology/", "/tag/BIOLOGY.html"] {
        visitor.get(other).await.assert_redirects_to("/tag/biology");
    }
    visitor
        .get("/tag/Field%20Notes")
        .await
        .assert_redirects_to("/tag/field-notes");
    for missing in [
        "/tag/hidden-tag",
        "/tag/code",
        "/tag/biology?page=2",
        "/tag/1",
    ] {
        assert_eq!(visitor.get(missing).await.status, 404, "{missing}");
    }
    let all = visitor.page("/tag").await;
    assert_eq!(
        all.texts(".inline-list a"),
        [
            "#biology",
            "#biology/plants",
            "#biology/plants/ferns",
            "#Field Notes",
            "#wet"
        ]
    );
    let aside = visitor.page("/plants/aside").await;
    assert_eq!(aside.texts(".text a.tag"), ["#biology"]);
}

#[tokio::test]
async fn searches_are_limited_to_tags_and_dates() {
    let visitor = visitor().await;
    for (query, titles) in [
        ("tag:biology", &["Fern", "Moss", "Oak"][..]),
        ("tag:biology/plants -tag:wet", &["Fern"]),
        ("tag:\"field notes\" tag:wet", &["Moss"]),
        ("tag:#field_notes stones", &[]),
        ("tag:field-notes roots", &["Moss"]),
        ("after:2024", &["Fern", "Moss"]),
        ("after:2024-03-05 before:2024-03-06", &["Moss"]),
        ("before:2024-03-05", &[]),
        ("tag:nothing", &[]),
        ("after:2025-02", &[]),
    ] {
        let query = query.replace('#', "%23").replace(' ', "%20");
        let url = format!("/api/search?q={query}&order=newest");
        let found = json_of(&visitor, &url).await;
        let found: Vec<&str> = found["hits"]
            .as_array()
            .unwrap()
            .iter()
            .map(|hit| hit["title"].as_str().unwrap())
            .collect();
        assert_eq!(found, titles, "{query}");
    }
    let page = visitor.page("/search?q=tag:nothing").await;
    assert!(page.body.contains("No note has the tag “nothing”."));
    let page = visitor.page("/search?q=after:2024&order=newest").await;
    assert_eq!(page.texts(".hits > li > a"), ["Fern", "Moss"]);
    assert_eq!(page.texts(".hits time"), ["January 2025", "5 March 2024"]);
    assert!(page.texts(".choices a").contains(&"Newest".to_owned()));
    let page = visitor.page("/search?q=oaks").await;
    assert!(!page.texts(".choices a").contains(&"Newest".to_owned()));
}

#[tokio::test]
async fn the_json_has_the_data_of_notes_and_tags() {
    let visitor = visitor().await;
    let moss = json_of(&visitor, "/plants/moss.json").await;
    assert_eq!(moss["tags"][1]["name"], "biology/plants");
    assert_eq!(moss["tags"][1]["url"], "/tag/biology/plants");
    assert_eq!(moss["dates"]["sort"], "2024-03-05");
    assert_eq!(moss["dates"]["updated"], "2024-04-01");
    assert!(moss["dates"]["created"].is_null());
    assert_eq!(moss["authors"][0], "Ada Field");
    assert_eq!(moss["speakers"][0], "Bo Leaf");
    assert_eq!(moss["description"], "Why moss grows on stones.");
    assert_eq!(moss["cover"], "https://pictures.example/moss.png");
    let tags = json_of(&visitor, "/api/tags").await;
    assert_eq!(tags["tag_count"], 5);
    assert_eq!(tags["tags"][0]["note_count"], 3);
    let hits = json_of(&visitor, "/api/search?q=fern").await;
    assert_eq!(hits["hits"][0]["date"], "2025-01");
    assert_eq!(hits["hits"][0]["tags"][0], "Field Notes");
    let preview = json_of(&visitor, "/api/preview?path=/tag/biology").await;
    assert_eq!(preview["title"], "biology");
}

#[tokio::test]
async fn a_note_without_a_date_has_that_of_its_video() {
    let folder = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| std::fs::write(folder.path().join(path), text).unwrap();
    write("E1cxZuHrwZc.info.json", r#"{"upload_date": "20240115"}"#);
    write("a.md", "---\nvideoId: E1cxZuHrwZc\n---\nWords.\n");
    write(
        "b.md",
        "---\nvideoId: E1cxZuHrwZc\ndate: 2023\n---\nWords.\n",
    );
    let visitor = Visitor::of(site(folder.path())).await;
    let page = visitor.page("/a").await;
    assert_eq!(page.texts(".note-data li"), ["Published 15 January 2024"]);
    for (note, date) in [("/a.json", "2024-01-15"), ("/b.json", "2023")] {
        let dates = &json_of(&visitor, note).await["dates"];
        assert_eq!(dates["sort"], date);
        assert!(dates["published"].is_null());
    }
}
