//! Finds the most likely interpretations of a note's timestamps with the Viterbi algorithm.

use crate::archive::timestamp_units::candidate::{Candidate, Timestamps, Unit, UnitGroup};
use crate::archive::timestamp_units::notation_prior::NotationPrior;
use crate::archive::timestamp_units::{END_SLACK_SECONDS, MAX_VIDEO_SECONDS};

/// Likelihood of a time past the end of the video.
const BEYOND_END_LIKELIHOOD: f64 = 1e-4;
/// The same if the end is known: any other reading is likelier.
const BEYOND_KNOWN_END_LIKELIHOOD: f64 = 1e-40;
/// Likelihood that a timestamp has another unit than the previous one, relative to the same unit.
const UNIT_CHANGE_LIKELIHOOD: f64 = 0.3;
/// Backward steps are longer than forward steps by this factor.
const BACKWARD_STEP_FACTOR: f64 = 3.0;

/// Shares of the transitions to anywhere in the video, and to a distance forward and backward.
const ANYWHERE_SHARE: f64 = 0.05;
const FORWARD_SHARE: f64 = 0.8;
const BACKWARD_SHARE: f64 = 0.1;

/// Likelihoods below this are rescaled, so that none underflows: a single timestamp's factor is far
/// above the remaining range.
const RESCALE_BELOW: f64 = 1e-100;
/// A sequence is given up only if it misses the minimum by more than rounding errors can add up to.
const MAX_ROUNDING_ERROR: f64 = 1e-6;

/// How a note's timestamps move through its video.
#[derive(Debug, Clone, Copy)]
pub(super) struct TransitionModel {
    /// The length of the video, in seconds.
    pub(super) length: f64,
    /// The median forward step, in seconds. It belongs to the note, which may cover only a part of
    /// the video.
    pub(super) step: f64,
    /// Whether the length is known.
    pub(super) is_length_known: bool,
}

/// The log-likelihood of the most likely interpretations, and the latest second that they cite.
/// `None` if it is below `min_log_likelihood`, which mostly shows long before the end.
pub(super) fn max_log_likelihood(
    timestamps: &Timestamps,
    notation: &NotationPrior,
    transitions: TransitionModel,
    min_log_likelihood: f64,
) -> Option<(f64, u32)> {
    let end = forward_pass(
        timestamps,
        notation,
        transitions,
        min_log_likelihood,
        |_| {},
    )?;
    Some((end.log_likelihood, end.latest))
}

/// The most likely interpretation of each timestamp.
pub(super) fn choose<'s>(
    timestamps: &'s Timestamps,
    notation: &NotationPrior,
    transitions: TransitionModel,
) -> Vec<&'s Candidate> {
    let mut backpointers: Vec<usize> = Vec::new();
    let end = forward_pass(
        timestamps,
        notation,
        transitions,
        f64::NEG_INFINITY,
        |from| backpointers.push(from),
    );
    let mut index = end.map_or(0, |end| end.best);
    let mut chosen = Vec::new();
    let mut end = backpointers.len();
    for candidates in timestamps.iter().rev() {
        let start = end - candidates.len();
        chosen.push(&candidates[index]);
        index = backpointers[start + index];
        end = start;
    }
    chosen.reverse();
    chosen
}

/// The number of candidates that most timestamps do not exceed.
const USUAL_CANDIDATES: usize = 4;

/// An interpretation of a timestamp, with the likelihood of the best sequence that ends in it.
struct State {
    seconds: f64,
    likelihood: f64,
    /// The latest second that this sequence cites.
    latest: u32,
    group: UnitGroup,
}

/// The result of a forward pass.
struct ForwardPass {
    log_likelihood: f64,
    latest: u32,
    /// The index of the last timestamp's best candidate.
    best: usize,
}

/// The forward pass. Calls `on_backpointer` with the best predecessor of each candidate of each
/// timestamp.
///
/// Likelihoods are multiplied, and rescaled when they become small, which saves logarithms. The
/// factor of a timestamp is limited, so the pass stops once the rest cannot make the product reach
/// `min_log_likelihood`.
fn forward_pass(
    timestamps: &Timestamps,
    notation: &NotationPrior,
    transitions: TransitionModel,
    min_log_likelihood: f64,
    mut on_backpointer: impl FnMut(usize),
) -> Option<ForwardPass> {
    let mut last: Vec<State> = Vec::with_capacity(USUAL_CANDIDATES);
    let mut next: Vec<State> = Vec::with_capacity(USUAL_CANDIDATES);
    let mut log_likelihood = 0.0;
    let mut best = 0;
    let max_factor = transitions.max_factor(notation);
    // The least likelihood with which this number of further timestamps may reach the minimum.
    let min_likelihood_before = |rest: usize, log_likelihood: f64| {
        let max_rest = rest as f64 * max_factor.ln() + MAX_ROUNDING_ERROR;
        (min_log_likelihood - log_likelihood - max_rest).exp()
    };
    let mut rest = timestamps.iter().len();
    let mut min_likelihood = min_likelihood_before(rest, log_likelihood);
    for candidates in timestamps.iter() {
        next.clear();
        let is_beyond = candidates
            .first()
            .is_some_and(|plain| transitions.is_beyond(plain));
        for candidate in candidates {
            let group = group(candidate, notation);
            let (previous, likelihood) =
                best_predecessor(&last, (candidate, group), notation, transitions);
            // The hour is not wrong where the time as written is possible.
            let is_possible = group != UnitGroup::WrongHour || is_beyond;
            let likelihood = if is_possible {
                likelihood * candidate.likelihood
            } else {
                0.0
            };
            let cited = match group {
                UnitGroup::TensOfMinutes => candidate.as_tens() + 300,
                _ => candidate.seconds,
            };
            let latest = last
                .get(previous)
                .map_or(cited, |previous| previous.latest.max(cited));
            next.push(State {
                seconds: f64::from(candidate.seconds),
                likelihood,
                latest,
                group,
            });
            on_backpointer(previous);
        }
        let max = arg_max(next.iter().map(|state| state.likelihood));
        best = max.0;
        rest -= 1;
        min_likelihood *= max_factor;
        if max.1 < min_likelihood {
            return None;
        }
        if max.1 < RESCALE_BELOW {
            let scale = max.1.max(f64::MIN_POSITIVE);
            next.iter_mut().for_each(|state| state.likelihood /= scale);
            log_likelihood += scale.ln();
            min_likelihood = min_likelihood_before(rest, log_likelihood);
        }
        std::mem::swap(&mut last, &mut next);
    }
    log_likelihood += last.get(best).map_or(0.0, |state| state.likelihood.ln());
    if log_likelihood < min_log_likelihood {
        return None;
    }
    Some(ForwardPass {
        log_likelihood,
        latest: last.get(best).map_or(0, |state| state.latest),
        best,
    })
}

