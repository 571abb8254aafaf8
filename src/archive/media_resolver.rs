//! Which file a note means when it names one.

use std::collections::HashMap;

use percent_encoding::percent_decode_str;

use crate::archive::MediaId;
use crate::corpus::Media;
use crate::text::media_kind::kind_of;

/// The files beside the notes by their paths and names.
#[derive(Default)]
pub(super) struct MediaResolver {
    by_path: HashMap<String, MediaId>,
    /// By the paths in lower case: where two differ in nothing else, the first.
    by_folded: HashMap<String, MediaId>,
    /// By the name alone, in lower case; `None` where several have it.
    by_name: HashMap<String, Option<MediaId>>,
}

impl MediaResolver {
    pub(super) fn new(files: &[Media]) -> Self {
        let mut names = Self::default();
        for (index, file) in files.iter().enumerate() {
            let (id, folded) = (MediaId::new(index), file.path.to_lowercase());
            let name = folded.rsplit('/').next().unwrap_or(&folded).to_owned();
            names
                .by_name
                .entry(name)
                .and_modify(|known| *known = None)
                .or_insert(Some(id));
            names.by_folded.entry(folded).or_insert(id);
            names.by_path.insert(file.path.clone(), id);
        }
        names
    }

    /// The file that a note at a path means: as it is written, or else with what is escaped in it.
    pub(super) fn find(&self, note: &str, target: &str) -> Option<MediaId> {
        kind_of(target)?;
        let decoded = || percent_decode_str(target).decode_utf8().ok();
        self.named(note, target)
            .or_else(|| self.named(note, &decoded()?))
    }

    /// From the note's folder, then from its channel's, then from the top; then by a name that one
    /// file alone has.
    fn named(&self, note: &str, target: &str) -> Option<MediaId> {
        let folder = note.rsplit_once('/').map_or("", |(folder, _)| folder);
        let channel = note.split_once('/').map_or("", |(channel, _)| channel);
        let found = [folder, channel, ""].into_iter().find_map(|from| {
            let path = joined(from, target)?;
            self.by_path
                .get(&path)
                .or_else(|| self.by_folded.get(&path.to_lowercase()))
                .copied()
        });
        found.or_else(|| self.by_name.get(&target.to_lowercase()).copied().flatten())
    }
}

/// A path from a folder; `None` for one that leaves the top.
fn joined(folder: &str, target: &str) -> Option<String> {
    let from = if target.starts_with('/') { "" } else { folder };
    let mut parts: Vec<&str> = Vec::new();
    for part in from.split('/').chain(target.split('/')) {
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
    fn the_nearest_file_is_meant() {
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
        let names = MediaResolver::new(&paths.iter().map(file).collect::<Vec<_>>());
        let found = |note: &str, target: &str| names.find(note, target).map(|id| paths[id.index()]);
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
            ("n.md", "b c.png", None),
            ("n.md", "../a.png", None),
            ("c/n.md", "../../c/a.png", None),
            ("c/n.md", "a", None),
            ("c/n.md", "deep", None),
        ] {
            assert_eq!(found(note, target), path, "{target} in {note}");
        }
    }
}
