//! Which notes are linked with the same notes and topics as a note.

use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::archive::{Archive, LinkTarget, NoteId, NoteOrTopic};

/// Notes and topics that are linked with more than this are ignored, and so are further links of a
/// note.
const MAX_NEIGHBORS: usize = 100;

/// Notes with more links than this, and topics with more mentions, are not looked at.
const MAX_LINKS: usize = 2_000;

/// How closely two notes are linked.
#[derive(Debug)]
pub struct SharedLinks {
    /// The more notes and topics are linked with both, and the fewer others are linked with those,
    /// the higher.
    pub weight: f32,
    /// The one of them that is linked with the fewest others.
    pub rarest: NoteOrTopic,
}

/// How two notes are linked with the same note or topic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SharedLinkKind {
    /// Both link to it.
    Target,
    /// It links to both.
    Source,
    /// One links to it, the other is its target.
    Mixed,
}

impl Archive {
    /// The listed notes that are linked with the same notes and topics as a note, in either
    /// direction. Index notes and the home note do not count: they link to everything.
    pub fn shared_links(&self, id: NoteId) -> FxHashMap<NoteId, SharedLinks> {
        let mut shared: FxHashMap<NoteId, SharedLinks> = FxHashMap::default();
        let mut fewest: FxHashMap<NoteId, usize> = FxHashMap::default();
        for neighbor in self
            .neighbors(NoteOrTopic::Note(id))
            .into_iter()
            .take(MAX_NEIGHBORS)
        {
            if self.link_count(neighbor) > MAX_LINKS {
                continue;
            }
            let others = self.neighbors(neighbor);
            let count = others.len();
            if count > MAX_NEIGHBORS {
                continue;
            }
            for other in others {
                let NoteOrTopic::Note(other) = other else {
                    continue;
                };
                let links = shared.entry(other).or_insert(SharedLinks {
                    weight: 0.0,
                    rarest: neighbor,
                });
                links.weight += 1.0 / (1.0 + count as f32).ln();
                let fewest = fewest.entry(other).or_insert(count);
                if count < *fewest {
                    (*fewest, links.rarest) = (count, neighbor);
                }
            }
        }
        shared.remove(&id);
        shared
    }

    /// How two notes are linked with a note or topic that is linked with both.
    pub fn shared_link_kind(&self, a: NoteId, b: NoteId, shared: NoteOrTopic) -> SharedLinkKind {
        let links_to = |from: NoteId, to| self.link_targets[from.index()].contains(&target(to));
        if links_to(a, shared) && links_to(b, shared) {
            return SharedLinkKind::Target;
        }
        match shared {
            NoteOrTopic::Note(shared)
                if links_to(shared, NoteOrTopic::Note(a))
                    && links_to(shared, NoteOrTopic::Note(b)) =>
            {
                SharedLinkKind::Source
            }
            _ => SharedLinkKind::Mixed,
        }
    }

    /// The first sentence of a note that links to a note or topic.
    pub fn sentence_linking_to(&self, note: NoteId, to: NoteOrTopic) -> Option<Range<u32>> {
        let mut links = self.links(note);
        let (link, _) = links.find(|(_, linked)| *linked == target(to))?;
        Some(link.sentence.clone())
    }

    /// The distinct targets of a note's links, in text order: other listed notes and unresolved
    /// topics.
    pub fn linked_targets(&self, id: NoteId) -> Vec<NoteOrTopic> {
        let note_or_topic = |(_, target)| match target {
            LinkTarget::Note(note) if note != id && !self.note(note).is_unlisted => {
                Some(NoteOrTopic::Note(note))
            }
            LinkTarget::Topic(topic) => Some(NoteOrTopic::Topic(topic)),
            _ => None,
        };
        let mut seen = FxHashSet::default();
        self.links(id)
            .filter_map(note_or_topic)
            .filter(|target| seen.insert(*target))
            .collect()
    }

    /// The notes and topics that a note or topic links to or that link to it, each once, in order.
    fn neighbors(&self, id: NoteOrTopic) -> Vec<NoteOrTopic> {
        let (links, mut neighbors) = match id {
            NoteOrTopic::Note(note) => (self.backlinks(note), self.linked_targets(note)),
            NoteOrTopic::Topic(topic) => (&*self.topic(topic).mentions, Vec::new()),
        };
        neighbors.extend(links.iter().map(|link| NoteOrTopic::Note(link.note)));
        neighbors.retain(|neighbor| match neighbor {
            NoteOrTopic::Note(note) => !self.is_index(*note) && self.home() != Some(*note),
            NoteOrTopic::Topic(_) => true,
        });
        neighbors.sort_unstable();
        neighbors.dedup();
        neighbors
    }

    /// The number of links of a note and to it, or of mentions of a topic.
    fn link_count(&self, id: NoteOrTopic) -> usize {
        match id {
            NoteOrTopic::Note(note) => {
                self.link_targets[note.index()].len() + self.backlinks(note).len()
            }
            NoteOrTopic::Topic(topic) => self.topic(topic).mentions.len(),
        }
    }

    /// The note itself, and the notes that its page leads to anyway: those of the same video, and
    /// those that its text links to.
    pub fn shown_with(&self, id: NoteId) -> FxHashSet<NoteId> {
        let siblings = self
            .video_of(id)
            .map(|video| self.video(video).notes.as_slice())
            .unwrap_or_default();
        let linked = self
            .linked_targets(id)
            .into_iter()
            .filter_map(|target| match target {
                NoteOrTopic::Note(note) => Some(note),
                NoteOrTopic::Topic(_) => None,
            });
        siblings.iter().copied().chain(linked).chain([id]).collect()
    }

    /// Whether a note lists notes, as the index of a channel and the home note do.
    pub fn lists_notes(&self, id: NoteId) -> bool {
        self.is_index(id) || self.home() == Some(id) || self.note(id).may_be_index()
    }
}

/// The target of a link that leads to a note or topic.
fn target(to: NoteOrTopic) -> LinkTarget {
    match to {
        NoteOrTopic::Note(note) => LinkTarget::Note(note),
        NoteOrTopic::Topic(topic) => LinkTarget::Topic(topic),
    }
}
