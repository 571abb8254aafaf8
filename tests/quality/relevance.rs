//! Measures how well search answers what people ask, and finds titles, misspelt titles, and
//! sentences by six of their words.

use std::collections::HashMap;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use cueleaf::archive::{Archive, NoteId};
use cueleaf::markdown::Moment;
use cueleaf::progress::Progress;
use cueleaf::search::{CancellationToken, Hits, Search, SearchRequest};
use fastrand::Rng;
use serde::Deserialize;

use crate::support::required_corpus;

/// The number of queries of each kind, except titles, which are all tried.
const SAMPLE: usize = 1_500;

struct Measured<'a> {
    archive: &'a Archive,
    search: Search,
    random: Rng,
}

/// The results of one kind of query.
#[derive(Default)]
struct Row {
    queries: usize,
    first: usize,
    /// Among the top three.
    top_three: usize,
}

impl Row {
    fn first(&self) -> f64 {
        self.first as f64 / self.queries as f64
    }

    fn top_three(&self) -> f64 {
        self.top_three as f64 / self.queries as f64
    }

    fn print(&self, what: &str) {
        eprintln!(
            "| {what} | {} | {:.1} % | {:.1} % |",
            self.queries,
            100.0 * self.first(),
            100.0 * self.top_three()
        );
    }
}

/// A query as people type it, with the notes that answer it.
#[derive(Deserialize)]
struct Question {
    query: String,
    /// The path of a note that answers it.
    path: String,
    /// The paths of other notes that do.
    #[serde(default)]
    also: Vec<String>,
    /// The timestamp in the note that answers it.
    time: String,
}

impl Question {
    fn is_answered_by(&self, path: &str) -> bool {
        self.path == path || self.also.iter().any(|other| other == path)
    }
}

/// The answers to questions.
#[derive(Default)]
struct Answers {
    /// The place of the first right note of each question among the first ten, from 1.
    places: Vec<Option<usize>>,
    /// For each question whose note was found, whether the first moment shown is near the right
    /// one.
    right_moments: Vec<bool>,
}

impl Answers {
    /// The share of the questions with a right note among the first `limit`.
    fn among(&self, limit: usize) -> f64 {
        let is_among = |place: &&Option<usize>| place.is_some_and(|place| place <= limit);
        share(
            self.places.iter().filter(is_among).count(),
            self.places.len(),
        )
    }

    /// The mean of 1 / place.
    fn reciprocal_rank(&self) -> f64 {
        let sum: f64 = self
            .places
            .iter()
            .flatten()
            .map(|place| 1.0 / *place as f64)
            .sum();
        sum / self.places.len() as f64
    }

    fn right_moments(&self) -> f64 {
        let right = self
            .right_moments
            .iter()
            .filter(|is_right| **is_right)
            .count();
        share(right, self.right_moments.len())
    }

    fn print(&self) {
        eprintln!(
            "\n| queries | first | top three | top ten | MRR | right moment first |\n\
             | --: | --: | --: | --: | --: | --: |\n\
             | {} | {:.1} % | {:.1} % | {:.1} % | {:.3} | {:.1} % of {} |",
            self.places.len(),
            100.0 * self.among(1),
            100.0 * self.among(3),
            100.0 * self.among(10),
            self.reciprocal_rank(),
            100.0 * self.right_moments(),
            self.right_moments.len(),
        );
    }
}

fn share(count: usize, of: usize) -> f64 {
    count as f64 / of as f64
}

/// A moment this near to the right one is right, in seconds.
const NEAR_SECONDS: u32 = 60;

/// A note, six consecutive words of one of its sentences, and the seconds of its moments.
struct Excerpt {
    note: NoteId,
    seconds: Vec<u32>,
    words: String,
    /// Whether no other note contains these words.
    is_only: bool,
}

/// Which six-word sequences occur in a single note; notes of one video often share sentences.
struct Shingles(HashMap<u64, Option<NoteId>>);

impl Shingles {
    fn new(archive: &Archive) -> Self {
        let mut shingles = HashMap::new();
        for (id, note) in archive.notes() {
            let words = words(&note.facts.text);
            for row in words.windows(6) {
                let known = shingles.entry(hash(row)).or_insert(Some(id));
                *known = known.filter(|other| *other == id);
            }
        }
        Self(shingles)
    }

    fn are_only_in(&self, text: &str, note: NoteId) -> bool {
        words(text)
            .windows(6)
            .any(|row| self.0.get(&hash(row)) == Some(&Some(note)))
    }
}

fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

fn hash(row: &[String]) -> u64 {
    let mut hasher = std::hash::DefaultHasher::new();
    row.hash(&mut hasher);
    hasher.finish()
}

