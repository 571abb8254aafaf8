//! The names of channels for display. The name of a folder is often a handle: a title of its index
//! note, or the label of a link in a list of all channels, says more.

use std::collections::HashMap;
use std::sync::Arc;

use crate::archive::build::listed;
use crate::corpus::{HOME_NAMES, INDEX_NAMES, Note};
use crate::text::naming::{key, truncate_name, visible};

/// A link begins its line if nothing but marks of lists, tables and emphasis precede it, which take
/// at most this many bytes.
const MAX_LINE_MARKS_BYTES: usize = 64;

/// The labels of links to folders in the notes at the top that list the channels: `directory.md`,
/// and the names of the home note.
pub(super) struct Directory<'a> {
    /// By the key of the folder, all labels in the order of precedence.
    labels: HashMap<String, Vec<&'a str>>,
}

impl<'a> Directory<'a> {
    pub(super) fn new(notes: &'a [Arc<Note>]) -> Self {
        let mut labels: HashMap<String, Vec<&str>> = HashMap::new();
        for name in ["directory"].into_iter().chain(HOME_NAMES) {
            let mut at_top = listed(notes).filter(|(_, note)| note.folder().is_empty());
            let Some((_, note)) = at_top.find(|(_, note)| key(note.stem()) == name) else {
                continue;
            };
            for link in &note.facts.links {
                let label = note.facts.slice(&link.label).trim();
                let is_target = label == link.target.replace('_', " ").trim();
                if let Some(folder) = folder_of(&link.target)
                    && !is_target
                    && begins_line(note.body(), link.source_range.start as usize)
                {
                    labels.entry(key(folder)).or_default().push(label);
                }
            }
        }
        Self { labels }
    }

    /// The name of the channel of a folder. What has other letters and digits than the folder comes
    /// first, then what spells it differently: `Long Table` for `longtable`.
    pub(super) fn name(&self, folder: &str, index: Option<&Note>) -> String {
        let (folder_key, folder) = (key(folder), visible(folder));
        let labels = self.labels.get(&folder_key).map_or(&[][..], Vec::as_slice);
        let candidates = || {
            let title = index.map(|note| note.title.as_str());
            let names = title.into_iter().chain(labels.iter().copied());
            names
                .map(|name| (key(name), visible(name)))
                .filter(|(key, name)| {
                    !INDEX_NAMES.contains(&&**key) && name.contains(char::is_alphanumeric)
                })
        };
        let name = candidates()
            .find(|(key, _)| *key != folder_key)
            .or_else(|| candidates().find(|(_, name)| *name != folder))
            .map_or(folder, |(_, name)| name);
        match truncate_name(name.trim()).into_owned() {
            name if name.is_empty() => "channel".to_owned(),
            name => name,
        }
    }
}

/// The folder that a link leads to: `folder`, `folder/`, or a path of its index note.
fn folder_of(target: &str) -> Option<&str> {
    let target = target.trim_start_matches("./").trim_matches('/');
    let (folder, name) = target.split_once('/').unwrap_or((target, ""));
    let name = key(name.strip_suffix(".md").unwrap_or(name));
    (name.is_empty() || name == key(folder) || INDEX_NAMES.contains(&&*name)).then_some(folder)
}

/// Whether a link begins its line or its table cell: other labels are words of a sentence.
fn begins_line(body: &str, offset: usize) -> bool {
    let before = body.get(..offset).unwrap_or_default();
    let start = before.floor_char_boundary(before.len().saturating_sub(MAX_LINE_MARKS_BYTES));
    let near = &before[start..];
    let marks = match near.rfind(['\n', '|']) {
        Some(at) => &near[at + 1..],
        None if start == 0 => near,
        None => return false,
    };
    !marks.contains(char::is_alphabetic)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The name of the channel in the folder `longtable`, whose index note has a text.
    fn name(directory: &str, index: &str) -> String {
        let notes = [
            ("directory.md", directory),
            ("longtable/longtable.md", index),
        ]
        .map(|(path, text)| Arc::new(Note::new(path.to_owned(), text.to_owned())));
        Directory::new(&notes).name("longtable", Some(&notes[1]))
    }

    #[test]
    fn the_title_of_the_index_note_is_the_name() {
        let directory = "- [[longtable | Talks at a long table]]";
        for index in [
            "---\ntitle: Dinner talks\n---\n# Another heading",
            "# Dinner talks\nText.",
            "# [**Dinner** talks](https://example.org)",
        ] {
            assert_eq!(name(directory, index), "Dinner talks", "{index}");
        }
        for index in ["", "---\ntitle: longtable\n---", "---\ntitle: Index\n---"] {
            assert_eq!(name(directory, index), "Talks at a long table", "{index}");
        }
        let video = "# [A talk](https://www.youtube.com/watch?v=kn1feSharp0)";
        assert_eq!(name(directory, video), "Talks at a long table");
        assert_eq!(name("", "---\ntitle: Long Table\n---"), "Long Table");
        assert_eq!(name("", ""), "longtable");
    }

    #[test]
    fn a_label_in_the_directory_is_a_name() {
        for directory in [
            "- [[longtable | Dinner talks]]",
            "1. **[Dinner talks](longtable/)**: every week",
            "| show | since |\n| --- | --- |\n| [Dinner talks](longtable/index.md) | 2019 |",
            "Text.\n\n[Dinner talks](./longtable/longtable.md)",
            "[[/longtable/README|Dinner talks]]",
            "- [[longtable]]\n- [[longtable|Long Table]]\n- [[LongTable|Dinner talks]]",
        ] {
            assert_eq!(name(directory, ""), "Dinner talks", "{directory}");
        }
        assert_eq!(name("- [[longtable|Long Table]]", ""), "Long Table");
        for directory in [
            "- [[longtable]]",
            "- [[longtable/longtable]]",
            "Begin with [[longtable|these talks]].",
            "- [[longtable/a_note|A note]]",
            "- [[elsewhere|Elsewhere]]",
            "- [[longtable|index]]",
        ] {
            assert_eq!(name(directory, ""), "longtable", "{directory}");
        }
    }
}
