//! Rejects requests before they reach a handler: URLs that are too long, and searches over a
//! client's rate limit.

use std::num::NonZero;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

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

/// The rate limit of searches, per client.
pub(in crate::web) struct SearchRateLimit {
    clients: DefaultKeyedRateLimiter<ClientKey>,
    count: AtomicUsize,
}

impl Default for SearchRateLimit {
    fn default() -> Self {
        let clients = RateLimiter::keyed(
            Quota::per_second(MAX_SEARCHES_PER_SECOND).allow_burst(MAX_SEARCH_BURST),
        );
        Self {
            clients,
            count: AtomicUsize::new(0),
        }
    }
}

impl SearchRateLimit {
    /// Counts a search, and returns whether it is within the limit.
    fn check(&self, client: &ClientKey) -> bool {
        if self.count.fetch_add(1, Ordering::Relaxed) % CLEANUP_INTERVAL_SEARCHES
            == CLEANUP_INTERVAL_SEARCHES - 1
        {
            self.clients.retain_recent();
        }
        self.clients.check_key(client).is_ok()
    }
}

/// Rejects searches over the rate limit of their client with 429. The operator has no limit.
pub(in crate::web) async fn limit_searches(
    State(limit): State<Arc<SearchRateLimit>>,
    request: Request,
    next: Next,
) -> Response {
    let client = ClientKey::from_request(&request);
    if client.is_some_and(|client| !limit.check(&client)) {
        metrics::record_rejection("searches");
        let detail = "Too many searches. Try again in a moment.";
        let mut response =
            CachePolicy::Never.apply_to(error(StatusCode::TOO_MANY_REQUESTS, detail));
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
        return response;
    }
    next.run(request).await
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
