//! Tests of malformed timestamps: no words are lost, no markup is visible, and other text is not
//! parsed as a timestamp.

use crate::markdown::Subject;
use crate::markdown::tests::timestamps::{check, shown};
use crate::markdown::tests::{Anywhere, facts, html};

/// Checks the visible text of each block.
#[track_caller]
pub(super) fn check_blocks(text: &str, expected: &[&str]) {
    let shown = shown(text);
    let blocks: Vec<&str> = shown
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    assert_eq!(blocks, expected, "{text}");
}

#[test]
fn an_unclosed_quote_hides_no_text() {
    check_blocks(
        "- A <a class=\"yt-timestamp\" data-t=\"00:03:38\n- B words <a class=\"yt-timestamp\" data-t=\"00:04:10\">[00:04:10]</a> C",
        &["A ‹218›", "B words ‹250› C"],
    );
    check_blocks(
        "# H <a class=\"yt-timestamp\" data-t=\"00:03:38\nWords <a class=\"yt-timestamp\" data-t=\"00:04:10\">[00:04:10]</a> more",
        &["H ‹218›", "Words ‹250› more"],
    );
    check_blocks(
        "- A <a class=\"yt-timestamp\n- B words <b>z</b> C",
        &["A", "B words z C"],
    );
    check_blocks(
        "- A <a class=\"yt-timestamp\" data-t=\"00:03:38\n- B words [00:04:10]</a>",
        &["A ‹218›", "B words ‹250›"],
    );
    check_blocks(
        "A <a class=\"yt-timestamp\" data-t=\"00:03:38\n 	\nB \"words\" > C",
        &["A ‹218›", "B \"words\" > C"],
    );
    check_blocks(
        "| A <a class=\"yt-timestamp\" data-t=\"00:03:38 | B |\n|---|---|\n| c | d <a class=\"yt-timestamp\" data-t=\"00:04:10\">[00:04:10]</a> |",
        &["A ‹218›B", "cd ‹250›"],
    );
    check_blocks(
        "| A <a class=\"yt-timestamp\" data-t=\"00:03:38\" | B [00:03:38]</a> |\n|---|---|\n| c | d |",
        &["A ‹218›B ‹218›", "cd"],
    );
    for (text, expected) in [
        (
            "<a class=\"yt-timestamp\" data-t=\"00:03:38\" words > more",
            "‹218› words > more",
        ),
        (
            "<a class=\"yt-timestamp\" data-t=\"00:03:38\"[ words [00:04:10]",
            "‹218›[ words ‹250›",
        ),
        (
            "[00:03:38](see the words 00:04:10)",
            "‹218›(see the words 00:04:10)",
        ),
        (
            "<a class=\"yt-timestamp data-t=\"00:03:38\" and then words <b>bold</b>",
            "‹218› and then words bold",
        ),
        (
            "<a class=\"yt-timestamp\" data-t=\"00:03:38 and he said \"yes\" twice",
            "‹218› and he said \"yes\" twice",
        ),
        (
            "<a class=\"yt-timestamp\" data-t=\"00:03:38>[00:03:38]</a> and \"words\" too",
            "‹218› and \"words\" too",
        ),
    ] {
        check(text, expected);
    }
}

