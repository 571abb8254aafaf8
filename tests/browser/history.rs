//! Read notes and saved moments, which are in local storage only.

use serde_json::{Value, json};

use super::driver::Tab;
use super::{AT_218, IS_PLAYING, NOTE};

const READ_NOTES: &str =
    "[...document.querySelectorAll('#read li a')].map(link => link.textContent)";
/// Records the text of an exported file, in place of a download.
pub(super) const RECORD_EXPORT: &str = "URL.createObjectURL = blob => {
    blob.text().then(text => { window.exported = text; });
    return '#';
}";
const SAVED_MOMENTS: &str =
    "[...document.querySelectorAll('#kept li')].map(line => line.innerText.split('\\n')[0])";

#[tokio::test]
async fn read_notes_are_marked_and_listed_until_they_are_cleared() {
    let tab = Tab::new().await;
    tab.visit(NOTE).await;
    tab.visit("/kitchen/keeping_a_knife_sharp").await;
    tab.visit("/acquired/idle_servers").await;
    let is_marked = "[...document.querySelectorAll('.text a[data-read]')].some(link => link.pathname === '/acquired/origin')";
    assert_eq!(tab.evaluate(is_marked).await, true);
    tab.visit("/history").await;
    let all = json!([
        "Idle servers",
        "Keeping a knife sharp",
        "Where the cloud came from"
    ]);
    tab.wait_until_equal(READ_NOTES, all).await;
    tab.visit(NOTE).await;
    tab.visit("/history").await;
    let reordered = json!([
        "Where the cloud came from",
        "Idle servers",
        "Keeping a knife sharp"
    ]);
    tab.wait_until_equal(READ_NOTES, reordered).await;
    tab.click("#read .clear").await;
    tab.wait_until_equal(READ_NOTES, json!([])).await;
    assert_eq!(
        tab.evaluate("document.querySelector('#read .empty-state').checkVisibility()")
            .await,
        true
    );
    tab.visit("/acquired/idle_servers").await;
    assert_eq!(tab.evaluate(is_marked).await, false);
    assert_eq!(tab.errors(), [""; 0]);
}

/// Plays a moment of [`NOTE`], at 3:38, and saves it.
pub(super) async fn save_moment(tab: &Tab) {
    tab.visit(NOTE).await;
    tab.click(AT_218).await;
    tab.wait_until(IS_PLAYING).await;
    tab.wait_until("document.querySelector('.current-sentence').textContent")
        .await;
    tab.press("b").await;
}

#[tokio::test]
async fn a_saved_moment_is_listed_and_exported_as_markdown() {
    let tab = Tab::new().await;
    save_moment(&tab).await;
    tab.wait_until_equal(
        "document.querySelector('button.save-moment').textContent",
        "Saved 3:38",
    )
    .await;
    tab.click("button.save-moment").await;
    tab.visit("/history").await;
    tab.wait_until_equal(SAVED_MOMENTS, json!(["Where the cloud came from"]))
        .await;
    assert_eq!(
        tab.evaluate("document.querySelector('#kept li .moment').getAttribute('href')")
            .await,
        "/acquired/origin?t=218"
    );
    tab.evaluate(RECORD_EXPORT).await;
    tab.click("#kept .export").await;
    let line = tab.url("/acquired/origin?t=218");
    let line = format!("- [3:38]({line}) Big machines came bundled with their software.");
    tab.wait_until_equal(
        "window.exported?.split('\\n').find(line => line.startsWith('- '))",
        line,
    )
    .await;
    tab.click("#kept li button").await;
    tab.wait_until_equal(SAVED_MOMENTS, json!([])).await;
    assert_eq!(tab.errors(), [""; 0]);
}

#[tokio::test]
async fn invalid_json_in_storage_is_ignored() {
    let tab = Tab::new().await;
    tab.add_init_script(
        "localStorage.setItem('cueleaf-read', '{'); localStorage.setItem('cueleaf-kept', '7');",
    )
    .await;
    tab.visit("/history").await;
    tab.wait_until_equal(READ_NOTES, json!([])).await;
    assert_eq!(tab.errors(), [""; 0]);
}

/// A tab whose local storage has these read notes and saved moments before its first page.
async fn tab_with_storage(read: &str, kept: &str) -> Tab {
    let tab = Tab::new().await;
    let script = format!(
        "for (const [name, value] of Object.entries({{ read: {read}, kept: {kept} }})) {{
            if (!sessionStorage.getItem(name)) localStorage.setItem(`cueleaf-${{name}}`, JSON.stringify(value));
            sessionStorage.setItem(name, 'written');
        }}"
    );
    tab.add_init_script(&script).await;
    tab
}

#[tokio::test]
async fn invalid_entries_in_storage_are_dropped() {
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
    let tab = tab_with_storage(notes, moments).await;
    tab.visit("/history").await;
    tab.wait_until_equal(READ_NOTES, json!(["Good"])).await;
    tab.wait_until_equal(SAVED_MOMENTS, json!(["Good"])).await;
    // The scripts still work, and write valid entries.
    tab.visit(NOTE).await;
    tab.wait_until("!document.querySelector('button.save-moment').hidden")
        .await;
    tab.visit("/history").await;
    tab.wait_until_equal(READ_NOTES, json!(["Where the cloud came from", "Good"]))
        .await;
    assert_eq!(
        tab.evaluate("JSON.parse(localStorage.getItem('cueleaf-read')).length")
            .await,
        2
    );
    assert_eq!(tab.errors(), [""; 0]);
}

