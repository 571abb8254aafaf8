//! Time and response sizes grow linearly with notes, from parsing to every response.

use std::time::{Duration, Instant};

use askama::Template;
use cueleaf::archive::{Archive, NoteId};
use cueleaf::corpus::{Corpus, Note};
use cueleaf::pages::{
    ChannelPage, HomePage, MapNotesData, MapPage, MapSearchData, NoteData, NotePage, PreviewData,
    SearchData, SearchPage, Site, SuggestionData, TopicPage, VideoData, VideoPage,
};
use cueleaf::search::{CancellationToken, SearchRequest};

use crate::support;

use super::worst_case_inputs::{BODY_ATTACKS, FRONT_MATTER, FRONT_MATTER_ATTACKS, NOTE_SETS};

/// The ratio of the sizes of the second and the first input.
const INPUT_RATIO: usize = 8;
/// The maximum ratio of times: above noise, below quadratic growth.
const MAX_TIME_RATIO: u32 = 24;
/// Shorter times are not compared.
const MIN_TIME: Duration = Duration::from_millis(40);
/// The maximum bytes of a response per byte of its notes, and the fixed overhead.
const MAX_AMPLIFICATION: usize = 16;
const PAGE_OVERHEAD_BYTES: usize = 200_000;

/// The size of one attack in bytes: `CUELEAF_TEST_ATTACK_BYTES`, or a small one.
fn bytes() -> usize {
    support::setting("CUELEAF_TEST_ATTACK_BYTES").unwrap_or(4_000) as usize
}

struct Measurement {
    stage: &'static str,
    time: Duration,
    size: usize,
}

/// Measures the time and the size of consecutive stages.
struct Stopwatch(Vec<Measurement>, Instant);

impl Stopwatch {
    fn mark(&mut self, stage: &'static str, size: usize) {
        let now = Instant::now();
        self.0.push(Measurement {
            stage,
            time: now - self.1,
            size,
        });
        self.1 = now;
    }
}

/// All stages for some notes: parsing, rendering, and every response about one of them.
fn measure_stages(notes: Vec<(String, String)>) -> Vec<Measurement> {
    let middle = notes.len() / 2;
    let mut watch = Stopwatch(Vec::new(), Instant::now());
    let notes: Vec<Note> = notes
        .into_iter()
        .map(|(path, source)| Note::new(path, source))
        .collect();
    watch.mark(
        "reading",
        notes.iter().map(|note| note.facts.text.len()).sum(),
    );
    let site = Site::new(Archive::new(Corpus::from(notes)), true);
    watch.mark("linking", site.archive.problems().len());
    site.archive.check();
    site.archive.map();
    watch.mark("checking", 0);
    site.search.begin(&site.archive).unwrap();
    watch.mark("indexing", 0);
    let found = ["a", "word a", "\"a a\"", "lorem", "dr"].map(|input| search(&site, input));
    watch.mark("search", found.into_iter().max().unwrap());
    let (id, _) = site.archive.notes().nth(middle).unwrap();
    watch.mark(
        "page",
        NotePage::new(&site, id, None).render().unwrap().len(),
    );
    watch.mark("data", json(&NoteData::new(&site, id)));
    watch.mark("preview", preview(&site, id));
    watch.mark("map", MapPage::new(&site, "").render().unwrap().len());
    if let Some(channel) = site.archive.channel_of(id) {
        watch.mark(
            "channel",
            ChannelPage::new(&site, channel, 1)
                .unwrap()
                .render()
                .unwrap()
                .len(),
        );
        watch.mark(
            "map notes",
            (0..3)
                .filter_map(|n| Some(json(&MapNotesData::new(&site, n)?)))
                .max()
                .unwrap_or(0),
        );
    }
    watch.mark(
        "home",
        HomePage::new(&site, 1).unwrap().render().unwrap().len(),
    );
    if let Some(number) = site.archive.video_of(id) {
        watch.mark(
            "video",
            VideoPage::new(&site, number, None).render().unwrap().len(),
        );
        watch.mark("video data", json(&VideoData::new(&site, number)));
    }
    if let Some(topic) = site.archive.topic_named("x") {
        watch.mark(
            "topic",
            TopicPage::new(&site, topic).render().unwrap().len(),
        );
    }
    watch.0
}

