//! The handlers of search.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{StatusCode, Uri};
use axum::response::Response;

use crate::pages::{FoundData, SearchPage, Site, SuggestionData, Wish};
use crate::search::{CancellationToken, Search, SearchError};
use crate::site::store::SiteStore;
use crate::web::params::{SearchParams, parse_query_or_default};
use crate::web::pools::search_pool::SEARCHES;
use crate::web::response::{CachePolicy, json, page, unavailable};
use crate::web::server::client::is_for_operator;
use crate::web::state::SearchSite;

impl SearchParams {
    fn wish(&self) -> Wish {
        Wish {
            query: self.q.clone(),
            channel: self.channel.clone(),
            video: self.video.clone(),
            page: self.page(),
        }
    }
}

/// `/search?q=…`
pub(in crate::web) async fn search(
    State(SearchSite(site)): State<SearchSite>,
    uri: Uri,
) -> Response {
    let wish = parse_query_or_default::<SearchParams>(&uri).wish();
    let answer = move |cancel: &CancellationToken| {
        let status = if site.search.get().is_ok() {
            StatusCode::OK
        } else {
            StatusCode::SERVICE_UNAVAILABLE
        };
        let status = if wish.query.trim().is_empty() {
            StatusCode::OK
        } else {
            status
        };
        SearchPage::new(&site, &wish, cancel).map(|found| page(status, &found))
    };
    SEARCHES.run(answer).await
}

/// `/api/search?q=&channel=&video=&limit=&offset=`
pub(in crate::web) async fn found(
    State(SearchSite(site)): State<SearchSite>,
    uri: Uri,
) -> Response {
    let params: SearchParams = parse_query_or_default(&uri);
    let (limit, offset) = (params.limit(), params.offset());
    with_search(site, move |site, search, cancel| {
        FoundData::new(site, search, &params.wish(), limit, offset, cancel)
            .map(|found| json(&found))
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

/// `/readyz`: whether search answers, too. A site that is older than its folder goes on being one,
/// and so does a search that is older than its site.
pub(in crate::web) async fn ready(
    State(store): State<Arc<SiteStore>>,
    request: Request,
) -> Response {
    // Why something failed may name paths: that is for the operator.
    let for_operator = is_for_operator(&request);
    let told = |why: String| {
        if for_operator {
            why
        } else {
            "the log of the server says why".to_owned()
        }
    };
    let index = store.site().search.failure().map(told);
    match (store.search_site().search.get(), index) {
        (Ok(_), index) => {
            let folder = store
                .failure()
                .map(|why| format!("the folder was not loaded again: {}", told(why)));
            let index = index
                .map(|why| format!("search answers as before the folder was loaded again: {why}"));
            let reasons: Vec<String> = [folder, index].into_iter().flatten().collect();
            let but = if reasons.is_empty() {
                String::new()
            } else {
                format!(", but {}", reasons.join("; "))
            };
            CachePolicy::Never.apply_to(format!("ready{but}\n"))
        }
        (Err(_), Some(why)) => unavailable(format!("not ready: {why}")),
        (Err(percent), None) => unavailable(format!("indexing, {percent} %")),
    }
}

/// Answers with the search of a site, once it is there.
pub(in crate::web) async fn with_search(
    site: Arc<Site>,
    answer: impl FnOnce(&Site, &Search, &CancellationToken) -> Result<Response, SearchError>
    + Send
    + 'static,
) -> Response {
    let answer = move |cancel: &CancellationToken| match site.search.get() {
        Ok(search) => answer(&site, search, cancel),
        Err(percent) => Ok(unavailable(format!("indexing, {percent} %"))),
    };
    SEARCHES.run(answer).await
}
