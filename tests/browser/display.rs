//! The display settings: the theme is that of the system or of the reader's choice, from the first
//! paint; text size and line width are the reader's choice.

use serde_json::json;

use super::NOTE;
use super::driver::Tab;

const BACKGROUND: &str = "getComputedStyle(document.body).backgroundColor";
const ROOT_FONT_SIZE: &str = "getComputedStyle(document.documentElement).fontSize";
const TEXT_WIDTH: &str = "document.querySelector('article').getBoundingClientRect().width";

impl Tab {
    /// Chooses a value of a setting in the panel, and closes the panel.
    pub(super) async fn choose_display(&self, setting: &str, value: &str) {
        self.click("button.display-button").await;
        let option = format!(".display-settings [name={setting}][value={value}]");
        self.wait_until(&format!("document.querySelector('{option}')"))
            .await;
        self.click(&option).await;
        self.press("Escape").await;
        self.wait_until("!document.querySelector('.display-settings:popover-open')")
            .await;
    }
}

#[tokio::test]
async fn the_theme_is_that_of_the_system_until_the_reader_chooses() {
    let tab = Tab::new().await;
    tab.emulate_color_scheme("light").await;
    tab.visit(NOTE).await;
    let light = tab.evaluate(BACKGROUND).await;
    tab.emulate_color_scheme("dark").await;
    let dark = tab.evaluate(BACKGROUND).await;
    assert_ne!(light, dark);
    let bar_color = "[...document.querySelectorAll('meta[name=theme-color]')]
        .find(({ media }) => matchMedia(media).matches).content";
    assert_eq!(tab.evaluate(bar_color).await, "#171512");
    tab.choose_display("theme", "light").await;
    assert_eq!(tab.evaluate(BACKGROUND).await, light);
    assert_eq!(tab.evaluate(bar_color).await, "#fbf9f4");
    tab.choose_display("theme", "dark").await;
    assert_eq!(tab.evaluate(BACKGROUND).await, dark);
    assert_eq!(
        tab.evaluate("localStorage.getItem('cueleaf-theme')").await,
        "dark"
    );
    tab.choose_display("theme", "system").await;
    assert_eq!(
        tab.evaluate("localStorage.getItem('cueleaf-theme')").await,
        json!(null)
    );
}

#[tokio::test]
async fn chosen_settings_are_applied_before_the_first_paint() {
    let tab = Tab::new().await;
    tab.resize(1920, 1080).await;
    tab.emulate_color_scheme("light").await;
    tab.visit(NOTE).await;
    assert_eq!(tab.evaluate("firstTheme").await, "system");
    let light = tab.evaluate(BACKGROUND).await;
    assert_eq!(tab.evaluate(ROOT_FONT_SIZE).await, "16px");
    assert_eq!(tab.evaluate(TEXT_WIDTH).await, 640);
    tab.choose_display("theme", "dark").await;
    tab.choose_display("textSize", "large").await;
    tab.choose_display("lineWidth", "narrow").await;
    assert_eq!(tab.evaluate(ROOT_FONT_SIZE).await, "18px");
    assert_eq!(tab.evaluate(TEXT_WIDTH).await, 32 * 18);
    tab.reload().await;
    assert_eq!(tab.evaluate("firstTheme").await, "dark");
    assert_ne!(tab.evaluate(BACKGROUND).await, light);
    assert_eq!(tab.evaluate(ROOT_FONT_SIZE).await, "18px");
    assert_eq!(tab.evaluate(TEXT_WIDTH).await, 32 * 18);
    tab.visit("/").await;
    assert_eq!(tab.evaluate("firstTheme").await, "dark");
}

#[tokio::test]
async fn every_text_size_and_line_width_fits_the_window() {
    let tab = Tab::new().await;
    for width in [390, 1024, 1440] {
        tab.resize(width, 844).await;
        for settings in [("larger", "wide"), ("small", "narrow")] {
            tab.visit(NOTE).await;
            let (size, line) = settings;
            tab.evaluate(&format!(
                "Object.assign(document.documentElement.dataset,
                    {{ textSize: '{size}', lineWidth: '{line}' }})"
            ))
            .await;
            assert_eq!(
                tab.evaluate("document.documentElement.scrollWidth").await,
                width,
                "{settings:?} at {width} px"
            );
        }
    }
}

#[tokio::test]
async fn without_storage_the_theme_can_be_changed() {
    let tab = Tab::new().await;
    tab.visit(NOTE).await;
    let block = "void Object.defineProperty(window, 'localStorage',
        { get() { throw new Error('storage is blocked'); } })";
    tab.evaluate(block).await;
    tab.choose_display("theme", "light").await;
    assert_eq!(
        tab.evaluate("document.documentElement.dataset.theme").await,
        "light"
    );
    assert_eq!(tab.errors(), [""; 0]);
}
