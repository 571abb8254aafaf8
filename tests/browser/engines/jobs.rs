//! What readers do most works in Firefox and WebKit: play, follow links and come back, search, save
//! a moment, open the menu of a phone, and read without JavaScript.

use cueleaf::site::store::SiteStore;
use serde_json::json;

use super::pages::{assert_no_errors, served, wait_until_initialized};
use super::test_server::TestServer;
use super::{ARROW_UP, ENTER, Engine};
use crate::menu::PLACES;
use crate::persistent_player::{IS_UNCHANGED, MINI_PLAYERS};
use crate::screenshots::OVERFLOWING;
use crate::support::folder;
use crate::{AT_218, IS_PLAYING, NOTE, START_TIMES};

const HEADING: &str = "document.querySelector('h1').textContent";
const URL: &str = "location.pathname + location.search";

/// Plays a moment, follows a link to a note of another video, and comes back.
async fn check_play_and_links(engine: &mut impl Engine, url: &str) {
    engine.open(&format!("{url}{NOTE}")).await;
    wait_until_initialized(engine).await;
    engine.click(AT_218).await;
    engine.wait_until_equal(START_TIMES, json!([218])).await;
    engine.wait_until_equal(IS_PLAYING, true).await;
    let remember = "(scrollTo(0, 150), window.first = document.querySelector('.player iframe'),
        addEventListener('click', () => { window.position = scrollY }, { once: true }))";
    engine.evaluate(remember).await.expect("no error");
    engine
        .click(".text a[href='/acquired/second_video#later-years']")
        .await;
    engine.wait_until_equal(HEADING, "The second video").await;
    engine
        .wait_until_equal("location.hash", "#later-years")
        .await;
    engine.wait_until_equal(MINI_PLAYERS, 1).await;
    assert_eq!(engine.evaluate(IS_UNCHANGED).await, Ok(json!(true)));
    engine.evaluate("history.back()").await.expect("no error");
    engine
        .wait_until_equal(HEADING, "Where the cloud came from")
        .await;
    engine.wait_until_equal(MINI_PLAYERS, 0).await;
    engine.wait_until_equal(URL, format!("{NOTE}?t=218")).await;
    engine
        .wait_until_equal("position > 0 && Math.abs(scrollY - position) < 1", true)
        .await;
    assert_eq!(engine.evaluate(IS_UNCHANGED).await, Ok(json!(true)));
    engine.click(".text a[href='/acquired/idle_servers']").await;
    engine.wait_until_equal(HEADING, "Idle servers").await;
    engine.wait_until_equal(MINI_PLAYERS, 0).await;
    assert_eq!(engine.evaluate(IS_UNCHANGED).await, Ok(json!(true)));
    assert_no_errors(engine, "after links").await;
}

/// Saves the current moment with a key, and finds it in the history.
async fn check_saved_moment(engine: &mut impl Engine, url: &str) {
    engine.open(&format!("{url}{NOTE}")).await;
    wait_until_initialized(engine).await;
    engine.click(AT_218).await;
    engine.wait_until_equal(IS_PLAYING, true).await;
    let sentence = "document.querySelector('.current-sentence').textContent !== ''";
    engine.wait_until_equal(sentence, true).await;
    engine.type_text("b").await;
    let button = "document.querySelector('button.save-moment').textContent";
    engine.wait_until_equal(button, "Saved 3:38").await;
    engine.click(".site-nav a[href='/history']").await;
    let saved = "document.querySelector('#kept li .moment')?.getAttribute('href')";
    engine
        .wait_until_equal(saved, format!("{NOTE}?t=218"))
        .await;
    assert_no_errors(engine, "the history").await;
}

