//! Tests of front matter.

use super::*;
use crate::text::youtube::YoutubeId;

#[test]
fn titles_of_every_kind_are_parsed() {
    for (yaml, title) in [
        ("title: Plain words", "Plain words"),
        ("title: \"Quoted: words\"", "Quoted: words"),
        ("title: 1984", "1984"),
        ("title: 1e3", "1e3"),
        ("title: yes", "yes"),
        ("title: 0x10", "0x10"),
        ("title: How to: a guide", "How to: a guide"),
        ("title: @handle", "@handle"),
        ("title: [not closed", "[not closed"),
    ] {
        let split = split(&format!("---\n{yaml}\nvideoId: E1cxZuHrwZc\n---\nBody"));
        assert_eq!(split.front.title.as_deref(), Some(title), "{yaml}");
        assert_eq!(
            split.video.videos.first().map(YoutubeId::as_str),
            Some("E1cxZuHrwZc"),
            "{yaml}"
        );
    }
}

#[test]
fn the_body_is_found() {
    let text = "---\r\ntitle: A\r\n---\r\nBody";
    assert_eq!(&text[split(text).body..], "Body");
    assert_eq!(split("No front matter\n---\n").body, 0);
    assert_eq!(split("---\n---\nx").body, 8);
}

#[test]
fn front_matter_without_an_end_ends_at_a_blank_line() {
    for (text, body) in [
        ("---\ntitle: A\n", ""),
        ("---\ntitle: A\nBody follows.\n", "Body follows.\n"),
        ("---\ntitle: A\n# Heading\n\nBody", "# Heading\n\nBody"),
        ("---\ntitle: A\n- item\n", "- item\n"),
        (
            "---\ntitle: A\ntags:\n  - a\n- b\n\nBody: text\n",
            "\nBody: text\n",
        ),
        (
            "---\r\nvideoId: E1cxZuHrwZc\r\ntitle: A\r\n\r\nBody",
            "\r\nBody",
        ),
    ] {
        let split = split(text);
        assert_eq!(split.front.title.as_deref(), Some("A"), "{text}");
        assert_eq!(&text[split.body..], body);
        assert_eq!(
            split.error,
            Some((1, "missing closing ---".to_owned())),
            "{text}"
        );
    }
    // A thematic break, and a paragraph that looks like front matter.
    for text in [
        "---\nText: words and\nmore words\n\nBody",
        "---\nother: a\n\nBody",
        "---\n\ntitle: A\n",
    ] {
        let split = split(text);
        assert_eq!((split.body, split.front.title), (0, None), "{text}");
    }
    let hidden = split("---\ntitle: A\ndraft: true\n\nBody");
    assert_eq!(hidden.front.hiding.len(), 1, "its flags count");
}

#[test]
fn blank_lines_may_precede_front_matter() {
    for (text, line) in [
        ("\n\n---\nvideoId: E1cxZuHrwZc\ntitle: A\n---\nBody", 4),
        (
            " \r\n---\r\ntitle: A\r\nvideoId: E1cxZuHrwZc\r\n---\r\nBody",
            4,
        ),
        ("\n+++\ntitle = 'A'\nvideoId = 'E1cxZuHrwZc'\n+++\nBody", 4),
    ] {
        let split = split(text);
        assert_eq!(split.front.title.as_deref(), Some("A"), "{text}");
        assert_eq!(
            (&text[split.body..], split.video_line),
            ("Body", line),
            "{text}"
        );
    }
    for text in [
        "\n---\n\nSome intro: yes\n\n---\n\nRest",
        "\n\nText",
        "\n \n",
    ] {
        assert_eq!(split(text).body, 0, "{text}");
    }
    assert_eq!(
        split("\n\n---\ntitle: [a\n---\n").error.map(|it| it.0 > 3),
        Some(true)
    );
}

/// The first video that front matter names.
fn video(text: &str) -> Option<String> {
    split(text).video.videos.first().map(YoutubeId::to_string)
}

#[test]
fn a_tab_hides_no_key() {
    for yaml in [
        "title: A\n\tvideoId: E1cxZuHrwZc\ntags:\n\t- one",
        "title: A\n\n\tvideoId: E1cxZuHrwZc\ntags: [one]",
    ] {
        let split = split(&format!("---\n{yaml}\n---\nBody"));
        assert_eq!(split.front.title.as_deref(), Some("A"), "{yaml}");
        assert_eq!(split.video.videos.len(), 1, "{yaml}");
        assert_eq!(split.front.metadata.tags, ["one"], "{yaml}");
        assert!(split.error.is_some(), "{yaml}");
    }
}

