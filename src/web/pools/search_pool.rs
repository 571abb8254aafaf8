//! Runs searches off the async threads, as many at a time as there are cores. A permit belongs to
//! the work, not to the request: a client that disconnects or times out cancels its search, which
//! keeps the permit until it has stopped.

use std::num::NonZero;
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

use axum::response::Response;
use tokio::sync::Semaphore;
use tokio::time::timeout;

use crate::search::{CancellationToken, SearchError};
use crate::system::metrics;
use crate::text::error_chain::with_causes;
use crate::web::pools::background::spawn_background;
use crate::web::response::{internal_error, unavailable};

/// How long a request waits for a permit and the result before it is rejected with 503.
const SEARCH_TIMEOUT: Duration = Duration::from_secs(2);

/// How many requests may wait or run at a time. Further ones are rejected at once.
const MAX_PENDING: usize = 256;

/// The search pool of this process.
pub(in crate::web) static SEARCHES: LazyLock<SearchPool> = LazyLock::new(|| {
    SearchPool::new(
        std::thread::available_parallelism().map_or(1, NonZero::get),
        MAX_PENDING,
    )
});

type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// Why a search has no result.
#[derive(Debug)]
pub(in crate::web) enum PoolError {
    /// Too many requests wait, or the search takes too long.
    Busy,
    /// The search failed or panicked.
    Failed(BoxError),
}

/// Permits of running searches and of pending requests.
pub(in crate::web) struct SearchPool {
    permits: Arc<Semaphore>,
    pending: Semaphore,
}

impl SearchPool {
    fn new(permits: usize, max_pending: usize) -> Self {
        Self {
            permits: Arc::new(Semaphore::new(permits)),
            pending: Semaphore::new(max_pending),
        }
    }

    /// Waits for a permit and runs a search. Dropping this future cancels the search.
    pub(in crate::web) async fn run(
        &self,
        search: impl FnOnce(&CancellationToken) -> Result<Response, SearchError> + Send + 'static,
    ) -> Response {
        match self.try_run(search).await {
            Ok(response) => response,
            Err(PoolError::Busy) => unavailable("Search is busy. Try again in a moment."),
            Err(PoolError::Failed(cause)) => internal_error(&with_causes(&*cause)),
        }
    }

    /// The same for a search whose result is no response.
    ///
    /// # Errors
    /// If the pool is busy, or if the search fails or panics.
    pub(in crate::web) async fn try_run<T: Send + 'static>(
        &self,
        search: impl FnOnce(&CancellationToken) -> Result<T, SearchError> + Send + 'static,
    ) -> Result<T, PoolError> {
        let start = Instant::now();
        let (outcome, result) = match timeout(SEARCH_TIMEOUT, self.search(search)).await {
            Ok(Some(Ok(found))) => ("ok", Ok(found)),
            Ok(Some(Err(cause))) => ("failed", Err(PoolError::Failed(cause))),
            Ok(None) | Err(_) => ("busy", Err(PoolError::Busy)),
        };
        metrics::record_search(outcome, start.elapsed());
        result
    }

    /// `None` if too many requests wait.
    async fn search<T: Send + 'static>(
        &self,
        search: impl FnOnce(&CancellationToken) -> Result<T, SearchError> + Send + 'static,
    ) -> Option<Result<T, BoxError>> {
        let _pending = self.pending.try_acquire().ok()?;
        let permit = Arc::clone(&self.permits).acquire_owned().await.ok()?;
        let cancel = CancellationToken::default();
        let _cancel_on_drop = cancel.drop_guard();
        let work = spawn_background(move || {
            let _permit = permit;
            cancel.check()?;
            search(&cancel)
        });
        Some(match work.await {
            Ok(result) => result.map_err(Into::into),
            Err(error) => Err(error.into()),
        })
    }
}

#[cfg(test)]
mod tests {
    use std::pin::Pin;
    use std::sync::mpsc::channel;
    use std::task::{Context, Poll, Waker};

    use axum::http::{StatusCode, header};

    use super::*;
    use crate::web::response::json;

    fn found(_: &CancellationToken) -> Result<Response, SearchError> {
        Ok(json(&"found"))
    }

    fn poll<F: Future>(future: &mut Pin<Box<F>>) -> Poll<F::Output> {
        future
            .as_mut()
            .poll(&mut Context::from_waker(Waker::noop()))
    }

    #[tokio::test(start_paused = true)]
    async fn a_request_that_waits_too_long_is_rejected() {
        let pool = SearchPool::new(1, 2);
        let all_permits = pool.permits.acquire().await.expect("the permit");
        let response = pool.run(found).await;
        assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(response.headers()[header::RETRY_AFTER], "1");
        drop(all_permits);
        assert_eq!(
            pool.run(found).await.status(),
            StatusCode::OK,
            "the next one is answered"
        );
    }

    #[tokio::test]
    async fn a_request_is_rejected_at_once_if_too_many_wait() {
        let pool = SearchPool::new(1, 2);
        let _all_permits = pool.permits.acquire().await.expect("the permit");
        let mut waiting = [Box::pin(pool.run(found)), Box::pin(pool.run(found))];
        for request in &mut waiting {
            assert!(poll(request).is_pending());
        }
        let mut late = Box::pin(pool.run(found));
        let Poll::Ready(response) = poll(&mut late) else {
            panic!("it waits instead")
        };
        assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
    }

    #[tokio::test]
    async fn a_dropped_search_is_cancelled_and_keeps_its_permit_until_it_stops() {
        let pool = SearchPool::new(1, 8);
        let (started, starts) = channel();
        let (end, ends) = channel();
        let search = pool.run(move |cancel| {
            started.send(cancel.clone()).expect("the test");
            ends.recv().expect("the test");
            cancel.check()?;
            Ok(json(&"found"))
        });
        let mut search = Box::pin(search);
        let cancel = loop {
            assert!(poll(&mut search).is_pending());
            match starts.try_recv() {
                Ok(cancel) => break cancel,
                Err(_) => tokio::task::yield_now().await,
            }
        };
        assert!(cancel.check().is_ok());
        drop(search);
        assert!(cancel.check().is_err(), "it is cancelled");
        assert_eq!(pool.permits.available_permits(), 0, "but still runs");
        end.send(()).expect("the search");
        assert_eq!(
            pool.run(found).await.status(),
            StatusCode::OK,
            "once it has stopped, the next one runs"
        );
    }
}
