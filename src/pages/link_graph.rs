//! The map of a note's neighbourhood: what links to it, the note, what it links to; grouped by
//! video and channel.

use std::collections::HashSet;

use crate::archive::{Archive, ChannelEntry, NoteId};
use crate::pages::components::{PageLink, Room, html_bytes};

/// How many neighbours are drawn on each side; the list has more.
const DRAWN: usize = 14;

/// How much the list of each side takes up, in bytes. What is not in it stands in the text, or
/// among the backlinks.
const SIDE_BYTES: usize = 25_000;

/// The height of a line of the map.
const LINE: usize = 22;

/// Longer titles are cut in the map, in characters.
const LONGEST: usize = 36;

/// The neighbourhood of a note.
pub(super) struct LinkGraph {
    pub(super) incoming: Side,
    pub(super) outgoing: Side,
    pub(super) map: Map,
}

/// What links to the note, or what it links to.
pub(super) struct Side {
    pub(super) groups: Vec<Group>,
    /// How many more there are.
    pub(super) more: usize,
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

impl LinkGraph {
    /// `None` where a note has no neighbours.
    pub(super) fn new(archive: &Archive, id: NoteId) -> Option<Self> {
        let mut incoming: Vec<NoteId> =
            archive.backlinks(id).iter().map(|link| link.note).collect();
        incoming.retain(|note| *note != id && !archive.is_index(*note));
        let incoming = Side::new(archive, id, incoming.into_iter().map(ChannelEntry::Note));
        let outgoing = Side::new(archive, id, archive.linked(id).into_iter());
        if incoming.groups.is_empty() && outgoing.groups.is_empty() {
            return None;
        }
        let map = Map::new(&incoming, &outgoing);
        Some(Self {
            incoming,
            outgoing,
            map,
        })
    }
}

/// Neighbours by their group, each once: those of the same video first, topics without a note last.
impl Side {
    fn new(archive: &Archive, id: NoteId, entries: impl Iterator<Item = ChannelEntry>) -> Self {
        let mut seen = HashSet::new();
        let distinct = entries.filter(|entry| seen.insert(*entry));
        let mut named: Vec<((u8, &str), ChannelEntry)> = distinct
            .map(|entry| (group_of(archive, id, entry), entry))
            .collect();
        named.sort_by_key(|(group, _)| *group);
        let mut side = Self {
            groups: Vec::new(),
            more: 0,
        };
        let mut room = Room::new(SIDE_BYTES);
        for ((_, name), entry) in named {
            let link = PageLink::entry(archive, entry);
            match side.groups.last_mut().filter(|group| group.name == name) {
                _ if !room.take(link.bytes() + html_bytes(name)) => side.more += 1,
                Some(group) => group.links.push(link),
                None => side.groups.push(Group {
                    name: name.to_owned(),
                    links: vec![link],
                }),
            }
        }
        side
    }

    /// How many neighbours there are.
    fn count(&self) -> usize {
        self.groups
            .iter()
            .map(|group| group.links.len())
            .sum::<usize>()
            + self.more
    }
}

fn group_of(archive: &Archive, id: NoteId, entry: ChannelEntry) -> (u8, &str) {
    let ChannelEntry::Note(note) = entry else {
        return (2, "No note yet");
    };
    let is_same_video =
        archive.video_of(id).is_some() && archive.video_of(id) == archive.video_of(note);
    match archive.channel_of(note) {
        _ if is_same_video => (0, "This video"),
        Some(channel) => (1, archive.channel(channel).name.as_str()),
        None => (1, "Other notes"),
    }
}

impl Map {
    fn new(incoming: &Side, outgoing: &Side) -> Self {
        let (incoming, outgoing) = (lines(incoming), lines(outgoing));
        let most = incoming.len().max(outgoing.len());
        let centred = |mut lines: Vec<Line>| {
            let down = (most - lines.len()) * LINE / 2;
            lines.iter_mut().for_each(|line| line.y += down);
            lines
        };
        Self {
            height: (most + 1) * LINE,
            incoming: centred(incoming),
            outgoing: centred(outgoing),
        }
    }

    /// Where the note itself stands.
    pub(super) fn middle(&self) -> usize {
        self.height / 2
    }
}

fn lines(side: &Side) -> Vec<Line> {
    let mut lines: Vec<(String, Option<(String, bool)>)> = Vec::new();
    let mut room = DRAWN;
    for group in &side.groups {
        if room == 0 {
            break;
        }
        lines.push((group.name.clone(), None));
        for link in group.links.iter().take(room) {
            lines.push((
                shortened(&link.label),
                Some((link.url.clone(), link.missing)),
            ));
        }
        room -= group.links.len().min(room);
    }
    let drawn = DRAWN - room;
    if side.count() > drawn {
        lines.push((format!("and {} more", side.count() - drawn), None));
    }
    lines
        .into_iter()
        .enumerate()
        .map(|(at, (text, link))| Line {
            y: (at + 1) * LINE,
            text,
            link,
        })
        .collect()
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
        let links = (0..count)
            .map(|n| PageLink::new(format!("{name} {n}"), format!("/{name}/{n}")))
            .collect();
        Group {
            name: name.to_owned(),
            links,
        }
    }

    fn side(groups: Vec<Group>) -> Side {
        Side { groups, more: 0 }
    }

    #[test]
    fn both_sides_stand_around_the_middle() {
        let map = Map::new(
            &side(vec![group("a", 3)]),
            &side(vec![group("b", 10), group("c", 10)]),
        );
        assert_eq!(map.incoming.len(), 4, "a name and three notes");
        assert_eq!(
            map.outgoing.len(),
            17,
            "two names, fourteen notes, and how many more"
        );
        assert_eq!(
            map.outgoing.last().map(|line| line.text.as_str()),
            Some("and 6 more")
        );
        let middle = |lines: &[Line]| (lines[0].y + lines[lines.len() - 1].y) / 2;
        assert!(middle(&map.incoming).abs_diff(map.middle()) <= LINE);
        assert!(middle(&map.outgoing).abs_diff(map.middle()) <= LINE);
    }
}
