//! A time that lies beyond the end of the video is read otherwise, where that fits, and the page
//! says so.

use serde_json::json;

use super::driver::Reader;
use super::{AT_230, AT_251, COMMANDS, CURRENT, MESSAGE, NOTE, PLAYING, PLAYS_FROM, STARTS, WATCH};

/// As the server gives a moment that the note writes `03:38:00`, where it cannot know that 3:38 is
/// meant. Put in place of the moment at 3:38, before the page's own scripts run.
const HOURS_FOR_MINUTES: &str = r#"document.addEventListener("readystatechange", () => {
    const moment = document.querySelector(".text a.moment[data-seconds='218']");
    if (document.readyState === "interactive" && moment) moment.outerHTML =
        '<a class="moment" href="?t=13080" data-seconds="13080" data-alt-seconds="218" aria-label="3:38:00, play from 3 hours 38 minutes">3:38:00</a>';
})"#;
const AT_13080: &str = ".text a.moment[data-alt-seconds='218']";

/// The player has answered, so the page has heard what it tells first: the duration, where it knows
/// that.
const ANSWERED: &str = "standIn.some(({ heard }) => heard === 'addEventListener')";
const ENDED: &str = "standIn.findLast(({ state }) => state !== undefined)?.state === 0";
const SHOWN: &str = "document.querySelector('.player-message').innerText";
const READ_AS: &str = "This video ends at 10:12, so 3:38:00 was read as 3:38.";

/// A reader of the note, at a URL of it.
async fn reader_at(path: &str) -> Reader {
    let reader = Reader::new().await;
    reader.before_scripts(HOURS_FOR_MINUTES).await;
    reader.visit(path).await;
    reader
}

/// The player learns how long the video lasts, and the page hears of it.
async fn tell_duration(reader: &Reader, seconds: f64) {
    reader
        .at_the_player(&format!("{{ lasts: {seconds} }}"))
        .await;
    reader
        .until(&format!(
            "standIn.some(({{ lasts }}) => lasts === {seconds})"
        ))
        .await;
}

/// Waits until page and player have heard all they had to say to each other so far.
async fn until_all_is_said(reader: &Reader) {
    // To the player and back: what the page told the player before, it has heard by then, and
    // answered.
    reader.sees("standIn.push({ echo: 'asked for' })").await;
    reader
        .at_the_player("{ says: { standIn: { echo: 'all said' } } }")
        .await;
    reader
        .until("standIn.findLast(({ echo }) => echo).echo === 'all said'")
        .await;
}

/// The page names 3:38 wherever it says what plays, and 3:38:00 is the current moment.
async fn assert_at_218(reader: &Reader) {
    assert_eq!(
        reader.sees("location.href").await,
        reader.url("/acquired/origin?t=218")
    );
    let watch = json!([
        "Watch on YouTube at 3:38",
        "https://www.youtube.com/watch?v=E1cxZuHrwZc&t=218s"
    ]);
    assert_eq!(reader.sees(WATCH).await, watch);
    assert_eq!(reader.sees(CURRENT).await, json!(["3:38:00"]));
    assert_eq!(reader.sees(SHOWN).await, READ_AS);
    assert_eq!(reader.complaints(), [""; 0]);
}

#[tokio::test]
async fn a_click_beyond_the_known_end_plays_the_other_reading() {
    let reader = reader_at(NOTE).await;
    reader.network.video_lasts(612.4);
    reader.click(AT_230).await;
    reader.until(ANSWERED).await;
    reader.until(PLAYING).await;
    // Unknown again, for the player: the page still knows.
    tell_duration(&reader, 0.0).await;
    reader.click(AT_13080).await;
    reader.until_equal(PLAYS_FROM, 218).await;
    assert_eq!(
        reader.sees(COMMANDS).await,
        json!([["seekTo", 218, true], ["playVideo"]])
    );
    assert_at_218(&reader).await;
    assert_eq!(
        reader.sees("document.activeElement.dataset.seconds").await,
        "13080",
        "the focus stays on the moment"
    );
}

