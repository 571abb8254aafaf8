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
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ProblemKind {
    /// The file was not taken into the archive.
    Skipped,
    /// The file is not UTF-8 throughout.
    Encoding,
    /// The front matter cannot be read, or lacks something.
    FrontMatter,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.path, self.line, self.message)
    }
}
