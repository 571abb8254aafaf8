//! Answers that are kept: the same question to the same site is answered from memory, packed
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

use crate::system::metrics;
use crate::web::middleware::compression::Encoding;
use crate::web::pools::render_pool::Cost;
use crate::web::response::{CachePolicy, failed, not_rendered};
use crate::web::routes::{App, parameters};
use crate::web::server::client::Client;

/// How many bytes of answers are kept.
const MOST: u64 = 64 * 1024 * 1024;

/// What an answer of usual size takes: of so many the store is made for at first.
const USUAL: u64 = 8 * 1024;

/// Bodies larger than this are packed off the threads that answer.
const LARGE: usize = 64 * 1024;

/// Longer addresses are answered, but not kept.
const LONGEST: usize = 512;

/// What is asked: by which site, where, and how packed.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Question {
    site: u64,
    /// The path and the parameters that the page reads.
    address: Box<str>,
    encoding: Encoding,
}

/// A whole answer.
#[derive(Debug, Clone)]
struct Answer {
    headers: HeaderMap,
    body: Bytes,
}

#[derive(Debug, Clone)]
struct Size;

impl Weighter<Question, Answer> for Size {
    fn weight(&self, question: &Question, answer: &Answer) -> u64 {
        (size_of::<(Question, Answer)>() + question.address.len() + answer.body.len() + 512) as u64
    }
}

/// The answers that are kept, those asked for most.
pub(in crate::web) struct Kept(Cache<Question, Answer, Size>);

impl Default for Kept {
    fn default() -> Self {
        Self(Cache::with_weighter((MOST / USUAL) as usize, MOST, Size))
    }
}

/// Answers from what is kept, or else asks on and keeps it.
pub(in crate::web) async fn keep(
    State(app): State<App>,
    mut request: Request,
    next: Next,
) -> Response {
    let is_head = request.method() == Method::HEAD;
    if !is_head && request.method() != Method::GET {
        return next.run(request).await;
    }
    let encoding = Encoding::preferred(request.headers().get(header::ACCEPT_ENCODING));
    let known = request.headers().get(header::IF_NONE_MATCH).cloned();
    let site = app.live.site();
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .and_then(|route| site.archive.base().below(route.as_str()));
    let address = canonical(request.uri(), parameters(route.unwrap_or_default()));
    // While the index of a new archive is made, searches are answered from the old one: nothing to
    // keep.
    let is_settled = site.search.get().is_ok();
    let site = site.number;
    let question = Question {
        site,
        address,
        encoding,
    };
    let answer = match app.kept.0.get(&question) {
        Some(answer) => {
            metrics::kept(true);
            answer
        }
        None => {
            // A handler that answers HEAD would leave out what is to be kept.
            *request.method_mut() = Method::GET;
            request.extensions_mut().insert(encoding);
            let client = Client::of(&request);
            let response = packed(&app, client, next.run(request).await, encoding).await;
            let (status, policy) = (response.status(), CachePolicy::of(&response));
            if response.extensions().get::<Packed>().is_none() {
                return response;
            }
            let (parts, body) = response.into_parts();
            let answer = match to_bytes(body, usize::MAX).await {
                Ok(body) => Answer {
                    headers: parts.headers,
                    body,
                },
                Err(error) => return failed(&error),
            };
            if status != StatusCode::OK || !may_be_kept(policy) {
                return whole(status, answer, is_head);
            }
            // Unless the site was exchanged meanwhile, whose answer this may be.
            metrics::kept(false);
            if is_settled && question.address.len() <= LONGEST && app.live.site().number == site {
                app.kept.0.insert(question, answer.clone());
            }
            answer
        }
    };
    if known.is_some_and(|known| names(&known, answer.headers.get(header::ETAG))) {
        return unchanged(answer.headers);
    }
    whole(StatusCode::OK, answer, is_head)
}

