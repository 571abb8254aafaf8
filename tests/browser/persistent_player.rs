//! The player stays: following a link exchanges the page around it, and all else is as with a full
//! load.

use serde_json::json;

use super::driver::Reader;
use super::{AT_218, COMMANDS, CURRENT, NOTE, PLAYING, STARTS};

const SAME: &str = "/acquired/idle_servers";
const OTHER: &str = "/acquired/second_video";
const TO_SAME: &str = ".text a[href='/acquired/idle_servers']";
const TO_OTHER: &str = ".text a[href='/acquired/second_video#later-years']";
const PATH: &str = "location.pathname";
const DOCKED: &str = "document.querySelectorAll('.mini-player').length";
/// Whether document and frame are those that [`playing`] saw.
const STAYS: &str =
    "window.first === document.querySelector('.player iframe') && first.isConnected";

/// Someone whose video plays.
async fn playing() -> Reader {
    let reader = Reader::new().await;
    play(&reader).await;
    reader
}

async fn play(reader: &Reader) {
    reader.visit(NOTE).await;
    reader.click(AT_218).await;
    reader.until(PLAYING).await;
    reader
        .until("standIn.some(({ heard, args }) => heard && args[0] === 'onError')")
        .await;
    reader
        .sees("void (window.first = document.querySelector('.player iframe'))")
        .await;
}

async fn follow(reader: &Reader, link: &str, path: &str) {
    reader.click(link).await;
    shows(reader, path).await;
}

/// Waits until a page is shown at its URL.
async fn shows(reader: &Reader, path: &str) {
    reader
        .until_equal(&format!("navigation.transition ? '' : {PATH}"), path)
        .await;
}

async fn the_video_of_both_notes_plays_on(reader: &Reader) {
    follow(reader, TO_SAME, SAME).await;
    assert_eq!(
        reader
            .sees("document.querySelector('h1').textContent")
            .await,
        "Idle servers"
    );
    assert_eq!(
        reader.sees(STAYS).await,
        true,
        "neither document nor frame is a new one"
    );
    assert_eq!(
        (reader.sees(DOCKED).await, reader.sees(STARTS).await),
        (json!(0), json!([218]))
    );
    reader.video_is_at(45).await;
    reader.until_equal(CURRENT, json!(["0:41"])).await;
    reader
        .until_equal(
            "document.querySelector('.current-sentence').textContent",
            "0:41 Winter is busy and summer is not.",
        )
        .await;
    reader.click(".text a.moment[data-seconds='218']").await;
    reader
        .until_equal(
            &format!("{COMMANDS}.findLast(([what]) => what === 'seekTo')"),
            json!(["seekTo", 218, true]),
        )
        .await;
    assert_eq!(reader.sees("location.search").await, "?t=218");
    assert_eq!(
        (reader.sees(STAYS).await, reader.complaints()),
        (json!(true), Vec::new())
    );
}

#[tokio::test]
async fn in_a_note_of_the_same_video_it_plays_on_and_goes_along() {
    the_video_of_both_notes_plays_on(&playing().await).await;
}

#[tokio::test]
async fn so_it_does_where_the_browser_cannot_wait_with_the_url() {
    let reader = Reader::new().await;
    reader
        .before_scripts("delete window.NavigationPrecommitController")
        .await;
    play(&reader).await;
    the_video_of_both_notes_plays_on(&reader).await;
    reader
        .sees("void navigation.navigate('/Acquired/Second video?t=4200')")
        .await;
    reader
        .until_equal(
            "location.pathname + location.search",
            "/acquired/second_video?t=4200",
        )
        .await;
    assert_eq!(
        (reader.sees(STAYS).await, reader.complaints()),
        (json!(true), Vec::new())
    );
}

