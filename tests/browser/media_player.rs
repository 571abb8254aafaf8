//! A player card with a media file of the archive: everything works as with a video of YouTube.

use serde_json::json;
use tempfile::TempDir;

use super::driver::Tab;
use super::{CURRENT_MOMENTS, MESSAGE};
use crate::support::{media, site};

const NOTE: &str = "/c/talk";
const AT_10: &str = ".text a.moment[data-seconds='10']";
const AT_20: &str = ".text a.moment[data-seconds='20']";
const RANGE: &str = ".text a.moment[data-end]";
const OTHER: &str = ".text a.moment[data-video]";
/// The state of the media element: whether it plays, and its second.
const PLAYING_SECOND: &str = "(({ paused, currentTime }) => paused ? -1 : Math.floor(currentTime))
    (document.querySelector('.player :is(audio, video)') ?? { paused: true })";
const HEIGHT: &str = "document.querySelector('.player').offsetHeight";
const SECONDS: usize = 60;

/// A minute of silence.
fn wav() -> Vec<u8> {
    const HERTZ: usize = 8000;
    let size = |bytes: usize| u32::try_from(bytes).unwrap().to_le_bytes();
    let mut wav = [b"RIFF".as_slice(), &size(36 + SECONDS * HERTZ), b"WAVE"].concat();
    wav.extend(b"fmt \x10\0\0\0\x01\0\x01\0");
    // Samples and bytes per second.
    wav.extend([size(HERTZ), size(HERTZ)].concat());
    wav.extend(b"\x01\0\x08\0data");
    wav.extend(size(SECONDS * HERTZ));
    wav.resize(wav.len() + SECONDS * HERTZ, 128);
    wav
}

fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let text = "First [00:00:10]. Then [00:00:20], and a part [00:00:30-00:00:35]. See [[nobody]].";
    let note = format!("---\ntitle: A talk\nvideoId: E1cxZuHrwZc\n---\n{text}\n");
    media::write(folder.path(), "c/talk.md", note);
    media::write(folder.path(), "c/talk.wav", wav());
    folder
}

/// A tab on the note, whose player card has a file of the archive.
async fn open(folder: &TempDir, file: &str, media_type: &str) -> Tab {
    let tab = Tab::with_site(site(folder.path())).await;
    tab.change_pages(&format!(
        "const card = page.querySelector('main.note .player-card');
        if (!card) return;
        Object.assign(card.dataset, {{ video: 'talk.wav', media: '{file}', mediaType: '{media_type}' }});
        card.querySelector('.poster').href = '{file}';
        card.querySelector('.poster img')?.remove();
        card.querySelector('a.watch')?.remove();"
    ))
    .await;
    tab.visit(NOTE).await;
    tab
}

async fn open_talk(folder: &TempDir, media_type: &str) -> Tab {
    open(folder, "/c/talk.wav", media_type).await
}

async fn wait_until_playing_from(tab: &Tab, second: u32) {
    tab.wait_until(&format!(
        "(second => second >= {second} && second < {second} + 9)({PLAYING_SECOND})"
    ))
    .await;
}

