//! Watches the content folder and asks for a reload when something in it changes: by the events of
//! the system (inotify on Linux), or by polling where there are none.
//!
//! Folders are listed and opened below the handle of the content folder, without following links,
//! so that nothing outside it is watched. A content folder that is a link is the operator's own;
//! when it leads elsewhere, that place is watched.

use std::path::PathBuf;
use std::sync::mpsc::Sender;
use std::time::{Duration, Instant};

use crate::corpus::{LoadOptions, Survey};

/// How often a folder is polled.
const POLL_EVERY: Duration = Duration::from_secs(2);

/// Polling pauses at least for so many times as long as it takes: it costs a twentieth of a core at
/// most.
const POLL_PAUSE: u32 = 20;

/// How changes in the content folder are noticed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WatchMode {
    /// Not at all.
    Off,
    /// By events of the system.
    Events,
    /// By looking every two seconds, where the system has no events: on network file systems and
    /// some mounts of containers.
    Poll,
}

/// Watches a folder on a thread of its own, and asks for a reload when something in it has changed:
/// at once when it begins, for what changed before. The thread ends when nobody takes the wishes
/// any more.
pub fn start(folder: PathBuf, options: LoadOptions, mode: WatchMode, ask: Sender<()>) {
    let watch = Watch {
        folder,
        options,
        ask,
    };
    match mode {
        WatchMode::Off => {}
        WatchMode::Events => drop(std::thread::spawn(move || watch.by_events())),
        WatchMode::Poll => drop(std::thread::spawn(move || watch.by_polling())),
    }
}

struct Watch {
    folder: PathBuf,
    options: LoadOptions,
    ask: Sender<()>,
}

impl Watch {
    /// What is in the folder now; `None` where it cannot be listed.
    fn survey(&self) -> Option<Survey> {
        Survey::of(&self.folder, &self.options).ok()
    }

    fn by_polling(&self) {
        let mut known = None;
        loop {
            let started = Instant::now();
            let fingerprint = self.survey().map(|survey| survey.fingerprint());
            if fingerprint != known && self.ask.send(()).is_err() {
                return;
            }
            known = fingerprint;
            std::thread::sleep(POLL_EVERY.max(started.elapsed() * POLL_PAUSE));
        }
    }

    #[cfg(target_os = "linux")]
    fn by_events(&self) {
        if let Err(error) = events::watch(self) {
            tracing::warn!(%error, "the folder cannot be watched; it is polled every {POLL_EVERY:?} instead");
            self.by_polling();
        }
    }

    #[cfg(not(target_os = "linux"))]
    fn by_events(&self) {
        self.by_polling();
    }
}

#[cfg(target_os = "linux")]
mod events;
