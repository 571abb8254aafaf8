//! The search dialog: suggestions while the reader types.

use serde_json::json;

use super::driver::Tab;
use super::{CURRENT_MOMENTS, IS_PLAYING, NOTE, START_TIMES};

pub(super) const IS_OPEN: &str = "document.querySelector('dialog.search-dialog')?.open";
const OPTIONS: &str =
    "[...document.querySelectorAll('[role=option]')].map(option => option.textContent)";
pub(super) const ACTIVE_OPTION: &str =
    "document.querySelector('[role=option][aria-selected=true]')?.textContent";
/// The active option for assistive technology.
const ACTIVE_DESCENDANT: &str = "document.getElementById(document.activeElement.getAttribute('aria-activedescendant'))?.textContent";

/// Types into the search dialog and waits for the suggestions for the complete text.
pub(super) async fn search(tab: &Tab, text: &str) {
    tab.type_text(text).await;
    tab.wait_until(&format!("{OPTIONS}.includes('All results for “{text}”')"))
        .await;
}

/// Waits until a quote is suggested, and selects the first one.
pub(super) async fn select_quote(tab: &Tab) {
    tab.wait_until("document.querySelector('[role=option] .search-dialog-time')")
        .await;
    while tab
        .evaluate("!document.querySelector('[aria-selected=true] .search-dialog-time')")
        .await
        == json!(true)
    {
        tab.press("ArrowDown").await;
    }
}

#[tokio::test]
async fn a_note_is_found_and_opened_with_the_keyboard() {
    let tab = Tab::new().await;
    tab.visit(NOTE).await;
    assert_eq!(
        tab
            .evaluate("performance.getEntriesByType('resource').filter(({ name }) => name.includes('finder.')).length")
            .await,
        0
    );
    tab.press("/").await;
    tab.wait_until(IS_OPEN).await;
    search(&tab, "keeping a kn").await;
    tab.wait_until_equal(ACTIVE_OPTION, "Keeping a knife sharp kitchen")
        .await;
    tab.wait_until_equal(ACTIVE_DESCENDANT, "Keeping a knife sharp kitchen")
        .await;
    tab.press("ArrowUp").await;
    tab.wait_until_equal(ACTIVE_DESCENDANT, "All results for “keeping a kn”")
        .await;
    tab.press("ArrowDown").await;
    tab.press("Enter").await;
    tab.wait_until_equal("location.pathname", "/kitchen/keeping_a_knife_sharp")
        .await;
    assert_eq!(tab.errors(), [""; 0]);
}

#[tokio::test]
async fn channels_come_first_if_a_name_begins_with_the_text() {
    let tab = Tab::new().await;
    tab.visit(NOTE).await;
    tab.press("/").await;
    tab.wait_until(IS_OPEN).await;
    let headings = "[...document.querySelectorAll('.search-dialog-heading')].map(heading => heading.textContent)";
    let status = "document.querySelector('.search-dialog [role=status]').textContent";
    search(&tab, "kit").await;
    tab.wait_until_equal(ACTIVE_OPTION, "kitchen").await;
    assert_eq!(tab.evaluate(&format!("{headings}[0]")).await, "Channels");
    tab.fill("itchen").await;
    tab.wait_until(&format!("{OPTIONS}.includes('All results for “itchen”')"))
        .await;
    assert_eq!(tab.evaluate(&format!("{headings}[0]")).await, "Notes");
    tab.fill("quired").await;
    tab.wait_until_equal(status, "1 suggestion").await;
}

#[tokio::test]
async fn the_dialog_says_if_nothing_was_found_and_offers_the_search_page() {
    let tab = Tab::new().await;
    tab.visit(NOTE).await;
    tab.press("/").await;
    tab.wait_until(IS_OPEN).await;
    tab.fill("qqqqqqq").await;
    tab.wait_until_equal(OPTIONS, json!(["Search for “qqqqqqq”"]))
        .await;
    let texts = "[...document.querySelectorAll('.search-dialog-heading, .search-dialog [role=status]')].map(element => element.textContent)";
    assert_eq!(
        tab.evaluate(texts).await,
        json!(["Nothing found", "Nothing found"])
    );
    tab.press("Enter").await;
    tab.wait_until("document.querySelector('.examples a')")
        .await;
    assert_eq!(
        tab.evaluate("location.pathname + location.search").await,
        "/search?q=qqqqqqq"
    );
}

#[tokio::test]
async fn it_covers_the_field_of_the_header() {
    let tab = Tab::new().await;
    for width in [1440, 820, 390] {
        tab.resize(width, 844).await;
        tab.visit(NOTE).await;
        let field = "document.querySelector('.site-header .search input').getBoundingClientRect()";
        let field = tab
            .evaluate(&format!(
                "(({{ left, top, right, bottom }}) => [left, top, right, bottom])({field})"
            ))
            .await;
        tab.press("/").await;
        tab.wait_until(IS_OPEN).await;
        let covers = format!(
            "(([left, top, right, bottom]) => {{
            const dialog = document.querySelector('.search-dialog').getBoundingClientRect();
            return dialog.left <= left && dialog.top <= top
                && dialog.right >= right && dialog.bottom >= bottom
                && dialog.left >= 0 && dialog.right <= innerWidth && dialog.top >= 0;
        }})({field})"
        );
        assert_eq!(tab.evaluate(&covers).await, true, "{width} px");
    }
}

