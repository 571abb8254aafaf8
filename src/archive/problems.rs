//! What is wrong in an archive, and what is worth knowing, as a list of problems.

use std::collections::HashMap;

use crate::archive::{Archive, LinkRef, LinkTarget, NoteId, PageId};
use crate::corpus::{LineIndex, Note, Problem, ProblemKind};
use crate::markdown::{MAX_ANCHOR_BYTES, Moment, Reinterpretation, ResolvedTime, is_cut_slug};
use crate::text::naming::MAX_URL_PATH_BYTES;
use crate::text::timestamp::format;

/// All problems, those of reading too.
pub(super) fn check(archive: &Archive) -> Vec<Problem> {
    let mut problems = archive.problems.clone();
    let mut lines: HashMap<NoteId, LineIndex> = HashMap::new();
    for (id, note) in archive.notes() {
        let length = archive
            .video_of(id)
            .map(|number| archive.video(number).length);
        let found = of_moments(note, length);
        if !found.is_empty() {
            let lines = lines.entry(id).or_insert_with(|| note.line_index());
            problems.extend(found.into_iter().map(|(place, kind, message)| Problem {
                path: note.path.clone(),
                line: lines.line_of(place),
                kind,
                message,
            }));
        }
    }
    problems.extend(same_urls(archive));
    problems.extend(missing_topics(archive, &mut lines));
    problems.extend(unresolved_headings(archive, &mut lines));
    problems.sort();
    problems
}

/// A problem of a note: its place in the body, its kind, and the message.
type LocatedProblem = (u32, ProblemKind, String);

/// What is wrong with the moments of a note about a video that seems to last `length` seconds.
fn of_moments(note: &Note, length: Option<u32>) -> Vec<LocatedProblem> {
    let mut found: Vec<LocatedProblem> = Vec::new();
    for range in &note.facts.unreadable {
        let message = format!(
            "timestamp that holds no time; shown as the text {:?}",
            note.slice(range)
        );
        found.push((range.start, ProblemKind::InvalidTimestamp, message));
    }
    for moment in &note.facts.moments {
        found.extend(contradicting(note, moment));
        found.extend(length.and_then(|length| beyond(note, moment, length)));
    }
    found.extend(repaired(note));
    found
}

fn contradicting(note: &Note, moment: &Moment) -> Option<LocatedProblem> {
    let (label, written) = (moment.label()?, note.slice(&moment.written));
    let ResolvedTime {
        seconds, repair, ..
    } = moment.reading;
    // A label that says in full what the other says in minutes contradicts nothing.
    if repair == Some(Reinterpretation::Minutes) && label.as_hms() == seconds {
        return None;
    }
    let message = format!(
        "timestamp says {written} and its label {label}; read as {}",
        format(seconds)
    );
    Some((
        moment.written.start,
        ProblemKind::ConflictingTimestamp,
        message,
    ))
}

fn beyond(note: &Note, moment: &Moment, length: u32) -> Option<LocatedProblem> {
    let written = note.slice(&moment.written);
    let message = format!(
        "{written} lies beyond the video: what else is cited of it suggests that it ends near {}",
        format(length)
    );
    (moment.reading.seconds > length).then_some((
        moment.written.start,
        ProblemKind::TimestampOutOfRange,
        message,
    ))
}

fn repaired(note: &Note) -> Option<LocatedProblem> {
    let mut repaired = note
        .facts
        .moments
        .iter()
        .filter(|moment| moment.reading.repair.is_some());
    let first = repaired.next()?;
    let written = note.slice(&first.written);
    let count = 1 + repaired.count();
    let times = if count == 1 {
        "1 timestamp is".to_owned()
    } else {
        format!("{count} timestamps are")
    };
    let message = format!(
        "{times} read otherwise than written; here {written} as {}",
        format(first.reading.seconds)
    );
    Some((
        first.written.start,
        ProblemKind::ReinterpretedTimestamp,
        message,
    ))
}

fn same_urls(archive: &Archive) -> impl Iterator<Item = Problem> {
    archive.permalinks.collisions().iter().map(|(id, twin)| {
        let url = archive.note_url(*id);
        let other = archive.url(*twin);
        let message =
            format!("served at {url}; other spellings of it lead to {other}, which has them too");
        Problem {
            path: archive.note(*id).path.clone(),
            line: 0,
            kind: ProblemKind::PermalinkCollision,
            message,
        }
    })
}

