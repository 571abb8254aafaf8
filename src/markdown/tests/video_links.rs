//! Tests of links to videos and of players, in the notations of many programs. The note is about
//! the video `E1cxZuHrwZc`.

use std::num::NonZeroU32;

use crate::markdown::Subject;
use crate::markdown::tests::timestamps::shown;
use crate::markdown::tests::{Anywhere, OWN, facts, html};
use crate::text::youtube::YoutubeId;

fn own() -> Subject<'static> {
    YoutubeId::parse(OWN).map_or(Subject::None, Subject::YouTube)
}

/// The seconds of the moments of a text, each with the other video that it cites.
fn moments(text: &str) -> Vec<(u32, Option<String>)> {
    let facts = facts(text, own());
    let moments = facts.moments.iter();
    moments
        .map(|moment| {
            let other = moment.other_video().map(|id| id.to_string());
            (moment.resolved.seconds, other)
        })
        .collect()
}

#[test]
fn a_link_to_a_time_of_the_video_is_a_moment() {
    for (text, expected) in [
        (
            "[3:38](https://www.youtube.com/watch?v=E1cxZuHrwZc&t=218)",
            "‹218›",
        ),
        ("[00:03:38](https://youtu.be/E1cxZuHrwZc?t=218s)", "‹218›"),
        ("[03:38:00](https://youtu.be/E1cxZuHrwZc?t=218)", "‹218›"),
        (
            "[the plan](https://youtu.be/E1cxZuHrwZc?t=3m38s)",
            "the plan ‹218›",
        ),
        (
            "[Watch at 3:38](https://youtu.be/E1cxZuHrwZc?t=218)",
            "Watch at ‹218›",
        ),
        ("[📍 3:38](https://youtu.be/E1cxZuHrwZc?t=218)", "📍 ‹218›"),
        (
            "[3:38 – the plan](https://youtu.be/E1cxZuHrwZc?t=218)",
            "the plan ‹218›",
        ),
        (
            "[Docker 5:58](https://youtu.be/E1cxZuHrwZc?t=5m58s)",
            "Docker ‹358›",
        ),
        ("[x](https://youtu.be/E1cxZuHrwZc?si=abc&t=107)", "x ‹107›"),
        (
            "[x](<https://youtu.be/E1cxZuHrwZc?t=107> \"title\")",
            "x ‹107›",
        ),
        (
            "[3:38](https://youtu.be/E1cxZuHrwZc?t=218 \"title\")",
            "‹218›",
        ),
        (
            "[a **plan**](https://youtu.be/E1cxZuHrwZc?t=218)",
            "a plan ‹218›",
        ),
        ("https://youtu.be/E1cxZuHrwZc?t=218", "‹218›"),
        ("<https://youtu.be/E1cxZuHrwZc?t=218>", "‹218›"),
        ("(https://youtu.be/E1cxZuHrwZc?t=218)", "(‹218›)"),
        (
            "[x][1]\n\n[1]: https://youtu.be/E1cxZuHrwZc?t=218",
            "x ‹218›",
        ),
        (
            "<a href=\"https://youtu.be/E1cxZuHrwZc?t=218\">the plan</a>",
            "the plan ‹218›",
        ),
        (
            "<a href=\"https://youtu.be/E1cxZuHrwZc?t=218\">3:38</a>",
            "‹218›",
        ),
        (
            "**Speaker** [[00:03:38](https://youtu.be/E1cxZuHrwZc?t=218)]",
            "Speaker ‹218›",
        ),
        ("[[00:03:38]](https://youtu.be/E1cxZuHrwZc?t=218)", "‹218›"),
        ("[3:05:53]()", "‹11153›"),
        ("[03:38](obsidian://timestamp?video=a&time=218)", "‹218›"),
        ("[03:38](mx://example)", "‹218›"),
        ("[x](#t=3:38)", "x ‹218›"),
        ("[x](#t=10,20)", "x ‹10–0:20›"),
        (
            "[3:38](https://youtu.be/E1cxZuHrwZc#t=218,250)",
            "‹218–4:10›",
        ),
        (
            "[[https://youtu.be/E1cxZuHrwZc?t=218|the plan]]",
            "the plan ‹218›",
        ),
        ("{{youtube-timestamp 218}} words", "‹218› words"),
        ("[at 3:38] words", "at ‹218› words"),
        ("[3m38s] words", "‹218› words"),
        ("[3m38s - 4m10s]", "‹218–4:10›"),
        ("[3:38―4:10]", "‹218–4:10›"),
        ("[3:38 => 4:10]", "‹218–4:10›"),
        ("[3:38 bis 4:10]", "‹218–4:10›"),
        ("【3:38】序章", "‹218›序章"),
        (
            "[3:38](https://youtu.be/E1cxZuHrwZc?t=218)-[4:10](https://youtu.be/E1cxZuHrwZc?t=250)",
            "‹218–4:10›",
        ),
        (
            "看 https://youtu.be/E1cxZuHrwZc?t=218，很好",
            "看 ‹218›，很好",
        ),
        ("看https://youtu.be/E1cxZuHrwZc?t=218、次", "看‹218›、次"),
        ("https://youtu.be/E1cxZuHrwZc?t=218看", "‹218›看"),
        ("“https://youtu.be/E1cxZuHrwZc?t=218”", "“‹218›”"),
        ("'https://youtu.be/E1cxZuHrwZc?t=218'", "&#39;‹218›&#39;"),
        (
            "see \"https://youtu.be/E1cxZuHrwZc?t=218\".",
            "see \"‹218›\".",
        ),
        ("youtu.be/E1cxZuHrwZc?t=218", "‹218›"),
        ("_https://youtu.be/E1cxZuHrwZc?t=218_", "‹218›"),
        ("(m.youtube.com/watch?v=E1cxZuHrwZc&t=218)", "(‹218›)"),
        ("<YouTube id=\"E1cxZuHrwZc\" start={218} />", "‹218›"),
        (
            "[[https://youtu.be/E1cxZuHrwZc?t=218][the plan]]",
            "the plan ‹218›",
        ),
        ("```timestamp\n3:38\nthe plan\n```", "‹218› the plan"),
        (
            "[x](https://www.google.com/url?q=https%3A%2F%2Fyoutu.be%2FE1cxZuHrwZc%3Ft%3D218)",
            "x ‹218›",
        ),
    ] {
        assert_eq!(shown(text), expected, "{text}");
        assert_eq!(moments(text).len(), 1, "{text}");
    }
}

