//! Why a note is related: its sentence that says most about what both have in common, and the words
//! that both contain.

use std::ops::Range;

use super::key_sentences::{NO_SENTENCE, score, sentence_at};
use super::spellings::{Occurrence, Spellings, bits};
use super::{Compared, Related};
use crate::archive::{Archive, NoteId, NoteOrTopic};
use crate::markdown::Facts;
use crate::search::rank::Sentence;

/// The maximum number of shared words or phrases that explain why a note is related.
const MAX_REASON_WORDS: usize = 3;

/// The maximum number of sentences of a related note that are read.
const MAX_SENTENCES: usize = 4;

impl Compared<'_> {
    /// Finds the sentence of a related note that says most about the words in common, and those of
    /// them that explain why it is related; unless `is_by_words`, the sentence that links to
    /// `shared_link`, if any. `starts` are those of the best sentences for the words in common, the
    /// heaviest word first.
    pub(super) fn explain(
        &self,
        archive: &Archive,
        note: NoteId,
        shared_link: Option<NoteOrTopic>,
        starts: &[u32],
        spellings: &Spellings<'_>,
        is_by_words: bool,
    ) -> Related {
        let facts = &archive.note(note).facts;
        let linking = shared_link
            .filter(|_| !is_by_words)
            .and_then(|link| archive.sentence_linking_to(note, link));
        let (range, mut words) = match linking {
            Some(range) => (Some(range), Vec::new()),
            None => self.best_sentence(facts, starts, spellings),
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

    /// The one of the sentences at these starts that says most about the words in common, and the
    /// heaviest of them.
    fn best_sentence(
        &self,
        facts: &Facts,
        starts: &[u32],
        spellings: &Spellings<'_>,
    ) -> (Option<Range<u32>>, Vec<String>) {
        let mut best: (f32, Option<Range<u32>>, Vec<Occurrence>) = (0.0, None, Vec::new());
        let mut elsewhere: Vec<Occurrence> = Vec::new();
        let mut read: Vec<u32> = Vec::new();
        for start in starts.iter().filter(|start| **start != NO_SENTENCE) {
            if read.contains(start) {
                continue;
            }
            read.push(*start);
            let Some(sentence) = sentence_at(facts, *start) else {
                continue;
            };
            let found = spellings.occurrences(&facts.text[sentence.clone()], sentence.start);
            elsewhere.extend_from_slice(&found);
            let score = score(facts, &sentence, self.weight_of(bits(&found)));
            if score > best.0 {
                let range = sentence.start as u32..sentence.end as u32;
                best = (score, Some(range), found);
            }
            if read.len() == MAX_SENTENCES {
                break;
            }
        }
        let (_, range, in_sentence) = best;
        (range, self.reason(&facts.text, &in_sentence, elsewhere))
    }

    /// The heaviest shared words of a sentence, adjacent ones as a phrase, and then of other
    /// sentences; each occurrence has the index of its key word.
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
