//! How far the indexing is.

use std::sync::atomic::{AtomicUsize, Ordering};

/// Counts notes while they are indexed.
#[derive(Debug, Default)]
pub struct Progress {
    done: AtomicUsize,
    all: AtomicUsize,
}

impl Progress {
    /// Begins to count up to a number.
    pub(super) fn begin(&self, all: usize) {
        self.done.store(0, Ordering::Relaxed);
        self.all.store(all, Ordering::Relaxed);
    }

    /// Counts one more.
    pub(super) fn advance(&self) {
        self.done.fetch_add(1, Ordering::Relaxed);
    }

    /// How much is done, in per cent; less than 100 until the index answers.
    pub fn percent(&self) -> usize {
        let all = self.all.load(Ordering::Relaxed).max(1);
        (self.done.load(Ordering::Relaxed) * 100 / all).min(99)
    }
}
