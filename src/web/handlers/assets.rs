//! `/static/{version}/…`, and what browsers and crawlers look for at the top of a site.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::assets;
use crate::site::store::SiteStore;
use crate::web::response::{CachePolicy, redirect};

/// An asset. One of an older build is answered with that of this build, to be asked for again: a
/// page that was open while the server was replaced goes on working.
pub(in crate::web) async fn asset(Path((version, path)): Path<(String, String)>) -> Response {
    let policy = if version == assets::version() {
        CachePolicy::Immutable
    } else {
        CachePolicy::Revalidate
    };
    match assets::get(&path) {
        Some((bytes, kind)) => {
            policy.apply_to(([(header::CONTENT_TYPE, kind)], bytes.into_owned()))
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// `/robots.txt`: asks crawlers to leave out the addresses of moments, each of which is the page of
/// its note again.
pub(in crate::web) async fn robots(State(store): State<Arc<SiteStore>>) -> Response {
    let base = store.site().archive.base().path().to_owned();
    let text = format!(
        "User-agent: *\nDisallow: {base}/*?t=\nDisallow: {base}/api/\nDisallow: {base}/random\n"
    );
    CachePolicy::Revalidate.apply_to(([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text))
}

/// `/favicon.ico`, for browsers that ask without having read a page.
pub(in crate::web) async fn favicon(State(store): State<Arc<SiteStore>>) -> Response {
    let icon = store
        .site()
        .archive
        .base()
        .address(&assets::address("icon.svg"));
    redirect(StatusCode::TEMPORARY_REDIRECT, &icon)
}
