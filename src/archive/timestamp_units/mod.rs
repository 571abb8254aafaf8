//! Which unit a timestamp was written in.
//!
//! Many stamps say `03:38:00` and mean 3 min 38 s; good ones stand beside them in the same note. No
//! stamp can be judged alone, so all stamps of a video are judged together: of all ways to read
//! them, the one is taken that makes what is written likeliest. What counts:
//!
//! - *The last number.* Minutes written with a third number end on `00` nearly always; or on
//!   anything (`03:38:42`), and then any of a hundred values is there by chance. The seconds of a
//!   good stamp say where it is, and are as likely as its place.
//! - *The habits of the note, and of the other notes of the video.* Chance lets one stamp in 60 end
//!   on `00`. The more do, the likelier is it that this is somebody's habit; and one who writes in
//!   minutes goes on with it.
//! - *The end of the video.* Nobody tells us how long it is. Each length is tried, and the one that
//!   explains all stamps best is taken: a time beyond the end is most unlikely; and the longer the
//!   video, the less likely is each single second. Transcripts are cut at four hours, so no time
//!   lies beyond. Where that leaves a doubt, the video is about as long as the others of its
//!   channel.
//! - *The neighbours.* Notes mostly follow the video, so a time is likely to be near the one before
//!   it.
//! - *The label* of an anchor that says another time than its attribute is a second witness, less
//!   trusted.
//!
//! The best readings of a note are found along the text with the algorithm of Viterbi: time linear
//! in the number of stamps. `tests/evaluation` measures what the rule brings back and what it
//! breaks.

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
use candidate::{Candidate, Stamps};
use notation_prior::NotationPrior;
use video_length::VideoLength;
use viterbi::Path;

/// Transcripts were cut here, in seconds, and nothing beyond could be cited.
pub(super) const LONGEST_VIDEO: u32 = 4 * 3600;

/// The step of a note with but a few stamps, as a share of the video.
const SPARSE: f64 = 1.0 / 6.0;

/// Of ten notes nine reach beyond the first seventh of their video: the likelihood of reaching less
/// far falls with this power of the share, for a note with many stamps.
const REACH: f64 = 1.2;

/// The notes of a video, and in which ways they may be read.
struct Judged {
    /// Which notes, by their place among all.
    notes: Vec<usize>,
    stamps: Vec<Stamps>,
    /// Of each note.
    ways: Vec<Vec<Way>>,
    /// How long the video may be.
    lengths: Vec<VideoLength>,
}

/// Gives every moment of the notes the second that it means. Returns how long each video seems to
/// be, in seconds.
pub(super) fn resolve_units(notes: &mut [Arc<Note>]) -> HashMap<YoutubeId, u32> {
    let judged: Vec<Judged> = videos(notes)
        .into_par_iter()
        .map(|group| Judged::of(notes, group))
        .collect();
    let channel = |video: &Judged| {
        let note = &notes[video.notes[0]];
        (note.video.is_some() && !note.folder().is_empty()).then(|| note.folder())
    };
    let channels: Vec<Option<&str>> = judged.iter().map(channel).collect();
    let lengths = video_length::choose(&channels, judged.iter().map(|video| &video.lengths[..]));
    let settled: Vec<_> = judged
        .par_iter()
        .zip(&lengths)
        .map(|(video, length)| video.readings(notes, *length))
        .collect();
    for (index, readings) in settled.into_iter().flatten() {
        settle_note(&mut notes[index], readings);
    }
    let of_video = |(video, length): (&Judged, f64)| {
        Some((notes[video.notes[0]].video.clone()?, length as u32))
    };
    judged.iter().zip(lengths).filter_map(of_video).collect()
}

/// A note of the archive before that means the same still is not copied.
fn settle_note(note: &mut Arc<Note>, readings: Vec<ResolvedTime>) {
    if note
        .facts
        .moments
        .iter()
        .map(|moment| &moment.reading)
        .eq(&readings)
    {
        return;
    }
    for (moment, reading) in Arc::make_mut(note).facts.moments.iter_mut().zip(readings) {
        moment.reading = reading;
    }
}

/// The notes that cite moments, those of one video together.
fn videos(notes: &[Arc<Note>]) -> Vec<Vec<usize>> {
    let mut videos: HashMap<&YoutubeId, Vec<usize>> = HashMap::new();
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for (index, note) in notes
        .iter()
        .enumerate()
        .filter(|(_, note)| !note.facts.moments.is_empty())
    {
        match &note.video {
            Some(video) => videos.entry(video).or_default().push(index),
            None => groups.push(vec![index]),
        }
    }
    groups.extend(videos.into_values());
    groups
}

