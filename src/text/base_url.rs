//! The base URL of the site: the public origin, and the base path of every URL. A leaf module.
//!
//! A proxy may serve the site under a path of its host, such as `/notes`, and requests arrive with
//! it. The archive's permalinks include it; other URLs get it from [`BaseUrl::url`].

use std::net::Ipv6Addr;

use thiserror::Error;

use crate::text::own_pages::OwnPage;

/// The base URL of the site.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BaseUrl {
    /// `https://example.org`; empty if no public URL is set.
    origin: String,
    /// `/notes`; empty if the site is at the root of its host.
    path: String,
}

/// Why the settings are not a valid base URL.
#[derive(Debug, PartialEq, Eq, Error)]
pub enum BaseError {
    /// The base path is not a valid path.
    #[error(
        "invalid base path {0:?}: must start with / and contain only letters, digits, - . _ ~ and single slashes, as in /notes"
    )]
    Path(String),
    /// The base path is that of a probe.
    #[error("invalid base path {0:?}: health checks or metrics are served there")]
    Probe(String),
    /// The public URL is not valid.
    #[error("invalid public URL {0:?}: expected http(s)://host, or http(s)://host/path")]
    Url(String),
    /// The base path differs from the path of the public URL.
    #[error(
        "the base path {0} differs from {1}, the path of the public URL: set only one of them, or make them equal"
    )]
    Differ(String, String),
}

impl BaseUrl {
    /// A base URL from a base path and a public URL. Each may be absent or empty; without a base
    /// path, the path of the public URL is the base path.
    ///
    /// # Errors
    /// If one of them is invalid, or if they contradict each other.
    pub fn new(path: Option<&str>, url: Option<&str>) -> Result<Self, BaseError> {
        let path = path.filter(|path| !path.is_empty());
        let path = path
            .map(|path| parse_path(path).ok_or_else(|| BaseError::Path(path.to_owned())))
            .transpose()?;
        let (origin, url_path) = match url.filter(|url| !url.is_empty()) {
            Some(url) => parse_url(url).ok_or_else(|| BaseError::Url(url.to_owned()))?,
            None => (String::new(), String::new()),
        };
        let path = match path {
            Some(path) if !url_path.is_empty() && url_path != path => {
                return Err(BaseError::Differ(display_path(path), url_path));
            }
            Some(path) => path,
            None => url_path,
        };
        if OwnPage::from_route(&path).is_some_and(OwnPage::is_probe) {
            return Err(BaseError::Probe(path));
        }
        Ok(Self { origin, path })
    }

    /// The base path without a trailing `/`: `/notes`, or empty at the root of the host.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The origin of the public URL: `https://example.org`.
    pub fn origin(&self) -> Option<&str> {
        Some(self.origin.as_str()).filter(|origin| !origin.is_empty())
    }

    /// Adds the base path to a path: `/notes/search` for `/search`.
    pub fn url(&self, page: &str) -> String {
        format!("{}{page}", self.path)
    }

    /// Removes the base path: `/search` for `/notes/search`; `None` if the path is not under it.
    pub fn strip_prefix<'a>(&self, path: &'a str) -> Option<&'a str> {
        path.strip_prefix(&self.path)
            .filter(|page| self.path.is_empty() || page.starts_with('/'))
    }

    /// The path and the query of an absolute URL of the site, without the base path; `None` for
    /// other URLs, and without a public URL.
    pub fn path_of<'a>(&self, url: &'a str) -> Option<&'a str> {
        let has_origin = !self.origin.is_empty();
        let path = url.strip_prefix(&self.origin).filter(|_| has_origin)?;
        self.strip_prefix(path).filter(|path| path.starts_with('/'))
    }

    /// The URL of a path that includes the base path for programs elsewhere: absolute, or the path
    /// itself without a public URL.
    pub fn url_for_others(&self, path: &str) -> String {
        format!("{}{path}", self.origin)
    }

    /// The absolute URL of a path that includes the base path; `None` without a public URL.
    pub fn absolute_url(&self, path: &str) -> Option<String> {
        (!self.origin.is_empty()).then(|| format!("{}{path}", self.origin))
    }
}

