//! A click on a moment plays it wherever it stands: its page opens in this document, so the browser
//! still counts the click.

use serde_json::{Value, json};

use super::driver::Tab;
use super::history::save_moment;
use super::search_dialog::{IS_OPEN, search, select_quote};
use super::{CURRENT_MOMENTS, IS_PLAYING, NOTE, START_TIMES};

/// The seconds in the URL of the page, as a number.
const URL_SECONDS: &str = "Number(new URL(location.href).searchParams.get('t'))";

/// Waits until the page of a moment plays it. Returns its second.
pub(super) async fn wait_until_playing(tab: &Tab) -> Value {
    tab.wait_until("document.querySelector('main.note') && location.search.startsWith('?t=')")
        .await;
    tab.wait_until(IS_PLAYING).await;
    let seconds = tab.evaluate(URL_SECONDS).await;
    tab.wait_until_equal(&format!("{START_TIMES}.at(-1)"), seconds.clone())
        .await;
    assert_eq!(tab.evaluate(&format!("{CURRENT_MOMENTS}.length")).await, 1);
    seconds
}

#[tokio::test]
async fn a_moment_of_another_page_plays() {
    for (page, link) in [
        ("/search?q=winter", "main a.moment"),
        ("/topic/profit_pools", "main a.moment"),
        (
            NOTE,
            ".backlinks a.moment[href='/acquired/idle_servers?t=218']",
        ),
    ] {
        let tab = Tab::new().await;
        tab.visit(page).await;
        tab.click(link).await;
        wait_until_playing(&tab).await;
        assert_eq!(tab.errors(), [""; 0], "{page}");
    }
}

#[tokio::test]
async fn a_random_moment_plays() {
    let tab = Tab::new().await;
    tab.resize(390, 664).await;
    tab.visit("/history").await;
    tab.click(".menu-button").await;
    tab.click(".site-nav a[href='/random/moment']").await;
    wait_until_playing(&tab).await;
}

#[tokio::test]
async fn enter_on_a_moment_of_another_page_plays_it() {
    let tab = Tab::new().await;
    tab.visit("/search?q=winter").await;
    tab.press_enter_on("main a.moment").await;
    wait_until_playing(&tab).await;
}

#[tokio::test]
async fn enter_on_a_quote_in_the_search_dialog_plays_it() {
    let tab = Tab::new().await;
    tab.visit("/history").await;
    tab.press("/").await;
    tab.wait_until(IS_OPEN).await;
    search(&tab, "winter is busy").await;
    select_quote(&tab).await;
    tab.press("Enter").await;
    wait_until_playing(&tab).await;
}

#[tokio::test]
async fn a_saved_moment_plays() {
    let tab = Tab::new().await;
    save_moment(&tab).await;
    // A full load: nothing plays on this page.
    tab.visit("/history").await;
    tab.wait_until("document.querySelector('#kept a.moment')")
        .await;
    tab.click("#kept a.moment").await;
    assert_eq!(wait_until_playing(&tab).await, json!(218));
}

#[tokio::test]
async fn back_to_a_moment_does_not_play_it() {
    let tab = Tab::new().await;
    tab.visit("/search?q=winter").await;
    tab.click("main a.moment").await;
    wait_until_playing(&tab).await;
    tab.evaluate("location.assign('/history')").await;
    tab.wait_until("document.querySelector('main.history')")
        .await;
    tab.evaluate("document.querySelector('.mini-player button:last-child').click()")
        .await;
    tab.evaluate("history.back()").await;
    tab.wait_until("document.querySelector('main.note')").await;
    tab.wait_until("!navigation.transition").await;
    assert_eq!(
        tab.evaluate("document.querySelectorAll('iframe').length")
            .await,
        0
    );
}
