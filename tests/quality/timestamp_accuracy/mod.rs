//! Measures how well the units of timestamps are inferred: correct timestamps are rewritten as
//! `MM:SS:00`; counted are the rewritten ones that are recovered and the others that are changed.

mod generate;
mod long_videos;
mod rewrite;

use cueleaf::archive::Archive;
use cueleaf::corpus::{Corpus, Note};
use rayon::iter::{IntoParallelIterator, ParallelIterator};

use crate::support::required_corpus;
use rewrite::{CASES, Form, ReferenceVideos, Share};

/// The counts of one kind of rewriting and one kind of video.
#[derive(Default)]
struct Row {
    rewritten: usize,
    right: usize,
    clean: usize,
    broken: usize,
}

impl Row {
    fn count(&mut self, is_right: bool, is_rewritten: bool) {
        match is_rewritten {
            true => {
                self.rewritten += 1;
                self.right += usize::from(is_right);
            }
            false => {
                self.clean += 1;
                self.broken += usize::from(!is_right);
            }
        }
    }

    fn add(&mut self, other: &Self) {
        self.rewritten += other.rewritten;
        self.right += other.right;
        self.clean += other.clean;
        self.broken += other.broken;
    }

    /// The share of rewritten timestamps that are recovered.
    fn right(&self) -> f64 {
        self.right as f64 / self.rewritten as f64
    }

    /// How many of 1,000 correct timestamps are changed.
    fn broken_in_1000(&self) -> f64 {
        1000.0 * self.broken as f64 / self.clean as f64
    }

    /// No row may be far below the total; shares of few timestamps are coarse.
    fn assert_floor(&self) {
        assert!(
            self.rewritten == 0 || self.right() > 0.98,
            "{} are recovered",
            self.right()
        );
        assert!(
            self.clean == 0 || self.broken_in_1000() < 2.0,
            "{} of 1,000 are broken",
            self.broken_in_1000()
        );
    }

    fn print(&self, what: &str) {
        let right = if self.rewritten > 0 {
            format!("{:.2} %", 100.0 * self.right())
        } else {
            String::new()
        };
        let broken = if self.clean > 0 {
            format!("{:.2}", self.broken_in_1000())
        } else {
            String::new()
        };
        eprintln!(
            "| {what} | {} | {right} | {} | {broken} |",
            self.rewritten, self.clean
        );
    }
}

/// The classes of video lengths, in seconds.
const LENGTHS: [(&str, std::ops::Range<u32>); 3] = [
    ("under 15 min", 0..900),
    ("15 to 60 min", 900..3600),
    ("over 1 h", 3600..u32::MAX),
];

/// Rewrites, resolves and counts; prints a row for each case and class of video length. Returns the
/// total of the timestamps rewritten as `MM:SS:00`.
fn evaluate(name: &str, sources: &[(String, String)], min_agreement: f64, alone: bool) -> Row {
    let references = ReferenceVideos::new(sources, min_agreement);
    let context = if alone {
        "each note without the others of its video"
    } else {
        "notes with others of their video"
    };
    eprintln!(
        "\n{name}, {context}: {} reference videos, with {} notes",
        references.videos.len(),
        references.note_count()
    );
    eprintln!("| rewritten | as | video | stamps | right | others | broken in 1,000 |");
    eprintln!("| --- | --- | --- | --: | --: | --: | --: |");
    let mut sum = Row::default();
    let results: Vec<[Row; 3]> = CASES
        .into_par_iter()
        .map(|case| run(&references, sources, case, alone))
        .collect();
    for (case, rows) in CASES.into_iter().zip(results) {
        for ((length, _), row) in LENGTHS.iter().zip(rows) {
            row.print(&format!("{} | {} | {length}", case.0.name(), case.1.name()));
            if case.1 == Form::Zero {
                row.assert_floor();
                sum.add(&row);
            }
        }
    }
    sum.print("all | MM:SS:00 | all");
    sum
}

