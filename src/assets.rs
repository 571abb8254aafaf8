//! The files of `static/`, embedded in the binary. A leaf module: pages link to them, `web` serves
//! them.
//!
//! Their URLs share one version, the hash of all files: `/static/{version}/js/main.js`. So modules
//! can import each other by relative paths, and every URL is immutable.

use std::borrow::Cow;
use std::collections::HashMap;
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
        Files::get(&path)
            .map(|file| file.metadata.sha256_hash())
            .hash(&mut hasher);
    }
    format!("{:016x}", hasher.finish())
});

/// Minified scripts and styles. Compressed with Brotli, they are a third smaller than without
/// minification.
static MINIFIED: LazyLock<HashMap<String, String>> = LazyLock::new(|| {
    let minified = |path: &str| {
        let source = String::from_utf8(Files::get(path)?.data.into_owned()).ok()?;
        match path.rsplit_once('.')?.1 {
            "js" => Some(minifier::js::minify(&source).to_string()),
            "css" => Some(minifier::css::minify(&source).ok()?.to_string()),
            _ => None,
        }
    };
    Files::iter()
        .filter_map(|path| Some((path.to_string(), minified(&path)?)))
        .collect()
});

/// The version of this build's assets.
pub fn version() -> &'static str {
    &VERSION
}

/// The URL path of an asset, without the base path: `url("css/main.css")`.
pub fn url(path: &str) -> String {
    format!("/static/{}/{path}", version())
}

/// The content and the media type of an asset; `None` if there is none at this path.
pub fn get(path: &str) -> Option<(Cow<'static, [u8]>, &'static str)> {
    let content_type = match path.rsplit('.').next()? {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        _ => "application/octet-stream",
    };
    match MINIFIED.get(path) {
        Some(code) => Some((Cow::Borrowed(code.as_bytes()), content_type)),
        None => Some((Files::get(path)?.data, content_type)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_and_styles_are_minified() {
        for path in Files::iter().filter(|path| path.ends_with(".js") || path.ends_with(".css")) {
            let source = Files::get(&path).expect("it is embedded").data;
            let (sent, _) = get(&path).expect("it is sent");
            assert!(!sent.is_empty() && sent.len() < source.len(), "{path}");
            assert!(!sent.windows(3).any(|three| three == b"/**"), "{path}");
        }
    }
}