#[tokio::test]
async fn at_a_note_of_another_video_it_goes_on_until_a_moment_is_clicked() {
    let reader = playing().await;
    follow(&reader, TO_OTHER, OTHER).await;
    assert_eq!(
        (reader.sees(STAYS).await, reader.sees(DOCKED).await),
        (json!(true), json!(1))
    );
    let back =
        "[...document.querySelectorAll('.mini-player a')].map(a => [a.textContent, a.pathname])";
    assert_eq!(
        reader.sees(back).await,
        json!([["Where the cloud came from", NOTE]])
    );
    reader.press("k").await;
    reader
        .until_equal("standIn.findLast(({ state }) => state)?.state", 2)
        .await;
    reader.press("k").await;
    reader.until(PLAYING).await;
    reader.press("l").await;
    reader
        .until(&format!(
            "{COMMANDS}.some(([what, second]) => what === 'seekTo' && second >= 228)"
        ))
        .await;
    assert_eq!(
        reader.sees(CURRENT).await,
        json!([]),
        "the moments here are of another video"
    );
    reader.resize(1200, 300).await;
    for path in ["/", "/acquired", "/map", "/history", OTHER] {
        reader.sees("scrollTo(0, 100)").await;
        reader
            .sees(&format!("void navigation.navigate('{path}')"))
            .await;
        shows(&reader, path).await;
        assert_eq!(
            (reader.sees(STAYS).await, reader.sees(DOCKED).await),
            (json!(true), json!(1)),
            "{path}"
        );
        assert_eq!(reader.sees("scrollY").await, 0, "{path}");
    }
    reader.resize(1440, 900).await;
    assert_eq!(reader.sees(STARTS).await, json!([218]));
    reader.click(".text a.moment[data-seconds='3818']").await;
    reader.until_equal(STARTS, json!([218, 3818])).await;
    reader.until(PLAYING).await;
    assert_eq!(
        reader
            .sees("[first.isConnected, document.querySelectorAll('iframe').length]")
            .await,
        json!([false, 1])
    );
    assert_eq!(reader.sees(DOCKED).await, 0);
    reader
        .until("standIn.filter(({ heard }) => heard === 'addEventListener').length === 4")
        .await;
    reader.press("k").await;
    reader
        .until_equal("standIn.findLast(({ state }) => state)?.state", 2)
        .await;
    assert_eq!(reader.complaints(), [""; 0]);
}

#[tokio::test]
async fn the_way_back_gives_the_video_its_place_again() {
    let reader = playing().await;
    follow(&reader, TO_OTHER, OTHER).await;
    follow(&reader, ".mini-player a", NOTE).await;
    assert_eq!(
        (reader.sees(STAYS).await, reader.sees(DOCKED).await),
        (json!(true), json!(0))
    );
    assert_eq!(
        reader
            .sees("[...document.querySelector('.player-card').children].map(one => one.className.baseVal ?? one.className)")
            .await,
        json!(["player", "player-message", "timeline", "current-sentence", "player-links"])
    );
    reader.video_is_at(300).await;
    reader.until_equal(CURRENT, json!(["4:50"])).await;
    follow(&reader, TO_OTHER, OTHER).await;
    reader.click(".mini-player button").await;
    reader.until_equal(DOCKED, 0).await;
    assert_eq!(
        reader
            .sees("document.querySelectorAll('iframe').length")
            .await,
        0
    );
    reader.press("k").await;
    reader.until_equal(STARTS, json!([218, 0])).await;
    assert_eq!(reader.complaints(), [""; 0]);
}

