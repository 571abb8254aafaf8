//! Client-side navigation: the player continues while the page around it is replaced; everything
//! else works as after a full load.

use serde_json::json;

use super::driver::Tab;
use super::{AT_218, COMMANDS, CURRENT_MOMENTS, IS_PLAYING, NOTE, START_TIMES, flush_messages};

pub(super) const SAME_VIDEO: &str = "/acquired/idle_servers";
pub(super) const OTHER_VIDEO: &str = "/acquired/second_video";
pub(super) const LINK_TO_SAME_VIDEO: &str = ".text a[href='/acquired/idle_servers']";
pub(super) const LINK_TO_OTHER_VIDEO: &str = ".text a[href='/acquired/second_video#later-years']";
const PATH: &str = "location.pathname";
pub(super) const MINI_PLAYERS: &str = "document.querySelectorAll('.mini-player').length";
/// Whether document and frame are the same as in [`remember_player`].
pub(super) const IS_UNCHANGED: &str =
    "window.first === document.querySelector('.player iframe') && first.isConnected";

/// A new tab that plays the video of the note.
async fn playing() -> Tab {
    let tab = Tab::new().await;
    play(&tab).await;
    tab
}

pub(super) async fn play(tab: &Tab) {
    tab.visit(NOTE).await;
    tab.click(AT_218).await;
    tab.wait_until(IS_PLAYING).await;
    tab.wait_until("playerEvents.some(({ command, args }) => command && args[0] === 'onError')")
        .await;
    remember_player(tab).await;
}

/// Remembers the frame of the player for [`IS_UNCHANGED`].
pub(super) async fn remember_player(tab: &Tab) {
    tab.evaluate("void (window.first = document.querySelector('.player iframe'))")
        .await;
}

async fn follow(tab: &Tab, link: &str, path: &str) {
    tab.click(link).await;
    wait_until_page(tab, path).await;
}

/// Waits until the navigation to a path is finished.
pub(super) async fn wait_until_page(tab: &Tab, path: &str) {
    tab.wait_until_equal(&format!("navigation.transition ? '' : {PATH}"), path)
        .await;
}

async fn assert_same_video_continues(tab: &Tab) {
    follow(tab, LINK_TO_SAME_VIDEO, SAME_VIDEO).await;
    assert_eq!(
        tab.evaluate("document.querySelector('h1').textContent")
            .await,
        "Idle servers"
    );
    assert_eq!(
        tab.evaluate(IS_UNCHANGED).await,
        true,
        "neither document nor frame is replaced"
    );
    assert_eq!(
        (
            tab.evaluate(MINI_PLAYERS).await,
            tab.evaluate(START_TIMES).await
        ),
        (json!(0), json!([218]))
    );
    assert_ne!(
        tab.evaluate("new URL(document.querySelector('a.watch').href).searchParams.get('t')")
            .await,
        json!(null),
        "the link to YouTube continues, too"
    );
    tab.set_video_time(45).await;
    tab.wait_until_equal(CURRENT_MOMENTS, json!(["0:41"])).await;
    tab.wait_until_equal(
        "document.querySelector('.current-sentence').textContent",
        "0:41 Winter is busy and summer is not.",
    )
    .await;
    tab.click(".text a.moment[data-seconds='218']").await;
    tab.wait_until_equal(
        &format!("{COMMANDS}.findLast(([command]) => command === 'seekTo')"),
        json!(["seekTo", 218, true]),
    )
    .await;
    assert_eq!(tab.evaluate("location.search").await, "?t=218");
    assert_eq!(
        (tab.evaluate(IS_UNCHANGED).await, tab.errors()),
        (json!(true), Vec::new())
    );
}

/// Scrolls to 160 px and follows the link to the note of another video with the keyboard, which
/// does not scroll.
pub(super) async fn scroll_and_follow_link(tab: &Tab) {
    tab.resize(1200, 420).await;
    tab.evaluate("scrollTo({ top: 160, behavior: 'instant' })")
        .await;
    tab.evaluate(&format!(
        "document.querySelector(\"{LINK_TO_OTHER_VIDEO}\").focus({{ preventScroll: true }})"
    ))
    .await;
    tab.press("Enter").await;
}

#[tokio::test]
async fn on_a_note_of_the_same_video_playback_continues_in_sync() {
    assert_same_video_continues(&playing().await).await;
}

#[tokio::test]
async fn playback_continues_without_precommit_handlers() {
    let tab = Tab::new().await;
    tab.add_init_script("delete window.NavigationPrecommitController")
        .await;
    play(&tab).await;
    assert_same_video_continues(&tab).await;
    tab.evaluate("void navigation.navigate('/Acquired/Second video?t=4200')")
        .await;
    tab.wait_until_equal(
        "location.pathname + location.search",
        "/acquired/second_video?t=4200",
    )
    .await;
    assert_eq!(
        (tab.evaluate(IS_UNCHANGED).await, tab.errors()),
        (json!(true), Vec::new())
    );
}