#[tokio::test]
async fn with_a_touch_screen_it_names_no_keys() {
    let tab = Tab::new().await;
    tab.emulate_touch().await;
    tab.visit(NOTE).await;
    tab.click(".site-header .search input").await;
    tab.wait_until(IS_OPEN).await;
    search(&tab, "kit").await;
    tab.wait_until(ACTIVE_OPTION).await;
    let button = "document.querySelector('.search-dialog button').innerText";
    assert_eq!(tab.evaluate(button).await, "Cancel");
    let is_hint_visible = "document.querySelector('.search-dialog-hint').checkVisibility()";
    assert_eq!(tab.evaluate(is_hint_visible).await, false);
    tab.click(".search-dialog button").await;
    tab.wait_until(&format!("!{IS_OPEN}")).await;
}

#[tokio::test]
async fn closing_restores_the_focus() {
    let tab = Tab::new().await;
    tab.visit(NOTE).await;
    tab.evaluate("document.querySelector('.text a').focus()")
        .await;
    let focus = "document.activeElement.textContent";
    let before = tab.evaluate(focus).await;
    tab.press_with_modifiers("k", 2).await;
    tab.wait_until(IS_OPEN).await;
    tab.type_text("idle").await;
    tab.wait_until(ACTIVE_OPTION).await;
    tab.press("Escape").await;
    tab.wait_until(&format!("!{IS_OPEN}")).await;
    assert_eq!(tab.evaluate(focus).await, before);
    tab.press("/").await;
    tab.wait_until(IS_OPEN).await;
    tab.wait_until_equal(OPTIONS, json!([])).await;
}

#[tokio::test]
async fn text_typed_while_the_dialog_loads_is_preserved() {
    let tab = Tab::new().await;
    tab.visit(NOTE).await;
    // The dialog cannot load during a script.
    let dialog = tab
        .evaluate(
            "document.dispatchEvent(new KeyboardEvent('keydown', { key: '/', bubbles: true, cancelable: true })),
             document.execCommand('insertText', false, 'idl'), document.querySelector('dialog')",
        )
        .await;
    assert_eq!(dialog, json!(null), "the dialog is not loaded yet");
    tab.wait_until(IS_OPEN).await;
    tab.type_text("e").await;
    tab.wait_until_equal("document.querySelector('dialog input').value", "idle")
        .await;
    tab.wait_until(ACTIVE_OPTION).await;
    assert_eq!(
        tab.evaluate("document.querySelector('.site-header .search input').value")
            .await,
        ""
    );
}

#[tokio::test]
async fn a_slash_in_a_field_is_text() {
    let tab = Tab::new().await;
    tab.visit("/").await;
    tab.evaluate("document.querySelector('form.large input').focus()")
        .await;
    tab.type_text("/").await;
    assert_eq!(
        tab.evaluate("document.querySelector('form.large input').value")
            .await,
        "/"
    );
    assert_eq!(
        tab.evaluate("document.querySelector('dialog')").await,
        json!(null)
    );
}

#[tokio::test]
async fn a_late_response_does_not_overwrite_a_newer_one() {
    let tab = Tab::new().await;
    // The test delays the response to the first request, and ignores its abort signal.
    tab.add_init_script(
        "const originalFetch = window.fetch;
             window.fetch = async (url, { signal, ...options } = {}) => {
               const isDelayed = String(url).endsWith('q=idl');
               const response = originalFetch(url, options);
               if (isDelayed) await new Promise(resolve => { window.release = resolve; });
               return response;
             };",
    )
    .await;
    tab.visit(NOTE).await;
    tab.press("/").await;
    tab.wait_until(IS_OPEN).await;
    tab.fill("idl").await;
    tab.wait_until("window.release").await;
    tab.fill("keeping a").await;
    tab.wait_until_equal(ACTIVE_OPTION, "Keeping a knife sharp kitchen")
        .await;
    let options = tab.evaluate(OPTIONS).await;
    tab.evaluate("void (window.release(), setTimeout(() => { window.later = true; }, 200))")
        .await;
    tab.wait_until("window.later").await;
    assert_eq!(tab.evaluate(OPTIONS).await, options);
}

#[tokio::test]
async fn enter_before_the_response_opens_the_search_page() {
    let tab = Tab::new().await;
    let pending = "const originalFetch = window.fetch;
        window.fetch = (url, options) => String(url).startsWith('/api/') ? new Promise(() => {}) : originalFetch(url, options);";
    tab.add_init_script(pending).await;
    tab.visit(NOTE).await;
    tab.press("/").await;
    tab.wait_until(IS_OPEN).await;
    tab.type_text("honing").await;
    tab.press("Enter").await;
    tab.wait_until_equal("location.pathname + location.search", "/search?q=honing")
        .await;
}

#[tokio::test]
async fn a_moment_of_this_video_plays_in_place() {
    let tab = Tab::new().await;
    tab.visit(NOTE).await;
    tab.press("/").await;
    tab.wait_until(IS_OPEN).await;
    search(&tab, "margin on them").await;
    select_quote(&tab).await;
    tab.press_with_modifiers("Enter", 8).await;
    tab.wait_until_equal(START_TIMES, json!([230])).await;
    tab.wait_until(IS_PLAYING).await;
    assert_eq!(tab.evaluate(IS_OPEN).await, false);
    assert_eq!(
        tab.evaluate("location.pathname + location.search").await,
        "/acquired/origin?t=230"
    );
    assert_eq!(tab.evaluate(CURRENT_MOMENTS).await, json!(["3:50"]));
}

#[tokio::test]
async fn a_moment_of_another_video_opens_its_note() {
    let tab = Tab::new().await;
    tab.visit(NOTE).await;
    tab.press("/").await;
    tab.wait_until(IS_OPEN).await;
    search(&tab, "honing rod").await;
    tab.wait_until("document.querySelector('[role=option] .search-dialog-time')")
        .await;
    tab.press_with_modifiers("Enter", 8).await;
    tab.wait_until_equal(
        "location.pathname + location.search",
        "/kitchen/keeping_a_knife_sharp?t=167",
    )
    .await;
}
