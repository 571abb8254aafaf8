//! Every address, and what answers it.

use std::sync::Arc;

use axum::Router;
use axum::routing::get;

use super::{assets, headers, map, notes, search};
use crate::pages::Site;

/// What handlers share. A request takes one snapshot of the site and sees that one to its end.
pub(super) type Snapshot = axum::extract::State<Arc<Site>>;

/// All routes of an archive.
pub fn router(site: Arc<Site>) -> Router {
    let router = Router::new()
        .route("/", get(notes::home))
        .route("/search", get(search::search))
        .route("/api/search", get(search::found))
        .route("/api/suggest", get(search::suggest))
        .route("/api/preview", get(notes::preview))
        .route("/random", get(notes::random))
        .route("/random/moment", get(notes::random_moment))
        .route("/history", get(notes::history))
        .route("/map", get(map::page))
        .route("/api/map", get(map::data))
        .route("/api/map/notes", get(map::notes))
        .route("/api/map/found", get(map::found))
        .route("/video/{*id}", get(notes::video))
        .route("/topic/{*name}", get(notes::topic))
        .route("/static/{version}/{*path}", get(assets::asset))
        .route("/healthz", get(notes::health))
        .route("/readyz", get(search::ready))
        // Notes and channels have what addresses are left, in any depth and spelling.
        .fallback(get(notes::place))
        .with_state(site);
    headers::wrap(router)
}
