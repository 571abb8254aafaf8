//! Right-to-left text, on its own page and among other texts.

use serde_json::json;

use super::driver::Tab;
use super::{CURRENT_MOMENTS, IS_PLAYING};
use crate::support;

const NOTE: &str = "/quirks/%D9%85%D9%86_%D8%A7%D9%84%D9%8A%D9%85%D9%8A%D9%86";

/// An expression for the horizontal extent of an element's text: `[left, right]`.
fn text_extent(selector: &str) -> String {
    format!(
        "(element => {{
            const range = document.createRange();
            range.selectNodeContents(element);
            const boxes = [...range.getClientRects()].filter(({{ width }}) => width > 1);
            return [Math.min(...boxes.map(box => box.left)), Math.max(...boxes.map(box => box.right))];
        }})(document.querySelector(\"{selector}\"))"
    )
}

/// The same for its box.
fn box_extent(selector: &str) -> String {
    format!(
        "(({{ left, right }}) => [left, right])(document.querySelector(\"{selector}\").getBoundingClientRect())"
    )
}

impl Tab {
    async fn evaluate_number(&self, expression: &str) -> f64 {
        self.evaluate(expression)
            .await
            .as_f64()
            .unwrap_or_else(|| panic!("{expression} is a number"))
    }

    /// The distances between a text and the left and right edges of its container, both given as
    /// selectors.
    async fn margins(&self, text: &str, container: &str) -> (f64, f64) {
        let [text, container] = [text_extent(text), box_extent(container)];
        (
            self.evaluate_number(&format!("{text}[0] - {container}[0]"))
                .await,
            self.evaluate_number(&format!("{container}[1] - {text}[1]"))
                .await,
        )
    }
}

#[tokio::test]
async fn a_right_to_left_note_is_aligned_right() {
    let tab = Tab::new().await;
    for (width, height) in [(390, 844), (900, 1180), (1440, 900)] {
        tab.resize(width, height).await;
        tab.visit(NOTE).await;
        let directions =
            "['article', '.text', '.outline ul'].map(selector => document.querySelector(selector))
            .map(element => [element.closest('[lang]').lang, getComputedStyle(element).direction])";
        assert_eq!(
            tab.evaluate(directions).await,
            json!([["ar", "rtl"], ["ar", "rtl"], ["ar", "rtl"]])
        );
        let labels = "[...document.querySelectorAll('.page-meta, .read-next h2, .source')].map(element => element.closest('[lang]').lang)";
        assert!(
            tab.evaluate(labels)
                .await
                .as_array()
                .unwrap()
                .iter()
                .all(|lang| lang == "en"),
            "the labels are in the language of the site"
        );
        assert_eq!(
            tab.evaluate("document.documentElement.scrollWidth").await,
            width
        );
        for (text, container) in [
            ("h1", "article"),
            (".page-meta", "article"),
            (".text > p", ".text"),
            (".text h2", ".text"),
            (".text li li", ".text"),
            (".text blockquote p", ".text"),
            (".callout-title", ".callout"),
            (".table th", ".table"),
        ] {
            let (left, right) = tab.margins(text, container).await;
            assert!(
                right < 80.0 && right < left,
                "{text} is aligned right at {width} px: {left}, {right}"
            );
        }
        let borders = "['.text blockquote', '.callout'].map(selector => getComputedStyle(document.querySelector(selector)))
            .map(({ borderLeftWidth, borderRightWidth }) => [borderLeftWidth, borderRightWidth])";
        assert_eq!(
            tab.evaluate(borders).await,
            json!([["0px", "3px"], ["1px", "3px"]]),
            "the thick borders are at the right"
        );
        let list_style = "getComputedStyle(document.querySelector('.text ul'))";
        assert_eq!(
            tab.evaluate(&format!("{list_style}.paddingLeft")).await,
            "0px",
            "the markers are at the right"
        );
        assert!(
            tab.evaluate(&format!("parseFloat({list_style}.paddingRight)"))
                .await
                .as_f64()
                .unwrap()
                > 16.0
        );
        let (left, right) = tab.margins(".text pre code", ".text pre").await;
        assert!(left < right, "code is aligned left: {left}, {right}");
        assert_eq!(tab.errors(), [""; 0]);
    }
}

