//! `/{channel}`

use super::Visitor;
use crate::support::{serve, site};

#[tokio::test]
async fn a_channel_lists_videos_by_title() {
    let visitor = Visitor::new().await;
    let page = visitor.page("/acquired").await;
    assert_eq!(
        page.texts(".video-list h2"),
        [
            "How the cloud began",
            "A heading broken over the line",
            "A video without notes"
        ]
    );
    assert_eq!(
        page.texts(".video-list li:first-child ul a"),
        ["Where the cloud came from", "Idle servers"]
    );
    assert_eq!(
        page.attributes(".unresolved a", "href"),
        ["/topic/never_written"]
    );
    assert_eq!(
        page.texts(".text"),
        ["Stories of companies.", "Told twice."]
    );
    assert_eq!(page.texts(".page-meta"), ["3 videos, 3 notes, 11 moments"]);
}

#[tokio::test]
async fn notes_missing_from_the_index_are_listed_too() {
    let visitor = Visitor::new().await;
    let page = visitor.page("/quirks").await;
    let listed = page.texts(".video-list ul a, .link-list a");
    for title in [
        "Every part of the dialect",
        "Twin in capitals",
        "Türkçe bir not",
        "Bad bytes",
        "empty",
    ] {
        assert!(
            listed.iter().any(|label| label == title),
            "{title} in {listed:?}"
        );
    }
}

#[tokio::test]
async fn long_channels_are_paged() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("long")).unwrap();
    for number in 0..300 {
        let video = number / 2;
        let text = format!("---\ntitle: Note {number}\nvideoId: AAAAAAA{video:04}\n---\nText.\n");
        std::fs::write(
            folder.path().join(format!("long/note_{number:03}.md")),
            text,
        )
        .unwrap();
    }
    let server = serve(site(folder.path())).await;
    let visitor = Visitor {
        server,
        client: reqwest::Client::new(),
    };
    let mut seen = Vec::new();
    for number in 1..=3 {
        let page = visitor.page(&format!("/long?page={number}")).await;
        assert_eq!(page.texts(".pager [aria-current]"), [number.to_string()]);
        seen.extend(page.texts(".video-list ul a"));
    }
    assert_eq!(seen.len(), 300);
    assert_eq!(visitor.get("/long?page=4").await.status, 404);
    assert_eq!(
        visitor
            .page("/long?page=x")
            .await
            .texts(".pager [aria-current]"),
        ["1"]
    );
}
