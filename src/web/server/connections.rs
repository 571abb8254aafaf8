//! The table of open connections, with the bytes of the responses that their clients have not read
//! yet.
//!
//! Both are bounded. A client over its own limit is rejected. If the server as a whole has too many
//! connections, the one without progress for the longest time is closed, so that new clients are
//! served. If responses take too many bytes, a connection of the client that holds the most is
//! closed, so that a few clients do not end the downloads of others.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;
use tokio::time::Instant;

use crate::system::metrics;
use crate::web::Limits;
use crate::web::server::client::ClientKey;

/// The table of open connections.
pub(in crate::web) struct Connections {
    limits: Limits,
    started: Instant,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    next_id: u64,
    open: HashMap<u64, Open>,
    clients: HashMap<ClientKey, Usage>,
    /// Unread response bytes of all open connections.
    bytes: usize,
}

struct Open {
    shared: Arc<Shared>,
    /// Unread bytes of its responses.
    bytes: usize,
    /// The client of its latest response.
    holder: Option<ClientKey>,
    /// Whether it was asked to close; its bytes are no longer counted.
    is_closing: bool,
}

/// State shared by a connection and its entry in the table.
struct Shared {
    /// When it was accepted, last received a request, or its client last read a part of a response,
    /// whichever is latest; in milliseconds since [`Connections::started`].
    last_progress_millis: AtomicU64,
    /// Asks the connection to close.
    close: Notify,
}

impl Open {
    fn last_progress_millis(&self) -> u64 {
        self.shared.last_progress_millis.load(Ordering::Relaxed)
    }
}

/// What one client uses.
#[derive(Default)]
struct Usage {
    connections: usize,
    bytes: usize,
}

impl Connections {
    /// An empty table.
    pub(in crate::web) fn new(limits: Limits) -> Arc<Self> {
        Arc::new(Self {
            limits,
            started: Instant::now(),
            state: Mutex::default(),
        })
    }

    fn elapsed_millis(&self) -> u64 {
        self.started.elapsed().as_millis() as u64
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a connection; `None` if its client is at its limit. `client` is `None` for the operator
    /// and for proxies, which have no limit.
    pub(in crate::web) fn add(self: &Arc<Self>, client: Option<ClientKey>) -> Option<Connection> {
        let mut state = self.state();
        if let Some(client) = client {
            let usage = state.clients.entry(client).or_default();
            if usage.connections >= self.limits.max_connections_per_client {
                metrics::record_rejection("client_connections");
                return None;
            }
            usage.connections += 1;
        }
        let id = state.next_id;
        state.next_id += 1;
        let shared = Arc::new(Shared {
            last_progress_millis: AtomicU64::new(self.elapsed_millis()),
            close: Notify::new(),
        });
        state.open.insert(
            id,
            Open {
                shared: Arc::clone(&shared),
                bytes: 0,
                holder: None,
                is_closing: false,
            },
        );
        Some(Connection {
            id,
            client,
            shared,
            connections: Arc::clone(self),
        })
    }

    /// Closes the connection without progress for the longest time, except the new one.
    pub(in crate::web) fn close_oldest(&self, new: &Connection) {
        self.state().close_oldest(new.id);
    }
}

impl State {
    /// Closes the connection without progress for the longest time, except the new one.
    fn close_oldest(&mut self, except: u64) {
        let others = self
            .open
            .iter()
            .filter(|(id, open)| !open.is_closing && **id != except);
        let oldest = others
            .min_by_key(|(id, open)| (open.last_progress_millis(), **id))
            .map(|(id, _)| *id);
        self.close(oldest, "connections");
    }

    /// Closes a connection that holds response bytes, other than `except`: of the client that holds
    /// the most, the one without progress for the longest time. Returns whether there was one.
    fn close_heaviest(&mut self, except: u64) -> bool {
        let mut bytes: HashMap<ClientKey, usize> = HashMap::new();
        for open in self.open.values().filter(|open| !open.is_closing) {
            if let Some(client) = open.holder {
                *bytes.entry(client).or_default() += open.bytes;
            }
        }
        let holding = |open: &Open| {
            open.holder
                .and_then(|client| bytes.get(&client).copied())
                .unwrap_or(open.bytes)
        };
        let others = self
            .open
            .iter()
            .filter(|(id, open)| !open.is_closing && open.bytes > 0 && **id != except);
        let heaviest = others
            .min_by_key(|(id, open)| (Reverse(holding(open)), open.last_progress_millis(), **id))
            .map(|(id, _)| *id);
        self.close(heaviest, "response_bytes");
        heaviest.is_some()
    }

