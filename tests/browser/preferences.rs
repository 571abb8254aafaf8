//! What the reader's system asks for: its own few colours, and no motion.

use serde_json::json;

use super::driver::Reader;
use super::pages::SCENES;
use super::{AT_251, CURRENT, NOTE, PLAYING};
use crate::support;

/// A property of the first element that a selector finds, or of what is drawn before it.
fn style(selector: &str, property: &str) -> String {
    let (selector, before) = selector
        .split_once("::")
        .map_or((selector, ""), |(one, pseudo)| (one, pseudo));
    format!("getComputedStyle(document.querySelector(\"{selector}\"), '{before}').{property}")
}

impl Reader {
    async fn differ(&self, one: &str, other: &str, property: &str) {
        let (one_is, other_is) = (
            self.sees(&style(one, property)).await,
            self.sees(&style(other, property)).await,
        );
        assert_ne!(one_is, other_is, "{property} of {one} and {other}");
    }
}

#[tokio::test]
async fn in_the_systems_own_colours_everything_can_be_told_apart() {
    let reader = Reader::new().await;
    reader.system_prefers("forced-colors", "active").await;
    reader.visit(NOTE).await;
    assert_eq!(
        reader
            .sees("matchMedia('(forced-colors: active)').matches")
            .await,
        true
    );
    reader
        .differ(".site-header .site-logo", "body", "backgroundColor")
        .await;
    reader
        .differ(".poster .poster-play", "body", "backgroundColor")
        .await;
    reader
        .differ(
            ".poster .poster-play::after",
            ".poster .poster-play",
            "borderLeftColor",
        )
        .await;
    let see_through = "rgba(0, 0, 0, 0)";
    assert_eq!(
        reader
            .sees(&style(".poster .poster-play::after", "borderTopColor"))
            .await,
        see_through,
        "it is a triangle"
    );
    reader.click(AT_251).await;
    reader.until(PLAYING).await;
    reader.at_the_player("{ at: 268 }").await;
    reader.until_equal(CURRENT, json!(["4:27"])).await;
    let [now, other] = [
        ".text a.moment[aria-current]",
        ".text a.moment:not([aria-current])",
    ];
    reader.differ(now, other, "backgroundColor").await;
    reader.differ(now, other, "outlineStyle").await;
    let before = format!("{now}::before");
    assert_eq!(
        reader.sees(&style(&before, "borderTopColor")).await,
        see_through,
        "it is a triangle"
    );
    reader
        .until("document.querySelector('.sidebar-start .outline [aria-current]')")
        .await;
    let section = ".sidebar-start .outline [aria-current]::before";
    assert_eq!(
        reader.sees(&style(section, "borderLeftStyle")).await,
        "solid"
    );
    reader
        .differ(".timeline .this-note", "body", "stroke")
        .await;
    reader
        .differ(".timeline .this-note", ".timeline .other-notes", "stroke")
        .await;
    reader.click("button.auto-scroll").await;
    reader
        .differ(
            "button.auto-scroll::before",
            "button.save-moment::before",
            "content",
        )
        .await;
    reader.press("Tab").await;
    reader
        .until("document.activeElement.matches('button.save-moment')")
        .await;
    reader
        .differ("button.save-moment", "button.auto-scroll", "outlineStyle")
        .await;
    reader.press("/").await;
    reader
        .until("document.querySelector('dialog.search-dialog')?.open")
        .await;
    reader.types("cloud").await;
    reader
        .until("document.querySelector('.search-dialog [aria-selected=true]')")
        .await;
    reader
        .differ(
            ".search-dialog [aria-selected=true]",
            ".search-dialog [aria-selected=false]",
            "outlineStyle",
        )
        .await;
    assert_eq!(reader.complaints(), [""; 0]);
}

#[tokio::test]
async fn in_the_systems_own_colours_pages_can_be_looked_at() {
    let folder = support::folder("target/screenshots");
    std::fs::create_dir_all(&folder).unwrap();
    let reader = Reader::of_scenes().await;
    let mut ordinary = Vec::new();
    for colours in ["none", "active"] {
        reader.system_prefers("forced-colors", colours).await;
        for (at, scene) in SCENES
            .iter()
            .filter(|scene| ["note", "search", "finder"].contains(&scene.name))
            .enumerate()
        {
            reader.enters(scene).await;
            let path = folder.join(format!("{}-1440-forced-{colours}.png", scene.name));
            let picture = reader.screenshot(&path).await;
            match colours {
                "none" => ordinary.push(picture),
                _ => assert_ne!(picture, ordinary[at], "{}", scene.name),
            }
        }
    }
    reader
        .enters(SCENES.iter().find(|scene| scene.name == "search").unwrap())
        .await;
    reader.differ(".hits mark", ".hits p", "fontWeight").await;
}

/// Notes how each scroll to a moment was asked for, and how many things move by themselves.
const WATCH: &str = "window.scrolls = [];
    const scroll = Element.prototype.scrollIntoView;
    Element.prototype.scrollIntoView = function (how) { scrolls.push(how?.behavior ?? 'auto'); scroll.call(this, how); };";

#[tokio::test]
async fn whoever_wants_no_motion_sees_none() {
    for (preference, behaviour) in [("reduce", "instant"), ("no-preference", "smooth")] {
        let reader = Reader::new().await;
        reader
            .system_prefers("prefers-reduced-motion", preference)
            .await;
        reader.before_scripts(WATCH).await;
        reader.visit(NOTE).await;
        let still = "document.getAnimations().length";
        assert_eq!(reader.sees(still).await, 0, "on load");
        reader.click(AT_251).await;
        reader.until(PLAYING).await;
        reader.click("button.auto-scroll").await;
        reader.until_equal("scrolls.at(-1)", behaviour).await;
        reader.at_the_player("{ at: 424 }").await;
        reader.until_equal(CURRENT, json!(["7:03"])).await;
        reader.until_equal("scrolls.at(-1)", behaviour).await;
        if preference == "reduce" {
            assert_eq!(reader.sees(still).await, 0, "while it follows");
            assert_eq!(
                reader
                    .sees("scrolls.filter(how => how !== 'instant')")
                    .await,
                json!([])
            );
            assert_eq!(
                reader
                    .sees("getComputedStyle(document.documentElement).scrollBehavior")
                    .await,
                "auto"
            );
            for (key, open) in [
                ("?", "dialog.shortcuts-help"),
                ("/", "dialog.search-dialog"),
            ] {
                reader.press(key).await;
                reader
                    .until(&format!("document.querySelector('{open}')?.open"))
                    .await;
                assert_eq!(reader.sees(still).await, 0, "{open}");
                reader.press("Escape").await;
                reader
                    .until("!document.querySelector('dialog[open]')")
                    .await;
            }
        }
        assert_eq!(reader.complaints(), [""; 0]);
    }
}
