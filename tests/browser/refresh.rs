//! Where the operator watches the folder, an open page shows itself anew, in its place.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use cueleaf::archive::Archive;
use cueleaf::corpus;
use cueleaf::pages::Site;
use cueleaf::site::store::SiteStore;
use serde_json::json;

use super::driver::Reader;
use super::{AT_218, NOTE, PLAYING, STARTS};
use crate::support::{folder, site};

/// Keeps the streams of events that a page opens.
const STREAMS: &str = "window.streams = [];
    window.EventSource = class extends EventSource { constructor(url) { super(url); streams.push(this); } };";
const OPEN: &str = "streams.filter(stream => stream.readyState !== EventSource.CLOSED).length";
/// Lets a test hide the page and show it.
const HIDES: &str = "Object.defineProperty(document, 'visibilityState', { get: () => window.seen ?? 'visible' });
    window.turn = seen => { window.seen = seen; document.dispatchEvent(new Event('visibilitychange')); };";
const TEXT: &str = "document.querySelector('.text p').textContent.trim()";

fn watched(folder: &Path) -> Arc<Site> {
    let site = Arc::into_inner(site(folder)).expect("nobody else has it");
    Arc::new(Site {
        watched: true,
        ..site
    })
}

/// A site of one note, `/c/note`, that says these words under these headings.
fn of_words(words: &str, headings: &str) -> Arc<Site> {
    let notes = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(notes.path().join("c")).expect("a channel");
    let text = format!("---\ntitle: The note\nvideoId: E1cxZuHrwZc\n---\n{words}\n\n{headings}");
    std::fs::write(notes.path().join("c/note.md"), text).expect("a note");
    watched(notes.path())
}

