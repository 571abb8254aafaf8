//! The finder: what may be meant, while the reader types.

use serde_json::json;

use super::driver::Reader;
use super::{CURRENT, NOTE, PLAYING, STARTS};

pub(super) const OPEN: &str = "document.querySelector('dialog.search-dialog')?.open";
const OPTIONS: &str =
    "[...document.querySelectorAll('[role=option]')].map(option => option.textContent)";
pub(super) const CHOSEN: &str =
    "document.querySelector('[role=option][aria-selected=true]')?.textContent";
/// The option that the field says is chosen, for those who hear the page.
const HEARD: &str = "document.getElementById(document.activeElement.getAttribute('aria-activedescendant'))?.textContent";

/// Types into the finder and waits for the answer to the last letter, after which no other comes.
pub(super) async fn ask(reader: &Reader, text: &str) {
    reader.types(text).await;
    reader
        .until(&format!("{OPTIONS}.includes('All results for “{text}”')"))
        .await;
}

#[tokio::test]
async fn the_keyboard_alone_finds_and_opens_a_note() {
    let reader = Reader::new().await;
    reader.visit(NOTE).await;
    assert_eq!(
        reader
            .sees("performance.getEntriesByType('resource').filter(({ name }) => name.includes('finder.')).length")
            .await,
        0
    );
    reader.press("/").await;
    reader.until(OPEN).await;
    ask(&reader, "keeping a kn").await;
    reader
        .until_equal(CHOSEN, "Keeping a knife sharp kitchen")
        .await;
    reader
        .until_equal(HEARD, "Keeping a knife sharp kitchen")
        .await;
    reader.press("ArrowUp").await;
    reader
        .until_equal(HEARD, "All results for “keeping a kn”")
        .await;
    reader.press("ArrowDown").await;
    reader.press("Enter").await;
    reader
        .until_equal("location.pathname", "/kitchen/keeping_a_knife_sharp")
        .await;
    assert_eq!(reader.complaints(), [""; 0]);
}

#[tokio::test]
async fn it_opens_and_closes_and_gives_the_keyboard_back() {
    let reader = Reader::new().await;
    reader.visit(NOTE).await;
    reader
        .sees("document.querySelector('.text a').focus()")
        .await;
    let focus = "document.activeElement.textContent";
    let before = reader.sees(focus).await;
    reader.press_holding("k", 2).await;
    reader.until(OPEN).await;
    reader.types("idle").await;
    reader.until(CHOSEN).await;
    reader.press("Escape").await;
    reader.until(&format!("!{OPEN}")).await;
    assert_eq!(reader.sees(focus).await, before);
    reader.press("/").await;
    reader.until(OPEN).await;
    reader.until_equal(OPTIONS, json!([])).await;
}

#[tokio::test]
async fn what_is_typed_before_it_is_there_is_kept() {
    let reader = Reader::new().await;
    reader.visit(NOTE).await;
    // Nothing is loaded while a script runs.
    let typed = reader
        .sees(
            "document.dispatchEvent(new KeyboardEvent('keydown', { key: '/', bubbles: true, cancelable: true })),
             document.execCommand('insertText', false, 'idl'), document.querySelector('dialog')",
        )
        .await;
    assert_eq!(typed, json!(null), "the finder is not there yet");
    reader.until(OPEN).await;
    reader.types("e").await;
    reader
        .until_equal("document.querySelector('dialog input').value", "idle")
        .await;
    reader.until(CHOSEN).await;
    assert_eq!(
        reader
            .sees("document.querySelector('.site-header .search input').value")
            .await,
        ""
    );
}

#[tokio::test]
async fn a_slash_in_a_field_is_a_slash() {
    let reader = Reader::new().await;
    reader.visit("/").await;
    reader
        .sees("document.querySelector('form.large input').focus()")
        .await;
    reader.types("/").await;
    assert_eq!(
        reader
            .sees("document.querySelector('form.large input').value")
            .await,
        "/"
    );
    assert_eq!(
        reader.sees("document.querySelector('dialog')").await,
        json!(null)
    );
}

