//! The YAML between two lines of `---` at the top of a note.

use std::panic::catch_unwind;

use serde::Deserialize;

use crate::name::shortened;

/// What we read of it; other keys are the author's own.
#[derive(Debug, Default, PartialEq, Deserialize)]
pub(super) struct FrontMatter {
    #[serde(default)]
    pub(super) title: Option<String>,
    #[serde(default, rename = "videoId")]
    pub(super) video_id: Option<String>,
}

/// The front matter of a file, where its body begins (in bytes), and what is wrong with it.
pub(super) struct Split {
    pub(super) front: FrontMatter,
    pub(super) body: usize,
    pub(super) wrong: Option<Wrong>,
    /// The line of `videoId` in the file, counted from 1; 1 where there is none.
    pub(super) video_line: u32,
}

/// What is wrong, and in which line of the file, counted from 1.
pub(super) type Wrong = (u32, String);

/// The longest front matter that is read as YAML, in bytes. Real ones stay under 200.
const LONGEST: usize = 64 * 1024;

/// How deep it may nest: the reader calls itself for each level. Real ones have two.
const DEEPEST: usize = 16;

/// Splits a file. Without a closing line of `---` all of it is body.
pub(super) fn split(text: &str) -> Split {
    let none = Split { front: FrontMatter::default(), body: 0, wrong: None, video_line: 1 };
    let Some(first) = text.lines().next().filter(|line| line.trim_end() == "---") else { return none };
    let start = (first.len() + 1).min(text.len());
    let mut at = start;
    for line in text[start..].split_inclusive('\n') {
        if matches!(line.trim_end(), "---" | "...") {
            let yaml = &text[start..at];
            let body = at + line.len();
            // The line of `---` comes before those of the YAML.
            let video_line = yaml.lines().position(|line| line.starts_with("videoId")).map_or(1, |at| at as u32 + 2);
            let (front, wrong) = read(yaml);
            return Split { front, body, wrong, video_line };
        }
        at += line.len();
    }
    Split { wrong: Some((1, "the front matter has no closing ---".to_owned())), ..none }
}

fn read(yaml: &str) -> (FrontMatter, Option<Wrong>) {
    if yaml.len() > LONGEST {
        return (by_line(yaml), Some((1, format!("{} bytes are too many; the most is {LONGEST}", yaml.len()))));
    }
    let parse = || {
        let options = serde_saphyr::options! { budget: serde_saphyr::budget! { max_depth: DEEPEST } };
        serde_saphyr::from_str_with_options::<Option<FrontMatter>>(yaml, options)
    };
    match catch_unwind(parse) {
        Ok(Ok(front)) => (front.unwrap_or_default(), None),
        Ok(Err(error)) => (by_line(yaml), Some(wrong(&error))),
        Err(_) => (by_line(yaml), Some((1, "reading it failed".to_owned()))),
    }
}

/// The first line of an error, without the place that it says is within the YAML.
fn wrong(error: &serde_saphyr::Error) -> Wrong {
    let said = error.to_string();
    let first = said.lines().next().unwrap_or_default();
    let what =
        first.split_once(" column ").and_then(|(_, behind)| behind.split_once(": ")).map_or(first, |(_, what)| what);
    (error.location().map_or(1, |location| location.line() as u32 + 1), shortened(what).into_owned())
}

/// `title: How to: a guide` is no YAML, but what it means is plain.
fn by_line(yaml: &str) -> FrontMatter {
    let value = |key: &str| {
        let line = yaml.lines().find_map(|line| line.strip_prefix(key)?.trim_start().strip_prefix(':'))?;
        let value = line.trim().trim_matches(['"', '\'']).trim();
        (!value.is_empty()).then(|| value.to_owned())
    };
    FrontMatter { title: value("title"), video_id: value("videoId") }
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
            assert_eq!(split.front.video_id.as_deref(), Some("E1cxZuHrwZc"), "{yaml}");
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
        let parts = ["[", "{a: ", "- ", "? ", "[[a, ", "{? ", "- - ", "[{a: [", "!!a [", "&a [", "- ? "];
        let nested = parts.iter().flat_map(|part| (1..80).chain([1_000]).map(|depth| part.repeat(depth)));
        let closed = (1..80).map(|depth| format!("{}{}", "[".repeat(depth), "]".repeat(depth)));
        let keyed = (1..80).map(|depth| format!("{}b{}", "{a: ".repeat(depth), "}".repeat(depth)));
        let stairs =
            (1..80).map(|depth| (0..depth).map(|level| format!("{}a:\n", " ".repeat(level))).collect::<String>());
        let all: Vec<String> = nested.chain(closed).chain(keyed).chain(stairs).collect();
        let read = move || all.iter().for_each(|yaml| drop(split(&format!("---\ntitle: A\nmore: {yaml}\n---\n"))));
        let thread = std::thread::Builder::new().stack_size(STACK).spawn(read).expect("a thread");
        thread.join().expect("no panic");
    }

    proptest::proptest! {
        #[test]
        fn never_panics(text in "(---\n)?[ -~\n]{0,200}(---\n)?.*") {
            let split = split(&text);
            proptest::prop_assert!(text.is_char_boundary(split.body));
        }
    }
}