/// The size of the largest search response.
fn search(site: &Site, input: &str) -> usize {
    let request = SearchRequest::new(input);
    let index = site.search.get().expect("an index");
    let cancel = CancellationToken::default();
    let page = SearchPage::new(site, &request, &cancel)
        .unwrap()
        .render()
        .unwrap()
        .len();
    page.max(json(
        &SuggestionData::new(site, index, input, &cancel).unwrap(),
    ))
    .max(json(
        &SearchData::new(site, index, &request.with_range(0, 100), &cancel).unwrap(),
    ))
    .max(json(
        &MapSearchData::new(site, index, input, &cancel).unwrap(),
    ))
}

fn json(data: &impl serde::Serialize) -> usize {
    serde_json::to_string(data).unwrap().len()
}

fn preview(site: &Site, id: NoteId) -> usize {
    let path = site.archive.note_url(id).trim_start_matches('/');
    let path = percent_encoding::percent_decode_str(path)
        .decode_utf8()
        .unwrap();
    PreviewData::new(site, &path, Some(1)).map_or(0, |data| json(&data))
}

/// Repeats the measurement: superlinear growth persists, noise does not.
fn assert_linear(name: &str, notes: impl Fn(usize) -> Vec<(String, String)>) {
    let mut seen = String::new();
    for _ in 0..4 {
        let (short, long) = (measure_stages(notes(1)), measure_stages(notes(INPUT_RATIO)));
        let source: usize = notes(INPUT_RATIO)
            .iter()
            .map(|(_, source)| source.len())
            .sum();
        let is_slow = |(short, long): &(&Measurement, &Measurement)| {
            long.time > short.time * MAX_TIME_RATIO + MIN_TIME
        };
        let stages: Vec<(&Measurement, &Measurement)> = short.iter().zip(&long).collect();
        let large = long
            .iter()
            .find(|took| took.size > source * MAX_AMPLIFICATION + PAGE_OVERHEAD_BYTES);
        assert!(
            large.is_none(),
            "{name}: {} bytes of {}",
            large.unwrap().size,
            large.unwrap().stage
        );
        match stages.into_iter().find(is_slow) {
            None => return,
            Some((short, long)) => {
                seen += &format!(
                    " {}: {:.0?}, then {:.0?};",
                    short.stage, short.time, long.time
                )
            }
        }
    }
    panic!("{name}, and {INPUT_RATIO} times the input:{seen}");
}

#[test]
fn the_cost_of_a_note_is_linear() {
    for (name, attack) in BODY_ATTACKS {
        assert_linear(name, |times| {
            vec![(
                "c/a.md".to_owned(),
                format!("{FRONT_MATTER}{}", attack(times * bytes())),
            )]
        });
    }
}

#[test]
fn the_cost_of_front_matter_is_linear() {
    for (name, attack) in FRONT_MATTER_ATTACKS {
        let note = |times| {
            format!(
                "---\n{}\n---\n[[x]] links to [[a]].",
                attack(times * bytes())
            )
        };
        assert_linear(name, |times| vec![("c/a.md".to_owned(), note(times))]);
    }
}

#[test]
fn links_do_not_repeat_long_titles() {
    let long = format!("---\ntitle: {}\n---\n# {0}\n[[c]]", "a".repeat(200_000));
    let links = "---\nvideoId: E1cxZuHrwZc\n---\n".to_owned() + &"[[a]] [[c]]. ".repeat(1_000);
    let index = format!(
        "## [{}](https://www.youtube.com/watch?v=E1cxZuHrwZc)\n",
        "b".repeat(200_000)
    );
    let notes = [("c/a.md", long), ("c/b.md", links), ("c/c.md", index)];
    let notes = notes
        .map(|(path, source)| Note::new(path.to_owned(), source))
        .to_vec();
    let site = Site::new(Archive::new(Corpus::from(notes)), true);
    let (id, _) = site
        .archive
        .notes()
        .find(|(_, note)| note.path == "c/b.md")
        .unwrap();
    let page = NotePage::new(&site, id, None).render().unwrap();
    assert!(
        page.len() < 1_000_000 && page.contains("aaa…"),
        "{} bytes",
        page.len()
    );
}

#[test]
fn the_cost_of_many_notes_is_linear() {
    for (name, note) in NOTE_SETS {
        assert_linear(name, |times| (0..times * bytes() / 40).map(note).collect());
    }
}
