//! Every address, and what answers it.

use std::sync::Arc;

use axum::Router;
use axum::extract::{FromRef, Request, State};
use axum::http::{StatusCode, Uri};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::Response;
use axum::routing::{MethodRouter, get};
use tower_http::catch_panic::CatchPanicLayer;

use super::client::Client;
use super::encoding::Encoding;
use super::kept::{Kept, keep, pack};
use super::media::media;
use super::observe::{observe, panicked};
use super::refuse::{Searches, long_address, many_searches};
use super::render_pool::{Cost, RenderPool};
use super::reply::{not_rendered, redirect};
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
    /// Where pages are rendered.
    pub(super) render_pool: Arc<RenderPool>,
}

/// Builds the page of an address. It sees one snapshot of the site to its end.
type Render = fn(&Site, &Uri) -> Response;

/// Tells how long the page of an address takes to be rendered.
type Estimate = fn(&Site, &Uri) -> Cost;

/// What is searched: the same, but for a moment after the archive has changed.
pub(super) struct Searched(pub(super) Arc<Site>);

impl FromRef<App> for Searched {
    fn from_ref(app: &App) -> Self {
        Self(app.live.searched())
    }
}

/// All routes of an archive, and what is around them. From the outside in: a request is observed, its headers are set,
/// what is too much is refused, what was answered before is answered from memory, and then it is routed.
pub fn router(live: Arc<Live>, limits: Limits) -> Router {
    let base = live.site().archive.base().clone();
    let app = App { live, kept: Arc::default(), searches: Arc::default(), render_pool: Arc::default() };
    let site = pages().merge(searches(&app)).merge(probes()).with_state(app.clone());
    let site = site.layer(CatchPanicLayer::custom(panicked)).layer(from_fn_with_state(app.clone(), keep));
    let routes = if base.path().is_empty() { site } else { below(&base, site, app) };
    headers::wrap(routes.layer(from_fn(long_address))).layer(from_fn_with_state(limits.request, observe))
}

fn pages() -> Router<App> {
    Router::new()
        .route("/", rendered(notes::home, |_, _| Cost::Small))
        .route("/api/preview", rendered(notes::preview, |_, _| Cost::Small))
        .route("/random", rendered(notes::random, |_, _| Cost::Small))
        .route("/random/moment", rendered(notes::random_moment, |_, _| Cost::Small))
        .route("/history", rendered(notes::history, |_, _| Cost::Small))
        .route("/map", rendered(map::page, |_, _| Cost::Small))
        .route("/api/map", rendered(map::data, |_, _| Cost::Large))
        .route("/api/map/notes", rendered(map::notes, |_, _| Cost::Large))
        .route("/video/{*id}", rendered(notes::video, notes::cost_of_video))
        .route("/topic/{*name}", rendered(notes::topic, notes::cost_of_topic))
        .route("/static/{version}/{*path}", get(assets::asset))
        .route("/api/changes", get(changes::changes))
        // Notes and channels have what addresses are left, in any depth and spelling.
        .fallback(get(place))
}

/// A route whose page is rendered in the render pool.
fn rendered(page: Render, cost: Estimate) -> MethodRouter<App> {
    get(async move |State(app): State<App>, request: Request| render(&app, app.live.site(), request, page, cost).await)
}

async fn render(app: &App, site: Arc<Site>, request: Request, page: Render, cost: Estimate) -> Response {
    let client = Client::of(&request);
    let encoding = request.extensions().get().copied().unwrap_or(Encoding::Identity);
    let cost = cost(&site, request.uri());
    // While it waits, its headers would take memory.
    let uri = request.uri().clone();
    drop(request);
    let rendered = app.render_pool.run(client, cost, move || pack(page(&site, &uri), encoding)).await;
    rendered.unwrap_or_else(not_rendered)
}

/// A file beside the notes is read from the disk; every other address is a page.
async fn place(State(app): State<App>, request: Request) -> Response {
    let site = app.live.site();
    match notes::media_at(&site, request.uri()) {
        Some(id) => media(&site, id, request.into_parts().0.headers).await,
        None => render(&app, site, request, notes::place, notes::cost_of_place).await,
    }
}

/// The parameters of a query that the page of a route reads; addresses without a route are those of notes and channels.
pub(super) fn parameters(route: &str) -> &'static [&'static str] {
    match route {
        "/" => &["page"],
        "/random" | "/random/moment" | "/history" | "/api/map" | "/topic/{*name}" | "/static/{version}/{*path}" => &[],
        "/api/preview" => &["path", "t"],
        "/map" | "/api/suggest" | "/api/map/found" => &["q"],
        "/api/map/notes" => &["channel"],
        "/search" => &["q", "channel", "video", "page"],
        "/api/search" => &["q", "channel", "video", "limit", "offset"],
        _ => &["t", "page"],
    }
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
