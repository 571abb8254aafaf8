//! Proofs that the server stands what a public address brings: each prints its figures. The test
//! run has quick versions; `scripts/prove` runs them for longer, on the optimised program and the
//! notes of a folder.

#![expect(clippy::print_stdout, reason = "figures are what proofs are run for")]

mod abuse;
mod kill;
mod load;
mod memory_limit;

use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::support::folder;

/// For how long a proof goes on in the test run.
const QUICK: Duration = Duration::from_secs(4);

/// For how long a proof goes on: what `scripts/prove` says, in seconds, or else a quick one.
fn duration() -> Duration {
    let said = std::env::var("CUELEAF_PROOF_SECONDS")
        .ok()
        .and_then(|seconds| seconds.parse().ok());
    said.map_or(QUICK, Duration::from_secs)
}

/// Whether it is a quick one.
fn is_quick() -> bool {
    duration() == QUICK
}

/// The notes that it is about: in the test run few.
fn notes() -> PathBuf {
    if is_quick() {
        folder("tests/fixture")
    } else {
        crate::support::corpus().unwrap_or_else(|| folder("tests/fixture"))
    }
}

/// Copies a folder of notes to one that may be written to.
fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// The time that so many of a hundred are within.
fn percentile(times: &mut [Duration], percent: usize) -> Duration {
    times.sort_unstable();
    times[(times.len() * percent / 100).min(times.len() - 1)]
}
