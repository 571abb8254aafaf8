//! Who asks: so that one client cannot take what is there for all.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::sync::Arc;

use axum::extract::Request;

use crate::web::server::forwarded;
use crate::web::server::trusted_proxies::TrustedProxies;

/// The other end of a connection. Each request carries a copy, which shares no memory with other
/// connections.
#[derive(Debug, Clone)]
pub(in crate::web) struct Peer(Arc<PeerInner>);

#[derive(Debug)]
struct PeerInner {
    address: IpAddr,
    is_trusted: bool,
    proxies: TrustedProxies,
}

impl Peer {
    pub(in crate::web) fn new(address: SocketAddr, proxies: &TrustedProxies) -> Self {
        let address = address.ip().to_canonical();
        Self(Arc::new(PeerInner {
            address,
            is_trusted: proxies.contains(address),
            proxies: proxies.clone(),
        }))
    }

    /// Its address; IPv4 where it is IPv4-mapped IPv6.
    pub(in crate::web) fn address(&self) -> IpAddr {
        self.0.address
    }

    fn is_trusted(&self) -> bool {
        self.0.is_trusted
    }
}

/// Who has limits of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::web) enum Client {
    /// An IPv4 address, or an IPv6 network: the first 64 bits, which are one customer's.
    Network(IpAddr),
    /// All those together for whom a trusted proxy sends requests without saying readably who they
    /// are.
    Unknown {
        /// The address of the proxy.
        proxy: IpAddr,
    },
}

impl std::fmt::Display for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Network(address) => address.fmt(f),
            Self::Unknown { proxy } => write!(f, "unknown, by way of {proxy}"),
        }
    }
}

impl Client {
    /// Who made a connection; `None` for a trusted peer, which has no limits: it is a proxy or the
    /// operator.
    pub(in crate::web) fn directly(peer: &Peer) -> Option<Self> {
        (!peer.is_trusted()).then(|| Self::at(peer.address()))
    }

    /// Who sent a request; `None` for the operator, who has no limits. A trusted peer is the
    /// operator where no header says that it asks for somebody else.
    pub(in crate::web) fn of(request: &Request) -> Option<Self> {
        // A request without a peer was made by this process.
        let (peer, headers) = (request.extensions().get::<Peer>()?, request.headers());
        if !peer.is_trusted() {
            return Some(Self::at(peer.address()));
        }
        if !forwarded::is_forwarded(headers) {
            return None;
        }
        let address = forwarded::client(headers, &peer.0.proxies);
        Some(address.map_or(
            Self::Unknown {
                proxy: peer.address(),
            },
            Self::at,
        ))
    }

    fn at(address: IpAddr) -> Self {
        Self::Network(match address {
            IpAddr::V4(_) => address,
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
            }
        })
    }
}

/// Whether a request may read what is for operators: it comes from a trusted peer or from this
/// machine, and no proxy passed it on. Where nobody is trusted, nobody may.
pub(in crate::web) fn is_for_operator(request: &Request) -> bool {
    request.extensions().get::<Peer>().is_some_and(|peer| {
        let is_local = peer.address().is_loopback() && !peer.0.proxies.is_none();
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

    fn of(from: &str, forwarded_for: Option<&str>) -> Option<String> {
        Client::of(&request(peer(from), forwarded_for)).map(|client| client.to_string())
    }

    #[test]
    fn a_trusted_peer_is_the_operator_or_says_for_whom_it_asks() {
        for from in ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"] {
            assert_eq!(of(from, None), None, "{from}");
            assert_eq!(
                of(from, Some("203.0.113.7")).as_deref(),
                Some("203.0.113.7"),
                "{from}"
            );
            assert!(
                Client::directly(&peer(from)).is_none(),
                "{from}: a proxy has as many connections as it needs"
            );
        }
        assert_eq!(
            of("127.0.0.1", Some("unknown")).as_deref(),
            Some("unknown, by way of 127.0.0.1")
        );
        assert_eq!(
            of("127.0.0.1", Some("127.0.0.1")).as_deref(),
            Some("127.0.0.1"),
            "not the operator"
        );
        assert_ne!(
            of("::1", Some("")),
            of("127.0.0.1", Some("")),
            "unknown clients of each proxy are one"
        );
    }

    #[test]
    fn everyone_else_is_a_client_whatever_it_says() {
        let private = [
            "10.0.0.1",
            "192.168.1.4",
            "172.17.0.1",
            "169.254.1.1",
            "100.64.0.1",
        ];
        for from in private.into_iter().chain(["198.51.100.1"]) {
            for says in [None, Some("203.0.113.7"), Some("127.0.0.1"), Some("")] {
                assert_eq!(of(from, says).as_deref(), Some(from), "{says:?}");
            }
            assert!(Client::directly(&peer(from)).is_some());
        }
        assert_eq!(of("::ffff:10.0.0.1", None).as_deref(), Some("10.0.0.1"));
        for from in ["fc00::1", "fd12::1", "fe80::1", "2001:db8::1"] {
            assert!(
                of(from, None).is_some() && Client::directly(&peer(from)).is_some(),
                "{from}"
            );
        }
    }

    #[test]
    fn of_ipv6_a_network_is_one_client() {
        let network = Client::directly(&peer("2001:db8:1:2:3::4"));
        assert_eq!(network, Client::directly(&peer("2001:db8:1:2:ffff::")));
        assert_ne!(network, Client::directly(&peer("2001:db8:1:3::4")));
        assert_eq!(
            of("::1", Some("[2001:db8:1:2::9]:80")),
            network.map(|client| client.to_string())
        );
    }

    #[test]
    fn what_is_for_operators_is_for_them_alone() {
        let may = |from: &str, proxies: &str, forwarded_for: Option<&str>| {
            let from = SocketAddr::new(from.parse().expect("an address"), 4711);
            let peer = Peer::new(from, &proxies.parse().expect("a setting"));
            is_for_operator(&request(peer, forwarded_for))
        };
        assert!(
            may("127.0.0.1", "", None) && may("::1", "", None) && may("::ffff:127.0.0.1", "", None)
        );
        assert!(may("10.0.0.1", "10.0.0.0/8", None));
        assert!(
            may("127.0.0.1", "10.0.0.0/8", None),
            "this machine, though it is no proxy"
        );
        assert!(!may("127.0.0.1", "none", None));
        assert!(
            !may("10.0.0.1", "", None)
                && !may("fe80::1", "", None)
                && !may("203.0.113.7", "10.0.0.0/8", None)
        );
        for says in ["", "127.0.0.1", "10.0.0.1", "unknown", "203.0.113.7"] {
            assert!(
                !may("127.0.0.1", "", Some(says)) && !may("127.0.0.1", "10.0.0.0/8", Some(says)),
                "{says}"
            );
            assert!(!may("10.0.0.1", "10.0.0.0/8", Some(says)), "{says}");
        }
        assert!(!is_for_operator(&Request::default()));
    }
}
