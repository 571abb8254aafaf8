//! The probes: whether the process answers, and whether it can search.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::response::Response;

use crate::site::store::SiteStore;
use crate::text::plural::count;
use crate::web::response::{CachePolicy, unavailable};
use crate::web::server::client::is_from_operator;

/// `/healthz`: whether the process answers.
pub(in crate::web) async fn health() -> Response {
    CachePolicy::Never.apply_to("ok\n")
}

/// `/readyz`: whether the server can search. It stays ready while a reload or a newer index fails
/// and while times are aligned with transcripts, and reports that.
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
            let alignment = alignment(&store);
            CachePolicy::Never.apply_to(format!("ready{alignment}{suffix}\n"))
        }
        (Err(_), Some(cause)) => unavailable(format!("not ready: {cause}")),
        (Err(percent), None) => unavailable(format!("indexing, {percent} %")),
    }
}

/// How many transcripts the times of the notes are aligned with; empty if there are none.
fn alignment(store: &SiteStore) -> String {
    let archive = &store.site().archive;
    match (
        archive.unaligned_transcripts(),
        archive.alignments().transcripts(),
    ) {
        (0, 0) => String::new(),
        (0, transcripts) => format!(", {} aligned", count(transcripts, "transcript")),
        (open, _) => {
            let (done, total) = store.alignment_progress().counts();
            let total = if total == 0 { open } else { total };
            format!(", aligning transcripts: {done} of {total}")
        }
    }
}
