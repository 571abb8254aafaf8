//! A moment that is a range plays to its end, and then pauses or repeats.

use std::sync::Arc;

use cueleaf::pages::Site;
use serde_json::json;
use tempfile::TempDir;

use super::driver::Tab;
use super::{COMMANDS, CURRENT_MOMENTS, IS_PLAYING};
use crate::support::{media::write, site};

const RANGE: &str = ".text a.moment[data-end]";
/// Whether the page has received the first message of the player.
const CONNECTED: &str =
    "playerEvents.some(({ command, args }) => command && args[0] === 'onError')";
const IS_PAUSED: &str = "playerEvents.findLast(({ state }) => state)?.state === 2";

/// A note with a range, a later moment, and a link to a page without a video.
fn folder(range: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let text = format!("Here {range}, then [00:03:45], at last [00:04:30]. See [[nobody]].");
    let note = format!("---\ntitle: Ranges\nvideoId: E1cxZuHrwZc\n---\n{text}\n");
    write(folder.path(), "c/ranges.md", note);
    folder
}

fn site_of(folder: &TempDir) -> Arc<Site> {
    site(folder.path())
}

/// A tab that plays the range.
async fn playing(site: Arc<Site>) -> Tab {
    let tab = Tab::with_site(site).await;
    tab.visit("/c/ranges").await;
    play_range(&tab).await;
    tab
}

async fn play_range(tab: &Tab) {
    tab.click(RANGE).await;
    tab.wait_until(IS_PLAYING).await;
    tab.wait_until(CONNECTED).await;
}

#[tokio::test]
async fn a_range_plays_to_its_end_and_then_pauses() {
    let folder = folder("[00:03:38-00:03:40]");
    let tab = playing(site_of(&folder)).await;
    assert_eq!(tab.evaluate("location.search").await, "?t=218");
    tab.wait_until(IS_PAUSED).await;
    assert_eq!(tab.evaluate(COMMANDS).await, json!([["pauseVideo"]]));
    let end = "playerEvents.findLast(({ state }) => state).time";
    let end = tab.evaluate(end).await.as_f64().unwrap();
    assert!((220.0..221.0).contains(&end), "{end}");
    // After that, the video plays on.
    tab.press("k").await;
    tab.wait_until(IS_PLAYING).await;
    tab.set_video_time(270).await;
    tab.wait_until_equal(CURRENT_MOMENTS, json!(["4:30"])).await;
    assert_eq!(
        tab.evaluate(COMMANDS).await,
        json!([["pauseVideo"], ["playVideo"]])
    );
    assert_eq!(tab.errors(), [""; 0]);
}

#[tokio::test]
async fn a_repeated_range_begins_again() {
    let folder = folder("[00:03:38-00:03:40]");
    let tab = Tab::with_site(site_of(&folder)).await;
    tab.change_pages(
        "page.querySelector('.text a.moment[data-end]')?.setAttribute('data-repeats', '')",
    )
    .await;
    tab.visit("/c/ranges").await;
    play_range(&tab).await;
    let round = [json!(["seekTo", 218, true]), json!(["playVideo"])];
    tab.wait_until_equal(COMMANDS, json!([round.clone(), round].concat()))
        .await;
    tab.wait_until(IS_PLAYING).await;
}

#[tokio::test]
async fn a_pause_within_a_range_does_not_end_it() {
    let folder = folder("[00:03:38-00:03:42]");
    let tab = playing(site_of(&folder)).await;
    tab.press("k").await;
    tab.wait_until(IS_PAUSED).await;
    tab.press("k").await;
    tab.wait_until_equal(
        COMMANDS,
        json!([["pauseVideo"], ["playVideo"], ["pauseVideo"]]),
    )
    .await;
}

#[tokio::test]
async fn to_play_anything_else_ends_the_range() {
    let folder = folder("[00:03:38-00:04:20]");
    let tab = playing(site_of(&folder)).await;
    for action in ["moment", "tick", "n", "l"] {
        match action {
            "moment" => tab.click(".text a.moment[data-seconds='225']").await,
            "tick" => tab.click(".timeline a").await,
            key => tab.press(key).await,
        }
        tab.set_video_time(260).await;
        tab.wait_until_equal(CURRENT_MOMENTS, json!(["3:45"])).await;
        tab.set_video_time(270).await;
        tab.wait_until_equal(CURRENT_MOMENTS, json!(["4:30"])).await;
        assert_eq!(
            tab.evaluate(&format!("{COMMANDS}.flat().includes('pauseVideo')"))
                .await,
            false,
            "{action}"
        );
        play_range(&tab).await;
        // The page has received the position.
        let time = "document.querySelector('.current-sentence-time').textContent";
        tab.wait_until_equal(time, "3:38").await;
    }
    tab.set_video_time(261).await;
    tab.wait_until(IS_PAUSED).await;
}

#[tokio::test]
async fn a_range_also_ends_in_the_mini_player() {
    let folder = folder("[00:03:38-00:03:42]");
    let tab = playing(site_of(&folder)).await;
    tab.click(".text a[href='/topic/nobody']").await;
    tab.wait_until("document.querySelector('.mini-player')")
        .await;
    tab.wait_until(IS_PAUSED).await;
}
