//! Cooperative cancellation of searches.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::search::SearchError;

/// Shared by the caller and the search, which checks it between its steps.
#[derive(Debug, Clone, Default)]
pub struct CancellationToken(Arc<AtomicBool>);

impl CancellationToken {
    /// Cancels the search.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Fails once the search is cancelled.
    ///
    /// # Errors
    /// [`SearchError::Cancelled`] after [`Self::cancel`].
    pub fn check(&self) -> Result<(), SearchError> {
        if self.0.load(Ordering::Relaxed) {
            Err(SearchError::Cancelled)
        } else {
            Ok(())
        }
    }

    /// A guard that cancels on drop, for instance with the future of a closed connection.
    pub fn drop_guard(&self) -> DropGuard {
        DropGuard(self.clone())
    }
}

/// Cancels its token on drop.
#[derive(Debug)]
pub struct DropGuard(CancellationToken);

impl Drop for DropGuard {
    fn drop(&mut self) {
        self.0.cancel();
    }
}
