//! A note: splits the text of a file, and extracts its facts.

use std::borrow::Cow;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::OnceLock;

use crate::corpus::decode::normalize;
use crate::corpus::drawing;
use crate::corpus::front_matter::{
    self, Duration, Flag, FrontMatter, Metadata, NO_METADATA, Split, VideoFields,
};
use crate::corpus::named_video::{self, NamedVideo};
use crate::corpus::page_properties::PageProperties;
use crate::corpus::problem::{Problem, ProblemKind};
use crate::markdown::{
    Facts, MAX_HEADINGS, MAX_MOMENTS, Subject, facts, without_comments,
    without_front_matter_comments,
};
use crate::text::language::{self, Lang};
use crate::text::naming::{decoded_name, file_name, key, truncate_name, without_note_extension};
use crate::text::youtube::YoutubeId;

/// The keys of the file names of a folder's index note, beside that of the folder; the first takes
/// precedence.
pub const INDEX_NAMES: [&str; 2] = ["index", "readme"];

/// The keys of the file names of the home note; the first takes precedence.
pub const HOME_NAMES: [&str; 3] = ["index", "home", "readme"];

/// A Markdown file.
#[derive(Debug, Clone)]
pub struct Note {
    /// The path relative to the content folder, with `/` and its extension.
    pub path: String,
    /// The text of the file, without comments.
    pub source: String,
    /// The byte offset of the body in `source`: after the front matter, the `From:` line and a
    /// heading that repeats the title.
    pub body_start: usize,
    /// The title in the front matter; or else the heading of a note that has the name of a folder,
    /// `index`, `readme` or, at the top, `home`; or else from the file name.
    pub title: String,
    /// Its other names, by which links and URLs find it; those that start with `/` are paths.
    pub aliases: Vec<String>,
    /// The video that the note is about: the one that it names, unless the index of its channel
    /// says otherwise ([`Note::set_video`]).
    pub video: Option<YoutubeId>,
    /// The video that the note itself names.
    pub named_video: Option<NamedVideo>,
    /// The name of a sound or film file of the archive that the note is about, if it names no video
    /// of YouTube.
    pub recording: Option<Box<str>>,
    /// Whether the front matter names the recording: it then precedes the videos of the text.
    pub is_recording_explicit: bool,
    /// The length of its video in seconds that its front matter gives.
    pub duration: Option<u32>,
    /// The channel that its front matter names.
    pub channel: Option<String>,
    /// In a box, because most notes of an archive have none.
    metadata: Option<Box<Metadata>>,
    /// Whether it is in no list: only readers who know its URL find it.
    pub is_unlisted: bool,
    /// Whether comments, or the data of a drawing, were removed.
    pub has_comments: bool,
    /// What was extracted from the body.
    pub facts: Facts,
    /// The problems of the file: its encoding, its front matter, and exceeded limits.
    pub problems: Vec<Problem>,
    /// Detected on first use, so that loading does not wait for it.
    language: OnceLock<Option<Lang>>,
    /// A hash of the file's bytes, to detect unchanged files on reload; 0 without a file.
    pub fingerprint: u64,
}

impl Note {
    /// What its front matter and its text say about it for readers.
    pub fn metadata(&self) -> &Metadata {
        self.metadata.as_deref().unwrap_or(&NO_METADATA)
    }

    /// The Markdown text after the front matter and the lines that repeat it.
    pub fn body(&self) -> &str {
        &self.source[self.body_start..]
    }

    /// The index of the lines of the file.
    pub fn line_index(&self) -> LineIndex {
        let ends = memchr::memchr_iter(b'\n', self.source.as_bytes()).collect();
        LineIndex {
            ends,
            body_start: self.body_start,
        }
    }

    /// The text of a byte range of the body; empty if the range is invalid.
    pub fn slice(&self, range: &Range<u32>) -> &str {
        self.body()
            .get(range.start as usize..range.end as usize)
            .unwrap_or_default()
    }

