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
    JoinedRange,
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

/// A second that a written time may mean.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Candidate {
    pub(super) reading: Reading,
    pub(super) second: u32,
    /// The number of candidates with the same reading.
    pub(super) siblings: u32,
}

/// The ways to read a time, each with the second that it then means. The first is as written.
pub fn readings(time: RawTimestamp) -> Vec<(Reading, u32)> {
    let mut found = Vec::with_capacity(32);
    found.push((Reading::AsWritten, time.as_hms()));
    match *time.numbers() {
        [a, b] if b < 60 => {
            let hours = missing_hours(u32::from(a), u32::from(b));
            found.extend(hours.map(|second| (Reading::HourZero, second)));
        }
        [a, b, c] => add_three(&mut found, [a, b, c].map(u32::from)),
        _ => found.extend(
            time.as_joined_range()
                .map(|(start, _)| (Reading::JoinedRange, start)),
        ),
    }
    found
}

/// Minutes and seconds after each hour that may be missing.
fn missing_hours(minutes: u32, seconds: u32) -> impl Iterator<Item = u32> {
    (1..=MAX_MISSING_HOURS).map(move |hour| hour * 3600 + minutes * 60 + seconds)
}

/// Adds the readings of three numbers.
fn add_three(found: &mut Vec<(Reading, u32)>, [a, b, c]: [u32; 3]) {
    if a > 0 && b < 60 && c < 60 {
        found.push((Reading::HourTooMany, (a - 1) * 3600 + b * 60 + c));
    }
    if a == 0 && b < 60 && c < 60 {
        found.extend(missing_hours(b, c).map(|second| (Reading::HourZero, second)));
    }
    if b >= 60 {
        return;
    }
    if c == 0 {
        found.push((Reading::Minutes, a * 60 + b));
    } else if a > 0 {
        found.push((Reading::MinutesAndHundredths, a * 60 + b));
    }
    if a < 60 {
        found.extend(missing_hours(a, b).map(|second| (Reading::HourDropped, second)));
    }
    let units = |tens: u32| (0..10).map(move |unit| (tens * 10 + unit) * 60 + b);
    if (1..=MAX_TENS).contains(&a) {
        found.extend(units(a).map(|second| (Reading::LostUnits, second)));
    }
    if (2..=MAX_TENS + 1).contains(&a) {
        found.extend(units(a - 1).map(|second| (Reading::LostUnitsCarry, second)));
    }
}

/// The seconds that a time may mean, at most `length` if the reading is not the program's own.
pub(super) fn candidates(time: RawTimestamp, program: u32, length: u32) -> Vec<Candidate> {
    let mut readings = readings(time);
    if program != time.as_hms() {
        readings.insert(1, (Reading::Program, program));
    }
    // What is as written or the program's own may be beyond the video.
    let is_own = |reading| matches!(reading, Reading::AsWritten | Reading::Program);
    readings.retain(|(reading, second)| *second <= length || is_own(*reading));
    let of_one_reading = readings.chunk_by(|a, b| a.0 == b.0);
    let candidates = of_one_reading.flat_map(|same| {
        same.iter().map(|(reading, second)| Candidate {
            reading: *reading,
            second: *second,
            siblings: same.len() as u32,
        })
    });
    candidates.collect()
}
