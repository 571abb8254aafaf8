//! Infers the unit in which each timestamp was written.
//!
//! Many timestamps are written `03:38:00` and mean 3 min 38 s, beside correct ones in the same
//! note. A single timestamp is ambiguous, so all timestamps of a video are judged together: the
//! interpretation with the highest likelihood wins. The model:
//!
//! - *The last field.* Minutes written with a third field nearly always end in `00`. Otherwise the
//!   third field holds hundredths (`03:38:42`), where any of 100 values is equally likely. The
//!   seconds of a correct timestamp are as likely as the position that they point to.
//! - *The notation of the note and of the video's other notes.* By chance, one timestamp in 60 ends
//!   in `00`. The more do, the likelier it is that the writer uses `MM:SS:00` throughout.
//! - *The length of the video.* It is unknown, so several lengths are tried and the one that best
//!   explains all timestamps is used. A time past the end is very unlikely; the longer the video,
//!   the less likely is each single second. Transcripts are cut at four hours, so no time lies
//!   beyond. If several lengths fit, the usual length of the channel's videos decides.
//! - *The neighbours.* Notes mostly follow the video, so a time is likely to be near the previous
//!   one.
//! - *The label* of an anchor, where it differs from the attribute, is second evidence of less
//!   weight.
//!
//! The most likely interpretations of a note are found with the Viterbi algorithm, in time linear
//! in the number of timestamps. `tests/timestamp_accuracy` measures how many timestamps are
//! recovered and how many correct ones are changed.

mod candidate;
mod notation_prior;
mod video_length;
mod viterbi;

use std::collections::HashMap;
use std::sync::Arc;

use rayon::prelude::*;

use crate::corpus::Note;
use crate::markdown::{Moment, Reinterpretation, ResolvedTime};
use crate::text::youtube::YoutubeId;
use candidate::{Candidate, Timestamps};
use notation_prior::NotationPrior;
use video_length::VideoLength;
use viterbi::TransitionModel;

/// The length at which transcripts were cut, in seconds; no citation lies beyond it.
pub(super) const MAX_VIDEO_SECONDS: u32 = 4 * 3600;

/// The assumed median step of a note with few timestamps, as a fraction of the video's length.
const SPARSE_STEP_FRACTION: f64 = 1.0 / 6.0;

/// Nine of ten notes reach beyond the first seventh of their video. The likelihood of a note with
/// many timestamps is multiplied by the fraction of the video that it reaches, to this power.
const REACH_EXPONENT: f64 = 1.2;

/// The notes of a video, with the hypotheses about each.
struct VideoNotes {
    /// Indices into the archive's notes.
    notes: Vec<usize>,
    timestamps: Vec<Timestamps>,
    /// For each note, the hypotheses about it.
    hypotheses: Vec<Vec<Hypothesis>>,
    /// The plausible lengths of the video.
    lengths: Vec<VideoLength>,
}

/// Resolves the time of every moment in the notes. Returns the estimated length of each video, in
/// seconds.
pub(super) fn resolve_units(notes: &mut [Arc<Note>]) -> HashMap<YoutubeId, u32> {
    let groups: Vec<VideoNotes> = group_by_video(notes)
        .into_par_iter()
        .map(|group| VideoNotes::new(notes, group))
        .collect();
    let channel = |video: &VideoNotes| {
        let note = &notes[video.notes[0]];
        (note.video.is_some() && !note.folder().is_empty()).then(|| note.folder())
    };
    let channels: Vec<Option<&str>> = groups.iter().map(channel).collect();
    let lengths = video_length::choose(&channels, groups.iter().map(|video| &video.lengths[..]));
    let resolved: Vec<_> = groups
        .par_iter()
        .zip(&lengths)
        .map(|(video, length)| video.resolved_times(notes, *length))
        .collect();
    for (index, resolved_times) in resolved.into_iter().flatten() {
        apply_times(&mut notes[index], resolved_times);
    }
    let of_video = |(video, length): (&VideoNotes, f64)| {
        Some((notes[video.notes[0]].video.clone()?, length as u32))
    };
    groups.iter().zip(lengths).filter_map(of_video).collect()
}

