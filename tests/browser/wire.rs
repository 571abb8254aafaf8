//! The wire to the player may be slow, silent or odd; a click is never lost.

use serde_json::json;

use super::driver::Reader;
use super::{
    AT_218, AT_230, AT_251, COMMANDS, CURRENT, MESSAGE, NOTE, PLAYING, PLAYS_FROM, STARTS,
};

#[tokio::test]
async fn a_click_before_the_player_is_ready_is_not_lost() {
    let reader = Reader::new().await;
    reader.network.youtube("slow");
    reader.visit(NOTE).await;
    reader.click(AT_218).await;
    reader.until_equal(STARTS, json!([218])).await;
    reader.click(AT_230).await;
    reader.at_the_player("{ does: 'boot' }").await;
    reader.until_equal(PLAYS_FROM, 230).await;
    assert_eq!(reader.sees(STARTS).await, json!([218]));
}

#[tokio::test]
async fn of_many_clicks_before_the_player_is_ready_the_last_wins() {
    let reader = Reader::new().await;
    reader.network.youtube("slow");
    reader.visit(NOTE).await;
    for moment in [AT_218, AT_230, AT_251] {
        reader.click(moment).await;
    }
    reader.until_equal(STARTS, json!([218])).await;
    reader.at_the_player("{ does: 'boot' }").await;
    reader.until_equal(PLAYS_FROM, 251).await;
    let commands = reader.sees(COMMANDS).await.to_string();
    assert!(
        !commands.contains("230"),
        "the click between is not played: {commands}"
    );
    assert_eq!(reader.sees(CURRENT).await, json!(["4:11"]));
}

#[tokio::test]
async fn before_the_first_play_a_moment_is_loaded_and_not_sought() {
    let reader = Reader::new().await;
    reader.network.youtube("waits");
    reader.visit(NOTE).await;
    reader.click(AT_218).await;
    reader
        .until_equal(MESSAGE, "Press play in the video.")
        .await;
    reader.click(AT_230).await;
    let load = json!([["loadVideoById", { "videoId": "E1cxZuHrwZc", "startSeconds": 230 }]]);
    reader.until_equal(COMMANDS, load).await;
    reader.at_the_player("{ does: 'tap' }").await;
    reader.until_equal(MESSAGE, "").await;
    reader.until_equal(PLAYS_FROM, 230).await;
}

#[tokio::test]
async fn a_silent_wire_falls_back_to_the_url() {
    let reader = Reader::new().await;
    reader.network.youtube("silent");
    reader.visit(NOTE).await;
    let steps = reader.sees("history.length").await;
    reader.click(AT_218).await;
    reader.until_equal(STARTS, json!([218])).await;
    reader.click(AT_230).await;
    reader.until_equal(STARTS, json!([218, 230])).await;
    reader.click(AT_251).await;
    reader.until_equal(STARTS, json!([218, 230, 251])).await;
    assert_eq!(
        reader
            .sees("document.querySelectorAll('iframe').length")
            .await,
        1
    );
    assert_eq!(
        reader.sees("history.length").await,
        steps,
        "a new frame is no step of Back"
    );
    assert_eq!(reader.complaints(), [""; 0]);
}

#[tokio::test]
async fn a_wire_that_answers_late_is_used_again() {
    let reader = Reader::new().await;
    reader.network.youtube("silent");
    reader.visit(NOTE).await;
    reader.click(AT_218).await;
    reader.until_equal(STARTS, json!([218])).await;
    reader.click(AT_230).await;
    reader.until_equal(STARTS, json!([218, 230])).await;
    reader.at_the_player("{ does: 'boot' }").await;
    reader
        .until("standIn.some(({ heard, args }) => heard && args[0] === 'onError')")
        .await;
    reader.until(PLAYING).await;
    reader.click(AT_251).await;
    reader
        .until_equal(COMMANDS, json!([["seekTo", 251, true], ["playVideo"]]))
        .await;
    assert_eq!(reader.sees(STARTS).await, json!([218, 230]));
}

#[tokio::test]
async fn a_paused_video_plays_again_on_a_click() {
    let reader = Reader::new().await;
    reader.visit(NOTE).await;
    reader.click(AT_218).await;
    reader.until(PLAYING).await;
    reader
        .until("standIn.some(({ heard, args }) => heard && args[0] === 'onError')")
        .await;
    reader
        .at_the_player("JSON.stringify({ event: 'command', func: 'pauseVideo', args: [] })")
        .await;
    reader.until(&format!("!({PLAYING})")).await;
    reader.click(AT_251).await;
    reader.until_equal(PLAYS_FROM, 251).await;
}

#[tokio::test]
async fn odd_messages_are_ignored() {
    let reader = Reader::new().await;
    reader.visit(NOTE).await;
    reader.click(AT_218).await;
    reader.until(PLAYING).await;
    for odd in [
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
        reader.at_the_player(&format!("{{ says: {odd} }}")).await;
    }
    // Somebody who is not the player says what the player would.
    reader
        .sees(r#"postMessage('{"event":"onError","info":150}', '*')"#)
        .await;
    reader
        .at_the_player("{ says: { standIn: { state: 'all said' } } }")
        .await;
    reader
        .until("standIn.some(({ state }) => state === 'all said')")
        .await;
    assert_eq!(reader.sees(MESSAGE).await, "");
    assert_eq!(reader.complaints(), [""; 0]);
}
