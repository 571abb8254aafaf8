//! Judges all times of a note together.
//!
//! A hidden Markov model: the states of a moment are the seconds that its time may mean. Their
//! likelihoods are those of the readings, of what is said there, and of the step from the moment
//! before, because notes mostly follow the video. A writer has habits, so how often each reading
//! occurs in the note is estimated from the note itself, starting from what is usual
//! (expectation-maximization). The time is linear in the number of moments.

use crate::alignment::readings::{Candidate, READING_COUNT, Reading};
use crate::alignment::similarity::PLACE_SECONDS;

/// How often each reading occurs in notes before anything is known about a note, in the order of
/// [`Reading`].
const USUAL_RATES: [f64; READING_COUNT] = [
    0.9,   // as written
    0.9,   // the program's own
    0.02,  // minutes
    0.001, // minutes and hundredths
    0.04,  // lost units
    0.004, // the same with a carry
    0.02,  // an hour too many
    0.01,  // the hour dropped
    0.001, // the hour zero
    0.3,   // a glued range
    0.03,  // elsewhere
];

/// The number of moments that what is usual is worth, compared with those of the note.
const USUAL_MOMENTS: f64 = 4.0;

/// The number of times that the rates of a note are estimated.
const ESTIMATES: usize = 2;

/// The maximum rate of sentences that are said elsewhere: the transcript has many places that match
/// by chance.
const MAX_ELSEWHERE_RATE: f64 = 0.1;

/// The factor by which a time behind the end of the video is less likely.
const BEYOND_FACTOR: f64 = 0.002;

/// The probability that a transcript ends before its video, or is of another one, before anything
/// is known about a note.
const USUAL_PARTIAL: f64 = 0.05;

/// The shares of steps forward, back and to any place.
const STEP_SHARES: [f64; 3] = [0.8, 0.15, 0.05];

/// The median step forward, as a fraction of the mean distance between the moments of a note.
const MEDIAN_STEP: f64 = 0.28;

/// The limits of the median step, in seconds.
const STEP_SECONDS: std::ops::RangeInclusive<f64> = 5.0..=120.0;

/// Steps back are this many times longer.
const BACK_STEPS: f64 = 2.0;

/// Candidates with a lower probability do not contribute to that of the next moment's.
const MIN_PROBABILITY: f64 = 1e-9;

/// A moment with the seconds that it may mean.
pub(super) struct State {
    pub(super) candidates: Vec<Candidate>,
    /// How well the sentence matches what is said at each candidate, in nats.
    pub(super) matches: Vec<f32>,
    /// The second that the program reads without the transcript.
    pub(super) resolved: u32,
}

/// What is known about the moments of a note.
pub(super) struct Posteriors {
    /// The probability of each candidate of each moment.
    pub(super) candidates: Vec<Vec<f64>>,
    /// The probability that the video is longer than the transcript.
    pub(super) partial: f64,
}

/// Judges the moments of a note whose transcript has this length, in seconds.
pub(super) fn posteriors(states: &[State], length: f64) -> Posteriors {
    let whole = Model::new(states, length, false).posteriors(states);
    if states
        .iter()
        .all(|state| f64::from(state.resolved) <= length)
    {
        return Posteriors {
            candidates: whole.candidates,
            partial: 0.0,
        };
    }
    // If the video is longer than the transcript, its times there may be right.
    let part = Model::new(states, length, true).posteriors(states);
    let odds =
        USUAL_PARTIAL / (1.0 - USUAL_PARTIAL) * (part.log_likelihood - whole.log_likelihood).exp();
    let partial = 1.0 - 1.0 / (1.0 + odds);
    let mix = |(whole, part): (&f64, &f64)| whole + partial * (part - whole);
    let each = whole.candidates.iter().zip(&part.candidates);
    let candidates = each.map(|(whole, part)| whole.iter().zip(part).map(mix).collect());
    Posteriors {
        candidates: candidates.collect(),
        partial,
    }
}

/// How often each reading occurs in the note, where it is possible.
fn estimate_rates(states: &[State], posteriors: &[Vec<f64>]) -> [f64; READING_COUNT] {
    let mut sums = USUAL_RATES.map(|rate| rate * USUAL_MOMENTS);
    let mut counts = [USUAL_MOMENTS; READING_COUNT];
    for (state, posterior) in states.iter().zip(posteriors) {
        let mut is_possible = [false; READING_COUNT];
        for (candidate, probability) in state.candidates.iter().zip(posterior) {
            sums[candidate.reading as usize] += probability;
            is_possible[candidate.reading as usize] = true;
        }
        for (count, is_possible) in counts.iter_mut().zip(is_possible) {
            *count += f64::from(u8::from(is_possible));
        }
    }
    let mut rates: [f64; READING_COUNT] = std::array::from_fn(|index| sums[index] / counts[index]);
    let elsewhere = &mut rates[Reading::Elsewhere as usize];
    *elsewhere = elsewhere.min(MAX_ELSEWHERE_RATE);
    rates
}

/// The model of a note.
struct Model {
    steps: StepDensities,
    /// The length of the transcript, in seconds.
    length: f64,
    /// Whether the video is longer.
    is_partial: bool,
}

