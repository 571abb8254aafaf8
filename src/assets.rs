//! The files of `static/`, embedded in the binary. A leaf: pages name them, `web` serves them.
//!
//! All of them live under one version, the hash of them all: `/static/{version}/js/main.js`. So modules
//! import each other by relative paths, and yet every address is immutable.

use std::borrow::Cow;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::LazyLock;

use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "static/"]
struct Files;

static VERSION: LazyLock<String> = LazyLock::new(|| {
    let mut hasher = DefaultHasher::new();
    for path in Files::iter() {
        path.hash(&mut hasher);
        Files::get(&path).map(|file| file.metadata.sha256_hash()).hash(&mut hasher);
    }
    format!("{:016x}", hasher.finish())
});

/// The version of this build's assets.
pub fn version() -> &'static str {
    &VERSION
}

/// The address of an asset: `address("css/main.css")`.
pub fn address(path: &str) -> String {
    format!("/static/{}/{path}", version())
}

/// An asset and its media type; `None` where there is none of that path.
pub fn get(path: &str) -> Option<(Cow<'static, [u8]>, &'static str)> {
    let kind = match path.rsplit('.').next()? {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        _ => "application/octet-stream",
    };
    Some((Files::get(path)?.data, kind))
}
