//! Queues of moments: `/queue`.

use std::sync::Arc;

use cueleaf::archive::Archive;
use cueleaf::corpus::Note;
use cueleaf::pages::Site;
use cueleaf::text::base_url::BaseUrl;

use super::Visitor;

const NOTES: &[(&str, &str)] = &[
    (
        "bread/rise.md",
        "---\ntitle: Rise\nvideoId: AAAAAAAAAA1\ntags: baking\ndate: 2024-01-01\n---\n\
         Dough rises slowly [00:03:38-00:03:50]. Then it rests, said twice [00:05:00] [00:05:00].\n\
         She [agrees](https://youtu.be/AAAAAAAAAA2?t=130) about rye.\n",
    ),
    (
        "bread/rye, dark.md",
        "---\ntitle: Rye\nvideoId: AAAAAAAAAA2\ntags: baking\ndate: 2024-02-01\n---\n\
         Rye dough is sticky [00:01:00]. It keeps for weeks [00:00:30].\n",
    ),
    (
        "bread/aside.md",
        "---\ntitle: Aside\nvideoId: AAAAAAAAAA3\nunlisted: true\n---\nSecret dough [00:00:10].\n",
    ),
    (
        "bread/silent.md",
        "---\ntitle: Silent\ntags: quiet\n---\nDough without a video [00:00:10].\n",
    ),
    (
        "talks/chat.md",
        "---\ntitle: Chat\nvideoId: AAAAAAAAAA4\ntags: baking\n---\nDough is mentioned [00:09:00].\n",
    ),
];

async fn visitor_at(base: BaseUrl, notes: Vec<Note>) -> Visitor {
    let site = Site::new(Archive::with_base(notes.into(), base), true);
    site.search.begin(&site.archive).unwrap();
    Visitor::of(Arc::new(site)).await
}

fn notes() -> Vec<Note> {
    let note = |(path, text): &(&str, &str)| Note::new((*path).to_owned(), (*text).to_owned());
    NOTES.iter().map(note).collect()
}

async fn visitor() -> Visitor {
    visitor_at(BaseUrl::default(), notes()).await
}

/// The URLs of the moments in the queue at a URL.
async fn urls(visitor: &Visitor, url: &str) -> Vec<String> {
    let page = visitor.page(url).await;
    page.attributes(".moment-list a.moment", "href")
}

const RISE: [&str; 3] = [
    "/bread/rise?t=218",
    "/bread/rise?t=300",
    "/video/AAAAAAAAAA2?t=130",
];
const RYE: [&str; 2] = ["/bread/rye,%20dark?t=60", "/bread/rye,%20dark?t=30"];
const CHAT: &str = "/talks/chat?t=540";

#[tokio::test]
async fn a_queue_is_a_list_of_moments_with_a_player() {
    let visitor = visitor().await;
    let page = visitor.page("/queue?channel=bread").await;
    let rows = page.attributes(".moment-list a.moment", "href");
    assert_eq!(rows, [RISE.as_slice(), &RYE].concat());
    assert_eq!(
        page.texts("article header p"),
        ["5 moments of 2 videos from bread"]
    );
    assert_eq!(page.attributes("article header p a", "href"), ["/bread"]);
    assert_eq!(
        page.attributes(".moment-list a.moment", "data-video"),
        ["1", "1", "2", "2", "2"].map(|digit| format!("AAAAAAAAAA{digit}"))
    );
    // A range has its end; others end where the next moment of the note begins.
    assert_eq!(page.attributes("li[data-end]", "data-end"), ["230", "60"]);
    assert_eq!(
        page.texts(".moment-list li p")[..2],
        ["Dough rises slowly.", "Rise bread"]
    );
    let player = page.attributes(".player-card", "data-video");
    assert_eq!(player, ["AAAAAAAAAA1"]);
    assert_eq!(page.attributes(".player-card", "data-start"), ["218"]);
    assert_eq!(page.attributes("meta[name=robots]", "content"), ["noindex"]);
}

