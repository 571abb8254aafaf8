//! What keeps somebody out of a page: axe-core looks at it, as a test dependency that
//! `npm ci` installs.

use super::driver::Reader;
use crate::support::folder;

/// Runs axe-core's rules for WCAG 2.2 A and AA, and tells each violation as `rule: the elements`.
const RUN: &str = "void axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] })
    .then(({ violations }) => { window.violations = violations.map(({ id, nodes }) =>
        `${id}: ${nodes.map(({ html, failureSummary }) => html + ' ' + failureSummary).join(' | ')}`); })";

impl Reader {
    /// What axe-core finds wrong with the page as it is now.
    pub(super) async fn violations(&self) -> Vec<String> {
        let path = folder("node_modules/axe-core/axe.min.js");
        let axe = std::fs::read_to_string(&path)
            .unwrap_or_else(|_| panic!("{} is missing; npm ci installs it", path.display()));
        self.sees(&format!("window.violations = null; {axe}; void 0"))
            .await;
        self.sees(RUN).await;
        self.until("window.violations").await;
        let found = self.sees("window.violations").await;
        found
            .as_array()
            .expect("a list")
            .iter()
            .map(|one| one.as_str().unwrap_or_default().to_owned())
            .collect()
    }
}

#[tokio::test]
async fn nobody_is_kept_out_of_any_kind_of_page() {
    let reader = super::driver::Reader::new().await;
    let pages = [
        "/",
        super::NOTE,
        "/acquired",
        "/video/E1cxZuHrwZc",
        "/topic/profit_pools",
        "/history",
        "/map?q=soak",
        "/nothing/here",
    ];
    for colours in ["light", "dark"] {
        reader.system_colours(colours).await;
        for path in pages {
            reader.visit(path).await;
            // The map, and what is found on it, come later.
            reader
                .until("!document.querySelector('main.map') || document.querySelector('.map-top-hits a')")
                .await;
            assert_eq!(reader.violations().await, [""; 0], "{path}, {colours}");
        }
        reader.visit(super::NOTE).await;
        reader.click(super::AT_218).await;
        reader.until(super::PLAYING).await;
        reader
            .until("document.querySelector('.current-sentence').textContent")
            .await;
        reader.press("?").await;
        reader
            .until("document.querySelector('dialog.shortcuts-help')?.open")
            .await;
        assert_eq!(
            reader.violations().await,
            [""; 0],
            "the list of keys, {colours}"
        );
        reader.press("Escape").await;
        reader
            .until("!document.querySelector('dialog.shortcuts-help').open")
            .await;
        assert_eq!(
            reader.violations().await,
            [""; 0],
            "while it plays, {colours}"
        );
    }
}
