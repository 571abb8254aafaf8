//! Resolves links to notes, channels and media files, in the order of Obsidian: a path from the top
//! of the content folder, a path from the note's own folder, the end of a path, a file name, a
//! channel, an alias, a title, and then the keys of these.
//!
//! At each step, notes in the note's own folder come first, then those in its sub-folders, then
//! those nearest to the top.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use percent_encoding::percent_decode_str;

use crate::archive::channel::Channel;
use crate::archive::media_resolver::MediaResolver;
use crate::archive::name_table::{Candidates, NameKind, NameTable, Nearby, Spelling, folder_of};
use crate::archive::{ChannelId, MediaId, NoteId, TopicId};
use crate::corpus::{Media, Note};
use crate::text::media_kind::is_file_name;
use crate::text::naming::{folded, key, without_note_extension};

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
    /// A file that is no note, and that is missing or not served.
    MissingFile,
    /// None: no note and no topic has this name.
    Unresolved,
}

/// How closely a link matches the name of its target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MatchKind {
    /// The link is the exact path or name of the file, or the name of the channel in any case.
    Exact,
    /// The link is another spelling of the name, an alias or a title.
    Normalised,
    /// No note has this name.
    Unresolved,
    /// The link is a URL outside the archive.
    External,
}

/// The target of a link, and how it was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Resolution {
    pub(super) target: LinkTarget,
    pub(super) match_kind: MatchKind,
    /// The number of other notes that the link may mean as well.
    pub(super) others: usize,
}

/// The note of links.
pub(super) struct Origin<'n> {
    path: &'n str,
    nearby: Nearby,
}

/// Tables of the names that links can use. The cost of a look-up does not depend on how many notes
/// have the same name.
#[derive(Default)]
pub(super) struct LinkResolver {
    notes: NameTable,
    /// The channels, by their folded names and folders.
    channels: HashMap<String, ChannelId>,
    /// The channels, by the keys of these.
    channels_by_key: HashMap<String, ChannelId>,
    /// The channel of each index note: a link to the note is a link to the channel.
    channel_by_index_note: HashMap<NoteId, ChannelId>,
    media: MediaResolver,
}

impl LinkResolver {
    pub(super) fn new(notes: &[Arc<Note>], channels: &[Channel], media: &[Media]) -> Self {
        let mut resolver = Self {
            notes: note_names(notes),
            media: MediaResolver::new(media),
            ..Self::default()
        };
        for (index, channel) in channels.iter().enumerate() {
            let id = ChannelId::new(index);
            for name in [&channel.folder, &channel.name] {
                resolver.channels.entry(folded(name)).or_insert(id);
                resolver.channels_by_key.entry(key(name)).or_insert(id);
            }
            resolver
                .channel_by_index_note
                .extend(channel.index.map(|note| (note, id)));
        }
        resolver
    }

