//! The YAML between two lines of `---` at the top of a note.

mod comments;
mod visibility;

use std::borrow::Cow;
use std::panic::catch_unwind;

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};

use crate::markdown::without_comments;
use crate::text::naming::truncate_name;
use crate::text::youtube::YoutubeId;
use visibility::Scalar;
pub(super) use visibility::{Flag, Hiding};

/// What we read of it; other keys are the author's own.
#[derive(Debug, Default, PartialEq)]
pub(super) struct FrontMatter {
    pub(super) title: Option<String>,
    pub(super) video_id: Option<String>,
    /// What keeps the note out of the archive, or out of its lists.
    pub(super) hiding: Vec<Hiding>,
}

impl<'de> Deserialize<'de> for FrontMatter {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Keys;
        impl<'de> Visitor<'de> for Keys {
            type Value = FrontMatter;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("keys with values")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<FrontMatter, A::Error> {
                let mut front = FrontMatter::default();
                while let Some(Scalar(key)) = map.next_key()? {
                    let key = key.unwrap_or_default();
                    match (&*key, Flag::named(&key)) {
                        ("title", _) => front.title = map.next_value()?,
                        ("videoId", _) => front.video_id = map.next_value()?,
                        (_, Some(flag)) => {
                            let Scalar(value) = map.next_value()?;
                            front.hiding.extend(Hiding::of(flag, value.as_deref()));
                        }
                        _ => drop(map.next_value::<IgnoredAny>()?),
                    }
                }
                Ok(front)
            }
        }
        deserializer.deserialize_map(Keys)
    }
}

/// The front matter of a file, where its body begins (in bytes), and what is wrong with it.
pub(super) struct Split {
    pub(super) front: FrontMatter,
    pub(super) body: usize,
    pub(super) wrong: Option<FrontMatterError>,
    /// The line of `videoId` in the file, counted from 1; 1 where there is none.
    pub(super) video_line: u32,
}

/// What is wrong, and in which line of the file, counted from 1.
pub(super) type FrontMatterError = (u32, String);

/// The longest front matter that is read as YAML, in bytes. Real ones stay under 200.
const LONGEST: usize = 64 * 1024;

/// How deep it may nest: the reader calls itself for each level. Real ones have two.
const DEEPEST: usize = 16;

/// Splits a file. Without a closing line of `---` all of it is body.
pub(super) fn split(text: &str) -> Split {
    let without = |wrong| Split {
        front: FrontMatter {
            hiding: visibility::of_head(text),
            ..FrontMatter::default()
        },
        body: 0,
        wrong,
        video_line: 1,
    };
    match yaml_of(text) {
        Yaml::None => without(None),
        Yaml::Unclosed => without(Some((1, "the front matter has no closing ---".to_owned()))),
        Yaml::Between { start, end, body } => {
            let yaml = &text[start..end];
            // The line of `---` comes before those of the YAML.
            let video_line = yaml
                .lines()
                .position(|line| line.starts_with("videoId"))
                .map_or(1, |at| at as u32 + 2);
            let (mut front, wrong) = read(yaml);
            if yaml.contains(visibility::is_odd_break) {
                front.hiding.extend(visibility::by_line(yaml));
            }
            // Front matter that says nothing may stand before one that does, and a flag may have
            // slipped below it.
            let head = if yaml.lines().any(visibility::has_key) {
                &text[body..]
            } else {
                text
            };
            front.hiding.extend(
                visibility::of_head(head)
                    .into_iter()
                    .filter(|hiding| hiding.is_clear),
            );
            Split {
                front,
                body,
                wrong,
                video_line,
            }
        }
    }
}

/// The file of a note about `video` without the comments in its front matter and in its body. Lines
/// keep their numbers.
pub(super) fn uncommented<'t>(text: &'t str, video: Option<&YoutubeId>) -> Cow<'t, str> {
    let (start, end) = match yaml_of(text) {
        Yaml::Between { start, end, .. } => (start, end),
        _ => (0, 0),
    };
    let yaml = comments::without_comments(&text[start..end]);
    let body = without_comments(&text[end..], video);
    match (&yaml, &body) {
        (Cow::Borrowed(_), Cow::Borrowed(_)) => Cow::Borrowed(text),
        _ => Cow::Owned([&text[..start], &*yaml, &*body].concat()),
    }
}

/// Where the front matter of a file is, in bytes.
enum Yaml {
    None,
    /// It begins and never ends.
    Unclosed,
    Between {
        start: usize,
        end: usize,
        body: usize,
    },
}

