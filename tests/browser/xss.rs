//! Nothing that a stranger wrote runs in a reader's browser, and nothing of it is lost.

use cueleaf::archive::Archive;
use cueleaf::corpus;
use cueleaf::pages::Site;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;
use serde_json::json;
use std::sync::Arc;

use super::driver::Reader;
use crate::support::xss_payloads::payloads::PAYLOADS as STRINGS;
use crate::support::xss_payloads::{self as stranger, Shown};

/// A site of all strings in all places, and what each of its pages must show.
fn strange() -> (Arc<Site>, Vec<(String, Shown)>) {
    let folder = tempfile::tempdir().unwrap();
    let shown = stranger::write(folder.path());
    let corpus = corpus::load(folder.path()).unwrap();
    assert_eq!(corpus.notes.len(), shown.len(), "no note is lost");
    let site = Site::new(Archive::new(corpus), false);
    site.search.begin(&site.archive).unwrap();
    let url = |shown: &Shown| {
        let (id, _) = site
            .archive
            .notes()
            .find(|(_, note)| note.path == shown.path)
            .expect("the note");
        site.archive.note_url(id).to_owned()
    };
    let shown = shown
        .into_iter()
        .map(|shown| (url(&shown), shown))
        .collect();
    (Arc::new(site), shown)
}

/// A reader whose pages are inspected.
async fn watchful(site: &Arc<Site>) -> Reader {
    let reader = Reader::of(Arc::clone(site)).await;
    reader.before_scripts(include_str!("inspector.js")).await;
    reader
}

impl Reader {
    /// What is wrong with the page that is open: what ran, what must not be there, and which texts
    /// are not.
    async fn faults(&self, texts: &[String]) -> Vec<String> {
        let texts = json!(texts).to_string();
        let found = format!(
            "[...ran, ...inspector.faults(document), ...inspector.lost(document, {texts})]"
        );
        let mut found: Vec<String> = serde_json::from_value(self.sees(&found).await).unwrap();
        found.extend(self.network.third_party());
        found
    }

    /// The same of pages that are read as the browser reads them, but not visited: URLs, and
    /// what each must show.
    async fn reads(&self, pages: &[impl Serialize]) -> Vec<String> {
        let mut found = Vec::new();
        for pages in pages.chunks(100) {
            let read = self
                .sees(&format!("inspector.read({})", json!(pages)))
                .await;
            found.extend(serde_json::from_value::<Vec<String>>(read).unwrap());
        }
        found
    }
}

fn assert_none(found: &[String]) {
    let some: Vec<&String> = found.iter().take(20).collect();
    assert!(found.is_empty(), "{} faults: {some:#?}", found.len());
}

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

#[tokio::test]
async fn nothing_in_a_note_runs_and_nothing_is_lost() {
    let (site, shown) = strange();
    let reader = watchful(&site).await;
    let mut found = Vec::new();
    // Those with all bodies are visited, and some of those with a name; the others are read as the
    // browser reads them.
    let named = STRINGS.len();
    for (url, shown) in shown[..named].iter().step_by(6).chain(&shown[named..]) {
        reader.visit(url).await;
        found.extend(
            reader
                .faults(&shown.texts)
                .await
                .into_iter()
                .map(|fault| format!("{}: {fault}", shown.path)),
        );
    }
    let pages: Vec<_> = shown
        .iter()
        .map(|(url, shown)| (url, &shown.texts))
        .collect();
    found.extend(reader.reads(&pages).await);
    // What the browser remembers of all these.
    reader.visit("/history").await;
    found.extend(reader.faults(&[]).await);
    assert_none(&found);
}

