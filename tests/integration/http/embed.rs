//! Players in frames of other sites: `/oembed`, its discovery, and `/embed/…`.

use std::sync::Arc;

use cueleaf::archive::Archive;
use cueleaf::corpus::Note;
use cueleaf::pages::Site;
use cueleaf::text::base_url::BaseUrl;
use scraper::{Html, Selector};
use serde_json::Value;

use super::{Response, Visitor, json_of};
use crate::support::fixture_below;

const ORIGIN: &str = "https://example.org";
const OEMBED: &str = "/notes/oembed?url=https%3A%2F%2Fexample.org%2Fnotes";

/// The path of an absolute URL of the site.
fn path(url: &str) -> &str {
    url.strip_prefix(ORIGIN).unwrap()
}

fn discovered(page: &Response) -> Vec<String> {
    page.attributes("link[type='application/json+oembed']", "href")
}

/// An attribute of the only frame in the HTML of an oEmbed response.
fn frame_attribute(data: &Value, name: &str) -> String {
    let html = Html::parse_fragment(data["html"].as_str().unwrap());
    let frames: Vec<_> = html.select(&Selector::parse("iframe").unwrap()).collect();
    assert_eq!(frames.len(), 1, "{data}");
    frames[0].attr(name).unwrap().to_owned()
}

#[tokio::test]
async fn a_page_tells_other_sites_how_to_frame_its_player() {
    let visitor = Visitor::of(fixture_below()).await;
    for page in [
        "/acquired/origin?t=218",
        "/acquired/origin",
        "/video/E1cxZuHrwZc?t=218",
    ] {
        let html = visitor.page(&format!("/notes{page}")).await;
        let data = json_of(&visitor, path(&discovered(&html)[0])).await;
        assert_eq!(
            (&data["version"], &data["type"]),
            (&"1.0".into(), &"video".into())
        );
        assert_eq!(data["title"], html.texts("h1")[0], "{page}");
        assert_eq!(data["provider_url"], "https://example.org/notes/");
        assert_eq!(
            (&data["width"], &data["height"]),
            (&560.into(), &420.into())
        );
        assert_eq!(data["thumbnail_width"], 480);
        let thumbnail = "https://i.ytimg.com/vi/E1cxZuHrwZc/hqdefault.jpg";
        assert_eq!(data["thumbnail_url"], thumbnail);
        assert_eq!(frame_attribute(&data, "width"), "560");
        let frame = frame_attribute(&data, "src");
        assert_eq!(frame, format!("{ORIGIN}/notes/embed{page}"));
        visitor.page(path(&frame)).await;
    }
    for none in ["/notes/", "/notes/acquired", "/notes/topics"] {
        assert_eq!(discovered(&visitor.page(none).await), [""; 0], "{none}");
    }
}

#[tokio::test]
async fn oembed_answers_for_pages_of_the_site_with_a_player() {
    let visitor = Visitor::of(fixture_below()).await;
    let small = format!("{OEMBED}/Acquired/Origin%3Ft%3D3m38s%23x&maxwidth=300&maxheight=x");
    let small = json_of(&visitor, &small).await;
    assert_eq!(
        (&small["width"], &small["height"]),
        (&300.into(), &420.into())
    );
    assert!(frame_attribute(&small, "src").ends_with("/notes/embed/acquired/origin?t=218"));
    for (query, status) in [
        ("%2Facquired%2Forigin&format=json", 200),
        ("%2Facquired%2Forigin&format=xml", 501),
        ("%2Facquired", 404),
        ("%2F", 404),
        ("%2Fsearch", 404),
        ("%2Fnothing", 404),
        (".evil.example%2Facquired%2Forigin", 404),
    ] {
        assert_eq!(
            visitor.get(&format!("{OEMBED}{query}")).await.status,
            status,
            "{query}"
        );
    }
    for query in [
        "",
        "?url=",
        "?url=/notes/acquired/origin",
        "?url=https://a.example/",
    ] {
        assert_eq!(
            visitor.get(&format!("/notes/oembed{query}")).await.status,
            404,
            "{query}"
        );
    }
    let local = Visitor::new().await;
    let response = local.get("/oembed?url=/acquired/origin").await;
    assert!(response.status == 404 && response.body.contains("--public-url"));
}

