//! Hypotheses about how a note was written: its notation and its usual step.

use std::sync::Arc;

use crate::archive::timestamp_units::candidate::Timestamps;
use crate::archive::timestamp_units::meanings::Meanings;
use crate::archive::timestamp_units::notation_prior::NotationPrior;
use crate::archive::timestamp_units::transitions::TransitionModel;
use crate::archive::timestamp_units::upper_bound::MaxDensities;
use crate::archive::timestamp_units::viterbi;

/// The assumed median step of a note with few timestamps, as a fraction of the video's length.
const SPARSE_STEP_FRACTION: f64 = 1.0 / 6.0;

/// Nine of ten notes reach beyond the first seventh of their video. The likelihood of a note with
/// many timestamps is multiplied by the fraction of the video that it reaches, to this power.
const REACH_EXPONENT: f64 = 1.2;

/// What a hypothesis assumes about how a note was written.
#[derive(Clone, Copy)]
pub(super) struct Assumptions {
    pub(super) notation: NotationPrior,
    /// The median forward step, in seconds; `None` if the note has too few timestamps.
    step: Option<f64>,
    /// Whether the length of the video is known.
    is_length_known: bool,
}

impl Assumptions {
    /// How the timestamps move through a video of this length in seconds.
    pub(super) fn transitions(&self, length: f64) -> TransitionModel {
        let step = self.step.unwrap_or(length * SPARSE_STEP_FRACTION);
        TransitionModel::new(length, self.is_length_known, step)
    }
}

/// A hypothesis about how a note was written.
pub(super) struct Hypothesis {
    assumptions: Assumptions,
    meanings: Arc<Meanings>,
    /// Those of the usual step; `None` if the note has too few timestamps.
    max_densities: Option<Arc<MaxDensities>>,
}

impl Hypothesis {
    /// The log-likelihood of a note under this hypothesis, for a video of this length in seconds.
    pub(super) fn log_likelihood(&self, length: f64) -> f64 {
        let transitions = self.assumptions.transitions(length);
        let (path_likelihood, latest) = viterbi::max_log_likelihood(&self.meanings, transitions);
        let reach = (f64::from(latest.max(1)) / length).min(1.0);
        let others = 1.0 - 1.0 / self.meanings.iter().len() as f64;
        let prior = self.assumptions.notation.log_probability;
        prior + path_likelihood + REACH_EXPONENT * others * reach.ln()
    }

    /// An upper bound of the log-likelihood.
    pub(super) fn max_log_likelihood(&self, length: f64) -> f64 {
        let path_likelihood = self.max_densities.as_ref().map_or(0.0, |densities| {
            let transitions = self.assumptions.transitions(length);
            densities.max_log_likelihood(&self.meanings, transitions)
        });
        self.assumptions.notation.log_probability + path_likelihood
    }
}

/// A median forward step in seconds, with its largest densities.
type Step = (f64, Arc<MaxDensities>);

/// The hypotheses about a note.
pub(super) struct Hypotheses {
    /// All combinations of notation priors and estimated steps, by notation.
    pub(super) each: Vec<Hypothesis>,
    /// For each notation, the largest densities of its steps. These, and `any`, are no hypotheses:
    /// only their upper bounds have a meaning.
    of_notations: Vec<Hypothesis>,
    /// The largest likelihood of each meaning and step in any hypothesis.
    any: Hypothesis,
}

