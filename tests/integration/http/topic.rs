//! `/topic/{name}`

use std::sync::Arc;

use cueleaf::archive::Archive;
use cueleaf::corpus::{Corpus, Note};
use cueleaf::pages::Site;

use super::Visitor;

#[tokio::test]
async fn an_unresolved_topic_lists_its_mentions() {
    let visitor = Visitor::new().await;
    let page = visitor.page("/topic/profit_pools").await;
    assert_eq!(page.texts("h1"), ["Profit pools"]);
    assert_eq!(page.attributes("meta[name=robots]", "content"), ["noindex"]);
    assert_eq!(
        page.texts(".backlinks li > a"),
        ["Where the cloud came from"]
    );
    assert_eq!(
        page.texts(".backlinks li p"),
        [
            "What it did to the profit pools of the old vendors was not foreseen. 4:27",
            "See the later years and profit pools. 7:03"
        ]
    );
    assert_eq!(
        page.texts(".page-meta"),
        ["No note has this title yet. Mentioned in 1 note. Search for “Profit pools”"]
    );
    assert_eq!(page.texts(".breadcrumbs li"), ["Home", "Topics"]);
    assert_eq!(page.texts(".mentions h2"), ["acquired 1 note"]);
}

#[tokio::test]
async fn a_topic_listed_by_an_index_shows_the_video() {
    let visitor = Visitor::new().await;
    let page = visitor.page("/topic/never_written").await;
    assert_eq!(page.texts("h1"), ["Never written"]);
    assert_eq!(
        page.attributes(".link-list:first-of-type a", "href")[..2],
        ["/video/E1cxZuHrwZc", "/acquired"]
    );
}

#[tokio::test]
async fn topics_have_canonical_urls_too() {
    let visitor = Visitor::new().await;
    visitor
        .get("/topic/Profit%20Pools")
        .await
        .assert_redirects_to("/topic/profit_pools");
    visitor
        .get("/topic/profit-pools/")
        .await
        .assert_redirects_to("/topic/profit_pools");
    let response = visitor.get("/topic/idle_servers").await;
    assert_eq!(
        (response.status, response.header("location")),
        (307, "/acquired/idle_servers")
    );
    assert_eq!(
        visitor.page("/topic/%C3%B6l%C3%A7%C3%BC").await.texts("h1"),
        ["Ölçü"]
    );
}

#[tokio::test]
async fn a_topic_lists_the_notes_that_a_search_for_its_name_finds() {
    let note = |path: &str, text: &str| Note::new(path.to_owned(), text.to_owned());
    let notes = vec![
        note("a/plan.md", "Next comes [[tidal power: -a plan]]."),
        note(
            "b/moon.md",
            "The moon gives tidal power, and a plan is made.",
        ),
        note("b/title_power.md", "Who owns a title."),
    ];
    let site = Arc::new(Site::new(Archive::new(Corpus::from(notes)), true));
    let visitor = Visitor::of(Arc::clone(&site)).await;
    let url = "/topic/tidal_power_a_plan";
    let similar = |page: super::Response| page.texts("#nearest_notes + ul a");
    assert_eq!(similar(visitor.page(url).await), [""; 0]);
    site.search.begin(&site.archive).unwrap();
    assert_eq!(similar(visitor.page(url).await), ["moon"]);
}

#[tokio::test]
async fn mentions_are_grouped_by_channel() {
    let note = |path: &str, text: &str| Note::new(path.to_owned(), text.to_owned());
    let notes = vec![
        note("a/one.md", "Foam hides in [[tidal power]]."),
        note("b/first.md", "Mills use [[tidal power]]."),
        note(
            "b/second.md",
            "Some say [[tidal power]] is old. And [[Tidal power]] is new.",
        ),
        note("loose.md", "Of [[tidal power]]."),
    ];
    let visitor = Visitor::of(Arc::new(Site::new(Archive::new(notes.into()), true))).await;
    let page = visitor.page("/topic/tidal_power").await;
    assert_eq!(
        page.texts(".mentions h2"),
        ["b 2 notes", "Notes outside channels 1 note", "a 1 note"]
    );
    assert_eq!(page.attributes(".mentions h2 a", "href"), ["/b", "/a"]);
    assert_eq!(
        page.texts(".mentions:first-of-type p"),
        [
            "Mills use tidal power.",
            "Some say tidal power is old.",
            "And Tidal power is new."
        ]
    );
    assert!(page.texts(".page-meta")[0].contains("Mentioned in 4 notes."));
}
