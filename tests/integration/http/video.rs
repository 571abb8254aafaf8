//! `/video/{id}`

use super::Visitor;

#[tokio::test]
async fn a_video_lists_its_moments_in_order() {
    let visitor = Visitor::new().await;
    let page = visitor.page("/video/E1cxZuHrwZc").await;
    assert_eq!(page.texts("h1"), ["How the cloud began"]);
    assert_eq!(
        page.texts(".moment-list .moment"),
        [
            "0:41", "3:38", "3:50", "4:11", "4:27", "4:50", "6:19", "7:03"
        ]
    );
    assert_eq!(
        page.texts(".moment-list li:nth-child(2) p"),
        [
            "Whether idle machines made the cloud is a question of who tells it. Idle servers",
            "Big machines came bundled with their software. Where the cloud came from"
        ]
    );
    assert_eq!(
        page.texts(".moment-list li:nth-child(7) p"),
        ["\"It was never about spare machines.\" Where the cloud came from"]
    );
    assert_eq!(
        page.texts(".siblings a"),
        ["Idle servers", "Where the cloud came from"]
    );
    assert_eq!(page.texts(".poster-title"), ["How the cloud began"]);
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
    let page = visitor.page("/video/kn1feSharp0").await;
    let times = page.texts(".moment-list .moment");
    assert_eq!(times[2..6], ["2:47", "3:38", "3:52", "4:11"]);
    assert_eq!(
        page.attributes(".moment-list .moment[data-source]", "title")[0],
        "As written: 03:38:00"
    );
}