/// Places, topics and headings whose own URL would be too long.
pub(super) fn long_urls(archive: &Archive) -> Vec<Problem> {
    let problem = |path: &str, line, message| Problem {
        path: path.to_owned(),
        line,
        kind: ProblemKind::LongUrl,
        message,
    };
    let too_long = |url: &str| {
        format!(
            "its own URL would be longer than {MAX_URL_PATH_BYTES} bytes; it is served at {url}"
        )
    };
    let place = |place: &PageId| {
        let path = match *place {
            PageId::Note(id) => &archive.note(id).path,
            PageId::Channel(id) => &archive.channel(id).folder,
            PageId::Media(id) => &archive.media(id).path,
            PageId::Home => return None,
        };
        Some(problem(path, 0, too_long(archive.url(*place))))
    };
    let mut problems: Vec<Problem> = archive
        .permalinks
        .shortened()
        .iter()
        .filter_map(place)
        .collect();
    let mut lines: HashMap<NoteId, LineIndex> = HashMap::new();
    for topic in archive.topics().iter().filter(|topic| topic.is_shortened) {
        let Some(first) = topic.mentions.first() else {
            continue;
        };
        let line = line_of(archive, *first, &mut lines);
        let note = archive.note(first.note);
        let message = format!(
            "a topic without a note has a name that is too long: {}",
            too_long(&topic.url)
        );
        problems.push(problem(&note.path, line, message));
    }
    for (_, note) in archive.notes() {
        let anchors = note
            .facts
            .headings
            .iter()
            .filter(|heading| heading.anchor.len() + 8 >= MAX_ANCHOR_BYTES);
        let cut = anchors.filter(|heading| is_cut_slug(note.facts.slice(&heading.place)));
        problems.extend(cut.map(|heading| {
            let message = format!(
                "the anchor of a heading would be longer than {MAX_ANCHOR_BYTES} bytes; it is #{}",
                heading.anchor
            );
            problem(&note.path, 0, message)
        }));
    }
    problems
}

/// One for each topic, where it is mentioned first.
fn missing_topics(archive: &Archive, lines: &mut HashMap<NoteId, LineIndex>) -> Vec<Problem> {
    let mut problems = Vec::new();
    for topic in archive.topics() {
        let Some(first) = topic.mentions.first() else {
            continue;
        };
        let (note, link) = (archive.note(first.note), archive.link(*first));
        let count = topic.mentions.len();
        let links = if count == 1 {
            "1 link leads".to_owned()
        } else {
            format!("{count} links lead")
        };
        let message = format!(
            "no note answers [[{}]]; {links} to {}",
            link.target, topic.url
        );
        let line = line_of(archive, *first, lines);
        problems.push(Problem {
            path: note.path.clone(),
            line,
            kind: ProblemKind::UnresolvedLink,
            message,
        });
    }
    problems
}

/// One for each link that names a heading which its target does not have.
fn unresolved_headings(archive: &Archive, lines: &mut HashMap<NoteId, LineIndex>) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (id, note) in archive.notes() {
        for (number, (link, target)) in archive.links(id).enumerate() {
            let (Some(section), LinkTarget::Note(to)) = (&link.section, target) else {
                continue;
            };
            // A block of Obsidian is no heading.
            let is_block = section.starts_with('^');
            if is_block || archive.note(to).facts.heading_named(section).is_some() {
                continue;
            }
            let reference = LinkRef {
                note: id,
                link: number as u32,
            };
            problems.push(Problem {
                path: note.path.clone(),
                line: line_of(archive, reference, lines),
                kind: ProblemKind::UnresolvedHeading,
                message: format!(
                    "no heading {section:?} in {}; the link leads to the top of the page",
                    archive.note(to).path
                ),
            });
        }
    }
    problems
}

/// The line that a link is written in.
fn line_of(archive: &Archive, link: LinkRef, lines: &mut HashMap<NoteId, LineIndex>) -> u32 {
    let written = &archive.link(link).written;
    lines
        .entry(link.note)
        .or_insert_with(|| archive.note(link.note).line_index())
        .line_of(written.start)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::{Corpus, Note};

    #[test]
    fn links_to_headings_that_do_not_exist_are_problems() {
        let note = |path: &str, body: &str| Note::new(path.to_owned(), body.to_owned());
        let archive = Archive::new(Corpus::from(vec![
            note("a.md", "# One\n\n## Two\n\nWords.\n"),
            note(
                "b.md",
                "[[a#one]] [[a#One#Two]] [[a#^block]] [[a]] [[gone#x]]\n\nWords [[a#Three]].\n\n[[#Four]]\n",
            ),
        ]));
        let problems: Vec<(u32, String)> = check(&archive)
            .into_iter()
            .filter(|problem| problem.kind == ProblemKind::UnresolvedHeading)
            .map(|problem| (problem.line, problem.message))
            .collect();
        assert_eq!(
            problems,
            [
                (
                    3,
                    "no heading \"Three\" in a.md; the link leads to the top of the page"
                        .to_owned()
                ),
                (
                    5,
                    "no heading \"Four\" in b.md; the link leads to the top of the page".to_owned()
                ),
            ]
        );
    }
}