#[test]
fn an_id_is_under_a_key_of_an_id() {
    for yaml in [
        "videoId: E1cxZuHrwZc",
        "video_ID: 'E1cxZuHrwZc'",
        "youtube-id: E1cxZuHrwZc",
        "youtubeVideoId: E1cxZuHrwZc",
        "yt id: E1cxZuHrwZc",
        "vid: E1cxZuHrwZc",
        "video_ids: [E1cxZuHrwZc]",
        "video: E1cxZuHrwZc",
        "youtube: [E1cxZuHrwZc]",
        "yt_video: E1cxZuHrwZc",
        "id: E1cxZuHrwZc\nextractor: youtube",
        "platform: YouTube\nid: E1cxZuHrwZc",
        "video: {status: in-progress, id: E1cxZuHrwZc}",
        "videos:\n- title: Programming\n  id: E1cxZuHrwZc",
        "talk: {site: youtube, id: E1cxZuHrwZc}",
        "params: {youtube_id: E1cxZuHrwZc}",
    ] {
        let video = video(&format!("---\n{yaml}\n---\nBody"));
        assert_eq!(video.as_deref(), Some("E1cxZuHrwZc"), "{yaml}");
    }
    for yaml in [
        "video_status: in-progress",
        "video_hash: Deadbeef0-2",
        "videoCount: 12345678901",
        "video_tags: [how-to-code]",
        "video: \"Intro-Video\"",
        "youtube: LinusTechTi",
        "youtuber: Veritasium1",
        "youtube_playlist: PL123456789",
        "youtube_channel_id: UCabcdefghi",
        "video: {status: E1cxZuHrwZ2}",
        "video: {channel: {id: E1cxZuHrwZ2}}",
        "next_video_id: E1cxZuHrwZ2",
        "next: https://youtu.be/E1cxZuHrwZ2",
        "description: Like https://youtu.be/E1cxZuHrwZ2",
        "id: E1cxZuHrwZ2",
    ] {
        assert_eq!(video(&format!("---\n{yaml}\n---\nBody")), None, "{yaml}");
    }
}

#[test]
fn the_value_that_most_likely_names_the_video_is_used() {
    for yaml in [
        "video: https://youtu.be/bbbbbbbbbbb\nvideoId: aaaaaaaaaaa",
        "video: E1cxZuHrwZc\ntalk: https://youtu.be/aaaaaaaaaaa",
        "next_video: https://youtu.be/bbbbbbbbbbb\nurl: https://youtu.be/aaaaaaaaaaa",
        "related: https://youtu.be/bbbbbbbbbbb\nVideo-URL: https://youtu.be/aaaaaaaaaaa",
        "video: {thumb: https://youtu.be/bbbbbbbbbbb, url: https://youtu.be/aaaaaaaaaaa}",
        "permalink: https://youtu.be/aaaaaaaaaaa",
        "id: video-notes\ntype: youtube\nurl: https://youtu.be/aaaaaaaaaaa",
    ] {
        let video = video(&format!("---\n{yaml}\n---\nBody"));
        assert_eq!(video.as_deref(), Some("aaaaaaaaaaa"), "{yaml}");
    }
}

#[test]
fn front_matter_names_a_recording_or_a_thumbnail() {
    for (yaml, path) in [
        ("media: \"[[talk.mp4]]\"", "talk.mp4"),
        ("media_link: \"[[a/talk.mp4#t=3|words]]\"", "a/talk.mp4"),
        ("video: talk.mp4", "talk.mp4"),
        ("slides: x.pdf\naudio: [x.mp3, y.mp3]", "x.mp3"),
        ("trailer: x.mp4\nvideo: \"[Talk](talk.mp4)\"", "talk.mp4"),
    ] {
        let split = split(&format!("---\n{yaml}\n---\nBody"));
        assert_eq!(split.video.recording.as_deref(), Some(path), "{yaml}");
    }
    for (yaml, id) in [
        (
            "image: https://i.ytimg.com/vi/E1cxZuHrwZc/hqdefault.jpg",
            true,
        ),
        (
            "cover: https://i3.ytimg.com/vi_webp/E1cxZuHrwZc/0.webp",
            true,
        ),
        ("cover: http://img.youtube.com/vi/E1cxZuHrwZc/0.jpg", true),
        ("cover: https://example.org/vi/E1cxZuHrwZc/0.jpg", false),
    ] {
        let split = split(&format!("---\n{yaml}\n---\nBody"));
        assert_eq!(split.video.thumbnail.is_some(), id, "{yaml}");
        assert_eq!(split.video.videos, [], "{yaml}");
    }
}

