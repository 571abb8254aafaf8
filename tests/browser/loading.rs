//! While a page loads nothing moves, and nothing keeps its reader waiting; the longest note is no
//! exception.

use std::fmt::Write as _;
use std::sync::Arc;

use cueleaf::archive::Archive;
use cueleaf::corpus::{Corpus, Note};
use cueleaf::pages::Site;
use serde_json::json;

use super::driver::Reader;
use super::pages::SCENES;
use crate::support;

/// More moments than any note has that was seen.
const MOMENTS: u32 = 2_160;
/// The longest that a task may take, in milliseconds.
const LONG: f64 = 50.0;
/// What takes this long on any machine is drawn in a bad way; how long it takes is told.
const SLOW: f64 = 2.0 * LONG;
/// A task takes longer where other programs take the processor: of so many loads one must be good.
const LOADS: usize = 24;
const SIZES: [(i64, i64); 3] = [(390, 844), (900, 1180), (1440, 900)];

/// A note of sections, paragraphs and lists, with 2,160 moments.
fn long_note() -> Arc<Site> {
    let mut text =
        "---\ntitle: A day at the lock, minute by minute\nvideoId: LLLLLLLLLL1\n---\n\n".to_owned();
    for number in 0..MOMENTS {
        if number % 36 == 0 {
            let _ = write!(text, "\n\n## Barge number {}\n\n", number / 36 + 1);
        }
        let (minutes, seconds) = (number * 7 / 60, number * 7 % 60);
        let stamp = format!("[{:02}:{:02}:{seconds:02}]", minutes / 60, minutes % 60);
        match number % 36 {
            0..12 => {
                let _ = write!(
                    text,
                    "The keeper turns the wheel {number} times and the water comes in {stamp}. "
                );
            }
            12..24 => {
                let _ = write!(
                    text,
                    "\n- The bow moves up by a hand's width, as [[paddles]] do their work {stamp}"
                );
            }
            24 => {
                let _ = write!(text, "\n\nThen the upper gate is opened {stamp}. ");
            }
            _ => {
                let _ = write!(text, "A rope is thrown, caught and made fast {stamp}. ");
            }
        }
    }
    let note = Note::new("locks/a_day_at_the_lock.md".to_owned(), text);
    let site = Site::new(Archive::new(Corpus::from(vec![note])), true);
    site.search.begin(&site.archive).unwrap();
    Arc::new(site)
}

/// The note with the most moments of an archive: its URL, and a second late in it.
fn longest(site: &Site) -> (String, u32) {
    let archive = &site.archive;
    let with_video = archive
        .notes()
        .filter(|(id, _)| archive.video_of(*id).is_some());
    let (id, note) = with_video
        .max_by_key(|(_, note)| note.facts.moments.len())
        .unwrap();
    let moments = &note.facts.moments;
    (
        archive.note_url(id).to_owned(),
        moments[moments.len() * 3 / 4].resolved.seconds,
    )
}

/// The longest notes that there are: our own, and that of the real notes where they are there.
fn longest_of_all() -> Vec<(Arc<Site>, String, u32)> {
    let real = support::corpus().map(|folder| support::site(&folder));
    let sites = [Some(long_note()), real].into_iter().flatten();
    sites
        .map(|site| {
            let (url, second) = longest(&site);
            (site, url, second)
        })
        .collect()
}

#[tokio::test]
async fn the_longest_notes_do_not_move_while_they_load() {
    for (site, url, second) in longest_of_all() {
        let reader = Reader::of(site).await;
        for (width, height) in SIZES {
            reader.resize(width, height).await;
            for url in [url.clone(), format!("{url}?t={second}")] {
                reader.arrives(&url).await;
                assert_eq!(
                    reader.sees("[shifted, moved]").await,
                    json!([0, []]),
                    "{url} at {width} px"
                );
            }
            let marked = "(({ top, bottom }) => top >= 0 && bottom <= innerHeight)
                (document.querySelector('a.moment[aria-current]').getBoundingClientRect())";
            assert_eq!(
                reader.sees(marked).await,
                true,
                "the moment asked for is in view at {width} px"
            );
        }
    }
}

#[tokio::test]
async fn no_kind_of_page_moves_while_it_loads() {
    let reader = Reader::of_scenes().await;
    for (width, height) in SIZES {
        reader.resize(width, height).await;
        for scene in &SCENES {
            reader.arrives(scene.url).await;
            assert_eq!(
                reader.sees("[shifted, moved]").await,
                json!([0, []]),
                "{} at {width} px",
                scene.name
            );
        }
    }
    reader
        .sees("document.querySelector('h1').style.marginTop = '9rem'")
        .await;
    reader.until("shifted > 0 && moved.length").await;
}

#[tokio::test]
async fn the_longest_notes_load_without_a_long_task() {
    for (site, url, _) in longest_of_all() {
        let reader = Reader::of(site).await;
        let (mut drawing, mut scripts) = (f64::INFINITY, f64::INFINITY);
        // The browser counts what other programs took of the processor meanwhile: on a slow machine
        // that is as much again.
        let is_good =
            |drawing: f64, scripts: f64| drawing < SLOW && scripts < LONG.max(2.0 * drawing);
        for _ in 0..LOADS {
            drawing = drawing.min(reader.longest_task_of(&url).await);
            scripts = scripts.min(
                reader
                    .sees("Math.max(0, ...longTasks.map(([, took]) => took))")
                    .await
                    .as_f64()
                    .unwrap(),
            );
            if is_good(drawing, scripts) {
                break;
            }
        }
        eprintln!(
            "{url}: {drawing} ms of the processor at most; the browser told of a task of {scripts} ms"
        );
        assert!(drawing > 1.0, "something was measured");
        assert!(
            is_good(drawing, scripts),
            "{url}: {drawing} ms, {scripts} ms"
        );
    }
}

#[tokio::test]
async fn long_tasks_are_seen() {
    let reader = Reader::new().await;
    reader.visit("/").await;
    reader
        .sees("void setTimeout(() => { for (const start = performance.now(); performance.now() - start < 90;); })")
        .await;
    reader
        .until("longTasks.some(([, duration]) => duration > 50)")
        .await;
}

impl Reader {
    /// Opens a page and stays until all of it is there and quiet.
    pub(super) async fn arrives(&self, url: &str) {
        self.visit(url).await;
        self.until("document.querySelector('.poster img')?.complete ?? true")
            .await;
        self.settles().await;
    }
}
