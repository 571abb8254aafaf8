//! For which client a proxy sends a request: reads `X-Forwarded-For` and `Forwarded` (RFC 7239).
//!
//! Each proxy appends the address it was asked from, so a visitor chooses what stands on the left.
//! The headers are read from the right: addresses of trusted proxies are skipped, and the first
//! other address is the client. Where both headers are present, `X-Forwarded-For` decides: most
//! proxies set that one and pass on a visitor's `Forwarded`.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use axum::http::header::FORWARDED;
use axum::http::{HeaderMap, HeaderName};

use crate::web::server::trusted_proxies::TrustedProxies;

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// How many entries are read; more proxies than any chain has.
const MAX_ENTRIES: usize = 32;

/// Whether a proxy passed a request on, as far as its headers say.
pub(in crate::web) fn is_forwarded(headers: &HeaderMap) -> bool {
    headers.contains_key(X_FORWARDED_FOR) || headers.contains_key(FORWARDED)
}

/// The address of the client that a trusted proxy names. If all addresses are those of trusted
/// proxies, it is the leftmost. `None` if an entry that matters cannot be read, or if there are too
/// many.
pub(in crate::web) fn client(headers: &HeaderMap, proxies: &TrustedProxies) -> Option<IpAddr> {
    let (name, read): (_, fn(&str) -> Option<IpAddr>) = if headers.contains_key(X_FORWARDED_FOR) {
        (X_FORWARDED_FOR, address)
    } else {
        (FORWARDED, forwarded_for)
    };
    let lines = headers.get_all(name).iter().rev();
    let mut entries = lines.flat_map(|line| line.as_bytes().rsplit(|byte| *byte == b','));
    let mut leftmost = None;
    for entry in entries.by_ref().take(MAX_ENTRIES) {
        let address = read(std::str::from_utf8(entry).ok()?)?;
        if !proxies.contains(address) {
            return Some(address);
        }
        leftmost = Some(address);
    }
    leftmost.filter(|_| entries.next().is_none())
}

/// The `for` of an element of `Forwarded`, such as `for="[2001:db8::17]:4711";proto=https`.
///
/// Elements are separated at each comma and pairs at each semicolon, in quotes or not. A part that
/// began or ended within quotes has a quote too many, so the element cannot be read.
fn forwarded_for(element: &str) -> Option<IpAddr> {
    let mut client = None;
    for pair in element
        .split(';')
        .map(trimmed)
        .filter(|pair| !pair.is_empty())
    {
        let (name, value) = pair.split_once('=')?;
        let value = unquoted(value)?;
        if name.eq_ignore_ascii_case("for") && client.replace(value).is_some() {
            return None;
        }
    }
    address(client?)
}

/// An address with or without a port, in quotes or not; IPv6 in brackets or not.
fn address(text: &str) -> Option<IpAddr> {
    let text = unquoted(trimmed(text))?;
    let address = match text
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
    {
        Some(inside) => IpAddr::V6(inside.parse::<Ipv6Addr>().ok()?),
        None => text
            .parse()
            .ok()
            .or_else(|| text.parse::<SocketAddr>().ok().map(|socket| socket.ip()))?,
    };
    Some(address.to_canonical())
}

fn trimmed(text: &str) -> &str {
    text.trim_matches([' ', '\t'])
}

