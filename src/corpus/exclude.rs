//! Excluded files: the patterns of `--exclude` and of `.cueleafignore` files, in `.gitignore`
//! syntax.
//!
//! As in Git, a pattern is relative to the folder of its file, the last matching pattern wins, a
//! file in a subfolder takes precedence over one further up, and `--exclude` over all files. The
//! walk does not enter excluded folders, so `!` cannot re-include anything below them.

use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use cap_std::fs::Dir;
use ignore::gitignore::{Gitignore, GitignoreBuilder};

use crate::corpus::error::LoadError;
use crate::corpus::folder::open_file;
use crate::corpus::pattern_syntax::{add, has_braces};

/// The name of the files with patterns.
pub(super) const IGNORE_FILE: &str = ".cueleafignore";

/// The maximum size of a `.cueleafignore` file, in bytes.
const MAX_IGNORE_FILE_BYTES: u64 = 64 * 1024;

/// The maximum number of patterns of one file.
const MAX_PATTERNS: usize = 1000;

/// The maximum number of `*`, `?` and `[` of one file: each costs time for every byte of every path
/// in the folder.
const MAX_WILDCARDS: usize = 500;

/// The maximum number of wildcards of all files together.
pub(super) const MAX_TOTAL_WILDCARDS: usize = 2_000;

/// The patterns that apply in a folder.
#[derive(Clone)]
pub(super) struct Exclusions {
    flags: Arc<Gitignore>,
    files: Option<Arc<IgnoreFile>>,
}

/// The patterns of one file.
struct IgnoreFile {
    /// The folder of the file, relative to the content folder.
    folder: PathBuf,
    patterns: Gitignore,
    /// The nearest file in a parent folder.
    parent: Option<Arc<IgnoreFile>>,
}

impl Exclusions {
    /// Parses the patterns of `--exclude`.
    ///
    /// # Errors
    /// If one of them is invalid.
    pub(super) fn new(flags: &[String]) -> Result<Self, LoadError> {
        let mut builder = GitignoreBuilder::new("");
        for pattern in flags.iter().map(|pattern| pattern.trim_start()) {
            let added = match has_braces(pattern) {
                true => Err(
                    "braces have no meaning in .gitignore; give each pattern separately".to_owned(),
                ),
                false => add(&mut builder, pattern),
            };
            added.map_err(|cause| LoadError::Exclude(pattern.to_owned(), cause))?;
        }
        let flags = builder
            .build()
            .map_err(|error| LoadError::Exclude(flags.join(","), error.to_string()))?;
        Ok(Self {
            flags: Arc::new(flags),
            files: None,
        })
    }

    /// The patterns that apply in a subfolder: these, and those of its own file. Subtracts the
    /// wildcards of that file from `wildcards_left`.
    ///
    /// # Errors
    /// If the folder has such a file that cannot be read as a whole, or is invalid.
    pub(super) fn for_subfolder(
        &self,
        dir: &Dir,
        folder: &Path,
        wildcards_left: &mut usize,
    ) -> io::Result<Self> {
        let Some(text) = read_ignore_file(dir)? else {
            return Ok(self.clone());
        };
        let text = String::from_utf8(text)
            .ok()
            .filter(|text| !text.contains('\0'));
        let text = text.ok_or_else(|| io::Error::other("not UTF-8"))?;
        check_limits(&text, wildcards_left).map_err(io::Error::other)?;
        let mut builder = GitignoreBuilder::new("");
        for (index, line) in text.trim_start_matches('\u{feff}').split('\n').enumerate() {
            add(&mut builder, line).map_err(|cause| {
                io::Error::other(format!("line {} is not valid: {cause}", index + 1))
            })?;
        }
        let patterns = builder.build().map_err(io::Error::other)?;
        let file = IgnoreFile {
            folder: folder.to_owned(),
            patterns,
            parent: self.files.clone(),
        };
        Ok(Self {
            flags: Arc::clone(&self.flags),
            files: Some(Arc::new(file)),
        })
    }

    /// Whether a file or folder is excluded; its path is relative to the content folder.
    pub(super) fn excludes(&self, path: &Path, is_folder: bool) -> bool {
        let mut matched = self.flags.matched(path, is_folder);
        let mut next = self.files.as_deref();
        while let Some(file) = next.filter(|_| matched.is_none()) {
            matched = file
                .patterns
                .matched(path.strip_prefix(&file.folder).unwrap_or(path), is_folder);
            next = file.parent.as_deref();
        }
        matched.is_ignore()
    }
}

