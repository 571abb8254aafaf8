//! Tests of the notations of timestamps in real notes, and of similar text.

use crate::markdown::Subject;
use crate::markdown::tests::{Anywhere, facts, html};
use crate::markdown::{MomentTarget, TimestampToken};

/// The visible text of a note, with `‹218›` for a link that plays from second 218.
pub(super) fn shown(text: &str) -> String {
    let html = html(text, &Anywhere::default()).text.replace("&nbsp;", " ");
    let mut out = String::new();
    for part in html.split('<').skip(1) {
        let (tag, text) = part.split_once('>').expect("a tag");
        match tag.strip_prefix("a class=\"moment\" href=\"?t=") {
            Some(rest) => {
                let seconds = rest.split('"').next().unwrap_or_default();
                let end = text
                    .split_once('–')
                    .map_or(String::new(), |(_, end)| format!("–{end}"));
                out.push_str(&format!("‹{seconds}{end}›"));
            }
            None => out.push_str(text),
        }
    }
    out.trim()
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&amp;", "&")
}

/// Checks the visible text of a timestamp within a sentence, and the number of moments.
#[track_caller]
pub(super) fn check(text: &str, expected: &str) {
    assert_eq!(
        shown(&format!("Said {text} so.")),
        format!("Said {expected} so."),
        "{text}"
    );
    assert_eq!(
        facts(text, Subject::None).moments.len(),
        html(text, &Anywhere::default())
            .text
            .matches("\"moment\"")
            .count(),
        "{text}"
    );
}

const ANCHOR: &str = "<a class=\"yt-timestamp\" data-t=\"00:03:38\">[00:03:38]</a>";

#[test]
fn anchors() {
    for (text, expected) in [
        (ANCHOR, "‹218›"),
        (
            "<a class=\"yt-timestamp\" data-t=\"00:03:38\">00:03:38</a>",
            "‹218›",
        ),
        (
            "<a class=\"yt-timestamp\" data-t=\"03:38\">[00:03:38]</a>",
            "‹218›",
        ),
        (
            "<a class=\"yt-timestamp\" data-t=\"00:03:38\"></a>",
            "‹218›",
        ),
        (
            "<a class=\"yt-timestamp\" data-t=\"1:03:38\">[[1:03:38]]</a>",
            "‹3818›",
        ),
        (
            "<a class=\"yt-timestamp\" data-t=\"01:02:14:00\">[01:02:14:00]</a>",
            "‹3734›",
        ),
        (
            "<a class=\"yt-timestamp\" data-t=\"00:03:38]\">[00:03:38]</a>",
            "‹218›",
        ),
        (
            "<a class=\"yt-timestamp\" data-t=\"00:03:38:\">[00:03:38:]</a>",
            "‹218›",
        ),
        (
            "<a class=\"yt-timestamp\" data-t=\"00:03:38.5\">[00:03:38.5]</a>",
            "‹218›",
        ),
        (
            "<a class=\"yt-timestamp\" data-t=\"218\">[3:38]</a>",
            "‹218›",
        ),
        (
            "<a class=\"yt-timestamp\" data-t=\"HH:MM:SS\">[00:03:38]</a>",
            "‹218›",
        ),
        (
            "<a class=\"yt-timestamp\" data-t=\"\">[00:03:38]</a>",
            "‹218›",
        ),
        (
            "<a class='yt-timestamp' data-t='00:03:38'>[00:03:38]</a>",
            "‹218›",
        ),
        (
            "<A CLASS=\"yt-timestamp\" data-t=\"00:03:38\">[00:03:38]</A>",
            "‹218›",
        ),
        (
            "<a class=\"yt-timestamp\"\ndata-t=\"00:03:38\">[00:03:38]</a>",
            "‹218›",
        ),
        (
            "<a data-t=\"00:03:38\" class=\"yt-timestamp\">[00:03:38]</a>",
            "‹218›",
        ),
        ("<a href=\"00:03:38\">[00:03:38]</a>", "‹218›"),
        (
            "<a href=\"https://youtu.be/E1cxZuHrwZc?t=218\">[00:03:38]</a>",
            "‹218›",
        ),
        (
            "<a class=\"yt-timestamp\" data-t=\"00:03:38-00:04:10\">[00:03:38-00:04:10]</a>",
            "‹218–4:10›",
        ),
    ] {
        check(text, expected);
    }
}

