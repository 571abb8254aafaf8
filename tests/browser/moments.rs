//! A click on a moment plays it and marks it as the current one.

use serde_json::json;

use super::driver::Tab;
use super::{
    AT_218, AT_230, AT_251, COMMANDS, CURRENT_MOMENTS, IS_PLAYING, NOTE, START_TIMES, WATCH_LINK,
};

#[tokio::test]
async fn a_click_on_a_moment_plays_it() {
    let tab = Tab::new().await;
    tab.visit(NOTE).await;
    tab.click(AT_218).await;
    tab.wait_until_equal(START_TIMES, json!([218])).await;
    tab.wait_until(IS_PLAYING).await;
    tab.wait_until_equal(CURRENT_MOMENTS, json!(["3:38"])).await;
    assert_eq!(
        tab.evaluate("location.href").await,
        tab.url("/acquired/origin?t=218")
    );
    assert_eq!(
        tab.evaluate("document.activeElement.dataset.seconds").await,
        "218",
        "the focus stays on the moment"
    );
    let watch = json!([
        "Watch on YouTube at 3:38",
        "https://www.youtube.com/watch?v=E1cxZuHrwZc&t=218s"
    ]);
    assert_eq!(tab.evaluate(WATCH_LINK).await, watch);
    assert_eq!(tab.errors(), [""; 0]);
}

#[tokio::test]
async fn the_next_click_seeks_in_the_same_frame() {
    let tab = Tab::new().await;
    tab.visit(NOTE).await;
    tab.click(AT_218).await;
    tab.wait_until("playerEvents.some(({ command, args }) => command && args[0] === 'onError')")
        .await;
    tab.wait_until(IS_PLAYING).await;
    tab.click(AT_230).await;
    tab.wait_until_equal(COMMANDS, json!([["seekTo", 230, true], ["playVideo"]]))
        .await;
    tab.wait_until_equal(CURRENT_MOMENTS, json!(["3:50"])).await;
    assert_eq!(tab.evaluate(START_TIMES).await, json!([218]));
    assert_eq!(
        tab.evaluate("document.querySelectorAll('iframe').length")
            .await,
        1
    );
    assert_eq!(tab.evaluate("location.search").await, "?t=230");
}

#[tokio::test]
async fn the_player_url_has_the_documented_parameters() {
    let tab = Tab::new().await;
    tab.visit(NOTE).await;
    tab.click(AT_218).await;
    tab.wait_until_equal(START_TIMES, json!([218])).await;
    let origin = tab.url("").replace(':', "%3A").replace('/', "%2F");
    let embed = "https://www.youtube-nocookie.com/embed/E1cxZuHrwZc?enablejsapi=1&origin=";
    let frame = tab.evaluate("(({ src, allow, allowFullscreen, referrerPolicy, title }) => ({ src, allow, allowFullscreen, referrerPolicy, title }))(document.querySelector('iframe'))").await;
    assert_eq!(
        frame["src"],
        format!("{embed}{origin}&playsinline=1&rel=0&start=218&autoplay=1")
    );
    assert_eq!(
        frame["allow"],
        "autoplay; fullscreen; encrypted-media; picture-in-picture; web-share"
    );
    assert_eq!(frame["allowFullscreen"], true);
    assert_eq!(frame["referrerPolicy"], "strict-origin-when-cross-origin");
    let title = tab
        .evaluate("document.querySelector('.player-card').dataset.title")
        .await;
    assert_eq!(
        frame["title"],
        format!("YouTube video player: {}", title.as_str().unwrap())
    );
}

#[tokio::test]
async fn clicks_on_moments_add_no_history_entries() {
    let tab = Tab::new().await;
    tab.visit("/").await;
    tab.visit(NOTE).await;
    let length = tab.evaluate("history.length").await;
    for moment in [AT_218, AT_230, AT_251, AT_218] {
        tab.click(moment).await;
    }
    tab.wait_until_equal("location.search", "?t=218").await;
    assert_eq!(tab.evaluate("history.length").await, length);
    tab.evaluate("history.back()").await;
    tab.wait_until("location.pathname === '/'").await;
}

