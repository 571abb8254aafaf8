//! Takes the other notes of a video as witnesses for the times of a note.
//!
//! Notes of one video often state the same, and cite the same moment. If other notes have a
//! sentence of the same rare words, with a time that another reading of a time explains, that
//! reading is right. One note is enough where the time is uncertain anyway; two notes outweigh a
//! second that the timestamps of the note itself suggest. A sentence that no other note has proves
//! nothing.

use std::num::NonZeroU32;
use std::sync::Arc;

use crate::alignment;
use crate::archive::similar_sentences::{self, Sentence, Similar};
use crate::archive::timestamp_units::contradicted::{self, Testimony};
use crate::archive::timestamp_units::{
    CONFIRMED_SECONDS, END_SLACK_SECONDS, plain_reinterpretation,
};
use crate::corpus::Note;
use crate::markdown::{Moment, Reinterpretation, ResolvedTime};
use crate::text::timestamp::RawTimestamp;

/// Sentences state the same if they cite moments that are as near as this, in seconds.
const MAX_WITNESS_SECONDS: u32 = 40;
/// The number of other notes that outweigh a second.
const MIN_NOTES: usize = 2;
/// In a shorter video, no reading is far from another, in seconds.
const MIN_VIDEO_SECONDS: f64 = 1500.0;

/// The sentences of a video's notes, each with those that state the same in other notes.
struct Siblings<'n>(Vec<Sentence<'n>>);

/// One way to read a time.
#[derive(Clone, Copy)]
struct Reading {
    second: u32,
    reinterpretation: Option<Reinterpretation>,
}

/// Corrects the times of the notes of one video, and narrows the uncertain ones. `times` are those
/// of each note; the length of the video, in seconds, is known or estimated.
pub(super) fn correct(
    notes: &[&Arc<Note>],
    times: &mut [Vec<ResolvedTime>],
    length: f64,
    known_length: Option<u32>,
) {
    let has_uncertain = |times: &Vec<ResolvedTime>| times.iter().any(ResolvedTime::is_uncertain);
    // A note with uncertain times is no witness.
    let is_doubtful: Vec<bool> = times.iter().map(has_uncertain).collect();
    let witnesses = is_doubtful.iter().filter(|is_doubtful| !**is_doubtful);
    let is_enough = match witnesses.count() {
        0 => false,
        count => count > MIN_NOTES || is_doubtful.contains(&true),
    };
    if !is_enough || length < MIN_VIDEO_SECONDS {
        return;
    }
    let siblings = Siblings(similar_sentences::find(notes, |note| !is_doubtful[note]));
    let max = known_length.map_or(u32::MAX, |length| length + END_SLACK_SECONDS);
    siblings.correct(times, max);
    for note in 0..notes.len() {
        let testimonies = siblings.testimonies(note, times);
        for (moment, time) in contradicted::placed(&testimonies) {
            times[note][moment] = time;
        }
    }
}

impl Siblings<'_> {
    /// Reads times as other notes confirm them, at most `max` seconds.
    fn correct(&self, times: &mut [Vec<ResolvedTime>], max: u32) {
        let corrected = self.0.iter().filter_map(|sentence| {
            let cited = Cited::new(&sentence.similar, times);
            let (note, moment) = sentence.place;
            let time = corrected(sentence.moment, times[note][moment], &cited, max)?;
            Some((sentence.place, time))
        });
        let corrected: Vec<((usize, usize), ResolvedTime)> = corrected.collect();
        for ((note, moment), time) in corrected {
            times[note][moment] = time;
        }
    }

    /// What the other notes say about the times of a note, in order.
    fn testimonies(&self, note: usize, times: &[Vec<ResolvedTime>]) -> Vec<Testimony> {
        let start_of = |note: usize| self.0.partition_point(|it| it.place.0 < note);
        let testimony = |sentence: &Sentence<'_>| {
            let moment = sentence.place.1;
            let second = times[note][moment].seconds;
            let cited = Cited::new(&sentence.similar, times);
            let is_confirmed = cited.near(second).next().is_some();
            Testimony {
                moment,
                is_confirmed,
                second: match is_confirmed {
                    true => Some(second),
                    false => cited.agreed(),
                },
                is_fixed: sentence.moment.is_exact(),
            }
        };
        let own = &self.0[start_of(note)..start_of(note + 1)];
        own.iter().map(testimony).collect()
    }
}

/// The times that other notes cite for what a sentence states.
struct Cited(Vec<CitedTime>);

/// A time that another note cites.
struct CitedTime {
    note: usize,
    second: u32,
    similarity: f64,
}