#[tokio::test]
async fn moments_keys_and_the_timeline_control_the_media_element() {
    let folder = folder();
    for media_type in ["audio", "video"] {
        let tab = open_talk(&folder, media_type).await;
        let height = tab.evaluate(HEIGHT).await;
        tab.click(AT_10).await;
        wait_until_playing_from(&tab, 10).await;
        tab.wait_until_equal(CURRENT_MOMENTS, json!(["0:10"])).await;
        tab.wait_until_equal(
            "document.querySelector('.current-sentence').textContent",
            "0:10 First.",
        )
        .await;
        assert_eq!(
            tab.evaluate("[...document.querySelector('.player').children].map(e => e.localName)")
                .await,
            json!([media_type])
        );
        assert_eq!(tab.evaluate(HEIGHT).await, height);
        tab.click(AT_20).await;
        wait_until_playing_from(&tab, 20).await;
        assert_eq!(tab.evaluate("location.search").await, "?t=20");
        tab.press("k").await;
        tab.wait_until_equal(PLAYING_SECOND, -1).await;
        tab.press("k").await;
        wait_until_playing_from(&tab, 21).await;
        // Both keys come before the event of the pause.
        let k = "document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'k', bubbles: true }))";
        tab.evaluate(&format!("[{k}, {k}]")).await;
        assert_ne!(tab.evaluate(PLAYING_SECOND).await, -1);
        tab.press("l").await;
        wait_until_playing_from(&tab, 30).await;
        tab.press("p").await;
        wait_until_playing_from(&tab, 20).await;
        tab.click(".timeline a").await;
        wait_until_playing_from(&tab, 10).await;
        // The last moment is at 0:30, and the file ends after a minute.
        let scale = "document.querySelector('.timeline-ticks').getAttribute('transform')";
        tab.wait_until(&format!("{scale}.startsWith('scale(0.5')"))
            .await;
        tab.click(RANGE).await;
        wait_until_playing_from(&tab, 30).await;
        tab.wait_until_equal(PLAYING_SECOND, -1).await;
        let end = "Math.floor(document.querySelector('.player :is(audio, video)').currentTime)";
        assert_eq!(tab.evaluate(end).await, 35);
        let urls = tab.network.third_party_urls();
        assert!(!urls.iter().any(|url| url.contains("youtube")), "{urls:?}");
        assert_eq!(tab.errors(), [""; 0]);
    }
}

#[tokio::test]
async fn the_poster_plays_and_audio_is_as_high_as_its_controls() {
    let folder = folder();
    let tab = open_talk(&folder, "audio").await;
    for width in [390, 1440] {
        tab.resize(width, 844).await;
        assert_eq!(tab.evaluate(HEIGHT).await, 56);
    }
    assert_eq!(tab.violations().await, [""; 0]);
    tab.press_enter_on("a.poster").await;
    wait_until_playing_from(&tab, 0).await;
    tab.wait_until("document.activeElement === document.querySelector('.player audio')")
        .await;
    for width in [390, 1440] {
        tab.resize(width, 844).await;
        assert_eq!(tab.evaluate(HEIGHT).await, 56);
    }
    assert_eq!(tab.violations().await, [""; 0]);
}

#[tokio::test]
async fn a_media_file_keeps_playing_in_the_mini_player_until_it_is_closed() {
    let folder = folder();
    let tab = open_talk(&folder, "video").await;
    tab.click(AT_10).await;
    wait_until_playing_from(&tab, 10).await;
    tab.evaluate(
        "void (window.first = document.querySelector('.player video'), window.pauses = 0,
            first.addEventListener('pause', () => pauses++))",
    )
    .await;
    tab.click(".text a[href='/topic/nobody']").await;
    tab.wait_until("document.querySelector('.mini-player')")
        .await;
    let is_unchanged = "[first.isConnected, first.paused, pauses]";
    assert_eq!(tab.evaluate(is_unchanged).await, json!([true, false, 0]));
    tab.click(".mini-player a").await;
    tab.wait_until_equal("navigation.transition ? '' : location.pathname", NOTE)
        .await;
    tab.wait_until_equal(CURRENT_MOMENTS, json!(["0:10"])).await;
    assert_eq!(tab.evaluate(is_unchanged).await, json!([true, false, 0]));
    tab.click(".text a[href='/topic/nobody']").await;
    tab.wait_until("document.querySelector('.mini-player')")
        .await;
    tab.click(".mini-player button:last-child").await;
    assert_eq!(
        tab.evaluate("[first.isConnected, first.paused, first.hasAttribute('src')]")
            .await,
        json!([false, true, false])
    );
    assert_eq!(tab.errors(), [""; 0]);
}

