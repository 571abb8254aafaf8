//! Behind a proxy with the base path `/notes`: every URL has it, and nothing else differs.

use cueleaf::text::base_url::BaseUrl;

use super::Visitor;
use crate::support::{fixture_below, folder, site_at};

async fn below() -> Visitor {
    Visitor::of(fixture_below()).await
}

#[tokio::test]
async fn a_base_path_changes_only_urls() {
    let base = BaseUrl::new(Some("/notes"), None).unwrap();
    let below = Visitor::of(site_at(&folder("tests/fixture"), base)).await;
    let plain = Visitor::new().await;
    for url in [
        "/",
        "/acquired",
        "/acquired/origin?t=218",
        "/acquired/origin.json",
        "/acquired/origin.md",
        "/quirks/dialect",
        "/video/kn1feSharp0",
        "/video/kn1feSharp0.json",
        "/topic/ceramic_rods",
        "/search?q=stone&video=kn1feSharp0",
        "/search?q=the&channel=quirks",
        "/search?q=stome",
        "/map?q=stone",
        "/history",
        "/nope",
        "/api/search?q=stone",
        "/api/suggest?q=st",
        "/api/map",
        "/api/map/notes?channel=1",
        "/api/map/search?q=stone",
    ] {
        let (plain, below) = (
            plain.get(url).await,
            below.get(&format!("/notes{url}")).await,
        );
        assert_eq!(plain.status, below.status, "{url}");
        let without_base = below.body.replace("/notes/", "/");
        assert_eq!(plain.body, without_base, "{url}");
    }
}

#[tokio::test]
async fn only_the_head_has_absolute_urls() {
    let below = below().await;
    for (url, canonical) in [
        ("/notes/", "https://example.org/notes/"),
        (
            "/notes/acquired/origin?t=218",
            "https://example.org/notes/acquired/origin",
        ),
        (
            "/notes/video/kn1feSharp0",
            "https://example.org/notes/video/kn1feSharp0",
        ),
        (
            "/notes/topic/ceramic_rods",
            "https://example.org/notes/topic/ceramic_rods",
        ),
        ("/notes/map", "https://example.org/notes/map"),
    ] {
        let page = below.page(url).await;
        assert_eq!(page.attributes("link[rel=canonical]", "href"), [canonical]);
        let (_, body) = page.body.split_once("<body>").unwrap();
        assert!(!body.contains("example.org"), "{url}");
    }
}

#[tokio::test]
async fn redirects_keep_the_base_path_and_the_query() {
    let below = below().await;
    for (other, url) in [
        ("/notes", "/notes/"),
        ("/notes?q=a%20b", "/notes/?q=a%20b"),
        (
            "/notes/Acquired/Origin.html?t=218",
            "/notes/acquired/origin?t=218",
        ),
        ("/notes/acquired/acquired", "/notes/acquired"),
        ("/notes/index", "/notes/"),
        ("/notes/search/found", "/notes/~search/found"),
        ("/notes/SEARCH?q=stone", "/notes/search?q=stone"),
        (
            "/notes/video/kn1feSharp0/?t=1",
            "/notes/video/kn1feSharp0?t=1",
        ),
        ("/notes/topic/Ceramic%20Rods", "/notes/topic/ceramic_rods"),
        ("/notes/Acquired/Origin.md", "/notes/acquired/origin.md"),
    ] {
        below.get(other).await.assert_redirects_to(url);
    }
    let topic = below.get("/notes/topic/whetstones").await;
    assert_eq!(
        (topic.status, topic.header("location")),
        (307, "/notes/kitchen/whetstones")
    );
    for random in ["/notes/random", "/notes/random/moment"] {
        let chosen = below.get(random).await.header("location").to_owned();
        assert!(chosen.starts_with("/notes/"), "{chosen}");
        assert_eq!(below.get(&chosen).await.status, 200);
    }
}

#[tokio::test]
async fn without_the_base_path_probes_answer_and_the_home_page_redirects() {
    let below = below().await;
    for probe in ["/healthz", "/readyz", "/notes/healthz", "/notes/readyz"] {
        below.page(probe).await;
    }
    let first = below.get("/").await;
    assert_eq!((first.status, first.header("location")), (307, "/notes/"));
    for nothing in [
        "/acquired/origin",
        "/search?q=stone",
        "/notesacquired",
        "/Notes/",
        "//notes/",
        "/notes/../acquired",
    ] {
        let response = below.get(nothing).await;
        assert_eq!(
            (response.status, response.body.as_str()),
            (404, ""),
            "{nothing}"
        );
    }
}

#[tokio::test]
async fn previews_are_requested_with_the_path_of_the_link() {
    let below = below().await;
    assert!(
        below
            .page("/notes/api/preview?path=/notes/kitchen/whetstones")
            .await
            .body
            .contains("Whetstones")
    );
    assert!(
        below
            .page("/notes/api/preview?path=/notes/topic/ceramic_rods")
            .await
            .body
            .contains("No note yet")
    );
    assert_eq!(
        below
            .get("/notes/api/preview?path=/kitchen/whetstones")
            .await
            .status,
        404
    );
}
