//! Time and response sizes grow linearly with notes, from parsing to every response.

use std::time::{Duration, Instant};

use askama::Template;
use cueleaf::archive::{Archive, NoteId};
use cueleaf::corpus::{Corpus, Note};
use cueleaf::pages::{
    ChannelPage, HomePage, ListRequest, MapNotesData, MapPage, MapSearchData, MomentOrder,
    NoteData, NotePage, PreviewData, SearchData, SearchPage, Site, SuggestionData, TagPage,
    TagsData, TagsPage, TopicPage, VideoData, VideoPage,
};
use cueleaf::search::{CancellationToken, SearchRequest};

use crate::support;

use super::worst_case_inputs::{BODY_ATTACKS, FRONT_MATTER, FRONT_MATTER_ATTACKS, NOTE_SETS};

/// The ratio of the sizes of two consecutive inputs.
const INPUT_RATIO: usize = 4;
/// The maximum ratio of their times. Linear time has 4, quadratic time 16.
const MAX_TIME_RATIO: u32 = 9;
/// Times of single stages below this are noise.
const MIN_TIME: Duration = Duration::from_millis(10);
/// Inputs grow until all stages together take this long ...
const ENOUGH_TIME: Duration = Duration::from_millis(40);
/// ... or until they have grown by this factor, to 256 kB.
const MAX_GROWTH: usize = 64;
/// A time that seems superlinear is measured again, at most this often: noise does not persist.
const MAX_ATTEMPTS: usize = 4;
/// The maximum bytes of a response per byte of its notes, and the fixed overhead.
const MAX_AMPLIFICATION: usize = 16;
const PAGE_OVERHEAD_BYTES: usize = 200_000;

/// The size of the smallest attack in bytes: `CUELEAF_TEST_ATTACK_BYTES`, or a small one.
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
    let found =
        ["a", "word a", "\"a a\"", "lorem", "dr", "tag:x"].map(|input| search(&site, input));
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
            ChannelPage::new(&site, channel, &ListRequest::page_only(1), None)
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
        HomePage::new(&site, &ListRequest::page_only(1), None)
            .unwrap()
            .render()
            .unwrap()
            .len(),
    );
    if let Some(number) = site.archive.video_of(id) {
        watch.mark(
            "video",
            VideoPage::new(&site, number, MomentOrder::Note, None)
                .render()
                .unwrap()
                .len(),
        );
        watch.mark("video data", json(&VideoData::new(&site, number)));
    }
    if let Some(tag) = site.archive.tag_named("x") {
        let tag = TagPage::new(&site, tag, 1).unwrap();
        watch.mark("tag", tag.render().unwrap().len());
    }
    let tags = TagsPage::new(&site, 1).unwrap();
    watch.mark("tags", tags.render().unwrap().len());
    watch.mark("tag data", json(&TagsData::new(&site.archive)));
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

/// Measures inputs of increasing size until the times are long enough to be compared. A stage is
/// superlinear if its time grows too fast in two consecutive steps: beyond a limit, such as that of
/// front matter, another algorithm may take over, which happens once.
fn assert_linear(name: &str, notes: impl Fn(usize) -> Vec<(String, String)>) {
    let mut shorter = measure(name, notes(1));
    let (mut size, mut suspect) = (1, None);
    while size < MAX_GROWTH && (suspect.is_some() || total_time(&shorter) < ENOUGH_TIME) {
        size *= INPUT_RATIO;
        let mut longer = measure(name, notes(size));
        for _ in 1..MAX_ATTEMPTS {
            if first_superlinear(&shorter, &longer).is_none() {
                break;
            }
            keep_shortest(&mut shorter, measure(name, notes(size / INPUT_RATIO)));
            keep_shortest(&mut longer, measure(name, notes(size)));
        }
        let found = first_superlinear(&shorter, &longer);
        if let Some((short, long)) = found
            && suspect == Some(short.stage)
        {
            panic!(
                "{name}, {}: {:.0?}, then {:.0?} for {INPUT_RATIO} times the input ({size} units)",
                short.stage, short.time, long.time
            );
        }
        suspect = found.map(|(short, _)| short.stage);
        shorter = longer;
    }
}

fn total_time(stages: &[Measurement]) -> Duration {
    stages.iter().map(|stage| stage.time).sum()
}

/// The first stage whose time grew faster than its input.
fn first_superlinear<'a>(
    shorter: &'a [Measurement],
    longer: &'a [Measurement],
) -> Option<(&'a Measurement, &'a Measurement)> {
    shorter
        .iter()
        .zip(longer)
        .find(|(short, long)| long.time > (short.time * MAX_TIME_RATIO).max(MIN_TIME))
}

/// Keeps the shorter time of each stage: other programs only ever add time.
fn keep_shortest(kept: &mut [Measurement], repeated: Vec<Measurement>) {
    for (kept, repeated) in kept.iter_mut().zip(repeated) {
        kept.time = kept.time.min(repeated.time);
    }
}

/// Measures all stages, and checks the sizes of the responses.
fn measure(name: &str, notes: Vec<(String, String)>) -> Vec<Measurement> {
    let source: usize = notes
        .iter()
        .map(|(path, source)| path.len() + source.len())
        .sum();
    let stages = measure_stages(notes);
    for Measurement { stage, size, .. } in &stages {
        assert!(
            *size <= source * MAX_AMPLIFICATION + PAGE_OVERHEAD_BYTES,
            "{name}: {size} bytes of {stage} for {source} bytes of notes"
        );
    }
    stages
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