/// A value without the quotes around it. An address has no quote or backslash within.
fn unquoted(text: &str) -> Option<&str> {
    let inside = match text.strip_prefix('"') {
        Some(rest) => rest.strip_suffix('"')?,
        None => text,
    };
    (!inside.contains(['"', '\\'])).then_some(inside)
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    const XFF: &str = "x-forwarded-for";
    const RFC: &str = "forwarded";

    /// What a proxy on this machine says with these lines, where 10.0.0.0/8 and 2001:db8:cd::/48
    /// are proxies, too.
    fn read(lines: &[(&str, &[u8])]) -> Option<String> {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            let name = HeaderName::from_bytes(name.as_bytes()).expect("a name");
            headers.append(name, HeaderValue::from_bytes(value).expect("a value"));
        }
        assert!(is_forwarded(&headers));
        let proxies = "127.0.0.0/8,::1,10.0.0.0/8,2001:db8:cd::/48"
            .parse()
            .expect("a setting");
        client(&headers, &proxies).map(|address| address.to_string())
    }

    fn one(name: &str, value: &str) -> Option<String> {
        read(&[(name, value.as_bytes())])
    }

    #[test]
    fn every_spelling_of_an_address_is_read() {
        for (value, client) in [
            ("203.0.113.7", "203.0.113.7"),
            ("203.0.113.7:5555", "203.0.113.7"),
            ("\"203.0.113.7\"", "203.0.113.7"),
            ("\"203.0.113.7:80\"", "203.0.113.7"),
            (" \t203.0.113.7 ", "203.0.113.7"),
            ("2001:db8::1", "2001:db8::1"),
            ("2001:DB8:0:0::1", "2001:db8::1"),
            ("[2001:db8::1]", "2001:db8::1"),
            ("[2001:db8::1]:4711", "2001:db8::1"),
            ("\"[2001:db8::1]:4711\"", "2001:db8::1"),
            ("::ffff:203.0.113.7", "203.0.113.7"),
            ("[::ffff:203.0.113.7]:80", "203.0.113.7"),
            ("192.168.1.4", "192.168.1.4"),
        ] {
            assert_eq!(one(XFF, value).as_deref(), Some(client), "{value}");
            let quoted = value.trim().trim_matches('"');
            assert_eq!(
                one(RFC, &format!("for=\"{quoted}\"")).as_deref(),
                Some(client),
                "{value}"
            );
        }
    }

    #[test]
    fn the_first_address_from_the_right_that_is_no_proxy_is_the_client() {
        for (value, client) in [
            ("198.51.100.1, 203.0.113.7", "203.0.113.7"),
            (
                "198.51.100.1,203.0.113.7,10.1.2.3, 127.0.0.1",
                "203.0.113.7",
            ),
            (
                "203.0.113.7, [2001:db8:cd::2]:443, ::ffff:10.0.0.1",
                "203.0.113.7",
            ),
            ("nonsense, \"é, ,, 203.0.113.7", "203.0.113.7"),
            ("10.0.0.9, 10.0.0.8, 127.0.0.1", "10.0.0.9"),
            ("127.0.0.1", "127.0.0.1"),
        ] {
            assert_eq!(one(XFF, value).as_deref(), Some(client), "{value}");
        }
        let lines: &[&[u8]] = &[b"198.51.100.1", b"\xff, 203.0.113.7", b"10.0.0.1,10.0.0.2"];
        let lines: Vec<_> = lines.iter().map(|line| (XFF, *line)).collect();
        assert_eq!(
            read(&lines).as_deref(),
            Some("203.0.113.7"),
            "several lines are one list"
        );
    }

    #[test]
    fn what_cannot_be_read_names_nobody() {
        for value in [
            "",
            " ",
            ",",
            "203.0.113.7,",
            "203.0.113.7, ",
            "203.0.113.7, unknown",
            "203.0.113.7, 10.0.0.x, 10.0.0.1",
            ", 10.0.0.1",
            "unknown",
            "_hidden",
            "localhost",
            "203.0.113.7:",
            "203.0.113.7:99999",
            "203.0.113.7:http",
            "203.0.113.7 198.51.100.1",
            "203.0.113.007",
            "203.0.113",
            "3405803783",
            "0xcb007107",
            "203.0.113.7/32",
            "http://203.0.113.7",
            "for=203.0.113.7",
            "\"203.0.113.7",
            "203.0.113.7\"",
            "\"",
            "\"\"",
            "\"\"203.0.113.7\"\"",
            "'203.0.113.7'",
            "[203.0.113.7]",
            "[2001:db8::1",
            "2001:db8::1]",
            "[]",
            "[2001:db8::1]x",
            "fe80::1%eth0",
            "２０３.0.113.7",
        ] {
            assert_eq!(one(XFF, value), None, "{value}");
        }
        assert_eq!(
            read(&[(XFF, b"203.0.113.7"), (XFF, b"")]),
            None,
            "an empty line behind"
        );
        assert_eq!(read(&[(XFF, b"\xff")]), None);
        assert_eq!(
            one(XFF, &format!("{}203.0.113.7", "1".repeat(10_000))),
            None
        );
        let long = |proxies: usize| format!("203.0.113.7{}", ", 10.0.0.1".repeat(proxies));
        assert_eq!(
            one(XFF, &long(MAX_ENTRIES - 1)).as_deref(),
            Some("203.0.113.7")
        );
        assert_eq!(
            one(XFF, &long(MAX_ENTRIES)),
            None,
            "more proxies than are looked at"
        );
        assert_eq!(one(XFF, &long(2000)), None);
        assert_eq!(
            one(XFF, &["10.0.0.1"; MAX_ENTRIES].join(",")).as_deref(),
            Some("10.0.0.1")
        );
        assert_eq!(one(XFF, &["10.0.0.1"; MAX_ENTRIES + 1].join(",")), None);
    }

    #[test]
    fn forwarded_is_read_as_rfc_7239_says() {
        for (value, client) in [
            (
                "for=192.0.2.60;proto=http;by=203.0.113.43",
                Some("192.0.2.60"),
            ),
            (
                "proto=https; For=192.0.2.60;host=\"example.org\";",
                Some("192.0.2.60"),
            ),
            (
                "FOR=\"[2001:db8:cafe::17]:4711\"",
                Some("2001:db8:cafe::17"),
            ),
            ("for=192.0.2.43, for=198.51.100.17", Some("198.51.100.17")),
            (
                "for=192.0.2.43, for=\"10.0.0.1:80\";by=_x, for=\"[::1]\"",
                Some("192.0.2.43"),
            ),
            ("for=\"open, for=192.0.2.60", Some("192.0.2.60")),
            ("", None),
            ("for=", None),
            ("for=unknown", None),
            ("for=_hidden", None),
            ("for=192.0.2.43, for=unknown", None),
            ("for=192.0.2.43,", None),
            ("for=192.0.2.43;for=192.0.2.44", None),
            ("proto=https", None),
            ("192.0.2.60", None),
            ("for 192.0.2.60", None),
            ("for=192.0.2.60;proto", None),
            ("xfor=192.0.2.60", None),
            ("for=\"192.0.2.60", None),
            // What a visitor may put into a value that a proxy quotes: it is never taken for an
            // element of its own.
            ("for=192.0.2.60;host=\"a,for=203.0.113.1\"", None),
            ("for=192.0.2.60;host=\"a,for=203.0.113.1;b=\\\"\"", None),
            ("for=192.0.2.60;host=\"a;for=203.0.113.1;b\"", None),
        ] {
            assert_eq!(one(RFC, value).as_deref(), client, "{value}");
        }
    }

    #[test]
    fn x_forwarded_for_decides_where_both_are_present() {
        let both = |xff: &'static [u8]| {
            read(&[
                (RFC, b"for=192.0.2.60"),
                (XFF, xff),
                (RFC, b"for=192.0.2.61"),
            ])
        };
        assert_eq!(both(b"203.0.113.7").as_deref(), Some("203.0.113.7"));
        assert_eq!(both(b""), None);
    }
}
