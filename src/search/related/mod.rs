//! Related notes: those about the same things as a note, each with the reason.
//!
//! ```text
//! note -> its key words -> the notes with the same key words, in texts and titles
//!      -> notes linked with the same notes and topics
//!      -> those with enough in common, best first -> reason and sentence
//! ```
//! The cost is bounded: a note has a limited number of key words and neighbours, and only a few
//! sentences of the notes that are returned are read.

mod key_sentences;
mod key_words;
mod reason;
mod spellings;

use std::sync::Arc;

use crate::archive::{Archive, ChannelId, NoteId, NoteOrTopic};
use crate::search::Search;
use crate::search::rank::Sentence;
use crate::search::vocabulary::Variant;
use key_words::KeyWord;
pub(super) use key_words::KeyWords;
use spellings::Spellings;

/// Notes with less in common are not related: notes of the same channel or with shared links, and
/// others. The same words more often mean something else in another channel.
const MIN_EVIDENCE: f32 = 0.155;
const MIN_EVIDENCE_ELSEWHERE: f32 = 0.18;

/// With less in common than this, words are not a reason, but only shared links.
const MIN_TEXT_EVIDENCE: f32 = 0.073;

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

/// What a note and another one have in common.
#[derive(Default, Clone, Copy)]
struct Common {
    /// How closely they are linked with the same notes and topics, from 0 to 1.
    links: f32,
    /// The sum of the products of what each key word counts in both.
    text: f32,
    /// The same for words in both titles, and for words in the title of the other note.
    titles: f32,
    title_in_text: f32,
    /// The key words in both: a bit for each.
    words: u64,
    /// Those of them that are in the title of the other note.
    words_in_title: u64,
}

impl Common {
    /// Whether there are enough shared key words, or any shared link: few notes have either.
    fn may_be_related(&self) -> bool {
        self.links > 0.0 || self.words.count_ones() >= MIN_SHARED_WORDS
    }
}

/// A note that is compared with others.
struct Compared<'s> {
    channel: Option<ChannelId>,
    /// Its key words, heaviest first. An unlisted note has none.
    key_words: Vec<KeyWord<'s>>,
    /// The bits of those in its title.
    words_in_title: u64,
    /// The Euclidean norms of its key words, and of the words in its title.
    norm: f32,
    title_norm: f32,
}

impl Compared<'_> {
    /// What it has in common with each note.
    fn common(&self, notes: usize) -> Vec<Common> {
        let mut common = vec![Common::default(); notes];
        for (index, word) in self.key_words.iter().enumerate() {
            let bit = 1 << index;
            let idf_in_titles = if word.in_title { word.idf } else { 0.0 };
            for (note, count) in word.notes() {
                let common = &mut common[note as usize];
                common.text += word.weight() * count.score();
                common.words |= bit;
                if count.in_title() {
                    common.title_in_text += word.weight();
                    common.titles += idf_in_titles;
                    common.words_in_title |= bit;
                }
            }
        }
        common
    }

    /// The numbers of the key words whose bits are set, heaviest first.
    fn words_of(&self, bits: u64) -> impl Iterator<Item = u32> {
        let words = self.key_words.iter().enumerate();
        words
            .filter(move |(index, _)| bits & (1 << index) != 0)
            .map(|(_, word)| word.number)
    }

    /// The sum of the weights of the key words whose bits are set.
    fn weight_of(&self, bits: u64) -> f32 {
        let words = self.key_words.iter().enumerate();
        words
            .filter(|(index, _)| bits & (1 << index) != 0)
            .map(|(_, word)| word.weight())
            .sum()
    }
}