fn yaml_of(text: &str) -> Yaml {
    let Some(first) = text.lines().next().filter(|line| line.trim_end() == "---") else {
        return Yaml::None;
    };
    let start = (first.len() + 1).min(text.len());
    let mut at = start;
    for line in text[start..].split_inclusive('\n') {
        if matches!(line.trim_end(), "---" | "...") {
            return Yaml::Between {
                start,
                end: at,
                body: at + line.len(),
            };
        }
        at += line.len();
    }
    Yaml::Unclosed
}

fn read(yaml: &str) -> (FrontMatter, Option<FrontMatterError>) {
    if yaml.len() > LONGEST {
        return (
            by_line(yaml),
            Some((
                1,
                format!("{} bytes are too many; the most is {LONGEST}", yaml.len()),
            )),
        );
    }
    let parse = || {
        let options =
            serde_saphyr::options! { budget: serde_saphyr::budget! { max_depth: DEEPEST } };
        serde_saphyr::from_str_with_options::<Option<FrontMatter>>(yaml, options)
    };
    match catch_unwind(parse) {
        Ok(Ok(front)) => (front.unwrap_or_default(), None),
        Ok(Err(error)) => (by_line(yaml), Some(wrong(&error))),
        Err(_) => (by_line(yaml), Some((1, "reading it failed".to_owned()))),
    }
}

/// The first line of an error, without the place that it says is within the YAML.
fn wrong(error: &serde_saphyr::Error) -> FrontMatterError {
    let said = error.to_string();
    let first = said.lines().next().unwrap_or_default();
    let what = first
        .split_once(" column ")
        .and_then(|(_, behind)| behind.split_once(": "))
        .map_or(first, |(_, what)| what);
    (
        error
            .location()
            .map_or(1, |location| location.line() as u32 + 1),
        truncate_name(what).into_owned(),
    )
}

/// `title: How to: a guide` is no YAML, but what it means is plain.
fn by_line(yaml: &str) -> FrontMatter {
    let value = |key: &str| {
        let line = yaml
            .lines()
            .find_map(|line| line.strip_prefix(key)?.trim_start().strip_prefix(':'))?;
        let value = line.trim().trim_matches(['"', '\'']).trim();
        (!value.is_empty()).then(|| value.to_owned())
    };
    FrontMatter {
        title: value("title"),
        video_id: value("videoId"),
        hiding: visibility::by_line(yaml),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_titles_of_every_kind() {
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
                split.front.video_id.as_deref(),
                Some("E1cxZuHrwZc"),
                "{yaml}"
            );
        }
    }

    #[test]
    fn finds_the_body() {
        let text = "---\r\ntitle: A\r\n---\r\nBody";
        assert_eq!(&text[split(text).body..], "Body");
        assert_eq!(split("No front matter\n---\n").body, 0);
        assert_eq!(split("---\ntitle: never closed\n").body, 0);
        assert!(split("---\ntitle: never closed\n").wrong.is_some());
        assert_eq!(split("---\n---\nx").body, 8);
    }

    /// A quarter of what the threads that load notes have, in bytes.
    const STACK: usize = 512 * 1024;

    #[test]
    fn what_nests_fits_the_stack() {
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
        let read = move || {
            all.iter()
                .for_each(|yaml| drop(split(&format!("---\ntitle: A\nmore: {yaml}\n---\n"))))
        };
        let thread = std::thread::Builder::new()
            .stack_size(STACK)
            .spawn(read)
            .expect("a thread");
        thread.join().expect("no panic");
    }

    proptest::proptest! {
        #[test]
        fn never_panics(text in "(---\n)?[ -~\n]{0,200}(---\n)?.*") {
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
            // These are no YAML.
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
            // YAML sees one line where an editor shows two.
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
            "in doubt it is private"
        );
        let long = format!("---\nmore: {}\nprivate: true\n---\n", "x".repeat(LONGEST));
        assert_eq!(hiding(&long), [(Private, true)]);
    }

    #[test]
    fn what_is_shown_is_not_hidden() {
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
    fn front_matter_in_the_wrong_form_hides_a_note_too() {
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
    fn comments_go_from_both_parts() {
        for (text, expected) in [
            (
                "---\ntitle: C# # x\n---\n# T %%x%%\n",
                "---\ntitle: C#\n---\n# T \n",
            ),
            ("---\ntitle: A %%x%%\n---\n%%", "---\ntitle: A \n---\n"),
            ("# T\n<!-- x -->\n", "# T\n\n"),
        ] {
            assert_eq!(uncommented(text, None), expected);
        }
        for text in ["---\ntitle: A\n---\n# T\n", "---\n# not closed\n"] {
            assert!(
                matches!(uncommented(text, None), Cow::Borrowed(_)),
                "{text}"
            );
        }
    }
}
