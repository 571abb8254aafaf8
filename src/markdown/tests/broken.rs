//! Timestamps that are written or broken in ways that no rule foresees: no words are lost over them, no piece of
//! their markup shows, and nothing that is no timestamp is taken for one.

use super::stamps::{check, shown};
use super::{Anywhere, facts, html};

#[test]
fn one_time_again_and_again_is_cited_once() {
    for (text, expected) in [
        (
            "<a class=\"yt-timestamp\" data-t=\"00:03:38\">[00:03:38]</a><a class=\"yt-timestamp\" data-t=\"00:03:38\">[00:03:38]</a><a class=\"yt-timestamp\" data-t=\"00:03:38\">[00:03:38]</a><a class=\"yt-timestamp\" data-t=\"00:03:38\">[00:03:38]</a>",
            "‹218›",
        ),
        ("[00:03:38][00:03:38][00:03:38][00:03:38]", "‹218›"),
        (
            "<a class=\"yt-timestamp\" data-t=\"00:03:38\">[00:03:38]</a> <a class=\"yt-timestamp\" data-t=\"00:03:38\">[00:03:38]</a> <a class=\"yt-timestamp\" data-t=\"00:03:38\">[00:03:38]</a>",
            "‹218›",
        ),
        (
            "[<a class=\"yt-timestamp\" data-t=\"00:03:38\">[00:03:38]</a>] [<a class=\"yt-timestamp\" data-t=\"00:03:38\">[00:03:38]</a>]",
            "‹218›",
        ),
        ("\\[00:03:38\\] \\[00:03:38\\] \\[00:03:38\\]", "‹218›"),
        (
            "<a class=\"yt-timestamp\" data-t=\"00:03:38\">[00:03:38]</a>, <a class=\"yt-timestamp\" data-t=\"00:03:38\">[00:03:38]</a>",
            "‹218›",
        ),
        ("[00:03:38]; <a class=\"yt-timestamp\" data-t=\"00:03:38\">[00:03:38]</a>, [00:04:10]", "‹218›, ‹250›"),
        ("<a class=\"yt-timestamp\" data-t=\"00:03:38\">[00:03:38]</a>([00:03:38])", "‹218›"),
        (
            "[<a class=\"yt-timestamp\" data-t=\"00:03:38\">[00:03:38]</a>](<a class=\"yt-timestamp\" data-t=\"00:03:38\">[00:03:38]</a>)",
            "‹218›",
        ),
        (
            "[<a class=\"yt-timestamp\" data-t=\"00:03:38\">[00:03:38]</a>](<a class=\"yt-timestamp\" data-t=\"00:04:10\">[00:04:10]</a>)",
            "‹250›",
        ),
        (
            "<a class=\"yt-timestamp\" data-t=\"00:03:38\">[00:03:38]</a>, words <a class=\"yt-timestamp\" data-t=\"00:03:38\">[00:03:38]</a>",
            "‹218›, words ‹218›",
        ),
    ] {
        check(text, expected);
    }
}

/// What each block shows, for texts of several.
#[track_caller]
fn check_blocks(text: &str, expected: &[&str]) {
    let shown = shown(text);
    let blocks: Vec<&str> = shown.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    assert_eq!(blocks, expected, "{text}");
}

