//! Front matter: the data at the top of a note, in YAML between two lines of `---`, in TOML between
//! two lines of `+++`, or in JSON between braces.

mod aliases;
mod by_line;
mod channel;
mod comments;
mod duration;
mod json;
mod metadata;
mod toml;
mod value;
mod video;
mod visibility;
mod yaml;

use std::borrow::Cow;
use std::ops::Range;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};

use crate::markdown::without_comments;
use crate::text::naming::letters;
use aliases::{AliasKey, Aliases};
use channel::{ChannelKey, ChannelNames};
pub(super) use duration::Duration;
pub use metadata::Metadata;
use metadata::MetadataKey;
pub(in crate::corpus) use metadata::NO_METADATA;
use value::Value;
use video::VideoValues;
pub(super) use video::{VideoFields, video_in_properties};
use visibility::Scalar;
pub(super) use visibility::{Flag, Hiding};

/// The keys that are used; others are ignored.
#[derive(Debug, Default, PartialEq)]
pub(super) struct FrontMatter {
    pub(super) title: Option<String>,
    /// The values that may name the note's video.
    videos: VideoValues,
    pub(super) channel: ChannelNames,
    /// The other names of the note.
    pub(super) aliases: Aliases,
    /// The flags that exclude the note from the archive or from its lists.
    pub(super) hiding: Vec<Hiding>,
    /// The length of the note's video.
    pub(super) duration: Option<Duration>,
    /// What it says for readers.
    pub(super) metadata: Metadata,
    /// The first key of a date whose value is none, as [`letters`] spells it, and the value.
    pub(super) invalid_date: Option<(String, String)>,
}

impl FrontMatter {
    /// Adds the value of a key, as [`letters`] spells it, other than the title and the flags.
    fn add(&mut self, name: &str, value: &Value) {
        if let Some(key) = MetadataKey::from_name(name) {
            self.metadata.add(key, value);
            let invalid = key.invalid_date(value);
            let invalid = invalid.map(|text| (name.to_owned(), text));
            self.invalid_date = self.invalid_date.take().or(invalid);
        }
        if let Some(key) = ChannelKey::from_name(name) {
            self.channel.add(key, value);
        } else if Duration::is_key(name) {
            self.duration = self.duration.take().or_else(|| Duration::from_value(value));
        } else {
            match AliasKey::from_name(name) {
                Some(key) => self.aliases.add(key, value),
                None => self.aliases.add_other(name, value),
            }
        }
    }

    /// Whether it has no key that is used.
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }
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
                    // The one spelling by which keys are compared.
                    let name = letters(&key.unwrap_or_default());
                    if name == "title" {
                        front.title = map.next_value()?;
                    } else if let Some(flag) = Flag::from_name(&name) {
                        let Scalar(value) = map.next_value()?;
                        let hiding = Hiding::from_value(flag, value.as_deref());
                        front.hiding.extend(hiding);
                        // `published` may also be a date.
                        if let Some(text) = value {
                            front.add(&name, &Value::Text(text));
                        }
                    } else {
                        let value: Value = map.next_value()?;
                        front.add(&name, &value);
                        let names_channel = ChannelKey::from_name(&name).is_some();
                        if !names_channel && !Duration::is_key(&name) {
                            front.videos.add(&name, &value);
                        }
                    }
                }
                Ok(front)
            }
        }
        deserializer.deserialize_map(Keys)
    }
}

/// Whether a key, as [`letters`] spells it, shows that a text is front matter. Others do, too, if
/// their value is the URL of a video.
fn is_used_key(name: &str) -> bool {
    name == "title"
        || Flag::from_name(name).is_some()
        || ChannelKey::from_name(name).is_some()
        || AliasKey::from_name(name).is_some()
        || MetadataKey::from_name(name).is_some_and(|key| key != MetadataKey::Description)
        || video::is_video_key(name)
}

/// The languages of front matter.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Format {
    Yaml,
    Toml,
    Json,
}

/// The front matter that was found in a file.
struct Found {
    format: Format,
    front: FrontMatter,
    /// The byte range of its data in the file.
    range: Range<usize>,
    /// The byte offset of the body.
    body: usize,
    /// Whether it only looks like front matter and is text: of `front`, only the flags count.
    is_text: bool,
    error: Option<FrontMatterError>,
}

/// A file split into front matter and body.
pub(super) struct Split {
    pub(super) front: FrontMatter,
    /// The language and the byte range of the front matter.
    data: Option<(Format, Range<usize>)>,
    /// The byte offset of the body.
    pub(super) body: usize,
    pub(super) error: Option<FrontMatterError>,
    /// What the front matter says about the note's video.
    pub(super) video: VideoFields,
    /// The line of its first video in the file, counted from 1; 1 if there is none.
    pub(super) video_line: u32,
    /// The line of the length of the video, counted from 1.
    pub(super) duration_line: u32,
    /// The line of the invalid date, counted from 1.
    pub(super) date_line: u32,
}

/// The line of an error in the file, counted from 1, and its message.
pub(super) type FrontMatterError = (u32, String);

/// The maximum size of front matter that is parsed, in bytes. Real ones stay under 200.
const MAX_DATA_BYTES: usize = 64 * 1024;

/// The maximum nesting of data, whose parsers are recursive. Real front matter has two levels.
const MAX_DEPTH: usize = 12;

