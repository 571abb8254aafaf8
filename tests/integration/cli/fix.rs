//! `cueleaf check --fix`: which repairs are written, and that nothing else changes.

use std::path::Path;
use std::process::Output;

use proptest::prelude::*;
use serde_json::Value;

use crate::cli::cueleaf;
use crate::support::video::{said, vtt};

const LENGTH: &str = "---\nvideoId: E1cxZuHrwZc\nduration: 20:00\n---\n";

fn fix(folder: &Path, arguments: &[&str]) -> Output {
    let folder = folder.to_str().unwrap();
    cueleaf(&[&["check", folder, "--deny", "none", "--fix"], arguments].concat())
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap()
}

/// A folder with these files.
fn folder(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in files {
        std::fs::write(folder.path().join(name), content).unwrap();
    }
    folder
}

/// The content of the only note after it was fixed, and the report.
fn fixed(content: &[u8]) -> (Vec<u8>, String) {
    let folder = folder(&[("note.md", content)]);
    let output = fix(folder.path(), &[]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let note = std::fs::read(folder.path().join("note.md")).unwrap();
    let entries = std::fs::read_dir(folder.path()).unwrap();
    assert_eq!(entries.count(), 1, "no temporary file is left");
    (note, text(output.stdout))
}

/// A note about a video of twenty minutes, and the same without its hours of zero.
fn note_and_fixed(template: &str) -> (String, String) {
    let lines: String = (2..10)
        .map(|minute| template.replace("TIME", &format!("0{minute}:38:00")))
        .collect();
    let note = format!("{LENGTH}{lines}");
    let fixed = note.replace(":38:00", ":38");
    (note, fixed)
}

#[test]
fn the_known_length_proves_the_only_reading_within_the_video() {
    for template in [
        "The oven cools [TIME].  \n",
        "- The oven cools <a class=\"yt-timestamp\" data-t=\"TIME\">[TIME]</a>\n",
        "The oven [TIME-TIME] cools.\r\n",
        "The oven cools [TIME](<a class='yt-timestamp' data-t='TIME'>TIME</a>)\u{2028}\n",
    ] {
        let (note, expected) = note_and_fixed(template);
        let (written, report) = fixed(note.as_bytes());
        assert_eq!(text(written.clone()), expected);
        assert!(
            report.starts_with(
                "note.md: 8 timestamps fixed\n8 timestamps fixed (8 proven by lengths); left: 0 \
                 not proven, 0 uncertain, 0 proven but not written\n"
            ),
            "{report}"
        );
        let (again, report) = fixed(&written);
        assert_eq!(again, written);
        assert!(
            report.starts_with("0 timestamps fixed; left: 0 not"),
            "{report}"
        );
    }
    let (note, _) = note_and_fixed("The oven cools [TIME].\n");
    let without_length = note.replace("duration: 20:00\n", "");
    let (written, report) = fixed(without_length.as_bytes());
    assert_eq!(text(written), without_length);
    assert!(report.contains("left: 8 not proven"), "{report}");
}

#[test]
fn times_that_need_their_hours_get_them() {
    let (note, _) = note_and_fixed("The oven cools (TIME).\n");
    let mut expected = note.clone();
    for minute in 2..10 {
        let (old, new) = (format!("0{minute}:38:00"), format!("00:0{minute}:38"));
        expected = expected.replace(&old, &new);
    }
    assert_eq!(text(fixed(note.as_bytes()).0), expected);
}

#[test]
fn only_the_times_change_in_the_bytes_of_a_file() {
    let (note, expected) = note_and_fixed("Größe\t[TIME]  \n\n");
    let windows = |text: &str| format!("\u{FEFF}{text}").replace('\n', "\r\n").into_bytes();
    assert_eq!(fixed(&windows(&note)).0, windows(&expected));
    let invalid = |text: &str| [text.as_bytes(), b"a\xFF\xC3( \xE2\x82"].concat();
    assert_eq!(fixed(&invalid(&note)).0, invalid(&expected));
}

#[test]
fn the_transcript_proves_where_a_sentence_is_said() {
    // `01:27:49` is 27:49; the transcript does not have the last sentence.
    let sentences = [
        ("00:03:38", said(1, 218)),
        ("00:09:10", said(1, 550)),
        ("00:20:00", said(1, 1_200)),
        ("01:27:49", said(1, 1_669)),
        (
            "00:40:00",
            "nine words that nobody in this video has said".to_owned(),
        ),
    ];
    let lines = sentences.iter();
    let body: String = lines
        .map(|(time, words)| format!("- {words} [{time}]\n"))
        .collect();
    let note = format!("---\nvideoId: E1cxZuHrwZc\n---\n{body}");
    let transcript = vtt(|at| said(1, at));
    let files = [
        ("note.md", note.as_bytes()),
        ("E1cxZuHrwZc.vtt", transcript.as_bytes()),
    ];
    let folder = folder(&files);
    let output = fix(folder.path(), &["--format", "json"]);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["fixes"]["proofs"]["transcripts"], 1, "{report}");
    assert_eq!(report["moments"]["repaired"], 0);
    let written = std::fs::read_to_string(folder.path().join("note.md")).unwrap();
    assert_eq!(written, note.replace("01:27:49", "27:49"));
}

