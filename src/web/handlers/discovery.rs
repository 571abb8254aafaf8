//! The handlers of what search engines, feed readers and browsers find the site by: `/robots.txt`,
//! sitemaps, feeds and `/opensearch.xml`. They run in the render pool, like those of pages.

use askama::Template;
use axum::http::{StatusCode, Uri};
use axum::response::Response;

use crate::archive::{PageId, RouteMatch};
use crate::pages::{Feed, FeedScope, OpenSearch, Robots, Site, Sitemap, SitemapIndex};
use crate::web::handlers::request_path::{decoded_path, is_canonical, redirect_to_canonical};
use crate::web::problem::error;
use crate::web::response::{internal_error, no_public_url, text, xml};

/// The path of a feed after that of its channel or tag.
const FEED_SUFFIX: &str = "/feed.xml";

/// `/robots.txt`
pub(in crate::web) fn robots(site: &Site, _: &Uri) -> Response {
    match Robots::new(site).render() {
        Ok(rules) => text(rules),
        Err(error) => internal_error(&error),
    }
}

/// `/sitemap.xml`
pub(in crate::web) fn sitemap_index(site: &Site, _: &Uri) -> Response {
    SitemapIndex::new(site).map_or_else(no_public_url, |index| xml("application/xml", &index))
}

/// `/sitemap/1.xml`
pub(in crate::web) fn sitemap(site: &Site, uri: &Uri) -> Response {
    if site.archive.base().absolute_url("/").is_none() {
        return no_public_url();
    }
    let file = decoded_path(uri, "/sitemap/");
    let number = file.strip_suffix(".xml").and_then(|name| name.parse().ok());
    number
        .filter(|number: &usize| file == format!("{number}.xml"))
        .and_then(|number| Sitemap::new(site, number))
        .map_or_else(
            || error(StatusCode::NOT_FOUND, "/sitemap.xml lists no such sitemap"),
            |sitemap| xml("application/xml", &sitemap),
        )
}

/// `/feed.xml`
pub(in crate::web) fn feed(site: &Site, uri: &Uri) -> Response {
    feed_of(site, uri, FeedScope::Archive)
}

/// `/{channel}/feed.xml`; `None` if the path is another one, such as that of a note with this name.
pub(super) fn channel_feed(site: &Site, uri: &Uri, path: &str) -> Option<Response> {
    let archive = &site.archive;
    let channel = path.strip_suffix(FEED_SUFFIX)?;
    match archive.find(channel) {
        _ if archive.page_at(path).is_some() => None,
        RouteMatch::Canonical(PageId::Channel(id)) | RouteMatch::Alias(PageId::Channel(id)) => {
            Some(feed_of(site, uri, FeedScope::Channel(id)))
        }
        _ => None,
    }
}

/// `/tag/{name}/feed.xml`; `None` if the path is another one.
pub(super) fn tag_feed(site: &Site, uri: &Uri, name: &str) -> Option<Response> {
    let id = site.archive.tag_named(name.strip_suffix(FEED_SUFFIX)?)?;
    let is_tag = site.archive.tag_named(name).is_some();
    (!is_tag).then(|| feed_of(site, uri, FeedScope::Tag(id)))
}

fn feed_of(site: &Site, uri: &Uri, scope: FeedScope) -> Response {
    match Feed::new(site, scope) {
        Some(feed) if is_canonical(site, feed.path(), uri) => xml("application/atom+xml", &feed),
        Some(feed) => redirect_to_canonical(feed.path(), uri),
        None => error(
            StatusCode::NOT_FOUND,
            "There is no feed, because none of these notes has a complete date.",
        ),
    }
}

/// `/opensearch.xml`
pub(in crate::web) fn open_search(site: &Site, _: &Uri) -> Response {
    OpenSearch::new(site).map_or_else(no_public_url, |description| {
        xml("application/opensearchdescription+xml", &description)
    })
}
