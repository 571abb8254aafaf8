//! Takes the other notes of a video as witnesses for the times that are uncertain.
//!
//! Notes of one video often state the same, and cite the same moment. If another note has a
//! sentence of the same rare words, with a time that one of the readings of an uncertain time
//! explains, that reading is right. A sentence that no other note has proves nothing.

use std::collections::HashMap;
use std::sync::Arc;

use crate::alignment::{Token, words};
use crate::corpus::Note;
use crate::markdown::{Moment, Reinterpretation, ResolvedTime, UncertainSpan};

/// The minimum similarity of two sentences, 0 to 1: the cosine of their weighted words.
const MIN_SIMILARITY: f64 = 0.4;
/// The number of the most similar sentences that are looked at.
const WITNESSES: usize = 6;
/// Sentences state the same if they cite moments that are as near as this, in seconds.
const MAX_WITNESS_SECONDS: u32 = 40;
/// A time that another note confirms is known to this many seconds.
const CONFIRMED_SECONDS: u32 = 60;
/// The maximum share of a video's sentences with a word that is compared.
const MAX_WORD_SHARE: f64 = 0.2;
/// The maximum number of sentences with such a word, and of words of a sentence that are compared.
const MAX_SENTENCES_OF_WORD: usize = 64;
const MAX_WORDS: usize = 80;
/// The tens of minutes that a writer who counts on has carried at most.
const CARRIED_MINUTES: u32 = 10;

/// A sentence that cites a moment.
struct Sentence<'n> {
    /// The index of its note in the group, and of its moment in the note.
    place: (usize, usize),
    moment: &'n Moment,
    /// Its words, sorted, each once.
    words: Vec<Token>,
    /// The length of the vector of its weighted words.
    norm: f64,
}

/// The words of a video's notes.
#[derive(Default)]
struct Words {
    /// For each word, the sentences that have it.
    sentences: HashMap<Token, Vec<u32>>,
    count: usize,
}

/// Narrows the uncertain times of the notes of one video; `times` are those of each note.
pub(super) fn narrow(notes: &[&Arc<Note>], times: &mut [Vec<ResolvedTime>]) {
    let has_uncertain =
        |times: &Vec<ResolvedTime>| times.iter().any(|time| time.uncertain.is_some());
    let doubtful: Vec<bool> = times.iter().map(has_uncertain).collect();
    if notes.len() < 2 || !doubtful.contains(&true) {
        return;
    }
    let (sentences, index) = index(notes);
    for sentence in &sentences {
        let (note, moment) = sentence.place;
        let Some(time) = times[note].get(moment).copied() else {
            continue;
        };
        let Some(span) = time.uncertain else { continue };
        let witnesses = index.similar(sentence, &sentences, |other| {
            other != note && !doubtful[other]
        });
        let witnessed = witnesses.iter().filter_map(|(similarity, witness)| {
            let (note, moment) = sentences[*witness as usize].place;
            Some((*similarity, times[note].get(moment)?.seconds))
        });
        let witnessed: Vec<(f64, u32)> = witnessed.collect();
        if let Some(second) = confirmed(sentence.moment, span, &witnessed) {
            times[note][moment] = resolved_time(sentence.moment, second);
        }
    }
}

/// The sentences of the notes with their words, and the index of those.
fn index<'n>(notes: &[&'n Arc<Note>]) -> (Vec<Sentence<'n>>, Words) {
    let mut index = Words::default();
    let mut sentences = Vec::new();
    for (at, note) in notes.iter().enumerate() {
        for (number, moment) in note.facts.moments.iter().enumerate() {
            if moment.other_video().is_some() {
                continue;
            }
            let words = words_of(note.facts.slice(&moment.sentence));
            for word in &words {
                let sentences_of_word = index.sentences.entry(*word).or_default();
                sentences_of_word.push(sentences.len() as u32);
            }
            sentences.push(Sentence {
                place: (at, number),
                moment,
                words,
                norm: 0.0,
            });
        }
    }
    index.count = sentences.len();
    for sentence in &mut sentences {
        let weights = sentence.words.iter().map(|word| index.weight(*word));
        sentence.norm = weights.map(|weight| weight * weight).sum::<f64>().sqrt();
    }
    (sentences, index)
}

