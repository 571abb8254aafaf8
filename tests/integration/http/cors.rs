//! Which responses other origins may read, and the limits that their headers tell.
//! `tests/browser/exports.rs` has what a browser makes of it.

use reqwest::Method;

use super::{Response, Visitor};
use crate::support::{Server, fixture_below, serve};

const ORIGIN: (&str, &str) = ("origin", "https://elsewhere.example");

async fn send(server: &Server, method: Method, url: &str, headers: &[(&str, &str)]) -> Response {
    let client = reqwest::Client::new();
    let mut request = client.request(method, format!("{}{url}", server.url));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    Response::of(request.send().await.unwrap()).await
}

#[tokio::test]
async fn other_origins_may_read_data_and_no_pages() {
    let server = serve(fixture_below()).await;
    for url in [
        "/api/search?q=stone",
        "/api/nothing",
        "/api/openapi.json",
        "/kitchen/whetstones.json",
        "/kitchen/whetstones.md",
        "/kitchen/whetstones.vtt",
        "/kitchen/whetstones.chapters.txt",
        "/kitchen/whetstones.chapters.json",
        "/kitchen/whetstones.annotations.json",
        "/video/kn1feSharp0.csv",
    ] {
        for method in [Method::GET, Method::HEAD] {
            let response = send(&server, method, &format!("/notes{url}"), &[ORIGIN]).await;
            assert_eq!(response.header("access-control-allow-origin"), "*", "{url}");
            assert_eq!(response.header("access-control-allow-credentials"), "");
        }
    }
    let etag = send(&server, Method::GET, "/notes/kitchen/whetstones.json", &[]).await;
    let if_none_match = ("if-none-match", etag.header("etag"));
    let url = "/notes/kitchen/whetstones.json";
    let unchanged = send(&server, Method::GET, url, &[ORIGIN, if_none_match]).await;
    assert_eq!(unchanged.status, 304);
    assert_eq!(unchanged.header("access-control-allow-origin"), "*");
    for url in [
        "/notes/",
        "/notes/kitchen/whetstones",
        "/notes/kitchen/nothing.json",
        "/notes/search?q=stone",
        "/notes/video/kn1feSharp0",
        "/notes/robots.txt",
        "/notes/manifest.webmanifest",
        "/notes/healthz",
        "/kitchen/whetstones.json",
    ] {
        let response = send(&server, Method::GET, url, &[ORIGIN]).await;
        assert_eq!(response.header("access-control-allow-origin"), "", "{url}");
    }
}

#[tokio::test]
async fn preflights_allow_reading_only() {
    let server = serve(fixture_below()).await;
    let asks = ("access-control-request-method", "GET");
    let url = "/notes/api/search";
    let allowed = send(&server, Method::OPTIONS, url, &[ORIGIN, asks]).await;
    assert_eq!(allowed.status, 204);
    assert_eq!(allowed.header("access-control-allow-origin"), "*");
    let methods = allowed.header("access-control-allow-methods");
    assert_eq!(methods, "GET, HEAD, OPTIONS");
    for url in ["/notes/kitchen/whetstones", "/notes/mcp", "/notes/"] {
        let refused = send(&server, Method::OPTIONS, url, &[ORIGIN, asks]).await;
        assert_eq!(refused.header("access-control-allow-origin"), "", "{url}");
        assert_eq!(refused.header("access-control-allow-methods"), "", "{url}");
    }
    let posted = send(&server, Method::POST, url, &[ORIGIN]).await;
    assert_eq!(posted.status, 405);
}

#[tokio::test]
async fn searches_tell_their_rate_limit() {
    let visitor = Visitor::new().await;
    let client = ("x-forwarded-for", "192.0.2.7");
    let get = async |url: &str, headers: &[(&str, &str)]| {
        send(&visitor.server, Method::GET, url, headers).await
    };
    for url in ["/api/search", "/api/moments", "/api/suggest", "/search"] {
        let url = format!("{url}?q=stone");
        let first = get(&url, &[client]).await;
        assert_eq!(
            first.header("ratelimit-policy"),
            "\"search\";q=40;w=5",
            "{url}"
        );
        assert!(
            first.header("ratelimit").starts_with("\"search\";r="),
            "{url}"
        );
        let cached = get(&url, &[("x-forwarded-for", "192.0.2.8")]).await;
        assert_eq!(cached.header("ratelimit"), "", "{url} is of the cache");
        let of_operator = get(&format!("{url}s"), &[]).await;
        assert_eq!(of_operator.header("ratelimit"), "", "{url}");
    }
    let other = ("x-forwarded-for", "192.0.2.9");
    let first = get("/api/suggest?q=first", &[other]).await;
    assert_eq!(first.header("ratelimit"), "\"search\";r=39;t=1");
    let mut number = 0;
    let refused = loop {
        number += 1;
        let response = get(&format!("/api/suggest?q=n{number}"), &[other]).await;
        if response.status == 429 {
            break response;
        }
        assert!(number < 2_000, "the limit is reached");
    };
    assert_eq!(refused.header("ratelimit-policy"), "\"search\";q=40;w=5");
    assert_eq!(refused.header("ratelimit"), "\"search\";r=0;t=5");
    assert_eq!(refused.header("retry-after"), "1");
    assert_eq!(refused.header("access-control-allow-origin"), "*");
    let exposed = refused.header("access-control-expose-headers");
    assert!(exposed.contains("ratelimit-policy"));
}
