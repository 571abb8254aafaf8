//! The note goes along with its video, and keys go along with both.

use serde_json::json;

use super::driver::Reader;
use super::{AT_218, COMMANDS, CURRENT, NOTE, PLAYING, STARTS};
use crate::support::site;

const SECTION: &str = "[...document.querySelectorAll('.sidebar-start .outline [aria-current]')].map(link => link.textContent)";
const NOW: &str = "document.querySelector('.current-sentence').textContent";
const FOLLOWS: &str =
    "document.querySelector('button.auto-scroll').getAttribute('aria-pressed') === 'true'";
const IN_VIEW: &str = "(({ top, bottom }) => top >= 0 && bottom <= innerHeight)
    (document.querySelector('a.moment[aria-current]').getBoundingClientRect())";

/// A reader whose video plays from 3:38 on.
async fn playing() -> Reader {
    let reader = Reader::new().await;
    reader.visit(NOTE).await;
    reader.click(AT_218).await;
    reader.until(PLAYING).await;
    reader
        .until("document.querySelector('.current-sentence').textContent")
        .await;
    reader
}

impl Reader {
    pub(super) async fn video_is_at(&self, seconds: u32) {
        self.at_the_player(&format!("{{ at: {seconds} }}")).await;
    }
}

#[tokio::test]
async fn the_moment_its_section_and_its_sentence_are_shown() {
    let reader = playing().await;
    reader
        .until_equal(NOW, "3:38 Big machines came bundled with their software.")
        .await;
    assert_eq!(
        reader.sees(SECTION).await,
        json!([]),
        "the first moments stand before the first heading"
    );
    reader.video_is_at(268).await;
    reader.until_equal(CURRENT, json!(["4:27"])).await;
    reader
        .until_equal(
            NOW,
            "4:27 What it did to the profit pools of the old vendors was not foreseen.",
        )
        .await;
    assert_eq!(reader.sees(SECTION).await, json!(["A way out"]));
    // The latest moment, wherever it stands in the text.
    reader.video_is_at(300).await;
    reader.until_equal(CURRENT, json!(["4:50"])).await;
    assert_eq!(reader.sees(SECTION).await, json!(["What followed"]));
    reader.video_is_at(100).await;
    reader.until_equal(CURRENT, json!([])).await;
    assert_eq!(
        (reader.sees(NOW).await, reader.sees(SECTION).await),
        (json!(""), json!([]))
    );
    assert_eq!(reader.complaints(), [""; 0]);
}

#[tokio::test]
async fn following_scrolls_until_the_reader_does() {
    let reader = playing().await;
    reader.resize(1200, 560).await;
    reader.sees("document.body.style.paddingBottom = '100vh', scrollTo({ top: 0, behavior: 'instant' })").await;
    reader.click("button.auto-scroll").await;
    reader.video_is_at(424).await;
    reader.until_equal(CURRENT, json!(["7:03"])).await;
    reader.until(IN_VIEW).await;
    reader.sees("dispatchEvent(new WheelEvent('wheel'))").await;
    assert_eq!(reader.sees(FOLLOWS).await, false, "it lets go");
    reader
        .sees("scrollTo({ top: document.body.scrollHeight, behavior: 'instant' })")
        .await;
    reader.video_is_at(219).await;
    reader.until_equal(CURRENT, json!(["3:38"])).await;
    assert_eq!(
        reader.sees(IN_VIEW).await,
        false,
        "it stays where the reader is"
    );
    reader.click("button.auto-scroll").await;
    reader.until(IN_VIEW).await;
    for stops in ["touchmove", "keydown"] {
        assert_eq!(reader.sees(FOLLOWS).await, true);
        let event = format!(
            "Object.assign(new Event('{stops}', {{ bubbles: true }}), {{ key: 'PageDown' }})"
        );
        reader
            .sees(&format!("document.body.dispatchEvent({event})"))
            .await;
        assert_eq!(reader.sees(FOLLOWS).await, false, "{stops}");
        reader.click("button.auto-scroll").await;
    }
}

#[tokio::test]
async fn keys_drive_the_video() {
    let reader = playing().await;
    reader.press("k").await;
    reader
        .until_equal("standIn.findLast(({ state }) => state)?.state", 2)
        .await;
    reader.press("k").await;
    reader.until(PLAYING).await;
    reader.video_is_at(300).await;
    reader.until_equal(CURRENT, json!(["4:50"])).await;
    // The video goes on meanwhile.
    let sought = |second: u32| {
        format!("Math.abs({COMMANDS}.findLast(([what]) => what === 'seekTo')?.[1] - {second}) < 3")
    };
    reader.press("l").await;
    reader.until(&sought(310)).await;
    reader.press("j").await;
    reader.until(&sought(300)).await;
    reader.press("n").await;
    reader.until_equal(CURRENT, json!(["6:19"])).await;
    assert_eq!(reader.sees("location.search").await, "?t=379");
    reader.video_is_at(379).await;
    reader.press("p").await;
    reader.until_equal(CURRENT, json!(["4:50"])).await;
    reader.press("f").await;
    assert_eq!(reader.sees(FOLLOWS).await, true);
    assert_eq!(reader.complaints(), [""; 0]);
}

