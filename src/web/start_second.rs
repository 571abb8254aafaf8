//! The second at which a page starts its video (`?t=`).

use axum::http::Uri;
use axum::http::uri::PathAndQuery;
use percent_encoding::percent_decode_str;

use crate::archive::VideoKey;
use crate::pages::{PlayerPage, Site};
use crate::web::params::{PageParams, parse_query_or_default};

/// The URI of a page with the start of the moment that is said at `t`, in place of `t`. So a page
/// has as many forms as moments, whatever clients request, and the response cache holds those.
/// `None` if the URI stays as it is.
pub(super) fn at_moment(site: &Site, uri: &Uri) -> Option<Uri> {
    let query = uri.query()?;
    let is_start = |pair: &&str| pair.split('=').next() == Some("t");
    if !query.split('&').any(|pair| is_start(&pair)) {
        return None;
    }
    let page = player_page(site, without_embed(uri.path()))?;
    let second = parse_query_or_default::<PageParams>(uri).start_seconds();
    let start = second.and_then(|second| page.start_of_moment_at(&site.archive, second));
    let others = query.split('&').filter(|pair| !is_start(pair));
    let start = start.map(|start| format!("t={start}"));
    let query: Vec<&str> = others.chain(start.as_deref()).collect();
    let path_and_query = match query.is_empty() {
        true => uri.path().to_owned(),
        false => format!("{}?{}", uri.path(), query.join("&")),
    };
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(PathAndQuery::try_from(path_and_query).ok()?);
    Uri::from_parts(parts).ok()
}

/// The path of the page whose player is at a path for frames; other paths as they are.
fn without_embed(path: &str) -> &str {
    let page = path.strip_prefix("/embed");
    page.filter(|page| page.starts_with('/')).unwrap_or(path)
}

/// The page at a path, if it has this canonical URL: other spellings redirect, and keep `t`.
fn player_page(site: &Site, path: &str) -> Option<PlayerPage> {
    let archive = &site.archive;
    let decoded = percent_decode_str(path).decode_utf8().ok()?;
    let (page, url) = match decoded.strip_prefix("/video/") {
        Some(key) => {
            let id = archive.video_by_key(&VideoKey::parse(key))?;
            (PlayerPage::Video(id), archive.video(id).url.as_str())
        }
        None => {
            let id = archive.page_at(decoded.strip_prefix('/')?)?;
            (PlayerPage::Text(id), archive.url(id))
        }
    };
    (archive.base().strip_prefix(url) == Some(path)).then_some(page)
}
