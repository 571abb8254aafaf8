//! YouTube video ids, and URLs from them. A leaf module.

use std::fmt;

/// The id of a YouTube video: eleven letters, digits, `-` or `_`.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct YoutubeId([u8; 11]);

impl YoutubeId {
    /// Parses an id; `None` if the text is not one.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes: [u8; 11] = text.as_bytes().try_into().ok()?;
        let allowed = |b: &u8| b.is_ascii_alphanumeric() || *b == b'-' || *b == b'_';
        bytes.iter().all(allowed).then_some(Self(bytes))
    }

    /// Extracts the id from the URL of a video: `watch?v=…`, `youtu.be/…`, `/embed/…`, `/shorts/…`,
    /// `/live/…`.
    pub fn from_url(url: &str) -> Option<Self> {
        let rest = url
            .strip_prefix("https://")
            .or_else(|| url.strip_prefix("http://"))?;
        let rest = rest
            .strip_prefix("www.")
            .or_else(|| rest.strip_prefix("m."))
            .unwrap_or(rest);
        let (host, path) = rest.split_once('/')?;
        let id = match host {
            "youtu.be" => path,
            "youtube.com" | "youtube-nocookie.com" => match path.split_once('/') {
                Some(("embed" | "shorts" | "live" | "v", id)) => id,
                _ => path
                    .strip_prefix("watch?")?
                    .split('&')
                    .find_map(|pair| pair.strip_prefix("v="))?,
            },
            _ => return None,
        };
        Self::parse(id.split(['?', '&', '#', '/']).next()?)
    }

    /// The id as text, eleven characters.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// The URL of the video on YouTube, starting at a time in seconds.
    pub fn watch_url(&self, seconds: Option<u32>) -> String {
        match seconds {
            Some(seconds) => format!("https://www.youtube.com/watch?v={self}&t={seconds}s"),
            None => format!("https://www.youtube.com/watch?v={self}"),
        }
    }

    /// The URL of the one thumbnail that every video has (480 by 360 pixels, letterboxed).
    pub fn thumbnail_url(&self) -> String {
        format!("https://i.ytimg.com/vi/{self}/hqdefault.jpg")
    }
}

impl fmt::Display for YoutubeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for YoutubeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "YoutubeId({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_id_is_extracted_from_every_kind_of_url() {
        for url in [
            "https://www.youtube.com/watch?v=E1cxZuHrwZc",
            "https://youtube.com/watch?list=PL1&v=E1cxZuHrwZc&t=3s",
            "http://m.youtube.com/watch?v=E1cxZuHrwZc#a",
            "https://youtu.be/E1cxZuHrwZc?t=218",
            "https://www.youtube-nocookie.com/embed/E1cxZuHrwZc?start=1",
            "https://www.youtube.com/shorts/E1cxZuHrwZc",
        ] {
            assert_eq!(
                YoutubeId::from_url(url),
                YoutubeId::parse("E1cxZuHrwZc"),
                "{url}"
            );
        }
    }

    #[test]
    fn other_urls_are_rejected() {
        for url in [
            "https://example.org/watch?v=E1cxZuHrwZc",
            "https://www.youtube.com/@acquiredfm",
            "youtu.be",
            "https://youtu.be/short",
        ] {
            assert_eq!(YoutubeId::from_url(url), None, "{url}");
        }
        assert_eq!(YoutubeId::parse("E1cxZuHrw\"c"), None);
    }
}
