//! Stress tests: the server under the load and the attacks of a public address. Each prints its
//! figures. They run for a few seconds, or for `CUELEAF_TEST_SECONDS` with the notes of
//! `CUELEAF_CORPUS`:
//! `CUELEAF_TEST_SECONDS=60 cargo test --release --test stress -- --nocapture --test-threads 1`.
#![allow(clippy::unwrap_used, missing_docs, unreachable_pub)]
#![expect(clippy::print_stdout, reason = "the tests print their figures")]

mod abuse;
mod crash_recovery;
mod load;
mod memory_limit;
#[path = "../support/mod.rs"]
mod support;

use std::path::PathBuf;
use std::time::Duration;

use crate::support::{folder, setting};

/// The duration of a test in the normal test run.
const QUICK: Duration = Duration::from_secs(4);

/// The duration of a test: `CUELEAF_TEST_SECONDS`, or a short one.
fn duration() -> Duration {
    setting("CUELEAF_TEST_SECONDS").map_or(QUICK, Duration::from_secs)
}

/// Whether this is the short version.
fn is_quick() -> bool {
    duration() == QUICK
}

/// The notes to serve: the fixture in the short version.
fn notes() -> PathBuf {
    if is_quick() {
        folder("tests/fixture")
    } else {
        crate::support::corpus().unwrap_or_else(|| folder("tests/fixture"))
    }
}

/// A percentile of response times.
fn percentile(times: &mut [Duration], percent: usize) -> Duration {
    times.sort_unstable();
    times[(times.len() * percent / 100).min(times.len() - 1)]
}
