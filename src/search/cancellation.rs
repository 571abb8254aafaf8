//! Stops work that nobody waits for any more.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::search::SearchError;

/// Shared by who waits for an answer and the search that finds it, which looks at it between its
/// steps.
#[derive(Debug, Clone, Default)]
pub struct CancellationToken(Arc<AtomicBool>);

impl CancellationToken {
    /// Tells that nobody waits any more.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Fails once nobody waits any more.
    ///
    /// # Errors
    /// [`SearchError::Cancelled`].
    pub fn check(&self) -> Result<(), SearchError> {
        if self.0.load(Ordering::Relaxed) {
            Err(SearchError::Cancelled)
        } else {
            Ok(())
        }
    }

    /// Cancels when it is dropped, as a future is that nobody waits for.
    pub fn drop_guard(&self) -> DropGuard {
        DropGuard(self.clone())
    }
}

/// Cancels when it is dropped.
#[derive(Debug)]
pub struct DropGuard(CancellationToken);

impl Drop for DropGuard {
    fn drop(&mut self) {
        self.0.cancel();
    }
}
