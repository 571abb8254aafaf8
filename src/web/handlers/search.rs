//! The handlers of search, and the readiness probe.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{StatusCode, Uri};
use axum::response::Response;

use crate::pages::{SearchData, SearchPage, Site, SuggestionData};
use crate::search::{CancellationToken, Search, SearchError};
use crate::site::store::SiteStore;
use crate::web::params::{SearchParams, parse_query_or_default};
use crate::web::pools::search_pool::SEARCHES;
use crate::web::response::{CachePolicy, json, page, unavailable};
use crate::web::server::client::is_from_operator;
use crate::web::state::SearchSite;

/// `/search?q=…`
pub(in crate::web) async fn search(
    State(SearchSite(site)): State<SearchSite>,
    uri: Uri,
) -> Response {
    let request = parse_query_or_default::<SearchParams>(&uri).page_request(&site.archive);
    let search = move |cancel: &CancellationToken| {
        let status = if request.text.is_empty() || site.search.get().is_ok() {
            StatusCode::OK
        } else {
            StatusCode::SERVICE_UNAVAILABLE
        };
        SearchPage::new(&site, &request, cancel).map(|found| page(status, &found))
    };
    SEARCHES.run(search).await
}

/// `/api/search?q=&channel=&video=&limit=&offset=`
pub(in crate::web) async fn api_search(
    State(SearchSite(site)): State<SearchSite>,
    uri: Uri,
) -> Response {
    let params: SearchParams = parse_query_or_default(&uri);
    let request = params.api_request(&site.archive);
    with_search(site, move |site, search, cancel| {
        SearchData::new(site, search, &request, cancel).map(|found| json(&found))
    })
    .await
}

/// `/api/suggest?q=`
pub(in crate::web) async fn suggest(
    State(SearchSite(site)): State<SearchSite>,
    uri: Uri,
) -> Response {
    let params: SearchParams = parse_query_or_default(&uri);
    with_search(site, move |site, search, cancel| {
        SuggestionData::new(site, search, &params.q, cancel).map(|found| json(&found))
    })
    .await
}

/// `/readyz`: whether the server can search. It stays ready while a reload or a newer index fails,
/// and reports that.
pub(in crate::web) async fn ready(
    State(store): State<Arc<SiteStore>>,
    request: Request,
) -> Response {
    // Causes may contain paths, so only the operator sees them.
    let is_operator = is_from_operator(&request);
    let public_cause = |cause: String| {
        if is_operator {
            cause
        } else {
            "see the server's log".to_owned()
        }
    };
    let index_error = store.site().search.failure().map(public_cause);
    match (store.search_site().search.get(), index_error) {
        (Ok(_), index_error) => {
            let reload_error = store
                .reload_error()
                .map(|cause| format!("reloading failed: {}", public_cause(cause)));
            let index_error =
                index_error.map(|cause| format!("search is outdated, indexing failed: {cause}"));
            let errors: Vec<String> = [reload_error, index_error].into_iter().flatten().collect();
            let suffix = if errors.is_empty() {
                String::new()
            } else {
                format!(", but {}", errors.join("; "))
            };
            CachePolicy::Never.apply_to(format!("ready{suffix}\n"))
        }
        (Err(_), Some(cause)) => unavailable(format!("not ready: {cause}")),
        (Err(percent), None) => unavailable(format!("indexing, {percent} %")),
    }
}

/// Runs a search in the search pool; answers 503 while the site is being indexed.
pub(in crate::web) async fn with_search(
    site: Arc<Site>,
    respond: impl FnOnce(&Site, &Search, &CancellationToken) -> Result<Response, SearchError>
    + Send
    + 'static,
) -> Response {
    let search = move |cancel: &CancellationToken| match site.search.get() {
        Ok(search) => respond(&site, search, cancel),
        Err(percent) => Ok(unavailable(format!(
            "Search is being prepared ({percent}%)."
        ))),
    };
    SEARCHES.run(search).await
}
