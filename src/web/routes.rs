//! The router: every route with its handler, and the middleware around them.

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
use crate::web::handlers::{
    assets, discovery, embed, events, health, llms, map, mcp, metrics, pages, request_path, search,
};
use crate::web::middleware::compression::Encoding;
use crate::web::middleware::request_limits::{limit_searches, limit_url_length};
use crate::web::middleware::request_log::{log_requests, panic_response};
use crate::web::middleware::response_cache::{cache_responses, compress};
use crate::web::middleware::{cors, security_headers};
use crate::web::pools::render_pool::Cost;
use crate::web::problem::{as_json, error, errors_as_json};
use crate::web::response::{not_rendered, redirect};
use crate::web::server::client::ClientKey;
use crate::web::state::AppState;

/// Renders the response to a URL from one snapshot of the site.
type Render = fn(&Site, &Uri) -> Response;

/// Estimates how expensive it is to render the page of a URL.
type EstimateCost = fn(&Site, &Uri) -> Cost;

/// All routes of a site, and their middleware. From the outside in: other origins are allowed to
/// read, API errors become JSON, the request is logged, security headers are set, preflights are
/// answered, long URLs are rejected, the response cache is consulted, and then the request is
/// routed.
pub fn router(store: Arc<SiteStore>, limits: Limits) -> Router {
    let base = store.site().archive.base().clone();
    let app = AppState::new(store);
    let site = site_router(&app).with_state(app.clone());
    let site = site
        .layer(CatchPanicLayer::custom(panic_response))
        .layer(from_fn_with_state(app.clone(), cache_responses));
    let routes = if base.path().is_empty() {
        site
    } else {
        nest_under_base(&base, site, app)
    };
    let routes = routes
        .layer(from_fn(limit_url_length))
        .layer(from_fn_with_state(base.clone(), cors::answer_preflights));
    security_headers::add_headers(routes)
        .layer(from_fn_with_state(
            (limits.request_timeout, base.clone()),
            log_requests,
        ))
        .layer(from_fn_with_state(base.clone(), api_errors))
        .layer(from_fn_with_state(base, cors::allow_origins))
}

/// The router of the site's own pages; all other paths, of any depth and spelling, belong to notes
/// and channels.
fn site_router(app: &AppState) -> Router<AppState> {
    OwnPage::all().fold(
        Router::new().fallback(get(note_or_channel)),
        |router, page| router.route(page.route(), handler(page, app)),
    )
}

fn handler(page: OwnPage, app: &AppState) -> MethodRouter<AppState> {
    match page {
        OwnPage::Home => rendered(pages::home, small),
        OwnPage::Search => search_limited(get(search::search), app),
        OwnPage::Queue => search_limited(get(search::queue), app),
        OwnPage::Random => rendered(pages::random, small),
        OwnPage::RandomMoment => rendered(pages::random_moment, small),
        OwnPage::History => rendered(pages::history, small),
        OwnPage::Map => rendered(map::page, small),
        OwnPage::Video => rendered(pages::video, pages::cost_of_video),
        OwnPage::Topic => rendered(pages::topic, pages::cost_of_topic),
        OwnPage::Topics => rendered(pages::topics, small),
        OwnPage::Tags => rendered(pages::tags, small),
        OwnPage::Tag => rendered(pages::tag, small),
        OwnPage::Static => get(assets::asset),
        OwnPage::Robots => rendered(discovery::robots, small),
        OwnPage::SitemapIndex => rendered(discovery::sitemap_index, large),
        OwnPage::Sitemap => rendered(discovery::sitemap, large),
        OwnPage::Feed => rendered(discovery::feed, small),
        OwnPage::OpenSearch => rendered(discovery::open_search, small),
        OwnPage::Embed => rendered(embed::embed, small),
        OwnPage::OEmbed => rendered(embed::oembed, small),
        OwnPage::Llms => rendered(llms::llms, large),
        OwnPage::Mcp => search_limited(mcp::route(app), app),
        OwnPage::Favicon => get(assets::favicon),
        OwnPage::Manifest => get(assets::manifest),
        OwnPage::ApiSearch => api(search_limited(get(search::api_search), app)),
        OwnPage::ApiSuggest => api(search_limited(get(search::suggest), app)),
        OwnPage::ApiMoments => api(search_limited(get(search::moments), app)),
        OwnPage::ApiTags => api(rendered(pages::tags_data, small)),
        OwnPage::ApiPreview => api(rendered(pages::preview, small)),
        OwnPage::ApiMap => api(rendered(map::data, large)),
        OwnPage::ApiMapNotes => api(rendered(map::notes, large)),
        OwnPage::ApiMapSearch => api(search_limited(get(map::search), app)),
        OwnPage::ApiEvents => api(get(events::events)),
        OwnPage::ApiDescription => api(rendered(pages::api_description, small)),
        OwnPage::ApiUnknown => api(any(async || {
            error(StatusCode::NOT_FOUND, "no such API endpoint")
        })),
        OwnPage::Healthz => get(health::health),
        OwnPage::Readyz => get(health::ready),
        OwnPage::Metrics => get(metrics::metrics),
    }
}

