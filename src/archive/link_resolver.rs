//! Resolves links to notes, channels and media files, in the order of Obsidian: a path from the top
//! of the content folder, a path from the note's own folder, the end of a path, a file name, a
//! channel, an alias, a title, the index note of a folder, the keys of these, a date and a number
//! at the start of a name. For Markdown links, a path from the own folder comes first. A path that
//! starts with `/`, `./` or `../` leads to the file that it names, and to no other.
//!
//! At each step, notes in the note's own folder come first, then those in its sub-folders, then
//! those nearest to the top.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use percent_encoding::percent_decode_str;

use crate::archive::channel::Channel;
use crate::archive::link_path::{LinkPath, is_file_path};
use crate::archive::media_resolver::MediaResolver;
use crate::archive::name_table::{Candidates, NameTable, Nearby, Spelling, folder_of};
use crate::archive::note_names::{leading_id, note_names};
use crate::archive::{ChannelId, MediaId, NoteId, TopicId};
use crate::corpus::{Media, Note};
use crate::text::date::date_in_words;
use crate::text::media_kind::is_file_name;
use crate::text::naming::{folded, key, without_note_extension};
use crate::text::uuid::{referenced_id, uuid_number};

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
    /// A block that no note has: `((UUID))`.
    MissingBlock,
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
pub(super) struct LinkResolver {
    notes: NameTable,
    /// The channels, by their folded names and folders.
    channels: HashMap<String, ChannelId>,
    /// The channels, by the keys of these.
    channels_by_key: HashMap<String, ChannelId>,
    /// The channel of each index note: a link to the note is a link to the channel.
    channel_by_index_note: HashMap<NoteId, ChannelId>,
    media: MediaResolver,
    /// The notes of the blocks that have a UUID.
    blocks: HashMap<u128, NoteId>,
}

