//! Measures how many timestamps of videos beyond four hours are read correctly, in notes that stand
//! alone: no other note shows what the channel or the video is like. Notes of short videos written
//! as `MM:SS:00` stand beside them and must stay minutes.

use cueleaf::archive::Archive;
use cueleaf::corpus::{Corpus, Note};
use fastrand::Rng;

/// The maximum numbers of notes and of timestamps for each length.
const MAX_NOTES: usize = 200;
const MAX_TIMESTAMPS: usize = 3000;
/// The lengths of long and of short videos, in seconds.
const LONG: [u32; 3] = [4 * 3600 + 1800, 6 * 3600, 10 * 3600];
const SHORT: [u32; 3] = [6 * 60, 15 * 60, 50 * 60];

/// For each number of timestamps in a note, the floors of the shares that are read correctly: long
/// videos in `H:MM:SS`, short ones in `MM:SS:00`. They are two standard errors of the notes
/// below the measured shares.
const FLOORS: [(usize, f64, f64); 4] = [
    (2, 0.949, 0.994),
    (5, 0.995, 0.994),
    (15, 0.995, 0.995),
    (60, 0.98, 0.98),
];

#[test]
fn timestamps_of_long_videos_are_kept() {
    let mut random = Rng::with_seed(20_261_127);
    for (count, long_floor, short_floor) in FLOORS {
        let long = share_read(&mut random, &LONG, count, |at| {
            format!("{:02}:{:02}:{:02}", at / 3600, at / 60 % 60, at % 60)
        });
        let short = share_read(&mut random, &SHORT, count, |at| {
            format!("{:02}:{:02}:00", at / 60, at % 60)
        });
        eprintln!(
            "| {count} | {:.2} % | {:.2} % |",
            100.0 * long,
            100.0 * short
        );
        assert!(
            long >= long_floor,
            "{count} timestamps of long videos: {long}"
        );
        assert!(
            short >= short_floor,
            "{count} timestamps of short videos: {short}"
        );
    }
}

/// The share of timestamps that are read correctly, in notes about videos of these lengths with
/// `count` timestamps each.
fn share_read(
    random: &mut Rng,
    lengths: &[u32],
    count: usize,
    write: impl Fn(u32) -> String,
) -> f64 {
    let mut meant: Vec<Vec<u32>> = Vec::new();
    let mut notes: Vec<Note> = Vec::new();
    for index in 0..(MAX_TIMESTAMPS / count).min(MAX_NOTES) * lengths.len() {
        let length = lengths[index % lengths.len()];
        let mut times: Vec<u32> = (1..count).map(|_| random.u32(1..length)).collect();
        times.push(random.u32(length - length / 100..length));
        times.sort_unstable();
        let items: String = times
            .iter()
            .map(|at| format!("- [{}] Words.\n", write(*at)))
            .collect();
        // Each note has a folder of its own, so no two share a channel.
        notes.push(Note::new(
            format!("{index:05}/note.md"),
            format!("---\nvideoId: long{index:07}\n---\n{items}"),
        ));
        meant.push(times);
    }
    let archive = Archive::new(Corpus::from(notes));
    let right: usize = archive
        .notes()
        .zip(&meant)
        .map(|((_, note), times)| {
            let moments = &note.facts.moments;
            assert_eq!(
                moments.len(),
                times.len(),
                "{} keeps its moments",
                note.path
            );
            let read = moments.iter().map(|moment| moment.resolved.seconds);
            read.zip(times).filter(|(read, at)| read == *at).count()
        })
        .sum();
    right as f64 / (count * meant.len()) as f64
}
