//! The local graph of a note: the notes that link to it, and the targets of its links. Both sides
//! are grouped by video and channel, and shown as a drawing and as lists.

use std::collections::HashSet;

use crate::archive::{Archive, NoteId, NoteOrTopic};
use crate::pages::components::{ByteBudget, PageLink, html_bytes};

/// The maximum number of neighbours that are drawn on each side. The list has more.
const MAX_DRAWN_NEIGHBOURS: usize = 14;

/// The maximum size of the list of each side, in bytes. The missing links are in the text of the
/// note, or among its backlinks.
const MAX_SIDE_BYTES: usize = 25_000;

/// The height of a line of the drawing, in SVG units.
const LINE_HEIGHT: usize = 22;

/// The drawing truncates longer titles.
const MAX_TITLE_CHARS: usize = 36;

/// The neighbours of a note.
pub(super) struct LinkGraph {
    pub(super) incoming: Side,
    pub(super) outgoing: Side,
    pub(super) drawing: Drawing,
}

/// The sources of links to the note, or the targets of its links.
pub(super) struct Side {
    pub(super) groups: Vec<Group>,
    /// The number of neighbours that exceed the size limit.
    pub(super) omitted_count: usize,
}

/// Neighbours from one video or channel.
pub(super) struct Group {
    pub(super) name: String,
    pub(super) links: Vec<PageLink>,
}

/// The drawing, in SVG units.
pub(super) struct Drawing {
    pub(super) height: usize,
    pub(super) incoming: Vec<Line>,
    pub(super) outgoing: Vec<Line>,
}

/// A line of the drawing: the name of a group, or a neighbour.
pub(super) struct Line {
    pub(super) y: usize,
    pub(super) text: String,
    /// The URL of a neighbour, and whether it is a topic without a note; `None` for a group.
    pub(super) link: Option<(String, bool)>,
}

impl LinkGraph {
    /// `None` if the note has no neighbours.
    pub(super) fn new(archive: &Archive, id: NoteId) -> Option<Self> {
        let mut incoming: Vec<NoteId> =
            archive.backlinks(id).iter().map(|link| link.note).collect();
        incoming.retain(|note| *note != id && !archive.is_index(*note));
        let incoming = Side::new(archive, id, incoming.into_iter().map(NoteOrTopic::Note));
        let outgoing = Side::new(archive, id, archive.linked_targets(id).into_iter());
        if incoming.groups.is_empty() && outgoing.groups.is_empty() {
            return None;
        }
        let drawing = Drawing::new(&incoming, &outgoing);
        Some(Self {
            incoming,
            outgoing,
            drawing,
        })
    }
}

impl Side {
    /// Groups neighbours, without duplicates: those from the same video first, topics without a
    /// note last.
    fn new(archive: &Archive, id: NoteId, entries: impl Iterator<Item = NoteOrTopic>) -> Self {
        let mut seen = HashSet::new();
        let distinct = entries.filter(|entry| seen.insert(*entry));
        let mut grouped: Vec<((u8, &str), NoteOrTopic)> = distinct
            .map(|entry| (group_of(archive, id, entry), entry))
            .collect();
        grouped.sort_by_key(|(group, _)| *group);
        let mut side = Self {
            groups: Vec::new(),
            omitted_count: 0,
        };
        let mut budget = ByteBudget::new(MAX_SIDE_BYTES);
        for ((_, name), entry) in grouped {
            let link = PageLink::entry(archive, entry);
            match side.groups.last_mut().filter(|group| group.name == name) {
                _ if !budget.spend(link.bytes() + html_bytes(name)) => side.omitted_count += 1,
                Some(group) => group.links.push(link),
                None => side.groups.push(Group {
                    name: name.to_owned(),
                    links: vec![link],
                }),
            }
        }
        side
    }

    /// The number of all neighbours.
    fn count(&self) -> usize {
        self.groups
            .iter()
            .map(|group| group.links.len())
            .sum::<usize>()
            + self.omitted_count
    }
}

/// The rank and the name of the group that a neighbour is in.
fn group_of(archive: &Archive, id: NoteId, entry: NoteOrTopic) -> (u8, &str) {
    let NoteOrTopic::Note(note) = entry else {
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

impl Drawing {
    fn new(incoming: &Side, outgoing: &Side) -> Self {
        let (incoming, outgoing) = (lines(incoming), lines(outgoing));
        let max_lines = incoming.len().max(outgoing.len());
        let centred = |mut lines: Vec<Line>| {
            let offset = (max_lines - lines.len()) * LINE_HEIGHT / 2;
            lines.iter_mut().for_each(|line| line.y += offset);
            lines
        };
        Self {
            height: (max_lines + 1) * LINE_HEIGHT,
            incoming: centred(incoming),
            outgoing: centred(outgoing),
        }
    }

    /// The y coordinate of the note itself.
    pub(super) fn middle(&self) -> usize {
        self.height / 2
    }
}

fn lines(side: &Side) -> Vec<Line> {
    let mut lines: Vec<(String, Option<(String, bool)>)> = Vec::new();
    let mut remaining = MAX_DRAWN_NEIGHBOURS;
    for group in &side.groups {
        if remaining == 0 {
            break;
        }
        lines.push((group.name.clone(), None));
        for link in group.links.iter().take(remaining) {
            lines.push((
                truncate_title(&link.label),
                Some((link.url.clone(), link.is_unresolved)),
            ));
        }
        remaining -= group.links.len().min(remaining);
    }
    let drawn = MAX_DRAWN_NEIGHBOURS - remaining;
    if side.count() > drawn {
        lines.push((format!("and {} more", side.count() - drawn), None));
    }
    lines
        .into_iter()
        .enumerate()
        .map(|(index, (text, link))| Line {
            y: (index + 1) * LINE_HEIGHT,
            text,
            link,
        })
        .collect()
}

fn truncate_title(title: &str) -> String {
    match title.char_indices().nth(MAX_TITLE_CHARS) {
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
        Side {
            groups,
            omitted_count: 0,
        }
    }

    #[test]
    fn both_sides_are_centred() {
        let drawing = Drawing::new(
            &side(vec![group("a", 3)]),
            &side(vec![group("b", 10), group("c", 10)]),
        );
        assert_eq!(drawing.incoming.len(), 4, "a name and three notes");
        assert_eq!(
            drawing.outgoing.len(),
            17,
            "two names, fourteen notes, and the number of others"
        );
        assert_eq!(
            drawing.outgoing.last().map(|line| line.text.as_str()),
            Some("and 6 more")
        );
        let middle = |lines: &[Line]| (lines[0].y + lines[lines.len() - 1].y) / 2;
        assert!(middle(&drawing.incoming).abs_diff(drawing.middle()) <= LINE_HEIGHT);
        assert!(middle(&drawing.outgoing).abs_diff(drawing.middle()) <= LINE_HEIGHT);
    }
}