    /// Asks a connection to close because of a limit, which is the reason in the metrics.
    fn close(&mut self, id: Option<u64>, reason: &'static str) {
        let Some(open) = id.and_then(|id| self.open.get_mut(&id)) else {
            return;
        };
        open.is_closing = true;
        self.bytes -= open.bytes;
        open.shared.close.notify_one();
        metrics::record_rejection(reason);
    }

    /// Updates the usage of a client, and removes a client that uses nothing.
    fn update_usage(&mut self, client: Option<ClientKey>, update: impl FnOnce(&mut Usage)) {
        let Some(client) = client else { return };
        let usage = self.clients.entry(client).or_default();
        update(usage);
        if usage.connections == 0 && usage.bytes == 0 {
            self.clients.remove(&client);
        }
    }
}

/// An open connection; dropping it removes it from the table.
pub(in crate::web) struct Connection {
    id: u64,
    client: Option<ClientKey>,
    shared: Arc<Shared>,
    connections: Arc<Connections>,
}

impl Connection {
    /// Waits until the connection is asked to close to make room for others.
    pub(in crate::web) async fn closed(&self) {
        self.shared.close.notified().await;
    }

    /// Records that a request arrived or that the client read a part of a response.
    pub(in crate::web) fn record_progress(&self) {
        self.shared
            .last_progress_millis
            .store(self.connections.elapsed_millis(), Ordering::Relaxed);
    }

