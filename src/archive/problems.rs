//! Finds the problems of an archive: of timestamps, links, topics and permalinks.

use std::collections::HashMap;

use crate::archive::link_problems::{line_of, link_problems};
use crate::archive::{Archive, NoteId, PageId};
use crate::corpus::{LineIndex, Note, Problem, ProblemKind};
use crate::markdown::{
    Facts, MAX_ANCHOR_BYTES, Moment, Reinterpretation, ResolvedTime, Subject, UncertainSpan, facts,
    is_cut_slug,
};
use crate::text::naming::MAX_URL_PATH_BYTES;
use crate::text::timestamp::format;

/// All problems of an archive, including those found while it was loaded and built.
pub(super) fn check(archive: &Archive) -> Vec<Problem> {
    let mut problems = archive.problems.clone();
    let mut line_indexes: HashMap<NoteId, LineIndex> = HashMap::new();
    let lengths_of_transcripts = archive.alignments().lengths();
    for (id, note) in archive.notes() {
        let transcript = note.video.and_then(|id| lengths_of_transcripts.get(&id));
        let witness = transcript.map_or("the other timestamps", |_| "its transcript");
        let length = archive
            .video_of(id)
            .map(|video| (archive.video(video).length, witness));
        let mut located = timestamp_problems(note, length);
        located.extend(
            archive
                .unsupported_moments(id)
                .map(|moment| unsupported(note, moment)),
        );
        located.extend(no_player(archive, id));
        if !located.is_empty() {
            let lines = line_indexes.entry(id).or_insert_with(|| note.line_index());
            problems.extend(located.into_iter().map(|(offset, kind, message)| Problem {
                path: note.path.clone(),
                line: lines.line_of(offset),
                kind,
                message,
            }));
        }
    }
    problems.extend(permalink_collisions(archive));
    problems.extend(link_problems(archive, &mut line_indexes));
    problems.sort();
    problems
}

/// A problem of a note: its byte offset in the body, its kind, and the message.
type LocatedProblem = (u32, ProblemKind, String);

/// The problems of the timestamps of a note about a video with this length in seconds, which this
/// witness tells.
fn timestamp_problems(note: &Note, length: Option<(u32, &str)>) -> Vec<LocatedProblem> {
    let mut problems: Vec<LocatedProblem> = Vec::new();
    for range in &note.facts.invalid_timestamps {
        let message = format!(
            "timestamp without a valid time; shown as the text {:?}",
            note.slice(range)
        );
        problems.push((range.start, ProblemKind::InvalidTimestamp, message));
    }
    for moment in &note.facts.moments {
        problems.extend(label_conflict(note, moment));
        problems.extend(length.and_then(|length| out_of_range(note, moment, length)));
    }
    problems.extend(note.facts.past_end.iter().map(|moment| {
        let message = format!(
            "{} is past the end of the video; shown as text",
            note.slice(&moment.source_range)
        );
        let offset = moment.source_range.start;
        (offset, ProblemKind::TimestampOutOfRange, message)
    }));
    problems.extend(reinterpretations(note));
    problems
}

/// The problem of an anchor whose label and attribute are different times.
fn label_conflict(note: &Note, moment: &Moment) -> Option<LocatedProblem> {
    let (label, written) = (moment.label()?, note.slice(&moment.source_range));
    let ResolvedTime {
        seconds,
        reinterpretation,
        ..
    } = moment.resolved;
    if moment.is_exact() {
        let is_same = [Some(label.as_hms()), label.as_mm_ss()]
            .into_iter()
            .flatten()
            .any(|other| other.abs_diff(seconds) <= MAX_ROUNDING_SECONDS);
        let message = format!(
            "the link {written} says {label}, but its URL {}; interpreted as the URL",
            format(seconds)
        );
        let problem = (
            moment.source_range.start,
            ProblemKind::ConflictingTimestamp,
            message,
        );
        return (!is_same).then_some(problem);
    }
    // `3:38` for an attribute `03:38:00`, which was interpreted in minutes, is no conflict.
    if reinterpretation == Some(Reinterpretation::Minutes) && label.as_hms() == seconds {
        return None;
    }
    let message = format!(
        "timestamp {written} has the label {label}; interpreted as {}",
        moment.resolved.format_start()
    );
    Some((
        moment.source_range.start,
        ProblemKind::ConflictingTimestamp,
        message,
    ))
}

