//! `/{channel}`

use std::collections::BTreeSet;
use std::fmt::Write as _;

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
        page.texts(".video-list > li:first-child div > ul a"),
        ["Where the cloud came from", "Idle servers"]
    );
    assert_eq!(
        page.attributes("details.unresolved:not([open]) a", "href"),
        ["/topic/never_written"]
    );
    assert_eq!(
        page.texts("details.unresolved summary"),
        ["1 topic without a note"]
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
    let mut descriptions = BTreeSet::new();
    for number in 1..=3 {
        let page = visitor.page(&format!("/long?page={number}")).await;
        assert_eq!(page.texts(".pager [aria-current]"), [number.to_string()]);
        let title = match number {
            1 => "long · Cueleaf".to_owned(),
            _ => format!("long, page {number} · Cueleaf"),
        };
        assert_eq!(page.texts("title"), [title]);
        descriptions.extend(page.attributes("meta[name=description]", "content"));
        assert_eq!(page.texts("h1"), ["long"]);
        seen.extend(page.texts(".video-list ul a"));
    }
    assert_eq!(seen.len(), 300);
    assert_eq!(descriptions.len(), 3, "{descriptions:?}");
    assert_eq!(visitor.get("/long?page=4").await.status, 404);
    let second = visitor.page("/long?page=2&filter=note&sort=title").await;
    let pager = second.texts(".pager a");
    assert_eq!(pager, ["← Previous", "1", "2", "3", "Next →"]);
    let urls = second.attributes(".pager a", "href");
    assert_eq!(urls[0], "/long?filter=note&sort=title");
    assert_eq!(urls[4], "/long?filter=note&sort=title&page=3");
    assert_eq!(
        visitor
            .page("/long?page=x")
            .await
            .texts(".pager [aria-current]"),
        ["1"]
    );
}

/// A client of a channel with ten videos, of which all titles have the same end. Every other video
/// has a date and a length.
async fn podcast() -> Visitor {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        std::fs::create_dir_all(folder.path().join("bread")).unwrap();
        std::fs::write(folder.path().join(format!("bread/{name}")), text).unwrap();
    };
    let mut index = "Talks.\n".to_owned();
    for number in 0..10 {
        let id = format!("AAAAAAAA{number:03}");
        let url = format!("https://www.youtube.com/watch?v={id}");
        let name = ["Rye", "Spelt", "Oats", "Café"][number % 4];
        let title = format!("{name} {number} | Bread talks #{}", 300 + number);
        write!(
            index,
            "\n### [{title}]({url})\n- [[note_{number}]]\n- [[missing_{number}]]\n"
        )
        .unwrap();
        let facts = match number % 2 {
            0 => String::new(),
            _ => format!("published: 2024-05-0{number}\nduration: 1:02:0{number}\n"),
        };
        let times: String = (0..number)
            .map(|at| format!(" A word [00:0{at}:10]."))
            .collect();
        let text = format!("---\ntitle: About {name}\nvideoId: {id}\n{facts}---\nText.{times}\n");
        write(&format!("note_{number}.md"), &text);
    }
    write("bread.md", &index);
    Visitor::of(site(folder.path())).await
}

/// The labels of the videos that a page lists.
async fn listed(visitor: &Visitor, url: &str) -> Vec<String> {
    visitor.page(url).await.texts(".video-list h2")
}

#[tokio::test]
async fn a_video_has_a_thumbnail_a_short_title_and_what_is_known() {
    let page = podcast().await.page("/bread").await;
    let titles = page.texts(".video-list h2");
    assert_eq!(titles[..3], ["Rye 0", "Spelt 1", "Oats 2"]);
    let full = page.attributes(".video-list h2", "title");
    assert_eq!((full.len(), &*full[1]), (10, "Spelt 1 | Bread talks #301"));
    let meta = page.texts(".video-meta");
    assert_eq!(meta[0], "1 note");
    assert_eq!(meta[1], "1 May 20241:02:011 note, 1 moment");
    let images = page.attributes(".video-list .picture img", "src");
    assert_eq!(
        images[0],
        "https://i.ytimg.com/vi/AAAAAAAA000/hqdefault.jpg"
    );
    for (name, value) in [("loading", "lazy"), ("width", "160"), ("height", "90")] {
        let values = page.attributes(".video-list .picture img", name);
        assert_eq!(values, [value; 10], "{name}");
    }
}

#[tokio::test]
async fn a_channel_is_filtered_and_sorted() {
    let visitor = podcast().await;
    assert_eq!(
        listed(&visitor, "/bread?filter=CAFE").await,
        ["Café 3", "Café 7"]
    );
    assert_eq!(listed(&visitor, "/bread?filter=about+9").await, ["Spelt 9"]);
    let newest = listed(&visitor, "/bread?sort=newest").await;
    assert_eq!(newest[..2], ["Spelt 9", "Café 7"]);
    assert_eq!(newest[9], "Rye 8");
    let by_title = listed(&visitor, "/bread?sort=title").await;
    assert_eq!(by_title[..3], ["Café 3", "Café 7", "Oats 2"]);
    let most = listed(&visitor, "/bread?sort=moments&filter=bread").await;
    assert_eq!(most[..2], ["Spelt 9", "Rye 8"]);
    let unknown = listed(&visitor, "/bread?sort=size").await;
    assert_eq!(unknown, listed(&visitor, "/bread").await);
}

#[tokio::test]
async fn a_filtered_page_is_not_indexed() {
    let visitor = podcast().await;
    let page = visitor.page("/bread?filter=rye&sort=title").await;
    assert_eq!(page.attributes("meta[name=robots]", "content"), ["noindex"]);
    assert_eq!(
        page.attributes(".list-controls [name=filter]", "value"),
        ["rye"]
    );
    assert_eq!(page.attributes("option[selected]", "value"), ["title"]);
    assert_eq!(
        page.texts(".text"),
        [""; 0],
        "the index note is on the first page"
    );
    let none = visitor.page("/bread?filter=%3Cb%3E").await;
    assert_eq!(
        none.texts("[role=status]"),
        ["Nothing here contains “<b>”. Show all"]
    );
    assert_eq!(none.attributes("[role=status] a", "href"), ["/bread"]);
    let start = visitor.page("/bread?filter=&sort=").await;
    assert_eq!(start.attributes("meta[name=robots]", "content"), [""; 0]);
    assert_eq!(start.texts(".text"), ["Talks."]);
}
