//! `cueleaf check`: counts and problems as text and as JSON.

use serde_json::Value;

use crate::cli::cueleaf;
use crate::support::required_corpus;
use crate::support::video::{said, vtt};

fn check(arguments: &[&str]) -> (i32, String) {
    let output = cueleaf(&[&["check", "tests/fixture"], arguments].concat());
    let output_text = String::from_utf8(output.stdout).unwrap();
    (output.status.code().unwrap(), output_text)
}

fn report() -> Value {
    serde_json::from_str(&check(&["--format", "json"]).1).unwrap()
}

#[test]
fn the_counts_add_up() {
    let report = report();
    let number = |path: &str| {
        report
            .pointer(path)
            .unwrap_or_else(|| panic!("{path}"))
            .as_u64()
            .unwrap()
    };
    for count in [
        "/notes",
        "/channels",
        "/videos",
        "/links/total",
        "/moments/total",
    ] {
        assert!(number(count) > 0, "{count}");
    }
    let links = ["exact", "normalised", "unresolved", "external"]
        .map(|kind| number(&format!("/links/{kind}")));
    assert!(links.iter().take(3).all(|count| *count > 0), "{links:?}");
    assert_eq!(links.iter().sum::<u64>(), number("/links/total"));
    let moments =
        ["as_written", "repaired", "invalid"].map(|kind| number(&format!("/moments/{kind}")));
    assert!(moments.iter().all(|count| *count > 0), "{moments:?}");
    assert_eq!(moments.iter().sum::<u64>(), number("/moments/total"));
    let rules = report["moments"]["rules"].as_object().unwrap();
    assert_eq!(
        rules
            .values()
            .map(|count| count.as_u64().unwrap())
            .sum::<u64>(),
        number("/moments/repaired")
    );
}

#[test]
fn each_kind_of_problem_is_reported_with_its_line() {
    let report = report();
    let found = |path: &str, kind: &str| -> Vec<(u64, String)> {
        let problems = report["problems"].as_array().unwrap().iter();
        let matching =
            problems.filter(|problem| problem["path"] == path && problem["kind"] == kind);
        matching
            .map(|p| {
                (
                    p["line"].as_u64().unwrap(),
                    p["message"].as_str().unwrap().to_owned(),
                )
            })
            .collect()
    };
    for (path, kind, line, expected) in [
        ("quirks/yaml.md", "invalid-front-matter", 2, "front matter"),
        ("quirks/yaml.md", "invalid-front-matter", 3, "not-an-id"),
        ("quirks/bytes.md", "invalid-utf8", 0, "invalid UTF-8"),
        ("kitchen/whetstones.md", "invalid-timestamp", 9, "[N/A]"),
        (
            "kitchen/whetstones.md",
            "conflicting-timestamp",
            10,
            "timestamp 00:06:10 has the label 00:06:14; interpreted as 6:10",
        ),
        (
            "kitchen/whetstones.md",
            "timestamp-out-of-range",
            11,
            "799:10 is past the end of the video",
        ),
        (
            "kitchen/whetstones.md",
            "reinterpreted-timestamp",
            5,
            "4 timestamps reinterpreted, first: 03:38:00 as 3:38",
        ),
        (
            "kitchen/whetstones.md",
            "unresolved-link",
            6,
            "unresolved link [[ceramic_rods]]",
        ),
        ("quirks/twin.md", "permalink-collision", 0, "/quirks/Twin"),
    ] {
        let problems = found(path, kind);
        assert!(
            problems
                .iter()
                .any(|(at, message)| *at == line && message.contains(expected)),
            "{kind}: {problems:?}"
        );
    }
}

#[test]
fn the_text_report_has_a_line_per_problem_and_then_the_counts() {
    let (_, output_text) = check(&[]);
    assert!(
        output_text.contains("kitchen/whetstones.md:9: timestamp without a valid time"),
        "{output_text}"
    );
    let problems = report()["problems"].as_array().unwrap().len();
    assert!(
        output_text.contains(&format!("\n{problems} problems\n")),
        "{output_text}"
    );
    assert!(
        output_text.contains(" reinterpreted: minutes and seconds"),
        "{output_text}"
    );
}

#[test]
fn the_exit_code_reports_the_kinds_that_count_as_errors() {
    assert_eq!(check(&[]).0, 1);
    assert_eq!(check(&["--deny", "none"]).0, 0);
    assert_eq!(check(&["--deny", "unresolved-link,skipped-file"]).0, 1);
    let clean = tempfile::tempdir().unwrap();
    std::fs::write(clean.path().join("a.md"), "[[nothing]] and [00:01:02]").unwrap();
    std::fs::write(clean.path().join("A.md"), "another").unwrap();
    let folder = clean.path().to_str().unwrap();
    assert_eq!(
        cueleaf(&["check", folder]).status.code(),
        Some(0),
        "a missing topic and similar URLs are not errors"
    );
    assert_eq!(
        cueleaf(&["check", folder, "--deny", "all"]).status.code(),
        Some(1)
    );
    let wrong = cueleaf(&["check", folder, "--deny", "typos"]);
    assert!(
        String::from_utf8(wrong.stderr)
            .unwrap()
            .contains("unknown kind of problem \"typos\"")
    );
}

