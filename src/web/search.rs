//! The handlers of search. Its work is done off the threads that answer, by as many as there are cores, and for so long
//! as a reader may wait.

use std::future::Future;
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

use axum::extract::State;
use axum::http::{StatusCode, Uri};
use axum::response::Response;
use serde::Deserialize;
use tokio::sync::Semaphore;

use super::notes::wanted;
use super::reply::{CachePolicy, failed, json, later, page};
use super::routes::{App, Searched};
use crate::measures;
use crate::pages::{FoundData, SearchPage, Site, SuggestionData, Wish};
use crate::search::{Search, SearchError};

/// How long a reader waits for a turn and an answer before being told to try again.
const PATIENCE: Duration = Duration::from_secs(2);

/// Searches that run at a time.
static TURNS: LazyLock<Semaphore> =
    LazyLock::new(|| Semaphore::new(std::thread::available_parallelism().map_or(1, std::num::NonZero::get)));

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
pub(super) async fn search(State(Searched(site)): State<Searched>, uri: Uri) -> Response {
    let wish = wanted::<Asked>(&uri).wish();
    in_turn(move || {
        let status = if site.search.get().is_ok() { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
        let status = if wish.query.trim().is_empty() { StatusCode::OK } else { status };
        SearchPage::new(&site, &wish).map(|found| page(status, &found))
    })
    .await
}

/// `/api/search?q=&channel=&video=&limit=&offset=`
pub(super) async fn found(State(Searched(site)): State<Searched>, uri: Uri) -> Response {
    let asked: Asked = wanted(&uri);
    let (limit, offset) = (asked.limit.parse().unwrap_or(10), asked.offset.parse().unwrap_or(0));
    with_search(site, move |site, search| {
        FoundData::new(site, search, &asked.wish(), limit, offset).map(|found| json(&found))
    })
    .await
}

/// `/api/suggest?q=`
pub(super) async fn suggest(State(Searched(site)): State<Searched>, uri: Uri) -> Response {
    let asked: Asked = wanted(&uri);
    with_search(site, move |site, search| SuggestionData::new(site, search, &asked.q).map(|found| json(&found))).await
}

/// `/readyz`: whether search answers, too. A site that is older than its folder goes on being one, and so does a search that
/// is older than its site.
pub(super) async fn ready(State(app): State<App>) -> Response {
    let index = app.live.site().search.failure();
    match (app.live.searched().search.get(), index) {
        (Ok(_), index) => {
            let folder = app.live.failure().map(|why| format!("the folder was not loaded again: {why}"));
            let index = index.map(|why| format!("search answers as before the folder was loaded again: {why}"));
            let reasons: Vec<String> = [folder, index].into_iter().flatten().collect();
            let but = if reasons.is_empty() { String::new() } else { format!(", but {}", reasons.join("; ")) };
            CachePolicy::Never.on(format!("ready{but}\n"))
        }
        (Err(_), Some(why)) => later(format!("not ready: {why}\n")),
        (Err(percent), None) => later(format!("indexing, {percent} %\n")),
    }
}

pub(super) async fn with_search(
    site: Arc<Site>,
    answer: impl FnOnce(&Site, &Search) -> Result<Response, SearchError> + Send + 'static,
) -> Response {
    in_turn(move || match site.search.get() {
        Ok(search) => answer(&site, search),
        Err(percent) => Ok(later(serde_json::json!({ "error": format!("indexing, {percent} %") }).to_string())),
    })
    .await
}

/// Waits for a turn, and for the answer. A search that takes longer than a reader waits runs to its end, which is
/// near: what one may ask is bounded.
async fn in_turn(answer: impl FnOnce() -> Result<Response, SearchError> + Send + 'static) -> Response {
    let turn = async {
        let _turn = TURNS.acquire().await;
        tokio::task::spawn_blocking(answer).await
    };
    let start = Instant::now();
    let (result, response) = match patient(turn).await {
        Some(Ok(Ok(response))) => ("found", response),
        Some(Ok(Err(error))) => ("failed", failed(&error)),
        Some(Err(error)) => ("failed", failed(&error)),
        None => ("busy", later("Search is busy. Please try again in a moment.\n")),
    };
    measures::searched(result, start.elapsed());
    response
}

async fn patient<T>(work: impl Future<Output = T>) -> Option<T> {
    tokio::time::timeout(PATIENCE, work).await.ok()
}

#[cfg(test)]
mod tests {
    use axum::http::header;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn who_waits_too_long_is_told_to_come_back() {
        let all = TURNS.acquire_many(TURNS.available_permits() as u32).await.expect("the turns");
        let waiting = in_turn(|| Ok(json(&"never reached while others search")));
        let response = waiting.await;
        assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(response.headers()[header::RETRY_AFTER], "1");
        drop(all);
        assert_eq!(in_turn(|| Ok(json(&"found"))).await.status(), StatusCode::OK, "the next one is answered");
    }
}
