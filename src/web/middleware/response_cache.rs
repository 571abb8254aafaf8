//! Answers that are kept: the same key to the same site is answered from memory, compressed
//! already; and who has the answer still is told so.

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
use crate::web::pools::render_pool::{Cost, RenderPool};
use crate::web::response::{CachePolicy, internal_error, not_rendered};
use crate::web::server::client::Client;

/// How many bytes of answers are kept.
const MAX_CACHE_BYTES: u64 = 64 * 1024 * 1024;

/// What an answer of usual size takes: of so many the store is made for at first.
const TYPICAL_ENTRY_BYTES: u64 = 8 * 1024;

/// Bodies larger than this are compressed off the threads that answer.
const MAX_INLINE_COMPRESSION_BYTES: usize = 64 * 1024;

/// Longer addresses are answered, but not kept.
const MAX_KEY_BYTES: usize = 512;

/// What is asked: by which site, where, and how compressed.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct CacheKey {
    site: u64,
    /// The path and the parameters that the page reads.
    address: Box<str>,
    encoding: Encoding,
}

/// A whole answer.
#[derive(Debug, Clone)]
struct CachedResponse {
    headers: HeaderMap,
    body: Bytes,
}

#[derive(Debug, Clone)]
struct Size;

impl Weighter<CacheKey, CachedResponse> for Size {
    fn weight(&self, key: &CacheKey, answer: &CachedResponse) -> u64 {
        (size_of::<(CacheKey, CachedResponse)>() + key.address.len() + answer.body.len() + 512)
            as u64
    }
}

/// The answers that are kept, those asked for most.
pub(in crate::web) struct ResponseCache(Cache<CacheKey, CachedResponse, Size>);

impl Default for ResponseCache {
    fn default() -> Self {
        Self(Cache::with_weighter(
            (MAX_CACHE_BYTES / TYPICAL_ENTRY_BYTES) as usize,
            MAX_CACHE_BYTES,
            Size,
        ))
    }
}

/// Answers from what is kept, or else asks on and keeps it.
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
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .and_then(|route| site.archive.base().below(route.as_str()));
    let address = cache_url(
        request.uri(),
        parameters_of_route(route.unwrap_or_default()),
    );
    // While the index of a new archive is made, searches are answered from the old one: nothing to
    // keep.
    let is_settled = site.search.get().is_ok();
    let site = site.number;
    let key = CacheKey {
        site,
        address,
        encoding,
    };
    let answer = match cache.0.get(&key) {
        Some(answer) => {
            metrics::record_cache(true);
            answer
        }
        None => {
            // A handler that answers HEAD would leave out what is to be kept.
            *request.method_mut() = Method::GET;
            request.extensions_mut().insert(encoding);
            let client = Client::of(&request);
            let response =
                compressed(&render_pool, client, next.run(request).await, encoding).await;
            let (status, policy) = (response.status(), CachePolicy::of(&response));
            if response.extensions().get::<Compressed>().is_none() {
                return response;
            }
            let (parts, body) = response.into_parts();
            let answer = match to_bytes(body, usize::MAX).await {
                Ok(body) => CachedResponse {
                    headers: parts.headers,
                    body,
                },
                Err(error) => return internal_error(&error),
            };
            if status != StatusCode::OK || !is_cacheable(policy) {
                return full_response(status, answer, is_head);
            }
            // Unless the site was exchanged meanwhile, whose answer this may be.
            metrics::record_cache(false);
            if is_settled && key.address.len() <= MAX_KEY_BYTES && store.site().number == site {
                cache.0.insert(key, answer.clone());
            }
            answer
        }
    };
    if if_none_match
        .is_some_and(|if_none_match| matches_etag(&if_none_match, answer.headers.get(header::ETAG)))
    {
        return not_modified(answer.headers);
    }
    full_response(StatusCode::OK, answer, is_head)
}

/// The path and the parameters that its page reads: no others make another answer.
fn cache_url(uri: &Uri, parameters: &[&str]) -> Box<str> {
    let mut address = uri.path().to_owned();
    let name = |pair: &str| {
        percent_decode_str(pair.split('=').next().unwrap_or_default())
            .decode_utf8_lossy()
            .into_owned()
    };
    let read = uri
        .query()
        .unwrap_or_default()
        .split('&')
        .filter(|pair| parameters.contains(&name(pair).as_str()));
    for (index, pair) in read.enumerate() {
        address.push(if index == 0 { '?' } else { '&' });
        address.push_str(pair);
    }
    address.into()
}

