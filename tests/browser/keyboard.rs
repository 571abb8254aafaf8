//! By keyboard alone: everything is reached, in the order of the page, with a mark that can be
//! seen; and what is touched is large enough.

use serde_json::json;

use super::driver::Reader;
use super::pages::SCENES;
use super::{AT_218, NOTE, PLAYING, STARTS};

/// Remembers what can be reached, in the order of the page, and tells how much it is.
const GATHER: &str =
    "(window.stops = [...document.querySelectorAll('a[href], button, input, select, summary')]
    .filter(one => one.tabIndex >= 0 && one.getAttribute('tabindex') !== '-1'
        && one.checkVisibility({ visibilityProperty: true }))).length";

/// How what has the keyboard is marked: an outline, a frame drawn around a tick, or nothing.
const MARK: &str = "(() => {
    const focused = document.activeElement;
    const { outlineStyle, outlineWidth } = getComputedStyle(focused);
    if (outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2) return 'outline';
    const tick = focused.closest('.timeline') && getComputedStyle(focused.querySelector('path')).stroke;
    return tick && tick !== 'none' ? 'frame' : 'nothing';
})()";

#[tokio::test]
async fn everything_is_reached_in_the_order_of_the_page() {
    for width in [390, 1440] {
        let reader = Reader::new().await;
        reader.resize(width, 900).await;
        reader.visit(NOTE).await;
        reader
            .until("!document.querySelector('button.shortcuts-button').hidden")
            .await;
        let all = reader.sees(GATHER).await.as_u64().unwrap();
        assert!(all > 25, "{all} things can be reached at {width} px");
        for number in 0..all {
            reader.press("Tab").await;
            let reached = reader.sees("stops.indexOf(document.activeElement)").await;
            assert_eq!(
                reached,
                number,
                "at {width} px: {}",
                reader.sees("document.activeElement.outerHTML").await
            );
            assert_ne!(
                reader.sees(MARK).await,
                "nothing",
                "at {width} px: {}",
                reader.sees("document.activeElement.outerHTML").await
            );
        }
    }
}

#[tokio::test]
async fn the_first_stop_leads_past_the_bar() {
    let reader = Reader::new().await;
    reader.visit(NOTE).await;
    reader.press("Tab").await;
    let skip = "document.activeElement.matches('.skip-link') && document.activeElement.getBoundingClientRect().left > 0";
    assert_eq!(reader.sees(skip).await, true, "it shows itself");
    reader.press("Enter").await;
    reader.until_equal("location.hash", "#main_text").await;
    reader.press("Tab").await;
    assert_eq!(
        reader
            .sees("document.activeElement.closest('article')?.id")
            .await,
        "main_text"
    );
}

#[tokio::test]
async fn enter_plays_a_moment_and_escape_leads_back_to_it() {
    let reader = Reader::new().await;
    reader.visit(NOTE).await;
    reader.press_enter_on(AT_218).await;
    reader.until_equal(STARTS, json!([218])).await;
    reader.until(PLAYING).await;
    let still_here = "document.activeElement.matches('a.moment[data-seconds=\"218\"]')";
    assert_eq!(reader.sees(still_here).await, true);
    for (key, dialog) in [
        ("/", "dialog.search-dialog"),
        ("?", "dialog.shortcuts-help"),
    ] {
        reader.press(key).await;
        reader
            .until(&format!("document.querySelector('{dialog}')?.open"))
            .await;
        assert_eq!(
            reader
                .sees(&format!(
                    "document.activeElement.closest('{dialog}') !== null"
                ))
                .await,
            true
        );
        reader.press("Escape").await;
        reader
            .until("!document.querySelector('dialog[open]')")
            .await;
        assert_eq!(reader.sees(still_here).await, true, "after {dialog}");
    }
    for is_open in [true, false] {
        reader.press_enter_on(".local-graph summary").await;
        assert_eq!(
            reader
                .sees("document.querySelector('.local-graph details').open")
                .await,
            is_open
        );
    }
    assert_eq!(reader.complaints(), [""; 0]);
}

/// What is smaller than 24 by 24 pixels and has another target within that of its middle (WCAG
/// 2.5.8). Links within sentences may be; the ticks of the strip stand where the video has them,
/// and the moments of the text say the same.
const TOO_SMALL: &str = "(() => {
    const page = document.querySelector('dialog[open]') ?? document;
    const targets = [...page.querySelectorAll('a[href], button, input, select, summary')]
        .filter(one => one.checkVisibility({ visibilityProperty: true }) && !one.closest('.timeline, .local-graph svg, .skip-link'))
        .map(one => ({ one, box: one.getBoundingClientRect() })).filter(({ box }) => box.width > 0);
    const isSmall = ({ box }) => box.width < 24 || box.height < 24;
    const middle = ({ box }) => [box.left + box.width / 2, box.top + box.height / 2];
    const near = (one, other) => {
        const [x, y] = middle(one);
        if (isSmall(other)) return Math.hypot(x - middle(other)[0], y - middle(other)[1]) < 24;
        const { left, top, right, bottom } = other.box;
        return Math.hypot(Math.max(left - x, 0, x - right), Math.max(top - y, 0, y - bottom)) < 12;
    };
    const inSentence = one => one.closest('.text, p:not(.player-links), .moment-list, .link-list.backlinks li, .page-meta');
    return targets.filter(target => isSmall(target) && !inSentence(target.one)
        && targets.some(other => other !== target && !inSentence(other.one)
            // What scrolls away under the stage is not beside it.
            && target.one.closest('.player-card') === other.one.closest('.player-card') && near(target, other)))
        .map(({ one, box }) => `${one.closest('[class]').className}: ${one.textContent} ${JSON.stringify(box)}`);
})()";

#[tokio::test]
async fn what_is_touched_is_large_enough_or_stands_alone() {
    let reader = Reader::of_scenes().await;
    for width in [320, 390] {
        reader.resize(width, 844).await;
        for scene in &SCENES {
            reader.enters(scene).await;
            reader
                .sees("for (const fold of document.querySelectorAll('details')) fold.open = true")
                .await;
            assert_eq!(
                reader.sees(TOO_SMALL).await,
                json!([]),
                "{} at {width} px",
                scene.name
            );
        }
    }
}
