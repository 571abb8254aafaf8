//! Renders pages off the async threads, so that a large page delays no other response, not even
//! `/healthz`.
//!
//! Small and large pages have separate permits, as many of each as there are cores, so that small
//! pages do not wait for large ones. A client over its limit waits for its own pages and delays no
//! other client. If too many requests wait, further ones are rejected: each takes memory while it
//! waits.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Arc, Mutex, PoisonError};

use memchr::memmem;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinError;

use crate::web::pools::background::spawn_background;
use crate::web::server::client::ClientKey;

/// How many pages of one client are rendered, or wait for a permit of their lane, at a time.
const MAX_PAGES_PER_CLIENT: usize = 4;

/// The maximum text of a small page, in bytes. 99 of 100 notes have less.
const MAX_SMALL_BYTES: usize = 32 * 1024;

/// How many requests of one client, and how many of all clients per lane, are rendered or wait. A
/// request that waits takes the memory of its URL, 16 kB at most. Clients repeat rejected
/// requests at once, so a client may have as many as its connections have streams.
const MAX_PENDING_PER_CLIENT: usize = 16_384;
const MAX_PENDING: usize = 32_768;

/// How expensive it is to render a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::web) enum Cost {
    /// A few milliseconds at most.
    Small,
    /// Up to a second.
    Large,
}

impl Cost {
    /// The cost of a page that shows this many bytes of text.
    pub(in crate::web) fn from_bytes(bytes: usize) -> Self {
        if bytes > MAX_SMALL_BYTES {
            Self::Large
        } else {
            Self::Small
        }
    }

    /// The cost of a note's page. Embedded notes may be large.
    pub(in crate::web) fn from_note(source: &str) -> Self {
        if memmem::find(source.as_bytes(), b"![[").is_some() {
            Self::Large
        } else {
            Self::from_bytes(source.len())
        }
    }
}

/// Why a page was not rendered.
#[derive(Debug)]
pub(in crate::web) enum RenderError {
    /// Too many requests wait.
    Busy,
    /// Rendering panicked.
    Panicked(JoinError),
}

/// The permits of one cost: to render, and to be pending (rendered or waiting).
struct Lane {
    permits: Arc<Semaphore>,
    pending: Semaphore,
}

impl Lane {
    fn new(permits: usize) -> Self {
        Self {
            permits: Arc::new(Semaphore::new(permits)),
            pending: Semaphore::new(MAX_PENDING),
        }
    }
}

/// Bounds how many pages are rendered at a time, in total and per client.
pub(in crate::web) struct RenderPool {
    small: Lane,
    large: Lane,
    clients: Arc<Mutex<HashMap<ClientKey, Arc<Semaphore>>>>,
}

impl Default for RenderPool {
    fn default() -> Self {
        Self::new(std::thread::available_parallelism().map_or(1, std::num::NonZero::get))
    }
}

impl RenderPool {
    fn new(permits: usize) -> Self {
        Self {
            small: Lane::new(permits),
            large: Lane::new(permits),
            clients: Arc::default(),
        }
    }

    /// Runs blocking work once permits are free. `client` is `None` for the operator, who has no
    /// limit of their own.
    ///
    /// The permits belong to the work: if this future is dropped, work that has started keeps them
    /// until it ends, and work that has not started never runs.
    ///
    /// # Errors
    /// If too many requests wait, or if the work panics.
    pub(in crate::web) async fn run<T: Send + 'static>(
        &self,
        client: Option<ClientKey>,
        cost: Cost,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, RenderError> {
        let lane = match cost {
            Cost::Small => &self.small,
            Cost::Large => &self.large,
        };
        let _pending = lane.pending.try_acquire().map_err(|_| RenderError::Busy)?;
        let client_permit = match client {
            Some(client) => Some(self.acquire_for(client).await?),
            None => None,
        };
        // The semaphore is never closed.
        let permit = Arc::clone(&lane.permits).acquire_owned().await.ok();
        spawn_background(move || {
            let _permits = (permit, client_permit);
            work()
        })
        .await
        .map_err(RenderError::Panicked)
    }

    /// Waits for one of a client's permits.
    async fn acquire_for(&self, client: ClientKey) -> Result<ClientPermit, RenderError> {
        let semaphore = {
            let mut clients = self.clients.lock().unwrap_or_else(PoisonError::into_inner);
            let semaphore = clients
                .entry(client)
                .or_insert_with(|| Arc::new(Semaphore::new(MAX_PAGES_PER_CLIENT)));
            // Besides the table, each request that waits or has a permit holds a reference.
            if Arc::strong_count(semaphore) > MAX_PENDING_PER_CLIENT {
                return Err(RenderError::Busy);
            }
            Arc::clone(semaphore)
        };
        let mut permit = ClientPermit {
            client,
            clients: Arc::clone(&self.clients),
            permit: None,
        };
        permit.permit = semaphore.acquire_owned().await.ok();
        Ok(permit)
    }
}

/// One of a client's permits, or a request that waits for one. Dropping the last one removes the
/// client from the table.
struct ClientPermit {
    client: ClientKey,
    clients: Arc<Mutex<HashMap<ClientKey, Arc<Semaphore>>>>,
    permit: Option<OwnedSemaphorePermit>,
}

