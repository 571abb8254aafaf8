//! Listening: the sentence that is said is marked, a click on a sentence plays it, and the buttons
//! below the video.

use serde_json::json;

use super::driver::Tab;
use super::{AT_218, COMMANDS, IS_PLAYING, NOTE, PLAYBACK_START};

/// The text that the mark covers.
const MARKED: &str = "[...(CSS.highlights.get('current-sentence') ?? [])]
    .map(range => range.toString().replace(/\\s+/g, ' '))";
const PLAY_LABEL: &str =
    "document.querySelector('.player-controls [name=play]').getAttribute('aria-label')";

/// A tab that plays the video from 3:38.
async fn playing() -> Tab {
    let tab = Tab::new().await;
    tab.visit(NOTE).await;
    tab.click(AT_218).await;
    tab.wait_until(IS_PLAYING).await;
    tab
}

#[tokio::test]
async fn the_sentence_that_is_said_is_marked() {
    let tab = playing().await;
    tab.wait_until_equal(
        MARKED,
        json!(["Big machines came bundled with their software 3:38."]),
    )
    .await;
    // The background of the moment in it stays visible, on which its digits are readable.
    let moment = "getComputedStyle(document.querySelector('a.moment[aria-current]'), '::highlight(current-sentence)')";
    let background = format!("{moment}.backgroundColor");
    assert_eq!(tab.evaluate(&background).await, "rgba(0, 0, 0, 0)");
    tab.set_video_time(100).await;
    tab.wait_until_equal(MARKED, json!([])).await;
    tab.set_video_time(268).await;
    tab.wait_until_equal(
        MARKED,
        json!(["What it did to the profit pools of the old vendors was not foreseen 4:27."]),
    )
    .await;
    tab.visit("/").await;
    assert_eq!(tab.errors(), [""; 0]);
}

#[tokio::test]
async fn in_listening_mode_a_click_on_a_sentence_plays_it() {
    let tab = playing().await;
    // The first letters of the sentence of 3:50.
    let click = "(async () => {
        const link = document.querySelector(\".text a.moment[data-seconds='230']\");
        const { moments } = await (await fetch('/acquired/origin.json')).json();
        const { text } = moments.find(({ seconds }) => seconds === 230);
        const walker = document.createTreeWalker(link.parentElement, NodeFilter.SHOW_TEXT);
        while (walker.nextNode()) {
            const at = walker.currentNode.data.indexOf(text.slice(0, 12));
            if (at < 0) continue;
            const range = document.createRange();
            range.setStart(walker.currentNode, at);
            range.setEnd(walker.currentNode, at + 5);
            walker.currentNode.parentElement.scrollIntoView({ block: 'center', behavior: 'instant' });
            const { x, y, width, height } = range.getClientRects()[0];
            return [x + width / 2, y + height / 2];
        }
    })()";
    let at = tab.evaluate(click).await;
    let at = (at[0].as_f64().unwrap(), at[1].as_f64().unwrap());
    tab.drag(at, at).await;
    tab.press("f").await;
    tab.drag(at, at).await;
    tab.wait_until_equal(
        &format!("({COMMANDS}).filter(([name]) => name === 'seekTo')"),
        json!([["seekTo", 230, true]]),
    )
    .await;
    assert_eq!(tab.errors(), [""; 0]);
}

#[tokio::test]
async fn the_buttons_play_pause_skip_and_step() {
    let tab = Tab::new().await;
    tab.visit(NOTE).await;
    tab.click(".player-controls [name='play']").await;
    tab.wait_until(IS_PLAYING).await;
    tab.wait_until_equal(PLAY_LABEL, "Pause").await;
    tab.click(".player-controls [name='next']").await;
    tab.wait_until_equal(
        &format!("({COMMANDS}).findLast(([name]) => name === 'seekTo')?.[1]"),
        218,
    )
    .await;
    tab.set_video_time(220).await;
    tab.click(".player-controls [name='forward']").await;
    tab.wait_until_equal(
        &format!("({COMMANDS}).findLast(([name]) => name === 'seekTo')?.[1]"),
        230,
    )
    .await;
    tab.click(".player-controls [name='play']").await;
    tab.wait_until_equal(PLAY_LABEL, "Play").await;
    assert_eq!(tab.errors(), [""; 0]);
}

#[tokio::test]
async fn the_speed_is_remembered() {
    let tab = playing().await;
    let rate =
        format!("({COMMANDS}).findLast(([name]) => name === 'setPlaybackRate')?.[1] ?? null");
    assert_eq!(
        tab.evaluate(&rate).await,
        json!(null),
        "YouTube remembers one, too"
    );
    let choose = "(select => { select.value = '1.5'; select.dispatchEvent(new Event('change')); })
        (document.querySelector('.player-controls select'))";
    tab.evaluate(choose).await;
    tab.wait_until_equal(&rate, 1.5).await;
    tab.visit("/acquired/idle_servers").await;
    assert_eq!(
        tab.evaluate("document.querySelector('.player-controls select').value")
            .await,
        "1.5"
    );
    tab.click(".text a.moment").await;
    tab.wait_until(IS_PLAYING).await;
    tab.wait_until_equal(&rate, 1.5).await;
    assert_eq!(tab.errors(), [""; 0]);
}

#[tokio::test]
async fn on_a_phone_only_a_video_that_plays_stays_on_the_screen() {
    let tab = Tab::new().await;
    tab.resize(390, 664).await;
    tab.visit(NOTE).await;
    let player = "(({ top, bottom }) => [top, bottom])(document.querySelector('.player').getBoundingClientRect())";
    let scroll = "scrollTo({ top: 1200, behavior: 'instant' })";
    tab.evaluate(scroll).await;
    let bottom = tab.evaluate(player).await[1].as_f64().unwrap();
    assert!(bottom < 0.0, "the poster scrolls away: {bottom}");
    tab.click(AT_218).await;
    tab.wait_until(IS_PLAYING).await;
    tab.wait_until_equal(PLAYBACK_START, 218).await;
    tab.evaluate(scroll).await;
    let edges = tab.evaluate(player).await;
    let (top, bottom) = (edges[0].as_f64().unwrap(), edges[1].as_f64().unwrap());
    assert_eq!(top, 0.0);
    assert!(bottom <= 664.0 / 3.0, "two thirds are text: {bottom}");
    assert_eq!(tab.errors(), [""; 0]);
}
