//! Links between notes, blocks, aliases and files.

use std::sync::Arc;

use cueleaf::archive::Archive;
use cueleaf::corpus::{Corpus, Note};
use cueleaf::pages::Site;

use super::Visitor;

/// A visitor of an archive of these notes, which can be searched.
fn visitor(notes: &[(&str, &str)]) -> impl Future<Output = Visitor> {
    let note = |(path, text): &(&str, &str)| Note::new((*path).to_owned(), (*text).to_owned());
    let corpus = Corpus::from(notes.iter().map(note).collect::<Vec<_>>());
    let site = Site::new(Archive::new(corpus), true);
    site.search.begin(&site.archive).unwrap();
    Visitor::of(Arc::new(site))
}

#[tokio::test]
async fn aliases_slugs_and_permalinks_redirect() {
    let visitor = visitor(&[
        (
            "yt/deep/obs.md",
            "---\naliases: [Other name, Real]\nslug: short\npermalink: /old/place.html\n---\nText.",
        ),
        (
            "yt/deep/second.md",
            "---\nalias: Other name\n---\n[[Real]] [[short]] [[obs]] [[real]]",
        ),
        ("yt/index.md", "---\nalias: [Tube, /start]\n---\nText."),
        ("yt/real.md", "Text."),
        ("real.md", "Text."),
    ])
    .await;
    for (alias, url) in [
        ("/Other%20name", "/yt/deep/obs"),
        ("/yt/deep/other-name?t=5", "/yt/deep/obs?t=5"),
        ("/yt/deep/short/", "/yt/deep/obs"),
        ("/old/place", "/yt/deep/obs"),
        ("/old/place.html", "/yt/deep/obs"),
        ("/yt/deep/real", "/yt/deep/obs"),
        ("/tube", "/yt"),
        ("/yt/tube", "/yt"),
        ("/start", "/yt"),
        ("/other+name", "/yt/deep/obs"),
    ] {
        visitor.get(alias).await.assert_redirects_to(url);
    }
    let page = visitor.page("/yt/deep/second").await;
    assert_eq!(
        page.attributes(".text a", "href"),
        ["/real", "/yt/deep/obs", "/yt/deep/obs", "/real"]
    );
    assert_eq!(page.texts(".text a"), ["real", "short", "obs", "real"]);
    assert_eq!(visitor.get("/real").await.status, 200);
    assert_eq!(visitor.get("/yt/real").await.status, 200);
    assert_eq!(visitor.get("/yt/start").await.status, 404);
    assert_eq!(visitor.get("/deep/other-name").await.status, 404);
}

#[tokio::test]
async fn names_that_differ_in_a_sign_have_pages_of_their_own() {
    let visitor = visitor(&[
        ("x/C.md", "Text."),
        ("c/links.md", "[[C]] [[C++]] [[C#]] [[v 1.1]] [[v_11]]"),
        ("c/a+b.md", "Text."),
        ("c/v 1.1.md", "Text."),
    ])
    .await;
    let page = visitor.page("/c/links").await;
    assert_eq!(
        page.attributes(".text a", "href"),
        [
            "/x/C",
            "/topic/c%2B%2B",
            "/topic/c%23",
            "/c/v%201.1",
            "/topic/v_11"
        ]
    );
    for topic in ["/topic/c%2B%2B", "/topic/c%23"] {
        assert_eq!(visitor.get(topic).await.status, 200, "{topic}");
    }
    assert_eq!(visitor.get("/x/c%2B%2B").await.status, 404);
    assert_eq!(visitor.get("/c/v_11").await.status, 404);
    visitor.get("/C/A+B").await.assert_redirects_to("/c/a%2Bb");
}

#[tokio::test]
async fn a_link_to_a_channel_leads_to_the_heading_of_its_index_note() {
    let visitor = visitor(&[
        (
            "yt/index.md",
            "# Tube\n\n## About us\n\nText.\n\n### [A talk](https://youtu.be/E1cxZuHrwZc)\n\n- [[a]]\n",
        ),
        ("yt/a.md", "---\nvideoId: E1cxZuHrwZc\n---\nOne [0:41]."),
        (
            "c/links.md",
            "[[yt#About us]] [x](../yt/index.md#about-us) [[yt#A talk]] [[yt#Gone]]\n\n\
             [x](../yt/a.md?t=41) [x](../yt/a.md#t=0:41) [w]({{< relref \"../yt/a.md\" >}})",
        ),
    ])
    .await;
    let page = visitor.page("/c/links").await;
    assert_eq!(
        page.attributes(".text a", "href"),
        [
            "/yt#about-us",
            "/yt#about-us",
            "/video/E1cxZuHrwZc",
            "/yt",
            "/yt/a?t=41",
            "/yt/a?t=41",
            "/yt/a",
        ]
    );
    assert_eq!(visitor.page("/yt").await.texts("#about-us"), ["About us"]);
}