    /// Counts the bytes of a response for a client until the returned guard is dropped; `None` if
    /// the client would exceed its limit. A client without other unread responses may exceed it.
    ///
    /// If the responses of all connections exceed the total limit, connections of the client that
    /// holds the most are closed, those without progress for the longest time first.
    pub(in crate::web) fn hold_bytes(
        self: &Arc<Self>,
        client: Option<ClientKey>,
        bytes: usize,
    ) -> Option<HeldBytes> {
        let limits = &self.connections.limits;
        let mut state = self.connections.state();
        let used = client
            .and_then(|client| state.clients.get(&client))
            .map_or(0, |usage| usage.bytes);
        if client.is_some() && used > 0 && used + bytes > limits.max_response_bytes_per_client {
            metrics::record_rejection("client_response_bytes");
            return None;
        }
        while state.bytes + bytes > limits.max_response_bytes && state.close_heaviest(self.id) {}
        state.update_usage(client, |usage| usage.bytes += bytes);
        if let Some(open) = state.open.get_mut(&self.id).filter(|open| !open.is_closing) {
            open.bytes += bytes;
            open.holder = client;
            state.bytes += bytes;
        }
        Some(HeldBytes {
            client,
            bytes,
            connection: Arc::clone(self),
        })
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        let mut state = self.connections.state();
        if let Some(open) = state.open.remove(&self.id).filter(|open| !open.is_closing) {
            state.bytes -= open.bytes;
        }
        state.update_usage(self.client, |usage| usage.connections -= 1);
    }
}

/// Bytes of a response that its client has not read yet; dropping it releases them.
pub(in crate::web) struct HeldBytes {
    client: Option<ClientKey>,
    bytes: usize,
    connection: Arc<Connection>,
}

impl HeldBytes {
    /// Records that the client read a part of them.
    pub(in crate::web) fn record_progress(&self) {
        self.connection.record_progress();
    }
}

impl Drop for HeldBytes {
    fn drop(&mut self) {
        let mut state = self.connection.connections.state();
        let bytes = self.bytes;
        state.update_usage(self.client, |usage| usage.bytes -= bytes);
        if let Some(open) = state
            .open
            .get_mut(&self.connection.id)
            .filter(|open| !open.is_closing)
        {
            open.bytes -= bytes;
            state.bytes -= bytes;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::SocketAddr;

    use super::*;
    use crate::web::server::client::Peer;

    fn client(address: &str) -> Option<ClientKey> {
        ClientKey::from_peer(&Peer::new(
            SocketAddr::new(address.parse().expect("an address"), 1),
            &Default::default(),
        ))
    }

    fn connections() -> Arc<Connections> {
        let limits = Limits {
            max_connections_per_client: 2,
            max_response_bytes: 1_000,
            max_response_bytes_per_client: 600,
            ..Limits::default()
        };
        Connections::new(limits)
    }

    fn open(connections: &Arc<Connections>, from: &str) -> Arc<Connection> {
        Arc::new(connections.add(client(from)).expect("it is accepted"))
    }

    fn is_closed(connection: &Connection) -> bool {
        connection.connections.state().open[&connection.id].is_closing
    }

    #[test]
    fn a_client_has_a_limit_of_connections_and_releases_them() {
        let connections = connections();
        let two = [(); 2].map(|()| open(&connections, "192.0.2.1"));
        assert!(connections.add(client("192.0.2.1")).is_none());
        assert!(
            connections.add(client("192.0.2.2")).is_some(),
            "another client"
        );
        drop(two);
        assert!(connections.add(client("192.0.2.1")).is_some());
        assert!(connections.state().clients.is_empty() && connections.state().open.is_empty());
    }

    #[test]
    fn a_client_has_a_limit_of_bytes_and_releases_them() {
        let connections = connections();
        let connection = open(&connections, "192.0.2.1");
        let held = connection
            .hold_bytes(client("192.0.2.1"), 400)
            .expect("within its limit");
        assert!(connection.hold_bytes(client("192.0.2.1"), 400).is_none());
        assert!(
            connection.hold_bytes(client("192.0.2.2"), 400).is_some(),
            "a proxy forwards for another client"
        );
        drop(held);
        assert!(
            connection.hold_bytes(client("192.0.2.1"), 5_000).is_some(),
            "one large response is no attack"
        );
        drop(connection);
        let state = connections.state();
        assert_eq!(
            (state.bytes, state.clients.len(), state.open.len()),
            (0, 0, 0)
        );
    }

    #[tokio::test(start_paused = true)]
    async fn connections_without_progress_are_closed_for_new_ones() {
        let connections = connections();
        let mut held = Vec::new();
        let mut all = Vec::new();
        for number in 1..=3 {
            let from = format!("192.0.2.{number}");
            let connection = open(&connections, &from);
            held.extend(connection.hold_bytes(client(&from), 300));
            all.push(connection);
            tokio::time::advance(std::time::Duration::from_secs(1)).await;
        }
        held[0].record_progress();
        let newcomer = open(&connections, "192.0.2.9");
        held.extend(newcomer.hold_bytes(client("192.0.2.9"), 500));
        all.push(newcomer);
        let closed: Vec<bool> = all.iter().map(|connection| is_closed(connection)).collect();
        assert_eq!(closed, [false, true, true, false]);
        all[1].closed().await;
        assert_eq!(
            connections.state().bytes,
            800,
            "closed connections are not counted"
        );
        connections.close_oldest(&all[3]);
        assert!(is_closed(&all[0]));
        drop((held, all));
        let state = connections.state();
        assert_eq!(
            (state.bytes, state.clients.len(), state.open.len()),
            (0, 0, 0)
        );
    }

    #[tokio::test(start_paused = true)]
    async fn the_client_that_holds_the_most_bytes_is_closed_first() {
        let connections = connections();
        let (honest, greedy) = (
            open(&connections, "192.0.2.1"),
            [(); 2].map(|()| open(&connections, "192.0.2.2")),
        );
        let mut held: Vec<_> = honest
            .hold_bytes(client("192.0.2.1"), 200)
            .into_iter()
            .collect();
        tokio::time::advance(std::time::Duration::from_secs(1)).await;
        held.extend(
            greedy
                .iter()
                .filter_map(|connection| connection.hold_bytes(client("192.0.2.2"), 250)),
        );
        let newcomer = open(&connections, "192.0.2.3");
        held.extend(newcomer.hold_bytes(client("192.0.2.3"), 400));
        assert_eq!(
            [&honest, &greedy[0], &greedy[1]].map(|connection| is_closed(connection)),
            [false, true, false]
        );
    }
}
