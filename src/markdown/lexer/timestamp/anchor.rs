//! Parses anchors. Real ones may lack the `>`, the quotes, the label or the end tag. Whatever is
//! recognizable as an anchor is replaced completely, so that none of its markup is visible.

use crate::markdown::lexer::timestamp::label::{self, Label, Time};
use crate::markdown::lexer::timestamp::tag::{Tag, closing, opening};
use crate::markdown::lexer::timestamp::{Tokens, has_two_digit_fields, near};
use crate::markdown::lexer::token::{InvalidTimestamp, Kind, TimestampToken};
use crate::text::ascii_case::starts_with_ignore_case;
use crate::text::timestamp::RawTimestamp;
use crate::text::video_url::VideoUrl;

/// The parts of an anchor.
struct AnchorParts<'s> {
    tag: Tag<'s>,
    label: Label<'s>,
    /// The total length in bytes.
    length: usize,
    /// Whether a word follows without a space.
    is_tight: bool,
}

/// Parses an anchor with a time in its attribute or its label. A timestamp anchor without a time is
/// shown as its label. `None` for other anchors.
pub(in crate::markdown) fn anchor(rest: &str) -> Option<Tokens<'_>> {
    opening(rest)?;
    if let Some(tokens) = plain_anchor(rest) {
        return Some(tokens);
    }
    let near = near(rest);
    match doubled_opening(near) {
        Some(length) => {
            let mut tokens = read(&near[length..])?;
            tokens.insert(0, (length, Kind::Literal("")));
            Some(tokens)
        }
        None => read(near),
    }
}

/// Parses the anchor that nearly all real notes contain, for speed: [`read`] returns the same.
/// `<a class="yt-timestamp" data-t="00:03:38">[00:03:38]</a>`
fn plain_anchor(text: &str) -> Option<Tokens<'_>> {
    const START: &str = "<a class=\"yt-timestamp\" data-t=\"";
    let after = text.strip_prefix(START)?;
    let end = after.find(|c: char| !(c.is_ascii_digit() || c == ':'))?;
    let (value, after) = after.split_at(end);
    let after = after
        .strip_prefix("\">[")?
        .strip_prefix(value)?
        .strip_prefix("]</a>")?;
    // Another end tag may belong to it.
    if after.starts_with(['<', '/', '\\']) {
        return None;
    }
    let time = RawTimestamp::parse(value)?;
    let timestamp = TimestampToken::new(value, time, None);
    Some(vec![(text.len() - after.len(), Kind::Timestamp(timestamp))])
}

/// The length in bytes of the first start tag in `<a$ <a …>`, which is ignored.
fn doubled_opening(near: &str) -> Option<usize> {
    let (_, start) = opening(near)?;
    let is_content = |c: char| matches!(c, '<' | '>') || c.is_alphanumeric();
    let next = start + near[start..].find(is_content)?;
    let rest = &near[next..];
    (rest.starts_with('<') && opening(rest).is_some()).then_some(next)
}

/// Parses an anchor within the limits of [`near`].
fn read(near: &str) -> Option<Tokens<'_>> {
    let parts = find_parts(near)?;
    let attribute = attribute(&parts.tag);
    let is_anchor = parts.tag.name.eq_ignore_ascii_case("a");
    let linked = parts.tag.attribute("href").and_then(VideoUrl::parse);
    let has_time = linked.is_some_and(|video| video.range.start.is_some());
    let is_ours = !attribute.is_empty() || parts.label.is_time() || has_time;
    if !(parts.tag.is_timestamp() || is_anchor && is_ours) {
        return None;
    }
    let mut timestamps = timestamps(attribute, &parts);
    if let Some(video) = linked {
        link(&mut timestamps, &video, &near[..parts.tag.length]);
    }
    if timestamps.is_empty() {
        return Some(invalid_tokens(near, &parts));
    }
    // Words in the label are text of the note: they stay, followed by the timestamps.
    let cited: Vec<Time<'_>> = timestamps
        .iter()
        .map(|timestamp| (timestamp.source, timestamp.time, timestamp.end))
        .collect();
    let mut tokens: Tokens<'_> = parts
        .label
        .words(&cited)
        .into_iter()
        .map(|words| (0, Kind::Literal(words)))
        .collect();
    tokens.extend((!tokens.is_empty()).then_some((0, Kind::Literal(" "))));
    tokens.extend(
        timestamps
            .into_iter()
            .map(|timestamp| (0, Kind::Timestamp(timestamp))),
    );
    tokens
        .last_mut()
        .into_iter()
        .for_each(|(length, _)| *length = parts.length);
    Some(tokens)
}

