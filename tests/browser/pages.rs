//! Scenes: every kind of page of the sample notes, and the dialogs.

use std::sync::Arc;

use cueleaf::pages::Site;

use super::IS_PLAYING;
use super::driver::Tab;
use crate::support;

const NOTE: &str = "/acquiredfm/amazons_transition_to_open_source_infrastructure";

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
    /// Opens the search dialog and types a query.
    OpenSearch,
    /// Opens the list of keyboard shortcuts.
    OpenShortcuts,
    /// Opens the menu, which is in narrow windows only.
    OpenMenu,
    /// Scrolls to the end of the note.
    ScrollToEnd,
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

/// The site of the sample notes.
pub(super) fn archive() -> Arc<Site> {
    support::site(&support::folder("content"))
}

impl Tab {
    /// A tab on the sample notes with two read notes and a saved moment.
    pub(super) async fn for_scenes() -> Tab {
        let tab = Tab::with_site(archive()).await;
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
        match scene.action {
            Action::None => (),
            Action::PlayMoment => {
                self.click(".text > :nth-child(3) a.moment").await;
                self.wait_until(IS_PLAYING).await;
                self.wait_until("document.querySelector('.current-sentence').textContent")
                    .await;
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
