//! Keyboard operability: everything is focusable in document order with a visible indicator; and
//! touch targets are large enough.

use serde_json::json;

use super::driver::Tab;
use super::pages::{SCENES, archive};
use super::{AT_218, IS_PLAYING, NOTE, START_TIMES};

/// Stores the focusable elements in document order, and returns their number.
const STORE_FOCUSABLE: &str =
    "(window.focusable = [...document.querySelectorAll('a[href], button, input, select, summary')]
    .filter(element => element.tabIndex >= 0 && element.getAttribute('tabindex') !== '-1'
        && element.checkVisibility({ visibilityProperty: true }))).length";

/// The focus indicator: an outline, a stroke around a tick of the timeline, or none.
const FOCUS_INDICATOR: &str = "(() => {
    const focused = document.activeElement;
    const { outlineStyle, outlineWidth } = getComputedStyle(focused);
    if (outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2) return 'outline';
    const tick = focused.closest('.timeline') && getComputedStyle(focused.querySelector('path')).stroke;
    return tick && tick !== 'none' ? 'stroke' : 'none';
})()";

#[tokio::test]
async fn tab_visits_everything_in_document_order() {
    for width in [390, 1440] {
        let tab = Tab::new().await;
        tab.resize(width, 900).await;
        tab.visit(NOTE).await;
        tab.wait_until("!document.querySelector('button.shortcuts-button').hidden")
            .await;
        let count = tab.evaluate(STORE_FOCUSABLE).await.as_u64().unwrap();
        assert!(count > 25, "{count} focusable elements at {width} px");
        for index in 0..count {
            tab.press("Tab").await;
            let focused = tab
                .evaluate("focusable.indexOf(document.activeElement)")
                .await;
            assert_eq!(
                focused,
                index,
                "at {width} px: {}",
                tab.evaluate("document.activeElement.outerHTML").await
            );
            assert_ne!(
                tab.evaluate(FOCUS_INDICATOR).await,
                "none",
                "at {width} px: {}",
                tab.evaluate("document.activeElement.outerHTML").await
            );
        }
    }
}

#[tokio::test]
async fn the_first_tab_stop_is_the_skip_link() {
    let tab = Tab::new().await;
    tab.visit(NOTE).await;
    tab.press("Tab").await;
    let skip = "document.activeElement.matches('.skip-link') && document.activeElement.getBoundingClientRect().left > 0";
    assert_eq!(tab.evaluate(skip).await, true, "it is visible");
    tab.press("Enter").await;
    tab.wait_until_equal("location.hash", "#main_text").await;
    tab.press("Tab").await;
    assert_eq!(
        tab.evaluate("document.activeElement.closest('article')?.id")
            .await,
        "main_text"
    );
}

#[tokio::test]
async fn enter_plays_a_moment_and_escape_restores_the_focus_to_it() {
    let tab = Tab::new().await;
    tab.visit(NOTE).await;
    tab.press_enter_on(AT_218).await;
    tab.wait_until_equal(START_TIMES, json!([218])).await;
    tab.wait_until(IS_PLAYING).await;
    let is_moment_focused = "document.activeElement.matches('a.moment[data-seconds=\"218\"]')";
    assert_eq!(tab.evaluate(is_moment_focused).await, true);
    for (key, dialog) in [
        ("/", "dialog.search-dialog"),
        ("?", "dialog.shortcuts-help"),
    ] {
        tab.press(key).await;
        tab.wait_until(&format!("document.querySelector('{dialog}')?.open"))
            .await;
        assert_eq!(
            tab.evaluate(&format!(
                "document.activeElement.closest('{dialog}') !== null"
            ))
            .await,
            true
        );
        tab.press("Escape").await;
        tab.wait_until("!document.querySelector('dialog[open]')")
            .await;
        assert_eq!(
            tab.evaluate(is_moment_focused).await,
            true,
            "after {dialog}"
        );
    }
    for is_open in [true, false] {
        tab.press_enter_on(".local-graph summary").await;
        assert_eq!(
            tab.evaluate("document.querySelector('.local-graph details').open")
                .await,
            is_open
        );
    }
    assert_eq!(tab.errors(), [""; 0]);
}

/// Targets smaller than 24 by 24 pixels with another target within that distance of their center
/// (WCAG 2.5.8). Links in sentences are exempt, and so are the ticks of the timeline, because the
/// text has equivalent links.
const TOO_SMALL: &str = "(() => {
    const page = document.querySelector('dialog[open]') ?? document;
    const targets = [...page.querySelectorAll('a[href], button, input, select, summary')]
        .filter(element => element.checkVisibility({ visibilityProperty: true }) && !element.closest('.timeline, .local-graph svg, .skip-link'))
        .map(element => ({ element, box: element.getBoundingClientRect() })).filter(({ box }) => box.width > 0);
    const isSmall = ({ box }) => box.width < 24 || box.height < 24;
    const middle = ({ box }) => [box.left + box.width / 2, box.top + box.height / 2];
    const near = (element, other) => {
        const [x, y] = middle(element);
        if (isSmall(other)) return Math.hypot(x - middle(other)[0], y - middle(other)[1]) < 24;
        const { left, top, right, bottom } = other.box;
        return Math.hypot(Math.max(left - x, 0, x - right), Math.max(top - y, 0, y - bottom)) < 12;
    };
    const inSentence = element => element.closest('.text, p:not(.player-links), .moment-list, .link-list.backlinks li, .page-meta');
    return targets.filter(target => isSmall(target) && !inSentence(target.element)
        && targets.some(other => other !== target && !inSentence(other.element)
            // Elements that scroll below the sticky player are not adjacent to it.
            && target.element.closest('.player-card') === other.element.closest('.player-card') && near(target, other)))
        .map(({ element, box }) => `${element.closest('[class]').className}: ${element.textContent} ${JSON.stringify(box)}`);
})()";

#[tokio::test]
async fn touch_targets_are_large_enough_or_isolated() {
    let tab = Tab::for_scenes().await;
    tab.resize(320, 844).await;
    for scene in &SCENES {
        tab.open_scene(scene).await;
        tab.evaluate(
            "for (const details of document.querySelectorAll('details')) details.open = true",
        )
        .await;
        assert_eq!(tab.evaluate(TOO_SMALL).await, json!([]), "{}", scene.name);
    }
}

#[tokio::test]
async fn phones_do_not_zoom_into_fields() {
    let tab = Tab::with_site(archive()).await;
    tab.emulate_touch().await;
    tab.resize(390, 844).await;
    for page in [
        "/",
        NOTE,
        "/acquiredfm",
        "/search?q=open",
        "/map",
        "/history",
    ] {
        tab.visit(page).await;
        let small = "[...document.querySelectorAll('input, select')]
            .filter(field => !field.matches('[type=radio], [type=file], [type=hidden]'))
            .filter(field => parseFloat(getComputedStyle(field).fontSize) < 16)
            .map(field => field.outerHTML)";
        assert_eq!(tab.evaluate(small).await, json!([]), "{page}");
    }
}
