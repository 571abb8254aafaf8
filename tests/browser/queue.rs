//! A queue of moments: it plays one after the other, across videos, and in the mini-player.

use std::sync::Arc;

use cueleaf::archive::Archive;
use cueleaf::corpus::Note;
use cueleaf::pages::Site;
use serde_json::json;

use super::driver::Tab;
use super::history::RECORD_EXPORT;
use super::{CURRENT_MOMENTS, IS_PLAYING};

const RISE: &str = "---\ntitle: Rise\nvideoId: AAAAAAAAAA1\ntags: baking\n---\n\
    Dough rises [00:03:38-00:03:40]. It rests [00:05:00-00:05:05]. See [[nobody]].\n";
const RYE: &str = "---\ntitle: Rye\nvideoId: AAAAAAAAAA2\ntags: baking\n---\n\
    Rye is sticky [00:01:00-00:01:05]. See [[nobody]].\n";
/// Two moments of two videos, and a third.
const LIST: &str = "/queue?moments=/bread/rise@218,/bread/rye@60,/bread/rise@300";
/// What the players were told to play: the video and the second.
const PLAYED: &str = "playerEvents.flatMap(({ loaded, video, command, args }) =>
    video ? [[video, loaded]]
    : command === 'loadVideoById' ? [[args[0].videoId, args[0].startSeconds]]
    : command === 'seekTo' ? [args[0]] : [])";
const IS_PAUSED: &str = "playerEvents.findLast(({ state }) => state)?.state === 2";
const SENTENCE: &str = "document.querySelector('.queue-sentence').textContent";
/// The buttons below the player.
const PREVIOUS: &str = ".player-controls button";
const NEXT: &str = ".player-controls button:nth-of-type(2)";
const STOP: &str = ".player-controls [aria-pressed]";
const IS_STOP_PRESSED: &str =
    "document.querySelector('.player-controls [aria-pressed]').ariaPressed";

async fn tab() -> Tab {
    let note = |(path, text): (&str, &str)| Note::new(path.to_owned(), text.to_owned());
    let notes = Vec::from([("bread/rise.md", RISE), ("bread/rye.md", RYE)].map(note));
    let site = Site::new(Archive::new(notes.into()), true);
    Tab::with_site(Arc::new(site)).await
}

/// A tab that plays the first moment of [`LIST`].
async fn playing() -> Tab {
    let tab = tab().await;
    tab.visit(LIST).await;
    tab.wait_until("document.querySelector('.player-controls')")
        .await;
    tab.click(".poster").await;
    tab.wait_until(IS_PLAYING).await;
    tab
}

async fn wait_until_current(tab: &Tab, moment: &str) {
    tab.wait_until_equal(CURRENT_MOMENTS, json!([moment])).await;
    tab.wait_until(IS_PLAYING).await;
}

#[tokio::test]
async fn it_goes_on_to_the_moment_of_another_video() {
    let tab = playing().await;
    assert_eq!(tab.evaluate(SENTENCE).await, "1 of 3 · Dough rises.");
    let focused = "document.activeElement.tagName";
    let before = tab.evaluate(focused).await;
    // The range is two seconds long.
    wait_until_current(&tab, "1:00–1:05").await;
    let played = json!([["AAAAAAAAAA1", 218], ["AAAAAAAAAA2", 60]]);
    assert_eq!(tab.evaluate(PLAYED).await, played);
    assert_eq!(tab.evaluate(SENTENCE).await, "2 of 3 · Rye is sticky.");
    assert_eq!(tab.evaluate(focused).await, before);
    let is_shown = "document.querySelector('.other-video')?.checkVisibility() ?? false";
    assert_eq!(tab.evaluate(is_shown).await, false);
    assert_eq!(tab.violations().await, [""; 0]);
    assert_eq!(tab.errors(), [""; 0]);
}

#[tokio::test]
async fn it_skips_goes_back_and_stops() {
    let tab = playing().await;
    tab.click(NEXT).await;
    wait_until_current(&tab, "1:00–1:05").await;
    tab.press("n").await;
    wait_until_current(&tab, "5:00–5:05").await;
    tab.click(PREVIOUS).await;
    wait_until_current(&tab, "1:00–1:05").await;
    tab.click(STOP).await;
    tab.set_video_time(64).await;
    tab.wait_until(IS_PAUSED).await;
    assert_eq!(tab.evaluate(CURRENT_MOMENTS).await, json!(["1:00–1:05"]));
    assert_eq!(tab.evaluate(IS_STOP_PRESSED).await, "false");
    // A click plays a moment, and the queue goes on from there. After the last one, it is over.
    tab.click(".moment-list li:nth-child(3) a.moment").await;
    wait_until_current(&tab, "5:00–5:05").await;
    tab.set_video_time(304).await;
    tab.wait_until(IS_PAUSED).await;
    assert_eq!(tab.errors(), [""; 0]);
}

