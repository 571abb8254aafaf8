//! A moment after the end of the video is replaced by its alternative, if that is before the end,
//! and a message says so.

use serde_json::json;

use super::driver::Tab;
use super::{
    AT_230, AT_251, COMMANDS, CURRENT_MOMENTS, IS_PLAYING, MESSAGE, NOTE, PLAYBACK_START,
    START_TIMES, WATCH_LINK, flush_messages,
};

/// Replaces the moment at 3:38, before the page's own scripts run, with the HTML of a timestamp
/// `03:38:00` that may mean 3:38.
const HOURS_FOR_MINUTES: &str = r#"document.addEventListener("readystatechange", () => {
    const moment = document.querySelector(".text a.moment[data-seconds='218']");
    if (document.readyState === "interactive" && moment) moment.outerHTML =
        '<a class="moment" href="?t=13080" data-seconds="13080" data-alt-seconds="218" aria-label="3:38:00, play from 3 hours 38 minutes">3:38:00</a>';
})"#;
const AT_13080: &str = ".text a.moment[data-alt-seconds='218']";

/// Whether the page has received the first message of the player, which has the duration if it is
/// known.
const CONNECTED: &str = "playerEvents.some(({ command }) => command === 'addEventListener')";
const ENDED: &str = "playerEvents.findLast(({ state }) => state !== undefined)?.state === 0";
const VISIBLE_MESSAGE: &str = "document.querySelector('.player-message').innerText";
const REINTERPRETED: &str = "This video ends at 10:12, so 3:38:00 was read as 3:38.";

/// Opens a URL of the note in a new tab.
async fn open(path: &str) -> Tab {
    let tab = Tab::new().await;
    tab.add_init_script(HOURS_FOR_MINUTES).await;
    tab.visit(path).await;
    tab
}

/// Sets the duration of the video, and waits until the page has received it.
async fn send_duration(tab: &Tab, seconds: f64) {
    tab.control_player(&format!("{{ duration: {seconds} }}"))
        .await;
    tab.wait_until(&format!(
        "playerEvents.some(({{ duration }}) => duration === {seconds})"
    ))
    .await;
}

/// The URL, the link to YouTube and the message have 3:38, and 3:38:00 is the current moment.
async fn assert_at_218(tab: &Tab) {
    assert_eq!(
        tab.evaluate("location.href").await,
        tab.url("/acquired/origin?t=218")
    );
    let watch = json!([
        "Watch on YouTube at 3:38",
        "https://www.youtube.com/watch?v=E1cxZuHrwZc&t=218s"
    ]);
    assert_eq!(tab.evaluate(WATCH_LINK).await, watch);
    assert_eq!(tab.evaluate(CURRENT_MOMENTS).await, json!(["3:38:00"]));
    assert_eq!(tab.evaluate(VISIBLE_MESSAGE).await, REINTERPRETED);
    assert_eq!(tab.errors(), [""; 0]);
}

#[tokio::test]
async fn a_click_after_the_known_end_plays_the_alternative() {
    let tab = open(NOTE).await;
    tab.network.set_video_duration(612.4);
    tab.click(AT_230).await;
    tab.wait_until(CONNECTED).await;
    tab.wait_until(IS_PLAYING).await;
    // If the player reports it as unknown again, the page keeps the known duration.
    send_duration(&tab, 0.0).await;
    tab.click(AT_13080).await;
    tab.wait_until_equal(PLAYBACK_START, 218).await;
    assert_eq!(
        tab.evaluate(COMMANDS).await,
        json!([["seekTo", 218, true], ["playVideo"]])
    );
    assert_at_218(&tab).await;
    assert_eq!(
        tab.evaluate("document.activeElement.dataset.seconds").await,
        "13080",
        "the focus stays on the moment"
    );
}

