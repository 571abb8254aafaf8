//! Runs long work off the async threads.

use tokio::task::{JoinHandle, spawn_blocking};

use crate::system::priority;

/// Runs blocking work on a thread of lower priority.
pub(in crate::web) fn spawn_background<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> JoinHandle<T> {
    spawn_blocking(|| {
        priority::lower_current_thread();
        work()
    })
}
