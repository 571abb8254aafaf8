//! `/metrics`, for Prometheus; only for operators.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::site::store::SiteStore;
use crate::system::metrics;
use crate::web::response::CachePolicy;
use crate::web::server::client::is_from_operator;

/// `/metrics`: 404 unless the request comes from the operator.
pub(in crate::web) async fn metrics(
    State(store): State<Arc<SiteStore>>,
    request: Request,
) -> Response {
    if !is_from_operator(&request) {
        return StatusCode::NOT_FOUND.into_response();
    }
    let site = store.site();
    let archive = &site.archive;
    let is_search_ready =
        store.search_site().search.get().is_ok() && site.search.failure().is_none();
    metrics::record_archive(
        archive.notes().len(),
        archive.videos().len(),
        archive.problems().len(),
        is_search_ready,
    );
    metrics::record_transcripts(
        archive.alignments().transcripts(),
        archive.unaligned_transcripts(),
        archive.alignments().unreadable_transcripts(),
    );
    let content_type = [(
        header::CONTENT_TYPE,
        "text/plain; version=0.0.4; charset=utf-8",
    )];
    metrics::render().map_or_else(
        || StatusCode::NOT_FOUND.into_response(),
        |text| CachePolicy::Never.apply_to((content_type, text)),
    )
}
