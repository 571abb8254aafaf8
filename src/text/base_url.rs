//! Where readers reach the site: the path that stands before every address of ours, and what stands
//! before that. A leaf.
//!
//! Behind a proxy a site may stand below a path of its host, such as `/notes`; requests arrive with
//! it. The archive's addresses carry it, and our own pages get it from [`BaseUrl::address`].

use std::net::Ipv6Addr;

use thiserror::Error;

use crate::text::own_pages::OwnPage;

/// Where readers reach the site.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BaseUrl {
    /// `https://example.org`; empty where nobody says.
    origin: String,
    /// `/notes`; empty at the top of the host.
    path: String,
}

/// Why a setting is not a base.
#[derive(Debug, PartialEq, Eq, Error)]
pub enum BaseError {
    /// It is not a path.
    #[error(
        "invalid base path {0:?}: it must begin with / and contain only letters, digits, - . _ ~ and single slashes, as in /notes"
    )]
    Path(String),
    /// It is the path of a probe.
    #[error("invalid base path {0:?}: the server answers health checks or metrics there")]
    Probe(String),
    /// It is not the URL of a site.
    #[error("invalid public URL {0:?}: expected http(s)://host, or http(s)://host/path")]
    Url(String),
    /// The base path, and the other path that the public URL has.
    #[error(
        "the base path {0} differs from {1}, the path of the public URL: give one of them, or the same in both"
    )]
    Differ(String, String),
}

impl BaseUrl {
    /// The base of a site by its path and its public URL. Each may be left out or empty; the path
    /// of the URL is the base path where that is not given.
    ///
    /// # Errors
    /// Where one of them cannot be read, or they contradict each other.
    pub fn new(path: Option<&str>, url: Option<&str>) -> Result<Self, BaseError> {
        let path = path.filter(|path| !path.is_empty());
        let path = path
            .map(|path| parse_path(path).ok_or_else(|| BaseError::Path(path.to_owned())))
            .transpose()?;
        let (origin, other) = match url.filter(|url| !url.is_empty()) {
            Some(url) => parse_url(url).ok_or_else(|| BaseError::Url(url.to_owned()))?,
            None => (String::new(), String::new()),
        };
        let path = match path {
            Some(path) if !other.is_empty() && other != path => {
                return Err(BaseError::Differ(shown(path), other));
            }
            Some(path) => path,
            None => other,
        };
        if OwnPage::of_route(&path).is_some_and(OwnPage::is_probe) {
            return Err(BaseError::Probe(path));
        }
        Ok(Self { origin, path })
    }

    /// The path without a `/` behind it: `/notes`, or nothing at the top of the host.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The address of a page of ours: `/notes/search` for `/search`.
    pub fn address(&self, page: &str) -> String {
        format!("{}{page}", self.path)
    }

    /// An address without the base, `/search` for `/notes/search`; `None` where it is not below it.
    pub fn below<'a>(&self, address: &'a str) -> Option<&'a str> {
        address
            .strip_prefix(&self.path)
            .filter(|page| self.path.is_empty() || page.starts_with('/'))
    }

    /// The address as the whole world reaches it, where the public URL is known.
    pub fn public(&self, address: &str) -> String {
        format!("{}{address}", self.origin)
    }
}

/// `/notes` for `/notes/`, and nothing for `/`.
fn parse_path(path: &str) -> Option<String> {
    let path = path.strip_suffix('/').unwrap_or(path);
    if path.is_empty() {
        return Some(String::new());
    }
    let is_unreserved = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_' | '~');
    let is_part = |part: &str| !matches!(part, "" | "." | "..") && part.chars().all(is_unreserved);
    path.strip_prefix('/')?
        .split('/')
        .all(is_part)
        .then(|| path.to_owned())
}

/// The origin and the path of a URL.
fn parse_url(url: &str) -> Option<(String, String)> {
    let (scheme, rest) = url
        .split_once("://")
        .filter(|(scheme, _)| matches!(*scheme, "http" | "https"))?;
    let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    is_host(host).then_some(())?;
    Some((format!("{scheme}://{host}"), parse_path(path)?))
}