#[tokio::test]
async fn on_a_note_of_another_video_playback_continues_until_a_moment_is_clicked() {
    let tab = playing().await;
    follow(&tab, LINK_TO_OTHER_VIDEO, OTHER_VIDEO).await;
    assert_eq!(
        (
            tab.evaluate(IS_UNCHANGED).await,
            tab.evaluate(MINI_PLAYERS).await
        ),
        (json!(true), json!(1))
    );
    let links =
        "[...document.querySelectorAll('.mini-player a')].map(a => [a.textContent, a.pathname])";
    assert_eq!(
        tab.evaluate(links).await,
        json!([["Where the cloud came from", NOTE]])
    );
    tab.press("k").await;
    tab.wait_until_equal("playerEvents.findLast(({ state }) => state)?.state", 2)
        .await;
    flush_messages(&tab).await;
    tab.press("k").await;
    tab.wait_until(IS_PLAYING).await;
    tab.press("l").await;
    tab.wait_until(&format!(
        "{COMMANDS}.some(([command, second]) => command === 'seekTo' && second >= 228)"
    ))
    .await;
    assert_eq!(
        tab.evaluate(CURRENT_MOMENTS).await,
        json!([]),
        "the moments here are of another video"
    );
    tab.resize(1200, 300).await;
    for path in ["/", "/acquired", "/map", "/history", OTHER_VIDEO] {
        tab.evaluate("scrollTo(0, 100)").await;
        tab.evaluate(&format!("void navigation.navigate('{path}')"))
            .await;
        wait_until_page(&tab, path).await;
        assert_eq!(
            (
                tab.evaluate(IS_UNCHANGED).await,
                tab.evaluate(MINI_PLAYERS).await
            ),
            (json!(true), json!(1)),
            "{path}"
        );
        assert_eq!(tab.evaluate("scrollY").await, 0, "{path}");
    }
    tab.resize(1440, 900).await;
    assert_eq!(tab.evaluate(START_TIMES).await, json!([218]));
    tab.click(".text a.moment[data-seconds='3818']").await;
    tab.wait_until_equal(START_TIMES, json!([218, 3818])).await;
    tab.wait_until(IS_PLAYING).await;
    assert_eq!(
        tab.evaluate("[first.isConnected, document.querySelectorAll('iframe').length]")
            .await,
        json!([false, 1])
    );
    assert_eq!(tab.evaluate(MINI_PLAYERS).await, 0);
    tab.wait_until(
        "playerEvents.filter(({ command }) => command === 'addEventListener').length === 4",
    )
    .await;
    tab.press("k").await;
    tab.wait_until_equal("playerEvents.findLast(({ state }) => state)?.state", 2)
        .await;
    assert_eq!(tab.errors(), [""; 0]);
}

#[tokio::test]
async fn back_on_its_note_the_video_leaves_the_mini_player() {
    let tab = playing().await;
    follow(&tab, LINK_TO_OTHER_VIDEO, OTHER_VIDEO).await;
    follow(&tab, ".mini-player a", NOTE).await;
    assert_eq!(
        (
            tab.evaluate(IS_UNCHANGED).await,
            tab.evaluate(MINI_PLAYERS).await
        ),
        (json!(true), json!(0))
    );
    assert_eq!(
        tab
            .evaluate("[...document.querySelector('.player-card').children].map(child => child.className.baseVal ?? child.className)")
            .await,
        json!(["player", "player-details"])
    );
    tab.set_video_time(300).await;
    tab.wait_until_equal(CURRENT_MOMENTS, json!(["4:50"])).await;
    follow(&tab, LINK_TO_OTHER_VIDEO, OTHER_VIDEO).await;
    tab.click(".mini-player button:last-child").await;
    tab.wait_until_equal(MINI_PLAYERS, 0).await;
    assert_eq!(
        tab.evaluate("document.querySelectorAll('iframe').length")
            .await,
        0
    );
    tab.press("k").await;
    tab.wait_until_equal(START_TIMES, json!([218, 0])).await;
    assert_eq!(tab.errors(), [""; 0]);
}

#[tokio::test]
async fn the_mini_player_plays_and_saves_moments_of_its_page() {
    let tab = playing().await;
    follow(&tab, LINK_TO_OTHER_VIDEO, OTHER_VIDEO).await;
    tab.set_video_time(219).await;
    tab.click(".mini-player [aria-label='Save moment']").await;
    let saved = "JSON.parse(localStorage.getItem('cueleaf-kept'))
        ?.map(({ path, seconds }) => [path, seconds])";
    tab.wait_until_equal(saved, json!([[NOTE, 218]])).await;
    tab.click(".mini-player [aria-label='Next moment']").await;
    tab.wait_until_equal(
        &format!("{COMMANDS}.findLast(([command]) => command === 'seekTo')"),
        json!(["seekTo", 230, true]),
    )
    .await;
}

