//! Decides about a moment by the probabilities of the seconds that it may mean.

use crate::alignment::inference::State;
use crate::alignment::readings::Reading;

/// Seconds that are as near as this are the same place: readers hear the sentence.
pub(super) const SAME_PLACE_SECONDS: u32 = 30;

/// The maximum length of a span, in seconds; if more is possible, nothing is known.
const MAX_SPAN_SECONDS: u32 = 600;

/// The probability with which the true second lies within a span.
const SPAN_PROBABILITY: f64 = 0.9;

/// The minimum probability of a second that is not uncertain.
const MIN_PROBABILITY: f64 = 0.8;

/// The maximum probability of the program's second if another one replaces it.
const MAX_REPLACED: f64 = 0.3;

/// The same where it is as written and within the video, so that it may well be right.
const MAX_REPLACED_AS_WRITTEN: f64 = 0.05;

/// The same where no reading explains the place at which the sentence is said.
const MAX_MOVED: f64 = 0.002;

/// The minimum probability that one of the readings is right if the program's second is as written
/// and within the video.
const MIN_READINGS: f64 = 0.5;

/// The minimum distance of such a place from the program's second, in seconds.
const MIN_MOVED_SECONDS: u32 = 60;

/// The minimum probability of a place that no reading explains.
const MIN_MOVED_PROBABILITY: f64 = 0.99;

/// The minimum log-likelihood ratio, in nats, of a sentence that is said where it is cited.
const MIN_CONFIRMED: f32 = 3.0;

/// The maximum log-likelihood ratio, in nats, of a sentence that is said nowhere near.
const MAX_UNSUPPORTED: f32 = 0.5;

/// The maximum probability of the program's second where the sentence is likelier said elsewhere,
/// though it is not clear where.
const MAX_UNSUPPORTED_PROBABILITY: f64 = 0.05;

/// The minimum number of words of such a sentence; fewer may all be frequent ones.
const MIN_UNSUPPORTED_WORDS: usize = 8;

/// What the transcript tells about a moment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Verdict {
    /// The sentence is said where the program reads it.
    Confirmed,
    /// The time is to be read in another way.
    Reading {
        /// The second that it means.
        second: u32,
        /// How it is read.
        reading: Reading,
    },
    /// No reading explains where the sentence is said, but it is clear by far where that is.
    Moved {
        /// The second at which it is said.
        second: u32,
    },
    /// The program's second is wrong, and the right one is one of several in a span.
    Uncertain {
        /// The likeliest second.
        second: u32,
        /// The start of the span, in seconds.
        from: u32,
        /// The end of the span, in seconds.
        to: u32,
    },
    /// The program's second stays, but the sentence is said nowhere near it.
    Unsupported,
    /// The transcript does not tell; the program's second stays.
    Unknown,
}

/// What the transcript tells about a moment, and how sure it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Alignment {
    /// What it tells.
    pub verdict: Verdict,
    /// The probability, 0 to 1, that the second of the verdict, or the program's if that stays, is
    /// at most 30 s from the right one.
    pub probability: f32,
    /// How much better the sentence matches what is said there than what is said at any other
    /// candidate or likely place, in nats; negative if it matches another one better.
    pub margin: f32,
}

impl Alignment {
    /// Nothing is known.
    pub(super) const UNKNOWN: Self = Self {
        verdict: Verdict::Unknown,
        probability: 0.0,
        margin: 0.0,
    };

    /// The second that replaces the program's, if any.
    pub fn second(&self) -> Option<u32> {
        match self.verdict {
            Verdict::Reading { second, .. }
            | Verdict::Moved { second }
            | Verdict::Uncertain { second, .. } => Some(second),
            Verdict::Confirmed | Verdict::Unsupported | Verdict::Unknown => None,
        }
    }
}

/// What is known about a moment.
pub(super) struct Evidence<'s> {
    pub(super) state: &'s State,
    /// The probability of each candidate.
    pub(super) posterior: &'s [f64],
    /// The program's second.
    pub(super) resolved: u32,
    /// Whether the program reads the time as written, within the video.
    pub(super) is_plausible: bool,
    /// The number of words of the sentence.
    pub(super) words: usize,
}