#[tokio::test]
async fn the_first_click_is_corrected_by_what_the_player_tells_first() {
    let reader = reader_at(NOTE).await;
    reader.network.video_lasts(612.4);
    reader.click(AT_13080).await;
    reader.until_equal(PLAYS_FROM, 218).await;
    until_all_is_said(&reader).await;
    assert_eq!(reader.sees(STARTS).await, json!([13080]));
    let load = json!([["loadVideoById", { "videoId": "E1cxZuHrwZc", "startSeconds": 218 }]]);
    assert_eq!(reader.sees(COMMANDS).await, load);
    assert_at_218(&reader).await;
}

#[tokio::test]
async fn a_duration_told_late_corrects_what_plays() {
    let reader = reader_at(NOTE).await;
    reader.click(AT_13080).await;
    reader.until(ANSWERED).await;
    reader.until_equal(PLAYS_FROM, 13080).await;
    until_all_is_said(&reader).await;
    tell_duration(&reader, 612.4).await;
    reader
        .until_equal(COMMANDS, json!([["seekTo", 218, true], ["playVideo"]]))
        .await;
    assert_at_218(&reader).await;
    tell_duration(&reader, 612.0).await;
    until_all_is_said(&reader).await;
    assert_eq!(
        reader.sees(COMMANDS).await,
        json!([["seekTo", 218, true], ["playVideo"]]),
        "corrected once"
    );
}

#[tokio::test]
async fn a_newer_click_wins_over_the_correction_of_an_older_one() {
    let reader = reader_at(NOTE).await;
    reader.network.youtube("slow");
    // The newer one lies beyond the end too, and has no other reading.
    reader.network.video_lasts(240.0);
    reader.click(AT_13080).await;
    reader.until_equal(STARTS, json!([13080])).await;
    reader.click(AT_251).await;
    reader.at_the_player("{ does: 'boot' }").await;
    let load = json!([["loadVideoById", { "videoId": "E1cxZuHrwZc", "startSeconds": 251 }]]);
    reader.until_equal(COMMANDS, load.clone()).await;
    reader.until(ENDED).await;
    until_all_is_said(&reader).await;
    assert_eq!(reader.sees(COMMANDS).await, load);
    assert_eq!(reader.sees("location.search").await, "?t=251");
    assert_eq!(reader.sees(CURRENT).await, json!(["4:11"]));
}

#[tokio::test]
async fn a_time_within_the_video_is_played_as_it_stands() {
    let reader = reader_at(NOTE).await;
    reader.network.video_lasts(20000.0);
    reader.click(AT_13080).await;
    reader.until_equal(PLAYS_FROM, 13080).await;
    reader.until(ANSWERED).await;
    // Something else plays in the frame by now, or a live video has ended: the click was settled
    // before.
    tell_duration(&reader, 612.4).await;
    until_all_is_said(&reader).await;
    assert_eq!(reader.sees(COMMANDS).await, json!([]));
    assert_eq!(reader.sees("location.search").await, "?t=13080");
    assert_eq!(reader.sees(MESSAGE).await, "");
}

#[tokio::test]
async fn where_neither_reading_fits_nothing_is_corrected_until_one_does() {
    let reader = reader_at(NOTE).await;
    reader.network.video_lasts(200.0);
    reader.click(AT_13080).await;
    reader.until(ENDED).await;
    reader.until_equal(SHOWN, "Press play in the video.").await;
    assert_eq!(reader.sees(COMMANDS).await, json!([]));
    assert_eq!(reader.sees("location.search").await, "?t=13080");
    tell_duration(&reader, 612.4).await;
    reader.until_equal(PLAYS_FROM, 218).await;
    until_all_is_said(&reader).await;
    assert_at_218(&reader).await;
}