/// Stores the resolved times. An unchanged note stays shared with the previous archive.
fn apply_times(note: &mut Arc<Note>, resolved_times: Vec<ResolvedTime>) {
    if note
        .facts
        .moments
        .iter()
        .map(|moment| &moment.reading)
        .eq(&resolved_times)
    {
        return;
    }
    for (moment, resolved_time) in Arc::make_mut(note)
        .facts
        .moments
        .iter_mut()
        .zip(resolved_times)
    {
        moment.reading = resolved_time;
    }
}

/// Groups the notes that cite moments by video; a note without a video is a group of its own.
fn group_by_video(notes: &[Arc<Note>]) -> Vec<Vec<usize>> {
    let mut by_video: HashMap<&YoutubeId, Vec<usize>> = HashMap::new();
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for (index, note) in notes
        .iter()
        .enumerate()
        .filter(|(_, note)| !note.facts.moments.is_empty())
    {
        match &note.video {
            Some(video) => by_video.entry(video).or_default().push(index),
            None => groups.push(vec![index]),
        }
    }
    groups.extend(by_video.into_values());
    groups
}

impl VideoNotes {
    fn new(notes: &[Arc<Note>], group: Vec<usize>) -> Self {
        let timestamps: Vec<Timestamps> = group
            .iter()
            .map(|index| Timestamps::new(&notes[*index].facts.moments))
            .collect();
        let notations = NotationPrior::for_notes(&timestamps);
        let hypotheses: Vec<Vec<Hypothesis>> = notations
            .into_iter()
            .zip(&timestamps)
            .map(|(notations, timestamps)| hypotheses(timestamps, notations))
            .collect();
        let lengths =
            video_length::plausible_lengths(&timestamps, |note, length, min_log_likelihood| {
                best_hypothesis(
                    &timestamps[note],
                    &hypotheses[note],
                    length,
                    min_log_likelihood,
                )
                .map(|found| found.1)
            });
        Self {
            notes: group,
            timestamps,
            hypotheses,
            lengths,
        }
    }

    /// The resolved times of each note, assuming that the video has this length.
    fn resolved_times(&self, notes: &[Arc<Note>], length: f64) -> Vec<(usize, Vec<ResolvedTime>)> {
        let each = self
            .notes
            .iter()
            .zip(self.timestamps.iter().zip(&self.hypotheses))
            .map(|(index, (timestamps, hypotheses))| {
                let hypothesis = best_hypothesis(timestamps, hypotheses, length, f64::NEG_INFINITY)
                    .map_or(&hypotheses[0], |found| found.0);
                let chosen = viterbi::choose(
                    timestamps,
                    &hypothesis.notation,
                    hypothesis.transitions(length),
                );
                let moments = &notes[*index].facts.moments;
                (
                    *index,
                    moments
                        .iter()
                        .zip(chosen)
                        .map(|(moment, candidate)| resolved_time(moment, candidate))
                        .collect(),
                )
            });
        each.collect()
    }
}

/// A hypothesis about how a note was written.
struct Hypothesis {
    notation: NotationPrior,
    /// The median forward step, in seconds; `None` if the note has too few timestamps.
    step: Option<f64>,
}

impl Hypothesis {
    /// The log-likelihood of a note under this hypothesis, for a video of this length; `None` if it
    /// is below `min_log_likelihood`.
    fn log_likelihood(
        &self,
        timestamps: &Timestamps,
        length: f64,
        min_log_likelihood: f64,
    ) -> Option<f64> {
        let prior = self.notation.probability.ln();
        let (path_likelihood, latest) = viterbi::max_log_likelihood(
            timestamps,
            &self.notation,
            self.transitions(length),
            min_log_likelihood - prior,
        )?;
        let reach = (f64::from(latest.max(1)) / length).min(1.0);
        let others = 1.0 - 1.0 / timestamps.iter().len() as f64;
        Some(prior + path_likelihood + REACH_EXPONENT * others * reach.ln())
    }

