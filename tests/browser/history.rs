//! What was read and kept is remembered by the browser alone.

use serde_json::json;

use super::reader::Reader;
use super::{AT_218, NOTE, PLAYING};

const READ: &str = "[...document.querySelectorAll('#read li a')].map(link => link.textContent)";
const KEPT: &str = "[...document.querySelectorAll('#kept li')].map(line => line.innerText.split('\\n')[0])";

#[tokio::test]
async fn what_was_read_is_ticked_and_listed_until_it_is_cleared() {
    let reader = Reader::new().await;
    reader.visit(NOTE).await;
    reader.visit("/kitchen/keeping_a_knife_sharp").await;
    reader.visit("/acquired/idle_servers").await;
    let ticked =
        "[...document.querySelectorAll('.text a[data-read]')].some(link => link.pathname === '/acquired/origin')";
    assert_eq!(reader.sees(ticked).await, true);
    reader.visit("/history").await;
    let all = json!(["Idle servers", "Keeping a knife sharp", "Where the cloud came from"]);
    reader.until_equal(READ, all).await;
    reader.visit(NOTE).await;
    reader.visit("/history").await;
    let again = json!(["Where the cloud came from", "Idle servers", "Keeping a knife sharp"]);
    reader.until_equal(READ, again).await;
    reader.click("#read .clear").await;
    reader.until_equal(READ, json!([])).await;
    assert_eq!(reader.sees("document.querySelector('#read .none').checkVisibility()").await, true);
    reader.visit("/acquired/idle_servers").await;
    assert_eq!(reader.sees(ticked).await, false);
    assert_eq!(reader.complaints(), [""; 0]);
}

#[tokio::test]
async fn a_kept_moment_is_listed_plays_and_goes_out_as_markdown() {
    let reader = Reader::new().await;
    reader.visit(NOTE).await;
    reader.click(AT_218).await;
    reader.until(PLAYING).await;
    reader.until("document.querySelector('.now').textContent").await;
    reader.press("b").await;
    reader.until_equal("document.querySelector('button.keep').textContent", "Kept 3:38").await;
    reader.click("button.keep").await;
    reader.visit("/history").await;
    reader.until_equal(KEPT, json!(["Where the cloud came from"])).await;
    assert_eq!(
        reader.sees("document.querySelector('#kept li .moment').getAttribute('href')").await,
        "/acquired/origin?t=218"
    );
    reader.sees("URL.createObjectURL = blob => (blob.text().then(text => { window.exported = text; }), '#')").await;
    reader.click("#kept .export").await;
    let line = reader.address("/acquired/origin?t=218");
    let line = format!("- [3:38]({line}) Big machines came bundled with their software.");
    reader.until_equal("window.exported?.split('\\n').find(line => line.startsWith('- '))", line).await;
    reader.click("#kept li button").await;
    reader.until_equal(KEPT, json!([])).await;
    assert_eq!(reader.complaints(), [""; 0]);
}

#[tokio::test]
async fn a_memory_that_is_broken_is_an_empty_one() {
    let reader = Reader::new().await;
    reader
        .before_scripts("localStorage.setItem('cueleaf-read', '{'); localStorage.setItem('cueleaf-kept', '7');")
        .await;
    reader.visit("/history").await;
    reader.until_equal(READ, json!([])).await;
    assert_eq!(reader.complaints(), [""; 0]);
}
