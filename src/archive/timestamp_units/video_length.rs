//! How long a video is: what its notes say, and what is usual on its channel.

use std::collections::HashMap;

use crate::archive::timestamp_units::LONGEST_VIDEO;
use crate::archive::timestamp_units::candidate::Stamps;

/// Lengths are tried in steps of this factor.
const STEP: f64 = 1.25;
/// A length need not be looked at that explains the notes worse than another by this much, as a
/// logarithm: what is usual makes up for 7 at most (see `UNLIKE`).
const HOPELESS: f64 = 12.0;

/// A length that a video may have.
#[derive(Debug, Clone, Copy)]
pub(super) struct VideoLength {
    /// In seconds.
    seconds: f64,
    /// How well it explains the notes, as a logarithm.
    explains: f64,
}

/// The lengths that a video may have. `explains` tells how well a note goes with a length, if not
/// less than so much.
pub(super) fn possible(
    stamps: &[Stamps],
    explains: impl Fn(usize, f64, f64) -> Option<f64>,
) -> Vec<VideoLength> {
    let mut possible: Vec<VideoLength> = Vec::new();
    let mut best = f64::NEG_INFINITY;
    // The note that spoke against the length before is asked first: it probably does again.
    let mut order: Vec<usize> = (0..stamps.len()).collect();
    for seconds in tried(stamps) {
        let mut sum = 0.0;
        // Each note makes it less likely.
        let against =
            order.iter().position(
                |note| match explains(*note, seconds, best - HOPELESS - sum) {
                    Some(likelihood) => {
                        sum += likelihood;
                        false
                    }
                    None => true,
                },
            );
        match against {
            Some(place) => order[..=place].rotate_right(1),
            None => {
                best = best.max(sum);
                possible.push(VideoLength {
                    seconds,
                    explains: sum,
                });
            }
        }
    }
    possible
}

/// The lengths to try: whatever is meant, the likeliest end is the last time that is cited. Of
/// those in one step, the largest.
fn tried(stamps: &[Stamps]) -> Vec<f64> {
    let mut largest = [0_u32; 48];
    for candidate in stamps
        .iter()
        .flat_map(Stamps::iter)
        .flatten()
        .filter(|c| c.seconds <= LONGEST_VIDEO)
    {
        let step = ((f64::from(candidate.seconds.max(30)) / 30.0).ln() / STEP.ln()) as usize;
        largest[step] = largest[step].max(candidate.seconds);
    }
    let lengths: Vec<f64> = largest
        .into_iter()
        .rev()
        .filter(|length| *length > 0)
        .map(|length| f64::from(length.max(30)))
        .collect();
    if lengths.is_empty() {
        vec![f64::from(LONGEST_VIDEO)]
    } else {
        lengths
    }
}

/// The likeliest length of each video, in seconds: first for itself, then beside the others of its
/// channel, where it has one.
pub(super) fn choose<'l>(
    channels: &[Option<&str>],
    videos: impl Iterator<Item = &'l [VideoLength]> + Clone,
) -> Vec<f64> {
    let alone: Vec<f64> = videos
        .clone()
        .map(|lengths| likeliest(lengths, &Usual::ANYWHERE))
        .collect();
    let mut of_channel: HashMap<&str, Vec<f64>> = HashMap::new();
    for (channel, length) in channels.iter().zip(&alone) {
        if let Some(channel) = channel {
            of_channel.entry(channel).or_default().push(length.ln());
        }
    }
    of_channel
        .values_mut()
        .for_each(|lengths| lengths.sort_unstable_by(f64::total_cmp));
    let beside = channels.iter().zip(&alone).zip(videos);
    let chosen = beside.map(|((channel, own), lengths)| match channel {
        Some(channel) => likeliest(lengths, &Usual::beside(&of_channel[channel], own.ln())),
        None => *own,
    });
    chosen.collect()
}

fn likeliest(lengths: &[VideoLength], usual: &Usual) -> f64 {
    let likelihood = |length: &VideoLength| length.explains + usual.likelihood(length.seconds);
    lengths
        .iter()
        .max_by(|a, b| likelihood(a).total_cmp(&likelihood(b)))
        .map_or(f64::from(LONGEST_VIDEO), |l| l.seconds)
}

/// What lengths are usual.
struct Usual {
    /// The logarithm of the middle one, in seconds.
    middle: f64,
    /// Two thirds of the logarithms deviate by less.
    deviation: f64,
}

impl Usual {
    /// Most videos last some twenty minutes, two thirds of them between five and eighty.
    const ANYWHERE: Self = Self {
        middle: 7.09,
        deviation: 1.4,
    };
    /// How many videos of a channel count as much as what is known beforehand.
    const BEFOREHAND: f64 = 3.0;
    /// Even where a channel's videos are all alike, the next may be another.
    const LEAST: f64 = 0.4;
    /// One video in so many is unlike the others of its channel.
    const UNLIKE: f64 = 0.1;

    /// What is usual on a channel, from the logarithms of its videos' lengths in order, without one
    /// of them: a video is no witness for itself.
    fn beside(lengths: &[f64], without: f64) -> Self {
        let own = lengths.partition_point(|length| *length < without);
        let others = lengths.len() - 1;
        if others == 0 {
            return Self::ANYWHERE;
        }
        let at = |share: f64| {
            let index = (share * others as f64) as usize;
            lengths[index + usize::from(index >= own)]
        };
        let known = others as f64 / (others as f64 + Self::BEFOREHAND);
        let mix = |here: f64, anywhere: f64| known * here + (1.0 - known) * anywhere;
        // Of what is spread evenly around, half lies within 1.35 deviations.
        let deviation = ((at(0.75) - at(0.25)) / 1.35).max(Self::LEAST);
        Self {
            middle: mix(at(0.5), Self::ANYWHERE.middle),
            deviation: mix(deviation, Self::ANYWHERE.deviation),
        }
    }

    /// The logarithm of how likely a length is, in seconds.
    fn likelihood(&self, length: f64) -> f64 {
        let density = |usual: &Self| {
            let deviation = (length.ln() - usual.middle) / usual.deviation;
            (-deviation * deviation / 2.0).exp() / usual.deviation
        };
        ((1.0 - Self::UNLIKE) * density(self) + Self::UNLIKE * density(&Self::ANYWHERE)).ln()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_channel_decides_where_notes_leave_it_open() {
        let open = [
            VideoLength {
                seconds: 14_000.0,
                explains: -20.0,
            },
            VideoLength {
                seconds: 240.0,
                explains: -20.5,
            },
        ];
        let short = [VideoLength {
            seconds: 250.0,
            explains: -9.0,
        }];
        let long = [VideoLength {
            seconds: 12_000.0,
            explains: -9.0,
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
    fn no_channel_outweighs_what_the_notes_say() {
        let clear = [
            VideoLength {
                seconds: 14_000.0,
                explains: -20.0,
            },
            VideoLength {
                seconds: 240.0,
                explains: -31.0,
            },
        ];
        let short = [VideoLength {
            seconds: 250.0,
            explains: -9.0,
        }];
        let videos = std::iter::once(&clear[..]).chain(std::iter::repeat_n(&short[..], 20));
        assert_eq!(choose(&[Some("c"); 21], videos)[0], 14_000.0);
    }
}
