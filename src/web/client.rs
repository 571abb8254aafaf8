//! Who asks: so that one client cannot take what is there for all.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

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
}
