//! The time that a timestamp means.

use std::num::NonZeroU32;

use crate::markdown::TimestampToken;
use crate::text::timestamp::{self, RawTimestamp};

/// The second that a timestamp means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ResolvedTime {
    /// Seconds from the start of the video.
    pub seconds: u32,
    /// The end of the range, in seconds.
    pub end: Option<NonZeroU32>,
    /// Why it is not the time in the note.
    pub reinterpretation: Option<Reinterpretation>,
    /// The span that contains the second, if it cannot be known exactly.
    pub uncertain: Option<UncertainSpan>,
}

/// A part of a video, in seconds from its start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UncertainSpan {
    from: u32,
    /// Not zero, so that the span takes less memory.
    to: NonZeroU32,
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
    /// Other notes of the video cite this time for the same statement.
    OtherNotes,
    /// The transcript of the video has the sentence at this second.
    Transcript,
}

impl ResolvedTime {
    /// Interprets a timestamp as `H:MM:SS` or `MM:SS`.
    pub fn as_written(timestamp: &TimestampToken<'_>) -> Self {
        Self {
            seconds: timestamp.time.as_hms(),
            end: timestamp
                .end
                .map(RawTimestamp::as_hms)
                .and_then(NonZeroU32::new),
            reinterpretation: None,
            uncertain: None,
        }
    }

    /// A time that is only known to be this near to a second, in seconds.
    pub fn about(second: u32, tolerance: u32, reinterpretation: Reinterpretation) -> Self {
        Self {
            seconds: second,
            end: None,
            reinterpretation: Some(reinterpretation),
            uncertain: Some(UncertainSpan::new(
                second.saturating_sub(tolerance),
                second.saturating_add(tolerance),
            )),
        }
    }

    /// Whether the second is not known exactly.
    pub fn is_uncertain(&self) -> bool {
        self.uncertain.is_some()
    }

    /// The second to play if the video turns out to be shorter than this time: the interpretation
    /// in minutes of a timestamp that was not reinterpreted, if it may be written in minutes.
    pub fn alternative(self, time: RawTimestamp) -> Option<u32> {
        let may_be_minutes = self.reinterpretation.is_none()
            && (self.seconds >= 3600 || time.third_field() == Some(0));
        time.as_mm_ss().filter(|_| may_be_minutes)
    }

    /// The part of the time within a video of this length, in seconds; `None` if it is further
    /// behind the end than `slack`.
    pub fn within(self, length: u32, slack: u32) -> Option<Self> {
        let within = |span: UncertainSpan| {
            UncertainSpan::new(span.from().min(length), span.to().min(length))
        };
        let earliest = self.uncertain.map_or(self.seconds, UncertainSpan::from);
        (earliest <= length.saturating_add(slack)).then(|| Self {
            seconds: self.seconds.min(length),
            end: self
                .end
                .and_then(|end| NonZeroU32::new(end.get().min(length))),
            uncertain: self.uncertain.map(within),
            ..self
        })
    }

    /// Formats the time for display: `3:38` or `3:38–4:10`; an uncertain one as its span.
    pub fn format(self) -> String {
        let start = self.format_start();
        match self.end {
            Some(end) if !self.is_uncertain() => {
                format!("{start}–{}", timestamp::format(end.get()))
            }
            _ => start,
        }
    }

    /// Formats the time without the end of a range: `3:38`; an uncertain one as its span.
    pub fn format_start(self) -> String {
        match self.uncertain {
            Some(span) => span.format(self.seconds),
            None => timestamp::format(self.seconds),
        }
    }

    /// Formats the second that is played: `3:38`; a best guess as `≈ 24 min`.
    pub fn format_played(self) -> String {
        match self.uncertain {
            Some(_) => approximate(self.seconds),
            None => timestamp::format(self.seconds),
        }
    }

    /// Formats the start for screen readers: `3 minutes 38 seconds`, or
    /// `about 25 minutes, between 20 and 29 minutes`.
    pub fn format_spoken(self) -> String {
        match self.uncertain {
            Some(span) => span.format_spoken(self.seconds),
            None => timestamp::format_spoken(self.seconds),
        }
    }
}

/// A span of up to this many seconds is shown as its best guess, in minutes.
const MAX_NARROW_SPAN_SECONDS: u32 = 120;

impl UncertainSpan {
    /// The span from the first to the last second, which is 1 or later.
    pub fn new(from: u32, to: u32) -> Self {
        Self {
            from,
            to: NonZeroU32::new(to).unwrap_or(NonZeroU32::MIN),
        }
    }