#[test]
fn a_long_list_is_parsed_completely() {
    let times: Vec<String> = (10..60).map(|minute| format!("00:{minute}:00")).collect();
    assert_eq!(
        facts(&format!("Said [{}] so.", times.join(", ")), Subject::None)
            .moments
            .len(),
        50
    );
}

#[test]
fn anchors_in_brackets() {
    check("[<a data-t=\"00:03:38\">00:03:38</a>]", "‹218›");
    check(
        "[<a data-t=\"00:03:38\">3:38</a>, <a data-t=\"00:03:50\">3:50</a>]",
        "‹218› ‹230›",
    );
}

#[test]
fn malformed_anchors() {
    for (text, expected) in [
        (
            "<a class=\"yt-timestamp\" data-05:08\">[00:05:08]</a>",
            "‹308›",
        ),
        (
            "<a class=\"yt>timestamp\" data-t=\"00:03:38\">3:38</a>",
            "‹218›",
        ),
        (
            "<a class=\"yt=\"yt-timestamp\" data-t=\"00:03:38\">[00:03:38]</a>",
            "‹218›",
        ),
        (
            "<a class=\"yt-timestamp\" data=t=\"00:03:38\">[00:03:38]</a>",
            "‹218›",
        ),
        (
            "<a class=\"yt_timestamp\" data=\"00:03:38\">[00:03:38]</a>",
            "‹218›",
        ),
        (
            "<p class=\"yt-timestamp\" data-t=\"00:03:38\">[00:03:38]</p>",
            "‹218›",
        ),
        (
            "\\<a class=\"yt-timestamp\" data-t=\"00:03:38\">[00:03:38]</a>",
            "‹218›",
        ),
        (
            "< a class=\"yt-timestamp\" data-t=\"00:03:38\">[00:03:38]</a>",
            "‹218›",
        ),
        (
            "<a%20class=\"yt-timestamp\"%20data-t=\"00:03:38\">[00:03:38]</a>",
            "‹218›",
        ),
        (
            "<a$ <a class=\"yt-timestamp\" data-t=\"00:03:38\">[00:03:38]</a>",
            "‹218›",
        ),
        (
            "<20% <a class=\"yt-timestamp\" data-t=\"00:03:38\">[00:03:38]</a>",
            "<20% ‹218›",
        ),
        (
            "<a class=\"yt-timestamp\" data-t=\"00:03:38\">[00:03:38]",
            "‹218›",
        ),
        ("<a class=\"yt-timestamp\" data-t=\"00:03:38\">", "‹218›"),
        (
            "<a class=\"yt-timestamp\" data-t=\"00:03:38\">[00:03:38]</a",
            "‹218›",
        ),
        (
            "<a class=\"yt-timestamp\" data-t=\"00:03:38\">[00:03:38]</ a>",
            "‹218›",
        ),
        (
            "<a class=\"yt-timestamp\" data-t=\"00:03:38\">[00:03:38]</a></a>",
            "‹218›",
        ),
        ("<a class=\"yt-timestamp\" data-t=\"00:03:38</a>", "‹218›"),
        ("<a class=\"yt-timestamp\" data-t=\"00:03:38]</a>", "‹218›"),
        (
            "<a class=\"yt-timestamp\" data-t=\"00:03:38\" [00:03:38]</a>",
            "‹218›",
        ),
        ("<a class=\"yt-timestamp\" data-t=\"00:03:38\"", "‹218›"),
        (
            "<a class=\"yt-timestamp\" data-t=\"00:03:38\">00:03:30\">[00:03:38]</a>",
            "‹218›",
        ),
        (
            "<a\tclass=\"yt-timestamp\" data-t=\"00:03:38\">[00:03:38]</a>",
            "‹218›",
        ),
        (
            "<aclass=\"yt-timestamp\" data-t=\"00:03:38\">[00:03:38]</a>",
            "‹218›",
        ),
        (
            "<class=\"yt-timestamp\" data-t=\"00:03:38\">[00:03:38]</a>",
            "‹218›",
        ),
        (
            "<a class=\"yt-timestamp\" DATA-T=\"00:03:38\">[00:03:38]</a>",
            "‹218›",
        ),
        (
            "<A CLASS=\"YT-TIMESTAMP\" DATA-T=\"N/A 1\">[00:03:38]</A>",
            "‹218›",
        ),
        (
            "<a class=\"yt-timestamp\" data-t=\"00:03:38\">[00:03:38]</span>",
            "‹218›",
        ),
        (
            "<a class=\"yt-timestamp\" data-t=\"00:03:38\">[00:03:38]<a>",
            "‹218›",
        ),
        (
            "<a class=\"yt-timestamp\" data-t=\"00:03:38\">[00:03:38]< / a >",
            "‹218›",
        ),
        (
            "<a class=\"yt-timestamp\" data-t=\"00:03:38\">[00:03:38] </a>",
            "‹218›",
        ),
        (
            "<a class=\"yt-timestamp\" data-t=\"00:03:38\"><b>[00:03:38]</b></a>",
            "‹218›",
        ),
        (
            "<a class=\"yt-timestamp\" data-t=\"00:03:38\"><strong>00:03:38</strong></a>",
            "‹218›",
        ),
    ] {
        check(text, expected);
    }
}

