//! How well the unit of a timestamp is found: good stamps are rewritten as `MM:SS:00`, and counted
//! is what is read back right, and what of the others is broken.
//!
//! `scripts/evaluate [FOLDER]` prints the table for any folder of notes.

mod generate;
mod rewrite;

use cueleaf::archive::Archive;
use cueleaf::corpus::{Corpus, Note};
use cueleaf::text::youtube::YoutubeId;

use crate::support::corpus;
use rewrite::{CASES, Form, Proven, Share};

/// What came of one way to rewrite one kind of video.
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

    /// The share of rewritten stamps that are read right.
    fn right(&self) -> f64 {
        self.right as f64 / self.rewritten as f64
    }

    /// How many of a thousand good stamps are changed.
    fn broken_in_1000(&self) -> f64 {
        1000.0 * self.broken as f64 / self.clean as f64
    }

    /// No kind of video and no share falls far below the sum; few stamps make coarse shares.
    fn assert_floor(&self) {
        assert!(
            self.rewritten == 0 || self.right() > 0.98,
            "{} are read right",
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

/// The lengths of videos that are told apart, in seconds.
const LENGTHS: [(&str, std::ops::Range<u32>); 3] = [
    ("under 15 min", 0..900),
    ("15 to 60 min", 900..3600),
    ("over 1 h", 3600..u32::MAX),
];

/// Rewrites, reads, counts; prints a row for each case and length of video. Returns the sum for
/// stamps rewritten as `MM:SS:00`.
fn evaluate(name: &str, sources: &[(String, String)], alone: bool) -> Row {
    let proven = Proven::of(sources);
    let beside = if alone {
        "each note without the others of its video"
    } else {
        "notes beside others of their video"
    };
    eprintln!(
        "\n{name}, {beside}: {} videos are proven, with {} notes",
        proven.videos.len(),
        proven.note_count()
    );
    eprintln!("| rewritten | as | video | stamps | right | others | broken in 1,000 |");
    eprintln!("| --- | --- | --- | --: | --: | --: | --: |");
    let mut sum = Row::default();
    for case in CASES {
        for ((length, _), row) in LENGTHS.iter().zip(run(&proven, sources, case, alone)) {
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

/// What was read of all proven videos together, a row for each of the lengths.
fn run(
    proven: &Proven,
    sources: &[(String, String)],
    case: (Share, Form),
    alone: bool,
) -> [Row; 3] {
    let mut meant = Vec::new();
    let mut notes = Vec::new();
    for video in &proven.videos {
        let length = LENGTHS
            .iter()
            .position(|(_, range)| range.contains(&video.length))
            .expect("a video has a length");
        for (place, index) in video.notes.iter().enumerate() {
            let (path, source) = &sources[*index];
            let note = Note::new(path.clone(), source.clone());
            let (text, mut seconds) = rewrite::rewrite(&note, case, place);
            let mut again = Note::new(path.clone(), text);
            // Rounded times that stand side by side may become one.
            if again.facts.moments.len() != seconds.len() {
                assert_eq!(case.1, Form::WholeMinutes, "{path} keeps its moments");
                seconds = rewrite::rewrite(&note, (Share::None, case.1), place).1;
                again = note;
            }
            if alone {
                again.video = YoutubeId::parse(&format!("alone{index:06}"));
            }
            notes.push(again);
            meant.push((length, seconds));
        }
    }
    let archive = Archive::new(Corpus::from(notes));
    let mut rows = <[Row; 3]>::default();
    for ((_, note), (length, meant)) in archive.notes().zip(&meant) {
        for (moment, (seconds, is_rewritten)) in note.facts.moments.iter().zip(meant) {
            rows[*length].count(moment.reading.seconds == *seconds, *is_rewritten);
            if moment.reading.seconds != *seconds
                && std::env::var_os("CUELEAF_SHOW_WRONG").is_some()
            {
                eprintln!(
                    "{}: {:?} is read as {} for {seconds}",
                    note.path, moment.time, moment.reading.seconds
                );
            }
        }
    }
    rows
}

/// What was reached: with other notes of the same video, and without. The share that is read right,
/// and how many of 1,000 good stamps may be broken.
struct Floors {
    beside: (f64, f64),
    alone: (f64, f64),
}

fn check(name: &str, sources: &[(String, String)], floors: &Floors) {
    for (alone, (right, broken)) in [(false, floors.beside), (true, floors.alone)] {
        let sum = evaluate(name, sources, alone);
        assert!(
            sum.rewritten > 10_000 && sum.clean > 10_000,
            "there is something to measure"
        );
        assert!(
            sum.right() >= right,
            "{name}: {} are read right, were {right}",
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
fn rewritten_stamps_are_read_back() {
    let floors = Floors {
        beside: (0.999, 0.05),
        alone: (0.997, 0.05),
    };
    check("a generated archive", &generate::archive(), &floors);
}

#[test]
fn rewritten_stamps_of_real_notes_are_read_back() {
    let Some(folder) = corpus() else {
        eprintln!("skipped: the folder of real notes is not here");
        return;
    };
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
            beside: (0.999, 0.05),
            alone: (0.998, 0.1),
        },
    );
}