#[tokio::test]
async fn entries_in_storage_are_limited_in_number_and_length() {
    let many = "Array.from({ length: 20000 }, (_, index) => ({ path: `/n/${index}`, title: 'T', at: index }))";
    let long = "[{ path: '/n', title: 'T'.repeat(1e6), seconds: 1, said: 'S'.repeat(1e6), more: 'M'.repeat(1e6) }]";
    let tab = tab_with_storage(many, long).await;
    tab.visit("/history").await;
    tab.wait_until_equal("document.querySelectorAll('#read li').length", 1000)
        .await;
    assert_eq!(
        tab.evaluate("document.querySelector('#kept li').textContent.length < 5000")
            .await,
        true
    );
    tab.visit(NOTE).await;
    tab.wait_until("!document.querySelector('button.save-moment').hidden")
        .await;
    assert_eq!(
        tab.evaluate("JSON.parse(localStorage.getItem('cueleaf-read')).length")
            .await,
        1000
    );
    tab.click("button.save-moment").await;
    assert_eq!(
        tab.evaluate("localStorage.getItem('cueleaf-kept').length < 10000")
            .await,
        true
    );
    assert_eq!(tab.errors(), [""; 0]);
}

#[tokio::test]
async fn invalid_settings_in_storage_are_ignored() {
    let tab = Tab::new().await;
    let script = "localStorage.setItem('cueleaf-theme', '<b>'); localStorage.setItem('cueleaf-keys', '[null]');
        sessionStorage.setItem('cueleaf-refreshed', '{');";
    tab.add_init_script(script).await;
    tab.visit(NOTE).await;
    assert_eq!(
        tab.evaluate("document.documentElement.dataset.theme").await,
        json!(null)
    );
    tab.press("?").await;
    tab.wait_until_equal(
        "document.querySelector('.shortcuts-help input')?.checked",
        true,
    )
    .await;
    assert_eq!(tab.errors(), [""; 0]);
}

/// Saved moments of two videos and of a note without a video.
const SAVED: &str = "[
    { path: '/a/one', title: 'One', seconds: 9, said: 'Later', video: { path: '/video/V', title: 'The talk' } },
    { path: '/a/two', title: 'Two', seconds: 5, said: 'Sooner', video: { path: '/video/V', title: 'The talk' } },
    { path: '/b/three', title: 'Three', seconds: 7, said: 'Alone' }]";
const GROUPS: &str = "[...document.querySelectorAll('#kept section')].map(group =>
    [group.querySelector('h3').textContent, [...group.querySelectorAll('li p')].map(line => line.textContent)])";

/// What [`GROUPS`] of [`SAVED`] are.
fn all_groups() -> Value {
    json!([
        ["The talk", ["Sooner 0:05", "Later 0:09"]],
        ["Three", ["Alone 0:07"]]
    ])
}

#[tokio::test]
async fn saved_moments_are_grouped_by_video_and_filtered() {
    let tab = tab_with_storage("[]", SAVED).await;
    tab.visit("/history").await;
    tab.wait_until_equal(GROUPS, all_groups()).await;
    tab.click("#kept [type='search']").await;
    tab.type_text("talk SOON").await;
    tab.wait_until_equal(GROUPS, json!([["The talk", ["Sooner 0:05"]]]))
        .await;
    tab.type_text("x").await;
    tab.wait_until("document.querySelector('#kept .no-match').checkVisibility()")
        .await;
    assert_eq!(tab.errors(), [""; 0]);
}

#[tokio::test]
async fn clearing_and_removing_can_be_undone() {
    let tab = tab_with_storage("[{ path: '/a/one', title: 'One', at: 1000 }]", SAVED).await;
    tab.visit("/history").await;
    let count = "document.querySelectorAll('#kept li').length";
    tab.wait_until_equal(count, 3).await;
    tab.click("#kept li button").await;
    tab.wait_until_equal(count, 2).await;
    tab.click(".toast button").await;
    tab.wait_until_equal(count, 3).await;
    tab.click("#kept .clear").await;
    tab.wait_until_equal(count, 0).await;
    tab.click(".toast button").await;
    tab.wait_until_equal(count, 3).await;
    tab.click("#read .clear").await;
    tab.wait_until_equal(READ_NOTES, json!([])).await;
    tab.click(".toast button").await;
    tab.wait_until_equal(READ_NOTES, json!(["One"])).await;
    assert_eq!(tab.errors(), [""; 0]);
}

#[tokio::test]
async fn exported_moments_can_be_imported() {
    let tab = tab_with_storage("[]", SAVED).await;
    tab.visit("/history").await;
    tab.wait_until("document.querySelectorAll('#kept li').length === 3")
        .await;
    tab.evaluate(RECORD_EXPORT).await;
    tab.click("#kept .export-json").await;
    tab.wait_until("window.exported").await;
    tab.click("#kept .clear").await;
    let choose = |content: &str| {
        format!(
            "(input => {{
                const files = new DataTransfer();
                files.items.add(new File([{content}], 'moments.json'));
                input.files = files.files;
                input.dispatchEvent(new Event('change'));
            }})(document.querySelector('#kept [type=file]'))"
        )
    };
    tab.evaluate(&choose("window.exported")).await;
    tab.wait_until_equal(GROUPS, all_groups()).await;
    tab.evaluate(&choose("'[{\"path\": 7}]'")).await;
    tab.wait_until("document.querySelector('.toast').textContent.startsWith('This file has no')")
        .await;
    assert_eq!(tab.errors(), [""; 0]);
}