/// The words of a sentence, sorted, each once.
fn words_of(sentence: &str) -> Vec<Token> {
    let mut found = Vec::new();
    words(sentence, |_, word| {
        found.push(word);
        found.len() < MAX_WORDS
    });
    found.sort_unstable();
    found.dedup();
    found
}

impl Words {
    /// The weight of a word: the rarer in the notes, the more.
    fn weight(&self, word: Token) -> f64 {
        let sentences = self.sentences.get(&word).map_or(1, Vec::len);
        (self.count as f64 / sentences as f64).ln()
    }

    /// The sentences of other notes that are most similar to a sentence.
    fn similar(
        &self,
        sentence: &Sentence<'_>,
        sentences: &[Sentence<'_>],
        is_witness: impl Fn(usize) -> bool,
    ) -> Vec<(f64, u32)> {
        let max = (MAX_WORD_SHARE * self.count as f64) as usize;
        let max = max.min(MAX_SENTENCES_OF_WORD);
        let mut products: HashMap<u32, f64> = HashMap::new();
        for word in &sentence.words {
            let Some(others) = self.sentences.get(word).filter(|all| all.len() <= max) else {
                continue;
            };
            let weight = self.weight(*word);
            for other in others {
                if is_witness(sentences[*other as usize].place.0) {
                    *products.entry(*other).or_default() += weight * weight;
                }
            }
        }
        let similarity = |(other, product): (u32, f64)| {
            let norms = sentence.norm * sentences[other as usize].norm;
            (product / norms.max(f64::MIN_POSITIVE), other)
        };
        let similar = products.into_iter().map(similarity);
        let mut similar: Vec<(f64, u32)> = similar.filter(|it| it.0 >= MIN_SIMILARITY).collect();
        similar.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        similar.truncate(WITNESSES);
        similar
    }
}

/// The second of the reading that the witnesses confirm, if any: a similarity and a second each.
fn confirmed(moment: &Moment, span: UncertainSpan, witnessed: &[(f64, u32)]) -> Option<u32> {
    let support = |second: u32| -> f64 {
        let near = |it: &&(f64, u32)| it.1.abs_diff(second) <= CONFIRMED_SECONDS;
        witnessed.iter().filter(near).map(|it| it.0).sum()
    };
    let readings = readings(moment, span);
    let explained = witnessed.iter().filter_map(|(_, second)| {
        let nearest = readings.iter().min_by_key(|it| it.abs_diff(*second))?;
        let is_near = nearest.abs_diff(*second) <= MAX_WITNESS_SECONDS;
        is_near.then(|| (support(*second), *nearest))
    });
    let best = explained.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
    best.map(|(_, second)| second)
}

/// The time of a moment at a confirmed second. Minutes and seconds are exact.
fn resolved_time(moment: &Moment, second: u32) -> ResolvedTime {
    let is_minutes = moment.time.as_mm_ss() == Some(second);
    let span = UncertainSpan {
        from: second.saturating_sub(CONFIRMED_SECONDS),
        to: second + CONFIRMED_SECONDS,
    };
    ResolvedTime {
        seconds: second,
        end: None,
        reinterpretation: Some(match is_minutes {
            true => Reinterpretation::Minutes,
            false => Reinterpretation::LostUnits,
        }),
        uncertain: (!is_minutes).then_some(span),
    }
}

/// The seconds that an uncertain time may mean.
fn readings(moment: &Moment, span: UncertainSpan) -> Vec<u32> {
    let time = moment.time;
    let carried = (span.from.saturating_sub(60 * CARRIED_MINUTES)..=span.to).step_by(60);
    let [_, minutes, seconds] = time.first_three().map(u32::from);
    let without_hours = minutes * 60 + seconds;
    let others = [Some(time.as_hms()), time.as_mm_ss(), Some(without_hours)];
    others.into_iter().flatten().chain(carried).collect()
}