#[test]
fn the_time_of_the_url_counts_and_that_of_the_label_is_kept() {
    let text = "[3:38](https://youtu.be/E1cxZuHrwZc?t=107)";
    let facts = facts(text, own());
    let moment = &facts.moments[0];
    assert_eq!(moment.resolved.seconds, 107);
    assert_eq!(moment.label().map(|label| label.as_hms()), Some(218));
    assert!(moment.is_exact());
}

#[test]
fn a_moment_of_another_video_names_it() {
    for text in [
        "[3:38](https://youtu.be/bbbbbbbbbbb?t=218)",
        "[03:38](https://youtu.be/bbbbbbbbbbb)",
        "[the plan](https://youtu.be/bbbbbbbbbbb?t=218)",
        "https://youtu.be/bbbbbbbbbbb?t=218",
        "![](https://youtu.be/bbbbbbbbbbb?t=218)",
        "{{video https://youtu.be/bbbbbbbbbbb?t=218}}",
    ] {
        assert_eq!(
            moments(text),
            [(218, Some("bbbbbbbbbbb".to_owned()))],
            "{text}"
        );
        let html = html(text, &Anywhere::default()).text;
        assert!(
            html.contains(
                "href=\"/video/bbbbbbbbbbb?t=218\" data-seconds=\"218\" data-video=\"bbbbbbbbbbb\""
            ),
            "{html}"
        );
    }
}

