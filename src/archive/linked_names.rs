//! The notes and topics that notes link to, by name and by the number of links.

use std::cmp::Reverse;

use crate::archive::{Archive, NoteId, NoteOrTopic, Topic, TopicId};
use crate::text::initial::Initial;
use crate::text::natural_order::sort_key;

/// A note or a topic that notes link to.
#[derive(Debug, Clone, Copy)]
pub struct LinkedName {
    /// The target of the links.
    pub target: NoteOrTopic,
    /// The group of its name in an alphabetical list.
    pub initial: Initial,
    /// The number of other listed notes that link to it. Index notes do not count: a channel lists
    /// all its notes.
    pub note_count: usize,
}

/// All listed notes with backlinks, and all topics.
pub struct LinkedNames {
    /// Sorted by name; names in other scripts than Latin are last.
    by_name: Box<[LinkedName]>,
    /// The indices of the same in `by_name`, the most linked first.
    by_links: Box<[u32]>,
}

impl LinkedNames {
    pub(super) fn new(archive: &Archive) -> Self {
        let notes = archive.listed_notes().map(|(id, _)| LinkedName {
            target: NoteOrTopic::Note(id),
            initial: Initial::of(&archive.note(id).title),
            note_count: archive.backlinks(id).len(),
        });
        let notes = notes.filter(|linked| linked.note_count > 0);
        let topics = archive.topics().iter().enumerate();
        let topics = topics.map(|(index, topic)| LinkedName {
            target: NoteOrTopic::Topic(TopicId::new(index)),
            initial: Initial::of(&topic.name),
            note_count: archive.mentioning_notes(topic).count(),
        });
        let mut by_name: Box<[LinkedName]> = notes.chain(topics).collect();
        by_name.sort_by_cached_key(|linked| {
            let name = archive.name_of(linked.target);
            let name = name.trim_start_matches(|c: char| !c.is_alphanumeric());
            (linked.initial, sort_key(name), linked.target)
        });
        let mut by_links: Box<[u32]> = (0..by_name.len() as u32).collect();
        by_links.sort_by_key(|index| Reverse(by_name[*index as usize].note_count));
        Self { by_name, by_links }
    }

    /// All, from A to Z.
    pub fn by_name(&self) -> impl ExactSizeIterator<Item = &LinkedName> + Clone {
        self.by_name.iter()
    }

    /// All, the most linked first; those with as many links from A to Z.
    pub fn by_links(&self) -> impl ExactSizeIterator<Item = &LinkedName> + Clone {
        let by_links = self.by_links.iter();
        by_links.map(|index| &self.by_name[*index as usize])
    }
}

impl Archive {
    /// The notes and topics that notes link to. They are sorted on first use, which takes some
    /// milliseconds for thousands of names.
    pub fn linked_names(&self) -> &LinkedNames {
        self.linked_names.get_or_init(|| LinkedNames::new(self))
    }

    /// The title of a note, or the name of a topic.
    pub fn name_of(&self, target: NoteOrTopic) -> &str {
        match target {
            NoteOrTopic::Note(id) => &self.note(id).title,
            NoteOrTopic::Topic(id) => &self.topic(id).name,
        }
    }

    /// The URL of a note or a topic.
    pub fn url_of(&self, target: NoteOrTopic) -> &str {
        match target {
            NoteOrTopic::Note(id) => self.note_url(id),
            NoteOrTopic::Topic(id) => &self.topic(id).url,
        }
    }

    /// The notes that mention a topic, sorted by path. Index notes, which list it, are none.
    pub fn mentioning_notes<'a>(&'a self, topic: &'a Topic) -> impl Iterator<Item = NoteId> + 'a {
        let mut previous = None;
        let notes = topic.mentions.iter().map(|mention| mention.note);
        notes.filter(move |note| previous.replace(*note) != Some(*note) && !self.is_index(*note))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::{Corpus, Note};

    #[test]
    fn names_are_sorted_by_letter_or_by_links() {
        let note = |path: &str, text: &str| Note::new(path.to_owned(), text.to_owned());
        let notes = vec![
            note(
                "a/a.md",
                "The index lists [[tide]], [[unread]] and [[only listed]].",
            ),
            note("a/tide.md", "A [[Moon]], a [[moon]], and itself: [[tide]]."),
            note(
                "a/sea.md",
                "A [[moon]], the [[tide]], [[“Ebb”]] and [[Луна]].",
            ),
            note("a/unread.md", "No links."),
            note(
                "a/aside.md",
                "---\nunlisted: true\n---\n[[Hidden]], [[tide]].",
            ),
        ];
        let archive = Archive::new(Corpus::from(notes));
        let linked = archive.linked_names();
        let name = |linked: &LinkedName| {
            let is_topic = matches!(linked.target, NoteOrTopic::Topic(_));
            (
                archive.name_of(linked.target).to_owned(),
                linked.note_count,
                is_topic,
            )
        };
        let names: Vec<_> = linked.by_name().map(name).collect();
        let names: Vec<_> = names.iter().map(|(name, ..)| name.as_str()).collect();
        assert_eq!(names, ["“Ebb”", "Moon", "Only listed", "tide", "Луна"]);
        let by_links: Vec<_> = linked.by_links().map(name).collect();
        let expected = [
            ("Moon", 2, true),
            ("“Ebb”", 1, true),
            ("tide", 1, false),
            ("Луна", 1, true),
            ("Only listed", 0, true),
        ];
        assert_eq!(
            by_links,
            expected.map(|(name, count, is_topic)| (name.to_owned(), count, is_topic))
        );
    }
}
