//! How far work on many notes is: a leaf, for those who do it and those who tell of it.

use std::sync::atomic::{AtomicUsize, Ordering};

/// Counts notes while they are read or indexed.
#[derive(Debug, Default)]
pub struct Progress {
    done: AtomicUsize,
    all: AtomicUsize,
}

impl Progress {
    /// Begins to count up to a number.
    pub fn begin(&self, all: usize) {
        self.done.store(0, Ordering::Relaxed);
        self.all.store(all, Ordering::Relaxed);
    }

    /// Counts one more.
    pub fn advance(&self) {
        self.done.fetch_add(1, Ordering::Relaxed);
    }

    /// How much is done, in per cent; never all, as something remains to be done with all of them.
    pub fn percent(&self) -> usize {
        let all = self.all.load(Ordering::Relaxed).max(1);
        (self.done.load(Ordering::Relaxed) * 100 / all).min(99)
    }
}
