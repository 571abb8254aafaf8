//! Renders pages off the async workers, so that a large page delays no other answer, nor
//! `/healthz`.
//!
//! As many small pages are rendered at a time as there are cores, and as many large ones, so that
//! who asks for a small page does not wait for all large ones. A client beyond its share waits for
//! its own pages, not others for them. Whoever comes when many wait is told to come back: a request
//! takes memory while it waits.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Arc, Mutex, PoisonError};

use memchr::memmem;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinError;

use crate::web::pools::background::spawn_background;
use crate::web::server::client::Client;

/// How many pages of one client are rendered, or wait to be rendered, beside those of others.
const PAGES_PER_CLIENT: usize = 4;

/// How much text a small page shows at most, in bytes. 99 of 100 notes have less.
const SMALL_BYTES: usize = 32 * 1024;

/// How many pages of one client, and how many small or large ones of all, are rendered or wait to
/// be. A request that waits takes the memory of its URL, 16 kB at most. One that is refused comes
/// back at once, so a client may have as many as its connections have streams.
const MAX_PENDING_PER_CLIENT: usize = 16_384;
const MAX_PENDING: usize = 32_768;

/// How long a page takes to be rendered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::web) enum Cost {
    /// A few milliseconds at most.
    Small,
    /// Up to a second.
    Large,
}

impl Cost {
    /// The cost of a page that shows so much text, in bytes.
    pub(in crate::web) fn of(bytes: usize) -> Self {
        if bytes > SMALL_BYTES {
            Self::Large
        } else {
            Self::Small
        }
    }

    /// The cost of the page of a note: what it embeds may be large.
    pub(in crate::web) fn of_note(source: &str) -> Self {
        if memmem::find(source.as_bytes(), b"![[").is_some() {
            Self::Large
        } else {
            Self::of(source.len())
        }
    }
}

/// Why a page was not rendered.
#[derive(Debug)]
pub(in crate::web) enum RenderError {
    /// Too many wait.
    Busy,
    /// Rendering panicked.
    Panicked(JoinError),
}

/// Pages of one cost: how many are rendered at a time, and how many are rendered or wait to be.
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

/// Bounds how many pages are rendered at a time, in all and for each client.
pub(in crate::web) struct RenderPool {
    small: Lane,
    large: Lane,
    clients: Arc<Mutex<HashMap<Client, Arc<Semaphore>>>>,
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

    /// Runs blocking work when it is its turn. `None` is the operator, who has no share.
    ///
    /// The permits belong to the work: where nobody waits for it any more, work that has begun
    /// keeps them to its end, and work that has not begun never does.
    ///
    /// # Errors
    /// Where too many wait, or the work panics.
    pub(in crate::web) async fn run<T: Send + 'static>(
        &self,
        client: Option<Client>,
        cost: Cost,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, RenderError> {
        let lane = match cost {
            Cost::Small => &self.small,
            Cost::Large => &self.large,
        };
        let _pending = lane.pending.try_acquire().map_err(|_| RenderError::Busy)?;
        let share = match client {
            Some(client) => Some(self.share(client).await?),
            None => None,
        };
        // The semaphore is never closed.
        let permit = Arc::clone(&lane.permits).acquire_owned().await.ok();
        spawn_background(move || {
            let _held = (permit, share);
            work()
        })
        .await
        .map_err(RenderError::Panicked)
    }

    /// Waits until a client has less than its share.
    async fn share(&self, client: Client) -> Result<Share, RenderError> {
        let semaphore = {
            let mut clients = self.clients.lock().unwrap_or_else(PoisonError::into_inner);
            let share = clients
                .entry(client)
                .or_insert_with(|| Arc::new(Semaphore::new(PAGES_PER_CLIENT)));
            // Besides the table, each that waits or has a permit holds it.
            if Arc::strong_count(share) > MAX_PENDING_PER_CLIENT {
                return Err(RenderError::Busy);
            }
            Arc::clone(share)
        };
        let mut share = Share {
            client,
            clients: Arc::clone(&self.clients),
            permit: None,
        };
        share.permit = semaphore.acquire_owned().await.ok();
        Ok(share)
    }
}

