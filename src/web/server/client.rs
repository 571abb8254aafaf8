//! Identifies the client of a connection or a request, for rate and connection limits.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::sync::Arc;

use axum::extract::Request;

use crate::web::server::forwarded;
use crate::web::server::trusted_proxies::TrustedProxies;

/// The remote end of a connection. Each of its requests carries a clone in its extensions; the
/// allocation is shared within one connection only.
#[derive(Debug, Clone)]
pub(in crate::web) struct Peer(Arc<PeerInner>);

#[derive(Debug)]
struct PeerInner {
    address: IpAddr,
    is_trusted: bool,
    proxies: TrustedProxies,
}

impl Peer {
    /// The peer at an address, given the trusted proxies.
    pub(in crate::web) fn new(address: SocketAddr, proxies: &TrustedProxies) -> Self {
        let address = address.ip().to_canonical();
        Self(Arc::new(PeerInner {
            address,
            is_trusted: proxies.contains(address),
            proxies: proxies.clone(),
        }))
    }

    /// Its IP address; an IPv4-mapped IPv6 address is converted to IPv4.
    pub(in crate::web) fn address(&self) -> IpAddr {
        self.0.address
    }

    fn is_trusted(&self) -> bool {
        self.0.is_trusted
    }
}

/// The key by which clients are told apart; limits apply to each of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::web) enum ClientKey {
    /// An IPv4 address, or an IPv6 /64: providers assign at least that to one customer.
    Network(IpAddr),
    /// All clients together whose address a trusted proxy does not forward in a readable form.
    Unknown {
        /// The address of the proxy.
        proxy: IpAddr,
    },
}

impl std::fmt::Display for ClientKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Network(address) => address.fmt(f),
            Self::Unknown { proxy } => write!(f, "unknown via {proxy}"),
        }
    }
}

impl ClientKey {
    /// The client that opened a connection; `None` for a trusted peer, a proxy or the operator,
    /// which has no limits.
    pub(in crate::web) fn from_peer(peer: &Peer) -> Option<Self> {
        (!peer.is_trusted()).then(|| Self::from_address(peer.address()))
    }

    /// The client that sent a request; `None` for the operator, who has no limits. A trusted peer
    /// is the operator unless a header says that it forwards the request of another client.
    pub(in crate::web) fn from_request(request: &Request) -> Option<Self> {
        // A request without a peer comes from this process.
        let (peer, headers) = (request.extensions().get::<Peer>()?, request.headers());
        if !peer.is_trusted() {
            return Some(Self::from_address(peer.address()));
        }
        if !forwarded::is_forwarded(headers) {
            return None;
        }
        let address = forwarded::client_address(headers, &peer.0.proxies);
        Some(address.map_or(
            Self::Unknown {
                proxy: peer.address(),
            },
            Self::from_address,
        ))
    }

    fn from_address(address: IpAddr) -> Self {
        Self::Network(match address {
            IpAddr::V4(_) => address,
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
            }
        })
    }
}

