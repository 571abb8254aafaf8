//! Finds the most likely interpretations of a note's timestamps with the Viterbi algorithm.

use crate::archive::timestamp_units::candidate::{Candidate, Timestamps};
use crate::archive::timestamp_units::meanings::{Meaning, Meanings};
use crate::archive::timestamp_units::transitions::TransitionModel;

/// Likelihoods below this are rescaled, so that none underflows: a single timestamp's factor is far
/// above the remaining range.
pub(super) const RESCALE_BELOW: f64 = 1e-100;

/// The log-likelihood of the most likely interpretations, and the latest second that they cite.
pub(super) fn max_log_likelihood(meanings: &Meanings, transitions: TransitionModel) -> (f64, u32) {
    let end = forward_pass(meanings, transitions, |_| {});
    (end.log_likelihood, end.latest)
}

/// The most likely interpretation of each timestamp.
pub(super) fn choose<'s>(
    timestamps: &'s Timestamps,
    meanings: &Meanings,
    transitions: TransitionModel,
) -> Vec<&'s Candidate> {
    let mut backpointers: Vec<usize> = Vec::new();
    let end = forward_pass(meanings, transitions, |from| backpointers.push(from));
    let mut index = end.best;
    let mut chosen = Vec::with_capacity(meanings.iter().len());
    let mut end = backpointers.len();
    for (candidates, meanings) in timestamps.iter().zip(meanings.iter()).rev() {
        let start = end - meanings.len();
        chosen.push(&candidates[meanings[index].candidate as usize]);
        index = backpointers[start + index];
        end = start;
    }
    chosen.reverse();
    chosen
}

/// The number of meanings that most timestamps do not exceed.
const USUAL_MEANINGS: usize = 4;

/// The best sequence that ends in a meaning.
#[derive(Clone, Copy)]
struct State {
    likelihood: f64,
    /// The latest second that this sequence cites.
    latest: u32,
}

/// The result of a forward pass.
struct ForwardPass {
    log_likelihood: f64,
    latest: u32,
    /// The index of the last timestamp's best meaning.
    best: usize,
}

/// The forward pass. Calls `on_backpointer` with the best predecessor of each meaning of each
/// timestamp. Likelihoods are multiplied, and rescaled when they become small, which saves
/// logarithms.
fn forward_pass(
    meanings: &Meanings,
    transitions: TransitionModel,
    mut on_backpointer: impl FnMut(usize),
) -> ForwardPass {
    let mut last: Vec<State> = Vec::with_capacity(USUAL_MEANINGS);
    let mut next: Vec<State> = Vec::with_capacity(USUAL_MEANINGS);
    let mut previous: &[Meaning] = &[];
    let mut log_likelihood = 0.0;
    let mut best = 0;
    for meanings in meanings.iter() {
        next.clear();
        let mut max = -1.0;
        for (index, meaning) in meanings.iter().enumerate() {
            let (from, state) = best_sequence(previous, &last, meaning, &transitions);
            if state.likelihood > max {
                (best, max) = (index, state.likelihood);
            }
            next.push(state);
            on_backpointer(from);
        }
        if max < RESCALE_BELOW {
            let scale = max.max(f64::MIN_POSITIVE);
            next.iter_mut().for_each(|state| state.likelihood /= scale);
            log_likelihood += scale.ln();
        }
        std::mem::swap(&mut last, &mut next);
        previous = meanings;
    }
    let end = last.get(best);
    ForwardPass {
        log_likelihood: log_likelihood + end.map_or(0.0, |end| end.likelihood.ln()),
        latest: end.map_or(0, |end| end.latest),
        best,
    }
}

/// The best sequence that ends in a meaning, and the index of its predecessor in it.
fn best_sequence(
    previous: &[Meaning],
    last: &[State],
    meaning: &Meaning,
    transitions: &TransitionModel,
) -> (usize, State) {
    if last.is_empty() {
        let first = State {
            likelihood: transitions.first_likelihood(meaning),
            latest: meaning.cited,
        };
        return (0, first);
    }
    let mut best = 0;
    let mut max = -1.0;
    for (index, (previous, state)) in previous.iter().zip(last).enumerate() {
        let likelihood = state.likelihood * transitions.likelihood(previous, meaning);
        if likelihood > max {
            (best, max) = (index, likelihood);
        }
    }
    let state = State {
        likelihood: max,
        latest: last[best].latest.max(meaning.cited),
    };
    (best, state)
}
