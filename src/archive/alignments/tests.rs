//! Tests of what a transcript does to the times of a note.

use std::num::NonZeroU32;

use super::task::{index, spoken_times};
use super::*;
use crate::markdown::{Reinterpretation, ResolvedTime, UncertainSpan};
use crate::transcript;

/// A note with these sentences, each with a timestamp.
fn note(moments: &[(&str, &str)]) -> Note {
    let lines = moments.iter();
    let body: String = lines
        .map(|(time, sentence)| format!("{sentence} [{time}].\n\n"))
        .collect();
    let source = format!("---\nvideoId: E1cxZuHrwZc\n---\n{body}");
    Note::new("c/note.md".to_owned(), source)
}

fn time(seconds: u32) -> ResolvedTime {
    ResolvedTime {
        seconds,
        end: None,
        reinterpretation: Some(Reinterpretation::Minutes),
        uncertain: None,
    }
}

/// A proven second.
fn said_at(second: u32) -> SpokenTime {
    SpokenTime::At {
        second,
        is_proven: true,
    }
}

/// The time of the only moment of a note after the transcript told this about it.
fn refined(written: &str, before: ResolvedTime, spoken: SpokenTime) -> ResolvedTime {
    let note = note(&[(written, "Words")]);
    let mut times = [before];
    refine(&note.facts.moments, &mut times, &[spoken]);
    times[0]
}

#[test]
fn another_second_replaces_the_one_that_was_read() {
    let range = ResolvedTime {
        end: NonZeroU32::new(240),
        ..time(218)
    };
    let spoken = said_at(4_018);
    let expected = ResolvedTime {
        seconds: 4_018,
        end: NonZeroU32::new(4_040),
        reinterpretation: Some(Reinterpretation::Transcript),
        uncertain: None,
    };
    assert_eq!(refined("03:38:00", range, spoken), expected);
    let as_written = refined("03:38:00", range, said_at(13_080));
    assert_eq!(as_written.seconds, 13_080);
    assert_eq!(as_written.end, NonZeroU32::new(13_102));
    assert_eq!(as_written.reinterpretation, None, "it is as written");
}

#[test]
fn a_confirmed_second_is_not_uncertain() {
    let before = ResolvedTime {
        uncertain: Some(UncertainSpan::new(200, 800)),
        ..time(218)
    };
    assert_eq!(
        refined("03:38:00", before, said_at(218)),
        time(218),
        "and it is read as before"
    );
    for unknown in [SpokenTime::Unknown, SpokenTime::NotNear(218)] {
        assert_eq!(refined("03:38:00", before, unknown), before);
    }
}

#[test]
fn a_span_replaces_a_span() {
    let before = ResolvedTime {
        uncertain: Some(UncertainSpan::new(200, 800)),
        ..time(218)
    };
    let spoken = SpokenTime::Within {
        second: 3_030,
        before: 30,
        after: 90,
    };
    let expected = ResolvedTime {
        seconds: 3_030,
        end: None,
        reinterpretation: Some(Reinterpretation::Transcript),
        uncertain: Some(UncertainSpan::new(3_000, 3_120)),
    };
    assert_eq!(refined("03:38:00", before, spoken), expected);
}

#[test]
fn times_of_urls_and_of_other_videos_are_left_out() {
    let note = Note::new(
        "c/note.md".to_owned(),
        "---\nvideoId: E1cxZuHrwZc\n---\n[a](https://youtu.be/E1cxZuHrwZc?t=5) and \
         [b](https://youtu.be/kn1feSharp0?t=6), then [00:00:07].\n"
            .to_owned(),
    );
    let moments = &note.facts.moments;
    let mut times: Vec<ResolvedTime> = moments.iter().map(|moment| moment.resolved).collect();
    refine(moments, &mut times, &[said_at(70)]);
    let seconds: Vec<u32> = times.iter().map(|time| time.seconds).collect();
    assert_eq!(seconds, [5, 6, 70]);
}

/// Words that are said only at this second of the video; many have an `é`.
fn said(second: u32) -> String {
    let word = |n: u32| {
        let letters = [7, 3, 11, 5].map(|factor| {
            let letter = (n * factor / 5 + n / factor) % 26;
            char::from(b'a' + letter as u8)
        });
        format!("é{n}{}", letters.iter().collect::<String>())
    };
    (0..5)
        .map(|at| word(second + at))
        .collect::<Vec<_>>()
        .join(" ")
}

fn subtitles(form: fn(String) -> String) -> crate::alignment::Transcript {
    let cues = (0..240).map(|cue| {
        let (at, end) = (cue * 10, cue * 10 + 9);
        let text = form(said(at));
        format!(
            "{:02}:{:02}.000 --> {:02}:{:02}.000\n{text}\n\n",
            at / 60,
            at % 60,
            end / 60,
            end % 60
        )
    });
    let source = format!("WEBVTT\n\n{}", cues.collect::<String>());
    index(&transcript::parse("E1cxZuHrwZc.vtt", &source).expect("a transcript"))
}

#[test]
fn both_texts_are_compared_in_one_unicode_form() {
    use unicode_normalization::UnicodeNormalization;
    let decomposed = |text: String| text.nfd().collect::<String>();
    let composed = |text: String| text.nfc().collect::<String>();
    let forms: [fn(String) -> String; 2] = [composed, decomposed];
    for of_transcript in forms {
        for of_note in forms {
            let sentence = of_note(said(600));
            let note = note(&[("00:10:00", &sentence)]);
            let spoken = spoken_times(&note, &subtitles(of_transcript));
            assert_eq!(*spoken, [said_at(600)]);
        }
    }
}

#[test]
fn a_transcript_that_lacks_most_sentences_contradicts_none() {
    let other = "nine words that nobody in this video has said";
    let said: Vec<String> = [60, 120, 180].map(said).to_vec();
    let spoken = |moments: &[(&str, &str)]| {
        let spoken = spoken_times(&note(moments), &subtitles(|text| text));
        spoken.to_vec()
    };
    let known = [
        ("00:01:00", &*said[0]),
        ("00:02:00", &*said[1]),
        ("00:03:00", &*said[2]),
    ];
    let lacking = [
        ("00:04:00", other),
        ("00:05:00", other),
        ("00:06:00", other),
    ];
    assert_eq!(
        spoken(&[&known[..], &lacking[..1]].concat())[3],
        SpokenTime::NotNear(240)
    );
    assert_eq!(
        spoken(&[&known[..1], &lacking[..]].concat())[1..],
        [SpokenTime::Unknown; 3]
    );
}

#[test]
fn a_transcript_with_the_sentences_of_the_notes_has_the_end_of_the_video() {
    let note = Arc::new(note(&[("00:01:00", "Words")]));
    let video = note.video.expect("a video");
    let seconds = 600;
    let known = Alignments {
        transcripts: HashMap::from([(0, Ok(Length { video, seconds }))]),
        ..Alignments::default()
    };
    let end = |spoken: &[SpokenTime]| {
        let ends = known.latest_ends(&[Arc::clone(&note)], &[Some(spoken.into())]);
        ends.get(&video).copied()
    };
    let said = [said_at(60); 10];
    let late = SpokenTime::Late;
    assert_eq!(end(&[&said[..], &[late]].concat()), Some(660));
    let part = [&said[1..], &[late]].concat();
    assert_eq!(end(&part), None, "it may be a part");
    let unknown = SpokenTime::Unknown;
    assert_eq!(end(&[unknown]), None, "it may be of another cut");
}
