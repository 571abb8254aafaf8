//! Moments that are only known within a span are shown as that span on every page.

use serde_json::{Value, json};
use tempfile::TempDir;

use super::{Visitor, json_of};
use crate::support::media::write;
use crate::support::{long_video, site};

const NOTE: &str = "/bread/by_hand";

async fn visitor() -> (TempDir, Visitor) {
    let (folder, site) = long_video::site();
    (folder, Visitor::of(site).await)
}

#[tokio::test]
async fn a_note_shows_the_spans_of_its_moments() {
    let (_folder, visitor) = visitor().await;
    let page = visitor.page(NOTE).await;
    let shown = page.texts(".text .moment");
    assert_eq!(shown.len(), 17);
    assert_eq!(shown[6], "19–29 min");
    assert_eq!(shown[16], "0:59–1:09 h");
    let of = |name| page.attributes(".text .moment[href='?t=1511']", name);
    assert_eq!(of("data-seconds"), ["1511"]);
    assert_eq!(of("data-uncertain"), ["1181-1781"]);
    assert_eq!(
        of("aria-label"),
        ["19–29 min, play from about 25 minutes, between 19 and 29 minutes, written 02:41:00"]
    );
    assert_eq!(shown[..3], ["1:12", "1:47", "1:05"], "the opening is exact");
    assert_eq!(page.attributes(".text .moment", "data-uncertain").len(), 14);
    let exact = visitor.page("/bread/sourdough_year").await;
    assert_eq!(exact.texts(".text .moment")[2], "24:00");
    let spans = exact.attributes(".text .moment", "data-uncertain");
    assert_eq!(spans, [""; 0]);
}

#[tokio::test]
async fn the_poster_and_the_link_to_youtube_say_about() {
    let (_folder, visitor) = visitor().await;
    for url in ["/bread/by_hand?t=1511", "/video/L0ngBread00?t=1511"] {
        let page = visitor.page(url).await;
        assert_eq!(page.texts(".poster-start"), ["Play from ≈ 25 min"]);
        assert_eq!(page.texts(".watch"), ["Watch on YouTube at ≈ 25 min"]);
        let start = page.attributes(".player-card", "data-start");
        assert_eq!(start, ["1511"], "it plays the best guess");
    }
}

#[tokio::test]
async fn the_timeline_has_bars_for_spans_and_ticks_for_exact_moments() {
    let (_folder, visitor) = visitor().await;
    let page = visitor.page(NOTE).await;
    let path = |class| page.attributes(&format!(".timeline path{class}"), "d");
    // The spans of the note overlap: they cover it from about 9 to 69 minutes.
    let bars = path(".this-note.uncertain");
    assert_eq!(bars.len(), 1);
    assert!(bars[0].starts_with("M67 12h"), "{bars:?}");
    assert_eq!(bars[0].matches('M').count(), 1, "{bars:?}");
    let ticks = path(".this-note:not(.uncertain)");
    assert_eq!(ticks[0].matches("v26").count(), 3, "{ticks:?}");
    assert_eq!(path(".other-notes.uncertain"), [""; 0]);
    let ticks = path(".other-notes:not(.uncertain)");
    assert_eq!(ticks[0].matches("v14").count(), 8, "{ticks:?}");
    let names = page.attributes(".timeline a", "aria-label");
    assert!(names.contains(&"19–29 min".to_owned()), "{names:?}");
    let exact = |name: &&String| !name.ends_with(" min") && !name.ends_with(" h");
    let exact: Vec<&String> = names.iter().filter(exact).collect();
    assert!(exact.iter().all(|name| name.starts_with("1:")), "{exact:?}");

    let page = visitor.page("/bread/sourdough_year").await;
    let path = |class| page.attributes(&format!(".timeline path{class}"), "d");
    assert_eq!(path(".this-note.uncertain"), [""; 0]);
    assert_eq!(path(".other-notes.uncertain").len(), 1);
}

