//! `/{channel}/{note}`

use std::sync::Arc;

use cueleaf::archive::Archive;
use cueleaf::corpus::{Corpus, Note};
use cueleaf::pages::Site;

use super::Visitor;

#[tokio::test]
async fn a_note_shows_its_channel_video_and_backlinks() {
    let visitor = Visitor::new().await;
    let page = visitor.page("/acquired/origin").await;
    assert_eq!(page.texts("h1"), ["Where the cloud came from"]);
    assert_eq!(
        page.attributes(".breadcrumbs a", "href"),
        ["/", "/acquired", "/video/E1cxZuHrwZc"]
    );
    assert_eq!(
        page.texts(".breadcrumbs li"),
        ["Home", "acquired", "How the cloud began"]
    );
    assert_eq!(page.texts(".page-meta"), ["7 moments, 1 min read"]);
    assert_eq!(
        page.attributes("nav.outline a", "href"),
        ["#a-way-out", "#what-followed"]
    );
    assert_eq!(
        page.attributes(".text h2", "id"),
        ["a-way-out", "what-followed"]
    );
    assert_eq!(
        page.texts("nav.siblings a"),
        ["Idle servers", "Where the cloud came from"]
    );
    assert_eq!(
        page.texts("nav.siblings a[aria-current=page]"),
        ["Where the cloud came from"]
    );
    assert!(
        !page.body.contains("From: "),
        "the From line is replaced by the line under the title"
    );
}

#[tokio::test]
async fn backlinks_show_the_sentence_that_links() {
    let visitor = Visitor::new().await;
    let page = visitor.page("/acquired/origin").await;
    let linked = page.texts(".backlinks li");
    assert_eq!(
        linked.first().map(String::as_str),
        Some(
            "Idle servers acquired Whether idle machines made the cloud is a question of who tells it. 3:38"
        )
    );
    assert_eq!(page.texts(".backlinks li:first-child mark"), ["the cloud"]);
    assert_eq!(
        page.attributes(".backlinks li:first-child .moment", "href"),
        ["/acquired/idle_servers?t=218"]
    );
}

#[tokio::test]
async fn a_moment_is_a_link_with_its_time() {
    let visitor = Visitor::new().await;
    let page = visitor.page("/acquired/second_video").await;
    assert_eq!(page.texts(".text > p .moment"), ["1:03:38", "1:10:00"]);
    assert_eq!(
        page.attributes(".text > p .moment", "href"),
        ["?t=3818", "?t=4200"]
    );
    assert_eq!(
        page.attributes(".text > p .moment", "data-seconds"),
        ["3818", "4200"]
    );
    assert_eq!(
        page.attributes(".text > p .moment", "aria-label"),
        [
            "1:03:38, play from 1 hour 3 minutes 38 seconds",
            "1:10:00, play from 1 hour 10 minutes"
        ]
    );
}

#[tokio::test]
async fn a_deep_link_sets_the_start_of_the_poster() {
    let visitor = Visitor::new().await;
    let page = visitor.page("/acquired/origin?t=218").await;
    assert_eq!(page.texts(".poster-start"), ["Play from 3:38"]);
    assert_eq!(page.attributes(".player-card", "data-start"), ["218"]);
    assert_eq!(
        page.attributes(".poster, .watch", "href"),
        ["https://www.youtube.com/watch?v=E1cxZuHrwZc&t=218s"; 2]
    );
    for nonsense in [
        "?t=abc",
        "?t=-1",
        "?t=99999999999",
        "?t",
        "?t=%FF",
        "?t=1&t=2",
    ] {
        let page = visitor.page(&format!("/acquired/origin{nonsense}")).await;
        assert_eq!(
            page.attributes(".player-card", "data-start"),
            [""; 0],
            "{nonsense}"
        );
    }
}

#[tokio::test]
async fn without_a_video_times_are_plain_text() {
    let visitor = Visitor::new().await;
    let page = visitor.page("/quirks/yaml").await;
    assert_eq!(page.texts("h1"), ["How to: write no YAML"]);
    assert_eq!(page.texts(".player-card, .moment"), [""; 0]);
    assert_eq!(page.texts(".text"), ["A time 0:07 without a player."]);
}