/// One of a client's permits, or its wait for one. The last one removes the client from the table.
struct Share {
    client: Client,
    clients: Arc<Mutex<HashMap<Client, Arc<Semaphore>>>>,
    permit: Option<OwnedSemaphorePermit>,
}

impl Drop for Share {
    fn drop(&mut self) {
        let mut clients = self.clients.lock().unwrap_or_else(PoisonError::into_inner);
        // A permit holds its semaphore, too.
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

    fn client(address: &str) -> Option<Client> {
        Client::directly(&Peer::new(
            SocketAddr::new(address.parse().expect("an address"), 1),
            &Default::default(),
        ))
    }

    /// Starts work that runs until its sender is dropped, and waits until it has begun.
    async fn busy(
        pool: &Arc<RenderPool>,
        client: Option<Client>,
    ) -> (mpsc::Sender<()>, tokio::task::JoinHandle<()>) {
        let (done, wait) = mpsc::channel::<()>();
        let (begin, begun) = tokio::sync::oneshot::channel();
        let pool = Arc::clone(pool);
        let waiting = tokio::spawn(async move {
            let work = move || {
                let _ = begin.send(());
                let _ = wait.recv();
            };
            pool.run(client, Cost::Large, work).await.expect("no panic");
        });
        begun.await.expect("the work begins");
        (done, waiting)
    }

    #[test]
    fn a_note_that_embeds_others_may_be_large() {
        assert_eq!(Cost::of_note(&"x".repeat(SMALL_BYTES)), Cost::Small);
        assert_eq!(Cost::of_note(&"x".repeat(SMALL_BYTES + 1)), Cost::Large);
        assert_eq!(Cost::of_note("![[large]]"), Cost::Large);
    }

    #[tokio::test]
    async fn no_page_is_rendered_on_the_thread_that_answers() {
        let rendered = RenderPool::new(1)
            .run(None, Cost::of_note("Words"), || std::thread::current().id())
            .await;
        assert_ne!(rendered.expect("a page"), std::thread::current().id());
    }

    #[tokio::test]
    async fn who_comes_when_many_wait_is_told_to_come_back() {
        let pool = Arc::new(RenderPool::new(1));
        let _busy = busy(&pool, client("192.0.2.1")).await;
        let pending = |of: &'static str| Box::pin(pool.run(client(of), Cost::Large, || ()));
        let mut waiting: Vec<_> = (1..MAX_PENDING_PER_CLIENT)
            .map(|_| pending("192.0.2.1"))
            .collect();
        for one in &mut waiting {
            assert!(futures::poll!(one).is_pending());
        }
        assert!(
            matches!(pending("192.0.2.1").await, Err(RenderError::Busy)),
            "one client"
        );
        let others = (0..MAX_PENDING - MAX_PENDING_PER_CLIENT)
            .map(|_| Box::pin(pool.run(None, Cost::Large, || ())));
        let mut others: Vec<_> = others.collect();
        for one in &mut others {
            assert!(futures::poll!(one).is_pending());
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
            .expect("small pages have room of their own");
    }

    #[tokio::test]
    async fn work_keeps_its_permit_when_its_client_leaves() {
        let pool = Arc::new(RenderPool::new(1));
        let (done, waiting) = busy(&pool, client("192.0.2.1")).await;
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
            .expect("the permit comes back");
    }

    #[tokio::test]
    async fn a_client_beyond_its_share_delays_itself_alone() {
        let pool = Arc::new(RenderPool::new(PAGES_PER_CLIENT + 1));
        let mut held = Vec::new();
        for _ in 0..PAGES_PER_CLIENT {
            held.push(busy(&pool, client("192.0.2.1")).await);
        }
        let more = pool.run(client("192.0.2.1"), Cost::Large, || ());
        assert!(
            tokio::time::timeout(Duration::from_millis(50), more)
                .await
                .is_err(),
            "it has its share"
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
            "nobody is remembered"
        );
    }
}