/// The group of a candidate in a note with this notation.
fn group(candidate: &Candidate, notation: &NotationPrior) -> UnitGroup {
    if notation.loses_units && candidate.may_be_tens() {
        UnitGroup::TensOfMinutes
    } else {
        candidate.unit.group()
    }
}

/// The index of the best predecessor of a candidate, and the likelihood of the sequence up to
/// there.
fn best_predecessor(
    last: &[State],
    (candidate, group): (&Candidate, UnitGroup),
    notation: &NotationPrior,
    transitions: TransitionModel,
) -> (usize, f64) {
    let likelihood = notation.likelihood(candidate.unit);
    let density = |previous| transitions.likelihood(previous, candidate, group);
    if last.is_empty() {
        return (0, likelihood * density(Previous::None));
    }
    arg_max(last.iter().map(|previous| {
        let factor = if previous.group == group {
            notation.continued_likelihood(candidate.unit) * density(Previous::At(previous.seconds))
        } else if [previous.group, group].contains(&UnitGroup::TensOfMinutes) {
            likelihood * UNIT_CHANGE_LIKELIHOOD * density(Previous::OnAnotherScale)
        } else {
            likelihood * UNIT_CHANGE_LIKELIHOOD * density(Previous::At(previous.seconds))
        };
        previous.likelihood * factor
    }))
}

/// Where the previous timestamp of a note is.
#[derive(Debug, Clone, Copy)]
enum Previous {
    None,
    /// At this second.
    At(f64),
    /// Where minutes and tens of minutes meet, the distance is unknown.
    OnAnotherScale,
}

fn arg_max(values: impl Iterator<Item = f64>) -> (usize, f64) {
    values.enumerate().fold((0, -1.0), |best, (index, value)| {
        if value > best.1 { (index, value) } else { best }
    })
}

impl TransitionModel {
    /// Whether a time is past the end of the video.
    fn is_beyond(self, candidate: &Candidate) -> bool {
        let slack = if self.is_length_known {
            END_SLACK_SECONDS
        } else {
            0
        };
        f64::from(candidate.seconds) > self.length + f64::from(slack)
    }

    /// The likelihood of citing the candidate's second after `previous`. As in correct notes, eight
    /// or nine of ten steps go forward, and the first time is near the start of the video or
    /// anywhere. Tens of minutes are counted on as if they were minutes, in a tenth of the video.
    fn likelihood(self, previous: Previous, candidate: &Candidate, group: UnitGroup) -> f64 {
        let seconds = f64::from(candidate.seconds);
        let (is_beyond, anywhere) = match group {
            UnitGroup::TensOfMinutes => {
                let earliest = f64::from(candidate.as_tens());
                (earliest > self.length + 600.0, 10.0 / self.length)
            }
            _ => (self.is_beyond(candidate), 1.0 / self.length),
        };
        if is_beyond {
            let likelihood = if self.is_length_known {
                BEYOND_KNOWN_END_LIKELIHOOD
            } else {
                BEYOND_END_LIKELIHOOD
            };
            return likelihood / f64::from(MAX_VIDEO_SECONDS);
        }
        let density = match previous {
            Previous::None => 0.5 * anywhere + 0.5 * heavy_tailed(seconds, self.step),
            Previous::OnAnotherScale => anywhere,
            Previous::At(previous) if seconds >= previous => {
                let distance = heavy_tailed(seconds - previous, self.step);
                ANYWHERE_SHARE * anywhere + FORWARD_SHARE * distance
            }
            Previous::At(previous) => {
                let distance = heavy_tailed(previous - seconds, self.step * BACKWARD_STEP_FACTOR);
                ANYWHERE_SHARE * anywhere + BACKWARD_SHARE * distance
            }
        };
        (density * candidate.granularity).min(1.0)
    }

    /// The largest factor of a timestamp after the first: it cites the same second as the previous
    /// one, in the unit for which that is the most likely.
    fn max_factor(self, notation: &NotationPrior) -> f64 {
        let anywhere = if notation.loses_units { 10.0 } else { 1.0 };
        let density = ANYWHERE_SHARE * anywhere / self.length + FORWARD_SHARE / self.step;
        let factor = |unit: Unit| {
            notation.continued_likelihood(unit) * (density * unit.granularity()).min(1.0)
        };
        let units = Unit::COMMON.into_iter().chain([Unit::ExtraHour]);
        units.map(factor).fold(0.0, f64::max)
    }
}

/// The probability density of a distance with this median and a heavy tail.
fn heavy_tailed(distance: f64, median: f64) -> f64 {
    let shifted = median + distance;
    median / (shifted * shifted)
}
