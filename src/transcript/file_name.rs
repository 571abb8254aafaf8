//! The names of transcripts and of yt-dlp's `*.info.json`: `ID.vtt`, `ID.en.vtt`,
//! `Title [ID].en.srt`, `Title [ID].info.json`.

use crate::text::naming::file_name;
use crate::text::youtube::YoutubeId;

/// What a file about a video is, by its extension.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// A transcript.
    Transcript,
    /// A JSON file that may be a transcript: its keys tell.
    Json,
    /// What yt-dlp knows about the video.
    Info,
}

/// The name of a file about a video.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileName<'n> {
    /// What the file is.
    pub kind: FileKind,
    /// The video; `None` only for [`FileKind::Info`], whose content names it, too.
    pub video: Option<YoutubeId>,
    /// The tag of the language, `en` or `en-US`.
    pub language: Option<&'n str>,
    /// Whether the tag says that a machine wrote or translated it: `en-orig`, `de-en`.
    pub is_automatic: bool,
}

/// Whether the extension of a path is that of a format in JSON.
pub(super) fn is_json(path: &str) -> bool {
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
    ["json", "json3"]
        .iter()
        .any(|json| extension.eq_ignore_ascii_case(json))
}

impl<'n> FileName<'n> {
    /// Parses the last segment of a path; `None` if it is not the name of such a file.
    pub fn parse(path: &'n str) -> Option<Self> {
        let (stem, extension) = file_name(path).rsplit_once('.')?;
        let extension = extension.to_ascii_lowercase();
        let (kind, stem) = match (extension.as_str(), without_info(stem)) {
            ("json", Some(stem)) => (FileKind::Info, stem),
            ("json", None) => (FileKind::Json, stem),
            ("vtt" | "srt" | "json3", _) => (FileKind::Transcript, stem),
            _ => return None,
        };
        let (video, tags) = match video_and_tags(stem) {
            Some((video, tags)) => (Some(video), tags),
            None if kind == FileKind::Info => (None, ""),
            None => return None,
        };
        let language = tags.split('.').find(|tag| is_language(tag));
        Some(Self {
            kind,
            video,
            language,
            is_automatic: language.is_some_and(is_automatic),
        })
    }
}

/// The stem of `ID.info`.
fn without_info(stem: &str) -> Option<&str> {
    let (stem, info) = stem.rsplit_once('.')?;
    info.eq_ignore_ascii_case("info").then_some(stem)
}

/// The video in a stem, and the tags after it: the stem begins with the id, or has it in its last
/// brackets.
fn video_and_tags(stem: &str) -> Option<(YoutubeId, &str)> {
    let (name, tags) = stem.split_once('.').unwrap_or((stem, ""));
    if let Some(video) = YoutubeId::parse(name) {
        return Some((video, tags));
    }
    let (title, tags) = stem.rsplit_once(']')?;
    let (_, id) = title.rsplit_once('[')?;
    let is_end = tags.is_empty() || tags.starts_with('.');
    Some((YoutubeId::parse(id).filter(|_| is_end)?, tags))
}

/// Whether a tag is that of a language: two or three letters, and subtags.
fn is_language(tag: &str) -> bool {
    let primary = tag.split(['-', '_']).next().unwrap_or(tag);
    (2..=3).contains(&primary.len()) && primary.bytes().all(|b| b.is_ascii_alphabetic())
}

/// Whether yt-dlp gives this tag to automatic captions, `en-orig`, or to automatic translations,
/// `de-en`; regions and scripts have capitals, `en-US`, `zh-Hans`.
fn is_automatic(tag: &str) -> bool {
    let subtag = tag.split_once('-').map_or("", |(_, subtag)| subtag);
    let is_lower = subtag.bytes().all(|b| b.is_ascii_lowercase());
    subtag == "orig" || (is_lower && (2..=3).contains(&subtag.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(path: &str) -> Option<(FileKind, String, Option<&str>, bool)> {
        let name = FileName::parse(path)?;
        let video = name.video.map(|video| video.to_string());
        let video = video.unwrap_or_default();
        Some((name.kind, video, name.language, name.is_automatic))
    }

    #[test]
    fn a_name_tells_the_video_and_the_language() {
        use FileKind::{Info, Json, Transcript};
        let id = "E1cxZuHrwZc";
        for (path, kind, language, is_automatic) in [
            ("E1cxZuHrwZc.vtt", Transcript, None, false),
            ("a/b/E1cxZuHrwZc.en.VTT", Transcript, Some("en"), false),
            ("E1cxZuHrwZc.en-US.srt", Transcript, Some("en-US"), false),
            ("E1cxZuHrwZc.en-orig.vtt", Transcript, Some("en-orig"), true),
            ("E1cxZuHrwZc.de-en.vtt", Transcript, Some("de-en"), true),
            (
                "E1cxZuHrwZc.zh-Hans.vtt",
                Transcript,
                Some("zh-Hans"),
                false,
            ),
            ("E1cxZuHrwZc.large-v3.tr.srt", Transcript, Some("tr"), false),
            ("E1cxZuHrwZc.en.json3", Transcript, Some("en"), false),
            ("E1cxZuHrwZc.json", Json, None, false),
            (
                "On bread [E1cxZuHrwZc].en.vtt",
                Transcript,
                Some("en"),
                false,
            ),
            ("On v1.2 [live] [E1cxZuHrwZc].srt", Transcript, None, false),
            ("[E1cxZuHrwZc].json", Json, None, false),
            ("E1cxZuHrwZc.info.json", Info, None, false),
            ("On bread [E1cxZuHrwZc].INFO.json", Info, None, false),
        ] {
            let expected = Some((kind, id.to_owned(), language, is_automatic));
            assert_eq!(parsed(path), expected, "{path}");
        }
        let other = Some((Info, String::new(), None, false));
        assert_eq!(parsed("On bread.info.json"), other);
        let dash = FileName::parse("-bcdefghij_.vtt").and_then(|name| name.video);
        assert_eq!(dash, YoutubeId::parse("-bcdefghij_"));
    }

    #[test]
    fn other_names_are_not_those_of_transcripts() {
        for path in [
            "talk.vtt",
            "package.json",
            "E1cxZuHrwZc",
            "E1cxZuHrwZc.md",
            "E1cxZuHrwZc.txt",
            "E1cxZuHrwZcX.vtt",
            "Talk-E1cxZuHrwZc.vtt",
            "[E1cxZuHrwZc] Talk.vtt",
            "E1cxZuHrwZc/talk.vtt",
            ".vtt",
            "",
        ] {
            assert_eq!(parsed(path), None, "{path}");
        }
    }
}
