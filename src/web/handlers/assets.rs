//! The handlers of `/static/{version}/…`, `/favicon.ico` and `/manifest.webmanifest`.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::assets;
use crate::pages::WebManifest;
use crate::site::store::SiteStore;
use crate::web::response::{CachePolicy, json_of_type, redirect};

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

/// `/favicon.ico`: a redirect, for browsers that request it without having read a page.
pub(in crate::web) async fn favicon(State(store): State<Arc<SiteStore>>) -> Response {
    let icon = store.site().archive.base().url(&assets::url("icon.svg"));
    redirect(StatusCode::TEMPORARY_REDIRECT, &icon)
}

/// `/manifest.webmanifest`: the name and the icons of the site as an app.
pub(in crate::web) async fn manifest(State(store): State<Arc<SiteStore>>) -> Response {
    json_of_type(
        "application/manifest+json",
        &WebManifest::new(&store.site()),
    )
}
