//! Estimates the length of a video from its notes and from the usual length on its channel.

use std::collections::HashMap;

use crate::archive::timestamp_units::USUAL_VIDEO_SECONDS;
use crate::archive::timestamp_units::candidate::Timestamps;
use crate::archive::timestamp_units::hypothesis::Hypotheses;
use crate::archive::timestamp_units::late_times::LengthLimits;

/// Ratio of consecutive lengths that are tried.
const LENGTH_RATIO: f64 = 1.25;
/// A length is dropped if its log-likelihood is this far below the best: the channel's prior makes
/// up for 7 at most (see `OUTLIER_SHARE`).
const MAX_LOG_LIKELIHOOD_GAP: f64 = 12.0;

/// A plausible length of a video.
#[derive(Debug)]
pub(super) struct VideoLength {
    /// In seconds.
    pub(super) seconds: f64,
    /// The log-likelihood of the notes given this length.
    log_likelihood: f64,
    /// For each note, the index of the hypothesis that explains it best.
    pub(super) hypotheses: Vec<usize>,
}

/// The plausible lengths of a video, within its limits, given the timestamps of each note and the
/// hypotheses about it. The longest is the first.
pub(super) fn plausible_lengths(
    timestamps: &[Timestamps],
    hypotheses: &[Hypotheses],
    limits: &LengthLimits,
) -> Vec<VideoLength> {
    let lengths = candidate_lengths(timestamps, limits).into_iter();
    let upper_bound = |seconds| UpperBound::new(hypotheses, seconds, limits);
    let mut upper_bounds: Vec<UpperBound> = lengths.map(upper_bound).collect();
    // The likeliest lengths rule out most others by their upper bounds.
    upper_bounds.sort_by(|a, b| b.log_likelihood.total_cmp(&a.log_likelihood));
    let mut plausible: Vec<VideoLength> = Vec::new();
    let mut best = f64::NEG_INFINITY;
    for upper_bound in upper_bounds {
        let min_log_likelihood = best - MAX_LOG_LIKELIHOOD_GAP;
        if upper_bound.log_likelihood <= min_log_likelihood {
            break;
        }
        let length = VideoLength::new(hypotheses, upper_bound, min_log_likelihood);
        if let Some(length) = length {
            best = best.max(length.log_likelihood);
            plausible.push(length);
        }
    }
    plausible.sort_by(|a, b| b.seconds.total_cmp(&a.seconds));
    plausible
}

/// An upper bound of the log-likelihood of the notes, given a length of their video.
struct UpperBound {
    /// The length, in seconds.
    seconds: f64,
    log_likelihood: f64,
    /// The upper bound of each note.
    of_notes: Vec<f64>,
}

impl UpperBound {
    fn new(notes: &[Hypotheses], seconds: f64, limits: &LengthLimits) -> Self {
        let of_notes = notes.iter().map(|note| note.max_log_likelihood(seconds));
        let of_notes: Vec<f64> = of_notes.collect();
        Self {
            seconds,
            log_likelihood: limits.log_likelihood(seconds) + of_notes.iter().sum::<f64>(),
            of_notes,
        }
    }
}

impl VideoLength {
    /// A length with its log-likelihood; `None` if that is not above `min_log_likelihood`.
    fn new(notes: &[Hypotheses], bound: UpperBound, min_log_likelihood: f64) -> Option<Self> {
        // Each note lowers it from the upper bound to the exact value.
        let mut log_likelihood = bound.log_likelihood;
        let mut best_hypotheses = Vec::with_capacity(notes.len());
        for (note, of_note) in notes.iter().zip(bound.of_notes) {
            let others = log_likelihood - of_note;
            let (best, likelihood) = note.best(bound.seconds, min_log_likelihood - others)?;
            log_likelihood = others + likelihood;
            best_hypotheses.push(best);
        }
        Some(Self {
            seconds: bound.seconds,
            log_likelihood,
            hypotheses: best_hypotheses,
        })
    }
}

/// The lengths to try: for any interpretation, the most likely end is the latest cited time. Of the
/// candidates within one step, only the largest is tried.
fn candidate_lengths(timestamps: &[Timestamps], limits: &LengthLimits) -> Vec<f64> {
    if let Some(known) = limits.known {
        return vec![f64::from(known)];
    }
    let mut largest = [0_u32; 48];
    for candidate in timestamps
        .iter()
        .flat_map(Timestamps::iter)
        .flatten()
        .filter(|candidate| candidate.may_be_end && limits.possible.contains(&candidate.seconds))
    {
        let step =
            ((f64::from(candidate.seconds.max(30)) / 30.0).ln() / LENGTH_RATIO.ln()) as usize;
        let step = step.min(largest.len() - 1);
        largest[step] = largest[step].max(candidate.seconds);
    }
    let lengths: Vec<f64> = largest
        .into_iter()
        .rev()
        .filter(|length| *length > 0)
        .map(|length| f64::from(length.max(30)))
        .collect();
    if lengths.is_empty() {
        vec![f64::from(USUAL_VIDEO_SECONDS)]
    } else {
        lengths
    }
}

