//! The time that a timestamp means.

use crate::markdown::TimestampToken;
use crate::text::timestamp::{self, RawTimestamp};

/// The second that a timestamp means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ResolvedTime {
    /// Seconds from the start of the video.
    pub seconds: u32,
    /// The end of the range, in seconds.
    pub end: Option<u32>,
    /// Why it is not the time in the note.
    pub reinterpretation: Option<Reinterpretation>,
    /// The span that contains the second, if it cannot be known exactly.
    pub uncertain: Option<UncertainSpan>,
}

/// A part of a video, in seconds from its start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UncertainSpan {
    /// The first second.
    pub from: u32,
    /// The last second.
    pub to: u32,
}

/// Why a timestamp is not interpreted as `H:MM:SS` or `MM:SS`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reinterpretation {
    /// Three fields: minutes, seconds, and zero or hundredths. `03:38:00` is 3 min 38 s.
    Minutes,
    /// The label of an anchor is right, and its attribute is wrong.
    Label,
    /// Minutes or seconds over 59 carry: `00:94:00` is 1 h 34 min.
    Carry,
    /// Four fields, the last of which counts frames: `01:02:14:00`.
    Frames,
    /// Four fields, the first of which is ignored: `00:01:10:02` is 1 h 10 min 2 s.
    Leading,
    /// A range of minutes and seconds without its dash: `58:28:58:58` is 58:28–58:58.
    JoinedRange,
    /// Hours that the video does not have: `01:17:29` is 17 min 29 s.
    WrongHour,
    /// The units of the minutes are lost: `05:28:00` is between 50 min 28 s and 59 min 28 s.
    LostUnits,
    /// The transcript of the video has the sentence at this second.
    Transcript,
}

impl ResolvedTime {
    /// Interprets a timestamp as `H:MM:SS` or `MM:SS`.
    pub fn as_written(timestamp: &TimestampToken<'_>) -> Self {
        Self {
            seconds: timestamp.time.as_hms(),
            end: timestamp.end.map(RawTimestamp::as_hms),
            reinterpretation: None,
            uncertain: None,
        }
    }

    /// The second to play if the video turns out to be shorter than this time: the interpretation
    /// in minutes of a timestamp that was not reinterpreted, if it may be written in minutes.
    pub fn alternative(self, time: RawTimestamp) -> Option<u32> {
        let may_be_minutes = self.reinterpretation.is_none()
            && (self.seconds >= 3600 || time.third_field() == Some(0));
        time.as_mm_ss().filter(|_| may_be_minutes)
    }

    /// Formats the time for display: `3:38` or `3:38–4:10`.
    pub fn format(self) -> String {
        let from = timestamp::format(self.seconds);
        self.end.map_or(from.clone(), |end| {
            format!("{from}–{}", timestamp::format(end))
        })
    }
}
