//! `/static/{version}/…`

use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::reply::CachePolicy;
use crate::assets;

/// An asset. One of an older build is answered with that of this build, to be asked for again: a page
/// that was open while the server was replaced goes on working.
pub(super) async fn asset(Path((version, path)): Path<(String, String)>) -> Response {
    let policy = if version == assets::version() { CachePolicy::Immutable } else { CachePolicy::Revalidate };
    match assets::get(&path) {
        Some((bytes, kind)) => policy.on(([(header::CONTENT_TYPE, kind)], bytes.into_owned())),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
