//! The possible interpretations of a timestamp.

use crate::archive::timestamp_units::late_times::LengthLimits;
use crate::markdown::{Moment, Reinterpretation};
use crate::text::timestamp::RawTimestamp;

/// The unit that the fields of a timestamp are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    /// `H:MM:SS` or `MM:SS`, precise to the second.
    Seconds,
    /// `H:MM:00`: hours and whole minutes.
    WholeMinutes,
    /// `MM:SS:00`
    Minutes,
    /// `MM:SS:cc`
    Hundredths,
    /// `H:MM:SS` with an hour that the video does not have: `01:17:29` is 17:29.
    ExtraHour,
    /// `H:MM:SS` with one hour too many: `02:13:24` is 1:13:24.
    HourAhead,
}

/// Units between which a writer seldom changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum UnitGroup {
    Hours,
    Minutes,
    /// [`Unit::ExtraHour`] or [`Unit::HourAhead`]: the hour is wrong.
    WrongHour,
    /// [`UnitGroup::Minutes`] without the units of the minutes.
    TensOfMinutes,
}

impl Unit {
    /// The units of most timestamps.
    pub(super) const COMMON: [Self; 4] = [
        Self::Seconds,
        Self::WholeMinutes,
        Self::Minutes,
        Self::Hundredths,
    ];

    /// How many seconds a time in this unit covers at most.
    pub(super) fn granularity(self) -> f64 {
        if self == Self::WholeMinutes {
            60.0
        } else {
            1.0
        }
    }

    /// Whether the first of three fields holds minutes.
    pub(super) fn is_minutes(self) -> bool {
        matches!(self, Self::Minutes | Self::Hundredths)
    }

    /// The group of the unit.
    pub(super) fn group(self) -> UnitGroup {
        match self {
            Self::Seconds | Self::WholeMinutes => UnitGroup::Hours,
            Self::Minutes | Self::Hundredths => UnitGroup::Minutes,
            Self::ExtraHour | Self::HourAhead => UnitGroup::WrongHour,
        }
    }
}

/// One interpretation of a timestamp, with its likelihood regardless of context.
#[derive(Debug, Clone, Copy)]
pub(super) struct Candidate {
    pub(super) unit: Unit,
    pub(super) seconds: u32,
    pub(super) likelihood: f64,
    /// How many seconds the candidate covers: 60 for a whole minute, otherwise 1.
    pub(super) granularity: f64,
    pub(super) reinterpretation: Reinterpretation,
    /// Whether the video may end at this time. An unlikely late time may not if it ends in `00`: it
    /// is nearly always in minutes.
    pub(super) may_be_end: bool,
}

impl Candidate {
    /// Whether its minutes may be tens of minutes: `05:28:00` is between 50:28 and 59:28.
    pub(super) fn may_be_tens(&self) -> bool {
        self.unit.group() == UnitGroup::Minutes && (60..60 * (MAX_TENS + 1)).contains(&self.seconds)
    }

    /// The earliest second that it may mean if its minutes are tens of minutes.
    pub(super) fn as_tens(&self) -> u32 {
        self.seconds / 60 * 600 + self.seconds % 60
    }
}

/// The timestamps of a note, each with its candidates.
#[derive(Debug, Default)]
pub(super) struct Timestamps {
    candidates: Vec<Candidate>,
    /// For each timestamp, the end of its candidates in `candidates`.
    ends: Vec<u32>,
    /// The number of timestamps with three fields.
    pub(super) three: u32,
    /// How many of those end in `00`.
    pub(super) zero: u32,
    /// The length of the video beyond which a time is unlikely, in seconds.
    likely_max: u32,
    /// The length of the video in seconds, if it is known.
    pub(super) known_length: Option<u32>,
    /// Whether the writer repeats the seconds instead of `00`: `03:53:53` is 3:53.
    repeats_seconds: bool,
}