#[test]
fn words_in_an_anchor_stay() {
    check(
        "<a class=\"yt-timestamp\" data-t=\"00:03:38\">the winter peak</a>",
        "the winter peak ‹218›",
    );
    check(
        "<a class=\"yt-timestamp\" data-t=\"00:03:38\">the winter peak [00:03:38]</a>",
        "the winter peak ‹218›",
    );
}

#[test]
fn invalid_timestamps_stay_visible() {
    for (text, expected) in [
        (
            "<a class=\"yt-timestamp\" data-t=\"N/A\">[N/A]</a>",
            "[N/A]",
        ),
        (
            "<a class=\"yt-timestamp\" data-t=\"HH:MM:SS\">[HH:MM:SS]</a>",
            "[HH:MM:SS]",
        ),
        ("<a class=\"yt-timestamp\" data-t=\"later\"></a>", "later"),
        ("<a class=\"yt-timestamp\" data-t=\"\">[]</a>", "[]"),
        ("<a class=\"yt-timestamp\" data-t='N/A'></a>", "N/A"),
        ("<a class=\"yt-timestamp\" data-t=N/A></a>", "N/A"),
    ] {
        check(text, expected);
        assert_eq!(
            facts(text, Subject::None).invalid_timestamps.len(),
            1,
            "{text}"
        );
    }
    assert!(facts(ANCHOR, Subject::None).invalid_timestamps.is_empty());
}

#[test]
fn times_in_brackets() {
    for (text, expected) in [
        ("[00:03:38]", "‹218›"),
        ("[0:03:38]", "‹218›"),
        ("[03:38]", "‹218›"),
        ("[02:41:0]", "‹9660›"),
        ("[[00:03:38]]", "‹218›"),
        ("[[00:03:38]", "‹218›"),
        ("[00:03:38, 00:03:50]", "‹218› ‹230›"),
        ("[00:03:38,00:03:50; 00:04:11]", "‹218› ‹230› ‹251›"),
        ("\\[00:03:38\\]", "‹218›"),
        ("[00:03:38-00:04:10]", "‹218–4:10›"),
        ("[00:03:38 – 00:04:10]", "‹218–4:10›"),
        ("[00:03:38]-[00:04:10]", "‹218–4:10›"),
        ("[00:03:38] - [00:04:10]", "‹218–4:10›"),
        ("[00:03:38] [00:03:50]", "‹218› ‹230›"),
        ("(00:03:38)", "(‹218›)"),
        ("(0:07:53-0:08:06)", "(‹473–8:06›)"),
        ("[03:38](#t=03:38)", "‹218›"),
        ("[00:03:38](#)", "‹218›"),
        ("[00:03:38](00:03:38)", "‹218›"),
        (
            "[00:03:38](https://www.youtube.com/watch?v=example#t=00:03:38)",
            "‹218›",
        ),
        ("[00:03:38](see above)", "‹218›(see above)"),
        ("[words](00:01:52)", "words ‹112›"),
        ("[00:03:38 00:04:10]", "‹218› ‹250›"),
        ("[00:03:38, and 00:04:10]", "‹218› ‹250›"),
        ("[00:03:38, 00:04:10, and 00:05:00]", "‹218› ‹250› ‹300›"),
        ("[ 00:03:38 ]", "‹218›"),
        ("[00:03:38:]", "‹218›"),
        ("[00:03:38.]", "‹218›"),
        ("[[00:03:38], [00:04:10]]", "‹218› ‹250›"),
        ("[[00:03:38] [00:04:10]]", "‹218› ‹250›"),
        ("[00:03:38, 00:03:38]", "‹218›"),
    ] {
        check(text, expected);
    }
}

