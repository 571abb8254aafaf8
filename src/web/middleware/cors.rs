//! Cross-origin resource sharing: pages of other origins may read what programs read, which is the
//! API, data, Markdown, feeds and exports. They may not read HTML pages, nor anything with
//! credentials.

use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;

use crate::text::base_url::BaseUrl;
use crate::web::handlers::note_files::has_file_extension;
use crate::web::response::CachePolicy;

/// The methods that read.
const METHODS: HeaderValue = HeaderValue::from_static("GET, HEAD, OPTIONS");

/// The headers of requests that need a preflight otherwise.
const REQUEST_HEADERS: HeaderValue =
    HeaderValue::from_static("accept, cache-control, if-modified-since, if-none-match");

/// The headers of responses that scripts may read, beside those that they always may.
const RESPONSE_HEADERS: HeaderValue =
    HeaderValue::from_static("etag, ratelimit, ratelimit-policy, retry-after, x-request-id");

/// How long a browser may keep the answer to a preflight, in seconds: a day.
const PREFLIGHT_MAX_AGE: HeaderValue = HeaderValue::from_static("86400");

/// Middleware: answers `OPTIONS`, the method of preflights.
pub(in crate::web) async fn answer_preflights(
    State(base): State<BaseUrl>,
    request: Request,
    next: Next,
) -> Response {
    if request.method() != Method::OPTIONS || !is_shared(&base, request.uri().path()) {
        return next.run(request).await;
    }
    let headers: [(HeaderName, HeaderValue); 4] = [
        (header::ALLOW, METHODS),
        (header::ACCESS_CONTROL_ALLOW_METHODS, METHODS),
        (header::ACCESS_CONTROL_ALLOW_HEADERS, REQUEST_HEADERS),
        (header::ACCESS_CONTROL_MAX_AGE, PREFLIGHT_MAX_AGE),
    ];
    CachePolicy::Never.apply_to((StatusCode::NO_CONTENT, headers))
}

/// Middleware: allows all origins to read a response, except HTML.
pub(in crate::web) async fn allow_origins(
    State(base): State<BaseUrl>,
    request: Request,
    next: Next,
) -> Response {
    let is_shared = is_shared(&base, request.uri().path());
    let mut response = next.run(request).await;
    if is_shared && !is_html(&response) {
        let headers = response.headers_mut();
        let any = HeaderValue::from_static("*");
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, any);
        headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, RESPONSE_HEADERS);
    }
    response
}

/// Whether a path is that of something that programs read.
fn is_shared(base: &BaseUrl, path: &str) -> bool {
    let path = base.strip_prefix(path).unwrap_or_default();
    let is_feed = path.ends_with("/feed.xml");
    let is_file = has_file_extension(path) && !path.starts_with("/static/");
    path.starts_with("/api/") || path == "/oembed" || is_feed || is_file
}

fn is_html(response: &Response) -> bool {
    let content_type = response.headers().get(header::CONTENT_TYPE);
    content_type.is_some_and(|content_type| content_type.as_bytes().starts_with(b"text/html"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_programs_read_is_shared() {
        let base = BaseUrl::new(Some("/notes"), None).expect("a base URL");
        for path in [
            "/api/search",
            "/api/nothing",
            "/a/b.json",
            "/a/b.md",
            "/a/b.vtt",
            "/a/b.csv",
            "/a/b.chapters.txt",
            "/a/b.chapters.json",
            "/video/E1cxZuHrwZc.annotations.json",
            "/feed.xml",
            "/a/feed.xml",
            "/tag/b/feed.xml",
            "/oembed",
        ] {
            assert!(is_shared(&base, &format!("/notes{path}")), "{path}");
            assert!(!is_shared(&base, path), "{path} is outside of the site");
        }
        for path in [
            "/",
            "/a/b",
            "/search",
            "/static/1/a.json",
            "/mcp",
            "/embed/a/b",
            "/a/b.png",
            "/a/b.txt",
            "/robots.txt",
            "/sitemap.xml",
            "/metrics",
        ] {
            assert!(!is_shared(&base, &format!("/notes{path}")), "{path}");
        }
    }
}
