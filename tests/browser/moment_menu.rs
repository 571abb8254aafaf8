//! The menu of a moment: play, copy, save and share.

use serde_json::json;

use super::driver::Tab;
use super::preview_card::FAKE_TIMERS;
use super::{AT_218, AT_230, NOTE, START_TIMES};

const LINK: &str = "document.querySelector(\".text a.moment[data-seconds='218']\")";
pub(super) const LABEL: &str =
    "document.querySelector('.moment-menu:popover-open')?.getAttribute('aria-label') ?? null";
pub(super) const TOAST: &str = "document.querySelector('.toast').textContent";
/// What was copied last, because the clipboard belongs to all tabs.
pub(super) const COPIED: &str = "window.copied ?? null";
pub(super) const RECORD_COPIES: &str = "navigator.clipboard.write = async ([item]) => {
    window.copied = await (await item.getType('text/plain')).text();
};";

/// A tab with the menu of the moment at 3:38 open.
async fn with_menu() -> Tab {
    let tab = Tab::new().await;
    tab.add_init_script(&format!("{FAKE_TIMERS} {RECORD_COPIES}"))
        .await;
    tab.visit(NOTE).await;
    tab.dispatch_pointer_event("mouse", "pointerover", LINK)
        .await;
    tab.fire_timers().await;
    tab.wait_until_equal(LABEL, "Actions for 3:38").await;
    tab
}

#[tokio::test]
async fn a_hovered_moment_can_be_copied_saved_and_played() {
    let tab = with_menu().await;
    let covers = format!(
        "(({{ top, bottom }}, menu) => menu.top < bottom && menu.bottom > top)
            ({LINK}.getBoundingClientRect(), document.querySelector('.moment-menu').getBoundingClientRect())"
    );
    assert_eq!(tab.evaluate(&covers).await, false);
    tab.click(".moment-menu [name='copy-link']").await;
    let url = tab.url("/acquired/origin?t=218");
    tab.wait_until_equal(COPIED, url.clone()).await;
    tab.wait_until_equal(TOAST, "Link copied").await;
    tab.click(".moment-menu [name='copy-quote']").await;
    tab.wait_until_equal(
        COPIED,
        format!("“Big machines came bundled with their software.”\nWhere the cloud came from, 3:38\n{url}"),
    )
    .await;
    tab.click(".moment-menu [name='save']").await;
    tab.wait_until_equal(TOAST, "Saved 3:38 History").await;
    assert_eq!(
        tab.evaluate(
            "JSON.parse(localStorage.getItem('cueleaf-kept')).map(({ path, title, seconds, said }) => [path, title, seconds, said])"
        )
        .await,
        json!([[
            "/acquired/origin",
            "Where the cloud came from",
            218,
            "Big machines came bundled with their software."
        ]])
    );
    tab.click(".moment-menu [name='play']").await;
    tab.wait_until_equal(START_TIMES, json!([218])).await;
    assert_eq!(tab.errors(), [""; 0]);
}

#[tokio::test]
async fn it_stays_open_after_the_menu_of_another_moment_was_used() {
    let tab = with_menu().await;
    tab.click(".moment-menu [name='save']").await;
    tab.wait_until(TOAST).await;
    let other = format!("document.querySelector(\"{AT_230}\")");
    tab.dispatch_pointer_event("mouse", "pointerover", &other)
        .await;
    tab.fire_timers().await;
    tab.wait_until_equal(LABEL, "Actions for 3:50").await;
    assert_eq!(
        tab.evaluate("timers.size").await,
        0,
        "no timer will close it"
    );
}

#[tokio::test]
async fn the_menu_opens_for_the_keyboard_and_is_one_tab_stop() {
    let tab = Tab::new().await;
    tab.add_init_script(FAKE_TIMERS).await;
    tab.visit(NOTE).await;
    tab.press("Tab").await;
    tab.evaluate(&format!("{LINK}.focus({{ focusVisible: true }})"))
        .await;
    tab.fire_timers().await;
    tab.wait_until_equal(LABEL, "Actions for 3:38").await;
    let focused = "document.activeElement.name ?? document.activeElement.textContent";
    tab.press("Tab").await;
    tab.wait_until_equal(focused, "play").await;
    tab.press("ArrowRight").await;
    tab.wait_until_equal(focused, "copy-link").await;
    tab.press("ArrowLeft").await;
    tab.press("ArrowLeft").await;
    assert_ne!(tab.evaluate(focused).await, "play");
    tab.press("Escape").await;
    tab.wait_until_equal(LABEL, json!(null)).await;
    assert_eq!(
        tab.evaluate("document.activeElement.textContent").await,
        "3:38"
    );
    assert_eq!(tab.errors(), [""; 0]);
}

#[tokio::test]
async fn a_long_press_opens_the_menu_and_does_not_play() {
    let tab = Tab::new().await;
    tab.add_init_script(FAKE_TIMERS).await;
    tab.visit(NOTE).await;
    tab.dispatch_pointer_event("touch", "pointerdown", LINK)
        .await;
    tab.fire_timers().await;
    tab.wait_until_equal(LABEL, "Actions for 3:38").await;
    tab.dispatch_pointer_event("touch", "pointerup", LINK).await;
    tab.evaluate(&format!("{LINK}.click()")).await;
    assert_eq!(
        tab.evaluate("document.querySelector('.player iframe')")
            .await,
        json!(null),
        "the click of the press does not play"
    );
    // A short touch is a click.
    tab.dispatch_pointer_event("touch", "pointerdown", LINK)
        .await;
    tab.dispatch_pointer_event("touch", "pointerup", LINK).await;
    tab.click(AT_218).await;
    tab.wait_until_equal(START_TIMES, json!([218])).await;
    assert_eq!(tab.errors(), [""; 0]);
}

#[tokio::test]
async fn it_opens_in_place_of_the_menu_of_the_browser() {
    let tab = Tab::new().await;
    // The browser's delay is shorter than that of the page.
    tab.add_init_script(FAKE_TIMERS).await;
    tab.visit(NOTE).await;
    let open_own_menu = format!(
        "{LINK}.dispatchEvent(new PointerEvent('contextmenu', {{ bubbles: true, cancelable: true }}))"
    );
    tab.dispatch_pointer_event("mouse", "pointerdown", LINK)
        .await;
    assert_eq!(tab.evaluate(&open_own_menu).await, true);
    tab.dispatch_pointer_event("touch", "pointerdown", LINK)
        .await;
    assert_eq!(tab.evaluate(&open_own_menu).await, false);
    tab.wait_until_equal(LABEL, "Actions for 3:38").await;
    assert_eq!(tab.evaluate("timers.size").await, 0);
    assert_eq!(tab.errors(), [""; 0]);
}

#[tokio::test]
async fn a_moment_of_another_note_is_saved_with_that_note() {
    let tab = Tab::new().await;
    tab.add_init_script(FAKE_TIMERS).await;
    tab.visit("/search?q=big+machines+bundled").await;
    tab.dispatch_pointer_event(
        "mouse",
        "pointerover",
        "document.querySelector('main a.moment')",
    )
    .await;
    // The preview card has a timer, too.
    tab.wait_until("(fireTimers(), document.querySelector('.moment-menu:popover-open'))")
        .await;
    tab.click(".moment-menu [name='save']").await;
    tab.wait_until("document.querySelector('.toast').textContent")
        .await;
    assert_eq!(
        tab.evaluate(
            "JSON.parse(localStorage.getItem('cueleaf-kept')).map(({ path, said }) => [path, said])"
        )
        .await,
        json!([[
            "/acquired/origin",
            "Big machines came bundled with their software."
        ]])
    );
}
