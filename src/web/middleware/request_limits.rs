//! Rejects requests before they reach a handler: URLs that are too long, and searches over a
//! client's rate limit. Responses to searches tell the limit:
//! <https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/>

use std::num::NonZero;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use governor::clock::DefaultClock;
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::DefaultKeyedStateStore;
use governor::{Quota, RateLimiter};

use crate::system::metrics;
use crate::web::problem::error;
use crate::web::response::CachePolicy;
use crate::web::server::client::ClientKey;

/// The maximum length of a URL's path and query, in bytes: the longest search query with each byte
/// percent-encoded, and room for the other parameters.
const MAX_URL_BYTES: usize = 16 * 1024;

/// How many searches a client may send per second, and in a burst: more than a fast typist causes.
const MAX_SEARCHES_PER_SECOND: NonZero<u32> = NonZero::new(8).expect("not zero");
const MAX_SEARCH_BURST: NonZero<u32> = NonZero::new(40).expect("not zero");

/// After how many searches idle clients are removed from the table.
const CLEANUP_INTERVAL_SEARCHES: usize = 1000;

/// The header with the limit, and the one with what a client has left of it.
const RATE_LIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");

/// Removes the headers that are about one client.
pub(in crate::web) fn remove_rate_limit(headers: &mut HeaderMap) {
    headers.remove(RATE_LIMIT_POLICY);
    headers.remove(RATE_LIMIT);
}

/// A limiter that tells how many requests a client has left.
type ClientLimiter = RateLimiter<
    ClientKey,
    DefaultKeyedStateStore<ClientKey>,
    DefaultClock,
    StateInformationMiddleware,
>;

/// The rate limit of searches, per client.
pub(in crate::web) struct SearchRateLimit {
    clients: ClientLimiter,
    count: AtomicUsize,
}

impl Default for SearchRateLimit {
    fn default() -> Self {
        let clients = RateLimiter::keyed(
            Quota::per_second(MAX_SEARCHES_PER_SECOND).allow_burst(MAX_SEARCH_BURST),
        )
        .with_middleware::<StateInformationMiddleware>();
        Self {
            clients,
            count: AtomicUsize::new(0),
        }
    }
}

impl SearchRateLimit {
    /// Counts a search, and returns how many further ones are within the limit; `None` if this one
    /// exceeds it.
    fn check(&self, client: &ClientKey) -> Option<u32> {
        if self.count.fetch_add(1, Ordering::Relaxed) % CLEANUP_INTERVAL_SEARCHES
            == CLEANUP_INTERVAL_SEARCHES - 1
        {
            self.clients.retain_recent();
        }
        let state = self.clients.check_key(client).ok()?;
        Some(state.remaining_burst_capacity())
    }
}

/// Rejects searches over the rate limit of their client with 429. The operator has no limit.
pub(in crate::web) async fn limit_searches(
    State(limit): State<Arc<SearchRateLimit>>,
    request: Request,
    next: Next,
) -> Response {
    let Some(client) = ClientKey::from_request(&request) else {
        return next.run(request).await;
    };
    let remaining = limit.check(&client);
    let mut response = match remaining {
        Some(_) => next.run(request).await,
        None => too_many_searches(),
    };
    tell_limit(response.headers_mut(), remaining.unwrap_or(0));
    response
}

fn too_many_searches() -> Response {
    metrics::record_rejection("searches");
    let detail = "Too many searches. Try again in a moment.";
    let mut response = CachePolicy::Never.apply_to(error(StatusCode::TOO_MANY_REQUESTS, detail));
    response
        .headers_mut()
        .insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
    response
}

/// Tells the limit: the burst and the seconds that refill it, what remains of it, and in how many
/// seconds all of it is available again.
fn tell_limit(headers: &mut HeaderMap, remaining: u32) {
    let (burst, per_second) = (MAX_SEARCH_BURST.get(), MAX_SEARCHES_PER_SECOND.get());
    let seconds = |searches: u32| searches.div_ceil(per_second);
    let policy = format!("\"search\";q={burst};w={}", seconds(burst));
    let used = burst.saturating_sub(remaining);
    let left = format!("\"search\";r={remaining};t={}", seconds(used));
    for (name, value) in [(RATE_LIMIT_POLICY, policy), (RATE_LIMIT, left)] {
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.insert(name, value);
        }
    }
}

/// Rejects URLs longer than [`MAX_URL_BYTES`] with 414.
pub(in crate::web) async fn limit_url_length(request: Request, next: Next) -> Response {
    if request
        .uri()
        .path_and_query()
        .is_some_and(|url| url.as_str().len() > MAX_URL_BYTES)
    {
        metrics::record_rejection("url_length");
        let detail = format!("URL too long: the limit is {MAX_URL_BYTES} bytes.");
        return CachePolicy::Never.apply_to(error(StatusCode::URI_TOO_LONG, detail));
    }
    next.run(request).await
}