#[tokio::test]
async fn it_waits_when_the_reader_moves_the_video() {
    let tab = playing().await;
    tab.set_video_time(400).await;
    tab.wait_until("playerEvents.findLast(({ state }) => state).state === 1")
        .await;
    super::flush_messages(&tab).await;
    tab.set_video_time(220).await;
    super::flush_messages(&tab).await;
    assert_eq!(tab.evaluate(PLAYED).await, json!([["AAAAAAAAAA1", 218]]));
}

#[tokio::test]
async fn a_video_that_cannot_be_played_is_skipped() {
    let tab = tab().await;
    tab.network.set_player_mode("error-150");
    tab.visit(LIST).await;
    tab.wait_until("document.querySelector('.player-controls')")
        .await;
    tab.click(".poster").await;
    // After the third in a row, it waits.
    tab.wait_until_equal(CURRENT_MOMENTS, json!(["5:00–5:05"]))
        .await;
    assert_eq!(tab.errors(), [""; 0]);
}

#[tokio::test]
async fn it_goes_on_in_the_mini_player_and_back_on_its_page() {
    let tab = playing().await;
    tab.evaluate("void navigation.navigate('/topic/nobody')")
        .await;
    tab.wait_until("document.querySelector('.mini-player')")
        .await;
    tab.wait_until_equal(PLAYED, json!([["AAAAAAAAAA1", 218], ["AAAAAAAAAA2", 60]]))
        .await;
    tab.wait_until(IS_PLAYING).await;
    let source = "(({ pathname, search }) => pathname + search)
        (document.querySelector('.mini-player a'))";
    assert_eq!(tab.evaluate(source).await, LIST);
    tab.click(".mini-player a").await;
    wait_until_current(&tab, "1:00–1:05").await;
    // The note about the video takes over the player, and the queue ends.
    tab.click(".moment-list li:nth-child(2) .note-line a").await;
    let path = "navigation.transition ? '' : location.pathname";
    tab.wait_until_equal(path, "/bread/rye").await;
    for time in [64, 65] {
        tab.set_video_time(time).await;
        super::flush_messages(&tab).await;
    }
    assert_eq!(tab.evaluate(&format!("{PLAYED}.length")).await, 2);
    assert_eq!(tab.errors(), [""; 0]);
}

#[tokio::test]
async fn play_all_begins_the_queue_of_a_tag() {
    let tab = tab().await;
    tab.visit("/tag/baking").await;
    tab.click("a.play-all").await;
    wait_until_current(&tab, "3:38–3:40").await;
    assert_eq!(
        tab.evaluate("location.pathname + location.search").await,
        "/queue?tag=baking"
    );
    assert_eq!(tab.evaluate(PLAYED).await, json!([["AAAAAAAAAA1", 218]]));
}

#[tokio::test]
async fn saved_moments_are_a_queue() {
    let tab = tab().await;
    let saved = json!([
        { "path": "/bread/rise", "title": "Rise", "seconds": 300, "said": "It rests." },
        { "path": "/bread/rye", "title": "Rye", "seconds": 60, "said": "Rye is sticky." },
        { "path": "/bread/rise", "title": "Rise", "seconds": 218, "said": "Dough rises." },
    ]);
    tab.add_init_script(&format!(
        "localStorage.setItem('cueleaf-kept', JSON.stringify({saved}))"
    ))
    .await;
    tab.visit("/history").await;
    tab.wait_until("document.querySelector('main[data-filled]')")
        .await;
    tab.click("a.play-all").await;
    wait_until_current(&tab, "3:38–3:40").await;
    let search = "?moments=/bread/rise@218,/bread/rise@300,/bread/rye@60";
    assert_eq!(tab.evaluate("location.search").await, search);
}

#[tokio::test]
async fn it_is_saved_as_a_playlist_and_as_json() {
    let tab = tab().await;
    tab.visit(LIST).await;
    tab.wait_until("document.querySelector('.actions')").await;
    tab.evaluate(RECORD_EXPORT).await;
    tab.click(".actions button:nth-of-type(3)").await;
    let first = "window.exported?.split('\\n').slice(0, 3)";
    let lines = json!([
        "#EXTM3U",
        "#EXTINF:2,Rise: Dough rises.",
        "https://youtu.be/AAAAAAAAAA1?t=218"
    ]);
    tab.wait_until_equal(first, lines).await;
    tab.click(".actions button:nth-of-type(2)").await;
    let starts = "(text => text?.startsWith('{')
        && JSON.parse(text).moments.map(({ url, end }) => [new URL(url).pathname, end]))
        (window.exported)";
    let moments = json!([
        ["/bread/rise", 220],
        ["/bread/rye", 65],
        ["/bread/rise", 305]
    ]);
    tab.wait_until_equal(starts, moments).await;
}

#[tokio::test]
async fn without_javascript_it_is_a_list_of_links() {
    let tab = tab().await;
    tab.disable_javascript().await;
    tab.visit(LIST).await;
    assert_eq!(
        tab.evaluate("document.querySelectorAll('main button:not([hidden])').length")
            .await,
        0
    );
    tab.click(".moment-list li:nth-child(2) a.moment").await;
    tab.wait_until_equal("location.href", tab.url("/bread/rye?t=60"))
        .await;
}
