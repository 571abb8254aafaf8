//! Reads notes about videos whose transcript is known, and where their sentences are really said:
//! the folder in `CUELEAF_TRUTH`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use cueleaf::alignment::{TimedText, Transcript};
use cueleaf::archive::Archive;
use cueleaf::corpus::{Corpus, Note};

/// The second at which a sentence is said, and by how much it may be wrong, in seconds.
#[derive(Clone, Copy)]
pub(super) struct Label {
    pub(super) second: u32,
    pub(super) slack: u32,
}

impl Label {
    /// Whether a second is right.
    pub(super) fn agrees(self, second: u32) -> bool {
        second.abs_diff(self.second) <= super::TOLERANCE_SECONDS + self.slack
    }
}

/// The notes, labels and transcripts.
pub(super) struct Truth {
    /// The labelled notes whose video has a transcript, with the seconds that the program reads.
    pub(super) notes: Vec<Note>,
    /// By the path of the note and the index of the moment.
    pub(super) labels: BTreeMap<String, BTreeMap<usize, Label>>,
    /// By the id of the video.
    pub(super) transcripts: BTreeMap<String, Transcript>,
}

impl Truth {
    pub(super) fn load(folder: &Path) -> Self {
        let labels = labels(folder);
        let transcripts = transcripts(folder);
        let notes = cueleaf::corpus::load(&folder.join("notes")).unwrap().notes;
        let labelled = notes
            .into_iter()
            .filter(|note| labels.contains_key(&note.path));
        let archive = Archive::new(Corpus::from(
            labelled.map(Arc::unwrap_or_clone).collect::<Vec<Note>>(),
        ));
        let notes = archive.notes().map(|(_, note)| Note::clone(note));
        let notes = notes
            .filter(|note| transcripts.contains_key(&video_of(note)))
            .collect();
        Self {
            notes,
            labels,
            transcripts,
        }
    }

    /// The notes of whose labels at least 95 % agree with the time as written.
    pub(super) fn right_notes(&self) -> impl Iterator<Item = &Note> {
        self.notes.iter().filter(|note| {
            let labels = &self.labels[&note.path];
            let right = labels.iter().filter(|(index, label)| {
                let moment = note.facts.moments.get(**index);
                moment.is_some_and(|moment| label.agrees(moment.time.as_hms()))
            });
            right.count() * 100 >= labels.len() * 95
        })
    }

    /// The transcript of a note's video.
    pub(super) fn transcript(&self, note: &Note) -> &Transcript {
        &self.transcripts[&video_of(note)]
    }
}

/// The folder in `CUELEAF_TRUTH`.
pub(super) fn folder() -> PathBuf {
    let folder = std::env::var_os("CUELEAF_TRUTH").map(PathBuf::from);
    folder.expect("a folder of labelled notes in CUELEAF_TRUTH")
}

/// The id of a note's video; empty if it has none.
pub(super) fn video_of(note: &Note) -> String {
    note.video.map(|id| id.to_string()).unwrap_or_default()
}

fn labels(folder: &Path) -> BTreeMap<String, BTreeMap<usize, Label>> {
    let mut labels: BTreeMap<String, BTreeMap<usize, Label>> = BTreeMap::new();
    let text = std::fs::read_to_string(folder.join("labels.csv")).unwrap();
    for line in text.lines().skip(1) {
        // From the right, as only the path may contain commas.
        let fields: Vec<&str> = line.rsplitn(6, ',').collect();
        let [slack, second, _, _, index, path] = fields[..] else {
            panic!("a label: {line}");
        };
        let label = Label {
            second: second.parse().unwrap(),
            slack: slack.parse().unwrap(),
        };
        let note = labels.entry(path.trim_matches('"').to_owned()).or_default();
        note.insert(index.parse().unwrap(), label);
    }
    labels
}

fn transcripts(folder: &Path) -> BTreeMap<String, Transcript> {
    let files = std::fs::read_dir(folder.join("transcripts")).unwrap();
    files
        .map(|file| {
            let path = file.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let text = std::fs::read_to_string(&path).unwrap();
            let cues = cues(&text);
            let timed = cues.iter().map(|(start, end, text)| TimedText {
                start: *start,
                end: *end,
                text,
            });
            let id = name.split('.').next().unwrap().to_owned();
            (id, Transcript::new(timed))
        })
        .collect()
}

/// The cues of a VTT or SRT file: start and end in seconds, text.
fn cues(file: &str) -> Vec<(f32, f32, String)> {
    let mut cues: Vec<(f32, f32, String)> = Vec::new();
    let mut is_open = false;
    for line in file.lines().map(str::trim) {
        if let Some((start, end)) = line.split_once("-->") {
            let end = end.split_whitespace().next().unwrap();
            cues.push((seconds(start), seconds(end), String::new()));
            is_open = true;
        } else if line.is_empty() {
            is_open = false;
        } else if is_open {
            let text = &mut cues.last_mut().unwrap().2;
            text.push(' ');
            text.push_str(line);
        }
    }
    cues
}

fn seconds(time: &str) -> f32 {
    let parts = time.trim().replace(',', ".");
    parts
        .split(':')
        .fold(0.0, |sum, part| sum * 60.0 + part.parse::<f32>().unwrap())
}
