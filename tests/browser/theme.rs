//! The theme: that of the system or of the reader's choice, from the first paint.

use serde_json::json;

use super::NOTE;
use super::driver::Tab;

const BACKGROUND: &str = "getComputedStyle(document.body).backgroundColor";
const LABEL: &str = "document.querySelector('button.theme-switch').innerText";

#[tokio::test]
async fn the_theme_is_that_of_the_system_until_the_reader_chooses() {
    let tab = Tab::new().await;
    tab.emulate_color_scheme("light").await;
    tab.visit(NOTE).await;
    let light = tab.evaluate(BACKGROUND).await;
    tab.emulate_color_scheme("dark").await;
    let dark = tab.evaluate(BACKGROUND).await;
    assert_ne!(light, dark);
    tab.wait_until_equal(LABEL, "Theme: system").await;
    tab.click("button.theme-switch").await;
    tab.wait_until_equal(LABEL, "Theme: light").await;
    assert_eq!(tab.evaluate(BACKGROUND).await, light);
    tab.click("button.theme-switch").await;
    tab.wait_until_equal(LABEL, "Theme: dark").await;
    assert_eq!(tab.evaluate(BACKGROUND).await, dark);
    assert_eq!(
        tab.evaluate("localStorage.getItem('cueleaf-theme')").await,
        "dark"
    );
    tab.click("button.theme-switch").await;
    tab.wait_until_equal(LABEL, "Theme: system").await;
    assert_eq!(
        tab.evaluate("localStorage.getItem('cueleaf-theme')").await,
        json!(null)
    );
}

#[tokio::test]
async fn a_chosen_theme_is_applied_before_the_first_paint() {
    let tab = Tab::new().await;
    tab.emulate_color_scheme("light").await;
    tab.visit(NOTE).await;
    assert_eq!(tab.evaluate("firstTheme").await, "system");
    let light = tab.evaluate(BACKGROUND).await;
    tab.click("button.theme-switch").await;
    tab.click("button.theme-switch").await;
    tab.wait_until_equal(LABEL, "Theme: dark").await;
    tab.reload().await;
    tab.wait_until_equal(LABEL, "Theme: dark").await;
    assert_eq!(tab.evaluate("firstTheme").await, "dark");
    assert_ne!(tab.evaluate(BACKGROUND).await, light);
    tab.visit("/").await;
    assert_eq!(tab.evaluate("firstTheme").await, "dark");
}

#[tokio::test]
async fn without_storage_the_theme_can_be_changed() {
    let tab = Tab::new().await;
    tab.visit(NOTE).await;
    tab
        .evaluate("void Object.defineProperty(window, 'localStorage', { get() { throw new Error('storage is blocked'); } })")
        .await;
    tab.click("button.theme-switch").await;
    tab.wait_until_equal(LABEL, "Theme: light").await;
    assert_eq!(
        tab.evaluate("document.documentElement.dataset.theme").await,
        "light"
    );
    assert_eq!(tab.errors(), [""; 0]);
    assert_eq!(
        tab.evaluate("document.querySelector('button.theme-switch').hidden")
            .await,
        json!(false)
    );
}
