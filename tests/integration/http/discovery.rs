//! What crawlers, feed readers and browsers find the site by, read by their parsers: `/robots.txt`,
//! sitemaps, Atom feeds, and the description of the search.

use std::collections::BTreeSet;
use std::sync::Arc;

use cueleaf::archive::Archive;
use cueleaf::corpus::Note;
use cueleaf::pages::Site;
use cueleaf::text::base_url::BaseUrl;
use feed_rs::model::{Entry, Feed};
use robotstxt::DefaultMatcher;
use roxmltree::Document;
use serde_json::{Value, json};
use sitemap::reader::{SiteMapEntity, SiteMapReader};
use sitemap::structs::LastMod;

use super::Visitor;
use crate::support::fixture_below;

/// The origin and the base path of [`public`].
const PUBLIC: &str = "https://example.org/notes";

const NOTES: &[(&str, &str)] = &[
    (
        "plants/moss.md",
        "---\ntitle: \"Moss ]]> & <b>stones</b> \\u0007\\uFFFE שלום \\U0001F331\"\ntags: [Field Notes]\n\
         date: 2024-03-05\nupdated: 2024-04-01\nauthors: [Ada & Co, Bo]\n\
         description: \"Why <moss> grows ]]>.\"\n---\nMoss is a plant without roots.\n",
    ),
    (
        "plants/fern.md",
        "---\ntitle: Fern\ncreated: 2025-01-15\n---\nFerns have leaves, about which nobody has \
         written more than these words. #field-notes\n",
    ),
    (
        "plants/oak.md",
        "---\ntitle: Oak\ndate: 2026-05\n---\nOaks are old. #trees\n",
    ),
    (
        "plants/aside.md",
        "---\ntitle: Aside\ndate: 2026-06-07\nunlisted: true\n---\nNot listed. #field-notes\n",
    ),
    (
        "plants/plants.md",
        "---\ntitle: Plants\ndate: 2026-06-07\n---\n- [[moss]]\n",
    ),
    (
        "stones/flint.md",
        "---\ntitle: Flint\n---\nFlint has no date. See [[a topic]].\n",
    ),
];

fn notes_at(base: BaseUrl, notes: &[(impl AsRef<str>, impl AsRef<str>)]) -> Arc<Site> {
    let notes: Vec<Note> = notes
        .iter()
        .map(|(path, text)| Note::new(path.as_ref().to_owned(), text.as_ref().to_owned()))
        .collect();
    let site = Site::new(Archive::with_base(notes.into(), base), true);
    site.search.begin(&site.archive).unwrap();
    Arc::new(site)
}

/// The notes behind a proxy.
async fn public() -> Visitor {
    Visitor::of(notes_at(BaseUrl::new(None, Some(PUBLIC)).unwrap(), NOTES)).await
}

/// The notes without a public URL.
async fn local() -> Visitor {
    Visitor::of(notes_at(BaseUrl::default(), NOTES)).await
}

async fn feed(visitor: &Visitor, url: &str) -> Feed {
    let response = visitor.page(url).await;
    assert_eq!(response.header("content-type"), "application/atom+xml");
    assert!(!response.header("etag").is_empty(), "{url} is cached");
    Document::parse(&response.body).unwrap();
    feed_rs::parser::parse(response.body.as_bytes()).unwrap()
}

fn titles(feed: &Feed) -> Vec<&str> {
    let title = |entry: &'_ Entry| entry.title.as_ref().map(|title| title.content.len());
    assert!(feed.entries.iter().all(|entry| title(entry).is_some()));
    let titles = feed.entries.iter().flat_map(|entry| &entry.title);
    titles.map(|title| title.content.as_str()).collect()
}

fn links(links: &[feed_rs::model::Link]) -> Vec<(&str, &str)> {
    links
        .iter()
        .map(|link| (link.rel.as_deref().unwrap_or_default(), link.href.as_str()))
        .collect()
}

