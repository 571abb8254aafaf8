//! A text from right to left, on its own page and among others.

use serde_json::json;

use super::driver::Reader;
use super::{CURRENT, PLAYING};
use crate::support;

const NOTE: &str = "/quirks/%D9%85%D9%86_%D8%A7%D9%84%D9%8A%D9%85%D9%8A%D9%86";

/// Where the ink of what a selector finds begins and ends: `[left, right]`.
fn ends(selector: &str) -> String {
    format!(
        "(element => {{
            const range = document.createRange();
            range.selectNodeContents(element);
            const boxes = [...range.getClientRects()].filter(({{ width }}) => width > 1);
            return [Math.min(...boxes.map(box => box.left)), Math.max(...boxes.map(box => box.right))];
        }})(document.querySelector(\"{selector}\"))"
    )
}

/// The same of its box.
fn sides(selector: &str) -> String {
    format!(
        "(({{ left, right }}) => [left, right])(document.querySelector(\"{selector}\").getBoundingClientRect())"
    )
}

impl Reader {
    async fn number(&self, expression: &str) -> f64 {
        self.sees(expression)
            .await
            .as_f64()
            .unwrap_or_else(|| panic!("{expression} is a number"))
    }

    /// The room at the left and at the right of what is written in a box that a selector finds.
    async fn room(&self, text: &str, inside: &str) -> (f64, f64) {
        let [text, inside] = [ends(text), sides(inside)];
        (
            self.number(&format!("{text}[0] - {inside}[0]")).await,
            self.number(&format!("{inside}[1] - {text}[1]")).await,
        )
    }
}

#[tokio::test]
async fn a_note_from_right_to_left_begins_at_the_right() {
    let reader = Reader::new().await;
    for (width, height) in [(390, 844), (900, 1180), (1440, 900)] {
        reader.resize(width, height).await;
        reader.visit(NOTE).await;
        let told = "['article', '.text', '.outline ul'].map(one => document.querySelector(one))
            .map(one => [one.closest('[lang]').lang, getComputedStyle(one).direction])";
        assert_eq!(
            reader.sees(told).await,
            json!([["ar", "rtl"], ["ar", "rtl"], ["ar", "rtl"]])
        );
        let our_own = "[...document.querySelectorAll('.page-meta, .read-next h2, .source')].map(one => one.closest('[lang]').lang)";
        assert!(
            reader
                .sees(our_own)
                .await
                .as_array()
                .unwrap()
                .iter()
                .all(|lang| lang == "en"),
            "our own words"
        );
        assert_eq!(
            reader.sees("document.documentElement.scrollWidth").await,
            width
        );
        for (text, inside) in [
            ("h1", "article"),
            (".page-meta", "article"),
            (".text > p", ".text"),
            (".text h2", ".text"),
            (".text li li", ".text"),
            (".text blockquote p", ".text"),
            (".callout-title", ".callout"),
            (".table th", ".table"),
        ] {
            let (left, right) = reader.room(text, inside).await;
            assert!(
                right < 80.0 && right < left,
                "{text} begins at the right at {width} px: {left}, {right}"
            );
        }
        let lined = "['.text blockquote', '.callout'].map(one => getComputedStyle(document.querySelector(one)))
            .map(({ borderLeftWidth, borderRightWidth }) => [borderLeftWidth, borderRightWidth])";
        assert_eq!(
            reader.sees(lined).await,
            json!([["0px", "3px"], ["1px", "3px"]]),
            "the lines are at the right"
        );
        let indented = "getComputedStyle(document.querySelector('.text ul'))";
        assert_eq!(
            reader.sees(&format!("{indented}.paddingLeft")).await,
            "0px",
            "the markers are at the right"
        );
        assert!(
            reader
                .sees(&format!("parseFloat({indented}.paddingRight)"))
                .await
                .as_f64()
                .unwrap()
                > 16.0
        );
        let (left, right) = reader.room(".text pre code", ".text pre").await;
        assert!(left < right, "code begins at the left: {left}, {right}");
        assert_eq!(reader.complaints(), [""; 0]);
    }
}

#[tokio::test]
async fn times_run_from_left_to_right_in_every_text() {
    let reader = Reader::new().await;
    reader.visit(NOTE).await;
    // Where each character stands, from the left.
    let in_order = "[...document.querySelectorAll('.text a.moment')].map(link => {
        const letters = [...link.firstChild.data].map((_, at) => {
            const range = document.createRange();
            range.setStart(link.firstChild, at);
            range.setEnd(link.firstChild, at + 1);
            return range.getBoundingClientRect().left;
        });
        return letters.every((left, at) => at === 0 || left > letters[at - 1]) ? link.textContent : 'mixed up';
    })";
    let expected = json!(["0:12", "0:47", "1:30", "1:52", "2:20", "3:05", "3:40–4:02"]);
    assert_eq!(reader.sees(in_order).await, expected);
    reader.click(".text a.moment[data-seconds='12']").await;
    reader.until(PLAYING).await;
    reader.until_equal(CURRENT, json!(["0:12"])).await;
    reader
        .until("document.querySelector('.current-sentence').textContent")
        .await;
    let line = "(line => [line.lang, getComputedStyle(line).direction])(document.querySelector('.current-sentence'))";
    assert_eq!(reader.sees(line).await, json!(["ar", "rtl"]));
    let (left, right) = reader.room(".current-sentence", ".player-card").await;
    assert!(
        right < 10.0 && left > right,
        "the sentence under the player begins at the right: {left}, {right}"
    );
    let strip = format!(
        "{}[0] < {}[0]",
        sides(".timeline a:first-of-type"),
        sides(".timeline a:last-of-type")
    );
    assert_eq!(
        reader.sees(&strip).await,
        true,
        "the strip runs from left to right"
    );
    let folder = support::folder("target/screenshots");
    std::fs::create_dir_all(&folder).unwrap();
    for (width, height) in [(390, 844), (900, 1180), (1440, 900)] {
        reader.resize(width, height).await;
        reader.settles().await;
        reader
            .screenshot(&folder.join(format!("right-to-left-{width}-light.png")))
            .await;
    }
}

#[tokio::test]
async fn a_name_from_right_to_left_keeps_its_direction_among_others() {
    let reader = Reader::new().await;
    let found = "/search?q=%D8%A7%D9%84%D9%85%D8%B2%D9%88%D9%84%D8%A9";
    for (url, name, inside) in [
        (found, ".hits li > a", ".hits li"),
        (found, ".hits li p", ".hits li"),
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
        reader.visit(url).await;
        let (left, right) = reader.room(name, inside).await;
        assert!(
            right < 40.0 && left > right,
            "{name} of {url}: {left}, {right}"
        );
    }
    reader.visit(found).await;
    let (left, right) = reader.room("h1", "header:has(h1)").await;
    assert!(
        right < 2.0 && left > right,
        "what was asked for: {left}, {right}"
    );
    reader.visit("/acquired/idle_servers").await;
    let (left, right) = reader.room("h1", "article header").await;
    assert!(
        left < 2.0 && left < right,
        "and what runs from left to right begins there: {left}, {right}"
    );
}
