//! What others read of a page: canonical URL, titles, descriptions, previews of links, and
//! structured data.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use cueleaf::archive::Archive;
use cueleaf::corpus::{Corpus, Note};
use cueleaf::pages::Site;
use cueleaf::text::base_url::BaseUrl;
use serde_json::{Value, json};

use super::{Response, Visitor};
use crate::support::fixture_below;

const NOTE: &str = "---\ntitle: The <moon> & \"tides\"\nvideoId: AAAAAAAAAA1\ntags: [sea]\n---\n\
    Water rises with the moon, as everybody on this coast has seen [1:06](). \
    Then it falls </script> [2:10](). Nobody knows when, perhaps [3:00-3:30]().\n";

async fn visitor(public_url: Option<&str>, thumbnails: bool) -> Visitor {
    let notes = [
        ("sea/moon.md", NOTE),
        ("sea/ebb.md", "No video, see [[moon]]."),
    ];
    let notes = notes.map(|(path, text)| Note::new(path.to_owned(), text.to_owned()));
    let base = BaseUrl::new(None, public_url).unwrap();
    let archive = Archive::with_base(Corpus::from(Vec::from(notes)), base);
    Visitor::of(Arc::new(Site::new(archive, thumbnails))).await
}

fn property(page: &Response, name: &str) -> Vec<String> {
    page.attributes(&format!("meta[property='{name}']"), "content")
}

#[tokio::test]
async fn a_link_to_a_moment_shows_its_time_and_sentence() {
    let visitor = visitor(Some("https://example.org/notes"), true).await;
    let page = visitor.page("/notes/sea/moon").await;
    assert_eq!(property(&page, "og:title"), ["The <moon> & \"tides\""]);
    assert_eq!(
        property(&page, "og:url"),
        ["https://example.org/notes/sea/moon"]
    );
    assert_eq!(
        property(&page, "og:image"),
        ["https://i.ytimg.com/vi/AAAAAAAAAA1/hqdefault.jpg"]
    );
    assert_eq!(property(&page, "og:type"), ["article"]);
    assert_eq!(
        page.attributes("meta[name='twitter:card']", "content"),
        ["summary_large_image"]
    );
    for url in ["/notes/sea/moon?t=66", "/notes/video/AAAAAAAAAA1?t=1m6s"] {
        let page = visitor.page(url).await;
        assert_eq!(
            property(&page, "og:title"),
            ["1:06 · The <moon> & \"tides\""],
            "{url}"
        );
        assert_eq!(
            property(&page, "og:description"),
            ["Water rises with the moon, as everybody on this coast has seen."]
        );
        let path = url.split('?').next().unwrap();
        assert_eq!(
            property(&page, "og:url"),
            [format!("https://example.org{path}?t=66")]
        );
        assert_eq!(
            page.attributes("link[rel=canonical]", "href"),
            [format!("https://example.org{path}")]
        );
    }
}

#[tokio::test]
async fn without_public_url_and_thumbnails_nothing_is_absolute() {
    let visitor = visitor(None, false).await;
    let page = visitor.page("/sea/moon?t=66").await;
    assert_eq!(property(&page, "og:title").len(), 1);
    for name in ["og:url", "og:image"] {
        assert_eq!(property(&page, name), [""; 0]);
    }
    assert_eq!(page.attributes("link[rel=canonical]", "href"), [""; 0]);
    assert_eq!(page.texts("script[type='application/ld+json']"), [""; 0]);
    let host = visitor.get_with("/sea/moon", "host", "evil.example").await;
    assert!(!host.body.contains("evil.example"));
}

#[tokio::test]
async fn seconds_between_two_moments_are_one_page() {
    let visitor = visitor(Some("https://example.org"), true).await;
    for page in ["/sea/moon", "/video/AAAAAAAAAA1"] {
        let etag = async |query: &str| {
            let response = visitor.page(&format!("{page}{query}")).await;
            response.header("etag").to_owned()
        };
        let first = etag("?t=66").await;
        for query in ["?t=67", "?t=1m50s", "?t=1:06", "?t=129", "?x=1&t=100"] {
            assert_eq!(etag(query).await, first, "{page}{query}");
        }
        assert_ne!(etag("?t=130").await, first);
        assert_ne!(etag("").await, first);
        for query in ["?t=5", "?t=", "?t=x", "?t"] {
            assert_eq!(etag(query).await, etag("").await, "{page}{query}");
        }
    }
    // Other spellings redirect, and keep the second.
    let redirect = visitor.get("/Sea/Moon?t=67").await;
    redirect.assert_redirects_to("/sea/moon?t=67");
}

