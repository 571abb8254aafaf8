//! What those who wrote the notes of a video are used to write.

use super::candidate::{Stamps, Unit};

/// How likely each unit is in a note, before a single stamp of it is looked at.
#[derive(Debug)]
pub(super) struct Habit {
    /// How likely it is to have this habit at all.
    pub(super) own: f64,
    seconds: f64,
    whole_minutes: f64,
    minutes: f64,
    hundredths: f64,
}

/// How many stamps of the same note it takes to believe them as much as what is known beforehand.
const BEFOREHAND: f64 = 4.0;
/// Beforehand, of all stamps with three numbers: those that end on `00` beyond chance, and hundredths.
const ZERO: f64 = 0.02;
const HUNDREDTHS: f64 = 0.003;
/// Of the notes with stamps that end on `00` beyond chance, those that have whole minutes of a long video.
const WHOLE: f64 = 0.1;
/// Of the stamps that end on `00` beyond chance, those that are not what the others of the note are.
const OTHERWISE: f64 = 0.05;
/// Whatever is found, one stamp in 50 is a good one.
const MOST: f64 = 0.98;

impl Habit {
    /// For each note of a video the habits that its writer may have, from what is found in the note, and
    /// with less weight in all of them.
    pub(super) fn of_notes(notes: &[Stamps]) -> Vec<[Self; 2]> {
        let all = notes.iter().fold(Counts::default(), |sum, stamps| sum.plus(&Counts::of(stamps)));
        let (zero, hundredths) = all.rates(ZERO, HUNDREDTHS);
        notes.iter().map(|stamps| Self::of_rates(Counts::of(stamps).rates(zero, hundredths))).collect()
    }

    fn of_rates((zero, hundredths): (f64, f64)) -> [Self; 2] {
        [(1.0 - WHOLE, 1.0 - OTHERWISE), (WHOLE, OTHERWISE)].map(|(own, minutes)| Self {
            own,
            seconds: 1.0 - zero - hundredths,
            whole_minutes: zero * (1.0 - minutes),
            minutes: zero * minutes,
            hundredths,
        })
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

/// Stamps that speak for a habit.
#[derive(Default)]
struct Counts {
    three: f64,
    /// Those that end on `00` beyond chance.
    zero: f64,
    /// Those that can only be hundredths.
    hundredths: f64,
}

impl Counts {
    fn of(stamps: &Stamps) -> Self {
        let (three, zero) = (f64::from(stamps.three), f64::from(stamps.zero));
        let beyond_chance = ((zero - three / 60.0) / (1.0 - 1.0 / 60.0)).max(0.0);
        Self { three, zero: beyond_chance, hundredths: f64::from(stamps.impossible) }
    }

    fn plus(self, other: &Self) -> Self {
        Self {
            three: self.three + other.three,
            zero: self.zero + other.zero,
            hundredths: self.hundredths + other.hundredths,
        }
    }

    /// The shares of stamps that end on `00` beyond chance, and of those in hundredths.
    fn rates(&self, zero: f64, hundredths: f64) -> (f64, f64) {
        let all = self.three + BEFOREHAND;
        let zero = ((self.zero + zero * BEFOREHAND) / all).min(MOST);
        let hundredths = (self.hundredths + hundredths * BEFOREHAND) / all;
        // Hundredths below four hours are not counted: that there are none is not known.
        (zero, hundredths.max(HUNDREDTHS).min(1.0 - zero))
    }
}