#[test]
fn times_are_held_against_transcripts() {
    let folder = tempfile::tempdir().unwrap();
    let sentences = [
        ("00:03:38", said(1, 218)),
        ("00:09:10", said(1, 550)),
        ("00:20:00", said(1, 1_200)),
        ("01:27:49", said(1, 1_669)),
        ("799:10", "words".to_owned()),
        (
            "00:40:00",
            "nine words that nobody in this video has said".to_owned(),
        ),
    ];
    let others = (25..40).map(|minute| (format!("00:{minute}:00"), said(1, minute * 60)));
    let lines = sentences.map(|(time, sentence)| (time.to_owned(), sentence));
    let body: String = lines
        .into_iter()
        .chain(others)
        .map(|(time, sentence)| format!("- {sentence} [{time}]\n"))
        .collect();
    let transcript = vtt(|at| said(1, at));
    std::fs::write(folder.path().join("E1cxZuHrwZc.vtt"), transcript).unwrap();
    let checked = |front_matter: &str, body: &str| {
        let note = format!("---\n{front_matter}\nvideoId: E1cxZuHrwZc\n---\n{body}");
        std::fs::write(folder.path().join("note.md"), note).unwrap();
        let output = cueleaf(&["check", folder.path().to_str().unwrap()]);
        assert_eq!(output.status.code(), Some(0), "a warning");
        String::from_utf8(output.stdout).unwrap()
    };
    // The transcript tells the length, as its front matter does.
    for front_matter in ["title: Talk", "duration: 1:40:00"] {
        let text = checked(front_matter, &body);
        for expected in [
            "note.md:10: 00:40:00, read as 40:00: its sentence is said nowhere near, according to \
             the transcript\n",
            "1 timestamp reinterpreted: 01:27:49 as 27:49\n",
            "  1 reinterpreted: repaired by the transcript\n",
            "  1 unsupported-timestamp\n",
            "note.md:9: 799:10 is past the end of the video; shown as text\n",
        ] {
            assert!(text.contains(expected), "{expected}: {text}");
        }
    }
    // It has none of the sentences, so it may be of another video.
    let text = checked("title: Talk", "- words [799:10]\n");
    let expected = "note.md:5: 799:10 is past the end of the video, which is near 1:40:00 \
                    according to its transcript\n";
    assert!(text.contains(expected), "{text}");
}

#[test]
fn names_and_links_do_not_control_the_terminal() {
    let folder = tempfile::tempdir().unwrap();
    let name = "a\x1b]0;pwned\x07\u{9b}\u{202e}\nfake.md:1: nothing wrong.md";
    std::fs::write(
        folder.path().join(name),
        "---\ntitle: \"\\u001b]0;title\\u0007\"\n---\n[[a \x1b]0;link\x07 b]] [x\x1by]\n",
    )
    .unwrap();
    for format in ["text", "json"] {
        let output = cueleaf(&[
            "check",
            folder.path().to_str().unwrap(),
            "--format",
            format,
            "--deny",
            "none",
        ]);
        let output_text = String::from_utf8(output.stdout).unwrap();
        let control =
            |c: char| c != '\n' && (c.is_control() || matches!(c, '\u{202a}'..='\u{202e}'));
        assert!(!output_text.contains(control), "{output_text:?}");
        assert!(
            !output_text.lines().any(|line| line.starts_with("fake.md")),
            "{output_text}"
        );
        assert!(
            output_text.contains("a\\u001b]0;pwned\\u0007\\u009b\\u202e\\nfake.md"),
            "{output_text}"
        );
        if format == "json" {
            let report: Value = serde_json::from_str(&output_text).unwrap();
            assert_eq!(report["problems"][0]["path"], name);
        }
    }
}

#[test]
#[ignore = "needs CUELEAF_CORPUS"]
fn nearly_all_timestamps_of_real_notes_are_read() {
    let folder = required_corpus();
    let output = cueleaf(&[
        "check",
        folder.to_str().unwrap(),
        "--format",
        "json",
        "--deny",
        "none",
    ]);
    assert_eq!(output.status.code(), Some(0));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let moments = &report["moments"];
    let total = moments["total"].as_u64().unwrap();
    assert!(
        total > 0 && moments["invalid"].as_u64().unwrap() * 1000 < total,
        "{moments}"
    );
}

#[test]
fn the_help_names_every_kind_of_problem() {
    let help = String::from_utf8(cueleaf(&["check", "--help"]).stdout).unwrap();
    let words: Vec<&str> = help
        .split(|c: char| !(c.is_alphanumeric() || c == '-'))
        .collect();
    for kind in cueleaf::corpus::ProblemKind::ALL {
        assert!(words.contains(&kind.name()), "{}", kind.name());
    }
}

#[test]
fn a_note_without_a_player_is_reported() {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in [
        ("a.md", "Bread rises [0:41]."),
        ("b.md", "# Bread\n\n0:00 Flour\n1:11 Water\n2:22 Salt\n"),
        (
            "c.md",
            "# Bread\n\n<iframe src=\"https://player.vimeo.com/video/1\"></iframe>\n",
        ),
        (
            "d.md",
            "- [Bread](https://youtu.be/aaaaaaaaaaa) (12:34)\n\
             - [Salt](https://youtu.be/bbbbbbbbbbb) (15:01)\n",
        ),
        ("e.md", "See [a film](https://vimeo.com/1).\n"),
        (
            "f.md",
            "---\nvideoId: aaaaaaaaaaa\n---\n0:00 Flour\n1:11 Water\n2:22 Salt\n",
        ),
    ] {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    let output = cueleaf(&["check", folder.path().to_str().unwrap(), "--format", "json"]);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let found: Vec<(&str, u64)> = report["problems"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|problem| problem["kind"] == "no-player")
        .map(|problem| {
            (
                problem["path"].as_str().unwrap(),
                problem["line"].as_u64().unwrap(),
            )
        })
        .collect();
    assert_eq!(found, [("a.md", 1), ("b.md", 3), ("c.md", 3)]);
}