fn small(_: &Site, _: &Uri) -> Cost {
    Cost::Small
}

fn large(_: &Site, _: &Uri) -> Cost {
    Cost::Large
}

/// An API endpoint, whose errors are JSON.
fn api(endpoint: MethodRouter<AppState>) -> MethodRouter<AppState> {
    endpoint.layer(from_fn(errors_as_json))
}

/// A search route, which has a rate limit per client.
fn search_limited(route: MethodRouter<AppState>, app: &AppState) -> MethodRouter<AppState> {
    route.route_layer(from_fn_with_state(app.clone(), limit_searches))
}

/// A route whose page is rendered in the render pool.
fn rendered(page: Render, cost: EstimateCost) -> MethodRouter<AppState> {
    get(async move |State(app): State<AppState>, request: Request| {
        render(&app, app.store.site(), request, page, cost).await
    })
}

async fn render(
    app: &AppState,
    site: Arc<Site>,
    request: Request,
    page: Render,
    cost: EstimateCost,
) -> Response {
    let client = ClientKey::from_request(&request);
    let encoding = request
        .extensions()
        .get()
        .copied()
        .unwrap_or(Encoding::Identity);
    let cost = cost(&site, request.uri());
    // Drop the headers, which would take memory while the request waits.
    let uri = request.uri().clone();
    drop(request);
    let rendered = app
        .render_pool
        .run(client, cost, move || compress(page(&site, &uri), encoding))
        .await;
    rendered.unwrap_or_else(not_rendered)
}

/// Streams a media file from the disk, or renders the page of a note or a channel.
async fn note_or_channel(State(app): State<AppState>, request: Request) -> Response {
    let site = app.store.site();
    match pages::media_at(&site, request.uri()) {
        Some(id) => media(&site, id, request.into_parts().0.headers).await,
        None => {
            render(
                &app,
                site,
                request,
                pages::note_or_channel,
                pages::cost_of_note_or_channel,
            )
            .await
        }
    }
}

/// The routes of the operator's probes.
fn probes(app: &AppState) -> Router<AppState> {
    let probes = OwnPage::all().filter(|page| page.is_probe());
    probes.fold(Router::new(), |router, page| {
        router.route(page.route(), handler(page, app))
    })
}

/// Middleware: converts errors under `/api/` to JSON that come from middleware instead of an
/// endpoint, such as those of long URLs and of the timeout.
async fn api_errors(State(base): State<BaseUrl>, request: Request, next: Next) -> Response {
    let path = base.strip_prefix(request.uri().path()).unwrap_or_default();
    let is_api = path == "/api" || path.starts_with("/api/");
    let response = next.run(request).await;
    if is_api { as_json(response) } else { response }
}

/// Nests the site under its base path. Probes stay at the top, as they bypass the proxy, and `/`
/// redirects to the site.
fn nest_under_base(base: &BaseUrl, site: Router, app: AppState) -> Router {
    let home = base.url("/");
    let (from_root, from_base) = (home.clone(), home.clone());
    Router::new()
        .route(
            "/",
            get(async move || redirect(StatusCode::TEMPORARY_REDIRECT, &from_root)),
        )
        .route(
            base.path(),
            get(async move |uri: Uri| request_path::redirect_to_canonical(&from_base, &uri)),
        )
        .merge(probes(&app))
        .with_state(app)
        .nest(&home, site)
}
