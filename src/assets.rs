//! The files of `static/`, embedded in the binary. A leaf: pages name them, `web` serves them.
//!
//! All of them live under one version, the hash of them all: `/static/{version}/js/main.js`. So modules
//! import each other by relative paths, and yet every address is immutable.

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
        Files::get(&path).map(|file| file.metadata.sha256_hash()).hash(&mut hasher);
    }
    format!("{:016x}", hasher.finish())
});

/// Scripts and styles as they are sent: a third of them is comments, which no browser needs.
static SENT: LazyLock<HashMap<String, String>> = LazyLock::new(|| {
    let code = Files::iter().filter(|path| path.ends_with(".js") || path.ends_with(".css"));
    let text = |path: &str| String::from_utf8(Files::get(path)?.data.into_owned()).ok();
    code.filter_map(|path| Some((path.to_string(), without_comments(&text(&path)?)))).collect()
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
    match SENT.get(path) {
        Some(code) => Some((Cow::Borrowed(code.as_bytes()), kind)),
        None => Some((Files::get(path)?.data, kind)),
    }
}

/// Without the lines that are nothing but comment. A comment in a line of code stays: telling it from a string takes
/// more than looking.
fn without_comments(code: &str) -> String {
    let mut kept = String::with_capacity(code.len());
    let mut is_inside = false;
    for line in code.split_inclusive('\n') {
        let text = line.trim();
        let begins = !is_inside && text.starts_with("/*");
        let ends = (begins || is_inside) && text.find("*/").is_some_and(|end| end + 2 == text.len());
        let is_comment = is_inside || (begins && (ends || !text.contains("*/"))) || text.starts_with("//");
        is_inside = (is_inside || (begins && is_comment)) && !ends;
        if !is_comment {
            kept.push_str(line);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_are_not_sent_and_code_is() {
        let code = "// Why.\n/**\n * @param {A} a\n */\nf(a); // stays\n/* one */\n/** @type {B} */ b = \"/* no */\";\n  // in\nc\n";
        assert_eq!(without_comments(code), "f(a); // stays\n/** @type {B} */ b = \"/* no */\";\nc\n");
        assert_eq!(without_comments("a { }\n/* two\n   lines */\nb { }"), "a { }\nb { }");
    }
}