#[tokio::test]
async fn robots_txt_excludes_what_is_no_page() {
    for (visitor, base) in [(local().await, ""), (public().await, "/notes")] {
        let robots = visitor.page(&format!("{base}/robots.txt")).await;
        assert_eq!(robots.header("content-type"), "text/plain; charset=utf-8");
        let allows = |agent: &str, path: &str| {
            let url = format!("https://example.org{base}{path}");
            DefaultMatcher::default().one_agent_allowed_by_robots(&robots.body, agent, &url)
        };
        for page in [
            "/",
            "/plants",
            "/plants/moss",
            "/plants/moss?t=218",
            "/video/E1cxZuHrwZc",
            "/tag/trees",
            "/searching",
            "/randomness/a",
            "/feed.xml",
            "/sitemap.xml",
            "/static/x/css/main.css",
            "/apiary",
        ] {
            assert!(
                allows("Googlebot", page) && allows("Twitterbot", page),
                "{page}"
            );
        }
        for other in [
            "/search",
            "/search?q=a",
            "/random",
            "/random/moment",
            "/api/search?q=a",
        ] {
            assert!(
                !allows("Googlebot", other) && !allows("Twitterbot", other),
                "{other}"
            );
        }
        let sitemaps: Vec<&str> = robots
            .body
            .lines()
            .filter_map(|line| line.strip_prefix("Sitemap: "))
            .collect();
        let known = format!("{PUBLIC}/sitemap.xml");
        assert_eq!(
            sitemaps,
            if base.is_empty() {
                vec![]
            } else {
                vec![known.as_str()]
            }
        );
    }
}

/// The URLs of a sitemap or of an index, each with its date.
async fn sitemap_urls(visitor: &Visitor, url: &str) -> Vec<(String, Option<String>)> {
    let response = visitor.page(url).await;
    assert_eq!(response.header("content-type"), "application/xml");
    assert!(response.body.len() < 50_000_000);
    let xml = Document::parse(&response.body).unwrap();
    let root = xml.root_element().tag_name();
    assert_eq!(
        root.namespace(),
        Some("http://www.sitemaps.org/schemas/sitemap/0.9")
    );
    let read = SiteMapReader::new(response.body.as_bytes()).map(|entity| match entity {
        SiteMapEntity::Url(url) => {
            let date = match url.lastmod {
                LastMod::DateTime(date) => Some(date.date_naive().to_string()),
                LastMod::None => None,
                LastMod::ParseErr(error) => panic!("{error}"),
            };
            (url.loc.get_url().unwrap().to_string(), date)
        }
        SiteMapEntity::SiteMap(map) => (map.loc.get_url().unwrap().to_string(), None),
        SiteMapEntity::Err(error) => panic!("{error}"),
    });
    let urls: Vec<_> = read.collect();
    assert!(urls.len() <= 50_000 && urls.iter().all(|(url, _)| url.len() < 2_048));
    urls
}

#[tokio::test]
async fn sitemaps_list_pages_with_the_dates_of_notes() {
    let visitor = public().await;
    let index = sitemap_urls(&visitor, "/notes/sitemap.xml").await;
    assert_eq!(index, [(format!("{PUBLIC}/sitemap/1.xml"), None)]);
    let listed = sitemap_urls(&visitor, "/notes/sitemap/1.xml").await;
    let listed: Vec<(&str, Option<&str>)> = listed
        .iter()
        .map(|(url, date)| (url.strip_prefix(PUBLIC).unwrap(), date.as_deref()))
        .collect();
    assert_eq!(
        listed,
        [
            ("/", None),
            ("/topics", None),
            ("/tag", None),
            ("/plants", None),
            ("/stones", None),
            ("/plants/moss", Some("2024-04-01")),
            ("/plants/fern", Some("2025-01-15")),
            ("/plants/oak", None),
            ("/stones/flint", None),
            ("/tag/field-notes", None),
            ("/tag/trees", None),
        ]
    );
    for none in ["0.xml", "2.xml", "01.xml", "1", "1.XML", "a.xml"] {
        assert_eq!(
            visitor.get(&format!("/notes/sitemap/{none}")).await.status,
            404,
            "{none}"
        );
    }
}

#[tokio::test]
async fn search_engines_may_index_all_pages_of_a_sitemap() {
    let visitor = Visitor::of(fixture_below()).await;
    let urls = sitemap_urls(&visitor, "/notes/sitemap/1.xml").await;
    let distinct: BTreeSet<&String> = urls.iter().map(|(url, _)| url).collect();
    assert!(distinct.len() == urls.len() && urls.len() > 30, "{urls:?}");
    for (url, _) in &urls {
        let page = visitor
            .page(url.strip_prefix("https://example.org").unwrap())
            .await;
        assert_eq!(
            page.attributes("link[rel=canonical]", "href"),
            [url.as_str()]
        );
        assert_eq!(
            page.attributes("meta[name=robots]", "content"),
            [""; 0],
            "{url}"
        );
    }
}

