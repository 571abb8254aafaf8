use std::time::Instant;

use proptest::prelude::*;

use super::*;

/// The cues of a transcript as `start-end text`, in milliseconds.
fn cues(path: &str, source: &str) -> Vec<String> {
    let transcript = match parse(path, source) {
        Ok(transcript) => transcript,
        Err(ParseError::NoCues) => return Vec::new(),
        Err(error) => panic!("{error:?}: {source}"),
    };
    let cue = |cue: &Cue| {
        let text = &transcript.text[cue.text.start as usize..cue.text.end as usize];
        format!("{}-{} {text}", cue.start_ms, cue.end_ms)
    };
    transcript.cues.iter().map(cue).collect()
}

#[test]
fn the_text_has_a_line_for_each_cue() {
    let source = "WEBVTT\n\n00:01.000 --> 00:02.500\nSalt &amp;\n<i>pepper</i>\n\n\
                  00:02.500 --> 00:04.000\nand bread.\n";
    let transcript = parse("E1cxZuHrwZc.vtt", source).expect("a transcript");
    assert_eq!(transcript.text, "Salt & pepper\nand bread.\n");
    let cue = |start_ms, end_ms, text| Cue {
        start_ms,
        end_ms,
        text,
    };
    assert_eq!(
        transcript.cues,
        [cue(1000, 2500, 0..13), cue(2500, 4000, 14..24)]
    );
}

#[test]
fn regular_and_irregular_web_vtt_is_read() {
    let one = ["1000-2000 One"];
    for source in [
        "WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nOne\n",
        "WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nOne",
        "\u{FEFF}WEBVTT\r\n\r\n00:00:01.000 --> 00:00:02.000\r\nOne\r\n",
        "WEBVTT - A title\nKind: captions\nLanguage: en\n\n00:01.000 --> 00:02.000\nOne\n",
        "WEBVTT\n\nNOTE One\ntwo\n\nSTYLE\n::cue { color: red }\n\nREGION\nid:a\n\n\
         intro\n00:01.000 --> 00:02.000 align:start position:0%\nOne\n\nNOTE two\n",
        "WEBVTT\nX-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:900000\n\n00:01.000 --> 00:02.000\nOne",
        "WEBVTT\n\n00:00:01,000 --> 00:00:02,000\nOne\n",
        "WEBVTT\n\n00:00:01.000-->00:00:02.000\n<v Ada>One</v>\n",
        "WEBVTT\n\n0:00:00.500 --> 0:00:00.600\n\n00:00:01.000 --> 00:00:02.000\nOne\n",
        "00:00:01.000 --> 00:00:02.000\nOne\n",
        "WEBVTT\n\n00:01.000 --> 00:02.000\nOne\n\n00:xx.000 --> 00:09.000\nLost\n",
        "WEBVTT\n\n00:01.000 --> 00:02.000\nOne\n\n00:05.000 --> \nLost\n",
        "WEBVTT\n\n2000:00:01.000 --> 2000:00:02.000\nLost\n\n00:01.000 --> 00:02.000\nOne\n",
    ] {
        assert_eq!(cues("E1cxZuHrwZc.vtt", source), one, "{source}");
    }
}

#[test]
fn regular_and_irregular_sub_rip_is_read() {
    let two = ["1000-2000 One", "3500-4000 Two"];
    for source in [
        "1\n00:00:01,000 --> 00:00:02,000\nOne\n\n2\n00:00:03,500 --> 00:00:04,000\nTwo\n\n",
        "1\n00:00:01,000 --> 00:00:02,000\nOne\n\n2\n00:00:03,500 --> 00:00:04,000\nTwo",
        "\u{FEFF}1\r\n00:00:01.000 --> 00:00:02.000\r\nOne\r\n\r\n2\r\n\
         00:00:03.500 --> 00:00:04.000\r\nTwo\r\n",
        "00:01,000 --> 00:02,000\nOne\n\n00:03,500 --> 00:04,000\nTwo\n",
        "1\n0:00:01,0 --> 0:00:02\nOne\n2\n0:00:03,5 --> 0:00:04,0004\nTwo\n",
        "\n\n1\n00:00:01,000 --> 00:00:02,000 X1:1 X2:2\nOne\n\n\n\n\
         7\n00:00:03,500 --> 00:00:04,000\n{\\an8}Two\n",
        "2\n00:00:03,500 --> 00:00:04,000\nTwo\n\n1\n00:00:01,000 --> 00:00:02,000\nOne\n",
        "1\n00:00:01,000 --> 00:00:02,000\nOne\n\n2\n00:00:02,000 -> oops --> x\nLost\n\n\
         3\n00:00:03,500 --> 00:00:04,000\nTwo\n",
    ] {
        assert_eq!(cues("E1cxZuHrwZc.srt", source), two, "{source}");
    }
    // Blank lines within a text, a number as text, and an end before the start.
    let source = "1\n00:01,000 --> 00:00,000\nOne\n\nand\n\n2\n00:03,500 --> 00:04,000\n42\n\n\
                  00:05,000 --> 00:06,000\nEnd";
    let expected = ["1000-1000 One and", "3500-4000 42", "5000-6000 End"];
    assert_eq!(cues("E1cxZuHrwZc.srt", source), expected);
}