/// The results of all reference videos, a row for each class of length.
fn run(
    references: &ReferenceVideos,
    sources: &[(String, String)],
    case: (Share, Form),
    alone: bool,
) -> [Row; 3] {
    let mut expected = Vec::new();
    let mut notes = Vec::new();
    for video in &references.videos {
        let length = LENGTHS
            .iter()
            .position(|(_, range)| range.contains(&video.length))
            .expect("the duration of the video");
        for (place, index) in video.notes.iter().enumerate() {
            let (path, source) = &sources[*index];
            let note = Note::new(path.clone(), source.clone());
            let (text, mut seconds) = rewrite::rewrite(&note, case, place);
            let mut again = Note::new(path.clone(), text);
            // Adjacent rounded times may be merged.
            if again.facts.moments.len() != seconds.len() {
                assert_eq!(case.1, Form::WholeMinutes, "{path} keeps its moments");
                seconds = rewrite::rewrite(&note, (Share::None, case.1), place).1;
                again = note;
            }
            if alone {
                let video = again.video.expect("a video").to_string();
                let source = again.source.replace(&video, &format!("alone{index:06}"));
                again = Note::new(path.clone(), source);
            }
            notes.push(again);
            expected.push((length, seconds));
        }
    }
    let archive = Archive::new(Corpus::from(notes));
    let mut rows = <[Row; 3]>::default();
    for ((_, note), (length, expected)) in archive.notes().zip(&expected) {
        for (moment, (seconds, is_rewritten)) in note.facts.moments.iter().zip(expected) {
            rows[*length].count(moment.resolved.seconds == *seconds, *is_rewritten);
            if moment.resolved.seconds != *seconds
                && std::env::var_os("CUELEAF_TEST_SHOW_WRONG").is_some()
            {
                eprintln!(
                    "{}: {:?} is read as {} for {seconds}",
                    note.path, moment.time, moment.resolved.seconds
                );
            }
        }
    }
    rows
}

/// The measured floors with and without other notes of the same video: the minimum share recovered,
/// and the maximum broken of 1,000 correct timestamps.
struct Floors {
    /// The minimum end of the second longest note of a reference video, as a share of the longest.
    min_agreement: f64,
    context: (f64, f64),
    alone: (f64, f64),
}

fn check(name: &str, sources: &[(String, String)], floors: &Floors) {
    for (alone, (right, broken)) in [(false, floors.context), (true, floors.alone)] {
        let sum = evaluate(name, sources, floors.min_agreement, alone);
        assert!(
            sum.rewritten > 10_000 && sum.clean > 10_000,
            "the measurement is not empty"
        );
        assert!(
            sum.right() >= right,
            "{name}: {} are recovered, were {right}",
            sum.right()
        );
        assert!(
            sum.broken_in_1000() <= broken,
            "{name}: {} of 1,000 are broken",
            sum.broken_in_1000()
        );
    }
}

#[test]
fn rewritten_timestamps_are_recovered() {
    let floors = Floors {
        min_agreement: 2.0 / 3.0,
        context: (0.999, 0.05),
        alone: (0.997, 0.05),
    };
    check("a generated archive", &generate::archive(), &floors);
}

#[test]
#[ignore = "needs CUELEAF_CORPUS"]
fn rewritten_timestamps_of_real_notes_are_recovered() {
    let folder = required_corpus();
    let notes = cueleaf::corpus::load(&folder)
        .expect("the folder loads")
        .notes;
    let sources: Vec<(String, String)> = notes
        .iter()
        .map(|note| (note.path.clone(), note.source.clone()))
        .collect();
    check(
        "real notes",
        &sources,
        &Floors {
            // Some notes of real archives add an hour.
            min_agreement: 0.9,
            context: (0.999, 0.05),
            alone: (0.998, 0.1),
        },
    );
}
