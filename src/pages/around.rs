//! The map of a note's neighbourhood: what links to it, the note, what it links to; grouped by video and channel.

use std::collections::HashSet;

use super::parts::PageLink;
use crate::archive::{Archive, Entry, NoteId};

/// How many neighbours are drawn on each side; the list has them all.
const DRAWN: usize = 14;

/// The height of a line of the map.
const LINE: usize = 22;

/// Longer titles are cut in the map, in characters.
const LONGEST: usize = 36;

/// The neighbourhood of a note.
pub(super) struct Around {
    pub(super) incoming: Vec<Group>,
    pub(super) outgoing: Vec<Group>,
    pub(super) map: Map,
}

/// Neighbours of one video or channel.
pub(super) struct Group {
    pub(super) name: String,
    pub(super) links: Vec<PageLink>,
}

/// The drawing.
pub(super) struct Map {
    pub(super) height: usize,
    pub(super) incoming: Vec<Line>,
    pub(super) outgoing: Vec<Line>,
}

/// A line of the drawing: the name of a group, or a neighbour.
pub(super) struct Line {
    pub(super) y: usize,
    pub(super) text: String,
    /// Where it leads, and whether there is no note yet; nothing where it names a group.
    pub(super) link: Option<(String, bool)>,
}

impl Around {
    /// `None` where a note has no neighbours.
    pub(super) fn new(archive: &Archive, id: NoteId) -> Option<Self> {
        let mut incoming: Vec<NoteId> = archive.backlinks(id).iter().map(|link| link.note).collect();
        incoming.retain(|note| *note != id && !archive.is_index(*note));
        let incoming = groups(archive, id, incoming.into_iter().map(Entry::Note));
        let outgoing = groups(archive, id, archive.linked(id).into_iter());
        if incoming.is_empty() && outgoing.is_empty() {
            return None;
        }
        let map = Map::new(&incoming, &outgoing);
        Some(Self { incoming, outgoing, map })
    }
}

/// Neighbours by their group, each once: those of the same video first, topics without a note last.
fn groups(archive: &Archive, id: NoteId, entries: impl Iterator<Item = Entry>) -> Vec<Group> {
    let mut seen = HashSet::new();
    let named = entries.map(|entry| (group_of(archive, id, entry), PageLink::entry(archive, entry)));
    let mut named: Vec<((u8, String), PageLink)> =
        named.filter(|(_, link)| seen.insert(link.address.clone())).collect();
    named.sort_by(|a, b| a.0.cmp(&b.0));
    let mut groups: Vec<Group> = Vec::new();
    for ((_, name), link) in named {
        match groups.last_mut().filter(|group| group.name == name) {
            Some(group) => group.links.push(link),
            None => groups.push(Group { name, links: vec![link] }),
        }
    }
    groups
}

fn group_of(archive: &Archive, id: NoteId, entry: Entry) -> (u8, String) {
    let Entry::Note(note) = entry else { return (2, "No note yet".to_owned()) };
    let is_same_video = archive.video_of(id).is_some() && archive.video_of(id) == archive.video_of(note);
    match archive.channel_of(note) {
        _ if is_same_video => (0, "This video".to_owned()),
        Some(channel) => (1, archive.channel(channel).name.clone()),
        None => (1, "Other notes".to_owned()),
    }
}

impl Map {
    fn new(incoming: &[Group], outgoing: &[Group]) -> Self {
        let (incoming, outgoing) = (lines(incoming), lines(outgoing));
        let most = incoming.len().max(outgoing.len());
        let centred = |mut lines: Vec<Line>| {
            let down = (most - lines.len()) * LINE / 2;
            lines.iter_mut().for_each(|line| line.y += down);
            lines
        };
        Self { height: (most + 1) * LINE, incoming: centred(incoming), outgoing: centred(outgoing) }
    }

    /// Where the note itself stands.
    pub(super) fn middle(&self) -> usize {
        self.height / 2
    }
}

fn lines(groups: &[Group]) -> Vec<Line> {
    let mut lines: Vec<(String, Option<(String, bool)>)> = Vec::new();
    let mut room = DRAWN;
    for group in groups {
        if room == 0 {
            break;
        }
        lines.push((group.name.clone(), None));
        for link in group.links.iter().take(room) {
            lines.push((shortened(&link.label), Some((link.address.clone(), link.missing))));
        }
        room -= group.links.len().min(room);
    }
    let all: usize = groups.iter().map(|group| group.links.len()).sum();
    if all > DRAWN {
        lines.push((format!("and {} more", all - DRAWN), None));
    }
    lines.into_iter().enumerate().map(|(at, (text, link))| Line { y: (at + 1) * LINE, text, link }).collect()
}

fn shortened(title: &str) -> String {
    match title.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", title[..end].trim_end()),
        None => title.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group(name: &str, count: usize) -> Group {
        let links = (0..count).map(|n| PageLink::new(format!("{name} {n}"), format!("/{name}/{n}"))).collect();
        Group { name: name.to_owned(), links }
    }

    #[test]
    fn both_sides_stand_around_the_middle() {
        let map = Map::new(&[group("a", 3)], &[group("b", 10), group("c", 10)]);
        assert_eq!(map.incoming.len(), 4, "a name and three notes");
        assert_eq!(map.outgoing.len(), 17, "two names, fourteen notes, and how many more");
        assert_eq!(map.outgoing.last().map(|line| line.text.as_str()), Some("and 6 more"));
        let middle = |lines: &[Line]| (lines[0].y + lines[lines.len() - 1].y) / 2;
        assert!(middle(&map.incoming).abs_diff(map.middle()) <= LINE);
        assert!(middle(&map.outgoing).abs_diff(map.middle()) <= LINE);
    }
}