#[test]
fn another_note_proves_the_second_of_the_same_statement() {
    let sentences = [
        "Rye dough ferments longer than wheat dough",
        "A cast iron kettle spreads warmth evenly",
        "Sourdough starters eat flour every morning",
        "Steam makes crusts shiny and thin",
        "Salted water strengthens gluten strands",
        "Bakers weigh their ingredients in grams",
    ];
    let note = |form: fn(usize) -> String| {
        let lines = sentences.iter().enumerate();
        let lines = lines.map(|(at, sentence)| format!("{sentence} [{}].\n\n", form(at)));
        format!(
            "---\nvideoId: E1cxZuHrwZc\n---\n{}",
            lines.collect::<String>()
        )
    };
    let [minutes, plain] = [
        note(|at| format!("{:02}:{:02}:00", 7 * at + 3, 5 * at + 11)),
        note(|at| format!("{:02}:{:02}", 7 * at + 3, 5 * at + 11)),
    ];
    let folder = folder(&[("a.md", minutes.as_bytes()), ("b.md", plain.as_bytes())]);
    let report = text(fix(folder.path(), &[]).stdout);
    assert!(
        report.contains("6 timestamps fixed (6 proven by other notes)"),
        "{report}"
    );
    for name in ["a.md", "b.md"] {
        let written = std::fs::read_to_string(folder.path().join(name)).unwrap();
        assert_eq!(written, plain);
    }
}

#[test]
fn a_dry_run_writes_nothing_and_prints_the_same_changes() {
    let (note, expected) = note_and_fixed("The oven cools [TIME].\r\n");
    let folder = folder(&[("a note.md", note.as_bytes())]);
    let output = fix(folder.path(), &["--dry-run"]);
    assert_eq!(output.status.code(), Some(0));
    let path = folder.path().join("a note.md");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), note);
    let diff = text(output.stdout);
    assert!(
        diff.starts_with("--- a/a note.md\t\n+++ b/a note.md\t\n@@ -"),
        "{diff}"
    );
    let side = |other: char| -> String {
        let lines = diff.split_inclusive('\n').skip(3);
        lines
            .filter(|line| !line.starts_with(other))
            .map(|line| &line[1..])
            .collect()
    };
    assert!(
        note.ends_with(&side('+')) && expected.ends_with(&side('-')),
        "{diff}"
    );
    let json = fix(folder.path(), &["--dry-run", "--format", "json"]).stdout;
    let report: Value = serde_json::from_slice(&json).unwrap();
    assert_eq!(report["fixes"]["notes"][0]["diff"], diff);
    assert!(text(output.stderr).contains("8 timestamps to fix"));
    fix(folder.path(), &[]);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), expected);
    let alone = cueleaf(&["check", "--dry-run", folder.path().to_str().unwrap()]);
    assert_eq!(alone.status.code(), Some(2));
}

