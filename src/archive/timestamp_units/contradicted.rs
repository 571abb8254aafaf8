//! Places the times of a note by the other notes of its video, where these contradict most of them.
//!
//! The clock of some notes is wrong: no reading explains their times. If several notes agree on
//! other times for many of its statements, those are right. A note mostly follows the video, so a
//! statement that no other note has is between its neighbours.

use crate::archive::timestamp_units::CONFIRMED_SECONDS;
use crate::markdown::{Reinterpretation, ResolvedTime, UncertainSpan};

/// The minimum number of contradicted times of a note.
const MIN_CONTRADICTED: usize = 4;
/// The minimum share of the times that other notes know, in order, of a note that follows the
/// video.
const MIN_SHARE_IN_ORDER: f64 = 0.6;
/// The maximum distance of two neighbours, in seconds: a longer span tells readers nothing.
const MAX_GAP_SECONDS: u32 = 480;

/// What the other notes of a video say about a time of a note.
pub(super) struct Testimony {
    /// The index of the moment in the note.
    pub(super) moment: usize,
    /// Whether another note cites the same time.
    pub(super) is_confirmed: bool,
    /// The second that other notes cite, if they do.
    pub(super) second: Option<u32>,
    /// Whether the time has one meaning.
    pub(super) is_fixed: bool,
}

/// The times of a note that the others contradict, and of those between them, each with the index
/// of its moment. Empty if most times are confirmed.
pub(super) fn placed(testimonies: &[Testimony]) -> Vec<(usize, ResolvedTime)> {
    let known = testimonies.iter().filter(|it| it.second.is_some()).count();
    let confirmed = testimonies.iter().filter(|it| it.is_confirmed).count();
    let contradicted = known - confirmed;
    if contradicted < MIN_CONTRADICTED || contradicted < confirmed {
        return Vec::new();
    }
    let seconds: Vec<Option<u32>> = testimonies.iter().map(|it| it.second).collect();
    let mut in_order = longest_in_order(&seconds);
    if (in_order.len() as f64) < MIN_SHARE_IN_ORDER * known as f64 {
        in_order.clear();
    }
    let mut placed = Vec::new();
    for (index, testimony) in testimonies.iter().enumerate() {
        if testimony.is_confirmed || testimony.is_fixed {
            continue;
        }
        let time = match testimony.second {
            Some(second) => Some(about(second)),
            None => {
                let next = in_order.partition_point(|(other, _)| *other < index);
                let neighbours = (next.checked_sub(1)).zip(in_order.get(next));
                neighbours.and_then(|(previous, next)| between(in_order[previous].1, next.1))
            }
        };
        placed.extend(time.map(|time| (testimony.moment, time)));
    }
    placed
}

/// A second that other notes cite.
fn about(second: u32) -> ResolvedTime {
    ResolvedTime::about(second, CONFIRMED_SECONDS, Reinterpretation::OtherNotes)
}

/// The time of a statement between two others, at these seconds; `None` if they are far apart.
fn between(previous: u32, next: u32) -> Option<ResolvedTime> {
    let is_near = next - previous <= MAX_GAP_SECONDS;
    is_near.then(|| ResolvedTime {
        uncertain: Some(UncertainSpan::new(
            previous.saturating_sub(CONFIRMED_SECONDS),
            next.saturating_add(CONFIRMED_SECONDS),
        )),
        ..about(previous.midpoint(next))
    })
}

/// The indices and values of a longest part of these values that never decreases.
fn longest_in_order(values: &[Option<u32>]) -> Vec<(usize, u32)> {
    // For each length, the known value with which a part of that length ends at the earliest.
    let mut ends: Vec<(usize, u32)> = Vec::new();
    let mut previous: Vec<Option<usize>> = vec![None; values.len()];
    for (index, value) in values.iter().enumerate() {
        let Some(value) = *value else { continue };
        let length = ends.partition_point(|(_, end)| *end <= value);
        previous[index] = length.checked_sub(1).map(|before| ends[before].0);
        match ends.get_mut(length) {
            Some(end) => *end = (index, value),
            None => ends.push((index, value)),
        }
    }
    let mut part = Vec::with_capacity(ends.len());
    let mut last = ends.last().map(|(index, _)| *index);
    while let Some(index) = last {
        part.extend(values[index].map(|value| (index, value)));
        last = previous[index];
    }
    part.reverse();
    part
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What others say about each time: `Ok` confirms it.
    fn testimonies(seconds: &[Option<Result<u32, u32>>]) -> Vec<Testimony> {
        let testimony = |(moment, second): (usize, &Option<Result<u32, u32>>)| Testimony {
            moment,
            is_confirmed: matches!(second, Some(Ok(_))),
            second: second.map(|second| second.unwrap_or_else(|second| second)),
            is_fixed: false,
        };
        seconds.iter().enumerate().map(testimony).collect()
    }

    fn spans(seconds: &[Option<Result<u32, u32>>]) -> Vec<(usize, u32, u32)> {
        let placed = placed(&testimonies(seconds)).into_iter();
        placed
            .map(|(moment, time)| {
                let span = time.uncertain.expect("a span");
                (moment, span.from(), span.to())
            })
            .collect()
    }

    #[test]
    fn a_contradicted_note_is_placed_by_the_others() {
        let known = [
            Some(Err(600)),
            None,
            Some(Err(800)),
            Some(Ok(900)),
            Some(Err(1000)),
            // Too far from its neighbours.
            None,
            Some(Err(2000)),
            // It has none.
            None,
        ];
        assert_eq!(
            spans(&known),
            [
                (0, 540, 660),
                (1, 540, 860),
                (2, 740, 860),
                (4, 940, 1060),
                (6, 1940, 2060)
            ]
        );
    }

    #[test]
    fn a_note_out_of_order_keeps_what_the_others_do_not_know() {
        let known = [
            Some(Err(2000)),
            Some(Err(1600)),
            None,
            Some(Err(1700)),
            Some(Err(600)),
            Some(Err(400)),
        ];
        let moments: Vec<usize> = spans(&known).iter().map(|it| it.0).collect();
        assert_eq!(moments, [0, 1, 3, 4, 5]);
    }

    #[test]
    fn a_mostly_confirmed_note_stays() {
        let mut known = vec![Some(Ok(100)); 5];
        known.extend([Some(Err(600)); 4]);
        assert_eq!(spans(&known), []);
        known.push(Some(Err(700)));
        assert_eq!(spans(&known).len(), 5);
        assert_eq!(spans(&[Some(Err(600)); 3]), []);
    }

    proptest::proptest! {
        #[test]
        fn no_part_in_order_is_longer(values in proptest::collection::vec(0_u32..12, 0..9)) {
            let values: Vec<Option<u32>> =
                values.into_iter().map(|value| (value < 10).then_some(value)).collect();
            let found = longest_in_order(&values);
            let is_in_order = |part: &[(usize, u32)]| {
                part.windows(2).all(|pair| pair[0].0 < pair[1].0 && pair[0].1 <= pair[1].1)
            };
            proptest::prop_assert!(is_in_order(&found));
            let are_known = found.iter().all(|(index, value)| values[*index] == Some(*value));
            proptest::prop_assert!(are_known);
            for subset in 0..1_u32 << values.len() {
                let part: Vec<(usize, u32)> = values
                    .iter()
                    .enumerate()
                    .filter(|(index, _)| subset >> index & 1 == 1)
                    .filter_map(|(index, value)| Some((index, (*value)?)))
                    .collect();
                proptest::prop_assert!(!is_in_order(&part) || part.len() <= found.len());
            }
        }
    }
}
