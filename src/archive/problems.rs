//! What is wrong in an archive, and what is worth knowing, as a list of problems.

use std::collections::HashMap;

use super::{Archive, NoteId};
use crate::clock::show;
use crate::corpus::{Lines, Note, Problem, ProblemKind};
use crate::markdown::{CitedMoment, Reading, Repair};

/// All problems, those of reading too.
pub(super) fn check(archive: &Archive) -> Vec<Problem> {
    let mut problems = archive.problems.clone();
    let mut lines: HashMap<NoteId, Lines> = HashMap::new();
    for (id, note) in archive.notes() {
        let length = archive.video_of(id).map(|number| archive.video(number).length);
        let found = of_moments(note, length);
        if !found.is_empty() {
            let lines = lines.entry(id).or_insert_with(|| note.lines());
            problems.extend(found.into_iter().map(|(place, kind, message)| Problem {
                path: note.path.clone(),
                line: lines.at(place),
                kind,
                message,
            }));
        }
    }
    problems.extend(same_addresses(archive));
    problems.extend(missing_topics(archive, &mut lines));
    problems.sort();
    problems
}

/// A problem of a note: its place in the body, its kind, and the message.
type Found = (u32, ProblemKind, String);

/// What is wrong with the moments of a note about a video that seems to last `length` seconds.
fn of_moments(note: &Note, length: Option<u32>) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    for range in &note.facts.unreadable {
        let message = format!("timestamp that holds no time; shown as the text {:?}", note.written(range));
        found.push((range.start, ProblemKind::UnreadableTime, message));
    }
    for moment in &note.facts.moments {
        found.extend(contradicting(note, moment));
        found.extend(length.and_then(|length| beyond(note, moment, length)));
    }
    found.extend(repaired(note));
    found
}

fn contradicting(note: &Note, moment: &CitedMoment) -> Option<Found> {
    let (label, written) = (moment.label()?, note.written(&moment.written));
    let Reading { seconds, repair, .. } = moment.reading;
    // A label that says in full what the other says in minutes contradicts nothing.
    if repair == Some(Repair::Minutes) && label.plain() == seconds {
        return None;
    }
    let message = format!("timestamp says {written} and its label {label}; read as {}", show(seconds));
    Some((moment.written.start, ProblemKind::ContradictingTime, message))
}

fn beyond(note: &Note, moment: &CitedMoment, length: u32) -> Option<Found> {
    let written = note.written(&moment.written);
    let message = format!(
        "{written} lies beyond the video: what else is cited of it suggests that it ends near {}",
        show(length)
    );
    (moment.reading.seconds > length).then_some((moment.written.start, ProblemKind::TimeBeyondVideo, message))
}

fn repaired(note: &Note) -> Option<Found> {
    let mut repaired = note.facts.moments.iter().filter(|moment| moment.reading.repair.is_some());
    let first = repaired.next()?;
    let written = note.written(&first.written);
    let count = 1 + repaired.count();
    let times = if count == 1 { "1 timestamp is".to_owned() } else { format!("{count} timestamps are") };
    let message = format!("{times} read otherwise than written; here {written} as {}", show(first.reading.seconds));
    Some((first.written.start, ProblemKind::RepairedTime, message))
}

fn same_addresses(archive: &Archive) -> impl Iterator<Item = Problem> {
    archive.addresses.twins().iter().map(|(id, twin)| {
        let address = archive.note_address(*id);
        let other = archive.address(*twin);
        let message = format!("served at {address}; other spellings of it lead to {other}, which has them too");
        Problem { path: archive.note(*id).path.clone(), line: 0, kind: ProblemKind::SameAddress, message }
    })
}

/// One for each topic, where it is mentioned first.
fn missing_topics(archive: &Archive, lines: &mut HashMap<NoteId, Lines>) -> Vec<Problem> {
    let mut problems = Vec::new();
    for topic in archive.topics() {
        let Some(first) = topic.mentions.first() else { continue };
        let (note, link) = (archive.note(first.note), archive.link(*first));
        let count = topic.mentions.len();
        let links = if count == 1 { "1 link leads".to_owned() } else { format!("{count} links lead") };
        let message = format!("no note answers [[{}]]; {links} to {}", link.target, topic.address);
        let known = !link.written.is_empty();
        let line =
            if known { lines.entry(first.note).or_insert_with(|| note.lines()).at(link.written.start) } else { 0 };
        problems.push(Problem { path: note.path.clone(), line, kind: ProblemKind::MissingTopic, message });
    }
    problems
}
