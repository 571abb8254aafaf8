//! In browsers without the Navigation API, the video continues on other pages, too.

use serde_json::json;

use super::driver::Tab;
use super::persistent_player::{
    IS_UNCHANGED, LINK_TO_OTHER_VIDEO, LINK_TO_SAME_VIDEO, MINI_PLAYERS, OTHER_VIDEO, SAME_VIDEO,
    play, scroll_and_follow_link,
};
use super::{AT_218, CURRENT_MOMENTS, IS_PLAYING, NOTE, START_TIMES};

const PATH: &str = "location.pathname";
const HEADING: &str = "document.querySelector('h1').textContent";

/// A new tab without the API.
async fn tab() -> Tab {
    let tab = Tab::new().await;
    tab.add_init_script("Object.defineProperty(window, 'navigation', { value: undefined })")
        .await;
    tab
}

/// Waits until a page is shown, and checks that neither document nor iframe is replaced.
async fn assert_continues(tab: &Tab, path: &str, heading: &str, mini_players: usize) {
    tab.wait_until_equal(HEADING, heading).await;
    assert_eq!(
        (
            tab.evaluate(PATH).await,
            tab.evaluate(IS_UNCHANGED).await,
            tab.evaluate(MINI_PLAYERS).await
        ),
        (json!(path), json!(true), json!(mini_players)),
    );
}

#[tokio::test]
async fn the_video_continues_on_links_and_back_and_forward() {
    let tab = tab().await;
    play(&tab).await;
    scroll_and_follow_link(&tab).await;
    assert_continues(&tab, OTHER_VIDEO, "The second video", 1).await;
    let is_at_heading =
        "Math.abs(document.querySelector('#later-years').getBoundingClientRect().top - 80) < 40";
    tab.wait_until(is_at_heading).await;
    assert_eq!(
        tab.evaluate(
            "[location.hash, document.activeElement.localName,
                document.querySelector(':target')?.id]"
        )
        .await,
        json!(["#later-years", "body", "later-years"])
    );
    let length = tab.evaluate("history.length").await;
    tab.evaluate("history.back()").await;
    assert_continues(&tab, NOTE, "Where the cloud came from", 0).await;
    tab.wait_until_equal("scrollY", 160).await;
    assert_eq!(tab.evaluate("location.search").await, "?t=218");
    tab.evaluate("history.forward()").await;
    assert_continues(&tab, OTHER_VIDEO, "The second video", 1).await;
    tab.wait_until(is_at_heading).await;
    assert_eq!(tab.evaluate("history.length").await, length);
    tab.evaluate("history.back()").await;
    assert_continues(&tab, NOTE, "Where the cloud came from", 0).await;
    tab.click(LINK_TO_SAME_VIDEO).await;
    assert_continues(&tab, SAME_VIDEO, "Idle servers", 0).await;
    tab.set_video_time(45).await;
    tab.wait_until_equal(CURRENT_MOMENTS, json!(["0:41"])).await;
    assert_eq!(
        (tab.evaluate(START_TIMES).await, tab.errors()),
        (json!([218]), Vec::new())
    );
}

#[tokio::test]
async fn the_video_continues_during_a_search_and_a_result_plays() {
    let tab = tab().await;
    play(&tab).await;
    tab.click(".site-nav a[href='/history']").await;
    assert_continues(&tab, "/history", "History", 1).await;
    tab.evaluate("document.querySelector('.site-header .search').requestSubmit()")
        .await;
    assert_continues(&tab, "/search", "Search", 1).await;
    tab.evaluate("document.querySelector('main .search input').value = 'winter is'")
        .await;
    tab.evaluate("document.querySelector('main .search').requestSubmit()")
        .await;
    assert_continues(&tab, "/search", "“winter is”", 1).await;
    assert_eq!(
        tab.evaluate("location.search").await,
        "?q=winter+is&channel="
    );
    tab.click(".hits a.moment").await;
    tab.wait_until("document.querySelector('main.note')").await;
    tab.wait_until(IS_PLAYING).await;
    assert_eq!(tab.evaluate("window.first !== undefined").await, true);
    assert_eq!(tab.errors(), [""; 0]);
}

#[tokio::test]
async fn other_responses_and_failures_are_loaded_fully() {
    let tab = tab().await;
    play(&tab).await;
    tab.click(".source a").await;
    tab.wait_until("document.contentType !== 'text/html'").await;
    for fetch in ["new Response('gone')", "Promise.reject(new TypeError())"] {
        play(&tab).await;
        tab.evaluate(&format!("void (window.fetch = async () => {fetch})"))
            .await;
        tab.click(LINK_TO_OTHER_VIDEO).await;
        tab.wait_until("!window.first && document.readyState === 'complete'")
            .await;
        assert_eq!(tab.evaluate(PATH).await, OTHER_VIDEO);
        assert_eq!(tab.evaluate(HEADING).await, "The second video");
    }
}

#[tokio::test]
async fn back_shows_the_previous_page_after_a_reload() {
    let tab = tab().await;
    play(&tab).await;
    tab.click(LINK_TO_SAME_VIDEO).await;
    assert_continues(&tab, SAME_VIDEO, "Idle servers", 0).await;
    tab.reload().await;
    tab.evaluate("history.back()").await;
    tab.wait_until_equal(HEADING, "Where the cloud came from")
        .await;
    tab.click(AT_218).await;
    tab.wait_until(IS_PLAYING).await;
    assert_eq!(tab.errors(), [""; 0]);
}
