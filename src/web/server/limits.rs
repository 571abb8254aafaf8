//! What visitors may take of the server. The values are for a server on the open internet.

use std::time::Duration;

use crate::web::server::trusted_proxies::TrustedProxies;

/// How visitors are served.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// What they may take of the server.
    pub limits: Limits,
    /// Whether HTTP/2 without TLS is spoken, too. No browser speaks it.
    pub http2: bool,
    /// The peers that may say for which client they ask.
    pub trusted_proxies: TrustedProxies,
}

/// The limits of connections and requests.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Connections at a time. For one more, the one that has made no progress for longest is
    /// closed.
    pub connections: usize,
    /// Of these, from one client that is no trusted proxy; more are closed at once.
    pub connections_by_client: usize,
    /// Bytes of responses that clients have not taken yet. Beyond them, connections of the client
    /// that holds most are closed.
    pub response_bytes: usize,
    /// Of these, for one client; beyond them its responses are refused.
    pub response_bytes_by_client: usize,
    /// For the first bytes of a connection, for the head of a request, and from one request to the
    /// next.
    pub head: Duration,
    /// Nothing sent in either direction.
    pub idle: Duration,
    /// For a client to take what has been waiting for it: [`TAKEN`](super::guard::TAKEN) bytes, or
    /// all there is.
    pub stall: Duration,
    /// From the head of a request to the head of its answer.
    pub request: Duration,
    /// A connection is to end after its request then, however busy.
    pub age: Duration,
    /// For requests that run when the server is told to stop.
    pub stop: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 8192,
            connections_by_client: 512,
            response_bytes: 256 * 1024 * 1024,
            response_bytes_by_client: 64 * 1024 * 1024,
            head: Duration::from_secs(10),
            idle: Duration::from_secs(60),
            stall: Duration::from_secs(20),
            request: Duration::from_secs(15),
            age: Duration::from_secs(60 * 60),
            stop: Duration::from_secs(10),
        }
    }
}