/// Updates the timestamps of a link to a video: the time in its URL counts.
fn link<'s>(timestamps: &mut Vec<TimestampToken<'s>>, video: &VideoUrl, tag: &'s str) {
    match timestamps.as_mut_slice() {
        [] => timestamps.extend(TimestampToken::from_url(tag, video)),
        [only] => *only = only.linked_to(video),
        several => several
            .iter_mut()
            .for_each(|timestamp| timestamp.video = Some(video.id)),
    }
}

/// The tokens of an anchor without a time: its label, or else its attribute. If both are empty, the
/// empty text at the end of the tag gives the position of the problem.
fn invalid_tokens<'s>(near: &'s str, parts: &AnchorParts<'s>) -> Tokens<'s> {
    let tag_end = &near[parts.tag.length..parts.tag.length];
    let mut pieces = parts.label.pieces.clone();
    if parts.label.is_empty() {
        pieces = vec![parts.tag.value().unwrap_or(tag_end)];
    }
    let last = pieces.pop().unwrap_or(tag_end);
    let mut tokens: Tokens<'s> = pieces
        .into_iter()
        .map(|piece| (0, Kind::Literal(piece)))
        .collect();
    tokens.push((
        parts.length,
        Kind::InvalidTimestamp(InvalidTimestamp::new(last)),
    ));
    tokens.extend(parts.is_tight.then_some((0, Kind::Literal(" "))));
    tokens
}

/// The timestamps of an anchor: the times of its attribute, or else of its label. If the label
/// lists the time of the attribute and others, all of them count. If the attribute contains more
/// than times, the label takes precedence.
fn timestamps<'s>(attribute: Vec<Time<'s>>, parts: &AnchorParts<'s>) -> Vec<TimestampToken<'s>> {
    let label = parts.label.times();
    let same_in_label = |time: RawTimestamp| {
        label
            .iter()
            .find(|(_, other, _)| other.as_hms() == time.as_hms())
    };
    let is_list = label.len() > 1
        && !parts
            .label
            .pieces
            .iter()
            .any(|piece| piece.contains(['"', '>']));
    let is_listed = |(_, time, _): &Time<'s>| is_list && same_in_label(*time).is_some();
    let is_unreliable = !label.is_empty()
        && parts
            .tag
            .value()
            .is_some_and(|value| is_unreliable(value, &attribute));
    let times = match attribute.as_slice() {
        [time] if is_listed(time) => &label,
        times if !times.is_empty() && !is_unreliable => times,
        _ => {
            &label[..if is_list {
                label.len()
            } else {
                label.len().min(1)
            }]
        }
    };
    let mut timestamps: Vec<TimestampToken<'s>> = Vec::with_capacity(times.len());
    for (source, time, end) in times {
        if timestamps
            .iter()
            .all(|timestamp| timestamp.time.as_hms() != time.as_hms())
        {
            let same = same_in_label(*time);
            let other = label
                .first()
                .filter(|_| same.is_none())
                .map(|(_, other, _)| *other);
            let end = end.or(same.and_then(|(_, _, end)| *end));
            timestamps.push(TimestampToken {
                label: other,
                ..TimestampToken::new(source, *time, end)
            });
        }
    }
    timestamps
}

/// Whether the value of an attribute contains more than its times, or a full stop that may be a
/// colon: `00:03:3 8`, `00:3.38`.
fn is_unreliable(value: &str, times: &[Time<'_>]) -> bool {
    let is_time = matches!(times, [(written, ..)] if *written == value);
    let is_valid = is_time || label::is_times(value);
    !is_valid || (value.contains('.') && value.matches(':').count() == 1)
}

/// Finds the parts of an anchor.
fn find_parts(near: &str) -> Option<AnchorParts<'_>> {
    let tag = Tag::read(near)?;
    let mut content = &near[tag.length..];
    if !tag.is_closed {
        // The label is inside the unclosed tag, and ends with its line or table cell.
        if tag.attributes.is_empty() {
            return None;
        }
        content = &content[..content.find(['\n', '|']).unwrap_or(content.len())];
    }
    if let Some((end, closing)) = label_end(content, tag.name) {
        let length = tag.length + end + closing;
        return Some(AnchorParts {
            label: Label::read(&content[..end]),
            length,
            is_tight: false,
            tag,
        });
    }
    // An unclosed anchor ends after its time, so that the words after it stay.
    let spaces = content.len() - content.trim_start_matches(' ').len();
    let label = time_at(&content[spaces..]).unwrap_or_default();
    let taken = if label.is_empty() {
        0
    } else {
        spaces + label.len()
    };
    let after = &content[taken..];
    let closing = closing(after, tag.name).unwrap_or(0);
    let is_tight = after[closing..].starts_with(char::is_alphanumeric);
    Some(AnchorParts {
        label: Label::read(label),
        length: tag.length + taken + closing,
        is_tight,
        tag,
    })
}

