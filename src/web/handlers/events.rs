//! `/api/events`: tells an open page which site is served, where the operator watches the folder.

use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderName, StatusCode};
use axum::response::Response;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures::stream;
use serde_json::json;

use crate::site::store::SiteStore;
use crate::web::problem::error;
use crate::web::response::CachePolicy;

/// nginx would wait for more before it sends an event on.
const UNBUFFERED: (HeaderName, &str) = (HeaderName::from_static("x-accel-buffering"), "no");

/// An event now and at each change from now on: the numbers of the sites that pages and searches
/// come from.
pub(in crate::web) async fn events(State(store): State<Arc<SiteStore>>) -> Response {
    if !store.site().watched {
        return error(StatusCode::NOT_FOUND, "the folder is not watched");
    }
    let mut numbers = store.changes();
    numbers.mark_changed();
    let events = stream::unfold((numbers, store), async |(mut numbers, live)| {
        numbers.changed().await.ok()?;
        (*numbers.borrow_and_update())?;
        let served = json!({ "site": live.site().number, "searched": live.search_site().number });
        Some((
            Ok::<_, Infallible>(Event::default().data(served.to_string())),
            (numbers, live),
        ))
    });
    CachePolicy::Never.apply_to((
        [UNBUFFERED],
        Sse::new(events).keep_alive(KeepAlive::default()),
    ))
}
