//! The HTTP server: connections, clients, and their limits.

pub(super) mod accept;
pub(super) mod client;
pub(super) mod connections;
pub(super) mod counted_body;
pub(super) mod forwarded;
pub(super) mod idle_timeout;
pub(super) mod limits;
pub(super) mod trusted_proxies;
