//! The home page and the pages of channels: cards, pictures, and what the reader read last.

use std::fmt::Write as _;
use std::sync::Arc;

use cueleaf::pages::Site;
use serde_json::json;
use tempfile::TempDir;

use super::driver::Tab;
use super::{IS_PLAYING, NOTE};
use crate::support::{self, media};

/// The screens that a page is measured on.
const SCREENS: [(i64, i64); 4] = [(390, 844), (820, 1180), (1440, 900), (1920, 1080)];

/// Videos of the first channel. On a phone their list is longer than the distance from which
/// Chromium loads lazy images, at most 8,000 px.
const VIDEOS: usize = 100;

/// Eighty channels with a video each, of which the first has [`VIDEOS`].
fn many_channels() -> (TempDir, Arc<Site>) {
    let folder = tempfile::tempdir().expect("a folder");
    for number in 0..80 {
        let note = format!(
            "---\ntitle: Note {number}\nvideoId: AAAAAAAA{number:03}\n---\nRye [00:01:05], see [[note_1]].\n"
        );
        let path = format!("channel_{number}/note_{number}.md");
        media::write(folder.path(), &path, note);
    }
    let mut index = String::new();
    for number in 0..VIDEOS {
        let url = format!("https://www.youtube.com/watch?v=BBBBBBBB{number:03}");
        write!(
            index,
            "### [Loaf {number} | Baking #{number}]({url})\n- [[gone {number}]]\n\n"
        )
        .expect("a line");
    }
    media::write(folder.path(), "channel_0/channel_0.md", index);
    let site = support::site(folder.path());
    (folder, site)
}

#[tokio::test]
async fn eighty_channels_fit_on_two_screens() {
    let (_folder, site) = many_channels();
    let tab = Tab::with_site(site).await;
    tab.visit("/").await;
    let bottom = "document.querySelector('.cards').getBoundingClientRect().bottom";
    let bottom = tab.evaluate(bottom).await.as_f64().expect("a number");
    assert!(bottom <= 1800.0, "the cards end at {bottom} px");
    assert_eq!(
        tab.evaluate("document.querySelectorAll('.cards > li').length")
            .await,
        80
    );
}

#[tokio::test]
async fn lists_use_the_width_of_the_window() {
    let (_folder, site) = many_channels();
    let tab = Tab::with_site(site).await;
    let columns = [(1, 1), (3, 1), (5, 2), (5, 2)];
    for ((width, height), (cards, videos)) in SCREENS.into_iter().zip(columns) {
        tab.resize(width, height).await;
        for (page, list) in [("/", ".cards"), ("/channel_0", ".video-list")] {
            tab.visit(page).await;
            assert_eq!(
                tab.evaluate("document.documentElement.scrollWidth").await,
                width,
                "{page} at {width} px"
            );
            let tracks = format!(
                "getComputedStyle(document.querySelector('{list}')).gridTemplateColumns.split(' ').length"
            );
            let count = if list == ".cards" { cards } else { videos };
            assert_eq!(tab.evaluate(&tracks).await, count, "{page} at {width} px");
        }
    }
}

#[tokio::test]
async fn pictures_are_lazy_and_do_not_shift_the_layout() {
    let (_folder, site) = many_channels();
    for (width, height) in [SCREENS[0], SCREENS[3]] {
        let tab = Tab::with_site(Arc::clone(&site)).await;
        tab.resize(width, height).await;
        for page in ["/", "/channel_0"] {
            tab.visit(page).await;
            tab.wait_until("document.querySelector('.picture img').naturalWidth > 0")
                .await;
            assert_eq!(
                tab.evaluate("shiftSources").await,
                json!([]),
                "{page} at {width} px"
            );
        }
        let urls = tab.network.third_party_urls();
        let is_thumbnail = |url: &String| url.starts_with("https://i.ytimg.com/vi/");
        assert!(urls.iter().all(is_thumbnail), "{urls:?}");
    }
    // The last video of a phone's list is far below the window.
    let tab = Tab::with_site(site).await;
    tab.resize(390, 844).await;
    tab.visit("/channel_0").await;
    tab.wait_until("document.querySelector('.picture img').naturalWidth > 0")
        .await;
    let urls = tab.network.third_party_urls();
    assert!(
        !urls.iter().any(|url| url.contains("BBBBBBBB099")),
        "{urls:?}"
    );
}

#[tokio::test]
async fn without_a_thumbnail_a_cover_is_drawn() {
    let (_folder, site) = many_channels();
    let tab = Tab::with_site(site).await;
    tab.network.set_player_mode("no-thumbnail");
    tab.visit("/channel_0").await;
    tab.wait_until("!document.querySelector('.video-list > li:first-child img')")
        .await;
    let size = "(({ width, height }) => [width, height])
        (document.querySelector('.picture').getBoundingClientRect())";
    assert_eq!(tab.evaluate(size).await, json!([160, 90]));
    assert_eq!(tab.evaluate("shiftSources").await, json!([]));
}

#[tokio::test]
async fn a_list_is_filtered_with_the_keyboard() {
    let (_folder, site) = many_channels();
    let tab = Tab::with_site(site).await;
    tab.visit("/channel_0").await;
    tab.click(".list-controls input").await;
    tab.fill("loaf 99").await;
    tab.press("Enter").await;
    let titles = "[...document.querySelectorAll('.video-list h2')].map(title => title.textContent)";
    tab.wait_until_equal(titles, json!(["Loaf 99"])).await;
    tab.click(".video-list .picture").await;
    tab.wait_until("location.pathname === '/video/BBBBBBBB099'")
        .await;
    assert_eq!(tab.errors(), [""; 0]);
}

#[tokio::test]
async fn the_moment_of_the_home_page_plays() {
    let tab = Tab::new().await;
    tab.visit("/").await;
    tab.click(".try a.moment").await;
    tab.wait_until("document.querySelector('main.note')").await;
    tab.wait_until(IS_PLAYING).await;
}

/// The titles that *Continue reading* shows.
const LAST_READ: &str =
    "[...document.querySelectorAll('.continue-reading a')].map(link => link.textContent)";

#[tokio::test]
async fn the_home_page_lists_what_was_read_last() {
    for (width, height) in [SCREENS[0], SCREENS[3]] {
        let tab = Tab::new().await;
        tab.resize(width, height).await;
        tab.visit("/").await;
        let is_shown = "document.querySelector('.continue-reading').checkVisibility()";
        assert_eq!(tab.evaluate(is_shown).await, false);
        tab.visit(NOTE).await;
        tab.visit("/acquired/idle_servers").await;
        tab.visit("/").await;
        let read = json!(["Idle servers", "Where the cloud came from"]);
        tab.wait_until_equal(LAST_READ, read).await;
        assert_eq!(tab.evaluate(is_shown).await, true);
        assert_eq!(
            tab.evaluate("shiftSources").await,
            json!([]),
            "at {width} px"
        );
    }
}

#[tokio::test]
async fn every_page_has_one_search_field() {
    let tab = Tab::new().await;
    let fields = "[...document.querySelectorAll('form.search input')]
        .filter(field => field.checkVisibility({ visibilityProperty: true })).length";
    for page in ["/", NOTE, "/search?q=profit", "/nothing/here"] {
        tab.visit(page).await;
        assert_eq!(tab.evaluate(fields).await, 1, "{page}");
        tab.press("/").await;
        tab.wait_until("document.querySelector('dialog.search-dialog')?.open")
            .await;
    }
}