#[tokio::test]
async fn documents_of_full_urls_need_a_public_url() {
    let visitor = local().await;
    for url in ["/sitemap.xml", "/sitemap/1.xml", "/opensearch.xml"] {
        let response = visitor.get(url).await;
        assert_eq!(response.status, 404, "{url}");
        assert!(
            response.body.contains("--public-url"),
            "{url}: {}",
            response.body
        );
    }
    let home = visitor.page("/").await;
    assert_eq!(home.attributes("link[rel=search]", "href"), [""; 0]);
}

#[tokio::test]
async fn a_feed_has_the_notes_with_dates_newest_first() {
    let visitor = public().await;
    let all = feed(&visitor, "/notes/feed.xml").await;
    // U+0007 and U+FFFE are not allowed in XML.
    assert_eq!(titles(&all), ["Fern", "Moss ]]> & <b>stones</b>  שלום 🌱"]);
    assert_eq!(all.id, format!("{PUBLIC}/"));
    assert_eq!(
        all.updated.unwrap().to_rfc3339(),
        "2025-01-15T00:00:00+00:00"
    );
    assert_eq!(
        links(&all.links),
        [
            ("self", "https://example.org/notes/feed.xml"),
            ("alternate", "https://example.org/notes/"),
        ]
    );
    assert_eq!(all.authors[0].name.as_deref(), Some("Cueleaf"));
    let moss = &all.entries[1];
    assert_eq!(moss.id, format!("{PUBLIC}/plants/moss"));
    assert_eq!(links(&moss.links), [("alternate", moss.id.as_str())]);
    assert_eq!(
        moss.published.unwrap().date_naive().to_string(),
        "2024-03-05"
    );
    assert_eq!(moss.updated.unwrap().date_naive().to_string(), "2024-04-01");
    assert_eq!(
        moss.summary.as_ref().unwrap().content,
        "Why <moss> grows ]]>."
    );
    let authors: Vec<&str> = moss
        .authors
        .iter()
        .map(|author| author.name.as_deref().unwrap())
        .collect();
    assert_eq!(authors, ["Ada & Co", "Bo"]);
    let tags: Vec<&str> = moss
        .categories
        .iter()
        .map(|tag| tag.term.as_str())
        .collect();
    assert_eq!(tags, ["Field Notes"]);
    let fern = &all.entries[0];
    assert!(
        fern.summary
            .as_ref()
            .unwrap()
            .content
            .starts_with("Ferns have leaves")
    );
}

#[tokio::test]
async fn channels_and_tags_have_feeds_if_their_notes_have_dates() {
    let visitor = public().await;
    for (page, title) in [
        ("/notes/", "Cueleaf"),
        ("/notes/plants", "Plants · Cueleaf"),
        ("/notes/tag/field-notes", "#Field Notes · Cueleaf"),
    ] {
        let html = visitor.page(page).await;
        let linked = html.attributes("link[type='application/atom+xml']", "href");
        assert_eq!(linked, [format!("{}/feed.xml", page.trim_end_matches('/'))]);
        let feed = feed(&visitor, &linked[0]).await;
        assert_eq!(feed.title.as_ref().unwrap().content, title);
        assert_eq!(feed.id, format!("https://example.org{page}"));
        assert_eq!(feed.entries.len(), 2, "{page}");
    }
    for none in ["/notes/stones", "/notes/tag/trees", "/notes/plants/moss"] {
        let html = visitor.page(none).await;
        let linked = html.attributes("link[type='application/atom+xml']", "href");
        assert_eq!(linked, [""; 0], "{none}");
        assert_eq!(
            visitor.get(&format!("{none}/feed.xml")).await.status,
            404,
            "{none}"
        );
    }
    for (other, url) in [
        ("/notes/Plants/feed.xml", "/notes/plants/feed.xml"),
        (
            "/notes/tag/Field%20Notes/feed.xml",
            "/notes/tag/field-notes/feed.xml",
        ),
    ] {
        visitor.get(other).await.assert_redirects_to(url);
    }
}

