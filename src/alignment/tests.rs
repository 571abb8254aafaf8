//! Tests of the module as a whole, on a video with generated words.

use super::*;

/// The length of the video: 1 h 40 min.
const LENGTH_SECONDS: u32 = 6000;

/// The length of a cue.
const CUE_SECONDS: u32 = 10;

/// A word of five letters for each number.
fn word(number: u32) -> String {
    let letters = [7, 3, 11, 5, 1].map(|factor| {
        let letter = (number * factor / 5 + number / factor) % 26;
        char::from(b'a' + letter as u8)
    });
    format!("{number}{}", letters.iter().collect::<String>())
}

/// What is said in the cue at a second: frequent words, and three that are said only then.
fn said(second: u32) -> String {
    let cue = second / CUE_SECONDS;
    let rare = (0..3).map(|index| word(1000 + cue * 3 + index));
    let frequent = (0..6).map(|index| word((cue * 7 + index * 5) % 20));
    rare.chain(frequent).collect::<Vec<_>>().join(" ")
}

fn transcript() -> Transcript {
    let cues: Vec<(f32, String)> = (0..LENGTH_SECONDS)
        .step_by(CUE_SECONDS as usize)
        .map(|second| (second as f32, said(second)))
        .collect();
    Transcript::new(cues.iter().map(|(start, text)| TimedText {
        start: *start,
        end: start + CUE_SECONDS as f32,
        text,
    }))
}

/// The verdicts on a note: for each moment the time as written, the program's second (as written if
/// there is none) and the sentence.
fn verdicts(moments: &[(&str, Option<u32>, String)]) -> Vec<Verdict> {
    let statements: Vec<Statement<'_>> = moments
        .iter()
        .map(|(time, resolved, sentence)| {
            let time = RawTimestamp::parse(time).expect("a timestamp");
            Statement {
                time,
                resolved: resolved.unwrap_or(time.as_hms()),
                sentence,
            }
        })
        .collect();
    let alignments = align(&statements, &transcript());
    assert_eq!(alignments.len(), moments.len());
    alignments.iter().map(|a| a.verdict).collect()
}

fn reading(second: u32, reading: Reading) -> Verdict {
    Verdict::Reading { second, reading }
}

#[test]
fn a_time_that_is_right_is_confirmed() {
    let moments = ["00:03:38", "00:41:02", "01:17:29", "1:32:00"].map(|time| {
        let second = RawTimestamp::parse(time).expect("a timestamp").as_hms();
        (time, None, said(second))
    });
    assert_eq!(verdicts(&moments), [Verdict::Confirmed; 4]);
}

#[test]
fn the_reading_at_which_the_sentence_is_said_is_chosen() {
    for (time, resolved, second, expected) in [
        ("05:28:00", 328, 54 * 60 + 28, Reading::LostUnits),
        ("02:41:37", 161, 23 * 60 + 41, Reading::LostUnits),
        ("01:27:49", 5269, 27 * 60 + 49, Reading::HourTooMany),
        ("02:13:24", 8004, 4404, Reading::HourTooMany),
        ("16:27:00", 987, 4587, Reading::HourDropped),
        ("58:28:58:58", 210_538, 58 * 60 + 28, Reading::JoinedRange),
        ("01:17:00", 77, 4620, Reading::AsWritten),
        ("07:31:00", 27_060, 451, Reading::Minutes),
    ] {
        let moments = [(time, Some(resolved), said(second))];
        assert_eq!(verdicts(&moments), [reading(second, expected)], "{time}");
    }
}

#[test]
fn lost_units_are_filled_and_carried() {
    let moments = [
        ("02:49:00", Some(169), said(23 * 60 + 49)),
        ("02:59:00", Some(179), said(23 * 60 + 59)),
        ("03:09:00", Some(189), said(24 * 60 + 9)),
        ("03:19:00", Some(199), said(31 * 60 + 19)),
    ];
    let verdicts = verdicts(&moments);
    assert_eq!(verdicts[2], reading(24 * 60 + 9, Reading::LostUnitsCarry));
    assert_eq!(verdicts[3], reading(31 * 60 + 19, Reading::LostUnits));
}

