//! Messages between page and player: no click is lost if the player is slow, silent or invalid.

use serde_json::json;

use super::driver::Tab;
use super::{
    AT_218, AT_230, AT_251, COMMANDS, CURRENT_MOMENTS, IS_PLAYING, MESSAGE, NOTE, PLAYBACK_START,
    START_TIMES,
};

#[tokio::test]
async fn a_click_before_the_player_is_ready_is_not_lost() {
    let tab = Tab::new().await;
    tab.network.set_player_mode("manual-boot");
    tab.visit(NOTE).await;
    tab.click(AT_218).await;
    tab.wait_until_equal(START_TIMES, json!([218])).await;
    tab.click(AT_230).await;
    tab.control_player("{ action: 'boot' }").await;
    tab.wait_until_equal(PLAYBACK_START, 230).await;
    assert_eq!(tab.evaluate(START_TIMES).await, json!([218]));
}

#[tokio::test]
async fn the_last_of_several_clicks_before_the_player_is_ready_wins() {
    let tab = Tab::new().await;
    tab.network.set_player_mode("manual-boot");
    tab.visit(NOTE).await;
    for moment in [AT_218, AT_230, AT_251] {
        tab.click(moment).await;
    }
    tab.wait_until_equal(START_TIMES, json!([218])).await;
    tab.control_player("{ action: 'boot' }").await;
    tab.wait_until_equal(PLAYBACK_START, 251).await;
    let commands = tab.evaluate(COMMANDS).await.to_string();
    assert!(
        !commands.contains("230"),
        "the click in between is not played: {commands}"
    );
    assert_eq!(tab.evaluate(CURRENT_MOMENTS).await, json!(["4:11"]));
}

#[tokio::test]
async fn before_the_first_playback_a_moment_is_loaded_without_a_seek() {
    let tab = Tab::new().await;
    tab.network.set_player_mode("autoplay-blocked");
    tab.visit(NOTE).await;
    tab.click(AT_218).await;
    tab.wait_until_equal(MESSAGE, "Press play in the video.")
        .await;
    tab.click(AT_230).await;
    let load = json!([["loadVideoById", { "videoId": "E1cxZuHrwZc", "startSeconds": 230 }]]);
    tab.wait_until_equal(COMMANDS, load).await;
    tab.control_player("{ action: 'tap' }").await;
    tab.wait_until_equal(MESSAGE, "").await;
    tab.wait_until_equal(PLAYBACK_START, 230).await;
}

#[tokio::test]
async fn with_a_silent_player_each_click_loads_a_new_frame() {
    let tab = Tab::new().await;
    tab.network.set_player_mode("silent");
    tab.visit(NOTE).await;
    let length = tab.evaluate("history.length").await;
    tab.click(AT_218).await;
    tab.wait_until_equal(START_TIMES, json!([218])).await;
    tab.click(AT_230).await;
    tab.wait_until_equal(START_TIMES, json!([218, 230])).await;
    tab.click(AT_251).await;
    tab.wait_until_equal(START_TIMES, json!([218, 230, 251]))
        .await;
    assert_eq!(
        tab.evaluate("document.querySelectorAll('iframe').length")
            .await,
        1
    );
    assert_eq!(
        tab.evaluate("history.length").await,
        length,
        "a new frame adds no history entry"
    );
    assert_eq!(tab.errors(), [""; 0]);
}

#[tokio::test]
async fn a_player_that_responds_late_receives_commands() {
    let tab = Tab::new().await;
    tab.network.set_player_mode("silent");
    tab.visit(NOTE).await;
    tab.click(AT_218).await;
    tab.wait_until_equal(START_TIMES, json!([218])).await;
    tab.click(AT_230).await;
    tab.wait_until_equal(START_TIMES, json!([218, 230])).await;
    tab.control_player("{ action: 'boot' }").await;
    tab.wait_until("playerEvents.some(({ command, args }) => command && args[0] === 'onError')")
        .await;
    tab.wait_until(IS_PLAYING).await;
    tab.click(AT_251).await;
    tab.wait_until_equal(COMMANDS, json!([["seekTo", 251, true], ["playVideo"]]))
        .await;
    assert_eq!(tab.evaluate(START_TIMES).await, json!([218, 230]));
}

#[tokio::test]
async fn a_paused_video_plays_again_on_a_click() {
    let tab = Tab::new().await;
    tab.visit(NOTE).await;
    tab.click(AT_218).await;
    tab.wait_until(IS_PLAYING).await;
    tab.wait_until("playerEvents.some(({ command, args }) => command && args[0] === 'onError')")
        .await;
    tab.control_player("JSON.stringify({ event: 'command', func: 'pauseVideo', args: [] })")
        .await;
    tab.wait_until(&format!("!({IS_PLAYING})")).await;
    tab.click(AT_251).await;
    tab.wait_until_equal(PLAYBACK_START, 251).await;
}

#[tokio::test]
async fn invalid_messages_are_ignored() {
    let tab = Tab::new().await;
    tab.visit(NOTE).await;
    tab.click(AT_218).await;
    tab.wait_until(IS_PLAYING).await;
    for invalid in [
        "'{'",
        "'null'",
        "'7'",
        "'{}'",
        "7",
        "null",
        "[]",
        r#"'{"event":7}'"#,
        r#"'{"event":"infoDelivery"}'"#,
        r#"'{"event":"onStateChange","info":{}}'"#,
        r#"'{"event":"infoDelivery","info":{"videoData":null}}'"#,
    ] {
        tab.control_player(&format!("{{ message: {invalid} }}"))
            .await;
    }
    // A message of the player from another sender.
    tab.evaluate(r#"postMessage('{"event":"onError","info":150}', '*')"#)
        .await;
    tab.control_player("{ message: { playerEvent: { state: 'received' } } }")
        .await;
    tab.wait_until("playerEvents.some(({ state }) => state === 'received')")
        .await;
    assert_eq!(tab.evaluate(MESSAGE).await, "");
    assert_eq!(tab.errors(), [""; 0]);
}
