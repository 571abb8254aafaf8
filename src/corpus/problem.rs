//! Problems of files: data, not errors.

use std::fmt;

/// A problem and its location.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// The path of the file relative to the content folder, with `/`.
    pub path: String,
    /// The line, counted from 1; 0 for the whole file.
    pub line: u32,
    /// The kind of problem.
    pub kind: ProblemKind,
    /// What is wrong and what was done about it.
    pub message: String,
}

/// The kinds of problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ProblemKind {
    /// The file was skipped.
    SkippedFile,
    /// A transcript cannot be read.
    InvalidTranscript,
    /// The file is not valid UTF-8.
    InvalidUtf8,
    /// The front matter is invalid or has invalid values.
    InvalidFrontMatter,
    /// The text was not fully processed: it exceeds a limit, or processing it failed.
    Truncated,
    /// A timestamp contains no time.
    InvalidTimestamp,
    /// The label of a timestamp differs from its attribute or its URL.
    ConflictingTimestamp,
    /// For information: the note names several videos.
    SeveralVideos,
    /// For information: the note names a video or cites times, but has no player.
    NoPlayer,
    /// A time is past the end of the video.
    TimestampOutOfRange,
    /// The transcript of the video has nothing like the sentence of a timestamp near its time.
    UnsupportedTimestamp,
    /// For information: timestamps were reinterpreted.
    ReinterpretedTimestamp,
    /// For information: no note matches a link.
    UnresolvedLink,
    /// A link names a heading that its target does not have.
    UnresolvedHeading,
    /// A link names a block that its target does not have.
    UnresolvedBlock,
    /// For information: a link matches several notes equally well.
    AmbiguousLink,
    /// A link names a file that is missing or not served.
    MissingFile,
    /// The permalinks of two files are equal or differ only in case or punctuation.
    PermalinkCollision,
    /// For information: the note is private.
    PrivateNote,
    /// For information: a permalink would be too long, and was shortened.
    LongUrl,
}

impl ProblemKind {
    /// All kinds.
    pub const ALL: [Self; 20] = [
        Self::SkippedFile,
        Self::InvalidTranscript,
        Self::InvalidUtf8,
        Self::InvalidFrontMatter,
        Self::Truncated,
        Self::InvalidTimestamp,
        Self::ConflictingTimestamp,
        Self::SeveralVideos,
        Self::NoPlayer,
        Self::TimestampOutOfRange,
        Self::UnsupportedTimestamp,
        Self::ReinterpretedTimestamp,
        Self::UnresolvedLink,
        Self::UnresolvedHeading,
        Self::UnresolvedBlock,
        Self::AmbiguousLink,
        Self::MissingFile,
        Self::PermalinkCollision,
        Self::PrivateNote,
        Self::LongUrl,
    ];

    /// The kind's name, as in `--deny skipped-file,invalid-utf8`.
    pub fn name(self) -> &'static str {
        match self {
            Self::SkippedFile => "skipped-file",
            Self::InvalidTranscript => "invalid-transcript",
            Self::InvalidUtf8 => "invalid-utf8",
            Self::InvalidFrontMatter => "invalid-front-matter",
            Self::Truncated => "truncated",
            Self::InvalidTimestamp => "invalid-timestamp",
            Self::ConflictingTimestamp => "conflicting-timestamp",
            Self::SeveralVideos => "several-videos",
            Self::NoPlayer => "no-player",
            Self::TimestampOutOfRange => "timestamp-out-of-range",
            Self::UnsupportedTimestamp => "unsupported-timestamp",
            Self::ReinterpretedTimestamp => "reinterpreted-timestamp",
            Self::UnresolvedLink => "unresolved-link",
            Self::UnresolvedHeading => "unresolved-heading",
            Self::UnresolvedBlock => "unresolved-block",
            Self::AmbiguousLink => "ambiguous-link",
            Self::MissingFile => "missing-file",
            Self::PermalinkCollision => "permalink-collision",
            Self::PrivateNote => "private-note",
            Self::LongUrl => "long-url",
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.path, self.line, self.message)
    }
}