    /// The file's name without its extension.
    pub fn stem(&self) -> &str {
        file_name(self.path_without_extension())
    }

    /// The path of the file without its extension.
    pub fn path_without_extension(&self) -> &str {
        without_note_extension(&self.path)
    }

    /// The language of the text; `None` if it cannot be detected.
    pub fn language(&self) -> Option<Lang> {
        *self
            .language
            .get_or_init(|| language::detect(&self.facts.text))
    }

    /// The first folder of its path; empty for a note at the top.
    pub fn folder(&self) -> &str {
        self.path.split_once('/').map_or("", |(folder, _)| folder)
    }

    /// Whether the note is about a video or a recording.
    pub fn has_video(&self) -> bool {
        self.video.is_some() || self.recording.is_some()
    }

    /// Whether it may be the index of a channel, which lists videos and is about none. A `README`
    /// may be a note, and so may the index of a folder within another (`post/one/index.md`).
    pub fn may_be_index(&self) -> bool {
        let name = key(self.stem());
        let is_nested = self.path.matches('/').count() > 1;
        name == "directory" || (self.has_folder_name() && name != "readme" && !is_nested)
    }

    /// Whether its file name tells only that the note is about its folder.
    fn has_folder_name(&self) -> bool {
        let name = key(self.stem());
        match self.folder() {
            "" => HOME_NAMES.contains(&&*name),
            folder => INDEX_NAMES.contains(&&*name) || name == key(folder),
        }
    }
}

/// The ends of the lines of a file, for looking up line numbers.
#[derive(Debug)]
pub struct LineIndex {
    ends: Vec<usize>,
    body_start: usize,
}

impl LineIndex {
    /// The line of a byte offset in the body, counted from 1 at the start of the file.
    pub fn line_of(&self, offset: u32) -> u32 {
        1 + self
            .ends
            .partition_point(|end| *end < self.body_start + offset as usize) as u32
    }
}

/// The text of a file without comments, and its front matter.
pub(super) struct NoteFile {
    source: String,
    pub(super) split: Split,
    has_comments: bool,
}

impl NoteFile {
    /// Removes comments. Hiding flags are read both with and without the comments: either may be
    /// what the author meant.
    pub(super) fn new(source: String) -> Self {
        let split = front_matter::split(&source);
        let mut file = Self {
            source,
            split,
            has_comments: false,
        };
        // Once a comment before it is removed, text may become front matter.
        for _ in 0..2 {
            let Cow::Owned(shorter) = front_matter::remove_comments(&file.source, &file.split)
            else {
                break;
            };
            let mut split = front_matter::split(&shorter);
            split.front.hiding.append(&mut file.split.front.hiding);
            file = Self {
                source: shorter,
                split,
                has_comments: true,
            };
        }
        file
    }
}

impl Note {
    /// Parses the text of a file; `path` is relative to the content folder.
    pub fn new(path: String, source: String) -> Self {
        Self::from_file(path, NoteFile::new(normalize(source)))
    }