/// The path and the parameters that its page reads: no others make another answer.
fn canonical(uri: &Uri, parameters: &[&str]) -> Box<str> {
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

fn may_be_kept(policy: Option<CachePolicy>) -> bool {
    matches!(
        policy,
        Some(CachePolicy::Immutable | CachePolicy::Revalidate)
    )
}

/// Pictures and sound are packed already, and are sent in parts.
fn is_text(headers: &HeaderMap) -> bool {
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .unwrap_or_default();
    let is_text = ["text/", "application/json", "image/svg+xml"]
        .iter()
        .any(|text| kind.starts_with(text));
    // What goes on and on is never whole, and what is sent in parts is not packed.
    is_text && kind != "text/event-stream" && !headers.contains_key(header::ACCEPT_RANGES)
}

/// A response whose body is packed, tagged and whole.
#[derive(Debug, Clone, Copy)]
struct Packed;

/// Packs a response that is not packed yet: a page comes packed from the render pool.
async fn packed(
    app: &App,
    client: Option<Client>,
    response: Response,
    encoding: Encoding,
) -> Response {
    if response.extensions().get::<Packed>().is_some() {
        return response;
    }
    if response.body().size_hint().lower() <= LARGE as u64 {
        return pack(response, encoding);
    }
    let packed = app
        .render_pool
        .run(client, Cost::Large, move || pack(response, encoding))
        .await;
    packed.unwrap_or_else(not_rendered)
}

/// Packs the body of a response and names it by a tag. What failed, what is no text and what is
/// read while it is sent stays as it is.
///
/// A page is rendered and packed under one permit, so that no body waits to be packed: nobody would
/// count its bytes.
pub(in crate::web) fn pack(response: Response, encoding: Encoding) -> Response {
    // What failed is told by who observes.
    if response.status() == StatusCode::INTERNAL_SERVER_ERROR || !is_text(response.headers()) {
        return response;
    }
    let policy = CachePolicy::of(&response);
    let (mut parts, body) = response.into_parts();
    let Some(Ok(plain)) = to_bytes(body, usize::MAX).now_or_never() else {
        return failed(&"a text was not whole when it was to be packed");
    };
    parts
        .headers
        .insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if may_be_kept(policy)
        && let Ok(tag) = tag(&plain)
    {
        parts.headers.insert(header::ETAG, tag);
    }
    // What is kept holds no room beyond its bytes: a buffer for the worst case is many times as
    // large.
    let body = match encoding.pack(&plain) {
        Some(packed) => {
            parts.headers.insert(
                header::CONTENT_ENCODING,
                HeaderValue::from_static(encoding.name()),
            );
            Bytes::from(packed.into_boxed_slice())
        }
        None => Bytes::copy_from_slice(&plain),
    };
    parts
        .headers
        .insert(header::CONTENT_LENGTH, HeaderValue::from(body.len()));
    parts.extensions.insert(Packed);
    Response::from_parts(parts, Body::from(body))
}

/// Names a body, however it is packed: that is what a weak tag says.
fn tag(body: &[u8]) -> Result<HeaderValue, axum::http::header::InvalidHeaderValue> {
    let mut hasher = DefaultHasher::new();
    body.hash(&mut hasher);
    HeaderValue::from_str(&format!("W/\"{:016x}\"", hasher.finish()))
}

/// Whether a client that knows these tags has the answer (RFC 9110, 13.1.2).
fn names(known: &HeaderValue, tag: Option<&HeaderValue>) -> bool {
    let (Ok(known), Some(Ok(tag))) = (known.to_str(), tag.map(HeaderValue::to_str)) else {
        return false;
    };
    let opaque = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    known
        .split(',')
        .any(|known| known.trim() == "*" || opaque(known) == opaque(tag))
}

fn unchanged(headers: HeaderMap) -> Response {
    let mut response = StatusCode::NOT_MODIFIED.into_response();
    let told = [header::ETAG, header::CACHE_CONTROL, header::VARY];
    response.headers_mut().extend(
        told.into_iter()
            .filter_map(|name| Some((name.clone(), headers.get(name)?.clone()))),
    );
    response
}

fn whole(status: StatusCode, answer: Answer, is_head: bool) -> Response {
    let Answer { headers, body } = answer;
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
        for (asked, known) in [
            ("/a/b", "/a/b"),
            ("/a/b?x=1", "/a/b"),
            ("/a/b?&&x&t", "/a/b?t"),
            ("/a/b?x=1&t=2&y=3&page=4", "/a/b?t=2&page=4"),
            ("/a/b?%74=2", "/a/b?%74=2"),
            ("/a/b?t=1&t=2", "/a/b?t=1&t=2"),
        ] {
            assert_eq!(
                &*canonical(&asked.parse().expect("an address"), &["t", "page"]),
                known,
                "{asked}"
            );
        }
    }
}