    /// Prepares the resolution of links in the note at this path.
    pub(super) fn origin<'n>(&self, path: &'n str) -> Origin<'n> {
        Origin {
            path,
            nearby: self.notes.nearby(folder_of(path)),
        }
    }

    /// Resolves a link in a note; topics stay unresolved. Media files come first, because links
    /// name them with their extension. A target that nothing answers as it is written may be
    /// percent-encoded.
    pub(super) fn resolve(&self, from: &Origin<'_>, target: &str) -> Resolution {
        let resolution = |target, match_kind, others| Resolution {
            target,
            match_kind,
            others,
        };
        if target.starts_with("https://") || target.starts_with("http://") {
            return resolution(LinkTarget::External, MatchKind::External, 0);
        }
        if let Some(found) = self.media.find(from.path, target) {
            let media = LinkTarget::Media(MediaId::new(found.file));
            return resolution(media, MatchKind::Exact, found.others);
        }
        let decoded = || match percent_decode_str(target).decode_utf8() {
            Ok(Cow::Owned(decoded)) => self.find(from, &decoded),
            _ => None,
        };
        self.find(from, target).or_else(decoded).unwrap_or_else(|| {
            let target = if is_file_name(target) {
                LinkTarget::MissingFile
            } else {
                LinkTarget::Unresolved
            };
            resolution(target, MatchKind::Unresolved, 0)
        })
    }

    /// The note or channel that a target means.
    fn find(&self, from: &Origin<'_>, target: &str) -> Option<Resolution> {
        let name = without_note_extension(target.trim_end_matches(['/', '\\']));
        let path = LinkPath::parse(folder_of(from.path), name);
        let nearby = &from.nearby;
        let note = |found: Candidates, match_kind| Resolution {
            target: self.note_or_channel(NoteId::new(found.file)),
            match_kind,
            others: found.others,
        };
        let channel = |channels: &HashMap<String, ChannelId>, key: String, match_kind| {
            channels.get(&key).map(|id| Resolution {
                target: LinkTarget::Channel(*id),
                match_kind,
                others: 0,
            })
        };
        if let Some(found) = self.at_path(&path, Spelling::Exact, nearby) {
            return Some(note(found, MatchKind::Exact));
        }
        let whole = name.trim_start_matches('/');
        let ending = |spelling| self.notes.ending_with(spelling, path.names(), nearby);
        let named = |spelling| {
            self.notes
                .ending_with(spelling, std::iter::once(whole), nearby)
        };
        let has_folders = path.names != [whole];
        // Names that are equal in any spelling have the same key.
        let by_key = ending(Spelling::Key).or_else(|| has_folders.then(|| named(Spelling::Key))?);
        let in_any_case = by_key.and_then(|_| self.at_path(&path, Spelling::Folded, nearby));
        let found = match (in_any_case, by_key) {
            (Some(found), _) => Some(note(found, MatchKind::Normalised)),
            (None, by_key) => {
                channel(&self.channels, folded(name), MatchKind::Exact).or_else(|| {
                    let by_key = by_key?;
                    let found = named(Spelling::Alias)
                        .or_else(|| named(Spelling::Title))
                        .or_else(|| self.at_path(&path, Spelling::Key, nearby))
                        .unwrap_or(by_key);
                    Some(note(found, MatchKind::Normalised))
                })
            }
        };
        found.or_else(|| channel(&self.channels_by_key, key(name), MatchKind::Normalised))
    }

    /// The note at a path from the top, or else from the own folder, or else at the end of a path.
    fn at_path(
        &self,
        path: &LinkPath<'_>,
        spelling: Spelling,
        nearby: &Nearby,
    ) -> Option<Candidates> {
        let paths = [&path.from_top, &path.from_own_folder];
        let at = |path: &Vec<&str>| self.notes.at_path(spelling, path.iter().copied(), nearby);
        let end = || match path.is_anchored {
            true => None,
            false => self.notes.ending_with(spelling, path.names(), nearby),
        };
        paths.into_iter().flatten().find_map(at).or_else(end)
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

/// The table of the names of notes.
fn note_names(notes: &[Arc<Note>]) -> NameTable {
    let mut names = NameTable::for_paths(notes.iter().map(|note| note.path.as_str()));
    for (index, note) in notes.iter().enumerate() {
        let path = note.path_without_extension();
        for spelling in [Spelling::Exact, Spelling::Folded, Spelling::Key] {
            names.add_path(index, path, spelling);
        }
        // A title that was made from the file name is no other name.
        if note.title != note.stem().replace('_', " ") {
            let title = (NameKind::Title, Spelling::Title);
            names.add_name(index, path, title, &note.title);
        }
        let mut add_alias =
            |name: &str| names.add_name(index, path, (NameKind::Alias, Spelling::Alias), name);
        for alias in &note.aliases {
            let name = alias.trim_matches('/');
            add_alias(name);
            if !alias.starts_with('/') && !folder_of(path).is_empty() {
                add_alias(&format!("{}/{name}", folder_of(path)));
            }
        }
    }
    names.finish()
}

/// The path that a link names. A name without folders is only the end of a path.
struct LinkPath<'t> {
    from_top: Option<Vec<&'t str>>,
    from_own_folder: Option<Vec<&'t str>>,
    /// The end of the path: its segments without `.` and `..`.
    names: Vec<&'t str>,
    /// Whether it starts with `/`, `./` or `../`, so that it is not the end of a path.
    is_anchored: bool,
}

impl<'t> LinkPath<'t> {
    /// Parses a path in a note of this folder. A path of Windows has backslashes.
    fn parse(folder: &'t str, target: &'t str) -> Self {
        let written = || target.split(['/', '\\']).filter(|part| !part.is_empty());
        let is_from_top = target.starts_with(['/', '\\']);
        let is_relative = matches!(written().next(), Some("." | ".."));
        let is_path = is_from_top || is_relative || written().nth(1).is_some();
        let own_folder = folder.split('/').filter(|part| !part.is_empty());
        let mut names = Vec::new();
        for part in written() {
            match part {
                "." => {}
                ".." => drop(names.pop()),
                part => names.push(part),
            }
        }
        Self {
            from_top: if is_path && !is_relative {
                joined(written())
            } else {
                None
            },
            from_own_folder: if is_path && !is_from_top {
                joined(own_folder.chain(written()))
            } else {
                None
            },
            names,
            is_anchored: is_from_top || is_relative,
        }
    }

    fn names(&self) -> impl DoubleEndedIterator<Item = &'t str> {
        self.names.iter().copied()
    }
}

/// The path of segments in which `..` is the parent folder; `None` if it leaves the top.
fn joined<'t>(parts: impl Iterator<Item = &'t str>) -> Option<Vec<&'t str>> {
    let mut path = Vec::new();
    for part in parts {
        match part {
            "." => {}
            ".." => drop(path.pop()?),
            part => path.push(part),
        }
    }
    (!path.is_empty()).then_some(path)
}

/// The name of the topic that an unresolved link means: the target without the marks of a path and
/// without the extension of a note.
pub(super) fn topic_name(target: &str) -> &str {
    let name = without_note_extension(target);
    let start = name
        .find(|c| !matches!(c, '/' | '.'))
        .map(|start| name[..start].rfind('/').map_or(0, |slash| slash + 1));
    &name[start.unwrap_or(0)..]
}

#[cfg(test)]
mod tests;
