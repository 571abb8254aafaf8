//! `/map`, `/api/map`, `/api/map/notes`, `/api/map/search`

use std::collections::BTreeSet;
use std::sync::Arc;

use cueleaf::archive::Archive;
use cueleaf::pages::Site;
use serde_json::{Value, json};

use super::page_size::sent;
use super::{Visitor, json_of};
use crate::support::{folder, required_corpus, serve, site};

/// The URLs of all notes on the map, in the order of their cells; checks that the responses are
/// consistent.
async fn notes_of(visitor: &Visitor) -> Vec<String> {
    let map = json_of(visitor, "/api/map").await;
    let mut all = Vec::new();
    for (number, channel) in map["channels"].as_array().unwrap().iter().enumerate() {
        let names = json_of(visitor, &format!("/api/map/notes?channel={number}")).await;
        let notes = names["notes"].as_array().unwrap();
        let groups = channel["groups"].as_array().unwrap();
        assert_eq!(names["videos"].as_array().unwrap().len(), groups.len());
        let counted: u64 = groups.iter().map(|group| group[5].as_u64().unwrap()).sum();
        assert_eq!(counted as usize, notes.len(), "{channel}");
        all.extend(
            notes
                .iter()
                .map(|note| note[1].as_str().unwrap().to_owned()),
        );
    }
    let next = map["channels"].as_array().unwrap().len();
    assert_eq!(
        visitor
            .get(&format!("/api/map/notes?channel={next}"))
            .await
            .status,
        404
    );
    all
}

#[tokio::test]
async fn without_javascript_the_map_and_a_list_link_to_the_channels() {
    let visitor = Visitor::new().await;
    let page = visitor.page("/map").await;
    let drawn = page.attributes("main svg a", "href");
    assert_eq!(drawn.iter().collect::<BTreeSet<_>>().len(), 9);
    assert_eq!(drawn, page.attributes(".channel-list a", "href"));
    assert!(drawn.contains(&"/#other_notes".to_owned()), "{drawn:?}");
    let names = page.attributes("main svg a", "aria-label");
    assert!(names.contains(&"acquired, 3 notes".to_owned()), "{names:?}");
    assert!(page.texts("main svg text").contains(&"quirks".to_owned()));
    assert_eq!(page.attributes("main form", "action"), ["/search"]);
    assert_eq!(
        page.attributes("main form input", "aria-label"),
        ["Search all notes"],
        "without the script, nothing is highlighted"
    );
    let marked = visitor.page("/map?q=honing+%22rod%22").await;
    assert_eq!(
        marked.attributes("main form input", "value"),
        ["honing \"rod\""]
    );
    visitor.get("/Map/").await.assert_redirects_to("/map");
    for url in ["/", "/acquired"] {
        assert!(
            visitor
                .page(url)
                .await
                .attributes("nav a", "href")
                .contains(&"/map".to_owned()),
            "{url}"
        );
    }
}

#[tokio::test]
async fn every_note_is_on_the_map_once() {
    let visitor = Visitor::new().await;
    let notes = notes_of(&visitor).await;
    let each: BTreeSet<&String> = notes.iter().collect();
    assert_eq!(each.len(), notes.len());
    let site = site(&folder("tests/fixture"));
    let archive = &site.archive;
    let pages = archive
        .notes()
        .map(|(id, _)| id)
        .filter(|id| Some(*id) != archive.home() && !archive.is_index(*id));
    let expected: BTreeSet<String> = pages.map(|id| archive.note_url(id).to_owned()).collect();
    assert_eq!(each.into_iter().cloned().collect::<BTreeSet<_>>(), expected);
}