#[test]
fn an_open_quote_swallows_nothing() {
    check_blocks(
        "- A <a class=\"yt-timestamp\" data-t=\"00:03:38\n- B words <a class=\"yt-timestamp\" data-t=\"00:04:10\">[00:04:10]</a> C",
        &["A ‹218›", "B words ‹250› C"],
    );
    check_blocks(
        "# H <a class=\"yt-timestamp\" data-t=\"00:03:38\nWords <a class=\"yt-timestamp\" data-t=\"00:04:10\">[00:04:10]</a> more",
        &["H ‹218›", "Words ‹250› more"],
    );
    check_blocks("- A <a class=\"yt-timestamp\n- B words <b>z</b> C", &["A", "B words z C"]);
    check_blocks(
        "- A <a class=\"yt-timestamp\" data-t=\"00:03:38\n- B words [00:04:10]</a>",
        &["A ‹218›", "B words ‹250›"],
    );
    check_blocks("A <a class=\"yt-timestamp\" data-t=\"00:03:38\n 	\nB \"words\" > C", &["A ‹218›", "B \"words\" > C"]);
    check_blocks(
        "| A <a class=\"yt-timestamp\" data-t=\"00:03:38 | B |\n|---|---|\n| c | d <a class=\"yt-timestamp\" data-t=\"00:04:10\">[00:04:10]</a> |",
        &["A ‹218›B", "cd ‹250›"],
    );
    check_blocks(
        "| A <a class=\"yt-timestamp\" data-t=\"00:03:38\" | B [00:03:38]</a> |\n|---|---|\n| c | d |",
        &["A ‹218›B ‹218›", "cd"],
    );
    for (text, expected) in [
        ("<a class=\"yt-timestamp\" data-t=\"00:03:38\" words > more", "‹218› words > more"),
        ("<a class=\"yt-timestamp\" data-t=\"00:03:38\"[ words [00:04:10]", "‹218›[ words ‹250›"),
        ("[00:03:38](see the words 00:04:10)", "‹218›(see the words 00:04:10)"),
        ("<a class=\"yt-timestamp data-t=\"00:03:38\" and then words <b>bold</b>", "‹218› and then words bold"),
        ("<a class=\"yt-timestamp\" data-t=\"00:03:38 and he said \"yes\" twice", "‹218› and he said \"yes\" twice"),
        ("<a class=\"yt-timestamp\" data-t=\"00:03:38>[00:03:38]</a> and \"words\" too", "‹218› and \"words\" too"),
    ] {
        check(text, expected);
    }
}

#[test]
fn words_of_a_label_stay_as_they_are() {
    for (text, expected) in [
        (
            "<a class=\"yt-timestamp\" data-t=\"00:03:38\">see [the site](https://e.org) for more</a>",
            "see the site for more ‹218›",
        ),
        ("<a class=\"yt-timestamp\" data-t=\"00:03:38\">see https://e.org/a</a>", "see ‹218›"),
        ("<a class=\"yt-timestamp\" data-t=\"00:03:38\" and then words</a>", "and then words ‹218›"),
        ("<a class=\"yt-timestamp\" data-t=\"00:03:38\">12%</a>", "12% ‹218›"),
        ("<a class=\"yt-timestamp\" data-t=\"00:03:38\">2023</a>", "2023 ‹218›"),
        ("<a class=\"yt-timestamp\" data-t=\"00:03:38\">C++</a>", "C++ ‹218›"),
        ("<a class=\"yt-timestamp\" data-t=\"00:03:38\">$5 million</a>", "$5 million ‹218›"),
        ("<a class=\"yt-timestamp\" data-t=\"00:03:38\">the peak!</a>", "the peak! ‹218›"),
        ("<a class=\"yt-timestamp\" data-t=\"00:03:38\">the peak (a big one)</a>", "the peak (a big one) ‹218›"),
        ("<a class=\"yt-timestamp\" data-t=\"00:03:38\">\"quoted\"</a>", "\"quoted\" ‹218›"),
        ("<a class=\"yt-timestamp\" data-t=\"00:03:38\">🔥</a>", "🔥 ‹218›"),
        ("<a class=\"yt-timestamp\" data-t=\"00:03:38\">3 of 4 & 5 < 6</a>", "3 of 4 & 5 < 6 ‹218›"),
        ("<a class=\"yt-timestamp\" data-t=\"00:03:38\">[the peak]</a>", "the peak ‹218›"),
        ("<a class=\"yt-timestamp\" data-t=\"00:03:38\">**the peak**</a>", "the peak ‹218›"),
        ("<a class=\"yt-timestamp\" data-t=\"00:03:38\">00:03:38 – the peak</a>", "the peak ‹218›"),
        ("<a class=\"yt-timestamp\" data-t=\"00:03:38\">[00:03:38] he says</a>", "he says ‹218›"),
        ("<a class=\"yt-timestamp\" data-t=\"00:03:38\">the peak ([00:03:38])</a>", "the peak ‹218›"),
        ("<a class=\"yt-timestamp\" data-t=\"00:03:38\">3m38s</a>", "‹218›"),
        ("<a class=\"yt-timestamp\" data-t=\"00:03:38\">words <b>bold</b> more</a>", "words bold more ‹218›"),
        ("<a class=\"yt-timestamp\" data-t=\"00:03:38\"><span>words</span> more</a>", "words more ‹218›"),
        ("<a class=\"yt-timestamp\" data-t=\"00:03:38\">words <i>[00:03:38]</i></a>", "words ‹218›"),
    ] {
        check(text, expected);
    }
    let long = "the words ".repeat(60);
    check(&format!("<a class=\"yt-timestamp\" data-t=\"00:03:38\">{long}</a>"), &format!("{long}‹218›"));
}

