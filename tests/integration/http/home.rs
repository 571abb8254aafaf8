//! `/`

use super::Visitor;
use crate::support::site;

#[tokio::test]
async fn the_home_page_describes_the_archive() {
    let visitor = Visitor::new().await;
    let page = visitor.page("/").await;
    assert_eq!(page.texts("h1"), ["The fixture"]);
    assert_eq!(page.attributes(".text a", "href"), ["/acquired", "/quirks"]);
    assert_eq!(
        page.texts(".cards a, .link-list > li > a"),
        [
            "_lead.dot",
            "A folder named like an address of ours",
            "acquired",
            "kitchen",
            "marks",
            "quirks",
            "static",
            "topic",
            "At the top"
        ]
    );
    assert_eq!(page.attributes("form.large", "action"), ["/search"]);
    assert_eq!(page.attributes("a[href='/random']", "rel"), ["nofollow"; 2]);
}

#[tokio::test]
async fn the_home_page_has_three_live_examples() {
    let visitor = Visitor::new().await;
    let page = visitor.page("/").await;
    let headings = page.texts(".try h2");
    assert_eq!(headings, ["Ask", "Follow a topic", "Hear a moment"]);
    let question = &page.attributes(".try > li:first-child a", "href")[0];
    assert!(question.starts_with("/search?q="), "{question}");
    let found = visitor.page(question).await;
    assert!(!found.texts(".hits > li").is_empty(), "{question}");
    let topic = &page.attributes(".try > li:nth-child(2) a", "href")[0];
    visitor.page(topic).await;
    let moment = &page.attributes(".try a.moment", "href")[0];
    assert!(moment.contains("?t="), "{moment}");
    visitor.page(moment).await;
    let again = visitor.page("/").await;
    assert_eq!(page.body, again.body);
}

#[tokio::test]
async fn the_search_landmarks_of_the_home_page_have_names_of_their_own() {
    let page = Visitor::new().await.page("/").await;
    let names = page.attributes("main form", "aria-label");
    assert_eq!(names, ["Whole archive", "Filter the lists of this page"]);
}

/// A client of an archive of three channels and two notes.
async fn channels() -> Visitor {
    let folder = tempfile::tempdir().unwrap();
    let note = |front: &str, text: &str| format!("---\n{front}\n---\n{text}\n");
    let first = "videoId: AAAAAAAAAA1\ndate: 2024-01-01";
    for (path, text) in [
        (
            "café/a.md",
            note(first, "One [0:10]. Two [0:20]. Three [0:30]."),
        ),
        (
            "oven/b.md",
            note("videoId: AAAAAAAAAA2\ndate: 2025-01-01", "See [[a]]."),
        ),
        (
            "oven/c.md",
            note(
                "videoId: AAAAAAAAAA3\ndate: 2023-01-01",
                "See [[a]] and [[d]].",
            ),
        ),
        ("zest/d.md", note("title: Lemons", "See [[a]] [0:10].")),
        ("oven.md", note("title: An oven of clay", "Text.")),
        ("salt.md", note("title: Salt", "Text.")),
    ] {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    Visitor::of(site(folder.path())).await
}

#[tokio::test]
async fn channels_are_filtered_and_sorted() {
    let visitor = channels().await;
    for (url, names) in [
        ("/", ["café", "oven", "zest"]),
        ("/?sort=notes", ["oven", "café", "zest"]),
        ("/?sort=moments", ["café", "zest", "oven"]),
        ("/?sort=newest", ["oven", "café", "zest"]),
    ] {
        assert_eq!(visitor.page(url).await.texts(".cards a"), names, "{url}");
    }
    let page = visitor.page("/?filter=oven").await;
    assert_eq!(
        page.texts(".cards a, .notes a"),
        ["oven", "An oven of clay"]
    );
    assert_eq!(page.texts(".try"), [""; 0]);
    assert_eq!(page.attributes("meta[name=robots]", "content"), ["noindex"]);
    // Only a public URL makes it absolute, and a relative one is of no use.
    assert_eq!(page.attributes("link[rel=canonical]", "href"), [""; 0]);
    let none = visitor.page("/?filter=oven+salt").await;
    assert_eq!(
        none.texts("[role=status]"),
        ["Nothing here contains “oven salt”. Show all"]
    );
}

#[tokio::test]
async fn a_card_shows_the_latest_video_and_counts() {
    let page = channels().await.page("/").await;
    assert_eq!(
        page.attributes(".cards img", "src"),
        [1, 2].map(|n| format!("https://i.ytimg.com/vi/AAAAAAAAAA{n}/hqdefault.jpg"))
    );
    assert_eq!(
        page.texts(".cards p"),
        ["1 note, 3 moments", "2 notes", "1 note, 1 moment"]
    );
    assert_eq!(
        page.texts(".overview h2"),
        ["Most linked topics", "Newest notes"]
    );
    assert_eq!(page.attributes(".overview ol a", "href"), ["/caf%C3%A9/a"]);
    assert_eq!(
        page.attributes(".overview ul a", "href"),
        ["/oven/b", "/caf%C3%A9/a", "/oven/c"]
    );
}
