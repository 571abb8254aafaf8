//! The page is whole without JavaScript, without YouTube, without a thumbnail; and a link stays a
//! link.

use serde_json::json;

use super::driver::Reader;
use super::{AT_218, NOTE};

const THUMBNAIL: &str = "https://i.ytimg.com/vi/E1cxZuHrwZc/hqdefault.jpg";

#[tokio::test]
async fn before_a_click_nothing_but_the_thumbnail_comes_from_elsewhere() {
    let reader = Reader::new().await;
    reader.visit("/acquired/origin?t=218").await;
    reader
        .until("document.querySelector('.poster img').naturalWidth > 0")
        .await;
    assert_eq!(reader.network.third_party(), [THUMBNAIL]);
    reader.click(AT_218).await;
    reader.until("standIn.length").await;
    assert!(
        reader.network.third_party()[1]
            .starts_with("https://www.youtube-nocookie.com/embed/E1cxZuHrwZc?")
    );
}

#[tokio::test]
async fn a_thumbnail_that_fails_leaves_the_title() {
    let reader = Reader::new().await;
    reader.network.youtube("no-picture");
    reader.visit(NOTE).await;
    reader.until("!document.querySelector('.poster img')").await;
    assert_ne!(
        reader
            .sees("document.querySelector('.poster-title').innerText")
            .await,
        ""
    );
}

#[tokio::test]
async fn a_moment_with_the_control_key_opens_a_tab() {
    let reader = Reader::new().await;
    reader.visit(NOTE).await;
    reader.control_click(AT_218).await;
    reader
        .until_tab(&reader.url("/acquired/origin?t=218"))
        .await;
    assert_eq!(
        reader.sees("document.querySelector('iframe')").await,
        json!(null)
    );
    assert_eq!(reader.sees("location.href").await, reader.url(NOTE));
}

#[tokio::test]
async fn without_javascript_a_moment_is_a_link_and_the_page_is_whole() {
    let reader = Reader::new().await;
    reader.switch_javascript_off().await;
    reader.visit(NOTE).await;
    assert_eq!(
        reader
            .sees("getComputedStyle(document.querySelector('button.theme-switch')).display")
            .await,
        "none"
    );
    let poster = "document.querySelector('a.poster').href";
    assert_eq!(
        reader.sees(poster).await,
        "https://www.youtube.com/watch?v=E1cxZuHrwZc"
    );
    reader.click(AT_218).await;
    reader
        .until_equal("location.href", reader.url("/acquired/origin?t=218"))
        .await;
    reader.until("document.readyState === 'complete'").await;
    assert_eq!(
        reader.sees(poster).await,
        "https://www.youtube.com/watch?v=E1cxZuHrwZc&t=218s"
    );
    assert_eq!(
        reader
            .sees("document.querySelector('.poster-start').textContent")
            .await,
        "Play from 3:38"
    );
    assert_eq!(
        reader
            .sees("document.querySelector('a.watch').textContent")
            .await,
        "Watch on YouTube at 3:38"
    );
    assert_eq!(
        reader.sees("document.querySelector('iframe')").await,
        json!(null)
    );
}
