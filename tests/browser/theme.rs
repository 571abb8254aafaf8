//! The theme: the system's, or the one the reader chose, from the first paint on.

use serde_json::json;

use super::NOTE;
use super::driver::Reader;

const PAPER: &str = "getComputedStyle(document.body).backgroundColor";
const LABEL: &str = "document.querySelector('button.theme-switch').innerText";

#[tokio::test]
async fn the_theme_follows_the_system_until_the_reader_chooses() {
    let reader = Reader::new().await;
    reader.system_colours("light").await;
    reader.visit(NOTE).await;
    let light = reader.sees(PAPER).await;
    reader.system_colours("dark").await;
    let dark = reader.sees(PAPER).await;
    assert_ne!(light, dark);
    reader.until_equal(LABEL, "Theme: system").await;
    reader.click("button.theme-switch").await;
    reader.until_equal(LABEL, "Theme: light").await;
    assert_eq!(reader.sees(PAPER).await, light);
    reader.click("button.theme-switch").await;
    reader.until_equal(LABEL, "Theme: dark").await;
    assert_eq!(reader.sees(PAPER).await, dark);
    assert_eq!(
        reader.sees("localStorage.getItem('cueleaf-theme')").await,
        "dark"
    );
    reader.click("button.theme-switch").await;
    reader.until_equal(LABEL, "Theme: system").await;
    assert_eq!(
        reader.sees("localStorage.getItem('cueleaf-theme')").await,
        json!(null)
    );
}

#[tokio::test]
async fn a_chosen_theme_is_there_before_the_page_is_painted() {
    let reader = Reader::new().await;
    reader.system_colours("light").await;
    reader.visit(NOTE).await;
    assert_eq!(reader.sees("firstTheme").await, "system");
    let light = reader.sees(PAPER).await;
    reader.click("button.theme-switch").await;
    reader.click("button.theme-switch").await;
    reader.until_equal(LABEL, "Theme: dark").await;
    reader.reload().await;
    reader.until_equal(LABEL, "Theme: dark").await;
    assert_eq!(reader.sees("firstTheme").await, "dark");
    assert_ne!(reader.sees(PAPER).await, light);
    reader.visit("/").await;
    assert_eq!(reader.sees("firstTheme").await, "dark");
}

#[tokio::test]
async fn a_browser_that_keeps_nothing_still_changes_its_theme() {
    let reader = Reader::new().await;
    reader.visit(NOTE).await;
    reader
        .sees("void Object.defineProperty(window, 'localStorage', { get() { throw new Error('kept nothing'); } })")
        .await;
    reader.click("button.theme-switch").await;
    reader.until_equal(LABEL, "Theme: light").await;
    assert_eq!(
        reader.sees("document.documentElement.dataset.theme").await,
        "light"
    );
    assert_eq!(reader.complaints(), [""; 0]);
    assert_eq!(
        reader
            .sees("document.querySelector('button.theme-switch').hidden")
            .await,
        json!(false)
    );
}