#[test]
fn markup_around_the_time_of_a_label_goes() {
    for (text, expected) in [
        ("<a class=\"yt-timestamp\" data-t=\"00:03:38\"><b><i>[00:03:38]</i></b></a>", "‹218›"),
        ("<a class=\"yt-timestamp\" data-t=\"00:03:38\"><sup>[00:03:38]</sup></a>", "‹218›"),
        ("<a class=\"yt-timestamp\" data-t=\"00:03:38\"><span>00:03:38</span></a>", "‹218›"),
        ("<a class=\"yt-timestamp\" data-t=\"00:03:38\">[00:03:38]<br></a>", "‹218›"),
        ("<a class=\"yt-timestamp\" data-t=\"00:03:38\">(<b>00:03:38</b>)</a>", "‹218›"),
    ] {
        check(text, expected);
    }
}

#[test]
fn other_elements_are_left_alone() {
    for text in [
        "List<T timestamp> and Map<String timestamp, Int> B",
        "<input data-track=\"timestamp\"> B",
        "<event timestamp=\"2024-01-01T12:30:45Z\"/> B",
        "<a title=\"12:30:00\">see</a>",
        "<a id=\"sec-10:20\">see</a>",
        "<a style=\"width:10:20\">see</a>",
        "<a name=\"1:2\">see</a>",
        "<a href=\"https://e.org/?data-t=1\">see</a>",
        "<a href=\"/john/3:16\">see</a>",
        "<a href=\"https://e.org/timestamp\">see</a>",
    ] {
        check(text, text);
        assert!(facts(text, None).unreadable.is_empty(), "{text}");
    }
}

#[test]
fn a_timestamp_goes_on_in_the_next_line_of_a_quote() {
    check_blocks("> said <a class=\"yt-timestamp\"\n> data-t=\"00:03:38\">[00:03:38]</a> so", &["said ‹218› so"]);
    check_blocks("> - said <a class=\"yt-timestamp\"\n>   data-t=\"00:03:38\">[00:03:38]</a> so", &["said ‹218› so"]);
    check_blocks(
        "> said <a class=\"yt-timestamp\" data-t=\"00:03:38\">two\n> words</a> so",
        &["said two", "words ‹218› so"],
    );
    check_blocks("> said [00:03:38,\n> 00:04:10] so", &["said ‹218› ‹250› so"]);
}

