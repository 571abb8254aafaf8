//! Times are aligned with the transcripts beside the notes, after the archive is served.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use cueleaf::archive::{Alignments, Archive};
use cueleaf::corpus::{self, Corpus, LoadOptions};
use cueleaf::progress::Progress;
use cueleaf::site::reload;
use cueleaf::site::store::SiteStore;
use cueleaf::site::watch::WatchMode;
use cueleaf::text::base_url::BaseUrl;
use serde_json::Value;

use crate::support::program::Program;
use crate::support::video::{VIDEO_SECONDS, said, vtt, whisper_json};
use crate::support::{serve_live, site};

/// The videos of the notes.
const FIRST: &str = "E1cxZuHrwZc";
const SECOND: &str = "kn1feSharp0";

fn write(folder: &Path, path: &str, text: &str) {
    let path = folder.join(path);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

/// A note with a sentence before each time.
fn note(video: &str, moments: &[(&str, String)]) -> String {
    let lines = moments.iter();
    let body: String = lines
        .map(|(time, sentence)| format!("- {sentence} [{time}]\n"))
        .collect();
    format!("---\ntitle: Words\nvideoId: {video}\n---\n{body}")
}

/// Times in minutes and seconds that are right.
fn right(video: u32) -> Vec<(&'static str, String)> {
    [("00:03:38", 218), ("00:09:10", 550), ("00:20:00", 1_200)]
        .map(|(time, second)| (time, said(video, second)))
        .to_vec()
}

/// A note of the first video whose last time has an hour too many, and one of the second.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let range = ("01:27:49-01:28:09", said(1, 27 * 60 + 49));
    let first = note(FIRST, &[right(1), vec![range]].concat());
    write(folder.path(), "c/first.md", &first);
    write(
        folder.path(),
        &format!("c/{FIRST}.en.vtt"),
        &vtt(|at| said(1, at)),
    );
    let late = ("01:31:20", said(2, 31 * 60 + 20));
    let second = note(SECOND, &[right(2), vec![late]].concat());
    write(folder.path(), "c/second.md", &second);
    let json = whisper_json(|at| said(2, at));
    write(folder.path(), &format!("t/Talk [{SECOND}].json"), &json);
    folder
}

/// The moments of a note's JSON.
async fn moments(url: &str, note: &str) -> Vec<Value> {
    let json = reqwest::get(format!("{url}/{note}.json")).await.unwrap();
    let json: Value = serde_json::from_str(&json.text().await.unwrap()).unwrap();
    json["moments"].as_array().unwrap().clone()
}

async fn seconds(url: &str, note: &str) -> Vec<u64> {
    let moments = moments(url, note).await;
    let seconds = moments.iter().map(|moment| &moment["seconds"]);
    seconds.map(|second| second.as_u64().unwrap()).collect()
}

