//! What a reader sees and does, in a real browser, with a stand-in for YouTube:
//! `cargo test --test browser`.
#![allow(clippy::unwrap_used, missing_docs, unreachable_pub)]

mod chromium;
mod driver;
mod engines;
mod network;
mod pages;
#[path = "../support/mod.rs"]
mod support;

mod accessible;
mod base;
mod card;
mod duration;
mod finder;
mod follow;
mod history;
mod keyboard;
mod layout;
mod loading;
mod map;
mod media;
mod moments;
mod no_javascript;
mod persistent_player;
mod preferences;
mod reflow;
mod refresh;
mod refusals;
mod right_to_left;
mod screenshots;
mod theme;
mod trace;
mod wire;
mod xss;

/// A note with moments at 3:38, 3:50, 4:11 and more.
const NOTE: &str = "/acquired/origin";
const AT_218: &str = ".text a.moment[data-seconds='218']";
const AT_230: &str = ".text a.moment[data-seconds='230']";
const AT_251: &str = ".text a.moment[data-seconds='251']";

/// The starts of the frames that were loaded, oldest first; then what the last of them was told to
/// do.
const STARTS: &str = "standIn.flatMap(({ loaded }) => loaded ?? [])";
const COMMANDS: &str = "standIn.slice(standIn.findLastIndex(({ loaded }) => loaded !== undefined))
    .flatMap(({ heard, args }) => heard && heard !== 'addEventListener' ? [[heard, ...args]] : [])";
const PLAYING: &str = "standIn.findLast(({ state }) => state)?.state === 1";
/// The second from which the player last began to play.
const PLAYS_FROM: &str = "standIn.findLast(({ state }) => state === 1)?.time";
const MESSAGE: &str = "document.querySelector('.player-message').textContent";
const WATCH: &str =
    "[document.querySelector('a.watch').textContent, document.querySelector('a.watch').href]";
/// The moments that are marked as the current one.
const CURRENT: &str =
    "[...document.querySelectorAll('a.moment[aria-current=true]')].map(a => a.textContent)";
