//! Moments that are only known within a span: how they look, and what a click plays.

use serde_json::json;

use super::driver::Tab;
use super::screenshots::OVERFLOWING;
use super::search_dialog::{IS_OPEN, search};
use super::{CURRENT_MOMENTS, IS_PLAYING, START_TIMES};
use crate::support::{self, long_video};

const NOTE: &str = "/bread/by_hand";
const CARDAMOM: &str = ".text a.moment[data-seconds='1511']";
const CURRENT_SENTENCE: &str = "document.querySelector('.current-sentence').textContent";

#[tokio::test]
async fn an_uncertain_moment_has_a_dashed_edge_a_bar_and_plays_its_best_guess() {
    let (_folder, site) = long_video::site();
    let tab = Tab::with_site(site).await;
    tab.visit(NOTE).await;
    let style = format!(
        "(({{ borderTopStyle, textDecorationLine }}) => [borderTopStyle, textDecorationLine])\
         (getComputedStyle(document.querySelector(\"{CARDAMOM}\")))"
    );
    assert_eq!(tab.evaluate(&style).await, json!(["dashed", "none"]));
    let name = format!("document.querySelector(\"{CARDAMOM}\").ariaLabel");
    assert_eq!(
        tab.evaluate(&name).await,
        "19–29 min, play from about 25 minutes, between 19 and 29 minutes, written 02:41:00"
    );
    let bar = "document.querySelector('.timeline .this-note.uncertain').getBBox().width / \
         document.querySelector('.timeline').viewBox.baseVal.width";
    let bar = tab.evaluate(bar).await.as_f64().unwrap();
    assert!((0.8..0.9).contains(&bar), "{bar}");

    tab.click(CARDAMOM).await;
    tab.wait_until(IS_PLAYING).await;
    assert_eq!(tab.evaluate(START_TIMES).await, json!([1511]));
    assert_eq!(tab.evaluate("location.search").await, "?t=1511");
    tab.wait_until_equal(CURRENT_MOMENTS, json!(["19–29 min"]))
        .await;
    let sentence = "19–29 min A cardamom pod tells the temperature.";
    tab.wait_until_equal(CURRENT_SENTENCE, sentence).await;
    assert_eq!(
        tab.evaluate("document.querySelector('a.watch').textContent")
            .await,
        "Watch on YouTube at ≈ 25 min"
    );
    tab.press("b").await;
    tab.wait_until_equal(
        "document.querySelector('button.save-moment').textContent",
        "Saved 19–29 min",
    )
    .await;
    // After the last span, nothing is current.
    tab.set_video_time(4200).await;
    tab.wait_until_equal(CURRENT_MOMENTS, json!([])).await;

    tab.visit("/history").await;
    let saved = "[...document.querySelectorAll('#kept .moment')]\
         .map(link => [link.textContent, link.search, link.dataset.uncertain])";
    tab.wait_until_equal(saved, json!([["19–29 min", "?t=1511", "1181-1781"]]))
        .await;
    assert_eq!(tab.errors(), [""; 0]);
}

#[tokio::test]
async fn the_search_dialog_shows_the_span() {
    let (_folder, site) = long_video::site();
    let tab = Tab::with_site(site).await;
    tab.visit(NOTE).await;
    tab.press("/").await;
    tab.wait_until(IS_OPEN).await;
    search(&tab, "cardamom").await;
    let time = "(time => [time.textContent, getComputedStyle(time).borderTopStyle])\
         (document.querySelector('.search-dialog-time'))";
    assert_eq!(tab.evaluate(time).await, json!(["19–29 min", "dashed"]));
}

#[tokio::test]
async fn pages_with_spans_fit_their_width() {
    let folder = support::folder("target/screenshots");
    std::fs::create_dir_all(&folder).unwrap();
    let (_folder, site) = long_video::site();
    let tab = Tab::with_site(site).await;
    for width in [390, 1440] {
        tab.resize(width, 900).await;
        for (name, url) in [
            ("note", "/bread/by_hand?t=1511"),
            ("exact", "/bread/sourdough_year"),
            ("video", "/video/L0ngBread00"),
            ("search", "/search?q=cardamom"),
        ] {
            tab.visit(url).await;
            assert_eq!(
                tab.evaluate(OVERFLOWING).await,
                json!([]),
                "{url} at {width} px"
            );
            // The moments of a list do not overlap their sentences.
            let overlapping = "[...document.querySelectorAll('.moment-list > li')].filter(\
                 ({ children: [moment, text] }) => moment.getBoundingClientRect().right > \
                 text.getBoundingClientRect().left).length";
            assert_eq!(tab.evaluate(overlapping).await, 0, "{url} at {width} px");
            for scheme in ["light", "dark"] {
                tab.emulate_color_scheme(scheme).await;
                let file = format!("uncertain-{name}-{width}-{scheme}.png");
                tab.screenshot(&folder.join(file)).await;
            }
        }
    }
}