    /// Parses a file; `path` is relative to the content folder.
    pub(super) fn from_file(path: String, file: NoteFile) -> Self {
        let NoteFile {
            source,
            split,
            has_comments,
        } = file;
        let mut problems = Vec::new();
        let mut report = |line, message| {
            problems.push(Problem {
                path: path.clone(),
                line,
                kind: ProblemKind::InvalidFrontMatter,
                message,
            });
        };
        let hiding = split
            .front
            .hiding
            .iter()
            .find(|hiding| hiding.flag == Flag::Unlisted)
            .copied();
        if hiding.is_some_and(|hiding| !hiding.is_clear) {
            report(
                1,
                "unlisted is neither true nor false, so the note is treated as unlisted".to_owned(),
            );
        }
        if let Some((line, message)) = split.error {
            report(
                line,
                format!("invalid front matter, read line by line instead: {message}"),
            );
        }
        let FrontMatter {
            title,
            channel,
            aliases,
            duration,
            mut metadata,
            invalid_date,
            ..
        } = split.front;
        let properties = PageProperties::read(source.get(split.body..).unwrap_or_default());
        let mut aliases = aliases;
        properties
            .aliases
            .iter()
            .for_each(|name| aliases.push(name));
        let title = title.or(properties.title);
        for (name, value) in &properties.others {
            metadata.add_property(name, value);
        }
        let (aliases, aliases_message) = aliases.within_limits();
        if let Some(message) = aliases_message {
            report(1, message);
        }
        if let Some(raw_id) = &split.video.invalid_id {
            let raw_id = truncate_name(raw_id);
            report(
                split.video_line,
                format!("videoId {raw_id:?} is neither a YouTube id nor the URL of a video"),
            );
        }
        if let Some((name, text)) = &invalid_date {
            let text = truncate_name(text);
            report(
                split.date_line,
                format!("{name} {text:?} is no date such as 2024-01-15"),
            );
        }
        let duration = match duration {
            Some(Duration::Seconds(seconds)) => Some(seconds),
            Some(Duration::Invalid(text)) => {
                let text = truncate_name(&text);
                report(
                    split.duration_line,
                    format!("duration {text:?} is not the length of a video"),
                );
                None
            }
            None => None,
        };
        let mut note = Self {
            path,
            source,
            body_start: split.body,
            title: String::new(),
            aliases,
            video: None,
            named_video: split.video.videos.first().map(|id| NamedVideo {
                id: *id,
                is_explicit: true,
            }),
            recording: None,
            is_recording_explicit: false,
            duration,
            channel: channel.into_name(),
            metadata: metadata.boxed(),
            is_unlisted: hiding.is_some(),
            has_comments,
            facts: Facts::default(),
            problems,
            language: OnceLock::new(),
            fingerprint: 0,
        };
        note.body_start += from_line_bytes(note.body(), note.folder());
        note.title = title
            .map(|title| without_front_matter_comments(&title).trim().to_owned())
            .filter(|title| !title.is_empty())
            .or_else(|| heading_title(note.body()).filter(|_| note.has_folder_name()))
            .unwrap_or_else(|| {
                let name = drawing::name_of(note.stem()).unwrap_or(note.stem());
                decoded_name(name).replace('_', " ")
            });
        if let Cow::Owned(truncated) = truncate_name(&note.title) {
            let message = format!("title of {} bytes truncated", note.title.len());
            note.problems.push(Problem {
                path: note.path.clone(),
                line: 1,
                kind: ProblemKind::InvalidFrontMatter,
                message,
            });
            note.title = truncated;
        }
        note.body_start += title_line_bytes(note.body(), &note.title);
        // Without those lines, text after them that was code may contain comments.
        let shorter = match without_comments(note.body()) {
            Cow::Borrowed(_) => None,
            Cow::Owned(shorter) => Some(shorter),
        };
        if let Some(body) = shorter {
            note.source.replace_range(note.body_start.., &body);
        }
        if drawing::is_drawing(&note.path, &note.source[..note.body_start]) {
            let body = drawing::body(note.body());
            note.source.replace_range(note.body_start.., &body);
            note.has_comments = true;
        }
        note.set_video(note.named_video.map(|video| video.id));
        if note.named_video.is_none() {
            note.find_video(&split.video);
        }
        let problem = note.several_videos(&split.video.videos, split.video_line);
        note.problems.extend(problem);
        note
    }

    /// The problem that the front matter, which names `named`, and the players name several videos.
    fn several_videos(&self, named: &[YoutubeId], line: u32) -> Option<Problem> {
        let own = self.named_video.filter(|video| video.is_explicit);
        let embedded = self.facts.videos.iter().filter(|video| video.is_embedded);
        let all = own.map(|video| video.id).into_iter();
        let all = all.chain(named.iter().copied());
        let mut videos: Vec<YoutubeId> = Vec::new();
        for id in all.chain(embedded.map(|video| video.id)) {
            if !videos.contains(&id) {
                videos.push(id);
            }
        }
        let [first, _, ..] = videos[..] else {
            return None;
        };
        let count = videos.len();
        Some(Problem {
            path: self.path.clone(),
            line,
            kind: ProblemKind::SeveralVideos,
            message: format!("the note names {count} videos; it is about the first, {first}"),
        })
    }

