//! Accessibility checks with axe-core, a test dependency that `npm ci` installs.

use super::driver::Tab;
use crate::support::{folder, long_video};

/// Runs axe-core's rules for WCAG 2.2 A and AA, and formats each violation as `rule: elements`.
const RUN_AXE: &str = "void axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] })
    .then(({ violations }) => { window.violations = violations.map(({ id, nodes }) =>
        `${id}: ${nodes.map(({ html, failureSummary }) => html + ' ' + failureSummary).join(' | ')}`); })";

impl Tab {
    /// The violations that axe-core finds in the current state of the page.
    pub(super) async fn violations(&self) -> Vec<String> {
        let path = folder("node_modules/axe-core/axe.min.js");
        let axe = std::fs::read_to_string(&path)
            .unwrap_or_else(|_| panic!("{} is missing; npm ci installs it", path.display()));
        self.evaluate(&format!("window.violations = null; {axe}; void 0"))
            .await;
        self.evaluate(RUN_AXE).await;
        self.wait_until("window.violations").await;
        let found = self.evaluate("window.violations").await;
        found
            .as_array()
            .expect("a list")
            .iter()
            .map(|violation| violation.as_str().unwrap_or_default().to_owned())
            .collect()
    }
}

#[tokio::test]
async fn pages_with_uncertain_moments_are_accessible() {
    let (_folder, site) = long_video::site();
    let tab = Tab::with_site(site).await;
    for scheme in ["light", "dark"] {
        tab.emulate_color_scheme(scheme).await;
        // The URL makes an uncertain moment the current one.
        for path in ["/bread/by_hand?t=1511", "/video/L0ngBread00"] {
            tab.visit(path).await;
            assert_eq!(tab.violations().await, [""; 0], "{path}, {scheme}");
        }
    }
}

#[tokio::test]
async fn every_kind_of_page_is_accessible() {
    let tab = Tab::new().await;
    let pages = [
        "/",
        super::NOTE,
        "/acquired",
        "/video/E1cxZuHrwZc",
        "/topic/profit_pools",
        "/tag",
        "/tag/tools",
        "/kitchen/keeping_a_knife_sharp",
        "/history",
        "/map?q=soak",
        "/nothing/here",
    ];
    for scheme in ["light", "dark"] {
        tab.emulate_color_scheme(scheme).await;
        for path in pages {
            tab.visit(path).await;
            // The map and its search results are loaded later.
            tab.wait_until(
                "!document.querySelector('main.map') || document.querySelector('.map-top-hits a')",
            )
            .await;
            assert_eq!(tab.violations().await, [""; 0], "{path}, {scheme}");
        }
        tab.visit(super::NOTE).await;
        tab.click(super::AT_218).await;
        tab.wait_until(super::IS_PLAYING).await;
        tab.wait_until("document.querySelector('.current-sentence').textContent")
            .await;
        tab.press("?").await;
        tab.wait_until("document.querySelector('dialog.shortcuts-help')?.open")
            .await;
        assert_eq!(
            tab.violations().await,
            [""; 0],
            "the keyboard shortcuts, {scheme}"
        );
        tab.press("Escape").await;
        tab.wait_until("!document.querySelector('dialog.shortcuts-help').open")
            .await;
        assert_eq!(tab.violations().await, [""; 0], "during playback, {scheme}");
    }
}
