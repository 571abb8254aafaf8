//! The response cache: compressed bodies by site number, URL and content coding. Answers
//! `If-None-Match` with 304.

use std::hash::{DefaultHasher, Hash, Hasher};

use axum::body::{Body, Bytes, HttpBody, to_bytes};
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures::FutureExt;
use percent_encoding::percent_decode_str;
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use std::sync::Arc;

use crate::site::store::SiteStore;
use crate::system::metrics;
use crate::text::own_pages::parameters_of_route;
use crate::web::middleware::compression::Encoding;
use crate::web::middleware::request_limits::remove_rate_limit;
use crate::web::pools::render_pool::{Cost, RenderPool};
use crate::web::response::{CachePolicy, internal_error, not_rendered};
use crate::web::server::client::ClientKey;
use crate::web::start_second;

/// The capacity of the cache, in bytes.
const MAX_CACHE_BYTES: u64 = 64 * 1024 * 1024;

/// The size of a typical response, in bytes; sizes the table of the cache.
const TYPICAL_ENTRY_BYTES: u64 = 8 * 1024;

/// Bodies larger than this many bytes are compressed in the render pool, off the async threads.
const MAX_INLINE_COMPRESSION_BYTES: usize = 64 * 1024;

/// Responses for URLs longer than this many bytes are not cached.
const MAX_KEY_BYTES: usize = 512;

/// Identifies a cached response.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct CacheKey {
    /// The number of the site.
    site: u64,
    /// The path and the query parameters that the page reads.
    url: Box<str>,
    encoding: Encoding,
}

/// A complete response with status 200.
#[derive(Debug, Clone)]
struct CachedResponse {
    headers: HeaderMap,
    body: Bytes,
}

#[derive(Debug, Clone)]
struct ResponseWeighter;

impl Weighter<CacheKey, CachedResponse> for ResponseWeighter {
    fn weight(&self, key: &CacheKey, response: &CachedResponse) -> u64 {
        (size_of::<(CacheKey, CachedResponse)>() + key.url.len() + response.body.len() + 512) as u64
    }
}

/// The cached responses; evicts those that are requested least.
pub(in crate::web) struct ResponseCache(Cache<CacheKey, CachedResponse, ResponseWeighter>);

impl Default for ResponseCache {
    fn default() -> Self {
        Self(Cache::with_weighter(
            (MAX_CACHE_BYTES / TYPICAL_ENTRY_BYTES) as usize,
            MAX_CACHE_BYTES,
            ResponseWeighter,
        ))
    }
}

/// Middleware: responds from the cache, or else runs the handler and caches its response.
pub(in crate::web) async fn cache_responses(
    State(store): State<Arc<SiteStore>>,
    State(cache): State<Arc<ResponseCache>>,
    State(render_pool): State<Arc<RenderPool>>,
    mut request: Request,
    next: Next,
) -> Response {
    let is_head = request.method() == Method::HEAD;
    if !is_head && request.method() != Method::GET {
        return next.run(request).await;
    }
    let encoding = Encoding::preferred(request.headers().get(header::ACCEPT_ENCODING));
    let if_none_match = request.headers().get(header::IF_NONE_MATCH).cloned();
    let site = store.site();
    if let Some(uri) = start_second::at_moment(&site, request.uri()) {
        *request.uri_mut() = uri;
    }
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .and_then(|route| site.archive.base().strip_prefix(route.as_str()));
    let url = cache_url(
        request.uri(),
        parameters_of_route(route.unwrap_or_default()),
    );
    // While the index of a new site is built, searches use the previous site: those responses must
    // not be cached.
    let is_search_ready = site.search.get().is_ok();
    let key = CacheKey {
        site: site.number,
        url,
        encoding,
    };
    let cached = match cache.0.get(&key) {
        Some(cached) => {
            metrics::record_cache(true);
            cached
        }
        None => {
            // The response to HEAD would lack the body that is cached.
            *request.method_mut() = Method::GET;
            request.extensions_mut().insert(encoding);
            let client = ClientKey::from_request(&request);
            let response =
                ensure_compressed(&render_pool, client, next.run(request).await, encoding).await;
            let (status, policy) = (response.status(), CachePolicy::from_response(&response));
            if response.extensions().get::<Compressed>().is_none() {
                return response;
            }
            let (parts, body) = response.into_parts();
            let response = match to_bytes(body, usize::MAX).await {
                Ok(body) => CachedResponse {
                    headers: parts.headers,
                    body,
                },
                Err(error) => return internal_error(&error),
            };
            if status != StatusCode::OK || !is_cacheable(policy) {
                return full_response(status, response, is_head);
            }
            metrics::record_cache(false);
            // If the site was replaced meanwhile, the response may be of either site.
            if is_search_ready
                && key.url.len() <= MAX_KEY_BYTES
                && store.site().number == site.number
            {
                let mut shared = response.clone();
                remove_rate_limit(&mut shared.headers);
                cache.0.insert(key, shared);
            }
            response
        }
    };
    if if_none_match
        .is_some_and(|if_none_match| matches_etag(&if_none_match, cached.headers.get(header::ETAG)))
    {
        return not_modified(&cached.headers);
    }
    full_response(StatusCode::OK, cached, is_head)
}

/// The path and the query parameters that its page reads; no others change the response.
fn cache_url(uri: &Uri, parameters: &[&str]) -> Box<str> {
    let mut url = uri.path().to_owned();
    let name = |pair: &str| {
        percent_decode_str(pair.split('=').next().unwrap_or_default())
            .decode_utf8_lossy()
            .into_owned()
    };
    let pairs = uri
        .query()
        .unwrap_or_default()
        .split('&')
        .filter(|pair| parameters.contains(&name(pair).as_str()));
    for (index, pair) in pairs.enumerate() {
        url.push(if index == 0 { '?' } else { '&' });
        url.push_str(pair);
    }
    url.into()
}