#[tokio::test]
async fn blocks_are_anchors_and_embeds() {
    let visitor = visitor(&[
        (
            "c/a.md",
            "---\nvideoId: E1cxZuHrwZc\n---\nOne [00:03:38]. ^one-1\n\n- x\n  - y\n    z ^two\n- w\n\n## B\n\nText.\n",
        ),
        (
            "c/b.md",
            "[[a#^one-1]] [[a#^TWO | y]] [[a#^gone | no]]\n\n![[a#^two]]\n\n![[a#^one-1]]\n\n![](a.md#B)\n\n![[a#^gone]]\n\n\
             Own. ^own\n\n![[#^own]] [[#^own | up]]\n",
        ),
    ])
    .await;
    let page = visitor.page("/c/b").await;
    assert_eq!(
        page.attributes(".text > p > a", "href"),
        ["/c/a#^one-1", "/c/a#^two", "/c/a", "/c/a", "#^own", "#^own"]
    );
    for html in [
        "<li>y\nz </li>",
        "<p>One&nbsp;<a class=\"moment\" href=\"/c/a?t=218\"",
        "<h2>B</h2>",
        "<p id=\"^own\">Own. </p>",
    ] {
        assert!(page.body.contains(html), "{html}\n{}", page.body);
    }
    assert!(!page.body.contains("<li>w"), "{}", page.body);
    let page = visitor.page("/c/a").await;
    assert!(page.body.contains("<p id=\"^one-1\">One"), "{}", page.body);
    assert!(page.body.contains("<li id=\"^two\">y"), "{}", page.body);
}

#[tokio::test]
async fn markdown_files_of_every_extension_are_notes() {
    let folder = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| std::fs::write(folder.path().join(path), text).unwrap();
    std::fs::create_dir(folder.path().join("c")).unwrap();
    write("index.markdown", "---\ntitle: The archive\n---\nText.");
    write(
        "c/a.markdown",
        "[b](b.MD) [[b.markdown]] ![](<gone pic.png>) [[x.zip]]",
    );
    write("c/b.MD", "[a](a.markdown) [[c/a]] [a](</c/a>)");
    write("c/c.mdx", "Text.");
    let visitor = Visitor::of(crate::support::site(folder.path())).await;
    assert_eq!(visitor.page("/").await.texts("h1"), ["The archive"]);
    let page = visitor.page("/c/a").await;
    assert_eq!(page.attributes(".text a", "href"), ["/c/b", "/c/b"]);
    assert!(
        page.texts(".text p")[0].ends_with("gone pic.png x.zip"),
        "{}",
        page.body
    );
    let page = visitor.page("/c/b").await;
    assert_eq!(page.attributes(".text a", "href"), ["/c/a", "/c/a", "/c/a"]);
    assert_eq!(visitor.get("/c/a.md").await.status, 200);
    assert_eq!(visitor.get("/c").await.status, 200);
    visitor
        .get("/c/a.markdown")
        .await
        .assert_redirects_to("/c/a.md");
}

#[tokio::test]
async fn sentences_on_other_pages_show_titles_instead_of_file_names() {
    let visitor = visitor(&[
        (
            "sea/moon_pull.md",
            "---\ntitle: How the moon pulls\nvideoId: AAAAAAAAAA1\n---\n\
             Water rises, see [[ebb_flow]], [[hidden_note]] and [[tidal_lock]] [1:06]().",
        ),
        ("sea/ebb_flow.md", "---\ntitle: Ebb, and flow\n---\nText."),
        (
            "sea/tidal_lock.md",
            "---\ntitle: Why we see one side\naliases: [other_name]\n---\n\
             It shares [[other_name]] with [[ebb_flow]].",
        ),
        (
            "sea/hidden_note.md",
            "---\ntitle: Whispered\nunlisted: true\n---\nText.",
        ),
    ])
    .await;
    let shown = "Water rises, see Ebb, and flow, hidden note and Why we see one side";
    let page = visitor.page("/sea/ebb_flow").await;
    let quotes = page.texts(".backlinks p");
    assert!(quotes[0].starts_with(shown), "{quotes:?}");
    assert_eq!(quotes[1], "It shares other name with Ebb, and flow.");
    assert_eq!(
        page.texts(".backlinks mark"),
        ["Ebb, and flow", "Ebb, and flow"]
    );
    let page = visitor.page("/search?q=water+flow").await;
    let snippets = page.texts(".hits p");
    assert!(snippets[0].starts_with(shown), "{snippets:?}");
    let marks = page.texts(".hits li:first-child mark");
    assert_eq!(marks, ["Water", "Ebb, and flow"]);
    let page = visitor.page("/video/AAAAAAAAAA1").await;
    let html = page.texts("main").concat();
    assert!(html.contains(shown), "{html}");
    for url in [
        "/api/search?q=water",
        "/api/preview?path=/sea/moon_pull&t=66",
        "/sea/moon_pull.json",
    ] {
        let json = visitor.page(url).await.body;
        assert!(json.contains(shown), "{url}: {json}");
    }
}
