//! The open connections, and the bytes of the responses that their clients have not taken yet.
//!
//! Both are bounded. A client beyond its share is refused. Where the server as a whole is full, the
//! connection that has made no progress for longest is closed, so that newcomers are served; where
//! responses take too many bytes, that of the client that holds most of them, so that a few clients
//! do not end the downloads of others.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;
use tokio::time::Instant;

use crate::system::metrics;
use crate::web::Limits;
use crate::web::server::client::Client;

/// The open connections.
pub(in crate::web) struct Connections {
    limits: Limits,
    started: Instant,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    next_id: u64,
    open: HashMap<u64, Open>,
    clients: HashMap<Client, Usage>,
    /// Bytes of the responses of all open connections.
    bytes: usize,
}

struct Open {
    shared: Arc<Shared>,
    /// Bytes of its responses.
    bytes: usize,
    /// The client of the last of them.
    holder: Option<Client>,
    /// It was told to close, and its bytes count no more.
    is_closing: bool,
}

/// What a connection and its entry in the table share.
struct Shared {
    /// When it was accepted, a request came last, or its client last took a part of a stream: in
    /// milliseconds since the start.
    progress: AtomicU64,
    /// Tells the connection to close.
    close: Notify,
}

impl Open {
    fn progress(&self) -> u64 {
        self.shared.progress.load(Ordering::Relaxed)
    }
}

#[derive(Default)]
struct Usage {
    connections: usize,
    bytes: usize,
}

impl Connections {
    pub(in crate::web) fn new(limits: Limits) -> Arc<Self> {
        Arc::new(Self {
            limits,
            started: Instant::now(),
            state: Mutex::default(),
        })
    }

