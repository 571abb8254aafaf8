//! Conditional requests, the response cache, and compression.

use super::Visitor;

const NOTE: &str = "/acquired/origin";

impl Visitor {
    pub(super) async fn request(
        &self,
        method: &str,
        url: &str,
        headers: &[(&str, &str)],
    ) -> reqwest::Response {
        let client = reqwest::Client::builder()
            .no_gzip()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .unwrap();
        let method = reqwest::Method::from_bytes(method.as_bytes()).unwrap();
        let request = client.request(method, format!("{}{url}", self.server.url));
        headers
            .iter()
            .fold(request, |request, (name, value)| {
                request.header(*name, *value)
            })
            .send()
            .await
            .unwrap()
    }
}

fn header(response: &reqwest::Response, name: &str) -> String {
    response
        .headers()
        .get(name)
        .map_or(String::new(), |value| value.to_str().unwrap().to_owned())
}

#[tokio::test]
async fn unchanged_pages_are_answered_with_304() {
    let visitor = Visitor::new().await;
    let script = visitor
        .page(NOTE)
        .await
        .attributes("script[type=module]", "src")[0]
        .clone();
    for (url, policy) in [
        (NOTE, "no-cache"),
        ("/", "no-cache"),
        ("/acquired/origin.md", "no-cache"),
        ("/acquired/origin.json", "no-cache"),
        ("/search?q=margin", "no-cache"),
        (&script, "public, max-age=31536000, immutable"),
    ] {
        let first = visitor.request("GET", url, &[]).await;
        assert_eq!(
            (
                first.status().as_u16(),
                header(&first, "cache-control").as_str()
            ),
            (200, policy),
            "{url}"
        );
        assert_eq!(header(&first, "vary"), "accept-encoding");
        let tag = header(&first, "etag");
        for known in [
            tag.clone(),
            format!("\"other\", {tag}"),
            "*".to_owned(),
            tag.replace("W/", ""),
        ] {
            let again = visitor
                .request(
                    "GET",
                    url,
                    &[("if-none-match", &known), ("accept-encoding", "gzip")],
                )
                .await;
            assert_eq!(
                (again.status().as_u16(), header(&again, "etag")),
                (304, tag.clone()),
                "{url} {known}"
            );
            assert_eq!(header(&again, "cache-control"), policy);
            assert!(header(&again, "content-security-policy").contains("default-src 'none'"));
            assert_eq!(again.bytes().await.unwrap().len(), 0);
        }
        let other = visitor
            .request("GET", url, &[("if-none-match", "W/\"0\"")])
            .await;
        assert_eq!(other.status(), 200, "{url}");
    }
}

#[tokio::test]
async fn head_has_the_headers_of_get() {
    let visitor = Visitor::new().await;
    for url in [NOTE, "/nothing/here", "/acquired/origin.md", "/Acquired"] {
        for accepted in ["identity", "br"] {
            let head = visitor
                .request("HEAD", url, &[("accept-encoding", accepted)])
                .await;
            let get = visitor
                .request("GET", url, &[("accept-encoding", accepted)])
                .await;
            assert_eq!(head.status(), get.status());
            let (mut head_headers, mut get_headers) =
                (head.headers().clone(), get.headers().clone());
            for other in ["date", "x-request-id"] {
                assert_eq!(
                    (
                        head_headers.remove(other).is_some(),
                        get_headers.remove(other).is_some()
                    ),
                    (true, true)
                );
            }
            assert_eq!(head_headers, get_headers, "{url}");
            assert_eq!(head.bytes().await.unwrap().len(), 0);
            assert_eq!(
                header(&get, "content-length"),
                get.bytes().await.unwrap().len().to_string()
            );
        }
    }
}

#[tokio::test]
async fn pages_are_compressed_as_accepted_with_the_same_content() {
    let visitor = Visitor::new().await;
    let plain = visitor
        .request("GET", NOTE, &[("accept-encoding", "identity")])
        .await;
    let tag = header(&plain, "etag");
    let plain = plain.text().await.unwrap();
    for (accepted, packed) in [
        ("gzip", "gzip"),
        ("zstd, gzip;q=0.5", "zstd"),
        ("gzip, br, zstd", "br"),
    ] {
        // First rendered, then from the cache.
        for _ in 0..2 {
            let response = visitor
                .request("GET", NOTE, &[("accept-encoding", accepted)])
                .await;
            assert_eq!(
                (
                    header(&response, "content-encoding"),
                    header(&response, "etag")
                ),
                (packed.to_owned(), tag.clone())
            );
            let body = response.bytes().await.unwrap();
            assert!(
                body.len() * 2 < plain.len(),
                "{accepted}: {} of {}",
                body.len(),
                plain.len()
            );
            if packed == "zstd" {
                assert_eq!(zstd::decode_all(&body[..]).unwrap(), plain.as_bytes());
            }
        }
    }
    assert_eq!(
        visitor.page(NOTE).await.body,
        plain,
        "gzip, which the client decompresses"
    );
}

#[tokio::test]
async fn varying_and_missing_pages_are_not_cached() {
    let visitor = Visitor::new().await;
    for (url, status, policy) in [
        ("/random", 303, "no-store"),
        ("/readyz", 200, "no-store"),
        ("/none", 404, "no-cache"),
    ] {
        let response = visitor.request("GET", url, &[("if-none-match", "*")]).await;
        assert_eq!(
            (
                response.status().as_u16(),
                header(&response, "cache-control").as_str()
            ),
            (status, policy),
            "{url}"
        );
    }
    assert_eq!(visitor.request("POST", NOTE, &[]).await.status(), 405);
}

#[tokio::test]
async fn unused_query_parameters_do_not_change_the_response() {
    let visitor = Visitor::new().await;
    for (url, other) in [
        ("/", "t=1"),
        (NOTE, "x=1&q=2"),
        ("/acquired", "x=1"),
        ("/video/E1cxZuHrwZc", "q=1"),
        ("/search?q=margin", "limit=3"),
        ("/api/search?q=margin", "page=3"),
        ("/api/suggest?q=margin", "limit=3"),
        ("/api/preview?path=/acquired/origin", "q=1"),
        ("/map", "t=1"),
        ("/api/map", "q=1"),
        ("/api/map/notes?channel=0", "q=1"),
        ("/topic/ceramic_rods", "t=1"),
        ("/history", "t=1"),
    ] {
        let joint = if url.contains('?') { '&' } else { '?' };
        let (plain, with) = (
            visitor.request("GET", url, &[]).await,
            format!("{url}{joint}{other}"),
        );
        let status = plain.status();
        let (plain, with) = (
            plain.text().await.unwrap(),
            visitor
                .request("GET", &with, &[])
                .await
                .text()
                .await
                .unwrap(),
        );
        assert_eq!((status.as_u16(), plain), (200, with), "{url}");
    }
}
