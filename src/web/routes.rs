//! Every address, and what answers it.

use std::sync::Arc;

use axum::Router;
use axum::extract::FromRef;
use axum::http::{StatusCode, Uri};
use axum::middleware::from_fn_with_state;
use axum::routing::get;

use super::kept::{Kept, keep};
use super::reply::redirect;
use super::{assets, changes, headers, map, notes, search};
use crate::base::Base;
use crate::live::Live;
use crate::pages::Site;

/// What all requests share.
#[derive(Clone)]
pub(super) struct App {
    /// The site that is served now.
    pub(super) live: Arc<Live>,
    /// Answers that were given before.
    pub(super) kept: Arc<Kept>,
}

/// What handlers take. A request takes one snapshot of the site and sees that one to its end.
pub(super) type Snapshot = axum::extract::State<Arc<Site>>;

impl FromRef<App> for Arc<Site> {
    fn from_ref(app: &App) -> Self {
        app.live.site()
    }
}

/// All routes of an archive.
pub fn router(live: Arc<Live>) -> Router {
    let base = live.site().archive.base().clone();
    let app = App { live, kept: Arc::default() };
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
        .route("/api/changes", get(changes::changes))
        .merge(probes())
        // Notes and channels have what addresses are left, in any depth and spelling.
        .fallback(get(notes::place))
        .with_state(app.clone())
        .layer(from_fn_with_state(app.clone(), keep));
    headers::wrap(if base.path().is_empty() { router } else { below(&base, router, app) })
}

/// What an operator asks.
fn probes() -> Router<App> {
    Router::new().route("/healthz", get(notes::health)).route("/readyz", get(search::ready))
}

/// The site below its base. Probes ask at the port itself, not through the proxy; and who opens the port is led to the
/// archive.
fn below(base: &Base, site: Router, app: App) -> Router {
    let home = base.address("/");
    let (here, there) = (home.clone(), home.clone());
    Router::new()
        .route("/", get(async move || redirect(StatusCode::TEMPORARY_REDIRECT, &here)))
        .route(base.path(), get(async move |uri: Uri| notes::elsewhere(&there, &uri)))
        .merge(probes())
        .with_state(app)
        .nest(&home, site)
}
