//! Resolves the names of media files in notes.

use std::collections::HashMap;

use percent_encoding::percent_decode_str;

use crate::archive::name_table::{Candidates, NameTable, NameTableBuilder, Spelling, folder_of};
use crate::corpus::Media;
use crate::text::media_kind::kind_of;

/// The media files by path and by the end of their path.
pub(super) struct MediaResolver {
    by_path: HashMap<String, usize>,
    /// By the path in lower case; the first of those that differ only in case.
    by_folded: HashMap<String, usize>,
    names: NameTable,
}

impl MediaResolver {
    pub(super) fn new(files: &[Media]) -> Self {
        let (mut by_path, mut by_folded) = (HashMap::new(), HashMap::new());
        let mut names = NameTableBuilder::for_paths(files.iter().map(|file| file.path.as_str()));
        for (index, file) in files.iter().enumerate() {
            by_folded.entry(file.path.to_lowercase()).or_insert(index);
            by_path.insert(file.path.clone(), index);
            for spelling in [Spelling::Exact, Spelling::Folded] {
                names.add_path(index, &file.path, spelling);
            }
        }
        Self {
            by_path,
            by_folded,
            names: names.build(),
        }
    }

    /// The file that `target` means in the note at the path `note`: as written, or else
    /// percent-decoded.
    pub(super) fn find(&self, note: &str, target: &str) -> Option<Candidates> {
        kind_of(target)?;
        let decoded = || percent_decode_str(target).decode_utf8().ok();
        self.resolve(note, target)
            .or_else(|| self.resolve(note, &decoded()?))
    }

    /// Looks in the note's folder, then in its channel's, then in the root; then for the end of a
    /// path.
    fn resolve(&self, note: &str, target: &str) -> Option<Candidates> {
        let folder = folder_of(note);
        let channel = note.split_once('/').map_or("", |(channel, _)| channel);
        let by_path = [folder, channel, ""].into_iter().find_map(|base| {
            let path = join(base, target)?;
            self.by_path
                .get(&path)
                .or_else(|| self.by_folded.get(&path.to_lowercase()))
                .copied()
        });
        if let Some(file) = by_path {
            return Some(Candidates { file, others: 0 });
        }
        let nearby = self.names.nearby(folder);
        let written = || {
            target
                .split('/')
                .filter(|part| !matches!(*part, "" | "." | ".."))
        };
        [Spelling::Exact, Spelling::Folded]
            .into_iter()
            .find_map(|spelling| {
                let written: Vec<&str> = written().collect();
                self.names
                    .ending_with(spelling, written.into_iter(), &nearby)
            })
    }
}

/// Joins a relative path to a folder; `None` if it leaves the root.
fn join(folder: &str, target: &str) -> Option<String> {
    let base = if target.starts_with('/') { "" } else { folder };
    let mut parts: Vec<&str> = Vec::new();
    for part in base.split('/').chain(target.split('/')) {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::media_kind::MediaKind;

    #[test]
    fn names_resolve_to_the_nearest_file() {
        let paths = [
            "a.png",
            "c/a.png",
            "c/deep/a.png",
            "c/img/b c.png",
            "d/b c.png",
            "d/Only.PNG",
        ];
        let file = |path: &&str| Media {
            path: (*path).to_owned(),
            kind: MediaKind::Picture,
            content_type: "",
            size: None,
        };
        let resolver = MediaResolver::new(&paths.iter().map(file).collect::<Vec<_>>());
        let resolved =
            |note: &str, target: &str| resolver.find(note, target).map(|found| paths[found.file]);
        for (note, target, path) in [
            ("c/deep/n.md", "a.png", Some("c/deep/a.png")),
            ("c/deep/n.md", "./A.png", Some("c/deep/a.png")),
            ("c/deep/n.md", "../a.png", Some("c/a.png")),
            ("c/deep/n.md", "/a.png", Some("a.png")),
            ("c/deep/n.md", "img/b%20c.png", Some("c/img/b c.png")),
            ("c/deep/n.md", "c/img/b c.png", Some("c/img/b c.png")),
            ("c/other/n.md", "a.png", Some("c/a.png")),
            ("e/n.md", "a.png", Some("a.png")),
            ("n.md", "only.png", Some("d/Only.PNG")),
            ("n.md", "b c.png", Some("d/b c.png")),
            ("c/img/n.md", "b c.png", Some("c/img/b c.png")),
            ("e/n.md", "img/B c.png", Some("c/img/b c.png")),
            ("n.md", "../gone/a.png", None),
            ("c/n.md", "a", None),
            ("c/n.md", "deep", None),
        ] {
            assert_eq!(resolved(note, target), path, "{target} in {note}");
        }
    }
}