#[tokio::test]
async fn nothing_in_a_list_a_map_or_a_query_runs() {
    let (site, shown) = strange();
    let reader = watchful(&site).await;
    let names: Vec<String> = site
        .archive
        .channels()
        .iter()
        .map(|channel| channel.name.clone())
        .collect();
    let mut found = Vec::new();
    for (url, texts) in [
        ("/", &names[..]),
        ("/map", &[]),
        ("/bodies", &[]),
        ("/search?q=alert", &[]),
    ] {
        reader.visit(url).await;
        found.extend(reader.faults(texts).await);
    }
    // Every string as it can be asked for, read as the browser reads it; some of them visited.
    let mut pages: Vec<(String, Vec<String>)> = Vec::new();
    for (number, text) in STRINGS.iter().enumerate() {
        let word = encoded(text);
        pages.push((format!("/search?q={word}"), vec![(*text).to_owned()]));
        pages.push((format!("/{word}"), Vec::new()));
        pages.push(match number % 5 {
            0 => (
                format!("/search?q=alert&channel={word}&video={word}&page={word}"),
                Vec::new(),
            ),
            1 => (format!("/map?q={word}"), Vec::new()),
            2 => (format!("/video/{word}"), Vec::new()),
            3 => (format!("{}?t={word}", shown[0].0), Vec::new()),
            _ => (format!("/api/preview?path={word}&t={word}"), Vec::new()),
        });
    }
    pages.extend(
        site.archive
            .topics()
            .iter()
            .map(|topic| (topic.url.clone(), vec![topic.name.clone()])),
    );
    pages.extend(
        site.archive
            .channels()
            .iter()
            .map(|channel| (channel.url.clone(), vec![channel.name.clone()])),
    );
    found.extend(reader.reads(&pages).await);
    for (url, texts) in pages
        .iter()
        .filter(|(url, _)| !url.starts_with("/api"))
        .step_by(61)
    {
        reader.visit(url).await;
        found.extend(
            reader
                .faults(texts)
                .await
                .into_iter()
                .map(|fault| format!("{url}: {fault}")),
        );
    }
    assert_none(&found);
}

#[tokio::test]
async fn nothing_in_the_finder_a_card_or_a_page_that_turns_runs() {
    let (site, _) = strange();
    let reader = watchful(&site).await;
    let mut found = Vec::new();
    reader.visit("/search?q=words").await;
    reader.press("/").await;
    reader
        .until("document.querySelector('dialog.search-dialog')?.open")
        .await;
    for text in STRINGS
        .iter()
        .step_by(12)
        .filter(|text| !text.contains(['\n', '\r', '\0']))
    {
        reader.fills(text).await;
        let all = json!(format!("All results for “{}”", text.trim()));
        let is_told = "[...document.querySelectorAll('[role=option]')].map(option => inspector.seen(option.textContent))";
        reader
            .until(&format!("{is_told}.includes(inspector.seen({all}))"))
            .await;
        found.extend(reader.faults(&[]).await);
    }
    reader.press("Escape").await;
    // Cards and turned pages of notes whose titles are such strings.
    for number in 0..10 {
        let link =
            format!("document.querySelectorAll('main a[href^=\"/\"]:not(.moment)')[{number}]");
        reader
            .sees(&format!(
                "{link}.dispatchEvent(new PointerEvent('pointerover', {{bubbles: true, pointerType: 'mouse'}}))"
            ))
            .await;
        reader
            .until("document.querySelector('.preview-card strong')?.textContent")
            .await;
        found.extend(reader.faults(&[]).await);
        let url = reader.sees(&format!("{link}.pathname")).await;
        reader.sees(&format!("{link}.click()")).await;
        reader.until_equal("location.pathname", url).await;
        reader
            .until("document.querySelector('h1').textContent !== 'Search'")
            .await;
        found.extend(reader.faults(&[]).await);
        reader
            .visit(&format!("/search?q=words&page={}", number + 2))
            .await;
    }
    assert_none(&found);
}

#[tokio::test]
async fn the_inspector_sees_what_would_run() {
    let reader = watchful(&crate::support::fixture()).await;
    reader.visit("/").await;
    let text = "the words".to_owned();
    assert_eq!(reader.faults(&[]).await, [""; 0]);
    assert_eq!(reader.faults(std::slice::from_ref(&text)).await, [text]);
    for planted in [
        "<img src=/x onerror=alert(1)>",
        "<a href=' java\nscript:alert(1)'>x</a>",
        "<div class=text><p style=color:red>x</p></div>",
        "<iframe srcdoc=x></iframe>",
        "<form action=javascript:alert(1)></form>",
        "<svg><animate onbegin=alert(1) /></svg>",
    ] {
        reader.visit("/").await;
        reader
            .sees(&format!(
                "document.body.insertAdjacentHTML('beforeend', {})",
                json!(planted)
            ))
            .await;
        assert_ne!(reader.faults(&[]).await, [""; 0], "{planted}");
    }
    reader.visit("/").await;
    reader.sees("document.body.append(Object.assign(document.createElement('script'), {text: 'alert(1)'}))").await;
    reader.until("ran.length").await;
    reader.visit("/").await;
    reader.sees("setTimeout(() => alert(1))").await;
    reader.until("ran.includes('alert 1')").await;
}
