//! Preferences of the system: forced colors and reduced motion.

use serde_json::json;

use super::driver::Tab;
use super::pages::SCENES;
use super::{AT_251, CURRENT_MOMENTS, IS_PLAYING, NOTE};
use crate::support;

/// An expression for a computed style of an element or pseudo-element.
fn style(selector: &str, property: &str) -> String {
    let (selector, pseudo) = selector.split_once("::").unwrap_or((selector, ""));
    format!("getComputedStyle(document.querySelector(\"{selector}\"), '{pseudo}').{property}")
}

impl Tab {
    async fn assert_styles_differ(&self, one: &str, other: &str, property: &str) {
        let (one_is, other_is) = (
            self.evaluate(&style(one, property)).await,
            self.evaluate(&style(other, property)).await,
        );
        assert_ne!(one_is, other_is, "{property} of {one} and {other}");
    }
}

#[tokio::test]
async fn with_forced_colors_states_are_distinguishable() {
    let tab = Tab::new().await;
    tab.emulate_media_feature("forced-colors", "active").await;
    tab.visit(NOTE).await;
    assert_eq!(
        tab.evaluate("matchMedia('(forced-colors: active)').matches")
            .await,
        true
    );
    tab.assert_styles_differ(".site-header .site-logo", "body", "backgroundColor")
        .await;
    tab.assert_styles_differ(".poster .poster-play", "body", "backgroundColor")
        .await;
    tab.assert_styles_differ(
        ".poster .poster-play::after",
        ".poster .poster-play",
        "borderLeftColor",
    )
    .await;
    let transparent = "rgba(0, 0, 0, 0)";
    assert_eq!(
        tab.evaluate(&style(".poster .poster-play::after", "borderTopColor"))
            .await,
        transparent,
        "it is a triangle"
    );
    tab.click(AT_251).await;
    tab.wait_until(IS_PLAYING).await;
    tab.control_player("{ time: 268 }").await;
    tab.wait_until_equal(CURRENT_MOMENTS, json!(["4:27"])).await;
    let [current, other] = [
        ".text a.moment[aria-current]",
        ".text a.moment:not([aria-current])",
    ];
    tab.assert_styles_differ(current, other, "backgroundColor")
        .await;
    tab.assert_styles_differ(current, other, "outlineStyle")
        .await;
    tab.evaluate("scrollTo({ top: document.body.scrollHeight, behavior: 'instant' })")
        .await;
    tab.wait_until("document.querySelector('.sidebar-start .outline [aria-current]')")
        .await;
    let section = ".sidebar-start .outline [aria-current]::before";
    assert_eq!(
        tab.evaluate(&style(section, "borderLeftStyle")).await,
        "solid"
    );
    tab.assert_styles_differ(".timeline .this-note", "body", "stroke")
        .await;
    tab.assert_styles_differ(".timeline .this-note", ".timeline .other-notes", "stroke")
        .await;
    tab.click("button.auto-scroll").await;
    tab.assert_styles_differ(
        "button.auto-scroll",
        "button.save-moment",
        "backgroundColor",
    )
    .await;
    tab.press("Tab").await;
    tab.wait_until("document.activeElement.matches('button.save-moment')")
        .await;
    tab.assert_styles_differ("button.save-moment", "button.auto-scroll", "outlineStyle")
        .await;
    tab.press("/").await;
    tab.wait_until("document.querySelector('dialog.search-dialog')?.open")
        .await;
    tab.type_text("cloud").await;
    tab.wait_until("document.querySelector('.search-dialog [aria-selected=true]')")
        .await;
    tab.assert_styles_differ(
        ".search-dialog [aria-selected=true]",
        ".search-dialog [aria-selected=false]",
        "outlineStyle",
    )
    .await;
    assert_eq!(tab.errors(), [""; 0]);
}

#[tokio::test]
async fn screenshots_with_forced_colors() {
    let folder = support::folder("target/screenshots");
    std::fs::create_dir_all(&folder).unwrap();
    let tab = Tab::for_scenes().await;
    let mut without_forced_colors = Vec::new();
    for forced_colors in ["none", "active"] {
        tab.emulate_media_feature("forced-colors", forced_colors)
            .await;
        for (index, scene) in SCENES
            .iter()
            .filter(|scene| ["note", "search", "search-dialog"].contains(&scene.name))
            .enumerate()
        {
            tab.open_scene(scene).await;
            let path = folder.join(format!("{}-1440-forced-{forced_colors}.png", scene.name));
            let screenshot = tab.screenshot(&path).await;
            match forced_colors {
                "none" => without_forced_colors.push(screenshot),
                _ => assert_ne!(screenshot, without_forced_colors[index], "{}", scene.name),
            }
        }
    }
    tab.open_scene(SCENES.iter().find(|scene| scene.name == "search").unwrap())
        .await;
    tab.assert_styles_differ(".hits mark", ".hits p", "fontWeight")
        .await;
}

/// Records the behavior of each scroll to a moment.
const RECORD_SCROLLS: &str = "window.scrolls = [];
    const scroll = Element.prototype.scrollIntoView;
    Element.prototype.scrollIntoView = function (options) { scrolls.push(options?.behavior ?? 'auto'); scroll.call(this, options); };";

#[tokio::test]
async fn with_reduced_motion_nothing_is_animated() {
    for (preference, behavior) in [("reduce", "instant"), ("no-preference", "smooth")] {
        let tab = Tab::new().await;
        tab.emulate_media_feature("prefers-reduced-motion", preference)
            .await;
        tab.add_init_script(RECORD_SCROLLS).await;
        tab.visit(NOTE).await;
        let animation_count = "document.getAnimations().length";
        assert_eq!(tab.evaluate(animation_count).await, 0, "on load");
        tab.click(AT_251).await;
        tab.wait_until(IS_PLAYING).await;
        tab.click("button.auto-scroll").await;
        tab.wait_until_equal("scrolls.at(-1)", behavior).await;
        tab.control_player("{ time: 424 }").await;
        tab.wait_until_equal(CURRENT_MOMENTS, json!(["7:03"])).await;
        tab.wait_until_equal("scrolls.at(-1)", behavior).await;
        if preference == "reduce" {
            assert_eq!(
                tab.evaluate(animation_count).await,
                0,
                "during automatic scrolling"
            );
            assert_eq!(
                tab.evaluate("scrolls.filter(behavior => behavior !== 'instant')")
                    .await,
                json!([])
            );
            assert_eq!(
                tab.evaluate("getComputedStyle(document.documentElement).scrollBehavior")
                    .await,
                "auto"
            );
            for (key, open) in [
                ("?", "dialog.shortcuts-help"),
                ("/", "dialog.search-dialog"),
            ] {
                tab.press(key).await;
                tab.wait_until(&format!("document.querySelector('{open}')?.open"))
                    .await;
                assert_eq!(tab.evaluate(animation_count).await, 0, "{open}");
                tab.press("Escape").await;
                tab.wait_until("!document.querySelector('dialog[open]')")
                    .await;
            }
        }
        assert_eq!(tab.errors(), [""; 0]);
    }
}
