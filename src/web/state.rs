//! The state that handlers and middleware share. Each extracts the part that it needs.

use std::sync::Arc;

use axum::extract::FromRef;

use crate::pages::Site;
use crate::site::store::SiteStore;
use crate::web::middleware::request_limits::SearchRateLimit;
use crate::web::middleware::response_cache::ResponseCache;
use crate::web::pools::render_pool::RenderPool;

/// The state of the whole application.
#[derive(Clone)]
pub(super) struct AppState {
    /// The site that is served now.
    pub(super) store: Arc<SiteStore>,
    /// The cache of compressed responses.
    pub(super) cache: Arc<ResponseCache>,
    /// The rate limit of searches.
    pub(super) search_rate_limit: Arc<SearchRateLimit>,
    /// The pool that renders pages.
    pub(super) render_pool: Arc<RenderPool>,
}

impl AppState {
    /// The state of an application that has not handled a request yet.
    pub(super) fn new(store: Arc<SiteStore>) -> Self {
        Self {
            store,
            cache: Arc::default(),
            search_rate_limit: Arc::default(),
            render_pool: Arc::default(),
        }
    }
}

/// The site that searches run on: the previous one while the index of a new one is built.
pub(super) struct SearchSite(pub(super) Arc<Site>);

impl FromRef<AppState> for SearchSite {
    fn from_ref(state: &AppState) -> Self {
        Self(state.store.search_site())
    }
}

impl FromRef<AppState> for Arc<SiteStore> {
    fn from_ref(state: &AppState) -> Self {
        Arc::clone(&state.store)
    }
}

impl FromRef<AppState> for Arc<ResponseCache> {
    fn from_ref(state: &AppState) -> Self {
        Arc::clone(&state.cache)
    }
}

impl FromRef<AppState> for Arc<SearchRateLimit> {
    fn from_ref(state: &AppState) -> Self {
        Arc::clone(&state.search_rate_limit)
    }
}

impl FromRef<AppState> for Arc<RenderPool> {
    fn from_ref(state: &AppState) -> Self {
        Arc::clone(&state.render_pool)
    }
}