#[test]
fn players_are_found_in_every_notation() {
    for text in [
        "![](https://www.youtube.com/watch?v=E1cxZuHrwZc)",
        "![A title|560](https://youtu.be/E1cxZuHrwZc?list=PL1)",
        "![[https://www.youtube.com/watch?v=E1cxZuHrwZc]]",
        "<iframe src=\"https://www.youtube.com/embed/E1cxZuHrwZc\" allowfullscreen></iframe>",
        "{{video https://youtu.be/E1cxZuHrwZc}}",
        "{{[[video]]: https://www.youtube.com/watch?v=E1cxZuHrwZc}}",
        "{{< youtube E1cxZuHrwZc >}}",
        "{{youtube E1cxZuHrwZc}}",
        "```timestamp-url\nhttps://www.youtube.com/watch?v=E1cxZuHrwZc\n```",
        "```video\nhttps://www.youtube.com/watch?v=E1cxZuHrwZc\n```",
        "```youtube\nE1cxZuHrwZc\n```",
        "```cardlink\nurl: https://youtu.be/E1cxZuHrwZc\ntitle: \"A title\"\n```",
        "<YouTube id=\"E1cxZuHrwZc\" />",
        "<lite-youtube videoid=\"E1cxZuHrwZc\"></lite-youtube>",
        "<ReactPlayer url='https://youtu.be/E1cxZuHrwZc' controls />",
        "{% embed url=\"https://youtu.be/E1cxZuHrwZc\" %}",
        "@[youtube](E1cxZuHrwZc)",
    ] {
        let facts = facts(text, Subject::None);
        let [video] = &facts.videos[..] else {
            panic!("{text}: {:?}", facts.videos);
        };
        assert!(video.id.as_str() == OWN && video.is_embedded, "{text}");
        // The page has a player beside the text.
        let html = html(text, &Anywhere::default()).text;
        assert_eq!(html.trim(), "", "{text}");
    }
    let thumbnail = "[![A title](https://i.ytimg.com/a.jpg)](https://youtu.be/E1cxZuHrwZc)";
    let facts = facts(thumbnail, Subject::None);
    assert!(!facts.videos[0].is_embedded);
    assert_eq!(facts.slice(&facts.videos[0].label), "A title");
    let link = "[![icon](https://example.org/x.png) Watch it](https://youtu.be/E1cxZuHrwZc)";
    let html = html(link, &Anywhere::default()).text;
    assert!(html.contains("Watch it"), "{html}");
}

#[test]
fn words_beside_a_video_stay() {
    let other = "https://youtu.be/bbbbbbbbbbb";
    for (text, expected) in [
        (format!("Ask @[Ann Lee]({other}) now"), "Ask @Ann Lee now"),
        (
            format!("{{{{cite \"The talk\" {other}}}}}"),
            "{{cite \"The talk\" https://youtu.be/bbbbbbbbbbb}}",
        ),
        (
            format!("```timestamp\n3:38\nlike {other}\n```"),
            "‹218›like https://youtu.be/bbbbbbbbbbb",
        ),
        (
            format!("<a href=\"{other}\">Tom > Jerry <b>too</b></a>"),
            "Tom > Jerry too",
        ),
        (
            "[`3:38`](https://youtu.be/E1cxZuHrwZc?t=218)".to_owned(),
            "‹218›",
        ),
    ] {
        let facts = facts(&text, own());
        let mut shown = facts.text.trim_end().to_owned();
        for moment in facts.moments.iter().rev() {
            let at = moment.text_offset as usize;
            shown.insert_str(
                at.min(shown.len()),
                &format!("‹{}›", moment.resolved.seconds),
            );
        }
        assert_eq!(shown.replace("  ", " ").trim(), expected, "{text}");
    }
}

#[test]
fn a_label_may_be_a_range() {
    let text = "[3:38-4:10 The plan](https://youtu.be/E1cxZuHrwZc?t=218)";
    let facts = facts(text, own());
    assert_eq!(facts.text.trim(), "The plan");
    let resolved = facts.moments[0].resolved;
    assert_eq!(
        (resolved.seconds, resolved.end),
        (218, NonZeroU32::new(250))
    );
}

