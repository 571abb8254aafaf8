//! XSS: untrusted text never runs in the browser, and is shown completely.

use cueleaf::archive::Archive;
use cueleaf::corpus;
use cueleaf::pages::Site;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;
use serde_json::json;
use std::sync::Arc;

use super::driver::Tab;
use crate::support::xss_payloads::payloads::PAYLOADS;
use crate::support::xss_payloads::{self, Shown};

/// A site with all payloads in all positions, and the URL of each note with the texts it must show.
fn payload_site() -> (Arc<Site>, Vec<(String, Shown)>) {
    let folder = tempfile::tempdir().unwrap();
    let shown = xss_payloads::write(folder.path());
    let corpus = corpus::load(folder.path()).unwrap();
    assert_eq!(corpus.notes.len(), shown.len(), "all notes are loaded");
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

/// A tab that inspects its pages.
async fn inspecting_tab(site: &Arc<Site>) -> Tab {
    let tab = Tab::with_site(Arc::clone(site)).await;
    tab.add_init_script(include_str!("inspector.js")).await;
    tab
}

impl Tab {
    /// The problems of the current page: executed payloads, unsafe markup, and missing texts.
    async fn problems(&self, texts: &[String]) -> Vec<String> {
        let texts = json!(texts).to_string();
        let found = format!(
            "[...executed, ...inspector.unsafeMarkup(document), ...inspector.missingTexts(document, {texts})]"
        );
        let mut found: Vec<String> = serde_json::from_value(self.evaluate(&found).await).unwrap();
        // The thumbnails of lists.
        let is_thumbnail = |url: &String| url.starts_with("https://i.ytimg.com/vi/");
        let urls = self.network.third_party_urls();
        found.extend(urls.into_iter().filter(|url| !is_thumbnail(url)));
        found
    }

    /// The problems of pages that the browser parses without visiting them, given as URLs with the
    /// texts that each must show.
    async fn parse_problems(&self, pages: &[impl Serialize]) -> Vec<String> {
        let mut found = Vec::new();
        for pages in pages.chunks(100) {
            let problems = self
                .evaluate(&format!("inspector.checkPages({})", json!(pages)))
                .await;
            found.extend(serde_json::from_value::<Vec<String>>(problems).unwrap());
        }
        found
    }
}

fn assert_no_problems(found: &[String]) {
    let first: Vec<&String> = found.iter().take(20).collect();
    assert!(found.is_empty(), "{} problems: {first:#?}", found.len());
}

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

#[tokio::test]
async fn payloads_in_notes_do_not_run_and_are_shown() {
    let (site, shown) = payload_site();
    let tab = inspecting_tab(&site).await;
    let mut found = Vec::new();
    // Visits all notes with payloads in their text, and some with payloads in their names; the
    // browser only parses the others.
    let named = PAYLOADS.len();
    for (url, shown) in shown[..named].iter().step_by(6).chain(&shown[named..]) {
        tab.visit(url).await;
        found.extend(
            tab.problems(&shown.texts)
                .await
                .into_iter()
                .map(|problem| format!("{}: {problem}", shown.path)),
        );
    }
    let pages: Vec<_> = shown
        .iter()
        .map(|(url, shown)| (url, &shown.texts))
        .collect();
    found.extend(tab.parse_problems(&pages).await);
    // The history page has the titles of all visited notes.
    tab.visit("/history").await;
    found.extend(tab.problems(&[]).await);
    assert_no_problems(&found);
}

#[tokio::test]
async fn payloads_in_lists_maps_and_queries_do_not_run() {
    let (site, shown) = payload_site();
    let tab = inspecting_tab(&site).await;
    let names: Vec<String> = site
        .archive
        .channels()
        .iter()
        .map(|channel| channel.name.clone())
        .collect();
    let mut found = Vec::new();
    for (url, texts) in [
        // The channels are on two pages.
        ("/", &names[..200]),
        ("/?page=2", &names[names.len() - 10..]),
        ("/map", &[]),
        ("/bodies", &[]),
        ("/search?q=alert", &[]),
    ] {
        tab.visit(url).await;
        found.extend(tab.problems(texts).await);
    }
    // Parses the responses to each payload in a search and in another request, and visits some.
    let mut pages: Vec<(String, Vec<String>)> = Vec::new();
    for (number, text) in PAYLOADS.iter().enumerate() {
        let word = encoded(text);
        pages.push((format!("/search?q={word}"), vec![(*text).to_owned()]));
        pages.push(match number % 6 {
            0 => (
                format!("/search?q=alert&channel={word}&video={word}&page={word}"),
                Vec::new(),
            ),
            1 => (format!("/map?q={word}"), Vec::new()),
            2 => (format!("/video/{word}"), Vec::new()),
            3 => (format!("{}?t={word}", shown[0].0), Vec::new()),
            4 => (format!("/{word}"), Vec::new()),
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
    found.extend(tab.parse_problems(&pages).await);
    for (url, texts) in pages
        .iter()
        .filter(|(url, _)| !url.starts_with("/api"))
        .step_by(61)
    {
        tab.visit(url).await;
        found.extend(
            tab.problems(texts)
                .await
                .into_iter()
                .map(|problem| format!("{url}: {problem}")),
        );
    }
    assert_no_problems(&found);
}

#[tokio::test]
async fn payloads_in_the_search_dialog_preview_cards_and_client_side_navigation_do_not_run() {
    let (site, _) = payload_site();
    let tab = inspecting_tab(&site).await;
    let mut found = Vec::new();
    tab.visit("/search?q=words").await;
    tab.press("/").await;
    tab.wait_until("document.querySelector('dialog.search-dialog')?.open")
        .await;
    for text in PAYLOADS
        .iter()
        .step_by(12)
        .filter(|text| !text.contains(['\n', '\r', '\0']))
    {
        tab.fill(text).await;
        let all = json!(format!("All results for “{}”", text.trim()));
        let options = "[...document.querySelectorAll('[role=option]')].map(option => inspector.normalize(option.textContent))";
        tab.wait_until(&format!("{options}.includes(inspector.normalize({all}))"))
            .await;
        found.extend(tab.problems(&[]).await);
    }
    tab.press("Escape").await;
    // Preview cards of and client-side navigation to notes with payloads as titles.
    for number in 0..10 {
        let link = format!("document.querySelectorAll('.hits > li > a')[{number}]");
        tab
            .evaluate(&format!(
                "{link}.dispatchEvent(new PointerEvent('pointerover', {{bubbles: true, pointerType: 'mouse'}}))"
            ))
            .await;
        tab.wait_until("document.querySelector('.preview-card strong')?.textContent")
            .await;
        found.extend(tab.problems(&[]).await);
        let url = tab.evaluate(&format!("{link}.pathname")).await;
        tab.evaluate(&format!("{link}.click()")).await;
        tab.wait_until_equal("location.pathname", url).await;
        tab.wait_until("document.querySelector('h1').textContent !== 'Search'")
            .await;
        found.extend(tab.problems(&[]).await);
        tab.visit(&format!("/search?q=words&page={}", number + 2))
            .await;
    }
    assert_no_problems(&found);
}

#[tokio::test]
async fn the_inspector_finds_problems() {
    let tab = inspecting_tab(&crate::support::fixture()).await;
    tab.visit("/").await;
    let text = "the words".to_owned();
    assert_eq!(tab.problems(&[]).await, [""; 0]);
    assert_eq!(tab.problems(std::slice::from_ref(&text)).await, [text]);
    for markup in [
        "<img src=/x onerror=alert(1)>",
        "<a href=' java\nscript:alert(1)'>x</a>",
        "<div class=text><p style=color:red>x</p></div>",
        "<iframe srcdoc=x></iframe>",
        "<form action=javascript:alert(1)></form>",
        "<svg><animate onbegin=alert(1) /></svg>",
    ] {
        tab.visit("/").await;
        tab.evaluate(&format!(
            "document.body.insertAdjacentHTML('beforeend', {})",
            json!(markup)
        ))
        .await;
        assert_ne!(tab.problems(&[]).await, [""; 0], "{markup}");
    }
    tab.visit("/").await;
    tab.evaluate(
        "document.body.append(Object.assign(document.createElement('script'), {text: 'alert(1)'}))",
    )
    .await;
    tab.wait_until("executed.length").await;
    tab.visit("/").await;
    tab.evaluate("setTimeout(() => alert(1))").await;
    tab.wait_until("executed.includes('alert 1')").await;
}
