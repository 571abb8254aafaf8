//! Tests that parsing takes time linear in the length of any text.

use std::time::Duration;

use cpu_time::ThreadTime;
use proptest::prelude::*;

use crate::markdown::Subject;
use crate::markdown::tests::{Anywhere, facts, html};
use crate::markdown::without_comments;

/// The ratio of the lengths of the two measured texts.
const LENGTH_RATIO: usize = 8;
/// The maximum ratio of their times: linear time with noise, but less than the square.
const MAX_TIME_RATIO: u32 = 24;

/// Syntax elements that may open a construct without closing it, and text that may follow them.
const PARTS: [&str; 165] = [
    " #",
    "#a",
    "#a/",
    " #[[a",
    "](<",
    "| ^a\n",
    " ^a-1\n\n",
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
    "https://a.b",
    "https%3A%2F%2Fyoutu.be%2F",
    "youtu.be/bbbbbbbbbbb?t=5 ",
    "obsidian://a/https://youtu.be/",
    "m.youtube.com/",
    "<YouTube id=\"",
    "<YouTube a={",
    "<a href=\"https://youtu.be/bbbbbbbbbbb\"><img ",
    "<lite-youtube v=\"bbbbbbbbbbb\">",
    "![](https://youtu.be/bbbbbbbbbbb)",
    "@[youtube](",
    "{% embed ",
    "[3:38](https://youtu.be/bbbbbbbbbbb?t=5)-",
    "[3m38s",
    "【3:38",
    "0:05 a\n",
    "- > 0:05\n",
    "> [!a",
    "| 3:38 ",
    "www.a",
    "a@",
    "@",
    "%%\n",
    "`%%a%%`",
    "`a%%\n- ",
    "- ```\n%%a%%\n",
    "$$a%%$$",
    "$a%%b$ ",
    "a\n\n    %%b\n",
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
    "==",
    " ==a",
    "==a ",
    "a== ",
    "==`a",
    "<div ",
    "<span a=\"",
    "<mark a=1>",
    "</mark>",
    "$f(x)$ ",
    "> $$ ",
    "<details>",
    "\n<details>a",
    "</details>",
    "<summary>",
    "- [/] ",
    "^[",
    "^[a] ",
    "^[a ",
    "*^[a* ",
    "a] ",
    "[^1]^[",
    ":x:",
    " :smile",
    "^^",
    "^^a",
    "{{< a b=\"c",
    "{{< a >}}",
    "# {#a",
    "#+BEGIN_QUOTE\n",
    "#+END_QUOTE\n",
    "#+begin_src\n",
    "\n#+END_SRC\n",
    ":LOGBOOK:\n",
    ":PROPERTIES:\n",
    ":END:\n",
    "CLOCK:\n",
    "\n\t- a",
    "\t",
    "\n\t\t\t",
    "\na:: b",
    "\ncollapsed:: true",
    "\nid:: 64a1b2c3-0000-4000-8000-000000000001",
    "\n- TODO a",
    "((64a1b2c3-0000-4000-8000-000000000001))",
    "{{embed ((",
    "{{query (",
    "#+BEGIN_COMMENT\n",
    "#+END_COMMENT\n",
    "{% comment %}",
    "{% endcomment",
    "{%   ",
    "{{/* ",
    "{::comment}",
    "{:/",
    "{/* ",
    "<%# ",
    "*/}",
];

fn time(text: &str) -> Duration {
    let start = ThreadTime::now();
    let _ = (
        without_comments(text),
        facts(text, Subject::None),
        html(text, &Anywhere::default()),
    );
    start.elapsed()
}

/// Checks that the time of a repeated text is linear. A time that seems superlinear is measured
/// again, and the shortest times count: noise only ever adds time.
#[track_caller]
fn assert_linear(part: &str) {
    let short = part.repeat(5_000 / part.len().max(1));
    let long = short.repeat(LENGTH_RATIO);
    let (mut short_time, mut long_time) = (Duration::MAX, Duration::MAX);
    for _ in 0..12 {
        short_time = short_time.min(time(&short)).min(time(&short));
        long_time = long_time.min(time(&long));
        if long_time < short_time * MAX_TIME_RATIO + Duration::from_millis(5) {
            return;
        }
    }
    panic!(
        "{short_time:?} for {part:?}, and {long_time:?} for a text {LENGTH_RATIO} times as long"
    );
}

#[test]
fn one_repeated_element_takes_linear_time() {
    PARTS.iter().for_each(|part| assert_linear(part));
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 40,
        max_shrink_iters: 20,
        ..ProptestConfig::default()
    })]

    #[test]
    fn repeated_sequences_of_elements_take_linear_time(
        parts in proptest::collection::vec(proptest::sample::select(&PARTS[..]), 2..6)
    ) {
        assert_linear(&parts.concat());
    }
}
