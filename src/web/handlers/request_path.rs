//! The path of a request, and redirects to canonical URLs.

use axum::http::{StatusCode, Uri};
use axum::response::Response;
use percent_encoding::percent_decode_str;

use crate::pages::Site;
use crate::web::response::redirect;

/// Whether a request is for this canonical URL. The URIs of requests reach handlers without the
/// base path.
pub(super) fn is_canonical(site: &Site, url: &str, uri: &Uri) -> bool {
    site.archive.base().strip_prefix(url) == Some(uri.path())
}

/// The path after a prefix, percent-decoded; bytes that are not UTF-8 are replaced.
pub(super) fn decoded_path(uri: &Uri, prefix: &str) -> String {
    let rest = uri.path().strip_prefix(prefix).unwrap_or_default();
    percent_decode_str(rest).decode_utf8_lossy().into_owned()
}

/// A permanent redirect to a canonical URL, with the query of the request.
pub(in crate::web) fn redirect_to_canonical(url: &str, uri: &Uri) -> Response {
    match uri.query() {
        Some(query) => redirect(StatusCode::PERMANENT_REDIRECT, &format!("{url}?{query}")),
        None => redirect(StatusCode::PERMANENT_REDIRECT, url),
    }
}