impl Cited {
    fn new(witnesses: &[Similar], times: &[Vec<ResolvedTime>]) -> Self {
        let cited = witnesses.iter().map(|witness| {
            let (note, moment) = witness.place;
            CitedTime {
                note,
                second: times[note][moment].seconds,
                similarity: witness.similarity,
            }
        });
        Self(cited.collect())
    }

    /// Those that confirm a second.
    fn near(&self, second: u32) -> impl Iterator<Item = &CitedTime> {
        let is_near = move |cited: &&CitedTime| cited.second.abs_diff(second) <= CONFIRMED_SECONDS;
        self.0.iter().filter(is_near)
    }

    /// How much they support a second.
    fn support(&self, second: u32) -> f64 {
        let near = self.near(second);
        near.map(|cited| cited.similarity).sum()
    }

    /// Whether so many notes cite a second that they outweigh another one.
    fn outweigh(&self, second: u32) -> bool {
        let near = self.near(second);
        let mut notes: Vec<usize> = near.map(|cited| cited.note).collect();
        notes.sort_unstable();
        notes.dedup();
        notes.len() >= MIN_NOTES
    }

    /// The second on which several notes agree.
    fn agreed(&self) -> Option<u32> {
        let seconds = self.0.iter().map(|cited| cited.second);
        seconds
            .filter(|second| self.outweigh(*second))
            .max_by(|a, b| self.support(*a).total_cmp(&self.support(*b)).then(b.cmp(a)))
    }
}

/// The time of a moment according to other notes, if it is another one than `time`; at most `max`
/// seconds.
fn corrected(moment: &Moment, time: ResolvedTime, cited: &Cited, max: u32) -> Option<ResolvedTime> {
    let is_uncertain = time.is_uncertain();
    let is_confirmed = || cited.near(time.seconds).next().is_some();
    if moment.is_exact() || moment.time.third_field().is_none() || (!is_uncertain && is_confirmed())
    {
        return None;
    }
    let readings = readings(moment.time, is_uncertain);
    let explained = cited.0.iter().filter_map(|cited_time| {
        let readings = readings.iter().filter(|it| it.second <= max);
        let reading = readings.min_by_key(|it| it.second.abs_diff(cited_time.second))?;
        let is_near = reading.second.abs_diff(cited_time.second) <= MAX_WITNESS_SECONDS;
        is_near.then_some((
            cited.support(cited_time.second),
            cited_time.second,
            *reading,
        ))
    });
    let (_, second, reading) =
        explained.max_by(|a, b| a.0.total_cmp(&b.0).then(b.2.second.cmp(&a.2.second)))?;
    let is_far = reading.second.abs_diff(time.seconds) > CONFIRMED_SECONDS;
    let is_right = is_uncertain || (is_far && cited.outweigh(second));
    is_right.then(|| reading.resolved_time(moment, time))
}

impl Reading {
    /// The time of a moment that other notes read this way, instead of `time`. Where the units of
    /// the minutes are lost, those of the other notes are only about right.
    fn resolved_time(self, moment: &Moment, time: ResolvedTime) -> ResolvedTime {
        let second = self.second;
        if self.reinterpretation == Some(Reinterpretation::LostUnits) {
            return ResolvedTime::about(second, CONFIRMED_SECONDS, Reinterpretation::LostUnits);
        }
        let end = match self.reinterpretation {
            Some(Reinterpretation::Minutes) => moment.end().and_then(RawTimestamp::as_mm_ss),
            None => moment.end().map(RawTimestamp::as_hms),
            _ => time
                .end
                .map(|end| second + end.get().saturating_sub(time.seconds)),
        };
        ResolvedTime {
            seconds: second,
            end: end.filter(|end| *end > second).and_then(NonZeroU32::new),
            reinterpretation: self.reinterpretation.or(plain_reinterpretation(moment)),
            uncertain: None,
        }
    }
}

