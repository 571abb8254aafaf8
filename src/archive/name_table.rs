//! Finds files by the paths and names that links use.
//!
//! Each name of a file is an entry: a hash of the name and of how it is compared. The entries are
//! sorted by hash and then by folder, so that those of a folder and its sub-folders are adjacent,
//! and the cost of a look-up does not depend on how many files have the same name.

use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;

use crate::text::naming::{folded, key};

/// How a name is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Spelling {
    /// A path or file name as it is.
    Exact,
    /// A path or file name in any case.
    Folded,
    /// An alias in any case.
    Alias,
    /// A title in any case.
    Title,
    /// The path of a folder, or the end of it, in any case.
    Folder,
    /// The number at the start of a file name.
    Id,
    /// The key of a path, a file name, an alias or a title.
    Key,
}

impl Spelling {
    /// The form of a name in which it is compared.
    fn form(self, name: &str) -> Cow<'_, str> {
        match self {
            Self::Exact | Self::Id => Cow::Borrowed(name),
            Self::Folded | Self::Alias | Self::Title | Self::Folder => Cow::Owned(folded(name)),
            Self::Key => Cow::Owned(key(name)),
        }
    }
}

/// The files that a name may mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Candidates {
    /// The index of the file that it is taken for.
    pub(super) file: usize,
    /// The number of others that it may mean as well.
    pub(super) others: usize,
}

/// The names of files.
pub(super) struct NameTable {
    /// The folders of the files, sorted by their segments.
    folders: Vec<Box<str>>,
    /// Sorted.
    entries: Box<[Entry]>,
    /// The index of the first entry whose hash has these first bits, or of the next one; one more
    /// than there are such bits.
    starts: Box<[u32]>,
    /// For each hash of more than [`MAX_COMPARED`] entries, the file that is preferred to all
    /// others.
    preferred: HashMap<u64, u32>,
}

/// Names of files to which others can be added.
pub(super) struct NameTableBuilder {
    /// The folders of the files, sorted by their segments.
    folders: Vec<Box<str>>,
    /// The index of the folder of each file.
    folder_of_file: Vec<u32>,
    entries: Vec<Entry>,
}

/// A name of a file. The order of the fields sorts the entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    hash: u64,
    /// The index of the folder.
    folder: u32,
    file: u32,
    kind: NameKind,
    /// The length of the path in bytes.
    path_bytes: u16,
}

impl Entry {
    /// Which of several files is preferred: by the kind of the name, then the shortest path.
    fn preference(&self) -> (NameKind, u16, u32) {
        (self.kind, self.path_bytes, self.file)
    }
}

/// The kind of a name, the most reliable first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum NameKind {
    File,
    Alias,
    Title,
}

/// The folders that are nearest to a link, as indices.
#[derive(Debug, Clone)]
pub(super) struct Nearby {
    /// The folder of its note; empty if it contains no files.
    own: Range<u32>,
    /// This folder and all its sub-folders.
    subtree: Range<u32>,
}

/// The maximum number of segments of the end of a path by which a link finds a file. Longer links
/// name the whole path.
const MAX_END_SEGMENTS: usize = 16;

/// The maximum number of files in nearby folders among which the preferred one is searched.
const MAX_COMPARED: usize = 64;

impl NameTableBuilder {
    /// A table for the files at these paths.
    pub(super) fn for_paths<'p>(paths: impl Iterator<Item = &'p str>) -> Self {
        let of_files: Vec<&str> = paths.map(folder_of).collect();
        let mut folders = of_files.clone();
        folders.sort_unstable_by(|a, b| segments(a).cmp(segments(b)));
        folders.dedup();
        let indices: HashMap<&str, u32> = folders.iter().copied().zip(0..).collect();
        Self {
            folder_of_file: of_files.iter().map(|folder| indices[folder]).collect(),
            folders: folders.into_iter().map(Box::from).collect(),
            entries: Vec::new(),
        }
    }

    /// Adds a path and its ends, such as `b/c` and `c` of `a/b/c`.
    pub(super) fn add_path(&mut self, file: usize, path: &str, spelling: Spelling) {
        let entry = self.entry(file, path, NameKind::File);
        let mut hash = spelling as u64;
        for (index, segment) in segments(path).rev().enumerate() {
            hash = hash_of(hash, &spelling.form(segment));
            if index < MAX_END_SEGMENTS {
                self.entries.push(Entry { hash, ..entry });
            }
        }
        let hash = from_top(hash);
        self.entries.push(Entry { hash, ..entry });
    }

    /// Adds another name of the file at a path, and its key.
    pub(super) fn add_name(
        &mut self,
        file: usize,
        path: &str,
        (kind, spelling): (NameKind, Spelling),
        name: &str,
    ) {
        let entry = self.entry(file, path, kind);
        for spelling in [spelling, Spelling::Key] {
            let hash = path_hash(spelling, std::iter::once(name));
            self.entries.push(Entry { hash, ..entry });
        }
    }

    /// Adds the number at the start of the file name.
    pub(super) fn add_id(&mut self, file: usize, path: &str, id: &str) {
        let entry = self.entry(file, path, NameKind::File);
        let hash = path_hash(Spelling::Id, std::iter::once(id));
        self.entries.push(Entry { hash, ..entry });
    }

    fn entry(&self, file: usize, path: &str, kind: NameKind) -> Entry {
        Entry {
            hash: 0,
            folder: self.folder_of_file[file],
            file: file as u32,
            kind,
            path_bytes: u16::try_from(path.len()).unwrap_or(u16::MAX),
        }
    }

    /// The table, once all names were added.
    pub(super) fn build(mut self) -> NameTable {
        self.entries.sort_unstable();
        // A title may have the key of the file name.
        self.entries
            .dedup_by_key(|entry| (entry.hash, entry.folder, entry.file));
        // A copy has no spare capacity.
        let entries: Box<[Entry]> = self.entries.as_slice().into();
        let many = entries.chunk_by(|a, b| a.hash == b.hash);
        let many = many.filter(|same| same.len() > MAX_COMPARED);
        let best = |same: &[Entry]| {
            let best = same.iter().min_by_key(|entry| entry.preference())?;
            Some((best.hash, best.file))
        };
        let preferred = many.filter_map(best).collect();
        let bit_count = bit_count(entries.len());
        let count = (1 << bit_count) + 1;
        let mut starts = Vec::with_capacity(count);
        for (index, entry) in entries.iter().enumerate() {
            let bits = first_bits(entry.hash, bit_count);
            starts.resize(starts.len().max(bits + 1), index as u32);
        }
        starts.resize(count, entries.len() as u32);
        NameTable {
            folders: self.folders,
            starts: starts.into(),
            preferred,
            entries,
        }
    }
}