#[test]
fn toml_and_json_are_read_as_yaml_is() {
    for text in [
        "+++\ntitle = \"A\" # c\nvideo = \"https://youtu.be/E1cxZuHrwZc\"\n\
         date = 2024-01-02T03:04:05Z\n[params]\nx = 1\n+++\nBody",
        "+++\ntitle = \"A\"\n[video]\nid = \"E1cxZuHrwZc\"\n+++\nBody",
        "+++\ntitle = 'A'\nvideoId = E1cxZuHrwZc\n+++\nBody",
        "{\n  \"title\": \"A\",\n  \"tags\": [\"x\"],\n  \"videoId\": \"E1cxZuHrwZc\"\n}\nBody",
        "{\"title\": \"A\", \"video\": {\"url\": \"https://youtu.be/E1cxZuHrwZc\"}}\r\nBody",
    ] {
        let split = split(text);
        assert_eq!(split.front.title.as_deref(), Some("A"), "{text}");
        assert_eq!(video(text).as_deref(), Some("E1cxZuHrwZc"), "{text}");
        assert_eq!(&text[split.body..], "Body", "{text}");
    }
    let invalid = split("+++\ntitle = 'A'\nvideoId = E1cxZuHrwZc\n+++\nBody");
    assert_eq!(invalid.error.map(|(line, _)| line), Some(3));
    for text in [
        "+++\nWords\n+++\nBody",
        "+++\ntitle = 'never closed'\n",
        "{\"example\": 1}\nBody",
        "{\"title\": \"A\"} is an example.",
        "{{youtube E1cxZuHrwZc}}\nBody",
        "{}",
    ] {
        assert_eq!(split(text).body, 0, "{text}");
    }
}

#[test]
fn a_thematic_break_is_no_front_matter() {
    for text in [
        "---\nJust prose here.\n---\nMore words.",
        "---\n\nSome intro: yes\n\n---\nMore words.",
        "---\n\nNote: this is prose\n\n---\nMore words.",
        "---\n\nNotes from the talk.\nVideo: https://youtu.be/E1cxZuHrwZc\n\n---\nMore words.",
        "---\n- An item\n- Another\n---\nMore words.",
        "---\n# Heading\n\nThe plan: we go.\n\n---\nMore words.",
        "---\nhttps://youtu.be/E1cxZuHrwZc\n---\nMore words.",
    ] {
        let split = split(text);
        assert_eq!((split.body, split.error), (0, None), "{text}");
    }
    for yaml in [
        "title: A\n\nvideoId: E1cxZuHrwZc\n",
        "\ntitle: A\nvideoId: E1cxZuHrwZc\n\n",
        "title: A\nnot YAML\nvideoId: E1cxZuHrwZc\n",
        "title: A\ndescription: words\n\nmore words\nvideoId: E1cxZuHrwZc\n",
        "# A comment\n",
        "Note: the only key\n",
        "\n",
    ] {
        let text = format!("---\n{yaml}---\nBody");
        assert_eq!(&text[split(&text).body..], "Body", "{text}");
    }
}

