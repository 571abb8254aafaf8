//! The probes: whether the process answers, and whether it can search.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::response::Response;

use crate::site::store::SiteStore;
use crate::web::response::{CachePolicy, unavailable};
use crate::web::server::client::is_from_operator;

/// `/healthz`: whether the process answers.
pub(in crate::web) async fn health() -> Response {
    CachePolicy::Never.apply_to("ok\n")
}

/// `/readyz`: whether the server can search. It stays ready while a reload or a newer index fails,
/// and reports that.
pub(in crate::web) async fn ready(
    State(store): State<Arc<SiteStore>>,
    request: Request,
) -> Response {
    // Causes may contain paths, so only the operator sees them.
    let is_operator = is_from_operator(&request);
    let public_cause = |cause: String| {
        if is_operator {
            cause
        } else {
            "see the server's log".to_owned()
        }
    };
    let index_error = store.site().search.failure().map(public_cause);
    match (store.search_site().search.get(), index_error) {
        (Ok(_), index_error) => {
            let reload_error = store
                .reload_error()
                .map(|cause| format!("reloading failed: {}", public_cause(cause)));
            let index_error =
                index_error.map(|cause| format!("search is outdated, indexing failed: {cause}"));
            let errors: Vec<String> = [reload_error, index_error].into_iter().flatten().collect();
            let suffix = if errors.is_empty() {
                String::new()
            } else {
                format!(", but {}", errors.join("; "))
            };
            CachePolicy::Never.apply_to(format!("ready{suffix}\n"))
        }
        (Err(_), Some(cause)) => unavailable(format!("not ready: {cause}")),
        (Err(percent), None) => unavailable(format!("indexing, {percent} %")),
    }
}
