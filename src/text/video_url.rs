//! URLs of YouTube videos, with the times that they name. A leaf module.
//!
//! Sources: the URLs that YouTube's *Share* button writes (`t`, `start`, `end`), those that its
//! pages had (`time_continue`, `#t=`), and W3C Media Fragments 4.2.1 (`#t=10,20`), to which
//! players of notes add `loop`.

use crate::text::timestamp::RawTimestamp;
use crate::text::youtube::YoutubeId;

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
    /// Parses the URL of a video, in every form that YouTube has had, with or without a scheme.
    /// `None` for the URLs of channels, playlists and other sites.
    pub fn parse(url: &str) -> Option<Self> {
        // Most texts are names, in which nothing follows a host.
        memchr::memchr3(b'/', b'?', b'#', url.as_bytes())?;
        let (host, path) = split_host(url.trim())?;
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

    /// Whether it names a time.
    pub fn has_time(&self) -> bool {
        self.start.is_some() || self.end.is_some()
    }

    /// Updates it with the parameters of a query or a fragment.
    fn with_parts<'p>(mut self, parts: impl Iterator<Item = &'p str>) -> Self {
        for part in parts {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            match name {
                "t" | "start" | "time_continue" => {
                    let value = value.strip_prefix("npt:").unwrap_or(value);
                    let (start, end) = value.split_once(',').unwrap_or((value, ""));
                    let end = seconds(end);
                    // `,30` starts at 0.
                    self.start = seconds(start).or(end.map(|_| 0)).or(self.start);
                    self.end = end.or(self.end);
                }
                "end" => self.end = seconds(value).or(self.end),
                "loop" => self.repeats = value != "0",
                _ => {}
            }
        }
        let start = self.start.unwrap_or(0);
        self.end = self.end.filter(|end| *end > start);
        self
    }
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
            ("?t=later", None, None, false),
            ("?list=PL1&index=2", None, None, false),
        ] {
            let url = format!("https://youtu.be/E1cxZuHrwZc{suffix}");
            assert_eq!(range(&url), Some((start, end, repeats)), "{url}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_parsed_or_rejected(text in "(https://(www\\.)?youtu(be\\.com|\\.be)/)?\\PC{0,60}") {
            let _ = VideoUrl::parse(&text);
        }
    }
}