#[test]
fn words_in_a_label_stay() {
    for (text, expected) in [
        (
            "<a class=\"yt-timestamp\" data-t=\"00:03:38\">see [the site](https://e.org) for more</a>",
            "see the site for more ‹218›",
        ),
        (
            "<a class=\"yt-timestamp\" data-t=\"00:03:38\">see https://e.org/a</a>",
            "see ‹218›",
        ),
        (
            "<a class=\"yt-timestamp\" data-t=\"00:03:38\" and then words</a>",
            "and then words ‹218›",
        ),
        (
            "<a class=\"yt-timestamp\" data-t=\"00:03:38\">12%</a>",
            "12% ‹218›",
        ),
        (
            "<a class=\"yt-timestamp\" data-t=\"00:03:38\">2023</a>",
            "2023 ‹218›",
        ),
        (
            "<a class=\"yt-timestamp\" data-t=\"00:03:38\">C++</a>",
            "C++ ‹218›",
        ),
        (
            "<a class=\"yt-timestamp\" data-t=\"00:03:38\">$5 million</a>",
            "$5 million ‹218›",
        ),
        (
            "<a class=\"yt-timestamp\" data-t=\"00:03:38\">the peak!</a>",
            "the peak! ‹218›",
        ),
        (
            "<a class=\"yt-timestamp\" data-t=\"00:03:38\">the peak (a big one)</a>",
            "the peak (a big one) ‹218›",
        ),
        (
            "<a class=\"yt-timestamp\" data-t=\"00:03:38\">\"quoted\"</a>",
            "\"quoted\" ‹218›",
        ),
        (
            "<a class=\"yt-timestamp\" data-t=\"00:03:38\">🔥</a>",
            "🔥 ‹218›",
        ),
        (
            "<a class=\"yt-timestamp\" data-t=\"00:03:38\">3 of 4 & 5 < 6</a>",
            "3 of 4 & 5 < 6 ‹218›",
        ),
        (
            "<a class=\"yt-timestamp\" data-t=\"00:03:38\">[the peak]</a>",
            "the peak ‹218›",
        ),
        (
            "<a class=\"yt-timestamp\" data-t=\"00:03:38\">**the peak**</a>",
            "the peak ‹218›",
        ),
        (
            "<a class=\"yt-timestamp\" data-t=\"00:03:38\">00:03:38 – the peak</a>",
            "the peak ‹218›",
        ),
        (
            "<a class=\"yt-timestamp\" data-t=\"00:03:38\">[00:03:38] he says</a>",
            "he says ‹218›",
        ),
        (
            "<a class=\"yt-timestamp\" data-t=\"00:03:38\">the peak ([00:03:38])</a>",
            "the peak ‹218›",
        ),
        (
            "<a class=\"yt-timestamp\" data-t=\"00:03:38\">3m38s</a>",
            "‹218›",
        ),
        (
            "<a class=\"yt-timestamp\" data-t=\"00:03:38\">words <b>bold</b> more</a>",
            "words bold more ‹218›",
        ),
        (
            "<a class=\"yt-timestamp\" data-t=\"00:03:38\"><span>words</span> more</a>",
            "words more ‹218›",
        ),
        (
            "<a class=\"yt-timestamp\" data-t=\"00:03:38\">words <i>[00:03:38]</i></a>",
            "words ‹218›",
        ),
    ] {
        check(text, expected);
    }
    let long = "the words ".repeat(60);
    check(
        &format!("<a class=\"yt-timestamp\" data-t=\"00:03:38\">{long}</a>"),
        &format!("{long}‹218›"),
    );
}

#[test]
fn markup_around_the_time_in_a_label_is_removed() {
    for (text, expected) in [
        (
            "<a class=\"yt-timestamp\" data-t=\"00:03:38\"><b><i>[00:03:38]</i></b></a>",
            "‹218›",
        ),
        (
            "<a class=\"yt-timestamp\" data-t=\"00:03:38\"><sup>[00:03:38]</sup></a>",
            "‹218›",
        ),
        (
            "<a class=\"yt-timestamp\" data-t=\"00:03:38\"><span>00:03:38</span></a>",
            "‹218›",
        ),
        (
            "<a class=\"yt-timestamp\" data-t=\"00:03:38\">[00:03:38]<br></a>",
            "‹218›",
        ),
        (
            "<a class=\"yt-timestamp\" data-t=\"00:03:38\">(<b>00:03:38</b>)</a>",
            "‹218›",
        ),
    ] {
        check(text, expected);
    }
}

#[test]
fn other_elements_are_shown_as_text() {
    for text in [
        "List<T timestamp> and Map<String timestamp, Int> B",
        "<input data-track=\"timestamp\"> B",
        "<event timestamp=\"2024-01-01T12:30:45Z\"/> B",
    ] {
        check(text, text);
    }
    for text in [
        "<a title=\"12:30:00\">see</a>",
        "<a id=\"sec-10:20\">see</a>",
        "<a style=\"width:10:20\">see</a>",
        "<a name=\"1:2\">see</a>",
        "<a href=\"https://e.org/?data-t=1\">see</a>",
        "<a href=\"/john/3:16\">see</a>",
        "<a href=\"https://e.org/timestamp\">see</a>",
    ] {
        check(text, "see");
        assert!(
            facts(text, Subject::None).invalid_timestamps.is_empty(),
            "{text}"
        );
    }
}

#[test]
fn a_timestamp_may_continue_on_the_next_line_of_a_quote() {
    check_blocks(
        "> said <a class=\"yt-timestamp\"\n> data-t=\"00:03:38\">[00:03:38]</a> so",
        &["said ‹218› so"],
    );
    check_blocks(
        "> - said <a class=\"yt-timestamp\"\n>   data-t=\"00:03:38\">[00:03:38]</a> so",
        &["said ‹218› so"],
    );
    check_blocks(
        "> said <a class=\"yt-timestamp\" data-t=\"00:03:38\">two\n> words</a> so",
        &["said two", "words ‹218› so"],
    );
    check_blocks(
        "> said [00:03:38,\n> 00:04:10] so",
        &["said ‹218› ‹250› so"],
    );
}

