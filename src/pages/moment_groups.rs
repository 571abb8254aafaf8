//! The moments of a video with the sentences that cite them, grouped by note.

use std::borrow::Cow;

use crate::archive::{Archive, NoteId, VideoId};
use crate::corpus::Note;
use crate::markdown::Moment;
use crate::pages::components::{
    ByteBudget, ITEM_MARKUP_BYTES, PageLink, html_bytes, own_moment_link,
};
use crate::pages::snippet;
use crate::text::naming::key;

/// The order of a video's moments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MomentOrder {
    /// All moments of a note, under the headings of the note, and then those of the next note.
    Note,
    /// The order in which the video plays them.
    Time,
}

impl MomentOrder {
    /// Links to the page of a video in both orders.
    pub(super) fn links(url: &str, current: Self) -> Vec<PageLink> {
        let link = |order: Self, label: &str, url: String| PageLink {
            is_current: order == current,
            ..PageLink::new(label, url)
        };
        vec![
            link(Self::Note, "Note", url.to_owned()),
            link(Self::Time, "Time", format!("{url}?sort=time")),
        ]
    }
}

/// Moments that follow each other and are of the same note.
pub(super) struct MomentGroup {
    pub(super) note: PageLink,
    pub(super) chapters: Vec<Chapter>,
}

impl MomentGroup {
    /// The number of its sentences.
    pub(super) fn sentence_count(&self) -> usize {
        let entries = self.chapters.iter().flat_map(|chapter| &chapter.entries);
        entries.map(|entry| entry.sentences.len()).sum()
    }
}

/// The moments under a heading of a note.
pub(super) struct Chapter {
    /// The text of the heading; empty before the first one, and in the order of the video.
    pub(super) heading: String,
    pub(super) entries: Vec<MomentEntry>,
}

/// A second of the video, with the sentences that cite it.
pub(super) struct MomentEntry {
    /// The HTML link of the moment.
    pub(super) moment: String,
    pub(super) sentences: Vec<String>,
}

/// A moment with its place in the list.
struct Cited<'a> {
    note: NoteId,
    moment: &'a Moment,
    /// The index of the heading that it is under.
    heading: Option<usize>,
}

/// The moments of a video within the budget, and the number of all moments.
pub(super) fn moment_groups(
    archive: &Archive,
    id: VideoId,
    order: MomentOrder,
    budget: &mut ByteBudget,
) -> (Vec<MomentGroup>, usize) {
    let video = archive.video(id);
    let cited = cited_moments(archive, id, order);
    let total = cited.len() + video.moment_count - video.moments.len();
    let mut groups: Vec<MomentGroup> = Vec::new();
    let mut previous: Option<&Cited> = None;
    for next in &cited {
        let sentence = Sentence::new(archive, previous, next);
        if !budget.spend(sentence.bytes()) {
            break;
        }
        sentence.add_to(&mut groups);
        previous = Some(next);
    }
    (groups, total)
}

/// A sentence that cites a moment, and what begins with it.
struct Sentence<'a> {
    group: Option<MomentGroup>,
    chapter: Option<Chapter>,
    entry: Option<MomentEntry>,
    text: Cow<'a, str>,
}

impl<'a> Sentence<'a> {
    fn new(archive: &'a Archive, previous: Option<&Cited>, next: &Cited) -> Self {
        let note = archive.note(next.note);
        let previous = previous.filter(|previous| previous.note == next.note);
        let in_chapter = previous.filter(|previous| previous.heading == next.heading);
        // An exact moment may be cited at the best guess of an uncertain one.
        let time = |cited: &Cited| {
            let resolved = &cited.moment.resolved;
            (resolved.seconds, resolved.uncertain)
        };
        let at_time = in_chapter.filter(|previous| time(previous) == time(next));
        Self {
            group: previous.is_none().then(|| MomentGroup {
                note: PageLink::note(archive, next.note),
                chapters: Vec::new(),
            }),
            chapter: in_chapter.is_none().then(|| Chapter {
                heading: heading_text(note, next.heading).to_owned(),
                entries: Vec::new(),
            }),
            entry: at_time.is_none().then(|| MomentEntry {
                moment: own_moment_link(note, next.moment),
                sentences: Vec::new(),
            }),
            text: snippet::text(archive, next.note, &next.moment.sentence),
        }
    }

    /// The maximum size of what it adds to the page, in bytes.
    fn bytes(&self) -> usize {
        let group = self.group.as_ref().map_or(0, |group| group.note.bytes());
        let chapter = self.chapter.as_ref().map_or(0, |chapter| {
            html_bytes(&chapter.heading) + ITEM_MARKUP_BYTES
        });
        let entry = self.entry.as_ref().map_or(0, |entry| entry.moment.len());
        group + chapter + entry + html_bytes(&self.text) + ITEM_MARKUP_BYTES
    }

    fn add_to(self, groups: &mut Vec<MomentGroup>) {
        groups.extend(self.group);
        let Some(group) = groups.last_mut() else {
            return;
        };
        group.chapters.extend(self.chapter);
        let Some(chapter) = group.chapters.last_mut() else {
            return;
        };
        chapter.entries.extend(self.entry);
        if let Some(entry) = chapter.entries.last_mut() {
            entry.sentences.push(self.text.into_owned());
        }
    }
}

/// The moments of a video in an order, without those that a sentence repeats.
fn cited_moments(archive: &Archive, id: VideoId, order: MomentOrder) -> Vec<Cited<'_>> {
    let video = archive.video(id);
    let mut cited: Vec<Cited> = video
        .moments
        .iter()
        .map(|moment| Cited {
            note: moment.note,
            moment: archive.moment(*moment),
            heading: None,
        })
        .collect();
    cited.dedup_by_key(|cited| {
        let moment = cited.moment;
        (moment.resolved.seconds, cited.note, moment.sentence.start)
    });
    if order == MomentOrder::Note {
        for cited in &mut cited {
            cited.heading = heading_of(archive.note(cited.note), cited.moment);
        }
        let mut notes: Vec<NoteId> = video.notes.clone();
        notes.extend(&video.citing_notes);
        let mut positions: Vec<(NoteId, usize)> = notes.into_iter().zip(0..).collect();
        positions.sort_unstable();
        let position = |note: NoteId| {
            let found = positions.binary_search_by_key(&note, |(note, _)| *note);
            found.map_or(usize::MAX, |index| positions[index].1)
        };
        // The sort is stable: the moments under a heading stay in the order of the video.
        cited.sort_by_cached_key(|cited| (position(cited.note), cited.heading));
    }
    cited
}

/// The index of the heading that a moment is in or under. The title of the note is none.
pub(super) fn heading_of(note: &Note, moment: &Moment) -> Option<usize> {
    let headings = &note.facts.headings;
    let after = headings.partition_point(|heading| heading.text_range.start <= moment.text_offset);
    let index = after.checked_sub(1)?;
    let text = note.facts.slice(&headings[index].text_range);
    (key(text) != key(&note.title)).then_some(index)
}

/// The text of a heading of a note; empty if there is none.
pub(super) fn heading_text(note: &Note, heading: Option<usize>) -> &str {
    heading.map_or("", |index| {
        note.facts.slice(&note.facts.headings[index].text_range)
    })
}
