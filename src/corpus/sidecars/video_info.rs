//! What yt-dlp knows about a video: its `*.info.json`, which `--write-info-json` writes.

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::text::date::Date;
use crate::text::naming::truncate_name;
use crate::text::youtube::YoutubeId;

/// The maximum number of chapters; further ones are ignored. YouTube allows about a hundred.
const MAX_CHAPTERS: usize = 1_000;

/// The maximum length of a video, in seconds: 1,000 hours.
const MAX_SECONDS: f64 = 1_000.0 * 3600.0;

/// What an `*.info.json` says about a video.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VideoInfo {
    /// The video.
    pub id: YoutubeId,
    /// Its length in seconds; at least 1.
    pub duration: Option<u32>,
    /// Its title.
    pub title: Option<String>,
    /// The name of its channel.
    pub channel: Option<String>,
    /// The date on which it was published.
    pub upload_date: Option<Date>,
    /// Its chapters, in the order of the file.
    pub chapters: Vec<Chapter>,
    /// The path of the file relative to the content folder, with `/`.
    pub path: String,
    /// A hash of the size and the times of the file, which changes when the file changes.
    pub stamp: u64,
}

/// A chapter of a video.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chapter {
    /// The start, in seconds.
    pub start: u32,
    /// The end, in seconds.
    pub end: Option<u32>,
    /// The title; not empty.
    pub title: String,
}

/// The keys that are used. The value of each is parsed on its own, so that a wrong one costs only
/// itself.
#[derive(Deserialize)]
struct Fields<'s> {
    #[serde(borrow, rename = "_type")]
    kind: Option<&'s RawValue>,
    #[serde(borrow)]
    id: Option<&'s RawValue>,
    #[serde(borrow)]
    duration: Option<&'s RawValue>,
    #[serde(borrow)]
    title: Option<&'s RawValue>,
    #[serde(borrow)]
    channel: Option<&'s RawValue>,
    #[serde(borrow)]
    uploader: Option<&'s RawValue>,
    #[serde(borrow)]
    upload_date: Option<&'s RawValue>,
    #[serde(borrow)]
    chapters: Option<&'s RawValue>,
}

/// The keys of a chapter.
#[derive(Deserialize)]
struct ChapterFields<'s> {
    #[serde(borrow)]
    start_time: Option<&'s RawValue>,
    #[serde(borrow)]
    end_time: Option<&'s RawValue>,
    #[serde(borrow)]
    title: Option<&'s RawValue>,
}

impl VideoInfo {
    /// Parses a file; `named` is the video in its name, which counts if the file names none. `None`
    /// if it is about no video of YouTube, such as the file of a playlist.
    ///
    /// # Errors
    /// If it is no JSON object.
    pub(super) fn parse(
        path: &str,
        stamp: u64,
        named: Option<YoutubeId>,
        source: &str,
    ) -> Result<Option<Self>, serde_json::Error> {
        let fields: Fields = serde_json::from_str(source)?;
        let is_video = text(fields.kind).is_none_or(|kind| kind == "video");
        let id = match text(fields.id) {
            Some(id) => YoutubeId::parse(&id),
            None => named,
        };
        let Some(id) = id.filter(|_| is_video) else {
            return Ok(None);
        };
        let chapters: Vec<&RawValue> = parsed(fields.chapters).unwrap_or_default();
        let chapters = chapters.into_iter().take(MAX_CHAPTERS);
        Ok(Some(Self {
            id,
            duration: seconds(fields.duration).filter(|seconds| *seconds > 0),
            title: text(fields.title),
            channel: text(fields.channel).or_else(|| text(fields.uploader)),
            upload_date: text(fields.upload_date).and_then(|date| Date::parse(&date)),
            chapters: chapters.filter_map(Chapter::parse).collect(),
            path: path.to_owned(),
            stamp,
        }))
    }
}

impl Chapter {
    /// Parses a chapter; `None` if it has no start or no title.
    fn parse(value: &RawValue) -> Option<Self> {
        let fields: ChapterFields = parsed(Some(value))?;
        let start = seconds(fields.start_time)?;
        Some(Self {
            start,
            end: seconds(fields.end_time).filter(|end| *end > start),
            title: text(fields.title)?,
        })
    }
}

/// Parses a value; `None` if it is of another type.
fn parsed<'s, T: Deserialize<'s>>(value: Option<&'s RawValue>) -> Option<T> {
    serde_json::from_str(value?.get()).ok()
}

