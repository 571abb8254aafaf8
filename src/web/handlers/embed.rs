//! The handlers of what other sites show of a page: `/embed/…`, the player for frames, and
//! `/oembed`, which tells them of it.

use axum::http::{StatusCode, Uri};
use axum::response::Response;

use crate::pages::{EmbedPage, Embeddable, OEmbedData, Site};
use crate::web::handlers::request_path::{decoded_path, is_canonical, redirect_to_canonical};
use crate::web::middleware::security_headers::allow_framing;
use crate::web::params::{OEmbedParams, PageParams, parse_query_or_default};
use crate::web::problem::error;
use crate::web::response::{json, no_public_url, page};

/// `/embed/{note}?t=`, `/embed/video/{id}?t=`
pub(in crate::web) fn embed(site: &Site, uri: &Uri) -> Response {
    let archive = &site.archive;
    let Some(found) = Embeddable::at(archive, &decoded_path(uri, "/embed/")) else {
        return nothing_to_embed();
    };
    let url = found.url(archive);
    if !is_canonical(site, &url, uri) {
        return redirect_to_canonical(&url, uri);
    }
    let start = parse_query_or_default::<PageParams>(uri).start_seconds();
    let mut response = page(StatusCode::OK, &EmbedPage::new(site, found, start));
    allow_framing(&mut response);
    response
}

/// `/oembed?url=&format=&maxwidth=&maxheight=`
pub(in crate::web) fn oembed(site: &Site, uri: &Uri) -> Response {
    let params: OEmbedParams = parse_query_or_default(uri);
    if !params.is_json() {
        return error(StatusCode::NOT_IMPLEMENTED, "The only format is json.");
    }
    let archive = &site.archive;
    if archive.base().absolute_url("/").is_none() {
        return no_public_url();
    }
    let data = archive.base().path_of(&params.url).and_then(|path| {
        let page: Uri = path.split('#').next()?.parse().ok()?;
        let found = Embeddable::at(archive, &decoded_path(&page, "/"))?;
        let start = parse_query_or_default::<PageParams>(&page).start_seconds();
        OEmbedData::new(site, found, start, params.max_size())
    });
    data.map_or_else(nothing_to_embed, |data| json(&data))
}

fn nothing_to_embed() -> Response {
    let message = "This is not the URL of a note or a video of this site with a player.";
    error(StatusCode::NOT_FOUND, message)
}
