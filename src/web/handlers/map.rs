//! The handlers of the map: its page and its API.

use axum::extract::State;
use axum::http::{StatusCode, Uri};
use axum::response::Response;

use crate::pages::{MapData, MapNotesData, MapPage, MapSearchData, Site};
use crate::web::handlers::search::with_search;
use crate::web::params::{MapParams, parse_query_or_default};
use crate::web::problem::error;
use crate::web::response::{self, json};
use crate::web::state::SearchSite;

/// `/map?q=`
pub(in crate::web) fn page(site: &Site, uri: &Uri) -> Response {
    response::page(
        StatusCode::OK,
        &MapPage::new(site, &parse_query_or_default::<MapParams>(uri).q),
    )
}

/// `/api/map`
pub(in crate::web) fn data(site: &Site, _: &Uri) -> Response {
    json(&MapData::new(site))
}

/// `/api/map/notes?channel=`
pub(in crate::web) fn notes(site: &Site, uri: &Uri) -> Response {
    let channel = parse_query_or_default::<MapParams>(uri).channel();
    let notes = channel.and_then(|channel| MapNotesData::new(site, channel));
    notes.map_or_else(
        || error(StatusCode::NOT_FOUND, "no such channel"),
        |notes| json(&notes),
    )
}

/// `/api/map/search?q=`
pub(in crate::web) async fn search(
    State(SearchSite(site)): State<SearchSite>,
    uri: Uri,
) -> Response {
    let params: MapParams = parse_query_or_default(&uri);
    with_search(site, move |site, search, cancel| {
        MapSearchData::new(site, search, &params.q, cancel).map(|results| json(&results))
    })
    .await
}
