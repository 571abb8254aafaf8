//! What is wrong in an archive, and what is worth knowing, as a list of problems.

use super::Archive;
use crate::clock::show;
use crate::corpus::{Note, Problem, ProblemKind};
use crate::markdown::CitedMoment;

/// All problems, those of reading too.
pub(super) fn check(archive: &Archive) -> Vec<Problem> {
    let mut problems = archive.problems.clone();
    for (id, note) in archive.notes() {
        let length = archive.video_of(id).map(|number| archive.video(number).length);
        problems.extend(unreadable(note));
        problems.extend(note.facts.moments.iter().filter_map(|moment| contradicting(note, moment)));
        problems.extend(note.facts.moments.iter().filter_map(|moment| beyond(note, moment, length?)));
        problems.extend(repaired(note));
    }
    problems.extend(same_addresses(archive));
    problems.extend(missing_topics(archive));
    problems.sort();
    problems
}

fn problem(note: &Note, place: u32, kind: ProblemKind, message: String) -> Problem {
    Problem { path: note.path.clone(), line: note.line_at(place), kind, message }
}

fn unreadable(note: &Note) -> impl Iterator<Item = Problem> {
    note.facts.unreadable.iter().map(|range| {
        let shown = note.written(range);
        let message = format!("timestamp that holds no time; shown as the text {shown:?}");
        problem(note, range.start, ProblemKind::UnreadableTime, message)
    })
}

fn contradicting(note: &Note, moment: &CitedMoment) -> Option<Problem> {
    let (label, written) = (moment.label?, note.written(&moment.written));
    let seconds = moment.reading.seconds;
    let message = format!("timestamp says {written} and its label {label}; read as {}", show(seconds));
    // A label that says in full what the other says short contradicts nothing.
    (label.plain() != seconds).then(|| problem(note, moment.written.start, ProblemKind::ContradictingTime, message))
}

fn beyond(note: &Note, moment: &CitedMoment, length: u32) -> Option<Problem> {
    let written = note.written(&moment.written);
    let message =
        format!("{written} lies beyond the end of the video: all else that is cited ends at {}", show(length));
    (moment.reading.seconds > length)
        .then(|| problem(note, moment.written.start, ProblemKind::TimeBeyondVideo, message))
}

fn repaired(note: &Note) -> Option<Problem> {
    let mut repaired = note.facts.moments.iter().filter(|moment| moment.reading.repair.is_some());
    let first = repaired.next()?;
    let written = note.written(&first.written);
    let count = 1 + repaired.count();
    let times = if count == 1 { "1 timestamp is".to_owned() } else { format!("{count} timestamps are") };
    let message = format!("{times} read otherwise than written; here {written} as {}", show(first.reading.seconds));
    Some(problem(note, first.written.start, ProblemKind::RepairedTime, message))
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
fn missing_topics(archive: &Archive) -> impl Iterator<Item = Problem> {
    archive.topics().iter().filter_map(|topic| {
        let first = *topic.mentions.first()?;
        let link = archive.link(first);
        let count = topic.mentions.len();
        let links = if count == 1 { "1 link leads".to_owned() } else { format!("{count} links lead") };
        let message = format!("no note answers [[{}]]; {links} to {}", link.target, topic.address);
        let note = archive.note(first.note);
        let line = if link.written.is_empty() { 0 } else { note.line_at(link.written.start) };
        Some(Problem { path: note.path.clone(), line, kind: ProblemKind::MissingTopic, message })
    })
}