#[test]
fn times_anywhere_in_wikilinks_and_embeds() {
    for (text, expected) in [
        ("[[cloud <a class=\"yt-timestamp\" data-t=\"00:03:38\">[00:03:38]</a> | words]]", "words ‹218›"),
        ("[[<a class=\"yt-timestamp\" data-t=\"00:03:38\">[00:03:38]</a> | cloud]]", "cloud ‹218›"),
        ("[[cloud#H [00:03:38]|words]]", "words ‹218›"),
        ("[[cloud | [00:03:38] | words]]", "words ‹218›"),
        ("![[cloud <a class=\"yt-timestamp\" data-t=\"00:03:38\">[00:03:38]</a>]]", "cloud ‹218›"),
        ("![[cloud | <a class=\"yt-timestamp\" data-t=\"00:03:38\">[00:03:38]</a>]]", "cloud ‹218›"),
        ("[[cloud <a class=\"yt-timestamp\" data-t=\"00:03:38\">[00:03:38]</a> words]]", "cloud words ‹218›"),
        ("[[00:03:38 | two <b>words</b>]]", "two <b>words</b> ‹218›"),
        ("![[00:03:38]]", "‹218›"),
        (
            "[[<a class=\"yt-timestamp\" data-t=\"00:03:38\">[00:03:38]</a>, <a class=\"yt-timestamp\" data-t=\"00:03:38\">[00:03:38]</a>]]",
            "‹218›",
        ),
        ("[[<a class=\"yt-timestamp\" data-t=\"00:03:38\">|00:03:38]]", "‹218›"),
        (
            "[[cloud <a class=\"yt-timestamp\" data-t=\"00:03:38\">[00:03:38]</a> | <a class=\"yt-timestamp\" data-t=\"00:04:10\">[00:04:10]</a>]]",
            "cloud ‹218› ‹250›",
        ),
    ] {
        check(text, expected);
    }
}

#[test]
fn a_time_is_the_address_or_has_one() {
    for (text, expected) in [
        ("[words](03:38)", "words ‹218›"),
        ("[words](3:38)", "words ‹218›"),
        ("[words](#t=00:03:38)", "words ‹218›"),
        ("[words](#00:03:38)", "words ‹218›"),
        ("[words](<00:03:38>)", "words ‹218›"),
        ("[words](?t=218)", "words ‹218›"),
        ("[words](<a class=\"yt-timestamp\" data-t=\"00:03:38\">some text</a>)", "words some text ‹218›"),
        ("[words](<a class=\"yt-timestamp\" data-t=\"N/A\">[N/A]</a>)", "words [N/A]"),
        ("[00:03:38](<a class=\"yt-timestamp\" data-t=\"00:04:10\">some words</a>)", "‹218›(some words ‹250›)"),
        ("[00:03:38](<a class=\"yt-timestamp\" data-t=\"N/A\">[N/A]</a>)", "‹218›([N/A])"),
        ("[00:03:38](<a class=\"yt-timestamp\" data-t=\"00:03:38\">Link</a>)", "‹218›"),
        ("[00:03:38](?t=218)", "‹218›"),
        ("[00:03:38](t=218)", "‹218›"),
        ("[00:03:38](timestamp)", "‹218›"),
        ("[00:03:38](link)", "‹218›"),
        ("[00:03:38](URL)", "‹218›"),
        ("[00:03:38](seconds)", "‹218›"),
        ("[00:03:38]()", "‹218›"),
        ("[[00:03:38]](https://e.org)", "‹218›"),
        ("[<a class=\"yt-timestamp\" data-t=\"00:03:38\">[00:03:38]</a>](https://e.org)", "‹218›"),
        ("[<a class=\"yt-timestamp\" data-t=\"00:03:38\">[00:03:38]</a>](#)", "‹218›"),
        ("[00:03:38](note.md)", "00:03:38"),
        ("[00:03:38]{class=\"yt-timestamp\" data-t=\"00:03:38\"}", "‹218›"),
    ] {
        check(text, expected);
    }
    assert_eq!(facts("[words](<a class=\"yt-timestamp\" data-t=\"N/A\">[N/A]</a>)", None).unreadable.len(), 1);
    assert_eq!(facts("[00:03:38](<a class=\"yt-timestamp\" data-t=\"N/A\">[N/A]</a>)", None).unreadable.len(), 1);
}