/// Likelihood of particular hundredths: all 100 values are equally likely. (The likelihood of
/// particular seconds is part of the transition to that time.)
const HUNDREDTHS_LIKELIHOOD: f64 = 0.01;
/// Likelihood of `00` where the unit requires it.
const ZERO_LIKELIHOOD: f64 = 0.95;
/// Likelihood of minutes or seconds over 59.
const CARRY_LIKELIHOOD: f64 = 0.007;
/// Likelihood of a time beyond the likely maximum of the video.
const LATE_LIKELIHOOD: f64 = 1e-5;
/// Likelihood of the anchor's label rather than its attribute, or of the last of four fields rather
/// than the first.
const SECONDARY_LIKELIHOOD: f64 = 0.02;
/// Likelihood of a range without its dash rather than frames.
const JOINED_RANGE_LIKELIHOOD: f64 = 0.2;
/// By chance, one third field in 60 repeats the second one. The share that is a habit, and the
/// least number of timestamps that it is a share of.
const MIN_REPEATED_SHARE: f64 = 0.25;
const MIN_THREE: usize = 12;
/// Likelihood of an interpretation that contradicts the label.
const AGAINST_LABEL_LIKELIHOOD: f64 = 0.0025;

impl Timestamps {
    /// The timestamps of a note's own video.
    pub(super) fn new(moments: &[Moment], limits: &LengthLimits) -> Self {
        let mut timestamps = Self {
            likely_max: limits.likely_max,
            known_length: limits.known,
            ..Self::default()
        };
        timestamps.candidates.reserve(moments.len() * 3);
        let three = moments.iter().filter(|m| m.time.third_field().is_some());
        let repeated = three.clone().filter(|m| m.time.repeats_seconds());
        timestamps.repeats_seconds =
            repeated.count() as f64 >= MIN_REPEATED_SHARE * three.count().max(MIN_THREE) as f64;
        for moment in moments.iter().filter(|m| m.other_video().is_none()) {
            if moment.is_exact() {
                timestamps.add_exact(moment.time.as_hms(), moment.label());
                timestamps.ends.push(timestamps.candidates.len() as u32);
                continue;
            }
            timestamps.count_zero(moment.time);
            timestamps.add(moment.time, 1.0, None, moment.label());
            if let Some(label) = moment.label() {
                timestamps.add(
                    label,
                    SECONDARY_LIKELIHOOD,
                    Some(Reinterpretation::Label),
                    None,
                );
            }
            timestamps.ends.push(timestamps.candidates.len() as u32);
        }
        timestamps
    }

    /// The candidates of each timestamp, in order; every timestamp has at least one.
    pub(super) fn iter(&self) -> impl ExactSizeIterator<Item = &[Candidate]> + DoubleEndedIterator {
        self.ends.iter().enumerate().map(|(index, end)| {
            let start = index
                .checked_sub(1)
                .map_or(0, |previous| self.ends[previous]);
            &self.candidates[start as usize..*end as usize]
        })
    }