#[tokio::test]
async fn a_video_lists_uncertain_moments_at_their_best_guess() {
    let (_folder, visitor) = visitor().await;
    let page = visitor.page("/video/L0ngBread00?sort=time").await;
    let shown = page.texts(".moment-list .moment");
    // Best guesses of 24:38, 25:11 and 25:20.
    let at = shown.iter().position(|text| text == "24:00").unwrap();
    assert_eq!(
        shown[at..at + 5],
        ["24:00", "19–29 min", "19–29 min", "19–29 min", "33:30"]
    );
    assert_eq!(shown.last().unwrap(), "1:06:20");
}

#[tokio::test]
async fn other_pages_show_the_span() {
    let (_folder, visitor) = visitor().await;
    let page = visitor.page("/bread/sourdough_year").await;
    assert_eq!(page.texts(".backlinks .moment"), ["19–29 min"]);
    let search = visitor.page("/search?q=cardamom+temperature").await;
    assert_eq!(search.texts(".hits .moment"), ["19–29 min"]);
    assert_eq!(
        search.attributes(".hits .moment", "href"),
        ["/bread/by_hand?t=1511"]
    );
    assert_eq!(
        search.attributes(".hits .moment", "data-uncertain"),
        ["1181-1781"]
    );
}

#[tokio::test]
async fn json_has_the_span_beside_the_best_guess() {
    let (_folder, visitor) = visitor().await;
    let cardamom = |data: &Value| {
        let moments = data["moments"].as_array().unwrap().iter();
        let mut cited = moments.filter(|moment| {
            let text = moment["text"].as_str().unwrap_or_default();
            text.contains("cardamom")
        });
        cited.next().unwrap().clone()
    };
    for url in ["/bread/by_hand.json", "/video/L0ngBread00.json"] {
        let moment = cardamom(&json_of(&visitor, url).await);
        assert_eq!(moment["seconds"], 1511);
        assert_eq!(moment["uncertain"], json!([1181, 1781]));
        assert_eq!(moment["display"], "19–29 min");
        assert_eq!(moment["source"], "02:41:00");
    }
    let exact = json_of(&visitor, "/bread/sourdough_year.json").await;
    assert_eq!(exact["moments"][2]["seconds"], 1440);
    assert_eq!(exact["moments"][2].get("uncertain"), None);

    let found = json_of(&visitor, "/api/search?q=cardamom").await;
    let moment = cardamom(&found["hits"][0]);
    assert_eq!(moment["seconds"], 1511);
    assert_eq!(moment["uncertain"], json!([1181, 1781]));
    let found = json_of(&visitor, "/api/search?q=stale+soup").await;
    assert_eq!(found["hits"][0]["moments"][0]["seconds"], 3735);
    assert_eq!(found["hits"][0]["moments"][0].get("uncertain"), None);

    let suggested = json_of(&visitor, "/api/suggest?q=cardamom").await;
    let moment = &suggested["moments"][0];
    assert_eq!(moment["seconds"], 1511);
    assert_eq!(moment["uncertain"], json!([1181, 1781]));
    assert_eq!(moment["display"], "19–29 min");
}

/// A note of which one time is past the end of its video, and one has an hour too many.
const KNOWN_LENGTH: &str = "---
title: A short talk on bees
videoId: B3esAndTree
duration: PT25M
---
The queen is marked in blue [00:04:10]. Drones leave in August [55:55]. A hive hums in winter
[00:07:31]. Smoke calms the guards [00:09:02]. The frames are heavy by then [01:12:30].
";

#[tokio::test]
async fn a_time_past_the_end_of_the_video_is_text() {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), "bees/talk.md", KNOWN_LENGTH);
    let visitor = Visitor::of(site(folder.path())).await;
    let page = visitor.page("/bees/talk").await;
    assert_eq!(
        page.texts(".text .moment"),
        ["4:10", "7:31", "9:02", "12:30"]
    );
    assert_eq!(page.texts(".text .time"), ["55:55"]);
    let note = json_of(&visitor, "/bees/talk.json").await;
    assert_eq!(note["moments"][3]["seconds"], json!(750));
    assert_eq!(note["moment_count"], json!(4));
}
