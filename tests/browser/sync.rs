//! Sync of a note and its video: the current moment, automatic scrolling, keyboard shortcuts, and
//! the timeline.

use serde_json::json;

use super::driver::Tab;
use super::{AT_218, COMMANDS, CURRENT_MOMENTS, IS_PLAYING, NOTE, START_TIMES, flush_messages};
use crate::support::site;

const CURRENT_SECTION: &str = "[...document.querySelectorAll('.sidebar-start .outline [aria-current]')].map(link => link.textContent)";
pub(super) const CURRENT_SENTENCE: &str = "document.querySelector('.current-sentence').textContent";
const AUTO_SCROLLS: &str =
    "document.querySelector('button.auto-scroll').getAttribute('aria-pressed') === 'true'";
const IS_IN_VIEW: &str = "(({ top, bottom }) => top >= 0 && bottom <= innerHeight)
    (document.querySelector('a.moment[aria-current]').getBoundingClientRect())";

/// A tab that plays the video from 3:38.
async fn playing() -> Tab {
    let tab = Tab::new().await;
    tab.visit(NOTE).await;
    tab.click(AT_218).await;
    tab.wait_until(IS_PLAYING).await;
    tab.wait_until("document.querySelector('.current-sentence').textContent")
        .await;
    tab
}

impl Tab {
    pub(super) async fn set_video_time(&self, seconds: u32) {
        self.control_player(&format!("{{ time: {seconds} }}")).await;
    }
}

#[tokio::test]
async fn the_current_moment_and_sentence_are_shown() {
    let tab = playing().await;
    tab.wait_until_equal(
        CURRENT_SENTENCE,
        "3:38 Big machines came bundled with their software.",
    )
    .await;
    tab.set_video_time(268).await;
    tab.wait_until_equal(CURRENT_MOMENTS, json!(["4:27"])).await;
    tab.wait_until_equal(
        CURRENT_SENTENCE,
        "4:27 What it did to the profit pools of the old vendors was not foreseen.",
    )
    .await;
    // The latest moment, regardless of the order in the text.
    tab.set_video_time(300).await;
    tab.wait_until_equal(CURRENT_MOMENTS, json!(["4:50"])).await;
    tab.set_video_time(100).await;
    tab.wait_until_equal(CURRENT_MOMENTS, json!([])).await;
    assert_eq!(tab.evaluate(CURRENT_SENTENCE).await, "");
    assert_eq!(tab.errors(), [""; 0]);
}

#[tokio::test]
async fn the_outline_follows_scrolling() {
    let tab = Tab::new().await;
    tab.resize(1440, 900).await;
    tab.visit(NOTE).await;
    assert_eq!(
        tab.evaluate(CURRENT_SECTION).await,
        json!([]),
        "the text begins before the first heading"
    );
    tab.evaluate("document.body.style.paddingBottom = '200vh'")
        .await;
    for (id, name) in [
        ("a-way-out", "A way out"),
        ("what-followed", "What followed"),
    ] {
        tab.evaluate(&format!(
            "document.getElementById('{id}').scrollIntoView({{ behavior: 'instant' }})"
        ))
        .await;
        tab.wait_until_equal(CURRENT_SECTION, json!([name])).await;
    }
    tab.evaluate("scrollTo({ top: 0, behavior: 'instant' })")
        .await;
    tab.wait_until_equal(CURRENT_SECTION, json!([])).await;
    assert_eq!(tab.errors(), [""; 0]);
}

#[tokio::test]
async fn auto_scroll_stops_when_the_reader_scrolls() {
    let tab = playing().await;
    tab.resize(1200, 560).await;
    tab.evaluate(
        "document.body.style.paddingBottom = '100vh', scrollTo({ top: 0, behavior: 'instant' })",
    )
    .await;
    tab.click("button.auto-scroll").await;
    tab.set_video_time(424).await;
    tab.wait_until_equal(CURRENT_MOMENTS, json!(["7:03"])).await;
    tab.wait_until(IS_IN_VIEW).await;
    tab.evaluate("dispatchEvent(new WheelEvent('wheel'))").await;
    assert_eq!(tab.evaluate(AUTO_SCROLLS).await, false, "it is off");
    tab.evaluate("scrollTo({ top: document.body.scrollHeight, behavior: 'instant' })")
        .await;
    tab.set_video_time(219).await;
    tab.wait_until_equal(CURRENT_MOMENTS, json!(["3:38"])).await;
    assert_eq!(
        tab.evaluate(IS_IN_VIEW).await,
        false,
        "the scroll position stays"
    );
    tab.click("button.auto-scroll").await;
    tab.wait_until(IS_IN_VIEW).await;
    for event_type in ["touchmove", "keydown"] {
        assert_eq!(tab.evaluate(AUTO_SCROLLS).await, true);
        let event = format!(
            "Object.assign(new Event('{event_type}', {{ bubbles: true }}), {{ key: 'PageDown' }})"
        );
        tab.evaluate(&format!("document.body.dispatchEvent({event})"))
            .await;
        assert_eq!(tab.evaluate(AUTO_SCROLLS).await, false, "{event_type}");
        tab.click("button.auto-scroll").await;
    }
}