#[tokio::test]
async fn the_first_click_is_corrected_by_the_first_message_of_the_player() {
    let tab = open(NOTE).await;
    tab.network.set_video_duration(612.4);
    tab.click(AT_13080).await;
    tab.wait_until_equal(PLAYBACK_START, 218).await;
    flush_messages(&tab).await;
    assert_eq!(tab.evaluate(START_TIMES).await, json!([13080]));
    let load = json!([["loadVideoById", { "videoId": "E1cxZuHrwZc", "startSeconds": 218 }]]);
    assert_eq!(tab.evaluate(COMMANDS).await, load);
    assert_at_218(&tab).await;
}

#[tokio::test]
async fn a_late_duration_corrects_the_playback() {
    let tab = open(NOTE).await;
    tab.click(AT_13080).await;
    tab.wait_until(CONNECTED).await;
    tab.wait_until_equal(PLAYBACK_START, 13080).await;
    flush_messages(&tab).await;
    send_duration(&tab, 612.4).await;
    tab.wait_until_equal(COMMANDS, json!([["seekTo", 218, true], ["playVideo"]]))
        .await;
    assert_at_218(&tab).await;
    send_duration(&tab, 612.0).await;
    flush_messages(&tab).await;
    assert_eq!(
        tab.evaluate(COMMANDS).await,
        json!([["seekTo", 218, true], ["playVideo"]]),
        "corrected once"
    );
}

#[tokio::test]
async fn a_new_click_cancels_the_correction_of_an_earlier_one() {
    let tab = open(NOTE).await;
    tab.network.set_player_mode("manual-boot");
    // The new one is after the end, too, and has no alternative.
    tab.network.set_video_duration(240.0);
    tab.click(AT_13080).await;
    tab.wait_until_equal(START_TIMES, json!([13080])).await;
    tab.click(AT_251).await;
    tab.control_player("{ action: 'boot' }").await;
    let load = json!([["loadVideoById", { "videoId": "E1cxZuHrwZc", "startSeconds": 251 }]]);
    tab.wait_until_equal(COMMANDS, load.clone()).await;
    tab.wait_until(ENDED).await;
    flush_messages(&tab).await;
    assert_eq!(tab.evaluate(COMMANDS).await, load);
    assert_eq!(tab.evaluate("location.search").await, "?t=251");
    assert_eq!(tab.evaluate(CURRENT_MOMENTS).await, json!(["4:11"]));
}

#[tokio::test]
async fn a_time_within_the_video_is_not_corrected() {
    let tab = open(NOTE).await;
    tab.network.set_video_duration(20000.0);
    tab.click(AT_13080).await;
    tab.wait_until_equal(PLAYBACK_START, 13080).await;
    tab.wait_until(CONNECTED).await;
    // A later change, as of another video in the frame or an ended live stream, does not affect the
    // click.
    send_duration(&tab, 612.4).await;
    flush_messages(&tab).await;
    assert_eq!(tab.evaluate(COMMANDS).await, json!([]));
    assert_eq!(tab.evaluate("location.search").await, "?t=13080");
    assert_eq!(tab.evaluate(MESSAGE).await, "");
}

#[tokio::test]
async fn without_a_valid_alternative_nothing_is_corrected_until_the_duration_changes() {
    let tab = open(NOTE).await;
    tab.network.set_video_duration(200.0);
    tab.click(AT_13080).await;
    tab.wait_until(ENDED).await;
    tab.wait_until_equal(VISIBLE_MESSAGE, "Press play in the video.")
        .await;
    assert_eq!(tab.evaluate(COMMANDS).await, json!([]));
    assert_eq!(tab.evaluate("location.search").await, "?t=13080");
    send_duration(&tab, 612.4).await;
    tab.wait_until_equal(PLAYBACK_START, 218).await;
    flush_messages(&tab).await;
    assert_at_218(&tab).await;
}

