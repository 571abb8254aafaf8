//! Each page has one canonical URL; other spellings redirect to it.

use std::sync::Arc;

use cueleaf::archive::Archive;
use cueleaf::corpus::{Corpus, Note};
use cueleaf::pages::Site;

use super::Visitor;

#[tokio::test]
async fn other_spellings_redirect_to_the_canonical_url() {
    let visitor = Visitor::new().await;
    for (other, url) in [
        ("/acquired/idle_servers/", "/acquired/idle_servers"),
        ("/Acquired/Idle_Servers", "/acquired/idle_servers"),
        ("/acquired/idle%20servers", "/acquired/idle_servers"),
        ("/acquired/idle+servers", "/acquired/idle_servers"),
        ("/acquired/idle-servers.html", "/acquired/idle_servers"),
        ("/acquired/acquired", "/acquired"),
        ("/ACQUIRED/", "/acquired"),
        ("/acquired/origin/?t=218", "/acquired/origin?t=218"),
        (
            "/%E2%81%A8marks%E2%81%A9/hidden_marks",
            "/marks/hidden_marks",
        ),
        ("/marks/marks", "/marks"),
        ("/search/found", "/~search/found"),
        ("/index", "/"),
        ("/quirks/no_front_matter", "/quirks/no%20front%20matter"),
        (
            "/quirks/T%C3%9CRK%C3%87E-bir-not",
            "/quirks/t%C3%BCrk%C3%A7e_bir_not",
        ),
    ] {
        visitor.get(other).await.assert_redirects_to(url);
        assert_eq!(visitor.get(url).await.status, 200, "{url}");
    }
}

#[tokio::test]
async fn files_that_differ_only_in_case_are_two_pages() {
    let visitor = Visitor::new().await;
    assert_eq!(
        visitor.page("/quirks/Twin").await.texts("h1"),
        ["Twin in capitals"]
    );
    assert_eq!(
        visitor.page("/quirks/twin").await.texts("h1"),
        ["Twin in small letters"]
    );
    assert_eq!(
        visitor
            .page("/quirks/twin")
            .await
            .attributes(".text a", "href"),
        ["/quirks/Twin"]
    );
}

#[tokio::test]
async fn a_folder_with_a_reserved_name_is_reachable() {
    let visitor = Visitor::new().await;
    assert_eq!(
        visitor
            .page("/~search")
            .await
            .texts(".video-list a, .link-list a"),
        ["Still found"]
    );
    assert_eq!(
        visitor.page("/search?q=found").await.texts("h1"),
        ["“found”"]
    );
}

#[tokio::test]
async fn the_not_found_page_suggests_similar_titles() {
    let visitor = Visitor::new().await;
    let response = visitor.get("/acquired/idle_server").await;
    assert_eq!(response.status, 404);
    assert_eq!(
        response.texts(".link-list a").first().map(String::as_str),
        Some("Idle servers")
    );
    assert_eq!(
        response.attributes("meta[name=robots]", "content"),
        ["noindex"]
    );
    for nothing in [
        "/nope",
        "/video/AAAAAAAAAA9",
        "/topic/nobody_said_this",
        "/acquired?page=9",
        "/../Cargo.toml",
        "/%2e%2e/Cargo.toml",
        "/%FF%FE",
        "/acquired/nothing.md",
    ] {
        assert_eq!(visitor.get(nothing).await.status, 404, "{nothing}");
    }
}

#[tokio::test]
async fn the_source_is_the_file() {
    let visitor = Visitor::new().await;
    let response = visitor.page("/acquired/origin.md").await;
    assert_eq!(
        response.header("content-type"),
        "text/markdown; charset=utf-8"
    );
    assert_eq!(
        response.body,
        include_str!("../../fixture/acquired/origin.md")
    );
    assert_eq!(visitor.page("/acquired/acquired.md").await.status, 200);
    visitor
        .get("/acquired/Origin.md")
        .await
        .assert_redirects_to("/acquired/origin.md");
}

#[tokio::test]
async fn every_note_has_its_own_source() {
    let visitor = Visitor::new().await;
    for note in [
        "/~topic/twin",
        "/~static/sub/deep",
        "/~search/found",
        "/quirks/Twin",
        "/quirks/twin",
        "/loose",
        "/marks/hidden_marks",
    ] {
        let page = visitor.page(note).await;
        let source = page.attributes(".source > a", "href").concat();
        assert_eq!(source, format!("{note}.md"));
        let title = page.texts("h1").concat();
        assert!(
            visitor
                .page(&source)
                .await
                .body
                .contains(&format!("title: {title}")),
            "{source}"
        );
    }
    visitor
        .get("/Quirks/crlf.md")
        .await
        .assert_redirects_to("/quirks/crlf.md");
}

#[tokio::test]
async fn own_pages_have_canonical_urls_too() {
    let visitor = Visitor::new().await;
    for (other, url) in [
        ("/video/E1cxZuHrwZc/?t=9", "/video/E1cxZuHrwZc?t=9"),
        ("/video/E1cxZuHrwZc.html", "/video/E1cxZuHrwZc"),
        ("/Search/?q=a", "/search?q=a"),
        ("/random/", "/random"),
        ("//acquired", "/acquired"),
        ("/%61cquired", "/acquired"),
    ] {
        visitor.get(other).await.assert_redirects_to(url);
    }
    for nothing in ["/topic/%FF", "/video/%FF"] {
        assert_eq!(visitor.get(nothing).await.status, 404, "{nothing}");
    }
}

