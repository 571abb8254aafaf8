//! Front matter: the YAML between two lines of `---` at the top of a note.

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

/// The keys that are used; others are ignored.
#[derive(Debug, Default, PartialEq)]
pub(super) struct FrontMatter {
    pub(super) title: Option<String>,
    pub(super) video_id: Option<String>,
    /// The flags that exclude the note from the archive or from its lists.
    pub(super) hiding: Vec<Hiding>,
}

impl<'de> Deserialize<'de> for FrontMatter {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Keys;
        impl<'de> Visitor<'de> for Keys {
            type Value = FrontMatter;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a mapping")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<FrontMatter, A::Error> {
                let mut front = FrontMatter::default();
                while let Some(Scalar(key)) = map.next_key()? {
                    let key = key.unwrap_or_default();
                    match (&*key, Flag::from_name(&key)) {
                        ("title", _) => front.title = map.next_value()?,
                        ("videoId", _) => front.video_id = map.next_value()?,
                        (_, Some(flag)) => {
                            let Scalar(value) = map.next_value()?;
                            front
                                .hiding
                                .extend(Hiding::from_value(flag, value.as_deref()));
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

/// A file split into front matter and body.
pub(super) struct Split {
    pub(super) front: FrontMatter,
    /// The byte offset of the body.
    pub(super) body: usize,
    pub(super) error: Option<FrontMatterError>,
    /// The line of `videoId` in the file, counted from 1; 1 if there is none.
    pub(super) video_line: u32,
}

/// The line of an error in the file, counted from 1, and its message.
pub(super) type FrontMatterError = (u32, String);

/// The maximum size of front matter that is parsed as YAML, in bytes. Real ones stay under 200.
const MAX_YAML_BYTES: usize = 64 * 1024;

/// The maximum nesting of YAML, whose parser is recursive. Real front matter has two levels.
const MAX_YAML_DEPTH: usize = 16;

/// Splits a file into front matter and body. Without a closing `---`, all of it is body.
pub(super) fn split(text: &str) -> Split {
    let without_front_matter = |error| Split {
        front: FrontMatter {
            hiding: visibility::flags_of_head(text),
            ..FrontMatter::default()
        },
        body: 0,
        error,
        video_line: 1,
    };
    match find_yaml(text) {
        YamlRange::None => without_front_matter(None),
        YamlRange::Unclosed => without_front_matter(Some((1, "missing closing ---".to_owned()))),
        YamlRange::Found { start, end, body } => {
            let yaml = &text[start..end];
            // The opening `---` is the line before the YAML.
            let video_line = yaml
                .lines()
                .position(|line| line.starts_with("videoId"))
                .map_or(1, |at| at as u32 + 2);
            let (mut front, error) = parse(yaml);
            if yaml.contains(visibility::is_non_yaml_break) {
                front.hiding.extend(visibility::flags_by_line(yaml));
            }
            // Empty front matter may precede another one, and a flag may be below the front matter
            // by mistake.
            let head = if yaml.lines().any(visibility::has_key) {
                &text[body..]
            } else {
                text
            };
            front.hiding.extend(
                visibility::flags_of_head(head)
                    .into_iter()
                    .filter(|hiding| hiding.is_clear),
            );
            Split {
                front,
                body,
                error,
                video_line,
            }
        }
    }
}

/// Removes the comments in the front matter and the body of a note about `video`. Line numbers stay
/// the same.
pub(super) fn remove_comments<'t>(text: &'t str, video: Option<&YoutubeId>) -> Cow<'t, str> {
    let (start, end) = match find_yaml(text) {
        YamlRange::Found { start, end, .. } => (start, end),
        _ => (0, 0),
    };
    let yaml = comments::without_comments(&text[start..end]);
    let body = without_comments(&text[end..], video);
    match (&yaml, &body) {
        (Cow::Borrowed(_), Cow::Borrowed(_)) => Cow::Borrowed(text),
        _ => Cow::Owned([&text[..start], &*yaml, &*body].concat()),
    }
}

/// The byte range of the front matter of a file.
enum YamlRange {
    None,
    /// It starts with `---` but has no end.
    Unclosed,
    Found {
        start: usize,
        end: usize,
        body: usize,
    },
}

/// Finds the front matter of a file.
fn find_yaml(text: &str) -> YamlRange {
    let Some(first) = text.lines().next().filter(|line| line.trim_end() == "---") else {
        return YamlRange::None;
    };
    let start = (first.len() + 1).min(text.len());
    let mut at = start;
    for line in text[start..].split_inclusive('\n') {
        if matches!(line.trim_end(), "---" | "...") {
            return YamlRange::Found {
                start,
                end: at,
                body: at + line.len(),
            };
        }
        at += line.len();
    }
    YamlRange::Unclosed
}

/// Parses YAML, and falls back to [`parse_by_line`] if it is invalid or too large.
fn parse(yaml: &str) -> (FrontMatter, Option<FrontMatterError>) {
    if yaml.len() > MAX_YAML_BYTES {
        return (
            parse_by_line(yaml),
            Some((
                1,
                format!("{} bytes, the limit is {MAX_YAML_BYTES}", yaml.len()),
            )),
        );
    }
    let parse_yaml = || {
        let options =
            serde_saphyr::options! { budget: serde_saphyr::budget! { max_depth: MAX_YAML_DEPTH } };
        serde_saphyr::from_str_with_options::<Option<FrontMatter>>(yaml, options)
    };
    match catch_unwind(parse_yaml) {
        Ok(Ok(front)) => (front.unwrap_or_default(), None),
        Ok(Err(error)) => (parse_by_line(yaml), Some(to_front_matter_error(&error))),
        Err(_) => (
            parse_by_line(yaml),
            Some((1, "the parser panicked".to_owned())),
        ),
    }
}

/// The first line of the message of an error, without its position in the YAML.
fn to_front_matter_error(error: &serde_saphyr::Error) -> FrontMatterError {
    let message = error.to_string();
    let first = message.lines().next().unwrap_or_default();
    let what = first
        .split_once(" column ")
        .and_then(|(_, after)| after.split_once(": "))
        .map_or(first, |(_, what)| what);
    (
        error
            .location()
            .map_or(1, |location| location.line() as u32 + 1),
        truncate_name(what).into_owned(),
    )
}

/// Parses front matter line by line. `title: How to: a guide` is not valid YAML, but unambiguous.
fn parse_by_line(yaml: &str) -> FrontMatter {
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
        hiding: visibility::flags_by_line(yaml),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
                split.front.video_id.as_deref(),
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
        assert_eq!(split("---\ntitle: never closed\n").body, 0);
        assert!(split("---\ntitle: never closed\n").error.is_some());
        assert_eq!(split("---\n---\nx").body, 8);
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
        let read = move || {
            all.iter()
                .for_each(|yaml| drop(split(&format!("---\ntitle: A\nmore: {yaml}\n---\n"))))
        };
        let thread = std::thread::Builder::new()
            .stack_size(STACK_BYTES)
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
            "x".repeat(MAX_YAML_BYTES)
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
    fn comments_are_removed_from_front_matter_and_body() {
        for (text, expected) in [
            (
                "---\ntitle: C# # x\n---\n# T %%x%%\n",
                "---\ntitle: C#\n---\n# T \n",
            ),
            ("---\ntitle: A %%x%%\n---\n%%", "---\ntitle: A \n---\n"),
            ("# T\n<!-- x -->\n", "# T\n\n"),
        ] {
            assert_eq!(remove_comments(text, None), expected);
        }
        for text in ["---\ntitle: A\n---\n# T\n", "---\n# not closed\n"] {
            assert!(
                matches!(remove_comments(text, None), Cow::Borrowed(_)),
                "{text}"
            );
        }
    }
}
