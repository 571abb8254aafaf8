//! Where things stand, on a phone and on a desk, and that they stay there.

use serde_json::json;

use super::driver::Reader;
use super::{AT_218, AT_230, NOTE, PLAYING};

#[tokio::test]
async fn on_a_phone_the_player_stays_in_view_to_the_end_of_the_text() {
    let reader = Reader::new().await;
    reader.resize(390, 844).await;
    reader.visit(NOTE).await;
    reader.click(AT_218).await;
    reader.until(PLAYING).await;
    reader
        .sees("document.querySelector('.text > :last-child').scrollIntoView({ block: 'end', behavior: 'instant' })")
        .await;
    reader.until("scrollY > 0").await;
    let player = reader
        .sees("document.querySelector('.player').getBoundingClientRect().toJSON()")
        .await;
    let at = |side: &str| player[side].as_f64().unwrap();
    assert!(
        at("top") >= 0.0 && at("bottom") <= 844.0,
        "the player is in view: {player}"
    );
    assert!(
        at("width") >= 200.0 && at("height") >= 200.0,
        "and as large as YouTube demands: {player}"
    );
    let covered = "(({ x, y, width, height }) => [[.5, .5], [.02, .02], [.98, .02], [.02, .98], [.98, .98]]
        .filter(([across, down]) => document.elementFromPoint(x + width * across, y + height * down)?.tagName !== 'IFRAME'))
        (document.querySelector('.player').getBoundingClientRect())";
    assert_eq!(
        reader.sees(covered).await,
        json!([]),
        "and nothing covers it"
    );
}

#[tokio::test]
async fn nothing_is_wider_than_the_narrowest_phone() {
    let reader = Reader::new().await;
    reader.resize(320, 640).await;
    for path in [
        "/",
        "/acquired",
        NOTE,
        "/video/E1cxZuHrwZc",
        "/quirks/dialect",
        "/quirks/code",
    ] {
        reader.visit(path).await;
        assert_eq!(
            reader.sees("document.documentElement.scrollWidth").await,
            320,
            "{path}"
        );
    }
}

#[tokio::test]
async fn nothing_moves_by_itself() {
    for (width, height) in [(1440, 900), (820, 1180), (390, 844)] {
        let reader = Reader::new().await;
        reader.resize(width, height).await;
        reader.visit(NOTE).await;
        reader
            .sees("localStorage.setItem('cueleaf-theme', 'dark')")
            .await;
        reader.visit("/acquired/origin?t=251").await;
        reader
            .until("document.querySelector('.poster img').complete")
            .await;
        assert_eq!(
            reader.sees("moved").await,
            json!([]),
            "on load, at {width} px"
        );
        reader.click(AT_218).await;
        reader.until(PLAYING).await;
        reader.click(AT_230).await;
        // Two frames later all that the click could move has been counted.
        reader.sees("void requestAnimationFrame(() => requestAnimationFrame(() => (window.drawn = true)))").await;
        reader.until("window.drawn").await;
        assert_eq!(
            reader.sees("moved").await,
            json!([]),
            "on a click, at {width} px"
        );
    }
}

#[tokio::test]
async fn the_pages_have_no_complaints() {
    let reader = Reader::new().await;
    for path in [
        "/",
        "/acquired",
        NOTE,
        "/video/E1cxZuHrwZc",
        "/search?q=cloud",
        "/topic/profit_pools",
    ] {
        reader.visit(path).await;
    }
    assert_eq!(reader.complaints(), [""; 0]);
}