#[test]
fn text_after_front_matter_without_an_end_is_not_lost() {
    for (text, body) in [
        (
            "---\ntitle: A\nvideoId: E1cxZuHrwZc\n--\n\nWords.\n\n---\n\nMore.",
            "\nWords.\n\n---\n\nMore.",
        ),
        (
            "---\ntitle: A\nvideoId: E1cxZuHrwZc\n-----\nWords.",
            "Words.",
        ),
        (
            "---\ntitle: A\nvideoId: E1cxZuHrwZc\n\nWords.\n\nNote: words.\n\n---\n\nMore.",
            "\nWords.\n\nNote: words.\n\n---\n\nMore.",
        ),
        (
            "---\ntitle: A\nvideoId: E1cxZuHrwZc\n\n# Heading\n\n- item\n\nWords.\n\n---\n\nMore.",
            "\n# Heading\n\n- item\n\nWords.\n\n---\n\nMore.",
        ),
        (
            "---\ntitle: A\nvideoId: E1cxZuHrwZc\n\n- item a\n- b\n\n---\n\nrest",
            "\n- item a\n- b\n\n---\n\nrest",
        ),
        (
            "---\ntitle: A\nvideoId: E1cxZuHrwZc\n## Heading\nwords\n---\nrest",
            "## Heading\nwords\n---\nrest",
        ),
        (
            "---\ntitle: A\nvideoId: E1cxZuHrwZc\n- [ ] task\n- [[link]]\n\n---\nrest",
            "- [ ] task\n- [[link]]\n\n---\nrest",
        ),
        (
            "---\ntitle: A\nvideoId: E1cxZuHrwZc\n—\nWords\n\n---\nrest",
            "—\nWords\n\n---\nrest",
        ),
        (
            "---\ntitle: A\nvideoId: E1cxZuHrwZc\n***\nWords\n\n---\nrest",
            "***\nWords\n\n---\nrest",
        ),
        (
            "---\ntitle: A\nvideoId: E1cxZuHrwZc\n ---\nWords.",
            "Words.",
        ),
    ] {
        let split = split(text);
        assert_eq!(&text[split.body..], body);
        assert_eq!(video(text).as_deref(), Some("E1cxZuHrwZc"), "{text}");
        assert!(split.error.is_some(), "{text}");
    }
    let text = "---\ntitle: A\n\nWords.\n\ndraft: true\n---\n";
    assert_eq!(hiding(text), [(Flag::Draft, true)]);
}

/// A quarter of the stack of the threads that load notes, in bytes.
const STACK_BYTES: usize = 512 * 1024;

#[test]
fn nested_yaml_does_not_overflow_the_stack() {
    let parts = [
        "[", "{a: ", "- ", "? ", "[[a, ", "{? ", "- - ", "[{a: [", "!!a [", "&a [", "- ? ",
    ];
    let nested = parts
        .iter()
        .flat_map(|part| (1..80).chain([1_000]).map(|depth| part.repeat(depth)));
    let closed = (1..80).map(|depth| format!("{}{}", "[".repeat(depth), "]".repeat(depth)));
    let keyed = (1..80).map(|depth| format!("{}b{}", "{a: ".repeat(depth), "}".repeat(depth)));
    let stairs = (1..80).map(|depth| {
        (0..depth)
            .map(|level| format!("{}a:\n", " ".repeat(level)))
            .collect::<String>()
    });
    let all: Vec<String> = nested.chain(closed).chain(keyed).chain(stairs).collect();
    let parts = ["[", "{a=", "{\"a\": ", "a.", "[a.", "[["];
    let other = parts
        .iter()
        .flat_map(|part| (1..80).chain([10_000]).map(|depth| part.repeat(depth)));
    let closed = (1..200).map(|depth| format!("{}{}", "[".repeat(depth), "]".repeat(depth)));
    let other: Vec<String> = other.chain(closed).collect();
    let read = move || {
        for yaml in &all {
            split(&format!("---\ntitle: A\nmore: {yaml}\n---\n"));
        }
        for data in &other {
            split(&format!("+++\ntitle = 'A'\nmore = {data}\n+++\n"));
            split(&format!("+++\ntitle = 'A'\n{data}a = 1\n+++\n"));
            split(&format!("+++\ntitle = 'A'\n{data}a]\n+++\n"));
            split(&format!("{{\"title\": \"A\", \"more\": {data}}}\n"));
        }
    };
    let thread = std::thread::Builder::new()
        .stack_size(STACK_BYTES)
        .spawn(read)
        .expect("a thread");
    thread.join().expect("no panic");
}

proptest::proptest! {
    #[test]
    fn never_panics(text in "(---\n|\\+\\+\\+\n|\\{)?[ -~\n]{0,200}(---\n|\\+\\+\\+\n|\\}\n)?.*") {
        let split = split(&text);
        proptest::prop_assert!(text.is_char_boundary(split.body));
    }
}

fn hiding(text: &str) -> Vec<(Flag, bool)> {
    split(text)
        .front
        .hiding
        .iter()
        .map(|hiding| (hiding.flag, hiding.is_clear))
        .collect()
}

