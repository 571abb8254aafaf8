//! Pictures to look at, of every kind of page:
//! `target/screenshots/{name}-{width}-{light|dark}.png`. What an eye would see first is looked at
//! here already.

use serde_json::json;

use super::driver::Reader;
use super::pages::SCENES;
use crate::support;

/// What reaches out of the window to a side. What scrolls by itself may be wider than it, and a
/// drawing cuts off words that its list has in full.
pub(super) const OUTSIDE: &str = "[...document.querySelectorAll('body *')].filter(one => {
        if (one.closest('.table, pre, math, svg, .skip-link, .visually-hidden, .theme-switch span') || !one.checkVisibility()) return false;
        const { left, right, width } = one.getBoundingClientRect();
        return width > 0 && (left < -.5 || right > document.documentElement.clientWidth + .5);
    }).map(one => one.outerHTML.slice(0, 120))";

/// The heading of the page, or what is open over it, in view and not under anything.
const HEADING: &str = "(() => {
        const heading = document.querySelector('dialog[open] :is(h2, input)') ?? document.querySelector('h1');
        const { left, top, right, bottom } = heading.getBoundingClientRect();
        const hit = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
        return right - left > 40 && bottom - top > 12 && heading.contains(hit);
    })()";

/// The least that the picture of a page with some text on it comes to, in bytes: an empty one is
/// compressed to less.
const NOT_BLANK: usize = 12_000;

#[tokio::test]
async fn every_page_can_be_looked_at() {
    let folder = support::folder("target/screenshots");
    std::fs::create_dir_all(&folder).unwrap();
    let reader = Reader::of_scenes().await;
    for (width, height) in [(390, 844), (900, 1180), (1440, 900)] {
        reader.resize(width, height).await;
        for scene in &SCENES {
            let at = format!("{} at {width} px", scene.name);
            reader.system_colours("light").await;
            reader.enters(scene).await;
            assert_eq!(
                reader.sees("document.documentElement.scrollWidth").await,
                width,
                "{at}"
            );
            assert_eq!(reader.sees(OUTSIDE).await, json!([]), "{at}");
            if scene.name == "end" {
                let end = "document.querySelector('.source a').getBoundingClientRect().bottom <= innerHeight";
                assert_eq!(reader.sees(end).await, true, "{at}");
            } else if scene.name != "note" {
                assert_eq!(reader.sees(HEADING).await, true, "{at}");
            }
            let mut pictures = Vec::new();
            for scheme in ["light", "dark"] {
                reader.system_colours(scheme).await;
                let path = folder.join(format!("{}-{width}-{scheme}.png", scene.name));
                pictures.push(reader.screenshot(&path).await);
            }
            let shown = u32::from_be_bytes(pictures[0][16..20].try_into().unwrap());
            assert_eq!(
                i64::from(shown),
                width,
                "the picture of {at} is as wide as the window"
            );
            assert_ne!(pictures[0], pictures[1], "{at}: dark is not light");
            for picture in pictures {
                assert!(picture.len() > NOT_BLANK, "{at}: {} bytes", picture.len());
            }
        }
    }
    let complaints = reader.complaints();
    assert!(
        complaints
            .iter()
            .all(|one| one.contains("404") && one.contains("amazons_founding")),
        "{complaints:?}"
    );
}
