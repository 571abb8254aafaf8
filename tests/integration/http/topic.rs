//! `/topic/{name}`

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
        ["No note has this title yet. Mentioned in 1 note."]
    );
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
