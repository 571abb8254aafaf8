//! Compares the seconds that the program reads with those at which the sentences are said. The
//! labels were found by aligning notes with public transcripts; they are not part of the
//! repository: `CUELEAF_TRUTH` names their folder, with `notes/`, `labels.csv` and `durations.csv`.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use cueleaf::archive::Archive;
use cueleaf::corpus::{self, Note};
use cueleaf::markdown::Moment;

/// A second is right up to this distance from the label's, besides the label's own uncertainty, in
/// seconds.
pub const TOLERANCE_SECONDS: u32 = 30;
/// A longer span says nothing, in seconds.
const MAX_SPAN_SECONDS: u32 = 600;
/// A second is beyond the end if it is this far behind it, in seconds.
const MAX_BEYOND_SECONDS: u32 = 10;

/// For each channel, the minimum percentage that is right and the maximum that is false: a little
/// below and above the measured ones.
const FLOORS: [(&str, f64, f64); 3] = [
    ("3blue1brown", 91.5, 8.4),
    ("lennyspodcast", 78.5, 19.4),
    ("lexfridman", 56.5, 43.5),
];
/// The maximum percentage of uncertain times, and the minimum of those whose span is right.
const MAX_UNCERTAIN_PERCENT: f64 = 15.0;
const MIN_INSIDE_PERCENT: f64 = 80.0;

/// Where the sentence of a moment is said.
pub struct Label {
    pub path: String,
    pub moment: usize,
    video: String,
    pub seconds: u32,
    pub uncertainty: u32,
}

/// The counts of one channel.
#[derive(Default, Clone, Copy)]
struct Score {
    labels: usize,
    right: usize,
    honest: usize,
    beyond: usize,
    missing: usize,
    uncertain: usize,
    inside: usize,
}

impl Score {
    fn share(part: usize, whole: usize) -> f64 {
        100.0 * part as f64 / whole.max(1) as f64
    }

    fn right(&self) -> f64 {
        Self::share(self.right, self.labels)
    }

    fn is_false(&self) -> f64 {
        let others = self.right + self.honest + self.missing;
        Self::share(self.labels - others, self.labels)
    }

    fn print(&self, name: &str) {
        eprintln!(
            "| {name} | {} | {:.1} | {:.1} | {:.1} | {} | {} | {:.1} | {:.1} |",
            self.labels,
            self.right(),
            Self::share(self.honest, self.labels),
            self.is_false(),
            self.beyond,
            self.missing,
            Self::share(self.uncertain, self.labels),
            Self::share(self.inside, self.uncertain),
        );
    }
}

/// The folder of the labels.
pub fn folder() -> PathBuf {
    let folder = std::env::var_os("CUELEAF_TRUTH").map(PathBuf::from);
    folder.expect("a folder of labels in CUELEAF_TRUTH")
}

/// The rows of a file of values without quotes, separated by commas, without its header.
fn rows(path: &Path) -> Vec<Vec<String>> {
    let text = std::fs::read_to_string(path).expect("a file of labels");
    let fields = |line: &str| line.split(',').map(str::to_owned).collect();
    text.lines().skip(1).map(fields).collect()
}

/// All labels.
pub fn labels(folder: &Path) -> Vec<Label> {
    let number = |text: &str| text.parse::<u32>().expect("a number");
    let label = |row: Vec<String>| Label {
        path: row[0].clone(),
        moment: number(&row[1]) as usize,
        video: row[2].clone(),
        seconds: number(&row[4]),
        uncertainty: number(&row[5]),
    };
    rows(&folder.join("labels.csv"))
        .into_iter()
        .map(label)
        .collect()
}

pub fn durations(folder: &Path) -> HashMap<String, u32> {
    let rows = rows(&folder.join("durations.csv")).into_iter();
    rows.map(|row| (row[0].clone(), row[1].parse().expect("a number")))
        .collect()
}

/// The moment with this index among all timestamps of a note; `None` if it is past the end.
fn moment(note: &Note, index: usize) -> Option<&Moment> {
    let facts = &note.facts;
    let timestamp = *facts.timestamps().get(index)?;
    facts.moment_at(timestamp.source_range.start)
}