/// Whether a request comes from the operator: from a trusted peer or from this machine, and not
/// forwarded by a proxy. If no proxy is trusted, no request does.
pub(in crate::web) fn is_from_operator(request: &Request) -> bool {
    request.extensions().get::<Peer>().is_some_and(|peer| {
        let is_local = peer.address().is_loopback() && !peer.0.proxies.is_empty();
        (is_local || peer.is_trusted()) && !forwarded::is_forwarded(request.headers())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A peer of a server that trusts loopback.
    fn peer(address: &str) -> Peer {
        Peer::new(
            SocketAddr::new(address.parse().expect("an address"), 4711),
            &TrustedProxies::default(),
        )
    }

    fn request(peer: Peer, forwarded_for: Option<&str>) -> Request {
        let mut request = Request::default();
        request.extensions_mut().insert(peer);
        if let Some(value) = forwarded_for {
            request
                .headers_mut()
                .insert("x-forwarded-for", value.parse().expect("a value"));
        }
        request
    }

    fn client(from: &str, forwarded_for: Option<&str>) -> Option<String> {
        ClientKey::from_request(&request(peer(from), forwarded_for))
            .map(|client| client.to_string())
    }

    #[test]
    fn a_trusted_peer_is_the_operator_or_forwards_a_client() {
        for from in ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"] {
            assert_eq!(client(from, None), None, "{from}");
            assert_eq!(
                client(from, Some("203.0.113.7")).as_deref(),
                Some("203.0.113.7"),
                "{from}"
            );
            assert!(
                ClientKey::from_peer(&peer(from)).is_none(),
                "{from}: a proxy has no limit of connections"
            );
        }
        assert_eq!(
            client("127.0.0.1", Some("unknown")).as_deref(),
            Some("unknown via 127.0.0.1")
        );
        assert_eq!(
            client("127.0.0.1", Some("127.0.0.1")).as_deref(),
            Some("127.0.0.1"),
            "not the operator"
        );
        assert_ne!(
            client("::1", Some("")),
            client("127.0.0.1", Some("")),
            "the unknown clients of each proxy are one client"
        );
    }

    #[test]
    fn every_other_peer_is_a_client_whatever_its_headers() {
        let private = [
            "10.0.0.1",
            "192.168.1.4",
            "172.17.0.1",
            "169.254.1.1",
            "100.64.0.1",
        ];
        for from in private.into_iter().chain(["198.51.100.1"]) {
            for header in [None, Some("203.0.113.7"), Some("127.0.0.1"), Some("")] {
                assert_eq!(client(from, header).as_deref(), Some(from), "{header:?}");
            }
            assert!(ClientKey::from_peer(&peer(from)).is_some());
        }
        assert_eq!(client("::ffff:10.0.0.1", None).as_deref(), Some("10.0.0.1"));
        for from in ["fc00::1", "fd12::1", "fe80::1", "2001:db8::1"] {
            assert!(
                client(from, None).is_some() && ClientKey::from_peer(&peer(from)).is_some(),
                "{from}"
            );
        }
    }

    #[test]
    fn an_ipv6_network_is_one_client() {
        let network = ClientKey::from_peer(&peer("2001:db8:1:2:3::4"));
        assert_eq!(network, ClientKey::from_peer(&peer("2001:db8:1:2:ffff::")));
        assert_ne!(network, ClientKey::from_peer(&peer("2001:db8:1:3::4")));
        assert_eq!(
            client("::1", Some("[2001:db8:1:2::9]:80")),
            network.map(|client| client.to_string())
        );
    }

    #[test]
    fn only_operators_are_recognised_as_operators() {
        let is_operator = |from: &str, proxies: &str, forwarded_for: Option<&str>| {
            let from = SocketAddr::new(from.parse().expect("an address"), 4711);
            let peer = Peer::new(from, &proxies.parse().expect("a setting"));
            is_from_operator(&request(peer, forwarded_for))
        };
        assert!(
            is_operator("127.0.0.1", "", None)
                && is_operator("::1", "", None)
                && is_operator("::ffff:127.0.0.1", "", None)
        );
        assert!(is_operator("10.0.0.1", "10.0.0.0/8", None));
        assert!(
            is_operator("127.0.0.1", "10.0.0.0/8", None),
            "this machine, although it is not a proxy"
        );
        assert!(!is_operator("127.0.0.1", "none", None));
        assert!(
            !is_operator("10.0.0.1", "", None)
                && !is_operator("fe80::1", "", None)
                && !is_operator("203.0.113.7", "10.0.0.0/8", None)
        );
        for header in ["", "127.0.0.1", "10.0.0.1", "unknown", "203.0.113.7"] {
            assert!(
                !is_operator("127.0.0.1", "", Some(header))
                    && !is_operator("127.0.0.1", "10.0.0.0/8", Some(header)),
                "{header}"
            );
            assert!(
                !is_operator("10.0.0.1", "10.0.0.0/8", Some(header)),
                "{header}"
            );
        }
        assert!(!is_from_operator(&Request::default()));
    }
}
