//! Transcripts of the content folder: listed at load, parsed on request.

use std::collections::HashMap;
use std::io::{self, Read};

use cap_std::fs::Metadata;
use thiserror::Error;

use crate::corpus::decode::decode;
use crate::corpus::folder::stamp;
use crate::corpus::media::MediaFolder;
use crate::text::youtube::YoutubeId;
use crate::transcript::{self, FileName, MAX_TRANSCRIPT_BYTES, ParseError, Transcript};

/// A transcript in the content folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TranscriptFile {
    /// The path relative to the content folder, with `/`.
    pub path: String,
    /// The video, which its name tells.
    pub video: YoutubeId,
    /// The tag of its language in its name, `en` or `en-US`.
    pub language: Option<String>,
    /// Whether its name says that a machine wrote or translated it.
    pub is_automatic: bool,
    /// Its size in bytes.
    pub bytes: u64,
    /// A hash of its size and times, which changes when the file changes.
    pub stamp: u64,
}

/// Why a transcript cannot be read.
#[derive(Debug, Error)]
pub enum TranscriptError {
    /// The file cannot be read.
    #[error("cannot read the transcript")]
    Io(#[from] io::Error),
    /// The file is no transcript.
    #[error("not a transcript")]
    Parse(#[from] ParseError),
}

impl TranscriptFile {
    /// The transcript with this name; `None` if the name tells no video.
    pub(super) fn new(path: &str, name: &FileName, meta: &Metadata) -> Option<Self> {
        Some(Self {
            path: path.to_owned(),
            video: name.video?,
            language: name.language.map(str::to_owned),
            is_automatic: name.is_automatic,
            bytes: meta.len(),
            stamp: stamp(meta),
        })
    }

    /// Reads and parses the file through the handle of the content folder, without following
    /// symlinks. It may have changed since it was listed.
    ///
    /// # Errors
    /// If it cannot be read, is too large, or contains no cue.
    pub fn read(&self, folder: &MediaFolder) -> Result<Transcript, TranscriptError> {
        let file = folder.open(&self.path)?;
        let mut bytes = Vec::new();
        file.take(MAX_TRANSCRIPT_BYTES as u64 + 1)
            .read_to_end(&mut bytes)?;
        let (source, _) = decode(bytes);
        Ok(transcript::parse(&self.path, &source)?)
    }

    /// How well it suits a language (two or three letters): the lowest rank suits best.
    fn rank(&self, language: Option<&str>) -> (u8, bool) {
        let own = self.language.as_deref();
        let own = own.and_then(|tag| tag.split(['-', '_']).next());
        let distance = match own.zip(language) {
            Some((own, language)) if own.eq_ignore_ascii_case(language) => 0,
            None => 1,
            Some(_) => 2,
        };
        (distance, self.is_automatic)
    }
}

/// One transcript of each video: one in this language (two or three letters), then one whose
/// language is unknown; written by a person rather than a machine; the first by path.
pub fn preferred_transcripts<'t>(
    files: &'t [TranscriptFile],
    language: Option<&str>,
) -> HashMap<YoutubeId, &'t TranscriptFile> {
    let mut preferred: HashMap<YoutubeId, &TranscriptFile> = HashMap::new();
    for file in files {
        let best = preferred.entry(file.video).or_insert(file);
        if (file.rank(language), &file.path) < (best.rank(language), &best.path) {
            *best = file;
        }
    }
    preferred
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The files with these names, in this order.
    fn files(names: &[&str]) -> Vec<TranscriptFile> {
        let file = |path: &&str| {
            let name = FileName::parse(path)?;
            Some(TranscriptFile {
                path: (*path).to_owned(),
                video: name.video?,
                language: name.language.map(str::to_owned),
                is_automatic: name.is_automatic,
                bytes: 0,
                stamp: 0,
            })
        };
        names.iter().filter_map(file).collect()
    }

    #[test]
    fn one_transcript_of_each_video_is_preferred() {
        for (names, language, expected) in [
            (&["A.de.vtt", "A.en.vtt"][..], Some("en"), "A.en.vtt"),
            (&["A.de.vtt", "A.en.vtt"], Some("tr"), "A.de.vtt"),
            (&["A.de.vtt", "A.en.vtt"], None, "A.de.vtt"),
            (&["A.de.vtt", "A.vtt"], Some("en"), "A.vtt"),
            (&["A.en-orig.vtt", "A.en-US.vtt"], Some("en"), "A.en-US.vtt"),
            (&["A.de-en.vtt", "A.de.srt"], Some("de"), "A.de.srt"),
            (&["A.de.vtt", "A.en-orig.vtt"], Some("en"), "A.en-orig.vtt"),
            (&["b/A.en.vtt", "a/A.en.vtt"], Some("en"), "a/A.en.vtt"),
        ] {
            let names: Vec<String> = names
                .iter()
                .map(|name| name.replace('A', "AAAAAAAAAAA"))
                .chain(["BBBBBBBBBBB.fr.vtt".to_owned()])
                .collect();
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let files = files(&names);
            let preferred = preferred_transcripts(&files, language);
            let mut paths: Vec<&str> = preferred.values().map(|file| file.path.as_str()).collect();
            paths.sort_unstable();
            let mut all = [
                expected.replace('A', "AAAAAAAAAAA"),
                "BBBBBBBBBBB.fr.vtt".to_owned(),
            ];
            all.sort_unstable();
            assert_eq!(paths, all, "{names:?} {language:?}");
        }
    }
}