/// The scores of an archive by channel.
fn scores(archive: &Archive, folder: &Path) -> BTreeMap<String, Score> {
    let durations = durations(folder);
    let by_path: HashMap<&str, _> = archive
        .notes()
        .map(|(_, note)| (note.path.as_str(), note))
        .collect();
    let mut scores: BTreeMap<String, Score> = BTreeMap::new();
    let show = std::env::var_os("CUELEAF_TEST_SHOW_WRONG").is_some();
    for label in labels(folder) {
        let channel = label.path.split('/').next().unwrap_or_default();
        let score = scores.entry(channel.to_owned()).or_default();
        score.labels += 1;
        let note = by_path.get(label.path.as_str());
        let Some(moment) = note.and_then(|note| moment(note, label.moment)) else {
            score.missing += 1;
            continue;
        };
        let resolved = moment.resolved;
        let span = resolved.uncertain;
        let is_inside = span.is_some_and(|span| {
            (span.from().saturating_sub(label.uncertainty)..=span.to() + label.uncertainty)
                .contains(&label.seconds)
                && span.to() - span.from() <= MAX_SPAN_SECONDS
        });
        score.uncertain += usize::from(span.is_some());
        score.inside += usize::from(is_inside);
        let is_right =
            resolved.seconds.abs_diff(label.seconds) <= TOLERANCE_SECONDS + label.uncertainty;
        if is_right {
            score.right += 1;
        } else if is_inside {
            score.honest += 1;
        } else if show {
            eprintln!(
                "{} {}: {} is read as {} for {}",
                label.path, label.moment, moment.time, resolved.seconds, label.seconds
            );
        }
        let length = durations.get(&label.video);
        score.beyond += usize::from(
            length.is_some_and(|length| resolved.seconds > length + MAX_BEYOND_SECONDS),
        );
    }
    scores
}

#[test]
#[ignore = "needs CUELEAF_TRUTH"]
fn seconds_are_those_at_which_sentences_are_said() {
    let folder = folder();
    for has_lengths in [false, true] {
        let mut corpus = corpus::load(&folder.join("notes")).expect("the folder loads");
        if has_lengths {
            let durations = durations(&folder);
            for note in &mut corpus.notes {
                let video = note.video.map(|video| video.to_string());
                let duration = video.and_then(|video| durations.get(&video).copied());
                std::sync::Arc::make_mut(note).duration = duration;
            }
        }
        check(&scores(&Archive::new(corpus), &folder), has_lengths);
    }
}

/// Prints the scores and compares them with the measured ones.
fn check(scores: &BTreeMap<String, Score>, has_lengths: bool) {
    let with = if has_lengths { "with" } else { "without" };
    eprintln!("\n{with} the lengths of the videos:");
    eprintln!(
        "| channel | labels | right | honest | false | beyond | missing | uncertain | inside |"
    );
    eprintln!("| --- | --: | --: | --: | --: | --: | --: | --: | --: |");
    for (channel, score) in scores {
        score.print(channel);
    }
    for (channel, min_right, max_false) in FLOORS {
        let score = scores.get(channel).copied().unwrap_or_default();
        assert!(score.labels > 0, "{channel} has labels");
        assert!(
            score.right() >= min_right && score.is_false() <= max_false,
            "{channel}: {:.1} % are right, {:.1} % are false",
            score.right(),
            score.is_false()
        );
        assert!(
            !has_lengths || score.beyond == 0,
            "{channel}: {} seconds are past the end",
            score.beyond
        );
        // Where few times are uncertain, the share is arbitrary.
        let inside = Score::share(score.inside, score.uncertain);
        assert!(
            score.uncertain < 100 || inside >= MIN_INSIDE_PERCENT,
            "{channel}: {inside:.1} %"
        );
        let uncertain = Score::share(score.uncertain, score.labels);
        assert!(
            uncertain <= MAX_UNCERTAIN_PERCENT,
            "{channel}: {uncertain:.1} %"
        );
    }
}
