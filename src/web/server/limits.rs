//! Limits of connections and requests. The defaults are for a server on the open internet.

use std::time::Duration;

use crate::web::server::trusted_proxies::TrustedProxies;

/// The settings of the HTTP server.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// The limits of connections and requests.
    pub limits: Limits,
    /// Whether HTTP/2 without TLS (h2c) is enabled. No browser uses it.
    pub http2: bool,
    /// The peers whose `X-Forwarded-For` and `Forwarded` headers are trusted.
    pub trusted_proxies: TrustedProxies,
}

/// The limits of connections and requests.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Open connections. For one more, the one without progress for the longest time is closed.
    pub max_connections: usize,
    /// Open connections of one client that is not a trusted proxy; further ones are closed at once.
    pub max_connections_per_client: usize,
    /// Bytes of responses that clients have not read yet. Beyond that, connections of the client
    /// that holds the most are closed.
    pub max_response_bytes: usize,
    /// The same for one client; beyond that, its requests are answered with 503.
    pub max_response_bytes_per_client: usize,
    /// The maximum time for the first bytes of a connection, for the head of a request, and between
    /// two requests.
    pub head_timeout: Duration,
    /// The maximum time without a byte in either direction.
    pub idle_timeout: Duration,
    /// The maximum time for a client to read
    /// [`MIN_READ_BYTES`](super::idle_timeout::MIN_READ_BYTES) of a response, or the rest of it.
    pub stall_timeout: Duration,
    /// The maximum time from the head of a request to the head of its response.
    pub request_timeout: Duration,
    /// The age at which a connection is closed after its current request.
    pub max_connection_age: Duration,
    /// The maximum time for requests in flight when the server shuts down.
    pub shutdown_timeout: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_connections: 8192,
            max_connections_per_client: 512,
            max_response_bytes: 256 * 1024 * 1024,
            max_response_bytes_per_client: 64 * 1024 * 1024,
            head_timeout: Duration::from_secs(10),
            idle_timeout: Duration::from_secs(60),
            stall_timeout: Duration::from_secs(20),
            request_timeout: Duration::from_secs(15),
            max_connection_age: Duration::from_secs(60 * 60),
            shutdown_timeout: Duration::from_secs(10),
        }
    }
}
