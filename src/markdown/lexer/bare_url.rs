//! URLs and mail addresses without brackets, as in GitHub's Markdown: `https://…`, `www.…`,
//! `me@example.org`; and those of videos without a scheme: `youtu.be/…`.
//!
//! <https://github.github.com/gfm/#autolinks-extension->

use std::borrow::Cow;
use std::ops::Range;

use crate::markdown::lexer::code_spans::within;
use crate::markdown::lexer::step::{MAX_CONSTRUCT_BYTES, Step};
use crate::markdown::lexer::token::{BareLink, Kind, TimestampToken};
use crate::text::video_url::VideoUrl;

/// The maximum length of a mail address, in bytes (RFC 5321).
pub(super) const MAX_MAIL_ADDRESS_BYTES: usize = 254;

/// Whether a text starts as URLs without brackets do.
pub(super) fn starts(rest: &[u8]) -> bool {
    let starts_with = |scheme: &[u8]| {
        rest.get(..scheme.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    };
    match rest.first() {
        Some(b'h' | b'H') => starts_with(b"https://") || starts_with(b"http://"),
        Some(b'w' | b'W') => starts_with(b"www."),
        Some(b'y' | b'Y') => starts_with(b"youtu.be/") || starts_with(b"youtube.com/"),
        Some(b'm' | b'M') => starts_with(b"m.youtube.com/") || starts_with(b"music.youtube.com/"),
        _ => false,
    }
}

/// The step at the possible start of a URL. That of a video is a timestamp if it has a time.
pub(super) fn step(prose: &str, at: usize) -> Step<'_> {
    if !starts(&prose.as_bytes()[at..]) || is_part(&prose[..at]) {
        return Step::Skip(1);
    }
    let url = trimmed(within(&prose[at..], MAX_CONSTRUCT_BYTES));
    if let Some((url, video)) = video(url) {
        let timestamp = TimestampToken::from_url(url, &video).map(Kind::Timestamp);
        return Step::replace(
            url.len(),
            timestamp.unwrap_or_else(|| Kind::Link(BareLink::new(url))),
        );
    }
    let has_scheme = matches!(prose.as_bytes()[at], b'h' | b'H' | b'w' | b'W');
    if has_scheme && has_domain(url) {
        Step::replace(url.len(), Kind::Link(BareLink::new(url)))
    } else {
        Step::Skip(1)
    }
}

/// The URL of a video at the start of a URL. Chinese, Japanese and Korean words may follow it
/// without a space.
fn video(url: &str) -> Option<(&str, VideoUrl)> {
    let is_word = |c: char| matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}');
    let url = &url[..url.find(is_word).unwrap_or(url.len())];
    Some((url, VideoUrl::parse(url)?))
}

/// Whether a URL after this text is a part of something else: of a word, of the brackets of
/// CommonMark, of an attribute, or of the definition of a link (`[label]: https://…`).
fn is_part(before: &str) -> bool {
    let unquoted = before.strip_suffix(['"', '\'']).unwrap_or(before);
    if unquoted.ends_with('=')
        || before
            .ends_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '<' | '/' | '@' | '.'))
    {
        return true;
    }
    let line = within_last_line(before).trim_end();
    // `[[Talk]](https://…)` is a wikilink, and then a URL.
    (line.ends_with("](") && !line.ends_with("]]("))
        || (line.ends_with("]:") && line.starts_with('[') && !line.starts_with("[^"))
}

/// The last line of a text without its indentation, or its last bytes if it is longer.
fn within_last_line(before: &str) -> &str {
    let near =
        &before[before.ceil_char_boundary(before.len().saturating_sub(MAX_CONSTRUCT_BYTES))..];
    near.rsplit('\n').next().unwrap_or(near).trim_start()
}

/// The URL that a text starts with, without the punctuation after it.
fn trimmed(rest: &str) -> &str {
    let end = rest.find(ends_url).unwrap_or(rest.len());
    let mut url = &rest[..end];
    let mut unopened = url
        .matches(')')
        .count()
        .saturating_sub(url.matches('(').count());
    loop {
        url = url.trim_end_matches(['?', '!', '.', ',', ':', ';', '*', '_', '~', '\'', '}']);
        match url.strip_suffix(')') {
            Some(shorter) if unopened > 0 => (url, unopened) = (shorter, unopened - 1),
            _ => return url,
        }
    }
}

/// Whether a character ends a URL. Chinese and Japanese text has no space after it.
fn ends_url(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '<' | '>' | '|' | '"' | '[' | ']' | '`' | '…')
        || matches!(c, '“' | '”' | '„' | '‘' | '’' | '«' | '»')
        || matches!(c, '\u{3000}'..='\u{303f}' | '\u{ff00}'..='\u{ff65}')
}

/// Whether a URL names a domain.
fn has_domain(url: &str) -> bool {
    let (has_scheme, rest) = match url.split_once("://") {
        Some((_, rest)) => (true, rest),
        None => (false, url),
    };
    let domain = rest.split(['/', '?', '#', ':']).next().unwrap_or(rest);
    is_domain(domain) && (has_scheme || domain.contains('.'))
}

fn is_domain(text: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty()
            && label
                .chars()
                .all(|c| c.is_alphanumeric() || "-_".contains(c))
    };
    text.split('.').all(is_label)
}

/// The range of the mail address with the `@` at this byte offset.
pub(super) fn mail_address(text: &str, at: usize) -> Option<Range<usize>> {
    let is_local = |c: char| c.is_ascii_alphanumeric() || ".-_+".contains(c);
    let start = text[..at].trim_end_matches(is_local).len();
    let domain = &text[at + 1..];
    let is_of_domain = |c: char| c.is_ascii_alphanumeric() || ".-_".contains(c);
    let end = domain.find(|c| !is_of_domain(c)).unwrap_or(domain.len());
    let domain = domain[..end].trim_end_matches('.');
    let end = at + 1 + domain.len();
    // In a URL, it is a part of the path or the name of a user.
    let is_alone = !text[..start].ends_with(['/', ':', '@', '=']) && !text[end..].starts_with('@');
    let is_valid = start < at
        && end - start <= MAX_MAIL_ADDRESS_BYTES
        && domain.contains('.')
        && is_domain(domain)
        && !domain.ends_with(['-', '_']);
    (is_alone && is_valid).then_some(start..end)
}

/// The URL of a link whose text is a URL or a mail address as it is written.
pub(in crate::markdown) fn href(written: &str) -> Cow<'_, str> {
    let prefix = match written {
        _ if written.contains("://") => return Cow::Borrowed(written),
        _ if starts(written.as_bytes()) => "http://",
        _ => "mailto:",
    };
    Cow::Owned(format!("{prefix}{written}"))
}
