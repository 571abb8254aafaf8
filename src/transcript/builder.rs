//! Collects cues: sorts them, and removes what rolling captions repeat.

use std::ops::Range;

use crate::transcript::markup::push_plain_text;
use crate::transcript::{Cue, MAX_CUES, MAX_MS, Transcript};

/// The maximum number of lines that a cue of rolling captions repeats.
const MAX_REPEATED_LINES: usize = 4;

/// Captions are rolling if at least one cue in this many begins with the last lines of the cue
/// before. YouTube's automatic captions: nearly all; others repeat a line now and then.
const ROLLING_SHARE: usize = 3;

/// The cues of a file so far.
#[derive(Default)]
pub(super) struct Builder {
    /// The lines of all cues, without markup.
    text: String,
    /// Their byte ranges in the text.
    lines: Vec<Range<usize>>,
    cues: Vec<RawCue>,
}

/// A cue with its lines, as indexes.
struct RawCue {
    start_ms: u32,
    end_ms: u32,
    lines: Range<usize>,
}

impl Builder {
    /// Adds a cue with its lines, which may have markup. A cue without text or with a start beyond
    /// [`MAX_MS`] is skipped.
    pub(super) fn push<'l>(
        &mut self,
        start_ms: u32,
        end_ms: u32,
        lines: impl IntoIterator<Item = &'l str>,
    ) {
        if start_ms > MAX_MS || self.cues.len() == MAX_CUES {
            return;
        }
        let first = self.lines.len();
        for line in lines {
            let start = self.text.len();
            push_plain_text(&mut self.text, line);
            if self.text.len() > start {
                self.lines.push(start..self.text.len());
            }
        }
        if self.lines.len() > first {
            self.cues.push(RawCue {
                start_ms,
                end_ms: end_ms.clamp(start_ms, MAX_MS),
                lines: first..self.lines.len(),
            });
        }
    }

    /// The transcript of all cues.
    pub(super) fn finish(mut self) -> Transcript {
        self.cues.sort_by_key(|cue| cue.start_ms);
        let repeated = self.repeated_lines();
        let mut transcript = Transcript::default();
        for (cue, repeated) in self.cues.iter().zip(repeated) {
            let start = transcript.text.len();
            for line in &self.lines[cue.lines.start + repeated..cue.lines.end] {
                if transcript.text.len() > start {
                    transcript.text.push(' ');
                }
                transcript.text.push_str(&self.text[line.clone()]);
            }
            let end = transcript.text.len();
            if end > start {
                transcript.text.push('\n');
                transcript.cues.push(Cue {
                    start_ms: cue.start_ms,
                    end_ms: cue.end_ms,
                    text: start as u32..end as u32,
                });
            } else if let Some(last) = transcript.cues.last_mut() {
                last.end_ms = last.end_ms.max(cue.end_ms);
            }
        }
        transcript
    }

    /// For each cue, the number of its first lines that are the last ones of the cue before; all 0
    /// unless the captions are rolling.
    fn repeated_lines(&self) -> Vec<usize> {
        let lines = |cue: &RawCue| {
            let ranges = &self.lines[cue.lines.clone()];
            ranges.iter().map(|range| &self.text[range.clone()])
        };
        let mut repeated = vec![0; self.cues.len()];
        for (at, pair) in self.cues.windows(2).enumerate() {
            let [before, cue] = pair else { continue };
            let (known, count) = (before.lines.len(), cue.lines.len());
            let is_repeated = |n: &usize| lines(before).skip(known - n).eq(lines(cue).take(*n));
            let most = known.min(count).min(MAX_REPEATED_LINES);
            repeated[at + 1] = (1..=most).rev().find(is_repeated).unwrap_or(0);
        }
        let rolling = repeated.iter().filter(|count| **count > 0).count();
        if rolling * ROLLING_SHARE < self.cues.len() {
            repeated.fill(0);
        }
        repeated
    }
}