#[test]
fn a_time_with_a_different_repetition_becomes_the_label() {
    let text = "Said [00:03:38](<a class=\"yt-timestamp\" data-t=\"00:09:10\">) so.";
    check(&text[5..text.len() - 4], "‹550›");
    let moment = &facts(text, Subject::None).moments[0];
    assert_eq!(moment.label().map(|label| label.as_hms()), Some(218));
}

#[test]
fn repeated_timestamps_are_one_moment() {
    check(&format!("[00:03:38]({ANCHOR})"), "‹218›");
    check(&format!("{ANCHOR}{ANCHOR}"), "‹218›");
    check(&format!("{ANCHOR} {ANCHOR}"), "‹218›");
    check(&format!("[00:03:38] {ANCHOR}"), "‹218›");
    check(&format!("[00:03:38] ({ANCHOR})"), "‹218›");
    check(&format!("{ANCHOR} (00:03:38)"), "‹218›");
    check(&format!("{ANCHOR}(3:38)"), "‹218›");
    check(&format!("[[x | [00:03:38]]]({ANCHOR})"), "x ‹218›");
    check(&format!("[00:03:38, 00:04:10]({ANCHOR})"), "‹218› ‹250›");
    check(&format!("{ANCHOR} (see [00:03:38])"), "‹218› (see ‹218›)");
    check(
        "([00:03:38](<a%20class=\"yt-timestamp\"%20data-t=\"00:03:38\">))",
        "(‹218›)",
    );
}

#[test]
fn times_in_wikilinks() {
    for (text, expected) in [
        ("[[cloud | [00:03:38]]]", "cloud ‹218›"),
        ("[[cloud | (00:03:38)]]", "cloud ‹218›"),
        ("[[cloud | 00:03:38]]", "cloud ‹218›"),
        ("[[cloud | the cloud [00:03:38]]]", "the cloud ‹218›"),
        (&format!("[[cloud | {ANCHOR}]]"), "cloud ‹218›"),
        (
            &format!("[[cloud | the cloud {ANCHOR}]]"),
            "the cloud ‹218›",
        ),
        (&format!("[[cloud | {ANCHOR} words]]"), "words ‹218›"),
        (
            &format!("[[cloud | the {ANCHOR} words]]"),
            "the words ‹218›",
        ),
        (&format!("[[cloud {ANCHOR}]]"), "cloud ‹218›"),
        (
            "[[cloud <a class=\"yt-timestamp\" data-t=\"00:03:38\">]]",
            "cloud ‹218›",
        ),
        (&format!("[[{ANCHOR}]]"), "‹218›"),
        ("[[cloud | [00:03:38, 00:04:10]]]", "cloud ‹218› ‹250›"),
        (
            "[[cloud | words [00:03:38] [00:04:10]]]",
            "words ‹218› ‹250›",
        ),
        ("[[00:03:38 | 3:38]]", "‹218›"),
        ("[[00:03:38 | the words]]", "the words ‹218›"),
        (&format!("[[00:03:38 | {ANCHOR}]]"), "‹218›"),
        ("[[C (language) | the (old) one]]", "the (old) one"),
        (
            &format!("[the cloud {ANCHOR}](cloud.md)"),
            "the cloud ‹218›",
        ),
        (&format!("[the cloud]({ANCHOR})"), "the cloud ‹218›"),
    ] {
        check(text, expected);
    }
}

#[test]
fn similar_text_is_unchanged() {
    for text in [
        "a ratio of 1:2:3",
        "at 12:30 sharp",
        "list[10:20]",
        "[16:9]",
        "[1:2]",
        "(3:16)",
        "[a](https://example.org/00:03:38)",
        "[2023:10:01]",
        "[1:2:3]",
        "[00:03:38\n\n00:04:10]",
        "(12:30:45)",
    ] {
        assert!(facts(text, Subject::None).moments.is_empty(), "{text}");
    }
    assert_eq!(
        shown("<a href=\"https://example.org/12:30:00\">words</a>"),
        "words"
    );
    assert_eq!(
        shown("the <a> element and its </a>"),
        "the <a> element and its </a>"
    );
}

#[test]
fn timestamps_in_code_are_text() {
    for text in [
        format!("`{ANCHOR}`"),
        format!("```\n{ANCHOR}\n[00:03:38]\n```"),
    ] {
        assert!(facts(&text, Subject::None).moments.is_empty());
        assert!(shown(&text).contains(ANCHOR), "{text}");
    }
}

