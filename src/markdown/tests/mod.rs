//! Tests of the dialect: invariants that hold for any text.

mod bare_urls;
mod blocks;
mod inline_footnotes;
mod linear_time;
mod logseq;
mod malformed;
mod nesting;
mod no_text_lost;
mod other_programs;
mod repeated;
mod sections;
mod timestamps;
mod video_links;

use std::cell::Cell;
use std::time::Duration;

use proptest::prelude::*;

use crate::markdown::{
    Facts, LinkView, MediaView, RecordingView, RenderContext, ResolvedTime, Subject,
    TimestampToken, VideoView, Wikilink, facts, html,
};
use crate::text::media_kind::MediaKind;
use crate::text::timestamp::RawTimestamp;
use crate::text::youtube::YoutubeId;

/// The video that the texts are about.
const OWN: &str = "E1cxZuHrwZc";

/// A context in which all links lead to the same page.
#[derive(Default)]
struct Anywhere {
    highlight_time_left: Cell<Duration>,
    keeps_line_breaks: bool,
}

impl RenderContext for Anywhere {
    fn wikilink(&self, _: &Wikilink<'_>) -> LinkView {
        LinkView::Page {
            url: "/x".to_owned(),
            title: None,
        }
    }

    fn embed(&self, _: &Wikilink<'_>) -> Option<String> {
        None
    }

    fn media(&self, target: &str) -> Option<MediaView<'_>> {
        let url = match target {
            "own.mp3" => "/own.mp3",
            "other.mp3" => "/other.mp3",
            _ => return None,
        };
        Some(MediaView {
            url,
            kind: MediaKind::Audio,
            size: None,
        })
    }

    fn has_video(&self) -> bool {
        true
    }

    fn recording(&self, target: &str) -> Option<RecordingView<'_>> {
        match target {
            "own.mp3" => Some(RecordingView::Own),
            "other.mp3" => Some(RecordingView::Other {
                key: "other.mp3",
                url: "/video/other.mp3",
                media: self.media(target)?,
            }),
            _ => None,
        }
    }

    fn video(&self, id: &YoutubeId) -> VideoView {
        match id.as_str() {
            OWN => VideoView::Own,
            _ => VideoView::Page(format!("/video/{id}")),
        }
    }

    fn video_page(&self, id: &YoutubeId) -> Option<String> {
        Some(format!("/video/{id}"))
    }

    fn moment_url_prefix(&self) -> Option<&str> {
        Some("")
    }

    fn selected_second(&self) -> Option<u32> {
        None
    }

    fn resolve(&self, timestamp: &TimestampToken<'_>) -> Option<ResolvedTime> {
        Some(ResolvedTime::as_written(timestamp))
    }

    fn cited_video(&self, timestamp: &TimestampToken<'_>) -> Option<YoutubeId> {
        timestamp.video
    }

    fn tag_url(&self, name: &str) -> Option<&str> {
        (name != "unlisted").then_some("/tag/x")
    }

    fn highlight_time_left(&self) -> &Cell<Duration> {
        &self.highlight_time_left
    }

    fn has_anchors(&self) -> bool {
        true
    }

    fn keeps_line_breaks(&self) -> bool {
        self.keeps_line_breaks
    }
}

