//! The likeliest readings of the stamps of a note, one behind the other.

use super::LONGEST_VIDEO;
use super::candidate::{Candidate, Stamps, Unit};
use super::habit::Habit;

/// How likely a time behind the end of the video is.
const BEYOND: f64 = 1e-4;
/// How likely it is that a stamp has another unit than the one before it, rather than the same.
const CHANGES: f64 = 0.3;
/// Half of the steps forward and back are shorter than this, in shares of an even step through the video.
const FORWARD: f64 = 0.65;
const BACK: f64 = 3.2;

/// The readings of a note's stamps were its video so long (in seconds): how likely the likeliest are, as a
/// logarithm.
pub(super) fn likelihood(stamps: &Stamps, habit: &Habit, length: f64) -> f64 {
    walk(stamps, habit, length, |_| {}).0
}

/// The likeliest reading of each stamp were the video so long (in seconds).
pub(super) fn choose<'s>(stamps: &'s Stamps, habit: &Habit, length: f64) -> Vec<&'s Candidate> {
    let mut came_from: Vec<usize> = Vec::new();
    let (_, mut index) = walk(stamps, habit, length, |from| came_from.extend(from));
    let mut chosen = Vec::new();
    let mut end = came_from.len();
    for candidates in stamps.iter().rev() {
        let start = end - candidates.len();
        chosen.push(&candidates[index]);
        index = came_from[start + index];
        end = start;
    }
    chosen.reverse();
    chosen
}

/// Goes along the stamps, and tells for each the reading of the stamp before from which each of its own
/// comes. Returns the logarithm of the likelihood, and the best reading of the last stamp.
///
/// Likelihoods are multiplied, and made large again at each stamp, so that a logarithm is taken but once a stamp.
fn walk(stamps: &Stamps, habit: &Habit, length: f64, mut tell: impl FnMut(&[usize])) -> (f64, usize) {
    let course = Course::of(stamps, length);
    let mut last: Vec<(u32, bool, f64)> = Vec::new();
    let mut next: Vec<(u32, bool, f64)> = Vec::new();
    let mut from: Vec<usize> = Vec::new();
    let mut logarithm = 0.0;
    let mut best = 0;
    for candidates in stamps.iter() {
        next.clear();
        from.clear();
        for candidate in candidates {
            let (before, likelihood) = best_before(&last, candidate, course);
            let likelihood = likelihood * candidate.likelihood * habit.likelihood(candidate.unit);
            next.push((candidate.seconds, candidate.unit.is_minutes(), likelihood));
            from.push(before);
        }
        tell(&from);
        let most = largest(next.iter().map(|(_, _, likelihood)| *likelihood));
        best = most.0;
        let scale = most.1.max(f64::MIN_POSITIVE);
        next.iter_mut().for_each(|(_, _, likelihood)| *likelihood /= scale);
        logarithm += scale.ln();
        std::mem::swap(&mut last, &mut next);
    }
    (logarithm, best)
}

/// Which reading of the stamp before goes best with this one, and how likely both are.
fn best_before(last: &[(u32, bool, f64)], candidate: &Candidate, course: Course) -> (usize, f64) {
    if last.is_empty() {
        return (0, course.likelihood(None, candidate));
    }
    largest(last.iter().map(|(before, in_minutes, likelihood)| {
        let unit = if *in_minutes == candidate.unit.is_minutes() { 1.0 } else { CHANGES };
        likelihood * unit * course.likelihood(Some(*before), candidate)
    }))
}

fn largest(values: impl Iterator<Item = f64>) -> (usize, f64) {
    values.enumerate().fold((0, -1.0), |best, (index, value)| if value > best.1 { (index, value) } else { best })
}

/// The video, as far as it tells where the next stamp of a note is.
#[derive(Clone, Copy)]
struct Course {
    /// In seconds.
    length: f64,
    /// The step, in seconds, with which the stamps of the note would go through the video evenly.
    even: f64,
}

impl Course {
    fn of(stamps: &Stamps, length: f64) -> Self {
        Self { length, even: length / stamps.iter().len().max(4) as f64 }
    }

    /// How likely it is to cite this very second behind that one. The numbers are those of good notes: of ten
    /// times eight or nine go forward, half of them by less than two thirds of an even step, and a note begins
    /// near the start of the video or anywhere.
    fn likelihood(self, before: Option<u32>, candidate: &Candidate) -> f64 {
        let seconds = f64::from(candidate.seconds);
        if seconds > self.length {
            return BEYOND / f64::from(LONGEST_VIDEO);
        }
        let anywhere = 1.0 / self.length;
        let density = match before.map(|before| seconds - f64::from(before)) {
            None => 0.5 * anywhere + 0.5 * near(seconds, self.even * FORWARD),
            Some(step) if step >= 0.0 => 0.05 * anywhere + 0.8 * near(step, self.even * FORWARD),
            Some(step) => 0.05 * anywhere + 0.1 * near(-step, self.even * BACK),
        };
        // Of whole minutes there are fewer.
        let grain = if candidate.unit == Unit::WholeMinutes { 60.0 } else { 1.0 };
        (density * grain).min(1.0)
    }
}

/// The density of a distance of which half are shorter than `median`, and some are long.
fn near(distance: f64, median: f64) -> f64 {
    let relative = 1.0 + distance / median;
    1.0 / (median * relative * relative)
}
