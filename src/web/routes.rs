//! Every address, and what answers it.

use std::sync::Arc;

use axum::Router;
use axum::extract::FromRef;
use axum::http::{StatusCode, Uri};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::get;
use tower_http::catch_panic::CatchPanicLayer;

use super::kept::{Kept, keep};
use super::observe::{observe, panicked};
use super::refuse::{Searches, long_address, many_searches};
use super::reply::redirect;
use super::{Limits, assets, changes, headers, map, measured, notes, search};
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
    /// How much each client has searched.
    pub(super) searches: Arc<Searches>,
}

/// What handlers take. A request takes one snapshot of the site and sees that one to its end.
pub(super) type Snapshot = axum::extract::State<Arc<Site>>;

/// What is searched: the same, but for a moment after the archive has changed.
pub(super) struct Searched(pub(super) Arc<Site>);

impl FromRef<App> for Searched {
    fn from_ref(app: &App) -> Self {
        Self(app.live.searched())
    }
}

impl FromRef<App> for Arc<Site> {
    fn from_ref(app: &App) -> Self {
        app.live.site()
    }
}

/// All routes of an archive, and what is around them. From the outside in: a request is observed, its headers are set,
/// what is too much is refused, what was answered before is answered from memory, and then it is routed.
pub fn router(live: Arc<Live>, limits: Limits) -> Router {
    let base = live.site().archive.base().clone();
    let app = App { live, kept: Arc::default(), searches: Arc::default() };
    let site = pages().merge(searches(&app)).merge(probes()).with_state(app.clone());
    let site = site.layer(CatchPanicLayer::custom(panicked)).layer(from_fn_with_state(app.clone(), keep));
    let routes = if base.path().is_empty() { site } else { below(&base, site, app) };
    headers::wrap(routes.layer(from_fn(long_address))).layer(from_fn_with_state(limits.request, observe))
}

fn pages() -> Router<App> {
    Router::new()
        .route("/", get(notes::home))
        .route("/api/preview", get(notes::preview))
        .route("/random", get(notes::random))
        .route("/random/moment", get(notes::random_moment))
        .route("/history", get(notes::history))
        .route("/map", get(map::page))
        .route("/api/map", get(map::data))
        .route("/api/map/notes", get(map::notes))
        .route("/video/{*id}", get(notes::video))
        .route("/topic/{*name}", get(notes::topic))
        .route("/static/{version}/{*path}", get(assets::asset))
        .route("/api/changes", get(changes::changes))
        // Notes and channels have what addresses are left, in any depth and spelling.
        .fallback(get(notes::place))
}

/// What costs more than to show what is known, and so has a limit for each client.
fn searches(app: &App) -> Router<App> {
    Router::new()
        .route("/search", get(search::search))
        .route("/api/search", get(search::found))
        .route("/api/suggest", get(search::suggest))
        .route("/api/map/found", get(map::found))
        .route_layer(from_fn_with_state(app.clone(), many_searches))
}

/// What an operator asks.
fn probes() -> Router<App> {
    Router::new()
        .route("/healthz", get(notes::health))
        .route("/readyz", get(search::ready))
        .route("/metrics", get(measured::measured))
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
