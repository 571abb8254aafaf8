//! Related notes: those that link to the same targets as a note, and those with a similar title.

use std::collections::{HashMap, HashSet};

use crate::archive::{Archive, LinkTarget, NoteId, NoteOrTopic};

/// Targets that more notes link to than this are ignored.
const MAX_LINKING_NOTES: usize = 100;

/// A note related to another one.
#[derive(Debug)]
pub struct Related {
    /// The note.
    pub note: NoteId,
    /// The targets that both link to, the rarest first; empty if only the titles are similar.
    pub shared: Vec<NoteOrTopic>,
}

impl Archive {
    /// The notes most closely related to a note, best first; without those that its page shows
    /// elsewhere: the notes of the same video and the backlinks.
    pub fn related(&self, id: NoteId, count: usize) -> Vec<Related> {
        let shown = self.already_shown(id);
        let mut scores: HashMap<NoteId, (f32, Vec<(f32, NoteOrTopic)>)> = HashMap::new();
        for (shared, weight, notes) in self.shared_targets(id) {
            for note in notes.into_iter().filter(|note| !shown.contains(note)) {
                let (sum, all) = scores.entry(note).or_default();
                *sum += weight;
                all.push((weight, shared));
            }
        }
        let mut related: Vec<(f32, Related)> = Vec::new();
        for (note, (sum, mut all)) in scores {
            all.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
            related.push((
                sum,
                Related {
                    note,
                    shared: all.into_iter().map(|(_, shared)| shared).collect(),
                },
            ));
        }
        related.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.note.cmp(&b.1.note)));
        let mut related: Vec<Related> = related
            .into_iter()
            .take(count)
            .map(|(_, related)| related)
            .collect();
        if related.len() < count {
            for note in self.notes_titled_like(&self.note(id).title, 2 * count) {
                let is_known = related.iter().any(|known| known.note == note);
                if related.len() < count && !is_known && !shown.contains(&note) {
                    related.push(Related {
                        note,
                        shared: Vec::new(),
                    });
                }
            }
        }
        related
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
        let mut seen = HashSet::new();
        self.links(id)
            .filter_map(note_or_topic)
            .filter(|target| seen.insert(*target))
            .collect()
    }

    /// The distinct targets of a note's links with their weight (the fewer notes link there, the
    /// higher) and the notes that link there.
    fn shared_targets(&self, id: NoteId) -> Vec<(NoteOrTopic, f32, Vec<NoteId>)> {
        let mut targets = self.linked_targets(id);
        targets.sort_unstable();
        let with_notes = targets
            .into_iter()
            .map(|target| (target, self.linking_to(target)));
        let rare = with_notes.filter(|(_, notes)| notes.len() <= MAX_LINKING_NOTES);
        rare.map(|(target, notes)| (target, 1.0 / (1.0 + notes.len() as f32).ln(), notes))
            .collect()
    }

    /// The notes that link to a note or topic, each once.
    fn linking_to(&self, target: NoteOrTopic) -> Vec<NoteId> {
        let links = match target {
            NoteOrTopic::Note(note) => self.backlinks(note),
            NoteOrTopic::Topic(topic) => &self.topic(topic).mentions,
        };
        let mut notes: Vec<NoteId> = links.iter().map(|link| link.note).collect();
        notes.dedup();
        notes
    }

    /// The note itself, and the notes that its page shows elsewhere.
    fn already_shown(&self, id: NoteId) -> HashSet<NoteId> {
        let siblings = self
            .video_of(id)
            .map(|video| self.video(video).notes.as_slice())
            .unwrap_or_default();
        let indexes = self.channels().iter().filter_map(|channel| channel.index);
        let linking = self.backlinks(id).iter().map(|link| link.note);
        siblings
            .iter()
            .copied()
            .chain(indexes)
            .chain(linking)
            .chain([id])
            .collect()
    }
}
