//! Takes the other notes of a video as witnesses for the times that are uncertain.
//!
//! Notes of one video often state the same, and cite the same moment. If another note has a
//! sentence of the same rare words, with a time that one of the readings of an uncertain time
//! explains, that reading is right. A sentence that no other note has proves nothing.

use std::sync::Arc;

use crate::archive::similar_sentences;
use crate::corpus::Note;
use crate::markdown::{Moment, Reinterpretation, ResolvedTime, UncertainSpan};

/// Sentences state the same if they cite moments that are as near as this, in seconds.
const MAX_WITNESS_SECONDS: u32 = 40;
/// A time that another note confirms is known to this many seconds.
const CONFIRMED_SECONDS: u32 = 60;
/// The tens of minutes that a writer who counts on has carried at most.
const CARRIED_MINUTES: u32 = 10;

/// Narrows the uncertain times of the notes of one video; `times` are those of each note.
pub(super) fn narrow(notes: &[&Arc<Note>], times: &mut [Vec<ResolvedTime>]) {
    let has_uncertain =
        |times: &Vec<ResolvedTime>| times.iter().any(|time| time.uncertain.is_some());
    let doubtful: Vec<bool> = times.iter().map(has_uncertain).collect();
    if notes.len() < 2 || !doubtful.contains(&true) {
        return;
    }
    let (sentences, index) = similar_sentences::index(notes);
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