/// The maximum difference between a label and a URL that is only rounding, in seconds.
const MAX_ROUNDING_SECONDS: u32 = 2;

/// The problem of a note without a player that cites times, or embeds a video of another site. A
/// list of videos needs no player.
fn no_player(archive: &Archive, id: NoteId) -> Option<LocatedProblem> {
    let note = archive.note(id);
    if archive.video_of(id).is_some() || archive.is_index(id) || archive.home() == Some(id) {
        return None;
    }
    let first_moment = |facts: &Facts| {
        let mut moments = facts.moments.iter();
        moments
            .find(|moment| moment.other_video().is_none())
            .map(|moment| moment.source_range.start)
    };
    // Without a video, lists of times are text.
    let chapters = || first_moment(&facts(note.body(), Subject::Recording("")));
    let times = first_moment(&note.facts).or_else(|| {
        let is_list = !note.facts.videos.is_empty();
        if is_list { None } else { chapters() }
    });
    let (offset, message) = match (times, video_of_other_site(note.body())) {
        (_, Some(offset)) => (
            offset,
            "the video is not one of YouTube, so the note has no player",
        ),
        (Some(offset), None) => (
            offset,
            "the note cites times but names no video, so it has no player",
        ),
        (None, None) => return None,
    };
    Some((offset, ProblemKind::NoPlayer, message.to_owned()))
}

/// The sites whose videos notes embed, beside YouTube.
const OTHER_VIDEO_SITES: [&str; 5] = [
    "vimeo.com/",
    "dailymotion.com/",
    "bilibili.com/",
    "twitch.tv/",
    "loom.com/",
];

/// The maximum length of the markup of an embed that is searched for a URL, in bytes.
const MAX_EMBED_BYTES: usize = 1_000;

/// The byte offset of the first embed of a video of another site: `<iframe src="…">`, `![](…)`.
fn video_of_other_site(body: &str) -> Option<u32> {
    let is_of_other_site = |(at, end): (usize, u8)| {
        let bytes = &body.as_bytes()[at..body.len().min(at + MAX_EMBED_BYTES)];
        let markup = &bytes[..memchr::memchr(end, bytes).unwrap_or(bytes.len())];
        let mut sites = OTHER_VIDEO_SITES.iter();
        sites.any(|site| memchr::memmem::find(markup, site.as_bytes()).is_some())
    };
    let starts = [("<iframe", b'>'), ("![", b')')].into_iter();
    let all = starts.filter_map(|(start, end)| {
        let mut places = body.match_indices(start).map(|(at, _)| at);
        places.find(|at| is_of_other_site((*at, end)))
    });
    all.min().map(|at| at as u32)
}

/// The problem of a moment after the end of the video.
fn out_of_range(
    note: &Note,
    moment: &Moment,
    (length, witness): (u32, &str),
) -> Option<LocatedProblem> {
    let written = note.slice(&moment.source_range);
    let message = format!(
        "{written} is past the end of the video, which is near {} according to {witness}",
        format(length)
    );
    let is_own = moment.other_video().is_none();
    let earliest = moment.resolved.uncertain.map(UncertainSpan::from);
    let earliest = earliest.unwrap_or(moment.resolved.seconds);
    (is_own && earliest > length).then_some((
        moment.source_range.start,
        ProblemKind::TimestampOutOfRange,
        message,
    ))
}

/// The problem of a moment whose sentence is said nowhere near its time.
fn unsupported(note: &Note, moment: &Moment) -> LocatedProblem {
    let message = format!(
        "{}, read as {}: its sentence is said nowhere near, according to the transcript",
        note.slice(&moment.source_range),
        format(moment.resolved.seconds)
    );
    (
        moment.source_range.start,
        ProblemKind::UnsupportedTimestamp,
        message,
    )
}