    /// The first second.
    pub fn from(self) -> u32 {
        self.from
    }

    /// The last second.
    pub fn to(self) -> u32 {
        self.to.get()
    }

    /// The first and the last second.
    pub fn bounds(self) -> [u32; 2] {
        [self.from(), self.to()]
    }

    /// Formats the span in whole minutes: `20–29 min`, `1:20–1:29 h`; a narrow one as its best
    /// guess, in seconds. `formatMoment` in `static/js/ui/time.js` has the same format.
    fn format(self, best_guess: u32) -> String {
        if self.is_narrow() {
            return approximate(best_guess);
        }
        let (from, to) = (self.from() / 60, self.to() / 60);
        match to {
            60.. => format!("{}–{} h", hours(from), hours(to)),
            _ => format!("{from}–{to} min"),
        }
    }

    fn format_spoken(self, best_guess: u32) -> String {
        let spoken = |minutes: u32| timestamp::format_spoken(minutes * 60);
        let about = format!("about {}", spoken(rounded_minutes(best_guess)));
        let (from, to) = (self.from() / 60, self.to() / 60);
        match (self.is_narrow(), from) {
            (true, _) => about,
            (false, 1..) if to < 60 => format!("{about}, between {from} and {}", spoken(to)),
            (false, _) => format!("{about}, between {} and {}", spoken(from), spoken(to)),
        }
    }

    fn is_narrow(self) -> bool {
        self.to().saturating_sub(self.from) <= MAX_NARROW_SPAN_SECONDS
    }
}

/// Formats a best guess, in seconds: `≈ 24 min`, `≈ 1:24 h`.
fn approximate(best_guess: u32) -> String {
    match rounded_minutes(best_guess) {
        minutes @ 60.. => format!("≈ {} h", hours(minutes)),
        minutes => format!("≈ {minutes} min"),
    }
}

/// Formats minutes as hours and minutes: `1:24`.
fn hours(minutes: u32) -> String {
    format!("{}:{:02}", minutes / 60, minutes % 60)
}

/// The minute nearest to a second.
fn rounded_minutes(seconds: u32) -> u32 {
    seconds.saturating_add(30) / 60
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_uncertain_time_is_shown_as_its_span_in_minutes() {
        for (seconds, from, to, shown, spoken) in [
            (
                1470,
                1200,
                1799,
                "20–29 min",
                "about 25 minutes, between 20 and 29 minutes",
            ),
            (
                5070,
                4800,
                5399,
                "1:20–1:29 h",
                "about 1 hour 25 minutes, between 1 hour 20 minutes and 1 hour 29 minutes",
            ),
            (
                3570,
                3300,
                3899,
                "0:55–1:04 h",
                "about 1 hour, between 55 minutes and 1 hour 4 minutes",
            ),
            (
                120,
                0,
                301,
                "0–5 min",
                "about 2 minutes, between the start and 5 minutes",
            ),
            (1429, 1380, 1500, "≈ 24 min", "about 24 minutes"),
            (
                1429,
                1380,
                1501,
                "23–25 min",
                "about 24 minutes, between 23 and 25 minutes",
            ),
            (5040, 5000, 5080, "≈ 1:24 h", "about 1 hour 24 minutes"),
        ] {
            let resolved = ResolvedTime {
                seconds,
                end: NonZeroU32::new(to),
                reinterpretation: Some(Reinterpretation::LostUnits),
                uncertain: Some(UncertainSpan::new(from, to)),
            };
            assert_eq!(resolved.format(), shown);
            assert_eq!(resolved.format_start(), shown);
            assert_eq!(resolved.format_spoken(), spoken);
        }
    }

    #[test]
    fn a_best_guess_is_played_from_about_its_minute() {
        for (seconds, shown) in [(1470, "≈ 25 min"), (3569, "≈ 59 min"), (3570, "≈ 1:00 h")] {
            let resolved = ResolvedTime {
                seconds,
                end: None,
                reinterpretation: None,
                uncertain: Some(UncertainSpan::new(0, 3700)),
            };
            assert_eq!(resolved.format_played(), shown);
        }
    }

    #[test]
    fn an_exact_time_is_shown_to_the_second() {
        let resolved = ResolvedTime {
            seconds: 218,
            end: NonZeroU32::new(250),
            reinterpretation: None,
            uncertain: None,
        };
        assert_eq!(resolved.format(), "3:38–4:10");
        assert_eq!(resolved.format_start(), "3:38");
        assert_eq!(resolved.format_played(), "3:38");
        assert_eq!(resolved.format_spoken(), "3 minutes 38 seconds");
    }
}