#[test]
fn flags_are_read_in_every_spelling() {
    use Flag::{Draft, Private, Publish, Unlisted};
    for (yaml, expected) in [
        ("draft: true", (Draft, true)),
        ("Draft: TRUE", (Draft, true)),
        ("DRAFT: 'yes'", (Draft, true)),
        ("\"draft\" : \"On\"", (Draft, true)),
        ("dr\u{ad}aft: 1", (Draft, true)),
        ("{title: A, draft: true}", (Draft, true)),
        ("? draft\n: y", (Draft, true)),
        ("draft: !!str true # now", (Draft, true)),
        ("base: &base {draft: true}\n<<: *base", (Draft, true)),
        ("on: &yes true\ndraft: *yes", (Draft, true)),
        ("draft: >\n  true", (Draft, true)),
        ("publish: false", (Publish, true)),
        ("Publish: \"No\"", (Publish, true)),
        ("publish: 0", (Publish, true)),
        ("private: true", (Private, true)),
        ("unlisted: yes", (Unlisted, true)),
        ("draft: maybe", (Draft, false)),
        ("draft:", (Draft, false)),
        ("draft: [true]", (Draft, false)),
        ("publish: 2026-11-26", (Publish, false)),
        ("private: {by: me}", (Private, false)),
        // Invalid YAML.
        ("title: How to: a guide\ndraft: true", (Draft, true)),
        ("title: [\n  draft : 'true',", (Draft, true)),
        ("- draft: true", (Draft, true)),
        ("draft=true", (Draft, true)),
        ("draft true", (Draft, true)),
        ("{draft: true, title: {}", (Draft, true)),
        ("title: A\n\tprivate: true", (Private, true)),
        ("title: a: b\nprivate: if asked", (Private, false)),
        ("title: [\n> private: true", (Private, true)),
        ("title: [\n* private: true", (Private, true)),
        ("title: [\n**private**: true", (Private, true)),
        ("title: [\n`draft` : true", (Draft, true)),
        ("title: [\n\u{b}dr\u{ad}aft: true", (Draft, true)),
        ("title: [\n\u{feff}draft: true", (Draft, true)),
        // One line in YAML, two lines in an editor.
        ("title: A\u{2028}draft: true", (Draft, true)),
        ("title: A\u{b}draft: true", (Draft, true)),
        ("title: A\u{85}draft: true", (Draft, true)),
        ("\u{feff}draft: true", (Draft, true)),
    ] {
        for text in [
            format!("---\n{yaml}\n---\nBody"),
            format!("---\ntitle: A\n{yaml}\n...\nBody"),
        ] {
            assert!(
                hiding(&text).contains(&expected),
                "{text}: {:?}",
                hiding(&text)
            );
        }
    }
    assert_eq!(
        hiding("---\ndraft: false\ndraft: true\n---\n"),
        [(Draft, true)],
        "in doubt, a note is private"
    );
    let long = format!(
        "---\nmore: {}\nprivate: true\n---\n",
        "x".repeat(MAX_DATA_BYTES)
    );
    assert_eq!(hiding(&long), [(Private, true)]);
}

#[test]
fn other_values_hide_nothing() {
    for yaml in [
        "draft: false\npublish: true\nprivate: No\nunlisted: 'off'",
        "title: draft: true",
        "title: How to publish: a guide",
        "tags: [draft, private]",
        "# draft: true",
        "more:\n  draft: true",
        "more: |\n  private: true",
        "drafts: true",
        "published: 2026-11-27",
        "published: true",
        "published:",
        "title: [\ndraft: false # {draft: no}",
    ] {
        assert_eq!(hiding(&format!("---\n{yaml}\n---\nBody")), [], "{yaml}");
    }
    for text in [
        "Body\n\ndraft: true",
        "Private: how to stay so",
        "Draft 1\n",
        "---\n\nA line above.\n\n---\n\nText\n\ndraft: true",
        "---\ntitle: A\n---\nText\n\ndraft: true",
        "---\ntitle: A\n---\n---\nPublish: a guide\n---\n",
        "<!--\ndraft: true\n-->\n# A\n",
    ] {
        assert_eq!(hiding(text), [], "{text}");
    }
}

