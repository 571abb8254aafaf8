//! The progress of work on many notes or files, shared by the work and its reporter. A leaf module.

use std::sync::atomic::{AtomicUsize, Ordering};

/// Counts notes while they are read or indexed, and transcripts while they are aligned.
#[derive(Debug, Default)]
pub struct Progress {
    done: AtomicUsize,
    total: AtomicUsize,
}

impl Progress {
    /// Starts counting to a total.
    pub fn begin(&self, total: usize) {
        self.done.store(0, Ordering::Relaxed);
        self.total.store(total, Ordering::Relaxed);
    }

    /// Counts one more.
    pub fn advance(&self) {
        self.done.fetch_add(1, Ordering::Relaxed);
    }

    /// How many are done, and how many there are.
    pub fn counts(&self) -> (usize, usize) {
        let done = self.done.load(Ordering::Relaxed);
        (done, self.total.load(Ordering::Relaxed))
    }

    /// How much is done, in percent; 99 at most, as work on all notes together follows.
    pub fn percent(&self) -> usize {
        let total = self.total.load(Ordering::Relaxed).max(1);
        (self.done.load(Ordering::Relaxed) * 100 / total).min(99)
    }
}
