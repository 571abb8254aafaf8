//! Transcripts in JSON: of Whisper (`segments[{start, end, text}]`, in seconds), of Podcasting 2.0
//! (`segments[{startTime, endTime, body}]`, in seconds) and of YouTube
//! (`events[{tStartMs, dDurationMs, segs[{utf8}]}]`, in milliseconds).

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::transcript::MAX_MS;
use crate::transcript::builder::Builder;
use crate::transcript::sniff::string_length;

/// The keys of a file that are used. Each item of their lists is parsed on its own.
#[derive(Deserialize)]
struct File<'s> {
    #[serde(borrow)]
    segments: Option<&'s RawValue>,
    #[serde(borrow)]
    events: Option<&'s RawValue>,
}

/// A segment of Whisper or of Podcasting 2.0.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Segment<'s> {
    start: Option<Number>,
    start_time: Option<Number>,
    end: Option<Number>,
    end_time: Option<Number>,
    #[serde(borrow)]
    text: Option<Cow<'s, str>>,
    #[serde(borrow)]
    body: Option<Cow<'s, str>>,
}

/// An event of YouTube.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Event {
    t_start_ms: Number,
    d_duration_ms: Option<Number>,
    segs: Vec<Seg>,
}

/// A part of the text of an event.
#[derive(Deserialize)]
struct Seg {
    #[serde(default)]
    utf8: String,
}

/// A number, which some programs write as a text.
#[derive(Deserialize)]
#[serde(untagged)]
enum Number {
    Number(f64),
    Text(String),
}

impl Number {
    /// The time in milliseconds, if the number is in units of `unit_ms`; `None` if it is no time of
    /// a video.
    fn milliseconds(self, unit_ms: f64) -> Option<u32> {
        let number = match self {
            Self::Number(number) => number,
            Self::Text(text) => text.trim().parse().ok()?,
        };
        let time = (number * unit_ms).round();
        let is_time = (0.0..=f64::from(MAX_MS)).contains(&time);
        is_time.then_some(time as u32)
    }
}

/// Adds the cues of a file. An item of a wrong type is skipped.
///
/// # Errors
/// If it is no JSON object.
pub(super) fn parse(source: &str, builder: &mut Builder) -> Result<(), serde_json::Error> {
    let source = without_nan(source);
    let file: File = serde_json::from_str(&source)?;
    for item in items(file.segments) {
        let segment: Option<Segment> = serde_json::from_str(item.get()).ok();
        segment.and_then(|segment| push_segment(segment, builder));
    }
    for item in items(file.events) {
        let event: Option<Event> = serde_json::from_str(item.get()).ok();
        event.and_then(|event| push_event(event, builder));
    }
    Ok(())
}

/// The items of a list; none if it is not a list.
fn items(list: Option<&RawValue>) -> Vec<&RawValue> {
    list.and_then(|list| serde_json::from_str(list.get()).ok())
        .unwrap_or_default()
}

fn push_segment(segment: Segment, builder: &mut Builder) -> Option<()> {
    let ms = |number: Number| number.milliseconds(1000.0);
    let start = ms(segment.start.or(segment.start_time)?)?;
    let end = segment.end.or(segment.end_time).and_then(ms);
    let text = segment.text.or(segment.body)?;
    builder.push(start, end.unwrap_or(start), text.lines());
    Some(())
}

fn push_event(event: Event, builder: &mut Builder) -> Option<()> {
    let ms = |number: Number| number.milliseconds(1.0);
    let start = ms(event.t_start_ms)?;
    let duration = event.d_duration_ms.and_then(ms).unwrap_or(0);
    let text: String = event.segs.into_iter().map(|seg| seg.utf8).collect();
    builder.push(start, start.saturating_add(duration), text.lines());
    Some(())
}

/// Replaces `NaN` and `Infinity` outside strings by `null`: Python writes them, for example as the
/// likelihood of a segment, but JSON does not have them.
fn without_nan(source: &str) -> Cow<'_, str> {
    if !source.contains("NaN") && !source.contains("Infinity") {
        return Cow::Borrowed(source);
    }
    let mut out = String::with_capacity(source.len());
    let mut rest = source;
    while !rest.is_empty() {
        let quote = rest.find('"').map_or(rest.len(), |quote| quote + 1);
        let (code, string) = rest.split_at(quote);
        let code = code.replace("-Infinity", "null");
        out.push_str(&code.replace("Infinity", "null").replace("NaN", "null"));
        let end = string_length(string.as_bytes()).map_or(string.len(), |length| length + 1);
        out.push_str(&string[..end]);
        rest = &string[end..];
    }
    Cow::Owned(out)
}