/// The sum of what the tabs tell, once it is that.
async fn until_sum(tabs: &[Reader], expression: &str, expected: i64) {
    let deadline = Instant::now() + Duration::from_secs(20);
    loop {
        let mut sum = 0;
        for tab in tabs {
            sum += tab.sees(expression).await.as_i64().expect("a number");
        }
        if sum == expected {
            return;
        }
        assert!(
            Instant::now() < deadline,
            "{expression}: {sum}, not {expected}"
        );
        // Only the pause between two looks: the condition decides, not the time.
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// A reader with so many tabs at the note.
async fn tabs(live: &Arc<SiteStore>, number: usize, script: &str) -> Vec<Reader> {
    let mut tabs = vec![Reader::of_live(Arc::clone(live)).await];
    while tabs.len() < number {
        tabs.push(tabs[0].in_another_tab().await);
    }
    for tab in &tabs {
        tab.before_scripts(script).await;
        tab.visit("/c/note").await;
    }
    tabs
}

#[tokio::test]
async fn an_open_page_shows_what_changed_and_the_video_plays_on() {
    let live = SiteStore::new(watched(&folder("tests/fixture")));
    let reader = Reader::of_live(Arc::clone(&live)).await;
    reader.resize(1200, 500).await;
    reader.visit(NOTE).await;
    reader.click(AT_218).await;
    reader.until(PLAYING).await;
    reader
        .sees("void (window.first = document.querySelector('.player iframe'))")
        .await;
    reader
        .sees("scrollTo({ top: 150, behavior: 'instant' })")
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
    reader
        .until("document.querySelector('.text').textContent.includes('Large machines')")
        .await;
    reader.until_equal("scrollY", 150).await;
    assert_eq!(
        reader
            .sees("first === document.querySelector('.player iframe') && first.isConnected")
            .await,
        true
    );
    assert_eq!(reader.sees(STARTS).await, json!([218]));
    assert_eq!(reader.complaints(), [""; 0]);
}

#[tokio::test]
async fn eight_tabs_share_one_stream_and_each_shows_a_change() {
    let live = SiteStore::new(of_words("Old", ""));
    let tabs = tabs(&live, 8, STREAMS).await;
    until_sum(&tabs, OPEN, 1).await;
    live.replace(of_words("New", ""));
    for tab in &tabs {
        tab.until_equal(TEXT, "New").await;
        assert_eq!(tab.complaints(), [""; 0]);
    }
    until_sum(&tabs, OPEN, 1).await;
}

#[tokio::test]
async fn a_hidden_tab_leaves_the_stream_to_another_and_catches_up_later() {
    let live = SiteStore::new(of_words("Old", ""));
    let tabs = tabs(&live, 2, &format!("{STREAMS}{HIDES}")).await;
    until_sum(&tabs, OPEN, 1).await;
    for (hidden, seen) in [(0, 1), (1, 0)] {
        let words = format!("Without tab {hidden}");
        tabs[hidden].sees("turn('hidden')").await;
        tabs[seen].until_equal(OPEN, 1).await;
        assert_eq!(tabs[hidden].sees(OPEN).await, 0);
        live.replace(of_words(&words, ""));
        tabs[seen].until_equal(TEXT, words.as_str()).await;
        assert_ne!(tabs[hidden].sees(TEXT).await, words.as_str());
        tabs[hidden].sees("turn('visible')").await;
        tabs[hidden].until_equal(TEXT, words.as_str()).await;
    }
    tabs[0].sees("turn('hidden')").await;
    tabs[1].sees("turn('hidden')").await;
    until_sum(&tabs, OPEN, 0).await;
}

#[tokio::test]
async fn without_locks_each_visible_tab_has_its_own_stream() {
    let live = SiteStore::new(of_words("Old", ""));
    let tabs = tabs(
        &live,
        2,
        &format!("{STREAMS}{HIDES} delete Navigator.prototype.locks;"),
    )
    .await;
    until_sum(&tabs, OPEN, 2).await;
    live.replace(of_words("New", ""));
    for tab in &tabs {
        tab.until_equal(TEXT, "New").await;
        tab.sees("turn('hidden')").await;
    }
    until_sum(&tabs, OPEN, 0).await;
}

#[tokio::test]
async fn a_page_that_loads_while_the_archive_is_exchanged_shows_the_new_one() {
    let live = SiteStore::new(of_words("Old", ""));
    let reader = Reader::of_live(Arc::clone(&live)).await;
    reader.network.hold("/api/events");
    reader.visit("/c/note").await;
    let deadline = Instant::now() + Duration::from_secs(20);
    while reader.network.waiting() == 0 {
        assert!(Instant::now() < deadline, "the page asks for changes");
        // Only the pause between two looks: the condition decides, not the time.
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(reader.sees(TEXT).await, "Old");
    live.replace(of_words("New", ""));
    reader.network.release(&reader.page).await;
    reader.until_equal(TEXT, "New").await;
    assert_eq!(reader.complaints(), [""; 0]);
}

#[tokio::test]
async fn found_notes_are_shown_anew_once_the_new_archive_is_searched() {
    let live = SiteStore::new(of_words("Old words", ""));
    let reader = Reader::of_live(Arc::clone(&live)).await;
    reader.visit("/search?q=words").await;
    let said = "document.querySelector('.hits p')?.textContent.trim()";
    reader.until_equal(said, "Old words").await;
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
    let tab = reader.in_another_tab().await;
    tab.visit("/c/note").await;
    tab.until_equal(TEXT, "New words").await;
    assert_eq!(reader.sees(said).await, "Old words");
    new.search.begin(&new.archive).expect("the index is made");
    live.mark_search_ready();
    reader.until_equal(said, "New words").await;
    assert_eq!(reader.complaints(), [""; 0]);
}

#[tokio::test]
async fn a_heading_cannot_take_the_place_of_what_the_browser_lacks() {
    let live = SiteStore::new(of_words("Old", "## Navigation\n\n## Card\n"));
    let reader = Reader::of_live(Arc::clone(&live)).await;
    reader
        .before_scripts("delete window.navigation; delete window.Navigation;")
        .await;
    reader.visit("/c/note").await;
    assert_eq!(reader.sees("window.navigation.tagName").await, "H2");
    live.replace(of_words("New", "## Navigation\n"));
    reader.until_equal(TEXT, "New").await;
    assert_eq!(reader.complaints(), [""; 0]);
}

#[tokio::test]
async fn an_event_of_another_program_does_no_harm() {
    let live = SiteStore::new(of_words("Old", ""));
    let tabs = tabs(&live, 2, STREAMS).await;
    until_sum(&tabs, OPEN, 1).await;
    for event in [
        "{}",
        "'x'",
        "[null]",
        "'{\"site\":\"9\"}'",
        "1e999",
        "'{\"site\":1e15,\"searched\":1e15}'",
    ] {
        tabs[0]
            .sees(&format!(
                "new BroadcastChannel('cueleaf-changes /').postMessage({event})"
            ))
            .await;
    }
    live.replace(of_words("New", ""));
    for tab in &tabs {
        tab.until_equal(TEXT, "New").await;
        assert_eq!(tab.complaints(), [""; 0]);
    }
}