fn structured_data(page: &Response) -> Value {
    let start = "<script type=\"application/ld+json\">";
    let (_, script) = page.body.split_once(start).unwrap();
    serde_json::from_str(script.split("</script>").next().unwrap()).unwrap()
}

/// The properties that Google requires and that notes can have:
/// <https://developers.google.com/search/docs/appearance/structured-data/video>
#[tokio::test]
async fn a_video_is_described_with_its_clips_and_breadcrumbs() {
    let visitor = visitor(Some("https://example.org"), true).await;
    let page = visitor.page("/sea/moon").await;
    let data = structured_data(&page);
    assert_eq!(data["@context"], "https://schema.org");
    let (video, breadcrumbs) = (&data["@graph"][0], &data["@graph"][1]);
    assert_eq!(video["@type"], "VideoObject");
    assert_eq!(video["name"], "The <moon> & \"tides\"");
    assert_eq!(
        video["thumbnailUrl"],
        json!(["https://i.ytimg.com/vi/AAAAAAAAAA1/hqdefault.jpg"])
    );
    assert_eq!(
        video["embedUrl"],
        "https://www.youtube.com/embed/AAAAAAAAAA1"
    );
    for unknown in ["uploadDate", "duration"] {
        assert_eq!(video.get(unknown), None, "{unknown} is not invented");
    }
    assert_eq!(
        video["hasPart"][0],
        json!({
            "@type": "Clip",
            "name": "Water rises with the moon, as everybody on this coast has seen.",
            "startOffset": 66,
            "endOffset": 130,
            "url": "https://example.org/sea/moon?t=66",
        })
    );
    assert_eq!(video["hasPart"][1]["name"], "Then it falls </script>.");
    assert_eq!(video["hasPart"][2]["endOffset"], 210);
    assert_eq!(
        video["potentialAction"],
        json!({
            "@type": "SeekToAction",
            "target": "https://example.org/sea/moon?t={seek_to_second_number}",
            "startOffset-input": "required name=seek_to_second_number",
        })
    );
    let items = breadcrumbs["itemListElement"].as_array().unwrap();
    let place = |item: &Value| (item["position"].clone(), item["name"].clone());
    assert_eq!(breadcrumbs["@type"], "BreadcrumbList");
    assert_eq!(place(&items[0]), (1.into(), "Home".into()));
    assert_eq!(items[0]["item"], "https://example.org/");
    assert_eq!(place(&items[1]), (2.into(), "sea".into()));
    let last = items.last().unwrap();
    assert_eq!(last["name"], "The <moon> & \"tides\"");
    assert_eq!(last.get("item"), None);
    let note = structured_data(&visitor.page("/sea/ebb").await);
    assert_eq!(note["@graph"][0]["@type"], "BreadcrumbList");
}

#[tokio::test]
async fn no_two_indexed_pages_have_the_same_title_or_description() {
    let visitor = Visitor::of(fixture_below()).await;
    let mut open = vec!["/notes/".to_owned()];
    let mut known: HashSet<String> = open.iter().cloned().collect();
    let mut titles: HashMap<String, String> = HashMap::new();
    let mut descriptions: HashMap<String, String> = HashMap::new();
    while let Some(url) = open.pop() {
        let page = visitor.get(&url).await;
        let links = page.attributes("a[href^='/notes/']", "href");
        let paths = links.iter().map(|link| link.split(['?', '#']).next());
        open.extend(
            paths
                .flatten()
                .filter(|path| known.insert((*path).to_owned()))
                .map(str::to_owned),
        );
        let canonical = page.attributes("link[rel=canonical]", "href");
        let is_indexed = page.attributes("meta[name=robots]", "content").is_empty();
        if canonical.is_empty() || !is_indexed {
            continue;
        }
        let title = page.texts("title").concat();
        let description = page
            .attributes("meta[name=description]", "content")
            .concat();
        assert_ne!(description, "", "{url}");
        for (text, known) in [(title, &mut titles), (description, &mut descriptions)] {
            let other = known.insert(text.clone(), url.clone());
            assert_eq!(other, None, "{url}: {text}");
        }
    }
    assert!(titles.len() > 20, "{}", titles.len());
}
