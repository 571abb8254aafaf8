//! Tests of repeated timestamps, of times in links and brackets, and of numbers in prose.

use crate::markdown::Subject;
use crate::markdown::tests::facts;
use crate::markdown::tests::malformed::check_blocks;
use crate::markdown::tests::timestamps::check;

#[test]
fn a_repeated_time_is_one_moment() {
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
        (
            "[00:03:38]; <a class=\"yt-timestamp\" data-t=\"00:03:38\">[00:03:38]</a>, [00:04:10]",
            "‹218›, ‹250›",
        ),
        (
            "<a class=\"yt-timestamp\" data-t=\"00:03:38\">[00:03:38]</a>([00:03:38])",
            "‹218›",
        ),
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

#[test]
fn times_anywhere_in_wikilinks_and_embeds() {
    for (text, expected) in [
        (
            "[[cloud <a class=\"yt-timestamp\" data-t=\"00:03:38\">[00:03:38]</a> | words]]",
            "words ‹218›",
        ),
        (
            "[[<a class=\"yt-timestamp\" data-t=\"00:03:38\">[00:03:38]</a> | cloud]]",
            "cloud ‹218›",
        ),
        ("[[cloud#H [00:03:38]|words]]", "words ‹218›"),
        ("[[cloud | [00:03:38] | words]]", "words ‹218›"),
        (
            "![[cloud <a class=\"yt-timestamp\" data-t=\"00:03:38\">[00:03:38]</a>]]",
            "cloud ‹218›",
        ),
        (
            "![[cloud | <a class=\"yt-timestamp\" data-t=\"00:03:38\">[00:03:38]</a>]]",
            "cloud ‹218›",
        ),
        (
            "[[cloud <a class=\"yt-timestamp\" data-t=\"00:03:38\">[00:03:38]</a> words]]",
            "cloud words ‹218›",
        ),
        ("[[00:03:38 | two <b>words</b>]]", "two <b>words</b> ‹218›"),
        ("![[00:03:38]]", "‹218›"),
        (
            "[[<a class=\"yt-timestamp\" data-t=\"00:03:38\">[00:03:38]</a>, <a class=\"yt-timestamp\" data-t=\"00:03:38\">[00:03:38]</a>]]",
            "‹218›",
        ),
        (
            "[[<a class=\"yt-timestamp\" data-t=\"00:03:38\">|00:03:38]]",
            "‹218›",
        ),
        (
            "[[cloud <a class=\"yt-timestamp\" data-t=\"00:03:38\">[00:03:38]</a> | <a class=\"yt-timestamp\" data-t=\"00:04:10\">[00:04:10]</a>]]",
            "cloud ‹218› ‹250›",
        ),
    ] {
        check(text, expected);
    }
}

#[test]
fn times_as_urls_and_with_urls() {
    for (text, expected) in [
        ("[words](03:38)", "words ‹218›"),
        ("[words](3:38)", "words ‹218›"),
        ("[words](#t=00:03:38)", "words ‹218›"),
        ("[words](#00:03:38)", "words ‹218›"),
        ("[words](<00:03:38>)", "words ‹218›"),
        ("[words](?t=218)", "words ‹218›"),
        (
            "[words](<a class=\"yt-timestamp\" data-t=\"00:03:38\">some text</a>)",
            "words some text ‹218›",
        ),
        (
            "[words](<a class=\"yt-timestamp\" data-t=\"N/A\">[N/A]</a>)",
            "words [N/A]",
        ),
        (
            "[00:03:38](<a class=\"yt-timestamp\" data-t=\"00:04:10\">some words</a>)",
            "‹218›(some words ‹250›)",
        ),
        (
            "[00:03:38](<a class=\"yt-timestamp\" data-t=\"N/A\">[N/A]</a>)",
            "‹218›([N/A])",
        ),
        (
            "[00:03:38](<a class=\"yt-timestamp\" data-t=\"00:03:38\">Link</a>)",
            "‹218›",
        ),
        ("[00:03:38](?t=218)", "‹218›"),
        ("[00:03:38](t=218)", "‹218›"),
        ("[00:03:38](timestamp)", "‹218›"),
        ("[00:03:38](link)", "‹218›"),
        ("[00:03:38](URL)", "‹218›"),
        ("[00:03:38](seconds)", "‹218›"),
        ("[00:03:38]()", "‹218›"),
        ("[[00:03:38]](https://e.org)", "‹218› e.org"),
        (
            "[<a class=\"yt-timestamp\" data-t=\"00:03:38\">[00:03:38]</a>](https://e.org)",
            "‹218›",
        ),
        (
            "[<a class=\"yt-timestamp\" data-t=\"00:03:38\">[00:03:38]</a>](#)",
            "‹218›",
        ),
        ("[00:03:38](note.md)", "00:03:38"),
        (
            "[00:03:38]{class=\"yt-timestamp\" data-t=\"00:03:38\"}",
            "‹218›",
        ),
    ] {
        check(text, expected);
    }
    assert_eq!(
        facts(
            "[words](<a class=\"yt-timestamp\" data-t=\"N/A\">[N/A]</a>)",
            Subject::None
        )
        .invalid_timestamps
        .len(),
        1
    );
    assert_eq!(
        facts(
            "[00:03:38](<a class=\"yt-timestamp\" data-t=\"N/A\">[N/A]</a>)",
            Subject::None
        )
        .invalid_timestamps
        .len(),
        1
    );
}

#[test]
fn a_label_before_a_timestamp_is_not_a_link_definition() {
    check_blocks(
        "[Source]: <a class=\"yt-timestamp\" data-t=\"00:03:38\">[00:03:38]</a>",
        &["[Source]: ‹218›"],
    );
    check_blocks("- [words]: [00:03:38]", &["[words]: ‹218›"]);
}

#[test]
fn braces_after_a_timestamp_may_contain_any_characters() {
    for (text, expected) in [
        ("[00:03:38]{.yt-timestamp}", "‹218›"),
        ("[00:03:38]{timestamp¥}", "‹218›"),
        ("[00:03:38]{Å<timestamp>'}", "‹218›"),
    ] {
        check(text, expected);
    }
}

#[test]
fn times_in_brackets_with_any_separator() {
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
        (
            "<a class=\"yt-timestamp\" data-t=\"00:03:38→00:04:10\">[00:03:38]</a>",
            "‹218–4:10›",
        ),
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
fn numbers_in_prose_are_not_times() {
    for text in [
        "a ratio of 1:2:3, $5 and $10:20, and John 3:16",
        "at 12:30 PM, (12:30:45), [see 3:16]",
        "list[10:20], f(00:10), [16:9] and [2023-10-01 12:30:00]",
        "in 2024-01-01T12:30:45, [00:03:38x]",
    ] {
        check(text, text);
        assert!(facts(text, Subject::None).moments.is_empty(), "{text}");
    }
}
