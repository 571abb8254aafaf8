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

impl MediaKind {
    /// The name of the HTML element that plays a sound or film file.
    pub fn player_element(self) -> Option<&'static str> {
        match self {
            Self::Audio => Some("audio"),
            Self::Video => Some("video"),
            Self::Picture | Self::Document => None,
        }
    }
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

/// Whether a path within the archive names a sound or film file.
pub fn is_recording(path: &str) -> bool {
    let kind = kind_of(path).map(|(kind, _)| kind);
    !path.contains("://") && matches!(kind, Some(MediaKind::Audio | MediaKind::Video))
}

/// The extensions of common files that are neither notes nor served. Extensions that names have,
/// too, are missing: `node.js`, `crates.rs`, `ASP.net`, `character.ai`.
const OTHER_EXTENSIONS: &[&str] = &[
    // Of note-taking programs.
    "base",
    "canvas",
    "drawio",
    "edn",
    "excalidraw",
    "mmd",
    "opml",
    "org",
    "tldraw",
    "xmind",
    // Pictures, sound, films and subtitles.
    "aac",
    "aif",
    "aiff",
    "ass",
    "avi",
    "bmp",
    "eps",
    "flv",
    "heic",
    "heif",
    "ico",
    "m4v",
    "mid",
    "midi",
    "mkv",
    "mov",
    "mpeg",
    "mpg",
    "oga",
    "ogv",
    "psd",
    "srt",
    "svgz",
    "tif",
    "tiff",
    "vtt",
    "wma",
    "wmv",
    "3gp",
    // Documents and data.
    "azw3",
    "bib",
    "csv",
    "db",
    "djvu",
    "doc",
    "docx",
    "eml",
    "epub",
    "htm",
    "html",
    "ics",
    "ipynb",
    "json",
    "jsonl",
    "log",
    "mobi",
    "odp",
    "ods",
    "odt",
    "parquet",
    "ppt",
    "pptx",
    "rtf",
    "sqlite",
    "tex",
    "toml",
    "tsv",
    "txt",
    "vcf",
    "xls",
    "xlsx",
    "xml",
    "yaml",
    "yml",
    // Archives, programs and their sources.
    "7z",
    "apk",
    "bat",
    "bz2",
    "cpp",
    "css",
    "dll",
    "dmg",
    "exe",
    "gz",
    "hpp",
    "iso",
    "jar",
    "java",
    "jsx",
    "pkg",
    "ps1",
    "py",
    "rar",
    "scss",
    "sql",
    "swift",
    "tar",
    "tgz",
    "tsx",
    "ttf",
    "wasm",
    "whl",
    "woff",
    "woff2",
    "xz",
    "zip",
    "zst",
];

/// Whether a link target is the name of a file that is no note, by its extension.
pub fn is_file_name(target: &str) -> bool {
    let Some((_, extension)) = target.rsplit_once('.') else {
        return false;
    };
    kind_of(target).is_some()
        || OTHER_EXTENSIONS
            .iter()
            .any(|other| other.eq_ignore_ascii_case(extension))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_with_a_point_are_not_file_names() {
        for file in [
            "a b.png",
            "x/Board.Canvas",
            "all.base",
            "set.tar.gz",
            "main.py",
            "x.excalidraw",
        ] {
            assert!(is_file_name(file), "{file}");
        }
        for name in [
            "node.js",
            "v1.2",
            "Dr. Who",
            "example.com",
            "a.md",
            "crates.rs",
            "1.5",
            "etc.",
            "png",
            "character.ai",
            "U.S.",
            "ASP.NET",
        ] {
            assert!(!is_file_name(name), "{name}");
        }
    }

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