/// Splits a file into front matter and body. Without front matter, all of it is body. Blank lines
/// may precede the front matter.
pub(super) fn split(text: &str) -> Split {
    let blank = blank_bytes(text);
    let mut split = split_at_start(&text[blank..]);
    if let Some((_, range)) = &mut split.data {
        *range = range.start + blank..range.end + blank;
        split.body += blank;
        let lines = text[..blank].matches('\n').count() as u32;
        split.video_line += lines;
        split.duration_line += lines;
        split.date_line += lines;
        if let Some((line, _)) = &mut split.error {
            *line += lines;
        }
    }
    split
}

/// The length in bytes of the blank lines at the start of a text.
fn blank_bytes(text: &str) -> usize {
    let lines = text.split_inclusive('\n');
    let blank = lines.take_while(|line| line.trim().is_empty() && line.ends_with('\n'));
    blank.map(str::len).sum()
}

fn split_at_start(text: &str) -> Split {
    let first = text.lines().next().unwrap_or_default().trim_end();
    let found = match first {
        "---" => yaml::find(text).map(Some),
        "+++" => toml::find(text).map(Some),
        _ if first.starts_with('{') => Ok(json::find(text)),
        _ => Ok(None),
    };
    let (found, error) = match found {
        Ok(found) => (found, None),
        Err(error) => (None, Some(error)),
    };
    let Some(mut found) = found else {
        return Split {
            front: FrontMatter {
                hiding: visibility::flags_of_head(text),
                ..FrontMatter::default()
            },
            data: None,
            body: 0,
            error,
            video: VideoFields::default(),
            video_line: 1,
            duration_line: 1,
            date_line: 1,
        };
    };
    let data = &text[found.range.clone()];
    if found.is_text {
        let hiding = std::mem::take(&mut found.front.hiding);
        found.front = FrontMatter {
            hiding,
            ..FrontMatter::default()
        };
    }
    let video = std::mem::take(&mut found.front.videos).into_fields(data);
    let first_line = 1 + text[..found.range.start].matches('\n').count();
    let video_line = video.line(data).map_or(1, |at| (first_line + at) as u32);
    let duration_line = (first_line + Duration::line(data)) as u32;
    let date_line = match &found.front.invalid_date {
        Some((name, _)) => (first_line + line_of_key(data, name)) as u32,
        None => 1,
    };
    // A flag may also be within a table of TOML, or on a line that is none in YAML.
    if found.format != Format::Yaml || data.contains(visibility::is_non_yaml_break) {
        for flag in visibility::flags_by_line(data) {
            if !found.front.hiding.contains(&flag) {
                found.front.hiding.push(flag);
            }
        }
    }
    // Empty front matter may precede another one, and a flag may be below the front matter by
    // mistake.
    let head = if data.lines().any(visibility::has_key) {
        &text[found.body..]
    } else {
        text
    };
    let flags = visibility::flags_of_head(head).into_iter();
    let clear_flags = flags.filter(|hiding| hiding.is_clear);
    found.front.hiding.extend(clear_flags);
    Split {
        front: found.front,
        data: (!found.is_text).then_some((found.format, found.range)),
        body: if found.is_text { 0 } else { found.body },
        error: found.error,
        video,
        video_line,
        duration_line,
        date_line,
    }
}

/// The line of a key, as [`letters`] spells it, counted from 0; 0 if it has no line of its own.
fn line_of_key(data: &str, name: &str) -> usize {
    let is_line = |line: &str| {
        let key = line.split_once([':', '=']).map(|(key, _)| letters(key));
        key.is_some_and(|key| key == name)
    };
    data.lines().position(is_line).unwrap_or(0)
}

/// Removes the comments in the front matter and the body of a note. Line numbers stay the same.
pub(super) fn remove_comments<'t>(text: &'t str, split: &Split) -> Cow<'t, str> {
    let (format, range) = split.data.clone().unwrap_or((Format::Yaml, 0..0));
    let data = comments::without_comments(&text[range.clone()], format);
    let body = without_comments(&text[range.end..]);
    match (&data, &body) {
        (Cow::Borrowed(_), Cow::Borrowed(_)) => Cow::Borrowed(text),
        _ => Cow::Owned([&text[..range.start], &*data, &*body].concat()),
    }
}

/// The byte offsets of the end of the data and of the body, which are before and after the first
/// line that ends the front matter; `None` if there is none.
fn find_end(text: &str, start: usize, is_end: impl Fn(&str) -> bool) -> Option<(usize, usize)> {
    let mut at = start;
    for line in text[start..].split_inclusive('\n') {
        if is_end(line.trim_end()) {
            return Some((at, at + line.len()));
        }
        at += line.len();
    }
    None
}

/// The byte offset of the second line.
fn second_line(text: &str) -> usize {
    text.find('\n').map_or(text.len(), |end| end + 1)
}

/// The error of front matter that is too large to be parsed.
fn too_large(data: &str) -> Option<FrontMatterError> {
    let message = format!("{} bytes, the limit is {MAX_DATA_BYTES}", data.len());
    (data.len() > MAX_DATA_BYTES).then_some((1, message))
}

/// Whether the brackets of TOML or JSON are nested too deeply for their parsers; those in strings
/// count, too.
fn has_deep_brackets(data: &str) -> bool {
    let mut depth = 0_usize;
    data.bytes().any(|b| {
        match b {
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth > MAX_DEPTH
    })
}

#[cfg(test)]
mod tests;