#[tokio::test]
async fn a_duration_that_is_none_is_unknown() {
    let reader = reader_at(NOTE).await;
    reader.click(AT_13080).await;
    reader.until(ANSWERED).await;
    reader.until(PLAYING).await;
    for odd in ["0", "-1", "null", "\"612.4\"", "[612.4]", "{}"] {
        let told = format!(r#"{{"event":"infoDelivery","info":{{"duration":{odd}}}}}"#);
        reader.at_the_player(&format!("{{ says: '{told}' }}")).await;
    }
    until_all_is_said(&reader).await;
    assert_eq!(reader.sees(COMMANDS).await, json!([]));
    assert_eq!(reader.sees("location.search").await, "?t=13080");
    assert_eq!(reader.complaints(), [""; 0]);
}

#[tokio::test]
async fn a_silent_player_plays_the_time_as_it_stands() {
    let reader = reader_at(NOTE).await;
    reader.network.youtube("silent");
    reader.network.video_lasts(612.4);
    reader.click(AT_230).await;
    reader.until_equal(STARTS, json!([230])).await;
    reader.click(AT_13080).await;
    reader.until_equal(STARTS, json!([230, 13080])).await;
    assert_eq!(reader.sees("location.search").await, "?t=13080");
    assert_eq!(reader.sees(MESSAGE).await, "");
}

#[tokio::test]
async fn how_a_time_was_read_is_said_until_the_next_click() {
    let reader = reader_at(NOTE).await;
    reader.network.youtube("waits");
    reader.network.video_lasts(612.4);
    reader.click(AT_13080).await;
    reader
        .until_equal(SHOWN, format!("{READ_AS} Press play in the video."))
        .await;
    reader.at_the_player("{ does: 'tap' }").await;
    reader.until_equal(SHOWN, READ_AS).await;
    reader.click(AT_230).await;
    reader.until_equal(PLAYS_FROM, 230).await;
    assert_eq!(reader.sees(MESSAGE).await, "");
    assert_eq!(reader.sees("location.search").await, "?t=230");
}

#[tokio::test]
async fn a_refusal_leads_to_the_other_reading_on_youtube() {
    let reader = reader_at(NOTE).await;
    reader.network.youtube("refuses-150");
    reader.click(AT_13080).await;
    let refusal = "YouTube does not allow this video to be played here. Watch on YouTube at";
    reader
        .until_equal(SHOWN, format!("{refusal} 3:38:00"))
        .await;
    tell_duration(&reader, 612.4).await;
    reader
        .until_equal(SHOWN, format!("{READ_AS} {refusal} 3:38"))
        .await;
    let link = "document.querySelector('.player-message a').href";
    assert_eq!(
        reader.sees(link).await,
        "https://www.youtube.com/watch?v=E1cxZuHrwZc&t=218s"
    );
    // The next click tries anew, in a frame that starts right.
    reader.click(AT_13080).await;
    reader.until_equal(STARTS, json!([13080, 218])).await;
}

#[tokio::test]
async fn a_url_beyond_the_end_is_corrected_and_opens_right_again() {
    let reader = reader_at("/acquired/origin?t=13080").await;
    reader.network.video_lasts(612.4);
    reader.until_equal(CURRENT, json!(["3:38:00"])).await;
    reader.click("a.poster").await;
    reader.until_equal(STARTS, json!([13080])).await;
    reader.until_equal(PLAYS_FROM, 218).await;
    until_all_is_said(&reader).await;
    assert_at_218(&reader).await;
    reader.reload().await;
    reader.until_equal(CURRENT, json!(["3:38:00"])).await;
    reader.click("a.poster").await;
    reader.until_equal(STARTS, json!([218])).await;
    reader.until_equal(PLAYS_FROM, 218).await;
    until_all_is_said(&reader).await;
    assert_eq!(reader.sees(MESSAGE).await, "");
}