/// The most likely length of each video, in seconds: first on its own, then with the other videos
/// of its channel as prior, if it has a channel.
pub(super) fn choose<'l>(
    channels: &[Option<&str>],
    videos: impl Iterator<Item = &'l [VideoLength]> + Clone,
) -> Vec<f64> {
    let individual: Vec<f64> = videos
        .clone()
        .map(|lengths| most_likely(lengths, &LengthPrior::GLOBAL))
        .collect();
    let mut of_channel: HashMap<&str, Vec<f64>> = HashMap::new();
    for (channel, length) in channels.iter().zip(&individual) {
        if let Some(channel) = channel {
            of_channel.entry(channel).or_default().push(length.ln());
        }
    }
    of_channel
        .values_mut()
        .for_each(|lengths| lengths.sort_unstable_by(f64::total_cmp));
    let with_channel = channels.iter().zip(&individual).zip(videos);
    let chosen = with_channel.map(|((channel, own), lengths)| match channel {
        Some(channel) => most_likely(
            lengths,
            &LengthPrior::for_channel(&of_channel[channel], own.ln()),
        ),
        None => *own,
    });
    chosen.collect()
}

fn most_likely(lengths: &[VideoLength], prior: &LengthPrior) -> f64 {
    let posterior =
        |length: &VideoLength| length.log_likelihood + prior.log_likelihood(length.seconds);
    lengths
        .iter()
        .max_by(|a, b| posterior(a).total_cmp(&posterior(b)))
        .map_or(f64::from(USUAL_VIDEO_SECONDS), |l| l.seconds)
}

/// A log-normal prior of video lengths.
struct LengthPrior {
    /// The logarithm of the median, in seconds.
    log_median: f64,
    /// The standard deviation of the logarithms.
    deviation: f64,
}

impl LengthPrior {
    /// The median is about twenty minutes; two thirds of the videos last between five and eighty.
    const GLOBAL: Self = Self {
        log_median: 7.09,
        deviation: 1.4,
    };
    /// The weight of the global prior, as a number of the channel's videos.
    const GLOBAL_WEIGHT: f64 = 3.0;
    /// Lower bound of a channel's deviation: even if its videos are all alike, the next may differ.
    const MIN_DEVIATION: f64 = 0.4;
    /// The share of videos that are unlike the others of their channel.
    const OUTLIER_SHARE: f64 = 0.1;

    /// The prior for a video from the sorted log-lengths of its channel's videos, without its own
    /// (`excluded`): a video is no evidence for itself.
    fn for_channel(lengths: &[f64], excluded: f64) -> Self {
        let own = lengths.partition_point(|length| *length < excluded);
        let others = lengths.len() - 1;
        if others == 0 {
            return Self::GLOBAL;
        }
        let quantile = |share: f64| {
            let index = (share * others as f64) as usize;
            lengths[index + usize::from(index >= own)]
        };
        let weight = others as f64 / (others as f64 + Self::GLOBAL_WEIGHT);
        let mix = |channel: f64, global: f64| weight * channel + (1.0 - weight) * global;
        // The interquartile range of a normal distribution is 1.35 standard deviations.
        let deviation = ((quantile(0.75) - quantile(0.25)) / 1.35).max(Self::MIN_DEVIATION);
        Self {
            log_median: mix(quantile(0.5), Self::GLOBAL.log_median),
            deviation: mix(deviation, Self::GLOBAL.deviation),
        }
    }

    /// The log-likelihood of a length in seconds.
    fn log_likelihood(&self, length: f64) -> f64 {
        let density = |prior: &Self| {
            let deviation = (length.ln() - prior.log_median) / prior.deviation;
            (-deviation * deviation / 2.0).exp() / prior.deviation
        };
        ((1.0 - Self::OUTLIER_SHARE) * density(self) + Self::OUTLIER_SHARE * density(&Self::GLOBAL))
            .ln()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_channel_decides_if_the_notes_are_ambiguous() {
        let open = [
            VideoLength {
                seconds: 14_000.0,
                log_likelihood: -20.0,
                hypotheses: Vec::new(),
            },
            VideoLength {
                seconds: 240.0,
                log_likelihood: -20.5,
                hypotheses: Vec::new(),
            },
        ];
        let short = [VideoLength {
            seconds: 250.0,
            log_likelihood: -9.0,
            hypotheses: Vec::new(),
        }];
        let long = [VideoLength {
            seconds: 12_000.0,
            log_likelihood: -9.0,
            hypotheses: Vec::new(),
        }];
        let channels = [Some("short"); 6]
            .into_iter()
            .chain([Some("long"); 6])
            .chain([None])
            .collect::<Vec<_>>();
        let short: [&[VideoLength]; 6] = [&open, &short, &short, &short, &short, &short];
        let long: [&[VideoLength]; 7] = [&open, &long, &long, &long, &long, &long, &open];
        let chosen = choose(&channels, short.into_iter().chain(long));
        assert_eq!((chosen[0], chosen[6], chosen[12]), (240.0, 14_000.0, 240.0));
    }

    #[test]
    fn clear_notes_outweigh_the_channel() {
        let clear = [
            VideoLength {
                seconds: 14_000.0,
                log_likelihood: -20.0,
                hypotheses: Vec::new(),
            },
            VideoLength {
                seconds: 240.0,
                log_likelihood: -31.0,
                hypotheses: Vec::new(),
            },
        ];
        let short = [VideoLength {
            seconds: 250.0,
            log_likelihood: -9.0,
            hypotheses: Vec::new(),
        }];
        let videos = std::iter::once(&clear[..]).chain(std::iter::repeat_n(&short[..], 20));
        assert_eq!(choose(&[Some("c"); 21], videos)[0], 14_000.0);
    }
}
