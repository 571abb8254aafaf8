//! The video that front matter names, under any key: `videoId: ID`, `video: https://…`,
//! `media_link: https://…`, `source: [https://…]`, `media: "[[talk.mp4]]"`.

use crate::corpus::front_matter::value::Value;
use crate::text::media_kind::is_recording;
use crate::text::naming::letters;
use crate::text::video_url::VideoUrl;
use crate::text::youtube::YoutubeId;

/// The maximum number of values that are kept.
const MAX_VALUES: usize = 50;

/// How likely a value names the note's video; the most likely one comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    /// `videoId`
    VideoId,
    /// Another key of an id: `youtube_id`.
    Id,
    /// A URL under a key with the word *video* or *youtube*.
    Video,
    /// A URL under a key for what the note is about.
    Source,
    /// A URL alone under any other key.
    Other,
    /// An id under a key whose value may also be a word: `video: ID`.
    MaybeId,
}

/// Parts of keys about something else than the note's video, whose values do not count:
/// `youtube_channel_id`, `next_video`.
const OTHER_SUBJECTS: [&str; 12] = [
    "channel", "playlist", "series", "user", "uploader", "author", "creator", "owner", "next",
    "prev", "related", "parent",
];

impl Rank {
    /// The rank of a URL under a key, as [`letters`] spells it; `None` if the key is about
    /// something else.
    fn of(name: &str) -> Option<Self> {
        let singular = name.strip_suffix('s').unwrap_or(name);
        let is_video = ["video", "youtube"].iter().any(|word| name.contains(word));
        if OTHER_SUBJECTS.iter().any(|word| name.contains(word)) {
            return None;
        }
        Some(match singular {
            "videoid" => Self::VideoId,
            "vid" | "ytid" => Self::Id,
            _ if singular.ends_with("id") && (is_video || name.starts_with("yt")) => Self::Id,
            "yt" | "ytvideo" => Self::Video,
            _ if is_video => Self::Video,
            "url" | "source" | "link" | "media" | "medialink" | "website" => Self::Source,
            _ => Self::Other,
        })
    }

    /// The rank of an id under a key with this rank; `None` if such a value is only text.
    fn of_id(self, name: &str, id: &str) -> Option<Self> {
        let singular = name.strip_suffix('s').unwrap_or(name);
        let may_be_id = matches!(
            singular,
            "video" | "youtube" | "yt" | "ytvideo" | "youtubevideo"
        );
        match self {
            Self::VideoId | Self::Id => Some(self),
            _ => (may_be_id && looks_random(id)).then_some(Self::MaybeId),
        }
    }
}

/// Whether a key may name the note's video, as [`letters`] spells it.
pub(super) fn is_video_key(name: &str) -> bool {
    Rank::of(name).is_some_and(|rank| rank < Rank::Other)
}

/// Whether eleven characters are no words, such as `Programming`, `Intro-Video`, `in-progress` or
/// `LinusTechTi`: they have a capital letter, and are hardly made of syllables. Nine of ten ids are
/// like that.
pub(super) fn looks_random(id: &str) -> bool {
    let mut letters = 0;
    let mut longest = 0;
    for part in id.as_bytes().split(|b| !b.is_ascii_alphabetic()) {
        for word in part.chunk_by(|a, b| a.is_ascii_uppercase() || b.is_ascii_lowercase()) {
            if word.len() > 1 && word.iter().any(is_vowel) {
                letters += word.len();
                longest = longest.max(word.len());
            }
        }
    }
    id.contains(|c: char| c.is_ascii_uppercase()) && letters < 9 && longest < 7
}

fn is_vowel(letter: &u8) -> bool {
    b"aeiouy".contains(&letter.to_ascii_lowercase())
}

/// The values of front matter that may name the note's video.
#[derive(Debug, Default, PartialEq)]
pub(super) struct VideoValues {
    videos: Vec<(Rank, YoutubeId)>,
    recordings: Vec<(Rank, String)>,
    thumbnail: Option<YoutubeId>,
    /// The value of `videoId`, if it names no video.
    invalid_id: Option<String>,
    /// The keys of ids whose value is a number: its text may have changed (`1_234_567_89`).
    numbers: Vec<String>,
    /// The value of `id`, which counts if another key says `youtube`.
    id: Option<YoutubeId>,
    is_youtube: bool,
}

