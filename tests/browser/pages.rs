//! What a reader may see: every kind of page of our own archive, and what opens over one.

use std::sync::Arc;

use cueleaf::pages::Site;

use super::PLAYING;
use super::driver::Reader;
use crate::support;

const NOTE: &str = "/acquiredfm/amazons_transition_to_open_source_infrastructure";

/// A page and what the reader has done there.
pub(super) struct Scene {
    pub(super) name: &'static str,
    pub(super) url: &'static str,
    done: Done,
}

#[derive(Clone, Copy)]
enum Done {
    Nothing,
    /// A moment was clicked, and the video plays.
    Played,
    /// The finder was asked for something.
    Asked,
    /// The list of keys was opened.
    AskedForKeys,
    /// The reader has come to the end of the note.
    ReadToTheEnd,
}

const fn scene(name: &'static str, url: &'static str, done: Done) -> Scene {
    Scene { name, url, done }
}

pub(super) const SCENES: [Scene; 15] = [
    scene("home", "/", Done::Nothing),
    scene("channel", "/acquiredfm", Done::Nothing),
    scene("note", NOTE, Done::Played),
    scene("end", NOTE, Done::ReadToTheEnd),
    scene(
        "long",
        "/asianometry/tin_droplets_and_extreme_ultraviolet_light",
        Done::Nothing,
    ),
    scene(
        "code",
        "/fireship/a_relational_model_by_hand",
        Done::Nothing,
    ),
    scene("maths", "/3blue1brown/hamming_codes_by_hand", Done::Nothing),
    scene("video", "/video/E1cxZuHrwZc", Done::Nothing),
    scene("topic", "/topic/moores_law", Done::Nothing),
    scene("search", "/search?q=open+source", Done::Nothing),
    scene("nothing-found", "/search?q=qqqqqqq", Done::Nothing),
    scene("history", "/history", Done::Nothing),
    scene("not-found", "/acquiredfm/amazons_founding", Done::Nothing),
    scene("finder", NOTE, Done::Asked),
    scene("keys", NOTE, Done::AskedForKeys),
];

/// Our own archive, where something is always found.
pub(super) fn archive() -> Arc<Site> {
    support::site(&support::folder("content"))
}

impl Reader {
    /// A reader of our own archive who has read and kept something before.
    pub(super) async fn of_scenes() -> Reader {
        let reader = Reader::of(archive()).await;
        reader.visit(NOTE).await;
        reader.visit("/3blue1brown/hamming_codes_by_hand").await;
        let kept = format!(
            "localStorage.setItem('cueleaf-kept', JSON.stringify([{{
                path: '{NOTE}', title: document.querySelector('h1').textContent, seconds: 251,
                said: 'Free software ran on any hardware, so the machine below it became something to choose by price.'
            }}]))"
        );
        reader.sees(&kept).await;
        reader
    }

    /// Goes to a scene, and is there when this ends: all is loaded, and nothing is about to move.
    pub(super) async fn enters(&self, scene: &Scene) {
        self.visit(scene.url).await;
        self.until("document.querySelector('.poster img')?.complete ?? true")
            .await;
        match scene.done {
            Done::Nothing => (),
            Done::Played => {
                self.click(".text > :nth-child(3) a.moment").await;
                self.until(PLAYING).await;
                self.until("document.querySelector('.current-sentence').textContent")
                    .await;
            }
            Done::ReadToTheEnd => {
                self.sees(
                    "scrollTo({ top: document.documentElement.scrollHeight, behavior: 'instant' })",
                )
                .await;
            }
            Done::Asked => {
                self.press("/").await;
                self.until("document.querySelector('dialog.search-dialog')?.open")
                    .await;
                self.fills("open source").await;
                self.until("document.querySelectorAll('.search-dialog [role=option]').length > 3")
                    .await;
            }
            Done::AskedForKeys => {
                self.press("?").await;
                self.until("document.querySelector('dialog.shortcuts-help')?.open")
                    .await;
            }
        }
        self.settles().await;
    }

    /// Waits until two frames were drawn, and the page has nothing more to do.
    pub(super) async fn settles(&self) {
        self.sees(
            "window.settled = false;
            void document.fonts.ready.then(() => requestAnimationFrame(() => requestAnimationFrame(() =>
                requestIdleCallback(() => { window.settled = true; }))))",
        )
        .await;
        self.until("window.settled").await;
    }
}
