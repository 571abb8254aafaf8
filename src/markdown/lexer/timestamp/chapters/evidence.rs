//! Judges whether a list of times consists of times of a video. The first evidence that a list has
//! decides.
//!
//! | evidence | the times are |
//! | --- | --- |
//! | fewer than three different times | text |
//! | the first is within a minute of the start | of the video, even if the list falls later |
//! | a list that does not start there falls | lengths |
//! | the notation `4:20-22`, names of scripture, or verses `3:16`, `3:17`, `3:18` | verses |
//! | the first is within five minutes of the start, or all have units | of the video |
//! | another list starts within a minute of the start, and ends later | of the video |
//! | `9:00`, `10:30`, `12:15`: multiples of five | times of day |
//! | all are within a day: `9:02` to `23:59`, `12:01:33` to `23:59:59` | times of day |
//! | anything else | of the video |

use super::{Candidate, Chapter, MAX_LINES_BETWEEN_ITEMS, MIN_CHAPTERS};

/// The first time of a list that starts with the video is below this.
const START_SECONDS: u32 = 60;

/// Few people write times of day before 5:00, and few lists of scores start below it.
const EARLY_SECONDS: u32 = 5 * 60;

/// 24:00 in minutes and seconds.
const DAY_SECONDS: u32 = 24 * 60;

/// The time of day with seconds at which the times of most videos end.
const FIRST_HOUR_SECONDS: u32 = 4 * 3600;

/// One of this many lines with a word of scripture makes the times verses.
const LINES_PER_SCRIPTURE_WORD: usize = 4;

/// Words of texts that cite scripture.
const SCRIPTURE_WORDS: [&str; 20] = [
    "bible",
    "scripture",
    "verse",
    "verses",
    "psalm",
    "psalms",
    "genesis",
    "exodus",
    "leviticus",
    "deuteronomy",
    "isaiah",
    "jeremiah",
    "ezekiel",
    "corinthians",
    "galatians",
    "ephesians",
    "philippians",
    "colossians",
    "quran",
    "surah",
];

/// A list of times in the order of the text: ascending runs, of which the next one continues the
/// list although its first time is smaller.
pub(super) struct List<'s> {
    /// The last line with text before it.
    before: &'s str,
    runs: Vec<Vec<Candidate<'s>>>,
}

impl<'s> List<'s> {
    pub(super) fn new(before: &'s str) -> Self {
        Self {
            before,
            runs: Vec::new(),
        }
    }

    fn last(&self) -> Option<&Candidate<'s>> {
        self.runs.last()?.last()
    }

    /// Whether a time starts another list: it is smaller, and at the start of a video or some lines
    /// below.
    pub(super) fn ends_before(&self, next: &Candidate<'s>) -> bool {
        let seconds = next.chapter.seconds();
        self.last().is_some_and(|last| {
            let is_near = next.number - last.number <= MAX_LINES_BETWEEN_ITEMS;
            seconds < last.chapter.seconds() && (seconds < START_SECONDS || !is_near)
        })
    }

    /// Adds the next time.
    pub(super) fn push(&mut self, next: Candidate<'s>) {
        let seconds = next.chapter.seconds();
        match self.runs.last_mut() {
            Some(run)
                if run
                    .last()
                    .is_none_or(|last| last.chapter.seconds() <= seconds) =>
            {
                run.push(next);
            }
            _ => self.runs.push(vec![next]),
        }
    }

    /// Removes the runs with too few times.
    fn remove_short_runs(&mut self) {
        self.runs.retain(|run| distinct(run).len() >= MIN_CHAPTERS);
    }

    /// Whether it starts with the video.
    fn starts_at_zero(&self) -> bool {
        let first = self.runs.first().and_then(|run| run.first());
        first.is_some_and(|first| first.chapter.seconds() < START_SECONDS)
    }

    /// The latest time.
    fn end(&self) -> u32 {
        let times = self.runs.iter().flatten();
        times.map(|time| time.chapter.seconds()).max().unwrap_or(0)
    }

    /// Whether the times are of a video, for a list that does not start with one. `video_seconds`
    /// is the least length of the video.
    fn is_of_video(&self, video_seconds: u32) -> bool {
        let [run] = &self.runs[..] else {
            return false;
        };
        let times = distinct(run);
        let (Some(first), Some(last)) = (times.first(), times.last()) else {
            return false;
        };
        if times.len() < MIN_CHAPTERS || self.is_of_scripture(run) || are_consecutive(&times) {
            return false;
        }
        let has_units = run.iter().all(|time| !is_with_colon(time));
        if *first < EARLY_SECONDS || has_units || *last <= video_seconds {
            return true;
        }
        let is_round = times.iter().all(|time| time % 5 == 0);
        let are_of_day = match run.iter().all(has_hours) {
            true => *first >= FIRST_HOUR_SECONDS && *last < DAY_SECONDS * 60,
            false => *last < DAY_SECONDS,
        };
        !is_round && !are_of_day
    }

    /// Whether the times of a run are verses of scripture, by their notation or by the words beside
    /// them.
    fn is_of_scripture(&self, run: &[Candidate<'s>]) -> bool {
        let lines = run.iter().map(|time| time.line);
        let mentions = lines.filter(|line| names_scripture(line)).count();
        run.iter().any(|time| time.is_verse)
            || names_scripture(self.before)
            || mentions * LINES_PER_SCRIPTURE_WORD >= run.len()
    }
}

/// The times of the lists that are about a video.
pub(super) fn judge(lists: Vec<List<'_>>) -> Vec<Chapter<'_>> {
    let (mut certain, others): (Vec<List<'_>>, Vec<List<'_>>) =
        lists.into_iter().partition(List::starts_at_zero);
    certain.iter_mut().for_each(List::remove_short_runs);
    let video_seconds = certain.iter().map(List::end).max().unwrap_or(0);
    let likely = others
        .into_iter()
        .filter(|list| list.is_of_video(video_seconds));
    let lists = certain.into_iter().chain(likely);
    lists
        .flat_map(|list| list.runs)
        .flatten()
        .map(|time| time.chapter)
        .collect()
}

/// The seconds of ascending times, without repetitions.
fn distinct(run: &[Candidate<'_>]) -> Vec<u32> {
    let mut times: Vec<u32> = run.iter().map(|time| time.chapter.seconds()).collect();
    times.dedup();
    times
}

/// Whether times are verses of one chapter: `3:16`, `3:17`, `3:18`.
fn are_consecutive(times: &[u32]) -> bool {
    times.windows(2).all(|pair| pair[1] - pair[0] == 1)
}

fn is_with_colon(time: &Candidate<'_>) -> bool {
    time.chapter.timestamp.source.contains([':', '：'])
}

/// Whether a time has three numbers.
fn has_hours(time: &Candidate<'_>) -> bool {
    time.chapter.timestamp.time.third_field().is_some()
}

fn names_scripture(line: &str) -> bool {
    let mut words = line.split(|c: char| !c.is_alphanumeric());
    words.any(|word| {
        SCRIPTURE_WORDS
            .iter()
            .any(|other| word.eq_ignore_ascii_case(other))
    })
}
