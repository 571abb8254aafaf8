//! Player errors: a message beside the player, with a link to YouTube.

use serde_json::json;

use super::driver::Tab;
use super::{AT_218, AT_230, IS_PLAYING, MESSAGE, NOTE, START_TIMES};

const LINK: &str = "document.querySelector('.player-message a')?.href";
const IS_MESSAGE_BELOW: &str = "(() => {
    const message = document.querySelector('.player-message').getBoundingClientRect();
    const player = document.querySelector('.player').getBoundingClientRect();
    return message.height > 0 && message.top >= player.bottom;
})()";

#[tokio::test]
async fn if_embedding_is_not_allowed_a_message_links_to_the_moment() {
    let tab = Tab::new().await;
    tab.network.set_player_mode("error-150");
    tab.visit(NOTE).await;
    tab.click(AT_218).await;
    let message = "YouTube does not allow this video to be played here. Watch on YouTube at";
    tab.wait_until_equal(MESSAGE, format!("{message} 3:38"))
        .await;
    assert_eq!(
        tab.evaluate(LINK).await,
        "https://www.youtube.com/watch?v=E1cxZuHrwZc&t=218s"
    );
    assert_eq!(
        tab.evaluate(IS_MESSAGE_BELOW).await,
        true,
        "the message is below the player, not over it"
    );
    tab.click(AT_230).await;
    tab.wait_until_equal(MESSAGE, format!("{message} 3:50"))
        .await;
    assert_eq!(
        tab.evaluate(LINK).await,
        "https://www.youtube.com/watch?v=E1cxZuHrwZc&t=230s"
    );
}

#[tokio::test]
async fn if_the_video_is_unavailable_a_message_says_so() {
    let tab = Tab::new().await;
    tab.network.set_player_mode("error-100");
    tab.visit(NOTE).await;
    tab.click("a.poster").await;
    tab.wait_until_equal(
        MESSAGE,
        "This video is unavailable or private. Watch on YouTube",
    )
    .await;
    assert_eq!(
        tab.evaluate(LINK).await,
        "https://www.youtube.com/watch?v=E1cxZuHrwZc"
    );
}

#[tokio::test]
async fn an_error_in_the_video_data_is_shown() {
    let tab = Tab::new().await;
    tab.network.set_player_mode("autoplay-blocked");
    tab.visit(NOTE).await;
    tab.click(AT_218).await;
    tab.wait_until("playerEvents.some(({ command, args }) => command && args[0] === 'onError')")
        .await;
    let error =
        json!({ "event": "infoDelivery", "info": { "videoData": { "errorCode": "auth" } } })
            .to_string();
    tab.control_player(&format!("{{ message: {error:?} }}"))
        .await;
    tab.wait_until_equal(
        MESSAGE,
        "YouTube could not play this video (error auth). Watch on YouTube at 3:38",
    )
    .await;
}

#[tokio::test]
async fn after_an_error_a_click_loads_a_new_frame() {
    let tab = Tab::new().await;
    tab.network.set_player_mode("error-153");
    tab.visit(NOTE).await;
    tab.click(AT_218).await;
    tab.wait_until_equal(
        MESSAGE,
        "YouTube refused to play this video here (error 153). Watch on YouTube at 3:38",
    )
    .await;
    tab.network.set_player_mode("normal");
    tab.click(AT_230).await;
    tab.wait_until_equal(START_TIMES, json!([218, 230])).await;
    tab.wait_until(IS_PLAYING).await;
    tab.wait_until_equal(MESSAGE, "").await;
}
