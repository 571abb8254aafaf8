//! `/api/moments`: all moments of the archive in pages.

use serde_json::{Value, json};

use super::{Visitor, json_of};
use crate::support::site;

/// All moments, from page to page.
async fn all(visitor: &Visitor, query: &str) -> Vec<Value> {
    let (mut found, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = json_of(visitor, &format!("/api/moments?{query}&cursor={cursor}")).await;
        found.extend(page["moments"].as_array().unwrap().iter().cloned());
        match page["next_cursor"].as_str() {
            Some(next) => cursor = next.replace('#', "%23"),
            None => return found,
        }
        assert!(found.len() < 5_000, "the pages end");
    }
}

#[tokio::test]
async fn a_moment_has_its_note_and_its_link() {
    let visitor = Visitor::new().await;
    let page = json_of(&visitor, "/api/moments?channel=kitchen&limit=12").await;
    let moments = page["moments"].as_array().unwrap();
    assert_eq!(moments.len(), 12);
    let expected = json!({
        "path": "kitchen/whetstones.md",
        "title": "Whetstones",
        "channel": "kitchen",
        "video_id": "kn1feSharp0",
        "seconds": 302,
        "end": 340,
        "display": "5:02",
        "text": "Flatten it on glass.",
        "url": "/kitchen/whetstones?t=302",
    });
    assert_eq!(moments[11], expected);
    assert_eq!(page["next_cursor"], "5:kitchen/whetstones.md");
}

#[tokio::test]
async fn all_pages_together_have_all_moments_in_a_stable_order() {
    let visitor = Visitor::new().await;
    let once = all(&visitor, "limit=1000").await;
    assert!(once.len() > 40, "{}", once.len());
    assert_eq!(all(&visitor, "limit=7").await, once);
    let paths: Vec<&str> = once
        .iter()
        .map(|one| one["path"].as_str().unwrap())
        .collect();
    assert!(paths.is_sorted());
    for moment in once.iter().step_by(9) {
        let url = moment["url"].as_str().unwrap();
        let second = moment["seconds"].to_string();
        let shown = visitor
            .page(url)
            .await
            .attributes(".moment", "data-seconds");
        assert!(shown.contains(&second), "{url}");
    }
}

#[tokio::test]
async fn moments_are_filtered_by_channel_and_tag() {
    let visitor = Visitor::new().await;
    let complete = all(&visitor, "limit=1000").await;
    for query in ["channel=kitchen", "tag=tools"] {
        let found = all(&visitor, query).await;
        assert!(!found.is_empty() && found.len() < complete.len(), "{query}");
        let of_grammar = query.replace('=', ":").replace(':', "%3A");
        assert_eq!(
            all(&visitor, &format!("q={of_grammar}")).await,
            found,
            "{query}"
        );
    }
    for query in [
        "channel=nothing",
        "tag=nothing",
        "after=9999",
        "q=-stone",
        "q=qqqqq",
    ] {
        assert_eq!(all(&visitor, query).await, [Value::Null; 0], "{query}");
    }
    for query in ["after=soon", "limit=x&cursor=%00:x&x=y", "cursor=nothing"] {
        let page = json_of(&visitor, &format!("/api/moments?{query}")).await;
        assert!(page["moments"].is_array(), "{query}");
    }
    let page = json_of(&visitor, "/api/moments?limit=100000").await;
    assert!(page["moments"].as_array().unwrap().len() <= 1_000);
}

#[tokio::test]
async fn moments_are_filtered_by_date() {
    let folder = tempfile::tempdir().unwrap();
    for date in ["2023-12-31", "2024-01-01"] {
        let note = format!("---\nvideoId: kn1feSharp0\ndate: {date}\n---\nIt rises [00:00:10].\n");
        std::fs::write(folder.path().join(format!("{date}.md")), note).unwrap();
    }
    let visitor = Visitor::of(site(folder.path())).await;
    for query in ["after=2024", "q=after:2024", "q=rises&after=2024"] {
        let found = all(&visitor, query).await;
        let paths: Vec<&Value> = found.iter().map(|one| &one["path"]).collect();
        assert_eq!(paths, ["2024-01-01.md"], "{query}");
    }
}

#[tokio::test]
async fn a_query_finds_moments_best_first() {
    let visitor = Visitor::new().await;
    let search = json_of(&visitor, "/api/search?q=stone&limit=100").await;
    let hits = search["hits"].as_array().unwrap().iter();
    let sentences = hits.flat_map(|hit| hit["moments"].as_array().unwrap());
    let playing: Vec<&Value> = sentences.filter(|one| !one["seconds"].is_null()).collect();
    assert!(playing.len() > 2);
    for limit in [100, 3, 1] {
        let found = all(&visitor, &format!("q=stone&limit={limit}")).await;
        let urls = |all: Vec<&Value>| -> Vec<Value> {
            all.iter()
                .map(|one| json!([one["url"], one["text"]]))
                .collect()
        };
        assert_eq!(
            urls(found.iter().collect()),
            urls(playing.clone()),
            "{limit}"
        );
    }
}

#[tokio::test]
async fn a_page_is_bounded_in_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let sentence = format!("{} [00:00:10].\n\n", "word ".repeat(190));
    let note = format!("---\nvideoId: kn1feSharp0\n---\n{}", sentence.repeat(1_000));
    std::fs::write(folder.path().join("a.md"), note).unwrap();
    let visitor = Visitor::of(site(folder.path())).await;
    let page = visitor.page("/api/moments?limit=1000").await.body;
    assert!((800_000..1_000_100).contains(&page.len()), "{}", page.len());
    assert_eq!(all(&visitor, "limit=1000").await.len(), 1_000);
}