/// The ways to read a time; `with_carry` if its writer may have carried into the tens of minutes.
fn readings(time: RawTimestamp, with_carry: bool) -> Vec<Reading> {
    let reading = |(reading, second)| {
        let reinterpretation = match reading {
            alignment::Reading::AsWritten => None,
            alignment::Reading::Minutes | alignment::Reading::MinutesAndHundredths => {
                Some(Reinterpretation::Minutes)
            }
            alignment::Reading::HourTooMany | alignment::Reading::HourDropped => {
                Some(Reinterpretation::WrongHour)
            }
            alignment::Reading::LostUnits => Some(Reinterpretation::LostUnits),
            alignment::Reading::LostUnitsCarry if with_carry => Some(Reinterpretation::LostUnits),
            _ => return None,
        };
        Some(Reading {
            second,
            reinterpretation,
        })
    };
    let readings = alignment::readings(time).into_iter();
    readings.filter_map(reading).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markdown::UncertainSpan;

    const STATEMENTS: [&str; 6] = [
        "Beavers fell a poplar within one night",
        "Otters slide down muddy banks for fun",
        "Herons stand motionless above shallow water",
        "Pikes lurk between reeds in spring",
        "Kingfishers dive after tiny silver fish",
        "Storks rattle their beaks on tall chimneys",
    ];

    /// The times of a note, after the others of a video of 70 minutes were compared with it; each
    /// note cites these times, in the order of [`STATEMENTS`].
    fn corrected_times(notes: &[&str]) -> Vec<ResolvedTime> {
        let note = |(index, times): (usize, &&str)| {
            let cited = times.split(' ').zip(STATEMENTS);
            let body: String = cited
                .map(|(time, statement)| format!("{statement} [{time}].\n"))
                .collect();
            let other = "Remark about page 30 of volume 31 [00:02:00].\n".repeat(20);
            let source = format!("---\nvideoId: E1cxZuHrwZc\n---\n{body}{other}");
            Arc::new(Note::new(format!("channel/{index}.md"), source))
        };
        let notes: Vec<Arc<Note>> = notes.iter().enumerate().map(note).collect();
        let as_written = |note: &Arc<Note>| {
            let moments = note.facts.moments.iter();
            moments.map(|moment| moment.resolved).collect()
        };
        let mut times: Vec<Vec<ResolvedTime>> = notes.iter().map(as_written).collect();
        correct(&notes.iter().collect::<Vec<_>>(), &mut times, 4200.0, None);
        times[0][..STATEMENTS.len()].to_vec()
    }

    #[test]
    fn two_notes_outweigh_a_time_that_another_reading_explains() {
        let own = "01:17:29 02:03:24 16:27:00 03:12:00 02:14:00 00:40:00";
        let others = "00:17:32 01:03:20 01:16:27 00:03:12 00:25:14 00:12:00";
        let times = corrected_times(&[own, others, others]);
        let seconds: Vec<u32> = times.iter().map(|time| time.seconds).collect();
        // No reading of the last one explains the time of the others.
        assert_eq!(seconds, [1049, 3804, 4587, 192, 1514, 2400]);
        let wrong_hour = Some(Reinterpretation::WrongHour);
        assert_eq!(times[0].reinterpretation, wrong_hour);
        assert_eq!(times[3].reinterpretation, Some(Reinterpretation::Minutes));
        let span = UncertainSpan::new(1454, 1574);
        assert_eq!(times[4].uncertain, Some(span));
        // One note is not enough, and neither are two that differ.
        let hms = [4649, 7404, 59220, 11520, 8040, 2400];
        let seconds = |notes: &[&str]| -> Vec<u32> {
            let times = corrected_times(notes).into_iter();
            times.map(|time| time.seconds).collect()
        };
        assert_eq!(seconds(&[own, others]), hms);
        let elsewhere = "00:50:00 00:51:00 00:52:00 00:53:00 00:54:00 00:55:00";
        assert_eq!(seconds(&[own, others, elsewhere]), hms);
    }

    #[test]
    fn a_time_that_one_note_confirms_stays() {
        let own = "01:17:29 00:01:00 00:02:00 00:03:00 00:04:00 00:05:00";
        let others = "00:17:32 00:01:00 00:02:00 00:03:00 00:04:00 00:05:00";
        let confirms = "01:17:20 00:01:00 00:02:00 00:03:00 00:04:00 00:05:00";
        let seconds = |notes: &[&str]| corrected_times(notes)[0].seconds;
        assert_eq!(seconds(&[own, others, others]), 1049);
        assert_eq!(seconds(&[own, others, others, confirms]), 4649);
    }

    #[test]
    fn a_note_that_others_contradict_is_placed_by_them() {
        let own = "00:01:00 00:02:00 00:03:00 00:04:00 00:05:00 00:06:00";
        let others = "00:20:00 00:23:00 00:26:00 00:29:00 00:32:00 00:35:00";
        let times = corrected_times(&[own, others, others]);
        let placed: Vec<u32> = times.iter().map(|time| time.seconds).collect();
        assert_eq!(placed, [1200, 1380, 1560, 1740, 1920, 2100]);
        assert!(times.iter().all(ResolvedTime::is_uncertain));
    }
}
