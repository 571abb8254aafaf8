//! Compares the processor time of judging the units of timestamps with that of reading and parsing
//! the notes: of `CUELEAF_CORPUS` if set, otherwise the sample notes.
//!
//! Both run on one thread, in turns. The best of the rounds counts, so that other work on the
//! machine hardly changes the ratio.
#![allow(missing_docs, clippy::unwrap_used, clippy::print_stdout)]

use std::collections::HashMap;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::Duration;

use cpu_time::ThreadTime;
use cueleaf::archive::{Archive, resolve_units};
use cueleaf::corpus;

const ROUNDS: usize = 9;

fn folder() -> PathBuf {
    std::env::var_os("CUELEAF_CORPUS").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("content"),
        PathBuf::from,
    )
}

/// The processor time of this thread.
fn processor_time<T>(run: impl FnOnce() -> T) -> Duration {
    let start = ThreadTime::now();
    let result = run();
    let time = start.elapsed();
    drop(black_box(result));
    time
}

fn compare() {
    let folder = folder();
    let archive = Archive::new(corpus::load(&folder).unwrap());
    let (mut load, mut judge) = (Duration::MAX, Duration::MAX);
    for _ in 0..ROUNDS {
        load = load.min(processor_time(|| corpus::load(&folder).unwrap()));
        // They are judged as in a new archive: the earlier result is no evidence.
        let mut notes = archive.shared_notes().to_vec();
        judge = judge.min(processor_time(|| {
            resolve_units(&mut notes, &HashMap::new())
        }));
    }
    let moments: usize = archive
        .notes()
        .map(|(_, note)| note.facts.moments.len())
        .sum();
    let ratio = judge.as_secs_f64() / load.as_secs_f64();
    println!("{} notes, {moments} moments", archive.notes().len());
    println!("| reading and parsing | judging units | ratio |\n| --: | --: | --: |");
    println!("| {load:.1?} | {judge:.1?} | {ratio:.3} |");
}

fn main() {
    let one_thread = rayon::ThreadPoolBuilder::new().num_threads(1).build();
    one_thread.unwrap().install(compare);
}
