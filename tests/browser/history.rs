//! What was read and kept is remembered by the browser alone.

use serde_json::json;

use super::driver::Reader;
use super::{AT_218, NOTE, PLAYING};

const READ: &str = "[...document.querySelectorAll('#read li a')].map(link => link.textContent)";
const KEPT: &str =
    "[...document.querySelectorAll('#kept li')].map(line => line.innerText.split('\\n')[0])";

#[tokio::test]
async fn what_was_read_is_ticked_and_listed_until_it_is_cleared() {
    let reader = Reader::new().await;
    reader.visit(NOTE).await;
    reader.visit("/kitchen/keeping_a_knife_sharp").await;
    reader.visit("/acquired/idle_servers").await;
    let ticked = "[...document.querySelectorAll('.text a[data-read]')].some(link => link.pathname === '/acquired/origin')";
    assert_eq!(reader.sees(ticked).await, true);
    reader.visit("/history").await;
    let all = json!([
        "Idle servers",
        "Keeping a knife sharp",
        "Where the cloud came from"
    ]);
    reader.until_equal(READ, all).await;
    reader.visit(NOTE).await;
    reader.visit("/history").await;
    let again = json!([
        "Where the cloud came from",
        "Idle servers",
        "Keeping a knife sharp"
    ]);
    reader.until_equal(READ, again).await;
    reader.click("#read .clear").await;
    reader.until_equal(READ, json!([])).await;
    assert_eq!(
        reader
            .sees("document.querySelector('#read .empty-state').checkVisibility()")
            .await,
        true
    );
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
    reader
        .until("document.querySelector('.current-sentence').textContent")
        .await;
    reader.press("b").await;
    reader
        .until_equal(
            "document.querySelector('button.save-moment').textContent",
            "Saved 3:38",
        )
        .await;
    reader.click("button.save-moment").await;
    reader.visit("/history").await;
    reader
        .until_equal(KEPT, json!(["Where the cloud came from"]))
        .await;
    assert_eq!(
        reader
            .sees("document.querySelector('#kept li .moment').getAttribute('href')")
            .await,
        "/acquired/origin?t=218"
    );
    reader.sees("URL.createObjectURL = blob => (blob.text().then(text => { window.exported = text; }), '#')").await;
    reader.click("#kept .export").await;
    let line = reader.url("/acquired/origin?t=218");
    let line = format!("- [3:38]({line}) Big machines came bundled with their software.");
    reader
        .until_equal(
            "window.exported?.split('\\n').find(line => line.startsWith('- '))",
            line,
        )
        .await;
    reader.click("#kept li button").await;
    reader.until_equal(KEPT, json!([])).await;
    assert_eq!(reader.complaints(), [""; 0]);
}

#[tokio::test]
async fn a_memory_that_is_broken_is_an_empty_one() {
    let reader = Reader::new().await;
    reader
        .before_scripts(
            "localStorage.setItem('cueleaf-read', '{'); localStorage.setItem('cueleaf-kept', '7');",
        )
        .await;
    reader.visit("/history").await;
    reader.until_equal(READ, json!([])).await;
    assert_eq!(reader.complaints(), [""; 0]);
}

/// Remembers something else before each page.
async fn remembers(read: &str, kept: &str) -> Reader {
    let reader = Reader::new().await;
    let script = format!(
        "for (const [name, value] of Object.entries({{ read: {read}, kept: {kept} }})) {{
            if (!sessionStorage.getItem(name)) localStorage.setItem(`cueleaf-${{name}}`, JSON.stringify(value));
            sessionStorage.setItem(name, 'written');
        }}"
    );
    reader.before_scripts(&script).await;
    reader
}

