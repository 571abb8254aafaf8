//! Reads notes about videos whose transcript is known, and where their sentences are really said:
//! the folder in `CUELEAF_TRUTH`.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use cueleaf::alignment::{TimedText, Transcript};
use cueleaf::archive::Archive;
use cueleaf::corpus::{Corpus, Note};

use crate::truth;

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

/// The id of a note's video; empty if it has none.
pub(super) fn video_of(note: &Note) -> String {
    note.video.map(|id| id.to_string()).unwrap_or_default()
}

fn labels(folder: &Path) -> BTreeMap<String, BTreeMap<usize, Label>> {
    let mut labels: BTreeMap<String, BTreeMap<usize, Label>> = BTreeMap::new();
    for label in truth::labels(folder) {
        let of_note = labels.entry(label.path).or_default();
        let (second, slack) = (label.seconds, label.uncertainty);
        of_note.insert(label.moment, Label { second, slack });
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
            let parsed = cueleaf::transcript::parse(&name, &text).unwrap();
            let timed = parsed.cues.iter().map(|cue| TimedText {
                start: cue.start_ms as f32 / 1000.0,
                end: cue.end_ms as f32 / 1000.0,
                text: &parsed.text[cue.text.start as usize..cue.text.end as usize],
            });
            let id = name.split('.').next().unwrap().to_owned();
            (id, Transcript::new(timed))
        })
        .collect()
}
