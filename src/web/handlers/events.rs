//! `/api/events`: server-sent events for live reload, if the content folder is watched.

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

/// Disables nginx's response buffering, which would delay events.
const UNBUFFERED: (HeaderName, &str) = (HeaderName::from_static("x-accel-buffering"), "no");

/// Sends an event now and after each change: the numbers of the sites that pages and searches use.
pub(in crate::web) async fn events(State(store): State<Arc<SiteStore>>) -> Response {
    if !store.site().watched {
        return error(StatusCode::NOT_FOUND, "the content folder is not watched");
    }
    let mut numbers = store.subscribe();
    numbers.mark_changed();
    let events = stream::unfold((numbers, store), async |(mut numbers, store)| {
        numbers.changed().await.ok()?;
        (*numbers.borrow_and_update())?;
        let data = json!({ "site": store.site().number, "searched": store.search_site().number });
        Some((
            Ok::<_, Infallible>(Event::default().data(data.to_string())),
            (numbers, store),
        ))
    });
    CachePolicy::Never.apply_to((
        [UNBUFFERED],
        Sse::new(events).keep_alive(KeepAlive::default()),
    ))
}
