//! Files about the videos, beside the notes: yt-dlp's `*.info.json`, which are read at load, and
//! transcripts, which are listed and read later. None of them is published.

mod transcript_file;
mod video_info;

use std::collections::{BTreeMap, HashMap};
use std::io::Read;
use std::path::Path;

use cap_std::fs::Dir;
use rayon::prelude::*;

pub use transcript_file::{TranscriptError, TranscriptFile, preferred_transcripts};
pub use video_info::{Chapter, VideoInfo};

use crate::corpus::decode::decode;
use crate::corpus::folder::{Opener, stamp};
use crate::corpus::problem::{Problem, ProblemKind};
use crate::text::youtube::YoutubeId;
use crate::transcript::{FileKind, FileName, MAX_TRANSCRIPT_BYTES, Sniffed, sniff};

/// The maximum size of an `*.info.json`, in bytes. Without comments of viewers, they have 1 MB.
const MAX_INFO_BYTES: u64 = 20_000_000;

/// How much of a JSON file is read to tell whether it is a transcript, in bytes: first, and if that
/// does not tell. Whisper writes the whole text first; that of a talk of ten hours has 600 kB.
const SNIFFED_BYTES: [u64; 2] = [4_096, 1_000_000];

/// What the files about the videos say.
#[derive(Debug, Default)]
pub(super) struct Sidecars {
    /// What is known about each video.
    pub(super) videos: HashMap<YoutubeId, VideoInfo>,
    /// The transcripts, sorted by path.
    pub(super) transcripts: Vec<TranscriptFile>,
    /// The problems of files that were skipped.
    pub(super) problems: Vec<Problem>,
}

/// A file that was read.
enum Sidecar {
    Video(VideoInfo),
    Transcript(TranscriptFile),
    Skipped(Problem),
}

/// The files of the previous load, by path: one whose stamp is the same is not read again.
struct Known<'a> {
    videos: BTreeMap<&'a str, &'a VideoInfo>,
    transcripts: BTreeMap<&'a str, &'a TranscriptFile>,
}

impl Sidecars {
    /// Whether a path is the name of such a file.
    pub(super) fn is_name(path: &str) -> bool {
        FileName::parse(path).is_some()
    }

    /// Reads the files at these paths, which are sorted. Of several files about one video, the
    /// first counts.
    pub(super) fn read(
        root: &Dir,
        paths: &[String],
        videos: &HashMap<YoutubeId, VideoInfo>,
        transcripts: &[TranscriptFile],
    ) -> Self {
        let by_path = transcripts.iter().map(|file| (file.path.as_str(), file));
        let known = Known {
            videos: videos.values().map(|it| (it.path.as_str(), it)).collect(),
            transcripts: by_path.collect(),
        };
        let read: Vec<_> = paths
            .par_iter()
            .map_init(
                || Opener::new(root),
                |opener, path| known.read(opener, path),
            )
            .flatten()
            .collect();
        let mut sidecars = Self::default();
        for sidecar in read {
            match sidecar {
                Sidecar::Video(info) => {
                    sidecars.videos.entry(info.id).or_insert(info);
                }
                Sidecar::Transcript(file) => sidecars.transcripts.push(file),
                Sidecar::Skipped(problem) => sidecars.problems.push(problem),
            }
        }
        sidecars
    }
}

