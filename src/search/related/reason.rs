//! Why a note is related: its sentence that says most about what both have in common, and the words
//! that both contain.

use std::ops::Range;

use super::{Compared, Related};
use crate::archive::{Archive, NoteId, NoteOrTopic};
use crate::markdown::{Facts, sentences};
use crate::search::Search;
use crate::search::folding::fold;
use crate::search::rank::Sentence;
use crate::search::words::{Word, Words};

/// The maximum number of shared words or phrases that explain why a note is related.
const MAX_REASON_WORDS: usize = 3;

/// Only this many bytes of a note are read. 99 of 100 notes have less.
const MAX_TEXT_BYTES: usize = 64 * 1024;

/// The usual length of a sentence, in words, and how much longer ones are penalised.
const SENTENCE_WORDS: f32 = 20.0;
const SENTENCE_LENGTH_PENALTY: f32 = 0.75;

/// What a sentence that cites a moment counts, and what a heading counts, relative to others.
const CITING_WEIGHT: f32 = 1.25;
const HEADING_WEIGHT: f32 = 0.25;

/// A key word in a text: its byte range and its index among the key words.
type Occurrence = (Range<usize>, usize);

/// The spellings of key words, folded.
pub(super) struct Spellings {
    /// With the index of the key word, in order.
    words: Vec<(String, usize)>,
    /// The lengths of those that begin with an ASCII letter or digit: a bit for each, by the
    /// letter. Most words of a text are none of these.
    lengths: [u64; 128],
}

impl Spellings {
    fn new(mut words: Vec<(String, usize)>) -> Self {
        words.sort_unstable();
        let mut lengths = [0; 128];
        for (word, _) in &words {
            if let Some(lengths) = lengths.get_mut(usize::from(word.as_bytes()[0])) {
                *lengths |= 1 << word.len().min(63);
            }
        }
        Self { words, lengths }
    }

    /// The index of the key word that a word of a text is.
    fn find(&self, word: &str) -> Option<usize> {
        let first = usize::from(word.as_bytes()[0].to_ascii_lowercase());
        let lengths = self.lengths.get(first).copied().unwrap_or(u64::MAX);
        // A word with other signs may be shorter when it is folded.
        let is_plain = || word.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if lengths & 1 << word.len().min(63) == 0 && is_plain() {
            return None;
        }
        let folded = fold(word);
        let place = self
            .words
            .binary_search_by(|(other, _)| other.as_str().cmp(&folded));
        place.ok().map(|place| self.words[place].1)
    }

    /// The key words in a line that begins at an offset of the text.
    fn occurrences(&self, line: &str, start: usize) -> Vec<Occurrence> {
        let word = |word: Word| {
            let index = self.find(&line[word.range.clone()])?;
            Some((start + word.range.start..start + word.range.end, index))
        };
        Words::new(line).filter_map(word).collect()
    }
}

impl Search {
    /// The spellings of the key words whose bits are set.
    pub(super) fn spellings(&self, compared: &Compared<'_>, bits: u64) -> Spellings {
        let words = compared.key_words.iter().enumerate();
        let words = words.filter(|(index, _)| bits & (1 << index) != 0);
        let forms = words.flat_map(|(index, word)| {
            let word = self.vocabulary.word(word.number).unwrap_or_default();
            let forms = self.vocabulary.forms(&word);
            let forms = forms.iter().map(|form| (form.word.clone(), index));
            forms.collect::<Vec<_>>()
        });
        Spellings::new(forms.collect())
    }
}

impl Compared<'_> {
    /// Finds the sentence of a related note that says most about the words in common, and those of
    /// them that explain why it is related; unless `is_by_words`, the sentence that links to
    /// `shared_link`, if any.
    pub(super) fn explain(
        &self,
        archive: &Archive,
        note: NoteId,
        shared_link: Option<NoteOrTopic>,
        spellings: &Spellings,
        is_by_words: bool,
    ) -> Related {
        let facts = &archive.note(note).facts;
        let linking = shared_link
            .filter(|_| !is_by_words)
            .and_then(|link| archive.sentence_linking_to(note, link));
        let (range, mut words) = match linking {
            Some(range) => (Some(range), Vec::new()),
            None => self.best_sentence(facts, spellings),
        };
        if !is_by_words {
            words.clear();
        }
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

    /// The sentence of a note that says most about the words in common, and the heaviest of them.
    fn best_sentence(
        &self,
        facts: &Facts,
        spellings: &Spellings,
    ) -> (Option<Range<u32>>, Vec<String>) {
        let mut best: (f32, Option<Range<u32>>, Vec<Occurrence>) = (0.0, None, Vec::new());
        let mut elsewhere: Vec<Occurrence> = Vec::new();
        let mut seen = 0;
        let text = &facts.text[..facts.text.floor_char_boundary(MAX_TEXT_BYTES)];
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            let found = spellings.occurrences(line, start);
            for (word, index) in &found {
                if seen & 1 << index == 0 {
                    seen |= 1_u64 << index;
                    elsewhere.push((word.clone(), *index));
                }
            }
            if self.weight_of(bits(&found)) * CITING_WEIGHT > best.0 {
                for range in sentences(line, start) {
                    let in_sentence = found.iter().filter(|(word, _)| range.contains(&word.start));
                    let in_sentence: Vec<Occurrence> = in_sentence.cloned().collect();
                    let range = range.start as u32..range.end as u32;
                    let weight = self.weight_of(bits(&in_sentence)) * kind_weight(facts, &range);
                    if weight <= best.0 {
                        continue;
                    }
                    let score = weight / length_penalty(Words::new(facts.slice(&range)).count());
                    if score > best.0 {
                        best = (score, Some(range), in_sentence);
                    }
                }
            }
            start += line.len();
        }
        let (_, range, in_sentence) = best;
        (range, self.reason(text, &in_sentence, elsewhere))
    }

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
        let phrases = in_sentence
            .chunk_by(is_adjacent)
            .map(|words| (words[0].0.start..words[words.len() - 1].0.end, bits(words)));
        let single = elsewhere
            .into_iter()
            .map(|(range, index)| (range, 1 << index));
        let mut phrases: Vec<(Range<usize>, u64)> = phrases.chain(single).collect();
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

/// The bits of the key words that occur.
fn bits(occurrences: &[Occurrence]) -> u64 {
    occurrences
        .iter()
        .fold(0, |bits, (_, index)| bits | 1 << index)
}

/// By how much a sentence of this many words counts less.
fn length_penalty(words: usize) -> f32 {
    let relative_length = (words as f32 / SENTENCE_WORDS).max(1.0);
    1.0 - SENTENCE_LENGTH_PENALTY + SENTENCE_LENGTH_PENALTY * relative_length
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
