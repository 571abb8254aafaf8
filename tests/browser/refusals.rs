//! What YouTube refuses is said beside the player, with the way to YouTube.

use serde_json::json;

use super::driver::Reader;
use super::{AT_218, AT_230, MESSAGE, NOTE, PLAYING, STARTS};

const LINK: &str = "document.querySelector('.player-message a')?.href";
const ASIDE: &str = "(() => {
    const said = document.querySelector('.player-message').getBoundingClientRect();
    const player = document.querySelector('.player').getBoundingClientRect();
    return said.height > 0 && said.top >= player.bottom;
})()";

#[tokio::test]
async fn a_video_that_may_not_be_embedded_says_so_and_links_to_the_second() {
    let reader = Reader::new().await;
    reader.network.youtube("refuses-150");
    reader.visit(NOTE).await;
    reader.click(AT_218).await;
    let words = "YouTube does not allow this video to be played here. Watch on YouTube at";
    reader.until_equal(MESSAGE, format!("{words} 3:38")).await;
    assert_eq!(
        reader.sees(LINK).await,
        "https://www.youtube.com/watch?v=E1cxZuHrwZc&t=218s"
    );
    assert_eq!(
        reader.sees(ASIDE).await,
        true,
        "the message stands beside the player, not over it"
    );
    reader.click(AT_230).await;
    reader.until_equal(MESSAGE, format!("{words} 3:50")).await;
    assert_eq!(
        reader.sees(LINK).await,
        "https://www.youtube.com/watch?v=E1cxZuHrwZc&t=230s"
    );
}

#[tokio::test]
async fn a_video_that_is_gone_says_so() {
    let reader = Reader::new().await;
    reader.network.youtube("refuses-100");
    reader.visit(NOTE).await;
    reader.click("a.poster").await;
    reader
        .until_equal(
            MESSAGE,
            "This video is unavailable or private. Watch on YouTube",
        )
        .await;
    assert_eq!(
        reader.sees(LINK).await,
        "https://www.youtube.com/watch?v=E1cxZuHrwZc"
    );
}

#[tokio::test]
async fn a_refusal_in_the_video_data_counts_too() {
    let reader = Reader::new().await;
    reader.network.youtube("waits");
    reader.visit(NOTE).await;
    reader.click(AT_218).await;
    reader
        .until("standIn.some(({ heard, args }) => heard && args[0] === 'onError')")
        .await;
    let refusal =
        json!({ "event": "infoDelivery", "info": { "videoData": { "errorCode": "auth" } } })
            .to_string();
    reader
        .at_the_player(&format!("{{ says: {refusal:?} }}"))
        .await;
    reader
        .until_equal(
            MESSAGE,
            "YouTube could not play this video (error auth). Watch on YouTube at 3:38",
        )
        .await;
}

#[tokio::test]
async fn after_a_refusal_a_click_tries_anew() {
    let reader = Reader::new().await;
    reader.network.youtube("refuses-153");
    reader.visit(NOTE).await;
    reader.click(AT_218).await;
    reader
        .until_equal(
            MESSAGE,
            "YouTube refused to play this video here (error 153). Watch on YouTube at 3:38",
        )
        .await;
    reader.network.youtube("plays");
    reader.click(AT_230).await;
    reader.until_equal(STARTS, json!([218, 230])).await;
    reader.until(PLAYING).await;
    reader.until_equal(MESSAGE, "").await;
}
