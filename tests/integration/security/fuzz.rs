//! Fuzzing: mutated inputs of every kind must not fail, and their cost must be linear.
//!
//! The normal run is short and deterministic. `CUELEAF_TEST_SECONDS` sets a duration; the seed is
//! then random and printed, and can be repeated with `CUELEAF_TEST_SEED`:
//! `CUELEAF_TEST_SECONDS=60 cargo test fuzz -- --nocapture`.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::{Duration, Instant};

use askama::Template;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, Uri};
use cueleaf::archive::Archive;
use cueleaf::corpus::{Corpus, Note};
use cueleaf::markdown::{
    LinkView, MediaView, RecordingView, RenderContext, ResolvedTime, Subject, TimestampToken,
    VideoView, Wikilink, facts, html,
};
use cueleaf::pages::{NotePage, Site};
use cueleaf::site::store::SiteStore;
use cueleaf::text::timestamp::RawTimestamp;
use cueleaf::text::youtube::YoutubeId;
use cueleaf::web;
use fastrand::Rng;
use tokio::runtime::Runtime;
use tower::ServiceExt;

use super::note_mutation::{mutated, slice};
use super::search_cost::cost_of_all_searches;
use crate::support;

/// The number of inputs of each kind in the normal run.
const NORMAL_CASES: usize = 300;
/// One input in this many is repeated to measure the growth of time.
const REPEAT_INTERVAL: usize = 10;
/// The length of the repeated input, relative to the first. Quadratic time would exceed linear time
/// by this factor.
const LENGTH_RATIO: usize = 4;
/// The maximum excess over linear time; linear code exceeds it only on a busy machine.
const MAX_EXCESS: f64 = 2.5;
/// Half the stack size of the server's threads, in bytes.
const STACK_BYTES: usize = 1024 * 1024;

/// The tags that rendered notes may contain.
const TAGS: &str = "a b blockquote br code dd del details div dt em h2 h3 h4 h5 h6 hr i input ins kbd li mark math menclose mfrac mi mn mo \
    mmultiscripts mover mpadded mphantom mprescripts mroot mrow ms mspace msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder munderover ol p \
    pre s section small span strong sub summary sup table tbody td th thead tr u ul";

/// A render context without an archive.
#[derive(Default)]
struct StandaloneContext {
    code_time: Cell<Duration>,
}

impl RenderContext for StandaloneContext {
    fn wikilink(&self, link: &Wikilink<'_>) -> LinkView {
        match link.target.contains("://") {
            true => LinkView::External(link.target.to_string()),
            false => LinkView::Topic("/topic/x".to_owned()),
        }
    }

    fn embed(&self, _: &Wikilink<'_>) -> Option<String> {
        None
    }

    fn media(&self, _: &str) -> Option<MediaView<'_>> {
        None
    }

    fn has_video(&self) -> bool {
        true
    }

    fn recording(&self, _: &str) -> Option<RecordingView<'_>> {
        Some(RecordingView::Own)
    }

    fn video(&self, _: &YoutubeId) -> VideoView {
        VideoView::Own
    }

    fn video_page(&self, _: &YoutubeId) -> Option<String> {
        None
    }

    fn moment_url_prefix(&self) -> Option<&str> {
        Some("")
    }

    fn selected_second(&self) -> Option<u32> {
        None
    }

    fn resolve(&self, moment: &TimestampToken<'_>) -> Option<ResolvedTime> {
        Some(ResolvedTime::as_written(moment))
    }

    fn cited_video(&self, timestamp: &TimestampToken<'_>) -> Option<YoutubeId> {
        timestamp.video
    }

    fn tag_url(&self, _: &str) -> Option<&str> {
        Some("/tag/x")
    }

    fn highlight_time_left(&self) -> &Cell<Duration> {
        &self.code_time
    }

    fn has_anchors(&self) -> bool {
        true
    }

    fn keeps_line_breaks(&self) -> bool {
        true
    }
}

/// The code under test.
struct Target {
    site: Arc<Site>,
    router: Router,
    runtime: Runtime,
}

type Try = fn(&Target, &str);

