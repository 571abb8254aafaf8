//! YouTube video ids, and URLs made from them. A leaf module.

use std::fmt;

/// The id of a YouTube video: eleven letters, digits, `-` or `_`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct YoutubeId([u8; 11]);

impl YoutubeId {
    /// Parses an id; `None` if the text is not one.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes: [u8; 11] = text.as_bytes().try_into().ok()?;
        let allowed = |b: &u8| b.is_ascii_alphanumeric() || *b == b'-' || *b == b'_';
        bytes.iter().all(allowed).then_some(Self(bytes))
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

    /// The short URL of the video on YouTube, which plays from a time in seconds.
    pub fn short_url(&self, seconds: Option<u32>) -> String {
        match seconds {
            Some(seconds) => format!("https://youtu.be/{self}?t={seconds}"),
            None => format!("https://youtu.be/{self}"),
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
    fn an_id_has_eleven_characters_of_its_alphabet() {
        assert!(YoutubeId::parse("E1cxZuHrwZc").is_some());
        for other in ["E1cxZuHrw\"c", "E1cxZuHrwZ", "E1cxZuHrwZcc", ""] {
            assert_eq!(YoutubeId::parse(other), None, "{other}");
        }
    }
}