impl Judged {
    fn of(notes: &[Arc<Note>], group: Vec<usize>) -> Self {
        let stamps: Vec<Stamps> = group
            .iter()
            .map(|index| Stamps::of(&notes[*index].facts.moments))
            .collect();
        let habits = NotationPrior::of_notes(&stamps);
        let ways: Vec<Vec<Way>> = habits
            .into_iter()
            .zip(&stamps)
            .map(|(habits, stamps)| ways(stamps, habits))
            .collect();
        let lengths = video_length::possible(&stamps, |note, length, least| {
            likeliest(&stamps[note], &ways[note], length, least).map(|found| found.1)
        });
        Self {
            notes: group,
            stamps,
            ways,
            lengths,
        }
    }

    /// What the moments of each note mean, if the video has this length.
    fn readings(&self, notes: &[Arc<Note>], length: f64) -> Vec<(usize, Vec<ResolvedTime>)> {
        let each = self
            .notes
            .iter()
            .zip(self.stamps.iter().zip(&self.ways))
            .map(|(index, (stamps, ways))| {
                let way = likeliest(stamps, ways, length, f64::NEG_INFINITY)
                    .map_or(&ways[0], |found| found.0);
                let chosen = viterbi::choose(stamps, &way.habit, way.course(length));
                let moments = &notes[*index].facts.moments;
                (
                    *index,
                    moments
                        .iter()
                        .zip(chosen)
                        .map(|(moment, candidate)| reading(moment, candidate))
                        .collect(),
                )
            });
        each.collect()
    }
}

/// A way in which a note may have been written.
struct Way {
    habit: NotationPrior,
    /// Half of the steps forward are shorter than this, in seconds; `None` where the note is too
    /// short to tell.
    step: Option<f64>,
}

impl Way {
    /// The logarithm of how likely a note is, written in this way about a video of this length;
    /// `None` where it is less than `least`.
    fn likelihood(&self, stamps: &Stamps, length: f64, least: f64) -> Option<f64> {
        let own = self.habit.own.ln();
        let (path, latest) =
            viterbi::likelihood(stamps, &self.habit, self.course(length), least - own)?;
        let reach = (f64::from(latest.max(1)) / length).min(1.0);
        let others = 1.0 - 1.0 / stamps.iter().len() as f64;
        Some(own + path + REACH * others * reach.ln())
    }

    fn course(&self, length: f64) -> Path {
        Path {
            length,
            step: self.step.unwrap_or(length * SPARSE),
        }
    }
}

/// Each habit with each of the steps that the note may have.
fn ways(stamps: &Stamps, habits: [NotationPrior; 3]) -> Vec<Way> {
    let steps: Vec<Option<f64>> = match stamps.steps() {
        Some(steps) if steps[0] == steps[1] => vec![Some(steps[0])],
        Some(steps) => steps.map(Some).to_vec(),
        None => vec![None],
    };
    let [ordinary, whole, hundredths] = habits;
    let mut habits = vec![ordinary, hundredths];
    // With next to no stamps that end on `00`, what they mostly are makes no difference.
    if stamps.zero * 10 >= stamps.three {
        habits.push(whole);
    }
    habits
        .iter()
        .flat_map(|habit| {
            steps.iter().map(|step| Way {
                habit: *habit,
                step: *step,
            })
        })
        .collect()
}

/// The way that explains a note best, and the logarithm of how likely the note is with it; `None`
/// where that is less than `least`.
fn likeliest<'w>(
    stamps: &Stamps,
    ways: &'w [Way],
    length: f64,
    least: f64,
) -> Option<(&'w Way, f64)> {
    let mut best = None;
    let mut least = least;
    for way in ways {
        if let Some(likelihood) = way
            .likelihood(stamps, length, least)
            .filter(|found| *found > least)
        {
            best = Some((way, likelihood));
            least = likelihood;
        }
    }
    best
}