#[tokio::test]
async fn back_and_forward_are_as_with_full_loads() {
    let reader = playing().await;
    reader.resize(1200, 420).await;
    reader
        .sees("scrollTo({ top: 160, behavior: 'instant' })")
        .await;
    reader
        .sees(&format!(
            "document.querySelector(\"{TO_OTHER}\").focus({{ preventScroll: true }})"
        ))
        .await;
    reader.press("Enter").await;
    shows(&reader, OTHER).await;
    let at_heading =
        "Math.abs(document.querySelector('#later-years').getBoundingClientRect().top - 80) < 40";
    reader.until(at_heading).await;
    assert_eq!(
        reader
            .sees("[location.hash, document.activeElement.localName]")
            .await,
        json!(["#later-years", "body"])
    );
    let told = "[...document.querySelectorAll('body > [role=status]')].map(p => p.textContent === document.title)";
    assert_eq!(reader.sees(told).await, json!([true]));
    let steps = reader.sees("history.length").await;
    reader.sees("history.back()").await;
    shows(&reader, NOTE).await;
    reader.until_equal("scrollY", 160).await;
    assert_eq!(reader.sees("location.search").await, "?t=218");
    assert_eq!(
        (reader.sees(STAYS).await, reader.sees(DOCKED).await),
        (json!(true), json!(0))
    );
    assert_eq!(reader.sees(COMMANDS).await, json!([]), "Back plays nothing");
    reader.sees("history.forward()").await;
    shows(&reader, OTHER).await;
    reader.until(at_heading).await;
    assert_eq!(
        (
            reader.sees("history.length").await,
            reader.sees(STAYS).await
        ),
        (steps, json!(true))
    );
    reader
        .sees("document.querySelector(\"a[href='#later-years']\").click()")
        .await;
    assert_eq!(
        reader.sees(DOCKED).await,
        1,
        "a heading of the same page is no other page"
    );
    assert_eq!(reader.complaints(), [""; 0]);
}

#[tokio::test]
async fn a_url_with_a_time_opens_there() {
    let reader = playing().await;
    reader
        .sees("void navigation.navigate('/acquired/second_video?t=4200')")
        .await;
    shows(&reader, OTHER).await;
    assert_eq!(reader.sees(CURRENT).await, json!(["1:10:00"]));
    assert_eq!(
        reader
            .sees("document.querySelector('.poster-start').textContent")
            .await,
        "Play from 1:10:00"
    );
    assert_eq!(
        reader.sees(COMMANDS).await,
        json!([]),
        "the video of another note goes on as it was"
    );
    reader
        .sees("void navigation.navigate('/acquired/idle_servers?t=41')")
        .await;
    shows(&reader, SAME).await;
    reader
        .until_equal(&format!("{COMMANDS}[0]"), json!(["seekTo", 41, true]))
        .await;
    assert_eq!(reader.sees(CURRENT).await, json!(["0:41"]));
    assert_eq!(
        (reader.sees(STAYS).await, reader.complaints()),
        (json!(true), Vec::new())
    );
}

#[tokio::test]
async fn searching_leaves_the_video_playing() {
    let reader = playing().await;
    reader.press("/").await;
    reader
        .until("document.querySelector('dialog.search-dialog')?.open")
        .await;
    reader.types("margin").await;
    reader
        .until("document.querySelector('.search-dialog [role=option]')")
        .await;
    reader
        .sees("document.querySelector('.search-dialog form').requestSubmit()")
        .await;
    shows(&reader, "/search").await;
    assert_eq!(
        reader
            .sees("document.querySelector('.site-header .search input').value")
            .await,
        "margin"
    );
    assert_eq!(
        reader.sees("document.querySelector('dialog[open]')").await,
        json!(null)
    );
    assert_eq!(
        (reader.sees(STAYS).await, reader.sees(DOCKED).await),
        (json!(true), json!(1))
    );
    reader.click(".hits a.moment").await;
    shows(&reader, NOTE).await;
    reader
        .until_equal(&format!("{COMMANDS}[0]"), json!(["seekTo", 230, true]))
        .await;
    assert_eq!(
        (reader.sees(STAYS).await, reader.sees(DOCKED).await),
        (json!(true), json!(0))
    );
    assert_eq!(reader.complaints(), [""; 0]);
}

#[tokio::test]
async fn what_is_no_page_of_this_version_is_loaded_as_ever() {
    let reader = playing().await;
    reader.click(".source a").await;
    reader
        .until("document.contentType === 'text/markdown' || document.contentType === 'text/plain'")
        .await;
    assert_eq!(reader.sees("window.first").await, json!(null));
    for answer in [
        "'gone', { headers: { 'content-type': 'text/plain' } }",
        "null, { status: 204 }",
    ] {
        play(&reader).await;
        reader
            .sees(&format!(
                "void (window.fetch = async () => new Response({answer}))"
            ))
            .await;
        reader.click(TO_OTHER).await;
        reader
            .until("!window.first && document.readyState === 'complete'")
            .await;
        assert_eq!(reader.sees(PATH).await, OTHER);
        assert_eq!(
            reader
                .sees("document.querySelector('h1').textContent")
                .await,
            "The second video"
        );
    }
}