impl Hypotheses {
    /// The hypotheses about the note with these timestamps.
    pub(super) fn new(timestamps: &Timestamps, notations: [NotationPrior; 3]) -> Self {
        let [ordinary, whole, hundredths] = notations;
        let mut notations = vec![ordinary, hundredths];
        // If hardly any timestamps end in `00`, it makes no difference what most of those are.
        if timestamps.zero * 10 >= timestamps.three {
            notations.push(whole);
        }
        let of_notation = |notation| Arc::new(Meanings::new(timestamps, notation));
        let meanings: Vec<Arc<Meanings>> = notations.iter().map(of_notation).collect();
        let step = |seconds: &f64| {
            let densities = MaxDensities::new(&meanings[0], *seconds);
            Some((*seconds, Arc::new(densities)))
        };
        let steps: Vec<Option<Step>> = match timestamps.median_steps() {
            Some(steps) if steps[0] == steps[1] => vec![step(&steps[0])],
            Some(steps) => steps.iter().map(step).collect(),
            None => vec![None],
        };
        let max_step = max_step(&steps);
        let hypothesis = |notation, meanings: &Arc<Meanings>, step: &Option<Step>| Hypothesis {
            assumptions: Assumptions {
                notation,
                step: step.as_ref().map(|(seconds, _)| *seconds),
                is_length_known: timestamps.known_length.is_some(),
            },
            meanings: Arc::clone(meanings),
            max_densities: step.as_ref().map(|(_, densities)| Arc::clone(densities)),
        };
        let mut each = Vec::with_capacity(notations.len() * steps.len());
        let mut of_notations = Vec::with_capacity(notations.len());
        for (notation, meanings) in notations.iter().zip(&meanings) {
            each.extend(
                steps
                    .iter()
                    .map(|step| hypothesis(*notation, meanings, step)),
            );
            of_notations.push(hypothesis(*notation, meanings, &max_step));
        }
        // The first notation is the most probable one.
        let any = hypothesis(ordinary, &max_meanings(&meanings), &max_step);
        Self {
            each,
            of_notations,
            any,
        }
    }

    /// What each hypothesis assumes. It takes much less memory than the hypotheses.
    pub(super) fn assumptions(&self) -> Vec<Assumptions> {
        self.each.iter().map(|it| it.assumptions).collect()
    }

    /// An upper bound of the log-likelihood of the note under any hypothesis, for a video of this
    /// length in seconds.
    pub(super) fn max_log_likelihood(&self, length: f64) -> f64 {
        self.any.max_log_likelihood(length)
    }

    /// The index of the hypothesis that explains the note best, with the note's log-likelihood;
    /// `None` if that is not above `min_log_likelihood`.
    pub(super) fn best(&self, length: f64, mut min_log_likelihood: f64) -> Option<(usize, f64)> {
        let steps = self.each.len() / self.of_notations.len();
        let mut best = None;
        for (notation, bound) in by_upper_bound(&self.of_notations, length) {
            if bound <= min_log_likelihood {
                break;
            }
            let first = notation * steps;
            for (step, bound) in by_upper_bound(&self.each[first..first + steps], length) {
                if bound <= min_log_likelihood {
                    break;
                }
                let index = first + step;
                let likelihood = self.each[index].log_likelihood(length);
                if likelihood > min_log_likelihood {
                    best = Some((index, likelihood));
                    min_log_likelihood = likelihood;
                }
            }
        }
        best
    }
}

/// The indices of hypotheses and the upper bounds of their log-likelihoods for a video of this
/// length in seconds, the largest first.
fn by_upper_bound(hypotheses: &[Hypothesis], length: f64) -> Vec<(usize, f64)> {
    let bounds = hypotheses.iter().map(|it| it.max_log_likelihood(length));
    let mut bounds: Vec<(usize, f64)> = bounds.enumerate().collect();
    bounds.sort_by(|a, b| b.1.total_cmp(&a.1));
    bounds
}

/// The largest likelihood of each meaning under several notations.
fn max_meanings(notations: &[Arc<Meanings>]) -> Arc<Meanings> {
    let max = |max: Meanings, other: &Arc<Meanings>| max.max(other);
    Arc::new(notations.iter().fold((*notations[0]).clone(), max))
}

/// The largest densities of several steps.
fn max_step(steps: &[Option<Step>]) -> Option<Step> {
    let mut steps = steps.iter().flatten();
    let (seconds, first) = steps.next()?;
    let max = |max: MaxDensities, (_, other): &Step| max.max(other);
    Some((*seconds, Arc::new(steps.fold((**first).clone(), max))))
}