#[tokio::test]
async fn what_others_wrote_into_the_memory_is_dropped() {
    let notes = r"[null, 7, 'x', [], {}, [[]], { path: '/x', title: 'x', at: 'zz' }, { path: '/x', title: 'x' },
        { path: '/x', title: null, at: 1 }, { path: '/x', title: 'x', at: 1e300 }, { path: '/x', title: 'x', at: -1 },
        { path: null, title: 'x', at: 1 }, { path: 'javascript:alert(1)', title: 'x', at: 1 },
        { path: '//example.org/x', title: 'x', at: 1 }, { path: '/\\example.org/x', title: 'x', at: 1 },
        { path: '/\t/example.org/x', title: 'x', at: 1 }, { path: 'https://example.org/x', title: 'x', at: 1 },
        { path: 'x', title: 'x', at: 1 }, { path: '', title: 'x', at: 1 }, { path: '/x?t=1', title: 'x', at: 1 },
        { path: '/' + 'x'.repeat(1e6), title: 'x', at: 1 }, { path: '/good', title: 'Good', at: 1000 }]";
    let moments = r"[null, 'x', {}, { path: 'javascript:alert(1)', title: 'x', seconds: 1, said: 'x' },
        { path: '//example.org/x', title: 'x', seconds: 1, said: 'x' }, { path: '/x', seconds: 1, said: 'x' },
        { path: '/x', title: 'x', seconds: 1.5, said: 'x' }, { path: '/x', title: 'x', seconds: '1', said: 'x' },
        { path: '/x', title: 'x', seconds: 1e9, said: 'x' }, { path: '/x', title: 'x', seconds: -1, said: 'x' },
        { path: '/x', title: 'x', seconds: 1, said: {} }, { path: '/good', title: 'Good', seconds: 218, said: 'x' }]";
    let reader = remembers(notes, moments).await;
    reader.visit("/history").await;
    reader.until_equal(READ, json!(["Good"])).await;
    reader.until_equal(KEPT, json!(["Good"])).await;
    // The scripts go on, and what they write is right again.
    reader.visit(NOTE).await;
    reader
        .until("!document.querySelector('button.save-moment').hidden")
        .await;
    reader.visit("/history").await;
    reader
        .until_equal(READ, json!(["Where the cloud came from", "Good"]))
        .await;
    assert_eq!(
        reader
            .sees("JSON.parse(localStorage.getItem('cueleaf-read')).length")
            .await,
        2
    );
    assert_eq!(reader.complaints(), [""; 0]);
}

#[tokio::test]
async fn what_is_remembered_is_bounded_in_number_and_length() {
    let many = "Array.from({ length: 20000 }, (_, at) => ({ path: `/n/${at}`, title: 'T', at }))";
    let long = "[{ path: '/n', title: 'T'.repeat(1e6), seconds: 1, said: 'S'.repeat(1e6), more: 'M'.repeat(1e6) }]";
    let reader = remembers(many, long).await;
    reader.visit("/history").await;
    reader
        .until_equal("document.querySelectorAll('#read li').length", 1000)
        .await;
    assert_eq!(
        reader
            .sees("document.querySelector('#kept li').textContent.length < 5000")
            .await,
        true
    );
    reader.visit(NOTE).await;
    reader
        .until("!document.querySelector('button.save-moment').hidden")
        .await;
    assert_eq!(
        reader
            .sees("JSON.parse(localStorage.getItem('cueleaf-read')).length")
            .await,
        1000
    );
    reader.click("button.save-moment").await;
    assert_eq!(
        reader
            .sees("localStorage.getItem('cueleaf-kept').length < 10000")
            .await,
        true
    );
    assert_eq!(reader.complaints(), [""; 0]);
}

#[tokio::test]
async fn a_theme_and_keys_that_are_no_choice_are_none() {
    let reader = Reader::new().await;
    let script = "localStorage.setItem('cueleaf-theme', '<b>'); localStorage.setItem('cueleaf-keys', '[null]');
        sessionStorage.setItem('cueleaf-refreshed', '{');";
    reader.before_scripts(script).await;
    reader.visit(NOTE).await;
    reader
        .until_equal(
            "document.querySelector('button.theme-switch').textContent",
            "Theme: system",
        )
        .await;
    reader.press("?").await;
    reader
        .until_equal(
            "document.querySelector('.shortcuts-help input')?.checked",
            true,
        )
        .await;
    assert_eq!(reader.complaints(), [""; 0]);
}
