//! Front matter: the YAML between two lines of `---` at the top of a note.

mod aliases;
mod channel;
mod comments;
mod value;
mod video;
mod visibility;

use std::borrow::Cow;
use std::panic::catch_unwind;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};

use crate::markdown::without_comments;
use crate::text::naming::truncate_name;
use aliases::{AliasKey, Aliases};
use channel::{ChannelKey, ChannelNames};
use video::{NamedValues, VideoFields};
use visibility::Scalar;
pub(super) use visibility::{Flag, Hiding};

/// The keys that are used; others are ignored.
#[derive(Debug, Default, PartialEq)]
pub(super) struct FrontMatter {
    pub(super) title: Option<String>,
    /// The keys that may name the note's video.
    videos: Vec<NamedValues>,
    pub(super) channel: ChannelNames,
    /// The other names of the note.
    pub(super) aliases: Aliases,
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
                    match (key.as_str(), Flag::from_name(&key)) {
                        ("title", _) => front.title = map.next_value()?,
                        (_, Some(flag)) => {
                            let Scalar(value) = map.next_value()?;
                            front
                                .hiding
                                .extend(Hiding::from_value(flag, value.as_deref()));
                        }
                        (name, None) if let Some(key) = ChannelKey::from_name(name) => {
                            front.channel.add(key, &map.next_value()?);
                        }
                        (name, None) if let Some(key) = AliasKey::from_name(name) => {
                            front.aliases.add(key, map.next_value()?);
                        }
                        _ => {
                            let value = map.next_value()?;
                            front.aliases.add_other(&key, &value);
                            front.videos.extend(NamedValues::new(key, value));
                        }
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
    /// The videos that the front matter names.
    pub(super) video: VideoFields,
    /// The line of its first video in the file, counted from 1; 1 if there is none.
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
        video: VideoFields::default(),
        video_line: 1,
    };
    match find_yaml(text) {
        YamlRange::None => without_front_matter(None),
        YamlRange::Unclosed => without_front_matter(Some((1, "missing closing ---".to_owned()))),
        YamlRange::Found { start, end, body } => {
            let yaml = &text[start..end];
            let (mut front, error) = parse(yaml);
            front
                .videos
                .iter_mut()
                .for_each(|values| values.restore_number(yaml));
            let video = VideoFields::new(std::mem::take(&mut front.videos));
            // The opening `---` is the line before the YAML.
            let video_line = video.line(yaml).map_or(1, |at| at as u32 + 2);
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
                video,
                video_line,
            }
        }
    }
}

/// Removes the comments in the front matter and the body of a note. Line numbers stay the same.
pub(super) fn remove_comments(text: &str) -> Cow<'_, str> {
    let (start, end) = match find_yaml(text) {
        YamlRange::Found { start, end, .. } => (start, end),
        _ => (0, 0),
    };
    let yaml = comments::without_comments(&text[start..end]);
    let body = without_comments(&text[end..]);
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
        videos: yaml.lines().filter_map(NamedValues::of_line).collect(),
        channel: ChannelNames::by_line(yaml),
        aliases: Aliases::by_line(yaml),
        hiding: visibility::flags_by_line(yaml),
    }
}

#[cfg(test)]
mod tests;
