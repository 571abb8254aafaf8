//! What a transcript tells about one moment, and how that changes the moment's time.

use std::num::NonZeroU32;

use crate::alignment::{Alignment, Verdict};
use crate::archive::timestamp_units::plain_reinterpretation;
use crate::markdown::{Moment, Reinterpretation, ResolvedTime, UncertainSpan};

/// The maximum length of a span, in seconds: a longer one tells readers nothing.
const MAX_SPAN_SECONDS: u32 = 600;

/// The minimum probability of a second that is proven, so that it may be written into the note.
const MIN_PROVEN_PROBABILITY: f32 = 0.99;
/// The minimum margin of such a second, in nats: the sentence itself is said there, and the other
/// times of the note alone do not tell.
const MIN_PROVEN_MARGIN: f32 = 2.0;

/// Where the sentence of a moment is said. An archive may have millions of them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::archive) enum SpokenTime {
    /// The transcript does not tell.
    Unknown,
    /// At a second.
    At {
        /// The second.
        second: u32,
        /// Whether it may be written into the note.
        is_proven: bool,
    },
    /// In a span.
    Within {
        /// The likeliest second.
        second: u32,
        /// How much earlier the span starts, in seconds.
        before: u16,
        /// How much later it ends, in seconds.
        after: u16,
    },
    /// Nowhere near this second, which the program reads.
    NotNear(u32),
    /// The program reads a second far behind the end of the transcript.
    Late,
}

const _: () = assert!(size_of::<SpokenTime>() <= 12, "bytes per moment");

/// Whether the time of a moment is held against the transcript of its note's video. The time of a
/// URL has one meaning.
pub(in crate::archive) fn is_judged(moment: &Moment) -> bool {
    moment.other_video().is_none() && !moment.is_exact()
}

impl SpokenTime {
    /// Whether it proves a second.
    pub(in crate::archive) fn proves(self, resolved: u32) -> bool {
        let proven = |second| Self::At {
            second,
            is_proven: true,
        };
        self == proven(resolved)
    }

    /// The verdict about a moment that the program reads as `resolved`; if the transcript is whole,
    /// the video ends at `latest_end` at the latest. Both are in seconds.
    pub(super) fn new(alignment: &Alignment, resolved: u32, latest_end: u32) -> Self {
        let at = |second: u32| Self::At {
            second,
            is_proven: alignment.probability >= MIN_PROVEN_PROBABILITY
                && alignment.margin >= MIN_PROVEN_MARGIN,
        };
        match alignment.verdict {
            Verdict::Confirmed => at(resolved),
            Verdict::Reading { second, .. } | Verdict::Moved { second } => at(second),
            Verdict::Uncertain { second, from, to } if to.abs_diff(from) <= MAX_SPAN_SECONDS => {
                Self::Within {
                    second,
                    before: second.saturating_sub(from) as u16,
                    after: to.saturating_sub(second) as u16,
                }
            }
            _ if resolved > latest_end => Self::Late,
            Verdict::Unsupported => Self::NotNear(resolved),
            Verdict::Uncertain { .. } | Verdict::Unknown => Self::Unknown,
        }
    }
}

/// Changes the times of a note's moments, as they were resolved without a transcript, to where
/// their sentences are said; `spoken` has one item for each moment that is judged.
pub(in crate::archive) fn refine(
    moments: &[Moment],
    times: &mut [ResolvedTime],
    spoken: &[SpokenTime],
) {
    let judged = moments.iter().zip(times).filter(|it| is_judged(it.0));
    for ((moment, time), spoken) in judged.zip(spoken) {
        match *spoken {
            SpokenTime::At { second, .. } => {
                time.uncertain = None;
                if second != time.seconds {
                    set_second(time, moment, second);
                }
            }
            SpokenTime::Within {
                second,
                before,
                after,
            } => {
                set_second(time, moment, second);
                time.uncertain = Some(UncertainSpan::new(
                    second.saturating_sub(u32::from(before)),
                    second.saturating_add(u32::from(after)),
                ));
            }
            SpokenTime::Unknown | SpokenTime::NotNear(_) | SpokenTime::Late => {}
        }
    }
}

/// Moves a time, and the end of its range by as much, to another second.
fn set_second(time: &mut ResolvedTime, moment: &Moment, second: u32) {
    let length = |end: NonZeroU32| end.get().saturating_sub(time.seconds);
    time.end = time
        .end
        .and_then(|end| NonZeroU32::new(second.saturating_add(length(end))));
    time.seconds = second;
    time.reinterpretation = match second == moment.time.as_hms() {
        true => plain_reinterpretation(moment),
        false => Some(Reinterpretation::Transcript),
    };
}
