//! A temporary folder of notes with media files.

use std::path::Path;
use std::sync::Arc;

use cueleaf::pages::Site;
use tempfile::TempDir;

const NOTE: &str = "---
title: Charts
videoId: E1cxZuHrwZc
---
Before ![A fine chart](chart.gif) behind, and ![[img/photo.png | The photo]] too.

![[drawing.svg]] ![[a drawing.svg | its_label]]

![[img/sound.wav | The sound]]

![[film.mp4|300]]

[The paper](paper.pdf) and [[paper.pdf]]; ![](../top.gif), [![In a link](chart.gif)](https://example.org/).

![Elsewhere](https://example.org/x.png) ![Gone](gone.png) ![[gone.png]]
";

/// A picture of one pixel.
pub const GIF: &[u8] =
    b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff!\xf9\x04\x01\0\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;";

/// An SVG with a script, which must not run.
const DRAWING: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 640 480\">
<script>document.documentElement.setAttribute('data-ran', '')</script><style>rect { fill: rgb(0, 128, 0) }</style><rect width=\"640\" height=\"480\"/></svg>";

/// The header of a PNG of 640 by 480 pixels.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x02\x80\0\0\x01\xe0\x08\x06\0\0\0";

/// A tenth of a second of silence.
fn wav() -> Vec<u8> {
    let mut wav =
        b"RIFF\x44\x03\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x40\x1f\0\0\x01\0\x08\0data\x20\x03\0\0".to_vec();
    wav.resize(wav.len() + 800, 128);
    wav
}

/// A new folder: the notes of one channel, and media files of every kind.
pub fn folder() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), "index.md", "# Home");
    write(folder.path(), "c/charts.md", NOTE);
    write(folder.path(), "c/chart.gif", GIF);
    write(folder.path(), "c/drawing.svg", DRAWING);
    write(folder.path(), "c/a drawing.svg", "<svg/>");
    write(folder.path(), "c/film.mp4", "a film");
    write(folder.path(), "c/paper.pdf", "0123456789");
    write(folder.path(), "c/img/photo.png", PNG);
    write(folder.path(), "c/img/sound.wav", wav());
    write(folder.path(), "top.gif", GIF);
    folder
}

/// Writes a file and creates its parent folders.
pub fn write(folder: &Path, path: &str, bytes: impl AsRef<[u8]>) {
    let path = folder.join(path);
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
    std::fs::write(path, bytes).expect("a file");
}

/// The site of such a folder.
pub fn site(folder: &TempDir) -> Arc<Site> {
    super::site(folder.path())
}
