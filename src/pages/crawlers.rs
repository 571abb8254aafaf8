//! What crawlers read: `robots.txt`, and the sitemaps (<https://www.sitemaps.org/protocol.html>).

use std::borrow::Cow;
use std::ops::Range;

use askama::Template;

use crate::archive::{Archive, NoteId, PageId};
use crate::pages::Site;
use crate::pages::pager::{self, PageSize};
use crate::text::base_url::BaseUrl;
use crate::text::date::Date;

/// The maximum size of a sitemap. The protocol allows 50,000 URLs and 50 MB.
const MAX_SITEMAP_SIZE: PageSize = PageSize {
    lines: 10_000,
    bytes: 2_000_000,
};

/// The size of the markup and the date of a URL, in bytes.
const URL_MARKUP_BYTES: usize = 70;

/// `/robots.txt` (RFC 9309)
#[derive(Template)]
#[template(path = "robots.txt")]
pub struct Robots<'a> {
    base: &'a BaseUrl,
}

impl<'a> Robots<'a> {
    /// The rules of a site.
    pub fn new(site: &'a Site) -> Self {
        let base = site.archive.base();
        Self { base }
    }
}

/// `/sitemap.xml`: the URLs of all sitemaps.
#[derive(Template)]
#[template(path = "sitemap_index.xml")]
pub struct SitemapIndex {
    urls: Vec<String>,
}

impl SitemapIndex {
    /// The sitemaps of a site; `None` without a public URL, as they have absolute URLs.
    pub fn new(site: &Site) -> Option<Self> {
        let base = site.archive.base();
        let count = division(base, &pages(&site.archive)).len();
        let urls = (1..=count)
            .map(|number| base.absolute_url(&base.url(&format!("/sitemap/{number}.xml"))))
            .collect::<Option<_>>()?;
        Some(Self { urls })
    }
}

/// `/sitemap/1.xml`: the URLs of pages.
#[derive(Template)]
#[template(path = "sitemap.xml")]
pub struct Sitemap {
    /// Each with the date of its last change, if that is known.
    urls: Vec<(String, Option<Date>)>,
}

impl Sitemap {
    /// A sitemap by its number, counted from 1; `None` if it does not exist, or without a public
    /// URL.
    pub fn new(site: &Site, number: usize) -> Option<Self> {
        let base = site.archive.base();
        let pages = pages(&site.archive);
        let range = division(base, &pages).get(number.checked_sub(1)?)?.clone();
        let absolute = |page: &Page<'_>| Some((base.absolute_url(&page.path)?, page.changed));
        let urls = pages[range].iter().map(absolute).collect::<Option<_>>()?;
        Some(Self { urls })
    }
}

/// A page that search engines may index.
struct Page<'a> {
    /// Its URL path.
    path: Cow<'a, str>,
    changed: Option<Date>,
}

impl<'a> Page<'a> {
    fn new(path: impl Into<Cow<'a, str>>) -> Self {
        Self {
            path: path.into(),
            changed: None,
        }
    }
}

/// All pages that search engines may index, without the further pages of lists. The pages of topics
/// have `noindex`.
fn pages(archive: &Archive) -> Vec<Page<'_>> {
    let mut pages = vec![Page::new(archive.url(PageId::Home))];
    pages.push(Page::new(archive.base().url("/topics")));
    if !archive.tags().is_empty() {
        pages.push(Page::new(archive.base().url("/tag")));
    }
    let channels = archive.channels().iter();
    pages.extend(channels.map(|channel| Page::new(&channel.url)));
    let notes = archive.listed_notes().map(|(id, _)| id);
    // The texts of the others are on the home page and on those of channels.
    let notes = notes.filter(|id| archive.home() != Some(*id) && !archive.is_index(*id));
    pages.extend(notes.map(|id| Page {
        changed: changed(archive, id),
        ..Page::new(archive.note_url(id))
    }));
    let videos = archive.videos().iter().filter(|video| video.is_listed());
    pages.extend(videos.map(|video| Page::new(&video.url)));
    pages.extend(archive.tags().iter().map(|tag| Page::new(&tag.url)));
    pages
}

/// When a note was changed, as it says itself.
fn changed(archive: &Archive, id: NoteId) -> Option<Date> {
    let data = archive.note(id).metadata();
    let dates = [data.updated, data.date, data.published, data.created];
    dates
        .into_iter()
        .flatten()
        .filter(|date| date.is_complete())
        .max()
}

/// The ranges of pages that the sitemaps have.
fn division(base: &BaseUrl, pages: &[Page<'_>]) -> Vec<Range<usize>> {
    let origin = base.absolute_url("").map_or(0, |origin| origin.len());
    let sizes = pages
        .iter()
        .map(|page| page.path.len() + origin + URL_MARKUP_BYTES);
    pager::pages(sizes, &MAX_SITEMAP_SIZE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_divided_among_sitemaps() {
        let division = |count: usize, path: &str| {
            let pages: Vec<_> = (0..count).map(|_| Page::new(path)).collect();
            division(&BaseUrl::default(), &pages)
        };
        assert_eq!(division(0, "/").len(), 1);
        assert_eq!(division(20_001, "/")[1..], [10_000..20_000, 20_000..20_001]);
        assert_eq!(division(10_000, &"/long".repeat(100)).len(), 3);
    }
}
