//! A list of notes as a tree of folders, and its pages.

use std::ops::Range;

use crate::archive::{Archive, Channel, NoteId};
use crate::pages::Site;
use crate::pages::components::{PageLink, html_bytes};
use crate::pages::picture::Picture;
use crate::text::naming::visible;
use crate::text::plural::count;

/// The folders of a tree with more notes are closed at first.
const MAX_OPEN_NOTES: usize = 60;

/// The maximum size of the markup of a folder beside its name, in bytes.
const FOLDER_MARKUP_BYTES: usize = 120;

/// A line of a tree. The lines until the matching `End` are in the folder.
pub(super) enum Line {
    /// The start of a folder.
    Folder {
        name: String,
        /// `12 notes`, with those of its sub-folders; `2 of 12 notes` if others are on other pages.
        note_count: String,
        is_open: bool,
    },
    /// The end of a folder.
    End,
    /// A note, with the picture of its video.
    Note(PageLink, Option<Picture>),
}

/// The notes that a channel lists beside its videos.
pub(super) struct FolderTree<'a> {
    site: &'a Site,
    archive: &'a Archive,
    channel: &'a Channel,
    notes: Vec<NoteId>,
    /// Whether the notes are in another order than that of the folders, which are not shown then.
    is_flat: bool,
}

impl<'a> FolderTree<'a> {
    /// The tree of some of the [`Channel::other_notes`].
    pub(super) fn new(
        site: &'a Site,
        channel: &'a Channel,
        notes: Vec<NoteId>,
        is_flat: bool,
    ) -> Self {
        Self {
            site,
            archive: &site.archive,
            channel,
            notes,
            is_flat,
        }
    }

    /// The folder of a note below that of the channel, with a `/` at its end; empty if the note is
    /// directly in the folder of the channel, or at the top.
    fn folder(&self, note: NoteId) -> &'a str {
        if self.is_flat {
            return "";
        }
        let path = self.archive.note(note).path.as_str();
        let below = path.strip_prefix(&*self.channel.folder);
        let below = below
            .and_then(|rest| rest.strip_prefix('/'))
            .unwrap_or_default();
        below.rfind('/').map_or("", |end| &below[..=end])
    }

    /// The approximate size of each note, in bytes, with the folders that begin at it.
    pub(super) fn sizes(&self) -> impl Iterator<Item = usize> {
        let mut previous = "";
        self.notes.iter().map(move |id| {
            let folder = self.folder(*id);
            let new = &folder[common_folders(previous, folder)..];
            previous = folder;
            let folders = html_bytes(new) + new.matches('/').count() * FOLDER_MARKUP_BYTES;
            let note = self.archive.note(*id);
            folders + html_bytes(&note.title) + self.archive.note_url(*id).len()
        })
    }

    /// The lines of a page. It begins with the folders of its first note, even if they continue
    /// from the page before.
    pub(super) fn lines(&self, page: Range<usize>) -> Vec<Line> {
        let mut lines = Vec::new();
        let mut open = "";
        for index in page.clone() {
            let folder = self.folder(self.notes[index]);
            let common = common_folders(open, folder);
            self.end_folders(&open[common..], &mut lines);
            let mut end = common;
            for name in folder[common..].split_terminator('/') {
                end += name.len() + 1;
                let notes = self.notes_in(&folder[..end], index);
                lines.push(Line::Folder {
                    name: visible(name),
                    note_count: note_count(&notes, &page),
                    is_open: self.notes.len() <= MAX_OPEN_NOTES || notes.start < page.start,
                });
            }
            lines.push(self.note(self.notes[index]));
            open = folder;
        }
        self.end_folders(open, &mut lines);
        lines
    }

    fn note(&self, id: NoteId) -> Line {
        let video = self.archive.video_of(id);
        let picture = video.map(|video| Picture::new(self.site, video));
        Line::Note(PageLink::note(self.archive, id), picture)
    }

    fn end_folders(&self, folders: &str, lines: &mut Vec<Line>) {
        lines.extend(folders.matches('/').map(|_| Line::End));
    }

    /// The notes in a folder and its sub-folders, of which one has this index.
    fn notes_in(&self, folder: &str, index: usize) -> Range<usize> {
        let is_inside = |id: &NoteId| self.folder(*id).starts_with(folder);
        let (before, after) = self.notes.split_at(index);
        let start = before.partition_point(|id| !is_inside(id));
        start..index + after.partition_point(is_inside)
    }
}

/// The number of notes in a folder, and of those that are on a page.
fn note_count(folder: &Range<usize>, page: &Range<usize>) -> String {
    let all = count(folder.len(), "note");
    match folder.end.min(page.end) - folder.start.max(page.start) {
        on_page if on_page < folder.len() => format!("{on_page} of {all}"),
        _ => all,
    }
}

/// The length of the folders that two paths share at their start.
fn common_folders(a: &str, b: &str) -> usize {
    let segments = a.split_inclusive('/').zip(b.split_inclusive('/'));
    segments
        .take_while(|(a, b)| a == b)
        .map(|(a, _)| a.len())
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::ChannelId;
    use crate::corpus::{Corpus, Note};

    fn site(paths: &[&str]) -> Site {
        let notes = paths
            .iter()
            .map(|path| Note::new((*path).to_owned(), String::new()));
        Site::new(Archive::new(Corpus::from(notes.collect::<Vec<_>>())), true)
    }

    /// The lines of a page, indented, with a `+` before open folders and a `-` before closed ones.
    fn outline(site: &Site, page: Range<usize>) -> Vec<String> {
        let channel = site.archive.channel(ChannelId::new(0));
        let tree = FolderTree::new(site, channel, channel.other_notes.clone(), false);
        let mut depth = 0;
        let mut outline = Vec::new();
        for line in tree.lines(page) {
            let indent = " ".repeat(depth);
            match line {
                Line::Folder {
                    name,
                    note_count,
                    is_open,
                } => {
                    let mark = if is_open { '+' } else { '-' };
                    outline.push(format!("{indent}{mark}{name}: {note_count}"));
                    depth += 1;
                }
                Line::End => depth -= 1,
                Line::Note(link, _) => outline.push(format!("{indent}{}", link.label)),
            }
        }
        assert_eq!(depth, 0);
        outline
    }

    #[test]
    fn notes_are_in_their_folders() {
        let site = site(&[
            "c/10.md",
            "c/2.md",
            "c/Part 10/x.md",
            "c/Part 2/a/deep.md",
            "c/Part 2/b/deep.md",
            "c/Part 2/last.md",
            "c/a/b/other.md",
        ]);
        let all = [
            "+a: 1 note",
            " +b: 1 note",
            "  other",
            "+Part 2: 3 notes",
            " +a: 1 note",
            "  deep",
            " +b: 1 note",
            "  deep",
            " last",
            "+Part 10: 1 note",
            " x",
            "2",
            "10",
        ];
        assert_eq!(outline(&site, 0..7), all);
        let second = ["+Part 2: 2 of 3 notes", " +b: 1 note", "  deep", " last"];
        assert_eq!(outline(&site, 2..4), second);
    }

    #[test]
    fn folders_of_a_large_tree_are_closed_unless_they_continue() {
        let paths: Vec<String> = (0..100)
            .map(|n| format!("c/part {}/{n}.md", n / 50))
            .collect();
        let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
        let site = site(&paths);
        assert_eq!(outline(&site, 0..1)[0], "-part 0: 1 of 50 notes");
        let page = outline(&site, 40..51);
        assert_eq!(
            (&*page[0], &*page[11]),
            ("+part 0: 10 of 50 notes", "-part 1: 1 of 50 notes")
        );
    }
}