/// Validates a path and removes its trailing `/`: `/notes` for `/notes/`, empty for `/`.
fn parse_path(path: &str) -> Option<String> {
    let path = path.strip_suffix('/').unwrap_or(path);
    if path.is_empty() {
        return Some(String::new());
    }
    let is_unreserved = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_' | '~');
    let is_segment =
        |segment: &str| !matches!(segment, "" | "." | "..") && segment.chars().all(is_unreserved);
    path.strip_prefix('/')?
        .split('/')
        .all(is_segment)
        .then(|| path.to_owned())
}

/// Splits a URL into its origin and its path.
fn parse_url(url: &str) -> Option<(String, String)> {
    let (scheme, rest) = url
        .split_once("://")
        .filter(|(scheme, _)| matches!(*scheme, "http" | "https"))?;
    let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    is_host(host).then_some(())?;
    Some((format!("{scheme}://{host}"), parse_path(path)?))
}

/// Whether a text is a host name or an IP address with an optional port, without credentials.
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

/// The path for an error message: `/` for the root.
fn display_path(path: String) -> String {
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
        BaseUrl::new(Some(path), Some(url)).expect("a base URL")
    }

    #[test]
    fn paths_get_the_base_path() {
        for path in ["/notes", "/notes/"] {
            let base = base(path, "");
            assert_eq!(
                (base.path(), base.url("/search").as_str()),
                ("/notes", "/notes/search")
            );
            assert_eq!(base.strip_prefix("/notes/search"), Some("/search"));
            assert_eq!(
                (
                    base.strip_prefix("/notes"),
                    base.strip_prefix("/notesearch"),
                    base.strip_prefix("/search")
                ),
                (None, None, None)
            );
            assert_eq!(base.absolute_url("/notes/search"), None);
        }
        assert_eq!(BaseUrl::new(None, None), Ok(BaseUrl::default()));
        assert_eq!(
            (base("/", ""), BaseUrl::default().url("/search")),
            (BaseUrl::default(), "/search".to_owned())
        );
        assert_eq!(BaseUrl::default().strip_prefix("/search"), Some("/search"));
    }

    #[test]
    fn a_public_url_sets_origin_and_base_path() {
        assert_eq!(
            base("", "https://example.org/a/b/"),
            base("/a/b", "https://example.org")
        );
        assert_eq!(
            base("/a", "https://example.org/")
                .absolute_url("/a/x")
                .as_deref(),
            Some("https://example.org/a/x")
        );
        let below = base("/a", "https://example.org/");
        assert_eq!(below.path_of("https://example.org/a/x?t=1"), Some("/x?t=1"));
        for other in [
            "https://example.org/x",
            "https://example.org.evil.example/a/x",
            "http://example.org/a/x",
            "/a/x",
        ] {
            assert_eq!(below.path_of(other), None, "{other}");
        }
        let root = BaseUrl::new(None, Some("https://example.org"));
        let root = root.expect("a base URL");
        assert_eq!(root.path_of("https://example.org.evil.example/"), None);
        assert_eq!(BaseUrl::default().path_of("/x"), None);
        for host in [
            "example.org:8080",
            "127.0.0.1",
            "[::1]",
            "[::1]:443",
            "xn--bcher-kva.example",
        ] {
            assert_eq!(
                base("", &format!("http://{host}")).absolute_url("/"),
                Some(format!("http://{host}/"))
            );
        }
        assert_eq!(
            BaseUrl::new(Some("/a"), Some("https://example.org/b")),
            Err(BaseError::Differ("/a".to_owned(), "/b".to_owned()))
        );
        assert!(
            BaseUrl::new(Some("/"), Some("https://example.org/b")).is_err(),
            "the root was requested"
        );
    }

    #[test]
    fn invalid_settings_are_rejected() {
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
