//! Live reload: open pages are updated when the notes change.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use cueleaf::archive::Archive;
use cueleaf::corpus;
use cueleaf::pages::Site;
use cueleaf::site::store::SiteStore;
use serde_json::json;

use super::driver::Tab;
use super::{AT_218, IS_PLAYING, NOTE, START_TIMES};
use crate::support::{folder, site};

/// Records the event streams that a page opens.
const RECORD_STREAMS: &str = "window.streams = [];
    window.EventSource = class extends EventSource { constructor(url) { super(url); streams.push(this); } };";
/// The number of open event streams.
const OPEN_STREAMS: &str =
    "streams.filter(stream => stream.readyState !== EventSource.CLOSED).length";
/// Lets a test change the visibility of the page.
const FAKE_VISIBILITY: &str = "Object.defineProperty(document, 'visibilityState', { get: () => window.fakeVisibility ?? 'visible' });
    window.setVisibility = state => { window.fakeVisibility = state; document.dispatchEvent(new Event('visibilitychange')); };";
const TEXT: &str = "document.querySelector('.text p').textContent.trim()";

fn watched(folder: &Path) -> Arc<Site> {
    let site = Arc::into_inner(site(folder)).expect("the only reference");
    Arc::new(Site {
        watched: true,
        ..site
    })
}

/// A site with one note, `/c/note`, with this text and these headings.
fn site_with(words: &str, headings: &str) -> Arc<Site> {
    let notes = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(notes.path().join("c")).expect("a channel");
    let text = format!("---\ntitle: The note\nvideoId: E1cxZuHrwZc\n---\n{words}\n\n{headings}");
    std::fs::write(notes.path().join("c/note.md"), text).expect("a note");
    watched(notes.path())
}

