//! The setting of trusted proxies: the peers whose forwarding headers are believed.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;
use std::sync::Arc;

use ipnet::{IpNet, Ipv4Net};

/// The networks of the trusted proxies; loopback by default. A clone shares the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrustedProxies(Arc<[IpNet]>);

impl TrustedProxies {
    /// No trusted proxies: every peer is a client.
    pub fn none() -> Self {
        Self(Arc::default())
    }

    /// Whether no proxy is trusted.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether an address belongs to a trusted proxy. An IPv4-mapped IPv6 address counts as its
    /// IPv4 address.
    pub fn contains(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.0.iter().any(|network| network.contains(&address))
    }
}

impl Default for TrustedProxies {
    fn default() -> Self {
        const LOOPBACK: Ipv4Net = Ipv4Net::new_assert(Ipv4Addr::new(127, 0, 0, 0), 8);
        Self(
            [
                IpNet::V4(LOOPBACK),
                IpNet::from(IpAddr::V6(Ipv6Addr::LOCALHOST)),
            ]
            .into(),
        )
    }
}

/// Parses a comma-separated list of addresses and networks; `none` trusts no proxy, an empty string
/// is the default. The error names the invalid item.
impl FromStr for TrustedProxies {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.trim() {
            "" => Ok(Self::default()),
            "none" => Ok(Self::none()),
            list => list
                .split(',')
                .map(parse_network)
                .collect::<Result<_, _>>()
                .map(Self),
        }
    }
}

fn parse_network(item: &str) -> Result<IpNet, String> {
    let item = item.trim();
    let network = item
        .parse::<IpNet>()
        .ok()
        .or_else(|| item.parse::<IpAddr>().ok().map(IpNet::from));
    network.map(canonical).ok_or_else(|| {
        format!(
            "'{item}' is neither an address (such as 172.17.0.1 or ::1) nor a network (such as 172.17.0.0/16)"
        )
    })
}

/// Converts an IPv4-mapped IPv6 network, such as `::ffff:10.0.0.0/104`, to IPv4, the form in which
/// peers are compared.
fn canonical(network: IpNet) -> IpNet {
    match (
        network.addr().to_canonical(),
        network.prefix_len().checked_sub(96),
    ) {
        (IpAddr::V4(address), Some(length)) => {
            Ipv4Net::new(address, length).map_or(network, IpNet::V4)
        }
        _ => network,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contains(setting: &str, address: &str) -> bool {
        let proxies: TrustedProxies = setting.parse().expect("a setting");
        proxies.contains(address.parse().expect("an address"))
    }

    #[test]
    fn only_loopback_is_trusted_by_default() {
        for address in ["127.0.0.1", "127.255.0.9", "::1", "::ffff:127.0.0.1"] {
            assert!(contains("", address), "{address}");
        }
        let others = [
            "10.0.0.1",
            "192.168.1.1",
            "172.17.0.1",
            "169.254.0.1",
            "203.0.113.7",
        ];
        for address in others
            .into_iter()
            .chain(["fc00::1", "fe80::1", "2001:db8::1", "::2", "::"])
        {
            assert!(!contains("", address), "{address}");
        }
    }

    #[test]
    fn addresses_and_networks_are_parsed() {
        let setting =
            "172.17.0.1, 10.0.0.0/8,2001:db8:1::/48 ,::ffff:192.0.2.0/120,::ffff:198.51.100.7";
        let trusted = [
            "172.17.0.1",
            "10.9.8.7",
            "::ffff:10.0.0.1",
            "2001:db8:1:2::3",
            "192.0.2.200",
            "198.51.100.7",
        ];
        for address in trusted {
            assert!(contains(setting, address), "{address}");
        }
        for address in [
            "127.0.0.1",
            "::1",
            "172.17.0.2",
            "11.0.0.1",
            "2001:db8:2::1",
            "192.0.3.1",
            "198.51.100.8",
        ] {
            assert!(!contains(setting, address), "{address}");
        }
        assert!(
            contains("10.1.2.3/8", "10.200.0.1"),
            "only the prefix of a network counts"
        );
        assert!(!contains("none", "127.0.0.1") && !contains("none", "::1"));
    }

    #[test]
    fn an_error_names_the_invalid_item() {
        for part in [
            "localhost",
            "10.0.0.0/33",
            "10.0.0.300",
            "10.0.0.1:80",
            "[::1]",
            "*",
            "none",
            "",
        ] {
            let error = format!("127.0.0.1,{part}")
                .parse::<TrustedProxies>()
                .expect_err(part);
            assert!(
                error.starts_with(&format!("'{part}' is neither an address")),
                "{error}"
            );
        }
    }
}