#[test]
fn a_comma_between_timestamps_is_removed_from_the_text() {
    for text in [
        "Agents [00:01:00], [00:02:00].",
        "Agents [00:01:00, 00:02:00].",
        "Agents ([00:01:00], [00:02:00]).",
    ] {
        assert_eq!(facts(text, Subject::None).text.trim(), "Agents.", "{text}");
    }
}

#[test]
fn an_empty_invalid_timestamp_has_a_position() {
    let text = "Words.\n\nSaid <a class=\"yt-timestamp\"></a> so.";
    assert!(facts(text, Subject::None).invalid_timestamps[0].start > 8);
}

#[test]
fn several_times_in_one_anchor() {
    for (text, expected) in [
        (
            "<a class=\"yt-timestamp\" data-t=\"00:03:38, 00:04:10\">[00:03:38, 00:04:10]</a>",
            "‹218› ‹250›",
        ),
        (
            "<a class=\"yt-timestamp\" data-t=\"00:03:38\">[00:03:38, 00:04:10]</a>",
            "‹218› ‹250›",
        ),
        (
            "<a class=\"yt-timestamp\" data-t=\"00:03:38\">[00:03:38 and 00:04:10]</a>",
            "‹218› ‹250›",
        ),
        (
            "<a class=\"yt-timestamp\">[00:03:38, 00:04:10]</a>",
            "‹218› ‹250›",
        ),
        (
            "<a class=\"yt-timestamp\" data-t=\"00:01:00-00:02:00\">[00:01:00]</a>",
            "‹60–2:00›",
        ),
        (
            "<a class=\"yt-timestamp\" data-t=\"00:01:00\">[00:01:00]-[00:02:00]</a>",
            "‹60–2:00›",
        ),
        (
            "<a class=\"yt-timestamp\" data-t=\"00:01:00\">[00:01:00 to 00:02:00]</a>",
            "‹60–2:00›",
        ),
    ] {
        check(text, expected);
    }
}

#[test]
fn a_less_than_sign_in_prose_starts_no_anchor() {
    for (text, expected) in [
        (
            "where x <a holds, as shown [00:03:38] later",
            "where x <a holds, as shown ‹218› later",
        ),
        (
            "$|f(x)| < a$, it means [00:03:38] more",
            "$|f(x)| < a$, it means ‹218› more",
        ),
        (
            "<a b and the verse John 3:16 we",
            "<a b and the verse John 3:16 we",
        ),
        (
            "<a b and the verse John 3:16 > we",
            "<a b and the verse John 3:16 > we",
        ),
        ("x <a holds [00:03:38]</a>", "x <a holds ‹218›"),
        (
            "[00:03:38] and then the </a> tag",
            "‹218› and then the </a> tag",
        ),
    ] {
        check(text, expected);
    }
}

#[test]
fn a_range_has_its_end_if_that_is_later() {
    for (text, end) in [
        (
            "[00:03:38-00:04:10]",
            Some(" data-seconds=\"218\" data-end=\"250\""),
        ),
        ("[00:03:38-00:03:38]", None),
        ("[00:03:38-00:03:00]", None),
        ("[00:03:38]", None),
    ] {
        let html = html(text, &Anywhere::default()).text;
        assert!(html.contains(" data-seconds=\"218\""), "{html}");
        assert_eq!(html.contains("data-end"), end.is_some(), "{html}");
        assert!(html.contains(end.unwrap_or_default()), "{html}");
    }
}

#[test]
fn a_reinterpreted_time_without_a_player_shows_the_original() {
    let (_, time) = crate::text::timestamp::RawTimestamp::parse_prefix("03:38:00").expect("a time");
    let timestamp = TimestampToken::new("03:38:00", time, None);
    let resolved = crate::markdown::ResolvedTime {
        seconds: 218,
        end: None,
        reinterpretation: Some(crate::markdown::Reinterpretation::Minutes),
        uncertain: None,
    };
    let shown = crate::markdown::timestamp_link(&timestamp, resolved, &MomentTarget::None);
    assert!(
        shown.starts_with("<span class=\"time\" data-source=\"03:38:00\""),
        "{shown}"
    );
    assert!(
        !shown.contains("href") && shown.contains(", written 03:38:00</span>"),
        "{shown}"
    );
}