impl VideoValues {
    /// Adds the value of a key, as [`letters`] spells it.
    pub(super) fn add(&mut self, name: &str, value: &Value) {
        match value {
            Value::Integer(_) | Value::Float(_) => {
                let is_id = name == "id" || Rank::of(name).is_some_and(|rank| rank <= Rank::Id);
                if is_id && self.numbers.len() < MAX_VALUES {
                    self.numbers.push(name.to_owned());
                }
                return;
            }
            Value::Text(text) if name == "id" => {
                self.id = self.id.or(YoutubeId::parse(text.trim()));
            }
            _ => self.is_youtube |= is_youtube(value),
        }
        let count = self.videos.len() + self.recordings.len();
        self.add_value(name, value);
        let names_video = self.videos.len() + self.recordings.len() > count;
        if name == "videoid" && !names_video && self.invalid_id.is_none() {
            self.invalid_id = first_text(value).map(str::to_owned);
        }
    }

    /// Adds the value in a line `key: value`.
    pub(super) fn add_line(&mut self, line: &str) {
        if let Some((name, value)) = line.split_once([':', '=']) {
            let value = value.trim().trim_matches(['"', '\'']).trim();
            self.add(&letters(name), &Value::Text(value.to_owned()));
        }
    }

    /// Adds the texts of a value.
    fn add_value(&mut self, name: &str, value: &Value) {
        match value {
            Value::Null | Value::Bool(_) => {}
            Value::Text(text) | Value::Integer(text) | Value::Float(text) => {
                self.add_text(name, text.trim());
            }
            Value::List(items) => items.iter().for_each(|item| self.add_value(name, item)),
            Value::Map(members) => {
                let is_video = Rank::of(name).is_some_and(|rank| rank <= Rank::Video)
                    || members.iter().any(|(_, value)| is_youtube(value));
                for (member, value) in members {
                    // `source: { url: https://… }`, `video: { id: ID }`
                    let name = match member.as_str() {
                        "url" | "link" | "href" | "uri" | "src" => name,
                        "id" if is_video => "videoid",
                        member => member,
                    };
                    self.add_value(name, value);
                }
            }
        }
    }

    /// Adds a text.
    fn add_text(&mut self, name: &str, text: &str) {
        let Some(rank) = Rank::of(name) else {
            return;
        };
        let id = YoutubeId::parse(text).and_then(|id| Some((rank.of_id(name, text)?, id)));
        // A text under another key may mention a video: `description: Like https://…`.
        let url = || match rank {
            Rank::Other => VideoUrl::parse(text),
            _ => VideoUrl::find(text),
        };
        let video = id.or_else(|| Some((rank, url()?.id)));
        if let Some(video) = video {
            if self.videos.len() < MAX_VALUES {
                self.videos.push(video);
            }
        } else if let Some(id) = video_of_thumbnail(text) {
            self.thumbnail.get_or_insert(id);
        } else if let Some(path) = recording(text).filter(|_| self.recordings.len() < MAX_VALUES) {
            self.recordings.push((rank, path.to_owned()));
        }
    }

    /// What the values say; `block` is the front matter, of which numbers are read again.
    pub(super) fn into_fields(mut self, block: &str) -> VideoFields {
        for name in std::mem::take(&mut self.numbers) {
            let mut lines = block.lines();
            let is_of_key = |line: &&str| {
                let key = line.split_once([':', '=']).map(|(key, _)| letters(key));
                key.is_some_and(|key| key == name)
            };
            if let Some(line) = lines.find(is_of_key) {
                self.add_line(line);
            }
        }
        if let Some(id) = self.id.filter(|_| self.is_youtube) {
            let rank = if looks_random(id.as_str()) {
                Rank::Id
            } else {
                Rank::MaybeId
            };
            self.videos.push((rank, id));
        }
        self.videos.sort_by_key(|(rank, _)| *rank);
        self.recordings.sort_by_key(|(rank, _)| *rank);
        let mut videos = Vec::new();
        for (_, id) in self.videos {
            if !videos.contains(&id) {
                videos.push(id);
            }
        }
        VideoFields {
            videos,
            recording: self.recordings.into_iter().next().map(|(_, path)| path),
            thumbnail: self.thumbnail,
            invalid_id: self.invalid_id,
        }
    }
}

/// Whether a value says that the video is on YouTube: `extractor: youtube`.
fn is_youtube(value: &Value) -> bool {
    matches!(value, Value::Text(text) if text.trim().eq_ignore_ascii_case("youtube"))
}

