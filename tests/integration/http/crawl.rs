//! Finds broken links: follows every internal link of every page from `/`, and checks that every
//! anchor has its element.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::http::{Request, header};
use cueleaf::archive::PageId;
use cueleaf::pages::Site;
use cueleaf::site::store::SiteStore;
use cueleaf::text::base_url::BaseUrl;
use cueleaf::web;
use tower::ServiceExt;

use crate::support::{fixture, fixture_below, folder, media, required_corpus, site, site_at};

/// The links and anchors of a page.
struct Page {
    links: Vec<String>,
    anchors: HashSet<String>,
    /// The number of anchors, including duplicates.
    anchor_count: usize,
}

/// Follows all links of a site and panics with the first thirty broken ones. Returns the number of
/// pages.
async fn crawl(site: Arc<Site>) -> usize {
    let home = site.archive.url(PageId::Home).to_owned();
    let router = web::router(SiteStore::new(site), web::Limits::default());
    let mut pages: HashMap<String, Page> = HashMap::new();
    let mut wrong: Vec<String> = Vec::new();
    let mut open = vec![(home.clone(), "the start".to_owned())];
    let mut known: HashSet<String> = HashSet::from([home.clone()]);
    let mut anchored: Vec<(String, String, String)> = Vec::new();
    while let Some((url, from)) = open.pop() {
        let request = Request::get(&url).body(Body::empty()).unwrap();
        let response = router.clone().oneshot(request).await.unwrap();
        let status = response.status().as_u16();
        if status != 200 && !(url.contains("/random") && status == 303) {
            wrong.push(format!("{url} returns {status}, linked from {from}"));
        }
        let is_html = response
            .headers()
            .get(header::CONTENT_TYPE)
            .is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
        let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        let page = read(if is_html {
            std::str::from_utf8(&body).unwrap()
        } else {
            ""
        });
        if page.anchors.len() < page.anchor_count {
            wrong.push(format!("{url} has an anchor twice"));
        }
        for link in &page.links {
            let absolute = absolute(&url, link);
            let Some(absolute) = absolute else { continue };
            if !absolute.starts_with(&home) {
                wrong.push(format!("{absolute} leaves the base, linked from {url}"));
            }
            let (path, anchor) = absolute.split_once('#').unwrap_or((&absolute, ""));
            // Moments link to their own page; `?t=` is tested elsewhere.
            let path = path.split("?t=").next().unwrap();
            if !anchor.is_empty() {
                anchored.push((path.to_owned(), anchor.to_owned(), url.clone()));
            }
            if known.insert(path.to_owned()) {
                open.push((path.to_owned(), url.clone()));
            }
        }
        pages.insert(url, page);
    }
    for (path, anchor, from) in anchored {
        let anchor = percent_encoding::percent_decode_str(&anchor)
            .decode_utf8_lossy()
            .into_owned();
        if !pages
            .get(&path)
            .is_some_and(|page| page.anchors.contains(&anchor))
        {
            wrong.push(format!(
                "{path}#{anchor} has no such anchor, linked from {from}"
            ));
        }
    }
    let count = wrong.len();
    wrong.truncate(30);
    assert!(
        wrong.is_empty(),
        "{count} broken links:\n{}",
        wrong.join("\n")
    );
    pages.len()
}

/// Extracts the links and anchors of a page. The markup of our own pages is plain enough to be read
/// attribute by attribute.
fn read(html: &str) -> Page {
    let values = |name: &str| -> Vec<String> {
        let start = format!(" {name}=\"");
        html.split(start.as_str())
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .map(unescape)
            .collect()
    };
    let mut links = values("href");
    links.extend(values("src"));
    links.extend(values("action"));
    let anchors = values("id");
    Page {
        links,
        anchor_count: anchors.len(),
        anchors: anchors.into_iter().collect(),
    }
}

fn unescape(text: &str) -> String {
    text.replace("&#38;", "&")
        .replace("&amp;", "&")
        .replace("&#39;", "'")
        .replace("&quot;", "\"")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
}

/// The absolute path of an internal link on a page; `None` for an external link.
fn absolute(page: &str, link: &str) -> Option<String> {
    match link.as_bytes().first() {
        Some(b'/') => Some(link.to_owned()),
        Some(b'#') => Some(format!("{page}{link}")),
        Some(b'?') => Some(format!("{}{link}", page.split('?').next().unwrap())),
        _ => {
            let outside = ["https://", "http://", "mailto:"]
                .iter()
                .any(|scheme| link.to_lowercase().starts_with(scheme));
            assert!(outside, "{link} on {page} is not an internal URL");
            None
        }
    }
}

#[tokio::test]
async fn the_fixture_has_no_broken_links() {
    assert!(crawl(fixture()).await > 30);
}

#[tokio::test]
async fn a_site_with_a_base_path_has_no_broken_links() {
    assert!(crawl(fixture_below()).await > 30);
}

#[tokio::test]
async fn no_link_to_a_media_file_is_broken() {
    let (folder, base) = (media::folder(), BaseUrl::new(Some("/notes"), None).unwrap());
    assert!(crawl(site_at(folder.path(), base)).await > 10);
}

#[tokio::test]
async fn the_sample_archive_has_no_broken_links() {
    assert!(crawl(site(&folder("content"))).await > 60);
}

#[tokio::test]
#[ignore = "needs CUELEAF_CORPUS"]
async fn the_corpus_has_no_broken_links() {
    assert!(crawl(site(&required_corpus())).await > 10_000);
}

#[test]
fn links_and_anchors_are_extracted() {
    let page = read("<a class=\"x\" href=\"/a?b&amp;c\">a</a><h2 id=\"here\"><img src=\"/p\">");
    assert_eq!(page.links, ["/a?b&c", "/p"]);
    assert!(page.anchors.contains("here"));
    assert_eq!(absolute("/a?page=2", "#x").as_deref(), Some("/a?page=2#x"));
    assert_eq!(absolute("/a?page=2", "?t=3").as_deref(), Some("/a?t=3"));
}