#[test]
fn the_habit_of_a_writer_explains_short_sentences() {
    let mut moments: Vec<(String, u32, String)> = (0..12)
        .map(|index| {
            let second = 1200 + index * 55;
            let time = format!("{:02}:{:02}:00", second / 600, second % 60);
            (time, second, said(second))
        })
        .collect();
    // Its only words are frequent.
    moments[6].2 = format!("{} {}", word(3), word(8));
    let written: Vec<(&str, Option<u32>, String)> = moments
        .iter()
        .map(|(time, _, sentence)| (&**time, None, sentence.clone()))
        .collect();
    match verdicts(&written)[6] {
        Verdict::Reading { second, .. } => assert_eq!(second, moments[6].1),
        Verdict::Uncertain { from, to, .. } => {
            assert!((from..=to).contains(&moments[6].1));
            assert!(to - from < 600);
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_time_moves_only_far_and_where_the_place_is_clear() {
    let sentence = format!("{} {} {}", said(3000), said(3010), said(3020));
    let moved = verdicts(&[("00:10:10", None, sentence.clone())])[0];
    assert!(
        matches!(moved, Verdict::Moved { second } if second.abs_diff(3000) <= 30),
        "{moved:?}"
    );
    // It is near already.
    let near = verdicts(&[("00:49:15", None, sentence)])[0];
    assert!(!matches!(near, Verdict::Moved { .. }), "{near:?}");
    // One rare word may be said by chance.
    let weak = verdicts(&[("00:10:10", None, word(1900))])[0];
    assert_eq!(weak, Verdict::Unknown);
}

#[test]
fn a_sentence_that_is_said_nowhere_is_reported() {
    let sentence = (9000..9012).map(word).collect::<Vec<_>>().join(" ");
    let alignments = verdicts(&[("00:10:10", None, sentence)]);
    assert_eq!(alignments, [Verdict::Unsupported]);
}

#[test]
fn other_scripts_are_aligned() {
    for texts in [
        ["鲸鱼在深海里唱歌", "火箭发动机需要冷却", "面包要在石炉里烤"],
        [
            "व्हेल समुद्र में गाती हैं",
            "इंजन को ठंडा रखना पड़ता है",
            "रोटी पत्थर के तंदूर में पकती है",
        ],
        [
            "الحيتان تغني في البحر",
            "المحرك يحتاج إلى التبريد",
            "الخبز يخبز في فرن حجري",
        ],
    ] {
        let starts = [300.0, 1600.0, 2900.0];
        let cues = starts.iter().zip(texts).map(|(start, text)| TimedText {
            start: *start,
            end: start + 5.0,
            text,
        });
        let last = TimedText {
            start: 3500.0,
            end: 3600.0,
            text: "",
        };
        let statement = Statement {
            time: RawTimestamp::parse("02:40:00").expect("a timestamp"),
            resolved: 160,
            sentence: texts[1],
        };
        let transcript = Transcript::new(cues.chain([last]));
        let alignment = align(&[statement], &transcript)[0];
        assert_eq!(alignment.second(), Some(1600), "{alignment:?}");
    }
}

#[test]
fn nothing_is_known_without_words() {
    let statement = Statement {
        time: RawTimestamp::parse("00:03:38").expect("a timestamp"),
        resolved: 218,
        sentence: "",
    };
    assert!(align(&[], &Transcript::default()).is_empty());
    for transcript in [Transcript::default(), transcript()] {
        assert_eq!(
            align(&[statement], &transcript)[0].verdict,
            Verdict::Unknown
        );
    }
}

#[test]
fn moments_over_the_limit_are_unknown() {
    let statement = Statement {
        time: RawTimestamp::parse("00:03:38").expect("a timestamp"),
        resolved: 218,
        sentence: &said(218),
    };
    let alignments = align(&vec![statement; MAX_STATEMENTS + 1], &transcript());
    assert_eq!(alignments[0].verdict, Verdict::Confirmed);
    assert_eq!(alignments[MAX_STATEMENTS], Alignment::UNKNOWN);
}
