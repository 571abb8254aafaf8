//! The sentence of a note that says most about each of its key words. They are found when the index
//! is built, so that only sentences are read of the notes that are shown.

use std::ops::Range;

use super::spellings::{Spellings, bits};
use crate::markdown::{Facts, sentences};

/// Only this many bytes of a note are read. 99 of 100 notes have less.
const MAX_TEXT_BYTES: usize = 64 * 1024;

/// The usual length of a sentence, in bytes, and how much longer ones are penalised.
const SENTENCE_BYTES: f32 = 120.0;
const SENTENCE_LENGTH_PENALTY: f32 = 0.75;

/// What a sentence that cites a moment counts, and what a heading counts, relative to others.
const CITING_WEIGHT: f32 = 1.25;
const HEADING_WEIGHT: f32 = 0.25;

/// Stands for the start of the sentence of a word that only the title contains.
pub(super) const NO_SENTENCE: u32 = u32::MAX;

/// For each key word of a note, the start of the sentence that says most about it and the other key
/// words, in the text; `weights` are those of the words.
pub(super) fn key_sentences(facts: &Facts, weights: &[f32], spellings: &Spellings) -> Vec<u32> {
    let mut best = vec![(0.0, NO_SENTENCE); weights.len()];
    let text = &facts.text[..facts.text.floor_char_boundary(MAX_TEXT_BYTES)];
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let occurrences = spellings.occurrences(line, start);
        let mut rest = &occurrences[..];
        if !rest.is_empty() {
            for sentence in sentences(line, start) {
                let count = rest.partition_point(|(word, _)| word.start < sentence.end);
                let (inside, after) = rest.split_at(count);
                rest = after;
                let words = bits(inside);
                let indexes = (0..weights.len()).filter(|index| words & (1 << index) != 0);
                let weight = indexes.clone().map(|index| weights[index]).sum();
                let score = score(facts, &sentence, weight);
                for index in indexes {
                    if score > best[index].0 {
                        best[index] = (score, sentence.start as u32);
                    }
                }
            }
        }
        start += line.len();
    }
    best.into_iter().map(|(_, start)| start).collect()
}

/// The sentence that begins at an offset of the text.
pub(super) fn sentence_at(facts: &Facts, start: u32) -> Option<Range<usize>> {
    let start = start as usize;
    let text = &facts.text;
    let line_start = text[..start].rfind('\n').map_or(0, |end| end + 1);
    let line_end = text[start..]
        .find('\n')
        .map_or(text.len(), |end| start + end);
    sentences(&text[line_start..line_end], line_start)
        .into_iter()
        .find(|sentence| sentence.start == start)
}

/// How well a sentence with key words of this weight explains what a note is about: for its length
/// and its kind.
pub(super) fn score(facts: &Facts, sentence: &Range<usize>, weight: f32) -> f32 {
    let relative_length = (sentence.len() as f32 / SENTENCE_BYTES).max(1.0);
    let penalty = 1.0 - SENTENCE_LENGTH_PENALTY + SENTENCE_LENGTH_PENALTY * relative_length;
    let range = sentence.start as u32..sentence.end as u32;
    weight * kind_weight(facts, &range) / penalty
}

/// What a sentence counts for where it is.
fn kind_weight(facts: &Facts, range: &Range<u32>) -> f32 {
    let headings = &facts.headings;
    let is_heading = headings
        .binary_search_by_key(&range.start, |heading| heading.text_range.start)
        .is_ok();
    match (is_heading, facts.cites_moment(range)) {
        (true, _) => HEADING_WEIGHT,
        (false, true) => CITING_WEIGHT,
        (false, false) => 1.0,
    }
}