#[tokio::test]
async fn keyboard_shortcuts_control_the_video() {
    let tab = playing().await;
    tab.press("k").await;
    tab.wait_until_equal("playerEvents.findLast(({ state }) => state)?.state", 2)
        .await;
    flush_messages(&tab).await;
    tab.press("k").await;
    tab.wait_until(IS_PLAYING).await;
    tab.set_video_time(300).await;
    tab.wait_until_equal(CURRENT_MOMENTS, json!(["4:50"])).await;
    // With a tolerance, because the video continues.
    let seeks_to = |second: u32| {
        format!(
            "Math.abs({COMMANDS}.findLast(([command]) => command === 'seekTo')?.[1] - {second}) < 3"
        )
    };
    tab.press("l").await;
    tab.wait_until(&seeks_to(310)).await;
    tab.press("j").await;
    tab.wait_until(&seeks_to(300)).await;
    tab.press("n").await;
    tab.wait_until_equal(CURRENT_MOMENTS, json!(["6:19"])).await;
    assert_eq!(tab.evaluate("location.search").await, "?t=379");
    tab.set_video_time(379).await;
    tab.press("p").await;
    tab.wait_until_equal(CURRENT_MOMENTS, json!(["4:50"])).await;
    tab.press("f").await;
    assert_eq!(tab.evaluate(AUTO_SCROLLS).await, true);
    assert_eq!(tab.errors(), [""; 0]);
}

#[tokio::test]
async fn the_timeline_shows_plays_and_tracks_moments() {
    let tab = Tab::new().await;
    tab.visit(NOTE).await;
    let ticks = "[...document.querySelectorAll('.timeline a')].map(link => link.getAttribute('aria-label'))";
    assert_eq!(
        tab.evaluate(ticks).await,
        json!(["3:38", "3:50", "4:11", "4:27", "4:50", "6:19", "7:03"])
    );
    tab.evaluate("document.querySelector('.timeline a').focus()")
        .await;
    tab.wait_until_equal(
        CURRENT_SENTENCE,
        "3:38 Big machines came bundled with their software.",
    )
    .await;
    for _ in 0..2 {
        tab.press("ArrowRight").await;
    }
    tab.wait_until_equal(CURRENT_SENTENCE, "4:11 Free software ran on any hardware.")
        .await;
    assert_eq!(
        tab.evaluate("document.querySelectorAll('.timeline a[tabindex=\"0\"]').length")
            .await,
        1
    );
    let position = tab.evaluate("scrollY").await;
    tab.press("Enter").await;
    tab.wait_until_equal(START_TIMES, json!([251])).await;
    tab.wait_until_equal(CURRENT_MOMENTS, json!(["4:11"])).await;
    assert_eq!(
        (
            tab.evaluate("scrollY").await,
            tab.evaluate("location.search").await
        ),
        (position, json!("?t=251"))
    );
    tab.wait_until(
        "document.querySelector('.timeline .timeline-position').getAttribute('transform')",
    )
    .await;
    assert_eq!(
        tab.evaluate(
            "document.querySelector('.timeline .timeline-position').hasAttribute('visibility')"
        )
        .await,
        false
    );
    tab.evaluate("document.activeElement.blur()").await;
    tab.set_video_time(380).await;
    tab.wait_until_equal(
        CURRENT_SENTENCE,
        "6:19 \"It was never about spare machines.\"",
    )
    .await;
    assert_eq!(tab.errors(), [""; 0]);
}