/// Random sequences of the syntax elements of the dialect, CommonMark and HTML.
fn texts() -> impl Strategy<Value = String> {
    let parts = vec![
        "\n---\n",
        "\n===\n",
        "[[",
        "]]",
        "|",
        "\\",
        "#",
        "!",
        "[",
        "]",
        "(",
        ")",
        "`",
        "```",
        "~~~",
        "\n",
        "\n\n",
        "> ",
        "- ",
        "1. ",
        "    ",
        "$",
        "$$",
        "*",
        "**",
        "_",
        "~~",
        "<",
        ">",
        "</",
        "<b>",
        "</b>",
        "<sup>",
        "</sup>",
        "<br>",
        "<script>",
        "<div ",
        "⁖",
        "⁖0⁖",
        "[^",
        "[^1]",
        "[^1]: ",
        "^[",
        "^[a]",
        ":x:",
        "[!info]- ",
        "[00:03:38]",
        "[00:03",
        ":38",
        "<a class=\"yt-timestamp\" data-t=\"00:03:38\">",
        "<a data-",
        "data-t=\"",
        "03:38:00\">",
        "<a%20",
        "[00:11:02, 00:12:04]",
        "[00:01:07-00:01:21]",
        "(00:03:38)",
        "00:03:38",
        "03:38",
        ", ",
        "-",
        "\\[",
        "</a>",
        "</a",
        "](",
        "](<",
        "![](",
        " ^a-1\n",
        "^b",
        "https://x.org",
        "https://youtu.be/E1cxZuHrwZc",
        "youtu.be/E1cxZuHrwZc?t=5",
        "![](https://youtu.be/E1cxZuHrwZc)",
        "<a href=\"https://youtu.be/E1cxZuHrwZc\">",
        "<YouTube id=\"E1cxZuHrwZc\"",
        " start={5}",
        "/>",
        "<img alt=\"a\">",
        "@[youtube](",
        "{{video ",
        "{% embed url=\"",
        "}}",
        "%}",
        "][",
        "\n\t- ",
        "\n\t\t\t",
        "\nkey:: value",
        "\nid:: 64a1b2c3-0000-4000-8000-000000000001",
        "\ncollapsed:: true\n",
        "((64a1b2c3-0000-4000-8000-000000000001))",
        "#+BEGIN_QUOTE\n",
        "\n#+END_QUOTE\n",
        "\n#+BEGIN_NOTE\n",
        "\n#+END_NOTE\n",
        "\n#+BEGIN_SRC a\n",
        "\n#+END_SRC\n",
        "\n:LOGBOOK:\n",
        "\n:END:\n",
        "TODO ",
        "{{embed ",
        "{{query ",
        "```timestamp\n",
        "```youtube\n",
        "0:05 a\n",
        "- `3:38` b\n",
        "| 12:04 | c |\n",
        "3m38s",
        "【3:38】",
        "“",
        "’",
        "www.x.org",
        "me@x.org",
        "javascript:",
        "| a | b |\n|---|---|\n",
        "word",
        " ",
        "é",
        "字",
        "İ",
        "\u{2068}",
        "&lt;",
        "\"",
        "'",
        "\0",
    ];
    let part =
        prop_oneof![4 => proptest::sample::select(parts).prop_map(str::to_owned), 1 => ".{0,4}"];
    proptest::collection::vec(part, 0..40).prop_map(|parts| parts.concat())
}

/// Checks that all ranges of the facts are valid.
#[track_caller]
fn assert_ranges(text: &str, facts: &Facts) {
    for moment in &facts.moments {
        let written = &text[moment.source_range.start as usize..moment.source_range.end as usize];
        if moment.is_exact() {
            assert!(written.contains(OWN), "{written:?} of {text:?}");
            continue;
        }
        assert_eq!(
            RawTimestamp::parse(written),
            Some(moment.time),
            "{written:?} of {text:?}"
        );
    }
    for link in &facts.links {
        let range = link.source_range.start as usize..link.source_range.end as usize;
        assert!(text.get(range).is_some(), "{text:?}");
    }
    let moments = facts.moments.iter().map(|moment| &moment.sentence);
    let links = facts
        .links
        .iter()
        .flat_map(|link| [&link.sentence, &link.label]);
    let blocks = facts.blocks.iter().map(|block| &block.first_line);
    for range in moments.chain(links).chain(blocks) {
        assert!(
            facts
                .text
                .get(range.start as usize..range.end as usize)
                .is_some(),
            "{range:?} of {:?}",
            facts.text
        );
    }
}

/// The names of all tags in HTML in which each `<` starts a tag.
fn tags(html: &str) -> Vec<&str> {
    html.split('<')
        .skip(1)
        .map(|rest| {
            rest.trim_start_matches('/')
                .split([' ', '>', '/', '\n'])
                .next()
                .unwrap_or("")
        })
        .collect()
}

