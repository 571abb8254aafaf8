//! A moment of another video plays in the player of the page, and the page stays about its own.

use serde_json::json;

use super::driver::Tab;
use super::{
    AT_218, AT_230, COMMANDS, CURRENT_MOMENTS, IS_PLAYING, MESSAGE, NOTE, START_TIMES, WATCH_LINK,
};

const OWN_ID: &str = "E1cxZuHrwZc";
const OTHER_ID: &str = "AAAAAAAAAA1";
const OTHER_PAGE: &str = "/video/AAAAAAAAAA1";
/// A note of the other video.
const OTHER_NOTE: &str = "/acquired/second_video";
/// The moment at 4:11 cites the other video.
const CITE_OTHER: &str = r#"if (page.querySelector("h1")?.textContent === "Where the cloud came from")
    page.querySelector(".text a.moment[data-seconds='251']").outerHTML =
        '<a class="moment" href="/video/AAAAAAAAAA1?t=3818" data-seconds="3818" data-video="AAAAAAAAAA1" aria-label="1:03:38, play from 1 hour 3 minutes">1:03:38</a>';"#;
const OTHER: &str = ".text a.moment[data-video]";
const LINE: &str = "Playing another video Back to this note’s video";
const BACK: &str = ".other-video button";
const CONNECTED: &str =
    "playerEvents.some(({ command, args }) => command && args[0] === 'onError')";
const LAST_COMMAND: &str = "playerEvents.findLast(({ command }) => command)";
const MINI_PLAYERS: &str = "document.querySelectorAll('.mini-player').length";
const POSITION: &str = "document.querySelector('.timeline-position').getAttribute('transform')";
/// The videos that iframes were loaded with, oldest first.
const LOADED_VIDEOS: &str = "playerEvents.flatMap(({ video }) => video ?? [])";

async fn open() -> Tab {
    let tab = Tab::new().await;
    tab.change_pages(CITE_OTHER).await;
    tab.visit(NOTE).await;
    tab
}

/// A tab that plays the page's own video.
async fn playing_own() -> Tab {
    let tab = open().await;
    tab.click(AT_218).await;
    wait_until_connected(&tab).await;
    tab
}

/// A tab that plays the other video in an iframe that began with the page's own.
async fn playing_other() -> Tab {
    let tab = playing_own().await;
    tab.click(OTHER).await;
    tab.wait_until_equal(MESSAGE, LINE).await;
    tab.wait_until(IS_PLAYING).await;
    tab.evaluate("void (window.first = document.querySelector('.player iframe'))")
        .await;
    tab
}

async fn wait_until_connected(tab: &Tab) {
    tab.wait_until(CONNECTED).await;
    tab.wait_until(IS_PLAYING).await;
}

async fn wait_until_loaded(tab: &Tab, id: &str, seconds: u32) {
    let load =
        json!({ "command": "loadVideoById", "args": [{ "videoId": id, "startSeconds": seconds }] });
    tab.wait_until_equal(LAST_COMMAND, load).await;
}

async fn go(tab: &Tab, path: &str) {
    tab.evaluate(&format!("void navigation.navigate('{path}')"))
        .await;
    tab.wait_until_equal("navigation.transition ? '' : location.pathname", path)
        .await;
}

/// Whether the iframe of [`playing_other`] is still in the page and not loaded again.
async fn assert_unchanged(tab: &Tab) {
    let is_unchanged = "first.isConnected && first === document.querySelector('.player iframe')";
    assert_eq!(tab.evaluate(is_unchanged).await, true);
    assert_eq!(tab.evaluate(START_TIMES).await, json!([218]));
    assert_eq!(tab.errors(), [""; 0]);
}