impl Search {
    /// The listed notes most closely related to a note, best first; those that its page leads to
    /// anyway are left out. None if no note has enough in common with it. The text of an unlisted
    /// note is not compared, only its links.
    pub fn related(&self, archive: &Archive, id: NoteId, count: usize) -> Vec<Related> {
        let note = self.compared(archive, id);
        let links = archive.shared_links(id);
        let shown = archive.shown_with(id);
        let mut common = note.common(self.notes.len());
        for (id, links) in &links {
            if let Ok(number) = self.notes.binary_search(id) {
                common[number].links = links.weight / (1.0 + links.weight);
            }
        }
        let mut candidates: Vec<Candidate> = (0..)
            .zip(&common)
            .filter(|(_, common)| common.may_be_related())
            .filter_map(|(number, common)| self.candidate(archive, &note, common, number))
            .filter(|candidate| !shown.contains(&self.notes[candidate.number as usize]))
            .collect();
        candidates.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.number.cmp(&b.number)));
        self.include_another_channel(archive, id, &mut candidates, count);
        candidates.truncate(count);
        let shared_words = candidates.iter().fold(0, |bits, candidate| {
            bits | common[candidate.number as usize].words
        });
        let forms = self.forms(&note, shared_words);
        let forms = forms.iter().flat_map(|(forms, index)| {
            let words = forms.iter().map(|form| form.word.as_str());
            words.map(|word| (word, *index))
        });
        let spellings = Spellings::new(forms);
        let explain = |candidate: Candidate| {
            let other = self.notes[candidate.number as usize];
            let shared_link = links.get(&other).map(|links| links.rarest);
            let is_by_words = candidate.text_evidence >= MIN_TEXT_EVIDENCE;
            let words = note.words_of(common[candidate.number as usize].words);
            let starts = self.key_words.sentences_of(candidate.number, words);
            note.explain(
                archive,
                other,
                shared_link,
                &starts,
                &spellings,
                is_by_words,
            )
        };
        candidates.into_iter().map(explain).collect()
    }

    /// The spellings of the key words whose bits are set, with their indexes.
    fn forms(&self, compared: &Compared<'_>, bits: u64) -> Vec<(Arc<[Variant]>, usize)> {
        let words = compared.key_words.iter().enumerate();
        let words = words.filter(|(index, _)| bits & (1 << index) != 0);
        let forms = words.map(|(index, word)| {
            let word = self.vocabulary.word(word.number).unwrap_or_default();
            (self.vocabulary.forms(&word), index)
        });
        forms.collect()
    }

    fn compared(&self, archive: &Archive, id: NoteId) -> Compared<'_> {
        let number = self.notes.binary_search(&id).ok();
        let number = number.map(|number| number as u32);
        let key_words = number.map_or_else(Vec::new, |number| {
            self.key_words.of_note(number, &self.vocabulary).collect()
        });
        let in_title = (0..).zip(&key_words).filter(|(_, word)| word.in_title);
        Compared {
            channel: archive.channel_of(id),
            words_in_title: in_title.fold(0, |bits, (index, _)| bits | 1 << index),
            norm: number.map_or(0.0, |number| self.key_words.norm(number)),
            title_norm: number.map_or(0.0, |number| self.key_words.title_norm(number)),
            key_words,
        }
    }

    /// A note with enough in common.
    fn candidate(
        &self,
        archive: &Archive,
        note: &Compared<'_>,
        common: &Common,
        number: u32,
    ) -> Option<Candidate> {
        let links = common.links;
        let (mean_norm, title_norm) = (self.key_words.mean_norm, self.key_words.title_norm(number));
        let text = similarity(common.text, note.norm, mean_norm);
        let title = similarity(common.titles, note.title_norm, title_norm);
        let title_in_text = similarity(common.title_in_text, mean_norm, title_norm);
        let text_evidence = text * (1.0 + title);
        let evidence = LINK_EVIDENCE * links + text_evidence;
        let id = self.notes[number as usize];
        let is_elsewhere = archive.channel_of(id) != note.channel;
        let required = match is_elsewhere && links == 0.0 {
            true => MIN_EVIDENCE_ELSEWHERE,
            false => MIN_EVIDENCE,
        };
        let in_titles = common.words_in_title | note.words_in_title;
        let is_related = evidence >= required
            && (links > 0.0 || lowest_bits(common.words, MIN_SHARED_WORDS) & in_titles != 0)
            && !self.lists_notes[number as usize];
        is_related.then_some(Candidate {
            number,
            score: links + text + title + title_in_text,
            evidence,
            text_evidence,
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

/// The cosine of two vectors with these norms; zero if one of them is.
fn similarity(product: f32, norm: f32, other_norm: f32) -> f32 {
    match norm * other_norm {
        0.0 => 0.0,
        norms => product / norms,
    }
}

/// The lowest `count` of the set bits.
fn lowest_bits(bits: u64, count: u32) -> u64 {
    let mut rest = bits;
    for _ in 0..count {
        rest &= rest.wrapping_sub(1);
    }
    bits & !rest
}
