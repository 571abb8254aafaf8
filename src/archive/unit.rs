//! Which unit a timestamp was written in.
//!
//! Many stamps say `03:38:00` and mean 3 min 38 s; good ones stand beside them in the same note. No stamp can
//! be judged alone, so all stamps of a video are judged together: of all ways to read them, the one is
//! taken that makes what is written likeliest. What counts:
//!
//! - *The last number.* Minutes written with a third number end on `00` nearly always; or on anything
//!   (`03:38:42`), and then any of a hundred values is there by chance. The seconds of a good stamp say where
//!   it is, and are as likely as its place.
//! - *The habits of the note, and of the other notes of the video.* Chance lets one stamp in 60 end on `00`. The
//!   more do, the likelier is it that this is somebody's habit; and one who writes in minutes goes on with it.
//! - *The end of the video.* Nobody tells us how long it is. Each length is tried, and the one that explains all
//!   stamps best is taken: a time beyond the end is most unlikely; and the longer the video, the less likely
//!   is each single second. Transcripts are cut at four hours, so no time lies beyond.
//! - *The neighbours.* Notes mostly follow the video, so a time is likely to be near the one before it.
//! - *The label* of an anchor that says another time than its attribute is a second witness, less trusted.
//!
//! The best readings of a note are found along the text with the algorithm of Viterbi: time linear in the
//! number of stamps. `tests/evaluation` measures what the rule brings back and what it breaks.

mod candidate;
mod habit;
mod path;

use std::collections::HashMap;

use rayon::prelude::*;

use crate::corpus::Note;
use crate::markdown::{CitedMoment, Reading, Repair};
use crate::youtube::VideoId;
use candidate::{Candidate, Stamps};
use habit::Habit;
use path::Course;

/// Transcripts were cut here, in seconds, and nothing beyond could be cited.
pub(super) const LONGEST_VIDEO: u32 = 4 * 3600;

/// The step of a note with but a few stamps, as a share of the video.
const SPARSE: f64 = 1.0 / 6.0;

/// Of ten notes nine reach beyond the first seventh of their video: the likelihood of reaching less far falls
/// with this power of the share, for a note with many stamps.
const REACH: f64 = 1.2;

/// Lengths of videos are tried in steps of this factor.
const STEP: f64 = 1.25;

/// What was found out about one video.
struct Settled {
    video: Option<VideoId>,
    /// How long it seems to be, in seconds.
    length: u32,
    /// For each of its notes, what its moments mean.
    readings: Vec<(usize, Vec<Reading>)>,
}

/// Gives every moment of the notes the second that it means. Returns how long each video seems to be, in seconds.
pub(super) fn settle(notes: &mut [Note]) -> HashMap<VideoId, u32> {
    let mut videos: HashMap<Option<&VideoId>, Vec<usize>> = HashMap::new();
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for (index, note) in notes.iter().enumerate().filter(|(_, note)| !note.facts.moments.is_empty()) {
        match &note.video {
            Some(video) => videos.entry(Some(video)).or_default().push(index),
            None => groups.push(vec![index]),
        }
    }
    groups.extend(videos.into_values());
    let settled: Vec<Settled> = groups.par_iter().map(|group| settle_video(notes, group)).collect();
    let mut lengths = HashMap::new();
    for Settled { video, length, readings } in settled {
        lengths.extend(video.map(|video| (video, length)));
        for (index, readings) in readings {
            for (moment, reading) in notes[index].facts.moments.iter_mut().zip(readings) {
                moment.reading = reading;
            }
        }
    }
    lengths
}

/// The readings of all notes of one video.
fn settle_video(notes: &[Note], group: &[usize]) -> Settled {
    let stamps: Vec<Stamps> = group.iter().map(|index| Stamps::of(&notes[*index].facts.moments)).collect();
    let ways: Vec<Vec<Way>> =
        Habit::of_notes(&stamps).into_iter().zip(&stamps).map(|(habits, stamps)| ways(stamps, habits)).collect();
    let length = likeliest_length(&stamps, &ways);
    let each = group.iter().zip(stamps.iter().zip(&ways)).map(|(index, (stamps, ways))| {
        let way = likeliest(stamps, ways, length).0;
        let chosen = path::choose(stamps, &way.habit, way.course(length));
        let moments = &notes[*index].facts.moments;
        (*index, moments.iter().zip(chosen).map(|(moment, candidate)| reading(moment, candidate)).collect())
    });
    let video = group.first().and_then(|index| notes[*index].video.clone());
    Settled { video, length: length as u32, readings: each.collect() }
}

/// A way in which a note may have been written.
struct Way {
    habit: Habit,
    /// Half of the steps forward are shorter than this, in seconds; `None` where the note is too short to tell.
    step: Option<f64>,
}

impl Way {
    /// The logarithm of how likely a note is, written in this way about a video of this length.
    fn likelihood(&self, stamps: &Stamps, length: f64) -> f64 {
        let (path, latest) = path::likelihood(stamps, &self.habit, self.course(length));
        let reach = (f64::from(latest.max(1)) / length).min(1.0);
        let others = 1.0 - 1.0 / stamps.iter().len() as f64;
        self.habit.own.ln() + path + REACH * others * reach.ln()
    }