/// A text for display; `None` if it is empty.
fn text(value: Option<&RawValue>) -> Option<String> {
    let text: String = parsed(value)?;
    let text = text.trim();
    (!text.is_empty()).then(|| truncate_name(text).into_owned())
}

/// A number of seconds, whose fraction is dropped.
fn seconds(value: Option<&RawValue>) -> Option<u32> {
    let seconds: f64 = parsed(value)?;
    (0.0..=MAX_SECONDS)
        .contains(&seconds)
        .then_some(seconds as u32)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const PATH: &str = "c/On bread [E1cxZuHrwZc].info.json";

    fn parse(source: &str) -> Option<VideoInfo> {
        let named = YoutubeId::parse("E1cxZuHrwZc");
        VideoInfo::parse(PATH, 7, named, source).expect("valid JSON")
    }

    fn id(text: &str) -> YoutubeId {
        YoutubeId::parse(text).expect("an id")
    }

    #[test]
    fn the_keys_of_a_video_are_read() {
        let source = r#"{"id": "kn1feSharp0", "_type": "video", "title": " On \"bread\" ",
            "formats": [{"id": 1, "title": "x"}], "duration": 3930.9, "upload_date": "20240115",
            "channel": "The Long Table", "uploader": "Another", "view_count": 5, "chapters": [
            {"start_time": 0.0, "end_time": 65.5, "title": "Salt"},
            {"start_time": 65.5, "title": "Oil"}]}"#;
        let chapter = |start, end, title: &str| Chapter {
            start,
            end,
            title: title.to_owned(),
        };
        let expected = VideoInfo {
            id: id("kn1feSharp0"),
            duration: Some(3930),
            title: Some("On \"bread\"".to_owned()),
            channel: Some("The Long Table".to_owned()),
            upload_date: Date::parse("2024-01-15"),
            chapters: vec![chapter(0, Some(65), "Salt"), chapter(65, None, "Oil")],
            path: PATH.to_owned(),
            stamp: 7,
        };
        assert_eq!(parse(source), Some(expected));
    }

    #[test]
    fn a_wrong_value_costs_only_itself() {
        let source = r#"{"title": 5, "duration": "1:05", "upload_date": "soon",
            "channel": null, "uploader": "The Long Table", "chapters": [1, null, {},
            {"start_time": -1, "title": "Lost"}, {"start_time": 1e99, "title": "Lost"},
            {"start_time": 5, "title": ""}, {"start_time": 5, "end_time": 1, "title": "Salt"}]}"#;
        let info = parse(source).expect("a video");
        assert_eq!(info.id, id("E1cxZuHrwZc"), "the name tells the video");
        assert_eq!(
            (info.title, info.duration, info.upload_date),
            (None, None, None)
        );
        assert_eq!(info.channel.as_deref(), Some("The Long Table"));
        let chapters: Vec<_> = info.chapters.iter().map(|it| (it.start, it.end)).collect();
        assert_eq!(chapters, [(5, None)]);
        for duration in ["0", "-5", "0.4", "1e300", "3600001", "[1]", "true", "null"] {
            let info = parse(&format!(r#"{{"duration": {duration}, "chapters": 5}}"#));
            assert_eq!(info.expect("a video").duration, None, "{duration}");
        }
    }

    #[test]
    fn a_playlist_and_videos_of_other_sites_are_ignored() {
        for source in [
            r#"{"_type": "playlist", "id": "kn1feSharp0", "title": "All"}"#,
            r#"{"id": "123456", "title": "On another site"}"#,
        ] {
            assert_eq!(parse(source), None, "{source}");
        }
        let nameless = VideoInfo::parse("x.info.json", 0, None, "{}");
        assert_eq!(nameless.expect("valid JSON"), None);
        for source in ["", "[]", "{\"id\": ", "words"] {
            assert!(VideoInfo::parse(PATH, 0, None, source).is_err(), "{source}");
        }
    }

    proptest! {
        #[test]
        fn every_value_is_read_without_panic(
            key in "id|_type|duration|title|channel|upload_date|chapters",
            value in r#"-?[0-9]{1,20}(\.[0-9]e-?[0-9]{1,3})?|"\PC{0,12}"|\[[0-9,{}"]{0,9}\]|\PC*"#,
        ) {
            let source = format!("{{\"{key}\": {value}}}");
            let info = VideoInfo::parse(PATH, 0, YoutubeId::parse("E1cxZuHrwZc"), &source);
            if let Ok(Some(info)) = info {
                prop_assert!(info.duration.is_none_or(|seconds| seconds > 0));
            }
        }
    }
}