#[tokio::test]
async fn a_file_that_cannot_be_played_is_linked() {
    let folder = folder();
    let tab = open(&folder, "/c/gone.wav", "audio").await;
    tab.click(AT_10).await;
    tab.wait_until_equal(MESSAGE, "This file could not be played. Open the file")
        .await;
    assert_eq!(
        tab.evaluate("document.querySelector('.player-message a').pathname")
            .await,
        "/c/gone.wav"
    );
}

#[tokio::test]
async fn if_the_browser_does_not_start_it_a_message_asks_to_press_play() {
    let folder = folder();
    let tab = open_talk(&folder, "audio").await;
    tab.evaluate(
        "void (window.play = HTMLMediaElement.prototype.play, HTMLMediaElement.prototype.play =
            async () => { throw new DOMException('no click', 'NotAllowedError') })",
    )
    .await;
    tab.click(AT_10).await;
    tab.wait_until_equal(MESSAGE, "Press play in the video.")
        .await;
    tab.wait_until("document.querySelector('.player audio').readyState > 1")
        .await;
    tab.evaluate("void play.call(document.querySelector('.player audio'))")
        .await;
    wait_until_playing_from(&tab, 10).await;
    tab.wait_until_equal(MESSAGE, "").await;
}

#[tokio::test]
async fn a_moment_after_the_end_plays_its_alternative() {
    let folder = folder();
    let tab = open_talk(&folder, "audio").await;
    tab.evaluate(&format!(
        "Object.assign(document.querySelector(\"{AT_20}\").dataset, {{ seconds: 1200, altSeconds: 20 }})"
    ))
    .await;
    tab.click(".text a.moment[data-alt-seconds='20']").await;
    wait_until_playing_from(&tab, 20).await;
    assert_eq!(
        tab.evaluate(MESSAGE).await,
        "This video ends at 1:00, so 20:00 was read as 0:20. "
    );
    assert_eq!(tab.evaluate("location.search").await, "?t=20");
}

#[tokio::test]
async fn a_file_takes_the_place_of_a_video_of_youtube() {
    let folder = folder();
    let note = "---\nvideoId: E1cxZuHrwZc\n---\nFirst [0:10]. Then [the end](talk.wav#t=20).\n";
    media::write(folder.path(), "c/both.md", note);
    let tab = Tab::with_site(site(folder.path())).await;
    tab.visit("/c/both").await;
    tab.click(OTHER).await;
    wait_until_playing_from(&tab, 20).await;
    tab.wait_until_equal(MESSAGE, "Playing another video Back to this note’s video")
        .await;
    assert_eq!(tab.evaluate("location.pathname").await, "/c/both");
    tab.click(AT_10).await;
    tab.wait_until("document.querySelector('.player iframe')")
        .await;
}

#[tokio::test]
async fn a_video_of_youtube_takes_the_place_of_the_file_and_gives_it_back() {
    let folder = folder();
    let tab = open_talk(&folder, "audio").await;
    tab.evaluate(&format!(
        "document.querySelector(\"{AT_20}\").outerHTML =
            '<a class=\"moment\" href=\"/video/E1cxZuHrwZc?t=218\" data-seconds=\"218\" data-video=\"E1cxZuHrwZc\">3:38</a>'"
    ))
    .await;
    tab.click(AT_10).await;
    wait_until_playing_from(&tab, 10).await;
    tab.evaluate("void (window.first = document.querySelector('.player audio'))")
        .await;
    tab.click(OTHER).await;
    tab.wait_until("document.querySelector('.player iframe')?.offsetHeight >= 200")
        .await;
    assert_eq!(
        tab.evaluate("[first.isConnected, first.paused]").await,
        json!([false, true])
    );
    tab.wait_until_equal(MESSAGE, "Playing another video Back to this note’s video")
        .await;
    tab.click(".other-video button").await;
    wait_until_playing_from(&tab, 10).await;
    assert_eq!(
        tab.evaluate("document.querySelectorAll('iframe').length")
            .await,
        0
    );
    tab.wait_until_equal(CURRENT_MOMENTS, json!(["0:10"])).await;
}