#[test]
fn malformed_anchors_without_a_time_show_no_markup() {
    for (text, expected) in [
        (
            "<a class=\"yt-timestamp\" data-t=\"N/A\" words",
            "N/A words",
        ),
        ("<a class=\"yt-timestamp\" words", " words"),
        (
            "<a class=\"yt-timestamp\" data-t=\"N/A\">words",
            "N/A words",
        ),
        (
            "<a class=\"yt-timestamp\" data-t=\"N/A\">, words",
            "N/A, words",
        ),
        (
            "<a class=\"yt-timestamp\" data-t=\"N/A\"><b>N/A</b></a>",
            "N/A",
        ),
    ] {
        check(text, expected);
        assert_eq!(
            facts(text, Subject::None).invalid_timestamps.len(),
            1,
            "{text}"
        );
    }
}

#[test]
fn malformed_start_and_end_tags() {
    for (text, expected) in [
        (
            "a class=\"yt-timestamp\" data-t=\"00:03:38\">[00:03:38]</a>",
            "‹218›",
        ),
        (
            "<a class=“yt-timestamp” data-t=“00:03:38” words",
            "‹218› words",
        ),
        (
            "<a class=\"yt-timestamp\" data-t=\"00:03:38\">[00:03:38]<\\/a> words",
            "‹218› words",
        ),
        (
            "<a class=\"yt-timestamp\" data-t=\"00:03:38\">[00:03:38]<a/> words",
            "‹218› words",
        ),
        (
            "<a class=\"yt-timestamp\" data-t=\"00:03:38\">[00:03:38]/a> words",
            "‹218› words",
        ),
        (
            "<a class=\"yt-timestamp\" data-t=\"00:03:38\">[00:03:38]<\\a> words",
            "‹218› words",
        ),
        (
            "<a class=\"yt-timestamp\" data-t=\"00:03:38\">[00:03:38]</a class=\"yt-timestamp\"> words",
            "‹218› words",
        ),
        (
            "<a class=\"yt-timestamp\" data-t=\"00:03:38\">[00:03:38]\\</a\\> words",
            "‹218› words",
        ),
        ("<a>[00:03:38]</a>", "‹218›"),
        ("<a>00:03:38</a>", "‹218›"),
        ("the <a> and the </a>", "the <a> and the </a>"),
    ] {
        check(text, expected);
    }
}

#[test]
fn the_label_takes_precedence_over_an_invalid_attribute() {
    for (text, expected) in [
        (
            "<a class=\"yt-timestamp\" data-t=\"00:03:38\">[:38]</a>",
            "‹218›",
        ),
        (
            "<a class=\"yt-timestamp\" data-t=\"00:03:3 8\">[00:03:38]</a>",
            "‹218›",
        ),
        (
            "<a class=\"yt-timestamp\" data-t=\"00:03:38:12:14\">[00:03:38]</a>",
            "‹218›",
        ),
        (
            "<a class=\"yt-timestamp\" data-t=\"00:3.38\">[00:03:38]</a>",
            "‹218›",
        ),
        (
            "<a class=\"yt-timestamp\" data-t=\"0003:38\">[00:03:38]</a>",
            "‹218›",
        ),
        (
            "<a class=\"yt-timestamp\" data-t=\"t=218\">[00:03:38]</a>",
            "‹218›",
        ),
        (
            "<a class=\"yt-timestamp\" data-t=\"3m 38s\">[00:03:38]</a>",
            "‹218›",
        ),
        (
            "<a class=\"yt-timestamp\" data-t=\"0H03M38S\">[00:03:38]</a>",
            "‹218›",
        ),
    ] {
        check(text, expected);
    }
}

#[test]
fn code_elements_contain_no_timestamps() {
    for text in [
        "<code>[00:03:38]</code>",
        "<pre>[00:03:38]</pre>",
        "<!-- [00:03:38] -->",
    ] {
        check(text, text);
        assert_eq!(
            html(text, &Anywhere::default())
                .text
                .matches("moment")
                .count(),
            0,
            "{text}"
        );
    }
    check("<code>[00:03:38]", "<code>‹218›");
    check_blocks("- <code>a\n- b</code>", &["<code>a", "b</code>"]);
}

#[test]
fn a_fence_around_the_whole_note_is_removed() {
    let prose = "Water rises, see [[ebb]] [00:19:05].\n\n## Then\n\nIt falls.\n".repeat(3);
    let wrapped = format!("From: [[sea]] <br/>\n```markdown\n{prose}```\n");
    let html = html(&wrapped, &Anywhere::default()).text;
    assert!(!html.contains("<pre"), "{html}");
    assert_eq!(html.matches("It falls.").count(), 3);
    for example in [
        format!("# How to write\n\n{prose}\n```markdown\nSee [[ebb]].\n```\n"),
        format!("```markdown\n{prose}```\n\nThe end."),
        format!("```text\n{prose}```\n"),
    ] {
        let html = super::html(&example, &Anywhere::default()).text;
        assert!(html.contains("<pre"), "{html}");
    }
}
