//! Notes that speak of the same: those that link to what a note links to, and those with a title like its own.

use std::collections::HashMap;

use super::{Archive, NoteId, Target, TopicId};

/// What more notes link to than this tells nothing of any of them.
const COMMON: usize = 100;

/// A note that is related to another.
#[derive(Debug)]
pub struct Related {
    /// The note.
    pub note: NoteId,
    /// What both link to, the rarest first; nothing where only the titles are alike.
    pub shared: Vec<Shared>,
}

/// What two notes link to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Shared {
    /// A note.
    Note(NoteId),
    /// A topic that no note answers.
    Topic(TopicId),
}

impl Archive {
    /// The notes most related to a note, the closest first. Notes of the same video, and those that link to it, are
    /// told elsewhere.
    pub fn related(&self, id: NoteId, count: usize) -> Vec<Related> {
        let mut found: HashMap<NoteId, (f32, Vec<(f32, Shared)>)> = HashMap::new();
        for (shared, weight) in self.told_by(id) {
            for note in self.linking_to(shared) {
                let (sum, all) = found.entry(note).or_default();
                *sum += weight;
                all.push((weight, shared));
            }
        }
        found.retain(|note, _| self.may_be_related(id, *note));
        let mut related: Vec<(f32, Related)> = Vec::new();
        for (note, (sum, mut all)) in found {
            all.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
            related.push((sum, Related { note, shared: all.into_iter().map(|(_, shared)| shared).collect() }));
        }
        related.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.note.cmp(&b.1.note)));
        let mut related: Vec<Related> = related.into_iter().take(count).map(|(_, related)| related).collect();
        // One more than are wanted, for the note is nearest to itself.
        for note in self.nearest(&self.note(id).title, count + 1) {
            let is_told = related.iter().any(|known| known.note == note);
            if related.len() < count && !is_told && self.may_be_related(id, note) {
                related.push(Related { note, shared: Vec::new() });
            }
        }
        related
    }

    /// What a note links to, each once, and how much that tells: the fewer link there, the more.
    fn told_by(&self, id: NoteId) -> Vec<(Shared, f32)> {
        let target = |link: &crate::markdown::Link| match self.resolve(id, &link.target) {
            Target::Note(note) if note != id => Some(Shared::Note(note)),
            Target::Missing => self.topic_named(&link.target).map(Shared::Topic),
            _ => None,
        };
        let mut told: Vec<Shared> = self.note(id).facts.links.iter().filter_map(target).collect();
        told.sort_unstable();
        told.dedup();
        let weight = |shared| match self.linking_to(shared).len() {
            many if many > COMMON => None,
            many => Some((shared, 1.0 / (1.0 + many as f32).ln())),
        };
        told.into_iter().filter_map(weight).collect()
    }

    fn linking_to(&self, shared: Shared) -> Vec<NoteId> {
        let links = match shared {
            Shared::Note(note) => self.backlinks(note),
            Shared::Topic(topic) => &self.topic(topic).mentions,
        };
        let mut notes: Vec<NoteId> = links.iter().map(|link| link.note).collect();
        notes.dedup();
        notes
    }

    fn may_be_related(&self, id: NoteId, other: NoteId) -> bool {
        let is_same_video = self.video_of(id).is_some() && self.video_of(id) == self.video_of(other);
        let is_told = || self.backlinks(id).iter().any(|link| link.note == other);
        other != id && !is_same_video && !self.is_index(other) && !is_told()
    }
}
