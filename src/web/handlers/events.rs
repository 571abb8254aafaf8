//! `/api/changes`: tells an open page which site is served, where the operator watches the folder.

use std::convert::Infallible;

use axum::extract::State;
use axum::http::{HeaderName, StatusCode};
use axum::response::Response;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures::stream;
use serde_json::json;

use crate::web::problem::error;
use crate::web::response::CachePolicy;
use crate::web::routes::App;

/// nginx would wait for more before it sends an event on.
const UNBUFFERED: (HeaderName, &str) = (HeaderName::from_static("x-accel-buffering"), "no");

/// An event now and at each change from now on: the numbers of the sites that pages and searches
/// come from.
pub(in crate::web) async fn events(State(app): State<App>) -> Response {
    if !app.live.site().watched {
        return error(StatusCode::NOT_FOUND, "the folder is not watched");
    }
    let mut numbers = app.live.changes();
    numbers.mark_changed();
    let events = stream::unfold((numbers, app.live), async |(mut numbers, live)| {
        numbers.changed().await.ok()?;
        (*numbers.borrow_and_update())?;
        let served = json!({ "site": live.site().number, "searched": live.searched().number });
        Some((
            Ok::<_, Infallible>(Event::default().data(served.to_string())),
            (numbers, live),
        ))
    });
    CachePolicy::Never.on((
        [UNBUFFERED],
        Sse::new(events).keep_alive(KeepAlive::default()),
    ))
}