#[tokio::test]
async fn without_a_public_url_a_feed_has_paths_and_urns() {
    let visitor = local().await;
    let url = format!("{}/plants/feed.xml", visitor.server.url);
    let request = visitor.client.get(url).header("host", "attacker.example");
    let body = request.send().await.unwrap().text().await.unwrap();
    assert!(
        !body.contains("attacker") && !body.contains("127.0.0.1"),
        "{body}"
    );
    let feed = feed_rs::parser::parse(body.as_bytes()).unwrap();
    assert_eq!(feed.id, "urn:cueleaf:page:/plants");
    assert_eq!(feed.entries[0].id, "urn:cueleaf:page:/plants/fern");
    let document = Document::parse(&body).unwrap();
    let links = document
        .descendants()
        .filter(|node| node.has_tag_name("link"));
    let links: Vec<&str> = links.filter_map(|link| link.attribute("href")).collect();
    assert_eq!(
        links,
        [
            "/plants/feed.xml",
            "/plants",
            "/plants/fern",
            "/plants/moss"
        ]
    );
}

#[tokio::test]
async fn a_feed_ends_after_fifty_notes_and_yields_to_a_note_of_its_name() {
    let note = |n: usize| {
        let (month, day) = (n / 28 + 1, n % 28 + 1);
        let date = format!("2024-{month:02}-{day:02}");
        (
            format!("c/{n}.md"),
            format!("---\ntitle: N{n}\ndate: {date}\n---\nText.\n"),
        )
    };
    let mut notes: Vec<_> = (0..60).map(note).collect();
    notes.push((
        "d/feed.xml.md".to_owned(),
        "---\ntitle: A note\ndate: 2024-01-01\n---\n".to_owned(),
    ));
    let visitor = Visitor::of(notes_at(BaseUrl::default(), &notes)).await;
    let feed = feed(&visitor, "/c/feed.xml").await;
    let titles = titles(&feed);
    assert_eq!((titles.len(), titles[0], titles[49]), (50, "N59", "N10"));
    assert_eq!(visitor.page("/d/feed.xml").await.texts("h1"), ["A note"]);
}

#[tokio::test]
async fn browsers_can_search_the_site() {
    let title = "A title & more words than a short name may have";
    let index = ("index.md", format!("---\ntitle: \"{title}\"\n---\n"));
    let flint = (
        "stones/flint.md",
        "---\ntitle: Flint\n---\nText.\n".to_owned(),
    );
    let base = BaseUrl::new(None, Some(PUBLIC)).unwrap();
    let visitor = Visitor::of(notes_at(base, &[index, flint])).await;
    let home = visitor.page("/notes/").await;
    assert_eq!(
        home.attributes("link[rel=search]", "href"),
        ["/notes/opensearch.xml"]
    );
    let response = visitor.page("/notes/opensearch.xml").await;
    assert_eq!(
        response.header("content-type"),
        "application/opensearchdescription+xml"
    );
    let document = Document::parse(&response.body).unwrap();
    let root = document.root_element();
    let namespace = "http://a9.com/-/spec/opensearch/1.1/";
    assert!(root.has_tag_name((namespace, "OpenSearchDescription")));
    let text = |name: &str| {
        let element = root
            .children()
            .find(|node| node.has_tag_name((namespace, name)));
        element.and_then(|element| element.text()).unwrap()
    };
    assert_eq!(
        (text("ShortName"), text("LongName")),
        ("A title & more w", title)
    );
    assert!(text("Image").starts_with("https://example.org/notes/static/"));
    let template = |media_type: &str| {
        let mut urls = root
            .children()
            .filter(|node| node.has_tag_name((namespace, "Url")));
        let url = urls.find(|url| url.attribute("type") == Some(media_type));
        let template = url.and_then(|url| url.attribute("template")).unwrap();
        let url = template.replace("{searchTerms}", "fli");
        url.strip_prefix("https://example.org").unwrap().to_owned()
    };
    let found = visitor.page(&template("text/html")).await;
    assert_eq!(found.attributes("input[name=q]", "value")[0], "fli");
    let completed = visitor
        .page(&template("application/x-suggestions+json"))
        .await;
    assert_eq!(
        completed.header("content-type"),
        "application/x-suggestions+json"
    );
    let completed: Value = serde_json::from_str(&completed.body).unwrap();
    assert_eq!(completed, json!(["fli", ["Flint"]]));
}
