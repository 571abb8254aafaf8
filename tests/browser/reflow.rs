//! Zoomed in, on the narrowest window, and with the letters set wider: nothing is cut off, and
//! nothing covers what has the keyboard.

use serde_json::json;

use super::driver::Reader;
use super::pages::SCENES;
use super::screenshots::OUTSIDE;

/// 1280 by 1024 pixels zoomed in to 200 %, and to 400 %; the latter is the narrowest that WCAG asks
/// for (1.4.10).
const ZOOMED: [(i64, i64, f64); 2] = [(640, 512, 2.0), (320, 256, 4.0)];

/// What is cut off, and is not meant to be: a title in the bar or on the poster and the sentence
/// under the player are told in full elsewhere on the page.
const CUT: &str = "[...document.querySelectorAll('body *')].filter(one => {
        if (one.closest('.visually-hidden, .site-title, .poster, .current-sentence, .theme-switch, iframe, input') || !one.checkVisibility()) return false;
        const { overflowX, overflowY } = getComputedStyle(one);
        const cuts = overflow => overflow === 'hidden' || overflow === 'clip';
        return (cuts(overflowX) && one.scrollWidth > one.clientWidth + 1)
            || (cuts(overflowY) && one.scrollHeight > one.clientHeight + 1);
    }).map(one => one.outerHTML.slice(0, 120))";

/// Lines of the same text block that lie over each other, or over the next block.
const OVERLAPPING: &str =
    "[...document.querySelectorAll('main :is(h1, h2, h3, p, .player-links, .timeline, summary, form, ul, ol)')]
    .filter(one => one.checkVisibility() && one.nextElementSibling?.checkVisibility()
        && !one.closest('.player-card, .moment-list') && getComputedStyle(one.nextElementSibling).position === 'static'
        && getComputedStyle(one.parentElement).display === 'block'
        && one.getBoundingClientRect().bottom > one.nextElementSibling.getBoundingClientRect().top + 1
        && getComputedStyle(one).display !== 'inline')
    .map(one => one.outerHTML.slice(0, 120))";

/// The distances of WCAG 1.4.12.
const WIDER: &str = "{ const sheet = new CSSStyleSheet();
    sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
        p { margin-bottom: 2em !important }`);
    document.adoptedStyleSheets = [sheet]; }";

#[tokio::test]
async fn every_page_fits_a_window_that_is_zoomed_in() {
    let reader = Reader::of_scenes().await;
    for (width, height, zoom) in ZOOMED {
        reader.resize_zoomed(width, height, zoom).await;
        for scene in &SCENES {
            reader.enters(scene).await;
            for spacing in ["usual", "wider"] {
                let at = format!("{} at {width} px, {spacing} letters", scene.name);
                assert_eq!(
                    reader.sees("document.documentElement.scrollWidth").await,
                    width,
                    "{at}"
                );
                assert_eq!(reader.sees(OUTSIDE).await, json!([]), "outside: {at}");
                assert_eq!(reader.sees(CUT).await, json!([]), "cut: {at}");
                assert_eq!(
                    reader.sees(OVERLAPPING).await,
                    json!([]),
                    "overlapping: {at}"
                );
                reader.sees(WIDER).await;
            }
        }
    }
}

/// How much of what has the keyboard can be seen: whether the middle of its first line is in the
/// window and is not under something else. Null where nothing has it.
const IN_SIGHT: &str = "(() => {
        const focused = document.activeElement;
        if (focused === document.body) return null;
        const { left, top, right, bottom } = [...focused.getClientRects()].find(({ width }) => width > 0);
        const hit = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
        return focused.contains(hit) || focused.outerHTML.slice(0, 160) + ' is under ' + hit?.outerHTML.slice(0, 160)
            + JSON.stringify([left, top, right, bottom]);
    })()";

#[tokio::test]
async fn nothing_covers_what_has_the_keyboard() {
    for (width, height, zoom) in [(640, 512, 2.0), (390, 844, 1.0), (1280, 600, 1.0)] {
        for scene in SCENES
            .iter()
            .filter(|scene| ["note", "video"].contains(&scene.name))
        {
            let reader = Reader::of_scenes().await;
            reader.resize_zoomed(width, height, zoom).await;
            reader.visit(scene.url).await;
            reader.settles().await;
            let mut stops = 0;
            for modifiers in [0, 8] {
                for _ in 0..45 {
                    reader.press_holding("Tab", modifiers).await;
                    let seen = reader.sees(IN_SIGHT).await;
                    if seen.is_null() {
                        break;
                    }
                    assert_eq!(
                        seen, true,
                        "{} at {width} px, after {stops} stops",
                        scene.name
                    );
                    stops += 1;
                }
            }
            assert!(
                stops > 50,
                "the keyboard goes through the page: {stops} stops"
            );
        }
    }
}