#[test]
fn a_label_before_a_time_is_no_definition() {
    check_blocks("[Source]: <a class=\"yt-timestamp\" data-t=\"00:03:38\">[00:03:38]</a>", &["[Source]: ‹218›"]);
    check_blocks("- [words]: [00:03:38]", &["[words]: ‹218›"]);
}

#[test]
fn broken_anchors_without_a_time_show_no_markup() {
    for (text, expected) in [
        ("<a class=\"yt-timestamp\" data-t=\"N/A\" words", "N/A words"),
        ("<a class=\"yt-timestamp\" words", " words"),
        ("<a class=\"yt-timestamp\" data-t=\"N/A\">words", "N/A words"),
        ("<a class=\"yt-timestamp\" data-t=\"N/A\">, words", "N/A, words"),
        ("<a class=\"yt-timestamp\" data-t=\"N/A\"><b>N/A</b></a>", "N/A"),
    ] {
        check(text, expected);
        assert_eq!(facts(text, None).unreadable.len(), 1, "{text}");
    }
}

#[test]
fn end_tags_and_signs_however_they_are_written() {
    for (text, expected) in [
        ("a class=\"yt-timestamp\" data-t=\"00:03:38\">[00:03:38]</a>", "‹218›"),
        ("<a class=“yt-timestamp” data-t=“00:03:38” words", "‹218› words"),
        ("<a class=\"yt-timestamp\" data-t=\"00:03:38\">[00:03:38]<\\/a> words", "‹218› words"),
        ("<a class=\"yt-timestamp\" data-t=\"00:03:38\">[00:03:38]<a/> words", "‹218› words"),
        ("<a class=\"yt-timestamp\" data-t=\"00:03:38\">[00:03:38]/a> words", "‹218› words"),
        ("<a class=\"yt-timestamp\" data-t=\"00:03:38\">[00:03:38]<\\a> words", "‹218› words"),
        ("<a class=\"yt-timestamp\" data-t=\"00:03:38\">[00:03:38]</a class=\"yt-timestamp\"> words", "‹218› words"),
        ("<a class=\"yt-timestamp\" data-t=\"00:03:38\">[00:03:38]\\</a\\> words", "‹218› words"),
        ("<a>[00:03:38]</a>", "‹218›"),
        ("<a>00:03:38</a>", "‹218›"),
        ("the <a> and the </a>", "the <a> and the </a>"),
    ] {
        check(text, expected);
    }
}

#[test]
fn braces_behind_a_time_hold_any_letters() {
    for (text, expected) in [
        ("[00:03:38]{.yt-timestamp}", "‹218›"),
        ("[00:03:38]{timestamp¥}", "‹218›"),
        ("[00:03:38]{Å<timestamp>'}", "‹218›"),
    ] {
        check(text, expected);
    }
}

