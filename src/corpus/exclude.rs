//! What is left out: the patterns of `--exclude` and of the `.cueleafignore` files, in the syntax of `.gitignore`.
//!
//! As in Git, a pattern is relative to the folder of its file, the last pattern that matches counts, a file further down
//! counts more than one further up, and `--exclude` counts more than any file. The walk does not enter a folder that is
//! left out, so nothing below it can be taken back by `!`.

use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use cap_std::fs::Dir;
use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::error::LoadError;
use super::folder::open_file;
use super::problem::{Problem, ProblemKind};
use super::walk::written;

/// The name of the files that say what is left out.
pub(super) const IGNORE_FILE: &str = ".cueleafignore";

/// The largest file of patterns, in bytes.
const MAX_IGNORE_FILE_BYTES: u64 = 64 * 1024;

/// The most patterns of one file.
const MAX_PATTERNS: usize = 1000;

/// The most `*`, `?` and `[` of one file: each costs time for every byte of every path in the folder.
const MAX_WILDCARDS: usize = 500;

/// The patterns that hold in a folder.
#[derive(Clone)]
pub(super) struct Exclusions {
    flags: Arc<Gitignore>,
    files: Option<Arc<IgnoreFile>>,
}

/// The patterns of one file.
struct IgnoreFile {
    /// The folder that they are relative to.
    folder: PathBuf,
    patterns: Gitignore,
    /// The file above it that is nearest.
    above: Option<Arc<IgnoreFile>>,
}

impl Exclusions {
    /// The patterns of `--exclude`.
    ///
    /// # Errors
    /// Where one is not valid.
    pub(super) fn new(flags: &[String]) -> Result<Self, LoadError> {
        let mut builder = GitignoreBuilder::new("");
        for pattern in flags {
            add(&mut builder, pattern).map_err(|cause| LoadError::Exclude(pattern.clone(), cause))?;
        }
        let flags = builder.build().map_err(|error| LoadError::Exclude(flags.join(","), error.to_string()))?;
        Ok(Self { flags: Arc::new(flags), files: None })
    }

    /// The patterns that hold in a folder below: these, and those of its own file. Patterns that are not valid are left out
    /// and become problems.
    ///
    /// # Errors
    /// Where the folder has such a file, but it cannot be read whole.
    pub(super) fn within(&self, dir: &Dir, folder: &Path, problems: &mut Vec<Problem>) -> io::Result<Self> {
        let Some(text) = read(dir)? else { return Ok(self.clone()) };
        check_size(&text).map_err(io::Error::other)?;
        let mut builder = GitignoreBuilder::new("");
        for (index, line) in text.split(|byte| *byte == b'\n').enumerate() {
            let added = match std::str::from_utf8(line) {
                Ok(line) => add(&mut builder, if index == 0 { line.trim_start_matches('\u{feff}') } else { line }),
                Err(_) => Err("not UTF-8".to_owned()),
            };
            problems.extend(added.err().map(|cause| Problem {
                path: written(&folder.join(IGNORE_FILE)),
                line: index as u32 + 1,
                kind: ProblemKind::Skipped,
                message: format!("skipped: a pattern that is not valid: {cause}"),
            }));
        }
        let patterns = builder.build().map_err(io::Error::other)?;
        let file = IgnoreFile { folder: folder.to_owned(), patterns, above: self.files.clone() };
        Ok(Self { flags: Arc::clone(&self.flags), files: Some(Arc::new(file)) })
    }

    /// Whether a file or folder is left out; its path is relative to the content folder.
    pub(super) fn excludes(&self, path: &Path, is_folder: bool) -> bool {
        let mut found = self.flags.matched(path, is_folder);
        let mut next = self.files.as_deref();
        while let Some(file) = next.filter(|_| found.is_none()) {
            found = file.patterns.matched(path.strip_prefix(&file.folder).unwrap_or(path), is_folder);
            next = file.above.as_deref();
        }
        found.is_ignore()
    }
}

/// Says which bound the text of a file exceeds.
fn check_size(text: &[u8]) -> Result<(), String> {
    let patterns = || text.split(|byte| *byte == b'\n').filter(|line| !line.is_empty() && !line.starts_with(b"#"));
    let wildcards = patterns().flatten().filter(|byte| matches!(byte, b'*' | b'?' | b'['));
    if patterns().count() > MAX_PATTERNS {
        return Err(format!("more than {MAX_PATTERNS} patterns"));
    }
    if wildcards.count() > MAX_WILDCARDS {
        return Err(format!("more than {MAX_WILDCARDS} wildcards"));
    }
    Ok(())
}

fn add(builder: &mut GitignoreBuilder, line: &str) -> Result<(), String> {
    match builder.add_line(None, &with_plain_braces(line)) {
        Ok(_) => Ok(()),
        Err(ignore::Error::Glob { err, .. }) => Err(err),
        Err(error) => Err(error.to_string()),
    }
}

/// Braces are plain characters in `.gitignore`, but list alternatives in the library that matches the patterns.
fn with_plain_braces(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let (mut is_escaped, mut in_class) = (false, false);
    for c in line.chars() {
        if matches!(c, '{' | '}') && !is_escaped && !in_class {
            plain.push('\\');
        }
        match c {
            '[' if !is_escaped => in_class = true,
            ']' => in_class = false,
            _ => {}
        }
        is_escaped = c == '\\' && !is_escaped;
        plain.push(c);
    }
    plain
}

/// The text of a folder's own file; `None` where it has none.
fn read(dir: &Dir) -> io::Result<Option<Vec<u8>>> {
    let file = match open_file(dir, Path::new(IGNORE_FILE)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        file => file?,
    };
    let mut text = Vec::new();
    file.take(MAX_IGNORE_FILE_BYTES + 1).read_to_end(&mut text)?;
    if text.len() as u64 > MAX_IGNORE_FILE_BYTES {
        return Err(io::Error::other(format!("more than {MAX_IGNORE_FILE_BYTES} bytes")));
    }
    Ok(Some(text))
}