#[test]
fn malformed_front_matter_hides_a_note_too() {
    for text in [
        "---\ndraft: true\n\nBody",
        "\n---\ndraft: true\n---\nBody",
        " ---\ndraft: true\n---\nBody",
        "----\ndraft: true\n----\nBody",
        "+++\ntitle = \"A\"\ndraft = true\n+++\nBody",
        "{\n\"title\": \"A\",\n\"draft\": true\n}\nBody",
        "title: A\ndraft: true\n---\nBody",
        "\u{200b}---\ndraft: true\n---\nBody",
        "{\n\"title\": \"A\",\n\"authors\": [\n{\n\"name\": \"x\"\n}\n],\n\"draft\": true\n}\nBody",
        "{ \"title\": \"A\",\n\n\"draft\": true\n}\nBody",
        "\n---\ntitle: A\nmap: {\n  a: b\n}\ndraft: true\n---\nBody",
        "+++\ntitle = \"A\"\nauthor = {\n  name = \"x\"\n}\ndraft = true\n+++\nBody",
        "+++\ndescription = \"\"\"\n---\nx\n\"\"\"\ndraft = true\n+++\nBody",
        "\u{fffd}\u{fffd}---\ntitle: A\n\ndraft: true\n---\nBody",
        "<!-- c -->\n---\ntitle: A\n\ndraft: true\n---\nBody",
        "%%c%%\n\n---\ndraft: true\n---\nBody",
        "--- # c\ntitle: A\n\ndraft: true\n---\nBody",
        "---yaml\ntitle: A\n\ndraft: true\n---\nBody",
        "---\n%YAML 1.2\n---\ntitle: A\n\ndraft: true\n---\nBody",
        "---\n---\n---\ndraft: true\n---\nBody",
        "---\ntitle: A\n---\ndraft: true\n\nBody",
        "\u{fffd}\u{fffd}-\0-\0-\0\n\0d\0r\0a\0f\0t\0:\0 \0t\0r\0u\0e\0\n\0-\0-\0-\0\n\0",
    ] {
        assert_eq!(hiding(text), [(Flag::Draft, true)], "{text}");
    }
    assert_eq!(hiding("---\ndraft: perhaps\n"), [(Flag::Draft, false)]);
}

#[test]
fn properties_of_a_page_hide_it_as_front_matter_does() {
    use Flag::{Draft, Private, Public, Publish};
    for (text, expected) in [
        ("private:: true\n\n- text", Some(Private)),
        ("\n- title:: A\n  draft:: yes\n- text", Some(Draft)),
        ("title:: A\npublish:: false\n", Some(Publish)),
        ("public:: false\n\n- text", Some(Public)),
        ("---\ntitle: A\n---\n\npublic:: false\n", Some(Public)),
        ("---\npublic: false\n---\n", Some(Public)),
        ("public:: true\n\n- text", None),
        ("public:: words\n", None),
        ("---\npublic: the general one\n---\n", None),
        ("- text\n\nprivate:: true\n", None),
    ] {
        let flags: Vec<Flag> = hiding(text).into_iter().map(|(flag, _)| flag).collect();
        assert_eq!(flags, Vec::from_iter(expected), "{text}");
    }
}

#[test]
fn comments_are_removed_from_front_matter_and_body() {
    for (text, expected) in [
        (
            "---\ntitle: C# # x\n---\n# T %%x%%\n",
            "---\ntitle: C#\n---\n# T \n",
        ),
        ("---\ntitle: A %%x%%\n---\n%%", "---\ntitle: A \n---\n"),
        ("# T\n<!-- x -->\n", "# T\n\n"),
    ] {
        assert_eq!(remove_comments(text, &split(text)), expected);
    }
    for text in ["---\ntitle: A\n---\n# T\n", "---\n# not closed\n"] {
        assert!(
            matches!(remove_comments(text, &split(text)), Cow::Borrowed(_)),
            "{text}"
        );
    }
}

#[test]
fn other_data_at_the_top_is_text() {
    let text = "{\"id\": \"abc\"}\n\nThis is the response.";
    assert_eq!(split(text).body, 0);
    let strings = "+++\ntitle = \"\"\"\nWell ............. then\n\"\"\"\n+++\nBody";
    assert_eq!(split(strings).error, None);
    let split = split("---\nvideoId: talk.mp4\n---\nBody");
    assert_eq!(
        (split.video.recording.as_deref(), split.video.invalid_id),
        (Some("talk.mp4"), None)
    );
}
