//! The site's own pages: other spellings, reserved names, and the errors of the API.

use std::sync::Arc;

use cueleaf::archive::Archive;
use cueleaf::corpus::Note;
use cueleaf::pages::Site;
use cueleaf::text::own_pages::OwnPage;
use serde_json::Value;

use super::{Response, Visitor};

/// An example URL of a route.
fn example(page: OwnPage) -> String {
    page.route()
        .replace("{*id}", "AAAAAAAAAA1")
        .replace("{*name}", "a_thing")
        .replace(['{', '}', '*'], "")
}

#[tokio::test]
async fn every_own_page_is_answered_and_reserved() {
    let note = |page: OwnPage| {
        Note::new(
            format!("{}/a.md", &example(page)[1..]),
            "---\ntitle: A\n---\nText.\n".to_owned(),
        )
    };
    let notes = OwnPage::all()
        .filter(|page| *page != OwnPage::Home)
        .map(note)
        .collect::<Vec<_>>();
    let visitor = Visitor::of(Arc::new(Site::new(Archive::new(notes.into()), true))).await;
    for page in OwnPage::all().filter(|page| *page != OwnPage::Home) {
        let url = example(page);
        assert_ne!(visitor.get(&url).await.texts("h1"), ["A"], "{url}");
        let note = visitor.page(&format!("/~{}/a", &url[1..])).await;
        assert_eq!(note.texts("h1"), ["A"], "a note below {url}");
    }
}

#[tokio::test]
async fn other_spellings_redirect_to_own_pages() {
    let visitor = Visitor::new().await;
    for page in [
        "/search",
        "/queue",
        "/random",
        "/random/moment",
        "/history",
        "/map",
        "/topics",
    ] {
        for other in [
            format!("{page}/"),
            format!("{page}.html"),
            page.to_uppercase(),
        ] {
            visitor.get(&other).await.assert_redirects_to(page);
        }
    }
    visitor
        .get("/History/?x=1")
        .await
        .assert_redirects_to("/history?x=1");
}

#[tokio::test]
async fn a_favicon_exists() {
    let visitor = Visitor::new().await;
    let icon = visitor.get("/favicon.ico").await;
    assert_eq!(
        visitor
            .page(icon.header("location"))
            .await
            .header("content-type"),
        "image/svg+xml"
    );
}

fn assert_is_problem(url: &str, response: &Response, status: u16) {
    assert_eq!(
        (response.status, response.header("content-type")),
        (status, "application/problem+json"),
        "{url}"
    );
    let problem: Value =
        serde_json::from_str(&response.body).unwrap_or_else(|error| panic!("{url}: {error}"));
    assert_eq!(problem["status"], status, "{url}");
    assert!(
        !problem["title"].as_str().unwrap_or_default().is_empty(),
        "{url}"
    );
}

#[tokio::test]
async fn every_api_error_is_problem_json() {
    let visitor = Visitor::new().await;
    let long = format!("/api/search?q={}", "a".repeat(20_000));
    for (url, status) in [
        ("/api/nothing", 404),
        ("/api/search/more", 404),
        ("/api/", 404),
        ("/api/preview?path=/nope", 404),
        ("/api/map/notes?channel=99", 404),
        ("/api/events", 404),
        (&long, 414),
    ] {
        assert_is_problem(url, &visitor.get(url).await, status);
    }
    let posted = visitor
        .client
        .post(format!("{}/api/search", visitor.server.url))
        .send()
        .await
        .unwrap();
    assert_eq!(posted.headers()["allow"], "GET,HEAD");
    assert_is_problem("POST", &Response::of(posted).await, 405);
}

#[tokio::test]
async fn search_errors_have_a_cause() {
    let corpus = cueleaf::corpus::load(&crate::support::folder("tests/fixture")).unwrap();
    let visitor = Visitor::of(Arc::new(Site::new(Archive::new(corpus), true))).await;
    for url in ["/api/search?q=a", "/api/suggest?q=a", "/api/map/search?q=a"] {
        let response = visitor.get(url).await;
        assert_is_problem(url, &response, 503);
        assert_eq!(
            serde_json::from_str::<Value>(&response.body).unwrap()["detail"],
            "Search is being prepared (0%)."
        );
        assert_eq!(response.header("retry-after"), "1");
    }
}

#[tokio::test]
async fn a_missing_page_offers_a_search_and_pages_that_resemble_it() {
    let visitor = Visitor::new().await;
    let page = visitor.get("/acquired/idle-servrs.html").await;
    assert_eq!(page.status, 404);
    assert_eq!(
        page.attributes("main input[type=search]", "value"),
        ["idle servrs"]
    );
    assert_eq!(
        page.attributes("#nearest_notes + ul a", "href"),
        ["/acquired/idle_servers"]
    );
    let page = visitor.get("/aquired").await;
    assert_eq!(
        page.attributes("#nearest_notes + ul a", "href")[0],
        "/acquired"
    );
    let page = visitor.get("/acquired/xyzzy_plugh").await;
    assert_eq!(page.texts("#nearest_notes"), [""; 0]);
    assert_eq!(page.attributes(".breadcrumbs a", "href"), ["/"]);
}
