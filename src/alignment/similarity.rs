//! How well a sentence matches what is said at a second of the video.
//!
//! A naive Bayes model: a word of the sentence is either said near the time that the sentence
//! cites, distributed as the constants below tell, or anywhere in the video. The log-likelihood of
//! a second is the sum over the words, compared with the likelihood that the sentence has nothing
//! to do with the transcript. Rare words weigh most: a word that is said once in an hour is said
//! near the right second by chance once in 100 times.

use crate::alignment::tokens::{Token, pair, words};
use crate::alignment::transcript::Transcript;

/// The maximum number of words of a sentence; more are ignored.
const MAX_SENTENCE_WORDS: usize = 80;

/// The maximum number of times that a token is said; more frequent ones say nothing about a time.
const MAX_OCCURRENCES: usize = 400;

/// The maximum number of times that a token is said by which a sentence is looked for in the whole
/// transcript.
const MAX_RARE_OCCURRENCES: usize = 24;

/// The probability that a word of a sentence is said near the time that it cites.
const WORD_PROBABILITY: f32 = 0.45;

/// The same for two words that follow each other. It is low because these are said together anyway
/// if both are said.
const PAIR_PROBABILITY: f32 = 0.1;

/// The words of a sentence depend on each other, so the log-likelihoods are scaled: measured on
/// real notes, where it makes the likelihoods of times a minute apart true.
const INDEPENDENCE: f32 = 0.5;

/// The distance between a time and the words of its sentence: the share of the words, and the mean
/// distance in seconds after and before the time. Half of the words follow within seconds, the
/// others are spread over the topic.
const DISTANCES: [(f32, f32, f32); 2] = [(0.4, 10.0, 4.0), (0.6, 60.0, 36.0)];

/// Words are said this number of seconds after the time, most often.
const DELAY_SECONDS: f32 = 1.0;

/// Farther words have no influence, in seconds.
const MAX_DISTANCE_SECONDS: usize = 200;

/// The maximum number of times that a token is said near a second; more do not count. A word that
/// is said every few seconds says nothing about a time.
const MAX_NEAR_OCCURRENCES: usize = 40;

/// The length of the window in which a sentence is looked for, in seconds.
pub(super) const PLACE_SECONDS: u32 = 45;

/// The step of the search within such a window, in seconds.
const GRID_SECONDS: usize = 5;

/// The probability density of distances, for each second from `-MAX_DISTANCE_SECONDS`.
pub(super) struct Distances([f32; 2 * MAX_DISTANCE_SECONDS + 1]);

impl Distances {
    pub(super) fn new() -> Self {
        Self(std::array::from_fn(|index| {
            let distance = index as f32 - MAX_DISTANCE_SECONDS as f32 - DELAY_SECONDS;
            let density = DISTANCES.map(|(share, after, before)| {
                let mean = if distance < 0.0 { before } else { after };
                share * (-distance.abs() / mean).exp() / (after + before)
            });
            density.iter().sum()
        }))
    }

    /// The density at a distance in seconds; 0 beyond the maximum.
    fn density(&self, distance: f32) -> f32 {
        let index = distance + MAX_DISTANCE_SECONDS as f32 + 0.5;
        if index < 0.0 {
            return 0.0;
        }
        self.0.get(index as usize).copied().unwrap_or(0.0)
    }
}

/// The tokens of a sentence that are said in the video.
pub(super) struct Sentence<'t> {
    tokens: Vec<Said<'t>>,
    /// The number of its words, those that are not said included.
    words: usize,
}

/// A token that is said in the video.
struct Said<'t> {
    seconds: &'t [f32],
    /// The factor of the density near a second.
    weight: f32,
}

impl<'t> Sentence<'t> {
    pub(super) fn new(text: &str, transcript: &'t Transcript) -> Self {
        let mut tokens: Vec<(Token, f32)> = Vec::new();
        let mut previous = None;
        let mut count = 0;
        words(text, |_, token| {
            tokens.push((token, WORD_PROBABILITY));
            if let Some(before) = previous.replace(token) {
                tokens.push((pair(before, token), PAIR_PROBABILITY));
            }
            count += 1;
            count < MAX_SENTENCE_WORDS
        });
        tokens.sort_unstable_by_key(|(token, _)| *token);
        tokens.dedup_by_key(|(token, _)| *token);
        let said = tokens.into_iter().filter_map(|(token, probability)| {
            let seconds = transcript.seconds_of(token);
            let odds = probability / (1.0 - probability);
            (1..=MAX_OCCURRENCES)
                .contains(&seconds.len())
                .then(|| Said {
                    seconds,
                    weight: odds * transcript.length() / seconds.len() as f32,
                })
        });
        Self {
            tokens: said.collect(),
            words: count,
        }
    }

    /// How much likelier the sentence is if it cites this second than if it has nothing to do with
    /// the video, in nats; at least 0.
    pub(super) fn log_likelihood(&self, second: f32, distances: &Distances) -> f32 {
        let max = MAX_DISTANCE_SECONDS as f32;
        let sum: f32 = self
            .tokens
            .iter()
            .map(|token| {
                let from = token.seconds.partition_point(|at| *at < second - max);
                let near = token.seconds[from..]
                    .iter()
                    .take(MAX_NEAR_OCCURRENCES)
                    .take_while(|at| **at <= second + max);
                let density: f32 = near.map(|at| distances.density(at - second)).sum();
                (token.weight * density).ln_1p()
            })
            .sum();
        INDEPENDENCE * sum
    }

    /// The number of its words.
    pub(super) fn words(&self) -> usize {
        self.words
    }

    /// The seconds of the transcript that the sentence matches best, at most `count`, and the
    /// log-likelihood of each: where its rarest tokens are near each other.
    pub(super) fn best_places(&self, count: usize, distances: &Distances) -> Vec<(u32, f32)> {
        let places = self.places_of_rare_tokens(count).into_iter();
        let best = places.filter_map(|place| {
            let steps = (0..=PLACE_SECONDS).step_by(GRID_SECONDS);
            let seconds = steps.map(|step| (place + step) as f32);
            let each = seconds.map(|at| (at as u32, self.log_likelihood(at, distances)));
            each.max_by(|a, b| a.1.total_cmp(&b.1))
        });
        best.collect()
    }

    /// The seconds at which the windows start that contain the most and rarest tokens.
    fn places_of_rare_tokens(&self, count: usize) -> Vec<u32> {
        let window = PLACE_SECONDS as f32;
        let rare = self
            .tokens
            .iter()
            .filter(|token| token.seconds.len() <= MAX_RARE_OCCURRENCES);
        let mut said: Vec<(f32, f32)> = rare
            .flat_map(|token| {
                let score = (token.weight / window).ln_1p();
                token.seconds.iter().map(move |second| (*second, score))
            })
            .collect();
        said.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
        let (mut first, mut sum) = (0, 0.0);
        let mut windows: Vec<(f32, u32)> = Vec::with_capacity(said.len());
        for (second, score) in &said {
            sum += score;
            while said[first].0 < second - window {
                sum -= said[first].1;
                first += 1;
            }
            windows.push((sum, said[first].0 as u32));
        }
        windows.sort_unstable_by(|a, b| b.0.total_cmp(&a.0));
        let mut places: Vec<u32> = Vec::new();
        for (_, second) in windows {
            if places.len() == count {
                break;
            }
            if places
                .iter()
                .all(|other| other.abs_diff(second) >= PLACE_SECONDS)
            {
                places.push(second);
            }
        }
        places
    }
}