fn is_cacheable(policy: Option<CachePolicy>) -> bool {
    matches!(
        policy,
        Some(CachePolicy::Immutable | CachePolicy::Revalidate)
    )
}

/// Whether a body is worth compressing; images, audio and video are compressed already.
fn is_compressible(headers: &HeaderMap) -> bool {
    let content_type = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let is_text = [
        "text/",
        "application/json",
        "application/ld+json",
        "application/xml",
    ]
    .iter()
    .any(|text| content_type.starts_with(text))
        || content_type.contains("+xml");
    // An event stream never ends, and byte ranges refer to the uncompressed body.
    is_text && content_type != "text/event-stream" && !headers.contains_key(header::ACCEPT_RANGES)
}

/// Marks a response that [`compress`] has processed: its body is complete and has an `ETag`.
#[derive(Debug, Clone, Copy)]
struct Compressed;

/// Compresses a response unless that is done already: pages come compressed from the render pool.
async fn ensure_compressed(
    render_pool: &RenderPool,
    client: Option<ClientKey>,
    response: Response,
    encoding: Encoding,
) -> Response {
    if response.extensions().get::<Compressed>().is_some() {
        return response;
    }
    if response.body().size_hint().lower() <= MAX_INLINE_COMPRESSION_BYTES as u64 {
        return compress(response, encoding);
    }
    let compressed = render_pool
        .run(client, Cost::Large, move || compress(response, encoding))
        .await;
    compressed.unwrap_or_else(not_rendered)
}

/// Compresses the body of a response and adds an `ETag`. Errors, bodies that are not text, and
/// streams stay unchanged.
///
/// A page is rendered and compressed under one permit, so that no uncompressed body waits in
/// memory, where no limit would count its bytes.
pub(in crate::web) fn compress(response: Response, encoding: Encoding) -> Response {
    // `request_log` fills in the body of an internal error.
    if response.status() == StatusCode::INTERNAL_SERVER_ERROR
        || !is_compressible(response.headers())
    {
        return response;
    }
    let policy = CachePolicy::from_response(&response);
    let (mut parts, body) = response.into_parts();
    let Some(Ok(plain)) = to_bytes(body, usize::MAX).now_or_never() else {
        return internal_error(&"the body was not complete when it was compressed");
    };
    parts
        .headers
        .insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if is_cacheable(policy)
        && let Ok(etag) = etag(&plain)
    {
        parts.headers.insert(header::ETAG, etag);
    }
    // A cached body has no spare capacity: the compressor's buffer may be many times as large.
    let body = match encoding.compress(&plain) {
        Some(compressed) => {
            parts.headers.insert(
                header::CONTENT_ENCODING,
                HeaderValue::from_static(encoding.name()),
            );
            Bytes::from(compressed.into_boxed_slice())
        }
        None => Bytes::copy_from_slice(&plain),
    };
    parts
        .headers
        .insert(header::CONTENT_LENGTH, HeaderValue::from(body.len()));
    parts.extensions.insert(Compressed);
    Response::from_parts(parts, Body::from(body))
}

/// The weak `ETag` of a body: the same for each content coding.
fn etag(body: &[u8]) -> Result<HeaderValue, axum::http::header::InvalidHeaderValue> {
    let mut hasher = DefaultHasher::new();
    body.hash(&mut hasher);
    HeaderValue::from_str(&format!("W/\"{:016x}\"", hasher.finish()))
}

/// Whether an `If-None-Match` header lists a tag (RFC 9110, 13.1.2).
fn matches_etag(if_none_match: &HeaderValue, etag: Option<&HeaderValue>) -> bool {
    let (Ok(if_none_match), Some(Ok(etag))) =
        (if_none_match.to_str(), etag.map(HeaderValue::to_str))
    else {
        return false;
    };
    let opaque = |etag: &str| etag.trim().trim_start_matches("W/").to_owned();
    if_none_match
        .split(',')
        .any(|candidate| candidate.trim() == "*" || opaque(candidate) == opaque(etag))
}

fn not_modified(headers: &HeaderMap) -> Response {
    let mut response = StatusCode::NOT_MODIFIED.into_response();
    let names = [header::ETAG, header::CACHE_CONTROL, header::VARY];
    response.headers_mut().extend(
        names
            .into_iter()
            .filter_map(|name| Some((name.clone(), headers.get(name)?.clone()))),
    );
    response
}

fn full_response(status: StatusCode, response: CachedResponse, is_head: bool) -> Response {
    let CachedResponse { headers, body } = response;
    let body = if is_head {
        Body::empty()
    } else {
        Body::from(body)
    };
    let mut response = Response::new(body);
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cache_url_has_only_the_parameters_that_the_page_reads() {
        for (requested, expected) in [
            ("/a/b", "/a/b"),
            ("/a/b?x=1", "/a/b"),
            ("/a/b?&&x&t", "/a/b?t"),
            ("/a/b?x=1&t=2&y=3&page=4", "/a/b?t=2&page=4"),
            ("/a/b?%74=2", "/a/b?%74=2"),
            ("/a/b?t=1&t=2", "/a/b?t=1&t=2"),
        ] {
            assert_eq!(
                &*cache_url(&requested.parse().expect("a URL"), &["t", "page"]),
                expected,
                "{requested}"
            );
        }
    }
}