#[tokio::test]
async fn times_run_from_left_to_right_in_every_text() {
    let tab = Tab::new().await;
    tab.visit(NOTE).await;
    // The horizontal position of each character.
    let times = "[...document.querySelectorAll('.text a.moment')].map(link => {
        const positions = [...link.firstChild.data].map((_, index) => {
            const range = document.createRange();
            range.setStart(link.firstChild, index);
            range.setEnd(link.firstChild, index + 1);
            return range.getBoundingClientRect().left;
        });
        return positions.every((left, index) => index === 0 || left > positions[index - 1]) ? link.textContent : 'wrong order';
    })";
    let expected = json!(["0:12", "0:47", "1:30", "1:52", "2:20", "3:05", "3:40–4:02"]);
    assert_eq!(tab.evaluate(times).await, expected);
    tab.click(".text a.moment[data-seconds='12']").await;
    tab.wait_until(IS_PLAYING).await;
    tab.wait_until_equal(CURRENT_MOMENTS, json!(["0:12"])).await;
    tab.wait_until("document.querySelector('.current-sentence').textContent")
        .await;
    let sentence = "(line => [line.lang, getComputedStyle(line).direction])(document.querySelector('.current-sentence'))";
    assert_eq!(tab.evaluate(sentence).await, json!(["ar", "rtl"]));
    let (left, right) = tab.margins(".current-sentence", ".player-card").await;
    assert!(
        right < 10.0 && left > right,
        "the current sentence is aligned right: {left}, {right}"
    );
    let timeline = format!(
        "{}[0] < {}[0]",
        box_extent(".timeline a:first-of-type"),
        box_extent(".timeline a:last-of-type")
    );
    assert_eq!(
        tab.evaluate(&timeline).await,
        true,
        "the timeline runs from left to right"
    );
    let folder = support::folder("target/screenshots");
    std::fs::create_dir_all(&folder).unwrap();
    for (width, height) in [(390, 844), (900, 1180), (1440, 900)] {
        tab.resize(width, height).await;
        tab.settle().await;
        tab.screenshot(&folder.join(format!("right-to-left-{width}-light.png")))
            .await;
    }
}

#[tokio::test]
async fn a_right_to_left_name_keeps_its_direction_among_others() {
    let tab = Tab::new().await;
    let results = "/search?q=%D8%A7%D9%84%D9%85%D8%B2%D9%88%D9%84%D8%A9";
    for (url, name, container) in [
        (results, ".hits li > a", ".hits li"),
        (results, ".hits li p", ".hits li"),
        (
            "/quirks",
            "li[dir] > a[href*='%D9%85%D9%86']",
            "ul:has(> li[dir] > a[href*='%D9%85%D9%86'])",
        ),
        ("/video/RRRRRRRRRR1", ".moment-list p", ".moment-list p"),
        (
            "/topic/%D8%B8%D9%84_%D8%A7%D9%84%D8%B8%D9%87%D9%8A%D8%B1%D8%A9",
            ".backlinks li > a",
            ".backlinks li",
        ),
        (
            "/acquired/origin",
            "aside .backlinks li:has(a[href*='%D9%85%D9%86']) > a",
            "aside .backlinks li:has(a[href*='%D9%85%D9%86'])",
        ),
    ] {
        tab.visit(url).await;
        let (left, right) = tab.margins(name, container).await;
        assert!(
            right < 40.0 && left > right,
            "{name} of {url}: {left}, {right}"
        );
    }
    tab.visit(results).await;
    let (left, right) = tab.margins("h1", "header:has(h1)").await;
    assert!(
        right < 2.0 && left > right,
        "the query is aligned right: {left}, {right}"
    );
    tab.visit("/acquired/idle_servers").await;
    let (left, right) = tab.margins("h1", "article header").await;
    assert!(
        left < 2.0 && left < right,
        "a left-to-right title is aligned left: {left}, {right}"
    );
}