impl LinkResolver {
    pub(super) fn new(
        notes: &[Arc<Note>],
        channels: &[Channel],
        media: &[Media],
        home: Option<NoteId>,
    ) -> Self {
        let (mut by_name, mut by_key) = (HashMap::new(), HashMap::new());
        let mut channel_by_index_note = HashMap::new();
        for (index, channel) in channels.iter().enumerate() {
            let id = ChannelId::new(index);
            for name in [&channel.folder, &channel.name] {
                by_name.entry(folded(name)).or_insert(id);
                by_key.entry(key(name)).or_insert(id);
            }
            channel_by_index_note.extend(channel.index.map(|note| (note, id)));
        }
        Self {
            notes: note_names(notes, home),
            channels: by_name,
            channels_by_key: by_key,
            channel_by_index_note,
            media: MediaResolver::new(media),
            blocks: blocks(notes),
        }
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
    /// percent-encoded, or be the page of a note (`note.html`). A Markdown link (`is_path`) to a
    /// file that does not exist is no topic.
    pub(super) fn resolve(&self, from: &Origin<'_>, target: &str, is_path: bool) -> Resolution {
        let resolution = |target, match_kind, others| Resolution {
            target,
            match_kind,
            others,
        };
        if target.starts_with("https://") || target.starts_with("http://") {
            return resolution(LinkTarget::External, MatchKind::External, 0);
        }
        if let Some(id) = referenced_id(target) {
            let note = uuid_number(id).and_then(|id| self.blocks.get(&id));
            return match note {
                Some(id) => resolution(LinkTarget::Note(*id), MatchKind::Exact, 0),
                None => resolution(LinkTarget::MissingBlock, MatchKind::Unresolved, 0),
            };
        }
        if let Some(found) = self.media.find(from.path, target) {
            let media = LinkTarget::Media(MediaId::new(found.file));
            return resolution(media, MatchKind::Exact, found.others);
        }
        let decoded = || match percent_decode_str(target).decode_utf8() {
            Ok(Cow::Owned(decoded)) => self.find(from, &decoded, is_path),
            _ => None,
        };
        let page = || self.find(from, target.strip_suffix(".html")?, is_path);
        self.find(from, target, is_path)
            .or_else(decoded)
            .or_else(|| page().filter(|_| is_path))
            .unwrap_or_else(|| {
                let target = if is_file_name(target) || (is_path && is_file_path(target)) {
                    LinkTarget::MissingFile
                } else {
                    LinkTarget::Unresolved
                };
                resolution(target, MatchKind::Unresolved, 0)
            })
    }

    /// The note or channel that a target means.
    fn find(&self, from: &Origin<'_>, target: &str, is_path: bool) -> Option<Resolution> {
        let written = match target.trim_end_matches(['/', '\\']) {
            "" => target,
            written => written,
        };
        let name = without_note_extension(written);
        let path = LinkPath::parse(folder_of(from.path), name, is_path);
        let nearby = &from.nearby;
        if let Some(found) = self.at_path(&path, Spelling::Exact, nearby) {
            return Some(self.note(found, MatchKind::Exact));
        }
        if path.is_anchored {
            let is_url = name.len() == written.len() && (is_path || written.starts_with('/'));
            return self.find_anchored(&path, nearby, is_url);
        }
        let named = |spelling| {
            let whole = std::iter::once(name);
            self.notes.ending_with(spelling, whole, nearby)
        };
        // Names that are equal in any spelling have the same key.
        let end_by_key = self.notes.ending_with(Spelling::Key, path.names(), nearby);
        let has_folders = path.names.len() > 1;
        let by_key = end_by_key.or_else(|| has_folders.then(|| named(Spelling::Key))?);
        let in_any_case = by_key.and_then(|_| self.at_path(&path, Spelling::Folded, nearby));
        if let Some(found) = in_any_case {
            return Some(self.note(found, MatchKind::Normalised));
        }
        let other_name = || {
            by_key?;
            named(Spelling::Alias).or_else(|| named(Spelling::Title))
        };
        // `Foo/Array.md` is no other spelling of `foo-array.md`.
        let by_whole_key = || match is_path && has_folders {
            true => end_by_key,
            false => by_key,
        };
        let in_key = || {
            by_key?;
            self.at_path(&path, Spelling::Key, nearby)
                .or_else(by_whole_key)
        };
        let note = |found| self.note(found, MatchKind::Normalised);
        channel(&self.channels, &folded(name), MatchKind::Exact)
            .or_else(|| other_name().map(note))
            .or_else(|| self.at_path(&path, Spelling::Folder, nearby).map(note))
            .or_else(|| in_key().map(note))
            .or_else(|| channel(&self.channels_by_key, &key(name), MatchKind::Normalised))
            .or_else(|| self.find_by_date_or_id(name, nearby).map(note))
    }

    /// The note or channel at a path that starts with `/`, `./` or `../`. If it is a URL, it may be
    /// a permalink.
    fn find_anchored(
        &self,
        path: &LinkPath<'_>,
        nearby: &Nearby,
        is_url: bool,
    ) -> Option<Resolution> {
        let whole = path.whole.first()?.join("/");
        let note = |found| self.note(found, MatchKind::Normalised);
        let permalink = || {
            let name = std::iter::once(whole.as_str());
            self.notes.ending_with(Spelling::Alias, name, nearby)
        };
        self.at_path(path, Spelling::Folded, nearby)
            .map(note)
            .or_else(|| channel(&self.channels, &folded(&whole), MatchKind::Exact))
            .or_else(|| permalink().filter(|_| is_url).map(note))
            .or_else(|| self.at_path(path, Spelling::Folder, nearby).map(note))
            .or_else(|| self.at_path(path, Spelling::Key, nearby).map(note))
            .or_else(|| {
                let is_name = path.names.len() == 1;
                let by_key = || channel(&self.channels_by_key, &key(&whole), MatchKind::Normalised);
                is_name.then(by_key)?
            })
    }

    /// The note of a day (`Jan 15th, 2024` for `2024_01_15.md`), or the only note whose name begins
    /// with the number that a link consists of.
    fn find_by_date_or_id(&self, name: &str, nearby: &Nearby) -> Option<Candidates> {
        let named = |spelling, name: &str| {
            let name = std::iter::once(name);
            self.notes.ending_with(spelling, name, nearby)
        };
        match date_in_words(name) {
            Some(date) => named(Spelling::Key, &date),
            None => named(
                Spelling::Id,
                leading_id(name).filter(|id| id.len() == name.len())?,
            )
            .filter(|found| found.others == 0),
        }
    }

    /// The note at one of the whole paths, or else at the end of a path.
    fn at_path(
        &self,
        path: &LinkPath<'_>,
        spelling: Spelling,
        nearby: &Nearby,
    ) -> Option<Candidates> {
        let at = |path: &Vec<&str>| self.notes.at_path(spelling, path.iter().copied(), nearby);
        let end = || match path.is_anchored {
            true => None,
            false => self.notes.ending_with(spelling, path.names(), nearby),
        };
        path.whole.iter().find_map(at).or_else(end)
    }

    /// The resolution of a link to a note.
    fn note(&self, found: Candidates, match_kind: MatchKind) -> Resolution {
        Resolution {
            target: self.note_or_channel(NoteId::new(found.file)),
            match_kind,
            others: found.others,
        }
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

/// The notes of the blocks that have a UUID. Of several blocks with one, that of the first note by
/// path counts.
fn blocks(notes: &[Arc<Note>]) -> HashMap<u128, NoteId> {
    let mut blocks = HashMap::new();
    for (index, note) in notes.iter().enumerate() {
        for block in &note.facts.blocks {
            if let Some(id) = uuid_number(&block.id) {
                blocks.entry(id).or_insert(NoteId::new(index));
            }
        }
    }
    blocks
}

/// The resolution of a link to one of these channels.
fn channel(
    channels: &HashMap<String, ChannelId>,
    name: &str,
    match_kind: MatchKind,
) -> Option<Resolution> {
    let id = channels.get(name)?;
    Some(Resolution {
        target: LinkTarget::Channel(*id),
        match_kind,
        others: 0,
    })
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
