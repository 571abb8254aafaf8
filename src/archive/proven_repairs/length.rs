//! Takes the known length of a video as proof: the time as written is past the end, and only one
//! of its other readings is not.

use crate::alignment::{self, Reading};
use crate::archive::timestamp_units::END_SLACK_SECONDS;
use crate::markdown::Moment;
use crate::text::timestamp::RawTimestamp;

/// Whether the length of the video, in seconds, leaves only the second of a repair.
pub(super) fn proves(moment: &Moment, length: u32) -> bool {
    let is_within = |second: u32| second <= length.saturating_add(END_SLACK_SECONDS);
    let resolved = moment.resolved.seconds;
    let is_contradicted = moment
        .label()
        .is_some_and(|label| label.as_hms() != resolved);
    // A third number other than zero may be what is right.
    let has_hundredths = Some(resolved) == moment.time.as_mm_ss()
        && moment.time.third_field().is_some_and(|third| third > 0);
    if is_contradicted || has_hundredths || is_within(moment.time.as_hms()) {
        return false;
    }
    let mut within = readings(moment.time);
    within.retain(|second| is_within(*second));
    within.sort_unstable();
    within.dedup();
    within == [resolved]
}

/// The seconds that a time may mean, except as written.
fn readings(time: RawTimestamp) -> Vec<u32> {
    let others = alignment::readings(time).into_iter();
    let others = others.filter(|it| !matches!(it.0, Reading::AsWritten | Reading::LostUnitsCarry));
    let seconds = others.map(|(_, second)| second);
    seconds.chain(time.without_leading_field()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::Note;
    use crate::markdown::{Reinterpretation, ResolvedTime};

    /// Whether a length proves that a time means this second.
    fn is_proven(written: &str, second: u32, length: u32) -> bool {
        let text = format!("---\nvideoId: E1cxZuHrwZc\n---\nThe oven cools {written}.\n");
        let mut note = Note::new("c/n.md".to_owned(), text);
        let moment = &mut note.facts.moments[0];
        moment.resolved = ResolvedTime {
            seconds: second,
            end: None,
            reinterpretation: Some(Reinterpretation::Minutes),
            uncertain: None,
        };
        proves(moment, length)
    }

    #[test]
    fn the_only_reading_within_the_video_is_proven() {
        for (written, second, length) in [
            ("[03:38:00]", 218, 1_200),
            ("[16:27:00]", 987, 4_000),
            ("[58:28:58:58]", 3_508, 3_600),
        ] {
            assert!(is_proven(written, second, length), "{written}");
        }
    }

    #[test]
    fn a_time_with_another_reading_within_the_video_is_not_proven() {
        for (written, second, length) in [
            // As written.
            ("[03:38:00]", 218, 4 * 3_600),
            ("[03:38:00]", 218, 13_075),
            // 38 minutes of the fourth hour less one; 30:38; 1:03:38.
            ("[03:38:00]", 218, 9_500),
            ("[03:38:00]", 218, 1_840),
            ("[16:27:00]", 987, 4_590),
            // 17:29 or 1:17; 1:13:24 or 2:13.
            ("[01:17:29]", 1_049, 3_900),
            ("[02:13:24]", 4_404, 4_500),
            ("[03:38:42]", 218, 1_200),
            // Another second than the only one.
            ("[03:38:00]", 219, 1_200),
            ("<a data-t=\"03:38:00\">[00:09:00]</a>", 218, 1_200),
        ] {
            assert!(!is_proven(written, second, length), "{written} in {length}");
        }
        assert!(is_proven("<a data-t=\"03:38:00\">[03:38]</a>", 218, 1_200));
    }
}
