//! The seconds that a written time may mean.

use crate::text::timestamp::RawTimestamp;

/// How a written time is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reading {
    /// As `H:MM:SS` or `MM:SS`.
    AsWritten,
    /// As the program read it without a transcript, which is not as written.
    Program,
    /// The first two of three numbers are minutes and seconds, and the third is zero: `03:38:00` is
    /// 3 min 38 s.
    Minutes,
    /// The same, and the third number is not zero: `03:38:42`.
    MinutesAndHundredths,
    /// The units of the minutes are lost: `05:28:00` is 50:28 to 59:28.
    LostUnits,
    /// The same, and the writer counted on with a carry: `03:09`, after `02:59`, is 20:09 to 29:09.
    LostUnitsCarry,
    /// There is an hour too many: `01:17:29` is 17:29, `02:13:24` is 1:13:24.
    HourTooMany,
    /// The hour is missing: `16:27:00` is 1:16:27.
    HourDropped,
    /// The hour is zero or missing, and there is one: `00:16:27` is 1:16:27.
    HourZero,
    /// The start and the end of a range: `58:28:58:58` is 58:28 to 58:58.
    GluedRange,
    /// None of these: the sentence is said elsewhere.
    Elsewhere,
}

/// The number of readings.
pub(super) const READING_COUNT: usize = Reading::Elsewhere as usize + 1;

/// The maximum hour that may be missing. Four hours are the usual maximum of a video.
const MAX_MISSING_HOURS: u32 = 4;

/// The maximum first number of times that lost the units of their minutes: `06:28:00` is beyond an
/// hour.
const MAX_TENS: u32 = 9;

/// The maximum length of a range that is glued, in seconds.
const MAX_RANGE_SECONDS: u32 = 15 * 60;

/// A second that a written time may mean.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Candidate {
    pub(super) reading: Reading,
    pub(super) second: u32,
    /// The number of candidates with the same reading.
    pub(super) siblings: u32,
}

/// The seconds that a time may mean, at most `length` if the reading is not the program's own.
pub(super) fn candidates(time: RawTimestamp, program: u32, length: u32) -> Vec<Candidate> {
    let mut found = Candidates {
        found: Vec::with_capacity(32),
        length,
    };
    let as_written = time.as_hms();
    found.push(Reading::AsWritten, &[as_written]);
    if program != as_written {
        found.push(Reading::Program, &[program]);
    }
    match *time.numbers() {
        [a, b] if b < 60 => {
            let hours: Vec<u32> = (1..=MAX_MISSING_HOURS)
                .map(|hour| hour * 3600 + u32::from(a) * 60 + u32::from(b))
                .collect();
            found.push(Reading::HourZero, &hours);
        }
        [a, b, c] => found.push_three(u32::from(a), u32::from(b), u32::from(c)),
        [a, b, c, d] => {
            let [start, end] = [(a, b), (c, d)].map(|(a, b)| u32::from(a) * 60 + u32::from(b));
            if b < 60 && d < 60 && (start..=start + MAX_RANGE_SECONDS).contains(&end) {
                found.push(Reading::GluedRange, &[start]);
            }
        }
        _ => {}
    }
    found.found
}

struct Candidates {
    found: Vec<Candidate>,
    length: u32,
}

impl Candidates {
    /// Adds those within the video. What is as written or the program's own may be beyond it.
    fn push(&mut self, reading: Reading, seconds: &[u32]) {
        let is_own = matches!(reading, Reading::AsWritten | Reading::Program);
        let fits = |second: &&u32| **second <= self.length || is_own;
        let siblings = seconds.iter().filter(fits).count() as u32;
        for second in seconds.iter().filter(fits) {
            self.found.push(Candidate {
                reading,
                second: *second,
                siblings,
            });
        }
    }

    /// Adds the readings of three numbers.
    fn push_three(&mut self, a: u32, b: u32, c: u32) {
        let missing = |minutes: u32, seconds: u32| -> Vec<u32> {
            (1..=MAX_MISSING_HOURS)
                .map(|hour| hour * 3600 + minutes * 60 + seconds)
                .collect()
        };
        if a > 0 && b < 60 && c < 60 {
            self.push(Reading::HourTooMany, &[(a - 1) * 3600 + b * 60 + c]);
        }
        if a == 0 && b < 60 && c < 60 {
            self.push(Reading::HourZero, &missing(b, c));
        }
        if b >= 60 {
            return;
        }
        if c == 0 {
            self.push(Reading::Minutes, &[a * 60 + b]);
        } else if a > 0 {
            self.push(Reading::MinutesAndHundredths, &[a * 60 + b]);
        }
        if a < 60 {
            self.push(Reading::HourDropped, &missing(a, b));
        }
        let units =
            |tens: u32| -> Vec<u32> { (0..10).map(|unit| (tens * 10 + unit) * 60 + b).collect() };
        if (1..=MAX_TENS).contains(&a) {
            self.push(Reading::LostUnits, &units(a));
        }
        if (2..=MAX_TENS + 1).contains(&a) {
            self.push(Reading::LostUnitsCarry, &units(a - 1));
        }
    }
}
