//! The handlers of `/static/{version}/…`, `/robots.txt`, `/favicon.ico` and
//! `/manifest.webmanifest`.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::assets;
use crate::pages::WebManifest;
use crate::site::store::SiteStore;
use crate::web::response::{CachePolicy, json, redirect};

/// `/static/{version}/{path}`: an asset. Other versions get the asset of this build, to be
/// revalidated, so that pages that were open during an update keep working.
pub(in crate::web) async fn asset(Path((version, path)): Path<(String, String)>) -> Response {
    let policy = if version == assets::version() {
        CachePolicy::Immutable
    } else {
        CachePolicy::Revalidate
    };
    match assets::get(&path) {
        Some((bytes, content_type)) => {
            policy.apply_to(([(header::CONTENT_TYPE, content_type)], bytes.into_owned()))
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// `/robots.txt`: asks crawlers to skip the URLs of moments, which are duplicates of their notes'
/// pages.
pub(in crate::web) async fn robots(State(store): State<Arc<SiteStore>>) -> Response {
    let base = store.site().archive.base().path().to_owned();
    let text = format!(
        "User-agent: *\nDisallow: {base}/*?t=\nDisallow: {base}/api/\nDisallow: {base}/random\n"
    );
    CachePolicy::Revalidate.apply_to(([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text))
}

/// `/favicon.ico`: a redirect, for browsers that request it without having read a page.
pub(in crate::web) async fn favicon(State(store): State<Arc<SiteStore>>) -> Response {
    let icon = store.site().archive.base().url(&assets::url("icon.svg"));
    redirect(StatusCode::TEMPORARY_REDIRECT, &icon)
}

/// `/manifest.webmanifest`: the name and the icons of the site as an app.
pub(in crate::web) async fn manifest(State(store): State<Arc<SiteStore>>) -> Response {
    let mut response = json(&WebManifest::new(&store.site()));
    let content_type = HeaderValue::from_static("application/manifest+json");
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, content_type);
    response
}
