//! Upper bounds of the likelihood of a note. They take much less time than the exact value: each
//! timestamp has the meaning and the predecessor for which it is the likeliest.

use crate::archive::timestamp_units::meanings::Meanings;
use crate::archive::timestamp_units::transitions::{self, TransitionModel, larger};
use crate::archive::timestamp_units::viterbi::RESCALE_BELOW;

/// An upper bound exceeds the exact value by more than rounding errors can add up to.
const MAX_ROUNDING_ERROR: f64 = 1e-6;

/// For each meaning of each timestamp of a note, its largest density by distance, whichever the
/// previous timestamp means.
#[derive(Debug, Clone)]
pub(super) struct MaxDensities(Vec<f64>);

impl MaxDensities {
    /// For a note with this median step in seconds.
    pub(super) fn new(meanings: &Meanings, step: f64) -> Self {
        let mut previous: Option<&[_]> = None;
        let mut densities = Vec::new();
        for meanings in meanings.iter() {
            densities.extend(meanings.iter().map(|meaning| {
                match previous {
                    None => transitions::start_density(meaning, step),
                    Some(previous) => previous
                        .iter()
                        .map(|previous| transitions::distance_density(previous, meaning, step))
                        .fold(0.0, larger),
                }
            }));
            previous = Some(meanings);
        }
        Self(densities)
    }

    /// The larger one of each two densities, which are of the same meanings.
    pub(super) fn max(mut self, other: &Self) -> Self {
        for (density, other) in self.0.iter_mut().zip(&other.0) {
            *density = larger(*density, *other);
        }
        self
    }

    /// An upper bound of the log-likelihood of the most likely interpretations.
    pub(super) fn max_log_likelihood(
        &self,
        meanings: &Meanings,
        transitions: TransitionModel,
    ) -> f64 {
        let mut densities = self.0.iter();
        let mut log_likelihood = MAX_ROUNDING_ERROR;
        let mut product = 1.0;
        for (index, meanings) in meanings.iter().enumerate() {
            let mut max = 0.0;
            for (meaning, density) in meanings.iter().zip(densities.by_ref()) {
                let likelihood = transitions.max_likelihood(meaning, *density, index == 0);
                max = larger(max, likelihood);
            }
            product *= max;
            if product < RESCALE_BELOW {
                log_likelihood += product.ln();
                product = 1.0;
            }
        }
        log_likelihood + product.ln()
    }
}
