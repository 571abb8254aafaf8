//! Which note a link means.

use std::collections::HashMap;
use std::sync::Arc;

use super::channel::Channel;
use super::media::MediaNames;
use super::{ChannelId, MediaId, NoteId};
use crate::corpus::{Media, Note};
use crate::name::key;

/// What a link means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// A note.
    Note(NoteId),
    /// A channel.
    Channel(ChannelId),
    /// A file beside the notes.
    Media(MediaId),
    /// A topic that no note answers.
    Missing,
    /// A place outside the archive.
    Outside,
}

/// How the target of a link was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resolution {
    /// It is the name of a file or a channel, letter by letter.
    Exact,
    /// It is another spelling of it, or a title.
    Normalised,
    /// No note answers it.
    Missing,
    /// It is an address outside.
    Outside,
}

/// Every name that a link can use, by its key.
#[derive(Default)]
pub(super) struct Names {
    by_stem: HashMap<String, Vec<NoteId>>,
    by_title: HashMap<String, Vec<NoteId>>,
    channels: HashMap<String, ChannelId>,
    /// The channel of an index note: a link to the one is a link to the other.
    index_of: HashMap<NoteId, ChannelId>,
    media: MediaNames,
}

impl Names {
    pub(super) fn new(notes: &[Arc<Note>], channels: &[Channel], media: &[Media]) -> Self {
        let mut names = Self { media: MediaNames::new(media), ..Self::default() };
        for (index, note) in notes.iter().enumerate() {
            let stem = key(note.stem());
            let title = key(&note.title);
            if title != stem {
                names.by_title.entry(title).or_default().push(NoteId::new(index));
            }
            names.by_stem.entry(stem).or_default().push(NoteId::new(index));
        }
        for (index, channel) in channels.iter().enumerate() {
            let id = ChannelId::new(index);
            names.channels.entry(key(&channel.folder)).or_insert(id);
            names.index_of.extend(channel.index.map(|note| (note, id)));
        }
        names
    }

    /// What a link means in the note of a path. Files that are no notes first, for they are named in full; then notes: the
    /// same channel first, then anywhere; exact, then normalised; by file, then by title.
    pub(super) fn resolve(&self, notes: &[Arc<Note>], channels: &[Channel], from: &str, target: &str) -> Target {
        if target.starts_with("https://") || target.starts_with("http://") {
            return Target::Outside;
        }
        if let Some(id) = self.media.find(from, target) {
            return Target::Media(id);
        }
        let folder = from.split_once('/').map_or("", |(folder, _)| folder);
        let target = target.strip_suffix(".md").unwrap_or(target);
        if let Some((path, stem)) = target.rsplit_once('/')
            && let Some(id) = self.in_folder(notes, path, stem)
        {
            return self.note_or_channel(id);
        }
        let wanted = key(target);
        let channel = self.channels.get(&wanted).copied();
        // A channel's own name means the channel, though a file may have it too.
        if let Some(id) = channel.filter(|id| channels[id.index()].folder == folder) {
            return Target::Channel(id);
        }
        let stems = self.by_stem.get(&wanted).map_or(&[][..], Vec::as_slice);
        let titles = self.by_title.get(&wanted).map_or(&[][..], Vec::as_slice);
        let here = |id: &&NoteId| notes[id.index()].folder() == folder;
        let exact = |id: &&NoteId| notes[id.index()].stem() == target;
        let nearby = stems
            .iter()
            .filter(here)
            .find(exact)
            .or_else(|| stems.iter().find(here))
            .or_else(|| titles.iter().find(here));
        if let Some(id) = nearby {
            return self.note_or_channel(*id);
        }
        if let Some(id) = channel {
            return Target::Channel(id);
        }
        let anywhere = stems.iter().find(exact).or_else(|| stems.first()).or_else(|| titles.first());
        anywhere.map_or(Target::Missing, |id| self.note_or_channel(*id))
    }

    /// `channel/note`.
    fn in_folder(&self, notes: &[Arc<Note>], path: &str, stem: &str) -> Option<NoteId> {
        let folder = key(path.split('/').find(|part| !matches!(*part, "" | "." | ".."))?);
        let mut there = self.by_stem.get(&key(stem))?.iter().filter(|id| key(notes[id.index()].folder()) == folder);
        let first = there.clone().next();
        there.find(|id| notes[id.index()].stem() == stem).or(first).copied()
    }

    fn note_or_channel(&self, id: NoteId) -> Target {
        self.index_of.get(&id).map_or(Target::Note(id), |channel| Target::Channel(*channel))
    }
}