#[tokio::test]
async fn back_and_forward_work_as_with_full_loads() {
    let tab = playing().await;
    scroll_and_follow_link(&tab).await;
    wait_until_page(&tab, OTHER_VIDEO).await;
    let at_heading =
        "Math.abs(document.querySelector('#later-years').getBoundingClientRect().top - 80) < 40";
    tab.wait_until(at_heading).await;
    assert_eq!(
        tab.evaluate("[location.hash, document.activeElement.localName]")
            .await,
        json!(["#later-years", "body"])
    );
    let announced = "[...document.querySelectorAll('body > .visually-hidden[role=status]')].map(p => p.textContent === document.title)";
    assert_eq!(tab.evaluate(announced).await, json!([true]));
    let length = tab.evaluate("history.length").await;
    tab.evaluate("history.back()").await;
    wait_until_page(&tab, NOTE).await;
    tab.wait_until_equal("scrollY", 160).await;
    assert_eq!(tab.evaluate("location.search").await, "?t=218");
    assert_eq!(
        (
            tab.evaluate(IS_UNCHANGED).await,
            tab.evaluate(MINI_PLAYERS).await
        ),
        (json!(true), json!(0))
    );
    assert_eq!(
        tab.evaluate(COMMANDS).await,
        json!([]),
        "Back plays nothing"
    );
    tab.evaluate("history.forward()").await;
    wait_until_page(&tab, OTHER_VIDEO).await;
    tab.wait_until(at_heading).await;
    assert_eq!(
        (
            tab.evaluate("history.length").await,
            tab.evaluate(IS_UNCHANGED).await
        ),
        (length, json!(true))
    );
    tab.evaluate("document.querySelector(\"a[href='#later-years']\").click()")
        .await;
    assert_eq!(
        tab.evaluate(MINI_PLAYERS).await,
        1,
        "a heading of the same page is not another page"
    );
    assert_eq!(tab.errors(), [""; 0]);
}

#[tokio::test]
async fn a_url_with_a_time_selects_its_moment() {
    let tab = playing().await;
    tab.evaluate("void navigation.navigate('/acquired/second_video?t=4200')")
        .await;
    wait_until_page(&tab, OTHER_VIDEO).await;
    assert_eq!(tab.evaluate(CURRENT_MOMENTS).await, json!(["1:10:00"]));
    assert_eq!(
        tab.evaluate("document.querySelector('.poster-start').textContent")
            .await,
        "Play from 1:10:00"
    );
    assert_eq!(
        tab.evaluate(COMMANDS).await,
        json!([]),
        "the video of another note is not affected"
    );
    tab.evaluate("void navigation.navigate('/acquired/idle_servers?t=41')")
        .await;
    wait_until_page(&tab, SAME_VIDEO).await;
    tab.wait_until_equal(&format!("{COMMANDS}[0]"), json!(["seekTo", 41, true]))
        .await;
    assert_eq!(tab.evaluate(CURRENT_MOMENTS).await, json!(["0:41"]));
    assert_eq!(
        (tab.evaluate(IS_UNCHANGED).await, tab.errors()),
        (json!(true), Vec::new())
    );
}

#[tokio::test]
async fn the_video_continues_during_a_search() {
    let tab = playing().await;
    tab.press("/").await;
    tab.wait_until("document.querySelector('dialog.search-dialog')?.open")
        .await;
    tab.type_text("margin").await;
    tab.wait_until("document.querySelector('.search-dialog [role=option]')")
        .await;
    tab.evaluate("document.querySelector('.search-dialog form').requestSubmit()")
        .await;
    wait_until_page(&tab, "/search").await;
    assert_eq!(
        tab.evaluate("document.querySelector('.site-header .search input').value")
            .await,
        "margin"
    );
    assert_eq!(
        tab.evaluate("document.querySelector('dialog[open]')").await,
        json!(null)
    );
    assert_eq!(
        (
            tab.evaluate(IS_UNCHANGED).await,
            tab.evaluate(MINI_PLAYERS).await
        ),
        (json!(true), json!(1))
    );
    tab.click(".hits a.moment").await;
    wait_until_page(&tab, NOTE).await;
    tab.wait_until_equal(&format!("{COMMANDS}[0]"), json!(["seekTo", 230, true]))
        .await;
    assert_eq!(
        (
            tab.evaluate(IS_UNCHANGED).await,
            tab.evaluate(MINI_PLAYERS).await
        ),
        (json!(true), json!(0))
    );
    assert_eq!(tab.errors(), [""; 0]);
}