#[tokio::test]
async fn every_response_has_security_headers() {
    let visitor = Visitor::new().await;
    for url in ["/", "/nope", "/acquired/origin", "/acquired/origin.md"] {
        let response = visitor.get(url).await;
        let policy = response.header("content-security-policy");
        assert!(
            policy.contains("script-src 'self';") && !policy.contains("unsafe"),
            "{url}: {policy}"
        );
        assert_eq!(
            response.header("referrer-policy"),
            "strict-origin-when-cross-origin"
        );
        assert_eq!(response.header("x-content-type-options"), "nosniff");
    }
}

#[tokio::test]
async fn assets_are_immutable_and_pages_are_not() {
    let visitor = Visitor::new().await;
    let page = visitor.page("/").await;
    assert_eq!(page.header("cache-control"), "no-cache");
    let assets = [
        page.attributes("link[rel=stylesheet]", "href"),
        page.attributes("script", "src"),
    ]
    .concat();
    assert!(assets.len() >= 4, "{assets:?}");
    for url in assets {
        let asset = visitor.page(&url).await;
        assert_eq!(
            asset.header("cache-control"),
            "public, max-age=31536000, immutable",
            "{url}"
        );
    }
    assert_eq!(
        visitor
            .get("/static/old/css/main.css")
            .await
            .header("cache-control"),
        "no-cache"
    );
    assert_eq!(visitor.get("/static/old/css/none.css").await.status, 404);
}

#[tokio::test]
async fn random_opens_a_note() {
    let visitor = Visitor::new().await;
    let response = visitor.get("/random").await;
    assert_eq!(
        (response.status, response.header("cache-control")),
        (303, "no-store")
    );
    assert_eq!(
        visitor
            .page(response.header("location"))
            .await
            .texts(".poster-start"),
        ["Play"]
    );
    let response = visitor.get("/random/moment").await;
    assert_eq!(
        (response.status, response.header("cache-control")),
        (303, "no-store")
    );
    let ready = visitor
        .page(response.header("location"))
        .await
        .texts(".poster-start");
    assert!(ready[0].starts_with("Play from "), "{ready:?}");
}

/// A note in nested folders of eighty Han letters, and one whose name is a shortened path.
fn long_names() -> Arc<Site> {
    let folder = "漢".repeat(80);
    let taken = "~long/c-漢漢漢漢漢漢漢漢漢漢~0123456789abcdef.md".to_owned();
    let notes = [
        (format!("c/{folder}/{folder}/x.md"), "zz"),
        (format!("{folder}/y.md"), "yy"),
        (taken, "taken"),
    ];
    let text = |title: &str| {
        format!(
            "---\ntitle: {title}\n---\n[[zz]], [[{}]].\n\n# {}\n",
            "han ".repeat(300),
            "h ".repeat(300)
        )
    };
    let notes = notes.map(|(path, title)| Note::new(path, text(title)));
    Arc::new(Site::new(Archive::new(Corpus::from(notes.to_vec())), true))
}

#[tokio::test]
async fn a_long_path_has_a_stable_shortened_url() {
    let site = long_names();
    let (id, note) = site
        .archive
        .notes()
        .find(|(_, note)| note.title == "zz")
        .unwrap();
    let (url, path) = (site.archive.note_url(id).to_owned(), note.path.clone());
    assert!(url.starts_with("/~long/c-") && url.len() < 128, "{url}");
    assert!(
        url.ends_with("~dfefef2b721c2b37"),
        "it is stable across versions: {url}"
    );
    let visitor = Visitor::of(Arc::clone(&site)).await;
    assert_eq!(visitor.page(&url).await.texts("h1"), ["zz"]);
    assert_eq!(visitor.page(&format!("{url}.md")).await.body, note.source);
    assert_eq!(
        super::json_of(&visitor, &format!("{url}.json")).await["path"],
        path.as_str()
    );
    let long = format!("/{}", path.trim_end_matches(".md"));
    visitor.get(&long).await.assert_redirects_to(&url);
    visitor
        .get(&long.to_uppercase())
        .await
        .assert_redirects_to(&url);
    visitor
        .get(&format!("{long}.md"))
        .await
        .assert_redirects_to(&format!("{url}.md"));
    visitor
        .get(&format!("{url}/"))
        .await
        .assert_redirects_to(&url);
    let reported: Vec<&str> = site
        .archive
        .problems()
        .iter()
        .map(|problem| problem.kind.name())
        .collect();
    assert_eq!(
        reported, ["long-url"; 6],
        "a note, a channel, a topic, and the heading of each"
    );
}

#[tokio::test]
async fn long_channels_topics_and_headings_have_shortened_urls() {
    let site = long_names();
    let channel = site
        .archive
        .channels()
        .iter()
        .find(|channel| channel.name.starts_with('漢'))
        .unwrap();
    let visitor = Visitor::of(Arc::clone(&site)).await;
    assert!(
        channel.url.starts_with("/~long/漢") || channel.url.starts_with("/~long/%"),
        "{}",
        channel.url
    );
    assert!(channel.url.len() < 128);
    let page = visitor.page(&channel.url).await;
    let notes = page.attributes(".link-list a", "href");
    assert_eq!(notes, [format!("{}/y", channel.url)]);
    let page = visitor.page(&notes[0]).await;
    let links = page.attributes(".text a", "href");
    assert!(links.iter().all(|link| link.len() < 200), "{links:?}");
    let topic = links
        .iter()
        .find(|link| link.starts_with("/topic/"))
        .unwrap();
    assert_eq!(visitor.page(topic).await.status, 200);
    visitor
        .get(&format!("/topic/{}", "han_".repeat(300)))
        .await
        .assert_redirects_to(topic);
    let anchors = page.attributes(".text h2", "id");
    assert!(
        anchors[0].len() <= 256 && anchors[0].starts_with("h-h-"),
        "{anchors:?}"
    );
    assert_eq!(
        page.attributes("nav.outline a", "href"),
        [format!("#{}", anchors[0])]
    );
}
