//! Every address, and what answers it.

use std::sync::Arc;

use axum::Router;
use axum::extract::{FromRef, Request, State};
use axum::http::{StatusCode, Uri};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::Response;
use axum::routing::{MethodRouter, any, get};
use tower_http::catch_panic::CatchPanicLayer;

use crate::pages::Site;
use crate::site::store::Live;
use crate::text::base_url::Base;
use crate::text::own_pages::OwnPage;
use crate::web::Limits;
use crate::web::handlers::assets;
use crate::web::handlers::events;
use crate::web::handlers::map;
use crate::web::handlers::media::media;
use crate::web::handlers::metrics;
use crate::web::handlers::notes;
use crate::web::handlers::search;
use crate::web::middleware::compression::Encoding;
use crate::web::middleware::rate_limit::{Searches, long_address, many_searches};
use crate::web::middleware::request_log::{observe, panicked};
use crate::web::middleware::response_cache::{Kept, keep, pack};
use crate::web::middleware::security_headers;
use crate::web::pools::render_pool::{Cost, RenderPool};
use crate::web::problem::{as_json, error, errors_as_json};
use crate::web::response::{not_rendered, redirect};
use crate::web::server::client::Client;

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

/// All routes of an archive, and what is around them. From the outside in: a request is observed,
/// its headers are set, what is too much is refused, what was answered before is answered from
/// memory, and then it is routed.
pub fn router(live: Arc<Live>, limits: Limits) -> Router {
    let base = live.site().archive.base().clone();
    let app = App {
        live,
        kept: Arc::default(),
        searches: Arc::default(),
        render_pool: Arc::default(),
    };
    let site = site(&app).with_state(app.clone());
    let site = site
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn_with_state(app.clone(), keep));
    let routes = if base.path().is_empty() {
        site
    } else {
        below(&base, site, app)
    };
    security_headers::wrap(routes.layer(from_fn(long_address)))
        .layer(from_fn_with_state(limits.request, observe))
        .layer(from_fn_with_state(base, api_errors))
}

/// The router of the site's own pages; notes and channels have what addresses are left, in any
/// depth and spelling.
fn site(app: &App) -> Router<App> {
    OwnPage::all().fold(Router::new().fallback(get(place)), |router, page| {
        router.route(page.route(), handler(page, app))
    })
}

fn handler(page: OwnPage, app: &App) -> MethodRouter<App> {
    match page {
        OwnPage::Home => rendered(notes::home, small),
        OwnPage::Search => search_limited(get(search::search), app),
        OwnPage::Random => rendered(notes::random, small),
        OwnPage::RandomMoment => rendered(notes::random_moment, small),
        OwnPage::History => rendered(notes::history, small),
        OwnPage::Map => rendered(map::page, small),
        OwnPage::Video => rendered(notes::video, notes::cost_of_video),
        OwnPage::Topic => rendered(notes::topic, notes::cost_of_topic),
        OwnPage::Static => get(assets::asset),
        OwnPage::Robots => get(assets::robots),
        OwnPage::Favicon => get(assets::favicon),
        OwnPage::ApiSearch => api(search_limited(get(search::found), app)),
        OwnPage::ApiSuggest => api(search_limited(get(search::suggest), app)),
        OwnPage::ApiPreview => api(rendered(notes::preview, small)),
        OwnPage::ApiMap => api(rendered(map::data, large)),
        OwnPage::ApiMapNotes => api(rendered(map::notes, large)),
        OwnPage::ApiMapFound => api(search_limited(get(map::found), app)),
        OwnPage::ApiChanges => api(get(events::events)),
        OwnPage::ApiUnknown => api(any(async || {
            error(
                StatusCode::NOT_FOUND,
                "no endpoint of the API has this address",
            )
        })),
        OwnPage::Healthz => get(notes::health),
        OwnPage::Readyz => get(search::ready),
        OwnPage::Metrics => get(metrics::metrics),
    }
}

fn small(_: &Site, _: &Uri) -> Cost {
    Cost::Small
}

fn large(_: &Site, _: &Uri) -> Cost {
    Cost::Large
}

/// An endpoint of the API: its errors are JSON.
fn api(endpoint: MethodRouter<App>) -> MethodRouter<App> {
    endpoint.layer(from_fn(errors_as_json))
}

/// What costs more than to show what is known, and so has a limit for each client.
fn search_limited(route: MethodRouter<App>, app: &App) -> MethodRouter<App> {
    route.route_layer(from_fn_with_state(app.clone(), many_searches))
}

/// A route whose page is rendered in the render pool.
fn rendered(page: Render, cost: Estimate) -> MethodRouter<App> {
    get(async move |State(app): State<App>, request: Request| {
        render(&app, app.live.site(), request, page, cost).await
    })
}

async fn render(
    app: &App,
    site: Arc<Site>,
    request: Request,
    page: Render,
    cost: Estimate,
) -> Response {
    let client = Client::of(&request);
    let encoding = request
        .extensions()
        .get()
        .copied()
        .unwrap_or(Encoding::Identity);
    let cost = cost(&site, request.uri());
    // While it waits, its headers would take memory.
    let uri = request.uri().clone();
    drop(request);
    let rendered = app
        .render_pool
        .run(client, cost, move || pack(page(&site, &uri), encoding))
        .await;
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

/// The query parameters that the page of a route reads; addresses without a route are those of
/// notes and channels.
pub(super) fn parameters(route: &str) -> &'static [&'static str] {
    OwnPage::of_route(route).map_or(&["t", "page"], OwnPage::parameters)
}

/// What an operator asks.
fn probes(app: &App) -> Router<App> {
    let probes = OwnPage::all().filter(|page| page.is_probe());
    probes.fold(Router::new(), |router, page| {
        router.route(page.route(), handler(page, app))
    })
}

/// Makes errors below `/api/` JSON that no endpoint answers: those of an address that is too long,
/// and of the time limit.
async fn api_errors(State(base): State<Base>, request: Request, next: Next) -> Response {
    let path = base.below(request.uri().path()).unwrap_or_default();
    let is_of_api = path == "/api" || path.starts_with("/api/");
    let response = next.run(request).await;
    if is_of_api {
        as_json(response)
    } else {
        response
    }
}

/// The site below its base. Probes ask at the port itself, not through the proxy; and who opens the
/// port is led to the archive.
fn below(base: &Base, site: Router, app: App) -> Router {
    let home = base.address("/");
    let (here, there) = (home.clone(), home.clone());
    Router::new()
        .route(
            "/",
            get(async move || redirect(StatusCode::TEMPORARY_REDIRECT, &here)),
        )
        .route(
            base.path(),
            get(async move |uri: Uri| notes::elsewhere(&there, &uri)),
        )
        .merge(probes(&app))
        .with_state(app)
        .nest(&home, site)
}
