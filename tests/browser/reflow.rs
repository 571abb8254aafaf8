//! Reflow and text spacing of WCAG: nothing is clipped when the page is zoomed in or letters are
//! spaced wider, and nothing covers the focus.

use serde_json::json;

use super::driver::Tab;
use super::pages::SCENES;
use super::screenshots::OVERFLOWING;

/// 1280 by 1024 pixels at a zoom of 400 %, the narrowest viewport of WCAG 1.4.10.
const ZOOMED: (i64, i64, f64) = (320, 256, 4.0);

/// Elements whose content is clipped. A title in the header, on the poster or of a note that was
/// read last, the current sentence and breadcrumbs may be: their full text is elsewhere.
const CLIPPED: &str = "[...document.querySelectorAll('body *')].filter(element => {
        if (element.closest('.visually-hidden, .site-title, .breadcrumbs, .poster, .continue-reading, .current-sentence, iframe, input') || !element.checkVisibility()) return false;
        const { overflowX, overflowY } = getComputedStyle(element);
        const clips = overflow => overflow === 'hidden' || overflow === 'clip';
        return (clips(overflowX) && element.scrollWidth > element.clientWidth + 1)
            || (clips(overflowY) && element.scrollHeight > element.clientHeight + 1);
    }).map(element => element.outerHTML.slice(0, 120))";

/// Elements that overlap their next sibling.
const OVERLAPPING: &str =
    "[...document.querySelectorAll('main :is(h1, h2, h3, p, .player-links, .timeline, summary, form, ul, ol)')]
    .filter(element => element.checkVisibility() && element.nextElementSibling?.checkVisibility()
        && !element.closest('.player-card, .moment-list') && getComputedStyle(element.nextElementSibling).position === 'static'
        && getComputedStyle(element.parentElement).display === 'block'
        && element.getBoundingClientRect().bottom > element.nextElementSibling.getBoundingClientRect().top + 1
        && getComputedStyle(element).display !== 'inline')
    .map(element => element.outerHTML.slice(0, 120))";

/// Applies the text spacing of WCAG 1.4.12.
const APPLY_TEXT_SPACING: &str = "{ const sheet = new CSSStyleSheet();
    sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
        p { margin-bottom: 2em !important }`);
    document.adoptedStyleSheets = [sheet]; }";

#[tokio::test]
async fn every_page_fits_a_zoomed_viewport() {
    let tab = Tab::for_scenes().await;
    let (width, height, zoom) = ZOOMED;
    tab.resize_with_zoom(width, height, zoom).await;
    for scene in &SCENES {
        tab.open_scene(scene).await;
        for spacing in ["normal", "wide"] {
            let at = format!("{} with {spacing} text spacing", scene.name);
            assert_eq!(
                tab.evaluate("document.documentElement.scrollWidth").await,
                width,
                "{at}"
            );
            assert_eq!(
                tab.evaluate(OVERFLOWING).await,
                json!([]),
                "overflowing: {at}"
            );
            assert_eq!(tab.evaluate(CLIPPED).await, json!([]), "clipped: {at}");
            assert_eq!(
                tab.evaluate(OVERLAPPING).await,
                json!([]),
                "overlapping: {at}"
            );
            tab.evaluate(APPLY_TEXT_SPACING).await;
        }
    }
}

/// Whether the center of the focused element's first line is visible: true, or a description of the
/// element that covers it. Null if nothing is focused.
const IS_FOCUS_VISIBLE: &str = "(() => {
        const focused = document.activeElement;
        if (focused === document.body) return null;
        const { left, top, right, bottom } = [...focused.getClientRects()].find(({ width }) => width > 0);
        const hit = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
        return focused.contains(hit) || focused.outerHTML.slice(0, 160) + ' is under ' + hit?.outerHTML.slice(0, 160)
            + JSON.stringify([left, top, right, bottom]);
    })()";

#[tokio::test]
async fn the_focus_is_never_covered() {
    for (width, height, zoom) in [(640, 512, 2.0), (1280, 600, 1.0)] {
        for scene in SCENES
            .iter()
            .filter(|scene| ["note", "video"].contains(&scene.name))
        {
            let tab = Tab::for_scenes().await;
            tab.resize_with_zoom(width, height, zoom).await;
            tab.visit(scene.url).await;
            tab.settle().await;
            let mut stops = 0;
            for modifiers in [0, 8] {
                for _ in 0..45 {
                    tab.press_with_modifiers("Tab", modifiers).await;
                    let visible = tab.evaluate(IS_FOCUS_VISIBLE).await;
                    if visible.is_null() {
                        break;
                    }
                    assert_eq!(
                        visible, true,
                        "{} at {width} px, after {stops} stops",
                        scene.name
                    );
                    stops += 1;
                }
            }
            assert!(stops > 50, "Tab moves through the page: {stops} stops");
        }
    }
}