#[test]
fn json_of_three_programs_is_read() {
    for source in [
        r#"{"text": " One Two", "segments": [
            {"id": 0, "seek": 0, "start": 1.0, "end": 2.0, "text": " One", "tokens": [1, 2]},
            {"id": 1, "seek": 0, "start": 3.5, "end": 4.0, "text": " Two", "avg_logprob": NaN}],
            "language": "en"}"#,
        r#"{"version": "1.0.0", "segments": [
            {"speaker": "Ada", "startTime": 1, "endTime": 2, "body": "One"},
            {"speaker": "Ada", "startTime": "3.5", "endTime": 4.0, "body": "Two"}]}"#,
        r#"{"wireMagic": "pb3", "pens": [{}], "events": [
            {"tStartMs": 0, "dDurationMs": 9000, "id": 1, "wpWinPosId": 1},
            {"tStartMs": 1000, "dDurationMs": 1000, "segs": [{"utf8": "O"}, {"utf8": "ne"}]},
            {"tStartMs": 1500, "aAppend": 1, "segs": [{"utf8": "\n"}]},
            {"tStartMs": 3500, "dDurationMs": 500, "segs": [{"utf8": "Two", "tOffsetMs": 9}]}]}"#,
        // Damaged items.
        r#"{"segments": [1, null, {}, {"start": "x", "text": "Lost"}, {"start": -1, "text": "Lost"},
            {"start": 1e300, "text": "Lost"}, {"start": NaN, "text": "Lost"},
            {"start": -Infinity, "text": "Lost"}, {"start": 2, "text": ["Lost"]},
            {"start": 1, "end": 2, "text": "One"}, {"start": 3.5, "end": 4, "text": "Two"}]}"#,
    ] {
        let two = ["1000-2000 One", "3500-4000 Two"];
        assert_eq!(cues("E1cxZuHrwZc.json", source), two, "{source}");
    }
    let text = r#"{"segments": [{"start": 1, "end": Infinity, "text": "\"NaN\\\" of Infinity"}]}"#;
    assert_eq!(
        cues("E1cxZuHrwZc.JSON", text),
        ["1000-1000 \"NaN\\\" of Infinity"]
    );
}

#[test]
fn rolling_captions_are_said_once() {
    let source = "WEBVTT\nKind: captions\nLanguage: en\n\n\
        00:00:00.160 --> 00:00:02.389 align:start position:0%\n \n\
        so<00:00:00.400><c> today</c><00:00:00.960><c> we</c>\n\n\
        00:00:02.389 --> 00:00:02.399 align:start position:0%\nso today we\n \n\n\
        00:00:02.399 --> 00:00:05.000 align:start position:0%\nso today we\n\
        bake<00:00:03.000><c> bread</c>\n\n\
        00:00:05.000 --> 00:00:05.010 align:start position:0%\nbake bread\n \n\n\
        00:00:05.010 --> 00:00:07.000 align:start position:0%\nbake bread\nwith salt\n";
    let expected = [
        "160-2399 so today we",
        "2399-5010 bake bread",
        "5010-7000 with salt",
    ];
    assert_eq!(cues("E1cxZuHrwZc.en.vtt", source), expected);
}

#[test]
fn what_is_said_twice_stays() {
    let words = ["No.", "No.", "Salt.", "Pepper.", "Oil.", "Bread.", "Yes."];
    let lines = words.iter().enumerate();
    let source: String = lines
        .map(|(second, word)| format!("00:0{second},000 --> 00:0{second},900\n{word}\n\n"))
        .collect();
    assert_eq!(cues("E1cxZuHrwZc.srt", &source).len(), words.len());
}