impl Known<'_> {
    /// Reads a file; `None` if it is about no video.
    fn read(&self, opener: &mut Opener, path: &str) -> Option<Sidecar> {
        let name = FileName::parse(path)?;
        let read = match name.kind {
            FileKind::Info => self.read_info(opener, path, &name),
            FileKind::Json | FileKind::Transcript => self.read_transcript(opener, path, &name),
        };
        read.unwrap_or_else(|cause| {
            Some(Sidecar::Skipped(Problem {
                path: path.to_owned(),
                line: 0,
                kind: ProblemKind::SkippedFile,
                message: format!("skipped: {cause}"),
            }))
        })
    }

    /// Reads an `*.info.json`.
    ///
    /// # Errors
    /// If it cannot be read, is too large, or is invalid JSON.
    fn read_info(
        &self,
        opener: &mut Opener,
        path: &str,
        name: &FileName,
    ) -> Result<Option<Sidecar>, String> {
        let file = opener
            .file(Path::new(path))
            .map_err(|error| error.to_string())?;
        let stamp = stamp(&file.metadata().map_err(|error| error.to_string())?);
        let same = self.videos.get(path).filter(|info| info.stamp == stamp);
        if let Some(same) = same {
            return Ok(Some(Sidecar::Video((*same).clone())));
        }
        let mut bytes = Vec::new();
        file.take(MAX_INFO_BYTES + 1)
            .read_to_end(&mut bytes)
            .map_err(|error| error.to_string())?;
        if bytes.len() as u64 > MAX_INFO_BYTES {
            return Err(format!("larger than {MAX_INFO_BYTES} bytes"));
        }
        let (source, _) = decode(bytes);
        let info = VideoInfo::parse(path, stamp, name.video, &source);
        info.map(|info| info.map(Sidecar::Video))
            // The message of the error may contain text of the file.
            .map_err(|error| format!("invalid JSON in line {}", error.line()))
    }

    /// Lists a transcript. Only of a JSON file, the first bytes are read.
    ///
    /// # Errors
    /// If it cannot be read or is too large.
    fn read_transcript(
        &self,
        opener: &mut Opener,
        path: &str,
        name: &FileName,
    ) -> Result<Option<Sidecar>, String> {
        let meta = opener
            .metadata(Path::new(path))
            .map_err(|error| error.to_string())?;
        let file = TranscriptFile::new(path, name, &meta);
        let Some(file) = file else { return Ok(None) };
        let is_known = self.transcripts.get(path) == Some(&&file);
        if !is_known && name.kind == FileKind::Json && !is_transcript(opener, path)? {
            return Ok(None);
        }
        if file.bytes > MAX_TRANSCRIPT_BYTES as u64 {
            return Err(format!("larger than {MAX_TRANSCRIPT_BYTES} bytes"));
        }
        Ok(Some(Sidecar::Transcript(file)))
    }
}