    fn now(&self) -> u64 {
        self.started.elapsed().as_millis() as u64
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a connection; `None` where its client has its share. The operator and proxies are no
    /// client.
    pub(in crate::web) fn add(self: &Arc<Self>, client: Option<Client>) -> Option<Connection> {
        let mut state = self.state();
        if let Some(client) = client {
            let usage = state.clients.entry(client).or_default();
            if usage.connections >= self.limits.connections_by_client {
                metrics::record_rejection("client_connections");
                return None;
            }
            usage.connections += 1;
        }
        let id = state.next_id;
        state.next_id += 1;
        let shared = Arc::new(Shared {
            progress: AtomicU64::new(self.now()),
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

    /// Closes the connection that has made no progress for longest, except for a new one.
    pub(in crate::web) fn close_oldest(&self, new: &Connection) {
        self.state().close_oldest(new.id);
    }
}

impl State {
    /// Closes the connection that has made no progress for longest, except for a new one.
    fn close_oldest(&mut self, new: u64) {
        let others = self
            .open
            .iter()
            .filter(|(id, open)| !open.is_closing && **id != new);
        let oldest = others
            .min_by_key(|(id, open)| (open.progress(), **id))
            .map(|(id, _)| *id);
        self.close(oldest, "connections");
    }

    /// Closes a connection that holds bytes, except for one: of the client that holds most, the one
    /// that has made no progress for longest. Returns whether there is one.
    fn close_heaviest(&mut self, except: u64) -> bool {
        let mut bytes: HashMap<Client, usize> = HashMap::new();
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
            .min_by_key(|(id, open)| (Reverse(holding(open)), open.progress(), **id))
            .map(|(id, _)| *id);
        self.close(heaviest, "response_bytes");
        heaviest.is_some()
    }

    /// Tells a connection to close, for the sake of a limit.
    fn close(&mut self, id: Option<u64>, limit: &'static str) {
        let Some(open) = id.and_then(|id| self.open.get_mut(&id)) else {
            return;
        };
        open.is_closing = true;
        self.bytes -= open.bytes;
        open.shared.close.notify_one();
        metrics::record_rejection(limit);
    }

    /// Changes what a client uses, and forgets a client that uses nothing.
    fn change(&mut self, client: Option<Client>, change: impl FnOnce(&mut Usage)) {
        let Some(client) = client else { return };
        let usage = self.clients.entry(client).or_default();
        change(usage);
        if usage.connections == 0 && usage.bytes == 0 {
            self.clients.remove(&client);
        }
    }
}

/// An open connection, until it is dropped.
pub(in crate::web) struct Connection {
    id: u64,
    client: Option<Client>,
    shared: Arc<Shared>,
    connections: Arc<Connections>,
}

impl Connection {
    /// Waits until the connection has to close to make room for others.
    pub(in crate::web) async fn closed(&self) {
        self.shared.close.notified().await;
    }

    /// Tells that a request came, or that a client took a part of a stream.
    pub(in crate::web) fn progress(&self) {
        self.shared
            .progress
            .store(self.connections.now(), Ordering::Relaxed);
    }

    /// Counts a response for one client until what is returned is dropped; `None` where the client
    /// has its share.
    ///
    /// Where the responses of all connections are too many, connections are closed: of the client
    /// that holds most, the one that has made no progress for longest.
    pub(in crate::web) fn hold(
        self: &Arc<Self>,
        client: Option<Client>,
        bytes: usize,
    ) -> Option<HeldBytes> {
        let limits = &self.connections.limits;
        let mut state = self.connections.state();
        let used = client
            .and_then(|client| state.clients.get(&client))
            .map_or(0, |usage| usage.bytes);
        if client.is_some() && used > 0 && used + bytes > limits.response_bytes_by_client {
            metrics::record_rejection("client_response_bytes");
            return None;
        }
        while state.bytes + bytes > limits.response_bytes && state.close_heaviest(self.id) {}
        state.change(client, |usage| usage.bytes += bytes);
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
        state.change(self.client, |usage| usage.connections -= 1);
    }
}

/// Bytes of a response that its client has not taken yet.
pub(in crate::web) struct HeldBytes {
    client: Option<Client>,
    bytes: usize,
    connection: Arc<Connection>,
}

impl HeldBytes {
    /// Tells that the client took a part of them.
    pub(in crate::web) fn progress(&self) {
        self.connection.progress();
    }
}

impl Drop for HeldBytes {
    fn drop(&mut self) {
        let mut state = self.connection.connections.state();
        let bytes = self.bytes;
        state.change(self.client, |usage| usage.bytes -= bytes);
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

    fn client(address: &str) -> Option<Client> {
        Client::directly(&Peer::new(
            SocketAddr::new(address.parse().expect("an address"), 1),
            &Default::default(),
        ))
    }

    fn connections() -> Arc<Connections> {
        let limits = Limits {
            connections_by_client: 2,
            response_bytes: 1_000,
            response_bytes_by_client: 600,
            ..Limits::default()
        };
        Connections::new(limits)
    }

    fn open(connections: &Arc<Connections>, from: &str) -> Arc<Connection> {
        Arc::new(connections.add(client(from)).expect("it is let in"))
    }

    fn is_closed(connection: &Connection) -> bool {
        connection.connections.state().open[&connection.id].is_closing
    }

    #[test]
    fn a_client_has_its_share_of_connections_and_gives_it_back() {
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
    fn a_client_has_its_share_of_bytes_and_gives_it_back() {
        let connections = connections();
        let connection = open(&connections, "192.0.2.1");
        let held = connection
            .hold(client("192.0.2.1"), 400)
            .expect("its share");
        assert!(connection.hold(client("192.0.2.1"), 400).is_none());
        assert!(
            connection.hold(client("192.0.2.2"), 400).is_some(),
            "a proxy asks for another client"
        );
        drop(held);
        assert!(
            connection.hold(client("192.0.2.1"), 5_000).is_some(),
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
    async fn who_makes_no_progress_makes_room_for_others() {
        let connections = connections();
        let mut held = Vec::new();
        let mut all = Vec::new();
        for number in 1..=3 {
            let from = format!("192.0.2.{number}");
            let connection = open(&connections, &from);
            held.extend(connection.hold(client(&from), 300));
            all.push(connection);
            tokio::time::advance(std::time::Duration::from_secs(1)).await;
        }
        held[0].progress();
        let newcomer = open(&connections, "192.0.2.9");
        held.extend(newcomer.hold(client("192.0.2.9"), 500));
        all.push(newcomer);
        let closed: Vec<bool> = all.iter().map(|connection| is_closed(connection)).collect();
        assert_eq!(closed, [false, true, true, false]);
        all[1].closed().await;
        assert_eq!(
            connections.state().bytes,
            800,
            "what is closed counts no more"
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
    async fn who_holds_most_makes_room_first() {
        let connections = connections();
        let (honest, greedy) = (
            open(&connections, "192.0.2.1"),
            [(); 2].map(|()| open(&connections, "192.0.2.2")),
        );
        let mut held: Vec<_> = honest.hold(client("192.0.2.1"), 200).into_iter().collect();
        tokio::time::advance(std::time::Duration::from_secs(1)).await;
        held.extend(
            greedy
                .iter()
                .filter_map(|connection| connection.hold(client("192.0.2.2"), 250)),
        );
        let newcomer = open(&connections, "192.0.2.3");
        held.extend(newcomer.hold(client("192.0.2.3"), 400));
        assert_eq!(
            [&honest, &greedy[0], &greedy[1]].map(|connection| is_closed(connection)),
            [false, true, false]
        );
    }
}
