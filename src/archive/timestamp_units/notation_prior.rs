//! What those who wrote the notes of a video are used to write.

use crate::archive::timestamp_units::candidate::{Stamps, Unit};

/// How likely each unit is in a note, before a single stamp of it is looked at.
#[derive(Debug, Clone, Copy)]
pub(super) struct NotationPrior {
    /// How likely it is to have this habit at all.
    pub(super) own: f64,
    seconds: f64,
    whole_minutes: f64,
    minutes: f64,
    hundredths: f64,
}

/// How many stamps of the same note it takes to believe them as much as what is known beforehand.
const BEFOREHAND: f64 = 4.0;
/// In an ordinary note, the share of stamps that end on `00` beyond chance, and of those in
/// hundredths.
const ZERO: f64 = 0.02;
const HUNDREDTHS: f64 = 0.003;
/// Of the notes with many stamps that end on `00`, those that have whole minutes of a long video.
const WHOLE_NOTE: f64 = 0.1;
/// Of all notes, those whose writer uses hundredths; and of the stamps there, those with them.
const HUNDREDTHS_NOTE: f64 = 0.01;
const HUNDREDTHS_THERE: f64 = 0.6;
/// Of the stamps that end on `00` beyond chance, those that are not what the others of the note
/// are.
const OTHERWISE: f64 = 0.05;
/// However many end on `00`, some may not be beyond chance.
const MOST: f64 = 0.98;

impl NotationPrior {
    /// For each note of a video the habits that its writer may have, from what is found in the
    /// note, and with less weight in all of them.
    pub(super) fn of_notes(notes: &[Stamps]) -> Vec<[Self; 3]> {
        let three = notes.iter().map(|stamps| stamps.three).sum();
        let zero = notes.iter().map(|stamps| stamps.zero).sum();
        let everywhere = beyond_chance(three, zero, ZERO);
        notes
            .iter()
            .map(|stamps| Self::of_share(beyond_chance(stamps.three, stamps.zero, everywhere)))
            .collect()
    }

    /// With this share of stamps that end on `00` beyond chance: they are minutes and seconds, or
    /// whole minutes; or the writer uses hundredths.
    fn of_share(zero: f64) -> [Self; 3] {
        let habit = |own, whole, hundredths| Self {
            own,
            seconds: (1.0 - zero) * (1.0 - hundredths),
            hundredths: (1.0 - zero) * hundredths,
            whole_minutes: zero * whole,
            minutes: zero * (1.0 - whole),
        };
        [
            habit(
                (1.0 - WHOLE_NOTE) * (1.0 - HUNDREDTHS_NOTE),
                OTHERWISE,
                HUNDREDTHS,
            ),
            habit(
                WHOLE_NOTE * (1.0 - HUNDREDTHS_NOTE),
                1.0 - OTHERWISE,
                HUNDREDTHS,
            ),
            habit(HUNDREDTHS_NOTE, OTHERWISE, HUNDREDTHS_THERE),
        ]
    }

    pub(super) fn likelihood(&self, unit: Unit) -> f64 {
        match unit {
            Unit::Seconds => self.seconds,
            Unit::WholeMinutes => self.whole_minutes,
            Unit::Minutes => self.minutes,
            Unit::Hundredths => self.hundredths,
        }
    }
}

/// The share of stamps with three numbers that end on `00` more often than one in 60 does by
/// chance.
fn beyond_chance(three: u32, zero: u32, beforehand: f64) -> f64 {
    let (three, zero) = (f64::from(three), f64::from(zero));
    let beyond = ((zero - three / 60.0) / (1.0 - 1.0 / 60.0)).max(0.0);
    ((beyond + beforehand * BEFOREHAND) / (three + BEFOREHAND)).min(MOST)
}
