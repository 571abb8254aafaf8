//! Notes that speak of the same: those that link to what a note links to, and those with a title
//! like its own.

use std::collections::{HashMap, HashSet};

use crate::archive::{Archive, ChannelEntry, LinkTarget, NoteId};

/// What more notes link to than this tells nothing of any of them.
const COMMON: usize = 100;

/// A note that is related to another.
#[derive(Debug)]
pub struct Related {
    /// The note.
    pub note: NoteId,
    /// What both link to, the rarest first; nothing where only the titles are alike.
    pub shared: Vec<ChannelEntry>,
}

impl Archive {
    /// The notes most related to a note, the closest first. Notes of the same video, and those that
    /// link to it, are told elsewhere.
    pub fn related(&self, id: NoteId, count: usize) -> Vec<Related> {
        let is_told = self.already_shown(id);
        let mut found: HashMap<NoteId, (f32, Vec<(f32, ChannelEntry)>)> = HashMap::new();
        for (shared, weight, notes) in self.shared_targets(id) {
            for note in notes.into_iter().filter(|note| !is_told.contains(note)) {
                let (sum, all) = found.entry(note).or_default();
                *sum += weight;
                all.push((weight, shared));
            }
        }
        let mut related: Vec<(f32, Related)> = Vec::new();
        for (note, (sum, mut all)) in found {
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
            for note in self.nearest(&self.note(id).title, 2 * count) {
                let is_known = related.iter().any(|known| known.note == note);
                if related.len() < count && !is_known && !is_told.contains(&note) {
                    related.push(Related {
                        note,
                        shared: Vec::new(),
                    });
                }
            }
        }
        related
    }

    /// What a note links to, each once, in the order of its text: other listed notes, and topics
    /// that no note answers.
    pub fn linked(&self, id: NoteId) -> Vec<ChannelEntry> {
        let entry = |(_, target)| match target {
            LinkTarget::Note(note) if note != id && !self.note(note).is_unlisted => {
                Some(ChannelEntry::Note(note))
            }
            LinkTarget::Topic(topic) => Some(ChannelEntry::Topic(topic)),
            _ => None,
        };
        let mut seen = HashSet::new();
        self.links(id)
            .filter_map(entry)
            .filter(|entry| seen.insert(*entry))
            .collect()
    }

    /// What a note links to, each once; how much that tells, the more the fewer link there; and who
    /// does.
    fn shared_targets(&self, id: NoteId) -> Vec<(ChannelEntry, f32, Vec<NoteId>)> {
        let mut told = self.linked(id);
        told.sort_unstable();
        let with_notes = told
            .into_iter()
            .map(|shared| (shared, self.linking_to(shared)));
        let telling = with_notes.filter(|(_, notes)| notes.len() <= COMMON);
        telling
            .map(|(shared, notes)| (shared, 1.0 / (1.0 + notes.len() as f32).ln(), notes))
            .collect()
    }

    fn linking_to(&self, shared: ChannelEntry) -> Vec<NoteId> {
        let links = match shared {
            ChannelEntry::Note(note) => self.backlinks(note),
            ChannelEntry::Topic(topic) => &self.topic(topic).mentions,
        };
        let mut notes: Vec<NoteId> = links.iter().map(|link| link.note).collect();
        notes.dedup();
        notes
    }

    /// The note itself, and those that its page names anyway.
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
