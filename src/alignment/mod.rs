//! Holds the times of a note against the transcript of its video.
//!
//! In: the moments of a note, each with the time as written, the second that the program reads and
//! the sentence that cites it; and the transcript. Out: for each moment, which second is right, and
//! how sure that is. The transcript chooses among the readings of a time (`readings.rs`) by how
//! well the sentence matches what is said there (`similarity.rs`), for all moments of the note
//! together (`inference.rs`). A time that is plausible as written stays unless the evidence is
//! clear (`verdict.rs`).
//!
//! One call judges one note; it is synchronous, so videos can be judged in parallel. The time is
//! linear in the words of the transcript and in those of the sentences.

mod inference;
mod readings;
mod similarity;
#[cfg(test)]
mod tests;
mod tokens;
mod transcript;
mod verdict;

use crate::text::timestamp::RawTimestamp;
use inference::{Posteriors, State};
use readings::{Candidate, candidates};
pub use readings::{Reading, readings};
use similarity::{Distances, Sentence};
pub use tokens::{Token, words};
pub use transcript::{TimedText, Transcript};
pub use verdict::{Alignment, Verdict};
use verdict::{Evidence, SAME_PLACE_SECONDS};

/// The maximum number of moments of a note that are judged; the others are [`Verdict::Unknown`].
const MAX_STATEMENTS: usize = 5_000;

/// The maximum number of places besides the readings at which a sentence may be said.
const MAX_PLACES: usize = 4;

/// The minimum probability that the video is longer than the transcript, if a time there is
/// plausible.
const MIN_PARTIAL: f64 = 0.5;

/// The video may be longer than the last cue, in seconds.
const SLACK_SECONDS: u32 = 30;

/// A moment of a note.
#[derive(Debug, Clone, Copy)]
pub struct Statement<'a> {
    /// The time as written.
    pub time: RawTimestamp,
    /// The second that the program reads without a transcript.
    pub resolved: u32,
    /// The sentence that cites it.
    pub sentence: &'a str,
}

/// Judges the moments of a note, in order. Returns as many as there are moments.
pub fn align(statements: &[Statement<'_>], transcript: &Transcript) -> Vec<Alignment> {
    let distances = Distances::new();
    let judged = &statements[..statements.len().min(MAX_STATEMENTS)];
    let (states, words): (Vec<State>, Vec<usize>) = judged
        .iter()
        .map(|statement| state(statement, transcript, &distances))
        .unzip();
    let length = transcript.length();
    let Posteriors {
        candidates,
        partial,
    } = inference::posteriors(&states, f64::from(length));
    let each = judged.iter().zip(states.iter().zip(&candidates).zip(words));
    let mut alignments: Vec<Alignment> = each
        .map(|(statement, ((state, posterior), words))| {
            let is_as_written = statement.resolved == statement.time.as_hms();
            let evidence = Evidence {
                state,
                posterior,
                resolved: statement.resolved,
                is_plausible: is_as_written
                    && (statement.resolved as f32 <= length || partial > MIN_PARTIAL),
                words,
            };
            evidence.verdict()
        })
        .collect();
    alignments.resize(statements.len(), Alignment::UNKNOWN);
    alignments
}

/// The seconds that a moment may mean, how well its sentence matches what is said there, and the
/// number of its words.
fn state(
    statement: &Statement<'_>,
    transcript: &Transcript,
    distances: &Distances,
) -> (State, usize) {
    let sentence = Sentence::new(statement.sentence, transcript);
    let length = transcript.length() as u32 + SLACK_SECONDS;
    let mut candidates = candidates(statement.time, statement.resolved, length);
    let mut matches: Vec<f32> = candidates
        .iter()
        .map(|candidate| sentence.log_likelihood(candidate.second as f32, distances))
        .collect();
    for (second, log_likelihood) in sentence.best_places(MAX_PLACES, distances) {
        let is_new = candidates
            .iter()
            .all(|candidate| candidate.second.abs_diff(second) > SAME_PLACE_SECONDS);
        if is_new {
            candidates.push(Candidate {
                reading: Reading::Elsewhere,
                second,
                siblings: 1,
            });
            matches.push(log_likelihood);
        }
    }
    (
        State {
            candidates,
            matches,
            resolved: statement.resolved,
        },
        sentence.words(),
    )
}
