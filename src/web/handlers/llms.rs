//! The handlers of `/llms.txt` and `/{channel}/llms.txt`.

use axum::http::{StatusCode, Uri};
use axum::response::Response;

use crate::archive::{PageId, RouteMatch};
use crate::pages::{NotFoundPage, Site, channel_llms_text, llms_text};
use crate::web::response::{page, redirect, text};

/// The end of the path of a channel's file.
pub(in crate::web) const FILE: &str = "/llms.txt";

/// `/llms.txt`
pub(in crate::web) fn llms(site: &Site, _: &Uri) -> Response {
    text(llms_text(site))
}

/// `/{channel}/llms.txt`; other spellings of the channel redirect.
pub(in crate::web) fn channel(site: &Site, path: &str) -> Response {
    let channel = path.strip_suffix(FILE).unwrap_or(path);
    match site.archive.find(channel) {
        RouteMatch::Canonical(PageId::Channel(id)) => text(channel_llms_text(site, id)),
        RouteMatch::Alias(page @ PageId::Channel(_)) => redirect(
            StatusCode::PERMANENT_REDIRECT,
            &format!("{}{FILE}", site.archive.url(page)),
        ),
        _ => page(StatusCode::NOT_FOUND, &NotFoundPage::new(site, path)),
    }
}