/// The problem of all reinterpreted timestamps of a note, at the first of them.
fn reinterpretations(note: &Note) -> Option<LocatedProblem> {
    let mut reinterpreted = note
        .facts
        .moments
        .iter()
        .filter(|moment| moment.resolved.reinterpretation.is_some());
    let first = reinterpreted.next()?;
    let written = note.slice(&first.source_range);
    let resolved = first.resolved.format_start();
    let message = match 1 + reinterpreted.count() {
        1 => format!("1 timestamp reinterpreted: {written} as {resolved}"),
        count => format!("{count} timestamps reinterpreted, first: {written} as {resolved}"),
    };
    Some((
        first.source_range.start,
        ProblemKind::ReinterpretedTimestamp,
        message,
    ))
}

/// One problem for each note whose permalink has the same spellings as that of another page.
fn permalink_collisions(archive: &Archive) -> impl Iterator<Item = Problem> {
    archive.permalinks.collisions().iter().map(|(id, existing)| {
        let url = archive.note_url(*id);
        let existing_url = archive.url(*existing);
        let message = format!(
            "{url} and {existing_url} differ only in case or punctuation; other spellings redirect \
             to {existing_url}"
        );
        Problem {
            path: archive.note(*id).path.clone(),
            line: 0,
            kind: ProblemKind::PermalinkCollision,
            message,
        }
    })
}

/// One problem for each page, file, topic and heading whose URL or anchor was shortened.
pub(super) fn long_urls(archive: &Archive) -> Vec<Problem> {
    let problem = |path: &str, line, message| Problem {
        path: path.to_owned(),
        line,
        kind: ProblemKind::LongUrl,
        message,
    };
    let too_long = |url: &str| {
        format!("URL longer than {MAX_URL_PATH_BYTES} bytes shortened; served at {url}")
    };
    let page_problem = |page: &PageId| {
        let path = match *page {
            PageId::Note(id) => &archive.note(id).path,
            PageId::Channel(id) if !archive.channel(id).has_folder => return None,
            PageId::Channel(id) => &archive.channel(id).folder,
            PageId::Media(id) => &archive.media(id).path,
            PageId::Home => return None,
        };
        Some(problem(path, 0, too_long(archive.url(*page))))
    };
    let mut problems: Vec<Problem> = archive
        .permalinks
        .shortened()
        .iter()
        .filter_map(page_problem)
        .collect();
    let mut line_indexes: HashMap<NoteId, LineIndex> = HashMap::new();
    for topic in archive.topics().iter().filter(|topic| topic.is_shortened) {
        let Some(first) = topic.mentions.first() else {
            continue;
        };
        let line = line_of(archive, *first, &mut line_indexes);
        let note = archive.note(first.note);
        let message = format!("topic with a long name: {}", too_long(&topic.url));
        problems.push(problem(&note.path, line, message));
    }
    for (_, note) in archive.notes() {
        let anchors = note
            .facts
            .headings
            .iter()
            .filter(|heading| heading.anchor.len() + 8 >= MAX_ANCHOR_BYTES);
        let cut = anchors.filter(|heading| is_cut_slug(note.facts.slice(&heading.text_range)));
        problems.extend(cut.map(|heading| {
            let message = format!(
                "anchor of a heading longer than {MAX_ANCHOR_BYTES} bytes shortened to #{}",
                heading.anchor
            );
            problem(&note.path, 0, message)
        }));
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_uncertain_time_is_reported_as_its_span() {
        let text = "---\nvideoId: E1cxZuHrwZc\n---\nThe oven cools [05:28:00].\n";
        let mut note = Note::new("c/n.md".to_owned(), text.to_owned());
        note.facts.moments[0].resolved = ResolvedTime {
            seconds: 3298,
            end: None,
            reinterpretation: Some(Reinterpretation::LostUnits),
            uncertain: Some(UncertainSpan::new(2968, 3568)),
        };
        let (_, _, message) = reinterpretations(&note).expect("a problem");
        assert_eq!(message, "1 timestamp reinterpreted: 05:28:00 as 49–59 min");
        // It may be within a video of 50 minutes, but not of 49.
        let moment = &note.facts.moments[0];
        assert!(out_of_range(&note, moment, (3000, "the notes")).is_none());
        assert!(out_of_range(&note, moment, (2940, "the notes")).is_some());
    }
}