#[tokio::test]
async fn only_players_for_frames_may_be_framed() {
    let visitor = Visitor::new().await;
    let framed = visitor.page("/embed/acquired/origin?t=218").await;
    assert!(
        framed
            .header("content-security-policy")
            .ends_with("frame-ancestors *")
    );
    assert_eq!(
        framed.header("cross-origin-resource-policy"),
        "cross-origin"
    );
    assert_eq!(
        framed.attributes("meta[name=robots]", "content"),
        ["noindex"]
    );
    let page = visitor.page("/acquired/origin?t=218").await;
    for other in [&page, &visitor.get("/embed/nothing").await] {
        let policy = other.header("content-security-policy");
        assert!(policy.ends_with("frame-ancestors 'self'"), "{policy}");
        assert_eq!(other.header("cross-origin-resource-policy"), "same-origin");
    }
    let policy = |page: &Response| {
        let policy = page.header("content-security-policy").to_owned();
        policy.split("frame-ancestors").next().map(str::to_owned)
    };
    assert_eq!(policy(&framed), policy(&page));
}

#[tokio::test]
async fn a_player_for_frames_shows_what_is_said_and_links_back() {
    let visitor = Visitor::new().await;
    // Until the next moment, the page is the same.
    for url in [
        "/embed/acquired/origin?t=218",
        "/embed/acquired/origin?t=3m40s",
    ] {
        let page = visitor.page(url).await;
        let sentence = page.texts("blockquote");
        assert!(
            sentence.len() == 1 && !sentence[0].is_empty(),
            "{url}: {}",
            page.body
        );
        let back = page.attributes("a[target=_top]", "href");
        assert_eq!(back, ["/acquired/origin?t=218"]);
        let watch = "https://www.youtube.com/watch?v=E1cxZuHrwZc&t=218s";
        assert_eq!(page.attributes("a.poster", "href"), [watch]);
    }
    let start = visitor.page("/embed/video/E1cxZuHrwZc").await;
    assert_eq!(start.texts("blockquote"), [""; 0]);
    assert_eq!(
        start.attributes("a[target=_top]", "href"),
        ["/video/E1cxZuHrwZc"]
    );
    for (other, url) in [
        (
            "/embed/Acquired/Origin.html?t=1",
            "/embed/acquired/origin?t=1",
        ),
        (
            "/embed/video/E1cxZuHrwZc/?t=1",
            "/embed/video/E1cxZuHrwZc?t=1",
        ),
    ] {
        visitor.get(other).await.assert_redirects_to(url);
    }
    for none in ["/embed/", "/embed/acquired", "/embed/video/AAAAAAAAAA9"] {
        assert_eq!(visitor.get(none).await.status, 404, "{none}");
    }
}

#[tokio::test]
async fn a_hostile_title_stays_text_and_thumbnails_can_be_off() {
    let text =
        "---\ntitle: \"\\\"><script>alert(1)</script>\"\nvideoId: E1cxZuHrwZc\n---\nWords.\n";
    let notes = vec![Note::new("c/a.md".to_owned(), text.to_owned())];
    let base = BaseUrl::new(None, Some("https://example.org/notes")).unwrap();
    let site = Site::new(Archive::with_base(notes.into(), base), false);
    let visitor = Visitor::of(Arc::new(site)).await;
    let data = json_of(&visitor, &format!("{OEMBED}%2Fc%2Fa")).await;
    assert_eq!(
        frame_attribute(&data, "title"),
        "\"><script>alert(1)</script>"
    );
    assert!(data.get("thumbnail_url").is_none() && data.get("thumbnail_width").is_none());
    let page = visitor.page("/notes/embed/c/a").await;
    assert_eq!(page.attributes("script", "type"), ["module"]);
    assert_eq!(page.attributes("img", "src"), [""; 0]);
}
