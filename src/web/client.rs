//! Who asks: so that one client cannot take what is there for all.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::Request;
use axum::http::HeaderName;

/// The other end of a connection.
#[derive(Debug, Clone, Copy)]
pub(super) struct Peer(pub(super) IpAddr);

impl From<SocketAddr> for Peer {
    fn from(address: SocketAddr) -> Self {
        Self(address.ip().to_canonical())
    }
}

/// A client. Of IPv6 a client has a whole network, so that counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Client(IpAddr);

impl std::fmt::Display for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

const FORWARDED: HeaderName = HeaderName::from_static("x-forwarded-for");

impl Client {
    /// Who asks by a connection; `None` for a neighbour: from the same machine or network comes the operator, or a
    /// proxy, which asks for many.
    pub(super) fn directly(peer: Peer) -> Option<Self> {
        let address = match peer.0 {
            IpAddr::V4(address) if address.is_loopback() || address.is_private() || address.is_link_local() => {
                return None;
            }
            IpAddr::V6(address)
                if address.is_loopback() || address.is_unique_local() || address.is_unicast_link_local() =>
            {
                return None;
            }
            IpAddr::V4(_) => peer.0,
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
            }
        };
        Some(Self(address))
    }

    /// Who sent a request. A neighbour that is a proxy says for whom it asks: the last in its list, as a client can
    /// write what it likes before that.
    pub(super) fn of(request: &Request) -> Option<Self> {
        let (peer, headers) = (*request.extensions().get::<Peer>()?, request.headers());
        let forwarded = || {
            let last = headers.get_all(FORWARDED).iter().next_back()?.to_str().ok()?.rsplit(',').next()?;
            last.trim().parse::<IpAddr>().ok()
        };
        Self::directly(peer).or_else(|| Self::directly(Peer(forwarded()?.to_canonical())))
    }
}

/// How many connections each client has.
#[derive(Default)]
pub(super) struct Connections(Mutex<HashMap<Client, usize>>);

/// One of them, until it is dropped.
pub(super) struct Connection(Option<(Client, Arc<Connections>)>);

impl Connections {
    /// Counts a connection; `None` where the client has its share.
    pub(super) fn add(self: &Arc<Self>, peer: Peer, most: usize) -> Option<Connection> {
        let Some(client) = Client::directly(peer) else { return Some(Connection(None)) };
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(client).or_default();
        if *count >= most {
            return None;
        }
        *count += 1;
        Some(Connection(Some((client, Arc::clone(self)))))
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        let Some((client, connections)) = self.0.take() else { return };
        let mut counts = connections.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get_mut(&client) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&client);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderMap;

    use super::*;

    fn peer(address: &str) -> Peer {
        Peer(address.parse().expect("an address"))
    }

    #[test]
    fn a_proxy_says_for_whom_it_asks_and_nobody_else_does() {
        let mut headers = HeaderMap::new();
        let of = |from: &str, headers: &HeaderMap| {
            let mut request = Request::default();
            request.extensions_mut().insert(peer(from));
            *request.headers_mut() = headers.clone();
            Client::of(&request)
        };
        assert_eq!(of("127.0.0.1", &headers), None, "the operator");
        headers.append(FORWARDED, "198.51.100.1".parse().expect("a value"));
        headers.append(FORWARDED, "192.0.2.9, 203.0.113.7".parse().expect("a value"));
        assert_eq!(of("127.0.0.1", &headers), Client::directly(peer("203.0.113.7")));
        assert_eq!(of("192.0.2.1", &headers), Client::directly(peer("192.0.2.1")), "who is no neighbour is itself");
        assert_eq!(Client::directly(peer("2001:db8:1:2:3::4")), Client::directly(peer("2001:db8:1:2:ffff::")));
        assert_ne!(Client::directly(peer("2001:db8:1:2::4")), Client::directly(peer("2001:db8:1:3::4")));
    }

    #[test]
    fn a_client_has_its_share_and_gives_it_back() {
        let connections = Arc::new(Connections::default());
        let two = [(); 2].map(|()| connections.add(peer("192.0.2.1"), 2));
        assert!(two.iter().all(Option::is_some));
        assert!(connections.add(peer("192.0.2.1"), 2).is_none());
        assert!(connections.add(peer("192.0.2.2"), 2).is_some(), "another");
        drop(two);
        assert!(connections.add(peer("192.0.2.1"), 2).is_some());
        assert!(connections.0.lock().expect("no panic").is_empty());
    }
}
