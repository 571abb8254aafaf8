//! What agents read first: `/llms.txt`, and the links to the Markdown of pages.

use std::sync::Arc;

use cueleaf::archive::Archive;
use cueleaf::corpus::Note;
use cueleaf::pages::Site;

use super::Visitor;
use crate::support::fixture_below;

/// The headings of the lists, and the labels and URLs of their items.
fn lists(text: &str) -> (Vec<&str>, Vec<(&str, &str)>) {
    let headings = text.lines().filter_map(|line| line.strip_prefix("## "));
    let items = text.lines().filter_map(|line| line.strip_prefix("- ["));
    let items = items.map(|item| {
        let (label, rest) = item.split_once("](").unwrap();
        (label, rest.split_once(')').unwrap().0)
    });
    (headings.collect(), items.collect())
}

#[tokio::test]
async fn agents_find_channels_and_notes_in_llms_txt() {
    let visitor = Visitor::new().await;
    let file = visitor.page("/llms.txt").await;
    assert_eq!(file.header("content-type"), "text/plain; charset=utf-8");
    let mut lines = file.body.lines();
    assert!(lines.next().unwrap().starts_with("# "), "{}", file.body);
    assert!(lines.nth(1).unwrap().starts_with("> "), "{}", file.body);
    let (headings, items) = lists(&file.body);
    assert_eq!(headings[..2], ["Channels", "Most linked notes"]);
    assert!(
        items.contains(&("acquired", "/acquired/llms.txt")),
        "{items:?}"
    );
    for (label, url) in &items {
        let linked = visitor.page(url).await;
        assert!(!linked.body.is_empty(), "{label}");
    }
    let channel = visitor.page("/acquired/llms.txt").await;
    assert!(
        channel.body.starts_with("# acquired\n\n> "),
        "{}",
        channel.body
    );
    let (headings, items) = lists(&channel.body);
    assert_eq!(
        headings[..2],
        ["Index", "How the cloud began"],
        "{}",
        channel.body
    );
    let origin = ("Where the cloud came from", "/acquired/origin.md");
    assert!(items.contains(&origin), "{items:?}");
    visitor
        .get("/Acquired/llms.txt")
        .await
        .assert_redirects_to("/acquired/llms.txt");
    assert_eq!(visitor.get("/nothing/llms.txt").await.status, 404);
    assert_eq!(visitor.get("/acquired/origin/llms.txt").await.status, 404);
}

#[tokio::test]
async fn the_links_of_llms_txt_are_absolute_with_a_public_url() {
    let visitor = Visitor::of(fixture_below()).await;
    for path in ["/notes/llms.txt", "/notes/acquired/llms.txt"] {
        let file = visitor.page(path).await;
        let (_, items) = lists(&file.body);
        let is_absolute = |(_, url): &(&str, &str)| url.starts_with("https://example.org/notes/");
        assert!(
            !items.is_empty() && items.iter().all(is_absolute),
            "{items:?}"
        );
    }
}

#[tokio::test]
async fn llms_txt_is_bounded_and_escaped() {
    let title = "A [long] title\\ ".repeat(10);
    let note = |number: usize| {
        let text = format!("---\ntitle: '{title}{number}'\n---\n[[{number}]]\n");
        Note::new(format!("c/{number}.md"), text)
    };
    let notes: Vec<_> = (0..2_000).map(note).collect();
    let visitor = Visitor::of(Arc::new(Site::new(Archive::new(notes.into()), true))).await;
    let file = visitor.page("/c/llms.txt").await;
    assert!(
        (100_000..201_000).contains(&file.body.len()),
        "{}",
        file.body.len()
    );
    assert!(file.body.contains("- [A \\[long\\] title\\\\ "));
    assert!(
        file.body
            .ends_with("\nThe list ends here; /c has the rest.\n")
    );
}

#[tokio::test]
async fn pages_link_to_their_markdown() {
    let selector = "link[rel=alternate][type='text/markdown']";
    let visitor = Visitor::of(fixture_below()).await;
    for (page, file) in [
        ("/notes/acquired/origin", "/notes/acquired/origin.md"),
        ("/notes/acquired", "/notes/acquired/acquired.md"),
        ("/notes/", "/notes/index.md"),
    ] {
        let links = visitor.page(page).await.attributes(selector, "href");
        assert_eq!(links, [format!("https://example.org{file}")]);
        let markdown = visitor.page(file).await;
        assert_eq!(
            markdown.header("content-type"),
            "text/markdown; charset=utf-8"
        );
    }
    let search = visitor.page("/notes/search").await;
    assert!(search.attributes(selector, "href").is_empty());
}