    fn course(&self, length: f64) -> Course {
        Course { length, step: self.step.unwrap_or(length * SPARSE) }
    }
}

/// For each habit the step with which it explains the note best: that of one of the units, or between them.
fn ways(stamps: &Stamps, habits: [Habit; 3]) -> Vec<Way> {
    let has_zeros = stamps.zero * 10 >= stamps.three;
    let steps = stamps.steps();
    let with_step = |habit: Habit| {
        let likelihood =
            |step: &f64| path::likelihood(stamps, &habit, Course { length: f64::from(LONGEST_VIDEO), step: *step });
        let step = steps.and_then(|tried| tried.into_iter().max_by(|a, b| likelihood(a).0.total_cmp(&likelihood(b).0)));
        Way { habit, step }
    };
    let [ordinary, whole, hundredths] = habits;
    let mut ways = vec![with_step(ordinary), with_step(hundredths)];
    // With next to no stamps that end on `00`, what they mostly are makes no difference.
    if has_zeros {
        ways.push(with_step(whole));
    }
    ways
}

/// The length of the video that explains all its notes best.
fn likeliest_length(stamps: &[Stamps], ways: &[Vec<Way>]) -> f64 {
    let mut best = (f64::NEG_INFINITY, f64::from(LONGEST_VIDEO));
    for length in lengths(stamps) {
        let mut likelihood = usual(length);
        for (stamps, ways) in stamps.iter().zip(ways) {
            likelihood += likeliest(stamps, ways, length).1;
            // Each note makes it less likely.
            if likelihood < best.0 {
                break;
            }
        }
        if likelihood > best.0 {
            best = (likelihood, length);
        }
    }
    best.1
}

/// The lengths that a video may have: whatever is meant, the likeliest end is the last time that is cited. Of
/// those in one step, the largest.
fn lengths(stamps: &[Stamps]) -> Vec<f64> {
    let mut largest = [0_u32; 48];
    for candidate in stamps.iter().flat_map(Stamps::iter).flatten().filter(|c| c.seconds <= LONGEST_VIDEO) {
        let step = ((f64::from(candidate.seconds.max(30)) / 30.0).ln() / STEP.ln()) as usize;
        largest[step] = largest[step].max(candidate.seconds);
    }
    largest.into_iter().rev().filter(|length| *length > 0).map(|length| f64::from(length.max(30))).collect()
}

/// The way that explains a note best, and the logarithm of how likely the note is with it.
fn likeliest<'w>(stamps: &Stamps, ways: &'w [Way], length: f64) -> (&'w Way, f64) {
    let mut best = (&ways[0], ways[0].likelihood(stamps, length));
    for way in &ways[1..] {
        let likelihood = way.likelihood(stamps, length);
        if likelihood > best.1 {
            best = (way, likelihood);
        }
    }
    best
}

/// How usual a length of a video is, as a logarithm: most last some twenty minutes, two thirds of them
/// between five and eighty.
fn usual(length: f64) -> f64 {
    let deviation = (length / 1200.0).ln() / 1.4;
    -deviation * deviation / 2.0
}

/// What a candidate makes of a moment.
fn reading(moment: &CitedMoment, chosen: &Candidate) -> Reading {
    let in_minutes = chosen.unit.is_minutes();
    let end = moment.end.map(|end| end.in_minutes().filter(|_| in_minutes).unwrap_or(end.plain()));
    let repair = if chosen.seconds == moment.time.plain() { plain_repair(moment) } else { Some(chosen.repair) };
    Reading { seconds: chosen.seconds, end, repair }
}

