//! Runs searches off the threads that answer: as many at a time as there are cores, whatever
//! clients do. A permit belongs to the work, not to who waits for it: a client that hangs up, or
//! waits too long, cancels the work, which keeps its permit until it has stopped.

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

/// How long a client waits for a permit and an answer before it is told to try again.
const QUEUE_TIMEOUT: Duration = Duration::from_secs(2);

/// How many clients wait at a time. More are told to try again at once.
const MAX_WAITING: usize = 256;

/// The searches of this process.
pub(in crate::web) static SEARCHES: LazyLock<SearchPool> = LazyLock::new(|| {
    SearchPool::new(
        std::thread::available_parallelism().map_or(1, NonZero::get),
        MAX_WAITING,
    )
});

/// Searches that run, and clients that wait for one.
pub(in crate::web) struct SearchPool {
    permits: Arc<Semaphore>,
    waiting: Semaphore,
}

impl SearchPool {
    fn new(permits: usize, waiting: usize) -> Self {
        Self {
            permits: Arc::new(Semaphore::new(permits)),
            waiting: Semaphore::new(waiting),
        }
    }

    /// Waits for a permit, and for the answer. When this future is dropped, the search is
    /// cancelled.
    pub(in crate::web) async fn run(
        &self,
        answer: impl FnOnce(&CancellationToken) -> Result<Response, SearchError> + Send + 'static,
    ) -> Response {
        let start = Instant::now();
        let busy = || unavailable("Search is busy. Please try again in a moment.");
        let (result, response) = match timeout(QUEUE_TIMEOUT, self.work(answer)).await {
            Ok(Some(Ok(response))) => ("ok", response),
            Ok(Some(Err(error))) => ("failed", internal_error(&with_causes(&*error))),
            Ok(None) | Err(_) => ("busy", busy()),
        };
        metrics::record_search(result, start.elapsed());
        response
    }

    /// `None` where too many clients wait.
    async fn work(
        &self,
        answer: impl FnOnce(&CancellationToken) -> Result<Response, SearchError> + Send + 'static,
    ) -> Option<Result<Response, Box<dyn std::error::Error + Send + Sync>>> {
        let _waiting = self.waiting.try_acquire().ok()?;
        let permit = Arc::clone(&self.permits).acquire_owned().await.ok()?;
        let cancel = CancellationToken::default();
        let _cancel_on_drop = cancel.drop_guard();
        let work = spawn_background(move || {
            let _permit = permit;
            cancel.check()?;
            answer(&cancel)
        });
        Some(match work.await {
            Ok(answer) => answer.map_err(Into::into),
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
    async fn who_waits_too_long_is_told_to_come_back() {
        let pool = SearchPool::new(1, 2);
        let all = pool.permits.acquire().await.expect("the permit");
        let response = pool.run(found).await;
        assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(response.headers()[header::RETRY_AFTER], "1");
        drop(all);
        assert_eq!(
            pool.run(found).await.status(),
            StatusCode::OK,
            "the next one is answered"
        );
    }

    #[tokio::test]
    async fn who_comes_when_many_wait_is_told_to_come_back_at_once() {
        let pool = SearchPool::new(1, 2);
        let _all = pool.permits.acquire().await.expect("the permit");
        let mut waiting = [Box::pin(pool.run(found)), Box::pin(pool.run(found))];
        for one in &mut waiting {
            assert!(poll(one).is_pending());
        }
        let mut late = Box::pin(pool.run(found));
        let Poll::Ready(response) = poll(&mut late) else {
            panic!("it waits, too")
        };
        assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
    }

    #[tokio::test]
    async fn work_that_nobody_waits_for_keeps_its_permit_and_is_cancelled() {
        let pool = SearchPool::new(1, 8);
        let (begun, begins) = channel();
        let (end, ends) = channel();
        let search = pool.run(move |cancel| {
            begun.send(cancel.clone()).expect("the test");
            ends.recv().expect("the test");
            cancel.check()?;
            Ok(json(&"found"))
        });
        let mut search = Box::pin(search);
        let cancel = loop {
            assert!(poll(&mut search).is_pending());
            match begins.try_recv() {
                Ok(cancel) => break cancel,
                Err(_) => tokio::task::yield_now().await,
            }
        };
        assert!(cancel.check().is_ok());
        drop(search);
        assert!(cancel.check().is_err(), "it is told to stop");
        assert_eq!(pool.permits.available_permits(), 0, "but runs still");
        end.send(()).expect("the search");
        assert_eq!(
            pool.run(found).await.status(),
            StatusCode::OK,
            "once it has stopped the next one runs"
        );
    }
}
