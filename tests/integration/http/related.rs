//! The related notes of a note, on its page and in its JSON.

use std::sync::Arc;

use cueleaf::archive::Archive;
use cueleaf::corpus::{Corpus, Note};
use cueleaf::pages::Site;
use serde_json::json;

use super::{Visitor, json_of};

/// Notes of several channels, each about its own video.
const NOTES: &[(&str, &str, &str)] = &[
    (
        "baking/starter.md",
        "A sourdough starter",
        "A sourdough starter is flour and water in which wild yeast lives [00:01:10]. Feed the \
         starter every day [00:02:20]. Rye makes the yeast grow faster [00:03:30].",
    ),
    (
        "science/yeast.md",
        "Wild yeast in sourdough",
        "Bread is old [00:00:30]. The wild yeast of a sourdough starter comes from the flour \
         [00:04:05]. It was found on grapes too [00:05:15].",
    ),
    (
        "baking/ovens.md",
        "Ovens of brick",
        "Bricks hold the heat for hours [00:01:00]. The floor is swept before the loaves go in \
         [00:02:00].",
    ),
    (
        "space/colonies.md",
        "Colonization of Mars",
        "A colony on Mars needs oxygen [00:01:00]. Rockets carry the habitats [00:02:00].",
    ),
    (
        "cities/growth.md",
        "Urbanization in India",
        "Villages empty as people move to the towns [00:01:00]. Traffic grows [00:02:00].",
    ),
    (
        "cities/trams.md",
        "The return of trams",
        "Rails were torn up [00:01:00]. Now the trams are back [00:02:00].",
    ),
];

fn site() -> Arc<Site> {
    let notes = NOTES
        .iter()
        .enumerate()
        .map(|(index, (path, title, text))| {
            let video = format!("https://youtu.be/aaaaaaaaaa{index}");
            let source = format!("---\ntitle: {title}\nvideo: {video}\n---\n\n{text}\n");
            Note::new((*path).to_owned(), source)
        });
    let corpus = Corpus::from(notes.collect::<Vec<_>>());
    Arc::new(Site::new(Archive::new(corpus), true))
}

#[tokio::test]
async fn a_note_of_another_channel_is_offered_with_the_reason_and_the_sentence() {
    let site = site();
    site.search.begin(&site.archive).unwrap();
    let visitor = Visitor::of(site).await;
    let page = visitor.page("/baking/starter").await;
    let texts = |selector: &str| page.texts(&format!(".read-next li:first-child {selector}"));
    assert_eq!(texts("> a"), ["Wild yeast in sourdough"]);
    assert_eq!(texts(".byline"), ["science"]);
    assert_eq!(
        page.texts(".read-next h3"),
        ["Same topic in other channels"]
    );
    assert_eq!(
        texts("p"),
        [
            "Both mention sourdough starter, wild yeast and flour",
            "The wild yeast of a sourdough starter comes from the flour. 4:05"
        ]
    );
    assert_eq!(
        page.attributes(".read-next .moment", "href"),
        ["/science/yeast?t=245"]
    );
    assert_eq!(
        json_of(&visitor, "/baking/starter.json").await["related"],
        json!([{
            "title": "Wild yeast in sourdough",
            "url": "/science/yeast",
            "channel": "science",
            "reason": "Both mention sourdough starter, wild yeast and flour",
            "sentence": "The wild yeast of a sourdough starter comes from the flour.",
            "seconds": 245
        }])
    );
}

#[tokio::test]
async fn notes_with_too_little_in_common_are_not_offered() {
    let site = site();
    site.search.begin(&site.archive).unwrap();
    let visitor = Visitor::of(site).await;
    for url in ["/space/colonies", "/cities/growth"] {
        let page = visitor.page(url).await;
        assert_eq!(page.texts(".read-next .quote"), [""; 0], "{url}");
        let data = json_of(&visitor, &format!("{url}.json")).await;
        assert_eq!(data["related"], json!([]), "{url}");
    }
}

#[tokio::test]
async fn shared_links_are_a_reason() {
    let note = |path: &str, text: &str| Note::new(path.to_owned(), text.to_owned());
    let notes = vec![
        note("a/one.md", "It hums. See [[hives]] and [[wax]]."),
        note("b/two.md", "They dance. See [[hives]] and [[wax]]."),
        note("c/three.md", "Nothing of the kind."),
        note("c/list.md", "First [[left]], then [[right]], [[wings]]."),
        note("c/left.md", "Before [[wings]]."),
        note("c/right.md", "After."),
    ];
    let site = Arc::new(Site::new(Archive::new(Corpus::from(notes)), true));
    site.search.begin(&site.archive).unwrap();
    let visitor = Visitor::of(site).await;
    let reasons = |page: super::Response| page.texts(".read-next li p:not(.quote)");
    let reason = reasons(visitor.page("/a/one").await);
    assert!(reason[0].starts_with("Both link to “Hives”"), "{reason:?}");
    let reason = reasons(visitor.page("/c/right").await);
    assert!(reason[0].starts_with("“list” links to both"), "{reason:?}");
}

#[tokio::test]
async fn a_page_from_before_search_was_ready_is_not_kept() {
    let site = site();
    let visitor = Visitor::of(Arc::clone(&site)).await;
    let before = visitor.page("/baking/starter").await;
    assert_eq!(before.texts(".read-next .quote"), [""; 0]);
    let data = json_of(&visitor, "/baking/starter.json").await;
    assert_eq!(data["related"], json!([]));
    site.search.begin(&site.archive).unwrap();
    let after = visitor.page("/baking/starter").await;
    assert_eq!(after.texts(".read-next .quote").len(), 1);
    assert_ne!(before.header("etag"), after.header("etag"));
}