#[tokio::test]
async fn a_shortcut_starts_the_video() {
    let tab = Tab::new().await;
    tab.visit(NOTE).await;
    tab.press("n").await;
    tab.wait_until_equal(START_TIMES, json!([218])).await;
    tab.wait_until(IS_PLAYING).await;
}

#[tokio::test]
async fn shortcuts_are_listed_can_be_disabled_and_are_ignored_while_typing() {
    let tab = Tab::new().await;
    tab.visit(NOTE).await;
    tab.press("?").await;
    tab.wait_until("document.querySelector('dialog.shortcuts-help')?.open")
        .await;
    tab.press("k").await;
    assert_eq!(
        tab.evaluate(START_TIMES).await,
        json!([]),
        "the dialog is modal"
    );
    tab.click("dialog.shortcuts-help input").await;
    tab.press("Escape").await;
    tab.wait_until("!document.querySelector('dialog.shortcuts-help').open")
        .await;
    tab.press("k").await;
    tab.press("/").await;
    assert_eq!(
        tab.evaluate("document.querySelector('dialog[open]')").await,
        json!(null),
        "they are disabled"
    );
    tab.reload().await;
    tab.press("?").await;
    assert_eq!(
        tab.evaluate("document.querySelector('dialog')").await,
        json!(null),
        "after a reload, too"
    );
    tab.click("button.shortcuts-button").await;
    tab.wait_until("document.querySelector('dialog.shortcuts-help')?.open")
        .await;
    tab.click("dialog.shortcuts-help input").await;
    tab.press("Escape").await;
    tab.evaluate("document.querySelector('.site-header .search input').focus()")
        .await;
    tab.type_text("kn").await;
    assert_eq!(tab.evaluate("document.activeElement.value").await, "kn");
    assert_eq!(tab.evaluate(START_TIMES).await, json!([]));
    assert_eq!(tab.errors(), [""; 0]);
}

#[tokio::test]
async fn sentences_are_those_of_the_server_also_in_embedded_notes() {
    let notes = tempfile::tempdir().unwrap();
    std::fs::create_dir(notes.path().join("c")).unwrap();
    let head = "videoId: E1cxZuHrwZc\n---\n";
    let one = "Dr. Who met J. Doe in the U.S. Senate [00:00:10]. Then he left [00:00:20].";
    let two = "Mr. Roe was there, e.g. for Prof. Poe [00:00:30]. He was late [00:00:40].";
    for (name, text) in [("one", format!("{one}\n\n![[two]]\n")), ("two", two.into())] {
        let path = notes.path().join(format!("c/{name}.md"));
        std::fs::write(path, format!("---\ntitle: {name}\n{head}{text}\n")).unwrap();
    }
    let tab = Tab::with_site(site(notes.path())).await;
    tab.visit("/c/one").await;
    for (link, sentence) in [
        (
            ".text > p a.moment",
            "Dr. Who met J. Doe in the U.S. Senate.",
        ),
        (".embed a.moment", "Mr. Roe was there, e.g. for Prof. Poe."),
    ] {
        tab.click(link).await;
        tab.wait_until(IS_PLAYING).await;
        let current_sentence = "document.querySelector('.current-sentence q')?.textContent";
        tab.wait_until_equal(current_sentence, sentence).await;
        tab.press("b").await;
        let saved_sentence = "JSON.parse(localStorage.getItem('cueleaf-kept'))?.[0].said";
        tab.wait_until_equal(saved_sentence, sentence).await;
    }
    assert_eq!(tab.errors(), [""; 0]);
}

#[tokio::test]
async fn sentences_are_shown_while_back_loads_the_previous_page() {
    let tab = Tab::new().await;
    tab.visit("/topic/profit_pools").await;
    tab.click("main a.moment").await;
    tab.wait_until(CURRENT_SENTENCE).await;
    tab.network.pause_requests("/topic/profit_pools");
    tab.evaluate("history.back()").await;
    tab.wait_until_equal("location.pathname", "/topic/profit_pools")
        .await;
    tab.set_video_time(230).await;
    tab.wait_until(&format!("{CURRENT_SENTENCE}.startsWith('3:50 The margin')"))
        .await;
    tab.network.resume_requests(&tab.page).await;
    tab.wait_until("!document.querySelector('main.note')").await;
    assert_eq!(tab.errors(), [""; 0]);
}