/// The probability of each candidate of each moment.
struct Found {
    candidates: Vec<Vec<f64>>,
    /// The logarithm of the likelihood of the whole note.
    log_likelihood: f64,
}

/// The probability density of the step from one moment to the next. Notes follow the video closely
/// for a while and then go on elsewhere, so it falls with the square of the step only.
struct StepDensities {
    /// The median step forward, in seconds.
    median: f64,
    /// The density of a step to any place of the video, per second.
    any: f64,
}

impl StepDensities {
    fn new(moments: usize, length: f64) -> Self {
        let median = MEDIAN_STEP * length / moments.max(1) as f64;
        Self {
            median: median.clamp(*STEP_SECONDS.start(), *STEP_SECONDS.end()),
            any: STEP_SHARES[2] / length.max(1.0),
        }
    }

    fn density(&self, from: u32, to: u32) -> f64 {
        let step = f64::from(to) - f64::from(from);
        let (share, median) = match step >= 0.0 {
            true => (STEP_SHARES[0], self.median),
            false => (STEP_SHARES[1], self.median * BACK_STEPS),
        };
        let ratio = 1.0 + step.abs() / median;
        share / (median * ratio * ratio) + self.any
    }
}

impl Model {
    fn new(states: &[State], length: f64, is_partial: bool) -> Self {
        Self {
            steps: StepDensities::new(states.len(), length),
            length,
            is_partial,
        }
    }

    /// The probability of each candidate, with the rates that the note itself shows.
    fn posteriors(&self, states: &[State]) -> Found {
        let mut found = self.forward_backward(states, &USUAL_RATES);
        for _ in 0..ESTIMATES {
            let rates = estimate_rates(states, &found.candidates);
            found = self.forward_backward(states, &rates);
        }
        found
    }

    /// The probability of each candidate, given all moments of the note.
    fn forward_backward(&self, states: &[State], rates: &[f64; READING_COUNT]) -> Found {
        let mut own: Vec<Vec<f64>> = states
            .iter()
            .map(|state| self.likelihoods(state, rates))
            .collect();
        let mut log_likelihood: f64 = own.iter_mut().map(|own| normalize(own).ln()).sum();
        let mut forward: Vec<Vec<f64>> = Vec::with_capacity(states.len());
        for (index, own) in own.iter().enumerate() {
            let mut now = own.clone();
            if index > 0 {
                let before = (&states[index - 1].candidates, &forward[index - 1]);
                for (now, to) in now.iter_mut().zip(&states[index].candidates) {
                    let each = before.0.iter().zip(before.1);
                    let each = each.filter(|(_, p)| **p > MIN_PROBABILITY);
                    *now *= each
                        .map(|(from, p)| p * self.steps.density(from.second, to.second))
                        .sum::<f64>();
                }
            }
            log_likelihood += normalize(&mut now).ln();
            forward.push(now);
        }
        let mut after: Vec<f64> = Vec::new();
        for index in (0..states.len()).rev() {
            let here = &states[index].candidates;
            let now: Vec<f64> = match states.get(index + 1) {
                None => vec![1.0; here.len()],
                Some(next) => here
                    .iter()
                    .map(|from| {
                        let each = next.candidates.iter().zip(&after);
                        let each = each.filter(|(_, p)| **p > MIN_PROBABILITY);
                        each.map(|(to, p)| p * self.steps.density(from.second, to.second))
                            .sum()
                    })
                    .collect(),
            };
            for (forward, now) in forward[index].iter_mut().zip(&now) {
                *forward *= now;
            }
            normalize(&mut forward[index]);
            after = now.iter().zip(&own[index]).map(|(a, b)| a * b).collect();
            normalize(&mut after);
        }
        Found {
            candidates: forward,
            log_likelihood,
        }
    }

    /// The likelihood of each candidate by its reading and by what is said there.
    fn likelihoods(&self, state: &State, rates: &[f64; READING_COUNT]) -> Vec<f64> {
        let place = f64::from(PLACE_SECONDS);
        let best = state.matches.iter().copied().fold(0.0, f32::max);
        let each = state.candidates.iter().zip(&state.matches);
        let likelihood = |(candidate, matches): (&Candidate, &f32)| {
            let rate = rates[candidate.reading as usize];
            let share = match candidate.reading {
                Reading::Elsewhere => place / self.length.max(place),
                _ => 1.0 / f64::from(candidate.siblings.max(1)),
            };
            let may_be_beyond = self.is_partial && candidate.second == state.resolved;
            let is_beyond = f64::from(candidate.second) > self.length;
            let beyond = if is_beyond && !may_be_beyond {
                BEYOND_FACTOR
            } else {
                1.0
            };
            rate * share * beyond * f64::from(matches - best).exp()
        };
        each.map(likelihood).collect()
    }
}

/// Divides by the sum, and returns it. If it is 0, all are equally likely.
fn normalize(values: &mut [f64]) -> f64 {
    let sum: f64 = values.iter().sum();
    let equal = 1.0 / values.len().max(1) as f64;
    for value in values {
        *value = if sum > 0.0 { *value / sum } else { equal };
    }
    sum.max(f64::MIN_POSITIVE)
}