#[test]
fn what_cannot_be_written_is_reported_and_the_others_are_fixed() {
    let (note, expected) = note_and_fixed("The oven cools [TIME].\n");
    let with_comment = format!("{note}%% a comment %%\n");
    let folder = folder(&[
        ("a.md", note.as_bytes()),
        ("b.md", with_comment.as_bytes()),
        ("c.md", note.as_bytes()),
    ]);
    let path = |name: &str| folder.path().join(name);
    let mut permissions = std::fs::metadata(path("c.md")).unwrap().permissions();
    permissions.set_readonly(true);
    std::fs::set_permissions(path("c.md"), permissions).unwrap();
    let output = fix(folder.path(), &[]);
    assert_eq!(output.status.code(), Some(1));
    let report = text(output.stdout);
    for expected in [
        "a.md: 8 timestamps fixed\n",
        "b.md: not fixed: it has comments\n",
        "c.md: not fixed: it is read-only\n",
    ] {
        assert!(report.contains(expected), "{expected} {report}");
    }
    for (name, expected) in [
        ("a.md", &expected),
        ("b.md", &with_comment),
        ("c.md", &note),
    ] {
        assert_eq!(
            &std::fs::read_to_string(path(name)).unwrap(),
            expected,
            "{name}"
        );
    }
}

#[cfg(unix)]
#[test]
fn permissions_stay_and_symlinks_are_not_followed() {
    use std::os::unix::fs::PermissionsExt;
    let (note, expected) = note_and_fixed("The oven cools [TIME].\n");
    let outside = folder(&[("note.md", note.as_bytes())]);
    let folder = folder(&[("a.md", note.as_bytes())]);
    let path = folder.path().join("a.md");
    std::fs::set_permissions(&path, PermissionsExt::from_mode(0o640)).unwrap();
    let link = folder.path().join("link.md");
    std::os::unix::fs::symlink(outside.path().join("note.md"), &link).unwrap();
    fix(folder.path(), &[]);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), expected);
    assert_eq!(
        std::fs::metadata(&path).unwrap().permissions().mode() & 0o777,
        0o640
    );
    assert!(std::fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(std::fs::read_to_string(&link).unwrap(), note);
}

#[test]
fn times_that_are_uncertain_or_past_the_end_are_not_written() {
    // The units of the minutes are lost, so that no time is known.
    let lines: String = (0..40)
        .map(|at| {
            let (tens, seconds) = (1 + at / 8, (at * 37) % 60);
            format!("Statement number {at} [0{tens}:{seconds:02}:00].\n\n")
        })
        .collect();
    let note = format!("---\nvideoId: E1cxZuHrwZc\nduration: 1:00:00\n---\n{lines}");
    let (written, report) = fixed(note.as_bytes());
    assert_eq!(text(written), note);
    assert!(!report.contains(" 0 uncertain"), "{report}");
    let past_end = format!("{LENGTH}The oven cools [55:55:55] and [56:56:56].\n");
    assert_eq!(text(fixed(past_end.as_bytes()).0), past_end);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn everything_but_times_stays(words in "(\\PC|[ \r\n\\[\\]<>:%`*#|-]){0,80}", count in 1..8usize) {
        let mut note = LENGTH.to_owned();
        for at in 0..count {
            note += &format!("{words}\n\nThe oven cools [0{}:38:00].\n\n", at + 2);
        }
        let folder = folder(&[("note.md", note.as_bytes())]);
        fix(folder.path(), &[]);
        let written = std::fs::read_to_string(folder.path().join("note.md")).unwrap();
        prop_assert_eq!(written.replace(":38]", ":38:00]"), note.replace(":38]", ":38:00]"));
        let again = fix(folder.path(), &["--dry-run"]);
        prop_assert!(again.stdout.is_empty());
    }
}
