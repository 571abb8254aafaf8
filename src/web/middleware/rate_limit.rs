//! What is refused before a page is thought of: addresses that are too long, and more searches than
//! one client may have.

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
use crate::web::server::client::Client;

/// The longest address, in bytes: the longest query, each byte of it escaped, and room for what
/// else is asked.
const MAX_URL_BYTES: usize = 16 * 1024;

/// Searches of a client in a second, and how many at once: more than fast fingers type.
const MAX_SEARCHES_PER_SECOND: NonZero<u32> = NonZero::new(8).expect("not zero");
const MAX_BURST: NonZero<u32> = NonZero::new(40).expect("not zero");

/// After so many searches those are forgotten who have not asked for a while.
const CLEANUP_INTERVAL_SEARCHES: usize = 1000;

/// How much each client has searched lately.
pub(in crate::web) struct SearchRateLimit {
    clients: DefaultKeyedRateLimiter<Client>,
    count: AtomicUsize,
}

impl Default for SearchRateLimit {
    fn default() -> Self {
        let clients =
            RateLimiter::keyed(Quota::per_second(MAX_SEARCHES_PER_SECOND).allow_burst(MAX_BURST));
        Self {
            clients,
            count: AtomicUsize::new(0),
        }
    }
}

impl SearchRateLimit {
    fn check(&self, client: &Client) -> bool {
        if self.count.fetch_add(1, Ordering::Relaxed) % CLEANUP_INTERVAL_SEARCHES
            == CLEANUP_INTERVAL_SEARCHES - 1
        {
            self.clients.retain_recent();
        }
        self.clients.check_key(client).is_ok()
    }
}

/// Refuses searches beyond the share of a client. The operator has no limit.
pub(in crate::web) async fn limit_searches(
    State(limit): State<Arc<SearchRateLimit>>,
    request: Request,
    next: Next,
) -> Response {
    let client = Client::of(&request);
    if client.is_some_and(|client| !limit.check(&client)) {
        metrics::record_rejection("searches");
        let text = "These are many searches. Please wait a moment.";
        let mut response = CachePolicy::Never.apply_to(error(StatusCode::TOO_MANY_REQUESTS, text));
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
        return response;
    }
    next.run(request).await
}

/// Refuses an address that is longer than any of ours.
pub(in crate::web) async fn limit_url_length(request: Request, next: Next) -> Response {
    if request
        .uri()
        .path_and_query()
        .is_some_and(|address| address.as_str().len() > MAX_URL_BYTES)
    {
        metrics::record_rejection("url_length");
        let text = format!("This address is too long: more than {MAX_URL_BYTES} bytes.");
        return CachePolicy::Never.apply_to(error(StatusCode::URI_TOO_LONG, text));
    }
    next.run(request).await
}
