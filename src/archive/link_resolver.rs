//! Resolves links to notes, channels and media files.

use std::collections::HashMap;
use std::sync::Arc;

use crate::archive::channel::Channel;
use crate::archive::media_resolver::MediaResolver;
use crate::archive::{ChannelId, MediaId, NoteId, TopicId};
use crate::corpus::{Media, Note};
use crate::text::naming::key;

/// The target of a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkTarget {
    /// A note.
    Note(NoteId),
    /// A channel.
    Channel(ChannelId),
    /// A media file.
    Media(MediaId),
    /// A topic without a note.
    Topic(TopicId),
    /// A URL outside the archive.
    External,
    /// None: no note and no topic has this name.
    Unresolved,
}

/// How closely a link matches the name of its target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MatchKind {
    /// The link is the exact name of the file or channel.
    Exact,
    /// The link is another spelling of the name, or a title.
    Normalised,
    /// No note has this name.
    Unresolved,
    /// The link is a URL outside the archive.
    External,
}

/// Tables of the names that links can use. The cost of a look-up does not depend on how many notes
/// have the same name.
#[derive(Default)]
pub(super) struct LinkResolver {
    /// The notes of all folders.
    all: NoteNames,
    /// The notes of each channel, by folder.
    by_folder: HashMap<String, NoteNames>,
    /// By the key of a folder: the first folder with this key, and the notes in all others.
    by_folder_key: HashMap<String, (String, NoteNames)>,
    /// The channels, by the key of their folder.
    channels: HashMap<String, ChannelId>,
    /// The channel of each index note: a link to the note is a link to the channel.
    channel_by_index_note: HashMap<NoteId, ChannelId>,
    media: MediaResolver,
}

/// For each name, the first note with this name.
#[derive(Default)]
struct NoteNames {
    /// By file name without `.md`.
    by_name: HashMap<Arc<str>, NoteId>,
    /// By the key of the file name.
    by_name_key: HashMap<Arc<str>, NoteId>,
    /// By the key of the title.
    by_title_key: HashMap<Arc<str>, NoteId>,
}

impl NoteNames {
    fn add_file(&mut self, id: NoteId, name: &Arc<str>, name_key: &Arc<str>) {
        self.by_name.entry(Arc::clone(name)).or_insert(id);
        self.by_name_key.entry(Arc::clone(name_key)).or_insert(id);
    }

    fn add_title(&mut self, id: NoteId, title_key: &Arc<str>) {
        self.by_title_key.entry(Arc::clone(title_key)).or_insert(id);
    }

    /// The note with this file name, or else with this key of its file name, or else of its title.
    fn find(&self, name: &str, name_key: &str) -> Option<NoteId> {
        self.by_name
            .get(name)
            .or_else(|| self.by_name_key.get(name_key))
            .or_else(|| self.by_title_key.get(name_key))
            .copied()
    }
}

impl LinkResolver {
    pub(super) fn new(notes: &[Arc<Note>], channels: &[Channel], media: &[Media]) -> Self {
        let mut resolver = Self {
            media: MediaResolver::new(media),
            ..Self::default()
        };
        for (index, note) in notes.iter().enumerate() {
            let (id, folder) = (NoteId::new(index), note.folder());
            let (name_key, title_key) = (key(note.stem()), key(&note.title));
            // The tables share each string; most names are equal to their key.
            let name = Arc::from(note.stem());
            let name_key = if *name_key == *name {
                Arc::clone(&name)
            } else {
                Arc::from(name_key)
            };
            let title_key = if *title_key == *name_key {
                None
            } else {
                Some(Arc::from(title_key))
            };
            let in_folder = resolver.by_folder.entry(folder.to_owned()).or_default();
            for names in [&mut resolver.all, in_folder] {
                names.add_file(id, &name, &name_key);
                title_key.iter().for_each(|key| names.add_title(id, key));
            }
            let (first, others) = resolver
                .by_folder_key
                .entry(key(folder))
                .or_insert_with(|| (folder.to_owned(), NoteNames::default()));
            if first != folder {
                others.add_file(id, &name, &name_key);
            }
        }
        for (index, channel) in channels.iter().enumerate() {
            let id = ChannelId::new(index);
            resolver.channels.entry(key(&channel.folder)).or_insert(id);
            resolver
                .channel_by_index_note
                .extend(channel.index.map(|note| (note, id)));
        }
        resolver
    }

    /// Resolves a link in the note at the path `from`; topics stay unresolved. Media files take
    /// precedence, because links name them with their extension. Then come notes: in the same
    /// channel, then anywhere; by exact file name, then by its key, then by title.
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
        let target_key = key(target);
        let channel = self.channels.get(&target_key).copied();
        // Within a channel, its name means the channel, even if a file has the same name.
        if let Some(id) = channel.filter(|id| channels[id.index()].folder == folder) {
            return LinkTarget::Channel(id);
        }
        if let Some(id) = self
            .by_folder
            .get(folder)
            .and_then(|names| names.find(target, &target_key))
        {
            return self.note_or_channel(id);
        }
        if let Some(id) = channel {
            return LinkTarget::Channel(id);
        }
        self.all
            .find(target, &target_key)
            .map_or(LinkTarget::Unresolved, |id| self.note_or_channel(id))
    }

    /// Resolves `path/name`, of whose path only the first folder counts.
    fn in_folder(&self, path: &str, name: &str) -> Option<NoteId> {
        let folder_key = key(path
            .split('/')
            .find(|segment| !matches!(*segment, "" | "." | ".."))?);
        let (first, others) = self.by_folder_key.get(&folder_key)?;
        let (first, name_key) = (self.by_folder.get(first)?, key(name));
        let exact = first.by_name.get(name).or_else(|| others.by_name.get(name));
        let normalised = || {
            first
                .by_name_key
                .get(&*name_key)
                .or_else(|| others.by_name_key.get(&*name_key))
        };
        exact.or_else(normalised).copied()
    }

    /// The target for a note: its channel if it is an index note.
    fn note_or_channel(&self, id: NoteId) -> LinkTarget {
        self.channel_by_index_note
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
    fn the_exact_name_wins_in_folders_that_differ_only_in_case() {
        let files = [
            "Mills/origin.md",
            "home.md",
            "mills/Origin.md",
            "mills/Races.md",
        ];
        let notes = files.map(|path| Note::new(path.to_owned(), "Text.".to_owned()));
        let archive = Archive::new(Corpus::from(Vec::from(notes)));
        let resolved = |target: &str| match archive.resolve(NoteId::new(1), target) {
            LinkTarget::Note(id) => archive.note(id).path.clone(),
            other => format!("{other:?}"),
        };
        assert_eq!(resolved("mills/origin"), "Mills/origin.md");
        assert_eq!(resolved("mills/Origin"), "mills/Origin.md");
        assert_eq!(resolved("MILLS/ORIGIN"), "Mills/origin.md");
        assert_eq!(resolved("Mills/races"), "mills/Races.md");
    }
}
