//! The likeliest readings of the stamps of a note, one behind the other.

use crate::archive::timestamp_units::LONGEST_VIDEO;
use crate::archive::timestamp_units::candidate::{Candidate, Stamps};
use crate::archive::timestamp_units::notation_prior::NotationPrior;

/// How likely a time behind the end of the video is.
const BEYOND: f64 = 1e-4;
/// How likely it is that a stamp has another unit than the one before it, rather than the same.
const CHANGES: f64 = 0.3;
/// Steps back are longer than steps forward by this factor.
const BACK: f64 = 3.0;

/// Likelihoods below this are made large again; the least that one stamp can have is far above the
/// rest.
const SMALL: f64 = 1e-100;

/// How the stamps of a note go through its video.
#[derive(Debug, Clone, Copy)]
pub(super) struct Path {
    /// How long the video is, in seconds.
    pub(super) length: f64,
    /// Half of the steps forward are shorter than this, in seconds. It is the note's own: a note
    /// may be about a part of the video.
    pub(super) step: f64,
}

/// How likely the likeliest readings of a note's stamps are on this course, as a logarithm, and the
/// last second that they cite. `None` where it is less than `least`, which is mostly known long
/// before the end.
pub(super) fn likelihood(
    stamps: &Stamps,
    habit: &NotationPrior,
    course: Path,
    least: f64,
) -> Option<(f64, u32)> {
    let end = walk(stamps, habit, course, least, |_| {})?;
    Some((end.logarithm, end.latest))
}

/// The likeliest reading of each stamp on this course.
pub(super) fn choose<'s>(
    stamps: &'s Stamps,
    habit: &NotationPrior,
    course: Path,
) -> Vec<&'s Candidate> {
    let mut came_from: Vec<usize> = Vec::new();
    let end = walk(stamps, habit, course, f64::NEG_INFINITY, |from| {
        came_from.extend(from)
    });
    let mut index = end.map_or(0, |end| end.best);
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

/// A reading of a stamp, and how likely the likeliest readings up to it are.
struct Reached {
    seconds: u32,
    /// The last second that is cited up to here.
    latest: u32,
    is_minutes: bool,
    likelihood: f64,
}

/// Where a walk ends.
struct End {
    logarithm: f64,
    latest: u32,
    /// The best reading of the last stamp.
    best: usize,
}

/// Goes along the stamps, and tells for each the reading of the stamp before from which each of its
/// own comes.
///
/// Likelihoods are multiplied, and made large again where they become small, so that few logarithms
/// are taken. None is over 1, so the way ends where it falls below `least`.
fn walk(
    stamps: &Stamps,
    habit: &NotationPrior,
    course: Path,
    least: f64,
    mut tell: impl FnMut(&[usize]),
) -> Option<End> {
    let mut last: Vec<Reached> = Vec::new();
    let mut next: Vec<Reached> = Vec::new();
    let mut from: Vec<usize> = Vec::new();
    let mut logarithm = 0.0;
    let mut best = 0;
    for candidates in stamps.iter() {
        next.clear();
        from.clear();
        for candidate in candidates {
            let (before, likelihood) = best_before(&last, candidate, course);
            let likelihood = likelihood * candidate.likelihood * habit.likelihood(candidate.unit);
            let seconds = candidate.seconds;
            let latest = last
                .get(before)
                .map_or(seconds, |before| before.latest.max(seconds));
            next.push(Reached {
                seconds,
                latest,
                is_minutes: candidate.unit.is_minutes(),
                likelihood,
            });
            from.push(before);
        }
        tell(&from);
        let most = largest(next.iter().map(|reached| reached.likelihood));
        best = most.0;
        if most.1 < SMALL {
            let scale = most.1.max(f64::MIN_POSITIVE);
            next.iter_mut()
                .for_each(|reached| reached.likelihood /= scale);
            logarithm += scale.ln();
            if logarithm < least {
                return None;
            }
        }
        std::mem::swap(&mut last, &mut next);
    }
    logarithm += last
        .get(best)
        .map_or(0.0, |reached| reached.likelihood.ln());
    if logarithm < least {
        return None;
    }
    Some(End {
        logarithm,
        latest: last.get(best).map_or(0, |reached| reached.latest),
        best,
    })
}

/// Which reading of the stamp before goes best with this one, and how likely both are.
fn best_before(last: &[Reached], candidate: &Candidate, course: Path) -> (usize, f64) {
    if last.is_empty() {
        return (0, course.likelihood(None, candidate));
    }
    largest(last.iter().map(|before| {
        let unit = if before.is_minutes == candidate.unit.is_minutes() {
            1.0
        } else {
            CHANGES
        };
        before.likelihood * unit * course.likelihood(Some(before.seconds), candidate)
    }))
}

fn largest(values: impl Iterator<Item = f64>) -> (usize, f64) {
    values.enumerate().fold((0, -1.0), |best, (index, value)| {
        if value > best.1 { (index, value) } else { best }
    })
}

impl Path {
    /// How likely it is to cite this very second behind that one. As in good notes, of ten times
    /// eight or nine go forward, and a note begins near the start of the video or anywhere.
    fn likelihood(self, before: Option<u32>, candidate: &Candidate) -> f64 {
        let seconds = f64::from(candidate.seconds);
        if seconds > self.length {
            return BEYOND / f64::from(LONGEST_VIDEO);
        }
        let anywhere = 1.0 / self.length;
        let density = match before.map(|before| seconds - f64::from(before)) {
            None => 0.5 * anywhere + 0.5 * near(seconds, self.step),
            Some(step) if step >= 0.0 => 0.05 * anywhere + 0.8 * near(step, self.step),
            Some(step) => 0.05 * anywhere + 0.1 * near(-step, self.step * BACK),
        };
        (density * candidate.grain).min(1.0)
    }
}

/// The density of a distance of which half are shorter than `median`, and some are long.
fn near(distance: f64, median: f64) -> f64 {
    let beyond = median + distance;
    median / (beyond * beyond)
}
