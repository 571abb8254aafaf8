//! Time and size grow no faster than a note does, on the whole way from its text to all that is
//! told of it.

use std::time::{Duration, Instant};

use askama::Template;
use cueleaf::archive::{Archive, NoteId};
use cueleaf::corpus::{Corpus, Note};
use cueleaf::pages::{
    ChannelPage, FoundData, HomePage, MapFoundData, MapNotesData, MapPage, NoteData, NotePage,
    PreviewData, SearchPage, Site, SuggestionData, TopicPage, VideoData, VideoPage, Wish,
};
use cueleaf::search::CancellationToken;

use super::attacks::{ATTACKS, CROWDS, FRONT, FRONTS};

/// How much longer the second text is, or how many more the notes are.
const LONGER: usize = 8;
/// What more than linear would exceed: noise, the square of it is not.
const MOST: u32 = 24;
/// Shorter times say nothing.
const NOTHING: Duration = Duration::from_millis(40);
/// The most bytes of any answer for each byte of the notes that it is about, and besides.
const MOST_TOLD: usize = 16;
const FRAME_BYTES: usize = 200_000;

/// How long one attack is, in bytes: `scripts/fuzz` asks for more.
fn bytes() -> usize {
    std::env::var("CUELEAF_ATTACK")
        .ok()
        .and_then(|bytes| bytes.parse().ok())
        .unwrap_or(4_000)
}

struct Took {
    stage: &'static str,
    time: Duration,
    size: usize,
}

/// Does one thing after the other, and takes the time and the size of each.
struct Watch(Vec<Took>, Instant);

impl Watch {
    fn mark(&mut self, stage: &'static str, size: usize) {
        let now = Instant::now();
        self.0.push(Took {
            stage,
            time: now - self.1,
            size,
        });
        self.1 = now;
    }
}

/// The whole way of some notes: all that is told of one of them.
fn way(notes: Vec<(String, String)>) -> Vec<Took> {
    let middle = notes.len() / 2;
    let mut watch = Watch(Vec::new(), Instant::now());
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
    let found = ["a", "word a", "\"a a\"", "lorem", "dr"].map(|typed| search(&site, typed));
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

/// The size of the largest answer to what is typed.
fn search(site: &Site, typed: &str) -> usize {
    let wish = Wish {
        query: typed.to_owned(),
        ..Wish::default()
    };
    let index = site.search.get().expect("an index");
    let cancel = CancellationToken::default();
    let page = SearchPage::new(site, &wish, &cancel)
        .unwrap()
        .render()
        .unwrap()
        .len();
    page.max(json(
        &SuggestionData::new(site, index, typed, &cancel).unwrap(),
    ))
    .max(json(
        &FoundData::new(site, index, &wish, 100, 0, &cancel).unwrap(),
    ))
    .max(json(
        &MapFoundData::new(site, index, typed, &cancel).unwrap(),
    ))
}

fn json(data: &impl serde::Serialize) -> usize {
    serde_json::to_string(data).unwrap().len()
}

fn preview(site: &Site, id: NoteId) -> usize {
    let path = site.archive.note_address(id).trim_start_matches('/');
    let path = percent_encoding::percent_decode_str(path)
        .decode_utf8()
        .unwrap();
    PreviewData::of_place(site, &path, Some(1)).map_or(0, |data| json(&data))
}

/// What is more than linear is so each time; what was disturbed is not.
fn assert_linear(name: &str, notes: impl Fn(usize) -> Vec<(String, String)>) {
    let mut seen = String::new();
    for _ in 0..4 {
        let (short, long) = (way(notes(1)), way(notes(LONGER)));
        let source: usize = notes(LONGER).iter().map(|(_, source)| source.len()).sum();
        let is_slow = |(short, long): &(&Took, &Took)| long.time > short.time * MOST + NOTHING;
        let stages: Vec<(&Took, &Took)> = short.iter().zip(&long).collect();
        let large = long
            .iter()
            .find(|took| took.size > source * MOST_TOLD + FRAME_BYTES);
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
    panic!("{name}, and {LONGER} times as much:{seen}");
}

#[test]
fn a_note_costs_no_more_than_its_length() {
    for (name, attack) in ATTACKS {
        assert_linear(name, |times| {
            vec![(
                "c/a.md".to_owned(),
                format!("{FRONT}{}", attack(times * bytes())),
            )]
        });
    }
}

#[test]
fn front_matter_costs_no_more_than_its_length() {
    for (name, attack) in FRONTS {
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
fn a_title_is_not_told_whole_by_each_who_links_to_it() {
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
fn many_notes_cost_no_more_than_their_number() {
    for (name, note) in CROWDS {
        assert_linear(name, |times| (0..times * bytes() / 40).map(note).collect());
    }
}