/// Checks the limits of a file, and subtracts its wildcards from `wildcards_left`.
///
/// # Errors
/// If the file exceeds a limit, which the error describes.
fn check_limits(text: &str, wildcards_left: &mut usize) -> Result<(), String> {
    let patterns = || {
        text.split('\n')
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
    };
    let wildcards = patterns()
        .flat_map(str::bytes)
        .filter(|byte| matches!(byte, b'*' | b'?' | b'['))
        .count();
    if patterns().count() > MAX_PATTERNS {
        return Err(format!("more than {MAX_PATTERNS} patterns"));
    }
    if wildcards > MAX_WILDCARDS {
        return Err(format!("more than {MAX_WILDCARDS} wildcards"));
    }
    *wildcards_left = wildcards_left
        .checked_sub(wildcards)
        .ok_or_else(|| format!("more than {MAX_TOTAL_WILDCARDS} wildcards in all files"))?;
    Ok(())
}

/// Reads the file with patterns of a folder; `None` if it has none.
fn read_ignore_file(dir: &Dir) -> io::Result<Option<Vec<u8>>> {
    let file = match open_file(dir, Path::new(IGNORE_FILE)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        file => file?,
    };
    let mut text = Vec::new();
    file.take(MAX_IGNORE_FILE_BYTES + 1)
        .read_to_end(&mut text)?;
    if text.len() as u64 > MAX_IGNORE_FILE_BYTES {
        return Err(io::Error::other(format!(
            "more than {MAX_IGNORE_FILE_BYTES} bytes"
        )));
    }
    Ok(Some(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn excludes(pattern: &str, path: &str) -> bool {
        let mut builder = GitignoreBuilder::new("");
        add(&mut builder, pattern).expect("a valid pattern");
        builder
            .build()
            .expect("patterns")
            .matched(path, false)
            .is_ignore()
    }

    #[test]
    fn patterns_match_as_in_git() {
        for (pattern, matching, other) in [
            ("[[:alpha:]].md", "a.md", "1.md"),
            ("[[:digit:][:upper:]_].md", "Z.md", "z.md"),
            ("[![:digit:]].md", "a.md", "1.md"),
            ("[[:punct:]].md", "^.md", "a.md"),
            ("[\\]].md", "].md", "\\.md"),
            ("[]-a].md", "_.md", "b.md"),
            ("[]].md", "].md", "[.md"),
            ("[a-].md", "-.md", "b.md"),
            ("[\\!^].md", "^.md", "a.md"),
            ("[!^].md", "a.md", "^.md"),
            ("[\\!-].md", "!.md", "a.md"),
            ("[a\\-c].md", "-.md", "b.md"),
            ("[*?].md", "?.md", "a.md"),
            ("\\[a].md", "[a].md", "a.md"),
            ("a{b,c}.md", "a{b,c}.md", "ab.md"),
            ("[{].md", "{.md", "a.md"),
            ("***/a.md", "b/c/a.md", "b.md"),
            ("a/***/b.md", "a/c/d/b.md", "b.md"),
            ("\\#a.md", "#a.md", "a.md"),
        ] {
            assert!(excludes(pattern, matching), "{pattern} {matching}");
            assert!(!excludes(pattern, other), "{pattern} {other}");
        }
    }

    #[test]
    fn a_lone_exclamation_mark_re_includes_nothing() {
        for line in ["!", "! ", "!\t", "!\r", "!\\/"] {
            let mut builder = GitignoreBuilder::new("");
            add(&mut builder, "*.md")
                .and_then(|()| add(&mut builder, line))
                .expect("valid patterns");
            assert!(
                builder
                    .build()
                    .expect("patterns")
                    .matched("a.md", false)
                    .is_ignore(),
                "{line:?}"
            );
        }
    }

    #[test]
    fn patterns_that_match_nothing_are_errors() {
        for pattern in [
            "[äö].md",
            "[a.md",
            "[[:letter:]].md",
            "[[:alpha.md",
            "[z-a].md",
            "[\\",
        ] {
            assert!(
                add(&mut GitignoreBuilder::new(""), pattern).is_err(),
                "{pattern}"
            );
        }
        assert!(add(&mut GitignoreBuilder::new(""), "# [a comment").is_ok());
        for pattern in ["a/{b", "c}"] {
            assert!(Exclusions::new(&[pattern.to_owned()]).is_err(), "{pattern}");
        }
        assert!(Exclusions::new(&["a\\{b".to_owned()]).is_ok());
    }
}