/// What a candidate makes of a moment.
fn reading(moment: &Moment, chosen: &Candidate) -> ResolvedTime {
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

/// A time that is taken as its numbers say may yet be no `H:MM:SS`.
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

    /// A note that cites the stamps.
    fn note((index, stamps): (usize, &&str)) -> Note {
        let said: String = stamps
            .split(' ')
            .map(|stamp| format!("Words [{stamp}].\n"))
            .collect();
        let source = format!("---\nvideoId: E1cxZuHrwZc\n---\n{said}");
        Note::new(format!("channel/{index}.md"), source)
    }

    /// The seconds of the notes of one video, from their stamps.
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
        let shown: Vec<Vec<String>> = seconds(notes)
            .into_iter()
            .map(|n| n.into_iter().map(format).collect())
            .collect();
        assert_eq!(shown, expected, "{notes:?}");
    }

    #[test]
    fn minutes_are_found_in_a_short_video() {
        let good = "00:00:41 00:02:10 00:05:30 00:09:12";
        let shown: &[&str] = &["0:41", "2:10", "5:30", "9:12"];
        check(
            &[good, "03:38:00 04:11:00 08:02:00"],
            &[shown, &["3:38", "4:11", "8:02"]],
        );
        check(
            &[good, "00:03:38 00:03:50 04:11:42"],
            &[shown, &["3:38", "3:50", "4:11"]],
        );
        check(&[good, "03:38:00"], &[shown, &["3:38"]]);
    }

    #[test]
    fn a_long_video_keeps_its_times() {
        let good = "00:12:10 01:05:44 02:51:30 03:37:12 03:59:02";
        let shown: &[&str] = &["12:10", "1:05:44", "2:51:30", "3:37:12", "3:59:02"];
        check(&[good, "03:38:00"], &[shown, &["3:38:00"]]);
        check(
            &[good, "01:00:00 02:30:00 03:38:00"],
            &[shown, &["1:00:00", "2:30:00", "3:38:00"]],
        );
        check(
            &["00:12:10 01:05:44 02:51:30 03:38:00 03:59:02"],
            &[&["12:10", "1:05:44", "2:51:30", "3:38:00", "3:59:02"]],
        );
    }

    #[test]
    fn good_ones_stand_beside_them_in_a_long_video_too() {
        let stamps =
            "00:03:30 03:38:00 00:03:50 04:11:00 00:04:27 01:22:10 83:10:00 01:24:05 03:01:00";
        let shown: &[&str] = &[
            "3:30", "3:38", "3:50", "4:11", "4:27", "1:22:10", "1:23:10", "1:24:05", "3:01:00",
        ];
        check(
            &[stamps, "01:22:12 02:40:09 03:02:44 03:20:18"],
            &[shown, &["1:22:12", "2:40:09", "3:02:44", "3:20:18"]],
        );
    }

    #[test]
    fn a_crowd_of_times_at_the_start_does_not_make_a_video_short() {
        let crowd: String = (0..60)
            .map(|n| format!("{} ", format(n * 90 + n % 7)))
            .collect();
        let crowd: String = crowd
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
        let read = seconds(&[crowd.trim(), crowd.trim(), crowd.trim(), tail]);
        assert_eq!(read[3], [11_412, 13_080, 13_841]);
    }

    #[test]
    fn a_note_in_minutes_alone_is_found_beside_good_ones() {
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
    fn four_numbers_are_no_witnesses_for_whole_minutes() {
        let three = "02:04:00 02:15:00 02:37:00 03:02:00 04:18:00 17:40:00 47:46:00 58:30:00";
        let four = (0..40)
            .map(|n| format!(" 01:{:02}:{:02}:00", n, n % 60))
            .collect::<String>();
        let read = seconds(&[&format!("{three}{four}")]);
        assert_eq!(read[0][..8], [124, 135, 157, 182, 258, 1060, 2866, 3510]);
    }

    #[test]
    fn nothing_lies_beyond_four_hours() {
        check(&["05:11:00"], &[&["5:11"]]);
        check(
            &["00:00:12 00:08:40 12:15:31"],
            &[&["0:12", "8:40", "12:15"]],
        );
    }

    #[test]
    fn what_is_no_plain_time_is_read_by_its_neighbours() {
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
    fn a_label_can_be_right_where_the_attribute_is_not() {
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
            "the label is the reading in minutes"
        );
        let found = note(format!(
            "[00:01:20] {} [00:01:31]",
            anchor("01:01:25", "00:01:25")
        ));
        assert_eq!(
            found[1],
            ("1:25".to_owned(), Some(Reinterpretation::Label)),
            "an hour too much"
        );
        let found = note(format!(
            "[00:18:40] {} [00:19:27]",
            anchor("00:18:57", "00:19:01")
        ));
        assert_eq!(
            found[1],
            ("18:57".to_owned(), None),
            "of two that fit, the attribute is the one that was meant to be played"
        );
    }

    proptest::proptest! {
        #[test]
        fn any_stamps_get_a_reading_of_their_own(
            notes in proptest::collection::vec(proptest::collection::vec("[0-9]{1,3}:[0-9]{1,2}(:[0-9]{1,3}){0,2}", 1..20), 1..4)
        ) {
            let lines: Vec<String> = notes.iter().map(|stamps| stamps.join(" ")).collect();
            let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
            let mut notes: Vec<Arc<Note>> =
                lines.iter().enumerate().map(note).map(Arc::new).collect();
            let lengths = resolve_units(&mut notes);
            for moment in notes.iter().flat_map(|note| &note.facts.moments) {
                let time = moment.time;
                let readings = [Some(time.as_hms()), time.as_mm_ss(), time.without_leading_field()];
                proptest::prop_assert!(readings.contains(&Some(moment.reading.seconds)), "{time} {:?}", moment.reading);
            }
            proptest::prop_assert!(lengths.values().all(|length| *length <= LONGEST_VIDEO));
        }
    }
}
