//! Related notes: those about the same things as a note, each with the reason.
//!
//! ```text
//! note -> its heaviest words -> scores of all notes, as for a query
//!      -> notes linked with the same notes and topics
//!      -> those with enough in common, ranked with their titles -> reason and sentence
//! ```
//! The cost is bounded: a note has a limited number of key words and neighbours, and only the notes
//! that are returned are read.

mod reason;
mod words;

use crate::archive::{Archive, NoteId, NoteOrTopic, SharedLinks};
use crate::search::rank::Sentence;
use crate::search::scoring::{self, Scores};
use crate::search::{Search, SearchError};
use words::WeightedWords;

/// Notes with less in common are not related: notes of the same channel or with shared links, and
/// others. The same words more often mean something else in another channel.
const MIN_EVIDENCE: f32 = 0.17;
const MIN_EVIDENCE_ELSEWHERE: f32 = 0.2;

/// With less in common than this, words are not a reason, but only shared links.
const MIN_TEXT_EVIDENCE: f32 = 0.08;

/// What shared links count as evidence, relative to words.
const LINK_EVIDENCE: f32 = 0.5;

/// Notes without shared links need this many shared key words, and one of the heaviest in a title.
const MIN_SHARED_WORDS: u32 = 3;

/// A note related to another one, and why.
#[derive(Debug)]
pub struct Related {
    /// The note.
    pub note: NoteId,
    /// The rarest note or topic that both are linked with.
    pub shared_link: Option<NoteOrTopic>,
    /// The words and phrases that both contain, as this note writes them, heaviest first.
    pub words: Vec<String>,
    /// The sentence of this note that says most about what both have in common.
    pub sentence: Option<Sentence>,
}

/// A note that may be related.
struct Candidate {
    number: u32,
    score: f32,
    evidence: f32,
    /// The part of the evidence that is from words.
    text_evidence: f32,
}

impl Search {
    /// The listed notes most closely related to a note, best first; those that its page leads to
    /// anyway are left out. None if no note has enough in common with it.
    ///
    /// # Errors
    /// If the index fails.
    pub fn related(
        &self,
        archive: &Archive,
        id: NoteId,
        count: usize,
    ) -> Result<Vec<Related>, SearchError> {
        let words = self.weighted_words(archive, id);
        let mut scores = Scores::new(&self.index, scoring::OWN_WORDS);
        for (index, word) in words.key_words.iter().enumerate() {
            scores.add(&word.variants, false, word.weight, 1 << index)?;
        }
        let links = archive.shared_links(id);
        let shown = archive.shown_with(id);
        let notes = (0_u32..)
            .zip(&self.notes)
            .filter(|(_, note)| !shown.contains(note));
        let mut candidates: Vec<Candidate> = notes
            .filter_map(|(number, note)| {
                self.candidate(archive, &words, &scores, links.get(note), number)
            })
            .collect();
        candidates.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.number.cmp(&b.number)));
        self.include_another_channel(archive, id, &mut candidates, count);
        candidates.truncate(count);
        let explain = |candidate: Candidate| {
            let note = self.notes[candidate.number as usize];
            let shared_link = links.get(&note).map(|links| links.rarest);
            let is_by_words = candidate.text_evidence >= MIN_TEXT_EVIDENCE;
            self.explain(archive, &words, candidate.number, shared_link, is_by_words)
        };
        Ok(candidates.into_iter().map(explain).collect())
    }

    /// A note with enough in common.
    fn candidate(
        &self,
        archive: &Archive,
        words: &WeightedWords,
        scores: &Scores<'_>,
        links: Option<&SharedLinks>,
        number: u32,
    ) -> Option<Candidate> {
        let links = links.map_or(0.0, |links| links.weight / (1.0 + links.weight));
        let norms = words.key_norm * self.mean_norm;
        let text = scores.scores[number as usize] / norms.max(f32::MIN_POSITIVE);
        let evidence = |title: f32| LINK_EVIDENCE * links + text * (1.0 + title);
        let is_elsewhere = archive.channel_of(self.notes[number as usize]) != words.channel;
        let required = match is_elsewhere && links == 0.0 {
            true => MIN_EVIDENCE_ELSEWHERE,
            false => MIN_EVIDENCE,
        };
        if evidence(1.0) < required {
            return None;
        }
        let (mut norm, mut title, mut title_in_text, mut title_key_words) = (0.0, 0.0, 0.0, 0);
        for word in self.title_words(archive, number) {
            norm += self.idf_of(*word);
            let weight = words.weights.get(word).copied().unwrap_or_default();
            title += weight.in_title;
            title_in_text += weight.in_text;
            title_key_words |= weight.key_word;
        }
        let norm = norm.sqrt().max(f32::MIN_POSITIVE);
        let title = title / (words.title_norm * norm);
        let title_in_text = title_in_text / (words.norm * norm);
        let shared = scores.words[number as usize];
        let in_titles = title_key_words | words.key_words_in_title();
        let is_related = evidence(title) >= required
            && (links > 0.0
                || (shared.count_ones() >= MIN_SHARED_WORDS
                    && lowest_bits(shared, MIN_SHARED_WORDS) & in_titles != 0));
        let is_related = is_related && !archive.lists_notes(self.notes[number as usize]);
        is_related.then(|| Candidate {
            number,
            score: links + text + title + title_in_text,
            evidence: evidence(title),
            text_evidence: text * (1.0 + title),
        })
    }

    /// If the best `count` candidates are all of the note's own channel, replaces the last of them
    /// by the best one of another channel.
    fn include_another_channel(
        &self,
        archive: &Archive,
        id: NoteId,
        candidates: &mut [Candidate],
        count: usize,
    ) {
        let Some(last) = count.checked_sub(1).filter(|last| *last < candidates.len()) else {
            return;
        };
        let is_elsewhere = |candidate: &Candidate| {
            archive.channel_of(self.notes[candidate.number as usize]) != archive.channel_of(id)
        };
        if candidates[..count].iter().any(is_elsewhere) {
            return;
        }
        let elsewhere = (count..candidates.len()).filter(|index| is_elsewhere(&candidates[*index]));
        let best = elsewhere.max_by(|a, b| {
            candidates[*a]
                .evidence
                .total_cmp(&candidates[*b].evidence)
                .then(b.cmp(a))
        });
        if let Some(best) = best {
            candidates.swap(last, best);
        }
    }
}

/// The lowest `count` of the set bits.
fn lowest_bits(bits: u32, count: u32) -> u32 {
    let mut rest = bits;
    for _ in 0..count {
        rest &= rest.wrapping_sub(1);
    }
    bits & !rest
}