    fn transitions(&self, length: f64) -> TransitionModel {
        TransitionModel {
            length,
            step: self.step.unwrap_or(length * SPARSE_STEP_FRACTION),
        }
    }
}

/// All combinations of notation priors and estimated steps.
fn hypotheses(timestamps: &Timestamps, notations: [NotationPrior; 3]) -> Vec<Hypothesis> {
    let steps: Vec<Option<f64>> = match timestamps.median_steps() {
        Some(steps) if steps[0] == steps[1] => vec![Some(steps[0])],
        Some(steps) => steps.map(Some).to_vec(),
        None => vec![None],
    };
    let [ordinary, whole, hundredths] = notations;
    let mut notations = vec![ordinary, hundredths];
    // If hardly any timestamps end in `00`, it makes no difference what most of those are.
    if timestamps.zero * 10 >= timestamps.three {
        notations.push(whole);
    }
    notations
        .iter()
        .flat_map(|notation| {
            steps.iter().map(|step| Hypothesis {
                notation: *notation,
                step: *step,
            })
        })
        .collect()
}

/// The hypothesis that explains a note best, with the note's log-likelihood; `None` if that is
/// below `min_log_likelihood`.
fn best_hypothesis<'h>(
    timestamps: &Timestamps,
    hypotheses: &'h [Hypothesis],
    length: f64,
    min_log_likelihood: f64,
) -> Option<(&'h Hypothesis, f64)> {
    let mut best = None;
    let mut min_log_likelihood = min_log_likelihood;
    for hypothesis in hypotheses {
        if let Some(likelihood) = hypothesis
            .log_likelihood(timestamps, length, min_log_likelihood)
            .filter(|found| *found > min_log_likelihood)
        {
            best = Some((hypothesis, likelihood));
            min_log_likelihood = likelihood;
        }
    }
    best
}

/// The resolved time of a moment, given the chosen candidate.
fn resolved_time(moment: &Moment, chosen: &Candidate) -> ResolvedTime {
    let as_mm_ss = chosen.unit.is_minutes();
    let end = moment
        .end()
        .map(|end| end.as_mm_ss().filter(|_| as_mm_ss).unwrap_or(end.as_hms()));
    let repair = if chosen.seconds == moment.time.as_hms() {
        plain_repair(moment)
    } else {
        Some(chosen.repair)
    };
    ResolvedTime {
        seconds: chosen.seconds,
        end,
        repair,
    }
}

