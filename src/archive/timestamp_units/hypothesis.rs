//! Hypotheses about how a note was written: its notation and its usual step.

use std::sync::Arc;

use crate::archive::timestamp_units::candidate::Timestamps;
use crate::archive::timestamp_units::meanings::Meanings;
use crate::archive::timestamp_units::notation_prior::NotationPrior;
use crate::archive::timestamp_units::transitions::{self, TransitionModel};
use crate::archive::timestamp_units::viterbi::{self, RESCALE_BELOW};

/// The assumed median step of a note with few timestamps, as a fraction of the video's length.
const SPARSE_STEP_FRACTION: f64 = 1.0 / 6.0;

/// Nine of ten notes reach beyond the first seventh of their video. The likelihood of a note with
/// many timestamps is multiplied by the fraction of the video that it reaches, to this power.
const REACH_EXPONENT: f64 = 1.2;

/// An upper bound exceeds the exact value by more than rounding errors can add up to.
const MAX_ROUNDING_ERROR: f64 = 1e-6;

/// A hypothesis about how a note was written.
pub(super) struct Hypothesis {
    pub(super) notation: NotationPrior,
    pub(super) meanings: Arc<Meanings>,
    /// The usual step; `None` if the note has too few timestamps.
    step: Option<Arc<Step>>,
    /// Whether the length of the video is known.
    is_length_known: bool,
}

/// The usual step of a note.
struct Step {
    /// The median forward step, in seconds.
    seconds: f64,
    /// For each meaning of each timestamp, its largest density by distance, whichever the previous
    /// timestamp means.
    max_densities: Vec<f64>,
}

impl Step {
    fn new(meanings: &Meanings, seconds: f64) -> Self {
        let mut previous: Option<&[_]> = None;
        let mut max_densities = Vec::new();
        for meanings in meanings.iter() {
            max_densities.extend(meanings.iter().map(|meaning| {
                match previous {
                    None => transitions::start_density(meaning, seconds),
                    Some(previous) => previous
                        .iter()
                        .map(|previous| transitions::distance_density(previous, meaning, seconds))
                        .fold(0.0, f64::max),
                }
            }));
            previous = Some(meanings);
        }
        Self {
            seconds,
            max_densities,
        }
    }
}

impl Hypothesis {
    /// The log-likelihood of a note under this hypothesis, for a video of this length in seconds.
    pub(super) fn log_likelihood(&self, length: f64) -> f64 {
        let (path_likelihood, latest) =
            viterbi::max_log_likelihood(&self.meanings, self.transitions(length));
        let reach = (f64::from(latest.max(1)) / length).min(1.0);
        let others = 1.0 - 1.0 / self.meanings.iter().len() as f64;
        self.notation.probability.ln() + path_likelihood + REACH_EXPONENT * others * reach.ln()
    }

    /// An upper bound of the log-likelihood, which takes much less time than the exact value: each
    /// timestamp has the meaning and the predecessor for which it is the likeliest.
    pub(super) fn max_log_likelihood(&self, length: f64) -> f64 {
        let prior = self.notation.probability.ln() + MAX_ROUNDING_ERROR;
        let Some(step) = &self.step else {
            return prior;
        };
        let transitions = self.transitions(length);
        let mut densities = step.max_densities.iter();
        let mut log_likelihood = 0.0;
        let mut product = 1.0_f64;
        for (index, meanings) in self.meanings.iter().enumerate() {
            let likelihood = meanings
                .iter()
                .zip(densities.by_ref())
                .map(|(meaning, density)| transitions.max_likelihood(meaning, *density, index == 0))
                .fold(0.0, f64::max);
            product *= likelihood;
            if product < RESCALE_BELOW {
                log_likelihood += product.ln();
                product = 1.0;
            }
        }
        prior + log_likelihood + product.ln()
    }

    /// How the timestamps move through a video of this length in seconds.
    pub(super) fn transitions(&self, length: f64) -> TransitionModel {
        let step = self.step.as_ref();
        TransitionModel {
            length,
            step: step.map_or(length * SPARSE_STEP_FRACTION, |step| step.seconds),
            is_length_known: self.is_length_known,
        }
    }
}

/// All combinations of notation priors and estimated steps.
pub(super) fn hypotheses(
    timestamps: &Timestamps,
    notations: [NotationPrior; 3],
) -> Vec<Hypothesis> {
    let [ordinary, whole, hundredths] = notations;
    let mut notations = vec![ordinary, hundredths];
    // If hardly any timestamps end in `00`, it makes no difference what most of those are.
    if timestamps.zero * 10 >= timestamps.three {
        notations.push(whole);
    }
    let meanings: Vec<Arc<Meanings>> = notations
        .iter()
        .map(|notation| Arc::new(Meanings::new(timestamps, notation)))
        .collect();
    let step = |seconds: &f64| Some(Arc::new(Step::new(&meanings[0], *seconds)));
    let steps: Vec<Option<Arc<Step>>> = match timestamps.median_steps() {
        Some(steps) if steps[0] == steps[1] => vec![step(&steps[0])],
        Some(steps) => steps.iter().map(step).collect(),
        None => vec![None],
    };
    let hypothesis = |notation: NotationPrior, meanings: &Arc<Meanings>, step: &_| Hypothesis {
        notation,
        meanings: Arc::clone(meanings),
        step: Option::clone(step),
        is_length_known: timestamps.known_length.is_some(),
    };
    let notations = notations.into_iter().zip(&meanings);
    notations
        .flat_map(|(notation, meanings)| {
            let of_step = move |step| hypothesis(notation, meanings, step);
            steps.iter().map(of_step)
        })
        .collect()
}

/// The hypothesis that explains a note best, with the note's log-likelihood; `None` if that is not
/// above `min_log_likelihood`. `bounds` are upper bounds of the log-likelihoods.
pub(super) fn best_hypothesis(
    hypotheses: &[Hypothesis],
    bounds: &[f64],
    length: f64,
    mut min_log_likelihood: f64,
) -> Option<(usize, f64)> {
    let mut order: Vec<usize> = (0..hypotheses.len()).collect();
    order.sort_by(|a, b| bounds[*b].total_cmp(&bounds[*a]));
    let mut best = None;
    for index in order {
        if bounds[index] <= min_log_likelihood {
            break;
        }
        let likelihood = hypotheses[index].log_likelihood(length);
        if likelihood > min_log_likelihood {
            best = Some((index, likelihood));
            min_log_likelihood = likelihood;
        }
    }
    best
}