/// Whether a JSON file is a transcript, by its keys.
///
/// # Errors
/// If it cannot be read.
fn is_transcript(opener: &mut Opener, path: &str) -> Result<bool, String> {
    let mut file = opener
        .file(Path::new(path))
        .map_err(|error| error.to_string())?;
    let mut head = Vec::new();
    for limit in SNIFFED_BYTES {
        let rest = limit - head.len() as u64;
        let read = (&mut file).take(rest).read_to_end(&mut head);
        let count = read.map_err(|error| error.to_string())?;
        match sniff(&head) {
            Sniffed::Unknown if count as u64 == rest => {}
            sniffed => return Ok(sniffed == Sniffed::Transcript),
        }
    }
    Ok(false)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::{Corpus, LoadOptions, Previous, load, reload};
    use crate::progress::Progress;

    /// The id in the names of the tests' files.
    const ID: &str = "E1cxZuHrwZc";
    const VTT: &str = "WEBVTT\n\n00:01.000 --> 00:02.000\nSalt\n";

    /// Writes a note and these files to a folder.
    fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        for (path, text) in files.iter().chain(&[("c/note.md", "Words.")]) {
            let path = folder.path().join(path);
            std::fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
            std::fs::write(path, text).expect("a file");
        }
        folder
    }

    fn transcripts(corpus: &Corpus) -> Vec<&str> {
        let files = corpus.transcripts.iter();
        files.map(|file| file.path.as_str()).collect()
    }

    fn previous(corpus: &Corpus) -> Previous<'_> {
        Previous {
            notes: &corpus.notes,
            media: &corpus.media,
            videos: &corpus.videos,
            transcripts: &corpus.transcripts,
            problems: &corpus.problems,
        }
    }

    fn reloaded(folder: &Path, corpus: &Corpus) -> Corpus {
        let (options, progress) = (LoadOptions::default(), Progress::default());
        reload(folder, &options, Some(previous(corpus)), &progress).expect("it loads")
    }

    #[test]
    fn files_about_videos_are_found_anywhere_and_read() {
        let long = "word ".repeat(20_000);
        let whisper =
            format!(r#"{{"text": "{long}", "segments": [{{"start": 1, "text": "Salt"}}]}}"#);
        let folder = folder(&[
            ("E1cxZuHrwZc.en.vtt", VTT),
            ("c/deep/On bread [E1cxZuHrwZc].srt", VTT),
            ("c/E1cxZuHrwZc.json", &whisper),
            ("c/development.json", r#"{"nodes": [{"start": 1}]}"#),
            (
                "c/On bread [kn1feSharp0].info.json",
                r#"{"title": "On bread", "duration": 65}"#,
            ),
            (
                "d/any.info.json",
                r#"{"id": "E1cxZuHrwZc", "title": "On oil"}"#,
            ),
            ("e/E1cxZuHrwZc.info.json", r#"{"title": "Another"}"#),
            (
                "d/All [PL123].info.json",
                r#"{"_type": "playlist", "id": "PL123"}"#,
            ),
            // Not served.
            (".hidden/E1cxZuHrwZc.vtt", VTT),
            ("c/.E1cxZuHrwZc.vtt", VTT),
            ("x/E1cxZuHrwZc.vtt", VTT),
            (".cueleafignore", "x\n"),
        ]);
        let corpus = load(folder.path()).expect("it loads");
        assert_eq!(corpus.problems, []);
        let expected = [
            "E1cxZuHrwZc.en.vtt",
            "c/E1cxZuHrwZc.json",
            "c/deep/On bread [E1cxZuHrwZc].srt",
        ];
        assert_eq!(transcripts(&corpus), expected);
        for file in &corpus.transcripts {
            let transcript = file.read(&corpus.media).expect("a transcript");
            assert_eq!(transcript.text, "Salt\n", "{}", file.path);
        }
        let title = |id: &str| {
            let info = corpus.videos.get(&YoutubeId::parse(id)?)?;
            Some((info.title.as_deref()?, info.duration))
        };
        assert_eq!(title("kn1feSharp0"), Some(("On bread", Some(65))));
        assert_eq!(title(ID), Some(("On oil", None)), "the first by path");
        assert_eq!(corpus.videos.len(), 2);
    }

    #[test]
    fn a_reload_notices_changes() {
        let folder = folder(&[
            ("c/E1cxZuHrwZc.vtt", VTT),
            ("c/E1cxZuHrwZc.json", r#"{"segments": [{"start": 1}]}"#),
            ("c/E1cxZuHrwZc.info.json", r#"{"title": "On bread"}"#),
        ]);
        let at = |path: &str| folder.path().join(path);
        let mut corpus = load(folder.path()).expect("it loads");
        let unchanged = reloaded(folder.path(), &corpus);
        assert!(unchanged.is_unchanged(&previous(&corpus)));
        assert_eq!(unchanged.transcripts.len(), 2);
        for (path, text) in [
            (
                "c/E1cxZuHrwZc.vtt",
                "WEBVTT\n\n00:01.000 --> 00:03.000\nSalt\n",
            ),
            ("c/E1cxZuHrwZc.json", "{}"),
            ("c/E1cxZuHrwZc.info.json", r#"{"title": "On flour"}"#),
            ("c/E1cxZuHrwZc.en.srt", VTT),
            ("c/kn1feSharp0.info.json", "{}"),
        ] {
            std::fs::write(at(path), text).expect("a file");
            let changed = reloaded(folder.path(), &corpus);
            assert!(!changed.is_unchanged(&previous(&corpus)), "{path}");
            corpus = changed;
        }
        std::fs::remove_file(at("c/E1cxZuHrwZc.vtt")).expect("it is removed");
        let changed = reloaded(folder.path(), &corpus);
        assert!(!changed.is_unchanged(&previous(&corpus)));
        assert_eq!(transcripts(&changed), ["c/E1cxZuHrwZc.en.srt"]);
        let id = YoutubeId::parse(ID).expect("an id");
        assert_eq!(changed.videos[&id].title.as_deref(), Some("On flour"));
        // A file that was listed may be gone.
        assert!(corpus.transcripts[1].read(&corpus.media).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn large_damaged_and_linked_files_are_skipped_and_reported() {
        let folder = folder(&[
            ("c/kn1feSharp0.info.json", "{\n\"title\": \"secret"),
            ("c/E1cxZuHrwZc.srt", ""),
            ("c/E1cxZuHrwZc.info.json", ""),
            ("outside.txt", VTT),
        ]);
        let at = |path: &str| folder.path().join(path);
        let grow = |path: &str, bytes: u64| {
            let file = std::fs::File::options().append(true).open(at(path));
            file.and_then(|file| file.set_len(bytes)).expect("it grows");
        };
        grow("c/E1cxZuHrwZc.srt", MAX_TRANSCRIPT_BYTES as u64 + 1);
        grow("c/E1cxZuHrwZc.info.json", MAX_INFO_BYTES + 1);
        std::os::unix::fs::symlink(at("outside.txt"), at("c/E1cxZuHrwZc.vtt")).expect("a link");
        let corpus = load(folder.path()).expect("it loads");
        let problems: Vec<String> = corpus.problems.iter().map(ToString::to_string).collect();
        assert_eq!(
            problems,
            [
                "c/E1cxZuHrwZc.info.json:0: skipped: larger than 20000000 bytes",
                "c/E1cxZuHrwZc.srt:0: skipped: larger than 20000000 bytes",
                "c/E1cxZuHrwZc.vtt:0: skipped: symlinks are not followed",
                "c/kn1feSharp0.info.json:0: skipped: invalid JSON in line 2",
            ]
        );
        assert!(corpus.transcripts.is_empty() && corpus.videos.is_empty());
        let same = reloaded(folder.path(), &corpus);
        assert!(same.is_unchanged(&previous(&corpus)));
    }
}
