//! The preview card of a link.

use serde_json::json;

use super::NOTE;
use super::driver::Tab;
use crate::support::site;

const LINK: &str = "document.querySelector('.text a[href=\"/acquired/idle_servers\"]')";
pub(super) const CARD_TITLE: &str =
    "document.querySelector('.preview-card strong')?.textContent ?? null";

/// Fake timers, which fire when the test calls `fireTimers`.
pub(super) const FAKE_TIMERS: &str = "
    const timers = window.timers = new Map();
    let last = 0;
    window.setTimeout = callback => (timers.set(++last, callback), last);
    window.clearTimeout = id => timers.delete(id);
    window.fireTimers = () => { for (const [id, callback] of [...timers]) { timers.delete(id); callback(); } };";

impl Tab {
    /// Waits until a timer is set, and fires all timers.
    pub(super) async fn fire_timers(&self) {
        self.wait_until("timers.size").await;
        self.evaluate("fireTimers()").await;
    }

    pub(super) async fn dispatch_pointer_event(
        &self,
        pointer_type: &str,
        event_type: &str,
        target: &str,
    ) {
        let event = format!(
            "new PointerEvent('{event_type}', {{ bubbles: true, pointerType: '{pointer_type}' }})"
        );
        self.evaluate(&format!("{target}.dispatchEvent({event})"))
            .await;
    }
}

#[tokio::test]
async fn hovering_a_link_shows_its_preview() {
    let tab = Tab::new().await;
    tab.add_init_script(FAKE_TIMERS).await;
    tab.visit(NOTE).await;
    tab.dispatch_pointer_event("mouse", "pointerover", LINK)
        .await;
    tab.fire_timers().await;
    tab.wait_until_equal(CARD_TITLE, "Idle servers").await;
    assert_eq!(
        tab.evaluate(&format!("{LINK}.getAttribute('aria-describedby')"))
            .await,
        "preview_card"
    );
    let covers = format!(
        "(({{ top, bottom }}, card) => card.top < bottom && card.bottom > top)
            ({LINK}.getBoundingClientRect(), document.querySelector('.preview-card').getBoundingClientRect())"
    );
    assert_eq!(tab.evaluate(&covers).await, false);
    // The card stays if the pointer moves from the link to the card.
    tab.dispatch_pointer_event("mouse", "pointerout", LINK)
        .await;
    tab.wait_until("timers.size").await;
    tab.evaluate(
        "document.querySelector('.preview-card').dispatchEvent(new PointerEvent('pointerenter'))",
    )
    .await;
    assert_eq!(
        tab.evaluate("timers.size").await,
        0,
        "no timer will close it"
    );
    assert_eq!(tab.evaluate(CARD_TITLE).await, "Idle servers");
    tab.press("Escape").await;
    assert_eq!(tab.evaluate(CARD_TITLE).await, json!(null));
    assert_eq!(
        tab.evaluate(&format!("{LINK}.hasAttribute('aria-describedby')"))
            .await,
        false
    );
    tab.dispatch_pointer_event(
        "mouse",
        "pointerover",
        "document.querySelector('.text a.unresolved')",
    )
    .await;
    tab.fire_timers().await;
    tab.wait_until(
        "document.querySelector('.preview-card .summary')?.textContent.startsWith('No note yet')",
    )
    .await;
    tab.dispatch_pointer_event(
        "mouse",
        "pointerout",
        "document.querySelector('.text a.unresolved')",
    )
    .await;
    tab.fire_timers().await;
    tab.wait_until_equal(CARD_TITLE, json!(null)).await;
    assert_eq!(tab.errors(), [""; 0]);
}

#[tokio::test]
async fn keyboard_focus_opens_it_and_touch_does_not() {
    let tab = Tab::new().await;
    tab.add_init_script(FAKE_TIMERS).await;
    tab.visit(NOTE).await;
    tab.dispatch_pointer_event("touch", "pointerover", LINK)
        .await;
    tab.dispatch_pointer_event("mouse", "pointerover", "document.querySelector('h1')")
        .await;
    assert_eq!(
        tab.evaluate("timers.size").await,
        0,
        "no timer will open it"
    );
    assert_eq!(
        tab
            .evaluate("performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('/preview-card.js')).length")
            .await,
        0
    );
    // A key press first, so that `:focus-visible` matches.
    tab.press("Tab").await;
    tab.evaluate(&format!("{LINK}.focus()")).await;
    tab.fire_timers().await;
    tab.wait_until_equal(CARD_TITLE, "Idle servers").await;
    tab.evaluate("document.activeElement.blur()").await;
    tab.fire_timers().await;
    tab.wait_until_equal(CARD_TITLE, json!(null)).await;
}

#[tokio::test]
async fn a_heading_named_card_is_not_mistaken_for_the_card() {
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
    let tab = Tab::with_site(site(notes.path())).await;
    tab.add_init_script(FAKE_TIMERS).await;
    tab.visit("/c/one").await;
    let link = "document.querySelector('.text a[href=\"/c/two\"]')";
    tab.dispatch_pointer_event("mouse", "pointerover", link)
        .await;
    tab.fire_timers().await;
    tab.wait_until_equal(CARD_TITLE, "Two").await;
    let described =
        format!("document.getElementById({link}.getAttribute('aria-describedby')).className");
    assert_eq!(tab.evaluate(&described).await, "preview-card");
}
