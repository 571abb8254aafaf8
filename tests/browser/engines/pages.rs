//! Each kind of page can be read, played and updated in Firefox and WebKit.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use cueleaf::pages::Site;
use cueleaf::site::store::SiteStore;
use serde_json::json;

use super::Engine;
use super::firefox::Firefox;
use super::jobs::check_jobs;
use super::test_server::TestServer;
use super::webkit::WebKit;
use crate::support::{folder, site};

/// A page of each kind: its URL and a word of its title.
const PAGES: [(&str, &str); 9] = [
    ("/", "The fixture"),
    ("/acquired", "acquired"),
    ("/acquired/origin", "Where the cloud came from"),
    ("/video/E1cxZuHrwZc", "cloud"),
    ("/topic/profit%20pools", "Profit pools"),
    ("/search?q=cloud", "cloud"),
    ("/map", "Map"),
    ("/history", "History"),
    ("/nowhere", "Page not found"),
];

/// Links in the text that neither an underline nor a color distinguishes from the surrounding
/// text. A card is a link by its border.
const HIDDEN_LINKS: &str =
    "[...document.querySelectorAll('article :is(p, li) a[href]:not(.cards a)')].filter(link => {
    const [own, surrounding] = [getComputedStyle(link), getComputedStyle(link.parentElement)];
    return !own.textDecorationLine.includes('underline') && own.color === surrounding.color
        && own.backgroundColor === 'rgba(0, 0, 0, 0)';
}).map(link => link.outerHTML)";

pub(super) fn served(folder: &Path) -> Arc<Site> {
    let site = Arc::into_inner(site(folder)).expect("the only reference");
    // Without thumbnails, because YouTube cannot be reached.
    Arc::new(Site {
        watched: true,
        thumbnails: false,
        ..site
    })
}

/// Every identifier in our scripts, including those of browser APIs.
fn words_of_scripts() -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    let scripts = ignore::WalkBuilder::new(folder("static/js")).build();
    for file in scripts
        .map(Result::unwrap)
        .filter(|file| file.path().is_file())
    {
        let text = std::fs::read_to_string(file.path()).unwrap();
        words.extend(
            text.split(|c: char| !c.is_ascii_alphanumeric())
                .map(str::to_ascii_lowercase),
        );
    }
    words.remove("");
    assert!(words.contains("navigation") && words.contains("history"));
    words
}

pub(super) async fn wait_until_initialized(engine: &mut impl Engine) {
    engine
        .wait_until_equal(
            "document.querySelector('button.display-button').hidden",
            false,
        )
        .await;
}

async fn check_playback(engine: &mut impl Engine) {
    engine.click(".text a.moment[data-seconds='218']").await;
    let start = "new URL(document.querySelector('.player iframe')?.src ?? location).searchParams.get('start')";
    engine.wait_until_equal(start, "218").await;
    let host = "new URL(document.querySelector('.player iframe').src).host";
    assert_eq!(
        engine.evaluate(host).await,
        Ok(json!("www.youtube-nocookie.com"))
    );
    let current = "document.querySelector('.text a.moment[aria-current]')?.dataset.seconds";
    assert_eq!(engine.evaluate(current).await, Ok(json!("218")));
}

pub(super) async fn assert_no_errors(engine: &mut impl Engine, page: &str) {
    assert_eq!(engine.evaluate("pageErrors").await, Ok(json!([])), "{page}");
}

/// Visits each kind of page.
async fn check_pages(engine: &mut impl Engine) {
    let server = TestServer::new(SiteStore::new(served(&folder("tests/fixture")))).await;
    let url = &server.url;
    for (page, title) in PAGES {
        engine.open(&format!("{url}{page}")).await;
        wait_until_initialized(engine).await;
        let heading = engine
            .evaluate("document.querySelector('h1').textContent")
            .await
            .unwrap();
        assert!(
            heading.as_str().unwrap().contains(title),
            "{page}: {heading}"
        );
        assert_eq!(engine.evaluate(HIDDEN_LINKS).await, Ok(json!([])), "{page}");
        if page == "/acquired/origin" {
            check_playback(engine).await;
        }
        assert_no_errors(engine, page).await;
    }
}

/// Plays a note whose headings have the names of all identifiers that our scripts may use, and
/// changes it.
async fn check_headings_named_like_globals(engine: &mut impl Engine) {
    let notes = tempfile::tempdir().unwrap();
    std::fs::create_dir(notes.path().join("c")).unwrap();
    let headings: String = words_of_scripts()
        .iter()
        .map(|word| format!("## {word}\n\n"))
        .collect();
    let write = |words: &str| {
        let text = format!(
            "---\ntitle: Names\nvideoId: E1cxZuHrwZc\n---\n{words} [00:03:38], [[two]].\n\n{headings}"
        );
        std::fs::write(notes.path().join("c/names.md"), text).unwrap();
        served(notes.path())
    };
    let live = SiteStore::new(write("Old words"));
    let server = TestServer::new(Arc::clone(&live)).await;
    engine.open(&format!("{}/c/names", server.url)).await;
    wait_until_initialized(engine).await;
    check_playback(engine).await;
    assert_no_errors(engine, "a note with many headings").await;
    let remember = "(window.first = document.querySelector('.player iframe')) !== null";
    assert_eq!(engine.evaluate(remember).await, Ok(json!(true)));
    live.replace(write("New words"));
    engine
        .wait_until_equal(
            "document.querySelector('.text').textContent.includes('New words')",
            true,
        )
        .await;
    wait_until_initialized(engine).await;
    let is_same = "window.first === document.querySelector('.player iframe')";
    assert_eq!(engine.evaluate(is_same).await, Ok(json!(true)));
    assert_no_errors(engine, "the same after a change").await;
}

#[tokio::test]
async fn pages_work_in_firefox() {
    let mut firefox = Firefox::start().await;
    check_pages(&mut firefox).await;
    check_headings_named_like_globals(&mut firefox).await;
    check_jobs(&mut firefox).await;
}

#[tokio::test]
async fn pages_work_in_webkit() {
    let mut webkit = WebKit::start().await;
    check_pages(&mut webkit).await;
    check_headings_named_like_globals(&mut webkit).await;
    check_jobs(&mut webkit).await;
}
