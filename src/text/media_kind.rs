//! The kinds of media files, by file extension. A leaf module.

/// How a file is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MediaKind {
    /// As an image.
    Picture,
    /// In an audio player.
    Audio,
    /// In a video player.
    Video,
    /// As a link.
    Document,
}

/// The kind and the media type of a file; `None` for other files.
pub fn kind_of(path: &str) -> Option<(MediaKind, &'static str)> {
    use MediaKind::{Audio, Document, Picture, Video};
    let (_, extension) = path.rsplit_once('.')?;
    Some(match extension.to_ascii_lowercase().as_str() {
        "png" => (Picture, "image/png"),
        "jpg" | "jpeg" => (Picture, "image/jpeg"),
        "gif" => (Picture, "image/gif"),
        "webp" => (Picture, "image/webp"),
        "avif" => (Picture, "image/avif"),
        "svg" => (Picture, "image/svg+xml"),
        "mp3" => (Audio, "audio/mpeg"),
        "m4a" => (Audio, "audio/mp4"),
        "ogg" | "opus" => (Audio, "audio/ogg"),
        "wav" => (Audio, "audio/wav"),
        "flac" => (Audio, "audio/flac"),
        "mp4" => (Video, "video/mp4"),
        "webm" => (Video, "video/webm"),
        "pdf" => (Document, "application/pdf"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_media_files_have_a_kind() {
        assert_eq!(kind_of("a/b.PNG"), Some((MediaKind::Picture, "image/png")));
        assert_eq!(kind_of("talk.opus"), Some((MediaKind::Audio, "audio/ogg")));
        for other in [
            "a.md", "a.html", "a.js", "a.xml", "png", "a.png/b", "a.png~", "a.png ", "a.svgz", "",
        ] {
            assert_eq!(kind_of(other), None, "{other}");
        }
    }
}
