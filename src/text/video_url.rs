//! URLs of YouTube videos, with the times that they name. A leaf module.
//!
//! Sources: the URLs that YouTube's *Share* button writes (`t`, `start`, `end`), those that its
//! pages had (`time_continue`, `#t=`), and W3C Media Fragments 4.2.1 (`#t=10,20`), to which
//! players of notes add `loop`.

use std::borrow::Cow;

use crate::text::timestamp::RawTimestamp;
use crate::text::youtube::YoutubeId;

/// The maximum length of a URL that contains that of a video, in bytes.
const MAX_OUTER_URL_BYTES: usize = 4_000;

/// The URL of a video.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VideoUrl {
    /// The video.
    pub id: YoutubeId,
    /// What to play of it.
    pub range: PlayRange,
}

/// What a URL plays of a video. Times are in seconds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PlayRange {
    /// Where playback starts, if the URL says so.
    pub start: Option<u32>,
    /// Where it ends.
    pub end: Option<u32>,
    /// Whether it then starts again.
    pub repeats: bool,
}

impl VideoUrl {
    /// Parses the URL of a video, in every form that YouTube has had, with or without a scheme,
    /// even percent-encoded or within the URL of a program or a redirect. `None` for the URLs of
    /// channels, playlists and other sites.
    pub fn parse(url: &str) -> Option<Self> {
        let url = url.trim();
        Self::parse_plain(url).or_else(|| Self::parse_inner(url))
    }

    /// Parses a URL that is percent-encoded, or contains that of a video:
    /// `https://www.google.com/url?q=https%3A%2F%2F…`, `obsidian://mx-open/https://youtu.be/…`.
    fn parse_inner(url: &str) -> Option<Self> {
        // Most URLs contain none.
        memchr::memmem::find(url.as_bytes(), b"outu")
            .filter(|_| url.len() <= MAX_OUTER_URL_BYTES)?;
        let decoded = percent_encoding::percent_decode_str(url)
            .decode_utf8()
            .ok()?;
        if let Cow::Owned(decoded) = &decoded
            && let Some(video) = Self::parse_plain(decoded)
        {
            return Some(video);
        }
        let (scheme, rest) = decoded.split_once("://")?;
        let (location, query) = rest.split_once('?').unwrap_or((rest, ""));
        if let Some(start) = location.find("http") {
            return Self::parse_plain(&rest[start..]);
        }
        let is_redirect = ["url", "redirect", "attribution_link"]
            .iter()
            .any(|path| location.split('/').nth(1) == Some(path));
        if scheme.starts_with("http") && !is_redirect {
            return None;
        }
        // `attribution_link?u=/watch?v=…`
        let path = || Some(format!("youtube.com{}", &query[query.find("/watch?")?..]));
        match query.find("http") {
            Some(start) => Self::parse_plain(&query[start..]),
            None => Self::parse_plain(&path()?),
        }
    }

    /// Parses a URL that is not within another one.
    fn parse_plain(url: &str) -> Option<Self> {
        // Most texts are names, in which nothing follows a host.
        memchr::memchr3(b'/', b'?', b'#', url.as_bytes())?;
        let (host, path) = split_host(url)?;
        let (location, fragment) = path.split_once('#').unwrap_or((path, ""));
        // `watch?v=ID?t=218` and `youtu.be/ID&t=218` are common mistakes.
        let mut parts = location.split(['?', '&']);
        let location = parts.next().unwrap_or_default();
        let query = parts.map(|part| part.strip_prefix("amp;").unwrap_or(part));
        let in_query = || {
            query
                .clone()
                .find_map(|part| YoutubeId::parse(part.strip_prefix("v=")?))
        };
        let mut segments = location.split('/').filter(|segment| !segment.is_empty());
        let id = match (host, segments.next(), segments.next()) {
            (Host::Short, Some(id), _) => YoutubeId::parse(id),
            (Host::Short, None, _) => None,
            (
                Host::Site,
                Some("embed" | "shorts" | "live" | "v" | "e" | "watch" | "video"),
                Some(id),
            ) => YoutubeId::parse(id).or_else(in_query),
            (Host::Site, None | Some("watch" | "watch_popup" | "attribution_link"), None) => {
                in_query()
            }
            (Host::Site, ..) => None,
        };
        // `embed/videoseries?list=…` is a playlist, `embed/live_stream?channel=…` a channel.
        let id = id.filter(|id| !matches!(id.as_str(), "videoseries" | "live_stream"))?;
        let range = PlayRange::default().with_parts(query);
        Some(Self {
            id,
            range: range.with_parts(fragment.split('&')),
        })
    }
}