impl Evidence<'_> {
    /// Decides: first whether the sentence is said elsewhere, then among the readings.
    pub(super) fn verdict(&self) -> Alignment {
        let alignment = self.decide();
        Alignment {
            margin: self.margin(alignment.second().unwrap_or(self.resolved)),
            ..alignment
        }
    }

    /// How much better the sentence matches what is said near a second than elsewhere, in nats.
    fn margin(&self, second: u32) -> f32 {
        let (mut here, mut elsewhere) = (0.0_f32, 0.0_f32);
        for (candidate, matches) in self.state.candidates.iter().zip(&self.state.matches) {
            let is_here = candidate.second.abs_diff(second) <= SAME_PLACE_SECONDS;
            let best = if is_here { &mut here } else { &mut elsewhere };
            *best = best.max(*matches);
        }
        here - elsewhere
    }

    fn decide(&self) -> Alignment {
        let kept = self.probability_near(self.resolved);
        if let Some(second) = self.best(|reading| reading == Reading::Elsewhere) {
            let probability = self.probability_near(second);
            let is_far = second.abs_diff(self.resolved) > MIN_MOVED_SECONDS;
            if is_far && kept <= MAX_MOVED && probability >= MIN_MOVED_PROBABILITY {
                return Alignment {
                    verdict: Verdict::Moved { second },
                    probability: probability as f32,
                    margin: 0.0,
                };
            }
        }
        self.among_readings().unwrap_or_else(|| self.kept(kept))
    }

    /// The verdict by the readings alone; `None` if the program's second stays.
    fn among_readings(&self) -> Option<Alignment> {
        let is_reading = |reading| reading != Reading::Elsewhere;
        let each = self.state.candidates.iter().zip(self.posterior);
        let total: f64 = each
            .filter(|(candidate, _)| is_reading(candidate.reading))
            .map(|(_, probability)| probability)
            .sum();
        let second = self.best(is_reading)?;
        let max_kept = match self.is_plausible {
            true => MAX_REPLACED_AS_WRITTEN,
            false => MAX_REPLACED,
        };
        let kept = self.probability_near(self.resolved);
        let is_same = second.abs_diff(self.resolved) <= SAME_PLACE_SECONDS;
        let is_doubtful = self.is_plausible && total < MIN_READINGS;
        if is_same || is_doubtful || kept > max_kept * total {
            return None;
        }
        let probability = self.probability_near(second);
        let (from, to) = self.span(total);
        let verdict = if probability >= MIN_PROBABILITY * total {
            let reading = self.reading_of(second)?;
            Verdict::Reading { second, reading }
        } else if to - from <= MAX_SPAN_SECONDS {
            Verdict::Uncertain { second, from, to }
        } else {
            return None;
        };
        Some(Alignment {
            verdict,
            probability: probability as f32,
            margin: 0.0,
        })
    }

    /// The likeliest second with such a reading.
    fn best(&self, is_wanted: impl Fn(Reading) -> bool) -> Option<u32> {
        let each = self.state.candidates.iter().zip(self.posterior);
        each.filter(|(candidate, _)| is_wanted(candidate.reading))
            .max_by(|a, b| a.1.total_cmp(b.1))
            .map(|(candidate, _)| candidate.second)
    }

    /// The likeliest reading that gives this second.
    fn reading_of(&self, second: u32) -> Option<Reading> {
        let each = self.state.candidates.iter().zip(self.posterior);
        each.filter(|(candidate, _)| candidate.second == second)
            .max_by(|a, b| a.1.total_cmp(b.1))
            .map(|(candidate, _)| candidate.reading)
    }

    /// The verdict if the program's second stays, with its probability.
    fn kept(&self, probability: f64) -> Alignment {
        let near = self.state.candidates.iter().zip(&self.state.matches);
        let matches = near
            .filter(|(candidate, _)| candidate.second.abs_diff(self.resolved) <= SAME_PLACE_SECONDS)
            .map(|(_, matches)| *matches)
            .fold(0.0, f32::max);
        let verdict = if probability >= SPAN_PROBABILITY && matches >= MIN_CONFIRMED {
            Verdict::Confirmed
        } else if (matches <= MAX_UNSUPPORTED || probability <= MAX_UNSUPPORTED_PROBABILITY)
            && self.words >= MIN_UNSUPPORTED_WORDS
        {
            Verdict::Unsupported
        } else {
            Verdict::Unknown
        };
        Alignment {
            verdict,
            probability: probability as f32,
            margin: 0.0,
        }
    }

    /// The probability that the right second is in the same place as this one.
    fn probability_near(&self, second: u32) -> f64 {
        let each = self.state.candidates.iter().zip(self.posterior);
        each.filter(|(candidate, _)| candidate.second.abs_diff(second) <= SAME_PLACE_SECONDS)
            .map(|(_, probability)| probability)
            .sum()
    }

    /// The span of the likeliest readings, in seconds; `total` is the probability of all readings.
    fn span(&self, total: f64) -> (u32, u32) {
        let mut order: Vec<usize> = (0..self.posterior.len())
            .filter(|index| self.state.candidates[*index].reading != Reading::Elsewhere)
            .collect();
        order.sort_unstable_by(|a, b| self.posterior[*b].total_cmp(&self.posterior[*a]));
        let (mut from, mut to, mut probability) = (u32::MAX, 0, 0.0);
        for index in order {
            from = from.min(self.state.candidates[index].second);
            to = to.max(self.state.candidates[index].second);
            probability += self.posterior[index];
            if probability >= SPAN_PROBABILITY * total {
                break;
            }
        }
        (from, to)
    }
}