const KINDS: [(&str, Try); 5] = [
    ("front matter", front_matter),
    ("dialect", dialect),
    ("timestamps", timestamps),
    ("query", query),
    ("URL", url),
];

fn front_matter(_: &Target, text: &str) {
    let note = Note::new("c/n.md".to_owned(), format!("---\n{text}\n---\nThe body."));
    assert!(
        note.title.len() < 600 && note.source.is_char_boundary(note.body_start),
        "{:?}",
        note.title
    );
}

fn dialect(_: &Target, text: &str) {
    let (facts, html) = (
        facts(text, Subject::None),
        html(text, &StandaloneContext::default()).text,
    );
    for part in html.split('<').skip(1) {
        let name = part
            .trim_start_matches('/')
            .split([' ', '>', '\n', '/'])
            .next()
            .unwrap();
        assert!(
            TAGS.split_whitespace().any(|tag| tag == name),
            "<{name}> is no tag of ours"
        );
    }
    let ids = html
        .split("<h")
        .filter_map(|part| part.split_once(" id=\""))
        .filter(|(level, _)| level.len() == 1);
    let ids: Vec<&str> = ids.filter_map(|(_, rest)| rest.split('"').next()).collect();
    let anchors: Vec<&str> = facts
        .headings
        .iter()
        .map(|heading| &*heading.anchor)
        .collect();
    assert_eq!(ids, anchors, "facts and HTML have the same anchors");
    for heading in &facts.headings {
        let source_text = facts
            .text
            .get(heading.text_range.start as usize..heading.text_range.end as usize);
        assert!(
            source_text.is_some(),
            "{:?} is not a range of the text",
            heading.text_range
        );
    }
    for sentence in facts
        .moments
        .iter()
        .map(|moment| &moment.sentence)
        .chain(facts.links.iter().map(|link| &link.sentence))
    {
        assert!(
            facts
                .text
                .get(sentence.start as usize..sentence.end as usize)
                .is_some(),
            "{sentence:?} is not a range of the text"
        );
    }
}

fn timestamps(_: &Target, text: &str) {
    let _ = (
        RawTimestamp::parse(text),
        RawTimestamp::parse_prefix(text),
        RawTimestamp::find(text),
    );
    let cut: String = text.chars().take(3_000).collect();
    let source = format!(
        "---\nvideoId: E1cxZuHrwZc\n---\n{}",
        cut.replace('a', "[00:03:38]").replace('e', "03:")
    );
    let site = Site::new(
        Archive::new(Corpus::from(vec![Note::new("c/n.md".to_owned(), source)])),
        true,
    );
    let (id, note) = site.archive.notes().next().unwrap();
    for moment in &note.facts.moments {
        assert!(
            !note.slice(&moment.source_range).is_empty(),
            "{moment:?} does not occur in the text"
        );
    }
    NotePage::new(&site, id, Some(218)).render().unwrap();
    site.archive.check();
}

fn query(target: &Target, text: &str) {
    for (way, cost) in cost_of_all_searches(&target.site, |_| text.to_owned()) {
        cost.assert_is_small(way);
    }
}

fn url(target: &Target, text: &str) {
    // Unescaped, if it is a valid URI, and escaped.
    let plain: String = text
        .chars()
        .filter(|c| c.is_ascii_graphic())
        .take(2_000)
        .collect();
    let escaped =
        percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string();
    let escaped = &escaped[..escaped.len().min(6_000)];
    for url in [
        format!("/{plain}"),
        format!("/{escaped}"),
        format!("/search?{plain}"),
        format!("/topic/{escaped}"),
        format!("/tag/{escaped}"),
        format!("/acquired/origin?t={plain}"),
        format!("/api/preview?path={escaped}"),
    ] {
        let Ok(uri) = url.parse::<Uri>() else {
            continue;
        };
        let response = target
            .runtime
            .block_on(
                target
                    .router
                    .clone()
                    .oneshot(Request::get(uri).body(Body::empty()).unwrap()),
            )
            .unwrap();
        assert!(
            response.status().as_u16() < 500,
            "{url} returns {}",
            response.status()
        );
        target
            .runtime
            .block_on(to_bytes(response.into_body(), usize::MAX))
            .unwrap();
    }
}