/// The byte offset of the end tag after a label, and the length of that tag; `None` if another
/// anchor starts before it.
fn label_end(content: &str, name: &str) -> Option<(usize, usize)> {
    let mut has_span = false;
    for (at, _) in content.match_indices('<') {
        let rest = &content[at..];
        has_span |= starts_with_ignore_case(rest, "<span");
        let ends_span = has_span && starts_with_ignore_case(rest, "</span");
        if let Some(closing) = closing(rest, name).filter(|_| !ends_span || name == "span") {
            let escape = usize::from(content[..at].ends_with('\\'));
            return Some((at - escape, closing + escape));
        }
        has_span &= !ends_span;
        if opening(rest).is_some_and(|(other, _)| other.eq_ignore_ascii_case(name) || other == "a")
        {
            return None;
        }
    }
    None
}

/// The text in brackets, or the time, that a text starts with.
fn time_at(text: &str) -> Option<&str> {
    let inside = text.trim_start_matches('[');
    let open = text.len() - inside.len();
    if open == 0 {
        return Some(&text[..RawTimestamp::parse_prefix(text)?.0]);
    }
    let end = inside
        .find(['[', ']', '<', '\n'])
        .filter(|end| inside[*end..].starts_with(']'))?;
    let closing = inside[end..]
        .bytes()
        .take(open)
        .take_while(|b| *b == b']')
        .count();
    Some(&text[..open + end + closing])
}

/// The times in the attributes: those of `data-t`, or else the first one in any attribute.
fn attribute<'s>(tag: &Tag<'s>) -> Vec<Time<'s>> {
    let value = tag.value().unwrap_or_default();
    if let Some(time) = RawTimestamp::parse(value) {
        return vec![(value, time, None)];
    }
    let times: Vec<Time<'_>> = label::times(value)
        .into_iter()
        .map(|(_, time)| time)
        .collect();
    if !times.is_empty() {
        return times;
    }
    let is_ours = tag.is_timestamp();
    let first = tag
        .attributes
        .iter()
        .find_map(|(name, value)| time_elsewhere(name, value, is_ours));
    first.into_iter().collect()
}

/// The time in an attribute that is not meant for times. Names, styles and external URLs contain
/// numbers, too, so they count only if the time is the whole value, or not at all.
fn time_elsewhere<'s>(name: &str, value: &'s str, is_ours: bool) -> Option<Time<'s>> {
    let is = |other: &str| name.eq_ignore_ascii_case(other);
    if is("href") {
        let value = value.trim_start_matches(['#', '?']);
        let time = RawTimestamp::parse(value).filter(|_| value.contains(':'))?;
        return Some((value, time, None));
    }
    let is_other = ["title", "id", "name", "style"].into_iter().any(is);
    let may_hold =
        name.is_empty() || starts_with_ignore_case(name, "data") || (is_ours && !is_other);
    let (range, time) = RawTimestamp::find(value).filter(|_| may_hold && !value.contains("//"))?;
    has_two_digit_fields(&value[range.clone()]).then_some((&value[range], time, None))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_anchor_is_parsed_like_any_other() {
        for (value, label, after) in [
            ("00:03:38", "[00:03:38]", " Then"),
            ("03:38", "[03:38]", ""),
            ("1:03:38", "[1:03:38]", ". Then"),
            ("126:01", "[126:01]", "</a>"),
            ("00:99:99", "[00:99:99]", "\\</a\\>"),
            ("00:03:38", "[03:38]", ""),
            ("00:03:38", "00:03:38", ""),
            ("00:03:38:00", "[00:03:38:00]", "x"),
            ("00::03:38", "[00::03:38]", "<span>"),
            ("218", "[218]", ""),
            (":", "[:]", ""),
        ] {
            let text = format!("<a class=\"yt-timestamp\" data-t=\"{value}\">{label}</a>{after}");
            let plain = plain_anchor(&text);
            let is_plain = label == format!("[{value}]") && !after.starts_with(['<', '\\']);
            let is_time = RawTimestamp::parse(value).is_some();
            assert_eq!(plain.is_some(), is_plain && is_time, "{text}");
            if plain.is_some() {
                assert_eq!(plain, read(&text), "{text}");
            }
        }
    }
}