#[tokio::test]
async fn responses_other_than_pages_are_loaded_fully() {
    let tab = playing().await;
    tab.click(".source a").await;
    tab.wait_until(
        "document.contentType === 'text/markdown' || document.contentType === 'text/plain'",
    )
    .await;
    assert_eq!(tab.evaluate("window.first").await, json!(null));
    for response in [
        "'gone', { headers: { 'content-type': 'text/plain' } }",
        "null, { status: 204 }",
    ] {
        play(&tab).await;
        tab.evaluate(&format!(
            "void (window.fetch = async () => new Response({response}))"
        ))
        .await;
        tab.click(LINK_TO_OTHER_VIDEO).await;
        tab.wait_until("!window.first && document.readyState === 'complete'")
            .await;
        assert_eq!(tab.evaluate(PATH).await, OTHER_VIDEO);
        assert_eq!(
            tab.evaluate("document.querySelector('h1').textContent")
                .await,
            "The second video"
        );
    }
}

#[tokio::test]
async fn navigations_do_not_leak_memory() {
    let tab = playing().await;
    let paths = json!([OTHER_VIDEO, NOTE, SAME_VIDEO, "/acquired", NOTE]);
    let navigate = format!(
        "(async () => {{ for (const path of {paths}) await navigation.navigate(path).finished; }})()"
    );
    let metrics = ["JSEventListeners", "Nodes", "Documents", "Frames"];
    let mut before = Vec::new();
    for round in 0..22 {
        // The first two rounds load the lazily loaded modules.
        if round == 2 {
            before = tab.metrics_after_gc(&metrics).await;
        }
        tab.evaluate(&navigate).await;
    }
    // The counts vary with temporary objects of the browser; one leaked object per page would add
    // 100, and no collection frees it.
    let has_grown = |after: &[f64]| before.iter().zip(after).any(|(b, a)| *a >= b + 80.0);
    let mut after = tab.metrics_after_gc(&metrics).await;
    for _ in 0..20 {
        if has_grown(&after) {
            after = tab.metrics_after_gc(&metrics).await;
        }
    }
    assert!(
        !has_grown(&after),
        "{metrics:?}: {before:?}, then {after:?}"
    );
    assert_eq!(
        tab.evaluate("document.querySelectorAll('script').length")
            .await,
        2
    );
    assert_eq!(
        (
            tab.evaluate(IS_UNCHANGED).await,
            tab.evaluate(START_TIMES).await
        ),
        (json!(true), json!([218]))
    );
    tab.press("k").await;
    tab.wait_until_equal("playerEvents.findLast(({ state }) => state)?.state", 2)
        .await;
    assert_eq!(
        tab.evaluate(&format!("{COMMANDS}.length")).await,
        1,
        "one key press sends one command"
    );
    assert_eq!(tab.errors(), [""; 0]);
}

#[tokio::test]
async fn an_ended_video_leaves_no_listeners() {
    let tab = Tab::new().await;
    let count = "window.listenerCount = 0; const add = window.addEventListener;
        window.addEventListener = (type, listener, options) => {
            if (type === 'message' && options?.signal) {
                listenerCount++;
                options.signal.addEventListener('abort', () => listenerCount--);
            }
            return add.call(window, type, listener, options);
        };";
    tab.add_init_script(count).await;
    play(&tab).await;
    assert_eq!(tab.evaluate("listenerCount").await, 1);
    // While it plays, the fake player keeps reporting that state.
    tab.press("k").await;
    tab.wait_until_equal("playerEvents.findLast(({ state }) => state)?.state", 2)
        .await;
    tab.control_player(r#"{ message: '{"event":"onStateChange","info":0}' }"#)
        .await;
    tab.control_player("{ message: { playerEvent: { state: 'received' } } }")
        .await;
    tab.wait_until("playerEvents.some(({ state }) => state === 'received')")
        .await;
    follow(&tab, LINK_TO_OTHER_VIDEO, OTHER_VIDEO).await;
    assert_eq!(
        tab.evaluate("[first.isConnected, listenerCount]").await,
        json!([false, 0])
    );
}

#[tokio::test]
async fn the_mini_player_is_accessible() {
    let tab = playing().await;
    follow(&tab, LINK_TO_OTHER_VIDEO, OTHER_VIDEO).await;
    assert_eq!(tab.violations().await, [""; 0]);
    for width in [390, 1440] {
        tab.resize(width, 844).await;
        let size = "(({ width, height, bottom, right }) => [width >= 200, height >= 200, bottom <= innerHeight,
            right <= innerWidth])(document.querySelector('.mini-player .player').getBoundingClientRect())";
        assert_eq!(
            tab.evaluate(size).await,
            json!([true, true, true, true]),
            "{width}"
        );
    }
}