/// The seed texts: fixture notes; in a long run real notes, if available.
fn seeds() -> Vec<String> {
    let is_long = support::setting("CUELEAF_TEST_SECONDS").is_some();
    let folder = support::corpus()
        .filter(|_| is_long)
        .unwrap_or_else(|| support::folder("tests/fixture"));
    let corpus = cueleaf::corpus::load(&folder).unwrap();
    let step = corpus.notes.len().div_ceil(500);
    corpus
        .notes
        .iter()
        .step_by(step)
        .map(|note| note.source.clone())
        .filter(|source| !source.is_empty())
        .collect()
}

/// Runs one case. Saves its input first, because a stack overflow kills the process.
fn run(kind: &str, target: &Target, attempt: Try, text: &str) -> Duration {
    let file = support::folder("target").join("fuzz.txt");
    std::fs::write(&file, text).unwrap();
    let start = Instant::now();
    if catch_unwind(AssertUnwindSafe(|| attempt(target, text))).is_err() {
        panic!("{kind} failed; its input is in {}", file.display());
    }
    start.elapsed()
}

/// The largest excess over linear time, and its text.
#[derive(Default)]
struct Growth {
    most: f64,
    part: String,
}

impl Growth {
    fn measure(&mut self, kind: &str, target: &Target, attempt: Try, part: &str) {
        let short = part.repeat(4_000 / part.len().max(1) + 1);
        let long = short.repeat(LENGTH_RATIO);
        let mut least = f64::MAX;
        // Noise does not repeat. The same amount of text in short pieces is equally exposed to it.
        for _ in 0..12 {
            let pieces: Duration = (0..LENGTH_RATIO)
                .map(|_| run(kind, target, attempt, &short))
                .sum();
            let long = run(kind, target, attempt, &long);
            least = least.min(long.as_secs_f64() / (pieces.as_secs_f64() + 0.002));
            if least < MAX_EXCESS / 2.0 {
                break;
            }
        }
        if least > self.most {
            *self = Self {
                most: least,
                part: part.to_owned(),
            };
        }
    }
}

fn fuzz() {
    let seconds = support::setting("CUELEAF_TEST_SECONDS");
    let seed = support::setting("CUELEAF_TEST_SEED").unwrap_or_else(|| {
        if seconds.is_some() {
            fastrand::u64(..)
        } else {
            1
        }
    });
    eprintln!("CUELEAF_TEST_SEED={seed}");
    // The cost of a query shows with many notes.
    let site = match support::corpus().filter(|_| seconds.is_some()) {
        Some(folder) => support::site(&folder),
        None => support::fixture(),
    };
    let target = Target {
        router: web::router(SiteStore::new(Arc::clone(&site)), web::Limits::default()),
        site,
        runtime: Runtime::new().unwrap(),
    };
    let seeds = seeds();
    for (kind, attempt) in KINDS {
        let mut rng = Rng::with_seed(seed);
        let (start, mut tried, mut growth) = (Instant::now(), 0, Growth::default());
        let goes_on = |tried: usize| match seconds {
            Some(seconds) => start.elapsed() < Duration::from_secs(seconds) / KINDS.len() as u32,
            None => tried < NORMAL_CASES,
        };
        while goes_on(tried) {
            let text = mutated(&seeds, &mut rng);
            run(kind, &target, attempt, &text);
            if tried % REPEAT_INTERVAL == 0 {
                growth.measure(kind, &target, attempt, slice(&text, &mut rng, 200));
            }
            tried += 1;
        }
        eprintln!(
            "{kind}: {tried} cases in {:.0?}; inputs of {LENGTH_RATIO} times the length took at most {:.1} times as long as linear time: {:?}",
            start.elapsed(),
            growth.most,
            growth.part
        );
        assert!(
            growth.most < MAX_EXCESS,
            "{kind} grows {:.1} times: {:?}",
            growth.most,
            growth.part
        );
    }
}

#[test]
fn mutated_inputs_do_not_fail_and_take_linear_time() {
    let thread = std::thread::Builder::new()
        .stack_size(STACK_BYTES)
        .spawn(fuzz)
        .unwrap();
    thread.join().unwrap();
}