/// Waits until the values of an expression in all tabs have an expected sum.
async fn wait_until_sum(tabs: &[Tab], expression: &str, expected: i64) {
    let deadline = Instant::now() + Duration::from_secs(20);
    loop {
        let mut sum = 0;
        for tab in tabs {
            sum += tab.evaluate(expression).await.as_i64().expect("a number");
        }
        if sum == expected {
            return;
        }
        assert!(
            Instant::now() < deadline,
            "{expression}: {sum}, not {expected}"
        );
        // Only the polling interval: the condition decides, not the time.
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Opens the note in a number of tabs of one browser context.
async fn tabs(live: &Arc<SiteStore>, count: usize, script: &str) -> Vec<Tab> {
    let mut tabs = vec![Tab::with_store(Arc::clone(live)).await];
    while tabs.len() < count {
        tabs.push(tabs[0].open_another().await);
    }
    for tab in &tabs {
        tab.add_init_script(script).await;
        tab.visit("/c/note").await;
    }
    tabs
}

#[tokio::test]
async fn an_open_page_is_updated_and_the_video_continues() {
    let live = SiteStore::new(watched(&folder("tests/fixture")));
    let tab = Tab::with_store(Arc::clone(&live)).await;
    tab.resize(1200, 500).await;
    tab.visit(NOTE).await;
    tab.click(AT_218).await;
    tab.wait_until(IS_PLAYING).await;
    tab.evaluate("void (window.first = document.querySelector('.player iframe'))")
        .await;
    tab.evaluate("scrollTo({ top: 150, behavior: 'instant' })")
        .await;
    let changed = tempfile::tempdir().expect("a folder");
    let text =
        std::fs::read_to_string(folder("tests/fixture/acquired/origin.md")).expect("the note");
    std::fs::create_dir(changed.path().join("acquired")).expect("a channel");
    std::fs::write(
        changed.path().join("acquired/origin.md"),
        text.replace("Big machines", "Large machines"),
    )
    .expect("a note");
    live.replace(watched(changed.path()));
    tab.wait_until("document.querySelector('.text').textContent.includes('Large machines')")
        .await;
    tab.wait_until_equal("scrollY", 150).await;
    assert_eq!(
        tab.evaluate("first === document.querySelector('.player iframe') && first.isConnected")
            .await,
        true
    );
    assert_eq!(tab.evaluate(START_TIMES).await, json!([218]));
    assert_eq!(tab.errors(), [""; 0]);
}

#[tokio::test]
async fn eight_tabs_share_one_stream_and_all_are_updated() {
    let live = SiteStore::new(site_with("Old", ""));
    let tabs = tabs(&live, 8, RECORD_STREAMS).await;
    wait_until_sum(&tabs, OPEN_STREAMS, 1).await;
    live.replace(site_with("New", ""));
    for tab in &tabs {
        tab.wait_until_equal(TEXT, "New").await;
        assert_eq!(tab.errors(), [""; 0]);
    }
    wait_until_sum(&tabs, OPEN_STREAMS, 1).await;
}

#[tokio::test]
async fn a_hidden_tab_closes_the_stream_and_is_updated_when_visible() {
    let live = SiteStore::new(site_with("Old", ""));
    let tabs = tabs(&live, 2, &format!("{RECORD_STREAMS}{FAKE_VISIBILITY}")).await;
    wait_until_sum(&tabs, OPEN_STREAMS, 1).await;
    for (hidden, visible) in [(0, 1), (1, 0)] {
        let words = format!("Without tab {hidden}");
        tabs[hidden].evaluate("setVisibility('hidden')").await;
        tabs[visible].wait_until_equal(OPEN_STREAMS, 1).await;
        assert_eq!(tabs[hidden].evaluate(OPEN_STREAMS).await, 0);
        live.replace(site_with(&words, ""));
        tabs[visible].wait_until_equal(TEXT, words.as_str()).await;
        assert_ne!(tabs[hidden].evaluate(TEXT).await, words.as_str());
        tabs[hidden].evaluate("setVisibility('visible')").await;
        tabs[hidden].wait_until_equal(TEXT, words.as_str()).await;
    }
    tabs[0].evaluate("setVisibility('hidden')").await;
    tabs[1].evaluate("setVisibility('hidden')").await;
    wait_until_sum(&tabs, OPEN_STREAMS, 0).await;
}

#[tokio::test]
async fn without_locks_each_visible_tab_has_its_own_stream() {
    let live = SiteStore::new(site_with("Old", ""));
    let tabs = tabs(
        &live,
        2,
        &format!("{RECORD_STREAMS}{FAKE_VISIBILITY} delete Navigator.prototype.locks;"),
    )
    .await;
    wait_until_sum(&tabs, OPEN_STREAMS, 2).await;
    live.replace(site_with("New", ""));
    for tab in &tabs {
        tab.wait_until_equal(TEXT, "New").await;
        tab.evaluate("setVisibility('hidden')").await;
    }
    wait_until_sum(&tabs, OPEN_STREAMS, 0).await;
}

#[tokio::test]
async fn a_page_that_loads_during_a_reload_is_updated() {
    let live = SiteStore::new(site_with("Old", ""));
    let tab = Tab::with_store(Arc::clone(&live)).await;
    tab.network.pause_requests("/api/events");
    tab.visit("/c/note").await;
    let deadline = Instant::now() + Duration::from_secs(20);
    while tab.network.paused_count() == 0 {
        assert!(Instant::now() < deadline, "the page requests events");
        // Only the polling interval: the condition decides, not the time.
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(tab.evaluate(TEXT).await, "Old");
    live.replace(site_with("New", ""));
    tab.network.resume_requests(&tab.page).await;
    tab.wait_until_equal(TEXT, "New").await;
    assert_eq!(tab.errors(), [""; 0]);
}

#[tokio::test]
async fn search_results_are_updated_after_indexing() {
    let live = SiteStore::new(site_with("Old words", ""));
    let tab = Tab::with_store(Arc::clone(&live)).await;
    tab.visit("/search?q=words").await;
    let result = "document.querySelector('.hits p')?.textContent.trim()";
    tab.wait_until_equal(result, "Old words").await;
    let notes = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(notes.path().join("c")).expect("a channel");
    std::fs::write(
        notes.path().join("c/note.md"),
        "---\ntitle: The note\n---\nNew words\n",
    )
    .expect("a note");
    let archive = Archive::new(corpus::load(notes.path()).expect("the folder loads"));
    let new = Arc::new(Site {
        watched: true,
        ..Site::new(archive, true)
    });
    live.replace(Arc::clone(&new));
    let other = tab.open_another().await;
    other.visit("/c/note").await;
    other.wait_until_equal(TEXT, "New words").await;
    assert_eq!(tab.evaluate(result).await, "Old words");
    new.search.begin(&new.archive).expect("the index is built");
    live.mark_search_ready();
    tab.wait_until_equal(result, "New words").await;
    assert_eq!(tab.errors(), [""; 0]);
}

#[tokio::test]
async fn a_heading_is_not_mistaken_for_a_missing_browser_api() {
    let live = SiteStore::new(site_with("Old", "## Navigation\n\n## Card\n"));
    let tab = Tab::with_store(Arc::clone(&live)).await;
    tab.add_init_script("delete window.navigation; delete window.Navigation;")
        .await;
    tab.visit("/c/note").await;
    assert_eq!(tab.evaluate("window.navigation.tagName").await, "H2");
    live.replace(site_with("New", "## Navigation\n"));
    tab.wait_until_equal(TEXT, "New").await;
    assert_eq!(tab.errors(), [""; 0]);
}

#[tokio::test]
async fn invalid_broadcast_messages_are_ignored() {
    let live = SiteStore::new(site_with("Old", ""));
    let tabs = tabs(&live, 2, RECORD_STREAMS).await;
    wait_until_sum(&tabs, OPEN_STREAMS, 1).await;
    for event in [
        "{}",
        "'x'",
        "[null]",
        "'{\"site\":\"9\"}'",
        "1e999",
        "'{\"site\":1e15,\"searched\":1e15}'",
    ] {
        tabs[0]
            .evaluate(&format!(
                "new BroadcastChannel('cueleaf-changes /').postMessage({event})"
            ))
            .await;
    }
    live.replace(site_with("New", ""));
    for tab in &tabs {
        tab.wait_until_equal(TEXT, "New").await;
        assert_eq!(tab.errors(), [""; 0]);
    }
}
