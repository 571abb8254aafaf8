//! The ways to read a stamp.

use super::LONGEST_VIDEO;
use crate::clock::Written;
use crate::markdown::{CitedMoment, Repair};

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
    pub(super) const ALL: [Self; 4] = [Self::Seconds, Self::WholeMinutes, Self::Minutes, Self::Hundredths];

    /// Whether the first of three numbers counts minutes.
    pub(super) fn is_minutes(self) -> bool {
        matches!(self, Self::Minutes | Self::Hundredths)
    }
}

/// One way to read a stamp, and how surprising it is in itself, in nats.
#[derive(Debug, Clone, Copy)]
pub(super) struct Candidate {
    pub(super) unit: Unit,
    pub(super) seconds: u32,
    pub(super) surprise: f32,
    pub(super) repair: Repair,
}

/// The stamps of a note, each with its candidates.
#[derive(Debug, Default)]
pub(super) struct Stamps {
    candidates: Vec<Candidate>,
    /// Where in `candidates` those of each stamp end.
    ends: Vec<u32>,
    /// Of the stamps with three numbers: how many there are, how many end on `00`, and how many others
    /// cannot be `H:MM:SS`.
    pub(super) three: u32,
    pub(super) zero: u32,
    pub(super) impossible: u32,
}

/// Seconds fall on any of 60 values.
const ANY_SECOND: f32 = 4.09;
/// Hundredths fall on any of 100.
const ANY_HUNDREDTH: f32 = 4.61;
/// `00` where nothing else is to be expected.
const EXPECTED: f32 = 0.05;
/// Minutes or seconds over 59.
const CARRIES: f32 = 5.0;
/// A time that no transcript reaches.
const IMPOSSIBLE: f32 = 30.0;
/// The label of an anchor rather than its attribute.
const LABEL: f32 = 2.5;
/// What a label takes from the surprise of a reading that it confirms.
const CONFIRMS: f32 = 6.0;

impl Stamps {
    pub(super) fn of(moments: &[CitedMoment]) -> Self {
        let mut stamps = Self::default();
        stamps.candidates.reserve(moments.len() * 3);
        for moment in moments {
            stamps.count(moment.time);
            stamps.add(moment.time, 0.0, None, moment.label);
            if let Some(label) = moment.label {
                stamps.add(label, LABEL, Some(Repair::Label), None);
            }
            stamps.ends.push(stamps.candidates.len() as u32);
        }
        stamps
    }

    /// Each stamp's candidates, in order; every stamp has one at least.
    pub(super) fn iter(&self) -> impl ExactSizeIterator<Item = &[Candidate]> {
        self.ends.iter().enumerate().map(|(index, end)| {
            let start = index.checked_sub(1).map_or(0, |before| self.ends[before]);
            &self.candidates[start as usize..*end as usize]
        })
    }

    fn count(&mut self, time: Written) {
        let Some(third) = time.third() else { return };
        self.three += 1;
        let is_impossible = !time.is_plain() || time.plain() > LONGEST_VIDEO;
        if third == 0 {
            self.zero += 1;
        } else if is_impossible && time.is_plain_in_minutes() {
            self.impossible += 1;
        }
    }

    fn add(&mut self, time: Written, surprise: f32, repair: Option<Repair>, label: Option<Written>) {
        let mut push = |unit, seconds, own: f32, why| {
            let candidate = Candidate { unit, seconds, surprise: surprise + own, repair: repair.unwrap_or(why) };
            self.candidates.push(candidate);
        };
        let beyond = if time.plain() > LONGEST_VIDEO { IMPOSSIBLE } else { 0.0 };
        let Some(third) = time.third() else {
            // Two numbers, or four, say nothing of the unit of those with three.
            for unit in Unit::ALL {
                push(unit, time.plain(), beyond, Repair::Carry);
                if let Some(seconds) = time.behind_first() {
                    push(unit, seconds, LABEL, Repair::Leading);
                }
            }
            return;
        };
        let carries = if time.is_plain() { 0.0 } else { CARRIES };
        push(Unit::Seconds, time.plain(), ANY_SECOND + beyond + carries, Repair::Carry);
        let Some(seconds) = time.in_minutes() else { return };
        let confirmed = label.is_some_and(|label| !label.is_short() && label.plain() == seconds);
        let carries = if time.is_plain_in_minutes() { 0.0 } else { CARRIES };
        let own = carries - if confirmed { CONFIRMS } else { 0.0 };
        if third == 0 {
            push(Unit::WholeMinutes, time.plain(), EXPECTED + beyond + carries, Repair::Carry);
            push(Unit::Minutes, seconds, EXPECTED + own, Repair::Minutes);
        } else {
            push(Unit::Hundredths, seconds, ANY_HUNDREDTH + own, Repair::Minutes);
        }
    }
}