#[tokio::test]
async fn a_tag_and_a_search_are_queues() {
    let visitor = visitor().await;
    let of_tag = urls(&visitor, "/queue?tag=baking").await;
    let all = [RYE.as_slice(), &RISE, &[CHAT]].concat();
    assert_eq!(of_tag, all, "as the page of the tag lists the notes");
    let in_channel = urls(&visitor, "/queue?tag=baking&channel=talks").await;
    assert_eq!(in_channel, [CHAT]);
    let found = urls(&visitor, "/queue?q=sticky").await;
    assert_eq!(found, [RYE[0]]);
    let found = urls(&visitor, "/queue?q=dough&channel=talks").await;
    assert_eq!(found, [CHAT]);
    let found = urls(&visitor, "/queue?q=dough&tag=baking").await;
    assert_eq!(found.len(), 3, "{found:?}");
}

#[tokio::test]
async fn a_list_in_the_url_is_a_queue() {
    let visitor = visitor().await;
    let list = "/queue?moments=/talks/chat@540,/bread/rye%252C%2520dark@30,/talks/chat@540,\
                /talks/chat@541,/bread/aside@10,/nobody@1,/bread/silent@10,x";
    let page = visitor.page(list).await;
    let rows = page.attributes(".moment-list a.moment", "href");
    assert_eq!(rows, [CHAT, RYE[1], CHAT]);
    assert_eq!(
        page.texts("article header p"),
        ["3 moments of 2 videos, 5 left out"]
    );
    assert!(!page.body.contains("Secret"));
}

#[tokio::test]
async fn an_empty_queue_says_what_a_queue_is() {
    let visitor = visitor().await;
    for url in [
        "/queue",
        "/queue?tag=nothing&channel=bread",
        "/queue?channel=nothing",
        "/queue?q=zzzzzz",
        "/queue?tag=quiet",
    ] {
        let page = visitor.page(url).await;
        assert!(
            page.texts("article header p")[0].starts_with("No moments."),
            "{url}"
        );
        assert_eq!(page.attributes(".player-card, .moment", "class"), [""; 0]);
    }
}

#[tokio::test]
async fn pages_with_moments_lead_to_their_queue() {
    let visitor = visitor().await;
    for (url, queue) in [
        ("/bread", Some("/queue?channel=bread")),
        ("/tag/baking", Some("/queue?tag=baking")),
        (
            "/search?q=dough&channel=bread&order=title",
            Some("/queue?q=dough&channel=bread&order=title"),
        ),
        ("/tag/quiet", None),
        ("/search?q=zzzzzz", None),
    ] {
        let links = visitor
            .page(url)
            .await
            .attributes("a.play-all[data-plays]", "href");
        assert_eq!(links, Vec::from_iter(queue), "{url}");
    }
}

#[tokio::test]
async fn below_a_base_path_a_list_has_it_too() {
    let base = BaseUrl::new(Some("/notes"), None).unwrap();
    let visitor = visitor_at(base, notes()).await;
    let expected = ["/notes/talks/chat?t=540"];
    let list = urls(&visitor, "/notes/queue?moments=/notes/talks/chat@540").await;
    assert_eq!(list, expected);
    let links = visitor
        .page("/notes/talks")
        .await
        .attributes("a.play-all", "href");
    assert_eq!(urls(&visitor, &links[0]).await, expected);
}

#[tokio::test]
async fn a_queue_is_bounded() {
    let short: String = (1..300).map(|n| format!("Word [{n}:00]. ")).collect();
    let front = "---\ntitle: A\nvideoId: AAAAAAAAAA1\n---\n";
    let long = format!("{front}{} [00:00:05].\n", "very long ".repeat(5_000));
    let notes = vec![
        Note::new("c/short.md".to_owned(), format!("{front}{short}\n")),
        Note::new("d/long.md".to_owned(), long),
    ];
    let visitor = visitor_at(BaseUrl::default(), notes).await;
    let page = visitor.page("/queue?channel=c").await;
    assert_eq!(page.texts(".moment-list li").len(), 200);
    assert!(page.texts("article header p")[0].starts_with("The first 200 moments of 1 video"));
    let list = vec!["/d/long@5"; 300].join(",");
    let page = visitor.page(&format!("/queue?moments={list}")).await;
    assert!(page.body.len() < 450_000, "{}", page.body.len());
    let summary = page.texts("article header p").remove(0);
    assert!(summary.ends_with(" left out"), "{summary}");
}