#[tokio::test]
async fn a_click_does_not_scroll_the_text() {
    let tab = Tab::new().await;
    tab.resize(1440, 500).await;
    tab.visit(NOTE).await;
    tab.evaluate(&format!(
        "document.querySelector(\"{AT_251}\").scrollIntoView({{ block: 'center' }})"
    ))
    .await;
    let position =
        format!("[scrollY, document.querySelector(\"{AT_251}\").getBoundingClientRect().y]");
    let before = tab.evaluate(&position).await;
    tab.click(AT_251).await;
    tab.wait_until(IS_PLAYING).await;
    assert_eq!(tab.evaluate(&position).await, before);
}

#[tokio::test]
async fn enter_on_a_moment_plays_it() {
    let tab = Tab::new().await;
    tab.visit(NOTE).await;
    tab.press_enter_on(AT_230).await;
    tab.wait_until_equal(START_TIMES, json!([230])).await;
    tab.wait_until_equal(CURRENT_MOMENTS, json!(["3:50"])).await;
    assert_eq!(
        tab.evaluate("document.activeElement.dataset.seconds").await,
        "230"
    );
}

#[tokio::test]
async fn enter_on_the_poster_plays_and_focuses_the_video() {
    let tab = Tab::new().await;
    tab.visit(NOTE).await;
    tab.press_enter_on("a.poster").await;
    tab.wait_until_equal(START_TIMES, json!([0])).await;
    tab.wait_until("document.activeElement === document.querySelector('.player iframe')")
        .await;
    assert_eq!(tab.evaluate(CURRENT_MOMENTS).await, json!([]));
}

#[tokio::test]
async fn a_url_with_a_moment_scrolls_to_it_and_does_not_play() {
    let tab = Tab::new().await;
    tab.resize(1440, 500).await;
    tab.visit("/acquired/origin?t=251").await;
    tab.wait_until_equal(CURRENT_MOMENTS, json!(["4:11"])).await;
    tab.wait_until("scrollY > 0").await;
    let middle =
        format!("document.querySelector(\"{AT_251}\").getBoundingClientRect().y / innerHeight");
    let middle = tab.evaluate(&middle).await.as_f64().unwrap();
    assert!(
        (0.2..0.8).contains(&middle),
        "the moment is in the middle of the window, not at {middle}"
    );
    assert_eq!(
        tab.evaluate("document.querySelector('.poster-start').textContent")
            .await,
        "Play from 4:11"
    );
    assert_eq!(
        tab.evaluate("document.querySelector('iframe')").await,
        json!(null),
        "nothing plays automatically"
    );
    tab.click("a.poster").await;
    tab.wait_until_equal(START_TIMES, json!([251])).await;
}

#[tokio::test]
async fn a_url_with_a_moment_and_a_heading_scrolls_to_the_heading() {
    let tab = Tab::new().await;
    tab.resize(1440, 500).await;
    tab.visit("/acquired/origin?t=218#main_text").await;
    tab.wait_until_equal(CURRENT_MOMENTS, json!(["3:38"])).await;
    let heading = tab.evaluate("document.querySelector('.text h2').id").await;
    let heading = heading.as_str().unwrap();
    tab.visit(&format!("/acquired/origin?t=423#{heading}"))
        .await;
    tab.wait_until_equal(CURRENT_MOMENTS, json!(["7:03"])).await;
    let top = format!("document.getElementById('{heading}').getBoundingClientRect().top");
    let top = tab.evaluate(&top).await.as_f64().unwrap();
    assert!(
        (0.0..200.0).contains(&top),
        "the heading is at the top, not at {top}"
    );
}

#[tokio::test]
async fn after_back_to_a_heading_the_moment_of_the_url_is_current() {
    let tab = Tab::new().await;
    tab.visit("/acquired/origin?t=218").await;
    let heading = tab.evaluate("document.querySelector('.text h2').id").await;
    tab.evaluate(&format!("void (location.hash = {heading})"))
        .await;
    tab.click(AT_230).await;
    tab.wait_until_equal(CURRENT_MOMENTS, json!(["3:50"])).await;
    tab.wait_until_equal(START_TIMES, json!([230])).await;
    tab.evaluate("history.back()").await;
    tab.wait_until_equal("location.search", "?t=218").await;
    tab.wait_until_equal(CURRENT_MOMENTS, json!(["3:38"])).await;
    assert_eq!(
        tab.evaluate(START_TIMES).await,
        json!([230]),
        "Back plays nothing"
    );
}