#[test]
fn a_heading_with_the_notes_player_has_the_anchor_of_its_label() {
    for text in [
        "## ![Intro](https://youtu.be/E1cxZuHrwZc)",
        "## ![[own.mp3|Intro]]",
    ] {
        let html = html(text, &Anywhere::default()).text;
        let anchor = &facts(text, own()).headings[0].anchor;
        assert!(
            html.contains(&format!("id=\"{anchor}\"")),
            "{html} {anchor}"
        );
    }
}

#[test]
fn a_player_that_starts_later_is_a_moment() {
    for text in [
        "<iframe src=\"https://www.youtube.com/embed/E1cxZuHrwZc?start=218\"></iframe>",
        "{{video https://youtu.be/E1cxZuHrwZc?t=218}}",
        "```timestamp\n03:38\n```",
    ] {
        assert_eq!(moments(text), [(218, None)], "{text}");
        assert_eq!(shown(text), "‹218›", "{text}");
    }
}

#[test]
fn a_time_without_a_url_belongs_to_the_player_above_it() {
    let other = |seconds| (seconds, Some("bbbbbbbbbbb".to_owned()));
    let text = "[0:05]\n\n![](https://youtu.be/E1cxZuHrwZc)\n\n[0:10]\n\n\
         {{video https://youtu.be/bbbbbbbbbbb}}\n\n[0:20] {{youtube-timestamp 25}}\n\n\
         ```timestamp\n0:30\n```\n\n0:00 a\n0:35 b\n1:07 c\n\n\
         [a](https://youtu.be/E1cxZuHrwZc?t=40) [0:45]\n\n\
         <iframe src=\"https://www.youtube.com/embed/E1cxZuHrwZc\"></iframe>\n\n[0:50]";
    let expected = [
        (5, None),
        (10, None),
        other(20),
        other(25),
        other(30),
        other(0),
        other(35),
        other(67),
        (40, None),
        other(45),
        (50, None),
    ];
    assert_eq!(moments(text), expected);
    for link in [
        "[a](https://youtu.be/bbbbbbbbbbb)",
        "https://youtu.be/bbbbbbbbbbb?t=5",
        "[![](https://i.ytimg.com/a.jpg)](https://youtu.be/bbbbbbbbbbb)",
        "{{video https://youtu.be/bbbbbbbbbbb}}\n\n![[talk.mp3]]",
    ] {
        let moments = moments(&format!("{link}\n\n[0:10]"));
        assert_eq!(moments.last(), Some(&(10, None)), "{link}");
    }
}

#[test]
fn a_time_of_a_video_on_another_site_is_only_a_link() {
    for url in [
        "https://vimeo.com/123#t=724s",
        "https://example.org/talk.mp3#t=724",
        "https://www.twitch.tv/videos/123?t=0h12m4s",
        "https://example.org/talk.mp4?t=724",
    ] {
        let text = format!("[12:04]({url})");
        assert!(moments(&text).is_empty(), "{url}");
        let html = html(&text, &Anywhere::default()).text;
        assert!(html.contains(">12:04</a>"), "{html}");
    }
    let snip = "([Time 0:12:58](https://share.example.org/snip/a))";
    assert_eq!(moments(snip), [(778, None)]);
}

#[test]
fn links_of_other_programs_lead_to_the_page_of_the_video() {
    for text in [
        "<p><a href=\"https://youtu.be/bbbbbbbbbbb\">The talk</a></p>",
        "[[https://youtu.be/bbbbbbbbbbb][The talk]]",
        "[[https://youtu.be/bbbbbbbbbbb|The talk]]",
    ] {
        let html = html(text, &Anywhere::default()).text;
        assert!(
            html.contains("<a href=\"/video/bbbbbbbbbbb\">The talk</a>"),
            "{html}"
        );
    }
    for text in [
        "[[Talk]](https://youtu.be/bbbbbbbbbbb)",
        "<a href=\"https://youtu.be/bbbbbbbbbbb\"><img src=\"https://i.ytimg.com/a.jpg\"></a>",
        "youtube.com/watch?v=bbbbbbbbbbb",
    ] {
        let facts = facts(text, Subject::None);
        assert_eq!(facts.videos.len(), 1, "{text}");
        assert!(!facts.videos[0].is_embedded, "{text}");
    }
}

