//! Layout on phones and desktops, and layout stability.

use serde_json::json;

use super::driver::Tab;
use super::{AT_218, AT_230, IS_PLAYING, NOTE};

#[tokio::test]
async fn on_a_phone_the_player_is_visible_up_to_the_end_of_the_text() {
    let tab = Tab::new().await;
    tab.resize(390, 844).await;
    tab.visit(NOTE).await;
    tab.click(AT_218).await;
    tab.wait_until(IS_PLAYING).await;
    tab
        .evaluate("document.querySelector('.text > :last-child').scrollIntoView({ block: 'end', behavior: 'instant' })")
        .await;
    tab.wait_until("scrollY > 0").await;
    let player = tab
        .evaluate("document.querySelector('.player').getBoundingClientRect().toJSON()")
        .await;
    let at = |side: &str| player[side].as_f64().unwrap();
    assert!(
        at("top") >= 0.0 && at("bottom") <= 844.0,
        "the player is visible: {player}"
    );
    assert!(
        at("width") >= 200.0 && at("height") >= 200.0,
        "it has the minimum size that YouTube requires: {player}"
    );
    let covered = "(({ x, y, width, height }) => [[.5, .5], [.02, .02], [.98, .02], [.02, .98], [.98, .98]]
        .filter(([across, down]) => document.elementFromPoint(x + width * across, y + height * down)?.tagName !== 'IFRAME'))
        (document.querySelector('.player').getBoundingClientRect())";
    assert_eq!(tab.evaluate(covered).await, json!([]), "nothing covers it");
}

#[tokio::test]
async fn the_focus_in_header_and_player_does_not_scroll_the_text() {
    let tab = Tab::new().await;
    // The header of a phone does not stay at the top.
    for (width, height, parts) in [
        (390, 664, ".player-card"),
        (1440, 600, ".player-card, .site-header"),
    ] {
        tab.resize(width, height).await;
        tab.visit(NOTE).await;
        tab.click(AT_218).await;
        tab.wait_until(IS_PLAYING).await;
        let scrolling = format!(
            "[...document.querySelectorAll('{parts}')]
                .flatMap(part => [...part.querySelectorAll('a[href], button, input, select')])
                .filter(element => element.checkVisibility({{ visibilityProperty: true }}))
                .filter(element => !element.closest('.timeline'))
                .map(element => {{
                    document.activeElement.blur();
                    scrollTo({{ top: 300, behavior: 'instant' }});
                    element.focus();
                    return [element.outerHTML.slice(0, 80), document.activeElement === element, scrollY];
                }})"
        );
        let visited = tab.evaluate(&scrolling).await;
        let visited = visited.as_array().unwrap();
        assert!(visited.len() > 5, "{visited:?}");
        for element in visited {
            assert_eq!(
                (&element[1], &element[2]),
                (&json!(true), &json!(300)),
                "{element}"
            );
        }
    }
}

#[tokio::test]
async fn pages_fit_the_narrowest_phone() {
    let tab = Tab::new().await;
    tab.resize(320, 640).await;
    for path in [
        "/",
        "/acquired",
        NOTE,
        "/video/E1cxZuHrwZc",
        "/tag/tools",
        "/kitchen/keeping_a_knife_sharp",
        "/quirks/dialect",
        "/quirks/code",
    ] {
        tab.visit(path).await;
        assert_eq!(
            tab.evaluate("document.documentElement.scrollWidth").await,
            320,
            "{path}"
        );
    }
}

#[tokio::test]
async fn the_layout_does_not_shift() {
    for (width, height) in [(1440, 900), (820, 1180), (390, 844)] {
        let tab = Tab::new().await;
        tab.resize(width, height).await;
        tab.visit(NOTE).await;
        tab.evaluate("localStorage.setItem('cueleaf-theme', 'dark')")
            .await;
        tab.visit("/acquired/origin?t=251").await;
        tab.wait_until("document.querySelector('.poster img').complete")
            .await;
        assert_eq!(
            tab.evaluate("shiftSources").await,
            json!([]),
            "on load, at {width} px"
        );
        tab.click(AT_218).await;
        tab.wait_until(IS_PLAYING).await;
        let sentence = "document.querySelector('.current-sentence q')?.textContent";
        tab.wait_until(sentence).await;
        let first = tab.evaluate(sentence).await;
        tab.click(AT_230).await;
        tab.wait_until(&format!("{sentence} !== {first}")).await;
        // After two frames, all layout shifts of the click are recorded.
        tab.evaluate(
            "void requestAnimationFrame(() => requestAnimationFrame(() => (window.drawn = true)))",
        )
        .await;
        tab.wait_until("window.drawn").await;
        assert_eq!(
            tab.evaluate("shiftSources").await,
            json!([]),
            "on a click, at {width} px"
        );
    }
}

#[tokio::test]
async fn pages_log_no_errors() {
    let tab = Tab::new().await;
    for path in [
        "/",
        "/acquired",
        NOTE,
        "/video/E1cxZuHrwZc",
        "/search?q=cloud",
        "/topics",
        "/topic/profit_pools",
        "/tag/tools",
    ] {
        tab.visit(path).await;
    }
    assert_eq!(tab.errors(), [""; 0]);
}
