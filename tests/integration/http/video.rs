//! `/video/{id}`

use super::Visitor;

#[tokio::test]
async fn a_video_lists_its_moments_by_note() {
    let visitor = Visitor::new().await;
    let page = visitor.page("/video/E1cxZuHrwZc").await;
    assert_eq!(page.texts("h1"), ["How the cloud began"]);
    assert_eq!(page.texts(".breadcrumbs li"), ["Home", "acquired"]);
    assert_eq!(
        page.texts(".moment-group > :is(h2, h3)"),
        [
            "Idle servers",
            "Where the cloud came from",
            "A way out",
            "What followed"
        ]
    );
    assert_eq!(
        page.attributes(".moment-group h2 a", "href"),
        ["/acquired/idle_servers", "/acquired/origin"]
    );
    assert_eq!(
        page.texts(".moment-list .moment"),
        [
            "0:41", "3:38", "3:38", "3:50", "4:11", "4:27", "6:19", "4:50", "7:03"
        ]
    );
    assert_eq!(
        page.texts(".moment-group:first-of-type li:nth-child(2) p"),
        ["Whether idle machines made the cloud is a question of who tells it."]
    );
    assert_eq!(
        page.texts(".siblings a"),
        ["Idle servers", "Where the cloud came from"]
    );
    assert_eq!(page.texts(".poster-title"), ["How the cloud began"]);
}

#[tokio::test]
async fn a_video_lists_its_moments_by_time() {
    let visitor = Visitor::new().await;
    let page = visitor.page("/video/E1cxZuHrwZc?sort=time").await;
    assert_eq!(
        page.texts(".moment-list .moment"),
        [
            "0:41", "3:38", "3:38", "3:50", "4:11", "4:27", "4:50", "6:19", "7:03"
        ]
    );
    // The name of a note stands where it changes.
    assert_eq!(
        page.texts(".moment-group > .byline"),
        ["Idle servers", "Where the cloud came from"]
    );
    assert_eq!(page.texts(".moment-group > :is(h2, h3)"), [""; 0]);
    assert_eq!(page.texts(".choices [aria-current]"), ["Time"]);
}

#[tokio::test]
async fn a_video_leads_to_those_before_and_after_it() {
    let visitor = Visitor::new().await;
    let neighbors = async |url: &str| {
        let page = visitor.page(url).await;
        ["prev", "next"].map(|rel| {
            page.attributes(&format!(".neighbors a[rel={rel}]"), "href")
                .concat()
        })
    };
    assert_eq!(
        neighbors("/video/E1cxZuHrwZc").await,
        ["", "/video/AAAAAAAAAA1"]
    );
    assert_eq!(
        neighbors("/video/AAAAAAAAAA1").await,
        ["/video/E1cxZuHrwZc", "/video/AAAAAAAAAA2"]
    );
    let last = visitor.page("/video/AAAAAAAAAA2").await;
    assert_eq!(
        last.texts(".neighbors a"),
        ["Previous video A heading broken over the line"]
    );
    assert_eq!(
        last.attributes("#main_text > p a", "href"),
        ["/search?q=A%20video%20without%20notes", "/acquired"]
    );
}

#[tokio::test]
async fn a_video_without_a_title_has_a_page() {
    let visitor = Visitor::new().await;
    assert_eq!(
        visitor.page("/video/AAAAAAAAAA2").await.texts("h1"),
        ["A video without notes"]
    );
    assert_eq!(
        visitor.page("/video/BBBBBBBBBB3").await.texts("h1"),
        ["Türkçe bir not"]
    );
    assert_eq!(
        visitor
            .page("/video/E1cxZuHrwZc?t=218")
            .await
            .texts(".poster-start"),
        ["Play from 3:38"]
    );
}

#[tokio::test]
async fn reinterpreted_times_are_in_order() {
    let visitor = Visitor::new().await;
    let page = visitor.page("/video/kn1feSharp0?sort=time").await;
    let times = page.texts(".moment-list .moment");
    assert_eq!(times[2..6], ["2:47", "3:38", "3:52", "4:11"]);
    assert_eq!(
        page.attributes(".moment-list .moment[data-source]", "title")[0],
        "As written: 03:38:00"
    );
}