#[tokio::test]
async fn the_strip_tells_plays_and_shows_where_the_video_is() {
    let reader = Reader::new().await;
    reader.visit(NOTE).await;
    let ticks = "[...document.querySelectorAll('.timeline a')].map(link => link.getAttribute('aria-label'))";
    assert_eq!(
        reader.sees(ticks).await,
        json!(["3:38", "3:50", "4:11", "4:27", "4:50", "6:19", "7:03"])
    );
    reader
        .sees("document.querySelector('.timeline a').focus()")
        .await;
    reader
        .until_equal(NOW, "3:38 Big machines came bundled with their software.")
        .await;
    for _ in 0..2 {
        reader.press("ArrowRight").await;
    }
    reader
        .until_equal(NOW, "4:11 Free software ran on any hardware.")
        .await;
    assert_eq!(
        reader
            .sees("document.querySelectorAll('.timeline a[tabindex=\"0\"]').length")
            .await,
        1
    );
    let place = reader.sees("scrollY").await;
    reader.press("Enter").await;
    reader.until_equal(STARTS, json!([251])).await;
    reader.until_equal(CURRENT, json!(["4:11"])).await;
    assert_eq!(
        (
            reader.sees("scrollY").await,
            reader.sees("location.search").await
        ),
        (place, json!("?t=251"))
    );
    reader
        .until("document.querySelector('.timeline .timeline-position').getAttribute('transform')")
        .await;
    assert_eq!(
        reader
            .sees(
                "document.querySelector('.timeline .timeline-position').hasAttribute('visibility')"
            )
            .await,
        false
    );
    reader.sees("document.activeElement.blur()").await;
    reader.video_is_at(380).await;
    reader
        .until_equal(NOW, "6:19 \"It was never about spare machines.\"")
        .await;
    assert_eq!(reader.complaints(), [""; 0]);
}

#[tokio::test]
async fn a_key_starts_the_video() {
    let reader = Reader::new().await;
    reader.visit(NOTE).await;
    reader.press("n").await;
    reader.until_equal(STARTS, json!([218])).await;
    reader.until(PLAYING).await;
}

#[tokio::test]
async fn keys_are_listed_can_be_switched_off_and_never_act_while_typing() {
    let reader = Reader::new().await;
    reader.visit(NOTE).await;
    reader.press("?").await;
    reader
        .until("document.querySelector('dialog.shortcuts-help')?.open")
        .await;
    reader.press("k").await;
    assert_eq!(
        reader.sees(STARTS).await,
        json!([]),
        "the list covers the page"
    );
    reader.click("dialog.shortcuts-help input").await;
    reader.press("Escape").await;
    reader
        .until("!document.querySelector('dialog.shortcuts-help').open")
        .await;
    reader.press("k").await;
    reader.press("/").await;
    assert_eq!(
        reader.sees("document.querySelector('dialog[open]')").await,
        json!(null),
        "they are off"
    );
    reader.reload().await;
    reader.press("?").await;
    assert_eq!(
        reader.sees("document.querySelector('dialog')").await,
        json!(null),
        "on the next page, too"
    );
    reader.click("button.shortcuts-button").await;
    reader
        .until("document.querySelector('dialog.shortcuts-help')?.open")
        .await;
    reader.click("dialog.shortcuts-help input").await;
    reader.press("Escape").await;
    reader
        .sees("document.querySelector('.site-header .search input').focus()")
        .await;
    reader.types("kn").await;
    assert_eq!(reader.sees("document.activeElement.value").await, "kn");
    assert_eq!(reader.sees(STARTS).await, json!([]));
    assert_eq!(reader.complaints(), [""; 0]);
}

#[tokio::test]
async fn a_sentence_is_the_one_that_the_server_found_in_embedded_notes_too() {
    let notes = tempfile::tempdir().unwrap();
    std::fs::create_dir(notes.path().join("c")).unwrap();
    let head = "videoId: E1cxZuHrwZc\n---\n";
    let one = "Dr. Who met J. Doe in the U.S. Senate [00:00:10]. Then he left [00:00:20].";
    let two = "Mr. Roe was there, e.g. for Prof. Poe [00:00:30]. He was late [00:00:40].";
    for (name, text) in [("one", format!("{one}\n\n![[two]]\n")), ("two", two.into())] {
        let path = notes.path().join(format!("c/{name}.md"));
        std::fs::write(path, format!("---\ntitle: {name}\n{head}{text}\n")).unwrap();
    }
    let reader = Reader::of(site(notes.path())).await;
    reader.visit("/c/one").await;
    for (link, sentence) in [
        (
            ".text > p a.moment",
            "Dr. Who met J. Doe in the U.S. Senate.",
        ),
        (".embed a.moment", "Mr. Roe was there, e.g. for Prof. Poe."),
    ] {
        reader.click(link).await;
        reader.until(PLAYING).await;
        let said = "document.querySelector('.current-sentence q')?.textContent";
        reader.until_equal(said, sentence).await;
        reader.press("b").await;
        let kept = "JSON.parse(localStorage.getItem('cueleaf-kept'))?.[0].said";
        reader.until_equal(kept, sentence).await;
    }
    assert_eq!(reader.complaints(), [""; 0]);
}
