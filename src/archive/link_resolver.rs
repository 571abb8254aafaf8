//! Which note a link means.

use std::collections::HashMap;
use std::sync::Arc;

use crate::archive::channel::Channel;
use crate::archive::media_resolver::MediaResolver;
use crate::archive::{ChannelId, MediaId, NoteId, TopicId};
use crate::corpus::{Media, Note};
use crate::text::naming::key;

/// Where a link leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkTarget {
    /// A note.
    Note(NoteId),
    /// A channel.
    Channel(ChannelId),
    /// A file beside the notes.
    Media(MediaId),
    /// A topic without a note.
    Topic(TopicId),
    /// A URL outside the archive.
    External,
    /// Nowhere: no note, and no topic has this name.
    Unresolved,
}

/// How the target of a link was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MatchKind {
    /// It is the name of a file or a channel, letter by letter.
    Exact,
    /// It is another spelling of it, or a title.
    Normalised,
    /// No note has its name.
    Unresolved,
    /// It is a URL outside the archive.
    External,
}

/// Every name that a link can use. However many notes share one, looking it up costs the same.
#[derive(Default)]
pub(super) struct LinkResolver {
    anywhere: NameEntry,
    /// By the folder of their channel.
    by_folder: HashMap<String, NameEntry>,
    /// By the key of a folder: the first folder that has it, and the names in all others.
    by_folder_key: HashMap<String, (String, NameEntry)>,
    channels: HashMap<String, ChannelId>,
    /// The channel of an index note: a link to the one is a link to the other.
    index_of: HashMap<NoteId, ChannelId>,
    media: MediaResolver,
}

/// The first note of each name.
#[derive(Default)]
struct NameEntry {
    exact: HashMap<Arc<str>, NoteId>,
    by_stem: HashMap<Arc<str>, NoteId>,
    by_title: HashMap<Arc<str>, NoteId>,
}

impl NameEntry {
    fn add_file(&mut self, id: NoteId, name: &Arc<str>, stem: &Arc<str>) {
        self.exact.entry(Arc::clone(name)).or_insert(id);
        self.by_stem.entry(Arc::clone(stem)).or_insert(id);
    }

    fn add_title(&mut self, id: NoteId, title: &Arc<str>) {
        self.by_title.entry(Arc::clone(title)).or_insert(id);
    }

    fn file(&self, target: &str, wanted: &str) -> Option<NoteId> {
        self.exact
            .get(target)
            .or_else(|| self.by_stem.get(wanted))
            .copied()
    }

    fn find(&self, target: &str, wanted: &str) -> Option<NoteId> {
        self.file(target, wanted)
            .or_else(|| self.by_title.get(wanted).copied())
    }
}

impl LinkResolver {
    pub(super) fn new(notes: &[Arc<Note>], channels: &[Channel], media: &[Media]) -> Self {
        let mut names = Self {
            media: MediaResolver::new(media),
            ..Self::default()
        };
        for (index, note) in notes.iter().enumerate() {
            let (id, folder) = (NoteId::new(index), note.folder());
            let (stem, title) = (key(note.stem()), key(&note.title));
            // Each name stands in several tables, but once in memory; most are keys of themselves.
            let name = Arc::from(note.stem());
            let stem = if *stem == *name {
                Arc::clone(&name)
            } else {
                Arc::from(stem)
            };
            let title = if *title == *stem {
                None
            } else {
                Some(Arc::from(title))
            };
            let here = names.by_folder.entry(folder.to_owned()).or_default();
            for named in [&mut names.anywhere, here] {
                named.add_file(id, &name, &stem);
                title.iter().for_each(|title| named.add_title(id, title));
            }
            let alike = names.by_folder_key.entry(key(folder));
            let (first, others) =
                alike.or_insert_with(|| (folder.to_owned(), NameEntry::default()));
            if first != folder {
                others.add_file(id, &name, &stem);
            }
        }
        for (index, channel) in channels.iter().enumerate() {
            let id = ChannelId::new(index);
            names.channels.entry(key(&channel.folder)).or_insert(id);
            names.index_of.extend(channel.index.map(|note| (note, id)));
        }
        names
    }

    /// Where a link in the note of a path leads, unless it is a topic without a note. Files that
    /// are no notes first, for they are named in full; then notes: the same channel first, then
    /// anywhere; exact, then normalised; by file, then by title.
    pub(super) fn resolve(&self, channels: &[Channel], from: &str, target: &str) -> LinkTarget {
        if target.starts_with("https://") || target.starts_with("http://") {
            return LinkTarget::External;
        }
        if let Some(id) = self.media.find(from, target) {
            return LinkTarget::Media(id);
        }
        let folder = from.split_once('/').map_or("", |(folder, _)| folder);
        let target = target.strip_suffix(".md").unwrap_or(target);
        if let Some((path, stem)) = target.rsplit_once('/')
            && let Some(id) = self.in_folder(path, stem)
        {
            return self.note_or_channel(id);
        }
        let wanted = key(target);
        let channel = self.channels.get(&wanted).copied();
        // A channel's own name means the channel, though a file may have it too.
        if let Some(id) = channel.filter(|id| channels[id.index()].folder == folder) {
            return LinkTarget::Channel(id);
        }
        if let Some(id) = self
            .by_folder
            .get(folder)
            .and_then(|here| here.find(target, &wanted))
        {
            return self.note_or_channel(id);
        }
        if let Some(id) = channel {
            return LinkTarget::Channel(id);
        }
        self.anywhere
            .find(target, &wanted)
            .map_or(LinkTarget::Unresolved, |id| self.note_or_channel(id))
    }

    /// `channel/note`.
    fn in_folder(&self, path: &str, stem: &str) -> Option<NoteId> {
        let folder = key(path
            .split('/')
            .find(|part| !matches!(*part, "" | "." | ".."))?);
        let (first, others) = self.by_folder_key.get(&folder)?;
        let (first, wanted) = (self.by_folder.get(first)?, key(stem));
        let exact = first.exact.get(stem).or_else(|| others.exact.get(stem));
        let normalised = || {
            first
                .by_stem
                .get(&*wanted)
                .or_else(|| others.by_stem.get(&*wanted))
        };
        exact.or_else(normalised).copied()
    }

    fn note_or_channel(&self, id: NoteId) -> LinkTarget {
        self.index_of
            .get(&id)
            .map_or(LinkTarget::Note(id), |channel| {
                LinkTarget::Channel(*channel)
            })
    }
}

#[cfg(test)]
mod tests {
    use crate::archive::{Archive, LinkTarget, NoteId};
    use crate::corpus::{Corpus, Note};

    #[test]
    fn in_folders_that_differ_in_case_alone_the_exact_name_wins() {
        let files = [
            "Mills/origin.md",
            "home.md",
            "mills/Origin.md",
            "mills/Races.md",
        ];
        let notes = files.map(|path| Note::new(path.to_owned(), "Text.".to_owned()));
        let archive = Archive::new(Corpus::from(Vec::from(notes)));
        let found = |target: &str| match archive.resolve(NoteId::new(1), target) {
            LinkTarget::Note(id) => archive.note(id).path.clone(),
            other => format!("{other:?}"),
        };
        assert_eq!(found("mills/origin"), "Mills/origin.md");
        assert_eq!(found("mills/Origin"), "mills/Origin.md");
        assert_eq!(found("MILLS/ORIGIN"), "Mills/origin.md");
        assert_eq!(found("Mills/races"), "mills/Races.md");
    }
}
