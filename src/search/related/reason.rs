//! Why a note is related: its sentence that says most about what both have in common, and the words
//! that both contain.

use std::collections::HashMap;
use std::ops::Range;

use super::Related;
use super::words::{MAX_TEXT_BYTES, WeightedWords};
use crate::archive::{Archive, NoteOrTopic};
use crate::markdown::Facts;
use crate::search::Search;
use crate::search::folding::fold;
use crate::search::rank::Sentence;
use crate::search::words::Words;

/// The maximum number of shared words or phrases that explain why a note is related.
const MAX_REASON_WORDS: usize = 3;

/// The usual length of a sentence, in words, and how much longer ones are penalised.
const SENTENCE_WORDS: f32 = 20.0;
const SENTENCE_LENGTH_PENALTY: f32 = 0.75;

/// What a sentence that cites a moment counts, and what a heading counts, relative to others.
const CITING_WEIGHT: f32 = 1.25;
const HEADING_WEIGHT: f32 = 0.25;

/// A key word in a text: its byte range and its index among the key words.
type Occurrence = (Range<usize>, usize);

impl Search {
    /// Finds the sentence of a related note, and the words that explain why it is related; unless
    /// `is_by_words`, the sentence that links to `shared_link`, if any.
    pub(super) fn explain(
        &self,
        archive: &Archive,
        words: &WeightedWords,
        number: u32,
        shared_link: Option<NoteOrTopic>,
        is_by_words: bool,
    ) -> Related {
        let note = self.notes[number as usize];
        let facts = &archive.note(note).facts;
        let sentences = self.sentences(archive, number as usize);
        let forms: HashMap<&str, usize> = (words.key_words.iter().enumerate())
            .flat_map(|(index, word)| word.variants.iter().map(move |form| (&*form.word, index)))
            .collect();
        let mut best: (f32, Option<Range<u32>>, Vec<Occurrence>) = (0.0, None, Vec::new());
        let mut elsewhere: Vec<Occurrence> = Vec::new();
        let read = (0..)
            .map_while(|sentence| sentences.range(sentence))
            .take_while(|range| range.end as usize <= MAX_TEXT_BYTES);
        for range in read {
            let text = facts.slice(&range);
            let mut length = 0;
            let mut found: Vec<Occurrence> = Vec::new();
            for word in Words::new(text) {
                length += 1;
                if let Some(index) = forms.get(&*fold(&text[word.range.clone()])) {
                    let start = range.start as usize;
                    found.push((start + word.range.start..start + word.range.end, *index));
                }
            }
            if found.is_empty() {
                continue;
            }
            let weight =
                words.weight_of(found.iter().fold(0, |bits, (_, index)| bits | 1 << index));
            let long = (length as f32 / SENTENCE_WORDS).max(1.0);
            let long = 1.0 - SENTENCE_LENGTH_PENALTY + SENTENCE_LENGTH_PENALTY * long;
            let score = weight / long * kind_weight(facts, &range);
            for (range, index) in &found {
                if elsewhere.iter().all(|(_, other)| other != index) {
                    elsewhere.push((range.clone(), *index));
                }
            }
            if score > best.0 {
                best = (score, Some(range), found);
            }
        }
        let (_, range, in_sentence) = best;
        let linking = || archive.sentence_linking_to(note, shared_link?);
        let (range, words) = match is_by_words {
            true => (range, words.reason(&facts.text, &in_sentence, elsewhere)),
            false => (linking().or(range), Vec::new()),
        };
        Related {
            note,
            shared_link,
            words,
            sentence: range.map(|range| Sentence {
                marks: Vec::new(),
                moment: facts.moment_for(&range),
                range,
            }),
        }
    }
}

impl WeightedWords {
    /// The heaviest shared words of a sentence, adjacent ones as a phrase, and then of the rest of
    /// the text; each occurrence has the index of its key word.
    fn reason(
        &self,
        text: &str,
        in_sentence: &[Occurrence],
        elsewhere: Vec<Occurrence>,
    ) -> Vec<String> {
        let is_adjacent = |a: &Occurrence, b: &Occurrence| {
            text[a.0.end..b.0.start]
                .chars()
                .all(|c| matches!(c, ' ' | '-'))
        };
        let phrases = in_sentence.chunk_by(is_adjacent).map(|words| {
            let bits = words
                .iter()
                .fold(0, |bits, (_, index)| bits | 1_u32 << index);
            (words[0].0.start..words[words.len() - 1].0.end, bits)
        });
        let single = elsewhere
            .into_iter()
            .map(|(range, index)| (range, 1 << index));
        let mut phrases: Vec<(Range<usize>, u32)> = phrases.chain(single).collect();
        phrases.sort_by(|a, b| self.weight_of(b.1).total_cmp(&self.weight_of(a.1)));
        let mut used = 0;
        let mut reason = Vec::new();
        for (range, bits) in phrases {
            if used & bits == 0 && reason.len() < MAX_REASON_WORDS {
                used |= bits;
                reason.push(text[range].to_owned());
            }
        }
        reason
    }
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