#[test]
fn other_files_are_no_transcripts() {
    for (path, source) in [
        ("a.vtt", ""),
        ("a.vtt", "WEBVTT\n\nNOTE nothing\n"),
        ("a.srt", "1\n00:00:01,000 --> 00:00:02,000\n\n"),
        ("a.json", "{}"),
        ("a.json", r#"{"segments": {"start": 1}, "events": 5}"#),
    ] {
        assert!(
            matches!(parse(path, source), Err(ParseError::NoCues)),
            "{source}"
        );
    }
    for source in ["", "[1]", "{\"segments\": [", "WEBVTT"] {
        let parsed = parse("a.json", source);
        assert!(matches!(parsed, Err(ParseError::Json(_))), "{source}");
    }
    let large = "\n".repeat(MAX_TRANSCRIPT_BYTES + 1);
    assert!(matches!(parse("a.vtt", &large), Err(ParseError::TooLarge)));
}

/// Inputs that take long if a part of a file is read again for each other part.
#[test]
fn time_is_linear() {
    const BYTES: usize = 2_000_000;
    let repeated = |part: &str| part.repeat(BYTES / part.len());
    let times = "00:00:01.000 --> 00:00:02.000\n";
    for (path, source) in [
        ("a.vtt", format!("WEBVTT\n\n{times}{}", repeated("<a "))),
        ("a.vtt", format!("WEBVTT\n\n{times}{}", repeated("&{\\"))),
        ("a.vtt", format!("WEBVTT\n\n{times}{}", repeated("a\n"))),
        ("a.srt", repeated(&format!("{times}a\nb\nc\nd\ne\n\n"))),
        ("a.srt", repeated("-->")),
        ("a.srt", repeated("1:")),
        ("a.json", repeated("[")),
        ("a.json", repeated("{\"a\":")),
        ("a.json", repeated("\"NaN")),
        ("a.json", format!("{{\"segments\": [{}1]}}", repeated("1,"))),
    ] {
        let started = Instant::now();
        let _ = parse(path, &source);
        sniff(source.as_bytes());
        let elapsed = started.elapsed();
        assert!(elapsed.as_secs() < 10, "{elapsed:?}: {}", &source[..40]);
    }
}

/// Parts of transcripts, in any order.
fn parts() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        "[0-9]{1,3}:[0-9]{2}[.,][0-9]{0,4} --> [0-9:.,]{0,12}",
        "00:0[0-9]:[0-9]{2},[0-9]{3} --> 00:1[0-9]:[0-9]{2},[0-9]{3}",
        r#"\{"start": -?[0-9]{1,9}(\.[0-9]e[0-9]{1,3})?, "text": "[a-z<>&;]*"\},?"#,
        r#"\{"tStartMs": [0-9]{1,12}, "segs": \[\{"utf8": "[a-zé]*"\}\]\}"#,
        Just("{\"segments\": [".to_owned()),
        Just("WEBVTT".to_owned()),
        Just("\n".to_owned()),
        Just("\n\n".to_owned()),
        Just("NaN".to_owned()),
        Just("]}".to_owned()),
        "\\PC{0,20}",
        "[<>{}&;\\\\/a-c0-9#\" \r\n]{0,20}",
    ];
    proptest::collection::vec(part, 0..30).prop_map(|parts| parts.concat())
}

proptest! {
    #[test]
    fn every_text_is_parsed_without_panic(source in parts(), extension in "vtt|srt|json|json3") {
        sniff(source.as_bytes());
        FileName::parse(&source);
        if let Ok(transcript) = parse(&format!("E1cxZuHrwZc.{extension}"), &source) {
            prop_assert!(transcript.text.len() <= source.len() + transcript.cues.len());
            prop_assert!(transcript.cues.is_sorted_by_key(|cue| cue.start_ms));
            let mut end = 0;
            for cue in &transcript.cues {
                prop_assert!(cue.start_ms <= cue.end_ms && cue.end_ms <= MAX_MS);
                let text = transcript.text.get(cue.text.start as usize..cue.text.end as usize);
                prop_assert!(text.is_some_and(|text| !text.is_empty() && text == text.trim()));
                prop_assert!(cue.text.start >= end);
                end = cue.text.end;
            }
        }
    }
}
