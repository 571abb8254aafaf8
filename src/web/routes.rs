//! Every address, and what answers it.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{StatusCode, Uri};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::Response;
use axum::routing::{MethodRouter, any, get};
use tower_http::catch_panic::CatchPanicLayer;

use crate::pages::Site;
use crate::site::store::SiteStore;
use crate::text::base_url::BaseUrl;
use crate::text::own_pages::OwnPage;
use crate::web::Limits;
use crate::web::handlers::media::media;
use crate::web::handlers::{assets, events, map, metrics, notes, search};
use crate::web::middleware::compression::Encoding;
use crate::web::middleware::rate_limit::{limit_searches, limit_url_length};
use crate::web::middleware::request_log::{log_requests, panicked};
use crate::web::middleware::response_cache::{cache_responses, compress};
use crate::web::middleware::security_headers;
use crate::web::pools::render_pool::Cost;
use crate::web::problem::{as_json, error, errors_as_json};
use crate::web::response::{not_rendered, redirect};
use crate::web::server::client::Client;
use crate::web::state::AppState;

/// Builds the page of an address. It sees one snapshot of the site to its end.
type Render = fn(&Site, &Uri) -> Response;

/// Tells how long the page of an address takes to be rendered.
type Estimate = fn(&Site, &Uri) -> Cost;

/// All routes of an archive, and what is around them. From the outside in: a request is observed,
/// its headers are set, what is too much is refused, what was answered before is answered from
/// memory, and then it is routed.
pub fn router(store: Arc<SiteStore>, limits: Limits) -> Router {
    let base = store.site().archive.base().clone();
    let app = AppState::new(store);
    let site = site(&app).with_state(app.clone());
    let site = site
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn_with_state(app.clone(), cache_responses));
    let routes = if base.path().is_empty() {
        site
    } else {
        below(&base, site, app)
    };
    security_headers::wrap(routes.layer(from_fn(limit_url_length)))
        .layer(from_fn_with_state(
            (limits.request, base.clone()),
            log_requests,
        ))
        .layer(from_fn_with_state(base, api_errors))
}

/// The router of the site's own pages; notes and channels have what addresses are left, in any
/// depth and spelling.
fn site(app: &AppState) -> Router<AppState> {
    OwnPage::all().fold(
        Router::new().fallback(get(note_or_channel)),
        |router, page| router.route(page.route(), handler(page, app)),
    )
}

fn handler(page: OwnPage, app: &AppState) -> MethodRouter<AppState> {
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
        OwnPage::ApiMapSearch => api(search_limited(get(map::search), app)),
        OwnPage::ApiEvents => api(get(events::events)),
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
fn api(endpoint: MethodRouter<AppState>) -> MethodRouter<AppState> {
    endpoint.layer(from_fn(errors_as_json))
}

/// What costs more than to show what is known, and so has a limit for each client.
fn search_limited(route: MethodRouter<AppState>, app: &AppState) -> MethodRouter<AppState> {
    route.route_layer(from_fn_with_state(app.clone(), limit_searches))
}

/// A route whose page is rendered in the render pool.
fn rendered(page: Render, cost: Estimate) -> MethodRouter<AppState> {
    get(async move |State(app): State<AppState>, request: Request| {
        render(&app, app.store.site(), request, page, cost).await
    })
}

async fn render(
    app: &AppState,
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
        .run(client, cost, move || compress(page(&site, &uri), encoding))
        .await;
    rendered.unwrap_or_else(not_rendered)
}

/// A file beside the notes is read from the disk; every other address is a page.
async fn note_or_channel(State(app): State<AppState>, request: Request) -> Response {
    let site = app.store.site();
    match notes::media_at(&site, request.uri()) {
        Some(id) => media(&site, id, request.into_parts().0.headers).await,
        None => {
            render(
                &app,
                site,
                request,
                notes::note_or_channel,
                notes::cost_of_note_or_channel,
            )
            .await
        }
    }
}

/// What an operator asks.
fn probes(app: &AppState) -> Router<AppState> {
    let probes = OwnPage::all().filter(|page| page.is_probe());
    probes.fold(Router::new(), |router, page| {
        router.route(page.route(), handler(page, app))
    })
}

/// Makes errors below `/api/` JSON that no endpoint answers: those of an address that is too long,
/// and of the time limit.
async fn api_errors(State(base): State<BaseUrl>, request: Request, next: Next) -> Response {
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
fn below(base: &BaseUrl, site: Router, app: AppState) -> Router {
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
