//! The chapters that YouTube reads from the description of a video: a line for each, beginning with
//! its time. <https://support.google.com/youtube/answer/9884579>

use std::collections::HashSet;

use crate::archive::VideoId;
use crate::pages::exports::moments::{ExportedMoment, Moments};
use crate::pages::exports::title;
use crate::pages::moment_groups::{heading_of, heading_text};
use crate::text::timestamp;

/// YouTube shows no chapters if there are fewer, or if one is shorter.
const MIN_CHAPTERS: usize = 3;
const MIN_CHAPTER_SECONDS: u32 = 10;

/// The maximum length of a description, in characters.
const MAX_CHARS: usize = 5_000;

/// Why there are no chapters.
const TOO_FEW: &str = "YouTube shows chapters only if there are at least three of at least 10 \
    seconds. The exact moments here are fewer, or closer to each other.";

/// A chapter before its title is known.
struct Chapter<'m, 'a> {
    seconds: u32,
    /// `None` for the opening, which no moment cites.
    moment: Option<&'m ExportedMoment<'a>>,
}

/// The chapters of a video: one for each heading of its notes, or else for each moment.
///
/// # Errors
/// If they are too few for YouTube.
pub(super) fn write(moments: &Moments<'_>, video: VideoId) -> Result<String, &'static str> {
    let length = moments.archive.video(video).stated_length;
    let of_headings = chapters(&first_under_headings(moments), length, MIN_CHAPTER_SECONDS);
    if of_headings.len() >= MIN_CHAPTERS {
        let title = |moment: &ExportedMoment| {
            let note = moments.archive.note(moment.note);
            title::short(heading_text(note, heading_of(note, moment.moment)))
        };
        let text = lines(moments, &of_headings, title);
        if text.chars().count() <= MAX_CHARS {
            return Ok(text);
        }
    }
    let exact: Vec<&ExportedMoment> = moments.exact().collect();
    let mut distance = MIN_CHAPTER_SECONDS;
    loop {
        let chapters = chapters(&exact, length, distance);
        if chapters.len() < MIN_CHAPTERS {
            return Err(TOO_FEW);
        }
        let text = lines(moments, &chapters, |moment| {
            title::of_moment(moments, moment)
        });
        if text.chars().count() <= MAX_CHARS {
            return Ok(text);
        }
        distance *= 2;
    }
}

/// Whether the exact moments of a video make enough chapters.
pub(super) fn are_possible(moments: &Moments<'_>) -> bool {
    let exact: Vec<&ExportedMoment> = moments.exact().collect();
    let length = |video: VideoId| moments.archive.video(video).stated_length;
    let length = moments.video.and_then(length);
    chapters(&exact, length, MIN_CHAPTER_SECONDS).len() >= MIN_CHAPTERS
}

/// The first exact moment under each heading, by their seconds.
fn first_under_headings<'m, 'a>(moments: &'m Moments<'a>) -> Vec<&'m ExportedMoment<'a>> {
    let mut seen = HashSet::new();
    let is_first = |moment: &&ExportedMoment| {
        let heading = heading_of(moments.archive.note(moment.note), moment.moment);
        heading.is_some_and(|heading| seen.insert((moment.note, heading)))
    };
    moments.exact().filter(is_first).collect()
}

/// The opening, and then the moments that are far enough from what is before and after them.
fn chapters<'m, 'a>(
    moments: &[&'m ExportedMoment<'a>],
    length: Option<u32>,
    min_seconds: u32,
) -> Vec<Chapter<'m, 'a>> {
    let first = moments.first().filter(|moment| moment.seconds() == 0);
    let mut chapters = vec![Chapter {
        seconds: 0,
        moment: first.copied(),
    }];
    let mut earliest = min_seconds;
    for moment in moments {
        let seconds = moment.seconds();
        let is_before_end =
            length.is_none_or(|length| seconds.saturating_add(MIN_CHAPTER_SECONDS) <= length);
        if seconds >= earliest && is_before_end {
            earliest = seconds.saturating_add(min_seconds);
            chapters.push(Chapter {
                seconds,
                moment: Some(moment),
            });
        }
    }
    chapters
}

fn lines(
    moments: &Moments<'_>,
    chapters: &[Chapter<'_, '_>],
    title: impl Fn(&ExportedMoment<'_>) -> String,
) -> String {
    let line = |chapter: &Chapter| {
        let title = chapter
            .moment
            .map_or_else(|| title::short(&moments.title()), &title);
        // A description may not contain angle brackets.
        let title = title.replace('<', "‹").replace('>', "›");
        format!("{} {title}\n", timestamp::format(chapter.seconds))
    };
    chapters.iter().map(line).collect()
}