/// The number of the first bits of hashes by which a table of this size is divided.
fn bit_count(entries: usize) -> u32 {
    entries.max(2).ilog2()
}

/// The first bits of a hash.
fn first_bits(hash: u64, count: u32) -> usize {
    (hash >> (u64::BITS - count)) as usize
}

impl NameTable {
    /// The folders near a link in a note of this folder.
    pub(super) fn nearby(&self, folder: &str) -> Nearby {
        let start = self
            .folders
            .partition_point(|other| segments(other).lt(segments(folder)));
        let rest = &self.folders[start..];
        let is_inside = |other: &str| {
            folder.is_empty()
                || other
                    .strip_prefix(folder)
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let count = rest.partition_point(|other| is_inside(other));
        let own = usize::from(rest.first().is_some_and(|first| **first == *folder));
        let range = |count: usize| start as u32..(start + count) as u32;
        Nearby {
            own: range(own),
            subtree: range(count),
        }
    }

    /// The file with this path from the top. Only in the exact spelling, it is the only one.
    pub(super) fn at_path<'s>(
        &self,
        spelling: Spelling,
        path: impl DoubleEndedIterator<Item = &'s str>,
        nearby: &Nearby,
    ) -> Option<Candidates> {
        self.find(from_top(path_hash(spelling, path)), nearby)
    }

    /// The files whose path ends with these segments, or that have this name.
    pub(super) fn ending_with<'s>(
        &self,
        spelling: Spelling,
        path: impl DoubleEndedIterator<Item = &'s str>,
        nearby: &Nearby,
    ) -> Option<Candidates> {
        self.find(path_hash(spelling, path), nearby)
    }

    /// The files with a hash: those in the own folder, or else in its sub-folders, or else at the
    /// top, or else all.
    fn find(&self, hash: u64, nearby: &Nearby) -> Option<Candidates> {
        let all = self.with_hash(hash);
        let within = |folders: &Range<u32>| {
            let start = all.partition_point(|entry| entry.folder < folders.start);
            let end = all.partition_point(|entry| entry.folder < folders.end);
            &all[start..end]
        };
        let top = 0..u32::from(self.folders.first().is_some_and(|first| first.is_empty()));
        for folders in [&nearby.own, &nearby.subtree, &top] {
            let found = within(folders);
            let compared = &found[..found.len().min(MAX_COMPARED)];
            if let Some(best) = compared.iter().min_by_key(|entry| entry.preference()) {
                return Some(Candidates {
                    file: best.file as usize,
                    others: found.len() - 1,
                });
            }
        }
        let best = || all.iter().min_by_key(|entry| entry.preference());
        let preferred = self.preferred.get(&hash).copied();
        let file = preferred.or_else(|| best().map(|entry| entry.file))?;
        Some(Candidates {
            file: file as usize,
            others: all.len() - 1,
        })
    }

    /// The entries with a hash.
    fn with_hash(&self, hash: u64) -> &[Entry] {
        let bits = first_bits(hash, bit_count(self.entries.len()));
        let [start, end] = [bits, bits + 1].map(|at| self.starts[at] as usize);
        let near = &self.entries[start..end];
        let start = near.partition_point(|entry| entry.hash < hash);
        let count = near[start..].partition_point(|entry| entry.hash == hash);
        &near[start..start + count]
    }
}

/// The folder of a path; empty at the top.
pub(super) fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The segments of a path, of which the top has none.
fn segments(folder: &str) -> impl DoubleEndedIterator<Item = &str> {
    folder.split('/').filter(|segment| !segment.is_empty())
}

/// The hash of the end of a path in this spelling.
fn path_hash<'s>(spelling: Spelling, path: impl DoubleEndedIterator<Item = &'s str>) -> u64 {
    path.rev().fold(spelling as u64, |hash, segment| {
        hash_of(hash, &spelling.form(segment))
    })
}

/// The hash of a whole path, which starts at the top.
fn from_top(hash: u64) -> u64 {
    hash_of(hash, "/")
}

fn hash_of(previous: u64, segment: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    previous.hash(&mut hasher);
    segment.hash(&mut hasher);
    hasher.finish()
}
