//! The page is complete without JavaScript, YouTube or a thumbnail, and links work as usual.

use serde_json::json;

use super::driver::Tab;
use super::{AT_218, CURRENT_MOMENTS, NOTE};

const THUMBNAIL: &str = "https://i.ytimg.com/vi/E1cxZuHrwZc/hqdefault.jpg";

#[tokio::test]
async fn before_a_click_the_thumbnail_is_the_only_third_party_request() {
    let tab = Tab::new().await;
    tab.visit("/acquired/origin?t=218").await;
    tab.wait_until("document.querySelector('.poster img').naturalWidth > 0")
        .await;
    assert_eq!(tab.network.third_party_urls(), [THUMBNAIL]);
    tab.click(AT_218).await;
    tab.wait_until("playerEvents.length").await;
    assert!(
        tab.network.third_party_urls()[1]
            .starts_with("https://www.youtube-nocookie.com/embed/E1cxZuHrwZc?")
    );
}

#[tokio::test]
async fn without_a_thumbnail_the_poster_has_the_title() {
    let tab = Tab::new().await;
    tab.network.set_player_mode("no-thumbnail");
    tab.visit(NOTE).await;
    tab.wait_until("!document.querySelector('.poster img')")
        .await;
    assert_ne!(
        tab.evaluate("document.querySelector('.poster-title').innerText")
            .await,
        ""
    );
}

#[tokio::test]
async fn a_control_click_on_a_moment_opens_a_tab() {
    let tab = Tab::new().await;
    tab.visit(NOTE).await;
    tab.control_click(AT_218).await;
    tab.wait_until_tab_opens(&tab.url("/acquired/origin?t=218"))
        .await;
    assert_eq!(
        tab.evaluate("document.querySelector('iframe')").await,
        json!(null)
    );
    assert_eq!(tab.evaluate("location.href").await, tab.url(NOTE));
}

#[tokio::test]
async fn without_javascript_a_moment_is_a_link_and_the_page_is_complete() {
    let tab = Tab::new().await;
    tab.disable_javascript().await;
    tab.visit(NOTE).await;
    assert_eq!(
        tab.evaluate("getComputedStyle(document.querySelector('button.display-button')).display")
            .await,
        "none"
    );
    let poster = "document.querySelector('a.poster').href";
    assert_eq!(
        tab.evaluate(poster).await,
        "https://www.youtube.com/watch?v=E1cxZuHrwZc"
    );
    tab.click(AT_218).await;
    tab.wait_until_equal("location.href", tab.url("/acquired/origin?t=218"))
        .await;
    tab.wait_until("document.readyState === 'complete'").await;
    assert_eq!(
        tab.evaluate(poster).await,
        "https://www.youtube.com/watch?v=E1cxZuHrwZc&t=218s"
    );
    assert_eq!(tab.evaluate(CURRENT_MOMENTS).await, json!(["3:38"]));
    assert_eq!(
        tab.evaluate("document.querySelector('.poster-start').textContent")
            .await,
        "Play from 3:38"
    );
    assert_eq!(
        tab.evaluate("document.querySelector('a.watch').textContent")
            .await,
        "Watch on YouTube at 3:38"
    );
    assert_eq!(
        tab.evaluate("document.querySelector('iframe')").await,
        json!(null)
    );
}
