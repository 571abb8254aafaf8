//! Time is linear in the length of a text, whatever the text.

use std::time::{Duration, Instant};

use proptest::prelude::*;

use crate::markdown::tests::{Anywhere, facts, html};
use crate::markdown::without_comments;

/// How much longer the second text is.
const LONGER: usize = 8;
/// What more than linear would exceed: twice the growth is noise, the square of it is not.
const MOST: u32 = 24;

/// What opens something and may never be closed, and what follows it.
const PARTS: [&str; 76] = [
    "<a",
    "<a ",
    "< a ",
    "<a%20",
    "<a data-t=\"",
    "<a class=\"yt-timestamp\" data-t=\"00:03:38\">",
    "<p class=\"yt-timestamp\" ",
    "</a",
    "</a>",
    ">",
    "[",
    "[[",
    "[00:",
    "[00:03:38",
    "[00:03:38, ",
    "[00:03:38]",
    "[00:03:38](",
    "[00:03:38]-",
    "[<a data-t=\"0:01\">",
    "[[a | [00:03:38]",
    "[a](00:03:38",
    "(00:03:38",
    "(00:03:38)",
    "00:03:38",
    "00:",
    ":",
    "3",
    "\\[",
    "\\<a",
    "]",
    "](",
    "| ",
    "`",
    "$",
    "*",
    "<b>",
    "\n",
    "\n\n",
    "\n- ",
    "\n> ",
    " ",
    "\"",
    "字",
    "word",
    "<a class=\"yt-timestamp ",
    "<a data-t=\"00:03:38\" ",
    "<a class=\"yt-timestamp\" data-t=\"00:03:38\">words <b>",
    "</span",
    "a class=\"yt-timestamp\" ",
    "<code>",
    "<!--",
    "-->",
    "%%",
    "1%% ",
    "%%a%%",
    "%%\n",
    "`%%a%%`",
    "`a%%\n- ",
    "- ```\n%%a%%\n",
    "$$a%%$$",
    "```\n",
    "[[[00:03:38",
    "[[00:03:38], [",
    "(00:03:38, ",
    "([00:03:38], 00:03:50",
    "[at 00:03:38",
    "[**00:03:38",
    "[x]: [00:03",
    "[a](#t=",
    "![[a [00:03:38]",
    "[a [00:03:38] | ",
    "[a](https://",
    "{class=\"yt-timestamp",
    "00:03:38 to ",
    ", ",
    "\n> data-t=",
];

/// The shortest time of some runs; the others were disturbed.
fn time(text: &str) -> Duration {
    let once = || {
        let start = Instant::now();
        let _ = (
            without_comments(text, None),
            facts(text, None),
            html(text, &Anywhere::default()),
        );
        start.elapsed()
    };
    (0..3).map(|_| once()).min().unwrap_or_default()
}

/// What is more than linear is so each time; what was disturbed is not.
#[track_caller]
fn assert_linear(part: &str) {
    let short = part.repeat(5_000 / part.len().max(1));
    let long = short.repeat(LONGER);
    let mut seen = Vec::new();
    for _ in 0..5 {
        let (short, long) = (time(&short), time(&long));
        if long < short * MOST + Duration::from_millis(5) {
            return;
        }
        seen.push((short, long));
    }
    panic!("{part:?} takes, and {LONGER} times longer takes: {seen:?}");
}

#[test]
fn one_part_again_and_again_takes_linear_time() {
    PARTS.iter().for_each(|part| assert_linear(part));
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 40,
        max_shrink_iters: 20,
        ..ProptestConfig::default()
    })]

    #[test]
    fn any_parts_again_and_again_take_linear_time(
        parts in proptest::collection::vec(proptest::sample::select(&PARTS[..]), 2..6)
    ) {
        assert_linear(&parts.concat());
    }
}
