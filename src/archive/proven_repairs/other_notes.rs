//! Takes the other notes of a video as proof: one says a second plainly, in a similar sentence.

use std::collections::HashSet;
use std::sync::Arc;

use crate::archive::proven_repairs::is_repair;
use crate::archive::similar_sentences;
use crate::corpus::Note;
use crate::markdown::Moment;

/// The minimum similarity, 0 to 1, of a sentence that proves a repair.
const MIN_PROVING_SIMILARITY: f64 = 0.6;
/// Two notes say the same second if theirs are as near as this, in seconds.
const SAME_SECONDS: u32 = 15;

/// For each note of one video, the [`source_range`](Moment::source_range) starts of the repairs
/// that other notes confirm. A sentence at the time as written refutes them.
pub(super) fn confirmed(notes: &[&Arc<Note>]) -> Vec<HashSet<u32>> {
    let mut confirmed = vec![HashSet::new(); notes.len()];
    for sentence in similar_sentences::find(notes, |_| true) {
        let (note, moment) = (sentence.place.0, sentence.moment);
        if !is_repair(moment) {
            continue;
        }
        let witnesses = sentence.similar.iter().filter_map(|other| {
            let (note, moment) = other.place;
            let second = plain_second(&notes[note].facts.moments[moment])?;
            Some((other.similarity, second))
        });
        let witnesses: Vec<(f64, u32)> = witnesses.collect();
        let says = |second: u32| move |it: &(f64, u32)| it.1.abs_diff(second) <= SAME_SECONDS;
        let supports = says(moment.resolved.seconds);
        let is_refuted = witnesses.iter().any(says(moment.time.as_hms()));
        let mut supporting = witnesses.iter().filter(|it| supports(it));
        if !is_refuted && supporting.any(|it| it.0 >= MIN_PROVING_SIMILARITY) {
            confirmed[note].insert(moment.source_range.start);
        }
    }
    confirmed
}

/// The second of a moment that says it itself.
fn plain_second(moment: &Moment) -> Option<u32> {
    let time = &moment.resolved;
    let is_plain = time.reinterpretation.is_none() && !time.is_uncertain();
    is_plain.then_some(time.seconds)
}
