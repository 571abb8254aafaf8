//! Transcripts of videos: what is said, and when. A leaf module on [`crate::text`].
//!
//! The text of a file in, a [`Transcript`] out: WebVTT, SubRip, and the JSON of Whisper, of
//! Podcasting 2.0 and of YouTube (`json3`). Files from elsewhere are often irregular, so a damaged
//! cue is skipped and costs only itself.

mod builder;
mod file_name;
mod json;
mod markup;
mod sniff;
mod subtitles;

use std::ops::Range;

use thiserror::Error;

pub use file_name::{FileKind, FileName};
pub use sniff::{Sniffed, sniff};

use builder::Builder;

/// The maximum size of a transcript, in bytes. A talk of ten hours has 2 MB, with a time for each
/// word 15 MB.
pub const MAX_TRANSCRIPT_BYTES: usize = 20_000_000;

/// The maximum number of cues; further ones are ignored. A talk of ten hours has 20,000.
const MAX_CUES: usize = 300_000;

/// The maximum time of a cue, in milliseconds: 1,000 hours.
const MAX_MS: u32 = 1_000 * 3_600_000;

/// A text and the time at which it is said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cue {
    /// The start, in milliseconds.
    pub start_ms: u32,
    /// The end, in milliseconds; not before the start.
    pub end_ms: u32,
    /// The byte range in [`Transcript::text`]; not empty.
    pub text: Range<u32>,
}

/// What is said in a video.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Transcript {
    /// The texts of all cues, one per line, without markup.
    pub text: String,
    /// The cues, sorted by start; their texts are in the same order.
    pub cues: Vec<Cue>,
}

/// Why a file is no transcript.
#[derive(Debug, Error)]
pub enum ParseError {
    /// It exceeds [`MAX_TRANSCRIPT_BYTES`].
    #[error("larger than {MAX_TRANSCRIPT_BYTES} bytes")]
    TooLarge,
    /// It is no JSON object: the line of the error, counted from 1.
    #[error("invalid JSON in line {0}")]
    Json(usize),
    /// It contains no readable cue.
    #[error("it contains no text with a time")]
    NoCues,
}

/// Parses a transcript. The extension of its path tells JSON from the other formats.
///
/// # Errors
/// If it is too large, is invalid JSON, or contains no cue.
pub fn parse(path: &str, source: &str) -> Result<Transcript, ParseError> {
    if source.len() > MAX_TRANSCRIPT_BYTES {
        return Err(ParseError::TooLarge);
    }
    let source = source.trim_start_matches('\u{FEFF}');
    let mut builder = Builder::default();
    if file_name::is_json(path) {
        // The message of the error may contain text of the file.
        json::parse(source, &mut builder).map_err(|error| ParseError::Json(error.line()))?;
    } else {
        subtitles::parse(source, &mut builder);
    }
    let transcript = builder.finish();
    if transcript.cues.is_empty() {
        return Err(ParseError::NoCues);
    }
    Ok(transcript)
}

#[cfg(test)]
mod tests;