#[tokio::test]
async fn links_lead_to_their_targets() {
    let visitor = Visitor::new().await;
    let page = visitor.page("/acquired/origin").await;
    assert_eq!(
        page.attributes(".text a:not(.moment)", "href"),
        [
            "/acquired/idle_servers",
            "/topic/profit_pools",
            "/acquired/second_video#later-years",
            "/topic/profit_pools"
        ]
    );
    assert_eq!(
        page.texts(".text a.unresolved"),
        ["profit pools", "profit pools"]
    );
}

#[tokio::test]
async fn embeds_show_the_other_note() {
    let visitor = Visitor::new().await;
    let page = visitor.page("/acquired/second_video").await;
    assert_eq!(
        page.texts(".embed-title"),
        ["Idle servers", "Where the cloud came from"]
    );
    // The moments of another video link to that note; the section ends where the next one begins.
    assert_eq!(
        page.attributes(".embed:last-of-type .moment", "href"),
        [
            "/acquired/origin?t=251",
            "/acquired/origin?t=267",
            "/acquired/origin?t=379"
        ]
    );
    assert_eq!(page.attributes(".embed .moment", "data-seconds"), [""; 0]);
    assert_eq!(page.attributes(".embed h2", "id"), [""; 0]);
    assert_eq!(page.texts(".text > p > a.unresolved"), ["no such note"]);
}

#[tokio::test]
async fn heading_links_match_their_anchors() {
    let visitor = Visitor::new().await;
    let page = visitor.page("/~static/sub/deep").await;
    assert_eq!(page.attributes(".text h2", "id"), ["one-line-two-lines"]);
    assert_eq!(page.attributes(".text a", "href"), ["#one-line-two-lines"]);
    let page = visitor.page("/loose").await;
    assert_eq!(
        page.attributes(".embed p a", "href"),
        ["/~static/sub/deep", "/~static/sub/deep#one-line-two-lines"]
    );
    assert_eq!(
        page.attributes(".breadcrumbs a", "href"),
        ["/", "/video/DDDDDDDDDD2"],
        "a note outside any folder shows its video"
    );
    let page = visitor.page("/~topic/twin").await;
    assert_eq!(
        page.attributes(".text a:not(.moment)", "href"),
        ["/~topic/twin", "/quirks/twin"]
    );
}

#[tokio::test]
async fn no_markup_of_a_note_runs() {
    let visitor = Visitor::new().await;
    let page = visitor.page("/quirks/dialect").await;
    assert_eq!(
        page.texts(".text script, .text svg, .text your, .text [onclick], .text img"),
        [""; 0]
    );
    let text = page.texts(".text").concat();
    for shown in [
        "<your>",
        "<dropdownitem>",
        "<script>alert(1)</script>",
        "<svg onload=\"alert(1)\">",
    ] {
        assert!(text.contains(shown), "{shown} is shown as plain text");
    }
    assert!(!text.contains("comment"), "a comment is not shown");
    assert!(
        page.attributes("a", "href")
            .iter()
            .all(|url| !url.starts_with("javascript"))
    );
}

#[tokio::test]
async fn notes_with_unusual_files_are_served() {
    let visitor = Visitor::new().await;
    for (url, title, text) in [
        (
            "/quirks/crlf",
            "Lines of another system",
            "A line and another 0:07.",
        ),
        (
            "/quirks/bytes",
            "Bad bytes",
            "Before \u{FFFD}\u{FFFD} after.",
        ),
        ("/quirks/bom", "With a mark at the start", "Text."),
        ("/quirks/empty", "empty", ""),
        (
            "/quirks/no%20front%20matter",
            "no front matter",
            "No front matter at all, but Lines of another system.",
        ),
        (
            "/_lead.dot/v1.2_notes",
            "Names with dots",
            "See Still found 0:05.",
        ),
        (
            "/marks/hidden_marks",
            "Hidden marks",
            "Marks that nobody sees 0:03.",
        ),
    ] {
        let page = visitor.page(url).await;
        assert_eq!(
            (page.texts("h1"), page.texts(".text")),
            (vec![title.to_owned()], vec![text.to_owned()]),
            "{url}"
        );
    }
}