/// Checks that the tags are properly nested, and all closed.
fn assert_nested(html: &str) {
    let mut open: Vec<&str> = Vec::new();
    for part in html.split('<').skip(1) {
        let tag = part.split('>').next().unwrap_or_default();
        let name = tag
            .trim_start_matches('/')
            .split([' ', '\n', '/'])
            .next()
            .unwrap_or_default();
        if tag.starts_with('/') {
            assert_eq!(open.pop(), Some(name), "{html}");
        } else if !tag.ends_with('/') && !["br", "hr", "input"].contains(&name) {
            assert!(
                name != "a" || !open.contains(&"a"),
                "a link in a link: {html}"
            );
            open.push(name);
        }
    }
    assert_eq!(open, [""; 0], "{html}");
}

const ALLOWED_TAGS: &[&str] = &[
    "a",
    "b",
    "blockquote",
    "br",
    "code",
    "del",
    "details",
    "div",
    "em",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "input",
    "ins",
    "kbd",
    "li",
    "mark",
    "ol",
    "p",
    "pre",
    "s",
    "section",
    "small",
    "span",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "u",
    "ul",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn html_and_facts_of_any_text_are_consistent(text in texts()) {
        let own = YoutubeId::parse(OWN).map_or(Subject::None, Subject::YouTube);
        let facts = facts(&text, own);
        assert_ranges(&text, &facts);
        let html = html(&text, &Anywhere::default()).text;
        for tag in tags(&html) {
            prop_assert!(ALLOWED_TAGS.contains(&tag) || tag.starts_with('m'), "<{}> in {}", tag, html);
        }
        prop_assert!(!html.contains("href=\"javascript"), "{}", html);
        assert_nested(&html);
        for heading in &facts.headings {
            prop_assert!(html.contains(&format!("id=\"{}\"", heading.anchor)), "{} in {}", heading.anchor, html);
        }
        prop_assert_eq!(facts.moments.len(), html.matches("class=\"moment\"").count(), "{}", html);
    }

    #[test]
    fn any_characters_are_parsed(text in "\\PC*") {
        assert_ranges(&text, &facts(&text, Subject::None));
        let _ = html(&text, &Anywhere::default());
    }

    #[test]
    fn text_without_markup_is_shown_completely(text in "[a-zA-Z0-9⁖][a-zA-Z0-9 ⁖]{0,40}") {
        let shown = html(&text, &Anywhere::default()).text.replace("<p>", "").replace("</p>\n", "");
        prop_assert_eq!(shown.trim(), text.trim());
    }
}

#[test]
fn the_text_of_a_heading_ends_with_its_line() {
    let facts = facts(
        "## Mills ·\nThey turn.\n\n## [00:00:05] Races , \n\n## ·\n\n# Ends ·",
        Subject::None,
    );
    let texts: Vec<&str> = facts
        .headings
        .iter()
        .map(|heading| facts.slice(&heading.text_range))
        .collect();
    assert_eq!(texts, ["Mills", "Races ,", "", "Ends"]);
}

#[test]
fn nesting_does_not_overflow_the_stack() {
    for part in [
        "> ",
        "- ",
        "[[",
        "[",
        "(",
        "**",
        "<b>",
        "`",
        "$",
        "> [!info]\n> ",
        "![[",
        "[^1]",
        "<sup>",
        "1. ",
    ] {
        let text = part.repeat(20_000);
        assert_ranges(&text, &facts(&text, Subject::None));
        let _ = html(&text, &Anywhere::default());
    }
    for part in [
        "{",
        "\\sqrt",
        "\\frac",
        "\\left(",
        "x^",
        "\\begin{matrix}",
        "\\hat",
        "\\text{",
        "\\sqrt[",
        "^",
        "_{",
        "\\overline\\frac",
    ] {
        for count in [20, 40, 47, 900] {
            let _ = html(
                &format!("$${}x{}$$", part.repeat(count), "}".repeat(count)),
                &Anywhere::default(),
            );
            let _ = html(
                &format!("$${}x$$", part.repeat(count)),
                &Anywhere::default(),
            );
        }
    }
}
