//! Runs work that takes long beside the threads that answer requests.

use tokio::task::{JoinHandle, spawn_blocking};

use crate::system::priority;

/// Runs work on a thread of lower priority, where it may block.
pub(in crate::web) fn spawn_background<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> JoinHandle<T> {
    spawn_blocking(|| {
        priority::lower();
        work()
    })
}