/// The first text of a value that is not blank.
fn first_text(value: &Value) -> Option<&str> {
    match value {
        Value::Text(text) => Some(text.as_str()).filter(|text| !text.trim().is_empty()),
        Value::List(items) => items.iter().find_map(first_text),
        Value::Map(members) => members.iter().find_map(|(_, value)| first_text(value)),
        _ => None,
    }
}

/// The video whose thumbnail has this URL: `https://i.ytimg.com/vi/ID/hqdefault.jpg`.
fn video_of_thumbnail(url: &str) -> Option<YoutubeId> {
    let (host, path) = url.split_once("/vi")?;
    let path = path.strip_prefix("_webp").unwrap_or(path);
    let is_thumbnail = host.ends_with(".ytimg.com") || host.ends_with("img.youtube.com");
    YoutubeId::parse(path.strip_prefix('/')?.split('/').next()?).filter(|_| is_thumbnail)
}

/// The path of a sound or film file in a value: `talk.mp4`, `[[talk.mp4#t=3|words]]`,
/// `[words](talk.mp4)`.
fn recording(text: &str) -> Option<&str> {
    let text = text.trim_start_matches('!');
    let wikilink = text.strip_prefix("[[").and_then(|rest| {
        let (link, _) = rest.split_once("]]")?;
        link.split('|').next()
    });
    let link = text.strip_prefix('[').and_then(|rest| {
        let (_, target) = rest.split_once("](")?;
        Some(target.strip_suffix(')')?.trim_matches(['<', '>']))
    });
    let target = wikilink.or(link).unwrap_or(text);
    let path = target.split('#').next().unwrap_or(target).trim();
    is_recording(path).then_some(path)
}

/// What front matter says about the note's video.
#[derive(Debug, Default, PartialEq)]
pub(in crate::corpus) struct VideoFields {
    /// The videos that it names, each once; the first is the note's.
    pub(in crate::corpus) videos: Vec<YoutubeId>,
    /// The path of a sound or film file that it names.
    pub(in crate::corpus) recording: Option<String>,
    /// The video whose thumbnail it names.
    pub(in crate::corpus) thumbnail: Option<YoutubeId>,
    /// The value of `videoId`, if it names no video.
    pub(in crate::corpus) invalid_id: Option<String>,
}

impl VideoFields {
    /// The line of the first video, or of the invalid id, in the front matter, counted from 0.
    pub(super) fn line(&self, block: &str) -> Option<usize> {
        let written = self.videos.first().map(YoutubeId::as_str);
        let written = self.invalid_id.as_deref().or(written)?;
        block.lines().position(|line| line.contains(written))
    }
}

/// The video that a property in the text of a note names by its id: `video-id:: ID` of Logseq and
/// Dataview. URLs in properties are links.
pub(in crate::corpus) fn video_in_properties(body: &str) -> Option<YoutubeId> {
    let mut values = VideoValues::default();
    let body_bytes = body.as_bytes();
    for at in memchr::memmem::find_iter(body_bytes, b"::") {
        let near = body.floor_char_boundary(at.saturating_sub(MAX_KEY_BYTES));
        let start = match memchr::memrchr(b'\n', &body_bytes[near..at]) {
            Some(end) => near + end + 1,
            None if near == 0 => 0,
            None => continue,
        };
        let after = &body[at + 2..body.ceil_char_boundary(at + 2 + MAX_ID_BYTES)];
        let value = after.split('\n').next().unwrap_or(after).trim();
        let value = value.trim_end_matches([')', ']']);
        if YoutubeId::parse(value).is_some() {
            values.add_text(&letters(&body[start..at]), value);
        }
    }
    values.into_fields("").videos.first().copied()
}

/// The maximum length of the key of a property, in bytes.
const MAX_KEY_BYTES: usize = 40;
/// The maximum length of an id with spaces and brackets around it, in bytes.
const MAX_ID_BYTES: usize = 20;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_differ_from_words() {
        for id in ["E1cxZuHrwZc", "dQw4w9WgXcQ", "jNQXAwUhZcb", "_ZZ1mBWGgnQ"] {
            assert!(looks_random(id), "{id}");
        }
        for words in [
            "LinusTechTi",
            "Intro-Video",
            "in-progress",
            "live-stream",
            "1080p-60fps",
            "JohnMcCarty",
            "Programming",
            "MKBHDvideos",
            "20240102-01",
            "12345678901",
        ] {
            assert!(!looks_random(words), "{words}");
        }
    }
}
