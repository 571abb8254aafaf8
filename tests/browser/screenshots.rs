//! Screenshots of every kind of page for manual review, and basic checks of their layout:
//! `target/screenshots/{name}-{width}-{light|dark}.png`.

use serde_json::json;

use super::driver::Tab;
use super::pages::SCENES;
use crate::support;

/// Elements that overflow the viewport horizontally. Scroll containers may be wider, and SVG clips
/// labels that its list has in full.
pub(super) const OVERFLOWING: &str = "[...document.querySelectorAll('body *')].filter(element => {
        if (element.closest('.table, pre, math, svg, .skip-link, .visually-hidden') || !element.checkVisibility()) return false;
        const { left, right, width } = element.getBoundingClientRect();
        return width > 0 && (left < -.5 || right > document.documentElement.clientWidth + .5);
    }).map(element => element.outerHTML.slice(0, 120))";

/// Whether the heading of the page or of the open dialog is visible.
const IS_HEADING_VISIBLE: &str = "(() => {
        const heading = document.querySelector('dialog[open] :is(h2, input)') ?? document.querySelector('h1');
        const { left, top, right, bottom } = heading.getBoundingClientRect();
        const hit = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
        return right - left > 40 && bottom - top > 12 && heading.contains(hit);
    })()";

/// The minimum size of a screenshot in bytes; that of a blank page is smaller.
const MIN_SCREENSHOT_BYTES: usize = 12_000;

#[tokio::test]
async fn screenshots_of_every_page() {
    let folder = support::folder("target/screenshots");
    std::fs::create_dir_all(&folder).unwrap();
    let tab = Tab::for_scenes().await;
    for (width, height) in [(390, 844), (1440, 900)] {
        tab.resize(width, height).await;
        for scene in &SCENES {
            let at = format!("{} at {width} px", scene.name);
            tab.emulate_color_scheme("light").await;
            tab.open_scene(scene).await;
            assert_eq!(
                tab.evaluate("document.documentElement.scrollWidth").await,
                width,
                "{at}"
            );
            assert_eq!(tab.evaluate(OVERFLOWING).await, json!([]), "{at}");
            if scene.name == "end" {
                let is_end_visible = "document.querySelector('.source a').getBoundingClientRect().bottom <= innerHeight";
                assert_eq!(tab.evaluate(is_end_visible).await, true, "{at}");
            } else if scene.name != "note" {
                assert_eq!(tab.evaluate(IS_HEADING_VISIBLE).await, true, "{at}");
            }
            let mut screenshots = Vec::new();
            for scheme in ["light", "dark"] {
                tab.emulate_color_scheme(scheme).await;
                let path = folder.join(format!("{}-{width}-{scheme}.png", scene.name));
                screenshots.push(tab.screenshot(&path).await);
            }
            let actual_width = u32::from_be_bytes(screenshots[0][16..20].try_into().unwrap());
            assert_eq!(
                i64::from(actual_width),
                width,
                "the screenshot of {at} is as wide as the viewport"
            );
            assert_ne!(
                screenshots[0], screenshots[1],
                "{at}: the dark theme differs"
            );
            for screenshot in screenshots {
                assert!(
                    screenshot.len() > MIN_SCREENSHOT_BYTES,
                    "{at}: {} bytes",
                    screenshot.len()
                );
            }
        }
    }
    let errors = tab.errors();
    assert!(
        errors
            .iter()
            .all(|error| error.contains("404") && error.contains("amazons_founding")),
        "{errors:?}"
    );
}