/// The repair of a time that is read as `H:MM:SS` but is not written that way.
fn plain_repair(moment: &Moment) -> Option<Reinterpretation> {
    match (moment.time.has_frames(), moment.time.is_plain()) {
        (true, _) => Some(Reinterpretation::Frames),
        (false, false) => Some(Reinterpretation::Carry),
        (false, true) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::timestamp::format;

    /// A note that cites these timestamps.
    fn note((index, timestamps): (usize, &&str)) -> Note {
        let body: String = timestamps
            .split(' ')
            .map(|timestamp| format!("Words [{timestamp}].\n"))
            .collect();
        let source = format!("---\nvideoId: E1cxZuHrwZc\n---\n{body}");
        Note::new(format!("channel/{index}.md"), source)
    }

    /// The resolved seconds of one video's notes, given their timestamps.
    fn seconds(notes: &[&str]) -> Vec<Vec<u32>> {
        let mut notes: Vec<Arc<Note>> = notes.iter().enumerate().map(note).map(Arc::new).collect();
        resolve_units(&mut notes);
        notes
            .iter()
            .map(|note| {
                note.facts
                    .moments
                    .iter()
                    .map(|moment| moment.reading.seconds)
                    .collect()
            })
            .collect()
    }

    #[track_caller]
    fn check(notes: &[&str], expected: &[&[&str]]) {
        let expected_times: Vec<Vec<String>> = seconds(notes)
            .into_iter()
            .map(|n| n.into_iter().map(format).collect())
            .collect();
        assert_eq!(expected_times, expected, "{notes:?}");
    }

    #[test]
    fn minutes_are_recognized_in_a_short_video() {
        let good = "00:00:41 00:02:10 00:05:30 00:09:12";
        let expected_times: &[&str] = &["0:41", "2:10", "5:30", "9:12"];
        check(
            &[good, "03:38:00 04:11:00 08:02:00"],
            &[expected_times, &["3:38", "4:11", "8:02"]],
        );
        check(
            &[good, "00:03:38 00:03:50 04:11:42"],
            &[expected_times, &["3:38", "3:50", "4:11"]],
        );
        check(&[good, "03:38:00"], &[expected_times, &["3:38"]]);
    }

    #[test]
    fn a_long_video_keeps_its_times() {
        let good = "00:12:10 01:05:44 02:51:30 03:37:12 03:59:02";
        let expected_times: &[&str] = &["12:10", "1:05:44", "2:51:30", "3:37:12", "3:59:02"];
        check(&[good, "03:38:00"], &[expected_times, &["3:38:00"]]);
        check(
            &[good, "01:00:00 02:30:00 03:38:00"],
            &[expected_times, &["1:00:00", "2:30:00", "3:38:00"]],
        );
        check(
            &["00:12:10 01:05:44 02:51:30 03:38:00 03:59:02"],
            &[&["12:10", "1:05:44", "2:51:30", "3:38:00", "3:59:02"]],
        );
    }

    #[test]
    fn a_long_video_may_mix_both_notations() {
        let timestamps =
            "00:03:30 03:38:00 00:03:50 04:11:00 00:04:27 01:22:10 83:10:00 01:24:05 03:01:00";
        let expected_times: &[&str] = &[
            "3:30", "3:38", "3:50", "4:11", "4:27", "1:22:10", "1:23:10", "1:24:05", "3:01:00",
        ];
        check(
            &[timestamps, "01:22:12 02:40:09 03:02:44 03:20:18"],
            &[
                expected_times,
                &["1:22:12", "2:40:09", "3:02:44", "3:20:18"],
            ],
        );
    }

    #[test]
    fn many_times_near_the_start_do_not_make_a_video_short() {
        let early_times: String = (0..60)
            .map(|n| format!("{} ", format(n * 90 + n % 7)))
            .collect();
        let early_times: String = early_times
            .trim()
            .split(' ')
            .map(|t| {
                if t.len() < 6 {
                    format!("0:{t} ")
                } else {
                    format!("{t} ")
                }
            })
            .collect();
        let tail = "03:10:12 03:38:00 03:50:41";
        let resolved = seconds(&[
            early_times.trim(),
            early_times.trim(),
            early_times.trim(),
            tail,
        ]);
        assert_eq!(resolved[3], [11_412, 13_080, 13_841]);
    }

    #[test]
    fn a_note_written_in_minutes_is_found_among_correct_notes() {
        let good: String = (0..60)
            .map(|n| format!("00:{:02}:{:02} ", n / 4, n % 4 * 14 + 3))
            .collect();
        let good = good.trim();
        let minutes = "03:20:00 03:23:00 03:28:00 03:36:00 03:53:00";
        assert_eq!(seconds(&[good, minutes])[1], [200, 203, 208, 216, 233]);
        let hundredths =
            "02:26:01 02:40:48 02:44:26 02:47:04 02:51:56 02:54:19 03:02:43 02:57:33 03:04:14";
        assert_eq!(
            seconds(&[good, good, good, good, good, hundredths])[5],
            [146, 160, 164, 167, 171, 174, 182, 177, 184]
        );
    }

    #[test]
    fn timestamps_with_four_fields_are_no_evidence_for_whole_minutes() {
        let three = "02:04:00 02:15:00 02:37:00 03:02:00 04:18:00 17:40:00 47:46:00 58:30:00";
        let four = (0..40)
            .map(|n| format!(" 01:{:02}:{:02}:00", n, n % 60))
            .collect::<String>();
        let resolved = seconds(&[&format!("{three}{four}")]);
        assert_eq!(
            resolved[0][..8],
            [124, 135, 157, 182, 258, 1060, 2866, 3510]
        );
    }

    #[test]
    fn no_time_is_beyond_four_hours() {
        check(&["05:11:00"], &[&["5:11"]]);
        check(
            &["00:00:12 00:08:40 12:15:31"],
            &[&["0:12", "8:40", "12:15"]],
        );
    }

    #[test]
    fn ambiguous_times_are_resolved_by_their_neighbours() {
        check(
            &["00:94:00 00:55:10 01:20:00 01:40:10"],
            &[&["1:34:00", "55:10", "1:20:00", "1:40:10"]],
        );
        check(&["01:02:14:00 01:02:27:12"], &[&["1:02:14", "1:02:27"]]);
        check(
            &["01:09:40 00:01:10:02 01:10:30"],
            &[&["1:09:40", "1:10:02", "1:10:30"]],
        );
    }

    #[test]
    fn a_label_can_be_right_if_the_attribute_is_wrong() {
        let anchor = |attribute: &str, label: &str| {
            format!("<a class=\"yt-timestamp\" data-t=\"{attribute}\">[{label}]</a>")
        };
        let note = |body: String| {
            let mut notes = [Arc::new(Note::new(
                "c/n.md".to_owned(),
                format!("---\nvideoId: E1cxZuHrwZc\n---\n{body}"),
            ))];
            resolve_units(&mut notes);
            let [note] = notes;
            note.facts
                .moments
                .iter()
                .map(|m| (format(m.reading.seconds), m.reading.repair))
                .collect::<Vec<_>>()
        };
        let found = note(anchor("11:00:00", "0:11:00"));
        assert_eq!(
            found,
            [("11:00".to_owned(), Some(Reinterpretation::Minutes))],
            "the label equals the interpretation in minutes"
        );
        let found = note(format!(
            "[00:01:20] {} [00:01:31]",
            anchor("01:01:25", "00:01:25")
        ));
        assert_eq!(
            found[1],
            ("1:25".to_owned(), Some(Reinterpretation::Label)),
            "the attribute is an hour too large"
        );
        let found = note(format!(
            "[00:18:40] {} [00:19:27]",
            anchor("00:18:57", "00:19:01")
        ));
        assert_eq!(
            found[1],
            ("18:57".to_owned(), None),
            "if both fit, the attribute wins"
        );
    }

    proptest::proptest! {
        #[test]
        fn every_timestamp_gets_one_of_its_interpretations(
            notes in proptest::collection::vec(proptest::collection::vec("[0-9]{1,3}:[0-9]{1,2}(:[0-9]{1,3}){0,2}", 1..20), 1..4)
        ) {
            let lines: Vec<String> = notes.iter().map(|timestamps| timestamps.join(" ")).collect();
            let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
            let mut notes: Vec<Arc<Note>> =
                lines.iter().enumerate().map(note).map(Arc::new).collect();
            let lengths = resolve_units(&mut notes);
            for moment in notes.iter().flat_map(|note| &note.facts.moments) {
                let time = moment.time;
                let candidates = [
                    Some(time.as_hms()),
                    time.as_mm_ss(),
                    time.without_leading_field(),
                ];
                proptest::prop_assert!(
                    candidates.contains(&Some(moment.reading.seconds)),
                    "{time} {:?}",
                    moment.reading
                );
            }
            proptest::prop_assert!(lengths.values().all(|length| *length <= MAX_VIDEO_SECONDS));
        }
    }
}
