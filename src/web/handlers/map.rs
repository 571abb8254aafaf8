//! The handlers of the map: its page, and what the script of the page asks for.

use axum::extract::State;
use axum::http::{StatusCode, Uri};
use axum::response::Response;
use serde::Deserialize;

use crate::pages::{MapData, MapFoundData, MapNotesData, MapPage, Site};
use crate::web::handlers::notes::wanted;
use crate::web::handlers::search::with_search;
use crate::web::problem::error;
use crate::web::response::{self, json};
use crate::web::routes::Searched;

/// What the query of an address may ask of the map.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    q: String,
    channel: String,
}

/// `/map?q=`
pub(in crate::web) fn page(site: &Site, uri: &Uri) -> Response {
    response::page(StatusCode::OK, &MapPage::new(site, &wanted::<Asked>(uri).q))
}

/// `/api/map`
pub(in crate::web) fn data(site: &Site, _: &Uri) -> Response {
    json(&MapData::new(site))
}

/// `/api/map/notes?channel=`
pub(in crate::web) fn notes(site: &Site, uri: &Uri) -> Response {
    let channel = wanted::<Asked>(uri).channel.parse().ok();
    let notes = channel.and_then(|channel| MapNotesData::new(site, channel));
    notes.map_or_else(
        || error(StatusCode::NOT_FOUND, "no channel has this number"),
        |notes| json(&notes),
    )
}

/// `/api/map/found?q=`
pub(in crate::web) async fn found(State(Searched(site)): State<Searched>, uri: Uri) -> Response {
    let asked: Asked = wanted(&uri);
    with_search(site, move |site, search, cancel| {
        MapFoundData::new(site, search, &asked.q, cancel).map(|found| json(&found))
    })
    .await
}
