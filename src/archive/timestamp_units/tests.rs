//! Tests of the interpretation of timestamps.

use std::num::NonZeroU32;

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
    resolve_units(&mut notes, &HashMap::new());
    notes
        .iter()
        .map(|note| {
            note.facts
                .moments
                .iter()
                .map(|moment| moment.resolved.seconds)
                .collect()
        })
        .collect()
}

#[track_caller]
fn check(notes: &[&str], expected: &[&[&str]]) {
    let actual: Vec<Vec<String>> = seconds(notes)
        .into_iter()
        .map(|n| n.into_iter().map(format).collect())
        .collect();
    assert_eq!(actual, expected, "{notes:?}");
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
fn a_late_time_needs_evidence() {
    check(&["05:11:00"], &[&["5:11"]]);
    check(
        &["00:00:12 00:08:40 12:15:31"],
        &[&["0:12", "8:40", "12:15"]],
    );
    check(
        &["00:03:38 00:04:11 05:30:12 00:08:10 00:09:11"],
        &[&["3:38", "4:11", "5:30", "8:10", "9:11"]],
    );
    check(
        &["03:38:42 04:11:61 08:02:99 12:15:03"],
        &[&["3:38", "4:11", "8:02", "12:15"]],
    );
}

#[test]
fn a_video_may_be_longer_than_four_hours() {
    check(
        &["0:00:00 1:30:05 4:45:10 8:10:33 11:02:59"],
        &[&["0:00", "1:30:05", "4:45:10", "8:10:33", "11:02:59"]],
    );
    check(
        &["00:00:04 01:00:05 04:00:01 04:30:59"],
        &[&["0:04", "1:00:05", "4:00:01", "4:30:59"]],
    );
    check(
        &["00:00 02:10 59:59 1:02:03 4:30:10 5:01:00"],
        &[&["0:00", "2:10", "59:59", "1:02:03", "4:30:10", "5:01:00"]],
    );
    check(
        &["00:12:10 01:05:44 06:51:30", "05:37:12 07:59:02"],
        &[&["12:10", "1:05:44", "6:51:30"], &["5:37:12", "7:59:02"]],
    );
}

#[test]
fn the_channel_decides_between_late_times_and_minutes() {
    let late = "00:41:13 02:10:44 05:28:17 06:11:42 07:02:23";
    let read = |others: &str| {
        let note = |index: usize, timestamps: &str, video: &str| {
            let body = timestamps.replace(' ', "].\nWords [");
            let source = format!("---\nvideoId: {video}\n---\nWords [{body}].\n");
            Arc::new(Note::new(format!("channel/{index}.md"), source))
        };
        let mut notes = vec![note(0, late, "E1cxZuHrwZc")];
        notes.extend((1..4).map(|index| note(index, others, &format!("other{index:06}"))));
        resolve_units(&mut notes, &HashMap::new());
        let moments = notes[0].facts.moments.iter();
        moments
            .map(|moment| format(moment.resolved.seconds))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        read("00:01:12 00:14:40 01:10:31"),
        ["41:13", "2:10:44", "5:28:17", "6:11:42", "7:02:23"]
    );
    assert_eq!(
        read("01:12:00 04:40:00 06:31:00"),
        ["0:41", "2:10", "5:28", "6:11", "7:02"]
    );
}

#[test]
fn a_url_shows_the_length_of_the_video() {
    let read = |body: &str| {
        let source = format!("---\nvideoId: E1cxZuHrwZc\n---\n{body}");
        let mut notes = [Arc::new(Note::new("channel/note.md".to_owned(), source))];
        resolve_units(&mut notes, &HashMap::new());
        let moments = notes[0].facts.moments.iter();
        moments
            .map(|moment| format(moment.resolved.seconds))
            .collect::<Vec<_>>()
    };
    let url = "https://youtu.be/E1cxZuHrwZc?t=";
    assert_eq!(
        read(&format!("[5:02:03]({url}18123)\n[6:10:00]\n[7:05:30]\n")),
        ["5:02:03", "6:10:00", "7:05:30"]
    );
    assert_eq!(
        read(&format!(
            "[2:00:10]({url}7210)\n[3:30:33]({url}12633)\n[4:05:17]\n"
        )),
        ["2:00:10", "3:30:33", "4:05:17"]
    );
    let minutes = "[01:38:00]\n[02:11:00]\n[03:02:00]\n[04:14:00]\n[05:20:30]\n";
    assert_eq!(
        read(&format!("[03:38:00]({url}218)\n{minutes}")),
        ["3:38", "1:38", "2:11", "3:02", "4:14", "5:20"]
    );
    assert_eq!(
        read(&format!("[13:10:02]({url}47402)\n[13:30:05]\n")),
        ["13:10:02", "13:30:05"]
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
        resolve_units(&mut notes, &HashMap::new());
        let [note] = notes;
        note.facts
            .moments
            .iter()
            .map(|m| (format(m.resolved.seconds), m.resolved.reinterpretation))
            .collect::<Vec<_>>()
    };
    let resolved = note(anchor("11:00:00", "0:11:00"));
    assert_eq!(
        resolved,
        [("11:00".to_owned(), Some(Reinterpretation::Minutes))],
        "the label equals the interpretation in minutes"
    );
    let resolved = note(format!(
        "[00:01:20] {} [00:01:31]",
        anchor("01:01:25", "00:01:25")
    ));
    assert_eq!(
        resolved[1],
        ("1:25".to_owned(), Some(Reinterpretation::Label)),
        "the attribute is an hour too large"
    );
    let resolved = note(format!(
        "[00:18:40] {} [00:19:27]",
        anchor("00:18:57", "00:19:01")
    ));
    assert_eq!(
        resolved[1],
        ("18:57".to_owned(), None),
        "if both fit, the attribute wins"
    );
}

/// The resolved times of one video's notes, given its length in seconds.
fn resolved_in(length: u32, notes: &[&str]) -> Vec<Vec<ResolvedTime>> {
    let mut notes: Vec<Arc<Note>> = notes.iter().enumerate().map(note).map(Arc::new).collect();
    let video = notes[0].video.expect("a video");
    resolve_units(&mut notes, &HashMap::from([(video, length)]));
    let moments = notes.iter().map(|note| &note.facts.moments);
    moments
        .map(|moments| moments.iter().map(|moment| moment.resolved).collect())
        .collect()
}

#[test]
fn lost_units_of_minutes_are_a_span() {
    // The times 20:05, 20:44, 21:16, … of a video of 70 minutes.
    let lost = "02:05:00 02:44:00 02:16:00 02:58:00 03:12:00 03:45:00 03:20:00 03:51:00 \
                04:10:00 04:02:00 04:40:00 05:25:00 05:19:00 06:03:00";
    let resolved = &resolved_in(4200, &[lost])[0];
    let span = |index: usize| {
        let uncertain = resolved[index].uncertain.expect("an uncertain time");
        (uncertain.from(), uncertain.to())
    };
    assert_eq!(span(0), (1145, 1745), "19:05 to 29:05");
    assert_eq!(span(13), (3543, 4143));
    assert!(resolved.iter().all(|time| {
        let span = time.uncertain.expect("an uncertain time");
        time.reinterpretation == Some(Reinterpretation::LostUnits)
            && (span.from()..=span.to()).contains(&time.seconds)
    }));
}

#[test]
fn another_note_narrows_the_span_of_the_same_statement() {
    let lost = "02:05:00 02:44:00 02:16:00 02:58:00 03:12:00 03:45:00 03:20:00 03:51:00 \
                04:10:00 04:02:00 04:40:00 05:25:00 05:19:00 06:03:00";
    let statements = [
        "Beavers fell a poplar within one night",
        "Otters slide down muddy banks for fun",
        "Herons stand motionless above shallow water",
        "Pikes lurk between reeds in spring",
        "Kingfishers dive after tiny silver fish",
    ];
    let sentence = |(at, time): (usize, &str)| match statements.get(at) {
        Some(statement) => format!("{statement} [{time}].\n"),
        None => format!("Remark {at} concerns page {at}0 of volume {at}1 [{time}].\n"),
    };
    let doubtful: String = lost.split_whitespace().enumerate().map(sentence).collect();
    // The third is at a time that no reading of 02:16:00 explains; the fifth is 3:12.
    let exact = ["00:23:05", "00:28:44", "00:48:30", "00:20:58", "00:03:12"];
    let exact: String = exact.into_iter().enumerate().map(sentence).collect();
    let note = |name: &str, body: &str| {
        let source = format!("---\nvideoId: E1cxZuHrwZc\n---\n{body}");
        Arc::new(Note::new(format!("channel/{name}.md"), source))
    };
    let mut notes = vec![note("doubtful", &doubtful), note("exact", &exact)];
    let video = notes[0].video.expect("a video");
    resolve_units(&mut notes, &HashMap::from([(video, 4200)]));
    let moments = &notes[0].facts.moments;
    let seconds: Vec<u32> = moments.iter().map(|it| it.resolved.seconds).collect();
    assert_eq!([seconds[0], seconds[1], seconds[3]], [1385, 1724, 1258]);
    let spans = moments.iter().map(|it| it.resolved.uncertain);
    let lengths: Vec<Option<u32>> = spans
        .map(|span| span.map(|span| span.to() - span.from()))
        .collect();
    let (narrow, wide) = (Some(120), Some(600));
    assert_eq!(lengths[..6], [narrow, narrow, wide, narrow, None, wide]);
    assert_eq!(seconds[4], 192, "minutes and seconds are exact");
}

#[test]
fn minutes_that_follow_a_video_have_not_lost_their_units() {
    let in_order = "02:05:00 02:16:00 02:44:00 02:58:00 03:12:00 03:20:00 03:45:00 03:51:00 \
                    04:02:00 04:10:00 04:40:00 05:19:00 05:25:00 06:03:00";
    let far_apart = "02:05:00 06:44:00 01:16:00 07:58:00 03:12:00 08:45:00 02:20:00 05:51:00 \
                     01:10:00 09:02:00 04:40:00 08:25:00 02:19:00 07:03:00";
    for notes in [in_order, far_apart] {
        let resolved = &resolved_in(4200, &[notes])[0];
        assert!(!resolved.iter().any(ResolvedTime::is_uncertain), "{notes}");
        assert_eq!(resolved[0].seconds, 125);
    }
    let short_video = "02:05:00 02:44:00 02:16:00 02:58:00 03:12:00 03:45:00 03:20:00 03:51:00";
    let resolved = &resolved_in(600, &[short_video])[0];
    assert!(!resolved.iter().any(ResolvedTime::is_uncertain));
}

#[test]
fn a_wrong_hour_is_corrected_where_the_length_is_known() {
    let written = "00:16:10 01:17:29 01:18:05 00:19:40 00:44:00";
    let corrected: Vec<u32> = resolved_in(3900, &[written])[0]
        .iter()
        .map(|time| time.seconds)
        .collect();
    assert_eq!(corrected, [970, 1049, 1085, 1180, 2640]);
    // Without the length, the video may be that long.
    assert_eq!(seconds(&[written])[0][1], 4649);
    let hour_ahead = &resolved_in(4500, &["01:10:10 02:13:24 01:14:02"])[0];
    assert_eq!(hour_ahead[1].seconds, 4404);
}

#[test]
fn a_time_without_a_reading_in_the_video_is_no_moment() {
    let mut notes = vec![Arc::new(note((0, &"00:16:10 55:55 00:19:40")))];
    let video = notes[0].video.expect("a video");
    resolve_units(&mut notes, &HashMap::from([(video, 1500)]));
    let facts = &notes[0].facts;
    assert_eq!((facts.moments.len(), facts.past_end.len()), (2, 1));
    assert!(facts.is_past_end(facts.past_end[0].source_range.start));
    // It is one again in a longer video.
    resolve_units(&mut notes, &HashMap::from([(video, 3600)]));
    let seconds: Vec<u32> = notes[0]
        .facts
        .moments
        .iter()
        .map(|m| m.resolved.seconds)
        .collect();
    assert_eq!(seconds, [970, 3355, 1180]);
    assert!(notes[0].facts.past_end.is_empty());
}

#[test]
fn a_range_without_its_dash_has_both_ends() {
    let resolved = &resolved_in(4200, &["00:10:00 12:24:12:30 58:28:58:58"])[0];
    let ends = |index: usize| (resolved[index].seconds, resolved[index].end);
    assert_eq!(ends(1), (744, NonZeroU32::new(750)));
    assert_eq!(ends(2), (3508, NonZeroU32::new(3538)));
    let frames = &resolved_in(7200, &["00:10:00 01:02:14:12"])[0];
    assert_eq!((frames[1].seconds, frames[1].end), (3734, None));
}

#[test]
fn repeated_seconds_say_nothing_where_they_are_a_habit() {
    let repeated = "00:56:56 01:10:10 03:11:11 03:24:24 03:41:41 03:53:53 04:31:31 05:02:02";
    let times = seconds(&["00:00:40 00:03:10 00:05:30", repeated]);
    assert_eq!(times[1][1..4], [70, 191, 204]);
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
        let lengths = resolve_units(&mut notes, &HashMap::new());
        for moment in notes.iter().flat_map(|note| &note.facts.moments) {
            let time = moment.time;
            let candidates = [
                Some(time.as_hms()),
                time.as_mm_ss(),
                time.without_leading_field(),
                time.as_joined_range().map(|(from, _)| from),
            ];
            proptest::prop_assert!(
                candidates.contains(&Some(moment.resolved.seconds)),
                "{time} {:?}",
                moment.resolved
            );
        }
        proptest::prop_assert!(lengths.values().all(|length| *length <= MAX_VIDEO_SECONDS));
    }

    #[test]
    fn an_upper_bound_is_not_below_the_likelihood(
        times in proptest::collection::vec("[0-9]{1,2}:[0-5][0-9](:00|:[0-9]{2})?", 1..100),
        length in 30_u32..50_000,
        is_known in proptest::bool::ANY,
    ) {
        let note = note((0, &times.join(" ").as_str()));
        let mut limits = LengthLimits::unknown();
        limits.known = is_known.then_some(length);
        let timestamps = [Timestamps::new(&note.facts.moments, &limits)];
        let notations = NotationPrior::for_notes(&timestamps)[0];
        let length = f64::from(length);
        let hypotheses = Hypotheses::new(&timestamps[0], notations);
        for hypothesis in &hypotheses.each {
            let bound = hypothesis.max_log_likelihood(length);
            proptest::prop_assert!(hypothesis.log_likelihood(length) <= bound);
            proptest::prop_assert!(bound <= hypotheses.max_log_likelihood(length));
        }
    }
}

#[test]
fn a_known_length_ends_the_moments_that_other_notes_cite() {
    let other = "https://youtu.be/kn1feSharp0?t=";
    let body = format!("A [near]({other}90) and a [late]({other}900) moment.\n");
    for front_matter in ["", "videoId: E1cxZuHrwZc\n"] {
        let source = format!("---\ntitle: T\n{front_matter}---\n{body}");
        let mut notes = vec![Arc::new(Note::new("c/note.md".to_owned(), source))];
        let video = YoutubeId::parse("kn1feSharp0").expect("an id");
        resolve_units(&mut notes, &HashMap::from([(video, 100)]));
        let facts = &notes[0].facts;
        assert_eq!(facts.moments.len(), 1, "{front_matter}");
        assert_eq!(facts.past_end.len(), 1, "{front_matter}");
        resolve_units(&mut notes, &HashMap::from([(video, 1000)]));
        assert_eq!(notes[0].facts.moments.len(), 2, "{front_matter}");
    }
}
