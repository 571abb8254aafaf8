//! `/api/changes`: tells an open page that the archive has changed, where the operator watches the folder.

use std::convert::Infallible;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures::stream;

use super::reply::CachePolicy;
use super::routes::App;

/// An event for each change from now on.
pub(super) async fn changes(State(app): State<App>) -> Response {
    if !app.live.site().watched {
        return StatusCode::NOT_FOUND.into_response();
    }
    let changes = stream::unfold(app.live.changes(), async |mut changes| {
        changes.changed().await.ok()?;
        let number = (*changes.borrow_and_update())?;
        Some((Ok::<_, Infallible>(Event::default().data(number.to_string())), changes))
    });
    CachePolicy::Never.on(Sse::new(changes).keep_alive(KeepAlive::default()))
}