#[tokio::test]
async fn a_click_switches_the_player_to_the_other_video_and_back() {
    let tab = playing_own().await;
    tab.wait_until(POSITION).await;
    tab.set_video_time(240).await;
    tab.wait_until_equal(CURRENT_MOMENTS, json!(["3:50"])).await;
    tab.click(OTHER).await;
    wait_until_loaded(&tab, OTHER_ID, 3818).await;
    tab.wait_until_equal(MESSAGE, LINE).await;
    let position = tab.evaluate(POSITION).await;
    let watch = json!([
        "Watch on YouTube at 1:03:38",
        "https://www.youtube.com/watch?v=AAAAAAAAAA1&t=3818s"
    ]);
    assert_eq!(tab.evaluate(WATCH_LINK).await, watch);
    let link =
        "[document.querySelector('.other-video a').pathname, document.activeElement.dataset.video]";
    assert_eq!(tab.evaluate(link).await, json!([OTHER_PAGE, OTHER_ID]));
    // The position of the other video does not move the page.
    tab.set_video_time(300).await;
    tab.control_player("{ message: { playerEvent: { echo: true } } }")
        .await;
    tab.wait_until("playerEvents.some(({ echo }) => echo)")
        .await;
    assert_eq!(tab.evaluate(CURRENT_MOMENTS).await, json!(["1:03:38"]));
    assert_eq!(tab.evaluate(POSITION).await, position);
    assert_eq!(
        tab.evaluate("location.href").await,
        tab.url("/acquired/origin?t=218")
    );
    tab.click(BACK).await;
    tab.wait_until_equal(MESSAGE, "").await;
    let back =
        "(({ videoId, startSeconds }) => [videoId, startSeconds >= 240 && startSeconds < 250])
        (playerEvents.findLast(({ command }) => command).args[0])";
    tab.wait_until_equal(back, json!([OWN_ID, true])).await;
    tab.wait_until_equal(CURRENT_MOMENTS, json!(["3:50"])).await;
    assert_eq!(
        tab.evaluate(WATCH_LINK).await[0],
        "Watch on YouTube at 3:38"
    );
    assert_eq!(tab.evaluate(START_TIMES).await, json!([218]));
    assert_eq!(tab.errors(), [""; 0]);
}

#[tokio::test]
async fn without_an_iframe_the_other_video_gets_one() {
    let tab = open().await;
    tab.click(OTHER).await;
    tab.wait_until_equal(LOADED_VIDEOS, json!([OTHER_ID])).await;
    tab.wait_until_equal(MESSAGE, LINE).await;
    wait_until_connected(&tab).await;
    assert_eq!(tab.evaluate("location.href").await, tab.url(NOTE));
    for (own, seconds) in [(AT_230, 230), (".timeline a", 218)] {
        tab.click(own).await;
        wait_until_loaded(&tab, OWN_ID, seconds).await;
        tab.wait_until_equal(MESSAGE, "").await;
        assert_eq!(
            tab.evaluate("location.search").await,
            format!("?t={seconds}")
        );
        tab.click(OTHER).await;
        wait_until_loaded(&tab, OTHER_ID, 3818).await;
    }
    // A key plays or pauses what plays.
    tab.wait_until(IS_PLAYING).await;
    tab.press("k").await;
    tab.wait_until_equal(&format!("{LAST_COMMAND}.command"), "pauseVideo")
        .await;
    tab.click(BACK).await;
    wait_until_loaded(&tab, OWN_ID, 218).await;
}

#[tokio::test]
async fn an_iframe_that_has_not_answered_is_replaced() {
    let tab = open().await;
    tab.network.set_player_mode("manual-boot");
    tab.click(AT_218).await;
    tab.wait_until_equal(START_TIMES, json!([218])).await;
    tab.click(OTHER).await;
    tab.wait_until_equal(LOADED_VIDEOS, json!([OWN_ID, OTHER_ID]))
        .await;
    tab.wait_until_equal(START_TIMES, json!([218, 3818])).await;
}

#[tokio::test]
async fn a_control_click_opens_the_page_of_the_other_video() {
    let tab = open().await;
    tab.control_click(OTHER).await;
    tab.wait_until_tab_opens(&tab.url("/video/AAAAAAAAAA1?t=3818"))
        .await;
    assert_eq!(tab.evaluate(LOADED_VIDEOS).await, json!([]));
    // A video that cannot be played has a plain link.
    tab.evaluate(&format!(
        "document.querySelector('{OTHER}').dataset.video = 'talk.mp4'"
    ))
    .await;
    tab.click(OTHER).await;
    tab.wait_until_equal("location.pathname", OTHER_PAGE).await;
}