    /// Finds the video of a note whose front matter names none of YouTube.
    fn find_video(&mut self, fields: &VideoFields) {
        let may_be_index = self.may_be_index();
        self.named_video = named_video::find(self.body(), &self.facts, may_be_index);
        if self.named_video.is_none() && self.facts.videos.is_empty() && !may_be_index {
            self.named_video = fields.thumbnail.map(|id| NamedVideo {
                id,
                is_explicit: false,
            });
        }
        self.is_recording_explicit = fields.recording.is_some();
        let recording = fields.recording.as_deref().map(Box::from);
        self.recording = recording.or_else(|| named_video::find_recording(&self.facts));
        if self.named_video.is_some() || self.recording.is_some() {
            self.set_video(self.named_video.map(|video| video.id));
        }
    }

    /// Sets the video that the note is about, and extracts the facts again: which text is a
    /// timestamp depends on whether there is a video.
    pub fn set_video(&mut self, video: Option<YoutubeId>) {
        let subject = match (video, &self.recording) {
            (Some(video), _) => Subject::YouTube(video),
            (None, Some(recording)) => Subject::Recording(recording),
            (None, None) => Subject::None,
        };
        let (mut facts, limit_message) = extract_facts(self.body(), |body| facts(body, subject));
        let mut metadata = self
            .metadata
            .take()
            .map_or_else(Metadata::default, |all| *all);
        for name in std::mem::take(&mut facts.hashtags) {
            metadata.add_tag(&name);
        }
        metadata.unify_tags();
        self.metadata = metadata.boxed();
        self.video = video;
        self.facts = facts;
        self.problems
            .retain(|problem| problem.kind != ProblemKind::Truncated);
        let path = self.path.clone();
        self.problems.extend(limit_message.map(|message| Problem {
            path,
            line: 0,
            kind: ProblemKind::Truncated,
            message,
        }));
    }
}

/// Extracts the facts of a body; returns a message if they are incomplete, too. If the extraction
/// panics, the body is treated as plain text.
fn extract_facts(body: &str, extract: impl FnOnce(&str) -> Facts) -> (Facts, Option<String>) {
    match catch_unwind(AssertUnwindSafe(|| extract(body))) {
        Ok(facts) if facts.moments.len() == MAX_MOMENTS => (
            facts,
            Some(format!(
                "only the first {MAX_MOMENTS} timestamps are indexed; later ones still play"
            )),
        ),
        Ok(facts) if facts.headings.len() == MAX_HEADINGS => (
            facts,
            Some(format!(
                "only the first {MAX_HEADINGS} headings have an anchor"
            )),
        ),
        Ok(facts) => (facts, None),
        Err(_) => {
            let facts = Facts {
                text: body.to_owned(),
                ..Facts::default()
            };
            (
                facts,
                Some(
                    "processing the text failed; it is shown without links and moments".to_owned(),
                ),
            )
        }
    }
}

/// The length in bytes of a first line `# Title` that repeats the title; 0 if there is none.
fn title_line_bytes(body: &str, title: &str) -> usize {
    let (line, end) = first_line(body);
    let repeats = line
        .strip_prefix("# ")
        .is_some_and(|heading| key(heading) == key(title));
    if repeats { end } else { 0 }
}

/// The text of a heading `# Title` in the first line, if it is no link to a video.
fn heading_title(body: &str) -> Option<String> {
    let (line, _) = first_line(body);
    if !line.starts_with("# ") {
        return None;
    }
    let (facts, _) = extract_facts(line, |line| facts(line, Subject::None));
    let heading = facts.headings.first().filter(|it| it.video.is_none())?;
    Some(facts.slice(&heading.text_range).trim().to_owned()).filter(|title| !title.is_empty())
}

