//! Parses what follows a timestamp and repeats it: the URL of the link that it labels, or
//! attributes in braces.

use crate::markdown::lexer::timestamp::list::Times;
use crate::markdown::lexer::timestamp::{anchor, dash, length_of, near};
use crate::markdown::lexer::token::{Kind, TimestampToken};
use crate::text::media_kind::kind_of;
use crate::text::timestamp::RawTimestamp;
use crate::text::video_url::{PlayRange, VideoUrl};
use crate::text::youtube::YoutubeId;

/// What follows times in brackets and belongs to them.
#[derive(Default)]
pub(super) struct Repetition<'s> {
    /// Its length in bytes.
    pub(super) length: usize,
    /// A link to another site, which stays beside the times.
    pub(super) link: Option<&'s str>,
}

impl Repetition<'_> {
    fn of_length(length: usize) -> Self {
        Self { length, link: None }
    }
}

/// Parses what follows times in brackets: a link whose URL contains them again or is that of a
/// video, or attributes in braces. Further times in it are added. If it has another time than the
/// only one in the brackets, that one becomes the label of the other. `None` if the times are the
/// label of another link.
pub(super) fn repetition<'s>(
    after: &'s str,
    end: usize,
    times: &mut Times<'s>,
    has_video: bool,
) -> Option<Repetition<'s>> {
    let Some(inside) = after.strip_prefix('(') else {
        return Some(Repetition::of_length(braces(after)));
    };
    if let Some(tokens) = anchor(inside) {
        // Words in it, and invalid timestamps, stay where they are.
        if tokens.iter().any(|(_, kind)| has_words(kind)) {
            return Some(Repetition::default());
        }
        let length = 1 + length_of(&tokens);
        for (_, kind) in tokens {
            let Kind::Timestamp(timestamp) = kind else {
                continue;
            };
            if times
                .iter()
                .all(|(_, other)| other.time.as_hms() != timestamp.time.as_hms())
            {
                match times.as_mut_slice() {
                    [(_, only)] => {
                        *only = TimestampToken {
                            label: Some(only.time),
                            ..timestamp
                        }
                    }
                    _ => times.push((end + length, timestamp)),
                }
            }
        }
        let length = length + usize::from(after[length..].starts_with(')'));
        return Some(Repetition::of_length(length));
    }
    let Some(close) = inside.find(')') else {
        return Some(Repetition::default());
    };
    let (url, whole) = (
        destination(&inside[..close]),
        Repetition::of_length(close + 2),
    );
    if let Some(video) = VideoUrl::parse(url) {
        cite(times, &video);
        return Some(whole);
    }
    if is_own(url) {
        return Some(whole);
    }
    match (is_web(url), url.contains(' ')) {
        (true, false) if is_time_of_other_media(url) => None,
        (true, false) if has_video => Some(Repetition {
            link: Some(url),
            ..whole
        }),
        (_, false) => None,
        // Text in parentheses.
        (_, true) => Some(Repetition::default()),
    }
}

/// Parses the end of a range of the same video that is a link, too:
/// `-[4:10](https://youtu.be/ID?t=250)`. Returns its length in bytes, too.
pub(super) fn linked_range_end(
    after: &str,
    video: Option<YoutubeId>,
) -> Option<(usize, RawTimestamp)> {
    let label = after[dash(after)?..].strip_prefix('[')?;
    let (length, time) = RawTimestamp::parse_prefix(label)?;
    let inside = label[length..].strip_prefix("](")?;
    let close = inside.find(')')?;
    let url = VideoUrl::parse(destination(&inside[..close]))?;
    let end = url.range.start.and_then(RawTimestamp::from_seconds);
    let length = after.len() - inside.len() + close + 1;
    (video == Some(url.id)).then_some((length, end.unwrap_or(time)))
}

/// The URL in the parentheses of a link, without its title: `<url> "title"`.
fn destination(inside: &str) -> &str {
    let inside = inside.trim();
    let url = match inside.split_once([' ', '\n']) {
        Some((url, title)) if title.trim_start().starts_with(['"', '\'']) => url,
        _ => inside,
    };
    let unwrapped = url.strip_prefix('<').and_then(|url| url.strip_suffix('>'));
    unwrapped.unwrap_or(url)
}

/// Updates the times in the label of a link to a video: they belong to that video, and if the URL
/// has a time and the label one, that of the URL counts.
fn cite(times: &mut Times<'_>, video: &VideoUrl) {
    if let [(_, only)] = times.as_mut_slice() {
        *only = only.linked_to(video);
    } else {
        times
            .iter_mut()
            .for_each(|(_, timestamp)| timestamp.video = Some(video.id));
    }
}

/// Whether a URL leads to a web site.
fn is_web(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}

/// Whether a URL leads to a time of a video or a recording on another site: as a media fragment, in
/// a media file, or on a site that plays media.
fn is_time_of_other_media(url: &str) -> bool {
    const HOSTS: [&str; 9] = [
        "vimeo.com",
        "dailymotion.com",
        "twitch.tv",
        "bilibili.com",
        "soundcloud.com",
        "spotify.com",
        "ted.com",
        "odysee.com",
        "rumble.com",
    ];
    let (location, fragment) = url.split_once('#').unwrap_or((url, ""));
    let (location, _) = location.split_once('?').unwrap_or((location, ""));
    let host = location.split('/').nth(2).unwrap_or_default();
    let is_on = |name: &str| {
        let subdomain = host.strip_suffix(name);
        subdomain.is_some_and(|subdomain| subdomain.is_empty() || subdomain.ends_with('.'))
    };
    PlayRange::from_fragment(fragment).has_time()
        || ((HOSTS.into_iter().any(is_on) || kind_of(location).is_some())
            && PlayRange::from_url(url).has_time())
}

/// Whether a token is more than a timestamp or a generic name of a link.
fn has_words(kind: &Kind<'_>) -> bool {
    const NAMES: [&str; 5] = ["link", "timestamp", "source", "url", "here"];
    match kind {
        Kind::Timestamp(_) => false,
        Kind::Literal(words) => {
            !words.trim().is_empty()
                && !NAMES
                    .iter()
                    .any(|name| words.trim().eq_ignore_ascii_case(name))
        }
        _ => true,
    }
}

/// Whether a URL can only mean the note's own video: a time, a fragment, a query, a single word,
/// nothing, or the scheme of another program.
fn is_own(url: &str) -> bool {
    if url.contains(' ') && RawTimestamp::parse(url).is_none() {
        return false;
    }
    url.starts_with(['#', '?'])
        || url.chars().all(char::is_alphanumeric)
        || RawTimestamp::parse(url).is_some()
        || RawTimestamp::find(url).is_some()
        || (url.contains("://") && !is_web(url))
}

/// The length in bytes of attributes in braces: `{class="yt-timestamp" data-t="00:03:38"}`.
fn braces(after: &str) -> usize {
    let Some(inside) = after.strip_prefix('{').map(near) else {
        return 0;
    };
    let close = inside
        .find('}')
        .filter(|close| inside[..*close].contains("timestamp"));
    close.map_or(0, |close| close + 2)
}