impl VideoUrl {
    /// The first URL of a video in a text: `[words](https://youtu.be/…)`, `<iframe src="…">`.
    pub fn find(text: &str) -> Option<Self> {
        // Most texts contain none.
        memchr::memmem::find(text.as_bytes(), b"outu")?;
        text.split(|c: char| c.is_whitespace() || "\"'()[]<>{}|,".contains(c))
            .find_map(Self::parse)
    }
}

impl PlayRange {
    /// The range of a media fragment: `t=10`, `t=10,20`, `t=,30`, `t=npt:10&loop`.
    pub fn from_fragment(fragment: &str) -> Self {
        Self::default().with_parts(fragment.split('&'))
    }

    /// The range that the query and the fragment of any URL name.
    pub fn from_url(url: &str) -> Self {
        Self::default().with_parts(url.split(['?', '&', '#']).skip(1))
    }

    /// Whether it names a time.
    pub fn has_time(&self) -> bool {
        self.start.is_some() || self.end.is_some()
    }

    /// Updates it with the parameters of a query or a fragment.
    fn with_parts<'p>(mut self, parts: impl Iterator<Item = &'p str>) -> Self {
        for part in parts {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            let is_named = |names: &[&str]| names.iter().any(|n| name.eq_ignore_ascii_case(n));
            let value = decoded(value);
            if is_named(&["t", "start", "time", "timestamp", "time_continue"]) {
                let value = value.strip_prefix("npt:").unwrap_or(&value);
                let hyphen = || value.split_once('-').filter(|(start, _)| !start.is_empty());
                let (start, end) = value.split_once(',').or_else(hyphen).unwrap_or((value, ""));
                let end = seconds(end);
                // `,30` starts at 0.
                self.start = seconds(start).or(end.map(|_| 0)).or(self.start);
                self.end = end.or(self.end);
            } else if is_named(&["end"]) {
                self.end = seconds(&value).or(self.end);
            } else if is_named(&["loop"]) {
                self.repeats = value != "0";
            }
        }
        let start = self.start.unwrap_or(0);
        self.end = self.end.filter(|end| *end > start);
        self
    }
}

/// The value of a parameter without percent-encoding, and with spaces in place of `+`.
fn decoded(value: &str) -> Cow<'_, str> {
    let value = value.trim_end_matches('/');
    if !value.contains(['%', '+']) {
        return Cow::Borrowed(value);
    }
    let spaced = value.replace('+', " ");
    let decoded = percent_encoding::percent_decode_str(&spaced).decode_utf8_lossy();
    Cow::Owned(decoded.into_owned())
}

/// The seconds of a parameter, without its fraction: `218`, `218.5`, `218s`, `3m38s`, `00h03m38s`,
/// `3:38`.
pub fn seconds(value: &str) -> Option<u32> {
    let time = RawTimestamp::parse(value.trim())?;
    Some(time.as_hms())
}

/// The two kinds of hosts, which have different paths.
#[derive(Clone, Copy)]
enum Host {
    /// `youtu.be`
    Short,
    /// `youtube.com`, `youtube-nocookie.com` and their subdomains.
    Site,
}