fn is_cacheable(policy: Option<CachePolicy>) -> bool {
    matches!(
        policy,
        Some(CachePolicy::Immutable | CachePolicy::Revalidate)
    )
}

/// Pictures and sound are compressed already, and are sent in parts.
fn is_text(headers: &HeaderMap) -> bool {
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .unwrap_or_default();
    let is_text = ["text/", "application/json", "image/svg+xml"]
        .iter()
        .any(|text| kind.starts_with(text));
    // What goes on and on is never whole, and what is sent in parts is not compressed.
    is_text && kind != "text/event-stream" && !headers.contains_key(header::ACCEPT_RANGES)
}

/// A response whose body is compressed, tagged and whole.
#[derive(Debug, Clone, Copy)]
struct Compressed;

/// Compresses a response that is not compressed yet: a page comes compressed from the render pool.
async fn compressed(
    render_pool: &RenderPool,
    client: Option<Client>,
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

/// Compresses the body of a response and adds its `ETag`. Errors, binary types and streamed bodies
/// stay unchanged.
///
/// A page is rendered and compressed under one permit, so that no body waits to be compressed:
/// nobody would count its bytes.
pub(in crate::web) fn compress(response: Response, encoding: Encoding) -> Response {
    // What failed is told by who observes.
    if response.status() == StatusCode::INTERNAL_SERVER_ERROR || !is_text(response.headers()) {
        return response;
    }
    let policy = CachePolicy::of(&response);
    let (mut parts, body) = response.into_parts();
    let Some(Ok(plain)) = to_bytes(body, usize::MAX).now_or_never() else {
        return internal_error(&"the body was not complete when it was compressed");
    };
    parts
        .headers
        .insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if is_cacheable(policy)
        && let Ok(tag) = tag(&plain)
    {
        parts.headers.insert(header::ETAG, tag);
    }
    // What is kept holds no room beyond its bytes: a buffer for the worst case is many times as
    // large.
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

/// Names a body, however it is compressed: that is what a weak tag says.
fn tag(body: &[u8]) -> Result<HeaderValue, axum::http::header::InvalidHeaderValue> {
    let mut hasher = DefaultHasher::new();
    body.hash(&mut hasher);
    HeaderValue::from_str(&format!("W/\"{:016x}\"", hasher.finish()))
}

/// Whether a client that knows these tags has the answer (RFC 9110, 13.1.2).
fn matches_etag(if_none_match: &HeaderValue, tag: Option<&HeaderValue>) -> bool {
    let (Ok(if_none_match), Some(Ok(tag))) = (if_none_match.to_str(), tag.map(HeaderValue::to_str))
    else {
        return false;
    };
    let opaque = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    if_none_match
        .split(',')
        .any(|if_none_match| if_none_match.trim() == "*" || opaque(if_none_match) == opaque(tag))
}

fn not_modified(headers: HeaderMap) -> Response {
    let mut response = StatusCode::NOT_MODIFIED.into_response();
    let told = [header::ETAG, header::CACHE_CONTROL, header::VARY];
    response.headers_mut().extend(
        told.into_iter()
            .filter_map(|name| Some((name.clone(), headers.get(name)?.clone()))),
    );
    response
}

fn full_response(status: StatusCode, answer: CachedResponse, is_head: bool) -> Response {
    let CachedResponse { headers, body } = answer;
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
    fn only_what_a_page_reads_makes_another_answer() {
        for (asked, if_none_match) in [
            ("/a/b", "/a/b"),
            ("/a/b?x=1", "/a/b"),
            ("/a/b?&&x&t", "/a/b?t"),
            ("/a/b?x=1&t=2&y=3&page=4", "/a/b?t=2&page=4"),
            ("/a/b?%74=2", "/a/b?%74=2"),
            ("/a/b?t=1&t=2", "/a/b?t=1&t=2"),
        ] {
            assert_eq!(
                &*cache_url(&asked.parse().expect("an address"), &["t", "page"]),
                if_none_match,
                "{asked}"
            );
        }
    }
}
