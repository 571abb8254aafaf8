//! The links of an archive and their targets.

use std::ops::Range;

use crate::archive::link_resolver::{Resolution, topic_name};
use crate::archive::{Archive, LinkTarget, MatchKind, NoteId, PageId, TopicId};
use crate::markdown::Link;
use crate::text::naming;

/// A reference to a link of a note.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LinkRef {
    /// The note that contains the link.
    pub note: NoteId,
    /// The index of the link in the note's [`Facts::links`](crate::markdown::Facts::links).
    pub(super) link: u32,
}

impl Archive {
    /// The first link of each listed note that links to a note, in the order of lists. Links of
    /// index notes do not count.
    pub fn backlinks(&self, note: NoteId) -> &[LinkRef] {
        &self.backlinks[note.index()]
    }

    /// The link in its note.
    pub fn link(&self, link: LinkRef) -> &Link {
        &self.note(link.note).facts.links[link.link as usize]
    }

    /// The links of a note in order, each with its target.
    pub fn links(&self, note: NoteId) -> impl Iterator<Item = (&Link, LinkTarget)> {
        let targets = self.link_targets[note.index()].iter().copied();
        self.note(note).facts.links.iter().zip(targets)
    }

    /// The links of a note whose labels are in a range of its text, each with its target.
    pub fn links_within(
        &self,
        note: NoteId,
        range: &Range<u32>,
    ) -> impl Iterator<Item = (&Link, LinkTarget)> {
        let links = &self.note(note).facts.links;
        let first = links.partition_point(|link| link.label.start < range.start);
        let targets = self.link_targets[note.index()].iter().copied();
        let from_first = links.iter().zip(targets).skip(first);
        let end = range.end;
        from_first.take_while(move |(link, _)| link.label.end <= end)
    }

    /// The target of a link.
    pub fn link_target(&self, link: LinkRef) -> LinkTarget {
        self.link_targets[link.note.index()][link.link as usize]
    }

    /// The note whose text is on the page of a target.
    pub(super) fn note_of(&self, target: LinkTarget) -> Option<NoteId> {
        match target {
            LinkTarget::Note(id) => Some(id),
            LinkTarget::Channel(id) => self.channel(id).index,
            _ => None,
        }
    }

    /// The target of the wikilink that starts at a byte offset in a note's body; `None` if none
    /// starts there.
    pub fn link_target_at(&self, note: NoteId, offset: u32) -> Option<LinkTarget> {
        let links = &self.note(note).facts.links;
        let index = links
            .binary_search_by_key(&offset, |link| link.source_range.start)
            .ok()?;
        Some(self.link_targets[note.index()][index])
    }

    /// Resolves a link as if it were in a note. The links that a note contains are resolved already
    /// ([`Archive::links`]); this is for images, and for text that is not in the note. `is_path`:
    /// see [`Link::is_path`].
    pub fn resolve(&self, from: NoteId, target: &str, is_path: bool) -> LinkTarget {
        if target.is_empty() {
            // `[[#Heading]]` links to its own note.
            return LinkTarget::Note(from);
        }
        let resolver = &self.link_resolver;
        let origin = resolver.origin(&self.note(from).path);
        match resolver.resolve(&origin, target, is_path).target {
            LinkTarget::Unresolved => self
                .topic_named(topic_name(target))
                .map_or(LinkTarget::Unresolved, LinkTarget::Topic),
            target => target,
        }
    }

    /// How closely a link of a note matches the name of its target.
    pub fn match_kind(&self, note: NoteId, link: &Link) -> MatchKind {
        match &*link.target {
            "" => MatchKind::Exact,
            _ => self.resolution(note, link).match_kind,
        }
    }

    /// The number of other notes that a link of a note may mean as well as its target.
    pub(super) fn other_targets(&self, note: NoteId, link: &Link) -> usize {
        match &*link.target {
            "" => 0,
            _ => self.resolution(note, link).others,
        }
    }

    fn resolution(&self, note: NoteId, link: &Link) -> Resolution {
        let origin = self.link_resolver.origin(&self.note(note).path);
        self.link_resolver
            .resolve(&origin, &link.target, link.is_path)
    }

    /// The topic with this name in any spelling.
    pub fn topic_named(&self, name: &str) -> Option<TopicId> {
        self.topic_by_key.get(&naming::key(name)).copied()
    }

    /// The page or file that a link to `name` leads to from a note outside all channels; `None` if
    /// that is an unlisted note.
    pub fn page_named(&self, name: &str) -> Option<PageId> {
        let resolver = &self.link_resolver;
        match resolver.resolve(&resolver.origin(""), name, false).target {
            LinkTarget::Note(id) => Some(PageId::Note(id)).filter(|_| !self.note(id).is_unlisted),
            LinkTarget::Channel(id) => Some(PageId::Channel(id)),
            LinkTarget::Media(id) => Some(PageId::Media(id)),
            LinkTarget::Topic(_)
            | LinkTarget::External
            | LinkTarget::MissingFile
            | LinkTarget::MissingBlock
            | LinkTarget::Unresolved => None,
        }
    }
}