impl Measured<'_> {
    fn search(&self, text: &str) -> Arc<Hits> {
        let request = SearchRequest::new(text);
        self.search
            .find(self.archive, &request, &CancellationToken::default())
            .unwrap()
    }

    fn count(&self, row: &mut Row, text: &str, note: NoteId) {
        let place = self
            .search(text)
            .hits
            .iter()
            .position(|hit| hit.note == note);
        row.queries += 1;
        row.first += usize::from(place == Some(0));
        row.top_three += usize::from(place.is_some_and(|place| place < 3));
        self.log_wrong(place == Some(0), text, note);
    }

    fn ask(&self, questions: &[Question]) -> Answers {
        let mut answers = Answers::default();
        for question in questions {
            let found = self.search(&question.query);
            let path = |note: NoteId| self.archive.note(note).path.as_str();
            let place = found
                .hits
                .iter()
                .position(|hit| question.is_answered_by(path(hit.note)));
            answers.places.push(place.map(|place| place + 1));
            let (note, _) = self
                .archive
                .notes()
                .find(|(_, note)| note.path == question.path)
                .expect("the path of a note");
            self.log_wrong(place == Some(0), &question.query, note);
            let hit = found.hits.iter().find(|hit| hit.note == note);
            if let Some(sentence) = hit.and_then(|hit| hit.sentences.first()) {
                let note = self.archive.note(note);
                let is_right = sentence.moment.is_some_and(|moment| {
                    let shown = note.facts.moments[moment].resolved.seconds;
                    let is_cited =
                        |moment: &&Moment| note.slice(&moment.source_range) == question.time;
                    let mut right = note.facts.moments.iter().filter(is_cited);
                    right.any(|moment| moment.resolved.seconds.abs_diff(shown) <= NEAR_SECONDS)
                });
                answers.right_moments.push(is_right);
            }
        }
        answers
    }

    fn log_wrong(&self, is_right: bool, text: &str, note: NoteId) {
        if !is_right && std::env::var_os("CUELEAF_TEST_SHOW_WRONG").is_some() {
            let found: Vec<_> = self
                .search(text)
                .hits
                .iter()
                .take(3)
                .map(|hit| self.archive.note(hit.note).path.clone())
                .collect();
            eprintln!(
                "{text:?} is {:?}, found {found:?}",
                self.archive.note(note).path
            );
        }
    }

    fn titles(&self) -> Row {
        let mut row = Row::default();
        for (id, note) in self
            .archive
            .notes()
            .filter(|(_, note)| !note.facts.text.is_empty())
        {
            self.count(&mut row, &note.title, id);
        }
        row
    }

    fn misspelt(&mut self) -> Row {
        let notes: Vec<NoteId> = self.archive.notes().map(|(id, _)| id).collect();
        let mut row = Row::default();
        while row.queries < SAMPLE {
            let id = notes[self.random.usize(..notes.len())];
            if let Some(title) = misspell(&self.archive.note(id).title, &mut self.random) {
                self.count(&mut row, &title, id);
            }
        }
        row
    }

    fn cited(&mut self) -> Vec<Excerpt> {
        let all: Vec<(NoteId, usize)> = (self.archive.notes())
            .flat_map(|(id, note)| (0..note.facts.moments.len()).map(move |moment| (id, moment)))
            .collect();
        let shingles = Shingles::new(self.archive);
        let mut cited = Vec::new();
        while cited.len() < SAMPLE.min(all.len()) {
            let (note, moment) = all[self.random.usize(..all.len())];
            let facts = &self.archive.note(note).facts;
            let sentence = &facts.moments[moment].sentence;
            let words: Vec<&str> = facts.slice(sentence).split_whitespace().collect();
            if words.len() < 6 {
                continue;
            }
            let start = self.random.usize(..=words.len() - 6);
            let words = words[start..start + 6]
                .join(" ")
                .replace(['"', '“', '”', '„', '«', '»'], "");
            let same = facts
                .moments
                .iter()
                .filter(|other| other.sentence == *sentence);
            let seconds = same.map(|other| other.resolved.seconds).collect();
            cited.push(Excerpt {
                note,
                seconds,
                is_only: shingles.are_only_in(&words, note),
                words,
            });
        }
        cited
    }

    /// Counts a hit as correct if the note comes first and shows the moment of the sentence first.
    fn sentences<'c>(&self, cited: impl IntoIterator<Item = &'c Excerpt>, quoted: bool) -> Row {
        let mut row = Row::default();
        for Excerpt {
            note,
            seconds,
            words,
            ..
        } in cited
        {
            let text = if quoted {
                format!("\"{words}\"")
            } else {
                words.clone()
            };
            let found = self.search(&text);
            let hits = &found.hits;
            let offset = |hit: &cueleaf::search::Hit| {
                let moment = hit.sentences.first()?.moment?;
                Some(
                    self.archive.note(hit.note).facts.moments[moment]
                        .resolved
                        .seconds,
                )
            };
            let is_correct = |hit: &cueleaf::search::Hit| {
                hit.note == *note && offset(hit).is_some_and(|offset| seconds.contains(&offset))
            };
            row.queries += 1;
            row.first += usize::from(hits.first().is_some_and(is_correct));
            row.top_three += usize::from(hits.iter().take(3).any(is_correct));
            self.log_wrong(hits.first().is_some_and(is_correct), &text, *note);
        }
        row
    }
}