#[tokio::test]
async fn messages_about_the_previous_video_are_ignored() {
    let tab = open().await;
    tab.network.set_player_mode("slow-change");
    tab.click(AT_218).await;
    wait_until_connected(&tab).await;
    // The old position passes through this range before the other video is loaded.
    tab.evaluate(&format!(
        "Object.assign(document.querySelector('{OTHER}').dataset, {{ seconds: 217, end: 219 }})"
    ))
    .await;
    tab.click(OTHER).await;
    tab.wait_until_equal(&format!("{LAST_COMMAND}.command"), "pauseVideo")
        .await;
    // The other video is loaded first, in the state -1.
    let order = "playerEvents.flatMap(({ command, state }) => command === 'pauseVideo' || state === -1 ? [state ?? command] : [])";
    assert_eq!(tab.evaluate(order).await, json!([-1, "pauseVideo"]));
}

#[tokio::test]
async fn the_mini_player_links_to_the_page_that_played_the_other_video() {
    let tab = playing_other().await;
    go(&tab, "/acquired/idle_servers").await;
    assert_eq!(
        tab.evaluate(MINI_PLAYERS).await,
        1,
        "that note is about the first video"
    );
    let link = "document.querySelector('.mini-player a').pathname";
    assert_eq!(tab.evaluate(link).await, NOTE);
    tab.click(".mini-player a").await;
    tab.wait_until_equal(MESSAGE, LINE).await;
    assert_eq!(tab.evaluate(MINI_PLAYERS).await, 0);
    assert_eq!(
        tab.evaluate(WATCH_LINK).await[1].as_str().unwrap()[..45],
        *"https://www.youtube.com/watch?v=AAAAAAAAAA1&t"
    );
    assert_unchanged(&tab).await;
    tab.click(AT_230).await;
    wait_until_loaded(&tab, OWN_ID, 230).await;
    tab.wait_until_equal(CURRENT_MOMENTS, json!(["3:50"])).await;
    assert_unchanged(&tab).await;
}

#[tokio::test]
async fn on_its_own_page_the_other_video_continues() {
    let tab = playing_other().await;
    for page in [OTHER_PAGE, OTHER_NOTE] {
        go(&tab, page).await;
        assert_eq!(
            (
                tab.evaluate(MINI_PLAYERS).await,
                tab.evaluate(MESSAGE).await
            ),
            (json!(0), json!(""))
        );
        tab.set_video_time(4200).await;
        tab.wait_until_equal(CURRENT_MOMENTS, json!(["1:10:00"]))
            .await;
        assert_unchanged(&tab).await;
    }
}

#[tokio::test]
async fn an_error_of_the_other_video_links_to_it() {
    let tab = open().await;
    tab.network.set_player_mode("error-150");
    tab.click(OTHER).await;
    let error = "YouTube does not allow this video to be played here. Watch on YouTube at";
    tab.wait_until_equal(MESSAGE, format!("{LINE}{error} 1:03:38"))
        .await;
    assert_eq!(
        tab.evaluate("document.querySelector('.player-message > :last-child a').href")
            .await,
        "https://www.youtube.com/watch?v=AAAAAAAAAA1&t=3818s"
    );
    tab.network.set_player_mode("normal");
    tab.click(BACK).await;
    tab.wait_until_equal(LOADED_VIDEOS, json!([OTHER_ID, OWN_ID]))
        .await;
    tab.wait_until_equal(MESSAGE, "").await;
}

#[tokio::test]
async fn the_line_about_the_other_video_is_accessible() {
    let tab = playing_other().await;
    assert_eq!(tab.violations().await, [""; 0]);
    assert_eq!(
        tab.evaluate(&format!("{COMMANDS}.length")).await,
        1,
        "nothing else was played"
    );
}