#[tokio::test]
async fn an_old_answer_never_overwrites_a_newer_one() {
    let reader = Reader::new().await;
    // The first question is answered when the test says so, whether or not anybody waits for it
    // still.
    reader
        .before_scripts(
            "const answer = window.fetch;
             window.fetch = async (url, { signal, ...how } = {}) => {
               const held = String(url).endsWith('q=idl');
               const answered = answer(url, how);
               if (held) await new Promise(go => { window.release = go; });
               return answered;
             };",
        )
        .await;
    reader.visit(NOTE).await;
    reader.press("/").await;
    reader.until(OPEN).await;
    reader.fills("idl").await;
    reader.until("window.release").await;
    reader.fills("keeping a").await;
    reader
        .until_equal(CHOSEN, "Keeping a knife sharp kitchen")
        .await;
    let shown = reader.sees(OPTIONS).await;
    reader
        .sees("void (window.release(), setTimeout(() => { window.later = true; }, 200))")
        .await;
    reader.until("window.later").await;
    assert_eq!(reader.sees(OPTIONS).await, shown);
}

#[tokio::test]
async fn enter_before_the_answer_searches_for_what_is_typed() {
    let reader = Reader::new().await;
    let silent = "const ask = window.fetch;
        window.fetch = (what, how) => String(what).startsWith('/api/') ? new Promise(() => {}) : ask(what, how);";
    reader.before_scripts(silent).await;
    reader.visit(NOTE).await;
    reader.press("/").await;
    reader.until(OPEN).await;
    reader.types("honing").await;
    reader.press("Enter").await;
    reader
        .until_equal("location.pathname + location.search", "/search?q=honing")
        .await;
}

#[tokio::test]
async fn a_moment_of_this_video_plays_in_place() {
    let reader = Reader::new().await;
    reader.visit(NOTE).await;
    reader.press("/").await;
    reader.until(OPEN).await;
    ask(&reader, "margin on them").await;
    reader
        .until("document.querySelector('[role=option] .search-dialog-time')")
        .await;
    while reader
        .sees("!document.querySelector('[aria-selected=true] .search-dialog-time')")
        .await
        == json!(true)
    {
        reader.press("ArrowDown").await;
    }
    reader.press_holding("Enter", 8).await;
    reader.until_equal(STARTS, json!([230])).await;
    reader.until(PLAYING).await;
    assert_eq!(reader.sees(OPEN).await, false);
    assert_eq!(
        reader.sees("location.pathname + location.search").await,
        "/acquired/origin?t=230"
    );
    assert_eq!(reader.sees(CURRENT).await, json!(["3:50"]));
}

#[tokio::test]
async fn a_moment_of_another_video_opens_its_note() {
    let reader = Reader::new().await;
    reader.visit(NOTE).await;
    reader.press("/").await;
    reader.until(OPEN).await;
    ask(&reader, "honing rod").await;
    reader
        .until("document.querySelector('[role=option] .search-dialog-time')")
        .await;
    reader.press_holding("Enter", 8).await;
    reader
        .until_equal(
            "location.pathname + location.search",
            "/kitchen/keeping_a_knife_sharp?t=167",
        )
        .await;
}

#[tokio::test]
async fn nobody_is_kept_out() {
    let reader = Reader::new().await;
    for colours in ["light", "dark"] {
        reader.system_colours(colours).await;
        for path in [
            "/search?q=machines",
            "/search?q=%22nothing+at+all%22",
            "/search",
        ] {
            reader.visit(path).await;
            assert_eq!(reader.violations().await, [""; 0], "{path}, {colours}");
        }
        reader.visit(NOTE).await;
        reader.press("/").await;
        reader.until(OPEN).await;
        assert_eq!(reader.violations().await, [""; 0], "the finder, {colours}");
        reader.types("honing rod").await;
        reader
            .until("document.querySelector('[role=option] .search-dialog-time')")
            .await;
        assert_eq!(
            reader.violations().await,
            [""; 0],
            "the finder with options, {colours}"
        );
    }
}
