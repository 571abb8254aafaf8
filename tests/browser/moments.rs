//! A click on a moment plays it, and the page says which.

use serde_json::json;

use super::driver::Reader;
use super::{AT_218, AT_230, AT_251, COMMANDS, CURRENT, NOTE, PLAYING, STARTS, WATCH};

#[tokio::test]
async fn a_click_on_a_moment_plays_it() {
    let reader = Reader::new().await;
    reader.visit(NOTE).await;
    reader.click(AT_218).await;
    reader.until_equal(STARTS, json!([218])).await;
    reader.until(PLAYING).await;
    reader.until_equal(CURRENT, json!(["3:38"])).await;
    assert_eq!(
        reader.sees("location.href").await,
        reader.url("/acquired/origin?t=218")
    );
    assert_eq!(
        reader.sees("document.activeElement.dataset.seconds").await,
        "218",
        "the focus stays on the moment"
    );
    let watch = json!([
        "Watch on YouTube at 3:38",
        "https://www.youtube.com/watch?v=E1cxZuHrwZc&t=218s"
    ]);
    assert_eq!(reader.sees(WATCH).await, watch);
    assert_eq!(reader.complaints(), [""; 0]);
}

#[tokio::test]
async fn the_next_click_seeks_in_the_same_frame() {
    let reader = Reader::new().await;
    reader.visit(NOTE).await;
    reader.click(AT_218).await;
    reader
        .until("standIn.some(({ heard, args }) => heard && args[0] === 'onError')")
        .await;
    reader.until(PLAYING).await;
    reader.click(AT_230).await;
    reader
        .until_equal(COMMANDS, json!([["seekTo", 230, true], ["playVideo"]]))
        .await;
    reader.until_equal(CURRENT, json!(["3:50"])).await;
    assert_eq!(reader.sees(STARTS).await, json!([218]));
    assert_eq!(
        reader
            .sees("document.querySelectorAll('iframe').length")
            .await,
        1
    );
    assert_eq!(reader.sees("location.search").await, "?t=230");
}

#[tokio::test]
async fn the_frame_is_asked_for_as_youtube_documents_it() {
    let reader = Reader::new().await;
    reader.visit(NOTE).await;
    reader.click(AT_218).await;
    reader.until_equal(STARTS, json!([218])).await;
    let origin = reader.url("").replace(':', "%3A").replace('/', "%2F");
    let embed = "https://www.youtube-nocookie.com/embed/E1cxZuHrwZc?enablejsapi=1&origin=";
    let frame = reader.sees("(({ src, allow, allowFullscreen, referrerPolicy, title }) => ({ src, allow, allowFullscreen, referrerPolicy, title }))(document.querySelector('iframe'))").await;
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
    let title = reader
        .sees("document.querySelector('.player-card').dataset.title")
        .await;
    assert_eq!(
        frame["title"],
        format!("YouTube video player: {}", title.as_str().unwrap())
    );
}

#[tokio::test]
async fn many_clicks_are_one_step_of_back() {
    let reader = Reader::new().await;
    reader.visit("/").await;
    reader.visit(NOTE).await;
    let steps = reader.sees("history.length").await;
    for moment in [AT_218, AT_230, AT_251, AT_218] {
        reader.click(moment).await;
    }
    reader.until_equal("location.search", "?t=218").await;
    assert_eq!(reader.sees("history.length").await, steps);
    reader.sees("history.back()").await;
    reader.until("location.pathname === '/'").await;
}

#[tokio::test]
async fn a_click_leaves_the_text_where_it_is() {
    let reader = Reader::new().await;
    reader.resize(1440, 500).await;
    reader.visit(NOTE).await;
    reader
        .sees(&format!(
            "document.querySelector(\"{AT_251}\").scrollIntoView({{ block: 'center' }})"
        ))
        .await;
    let place =
        format!("[scrollY, document.querySelector(\"{AT_251}\").getBoundingClientRect().y]");
    let before = reader.sees(&place).await;
    reader.click(AT_251).await;
    reader.until(PLAYING).await;
    assert_eq!(reader.sees(&place).await, before);
}

#[tokio::test]
async fn enter_on_a_moment_plays_it() {
    let reader = Reader::new().await;
    reader.visit(NOTE).await;
    reader.press_enter_on(AT_230).await;
    reader.until_equal(STARTS, json!([230])).await;
    reader.until_equal(CURRENT, json!(["3:50"])).await;
    assert_eq!(
        reader.sees("document.activeElement.dataset.seconds").await,
        "230"
    );
}

#[tokio::test]
async fn enter_on_the_poster_plays_and_the_keyboard_is_in_the_video() {
    let reader = Reader::new().await;
    reader.visit(NOTE).await;
    reader.press_enter_on("a.poster").await;
    reader.until_equal(STARTS, json!([0])).await;
    reader
        .until("document.activeElement === document.querySelector('.player iframe')")
        .await;
    assert_eq!(reader.sees(CURRENT).await, json!([]));
}

#[tokio::test]
async fn a_url_with_a_moment_opens_ready_at_it() {
    let reader = Reader::new().await;
    reader.resize(1440, 500).await;
    reader.visit("/acquired/origin?t=251").await;
    reader.until_equal(CURRENT, json!(["4:11"])).await;
    reader.until("scrollY > 0").await;
    let middle =
        format!("document.querySelector(\"{AT_251}\").getBoundingClientRect().y / innerHeight");
    let middle = reader.sees(&middle).await.as_f64().unwrap();
    assert!(
        (0.2..0.8).contains(&middle),
        "the moment is in the middle of the window, not at {middle}"
    );
    assert_eq!(
        reader
            .sees("document.querySelector('.poster-start').textContent")
            .await,
        "Play from 4:11"
    );
    assert_eq!(
        reader.sees("document.querySelector('iframe')").await,
        json!(null),
        "nothing plays by itself"
    );
    reader.click("a.poster").await;
    reader.until_equal(STARTS, json!([251])).await;
}

#[tokio::test]
async fn a_url_with_a_moment_and_a_heading_opens_at_the_heading() {
    let reader = Reader::new().await;
    reader.resize(1440, 500).await;
    reader.visit("/acquired/origin?t=218#main_text").await;
    reader.until_equal(CURRENT, json!(["3:38"])).await;
    let heading = reader.sees("document.querySelector('.text h2').id").await;
    let heading = heading.as_str().unwrap();
    reader
        .visit(&format!("/acquired/origin?t=423#{heading}"))
        .await;
    reader.until_equal(CURRENT, json!(["7:03"])).await;
    let top = format!("document.getElementById('{heading}').getBoundingClientRect().top");
    let top = reader.sees(&top).await.as_f64().unwrap();
    assert!(
        (0.0..200.0).contains(&top),
        "the heading is at the top, not at {top}"
    );
}

#[tokio::test]
async fn back_to_a_heading_marks_the_moment_of_its_url() {
    let reader = Reader::new().await;
    reader.visit("/acquired/origin?t=218").await;
    let heading = reader.sees("document.querySelector('.text h2').id").await;
    reader
        .sees(&format!("void (location.hash = {heading})"))
        .await;
    reader.click(AT_230).await;
    reader.until_equal(CURRENT, json!(["3:50"])).await;
    reader.until_equal(STARTS, json!([230])).await;
    reader.sees("history.back()").await;
    reader.until_equal("location.search", "?t=218").await;
    reader.until_equal(CURRENT, json!(["3:38"])).await;
    assert_eq!(
        reader.sees(STARTS).await,
        json!([230]),
        "Back plays nothing"
    );
}