#[tokio::test]
async fn without_the_navigation_api_pages_are_loaded_as_ever() {
    let reader = Reader::new().await;
    reader
        .before_scripts("Object.defineProperty(window, 'navigation', { value: undefined })")
        .await;
    play(&reader).await;
    reader.click(TO_SAME).await;
    reader
        .until("!window.first && document.readyState === 'complete'")
        .await;
    assert_eq!(reader.sees(PATH).await, SAME);
    assert_eq!(reader.complaints(), [""; 0]);
}

#[tokio::test]
async fn nothing_piles_up_over_200_navigations() {
    let reader = playing().await;
    let paths = json!([OTHER, NOTE, SAME, "/acquired", NOTE]);
    let go = format!(
        "(async () => {{ for (const path of {paths}) await navigation.navigate(path).finished; }})()"
    );
    let counted = ["JSEventListeners", "Nodes", "Documents", "Frames"];
    let mut before = Vec::new();
    for round in 0..42 {
        // The first two load what is loaded when it is first used.
        if round == 2 {
            before = reader.counts(&counted).await;
        }
        reader.sees(&go).await;
    }
    let after = reader.counts(&counted).await;
    for ((name, before), after) in counted.iter().zip(before).zip(after) {
        // What the browser itself holds for a moment comes and goes; one thing a page would make it
        // 200.
        assert!(after < before + 100.0, "{name}: {before}, then {after}");
    }
    assert_eq!(
        reader
            .sees("document.querySelectorAll('script').length")
            .await,
        2
    );
    assert_eq!(
        (reader.sees(STAYS).await, reader.sees(STARTS).await),
        (json!(true), json!([218]))
    );
    reader.press("k").await;
    reader
        .until_equal("standIn.findLast(({ state }) => state)?.state", 2)
        .await;
    assert_eq!(
        reader.sees(&format!("{COMMANDS}.length")).await,
        1,
        "one key is one command"
    );
    assert_eq!(reader.complaints(), [""; 0]);
}

#[tokio::test]
async fn a_video_that_has_ended_leaves_nothing_behind() {
    let reader = Reader::new().await;
    let count = "window.hearing = 0; const add = window.addEventListener;
        window.addEventListener = (type, act, how) => {
            if (type === 'message' && how?.signal) {
                hearing++;
                how.signal.addEventListener('abort', () => hearing--);
            }
            return add.call(window, type, act, how);
        };";
    reader.before_scripts(count).await;
    play(&reader).await;
    assert_eq!(reader.sees("hearing").await, 1);
    // A stand-in that plays goes on telling so.
    reader.press("k").await;
    reader
        .until_equal("standIn.findLast(({ state }) => state)?.state", 2)
        .await;
    reader
        .at_the_player(r#"{ says: '{"event":"onStateChange","info":0}' }"#)
        .await;
    reader
        .at_the_player("{ says: { standIn: { state: 'all said' } } }")
        .await;
    reader
        .until("standIn.some(({ state }) => state === 'all said')")
        .await;
    follow(&reader, TO_OTHER, OTHER).await;
    assert_eq!(
        reader.sees("[first.isConnected, hearing]").await,
        json!([false, 0])
    );
}

#[tokio::test]
async fn the_dock_keeps_nobody_out() {
    let reader = playing().await;
    follow(&reader, TO_OTHER, OTHER).await;
    for colours in ["light", "dark"] {
        reader.system_colours(colours).await;
        for width in [390, 1440] {
            reader.resize(width, 844).await;
            assert_eq!(reader.violations().await, [""; 0], "{colours}, {width}");
            let size = "(({ width, height, bottom, right }) => [width >= 200, height >= 200, bottom <= innerHeight,
                right <= innerWidth])(document.querySelector('.mini-player .player').getBoundingClientRect())";
            assert_eq!(
                reader.sees(size).await,
                json!([true, true, true, true]),
                "{width}"
            );
        }
    }
}
