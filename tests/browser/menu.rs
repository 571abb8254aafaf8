//! The menu of a narrow window.

use serde_json::json;

use super::NOTE;
use super::driver::Tab;
use super::screenshots::OVERFLOWING;

const IS_OPEN: &str = "document.querySelector('.site-nav').matches(':popover-open')";
/// The places of the site in the menu.
pub(super) const PLACES: [&str; 7] = [
    "Channels",
    "Topics",
    "Tags",
    "Map",
    "Random note",
    "Random moment",
    "History",
];
/// What the menu shows.
const LABELS: &str = "[...document.querySelector('.site-nav').children]
    .filter(item => item.checkVisibility()).map(item => item.innerText.trim())";
/// The smallest width and height of what it shows, and of its button, in pixels.
const SMALLEST_TARGET: &str =
    "Math.min(...[...document.querySelectorAll('.menu-button, .site-nav > *')]
    .filter(item => item.checkVisibility())
    .flatMap(item => [item.getBoundingClientRect().width, item.getBoundingClientRect().height]))";
const CURRENT: &str = "[...document.querySelectorAll('.site-nav [aria-current=page]')]
    .map(link => link.textContent)";

#[tokio::test]
async fn it_leads_to_all_places_of_the_site() {
    let tab = Tab::new().await;
    tab.resize(390, 664).await;
    tab.visit(NOTE).await;
    assert_eq!(tab.evaluate(LABELS).await, json!([]));
    tab.click(".menu-button").await;
    tab.wait_until(IS_OPEN).await;
    assert_eq!(
        tab.evaluate(LABELS).await,
        json!([&PLACES[..], &["Display"]].concat())
    );
    let smallest = tab.evaluate(SMALLEST_TARGET).await;
    assert!(smallest.as_f64().unwrap() >= 44.0, "{smallest}");
    assert_eq!(tab.evaluate(CURRENT).await, json!([]));
    tab.click(".site-nav a[href='/map']").await;
    tab.wait_until_equal("location.pathname", "/map").await;
    tab.wait_until_equal(CURRENT, json!(["Map"])).await;
    assert_eq!(tab.evaluate(IS_OPEN).await, false);
    assert_eq!(tab.errors(), [""; 0]);
}

#[tokio::test]
async fn escape_closes_it_and_focuses_its_button() {
    let tab = Tab::new().await;
    tab.resize(390, 664).await;
    tab.visit("/").await;
    tab.press_enter_on(".menu-button").await;
    tab.wait_until(IS_OPEN).await;
    tab.press("Escape").await;
    tab.wait_until(&format!("!{IS_OPEN}")).await;
    assert_eq!(
        tab.evaluate("document.activeElement.className").await,
        "menu-button"
    );
}

#[tokio::test]
async fn a_wide_window_shows_the_places_in_the_header() {
    let tab = Tab::new().await;
    tab.resize(1440, 900).await;
    tab.visit("/").await;
    let labels = json!([
        "Channels", "Topics", "Tags", "Map", "Random", "History", "Display"
    ]);
    assert_eq!(tab.evaluate(LABELS).await, labels);
    assert_eq!(tab.evaluate(CURRENT).await, json!(["Channels"]));
    assert_eq!(
        tab.evaluate("document.querySelector('.menu-button').checkVisibility()")
            .await,
        false
    );
}

#[tokio::test]
async fn all_places_fit_in_the_header_of_a_wider_window() {
    let tab = Tab::new().await;
    let search_width = "Math.round(document.querySelector('.site-header .search')
        .getBoundingClientRect().width)";
    for (width, min_search_width) in [(740, 80), (820, 80), (1024, 200)] {
        tab.resize(width, 900).await;
        tab.visit("/topics").await;
        assert_eq!(tab.evaluate(OVERFLOWING).await, json!([]), "at {width} px");
        let search_width = tab.evaluate(search_width).await.as_i64().unwrap();
        assert!(
            search_width >= min_search_width,
            "{search_width} at {width} px"
        );
    }
}

#[tokio::test]
async fn it_opens_without_javascript() {
    let tab = Tab::new().await;
    tab.disable_javascript().await;
    tab.resize(390, 664).await;
    tab.visit(NOTE).await;
    tab.click(".menu-button").await;
    tab.wait_until(IS_OPEN).await;
    assert_eq!(
        tab.evaluate(LABELS).await,
        json!(PLACES),
        "without the display settings"
    );
}
