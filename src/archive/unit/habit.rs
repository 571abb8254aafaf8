//! What those who wrote the notes of a video are used to write.

use super::candidate::{Stamps, Unit};

/// How surprising each unit is in a note, before a single stamp of it is looked at, in nats.
#[derive(Debug)]
pub(super) struct Habit {
    /// How surprising it is to have this habit at all.
    pub(super) own: f32,
    seconds: f32,
    whole_minutes: f32,
    minutes: f32,
    hundredths: f32,
}

/// How many stamps of the same note it takes to believe them as much as what is known beforehand.
const BEFOREHAND: f32 = 2.0;
/// Beforehand, of all stamps with three numbers: those that end on `00` beyond chance, and hundredths.
const ZERO: f32 = 0.02;
const HUNDREDTHS: f32 = 0.003;
/// Of the notes with stamps that end on `00` beyond chance, those that have whole minutes of a long video.
const WHOLE: f32 = 0.1;
/// Of the stamps that end on `00` beyond chance, those that are not what the others of the note are.
const OTHERWISE: f32 = 0.05;

impl Habit {
    /// For each note of a video the habits that its writer may have, from what is found in the note, and
    /// with less weight in all of them.
    pub(super) fn of_notes(notes: &[Stamps]) -> Vec<[Self; 2]> {
        let all = notes.iter().fold(Counts::default(), |sum, stamps| sum.plus(&Counts::of(stamps)));
        let (zero, hundredths) = all.rates(ZERO, HUNDREDTHS);
        notes.iter().map(|stamps| Self::of_rates(Counts::of(stamps).rates(zero, hundredths))).collect()
    }

    fn of_rates((zero, hundredths): (f32, f32)) -> [Self; 2] {
        [(1.0 - WHOLE, 1.0 - OTHERWISE), (WHOLE, OTHERWISE)].map(|(own, minutes)| Self {
            own: nats(own),
            seconds: nats(1.0 - zero - hundredths),
            whole_minutes: nats(zero * (1.0 - minutes)),
            minutes: nats(zero * minutes),
            hundredths: nats(hundredths),
        })
    }

    pub(super) fn surprise(&self, unit: Unit) -> f32 {
        match unit {
            Unit::Seconds => self.seconds,
            Unit::WholeMinutes => self.whole_minutes,
            Unit::Minutes => self.minutes,
            Unit::Hundredths => self.hundredths,
        }
    }
}

fn nats(rate: f32) -> f32 {
    -rate.max(1e-6).ln()
}

/// Stamps that speak for a habit.
#[derive(Default)]
struct Counts {
    three: f32,
    /// Those that end on `00` beyond chance.
    zero: f32,
    /// Those that can only be hundredths.
    hundredths: f32,
}

impl Counts {
    fn of(stamps: &Stamps) -> Self {
        let (three, zero) = (stamps.three as f32, stamps.zero as f32);
        let beyond_chance = ((zero - three / 60.0) / (1.0 - 1.0 / 60.0)).max(0.0);
        Self { three, zero: beyond_chance, hundredths: stamps.impossible as f32 }
    }

    fn plus(self, other: &Self) -> Self {
        Self {
            three: self.three + other.three,
            zero: self.zero + other.zero,
            hundredths: self.hundredths + other.hundredths,
        }
    }

    /// The shares of stamps that end on `00` beyond chance, and of those in hundredths.
    fn rates(&self, zero: f32, hundredths: f32) -> (f32, f32) {
        let all = self.three + BEFOREHAND;
        let zero = (self.zero + zero * BEFOREHAND) / all;
        let hundredths = (self.hundredths + hundredths * BEFOREHAND) / all;
        let most = 0.98;
        (zero.min(most), hundredths.min(most - zero.min(most)))
    }
}