#[test]
fn links_to_other_sites_stay() {
    let text = "[03:38](https://example.org/schedule)";
    let html_with_video = html(text, &Anywhere::default()).text;
    assert!(
        html_with_video.contains("href=\"?t=218\"")
            && html_with_video.contains("href=\"/x\">example.org</a>"),
        "{html_with_video}"
    );
    assert!(facts(text, Subject::None).moments.is_empty());
    for text in [
        "https://example.org/watch?v=E1cxZuHrwZc&t=218",
        "[words](https://example.org/?t=218)",
        "`https://youtu.be/E1cxZuHrwZc?t=218`",
        "```\nhttps://youtu.be/E1cxZuHrwZc?t=218\n```",
        "https://www.youtube.com/@channel",
    ] {
        assert!(moments(text).is_empty(), "{text}");
    }
}

#[test]
fn a_link_to_a_video_without_a_time_leads_to_its_page() {
    let own = html("[talk](https://youtu.be/E1cxZuHrwZc)", &Anywhere::default()).text;
    assert!(own.contains("<a href=\"/video/E1cxZuHrwZc\">"), "{own}");
    for text in [
        "[the *talk*](https://www.youtube.com/watch?v=bbbbbbbbbbb)",
        "https://youtu.be/bbbbbbbbbbb.",
    ] {
        let html = html(text, &Anywhere::default()).text;
        assert!(html.contains("<a href=\"/video/bbbbbbbbbbb\">"), "{html}");
        assert!(moments(text).is_empty(), "{text}");
    }
}

#[test]
fn a_time_of_the_notes_own_recording_is_a_moment() {
    for (text, expected) in [
        ("![[own.mp3#t=30]]", "‹30›"),
        ("[[own.mp3#t=5,10]]", "‹5–0:10›"),
        ("[5s→10s](own.mp3#t=5,10)", "5s→10s ‹5–0:10›"),
        ("[3:38](own.mp3#t=218)", "‹218›"),
        ("![[own.mp3]]", ""),
    ] {
        assert_eq!(shown(text), expected, "{text}");
        let facts = facts(text, Subject::Recording("own.mp3"));
        assert_eq!(
            facts.moments.len(),
            usize::from(!expected.is_empty()),
            "{text}"
        );
    }
}

#[test]
fn a_time_of_another_recording_plays_in_the_same_player() {
    for (text, words) in [
        ("[[other.mp3#t=5]]", ""),
        ("[0:05](other.mp3#t=5)", ""),
        ("[the lock](other.mp3#t=5)", "the lock&nbsp;"),
    ] {
        let html = html(text, &Anywhere::default()).text;
        let moment = "<a class=\"moment\" href=\"/video/other.mp3?t=5\" data-seconds=\"5\" \
             data-video=\"other.mp3\" data-media=\"/other.mp3\" data-media-type=\"audio\"";
        assert!(html.starts_with(&format!("<p>{words}{moment}")), "{html}");
        let facts = facts(text, Subject::Recording("own.mp3"));
        assert!(facts.moments.is_empty());
    }
    let embed = html("![[other.mp3#t=5]]", &Anywhere::default()).text;
    assert!(embed.contains("<audio src=\"/other.mp3#t=5\""), "{embed}");
}

#[test]
fn separators_between_a_time_and_its_words_are_not_in_the_sentence() {
    for text in [
        "**[0:04]** · The boat",
        "- [0:04] — The boat",
        "[0:04]: The boat",
        "| Time | Topic |\n| --- | --- |\n| [0:04] | The boat |",
    ] {
        let facts = facts(text, own());
        let sentence = facts.slice(&facts.moments[0].sentence);
        assert!(sentence.ends_with("The boat"), "{text}: {sentence}");
        assert!(
            !sentence.contains(['·', '—', ':']) || text.starts_with('|'),
            "{sentence}"
        );
    }
}
