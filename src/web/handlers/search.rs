//! The handlers of search.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{StatusCode, Uri};
use axum::response::Response;

use crate::pages::{
    MomentsData, QueuePage, SearchCompletions, SearchData, SearchPage, Site, SuggestionData,
};
use crate::search::{CancellationToken, Search, SearchError};
use crate::web::params::{MomentsParams, QueueParams, SearchParams, parse_query_or_default};
use crate::web::pools::search_pool::SEARCHES;
use crate::web::response::{json, json_of_type, page, unavailable};
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

/// `/api/search?q=&channel=&video=&order=&limit=&offset=`
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

/// `/api/suggest?q=&format=`
pub(in crate::web) async fn suggest(
    State(SearchSite(site)): State<SearchSite>,
    uri: Uri,
) -> Response {
    let params: SearchParams = parse_query_or_default(&uri);
    with_search(site, move |site, search, cancel| {
        let found = SuggestionData::new(site, search, &params.q, cancel)?;
        Ok(match params.is_open_search() {
            true => json_of_type(
                "application/x-suggestions+json",
                &SearchCompletions::new(&params.q, &found),
            ),
            false => json(&found),
        })
    })
    .await
}

/// `/api/moments?q=&channel=&tag=&after=&limit=&cursor=`: without words, no search is needed, but
/// the limits are the same.
pub(in crate::web) async fn moments(
    State(SearchSite(site)): State<SearchSite>,
    uri: Uri,
) -> Response {
    let params: MomentsParams = parse_query_or_default(&uri);
    let request = params.request(&site.archive);
    if request.has_words() {
        let find = move |site: &Site, search: &Search, cancel: &CancellationToken| {
            MomentsData::find(site, search, &request, cancel).map(|found| json(&found))
        };
        return with_search(site, find).await;
    }
    let list = move |_: &CancellationToken| Ok(json(&MomentsData::list(&site, &request)));
    SEARCHES.run(list).await
}

/// `/queue?q=&channel=&tag=&video=&order=` and `/queue?moments=`: without words, no search is
/// needed, but the limits are the same.
pub(in crate::web) async fn queue(
    State(SearchSite(site)): State<SearchSite>,
    uri: Uri,
) -> Response {
    let params: QueueParams = parse_query_or_default(&uri);
    if params.is_search() {
        let request = params.search_request(&site.archive);
        let find = move |site: &Site, search: &Search, cancel: &CancellationToken| {
            let found = QueuePage::of_search(site, search, &request, cancel)?;
            Ok(page(StatusCode::OK, &found))
        };
        return with_search(site, find).await;
    }
    let list = move |_: &CancellationToken| {
        let queue = match params.moments.is_empty() {
            true => {
                let (channel, tag) = params.notes(&site.archive);
                QueuePage::of_notes(&site, channel, tag)
            }
            false => QueuePage::of_list(&site, &params.moments),
        };
        Ok(page(StatusCode::OK, &queue))
    };
    SEARCHES.run(list).await
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
