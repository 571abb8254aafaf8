//! An inverted index of a transcript: for each token, the seconds at which it is said.

use crate::alignment::tokens::{Token, pair, words};

/// The maximum number of words of a transcript; more are ignored. In twelve hours, about 130,000
/// are said. Each takes up to 24 bytes of the index.
const MAX_TRANSCRIPT_WORDS: usize = 300_000;

/// The maximum end of a cue, in seconds; later cues are ignored. A live stream may take days.
const MAX_TRANSCRIPT_SECONDS: f32 = 1_000.0 * 3600.0;

/// What is said during a span of a video.
#[derive(Debug, Clone, Copy)]
pub struct TimedText<'a> {
    /// The start, in seconds.
    pub start: f32,
    /// The end, in seconds.
    pub end: f32,
    /// The words.
    pub text: &'a str,
}

/// An index of what is said in a video. It takes at most 8 MB, and 10 MB more while it is built.
#[derive(Debug, Default)]
pub struct Transcript {
    /// The tokens, sorted; those that occur several times are repeated.
    tokens: Vec<Token>,
    /// The second of each token; ascending for each token.
    seconds: Vec<f32>,
    /// The end of the last cue, in seconds.
    length: f32,
}

impl Transcript {
    /// Indexes the cues of a transcript. The words of a cue are spread evenly over its time.
    pub fn new<'a>(cues: impl IntoIterator<Item = TimedText<'a>>) -> Self {
        let mut found: Vec<(Token, f32)> = Vec::new();
        let mut length: f32 = 0.0;
        let mut words_left = MAX_TRANSCRIPT_WORDS;
        let mut previous = None;
        for cue in cues {
            let is_valid =
                cue.start >= 0.0 && cue.end >= cue.start && cue.end <= MAX_TRANSCRIPT_SECONDS;
            if !is_valid {
                continue;
            }
            length = length.max(cue.end);
            if words_left == 0 {
                continue;
            }
            let seconds_per_byte = (cue.end - cue.start) / cue.text.len().max(1) as f32;
            words(cue.text, |offset, token| {
                let second = cue.start + offset as f32 * seconds_per_byte;
                found.push((token, second));
                if let Some((before, at)) = previous.replace((token, second)) {
                    found.push((pair(before, token), at));
                }
                words_left -= 1;
                words_left > 0
            });
        }
        found.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
        let (tokens, seconds) = found.into_iter().unzip();
        Self {
            tokens,
            seconds,
            length,
        }
    }

    /// The end of the last cue, in seconds.
    pub fn length(&self) -> f32 {
        self.length
    }

    /// The seconds at which a token is said, in order.
    pub(super) fn seconds_of(&self, token: Token) -> &[f32] {
        let start = self.tokens.partition_point(|other| *other < token);
        let count = self.tokens[start..].partition_point(|other| *other == token);
        &self.seconds[start..start + count]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cue(start: f32, end: f32, text: &str) -> TimedText<'_> {
        TimedText { start, end, text }
    }

    fn token(word: &str) -> Token {
        let mut found = 0;
        words(word, |_, token| {
            found = token;
            true
        });
        found
    }

    #[test]
    fn words_and_pairs_are_found_at_their_time() {
        let transcript = Transcript::new([
            cue(10.0, 20.0, "the whales sing"),
            cue(20.0, 30.0, "whale songs"),
        ]);
        assert_eq!(transcript.length(), 30.0);
        assert_eq!(transcript.seconds_of(token("sing")), [10.0 + 11.0 / 1.5]);
        assert_eq!(
            transcript
                .seconds_of(pair(token("sing"), token("whale")))
                .len(),
            1
        );
        assert!(transcript.seconds_of(token("dolphin")).is_empty());
    }

    #[test]
    fn invalid_cues_are_ignored() {
        let transcript = Transcript::new([
            cue(f32::NAN, 2.0, "one"),
            cue(5.0, 2.0, "two"),
            cue(0.0, f32::INFINITY, "three"),
            cue(1.0, 1.0, "four"),
        ]);
        assert_eq!(transcript.length(), 1.0);
        assert_eq!(transcript.tokens.len(), 1);
    }

    #[test]
    fn the_index_is_bounded() {
        let text = "word ".repeat(1000);
        let cues = (0..2 * MAX_TRANSCRIPT_WORDS / 1000).map(|at| cue(at as f32, at as f32, &text));
        let transcript = Transcript::new(cues);
        assert!(transcript.tokens.len() < 2 * MAX_TRANSCRIPT_WORDS);
    }
}
