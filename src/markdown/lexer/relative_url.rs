//! Relative URLs, which name files of the archive.

use crate::markdown::lexer::macros;
use crate::markdown::lexer::token::Wikilink;
use crate::text::naming::has_extension;
use crate::text::video_url::PlayRange;

/// Whether a URL is relative, so that it names a file of this archive. A name with a colon and a
/// space is no URL with a scheme.
pub(in crate::markdown) fn is_relative(url: &str) -> bool {
    let scheme = url.split_once(':').map(|(scheme, _)| scheme);
    let has_scheme = scheme.is_some_and(|scheme| {
        (!url.contains(' ') || url.contains("://")) && !scheme.contains(['/', '#', '?'])
    });
    !has_scheme && !url.starts_with("//")
}

/// The link that a relative URL makes, whose path and heading may be percent-encoded.
pub(in crate::markdown) fn link_to(url: &str) -> Wikilink<'_> {
    // `{{< ref "note.md" >}}#heading`
    let (url, after_macro) = match macros::reference(url) {
        Some((length, path)) => (path, &url[length..]),
        None => (url, ""),
    };
    let decoded = |text| percent_encoding::percent_decode_str(text).decode_utf8_lossy();
    let (path, heading) = match url.split_once('#') {
        Some((path, heading)) => (path, Some(heading.trim_matches('#'))),
        None => (url, None),
    };
    let (path, query) = split_query(path);
    let heading = heading.or(after_macro.strip_prefix('#'));
    let heading = heading.filter(|heading| !heading.is_empty());
    // `note.md?t=41` leads to that time of the note.
    let heading = heading.or(query.filter(|query| PlayRange::from_fragment(query).has_time()));
    Wikilink {
        target: decoded(path),
        heading: heading.map(decoded),
        label: None,
        is_path: true,
        size: None,
        source_range: 0..0,
    }
}

/// Splits the query off the path of a file or folder: `raw=true` of `a.png?raw=true`. Other
/// question marks are part of a name.
fn split_query(path: &str) -> (&str, Option<&str>) {
    match path.split_once('?') {
        Some((file, query)) if file.ends_with('/') || has_extension(file) => (file, Some(query)),
        _ => (path, None),
    }
}