/// A name or an address, with a port where one is given. Nothing else can stand there: no user, no
/// password.
fn is_host(host: &str) -> bool {
    let (name, port) = match host.rsplit_once(':') {
        Some((name, port)) if !port.ends_with(']') => (name, Some(port)),
        _ => (host, None),
    };
    let is_label = |label: &str| {
        !label.is_empty()
            && label
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    let is_name = match name.strip_prefix('[') {
        Some(rest) => rest
            .strip_suffix(']')
            .is_some_and(|ip| ip.parse::<Ipv6Addr>().is_ok()),
        None => name.split('.').all(is_label),
    };
    is_name && port.is_none_or(|port| !port.starts_with('+') && port.parse::<u16>().is_ok())
}

fn shown(path: String) -> String {
    if path.is_empty() {
        "/".to_owned()
    } else {
        path
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base(path: &str, url: &str) -> BaseUrl {
        BaseUrl::new(Some(path), Some(url)).expect("a base")
    }

    #[test]
    fn addresses_stand_below_the_base() {
        for path in ["/notes", "/notes/"] {
            let base = base(path, "");
            assert_eq!(
                (base.path(), base.address("/search").as_str()),
                ("/notes", "/notes/search")
            );
            assert_eq!(base.below("/notes/search"), Some("/search"));
            assert_eq!(
                (
                    base.below("/notes"),
                    base.below("/notesearch"),
                    base.below("/search")
                ),
                (None, None, None)
            );
            assert_eq!(base.public("/notes/search"), "/notes/search");
        }
        assert_eq!(BaseUrl::new(None, None), Ok(BaseUrl::default()));
        assert_eq!(
            (base("/", ""), BaseUrl::default().address("/search")),
            (BaseUrl::default(), "/search".to_owned())
        );
        assert_eq!(BaseUrl::default().below("/search"), Some("/search"));
    }

    #[test]
    fn a_public_url_says_where_that_is() {
        assert_eq!(
            base("", "https://example.org/a/b/"),
            base("/a/b", "https://example.org")
        );
        assert_eq!(
            base("/a", "https://example.org/").public("/a/x"),
            "https://example.org/a/x"
        );
        for host in [
            "example.org:8080",
            "127.0.0.1",
            "[::1]",
            "[::1]:443",
            "xn--bcher-kva.example",
        ] {
            assert_eq!(
                base("", &format!("http://{host}")).public("/"),
                format!("http://{host}/")
            );
        }
        assert_eq!(
            BaseUrl::new(Some("/a"), Some("https://example.org/b")),
            Err(BaseError::Differ("/a".to_owned(), "/b".to_owned()))
        );
        assert!(
            BaseUrl::new(Some("/"), Some("https://example.org/b")).is_err(),
            "the top was asked for"
        );
    }

    #[test]
    fn what_is_no_base_is_refused() {
        for path in [
            "notes", "//", "/a//b", "//a", "/..", "/a/../b", "/a/.", "/a?b", "/a#b", "/a b", "/ü",
            "/%61", "/{a}",
        ] {
            assert_eq!(
                BaseUrl::new(Some(path), None),
                Err(BaseError::Path(path.to_owned()))
            );
        }
        for url in [
            "example.org",
            "ftp://example.org",
            "HTTPS",
            "https://",
            "https:///notes",
            "https://a b",
            "https://u@example.org",
            "https://example.org?q",
            "https://example.org/#a",
            "https://example.org//",
            "https://example.org:port",
            "https://example.org:",
            "https://example.org:99999",
            "https://a..b",
            "https://[::1",
            "https://[x]",
            "https://::1",
        ] {
            assert_eq!(
                BaseUrl::new(None, Some(url)),
                Err(BaseError::Url(url.to_owned()))
            );
        }
        assert_eq!(
            BaseUrl::new(Some("/healthz"), None),
            Err(BaseError::Probe("/healthz".to_owned()))
        );
    }
}