/// A time that is taken as its numbers say may yet be no `H:MM:SS`.
fn plain_repair(moment: &CitedMoment) -> Option<Repair> {
    match (moment.time.has_frames(), moment.time.is_plain()) {
        (true, _) => Some(Repair::Frames),
        (false, false) => Some(Repair::Carry),
        (false, true) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::show;

    /// A note that cites the stamps.
    fn note((index, stamps): (usize, &&str)) -> Note {
        let said: String = stamps.split(' ').map(|stamp| format!("Words [{stamp}].\n")).collect();
        let source = format!("---\nvideoId: E1cxZuHrwZc\n---\n{said}");
        Note::new(format!("channel/{index}.md"), source).0
    }

    /// The seconds of the notes of one video, from their stamps.
    fn seconds(notes: &[&str]) -> Vec<Vec<u32>> {
        let mut notes: Vec<Note> = notes.iter().enumerate().map(note).collect();
        settle(&mut notes);
        notes.iter().map(|note| note.facts.moments.iter().map(|moment| moment.reading.seconds).collect()).collect()
    }

    #[track_caller]
    fn check(notes: &[&str], expected: &[&[&str]]) {
        let shown: Vec<Vec<String>> = seconds(notes).into_iter().map(|n| n.into_iter().map(show).collect()).collect();
        assert_eq!(shown, expected, "{notes:?}");
    }

    #[test]
    fn minutes_are_found_in_a_short_video() {
        let good = "00:00:41 00:02:10 00:05:30 00:09:12";
        let shown: &[&str] = &["0:41", "2:10", "5:30", "9:12"];
        check(&[good, "03:38:00 04:11:00 08:02:00"], &[shown, &["3:38", "4:11", "8:02"]]);
        check(&[good, "00:03:38 00:03:50 04:11:42"], &[shown, &["3:38", "3:50", "4:11"]]);
        check(&[good, "03:38:00"], &[shown, &["3:38"]]);
    }

    #[test]
    fn a_long_video_keeps_its_times() {
        let good = "00:12:10 01:05:44 02:51:30 03:37:12 03:59:02";
        let shown: &[&str] = &["12:10", "1:05:44", "2:51:30", "3:37:12", "3:59:02"];
        check(&[good, "03:38:00"], &[shown, &["3:38:00"]]);
        check(&[good, "01:00:00 02:30:00 03:38:00"], &[shown, &["1:00:00", "2:30:00", "3:38:00"]]);
        check(
            &["00:12:10 01:05:44 02:51:30 03:38:00 03:59:02"],
            &[&["12:10", "1:05:44", "2:51:30", "3:38:00", "3:59:02"]],
        );
    }

    #[test]
    fn good_ones_stand_beside_them_in_a_long_video_too() {
        let stamps = "00:03:30 03:38:00 00:03:50 04:11:00 00:04:27 01:22:10 83:10:00 01:24:05 03:01:00";
        let shown: &[&str] = &["3:30", "3:38", "3:50", "4:11", "4:27", "1:22:10", "1:23:10", "1:24:05", "3:01:00"];
        check(
            &[stamps, "01:22:12 02:40:09 03:02:44 03:20:18"],
            &[shown, &["1:22:12", "2:40:09", "3:02:44", "3:20:18"]],
        );
    }

    #[test]
    fn a_crowd_of_times_at_the_start_does_not_make_a_video_short() {
        let crowd: String = (0..60).map(|n| format!("{} ", show(n * 90 + n % 7))).collect();
        let crowd: String =
            crowd.trim().split(' ').map(|t| if t.len() < 6 { format!("0:{t} ") } else { format!("{t} ") }).collect();
        let tail = "03:10:12 03:38:00 03:50:41";
        let read = seconds(&[crowd.trim(), crowd.trim(), crowd.trim(), tail]);
        assert_eq!(read[3], [11_412, 13_080, 13_841]);
    }

    #[test]
    fn nothing_lies_beyond_four_hours() {
        check(&["05:11:00"], &[&["5:11"]]);
        check(&["00:00:12 00:08:40 12:15:31"], &[&["0:12", "8:40", "12:15"]]);
    }

    #[test]
    fn what_is_no_plain_time_is_read_by_its_neighbours() {
        check(&["00:94:00 00:55:10 01:20:00 01:40:10"], &[&["1:34:00", "55:10", "1:20:00", "1:40:10"]]);
        check(&["01:02:14:00 01:02:27:12"], &[&["1:02:14", "1:02:27"]]);
        check(&["01:09:40 00:01:10:02 01:10:30"], &[&["1:09:40", "1:10:02", "1:10:30"]]);
    }

    #[test]
    fn a_label_can_be_right_where_the_attribute_is_not() {
        let anchor =
            |attribute: &str, label: &str| format!("<a class=\"yt-timestamp\" data-t=\"{attribute}\">[{label}]</a>");
        let note = |body: String| {
            let mut notes = [Note::new("c/n.md".to_owned(), format!("---\nvideoId: E1cxZuHrwZc\n---\n{body}")).0];
            settle(&mut notes);
            let [note] = notes;
            note.facts.moments.iter().map(|m| (show(m.reading.seconds), m.reading.repair)).collect::<Vec<_>>()
        };
        let found = note(anchor("11:00:00", "0:11:00"));
        assert_eq!(found, [("11:00".to_owned(), Some(Repair::Minutes))], "the label is the reading in minutes");
        let found = note(format!("[00:01:20] {} [00:01:31]", anchor("01:01:25", "00:01:25")));
        assert_eq!(found[1], ("1:25".to_owned(), Some(Repair::Label)), "an hour too much");
        let found = note(format!("[00:18:40] {} [00:19:27]", anchor("00:18:57", "00:19:01")));
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
            let mut notes: Vec<Note> = lines.iter().enumerate().map(note).collect();
            let lengths = settle(&mut notes);
            for moment in notes.iter().flat_map(|note| &note.facts.moments) {
                let time = moment.time;
                let readings = [Some(time.plain()), time.in_minutes(), time.behind_first()];
                proptest::prop_assert!(readings.contains(&Some(moment.reading.seconds)), "{time} {:?}", moment.reading);
            }
            proptest::prop_assert!(lengths.values().all(|length| *length <= LONGEST_VIDEO));
        }
    }
}