    /// Three estimates of the note's median step, in seconds: all timestamps in seconds, all in
    /// minutes, and the geometric mean of the two. `None` if there are too few timestamps.
    pub(super) fn median_steps(&self) -> Option<[f64; 3]> {
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

    /// Whether the third number of a timestamp only repeats the second one.
    fn says_nothing(&self, time: RawTimestamp) -> bool {
        self.repeats_seconds && time.repeats_seconds()
    }

    fn count_zero(&mut self, time: RawTimestamp) {
        let Some(third) = time.third_field() else {
            return;
        };
        self.three += 1;
        self.zero += u32::from(third == 0 || self.says_nothing(time));
    }

    /// Adds a time from a URL, which is certain. Its label may show the unit of the note.
    fn add_exact(&mut self, seconds: u32, label: Option<RawTimestamp>) {
        let label = label.filter(|label| label.third_field().is_some());
        let is_hms = label.is_some_and(|label| label.as_hms() == seconds);
        let is_mm_ss = label.is_some_and(|label| label.as_mm_ss() == Some(seconds));
        let is_whole = label.is_some_and(|label| label.third_field() == Some(0));
        if is_hms || is_mm_ss {
            label.into_iter().for_each(|label| self.count_zero(label));
        }
        let fits = |unit: Unit| match unit {
            _ if !is_hms && !is_mm_ss => true,
            Unit::Seconds => is_hms,
            Unit::WholeMinutes => is_hms && is_whole,
            Unit::Minutes => is_mm_ss && is_whole,
            Unit::Hundredths => is_mm_ss && !is_whole,
            _ => false,
        };
        let units = Unit::COMMON.into_iter().filter(|unit| fits(*unit));
        self.candidates.extend(units.map(|unit| Candidate {
            unit,
            seconds,
            likelihood: 1.0,
            granularity: 1.0,
            reinterpretation: Reinterpretation::Carry,
            may_be_end: true,
        }));
    }

    fn add(
        &mut self,
        time: RawTimestamp,
        likelihood: f64,
        reinterpretation: Option<Reinterpretation>,
        label: Option<RawTimestamp>,
    ) {
        let is_whole = time.third_field() == Some(0) || self.says_nothing(time);
        let (likely_max, has_known_length) = (self.likely_max, self.known_length.is_some());
        let mut push = |unit: Unit, seconds, unit_likelihood: f64, default_reinterpretation| {
            let granularity = if is_whole { unit.granularity() } else { 1.0 };
            let reinterpretation = reinterpretation.unwrap_or(default_reinterpretation);
            self.candidates.push(Candidate {
                unit,
                seconds,
                likelihood: likelihood * unit_likelihood,
                granularity,
                reinterpretation,
                may_be_end: seconds <= likely_max || !is_whole,
            });
        };
        let plausibility = if time.as_hms() > likely_max {
            LATE_LIKELIHOOD
        } else {
            1.0
        };
        if time.third_field().is_none() {
            // Timestamps with two or four fields are no evidence for the unit of those with three.
            for unit in Unit::COMMON {
                push(unit, time.as_hms(), plausibility, Reinterpretation::Carry);
                if let Some((seconds, _)) = time.as_joined_range() {
                    push(
                        unit,
                        seconds,
                        JOINED_RANGE_LIKELIHOOD,
                        Reinterpretation::JoinedRange,
                    );
                }
                if let Some(seconds) = time.without_leading_field() {
                    push(
                        unit,
                        seconds,
                        SECONDARY_LIKELIHOOD,
                        Reinterpretation::Leading,
                    );
                }
            }
            return;
        }
        let Some(seconds) = time.as_mm_ss() else {
            return;
        };
        let is_confirmed =
            label.is_some_and(|label| !label.is_minutes_and_seconds() && label.as_hms() == seconds);
        let carry_likelihood = |is_plain| if is_plain { 1.0 } else { CARRY_LIKELIHOOD };
        let plain = plausibility
            * carry_likelihood(time.is_well_formed())
            * if is_confirmed {
                AGAINST_LABEL_LIKELIHOOD
            } else {
                1.0
            };
        let as_mm_ss = carry_likelihood(time.is_well_formed_in_minutes());
        push(Unit::Seconds, time.as_hms(), plain, Reinterpretation::Carry);
        if is_whole {
            push(
                Unit::WholeMinutes,
                time.as_hms(),
                plain * ZERO_LIKELIHOOD,
                Reinterpretation::Carry,
            );
            push(
                Unit::Minutes,
                seconds,
                as_mm_ss * ZERO_LIKELIHOOD,
                Reinterpretation::Minutes,
            );
        } else {
            push(
                Unit::Hundredths,
                seconds,
                as_mm_ss * HUNDREDTHS_LIKELIHOOD,
                Reinterpretation::Minutes,
            );
        }
        let [hours, minutes, third] = time.first_three().map(u32::from);
        if !has_known_length || !time.is_well_formed() {
            return;
        }
        let wrong_hour = Reinterpretation::WrongHour;
        match hours {
            0 => {}
            1 => push(Unit::ExtraHour, minutes * 60 + third, plain, wrong_hour),
            _ => push(Unit::HourAhead, time.as_hms() - 3600, plain, wrong_hour),
        }
    }
}

/// The maximum tens of minutes of a time that lost the units: beyond, it has hours.
const MAX_TENS: u32 = 9;

/// The median step between consecutive times, in seconds; at least 1. `None` if there are fewer
/// than `MIN_STEPS`.
fn median_step(mut times: impl Iterator<Item = u32>) -> Option<f64> {
    const MIN_STEPS: usize = 3;
    let mut previous = times.next()?;
    let mut steps: Vec<u32> = times
        .map(|time| std::mem::replace(&mut previous, time).abs_diff(time))
        .collect();
    if steps.len() < MIN_STEPS {
        return None;
    }
    let middle = steps.len() / 2;
    Some(f64::from((*steps.select_nth_unstable(middle).1).max(1)))
}
