//! A time cited once more behind the first: `[00:03:30](<a …>)`, `[00:03:38](#t=218)`, `<a …>
//! (00:03:38)`; and a time that is the address of a link.

use crate::markdown::lexer::timestamp::anchor::anchor;
use crate::markdown::lexer::timestamp::bracketed::bare;
use crate::markdown::lexer::timestamp::list::Times;
use crate::markdown::lexer::timestamp::{is_in_pairs, length_of, near, only_moment};
use crate::markdown::lexer::token::{Kind, TimestampToken};
use crate::text::timestamp::RawTimestamp;
use crate::text::youtube::YoutubeId;

/// The length of ` (00:03:38)`, ` ([00:03:38])` or ` (<a …>)`, which says again what was cited
/// before it.
pub(in crate::markdown) fn again_in_parentheses(rest: &str, cited: RawTimestamp) -> Option<usize> {
    let inside = near(rest).strip_prefix('(')?;
    let (length, time) = match RawTimestamp::parse_prefix(inside) {
        Some(found) => found,
        None => {
            let tokens = anchor(inside).or_else(|| {
                if inside.starts_with('[') {
                    bare(inside, "", None)
                } else {
                    None
                }
            })?;
            (length_of(&tokens), only_moment(&tokens)?.time)
        }
    };
    (inside[length..].starts_with(')') && time.as_hms() == cited.as_hms()).then_some(length + 2)
}

/// Reads what follows the times in brackets, and is theirs: the address of a link whose label they
/// are and which cites them again, or attributes in braces; its length. What it cites besides them
/// is added; where one time has another behind it, the second is what plays, and the first its
/// label. `None` where the times are the label of a link to elsewhere.
pub(super) fn cited_again<'s>(
    behind: &'s str,
    end: usize,
    times: &mut Times<'s>,
    video: Option<&YoutubeId>,
) -> Option<usize> {
    let Some(inside) = behind.strip_prefix('(') else {
        return Some(braces(behind));
    };
    if let Some(tokens) = anchor(inside) {
        // Words in it, and what cannot be read, stay where they stand.
        if tokens.iter().any(|(_, kind)| says_more(kind)) {
            return Some(0);
        }
        let length = 1 + length_of(&tokens);
        for (_, kind) in tokens {
            let Kind::Timestamp(moment) = kind else {
                continue;
            };
            if times
                .iter()
                .all(|(_, other)| other.time.as_hms() != moment.time.as_hms())
            {
                match times.as_mut_slice() {
                    [(_, only)] => {
                        *only = TimestampToken {
                            label: Some(only.time),
                            ..moment
                        }
                    }
                    _ => times.push((end + length, moment)),
                }
            }
        }
        return Some(length + usize::from(behind[length..].starts_with(')')));
    }
    let Some(close) = inside.find(')') else {
        return Some(0);
    };
    let address = inside[..close].trim();
    match (is_own(address, video), address.contains(' ')) {
        (true, _) => Some(1 + close + 1),
        (false, false) => None,
        // Words in parentheses are words.
        (false, true) => Some(0),
    }
}

/// Whether a token has more than a time and the word that names a link as such.
fn says_more(kind: &Kind<'_>) -> bool {
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

/// Whether an address means the note's own video: a time, a place in it, a word that names nothing.
fn is_own(address: &str, video: Option<&YoutubeId>) -> bool {
    if address.contains(' ') && RawTimestamp::parse(address).is_none() {
        return false;
    }
    let own = YoutubeId::from_url(address);
    address.starts_with(['#', '?'])
        || address.chars().all(char::is_alphanumeric)
        || RawTimestamp::parse(address).is_some()
        || (own.is_none() && RawTimestamp::find(address).is_some())
        || (own.is_some() && own.as_ref() == video)
}

/// The length of `{class="yt-timestamp" data-t="00:03:38"}`.
fn braces(behind: &str) -> usize {
    let Some(inside) = behind.strip_prefix('{').map(near) else {
        return 0;
    };
    let close = inside
        .find('}')
        .filter(|close| inside[..*close].contains("timestamp"));
    close.map_or(0, |close| close + 2)
}

/// Reads the time that is the address of a link, from behind the parenthesis: `00:03:38)`,
/// `#t=3:38)`, `?t=218)`.
pub(in crate::markdown) fn address(inside: &str) -> Option<(usize, Kind<'_>)> {
    let close = near(inside).find(')')?;
    let address = inside[..close]
        .trim()
        .trim_matches(['<', '>'])
        .trim_start_matches(['#', '?']);
    let written = address.strip_prefix("t=").unwrap_or(address);
    let is_time = written.len() < address.len() || (written.contains(':') && is_in_pairs(written));
    let time = RawTimestamp::parse(written).filter(|_| is_time)?;
    Some((
        close,
        Kind::Timestamp(TimestampToken {
            written,
            time,
            label: None,
            end: None,
        }),
    ))
}