#[test]
fn bare_times_however_they_are_joined() {
    for (text, expected) in [
        ("[00:03:38−00:04:10]", "‹218–4:10›"),
        ("[00:03:38‑00:04:10]", "‹218–4:10›"),
        ("[00:03:38→00:04:10]", "‹218–4:10›"),
        ("[00:03:38 -> 00:04:10]", "‹218–4:10›"),
        ("[00:03:38--00:04:10]", "‹218–4:10›"),
        ("[00:03:38 --> 00:04:10]", "‹218–4:10›"),
        ("[00:03:38…00:04:10]", "‹218–4:10›"),
        ("[00:03:38 through 00:04:10]", "‹218–4:10›"),
        ("[00:03:38 until 00:04:10]", "‹218–4:10›"),
        ("<a class=\"yt-timestamp\" data-t=\"00:03:38→00:04:10\">[00:03:38]</a>", "‹218–4:10›"),
        ("[at 00:03:38]", "at ‹218›"),
        ("[~00:03:38]", "‹218›"),
        ("[@00:03:38]", "‹218›"),
        ("[see 00:03:38]", "see ‹218›"),
        ("[Timestamp: 00:03:38]", "Timestamp: ‹218›"),
        ("[from 00:03:38 to 00:04:10]", "from ‹218–4:10›"),
        ("[**00:03:38**]", "‹218›"),
        ("(**00:03:38**)", "(‹218›)"),
        ("[00:03:38 + 00:04:10]", "‹218› ‹250›"),
        ("[00:03:38 or 00:04:10]", "‹218› ‹250›"),
        ("[00:03:38 \\| 00:04:10]", "‹218› ‹250›"),
        ("(00:03:38, 00:04:10)", "(‹218› ‹250›)"),
        ("([00:03:38], 00:04:10)", "(‹218›, ‹250›)"),
        ("[00:03:38]–00:04:10", "‹218–4:10›"),
        ("[[00:03:38], 00:04:10]", "‹218› ‹250›"),
        ("[[00:03:38]-[00:04:10]]", "‹218–4:10›"),
        ("[[[00:03:38]]]", "‹218›"),
        ("[0003:38]", "‹218›"),
        (
            "[<a class=\"yt-timestamp\" data-t=\"00:03:38\">[00:03:38]</a> - <a class=\"yt-timestamp\" data-t=\"00:04:10\">[00:04:10]</a>]",
            "‹218–4:10›",
        ),
        (
            "[<a class=\"yt-timestamp\" data-t=\"00:03:38\">[00:03:38]</a> and <a class=\"yt-timestamp\" data-t=\"00:04:10\">[00:04:10]</a>]",
            "‹218› ‹250›",
        ),
        (
            "[<a class=\"yt-timestamp\" data-t=\"00:03:38\">[00:03:38]</a> - <a class=\"yt-timestamp\" data-t=\"00:04:10\">words</a>]",
            "‹218› words ‹250›",
        ),
    ] {
        check(text, expected);
    }
}

#[test]
fn a_value_that_is_no_time_yields_to_the_label() {
    for (text, expected) in [
        ("<a class=\"yt-timestamp\" data-t=\"00:03:38\">[:38]</a>", "‹218›"),
        ("<a class=\"yt-timestamp\" data-t=\"00:03:3 8\">[00:03:38]</a>", "‹218›"),
        ("<a class=\"yt-timestamp\" data-t=\"00:03:38:12:14\">[00:03:38]</a>", "‹218›"),
        ("<a class=\"yt-timestamp\" data-t=\"00:3.38\">[00:03:38]</a>", "‹218›"),
        ("<a class=\"yt-timestamp\" data-t=\"0003:38\">[00:03:38]</a>", "‹218›"),
        ("<a class=\"yt-timestamp\" data-t=\"t=218\">[00:03:38]</a>", "‹218›"),
        ("<a class=\"yt-timestamp\" data-t=\"3m 38s\">[00:03:38]</a>", "‹218›"),
        ("<a class=\"yt-timestamp\" data-t=\"0H03M38S\">[00:03:38]</a>", "‹218›"),
    ] {
        check(text, expected);
    }
}

#[test]
fn numbers_of_prose_are_no_times() {
    for text in [
        "a ratio of 1:2:3, $5 and $10:20, and John 3:16",
        "at 12:30 PM, [at 12:30], (12:30:45), [see 3:16]",
        "list[10:20], f(00:10), [16:9] and [2023-10-01 12:30:00]",
        "in 2024-01-01T12:30:45, [00:03:38x]",
    ] {
        check(text, text);
        assert!(facts(text, None).moments.is_empty(), "{text}");
    }
}

#[test]
fn elements_of_code_cite_nothing() {
    for text in ["<code>[00:03:38]</code>", "<pre>[00:03:38]</pre>", "<!-- [00:03:38] -->"] {
        check(text, text);
        assert_eq!(html(text, &Anywhere).matches("moment").count(), 0, "{text}");
    }
    check("<code>[00:03:38]", "<code>‹218›");
    check_blocks("- <code>a\n- b</code>", &["<code>a", "b</code>"]);
}
