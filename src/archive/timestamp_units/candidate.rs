//! The ways to read a stamp.

use crate::archive::timestamp_units::LONGEST_VIDEO;
use crate::markdown::{Moment, Reinterpretation};
use crate::text::timestamp::RawTimestamp;

/// What the writer counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    /// `H:MM:SS` or `MM:SS`, to the second.
    Seconds,
    /// `H:MM:00`: the same, by whole minutes.
    WholeMinutes,
    /// `MM:SS:00`
    Minutes,
    /// `MM:SS:cc`
    Hundredths,
}

impl Unit {
    /// All of them.
    pub(super) const ALL: [Self; 4] = [
        Self::Seconds,
        Self::WholeMinutes,
        Self::Minutes,
        Self::Hundredths,
    ];

    /// Whether the first of three numbers counts minutes.
    pub(super) fn is_minutes(self) -> bool {
        matches!(self, Self::Minutes | Self::Hundredths)
    }
}

/// One way to read a stamp, and how likely it is in itself.
#[derive(Debug, Clone, Copy)]
pub(super) struct Candidate {
    pub(super) unit: Unit,
    pub(super) seconds: u32,
    pub(super) likelihood: f64,
    /// Of how many seconds it stands for one: of whole minutes there are fewer.
    pub(super) grain: f64,
    pub(super) repair: Reinterpretation,
}

/// The stamps of a note, each with its candidates.
#[derive(Debug, Default)]
pub(super) struct Stamps {
    candidates: Vec<Candidate>,
    /// Where in `candidates` those of each stamp end.
    ends: Vec<u32>,
    /// Of the stamps with three numbers: how many there are, and how many end on `00`.
    pub(super) three: u32,
    pub(super) zero: u32,
}

/// Hundredths fall on any of 100 values, and say nothing. (What seconds say is in the time itself.)
const ANY_HUNDREDTH: f64 = 0.01;
/// `00` where nothing else is to be expected.
const EXPECTED: f64 = 0.95;
/// Minutes or seconds over 59.
const CARRIES: f64 = 0.007;
/// A time that no transcript reaches.
const IMPOSSIBLE: f64 = 1e-13;
/// The label of an anchor rather than its attribute, or the last of four numbers rather than the
/// first.
const LESS_LIKELY: f64 = 0.02;
/// Another reading than the one that the label confirms.
const AGAINST_LABEL: f64 = 0.0025;

impl Stamps {
    pub(super) fn of(moments: &[Moment]) -> Self {
        let mut stamps = Self::default();
        stamps.candidates.reserve(moments.len() * 3);
        for moment in moments {
            stamps.count(moment.time);
            stamps.add(moment.time, 1.0, None, moment.label());
            if let Some(label) = moment.label() {
                stamps.add(label, LESS_LIKELY, Some(Reinterpretation::Label), None);
            }
            stamps.ends.push(stamps.candidates.len() as u32);
        }
        stamps
    }

    /// Each stamp's candidates, in order; every stamp has one at least.
    pub(super) fn iter(&self) -> impl ExactSizeIterator<Item = &[Candidate]> + DoubleEndedIterator {
        self.ends.iter().enumerate().map(|(index, end)| {
            let start = index.checked_sub(1).map_or(0, |before| self.ends[before]);
            &self.candidates[start as usize..*end as usize]
        })
    }

    /// Steps that the note may have, in seconds: half of them are shorter were all stamps plain,
    /// were all of them minutes, and between the two. `None` where there are too few to tell.
    pub(super) fn steps(&self) -> Option<[f64; 3]> {
        let plain = median_step(self.iter().map(|candidates| candidates[0].seconds))?;
        let minutes = median_step(self.iter().map(|candidates| {
            candidates
                .iter()
                .find(|candidate| candidate.unit.is_minutes())
                .unwrap_or(&candidates[0])
                .seconds
        }))?;
        Some([plain, minutes, (plain * minutes).sqrt()])
    }

    fn count(&mut self, time: RawTimestamp) {
        let Some(third) = time.third_field() else {
            return;
        };
        self.three += 1;
        self.zero += u32::from(third == 0);
    }

    fn add(
        &mut self,
        time: RawTimestamp,
        likelihood: f64,
        repair: Option<Reinterpretation>,
        label: Option<RawTimestamp>,
    ) {
        let is_whole = time.third_field() == Some(0);
        let mut push = |unit, seconds, own: f64, why| {
            let grain = if is_whole && unit == Unit::WholeMinutes {
                60.0
            } else {
                1.0
            };
            let repair = repair.unwrap_or(why);
            self.candidates.push(Candidate {
                unit,
                seconds,
                likelihood: likelihood * own,
                grain,
                repair,
            });
        };
        let reached = if time.as_hms() > LONGEST_VIDEO {
            IMPOSSIBLE
        } else {
            1.0
        };
        let Some(third) = time.third_field() else {
            // Two numbers, or four, say nothing of the unit of those with three.
            for unit in Unit::ALL {
                push(unit, time.as_hms(), reached, Reinterpretation::Carry);
                if let Some(seconds) = time.without_leading_field() {
                    push(unit, seconds, LESS_LIKELY, Reinterpretation::Leading);
                }
            }
            return;
        };
        let Some(seconds) = time.as_mm_ss() else {
            return;
        };
        let is_confirmed =
            label.is_some_and(|label| !label.is_short() && label.as_hms() == seconds);
        let carries = |is_plain| if is_plain { 1.0 } else { CARRIES };
        let plain =
            reached * carries(time.is_plain()) * if is_confirmed { AGAINST_LABEL } else { 1.0 };
        let as_mm_ss = carries(time.is_plain_in_minutes());
        push(Unit::Seconds, time.as_hms(), plain, Reinterpretation::Carry);
        if third == 0 {
            push(
                Unit::WholeMinutes,
                time.as_hms(),
                plain * EXPECTED,
                Reinterpretation::Carry,
            );
            push(
                Unit::Minutes,
                seconds,
                as_mm_ss * EXPECTED,
                Reinterpretation::Minutes,
            );
        } else {
            push(
                Unit::Hundredths,
                seconds,
                as_mm_ss * ANY_HUNDREDTH,
                Reinterpretation::Minutes,
            );
        }
    }
}

/// Half of the steps between times are shorter than this, in seconds; but none is nothing.
fn median_step(mut times: impl Iterator<Item = u32>) -> Option<f64> {
    const FEWEST: usize = 3;
    let mut before = times.next()?;
    let mut steps: Vec<u32> = times
        .map(|time| std::mem::replace(&mut before, time).abs_diff(time))
        .collect();
    if steps.len() < FEWEST {
        return None;
    }
    let middle = steps.len() / 2;
    Some(f64::from((*steps.select_nth_unstable(middle).1).max(1)))
}
