//! A card tells what a link leads to, and is never in the way.

use serde_json::json;

use super::NOTE;
use super::driver::Reader;
use crate::support::site;

const LINK: &str = "document.querySelector('.text a[href=\"/acquired/idle_servers\"]')";
pub(super) const CARD: &str = "document.querySelector('.preview-card strong')?.textContent ?? null";

/// Time that passes when the test says so.
pub(super) const CLOCK: &str = "
    const pending = window.pending = new Map();
    let last = 0;
    window.setTimeout = act => (pending.set(++last, act), last);
    window.clearTimeout = id => pending.delete(id);
    window.elapse = () => { for (const [id, act] of [...pending]) { pending.delete(id); act(); } };";

impl Reader {
    /// Waits until something waits for time to pass, and lets it pass.
    pub(super) async fn time_passes(&self) {
        self.until("pending.size").await;
        self.sees("elapse()").await;
    }

    pub(super) async fn points(&self, what: &str, kind: &str, at: &str) {
        let event =
            format!("new PointerEvent('{kind}', {{ bubbles: true, pointerType: '{what}' }})");
        self.sees(&format!("{at}.dispatchEvent({event})")).await;
    }
}

#[tokio::test]
async fn who_hovers_a_link_sees_where_it_leads() {
    let reader = Reader::new().await;
    reader.before_scripts(CLOCK).await;
    reader.visit(NOTE).await;
    reader.points("mouse", "pointerover", LINK).await;
    reader.time_passes().await;
    reader.until_equal(CARD, "Idle servers").await;
    assert_eq!(
        reader
            .sees(&format!("{LINK}.getAttribute('aria-describedby')"))
            .await,
        "preview_card"
    );
    let covers = format!(
        "(({{ top, bottom }}, card) => card.top < bottom && card.bottom > top)
            ({LINK}.getBoundingClientRect(), document.querySelector('.preview-card').getBoundingClientRect())"
    );
    assert_eq!(reader.sees(&covers).await, false);
    // From the link onto the card: it stays.
    reader.points("mouse", "pointerout", LINK).await;
    reader.until("pending.size").await;
    reader
        .sees("document.querySelector('.preview-card').dispatchEvent(new PointerEvent('pointerenter'))")
        .await;
    assert_eq!(
        reader.sees("pending.size").await,
        0,
        "nothing will close it"
    );
    assert_eq!(reader.sees(CARD).await, "Idle servers");
    reader.press("Escape").await;
    assert_eq!(reader.sees(CARD).await, json!(null));
    assert_eq!(
        reader
            .sees(&format!("{LINK}.hasAttribute('aria-describedby')"))
            .await,
        false
    );
    reader
        .points(
            "mouse",
            "pointerover",
            "document.querySelector('.text a.unresolved')",
        )
        .await;
    reader.time_passes().await;
    reader
        .until("document.querySelector('.preview-card .summary')?.textContent.startsWith('No note yet')")
        .await;
    reader
        .points(
            "mouse",
            "pointerout",
            "document.querySelector('.text a.unresolved')",
        )
        .await;
    reader.time_passes().await;
    reader.until_equal(CARD, json!(null)).await;
    assert_eq!(reader.complaints(), [""; 0]);
}

#[tokio::test]
async fn the_keyboard_sees_it_and_a_finger_does_not() {
    let reader = Reader::new().await;
    reader.before_scripts(CLOCK).await;
    reader.visit(NOTE).await;
    reader.points("touch", "pointerover", LINK).await;
    reader
        .points("mouse", "pointerover", "document.querySelector('h1')")
        .await;
    assert_eq!(reader.sees("pending.size").await, 0, "nothing will open");
    assert_eq!(
        reader
            .sees("performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('/preview-card.js')).length")
            .await,
        0
    );
    // A key first, so that the focus shows.
    reader.press("Tab").await;
    reader.sees(&format!("{LINK}.focus()")).await;
    reader.time_passes().await;
    reader.until_equal(CARD, "Idle servers").await;
    reader.sees("document.activeElement.blur()").await;
    reader.time_passes().await;
    reader.until_equal(CARD, json!(null)).await;
}

#[tokio::test]
async fn a_heading_named_card_is_not_taken_for_the_card() {
    let notes = tempfile::tempdir().unwrap();
    std::fs::create_dir(notes.path().join("c")).unwrap();
    std::fs::write(
        notes.path().join("c/one.md"),
        "---\ntitle: One\n---\n[[two]]\n\n## Card\n",
    )
    .unwrap();
    std::fs::write(
        notes.path().join("c/two.md"),
        "---\ntitle: Two\n---\nWords.\n",
    )
    .unwrap();
    let reader = Reader::of(site(notes.path())).await;
    reader.before_scripts(CLOCK).await;
    reader.visit("/c/one").await;
    let link = "document.querySelector('.text a[href=\"/c/two\"]')";
    reader.points("mouse", "pointerover", link).await;
    reader.time_passes().await;
    reader.until_equal(CARD, "Two").await;
    let described =
        format!("document.getElementById({link}.getAttribute('aria-describedby')).className");
    assert_eq!(reader.sees(&described).await, "preview-card");
}
