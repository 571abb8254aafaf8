//! The client for which a proxy forwards a request: parses `X-Forwarded-For` and `Forwarded`
//! (RFC 7239).
//!
//! Each proxy appends the address of its own client, so the entries on the left may be forged. The
//! headers are read from the right: addresses of trusted proxies are skipped, and the first other
//! address is the client. If both headers are present, `X-Forwarded-For` is used: most proxies set
//! that one, and pass on a `Forwarded` header that the client sent.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use axum::http::header::FORWARDED;
use axum::http::{HeaderMap, HeaderName};

use crate::web::server::trusted_proxies::TrustedProxies;

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// How many entries are read at most; no real chain of proxies is longer.
const MAX_ENTRIES: usize = 32;

/// Whether the headers of a request say that a proxy forwarded it.
pub(in crate::web) fn is_forwarded(headers: &HeaderMap) -> bool {
    headers.contains_key(X_FORWARDED_FOR) || headers.contains_key(FORWARDED)
}

/// The address of the client according to trusted proxies. If all addresses belong to trusted
/// proxies, it is the leftmost. `None` if a relevant entry is invalid, or if there are too many.
pub(in crate::web) fn client_address(
    headers: &HeaderMap,
    proxies: &TrustedProxies,
) -> Option<IpAddr> {
    let (name, parse): (_, fn(&str) -> Option<IpAddr>) = if headers.contains_key(X_FORWARDED_FOR) {
        (X_FORWARDED_FOR, parse_address)
    } else {
        (FORWARDED, parse_element)
    };
    let lines = headers.get_all(name).iter().rev();
    let mut entries = lines.flat_map(|line| line.as_bytes().rsplit(|byte| *byte == b','));
    let mut leftmost = None;
    for entry in entries.by_ref().take(MAX_ENTRIES) {
        let address = parse(std::str::from_utf8(entry).ok()?)?;
        if !proxies.contains(address) {
            return Some(address);
        }
        leftmost = Some(address);
    }
    leftmost.filter(|_| entries.next().is_none())
}

/// Parses the `for` parameter of an element of `Forwarded`, such as
/// `for="[2001:db8::17]:4711";proto=https`.
///
/// Elements are split at every comma and pairs at every semicolon, even within quotes. A part that
/// was split within quotes has an unbalanced quote, which makes the element invalid.
fn parse_element(element: &str) -> Option<IpAddr> {
    let mut client = None;
    for pair in element.split(';').map(trim).filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=')?;
        let value = unquote(value)?;
        if name.eq_ignore_ascii_case("for") && client.replace(value).is_some() {
            return None;
        }
    }
    parse_address(client?)
}

/// Parses an IP address with or without a port, quoted or not; IPv6 with or without brackets.
fn parse_address(text: &str) -> Option<IpAddr> {
    let text = unquote(trim(text))?;
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

fn trim(text: &str) -> &str {
    text.trim_matches([' ', '\t'])
}

/// Removes the quotes around a value; `None` if it contains another quote or a backslash, which no
/// address does.
fn unquote(text: &str) -> Option<&str> {
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

    /// The client according to these header lines from a proxy on this machine; 10.0.0.0/8 and
    /// 2001:db8:cd::/48 are trusted proxies, too.
    fn parse(lines: &[(&str, &[u8])]) -> Option<String> {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            let name = HeaderName::from_bytes(name.as_bytes()).expect("a name");
            headers.append(name, HeaderValue::from_bytes(value).expect("a value"));
        }
        assert!(is_forwarded(&headers));
        let proxies = "127.0.0.0/8,::1,10.0.0.0/8,2001:db8:cd::/48"
            .parse()
            .expect("a setting");
        client_address(&headers, &proxies).map(|address| address.to_string())
    }

    fn parse_line(name: &str, value: &str) -> Option<String> {
        parse(&[(name, value.as_bytes())])
    }

    #[test]
    fn every_spelling_of_an_address_is_parsed() {
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
            assert_eq!(parse_line(XFF, value).as_deref(), Some(client), "{value}");
            let quoted = value.trim().trim_matches('"');
            assert_eq!(
                parse_line(RFC, &format!("for=\"{quoted}\"")).as_deref(),
                Some(client),
                "{value}"
            );
        }
    }

    #[test]
    fn the_rightmost_address_that_is_not_a_proxy_is_the_client() {
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
            assert_eq!(parse_line(XFF, value).as_deref(), Some(client), "{value}");
        }
        let lines: &[&[u8]] = &[b"198.51.100.1", b"\xff, 203.0.113.7", b"10.0.0.1,10.0.0.2"];
        let lines: Vec<_> = lines.iter().map(|line| (XFF, *line)).collect();
        assert_eq!(
            parse(&lines).as_deref(),
            Some("203.0.113.7"),
            "several lines are one list"
        );
    }

    #[test]
    fn invalid_entries_name_no_client() {
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
            assert_eq!(parse_line(XFF, value), None, "{value}");
        }
        assert_eq!(
            parse(&[(XFF, b"203.0.113.7"), (XFF, b"")]),
            None,
            "an empty second line"
        );
        assert_eq!(parse(&[(XFF, b"\xff")]), None);
        assert_eq!(
            parse_line(XFF, &format!("{}203.0.113.7", "1".repeat(10_000))),
            None
        );
        let long = |proxies: usize| format!("203.0.113.7{}", ", 10.0.0.1".repeat(proxies));
        assert_eq!(
            parse_line(XFF, &long(MAX_ENTRIES - 1)).as_deref(),
            Some("203.0.113.7")
        );
        assert_eq!(
            parse_line(XFF, &long(MAX_ENTRIES)),
            None,
            "more proxies than are read"
        );
        assert_eq!(parse_line(XFF, &long(2000)), None);
        assert_eq!(
            parse_line(XFF, &["10.0.0.1"; MAX_ENTRIES].join(",")).as_deref(),
            Some("10.0.0.1")
        );
        assert_eq!(
            parse_line(XFF, &["10.0.0.1"; MAX_ENTRIES + 1].join(",")),
            None
        );
    }

    #[test]
    fn forwarded_is_parsed_as_in_rfc_7239() {
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
            // A visitor may put these into a value that a proxy quotes: they are never taken for
            // elements of their own.
            ("for=192.0.2.60;host=\"a,for=203.0.113.1\"", None),
            ("for=192.0.2.60;host=\"a,for=203.0.113.1;b=\\\"\"", None),
            ("for=192.0.2.60;host=\"a;for=203.0.113.1;b\"", None),
        ] {
            assert_eq!(parse_line(RFC, value).as_deref(), client, "{value}");
        }
    }

    #[test]
    fn x_forwarded_for_wins_if_both_are_present() {
        let both = |xff: &'static [u8]| {
            parse(&[
                (RFC, b"for=192.0.2.60"),
                (XFF, xff),
                (RFC, b"for=192.0.2.61"),
            ])
        };
        assert_eq!(both(b"203.0.113.7").as_deref(), Some("203.0.113.7"));
        assert_eq!(both(b""), None);
    }
}
