//! The least surprising readings of the stamps of a note, one behind the other.

use super::LONGEST_VIDEO;
use super::candidate::{Candidate, Stamps, Unit};
use super::habit::Habit;

/// A time behind the end of the video, in nats.
const BEYOND: f32 = 9.0;
/// A stamp of another unit than the one before it.
const CHANGES: f32 = 1.2;
/// Half of the steps forward and back are shorter than this, in shares of an even step through the video.
const FORWARD: f32 = 0.65;
const BACK: f32 = 3.2;

/// The video, as far as it tells where the next stamp of a note is.
#[derive(Clone, Copy)]
struct Course {
    /// In seconds.
    length: f32,
    /// The step, in seconds, with which the stamps of the note would go through the video evenly.
    even: f32,
}

/// How surprising the best readings of all stamps are, were the video so long (in seconds).
pub(super) fn surprise(stamps: &Stamps, habit: &Habit, length: f32) -> f32 {
    let course = Course::of(stamps, length);
    let mut last: Vec<(Candidate, f32)> = Vec::new();
    let mut next = Vec::new();
    for candidates in stamps.iter() {
        next.clear();
        next.extend(candidates.iter().map(|candidate| {
            let (_, before) = best_before(&last, candidate, course);
            (*candidate, before + candidate.surprise + habit.surprise(candidate.unit))
        }));
        std::mem::swap(&mut last, &mut next);
    }
    last.iter().map(|(_, surprise)| *surprise).fold(f32::INFINITY, f32::min).min(f32::MAX)
}

/// The best reading of each stamp, were the video so long (in seconds).
pub(super) fn choose<'s>(stamps: &'s Stamps, habit: &Habit, length: f32) -> Vec<&'s Candidate> {
    let course = Course::of(stamps, length);
    let mut steps: Vec<(&[Candidate], Vec<usize>)> = Vec::with_capacity(stamps.iter().len());
    let mut last: Vec<(Candidate, f32)> = Vec::new();
    for candidates in stamps.iter() {
        let found: Vec<(usize, f32)> =
            candidates.iter().map(|candidate| best_before(&last, candidate, course)).collect();
        last = (candidates.iter().zip(&found))
            .map(|(candidate, (_, before))| (*candidate, before + candidate.surprise + habit.surprise(candidate.unit)))
            .collect();
        steps.push((candidates, found.into_iter().map(|(index, _)| index).collect()));
    }
    let mut index = least(last.iter().map(|(_, surprise)| *surprise)).0;
    let mut chosen: Vec<&Candidate> = Vec::with_capacity(steps.len());
    for (candidates, before) in steps.into_iter().rev() {
        chosen.extend(candidates.get(index));
        index = before.get(index).copied().unwrap_or_default();
    }
    chosen.reverse();
    chosen
}

/// Which reading of the stamp before goes best with this one, and the surprise up to here.
fn best_before(last: &[(Candidate, f32)], candidate: &Candidate, course: Course) -> (usize, f32) {
    if last.is_empty() {
        return (0, course.surprise(None, candidate));
    }
    least(last.iter().map(|(before, surprise)| {
        let changes = if before.unit.is_minutes() == candidate.unit.is_minutes() { 0.0 } else { CHANGES };
        surprise + changes + course.surprise(Some(before.seconds), candidate)
    }))
}

fn least(values: impl Iterator<Item = f32>) -> (usize, f32) {
    values
        .enumerate()
        .fold((0, f32::INFINITY), |best, (index, value)| if value < best.1 { (index, value) } else { best })
}

impl Course {
    fn of(stamps: &Stamps, length: f32) -> Self {
        Self { length, even: length / stamps.iter().len().max(4) as f32 }
    }

    /// How surprising it is to cite this second behind that one. The numbers are those of good notes: of ten
    /// times eight or nine go forward, half of them by less than two thirds of an even step, and a note begins
    /// near the start of the video or anywhere.
    fn surprise(self, before: Option<u32>, candidate: &Candidate) -> f32 {
        let seconds = candidate.seconds as f32;
        if seconds > self.length {
            return BEYOND + (LONGEST_VIDEO as f32).ln();
        }
        let anywhere = 1.0 / self.length;
        let density = match before.map(|before| seconds - before as f32) {
            None => 0.5 * anywhere + 0.5 * near(seconds, self.even * FORWARD),
            Some(step) if step >= 0.0 => 0.05 * anywhere + 0.8 * near(step, self.even * FORWARD),
            Some(step) => 0.05 * anywhere + 0.1 * near(-step, self.even * BACK),
        };
        // Of whole minutes there are fewer.
        let grain = if candidate.unit == Unit::WholeMinutes { 60.0 } else { 1.0 };
        -(density * grain).min(1.0).ln()
    }
}

/// The density of a distance of which half are shorter than `median`, and some are long.
fn near(distance: f32, median: f32) -> f32 {
    let relative = 1.0 + distance / median;
    1.0 / (median * relative * relative)
}