#[tokio::test]
async fn an_invalid_duration_is_ignored() {
    let tab = open(NOTE).await;
    tab.click(AT_13080).await;
    tab.wait_until(CONNECTED).await;
    tab.wait_until(IS_PLAYING).await;
    for invalid in ["0", "-1", "null", "\"612.4\"", "[612.4]", "{}"] {
        let message = format!(r#"{{"event":"infoDelivery","info":{{"duration":{invalid}}}}}"#);
        tab.control_player(&format!("{{ message: '{message}' }}"))
            .await;
    }
    flush_messages(&tab).await;
    assert_eq!(tab.evaluate(COMMANDS).await, json!([]));
    assert_eq!(tab.evaluate("location.search").await, "?t=13080");
    assert_eq!(tab.errors(), [""; 0]);
}

#[tokio::test]
async fn with_a_silent_player_a_time_is_not_corrected() {
    let tab = open(NOTE).await;
    tab.network.set_player_mode("silent");
    tab.network.set_video_duration(612.4);
    tab.click(AT_230).await;
    tab.wait_until_equal(START_TIMES, json!([230])).await;
    tab.click(AT_13080).await;
    tab.wait_until_equal(START_TIMES, json!([230, 13080])).await;
    assert_eq!(tab.evaluate("location.search").await, "?t=13080");
    assert_eq!(tab.evaluate(MESSAGE).await, "");
}

#[tokio::test]
async fn the_message_about_a_correction_stays_until_the_next_click() {
    let tab = open(NOTE).await;
    tab.network.set_player_mode("autoplay-blocked");
    tab.network.set_video_duration(612.4);
    tab.click(AT_13080).await;
    tab.wait_until_equal(
        VISIBLE_MESSAGE,
        format!("{REINTERPRETED} Press play in the video."),
    )
    .await;
    tab.control_player("{ action: 'tap' }").await;
    tab.wait_until_equal(VISIBLE_MESSAGE, REINTERPRETED).await;
    tab.click(AT_230).await;
    tab.wait_until_equal(PLAYBACK_START, 230).await;
    assert_eq!(tab.evaluate(MESSAGE).await, "");
    assert_eq!(tab.evaluate("location.search").await, "?t=230");
}

#[tokio::test]
async fn after_an_error_the_link_to_youtube_has_the_alternative() {
    let tab = open(NOTE).await;
    tab.network.set_player_mode("error-150");
    tab.click(AT_13080).await;
    let error = "YouTube does not allow this video to be played here. Watch on YouTube at";
    tab.wait_until_equal(VISIBLE_MESSAGE, format!("{error} 3:38:00"))
        .await;
    send_duration(&tab, 612.4).await;
    tab.wait_until_equal(VISIBLE_MESSAGE, format!("{REINTERPRETED} {error} 3:38"))
        .await;
    let link = "document.querySelector('.player-message a').href";
    assert_eq!(
        tab.evaluate(link).await,
        "https://www.youtube.com/watch?v=E1cxZuHrwZc&t=218s"
    );
    // The next click loads a new frame, which starts at the alternative.
    tab.click(AT_13080).await;
    tab.wait_until_equal(START_TIMES, json!([13080, 218])).await;
}

#[tokio::test]
async fn a_url_after_the_end_is_corrected_also_after_a_reload() {
    let tab = open("/acquired/origin?t=13080").await;
    tab.network.set_video_duration(612.4);
    tab.wait_until_equal(CURRENT_MOMENTS, json!(["3:38:00"]))
        .await;
    tab.click("a.poster").await;
    tab.wait_until_equal(START_TIMES, json!([13080])).await;
    tab.wait_until_equal(PLAYBACK_START, 218).await;
    flush_messages(&tab).await;
    assert_at_218(&tab).await;
    tab.reload().await;
    tab.wait_until_equal(CURRENT_MOMENTS, json!(["3:38:00"]))
        .await;
    tab.click("a.poster").await;
    tab.wait_until_equal(START_TIMES, json!([218])).await;
    tab.wait_until_equal(PLAYBACK_START, 218).await;
    flush_messages(&tab).await;
    assert_eq!(tab.evaluate(MESSAGE).await, "");
}