#[tokio::test]
async fn cells_have_their_notes_and_videos() {
    let visitor = Visitor::new().await;
    let map = json_of(&visitor, "/api/map").await;
    let channels = map["channels"].as_array().unwrap();
    let number = channels
        .iter()
        .position(|channel| channel["name"] == "acquired")
        .unwrap();
    assert_eq!(channels[number]["url"], "/acquired");
    let names = json_of(&visitor, &format!("/api/map/notes?channel={number}")).await;
    assert_eq!(names["videos"][0], "How the cloud began");
    assert_eq!(
        names["notes"][0],
        json!(["Where the cloud came from", "/acquired/origin"])
    );
}

#[tokio::test]
async fn the_map_highlights_the_cells_of_search_results() {
    let visitor = Visitor::new().await;
    let notes = notes_of(&visitor).await;
    for query in [
        "machines",
        "machines+-winter",
        "hardwere",
        "channel:kitchen",
        "%22honing+rod%22",
    ] {
        let found = json_of(&visitor, &format!("/api/map/search?q={query}")).await;
        let cells = found["cells"].as_array().unwrap();
        let marked: BTreeSet<&str> = cells
            .iter()
            .map(|cell| notes[cell.as_u64().unwrap() as usize].as_str())
            .collect();
        let searched = json_of(&visitor, &format!("/api/search?q={query}&limit=100")).await;
        let hits: BTreeSet<&str> = searched["hits"]
            .as_array()
            .unwrap()
            .iter()
            .map(|hit| hit["url"].as_str().unwrap())
            .collect();
        let on_map: BTreeSet<&str> = hits
            .into_iter()
            .filter(|url| notes.iter().any(|note| note == url))
            .collect();
        assert!(!marked.is_empty(), "{query}");
        assert_eq!(marked, on_map, "{query}");
        assert_eq!(
            found["top_hits"][0]["url"], searched["hits"][0]["url"],
            "{query}"
        );
    }
    let similar = json_of(&visitor, "/api/map/search?q=hardwere").await;
    assert_eq!(similar["match_mode"], "similar");
    for nothing in ["", "-machines", "channel:nobody"] {
        let found = json_of(&visitor, &format!("/api/map/search?q={nothing}")).await;
        assert_eq!(
            (&found["cells"], &found["top_hits"]),
            (&json!([]), &json!([])),
            "{nothing}"
        );
    }
}

#[tokio::test]
async fn the_map_is_available_before_search_is_ready() {
    let site = Site::new(
        Archive::new(cueleaf::corpus::load(&folder("tests/fixture")).unwrap()),
        true,
    );
    let visitor = Visitor::of(Arc::new(site)).await;
    visitor.page("/map").await;
    assert!(!notes_of(&visitor).await.is_empty());
    assert_eq!(visitor.get("/api/map/search?q=machines").await.status, 503);
}

#[tokio::test]
async fn an_archive_without_notes_has_a_map_page() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("index.md"), "Nothing yet.\n").unwrap();
    let visitor = Visitor::of(site(folder.path())).await;
    assert_eq!(visitor.page("/map").await.texts(".page-meta"), ["0 notes."]);
    assert_eq!(
        json_of(&visitor, "/api/map").await["channels"],
        Value::Array(Vec::new())
    );
}

#[tokio::test]
#[ignore = "needs CUELEAF_CORPUS"]
async fn every_note_of_the_corpus_has_a_small_cell() {
    let folder = required_corpus();
    let archive = Archive::new(cueleaf::corpus::load(&folder).unwrap());
    let mut cells = BTreeSet::new();
    for (id, note) in archive.notes() {
        let is_list = archive.home() == Some(id) || archive.is_index(id);
        assert_eq!(archive.map().cell(id).is_none(), is_list, "{}", note.path);
        cells.extend(archive.map().cell(id));
    }
    assert!(
        cells.iter().copied().eq(0..cells.len() as u32),
        "cells are numbered without gaps"
    );
    assert!(cells.len() > 5_000);
    let server = serve(Arc::new(Site::new(archive, true))).await;
    let sent = sent(&server, "/api/map").await;
    assert!(sent < 3 * cells.len(), "{sent} bytes");
}