/// The first line that is not blank, and the byte offset of its end.
fn first_line(body: &str) -> (&str, usize) {
    let start = body.len() - body.trim_start().len();
    let line = body[start..].lines().next().unwrap_or_default();
    (line, start + line.len())
}

/// The length in bytes of a first line `From: [[channel]] <br/>` that repeats the folder; 0 if
/// there is none, or if it names another channel.
fn from_line_bytes(body: &str, folder: &str) -> usize {
    let (line, end) = first_line(body);
    let link = line
        .strip_prefix("From:")
        .and_then(|rest| rest.trim().strip_prefix("[[")?.split_once("]]"));
    match link {
        Some((name, after)) => {
            let is_folder = key(name) == key(folder);
            let ends = matches!(
                after.trim().replace(' ', "").as_str(),
                "" | "<br/>" | "<br>"
            );
            if is_folder && ends { end } else { 0 }
        }
        None => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_survives_a_panic_in_the_extraction() {
        let (read, limit) = extract_facts("The text", |_| panic!("unexpected"));
        assert_eq!((read.text.as_str(), limit.is_some()), ("The text", true));
        let (read, limit) = extract_facts("The text [00:03:38]", |body| facts(body, Subject::None));
        assert_eq!((read.moments.len(), limit), (1, None));
    }

    #[test]
    fn a_thumbnail_names_the_video_if_nothing_else_does() {
        let front = "---\nimage: https://i.ytimg.com/vi/aaaaaaaaaaa/0.jpg\n---\n";
        let video = |body: &str| {
            let note = Note::new("c/n.md".to_owned(), format!("{front}{body}"));
            note.video.map(|id| id.to_string())
        };
        assert_eq!(video("Words").as_deref(), Some("aaaaaaaaaaa"));
        let cited = "https://youtu.be/bbbbbbbbbbb";
        assert_eq!(video(cited).as_deref(), Some("bbbbbbbbbbb"));
        assert_eq!(
            video("- https://youtu.be/bbbbbbbbbbb\n- https://youtu.be/ccccccccccc"),
            None
        );
    }

    #[test]
    fn the_index_of_a_folder_in_a_folder_is_a_note() {
        let video = |path: &str| {
            let note = Note::new(path.to_owned(), "https://youtu.be/aaaaaaaaaaa".to_owned());
            note.video.is_some()
        };
        assert!(video("post/one/index.md"));
        assert!(!video("post/index.md") && !video("index.md"));
    }

    #[test]
    fn truncation_is_reported() {
        let title = "title: ".to_owned() + &"a".repeat(10_000);
        for front in [
            title.clone(),
            format!("{title}\nmore: {}", "b".repeat(100_000)),
        ] {
            let note = Note::new("c/n.md".to_owned(), format!("---\n{front}\n---\nBody"));
            assert!(note.title.starts_with("aaaa") && note.title.len() < 600);
            assert!(
                note.problems
                    .iter()
                    .any(|problem| problem.message.contains("truncated")),
                "{:?}",
                note.problems.len()
            );
        }
        let note = Note::new(
            "c/n.md".to_owned(),
            "a [0:01] b [0:02] ".repeat(MAX_MOMENTS / 2 + 10),
        );
        assert_eq!(note.facts.moments.len(), MAX_MOMENTS);
        assert_eq!(note.problems[0].kind, ProblemKind::Truncated);
    }

    #[test]
    fn a_from_line_that_repeats_the_folder_is_removed() {
        let rest = |body: &'static str| &body[from_line_bytes(body, "acquiredfm")..];
        assert_eq!(rest("\nFrom: [[acquiredFM]] <br/> \n\nText"), "\n\nText");
        assert_eq!(
            rest("From: [[elsewhere]]\nText"),
            "From: [[elsewhere]]\nText"
        );
        assert_eq!(
            rest("From: [[acquiredfm]] and me"),
            "From: [[acquiredfm]] and me"
        );
        assert_eq!(rest("Text"), "Text");
    }
}
