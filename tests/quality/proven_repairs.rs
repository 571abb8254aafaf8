//! Compares the repairs that `check --fix` may write with the seconds at which the sentences are
//! said: the labels in `CUELEAF_TRUTH` (see [`crate::truth`]).

use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::sync::Arc;

use cueleaf::archive::{Archive, Proof};
use cueleaf::corpus;
use cueleaf::progress::Progress;
use cueleaf::text::timestamp::RawTimestamp;

use crate::support::copy;
use crate::truth::{self, TOLERANCE_SECONDS};

/// The minimum percentage of the labelled repairs that transcripts prove that is right.
const MIN_RIGHT_PERCENT: f64 = 98.0;
/// The maximum percentage for which another reading of the time is right.
const MAX_OTHER_PERCENT: f64 = 1.0;

/// Of fewer labelled repairs, the percentage is arbitrary.
const MIN_LABELLED: usize = 100;

/// By the path of a note and the index of a moment, where its sentence is said and by how much that
/// may be wrong, in seconds.
type Labels = HashMap<(String, usize), (u32, u32)>;

/// The repairs with one proof.
#[derive(Default)]
struct Counts {
    repairs: usize,
    labelled: usize,
    right: usize,
    /// Labelled repairs for which another reading is right instead.
    other: usize,
}

/// The archive of the labelled notes, with what is known of the videos.
fn archive(folder: &Path, has_lengths: bool, has_transcripts: bool) -> Archive {
    let content = tempfile::tempdir().expect("a folder");
    copy(&folder.join("notes"), content.path());
    if has_transcripts {
        copy(&folder.join("transcripts"), content.path());
    }
    let mut corpus = corpus::load(content.path()).expect("the folder loads");
    let durations = truth::durations(folder);
    for note in corpus.notes.iter_mut().filter(|_| has_lengths) {
        let video = note.video.map(|video| video.to_string());
        let duration = video.and_then(|video| durations.get(&video).copied());
        Arc::make_mut(note).duration = duration;
    }
    let archive = Archive::new(corpus);
    let tasks = archive.unaligned(archive.alignments());
    let aligned = archive.align(&tasks, &Progress::default());
    archive.realigned(&aligned.alignments)
}

#[test]
#[ignore = "needs CUELEAF_TRUTH"]
fn proven_repairs_are_right() {
    let folder = truth::folder();
    let mut labels = Labels::new();
    for label in truth::labels(&folder) {
        let known = (label.seconds, label.uncertainty);
        labels.insert((label.path, label.moment), known);
    }
    eprintln!("| known | proof | repairs | labelled | right | another reading is right |");
    eprintln!("| --- | --- | --: | --: | --: | --: |");
    let mut wrong = Vec::new();
    for (name, has_lengths, has_transcripts) in [
        ("notes", false, false),
        ("lengths", true, false),
        ("transcripts", false, true),
        ("both", true, true),
    ] {
        let archive = archive(&folder, has_lengths, has_transcripts);
        let (labelled, right) = not_repaired(&archive, &labels);
        let right = 100.0 * right as f64 / labelled.max(1) as f64;
        eprintln!("| {name} | not repaired | - | {labelled} | {right:.1} % | - |");
        let counts = counts(&archive, &labels);
        for (proof, counts) in counts {
            let percent = |part: usize| 100.0 * part as f64 / counts.labelled.max(1) as f64;
            let share = percent(counts.right);
            eprintln!(
                "| {name} | {proof:?} | {} | {} | {share:.1} % | {:.1} % |",
                counts.repairs,
                counts.labelled,
                percent(counts.other),
            );
            let is_right = match proof {
                Proof::Transcript => share >= MIN_RIGHT_PERCENT,
                // They prove how a time is meant, and not that the writer is right.
                Proof::Length | Proof::Siblings => share >= right,
            };
            let is_meant = percent(counts.other) <= MAX_OTHER_PERCENT;
            if counts.labelled >= MIN_LABELLED && !(is_right && is_meant) {
                wrong.push(format!("{name}, {proof:?}: {share:.1} %"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:?}");
}

/// The proven repairs of an archive by their proof.
fn counts(archive: &Archive, labels: &Labels) -> BTreeMap<Proof, Counts> {
    let show = std::env::var_os("CUELEAF_TEST_SHOW_WRONG").is_some();
    let mut counts: BTreeMap<Proof, Counts> = BTreeMap::new();
    let proven = archive.proven_repairs();
    for (id, repairs) in proven.notes {
        let note = archive.note(id);
        let timestamps = note.facts.timestamps();
        for repair in repairs {
            let counts = counts.entry(repair.proof).or_default();
            counts.repairs += 1;
            let index = timestamps
                .iter()
                .position(|moment| moment.source_range.start == repair.source_start)
                .expect("the moment");
            let Some((second, uncertainty)) = labels.get(&(note.path.clone(), index)) else {
                continue;
            };
            let is_right = |other: u32| other.abs_diff(*second) <= TOLERANCE_SECONDS + uncertainty;
            let written = timestamps[index].time;
            counts.labelled += 1;
            counts.right += usize::from(is_right(repair.second));
            let is_other = other_readings(written).into_iter().any(is_right);
            counts.other += usize::from(is_other && !is_right(repair.second));
            if show && !is_right(repair.second) {
                eprintln!(
                    "{:?} {} {index}: {written} is {} ({:?}), not {second}",
                    repair.proof,
                    note.path,
                    repair.second,
                    timestamps[index].resolved.reinterpretation,
                );
            }
        }
    }
    counts
}

/// The number of labelled times that are exact and not repaired, and of those that are right: how
/// often the writers of the notes are right.
fn not_repaired(archive: &Archive, labels: &Labels) -> (usize, usize) {
    let (mut labelled, mut right) = (0, 0);
    for (_, note) in archive.notes() {
        for (index, moment) in note.facts.timestamps().into_iter().enumerate() {
            let time = moment.resolved;
            let is_plain = time.reinterpretation.is_none() && time.uncertain.is_none();
            let label = labels.get(&(note.path.clone(), index));
            if let Some((second, uncertainty)) = label.filter(|_| is_plain) {
                let is_right = time.seconds.abs_diff(*second) <= TOLERANCE_SECONDS + uncertainty;
                labelled += 1;
                right += usize::from(is_right);
            }
        }
    }
    (labelled, right)
}

/// The seconds that a time may mean in the notations that are known.
fn other_readings(time: RawTimestamp) -> Vec<u32> {
    let [first, second, third] = time.first_three().map(u32::from);
    let as_mm_ss = first * 60 + second;
    let hours = [0, 3600, 7200].map(|hour| hour + as_mm_ss);
    let tens = (0..10).map(|unit| first * 600 + unit * 60 + second);
    let others = [
        time.as_hms(),
        time.as_hms().saturating_sub(3600),
        second * 60 + third,
    ];
    hours.into_iter().chain(tens).chain(others).collect()
}