/// Splits a URL into its host, if that is one of YouTube's, and the rest.
fn split_host(url: &str) -> Option<(Host, &str)> {
    let rest = match url.split_once("://") {
        Some((scheme, rest)) => {
            let is_web = ["https", "http"]
                .iter()
                .any(|web| scheme.eq_ignore_ascii_case(web));
            is_web.then_some(rest)?
        }
        None => url.strip_prefix("//").unwrap_or(url),
    };
    let (host, path) = rest.split_once('/').or_else(|| {
        let query = rest.find(['?', '#'])?;
        Some(rest.split_at(query))
    })?;
    // The longest is `www.youtube-nocookie.com`.
    if host.len() > 40 {
        return None;
    }
    let host = host.to_ascii_lowercase();
    let host = host.strip_suffix(":443").unwrap_or(&host);
    let name = ["www.", "m.", "music.", "gaming."]
        .iter()
        .find_map(|subdomain| host.strip_prefix(subdomain))
        .unwrap_or(host);
    match name {
        "youtu.be" => Some((Host::Short, path)),
        "youtube.com" | "youtube-nocookie.com" => Some((Host::Site, path)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The start, the end, and whether it repeats, of a URL of the video `E1cxZuHrwZc`.
    fn range(url: &str) -> Option<(Option<u32>, Option<u32>, bool)> {
        let url = VideoUrl::parse(url)?;
        assert_eq!(url.id.as_str(), "E1cxZuHrwZc");
        Some((url.range.start, url.range.end, url.range.repeats))
    }

    #[test]
    fn the_id_is_found_in_every_form_of_url() {
        for url in [
            "https://www.youtube.com/watch?v=E1cxZuHrwZc",
            "https://youtube.com/watch?list=PL1&v=E1cxZuHrwZc",
            "http://m.youtube.com/watch?v=E1cxZuHrwZc#a",
            "https://music.youtube.com/watch?v=E1cxZuHrwZc&si=abc",
            "HTTPS://WWW.YouTube.com/watch?v=E1cxZuHrwZc",
            "https://youtu.be/E1cxZuHrwZc?si=abc",
            "https://www.youtu.be/E1cxZuHrwZc/",
            "https://www.youtube-nocookie.com/embed/E1cxZuHrwZc",
            "https://www.youtube.com/embed/E1cxZuHrwZc?rel=0",
            "//www.youtube.com/embed/E1cxZuHrwZc",
            "https://www.youtube.com/shorts/E1cxZuHrwZc",
            "https://www.youtube.com/live/E1cxZuHrwZc?feature=share",
            "https://www.youtube.com/v/E1cxZuHrwZc",
            "https://youtube.com/watch/E1cxZuHrwZc",
            "https://www.youtube.com/?v=E1cxZuHrwZc",
            "https://www.youtube.com/watch?feature=youtu.be&amp;v=E1cxZuHrwZc",
            "youtube.com/watch?v=E1cxZuHrwZc",
            "www.youtube.com/watch?v=E1cxZuHrwZc",
            "youtu.be/E1cxZuHrwZc",
            " https://youtu.be/E1cxZuHrwZc ",
            "https%3A%2F%2Fwww.youtube.com%2Fwatch%3Fv%3DE1cxZuHrwZc",
            "https://www.youtube.com/watch?v%3DE1cxZuHrwZc",
            "https://www.youtube.com/attribution_link?a=x&u=%2Fwatch%3Fv%3DE1cxZuHrwZc%26a%3Db",
            "https://www.google.com/url?q=https%3A%2F%2Fyoutu.be%2FE1cxZuHrwZc&sa=D",
            "https://www.google.com/url?sa=t&url=https://www.youtube.com/watch?v%3DE1cxZuHrwZc",
            "obsidian://mx-open/https://youtu.be/E1cxZuHrwZc",
            "obsidian://media?url=https%3A%2F%2Fyoutu.be%2FE1cxZuHrwZc",
            "https://web.archive.org/web/2020/https://www.youtube.com/watch?v=E1cxZuHrwZc",
        ] {
            assert_eq!(range(url), Some((None, None, false)), "{url}");
        }
    }

    #[test]
    fn other_urls_are_rejected() {
        for url in [
            "",
            "https://example.org/watch?v=E1cxZuHrwZc",
            "https://notyoutube.com/watch?v=E1cxZuHrwZc",
            "https://youtube.com.example.org/watch?v=E1cxZuHrwZc",
            "https://www.youtube.com/@acquiredfm",
            "https://www.youtube.com/c/elevenchars",
            "https://www.youtube.com/user/elevenchars",
            "https://www.youtube.com/playlist?list=PLE1cxZuHrwZc",
            "https://www.youtube.com/embed/videoseries?list=PL1",
            "https://www.youtube.com/embed/live_stream?channel=UC1",
            "https://youtu.be/",
            "https://youtu.be/short",
            "ftp://youtu.be/E1cxZuHrwZc",
            "youtu.be",
            "E1cxZuHrwZc",
            "https://example.org/share?url=https://youtu.be/E1cxZuHrwZc",
            "https://www.google.com/search?q=https://youtu.be/E1cxZuHrwZc",
            "https%3A%2F%2Fexample.org%2Foutu%FF",
        ] {
            assert_eq!(VideoUrl::parse(url), None, "{url}");
        }
    }

    #[test]
    fn times_have_many_notations() {
        for (suffix, start, end, repeats) in [
            ("?t=218", Some(218), None, false),
            ("?t=218s", Some(218), None, false),
            ("?t=3m38s", Some(218), None, false),
            ("?t=00h03m38s", Some(218), None, false),
            ("?t=1h", Some(3600), None, false),
            ("?t=3:38", Some(218), None, false),
            ("?t=218.9", Some(218), None, false),
            ("?t=15136", Some(15_136), None, false),
            ("?si=abc&t=107", Some(107), None, false),
            ("?si=abc&amp;t=107", Some(107), None, false),
            ("?start=218&end=250", Some(218), Some(250), false),
            ("?time_continue=218", Some(218), None, false),
            ("?t=218&loop=1", Some(218), None, true),
            ("&t=218", Some(218), None, false),
            ("?t=218?t=218", Some(218), None, false),
            ("#t=218", Some(218), None, false),
            ("#t=10,20", Some(10), Some(20), false),
            ("#t=10,20&loop", Some(10), Some(20), true),
            ("#t=,30", Some(0), Some(30), false),
            ("#t=10,e", Some(10), None, false),
            ("#t=npt:10,0:20", Some(10), Some(20), false),
            ("?t=119#t=01:59.00", Some(119), None, false),
            ("#t=20,10", Some(20), None, false),
            ("?t=", None, None, false),
            ("?t=-5", None, None, false),
            ("?t=later", None, None, false),
            ("?T=107", Some(107), None, false),
            ("?time=218", Some(218), None, false),
            ("?timestamp=218", Some(218), None, false),
            ("?t=218-250", Some(218), Some(250), false),
            ("?t=3min38s", Some(218), None, false),
            ("?t=3m%2038s", Some(218), None, false),
            ("?t=3m+38s", Some(218), None, false),
            ("?t=%32%31%38", Some(218), None, false),
            ("?t=218/", Some(218), None, false),
            ("?list=PL1&index=2", None, None, false),
        ] {
            let url = format!("https://youtu.be/E1cxZuHrwZc{suffix}");
            assert_eq!(range(&url), Some((start, end, repeats)), "{url}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_parsed_or_rejected(text in "(https://|obsidian://|(https://(www\\.)?youtu(be\\.com|\\.be)/))?[%/?=a-zé]{0,20}\\PC{0,60}") {
            let _ = VideoUrl::parse(&text);
        }
    }
}