/// Waits for the body of `/readyz`.
async fn until_ready(url: &str, expected: &str) {
    let deadline = Instant::now() + Duration::from_secs(60);
    loop {
        let response = reqwest::get(format!("{url}/readyz")).await.unwrap();
        let body = response.text().await.unwrap();
        if body == expected {
            return;
        }
        assert!(Instant::now() < deadline, "{body}");
        // Only the polling interval: the condition decides, not the time.
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn times_are_served_as_read_and_then_as_said() {
    let folder = folder();
    let store = SiteStore::new(site(folder.path()));
    let before = store.site();
    let numbers = store.subscribe();
    let server = serve_live(Arc::clone(&store)).await;
    let body = reqwest::get(format!("{}/readyz", server.url))
        .await
        .unwrap();
    assert_eq!(
        body.text().await.unwrap(),
        "ready, aligning transcripts: 0 of 2\n"
    );
    assert_eq!(seconds(&server.url, "c/first").await[3], 5_269);
    assert_eq!(seconds(&server.url, "c/second").await[3], 5_480);
    let (url, options) = (folder.path().to_owned(), LoadOptions::default());
    let _reload = reload::start(Arc::clone(&store), url, options, WatchMode::Off);
    until_ready(&server.url, "ready, 2 transcripts aligned\n").await;
    assert_eq!(
        seconds(&server.url, "c/first").await,
        [218, 550, 1_200, 1_669]
    );
    assert_eq!(
        seconds(&server.url, "c/second").await,
        [218, 550, 1_200, 1_880]
    );
    let repaired = &moments(&server.url, "c/first").await[3];
    assert_eq!(
        (&repaired["end"], &repaired["repaired"]),
        (&1_689.into(), &true.into())
    );
    let after = store.site();
    let search = |site: &Arc<cueleaf::pages::Site>| {
        std::ptr::from_ref(site.search.get().unwrap_or_else(|_| panic!("an index")))
    };
    assert!(search(&before) == search(&after), "the index stays");
    assert!(store.search_site().number == after.number && before.number < after.number);
    assert_eq!(*numbers.borrow(), Some(after.number), "open pages reload");
    let lengths = after.archive.alignments().lengths();
    assert_eq!(lengths.len(), 2);
    assert!(lengths.values().all(|length| *length == VIDEO_SECONDS));
}

#[tokio::test]
async fn a_reload_aligns_only_what_changed() {
    let folder = folder();
    let third = note(FIRST, &right(1));
    write(folder.path(), "c/third.md", &third);
    let mut program = Program::start(folder.path()).await;
    let aligned = async |program: &mut Program, expected: &str| {
        let event = program.logged("aligned ").await;
        let message = event["message"].as_str().unwrap();
        assert!(message.starts_with(expected), "{message}");
        message.to_owned()
    };
    let message = aligned(&mut program, "aligned 2 transcripts with 3 notes in ").await;
    assert!(
        message.ends_with(": 2 times repaired, 0 uncertain"),
        "{message}"
    );
    // One note.
    write(folder.path(), "c/third.md", &format!("{third}\nMore.\n"));
    program.signal("-HUP");
    aligned(&mut program, "aligned 1 transcript with 1 note in ").await;
    // One transcript, so all notes of its video.
    let path = format!("c/{FIRST}.en.vtt");
    write(
        folder.path(),
        &path,
        &vtt(|at| format!("{} again", said(1, at))),
    );
    program.signal("-HUP");
    let message = aligned(&mut program, "aligned 1 transcript with 2 notes in ").await;
    assert!(
        message.ends_with(": 1 time repaired, 0 uncertain"),
        "{message}"
    );
    until_ready(&program.url, "ready, 2 transcripts aligned\n").await;
    assert_eq!(seconds(&program.url, "c/first").await[3], 1_669);
    let transcripts = async |state: &str| {
        let name = format!("cueleaf_transcripts{{state=\"{state}\"}}");
        program.figure(&name).await
    };
    assert_eq!(transcripts("aligned").await, 2.0);
    assert_eq!(transcripts("unaligned").await, 0.0);
    // Without its transcript, a note is read as written.
    std::fs::remove_file(folder.path().join(path)).unwrap();
    program.signal("-HUP");
    until_ready(&program.url, "ready, 1 transcript aligned\n").await;
    assert_eq!(seconds(&program.url, "c/first").await[3], 5_269);
}

/// The archive after everything is aligned.
fn aligned(corpus: Corpus) -> Archive {
    let archive = Archive::new(corpus);
    let tasks = archive.unaligned(&Alignments::default());
    let aligned = archive.align(&tasks, &Progress::default());
    let archive = archive.realigned(&aligned.alignments);
    assert_eq!(archive.unaligned_transcripts(), 0);
    archive
}

fn last_second(archive: &Archive, path: &str) -> u32 {
    let mut notes = archive.notes();
    let (_, note) = notes.find(|(_, note)| note.path == path).unwrap();
    note.facts.moments.last().unwrap().resolved.seconds
}

#[test]
fn a_reload_uses_at_once_what_is_known_about_unchanged_notes() {
    let folder = folder();
    let old = aligned(corpus::load(folder.path()).unwrap());
    let late = ("01:41:10", said(2, 41 * 60 + 10));
    let second = note(SECOND, &[right(2), vec![late]].concat());
    write(folder.path(), "c/second.md", &second);
    let (options, progress) = (LoadOptions::default(), Progress::default());
    let corpus = corpus::reload(folder.path(), &options, Some(old.as_previous()), &progress);
    let new = Archive::with_alignments(corpus.unwrap(), BaseUrl::default(), old.alignments());
    assert_eq!(last_second(&new, "c/first.md"), 1_669);
    assert_eq!(last_second(&new, "c/second.md"), 6_070, "as written");
    assert!(
        Arc::ptr_eq(&old.shared_notes()[0], &new.shared_notes()[0]),
        "the note is not copied"
    );
    assert_eq!(new.unaligned_transcripts(), 1);
    let tasks = new.unaligned(new.alignments());
    assert_eq!(new.align(&tasks, &Progress::default()).notes, 1);
}

#[test]
fn an_unreadable_transcript_is_reported() {
    let folder = folder();
    let path = format!("c/{FIRST}.en.vtt");
    write(folder.path(), &path, "WEBVTT\n\nno times here\n");
    let archive = aligned(corpus::load(folder.path()).unwrap());
    let problems: Vec<String> = archive.problems().iter().map(ToString::to_string).collect();
    let expected = format!("{path}:0: not a transcript: it contains no text with a time");
    assert_eq!(problems, [expected]);
    assert_eq!(archive.alignments().unreadable_transcripts(), 1);
    assert_eq!(last_second(&archive, "c/first.md"), 5_269);
    assert_eq!(last_second(&archive, "c/second.md"), 1_880);
    let same = corpus::reload(
        folder.path(),
        &LoadOptions::default(),
        Some(archive.as_previous()),
        &Progress::default(),
    );
    assert!(same.unwrap().is_unchanged(&archive.as_previous()));
}

#[test]
fn each_note_is_held_against_the_transcript_in_its_language() {
    let english = |at: u32| {
        format!(
            "and then the people of that town have told us about {} with all of it",
            said(1, at)
        )
    };
    let german = |at: u32| {
        format!(
            "und dann haben uns die Leute in der Stadt von {} erzählt, das war schön",
            said(2, at)
        )
    };
    let moments = |text: &dyn Fn(u32) -> String| {
        let right = [("00:03:38", 218), ("00:09:10", 550), ("00:20:00", 1_200)];
        let all = right.into_iter().chain([("01:27:49", 1_669)]);
        all.map(|(time, at)| (time, text(at))).collect::<Vec<_>>()
    };
    let folder = tempfile::tempdir().unwrap();
    write(
        folder.path(),
        "c/english.md",
        &note(FIRST, &moments(&english)),
    );
    write(
        folder.path(),
        "c/german.md",
        &note(FIRST, &moments(&german)),
    );
    write(folder.path(), &format!("c/{FIRST}.en.vtt"), &vtt(english));
    write(folder.path(), &format!("c/{FIRST}.de.vtt"), &vtt(german));
    let archive = aligned(corpus::load(folder.path()).unwrap());
    for path in ["c/english.md", "c/german.md"] {
        assert_eq!(last_second(&archive, path), 1_669, "{path}");
    }
    assert_eq!(archive.alignments().transcripts(), 2);
    assert_eq!(archive.alignments().lengths().len(), 1, "of one video");
}
