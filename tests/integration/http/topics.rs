//! `/topics`

use std::sync::Arc;

use cueleaf::archive::Archive;
use cueleaf::corpus::Note;
use cueleaf::pages::Site;

use super::Visitor;

async fn visitor(notes: &[(String, String)]) -> Visitor {
    let notes = notes
        .iter()
        .map(|(path, text)| Note::new(path.clone(), text.clone()))
        .collect::<Vec<_>>();
    Visitor::of(Arc::new(Site::new(Archive::new(notes.into()), true))).await
}

fn note(path: &str, text: &str) -> (String, String) {
    (path.to_owned(), text.to_owned())
}

#[tokio::test]
async fn topics_are_listed_by_letter_or_by_links() {
    let visitor = visitor(&[
        note("sea/tide.md", "---\ntitle: The tide\n---\nThe [[moon]]."),
        note("sea/ebb.md", "[[tide]], [[Éclipse]], [[moon]], [[Луна]]."),
        note("sea/alone.md", "No links."),
    ])
    .await;
    let page = visitor.page("/topics").await;
    assert_eq!(
        page.texts(".name-list > li"),
        ["Éclipse 1", "Moon 2", "The tide sea 1", "Луна 1"]
    );
    assert_eq!(
        page.texts(".name-list .unresolved"),
        ["Éclipse", "Moon", "Луна"]
    );
    assert_eq!(page.texts("section h2"), ["E", "M", "T", "Cyrillic"]);
    assert_eq!(
        page.attributes(".letters a", "href"),
        ["#names_e", "#names_m", "#names_t", "#names_cyrillic"]
    );
    assert_eq!(
        page.texts(".page-meta"),
        ["4 topics, 3 without a note. The numbers say how many notes link to a topic."]
    );
    assert_eq!(
        page.attributes(".site-nav [aria-current]", "href"),
        ["/topics"]
    );
    let page = visitor.page("/topics?sort=links").await;
    assert_eq!(
        page.texts(".name-list a"),
        ["Moon", "Éclipse", "The tide", "Луна"]
    );
    assert_eq!(page.texts("section h2, .letters a"), [""; 0]);
    assert_eq!(page.texts(".choices [aria-current]"), ["Most linked"]);
}

#[tokio::test]
async fn long_lists_have_pages_and_letters_lead_to_them() {
    let links = |letter: char| (0..500).map(move |number| format!("[[{letter} {number}]] "));
    let text: String = "abc".chars().flat_map(links).collect();
    let visitor = visitor(&[note("a/list.md", &text)]).await;
    let page = visitor.page("/topics").await;
    assert_eq!(page.texts(".name-list > li").len(), 600);
    assert_eq!(
        page.attributes(".letters a", "href"),
        ["#names_a", "#names_b", "/topics?page=2#names_c"]
    );
    let second = visitor.page("/topics?page=2").await;
    assert_eq!(second.texts("section h2"), ["B", "C"]);
    assert_eq!(
        second.attributes(".letters a", "href"),
        ["/topics#names_a", "/topics#names_b", "#names_c"]
    );
    assert_eq!(
        second.texts(".pager a"),
        ["← Previous", "1", "2", "3", "Next →"]
    );
    let by_links = visitor.page("/topics?sort=links&page=3").await;
    assert_eq!(by_links.texts(".name-list > li").len(), 300);
    assert_eq!(
        by_links.attributes(".pager a", "href")[3],
        "/topics?sort=links&page=3"
    );
    assert_eq!(visitor.get("/topics?page=4").await.status, 404);
}

#[tokio::test]
async fn a_topic_that_only_an_index_lists_has_no_number() {
    let visitor = visitor(&[note("sea/sea.md", "[[waves]]"), note("sea/a.md", "Words.")]).await;
    let page = visitor.page("/topics").await;
    assert_eq!(page.texts(".name-list > li"), ["Waves"]);
    let summary = page.texts(".page-meta").concat();
    assert!(
        summary.ends_with("those without one are only in the list of a channel."),
        "{summary}"
    );
}

#[tokio::test]
async fn an_archive_without_links_says_how_to_link() {
    let visitor = visitor(&[note("a/b.md", "Words.")]).await;
    let page = visitor.page("/topics").await;
    assert!(
        page.body.contains("<code>[[topic]]</code>"),
        "{}",
        page.body
    );
    assert_eq!(page.attributes("#main_text > p > a", "href"), ["/"]);
    assert_eq!(page.texts(".choices"), [""; 0]);
}
