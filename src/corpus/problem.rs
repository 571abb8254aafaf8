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
    Skipped,
    /// The file is not valid UTF-8.
    Encoding,
    /// The front matter is invalid or has invalid values.
    FrontMatter,
    /// The text was not fully processed: it exceeds a limit, or processing it failed.
    Limited,
    /// A timestamp contains no time.
    UnreadableTime,
    /// The label of a timestamp differs from its attribute.
    ContradictingTime,
    /// A time is past the end of the video.
    TimeBeyondVideo,
    /// For information: timestamps were reinterpreted.
    RepairedTime,
    /// For information: no note matches a link.
    MissingTopic,
    /// The permalinks of two files are equal or differ only in case or punctuation.
    SameAddress,
    /// For information: the note is private.
    Private,
    /// For information: a permalink would be too long, and was shortened.
    LongAddress,
}

impl ProblemKind {
    /// All kinds.
    pub const ALL: [Self; 12] = [
        Self::Skipped,
        Self::Encoding,
        Self::FrontMatter,
        Self::Limited,
        Self::UnreadableTime,
        Self::ContradictingTime,
        Self::TimeBeyondVideo,
        Self::RepairedTime,
        Self::MissingTopic,
        Self::SameAddress,
        Self::Private,
        Self::LongAddress,
    ];

    /// The kind's name, as in `--deny skipped,encoding`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Skipped => "skipped",
            Self::Encoding => "encoding",
            Self::FrontMatter => "front-matter",
            Self::Limited => "limited",
            Self::UnreadableTime => "unreadable-time",
            Self::ContradictingTime => "contradicting-time",
            Self::TimeBeyondVideo => "time-beyond-video",
            Self::RepairedTime => "repaired-time",
            Self::MissingTopic => "missing-topic",
            Self::SameAddress => "same-address",
            Self::Private => "private",
            Self::LongAddress => "long-address",
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.path, self.line, self.message)
    }
}
