//! What is wrong in a file: data, not an error.

use std::fmt;

/// One thing that is wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// The file, relative to the content folder, with `/`.
    pub path: String,
    /// The line, counted from 1; 0 where the whole file is meant.
    pub line: u32,
    /// What kind of problem it is.
    pub kind: ProblemKind,
    /// What is wrong and what was done about it, for a person.
    pub message: String,
}

/// The kinds of problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ProblemKind {
    /// The file was not taken into the archive.
    SkippedFile,
    /// The file is not UTF-8 throughout.
    InvalidUtf8,
    /// The front matter cannot be read, or lacks something.
    InvalidFrontMatter,
    /// Not all that the text says is understood: it is too much, or reading it failed.
    Truncated,
    /// A timestamp holds no time.
    InvalidTimestamp,
    /// The label of a timestamp says another time than its attribute.
    ConflictingTimestamp,
    /// A time lies beyond the end of the video.
    TimestampOutOfRange,
    /// For information: timestamps were read otherwise than they are written.
    ReinterpretedTimestamp,
    /// For information: no note answers a link.
    UnresolvedLink,
    /// A link names a heading that its target does not have.
    UnresolvedHeading,
    /// Two files have one address, or addresses that differ in case or punctuation alone.
    PermalinkCollision,
    /// For information: the note is private.
    PrivateNote,
    /// For information: an address would be too long, and is a short one.
    LongUrl,
}

impl ProblemKind {
    /// All of them.
    pub const ALL: [Self; 13] = [
        Self::SkippedFile,
        Self::InvalidUtf8,
        Self::InvalidFrontMatter,
        Self::Truncated,
        Self::InvalidTimestamp,
        Self::ConflictingTimestamp,
        Self::TimestampOutOfRange,
        Self::ReinterpretedTimestamp,
        Self::UnresolvedLink,
        Self::UnresolvedHeading,
        Self::PermalinkCollision,
        Self::PrivateNote,
        Self::LongUrl,
    ];

    /// The kind's name, as in `--deny skipped-file,invalid-utf8`.
    pub fn name(self) -> &'static str {
        match self {
            Self::SkippedFile => "skipped-file",
            Self::InvalidUtf8 => "invalid-utf8",
            Self::InvalidFrontMatter => "invalid-front-matter",
            Self::Truncated => "truncated",
            Self::InvalidTimestamp => "invalid-timestamp",
            Self::ConflictingTimestamp => "conflicting-timestamp",
            Self::TimestampOutOfRange => "timestamp-out-of-range",
            Self::ReinterpretedTimestamp => "reinterpreted-timestamp",
            Self::UnresolvedLink => "unresolved-link",
            Self::UnresolvedHeading => "unresolved-heading",
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
