//! Scenes: every kind of page of the sample notes, and the dialogs.

use std::sync::Arc;

use cueleaf::pages::Site;
use tempfile::TempDir;

use super::IS_PLAYING;
use super::driver::Tab;
use crate::support::{self, long_video, media};

const NOTE: &str = "/acquiredfm/amazons_transition_to_open_source_infrastructure";

/// The parts of a text that no sample note has.
const PARTS: &str = "---
title: Parts of a text
---
A picture ![A loaf](loaf.svg) in a text, and [[hamming_codes_by_hand | another note]].

> Bread is older than writing.
";
const TIMES: &str = "---
title: Times of two videos
videoId: AAAAAAAAAA1
---
It rises [00:03:38-00:04:30], see [[by_hand]]. She [agrees](https://youtu.be/L0ngBread00?t=130).
";
const PICTURE: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" width="320" height="160">
<path d="M0 0h320v160H0z" fill="#c8b48c"/></svg>"##;

/// A page and an action on it.
pub(super) struct Scene {
    pub(super) name: &'static str,
    pub(super) url: &'static str,
    action: Action,
}

#[derive(Clone, Copy)]
enum Action {
    None,
    /// Clicks a moment and waits until the video plays.
    PlayMoment,
    /// Plays the first moment of a queue.
    PlayQueue,
    /// Opens the search dialog and types a query.
    OpenSearch,
    /// Opens the list of keyboard shortcuts.
    OpenShortcuts,
    /// Opens the menu, which is in narrow windows only.
    OpenMenu,
    /// Scrolls to the end of the note.
    ScrollToEnd,
    /// Runs a script and waits until a condition is met.
    Run(&'static str, &'static str),
}

const fn scene(name: &'static str, url: &'static str, action: Action) -> Scene {
    Scene { name, url, action }
}

pub(super) const SCENES: [Scene; 20] = [
    scene("home", "/", Action::None),
    scene("channel", "/acquiredfm", Action::None),
    scene("note", NOTE, Action::PlayMoment),
    scene("end", NOTE, Action::ScrollToEnd),
    scene(
        "long",
        "/asianometry/tin_droplets_and_extreme_ultraviolet_light",
        Action::None,
    ),
    scene("code", "/fireship/a_relational_model_by_hand", Action::None),
    scene("maths", "/3blue1brown/hamming_codes_by_hand", Action::None),
    scene("video", "/video/E1cxZuHrwZc", Action::None),
    scene("video-time", "/video/E1cxZuHrwZc?sort=time", Action::None),
    scene("topics", "/topics", Action::None),
    scene("topic", "/topic/moores_law", Action::None),
    scene("tag", "/tag/computing", Action::None),
    scene("tags", "/tag", Action::None),
    scene("search", "/search?q=open+source", Action::None),
    scene("no-results", "/search?q=qqqqqqq", Action::None),
    scene("history", "/history", Action::None),
    scene("not-found", "/acquiredfm/amazons_founding", Action::None),
    scene("search-dialog", NOTE, Action::OpenSearch),
    scene("shortcuts", NOTE, Action::OpenShortcuts),
    scene("menu", NOTE, Action::OpenMenu),
];

/// Kinds of pages and states that the sample notes have none of, or that differ little from the
/// others to the eye. They are pages of [`every_kind`].
pub(super) const MORE_SCENES: [Scene; 17] = [
    scene("channel-page-2", "/shelf?page=2", Action::None),
    scene("filtered-channel", "/shelf?filter=zzz", Action::None),
    scene("note-without-video", "/shelf/parts", Action::None),
    scene("dialect", "/quirks/dialect", Action::None),
    scene("code-of-every-kind", "/quirks/code", Action::None),
    scene("right-to-left", "/quirks/من_اليمين", Action::None),
    scene("uncertain", "/bread/by_hand?t=1511", Action::None),
    scene("uncertain-video", "/video/L0ngBread00", Action::None),
    scene(
        "filtered-search",
        "/search?q=open+sorce&channel=fireship&order=title",
        Action::None,
    ),
    scene("empty-search", "/search", Action::None),
    scene("queue", "/queue?channel=fireship", Action::PlayQueue),
    scene("map", "/map", Action::None),
    scene("map-search", "/map?q=unix", Action::None),
    scene("display", "/shelf/times", OPEN_DISPLAY),
    scene("moment-menu", "/shelf/times", OPEN_MOMENT_MENU),
    scene("preview", "/shelf/times", OPEN_PREVIEW),
    scene("empty-history", "/history", CLEAR_HISTORY),
];

const OPEN_DISPLAY: Action = Action::Run(
    "document.querySelector('.display-button').click()",
    "document.querySelector('.display-settings:popover-open')",
);
const OPEN_MOMENT_MENU: Action = Action::Run(
    "document.querySelector('.text a.moment').focus({ focusVisible: true })",
    "document.querySelector('.moment-menu:popover-open')",
);
const OPEN_PREVIEW: Action = Action::Run(
    "document.querySelector('.text a:not([class])').focus({ focusVisible: true })",
    "document.querySelector('.preview-card')",
);
const CLEAR_HISTORY: Action = Action::Run(
    "for (const button of document.querySelectorAll('.history .clear')) button.click()",
    "document.querySelector('.toast').textContent",
);

/// The sample notes with those of the fixture that are of every kind, a long video whose times are
/// uncertain, a list of several pages, and a note without a video.
pub(super) fn every_kind() -> (TempDir, Arc<Site>) {
    let folder = tempfile::tempdir().unwrap();
    support::copy(&support::folder("content"), folder.path());
    let quirks = support::folder("tests/fixture/quirks");
    support::copy(&quirks, &folder.path().join("quirks"));
    long_video::write_notes(folder.path());
    let list: String = (0..85)
        .map(|number| {
            let url = format!("https://www.youtube.com/watch?v=BBBBBBBB{number:03}");
            format!("### [Loaf {number}]({url})\n- [[gone {number}]]\n\n")
        })
        .collect();
    media::write(folder.path(), "shelf/shelf.md", list);
    media::write(folder.path(), "shelf/parts.md", PARTS);
    media::write(folder.path(), "shelf/times.md", TIMES);
    media::write(folder.path(), "shelf/loaf.svg", PICTURE);
    let site = support::site(folder.path());
    (folder, site)
}

/// The site of the sample notes.
pub(super) fn archive() -> Arc<Site> {
    support::site(&support::folder("content"))
}

impl Tab {
    /// A tab on the sample notes with two read notes and a saved moment.
    pub(super) async fn for_scenes() -> Tab {
        Self::for_scenes_of(archive()).await
    }

    /// The same on a site that has the sample notes.
    pub(super) async fn for_scenes_of(site: Arc<Site>) -> Tab {
        let tab = Tab::with_site(site).await;
        tab.visit(NOTE).await;
        tab.visit("/3blue1brown/hamming_codes_by_hand").await;
        let save_moment = format!(
            "localStorage.setItem('cueleaf-kept', JSON.stringify([{{
                path: '{NOTE}', title: document.querySelector('h1').textContent, seconds: 251,
                said: 'Free software ran on any hardware, so the machine below it became something to choose by price.'
            }}]))"
        );
        tab.evaluate(&save_moment).await;
        tab
    }

    /// Opens a scene and waits until it has settled.
    pub(super) async fn open_scene(&self, scene: &Scene) {
        self.visit(scene.url).await;
        self.wait_until("document.querySelector('.poster img')?.complete ?? true")
            .await;
        // The map and its search results are loaded later.
        self.wait_until(
            "!document.querySelector('main.map') || document.querySelector('.map-canvas canvas')
                && (!location.search || document.querySelector('.map-top-hits a'))",
        )
        .await;
        match scene.action {
            Action::None => (),
            Action::PlayMoment => {
                self.click(".text > :nth-child(3) a.moment").await;
                self.wait_until(IS_PLAYING).await;
                self.wait_until("document.querySelector('.current-sentence').textContent")
                    .await;
                self.wait_until("CSS.highlights.get('current-sentence')?.size")
                    .await;
            }
            Action::PlayQueue => {
                self.wait_until("document.querySelector('.player-controls')")
                    .await;
                self.click(".poster").await;
                self.wait_until(IS_PLAYING).await;
            }
            Action::ScrollToEnd => {
                self.evaluate(
                    "scrollTo({ top: document.documentElement.scrollHeight, behavior: 'instant' })",
                )
                .await;
            }
            Action::OpenSearch => {
                self.press("/").await;
                self.wait_until("document.querySelector('dialog.search-dialog')?.open")
                    .await;
                self.fill("open source").await;
                self.wait_until(
                    "document.querySelectorAll('.search-dialog [role=option]').length > 3",
                )
                .await;
            }
            Action::OpenShortcuts => {
                self.press("?").await;
                self.wait_until("document.querySelector('dialog.shortcuts-help')?.open")
                    .await;
            }
            Action::OpenMenu => {
                let button = "document.querySelector('.menu-button')";
                if self.evaluate(&format!("{button}.checkVisibility()")).await == true {
                    self.click(".menu-button").await;
                }
            }
            Action::Run(script, condition) => {
                self.evaluate(&format!("{{ {script} }}")).await;
                self.wait_until(condition).await;
            }
        }
        self.settle().await;
    }

    /// Waits until two frames are drawn and the page is idle.
    pub(super) async fn settle(&self) {
        self.evaluate(
            "window.settled = false;
            void document.fonts.ready.then(() => requestAnimationFrame(() => requestAnimationFrame(() =>
                requestIdleCallback(() => { window.settled = true; }))))",
        )
        .await;
        self.wait_until("window.settled").await;
    }
}