#[tokio::test]
async fn a_reinterpreted_time_shows_the_original() {
    let visitor = Visitor::new().await;
    let page = visitor.page("/kitchen/whetstones").await;
    let first = ".text p:first-child .moment:first-of-type";
    assert_eq!(page.texts(first), ["3:38"]);
    assert_eq!(page.attributes(first, "href"), ["?t=218"]);
    assert_eq!(page.attributes(first, "data-source"), ["03:38:00"]);
    assert_eq!(page.attributes(first, "title"), ["As written: 03:38:00"]);
    assert_eq!(
        page.attributes(first, "aria-label"),
        ["3:38, play from 3 minutes 38 seconds, written 03:38:00"]
    );
    assert_eq!(
        page.texts(".text .moment:not([data-source])"),
        ["3:52", "6:10", "13:19:10"]
    );
    assert_eq!(page.texts(".text li:first-child .moment"), ["5:02–5:40"]);
    assert_eq!(
        page.texts(".text li:nth-child(2)"),
        ["Dry it in the shade [N/A]."]
    );
}

#[tokio::test]
async fn an_ambiguous_time_has_its_alternative() {
    let visitor = Visitor::new().await;
    let page = visitor.page("/acquired/second_video").await;
    assert_eq!(
        page.attributes(".text > p .moment", "data-alt-seconds"),
        ["63", "70"]
    );
    let page = visitor.page("/kitchen/keeping_a_knife_sharp").await;
    assert_eq!(page.attributes(".moment", "data-alt-seconds"), [""; 0]);
}

#[tokio::test]
async fn read_next_links_have_reasons() {
    let visitor = Visitor::new().await;
    let page = visitor.page("/acquired/idle_servers").await;
    let ways: Vec<(String, String)> = page
        .texts(".read-next li > a")
        .into_iter()
        .zip(page.texts(".read-next li > p:not(.quote)"))
        .collect();
    let has = |title: &str, why: &str| ways.contains(&(title.to_owned(), why.to_owned()));
    assert!(
        has("Where the cloud came from", "Next note from this video"),
        "{ways:?}"
    );
    assert!(
        ways.iter()
            .any(|(_, why)| why.starts_with("Both link to “")),
        "{ways:?}"
    );
    assert!(
        ways.iter()
            .any(|(_, why)| why == "Next video on this channel"),
        "{ways:?}"
    );
    assert!(
        ways.iter().all(|(title, _)| title != "Idle servers"),
        "a note does not lead to itself: {ways:?}"
    );
}

#[tokio::test]
async fn the_language_of_a_note_is_detected() {
    let of = |name: &str, text: &str| Note::new(format!("c/{name}.md"), text.to_owned());
    let notes = vec![
        of(
            "spanish",
            "Los mercados financieros se mueven por la confianza de los inversores, y cuando esta se pierde los precios caen durante mucho tiempo.",
        ),
        of(
            "arabic",
            "تتحرك الأسواق المالية بثقة المستثمرين، وعندما تضيع هذه الثقة تنخفض الأسعار لفترة طويلة. لذلك يشرح المتحدث كيف يمكن للناس أن يحافظوا على أموالهم في أوقات الخوف.",
        ),
        of("short", "3:38"),
    ];
    let archive = Archive::new(Corpus::from(notes));
    let visitor = Visitor::of(Arc::new(Site::new(archive, true))).await;
    let languages = |page: &super::Response| {
        (
            page.attributes("article", "lang"),
            page.attributes("article", "dir"),
        )
    };
    assert_eq!(
        languages(&visitor.page("/c/spanish").await),
        (vec!["es".to_owned()], vec![])
    );
    assert_eq!(
        languages(&visitor.page("/c/arabic").await),
        (vec!["ar".to_owned()], vec!["rtl".to_owned()])
    );
    assert_eq!(languages(&visitor.page("/c/short").await), (vec![], vec![]));
}

#[tokio::test]
async fn linked_notes_are_drawn_and_listed() {
    let visitor = Visitor::new().await;
    let page = visitor.page("/acquired/origin").await;
    let mut drawn = page.attributes(".local-graph svg a", "href");
    let mut listed = page.attributes(".local-graph details a", "href");
    assert!(
        drawn.contains(&"/acquired/idle_servers".to_owned()),
        "{drawn:?}"
    );
    assert!(
        drawn.contains(&"/topic/profit_pools".to_owned()),
        "{drawn:?}"
    );
    drawn.sort();
    listed.sort();
    assert_eq!(drawn, listed, "the list has the same links");
    assert_eq!(
        page.texts(".local-graph .graph-group")
            .first()
            .map(String::as_str),
        Some("This video")
    );
    assert_eq!(
        page.attributes(".local-graph svg a.unresolved", "href"),
        ["/topic/profit_pools"]
    );
}
