//! The video that front matter names, under any key: `videoId: ID`, `video: https://…`,
//! `media_link: https://…`, `source: [https://…]`.

use crate::corpus::front_matter::value::Value;
use crate::text::naming::key;
use crate::text::video_url::VideoUrl;
use crate::text::youtube::YoutubeId;

/// The maximum number of values that are kept of a list.
const MAX_VALUES: usize = 50;

/// How likely a key names the note's video; the most likely one comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    /// `videoId`
    Id,
    /// A key with the word *video* or *youtube*, whose value is a URL or an id.
    Video,
    /// A key for what the note is about, whose value is a URL.
    Source,
    /// Any other key, if its value is the URL of a video.
    Other,
}

impl Rank {
    /// The rank of the key of a name.
    fn of(key: &str) -> Self {
        match key {
            "videoid" => Self::Id,
            "yt" | "ytid" => Self::Video,
            name if name.contains("video") || name.contains("youtube") => Self::Video,
            "url" | "source" | "link" | "media" | "medialink" | "website" => Self::Source,
            _ => Self::Other,
        }
    }
}

/// A key of front matter with its values.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct NamedValues {
    name: String,
    rank: Rank,
    /// Whether the name says that the value is an id.
    is_id: bool,
    values: Values,
}

impl NamedValues {
    /// `None` if no value can name a video.
    pub(super) fn new(name: String, value: Value) -> Option<Self> {
        let values = Values::new(value);
        let key = key(&name);
        let rank = Rank::of(&key);
        let is_id = key.ends_with("id");
        let may_be_id = rank <= Rank::Video;
        let has_url = values
            .texts
            .iter()
            .any(|text| VideoUrl::find(text).is_some());
        (may_be_id || has_url).then_some(Self {
            name,
            rank,
            is_id,
            values,
        })
    }

    /// The values of a line, which are a single text.
    pub(super) fn of_line(line: &str) -> Option<Self> {
        let (name, value) = line.split_once(':')?;
        let value = value.trim().trim_matches(['"', '\'']).trim().to_owned();
        let name = name.trim_start_matches(['-', ' ']).to_owned();
        Self::new(name, Value::Text(value))
    }

    /// Replaces a number by its text in the YAML: an id may look like one (`1_234_567_89`).
    pub(super) fn restore_number(&mut self, yaml: &str) {
        if self.values.is_number
            && let Some(line) = yaml.lines().find(|line| line.starts_with(&self.name))
            && let Some(restored) = Self::of_line(line)
        {
            self.values = restored.values;
        }
    }

    fn videos(&self) -> impl Iterator<Item = YoutubeId> {
        let (rank, is_id) = (self.rank, self.is_id);
        self.values.texts.iter().filter_map(move |text| {
            let id = YoutubeId::parse(text.trim())
                .filter(|id| rank <= Rank::Video && (is_id || looks_random(id.as_str())));
            id.or_else(|| Some(VideoUrl::find(text)?.id))
        })
    }
}

/// Whether eleven characters are no word: `title: Programming`.
fn looks_random(id: &str) -> bool {
    id.char_indices()
        .any(|(index, c)| !c.is_ascii_lowercase() && (index > 0 || !c.is_ascii_uppercase()))
}

/// What front matter says about the note's video.
#[derive(Debug, Default, PartialEq)]
pub(in crate::corpus) struct VideoFields {
    /// The videos that it names, each once; the first is the note's.
    pub(in crate::corpus) videos: Vec<YoutubeId>,
    /// The value of `videoId`, if it names no video.
    pub(in crate::corpus) invalid_id: Option<String>,
}

impl VideoFields {
    pub(super) fn new(mut keys: Vec<NamedValues>) -> Self {
        keys.sort_by_key(|key| key.rank);
        let mut fields = Self::default();
        for key in &keys {
            for video in key.videos() {
                if !fields.videos.contains(&video) {
                    fields.videos.push(video);
                }
            }
            let is_invalid = key.rank == Rank::Id && key.videos().next().is_none();
            let written = key.values.texts.iter().find(|text| !text.trim().is_empty());
            if let Some(written) = written.filter(|_| is_invalid) {
                fields.invalid_id.get_or_insert_with(|| written.clone());
            }
        }
        fields
    }

    /// The line of the first video, or of the invalid id, in the YAML, counted from 0.
    pub(super) fn line(&self, yaml: &str) -> Option<usize> {
        let written = self.videos.first().map(YoutubeId::as_str);
        let written = self.invalid_id.as_deref().or(written)?;
        yaml.lines().position(|line| line.contains(written))
    }
}

/// The scalars of a value: one, or those of a list.
#[derive(Debug, Clone, PartialEq)]
struct Values {
    texts: Vec<String>,
    /// Whether it is a number, whose text has changed.
    is_number: bool,
}

impl Values {
    /// The scalars of a value, in order.
    fn new(value: Value) -> Self {
        let mut values = Self {
            texts: Vec::new(),
            is_number: matches!(value, Value::Integer(_) | Value::Float(_)),
        };
        values.add(value);
        values
    }

    /// Adds the scalars of a value: `source: { url: https://… }` has one.
    fn add(&mut self, value: Value) {
        match value {
            Value::Text(text) | Value::Integer(text) | Value::Float(text) => {
                if self.texts.len() < MAX_VALUES {
                    self.texts.push(text);
                }
            }
            Value::List(items) | Value::Map(items) => {
                items.into_iter().for_each(|item| self.add(item));
            }
            Value::Null | Value::Bool(_) => {}
        }
    }
}
