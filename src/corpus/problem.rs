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
    Skipped,
    /// The file is not UTF-8 throughout.
    Encoding,
    /// The front matter cannot be read, or lacks something.
    FrontMatter,
    /// Not all that the text says is understood: it is too much, or reading it failed.
    Limited,
    /// A timestamp holds no time.
    UnreadableTime,
    /// The label of a timestamp says another time than its attribute.
    ContradictingTime,
    /// A time lies beyond the end of the video.
    TimeBeyondVideo,
    /// For information: timestamps were read otherwise than they are written.
    RepairedTime,
    /// For information: no note answers a link.
    MissingTopic,
    /// A link names a heading that its target does not have.
    UnresolvedHeading,
    /// Two files have one address, or addresses that differ in case or punctuation alone.
    SameAddress,
    /// For information: the note is private.
    Private,
    /// For information: an address would be too long, and is a short one.
    LongAddress,
}

impl ProblemKind {
    /// All of them.
    pub const ALL: [Self; 13] = [
        Self::Skipped,
        Self::Encoding,
        Self::FrontMatter,
        Self::Limited,
        Self::UnreadableTime,
        Self::ContradictingTime,
        Self::TimeBeyondVideo,
        Self::RepairedTime,
        Self::MissingTopic,
        Self::UnresolvedHeading,
        Self::SameAddress,
        Self::Private,
        Self::LongAddress,
    ];

    /// The kind's name, as in `--errors skipped,encoding`.
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
            Self::UnresolvedHeading => "unresolved-heading",
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
