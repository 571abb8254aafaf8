//! Media files: listed by the walk, measured at load, and opened again for each request.

use std::io::{BufReader, Read};
use std::path::Path;
use std::sync::Arc;

use cap_fs_ext::MetadataExt;
use cap_std::fs::Dir;
use rayon::prelude::*;

use crate::corpus::folder::Opener;
use crate::text::media_kind::{MediaKind, kind_of};

/// How much of an SVG file is read to find its size, in bytes.
const SVG_HEAD_BYTES: u64 = 4096;

/// An image, audio, video or document file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Media {
    /// The path relative to the content folder, with `/`.
    pub path: String,
    /// How it is shown.
    pub kind: MediaKind,
    /// Its media type.
    pub content_type: &'static str,
    /// The width and height of an image in pixels, if known.
    pub size: Option<(usize, usize)>,
}

/// The media files, and the content folder as opened at load.
#[derive(Debug, Clone, Default)]
pub struct MediaFolder {
    /// The files, sorted by path.
    pub files: Vec<Media>,
    root: Option<Arc<Dir>>,
}

impl MediaFolder {
    /// Measures the files at these paths below a folder; files of other kinds are skipped.
    pub(super) fn new(root: Dir, paths: &[String]) -> Self {
        let measure = |opener: &mut Opener, path: &String| {
            let (kind, content_type) = kind_of(path)?;
            let size = if kind == MediaKind::Picture {
                image_size(opener, path)
            } else {
                None
            };
            Some(Media {
                path: path.clone(),
                kind,
                content_type,
                size,
            })
        };
        let files = paths
            .par_iter()
            .map_init(|| Opener::new(&root), measure)
            .flatten()
            .collect();
        Self {
            files,
            root: Some(Arc::new(root)),
        }
    }

    /// Opens a file by its path in [`MediaFolder::files`]. Follows no symlink in any part of the
    /// path, opens only regular files, and does not block.
    ///
    /// # Errors
    /// If the file no longer exists or was replaced by something else.
    pub fn open(&self, path: &str) -> std::io::Result<std::fs::File> {
        Opener::new(self.root()?)
            .file(Path::new(path))
            .map(cap_std::fs::File::into_std)
    }

    /// The folder.
    ///
    /// # Errors
    /// If the notes were read from none.
    pub(super) fn root(&self) -> std::io::Result<&Dir> {
        self.root
            .as_deref()
            .ok_or(std::io::ErrorKind::NotFound.into())
    }

    /// Whether both have the same files, in the same folder rather than another one at its path.
    pub(super) fn has_same_files(&self, other: &Self) -> bool {
        self.files == other.files && (self.files.is_empty() || self.identity() == other.identity())
    }

    /// The device and inode of the folder.
    fn identity(&self) -> Option<(u64, u64)> {
        let meta = self.root.as_ref()?.dir_metadata().ok()?;
        Some((meta.dev(), meta.ino()))
    }
}

/// The width and height of an image in pixels.
fn image_size(opener: &mut Opener, path: &str) -> Option<(usize, usize)> {
    let file = opener.file(Path::new(path)).ok()?;
    let (width, height) = if path.to_ascii_lowercase().ends_with(".svg") {
        let mut head = Vec::new();
        file.take(SVG_HEAD_BYTES).read_to_end(&mut head).ok()?;
        svg_size(&String::from_utf8_lossy(&head))?
    } else {
        let size = imagesize::reader_size(BufReader::new(file)).ok()?;
        (size.width, size.height)
    };
    (width > 0 && height > 0).then_some((width, height))
}

/// The size of an SVG: the `width` and `height` of its root element, or else its `viewBox`.
fn svg_size(text: &str) -> Option<(usize, usize)> {
    let root = &text[text.find("<svg")?..];
    let root = &root[..root.find('>')?];
    let value = |name: &str| {
        let rest = root.split_once(&format!(" {name}="))?.1;
        let quote = rest
            .chars()
            .next()
            .filter(|quote| matches!(quote, '"' | '\''))?;
        rest[1..].split(quote).next()
    };
    let pixels = |value: &str| {
        value
            .strip_suffix("px")
            .unwrap_or(value)
            .trim()
            .parse()
            .ok()
            .map(|size: f64| size.round() as usize)
    };
    if let (Some(width), Some(height)) = (
        value("width").and_then(pixels),
        value("height").and_then(pixels),
    ) {
        return Some((width, height));
    }
    let view_box: Vec<usize> = value("viewBox")?
        .split([' ', ','])
        .filter_map(pixels)
        .collect();
    if let [_, _, width, height] = view_box[..] {
        Some((width, height))
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_size_of_an_svg_is_parsed() {
        let size = svg_size;
        assert_eq!(
            size("<?xml?>\n<svg xmlns='x' width='20px' height=\"10.4\">"),
            Some((20, 10))
        );
        assert_eq!(
            size("<svg width=\"100%\" viewBox=\"-5 -5 640 480\">"),
            Some((640, 480))
        );
        assert_eq!(size("<svg viewBox='0 0 1'>"), None);
        assert_eq!(size("<svg viewBox=x><g viewBox='0 0 2 2'>"), None);
        assert_eq!(size("<svg width='1' height='1'"), None);
    }

    #[cfg(unix)]
    #[test]
    fn only_regular_files_are_opened_and_no_symlink_is_followed() {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |path: &str| folder.path().join(path);
        std::fs::create_dir_all(at("a/b")).expect("folders");
        std::fs::write(at("a/b/x.png"), "x").expect("a file");
        std::os::unix::fs::symlink("x.png", at("a/b/inside.png")).expect("a link");
        std::os::unix::fs::symlink("b", at("a/c")).expect("a link");
        assert!(
            std::process::Command::new("mkfifo")
                .arg(at("pipe.png"))
                .status()
                .expect("mkfifo")
                .success()
        );
        let media = MediaFolder::new(
            crate::corpus::folder::open(folder.path()).expect("it opens"),
            &[],
        );
        assert!(media.open("a/b/x.png").is_ok());
        for path in [
            "a/b/inside.png",
            "a/c/x.png",
            "pipe.png",
            "a/b",
            "a/../a/b/x.png",
            "/etc/hostname",
            "a/b/x.png/",
            "no.png",
            "a/b/x\0.png",
        ] {
            assert!(media.open(path).is_err(), "{path}");
        }
    }
}