/// A title with one typo in one of its words; `None` if all are short.
fn misspell(title: &str, random: &mut Rng) -> Option<String> {
    let mut words: Vec<String> = title.split(' ').map(str::to_owned).collect();
    let long: Vec<usize> = (0..words.len())
        .filter(|index| {
            words[*index].len() >= 5 && words[*index].bytes().all(|b| b.is_ascii_alphabetic())
        })
        .collect();
    let word = &mut words[*random.choice(&long)?];
    let offset = random.usize(..word.len());
    let letter = word[offset..=offset].to_ascii_lowercase();
    let other = loop {
        let other = random.lowercase().to_string();
        if other != letter {
            break other;
        }
    };
    match random.u8(..3) {
        0 => word.replace_range(offset..=offset, &other),
        1 => word.replace_range(offset..=offset, ""),
        _ => word.insert_str(offset, &other),
    }
    Some(words.join(" "))
}

/// Minimum shares, two standard errors below the measured ones.
struct Floors {
    title: f64,
    /// Misspelt titles first, and in the top three.
    misspelt: (f64, f64),
    words: f64,
    phrase: f64,
    /// Questions: the reciprocal rank, the share in the top ten, and the right moment first.
    questions: (f64, f64, f64),
}

fn check(name: &str, folder: &Path, questions: &[Question], floors: &Floors) {
    let archive = Archive::new(cueleaf::corpus::load(folder).unwrap());
    let search = Search::new(&archive, &Progress::default()).unwrap();
    let mut measured = Measured {
        archive: &archive,
        search,
        random: Rng::with_seed(20_261_125),
    };
    let answers = measured.ask(questions);
    let titles = measured.titles();
    let misspelt = measured.misspelt();
    let cited = measured.cited();
    let only = || cited.iter().filter(|cited| cited.is_only);
    let words = measured.sentences(only(), false);
    let phrases = measured.sentences(only(), true);
    eprintln!("\n{name}, {} notes", archive.notes().len());
    if !questions.is_empty() {
        answers.print();
    }
    eprintln!("\n| query | queries | first | top three |\n| --- | --: | --: | --: |");
    titles.print("the title of a note");
    misspelt.print("a title with one typo");
    words.print("six words of a sentence that no other note has, its moment shown first");
    phrases.print("the same as a phrase");
    measured
        .sentences(&cited, false)
        .print("six words of any sentence, which other notes may contain too");
    measured
        .sentences(&cited, true)
        .print("the same as a phrase");
    assert!(titles.first() >= floors.title, "titles");
    assert!(
        misspelt.first() >= floors.misspelt.0 && misspelt.top_three() >= floors.misspelt.1,
        "misspelt titles"
    );
    assert!(words.first() >= floors.words, "words of sentences");
    assert!(phrases.first() >= floors.phrase, "phrases");
    if !questions.is_empty() {
        let (reciprocal_rank, top_ten, moments) = floors.questions;
        assert!(answers.reciprocal_rank() >= reciprocal_rank, "questions");
        assert!(answers.among(10) >= top_ten, "questions among ten");
        assert!(answers.right_moments() >= moments, "moments of questions");
    }
}

/// The questions of a file, one JSON object per line.
fn questions(path: &Path) -> Vec<Question> {
    let lines = std::fs::read_to_string(path).unwrap();
    let lines = lines.lines().filter(|line| !line.trim().is_empty());
    lines
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn the_sample_notes_are_found() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    check(
        "sample notes",
        &root.join("content"),
        &questions(&root.join("tests/quality/queries.jsonl")),
        &Floors {
            title: 0.995,
            misspelt: (0.995, 0.995),
            words: 0.994,
            phrase: 0.995,
            questions: (0.80, 0.90, 0.43),
        },
    );
}

#[test]
#[ignore = "needs CUELEAF_CORPUS; CUELEAF_QUERIES names a file of questions about it"]
fn real_notes_are_found() {
    let queries = std::env::var_os("CUELEAF_QUERIES").map(PathBuf::from);
    check(
        "real notes",
        &required_corpus(),
        &queries.map_or_else(Vec::new, |path| questions(&path)),
        &Floors {
            title: 0.998,
            misspelt: (0.995, 0.997),
            words: 0.977,
            phrase: 0.996,
            questions: (0.70, 0.76, 0.68),
        },
    );
}