/// Opens a note with the search dialog; searches with the field of the search page, and plays the
/// moment of a result.
async fn check_search(engine: &mut impl Engine, url: &str) {
    engine.open(&format!("{url}{NOTE}")).await;
    wait_until_initialized(engine).await;
    engine.type_text("/").await;
    let is_open = "document.querySelector('dialog.search-dialog')?.open";
    engine.wait_until_equal(is_open, true).await;
    engine.type_text("keeping a kn").await;
    // The last option, once all of the text has its suggestions.
    let all_results = "All results for “keeping a kn”";
    let last = "[...document.querySelectorAll('[role=option]')].at(-1)?.textContent";
    engine.wait_until_equal(last, all_results).await;
    let active = "document.querySelector('[role=option][aria-selected=true]')?.textContent";
    assert_eq!(
        engine.evaluate(active).await,
        Ok(json!("Keeping a knife sharp kitchen"))
    );
    engine.type_text(ARROW_UP).await;
    engine.wait_until_equal(active, all_results).await;
    engine.type_text(ENTER).await;
    engine.wait_until_equal(HEADING, "“keeping a kn”").await;
    engine.click("main .search [name=q]").await;
    engine
        .evaluate("document.activeElement.select()")
        .await
        .expect("no error");
    engine.type_text("winter").await;
    engine.type_text(ENTER).await;
    engine.wait_until_equal(HEADING, "“winter”").await;
    engine.click(".hits a.moment").await;
    engine
        .wait_until_equal("document.querySelector('main.note') !== null", true)
        .await;
    engine.wait_until_equal(IS_PLAYING, true).await;
    let start = format!("{START_TIMES}.at(-1) === Number(new URL(location).searchParams.get('t'))");
    assert_eq!(engine.evaluate(&start).await, Ok(json!(true)));
    assert_no_errors(engine, "a note of a search result").await;
}

/// Opens the menu of a phone.
async fn check_phone(engine: &mut impl Engine, url: &str) {
    engine.resize(390, 664).await;
    engine.wait_until_equal("innerWidth", 390).await;
    engine.open(&format!("{url}{NOTE}")).await;
    wait_until_initialized(engine).await;
    assert_eq!(engine.evaluate(OVERFLOWING).await, Ok(json!([])));
    engine.click(".menu-button").await;
    let places = "[...document.querySelectorAll('.site-nav > a')]
        .filter(place => place.checkVisibility()).map(place => place.textContent)";
    engine.wait_until_equal(places, json!(PLACES)).await;
    assert_eq!(engine.evaluate(OVERFLOWING).await, Ok(json!([])));
    engine.click(".site-nav a[href='/map']").await;
    engine.wait_until_equal(HEADING, "Map").await;
    assert_no_errors(engine, "the menu").await;
}

/// Reads a note and follows links without JavaScript.
async fn check_without_scripts(engine: &mut impl Engine) {
    let server =
        TestServer::without_scripts(SiteStore::new(served(&folder("tests/fixture")))).await;
    engine.open(&format!("{}{NOTE}", server.url)).await;
    let button = "getComputedStyle(document.querySelector('button.display-button')).display";
    assert_eq!(engine.evaluate(button).await, Ok(json!("none")));
    engine.click(AT_218).await;
    engine.wait_until_equal(URL, format!("{NOTE}?t=218")).await;
    let poster = "document.querySelector('a.poster')?.href";
    engine
        .wait_until_equal(poster, "https://www.youtube.com/watch?v=E1cxZuHrwZc&t=218s")
        .await;
    engine.click(".text a[href='/acquired/idle_servers']").await;
    engine.wait_until_equal(HEADING, "Idle servers").await;
}

pub(super) async fn check_jobs(engine: &mut impl Engine) {
    let site = served(&folder("tests/fixture"));
    let server = TestServer::with_fake_player(SiteStore::new(site)).await;
    check_play_and_links(engine, &server.url).await;
    check_saved_moment(engine, &server.url).await;
    check_search(engine, &server.url).await;
    check_without_scripts(engine).await;
    // Last, because the window stays small.
    check_phone(engine, &server.url).await;
}
