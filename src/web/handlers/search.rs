//! The handlers of search.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{StatusCode, Uri};
use axum::response::Response;
use serde::Deserialize;

use crate::pages::{FoundData, SearchPage, Site, SuggestionData, Wish};
use crate::search::{CancellationToken, Search, SearchError};
use crate::web::handlers::notes::wanted;
use crate::web::pools::search_pool::SEARCHES;
use crate::web::response::{CachePolicy, json, later, page};
use crate::web::routes::{App, Searched};
use crate::web::server::client::is_for_operator;

/// What the query of an address may ask of search. What cannot be read of it counts as not said.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    q: String,
    channel: String,
    video: String,
    page: String,
    limit: String,
    offset: String,
}

impl Asked {
    fn wish(&self) -> Wish {
        Wish {
            query: self.q.clone(),
            channel: self.channel.clone(),
            video: self.video.clone(),
            page: self.page.parse().unwrap_or(1),
        }
    }
}

/// `/search?q=…`
pub(in crate::web) async fn search(State(Searched(site)): State<Searched>, uri: Uri) -> Response {
    let wish = wanted::<Asked>(&uri).wish();
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
pub(in crate::web) async fn found(State(Searched(site)): State<Searched>, uri: Uri) -> Response {
    let asked: Asked = wanted(&uri);
    let (limit, offset) = (
        asked.limit.parse().unwrap_or(10),
        asked.offset.parse().unwrap_or(0),
    );
    with_search(site, move |site, search, cancel| {
        FoundData::new(site, search, &asked.wish(), limit, offset, cancel).map(|found| json(&found))
    })
    .await
}

/// `/api/suggest?q=`
pub(in crate::web) async fn suggest(State(Searched(site)): State<Searched>, uri: Uri) -> Response {
    let asked: Asked = wanted(&uri);
    with_search(site, move |site, search, cancel| {
        SuggestionData::new(site, search, &asked.q, cancel).map(|found| json(&found))
    })
    .await
}

/// `/readyz`: whether search answers, too. A site that is older than its folder goes on being one,
/// and so does a search that is older than its site.
pub(in crate::web) async fn ready(State(app): State<App>, request: Request) -> Response {
    // Why something failed may name paths: that is for the operator.
    let for_operator = is_for_operator(&request);
    let told = |why: String| {
        if for_operator {
            why
        } else {
            "the log of the server says why".to_owned()
        }
    };
    let index = app.live.site().search.failure().map(told);
    match (app.live.searched().search.get(), index) {
        (Ok(_), index) => {
            let folder = app
                .live
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
            CachePolicy::Never.on(format!("ready{but}\n"))
        }
        (Err(_), Some(why)) => later(format!("not ready: {why}")),
        (Err(percent), None) => later(format!("indexing, {percent} %")),
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
        Err(percent) => Ok(later(format!("indexing, {percent} %"))),
    };
    SEARCHES.run(answer).await
}