impl Drop for ClientPermit {
    fn drop(&mut self) {
        let mut clients = self.clients.lock().unwrap_or_else(PoisonError::into_inner);
        // The permit holds a reference to its semaphore, too.
        self.permit.take();
        if let Entry::Occupied(entry) = clients.entry(self.client)
            && Arc::strong_count(entry.get()) == 1
        {
            entry.remove();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::SocketAddr;
    use std::sync::mpsc;
    use std::time::Duration;

    use super::*;
    use crate::web::server::client::Peer;

    fn client(address: &str) -> Option<ClientKey> {
        ClientKey::from_peer(&Peer::new(
            SocketAddr::new(address.parse().expect("an address"), 1),
            &Default::default(),
        ))
    }

    /// Starts work that runs until the sender is dropped, and waits until it has started.
    async fn start_work(
        pool: &Arc<RenderPool>,
        client: Option<ClientKey>,
    ) -> (mpsc::Sender<()>, tokio::task::JoinHandle<()>) {
        let (done, wait) = mpsc::channel::<()>();
        let (start, started) = tokio::sync::oneshot::channel();
        let pool = Arc::clone(pool);
        let waiting = tokio::spawn(async move {
            let work = move || {
                let _ = start.send(());
                let _ = wait.recv();
            };
            pool.run(client, Cost::Large, work).await.expect("no panic");
        });
        started.await.expect("the work starts");
        (done, waiting)
    }

    #[test]
    fn a_note_that_embeds_others_may_be_large() {
        assert_eq!(Cost::from_note(&"x".repeat(MAX_SMALL_BYTES)), Cost::Small);
        assert_eq!(
            Cost::from_note(&"x".repeat(MAX_SMALL_BYTES + 1)),
            Cost::Large
        );
        assert_eq!(Cost::from_note("![[large]]"), Cost::Large);
    }

    #[tokio::test]
    async fn no_page_is_rendered_on_an_async_thread() {
        let rendered = RenderPool::new(1)
            .run(None, Cost::from_note("Words"), || {
                std::thread::current().id()
            })
            .await;
        assert_ne!(rendered.expect("a page"), std::thread::current().id());
    }

    #[tokio::test]
    async fn requests_are_rejected_if_too_many_wait() {
        let pool = Arc::new(RenderPool::new(1));
        let _running = start_work(&pool, client("192.0.2.1")).await;
        let pending =
            |address: &'static str| Box::pin(pool.run(client(address), Cost::Large, || ()));
        let mut waiting: Vec<_> = (1..MAX_PENDING_PER_CLIENT)
            .map(|_| pending("192.0.2.1"))
            .collect();
        for request in &mut waiting {
            assert!(futures::poll!(request).is_pending());
        }
        assert!(
            matches!(pending("192.0.2.1").await, Err(RenderError::Busy)),
            "one client"
        );
        let others = (0..MAX_PENDING - MAX_PENDING_PER_CLIENT)
            .map(|_| Box::pin(pool.run(None, Cost::Large, || ())));
        let mut others: Vec<_> = others.collect();
        for request in &mut others {
            assert!(futures::poll!(request).is_pending());
        }
        assert!(
            matches!(
                pool.run(None, Cost::Large, || ()).await,
                Err(RenderError::Busy)
            ),
            "all clients"
        );
        pool.run(None, Cost::Small, || ())
            .await
            .expect("small pages have their own limit");
    }

    #[tokio::test]
    async fn work_keeps_its_permit_when_its_client_leaves() {
        let pool = Arc::new(RenderPool::new(1));
        let (done, waiting) = start_work(&pool, client("192.0.2.1")).await;
        waiting.abort();
        let _ = waiting.await;
        assert_eq!(
            pool.large.permits.available_permits(),
            0,
            "the work still runs"
        );
        assert!(
            tokio::time::timeout(
                Duration::from_millis(50),
                pool.run(None, Cost::Large, || ())
            )
            .await
            .is_err()
        );
        pool.run(None, Cost::Small, || ())
            .await
            .expect("a small page does not wait for large ones");
        drop(done);
        pool.run(None, Cost::Large, || ())
            .await
            .expect("the permit is released");
    }

    #[tokio::test]
    async fn a_client_over_its_limit_delays_only_itself() {
        let pool = Arc::new(RenderPool::new(MAX_PAGES_PER_CLIENT + 1));
        let mut held = Vec::new();
        for _ in 0..MAX_PAGES_PER_CLIENT {
            held.push(start_work(&pool, client("192.0.2.1")).await);
        }
        let more = pool.run(client("192.0.2.1"), Cost::Large, || ());
        assert!(
            tokio::time::timeout(Duration::from_millis(50), more)
                .await
                .is_err(),
            "it is at its limit"
        );
        pool.run(client("192.0.2.2"), Cost::Large, || ())
            .await
            .expect("another client is served");
        let running: Vec<_> = held
            .into_iter()
            .map(|(done, waiting)| (drop(done), waiting).1)
            .collect();
        for waiting in running {
            waiting.await.expect("it ends");
        }
        assert!(
            pool.clients.lock().expect("no panic").is_empty(),
            "the table is empty"
        );
    }
}
