//! Browser tests: the pages in a real browser, with a fake YouTube player:
//! `cargo test --test browser`.
#![allow(clippy::unwrap_used, missing_docs, unreachable_pub)]

mod chromium;
mod display;
mod driver;
mod engines;
mod network;
mod pages;
#[path = "../support/mod.rs"]
mod support;
mod touch;

mod accessibility;
mod base_path;
mod breadcrumbs;
mod duration;
mod embed;
mod exports;
mod history;
mod jobs;
mod keyboard;
mod layout;
mod listening;
mod lists;
mod live_reload;
mod loading;
mod map;
mod media;
mod media_player;
mod menu;
mod moment_menu;
mod moments;
mod moments_elsewhere;
mod no_javascript;
mod other_videos;
mod persistent_player;
mod player_errors;
mod preferences;
mod preview_card;
mod queue;
mod ranges;
mod reflow;
mod right_to_left;
mod screenshots;
mod search_dialog;
mod structured_data;
mod styleguide;
mod sync;
mod trace;
mod uncertain;
mod vaults;
mod video_page;
mod without_navigation_api;
mod xss;
mod youtube_messages;

/// A note with moments at 3:38, 3:50, 4:11 and more.
const NOTE: &str = "/acquired/origin";
const AT_218: &str = ".text a.moment[data-seconds='218']";
const AT_230: &str = ".text a.moment[data-seconds='230']";
const AT_251: &str = ".text a.moment[data-seconds='251']";

/// The start times of all loaded players, oldest first.
const START_TIMES: &str = "playerEvents.flatMap(({ loaded }) => loaded ?? [])";
/// The commands that the last player received.
const COMMANDS: &str = "playerEvents.slice(playerEvents.findLastIndex(({ loaded }) => loaded !== undefined))
    .flatMap(({ command, args }) => command && command !== 'addEventListener' ? [[command, ...args]] : [])";
const IS_PLAYING: &str = "playerEvents.findLast(({ state }) => state)?.state === 1";
/// The time at which the player last started playing, in seconds.
const PLAYBACK_START: &str = "playerEvents.findLast(({ state }) => state === 1)?.time";
const MESSAGE: &str = "document.querySelector('.player-message').textContent";
const WATCH_LINK: &str =
    "[document.querySelector('a.watch').textContent, document.querySelector('a.watch').href]";
/// The links that are marked as the current moment.
const CURRENT_MOMENTS: &str =
    "[...document.querySelectorAll('a.moment[aria-current=true]')].map(a => a.textContent)";

/// Waits until all messages between page and player are processed.
async fn flush_messages(tab: &driver::Tab) {
    // A round trip: messages are processed in order.
    tab.evaluate("playerEvents.push({ echo: 'requested' })")
        .await;
    tab.control_player("{ message: { playerEvent: { echo: 'received' } } }")
        .await;
    tab.wait_until("playerEvents.findLast(({ echo }) => echo).echo === 'received'")
        .await;
}
